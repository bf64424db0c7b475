"""What evidence of several sizes holds and costs is told in a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from ollama_fakes import FakeOllama

from evals.lab.evidence import SIZES, main


@pytest.mark.slow
def test_each_size_is_told_and_a_model_is_asked_once_for_each_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with FakeOllama() as fake:
        monkeypatch.setenv("OLLAMA_HOST", fake.host)
        for _ in range(2):
            told = CliRunner().invoke(main, ["ollama/fake", "--limit", "2", "--timed", "1"])
            assert told.exit_code == 0, told.output
        assert len(fake.bodies("/api/chat")) == 2
    rows = told.output.splitlines()[-len(SIZES) :]
    assert [row.split(" | ")[0] for row in rows] == [f"| {size or 'whole passages'}" for size in SIZES]
    (kept,) = (tmp_path / ".qa/lab/evidence").iterdir()
    assert {json.loads(line)["size"] for line in kept.read_text().splitlines()} == {500, 0}


@pytest.mark.slow
def test_the_points_of_open_questions_are_looked_for_by_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["--set", "long-seeds", "--limit", "1"])
    assert told.exit_code == 0, told.output
    assert "| whole passages | 1.000" in told.output
