"""Kept answers in the terminal: `qa history`, `qa verify`, `qa cite`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa.cli import main
from qa.engine import Engine
from qa.kept.answers import FILE

QUESTION = "When did the offensive start?"

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> str:
    """A data folder of its own with the sample articles, in which nothing was asked."""
    asked = shutil.ignore_patterns(f"{FILE}*")
    return str(shutil.copytree(engine.settings.data_dir, tmp_path / ".qa", ignore=asked))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return how a command ended, and what it printed on stdout."""
    capsys.readouterr()
    status = main(list(arguments))
    return status, capsys.readouterr().out


def test_what_was_asked_is_listed_verified_and_cited(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The last answer where no id is given."""
    assert run(capsys, "ask", "--data-dir", folder, QUESTION)[0] == 0
    status, listed = run(capsys, "history", "--data-dir", folder)
    assert (status, QUESTION in listed, "November 27 (2 quotes)" in listed) == (0, True, True)
    status, shown = run(capsys, "verify", "--data-dir", folder, listed[:12])
    assert status == 0
    assert "[1] the same, at its place" in shown
    assert "today: the same" in shown
    assert shown.endswith("It holds: 2 same; same answer today.\n")
    status, cited = run(capsys, "cite", "--data-dir", folder, "--format", "csl")
    assert status == 0
    assert [item["id"] for item in json.loads(cited)] == [f"dateline-{listed[:12]}-{n}" for n in (1, 2)]


def test_history_and_verification_are_there_as_json(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole answers; each quote with what became of it."""
    run(capsys, "ask", "--data-dir", folder, QUESTION)
    (kept,) = json.loads(run(capsys, "history", "--data-dir", folder, "--json")[1])
    assert (kept["question"]["question"], kept["answer"]["answer"]) == (QUESTION, "November 27")
    found = json.loads(run(capsys, "verify", "--data-dir", folder, "--json", "--quotes")[1])
    assert (found["holds"], found["today"], [quote["state"] for quote in found["quotes"]]) == (True, None, ["same"] * 2)


def test_an_answer_that_no_longer_holds_ends_with_3(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And shows which quote is gone."""
    run(capsys, "ask", "--data-dir", folder, QUESTION)
    (kept,) = json.loads(run(capsys, "history", "--data-dir", folder, "--json")[1])
    run(capsys, "remove", "--data-dir", folder, kept["answer"]["citations"][0]["article_id"])
    status, shown = run(capsys, "verify", "--data-dir", folder)
    assert status == 3
    assert "[1] gone" in shown
    assert "It no longer holds: 1 gone, 1 same" in shown
    assert "(the index has changed)" in shown


def test_nothing_is_kept_where_it_is_turned_off(
    folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`QA_KEEP_ANSWERS=0`; and what was kept can be forgotten."""
    monkeypatch.setenv("QA_KEEP_ANSWERS", "0")
    run(capsys, "ask", "--data-dir", folder, QUESTION)
    assert run(capsys, "history", "--data-dir", folder)[0] == 3
    monkeypatch.delenv("QA_KEEP_ANSWERS")
    run(capsys, "ask", "--data-dir", folder, QUESTION)
    assert run(capsys, "history", "--data-dir", folder, "--forget") == (0, "1 forgotten\n")
    assert run(capsys, "history", "--data-dir", folder)[0] == 3


def test_an_abstention_is_kept_and_has_no_quotes(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be asked again all the same."""
    run(capsys, "ask", "--data-dir", folder, "Who taught Solveig Tranberg?")
    assert "not_found: No article has the name Solveig Tranberg." in run(capsys, "history", "--data-dir", folder)[1]
    assert run(capsys, "cite", "--data-dir", folder)[0] == 3
    status, shown = run(capsys, "verify", "--data-dir", folder)
    assert (status, "It holds: no quotes; same answer today." in shown) == (0, True)


def test_an_answer_that_is_not_there_is_an_error(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Which says where those are that are."""
    assert main(["cite", "--data-dir", folder, "0000"]) == 1
    assert "`qa history` lists those that are." in capsys.readouterr().err
