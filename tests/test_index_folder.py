"""What readers of a data folder see while it is written: the old articles or the new ones, never both."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import pytest
from index_store_fakes import (
    EMBEDDER,
    SPLITTER,
    article,
    assert_sound,
    folder_of,
    index,
    processes,
    put,
    stored,
    words,
    write_lines,
)

from index.chroma import settle
from index.errors import StoreBusyError, StoreDamagedError, StoreError, StoreMismatchError
from index.folder import DataFolder
from index.indexer import index_paths, remove_articles
from index.manifest import Manifest
from index.splitter import Splitter
from index.store import Store, maker_of

ARTICLES = 12
READERS = 10


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / ".qa"


def test_who_is_done_with_a_store_waits_for_nobody_who_looks_whether_it_is_whole(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That may take as long as it takes to hash it."""
    put(data, article("a", "One."))
    folder, looks, go_on = folder_of(data), threading.Event(), threading.Event()

    def look(*_: object) -> None:
        looks.set()
        go_on.wait(30)

    def read() -> None:
        with folder.reading():
            pass

    other = threading.Thread(target=read)
    with folder.reading():
        monkeypatch.setattr(Manifest, "check", look)
        other.start()
        looks.wait(30)
    assert other.is_alive()
    go_on.set()
    other.join()
    folder.close()


def test_nothing_is_read_where_nothing_was_published(data: Path) -> None:
    folder = folder_of(data)
    with folder.reading() as store:
        assert store is None
    assert folder.current() is None
    put(data, article("a", "One."))
    with folder.reading() as store:
        assert store is not None
        assert (store.number, folder.current()) == (1, 1)
    folder.close()


@pytest.mark.slow
def test_the_next_block_sees_what_was_published_meanwhile(data: Path) -> None:
    put(data, article("a", "One."))
    folder = folder_of(data)
    query = EMBEDDER.embed(["One."])[0]
    for n in range(3):
        put(data, article("a", f"One, and {n}."))
        with folder.reading() as store:
            assert store is not None
            assert store.text("a") == f"One, and {n}."
            (found,) = store.dense(query, 5)
            assert store.passages([found.passage_id])[0].text == f"One, and {n}."
    folder.close()


def test_a_store_does_not_change_nor_vanish_inside_a_block(data: Path) -> None:
    put(data, article("a", "One."))
    folder = folder_of(data)
    with folder.reading() as store:
        assert store is not None
        writing = threading.Thread(target=put, args=(data, article("a", "Two.")))
        writing.start()
        while folder.current() == 1:
            time.sleep(0.01)
        assert store.text("a") == "One."
        assert store.dense(EMBEDDER.embed(["One."])[0], 5)[0].passage_id.startswith("a:")
        with folder.reading() as newer:
            assert newer is not None
            assert newer.text("a") == "Two."
        assert store.text("a") == "One."
    writing.join()
    assert [path.name for path in (data / "stores").iterdir()] == ["2"]
    folder.close()


def test_a_removal_returns_when_questions_asked_before_have_ended(data: Path) -> None:
    put(data, article("a", "One."), article("b", "Two."))
    folder = folder_of(data)
    ended: list[float] = []
    with folder.reading():
        removing = threading.Thread(
            target=lambda: ended.append(remove_articles(data, ["a"], EMBEDDER, SPLITTER).seconds)
        )
        removing.start()
        while folder.current() == 1:
            time.sleep(0.01)
        time.sleep(0.1)
        assert not ended
    removing.join()
    assert ended
    assert set(stored(data)) == {"b"}
    folder.close()


def test_a_removal_says_when_a_question_asked_before_does_not_end(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writer.PATIENCE", 0.1)
    put(data, article("a", "One."), article("b", "Two."))
    folder = folder_of(data)

    with folder.reading(), pytest.raises(StoreBusyError, match="still"):
        remove_articles(data, ["a"], EMBEDDER, SPLITTER)

    assert set(stored(data)) == {"b"}
    put(data, article("c", "Three."))
    assert [path.name for path in (data / "stores").iterdir()] == ["3"]
    folder.close()


def test_an_indexing_run_leaves_a_store_that_is_still_read_to_the_next(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.writer.PATIENCE", 0.1)
    put(data, article("a", "One."))
    folder = folder_of(data)

    with folder.reading() as store:
        assert store is not None
        assert put(data, article("a", "Two.")).published
        assert store.text("a") == "One."

    put(data, article("a", "Two."))
    assert [path.name for path in (data / "stores").iterdir()] == ["2"]
    folder.close()


@pytest.mark.slow
def test_several_threads_read_at_once_while_another_writes(data: Path) -> None:
    put(data, *(article(f"a{n}", f"Generation 0 of {n}.") for n in range(5)))
    folder = folder_of(data)
    stop = threading.Event()
    failed: list[str] = []

    def read() -> None:
        while not stop.is_set():
            try:
                with folder.reading() as store:
                    assert store is not None
                    assert_one_generation(store)
            except Exception:
                failed.append(traceback.format_exc())
                return

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for generation in range(1, 4):
        put(data, *(article(f"a{n}", f"Generation {generation} of {n}.") for n in range(5)))
    stop.set()
    for thread in threads:
        thread.join()
    folder.close()
    assert failed == []


def assert_one_generation(store: Store) -> int:
    """All that the store gives is of one generation, which is returned."""
    records = store.articles()
    generations = {store.text(record.id).split()[1] for record in records}
    ids = [hit.passage_id for hit in store.dense(EMBEDDER.embed(["Generation of"])[0], 100)]
    ids += [hit.passage_id for hit in store.lexical("Generation", 100)]
    generations |= {passage.text.split()[1] for passage in store.passages(ids)}
    assert len(store.vectors(ids)) == len(ids) == 2 * len(records)
    assert len(generations) == 1, generations
    return int(generations.pop())


def read_for_a_while(path: Path, ended: Synchronized[int], until: float, said: Queue[object]) -> None:
    """Read, opening and closing, and put how often, or what went wrong."""
    times = latest = 0
    try:
        while time.time() < until:
            folder = folder_of(path)
            for _ in range(1 + times % 3):
                expected = ended.value
                with folder.reading() as store:
                    assert store is not None
                    generation = assert_one_generation(store)
                    ids = {record.id for record in store.articles()}
                assert ("even" in ids) == (generation % 2 == 0)
                assert generation >= max(expected, latest), "it went back, or came late"
                latest = generation
                times += 1
            folder.close()
        said.put(times)
    except BaseException:
        said.put(traceback.format_exc())


@pytest.mark.process
@pytest.mark.parametrize("seconds", [10, pytest.param(60, marks=pytest.mark.soak)])
def test_one_writer_and_ten_readers_see_one_generation_at_a_time(seconds: float, data: Path) -> None:
    """Each state is all of one generation, none comes after a later one, and none later than the write's end."""
    context = processes()
    ended: Synchronized[int] = context.Value("i", 0)
    said: Queue[object] = context.Queue()

    def write(generation: int) -> None:
        texts = {f"a{n}": f"Generation {generation} of {words(f'a{n}x', 20)}" for n in range(ARTICLES)}
        if generation % 2 == 0:
            texts["even"] = f"Generation {generation} is even."
        index(data, write_lines(data.parent / "news.jsonl", texts), prune=True)
        ended.value = generation

    write(0)
    until = time.time() + seconds
    readers = [context.Process(target=read_for_a_while, args=(data, ended, until, said)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    generation = 0
    while time.time() < until or generation < 3:
        generation += 1
        write(generation)
    results = [said.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()

    assert [result for result in results if not isinstance(result, int)] == []
    assert [reader.exitcode for reader in readers] == [0] * READERS
    assert_sound(data)


def test_a_folder_that_was_deleted_and_made_again_is_read_anew(data: Path) -> None:
    put(data, article("a", "One."))
    folder = folder_of(data)
    with folder.reading() as store:
        assert store is not None
        assert store.text("a") == "One."
    shutil.rmtree(data)
    with folder.reading() as store:
        assert store is None
    put(data, article("a", "Two."))
    with folder.reading() as store:
        assert store is not None
        assert store.text("a") == "Two."
    folder.close()


def test_a_store_of_another_maker_is_refused_with_what_to_do(data: Path) -> None:
    put(data, article("a", "One."))
    other = DataFolder(data, maker_of(EMBEDDER, Splitter(EMBEDDER, words=41)))

    with pytest.raises(StoreMismatchError, match=r"words.*41.*QA_DATA_DIR"), other.reading():
        pass

    with DataFolder(data, None).reading() as store:
        assert store is not None
        assert store.maker == maker_of(EMBEDDER, SPLITTER)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"embedder": "other", "digest": "sha256:0", "dimension": 1}, "embedder is other, not words. Set"),
        ({"digest": f"sha256:{64 * '0'}"}, "digest is sha256:000000000000, not sha256:"),
        ({"dimension": 1}, "dimension is 1, not 384. Set"),
        ({"settings": (("words", 41),)}, "words is 41, not 150. Set"),
    ],
)
def test_what_differs_is_said_once_and_short(changed: dict[str, Any], said: str) -> None:
    maker = maker_of(EMBEDDER, Splitter(EMBEDDER, words=150))
    with pytest.raises(StoreMismatchError) as refused:
        maker.check(replace(maker, **changed), ".qa")
    assert said in str(refused.value)
    assert str(refused.value).count(" is ") == 1


def test_an_error_that_is_no_damage_is_not_told_as_damage(data: Path) -> None:
    put(data, article("a", "One."))
    with pytest.raises(StoreError, match="too many terms") as raised, folder_of(data).reading():
        raise sqlite3.OperationalError("too many terms")
    assert not isinstance(raised.value, StoreDamagedError)


def test_a_text_that_is_not_what_was_stored_is_never_given_out(data: Path) -> None:
    """Though the manifest vouches for its file."""
    put(data, article("a", "One."), article("b", "Two."))
    (folder,) = (data / "stores").iterdir()
    with closing(sqlite3.connect(folder / "lexical.sqlite3")) as db:
        db.execute("UPDATE words SET text = 'Ten.' WHERE text = 'One.'")
        db.commit()
    Manifest.write(folder, 2, 2)
    with folder_of(data).reading() as store:
        assert store is not None
        assert store.text("b") == "Two."
        with pytest.raises(StoreDamagedError, match=r"'a' is not the one that was stored.*qa repair"):
            store.text("a")


def no_vectors(path: Path) -> None:
    path.write_bytes(b"")


def one_vector_less(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[2] |= 1  # as hnswlib marks what was deleted
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [no_vectors, one_vector_less])
@pytest.mark.slow
def test_an_index_that_is_not_whole_is_not_published(
    harm: Callable[[Path], None], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(data, article("a", "One."))

    def damage(folder: Path) -> None:
        settle(folder)
        for path in folder.glob("*/data_level0.bin"):
            harm(path)

    monkeypatch.setattr("index.edition.settle", damage)
    with pytest.raises(StoreDamagedError, match="not published"):
        put(data, article("b", "Two."))

    assert stored(data) == {"a": "One."}
    assert [path.name for path in (data / "stores").iterdir()] == ["1"]
    assert index_paths(data, [], EMBEDDER, SPLITTER).store == 1


def without_privileges() -> None:
    """Have root, as others do, not write what it may only read."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        assert libc.capget(header, held) == 0
        for n in (0, 1):  # in effect and permitted: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH no more
            held[n] &= ~(1 << 1 | 1 << 2)
        assert libc.capset(header, held) == 0


def read_without_privileges(path: Path, said: Queue[object]) -> None:
    """Put whether the folder may be written and what is found in it, or what went wrong."""
    try:
        without_privileges()
        folder = folder_of(path)
        with folder.reading() as store:
            assert store is not None
            store.try_out()
            found = store.dense(EMBEDDER.embed(["One."])[0], 5)
            said.put((os.access(path, os.W_OK), sorted(hit.passage_id[0] for hit in found)))
        folder.close()
    except BaseException:
        said.put(traceback.format_exc())


def ask_without_privileges(data: Path) -> object:
    context = processes()
    said: Queue[object] = context.Queue()
    reader = context.Process(target=read_without_privileges, args=(data, said))
    reader.start()
    answer = said.get(timeout=60)
    reader.join()
    return answer


@pytest.mark.skipif(os.geteuid() == 0 and not hasattr(ctypes.CDLL(None), "capset"), reason="root may write everything")
def test_a_folder_that_may_only_be_read_is_read(data: Path) -> None:
    put(data, article("a", "One."), article("b", "Two."))
    paths = [data, *data.rglob("*")]
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert ask_without_privileges(data) == (False, ["a", "b"])
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(os.geteuid() == 0 and not hasattr(ctypes.CDLL(None), "capset"), reason="root may write everything")
def test_a_file_that_may_not_be_read_is_not_told_as_damaged(data: Path) -> None:
    put(data, article("a", "One."))
    for name in ("manifest.json", "lexical.sqlite3", "chroma.sqlite3"):
        path = data / "stores" / "1" / name
        path.chmod(0)
        said = str(ask_without_privileges(data))
        path.chmod(0o600)
        assert "StoreError" in said
        assert "cannot be" in said
        assert "damaged" not in said
