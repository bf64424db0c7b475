"""Tags: given, taken off, filtered by, and gone with their article."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from api_served import problem, serving_engine

from index.errors import StoreError, UsageError
from index.filters import tag_name
from index.tags import FILE, Tags
from qa.cli import main
from qa.engine import Engine

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with three small articles."""
    for name, day in (("dam", 3), ("bear", 4), ("ferry", 5)):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / f"news/{name}.txt").write_text(f"The {name} was seen on {day} May.\n\nNobody was hurt by it.\n")
    data = tmp_path / ".qa"
    assert main(["index", str(tmp_path / "news"), "--data-dir", str(data)]) == 0
    return data


def test_a_tag_is_given_taken_off_and_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever its case; by a file or a folder of them."""
    news, data = folder.parent / "news", ["--data-dir", str(folder)]
    assert main(["tag", "  Water  Works", str(news / "dam.txt"), str(news / "ferry.txt"), *data]) == 0
    assert main(["tag", "seen", str(news), *data]) == 0
    capsys.readouterr()
    main(["tag", *data])
    assert capsys.readouterr().out == "3  seen\n2  water works\n"
    main(["tag", "WATER WORKS", *data])
    assert capsys.readouterr().out.count("was seen on") == 2
    main(["tag", "--off", "water works", str(news / "dam.txt"), *data])
    assert Tags(folder).counts() == {"seen": 3, "water works": 1}
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_questions_and_searches_are_held_to_a_tag(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several of them are any of them; with other filters, both hold."""
    data = ["--data-dir", str(folder)]
    for tag, name in (("water", "dam"), ("wild", "bear")):
        main(["tag", tag, str(folder.parent / f"news/{name}.txt"), *data])
    capsys.readouterr()
    assert main(["search", "seen", "--tag", "water", *data]) == 0
    shown = capsys.readouterr().out
    assert "dam.txt" in shown
    assert "bear.txt" not in shown
    assert (
        main(["ask", "When was the bear seen?", "--tag", "wild", "--tag", "water", "--min-confidence", "0", *data]) == 0
    )
    assert "4 May" in capsys.readouterr().out
    assert main(["search", "seen", "--tag", "nothing", *data]) == 3
    other = str(folder.parent / "news/bear.txt")
    assert main(["search", "seen", "--tag", "water", "--source", other, *data]) == 3


def test_a_tag_goes_with_its_article_and_stays_with_a_new_version(folder: Path) -> None:
    """It is the article that is tagged, not its text."""
    dam, data = folder.parent / "news/dam.txt", ["--data-dir", str(folder)]
    main(["tag", "water", str(dam), *data])
    dam.write_text("The dam holds.\n\nIt was mended on 9 May.\n")
    main(["index", str(dam), *data])
    assert Tags(folder).counts() == {"water": 1}
    main(["remove", str(dam), *data])
    assert Tags(folder).counts() == {}


def test_a_tag_moves_with_a_file_and_goes_when_that_is_pruned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No tag is left of an article that is not there."""
    news, data = folder.parent / "news", ["--data-dir", str(folder)]
    main(["tag", "seen", str(news), *data])
    (news / "dam.txt").rename(news / "wall.txt")
    (news / "bear.txt").unlink()
    assert main(["index", str(news), "--prune", *data]) == 0
    capsys.readouterr()
    assert main(["tag", "seen", *data]) == 0
    shown = capsys.readouterr().out
    assert [name in shown for name in ("dam was", "bear was", "ferry was")] == [True, False, True]
    assert Tags(folder).counts() == {"seen": 2}


@pytest.mark.parametrize("tag", ["", "  ", "x" * 101, "a\tb\0c"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    """With what one is."""
    with pytest.raises(UsageError, match="1 to 100"):
        tag_name(tag)


def test_tags_over_http(engine: Engine, folder: Path) -> None:
    """Given, listed, filtered by; an article that is not there gets none."""
    with serving_engine(engine, data_dir=folder, min_confidence=0) as client:
        ids = {one["title"]: one["id"] for one in client.get("/v1/articles").json()["articles"]}
        dam = ids["The dam was seen on 3 May."]
        told = client.post("/v1/tags", json={"tag": "Water", "article_ids": [dam]})
        assert told.json() == {"tags": [{"tag": "water", "articles": 1}]} == client.get("/v1/tags").json()
        listed = client.get("/v1/articles", params={"tag": "water"}).json()["articles"]
        assert [one["id"] for one in listed] == [dam]
        assert client.get("/v1/articles", params={"tag": ["nothing", "none"]}).json()["articles"] == []
        question = {"question": "When was the bear seen?", "filters": {"tags": ["water"]}}
        answer = client.post("/v1/query", json=question).json()
        assert {one["article_id"] for one in answer["citations"] + answer["nearest"]} <= {dam}
        problem(client.post("/v1/tags", json={"tag": "water", "article_ids": [dam, "nothing"]}), 404, "not-found")
        assert client.post("/v1/tags", json={"tag": "water", "article_ids": [dam], "off": True}).json() == {"tags": []}


def test_a_tag_of_an_article_that_is_gone_hides_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["tag", "seen", str(folder.parent / "news"), "--data-dir", str(folder)])
    Tags(folder).add("seen", ["gone"])  # as one who tags what another removes at that moment
    capsys.readouterr()
    assert main(["tag", "seen", "--data-dir", str(folder)]) == 0
    assert capsys.readouterr().out.count("was seen on") == 3


def test_tags_are_read_as_they_were_after_a_kill_in_the_middle_of_a_change(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()  # as a kill leaves it that comes before the first change
    assert Tags(tmp_path).counts() == {}
    Tags(tmp_path).add("seen", [f"a{n}" for n in range(5_000)])
    killed = (
        f"import os, sqlite3; db = sqlite3.connect({str(tmp_path / FILE)!r}); db.execute('PRAGMA cache_size = 5'); "
        "db.execute('UPDATE tags SET tag = 2'); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -9
    assert (tmp_path / f"{FILE}-journal").exists()
    assert Tags(tmp_path).counts() == {"seen": 5_000}


def test_damaged_tags_are_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreError, match=r"tags\.sqlite3 is damaged: .*move it away"):
        Tags(tmp_path).counts()
