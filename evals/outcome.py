"""What one question came to, in this run, in an earlier one, or with another model: what runs are measured by.

It is what `records.jsonl` keeps of a record, so that a run that was written down is measured as one that just ran.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.lines import Lines
from evals.record import Record
from index.errors import UsageError
from qa.settings import ModelName


@dataclass(frozen=True)
class Outcome:
    """One question of a run.

    Attributes:
        answerable: whether the articles hold the answer.
        answer: what was answered, or None.
        right: whether that is right.
        passed: right with a quote that carries it; where the question is not answerable, not answered falsely.
        f1: of the answer.
        exact_match: see `evals.measures`, as for the four that follow.
        contains: an accepted answer stands in it.
        rank: of the first retrieved passage that holds the answer; None if none does.
        citation_precision: None where there is no quote or no gold.
        citation_recall: None where there is no answer or no gold.
        intact: for each quote shown, whether it is exact.
        confidence: that was stated, or None.
        by: the model.
        written: sentences that a language model wrote; None where none did.
        claims: those that say something new.
        stand: those that stand.
        tokens_per_second: None where unknown.
        first_token_ms: None where unknown.
        latency_ms: of the answer.
        points_covered: of an open question, see `evals.measures`; None where the set names no points.
        points_wrong: the same.
        understood: of a follow-up, see `evals.measures`; None where the set does not say.
        refused: whether it is refused with the kind that is wanted; None where no refusal is.
        helped: whether the refusal names all that it must.
        dated: whether its date is right; None where the set does not say, as for the next.
        row_right: whether its values by time are right.
        lines: what a timeline came to; None where none is asked for.
        told: for each thing that the case expects besides, whether the answer meets it.
        disputed: whether the answer is.
    """

    answerable: bool
    answer: str | None
    right: bool
    passed: bool
    f1: float
    exact_match: bool
    contains: bool
    rank: int | None
    citation_precision: float | None
    citation_recall: float | None
    intact: tuple[bool, ...]
    confidence: float | None
    by: str
    written: int | None
    claims: int
    stand: int
    tokens_per_second: float | None
    first_token_ms: float | None
    latency_ms: float
    points_covered: float | None = None
    points_wrong: float | None = None
    understood: bool | None = None
    refused: bool | None = None
    helped: bool | None = None
    dated: bool | None = None
    row_right: bool | None = None
    lines: Lines | None = None
    told: Mapping[str, bool] = field(default_factory=dict)
    disputed: bool = False

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or not."""
        return self.answer is not None

    @property
    def wrong(self) -> bool:
        """Whether an answer was given that is not right."""
        return self.answered and not self.right


Outcomes = Mapping[str, Outcome]
"""The outcomes of a run by the question's id, in its order."""


def outcomes(records: Iterable[Record]) -> Outcomes:
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
        exact_match=bool(judged["exact_match"]),
        contains=bool(judged["contains"]),
        rank=judged["rank"],
        citation_precision=judged["citation_precision"],
        citation_recall=judged["citation_recall"],
        intact=tuple(judged["intact"]),
        confidence=line["confidence"],
        by=line["provenance"]["model"],
        written=judged["written"] if line.get("written") else None,
        claims=judged.get("claims", 0),
        stand=judged.get("stand", 0),
        tokens_per_second=judged.get("tokens_per_second"),
        first_token_ms=judged.get("first_token_ms"),
        latency_ms=float(line["latency_ms"]),
        points_covered=judged.get("points_covered"),
        points_wrong=judged.get("points_wrong"),
        understood=judged.get("understood"),
        refused=judged.get("refused"),
        helped=judged.get("helped"),
        dated=judged.get("dated"),
        row_right=judged.get("row_right"),
        lines=Lines(**judged["lines"]) if judged.get("lines") else None,
        told=judged.get("told", {}),
        disputed=bool(line.get("disputed")),
    )


@dataclass(frozen=True)
class Rival:
    """What a run is compared with.

    Attributes:
        name: of the model, or of the folder of the run.
        outcomes: of the earlier run; None where a model is asked.
    """

    name: str
    outcomes: Outcomes | None = None

    @property
    def model(self) -> str | None:
        """The model that is asked; None where there is an earlier run."""
        return self.name if self.outcomes is None else None

    @classmethod
    def parse(cls, text: str | None, name: str = "") -> Rival | None:
        """Return what `text` names, None where it is None.

        Args:
            text: a model, or the folder of a run.
            name: of the set, where the folder holds the runs of several.

        Raises:
            UsageError: it is neither, or the model is `auto`.
        """
        if text is None:
            return None
        if Path(text).is_dir():
            folder = Path(text) / name
            return cls(str(folder), read_outcomes(folder))
        try:
            named = ModelName.parse(text)
        except UsageError as error:
            raise UsageError(f"There is nothing to compare with: {text!r} is no folder of a run. {error}") from error
        if named.kind == "auto":
            raise UsageError("auto is nothing to compare with, since it depends on what runs: name a model, as reader.")
        return cls(str(named))
