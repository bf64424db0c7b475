"""A data folder that is damaged in any one place: no command crashes, nothing is lost, and `qa repair` heals it.

What is done to it is done by `qa` in processes of their own, that a crash ends; they are forked from one that has
imported what it needs, so that hundreds of them take minutes.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from index_store_fakes import EMBEDDER, SPLITTER, article, folder_of, processes, put, stored, words

from index.article import Article
from index.embedder import MiniLM
from index.errors import StoreDamagedError
from index.folder import DataFolder
from index.indexer import index_paths, put_articles
from index.repair import check, repair
from index.salvage import Salvage
from index.splitter import Splitter

OLD = sorted((Path(__file__).parent / "stores").iterdir())
"""Data folders that earlier versions made, one of each schema: three articles from files, and one that came by POST."""
ASKED = "How many passengers were on board the ferry?"
NEWS = {
    "harbour": "The inner harbour of Lindvik closes for nineteen days, the port authority said on 3 March 2025.",
    "orchard": "Growers in the Sommer valley lost half of their apricots in the night to Thursday.",
    "ferry": "The ferry Havfrue reached Ronholm four hours late on Sunday. 318 passengers were on board.",
}
MORE = "Tram line 9 in Karlsby opened on Friday. Mayor Jonas Felt rode in the first car."
CRASHES = ("Traceback", "panicked", "A bug in dateline", "Fatal Python error")
IMPORTED = ("onnxruntime", "tokenizers", "qa.cli", "qa.engine", "qa.screen.live", "index.repair", "index.indexer")
PER_FILE = ("removed", "emptied", "halved", "start", "middle", "end", "replaced")
OF_CURRENT = {"missing": None, "empty": "", "garbled": "\x00what?", "too high": "99\n", "too low": "0\n"}


def run_qa(arguments: list[str], folder: Path, said: Path) -> None:
    """Run `qa` in this process and a folder; the process ends with its exit code; `said` is what it prints."""
    os.chdir(folder)
    with said.open("w", encoding="utf-8") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.stdout, sys.stderr = (os.fdopen(os.dup(n), "w", encoding="utf-8", buffering=1) for n in (1, 2))
    from qa.cli import main

    code = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class Place:
    """A working directory with a data folder, other articles to index, and `qa` as a user runs it there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path / ".qa"
        self.other = path / "other"

    def qa(self, *arguments: str, fits: tuple[int, ...] = (0, 1, 3)) -> tuple[int, str]:
        """Run a command; it must end by itself with one of these codes, without a word of a crash."""
        said = self.path / "said"
        process = processes(*IMPORTED).Process(target=run_qa, args=(list(arguments), self.path, said))
        process.start()
        process.join()
        text = said.read_text(encoding="utf-8")
        assert process.exitcode in fits, f"qa {arguments[0]} ended with {process.exitcode}: {text}"
        assert not [crash for crash in CRASHES if crash in text], text
        return process.exitcode, text

    def texts(self) -> dict[str, str]:
        """Return the texts of all articles that a reader finds, by their ids."""
        with closing(DataFolder(self.data, None)) as folder, folder.reading() as store:
            return {record.id: store.text(record.id) for record in store.articles()} if store else {}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Path:
    """A data folder with articles from files and one as POST puts it, in its second store; and another one's files."""
    splitter = Splitter(embedder, 150)
    path = tmp_path_factory.mktemp("made")
    for name in ("harbour", "orchard"):
        (path / "news").mkdir(exist_ok=True)
        (path / "news" / f"{name}.txt").write_text(NEWS[name])
    (path / "other").mkdir()
    (path / "other" / "tram.txt").write_text(MORE)
    index_paths(path / ".qa", [path / "news"], embedder, splitter)
    ferry = Article("ferry", "api:ferry", "Ferry delayed", NEWS["ferry"], "2025-06-09")
    put_articles(path / ".qa", [ferry], embedder, splitter)
    stranger = Article("stranger", "api:stranger", "Stranger", "Another folder holds this.")
    put_articles(path / "another", [stranger], embedder, splitter)
    return path


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    """A copy of it, to be damaged."""
    for name in (".qa", "other"):
        shutil.copytree(made / name, tmp_path / name)
    return Place(tmp_path)


def files_of(data: Path) -> dict[str, Path]:
    """Return the files of a data folder by names that are the same in every one."""
    files = (path for path in sorted(data.rglob("*")) if path.is_file())
    return {str(path.relative_to(data)) if len(path.relative_to(data).parts) < 4 else path.name: path for path in files}


def damage(path: Path, how: str, another: Path | None) -> None:
    """Do to a file what a disk, a person or a program may do."""
    content = path.read_bytes()
    flips = {"start": 0, "middle": max(0, len(content) // 2 - 32), "end": max(0, len(content) - 64)}
    if how == "removed":
        path.unlink()
    elif how == "replaced":
        path.write_bytes(another.read_bytes() if another else b"")
    elif how in flips:
        flipped = bytearray(content)
        for n in range(flips[how], min(flips[how] + 64, len(content))):
            flipped[n] ^= 0xFF
        path.write_bytes(flipped)
    else:
        path.write_bytes(content[: len(content) // 2 if how == "halved" else 0])


def assert_heals(place: Place) -> None:
    """Ask, index and repair in turn; then everything is there, and a question is answered."""
    place.qa("ask", ASKED)
    indexed, _ = place.qa("index", str(place.other))
    place.qa("repair", fits=(0,))
    assert set(NEWS.values()) <= set(place.texts().values())
    if indexed:
        place.qa("index", str(place.other), fits=(0,))
    assert {*NEWS.values(), MORE} == set(place.texts().values())
    _, said = place.qa("ask", ASKED, fits=(0,))
    assert "318" in said
    assert check(place.data) == []


FILES = (
    "stores/2/chroma.sqlite3", "stores/2/lexical.sqlite3", "stores/2/manifest.json", "stores/2/checked.json",
    "data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin", "vectors.sqlite3", "lock",
)  # fmt: skip
QUICK = {("data_level0.bin", "start"), ("stores/2/lexical.sqlite3", "replaced")}


@pytest.mark.slow
def test_every_file_of_a_data_folder_is_damaged(made: Path) -> None:
    assert set(files_of(made / ".qa")) == set(FILES)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param(name, how, marks=() if (name, how) in QUICK else pytest.mark.soak, id=f"{name}-{how}")
        for name in FILES
        for how in PER_FILE
    ],
)
def test_a_damaged_file_loses_nothing(name: str, how: str, place: Place, made: Path) -> None:
    another = {Path(key).name: path for key, path in files_of(made / "another").items()}
    damage(files_of(place.data)[name], how, another.get(Path(name).name))
    assert_heals(place)


@pytest.mark.soak
@pytest.mark.parametrize("how", OF_CURRENT)
def test_the_file_that_named_the_published_store_loses_nothing(how: str, place: Place) -> None:
    """Earlier versions believed it."""
    if (text := OF_CURRENT[how]) is not None:
        (place.data / "CURRENT").write_text(text)
    place.qa("index", str(place.other), fits=(0,))
    assert {*NEWS.values(), MORE} == set(place.texts().values())
    assert_heals(place)


@pytest.mark.soak
def test_a_folder_of_vectors_that_is_gone_loses_nothing(place: Place) -> None:
    (folder,) = (path for path in place.data.glob("stores/2/*") if path.is_dir())
    shutil.rmtree(folder)
    assert_heals(place)


@pytest.mark.soak
@pytest.mark.parametrize("places", ["start", "middle", "end"])
def test_what_is_damaged_everywhere_gives_what_is_whole_and_names_the_rest(places: str, place: Place) -> None:
    """What can no longer be read is put aside, not deleted."""
    for name in FILES:
        damage(files_of(place.data)[name], places, None)
    before = files_of(place.data)["stores/2/lexical.sqlite3"].read_bytes()
    code, said = place.qa("repair")
    assert set(place.texts().values() if code == 0 or "put aside" in said else ()) <= set(NEWS.values())
    left = list(place.data.glob("stores/2/lexical.sqlite3")) + list(place.data.glob("damaged/*/lexical.sqlite3"))
    if code:
        assert [path.read_bytes() for path in left] == [before]


def test_a_repair_says_what_came_from_where_and_leaves_a_whole_store_alone(place: Place) -> None:
    assert place.qa("repair", "--check", fits=(0,))[1] == "The store is whole.\n"
    assert "nothing was changed" in place.qa("repair", fits=(0,))[1]
    files_of(place.data)["stores/2/chroma.sqlite3"].write_bytes(b"")

    assert "chroma.sqlite3 is damaged" in place.qa("repair", "--check", fits=(1,))[1]
    said = place.qa("index", str(place.other), fits=(1,))[1]
    assert "chroma.sqlite3 is damaged" in said
    assert "qa repair" in said
    said = place.qa("repair", fits=(0,))[1]
    assert "3 articles from" in said
    assert "3 articles · 3 passages, 0 embedded anew" in said


@pytest.mark.slow
def test_what_is_lost_is_counted_and_put_aside_and_what_an_earlier_store_has_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store before is still there where a question was asked of it when the new one was published."""
    monkeypatch.setattr("index.writer.PATIENCE", 0.1)
    data = tmp_path / ".qa"
    put(data, article("a", "One."), article("b", "Two."))
    with closing(folder_of(data)) as folder, folder.reading():
        put(data, article("c", "Three."))
    for name in ("chroma.sqlite3", "lexical.sqlite3"):
        (data / "stores" / "2" / name).write_bytes(b"no database" * 1000)

    done = repair(data, EMBEDDER, SPLITTER)

    assert stored(data) == {"a": "One.", "b": "Two."}
    assert (done.articles, done.lost, done.unnamed, done.kept) == (2, (), 1, str(data / "damaged"))
    assert {path.name.split("-")[0] for path in (data / "damaged").iterdir()} == {"1", "2"}


def test_whatever_is_damaged_what_is_salvaged_is_what_was_stored(tmp_path: Path, chance: Random) -> None:
    """Both databases at once, at any place."""
    texts = {f"a{n}": words(f"a{n}x", 90) for n in range(60)}
    put(tmp_path / ".qa", *(article(name, text) for name, text in texts.items()))
    contents = {name: (tmp_path / ".qa/stores/1" / name).read_bytes() for name in ("chroma.sqlite3", "lexical.sqlite3")}
    for _ in range(40):
        for name, content in contents.items():
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 6)):
                size = chance.choice([1, 64, 4096])
                start = chance.randrange(len(content) - size)
                damaged[start : start + size] = chance.randbytes(size)
            (tmp_path / name).write_bytes(damaged)
        found = Salvage()
        found.read(tmp_path)
        assert {name: one.text for name, one in found.articles.items()}.items() <= texts.items()
        assert not found.lost & set(found.articles)


def test_where_nothing_is_whole_nothing_is_touched(tmp_path: Path) -> None:
    data = tmp_path / ".qa"
    put(data, article("a", "One."))
    for name in ("chroma.sqlite3", "lexical.sqlite3"):
        (data / "stores" / "1" / name).write_bytes(b"no database" * 1000)
    before = {path: path.read_bytes() for path in (data / "stores").rglob("*") if path.is_file()}

    for act in (lambda: repair(data, EMBEDDER, SPLITTER), lambda: put(data, article("b", "Two."))):
        with pytest.raises(StoreDamagedError):
            act()

    assert {path: path.read_bytes() for path in (data / "stores").rglob("*") if path.is_file()} == before


def test_an_export_has_every_article_on_stdout_and_in_a_file(place: Place) -> None:
    _, said = place.qa("export", fits=(0,))
    assert {row["id"]: row["text"] for row in map(json.loads, said.splitlines())} == place.texts()
    place.qa("export", "--out", "all.jsonl", fits=(0,))
    assert (place.path / "all.jsonl").read_text() == said


@pytest.mark.parametrize(
    ("old", "how"),
    [
        pytest.param(old, how, marks=pytest.mark.soak if (n, how) != (0, "as it was") else (), id=f"{old.stem}-{how}")
        for n, old in enumerate(OLD)
        for how in ("as it was", *OF_CURRENT)
    ],
)
def test_a_store_of_an_earlier_version_is_made_anew_from_its_own_texts(old: Path, how: str, tmp_path: Path) -> None:
    """Also what came by POST and has no file, and whatever CURRENT says."""
    place = Place(tmp_path)
    with zipfile.ZipFile(old) as archive:
        archive.extractall(tmp_path)
    if how in OF_CURRENT:
        (place.data / "CURRENT").write_text(OF_CURRENT[how] or "")
    place.other.mkdir()
    (place.other / "tram.txt").write_text(MORE)

    assert "qa repair" in place.qa("ask", ASKED, fits=(1,))[1]
    assert "qa repair" in place.qa("index", str(place.other), fits=(1,))[1]
    assert "4 articles · 4 passages" in place.qa("repair", fits=(0,))[1]

    assert "318" in place.qa("ask", ASKED, fits=(0,))[1]
    with closing(DataFolder(place.data, None)) as folder, folder.reading() as store:
        assert store is not None
        ferry = store.article("ferry-2")
        assert (ferry.source, ferry.published, ferry.outlet) == (
            "api:ferry-2",
            "2025-06-09T08:30:00+02:00",
            "Example News",
        )
        assert store.text("ferry-2").startswith("The ferry Havfrue reached Ronholm")
        orchard = store.article("f7569a5411245d3f")
        assert (orchard.title, orchard.first_line) == ("Frost takes half of the apricots", 7)
    place.qa("index", str(place.other), fits=(0,))


def test_what_is_stored_is_for_its_owner_alone(place: Place) -> None:
    shutil.rmtree(place.data)
    place.data.mkdir(mode=0o755)
    place.qa("index", str(place.other), fits=(0,))
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (place.data, *place.data.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if not path.is_dir()} == {0o600}
