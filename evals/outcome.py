"""What one question came to: so much of a record as two runs are compared by, of this run or of an earlier one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.record import Record
from index.errors import UsageError


@dataclass(frozen=True)
class Outcome:
    """One question of a run.

    Attributes:
        answerable: whether the articles hold the answer.
        answer: what was answered, or None.
        right: whether that is right.
        passed: right with a quote that carries it; where the question is not answerable, not answered falsely.
        f1: of the answer.
        by: the model.
        written: sentences that a language model wrote; None where none did.
        claims: those that say something new.
        stand: those that stand.
        tokens_per_second: None where unknown.
        first_token_ms: None where unknown.
        latency_ms: of the answer.
    """

    answerable: bool
    answer: str | None
    right: bool
    passed: bool
    f1: float
    by: str
    written: int | None
    claims: int
    stand: int
    tokens_per_second: float | None
    first_token_ms: float | None
    latency_ms: float

    @property
    def wrong(self) -> bool:
        """Whether an answer was given that is not right."""
        return self.answer is not None and not self.right


Outcomes = Mapping[str, Outcome]
"""The outcomes of a run by the question's id, in its order."""


def outcomes(records: Sequence[Record]) -> Outcomes:
    """Return what the questions of this run came to."""
    return {record.case.id: _outcome(record.to_dict()) for record in records}


def read_outcomes(run: Path) -> Outcomes:
    """Return what the questions of the run in a folder came to; UsageError if that is no run."""
    path = run / "records.jsonl"
    try:
        with path.open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return {line["id"]: _outcome(line) for line in lines}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{run} is no run: {path} cannot be read: {type(error).__name__}: {error}.") from error


def _outcome(line: Mapping[str, Any]) -> Outcome:
    """Return the outcome in a line of `records.jsonl`; runs of before language models have no fields of theirs."""
    judged = line["judgement"]
    return Outcome(
        answerable=bool(line["answerable"]),
        answer=line["answer"],
        right=bool(judged["right"]),
        passed=bool(judged["passed"]),
        f1=float(judged["f1"]),
        by=line["provenance"]["model"],
        written=judged["written"] if line.get("written") else None,
        claims=judged.get("claims", 0),
        stand=judged.get("stand", 0),
        tokens_per_second=judged.get("tokens_per_second"),
        first_token_ms=judged.get("first_token_ms"),
        latency_ms=float(line["latency_ms"]),
    )
