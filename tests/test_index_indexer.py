"""An indexing run: what is new, changed, unchanged, gone, failed, and what a run leaves on the disk."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from index_store_fakes import (
    EMBEDDER,
    SPLITTER,
    WordEmbedder,
    article,
    assert_sound,
    folder_of,
    index,
    put,
    stored,
    words,
    write_lines,
)
from qa_process import COMMAND, environment

from index.article import article_id
from index.catalogue import export_lines
from index.errors import NotFoundError, StoreBusyError, StoreError, StoreMismatchError, UsageError
from index.indexer import Given, Progress, index_paths, put_articles, remove_articles
from index.locks import FileLock
from index.splitter import Splitter
from index.writer import CHUNK


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / ".qa"


def stores(data: Path) -> list[str]:
    return sorted(folder.name for folder in (data / "stores").iterdir())


def remove(data: Path, *ids: str) -> int:
    return remove_articles(data, ids, EMBEDDER, SPLITTER).removed


def bytes_of(data: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in data.rglob("*") if path.is_file())


def places_used(header: Path) -> tuple[int, int]:
    """Return how many places of an HNSW index are used, and the bytes of one."""
    _, _, _, used, size = struct.unpack_from("<iQQQQ", header.read_bytes())
    return used, size


def test_articles_are_new_then_unchanged_then_changed(data: Path, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "news.jsonl", {"a": words("one", 90), "b": words("two", 30)})

    first = index(data, source)
    assert (first.new, first.changed, first.unchanged, first.passages) == (2, 0, 0, 4)
    assert (first.store, first.published) == (1, True)

    second = index(data, source)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)
    assert (second.store, second.published) == (1, False)

    write_lines(source, {"a": words("one", 90), "b": words("three", 30)})
    third = index(data, source)
    assert (third.new, third.changed, third.unchanged, third.passages) == (0, 1, 1, 1)
    assert stored(data) == {"a": words("one", 90), "b": words("three", 30)}
    assert_sound(data)


def test_a_run_that_changes_nothing_copies_nothing(data: Path, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "news.jsonl", {"a": words("one", 30)})
    index(data, source)
    before = {path: path.stat().st_mtime_ns for path in (data / "stores").rglob("*")}

    index(data, source)

    assert {path: path.stat().st_mtime_ns for path in (data / "stores").rglob("*")} == before


def test_one_store_is_left_after_each_run(data: Path) -> None:
    for n in range(3):
        put(data, article("a", words(f"w{n}x", 30)))
        assert stores(data) == [str(n + 1)]


def test_a_line_that_moves_moves_its_article_alone(data: Path, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "news.jsonl", {"a": words("one", 60), "b": words("two", 60)})
    index(data, source)
    log = tmp_path / "log"
    write_lines(source, {"c": words("new", 30), "a": words("one", 60), "b": words("two", 60)})

    embedder = WordEmbedder(log)
    report = index_paths(data, [source], embedder, Splitter(embedder, words=40))

    assert (report.new, report.changed, report.unchanged) == (1, 0, 2)
    assert len(log.read_text().split()) == 1
    with folder_of(data).reading() as store:
        assert store is not None
        assert [(record.id, record.first_line) for record in store.articles()] == [("a", 2), ("b", 3), ("c", 1)]
    assert_sound(data)


def test_a_changed_article_embeds_only_its_new_passages(data: Path, tmp_path: Path) -> None:
    text = "\n\n".join(words(f"p{n}x", 35) for n in range(5))
    log = tmp_path / "log"
    embedder = WordEmbedder(log)
    splitter = Splitter(embedder, words=40)
    put_articles(data, [article("a", text)], embedder, splitter)
    log.unlink()

    put_articles(data, [article("a", f"{words('added', 35)}\n\n{text}")], embedder, splitter)

    assert len(log.read_text().split()) == 1


def test_an_id_from_another_source_fails_and_changes_nothing(data: Path, tmp_path: Path) -> None:
    index(data, write_lines(tmp_path / "one.jsonl", {"a": words("one", 30)}))

    report = index(data, write_lines(tmp_path / "two.jsonl", {"a": words("two", 30), "b": words("three", 30)}))

    assert [failure.source for failure in report.failed] == [str(tmp_path / "two.jsonl")]
    assert str(tmp_path / "one.jsonl") in report.failed[0].why
    assert report.failed[0].line == 1
    assert stored(data) == {"a": words("one", 30), "b": words("three", 30)}


def test_an_id_twice_in_one_run_with_different_texts_fails(data: Path) -> None:
    report = put(data, article("a", "One text."), article("a", "Another text."), article("a", "One text."))

    assert (report.new, len(report.failed)) == (1, 1)
    assert stored(data) == {"a": "One text."}


@pytest.mark.parametrize(
    "bad",
    [
        article("bad", "a lone \ud800 surrogate"),
        article("bad", "a text", title="\udfff"),
        article("bad", " \n "),
        article("bad", "a text", published="soon"),
    ],
)
def test_an_article_that_cannot_be_stored_is_reported_and_the_rest_stored(bad: object, data: Path) -> None:
    report = put(data, article("a", "One."), bad, article("b", "Two."))  # type: ignore[arg-type]

    assert (report.new, len(report.failed)) == (2, 1)
    assert stored(data) == {"a": "One.", "b": "Two."}


def test_an_unreadable_file_harms_nothing_else(data: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("A good article.")
    (news / "b.txt").write_bytes(b"\x00\xff\xfe")
    (news / "c.pdf").write_bytes(b"no pdf")

    report = index(data, news)

    assert report.new == 1
    assert sorted(Path(failure.source).name for failure in report.failed) == ["b.txt", "c.pdf"]
    assert stored(data) == {article_id(str(news / "a.txt")): "A good article."}


@pytest.mark.slow
def test_prune_removes_what_is_gone_and_nothing_from_elsewhere(data: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    other = tmp_path / "newspaper"
    for folder in (news, other):
        folder.mkdir()
        (folder / "a.txt").write_text(f"An article of {folder.name}.")
    write_lines(news / "lines.jsonl", {"x": words("one", 30), "y": words("two", 30)})
    index(data, news, other)
    (news / "a.txt").unlink()
    (other / "a.txt").unlink()
    write_lines(news / "lines.jsonl", {"y": words("two", 30)})

    assert index(data, news).removed == 0
    report = index(data, news, prune=True)

    assert (report.removed, report.unchanged) == (2, 1)
    assert set(stored(data)) == {"y", article_id(str(other / "a.txt"))}
    assert_sound(data)


def test_prune_leaves_a_path_alone_that_had_a_failure(data: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "gone.txt").write_text(f"Gone from {folder.name}.")
        (folder / "kept.txt").write_text(f"Kept in {folder.name}.")
    index(data, *folders)
    for folder in folders:
        (folder / "gone.txt").unlink()
    (folders[0] / "bad.pdf").write_bytes(b"no pdf")

    report = index(data, *folders, prune=True)

    assert report.removed == 1
    assert report.unpruned == [str(folders[0])]
    assert sorted(stored(data).values()) == ["Gone from one.", "Kept in one.", "Kept in two."]


def test_prune_keeps_a_file_that_is_there_but_skipped(data: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / ".hidden").mkdir()
    named = [tmp_path / "news" / "README.txt", tmp_path / "news" / ".hidden" / "a.txt"]
    for path in named:
        path.write_text(f"Named itself, {path.name} is an article.")
    (tmp_path / "news" / "a.txt").write_text("An article.")
    (tmp_path / "link").symlink_to(tmp_path / "news")
    index(data, *named)

    assert index(data, tmp_path / "link", prune=True).removed == 0
    assert len(stored(data)) == 3


def test_a_renamed_file_keeps_its_articles_when_pruned(data: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    old = write_lines(tmp_path / "news" / "old.jsonl", {"a": words("one", 30)})
    index(data, tmp_path / "news")
    old.rename(old.with_name("new.jsonl"))

    report = index(data, tmp_path / "news", prune=True)

    assert (report.changed, report.removed, report.failed) == (1, 0, [])
    with folder_of(data).reading() as store:
        assert store is not None
        assert store.article("a").source.endswith("new.jsonl")


def test_an_article_is_the_same_however_its_path_is_spelled(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("An article.")
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path / "news")

    index(data, tmp_path / "news")

    for spelled in (Path("a.txt"), Path("../news/a.txt"), tmp_path / "link" / "a.txt", tmp_path / "link"):
        assert index(data, spelled).unchanged == 1


def test_a_path_that_does_not_exist_is_wrong_usage(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt"):
        index(data, tmp_path / "nowhere.txt")


def test_removing_names_what_is_not_there_and_removes_nothing(data: Path) -> None:
    put(data, article("a", "One."))

    with pytest.raises(NotFoundError, match="'b', 'c'"):
        remove(data, "a", "b", "c")

    assert set(stored(data)) == {"a"}
    with pytest.raises(NotFoundError):
        remove(data / "nothing here", "a")


@pytest.mark.slow
def test_the_last_article_can_be_removed_and_others_stored_after(data: Path) -> None:
    put(data, article("a", "One."))
    assert remove(data, "a") == 1

    with folder_of(data).reading() as store:
        assert store is not None
        assert store.count() == (0, 0)
        assert store.dense(EMBEDDER.embed(["One."])[0], 5) == []
        assert store.lexical("One", 5) == []

    put(data, article("b", "Two."))
    assert stored(data) == {"b": "Two."}
    assert_sound(data)


def test_the_text_of_a_removed_article_leaves_the_disk(data: Path) -> None:
    secret = "Zyzzyva quokkas defenestrate Xanthippe"
    secret_text = f"{words('before', 45)} {secret}. {words('after', 45)}"
    shared = words("shared", 35)
    put(data, *(article(f"x{n}", words(f"n{n}x", 45)) for n in range(20)))
    put(data, article("a", secret_text, title="A Kakapo title"), article("b", f"{words('own', 35)}\n\n{shared}"))
    assert secret.encode() in bytes_of(data)

    assert remove(data, "a") == 1

    left = bytes_of(data).lower()
    for trace in (secret, "zyzzyva", "quokka", "xanthippe", "kakapo", "before17"):
        assert trace.lower().encode() not in left
    assert shared.encode() in left
    assert_sound(data)


def test_the_old_text_of_a_changed_article_leaves_the_disk(data: Path) -> None:
    put(data, article("b", words("b", 90)))
    put(data, article("a", f"{words('kept', 38)}\n\nZyzzyva was here, in {words('old', 30)}"))

    put(data, article("a", f"{words('kept', 38)}\n\nNobody was here, in {words('new', 30)}"))

    left = bytes_of(data).lower()
    assert b"zyzzyva" not in left
    assert b"old17" not in left
    assert_sound(data)


def test_what_chroma_writes_of_its_memory_is_blanked(data: Path) -> None:
    put(data, article("a", words("a", 90)))

    (header,) = data.rglob("header.bin")
    used, size = places_used(header)
    for name, width in (("data_level0.bin", size), ("length.bin", 4)):
        assert not any(header.with_name(name).read_bytes()[used * width :])


def test_the_vectors_of_removed_passages_leave_the_cache_but_shared_ones_stay(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    embedder = WordEmbedder(log)
    splitter = Splitter(embedder, words=40)
    shared, own = words("shared", 35), words("own", 35)
    one = article("a", shared, title="T")
    two = article("b", f"{own}\n\n{shared}", title="T")
    put_articles(data, [one, two], embedder, splitter)
    assert len(log.read_text().split()) == 2

    remove_articles(data, ["b"], embedder, splitter)
    put_articles(data, [two], embedder, splitter)

    assert len(log.read_text().split()) == 3


def test_a_second_writer_is_told_that_it_is_busy_and_by_whom(data: Path) -> None:
    put(data, article("a", "One."))
    lock = FileLock(data / "lock")
    assert lock.take()
    lock.sign()

    with pytest.raises(StoreBusyError, match=str(os.getpid())) as raised:
        put(data, article("b", "Two."))
    lock.close()

    assert str(data) in str(raised.value)
    assert put(data, article("b", "Two.")).new == 1


def test_a_store_of_another_maker_is_refused_with_what_to_do(data: Path) -> None:
    put(data, article("a", "One."))

    with pytest.raises(StoreMismatchError, match=r"words.*41.*QA_DATA_DIR"):
        put_articles(data, [article("b", "Two.")], EMBEDDER, Splitter(EMBEDDER, words=41))

    assert set(stored(data)) == {"a"}


@pytest.mark.slow
def test_an_error_in_the_middle_of_a_run_publishes_nothing(data: Path, tmp_path: Path) -> None:
    put(data, article("a", "One."))
    source = write_lines(tmp_path / "news.jsonl", {f"n{n}": words(f"n{n}x", 38) for n in range(CHUNK + 10)})

    def interrupt(now: Progress) -> None:
        if now.articles == CHUNK + 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_paths(data, [source], EMBEDDER, SPLITTER, progress=interrupt)

    assert stored(data) == {"a": "One."}
    assert stores(data) == ["1"]
    log = tmp_path / "log"
    embedder = WordEmbedder(log)
    assert index_paths(data, [source], embedder, Splitter(embedder, words=40)).new == CHUNK + 10
    assert len(log.read_text().split()) == 10
    assert_sound(data)


def test_progress_counts_bytes_articles_and_passages(data: Path, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "news.jsonl", {"a": words("one", 90), "b": words("two", 30)})
    seen: list[Progress] = []

    index_paths(data, [source], EMBEDDER, SPLITTER, progress=seen.append)

    assert [now.articles for now in seen] == [1, 2]
    assert seen[-1] == Progress(source.stat().st_size, source.stat().st_size, 2, 4)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="file"):
        put(tmp_path / "file" / ".qa", article("a", "One."))


@pytest.mark.process
def test_a_full_disk_is_told_and_what_was_begun_is_taken_off_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("One.")
    ended = subprocess.run(
        ["bash", "-c", f'ulimit -f 20; exec "{COMMAND}" index one.txt'],
        cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "the disk has room" in ended.stderr
    assert stores(data) == []


def test_a_data_folder_whose_path_no_store_takes_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"\\xff has bytes in it that are no UTF-8: give a data folder"):
        put(tmp_path / os.fsdecode(b"\xff"), article("a", "One."))


def test_a_file_whose_name_no_store_takes_is_told_with_what_to_do(data: Path, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("One.")
    failed = index(data, tmp_path).failed
    assert [one.source.endswith(r"\xff.txt") and "Rename it" in one.why for one in failed] == [True]


def test_a_data_folder_among_the_articles_is_none_of_them(tmp_path: Path) -> None:
    """Whatever it is called."""
    (tmp_path / "one.txt").write_text("One.")
    for _ in range(2):
        report = index(tmp_path / "data", tmp_path)
    assert (report.unchanged, report.failed) == (1, [])
    assert [one.why for one in report.skipped] == ["data folder of Dateline"]


@pytest.mark.slow
def test_chroma_is_made_anew_when_most_of_it_is_what_was_removed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.edition.WORN", 3)
    put(data, article("kept", words("kept", 150)))

    for n in range(6):
        put(data, article("a", words(f"n{n}x", 150)))
        assert_sound(data)

    assert stored(data) == {"kept": words("kept", 150), "a": words("n5x", 150)}
    assert b"n3x7" not in bytes_of(data)
    (header,) = data.rglob("header.bin")
    assert places_used(header)[0] < 6 * 4


def test_a_copy_is_said(data: Path, tmp_path: Path) -> None:
    """It is there for questions that are held to its folder."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(words("one", 30))
    report = index(data, tmp_path / "a.txt", tmp_path / "b.txt")
    assert (report.new, [Path(same.source).name for same in report.copies]) == (2, ["b.txt"])


def test_a_copy_that_another_outlet_published_is_an_article(data: Path, tmp_path: Path) -> None:
    """Reprints are not copies of a file."""
    for outlet in ("Post", "Herald"):
        (tmp_path / f"{outlet}.md").write_text(f"---\noutlet: {outlet}\n---\n{words('one', 30)}")
    report = index(data, tmp_path / "Post.md", tmp_path / "Herald.md")
    assert (report.new, report.copies) == (2, [])


def test_a_renamed_file_takes_the_place_of_the_one_that_is_gone(data: Path, tmp_path: Path) -> None:
    """Also without --prune; what was given by hand goes with it."""
    (tmp_path / "old.txt").write_text(words("one", 30))
    index_paths(data, [tmp_path / "old.txt"], EMBEDDER, SPLITTER, given=Given(outlet="Post", published="2024-11-27"))
    (tmp_path / "old.txt").rename(tmp_path / "new.txt")
    report = index(data, tmp_path / "new.txt")
    assert [(Path(same.source).name, Path(same.other).name) for same in report.renamed] == [("new.txt", "old.txt")]
    assert len(stored(data)) == 1
    assert [(taken.outlet, taken.published, taken.published_from) for taken in report.taken] == [
        ("Post", "2024-11-27", "given")
    ]


def test_what_was_given_by_hand_stays(data: Path, tmp_path: Path) -> None:
    """Until the file says it itself, or something else is given."""
    path = tmp_path / "a.txt"
    path.write_text(f"A line\n{words('one', 30)}")
    given = Given(title="Title", outlet="Post", published="2024-11-27")
    index_paths(data, [path], EMBEDDER, SPLITTER, given=given)
    again = index(data, path)
    assert (again.unchanged, again.published) == (1, False)
    path.write_text(f"A line\nPublished: 3 Dec 2020\n{words('two', 30)}")
    changed = index(data, path).taken[0]
    assert (changed.title, changed.outlet, changed.published, changed.published_from) == (
        "Title",
        "Post",
        "2024-11-27",
        "given",
    )
    path.write_text(f"title: Own\ndate: 2020-12-03\n\n{words('two', 30)}")
    own = index(data, path).taken[0]
    assert (own.title, own.outlet, own.published, own.published_from) == ("Own", "Post", "2020-12-03", "metadata")


def test_an_export_is_taken_back_as_it_was(data: Path, tmp_path: Path) -> None:
    """Nothing is mended, guessed or unwrapped in it: it came from a store."""
    put(
        data,
        article("mojibake", "The cafÃ© was closed, the owner â€œRenÃ©â€\x9d said."),
        article("page", "<p>One &amp; two.</p>\r\n<p>Three.</p>"),
        article("undated", "ZURICH, March 3, 2024 (Wire) - The lake froze.", url="https://example.org/2024/03/05/lake"),
        article("dated", "Two.", published="2024-11-27T23:30:00-02:00", published_from="text", outlet="null"),
        article("by/hand", "Three.", published="2024-11-27", by_hand="published title", language="de"),
    )

    def known(path: Path) -> list[tuple[object, ...]]:
        with closing(folder_of(path)) as folder, folder.reading() as store:
            assert store is not None
            kept = ("id", "title", "published", "published_from", "url", "outlet", "language", "by_hand")
            return [(store.text(one.id), *(getattr(one, name) for name in kept)) for one in store.articles()]

    with closing(folder_of(data)) as folder:
        (tmp_path / "all.jsonl").write_text("".join(f"{line}\n" for line in export_lines(folder)))
    report = index(tmp_path / "new", tmp_path / "all.jsonl")

    assert (report.new, report.failed) == (5, [])
    assert known(tmp_path / "new") == known(data)


@pytest.mark.parametrize(
    "said",
    [{}, {"by_hand": "all of it"}, {"by_hand": "", "published_from": "hearsay"}, {"by_hand": 1, "language": "x"}],
)
def test_a_line_that_only_looks_exported_is_read_as_any_other(
    said: dict[str, object], data: Path, tmp_path: Path
) -> None:
    """What no store says of an article is not taken over: the next run and the list of articles would stumble on it."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "text": words("one", 30), "published": "2024-11-27", "dateline": said}))
    assert index(data, path).taken[0].published_from == "metadata"
    path.write_text(json.dumps({"id": "a", "text": words("two", 30), "published": "2024-11-27", "dateline": said}))
    assert index(data, path).changed == 1


@pytest.mark.parametrize("odd", [{"source": "https://[x"}, {"url": "\ud800"}, {"sitename": "http://[::1"}])
def test_an_address_that_is_none_costs_no_article_and_ends_no_run(
    odd: dict[str, str], data: Path, tmp_path: Path
) -> None:
    """In an export, the last line is read as the first."""
    lines = [{"text": words("one", 30), **odd}, {"text": words("two", 30)}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert index(data, tmp_path / "a.jsonl").new == 2
