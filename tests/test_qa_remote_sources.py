"""Sources of a server that runs in another folder, named and shown from where one stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.remote.sources import Sources

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("news/ferry.txt", "ferry.txt"),
        ("other/dam.txt", "/desk/other/dam.txt"),
        ("/elsewhere/bear.txt", "/elsewhere/bear.txt"),
        ("/desk/news/deep/x.txt", "deep/x.txt"),
        ("https://news.example/a", "https://news.example/a"),
        ("api:ferry", "api:ferry"),
    ],
)
def test_a_source_is_shown_from_where_one_stands(source: str, shown: str) -> None:
    """What no path is stays as it is."""
    assert Sources(Path("/desk"), Path("/desk/news")).shown(source) == shown
    assert Sources(Path("/desk"), Path("/desk")).shown(source) == source


def test_every_citation_of_an_answer_is_shown_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever in it it stands; nothing else changes."""
    monkeypatch.chdir(ROOT)
    for question in ("When did the offensive start?", "Who won the chess tournament?"):
        answer = engine.ask(question)
        moved = json.dumps(asdict(Sources(Path("/desk"), Path("/other")).answer(answer)))
        assert moved.count('"source": "/desk/seeds/') == moved.count('"source": ') > 0
        assert json.loads(moved.replace("/desk/seeds/", "seeds/")) == json.loads(json.dumps(asdict(answer)))
