"""What language models say of the reader's values is collected, fitted and shown."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from ollama_fakes import FakeOllama

from evals.lab.judged import Judged, Line, answered, main, measured, surer, table
from qa.check.curve import Curve

MODEL = "ollama/fake"
CURVE = Curve(MODEL, "sha256:f", {"judged": 0.0, "judged_reader": 0.0, "judged_yes": 1.0}, "own", 4, "")


def value(text: str, reader: float, yes: float, right: bool) -> Judged:
    return Judged(text, reader, yes, 2.0, right, right)


def line(id: str, *values: Judged, answerable: bool = True) -> Line:
    return Line(MODEL, "sha256:f", "own", id, answerable, values)


LINES = [
    line("a", value("May", 0.9, 0.2, right=False), value("June", 0.1, 0.9, right=True)),
    line("b", value("Lyon", 0.8, 0.9, right=True)),
    line("c", value("1945", 0.7, 0.01, right=False), answerable=False),
    line("d"),
]


def test_what_is_answered_is_what_the_curve_is_surest_of_or_what_the_reader_is() -> None:
    assert answered(LINES[0], CURVE, 0.3)[0] == LINES[0].values[1]
    assert answered(LINES[0], None, 0.3)[0] == LINES[0].values[0]
    assert answered(LINES[2], CURVE, 0.3) == (None, 1, 2.0)
    assert answered(LINES[3], CURVE, 0.3) == (None, 0, 0.0)


def test_model_and_reader_stand_beside_each_other() -> None:
    rows = list(table(LINES, 0.3))[2:]
    assert len(rows) == 2
    assert "| reader | 4 | 0.333" in rows[0]
    assert "| both | 4 | 0.667" in rows[1] or "| both | 4 |" in rows[1]
    told = measured(LINES, CURVE, 0.3)
    assert "2 of 3 facts right, 0 of 4 answers wrong" in told
    assert "the reader alone 1 of 3 facts right, 2 of 4 answers wrong" in told


def test_both_must_be_as_much_surer_as_costs_no_right_answer_of_the_reader() -> None:
    doubtful = line("e", value("Rome", 0.1, 0.5, right=False), answerable=False)
    assert surer(LINES, CURVE, 0.3) == 0.0, "nothing is wrong"
    by = surer([*LINES, doubtful], CURVE, 0.3)
    assert 0.5 < replace(CURVE, surer=by).least(0.3) < 0.75
    kept = line("f", value("Oslo", 0.9, 0.4, right=True))
    assert surer([*LINES[2:], doubtful, kept], CURVE, 0.3) == 0.0, "the right one would go first"


def test_what_was_stopped_goes_on_and_is_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    likely = [{"token": "Yes", "logprob": math.log(0.6)}, {"token": "No", "logprob": math.log(0.4)}]
    with FakeOllama(words=["Yes"], likely=likely) as fake:
        monkeypatch.setenv("OLLAMA_HOST", fake.host)
        for limit in ("2", "8"):
            told = CliRunner().invoke(main, ["collect", MODEL, "--limit", limit])
            assert told.exit_code == 0, told.output
            assert f"{limit} of {limit} questions of seeds" in told.output
        asked = [body["messages"][-1]["content"] for body in fake.bodies("/api/chat")]
    assert len(asked) == len(set(asked)), "nothing is asked twice"
    lines = [json.loads(each) for each in (tmp_path / ".qa/lab/judged/ollama-fake.jsonl").read_text().splitlines()]
    assert len(lines) == 8
    assert all(one["yes"] == pytest.approx(0.6) for each in lines for one in each["values"])
    told = CliRunner().invoke(main, ["fit", "--out", str(tmp_path / "curves.json")])
    assert told.exit_code == 0, told.output
    every, own = json.loads((tmp_path / "curves.json").read_text())
    assert (every["model"], own["model"]) == ("", MODEL)
    assert set(own["weights"]) >= {"judged", "judged_reader", "judged_yes"}
    assert "facts right" in own["measured"]
    assert "| reader |" in CliRunner().invoke(main, ["show"]).output
