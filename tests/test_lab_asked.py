"""A long measuring that was stopped goes on where it was."""

from __future__ import annotations

from pathlib import Path

from evals_examples import answer, case, record

from evals.lab.bench.asked import Asked
from evals.outcome import outcomes

CASES = [case(id=f"q{n}") for n in range(3)]
RECORDS = [record(one, answer("November 27", confidence=0.5)) for one in CASES]


def test_what_was_asked_before_a_kill_is_not_asked_again(tmp_path: Path) -> None:
    """The line that the kill cut off is."""
    Asked(tmp_path, fresh=False).keep(iter(RECORDS[:2]))
    file = tmp_path / "records.jsonl"
    file.write_bytes(file.read_bytes()[:-10])
    asked = Asked(tmp_path, fresh=False)
    assert asked.lacking(CASES) == CASES[1:]
    asked.keep(iter(RECORDS[1:]))
    assert asked.lacking(CASES) == []
    assert asked.of(CASES) == list(outcomes(RECORDS).values()) == Asked(tmp_path, fresh=False).of(CASES)


def test_what_other_code_was_asked_is_not_gone_on_with(tmp_path: Path) -> None:
    Asked(tmp_path, fresh=False).keep(iter(RECORDS))
    assert Asked(tmp_path, fresh=True).lacking(CASES) == CASES
