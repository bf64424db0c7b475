"""What one question came to, in this run, in an earlier one, or with another model: what runs are measured by.

It is what `records.jsonl` keeps of a record, so that a run that was written down is measured as one that just ran.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from evals.lines import Lines
from evals.record import Judgement, Record
from index.errors import UsageError
from qa.settings import ModelName


@dataclass(frozen=True, kw_only=True)
class Outcome(Judgement):
    """One question of a run: how its answer is judged, and what else runs are measured by.

    Attributes:
        answerable: whether the articles hold the answer.
        answer: what was answered, or None.
        confidence: that was stated, or None.
        by: the model.
        wrote: whether a language model had a part in it.
        latency_ms: of the answer.
        disputed: whether the answer is.
    """

    answerable: bool
    answer: str | None
    confidence: float | None
    by: str
    wrote: bool
    latency_ms: float
    disputed: bool

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or not."""
        return self.answer is not None


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
    """Return the outcome in a line of `records.jsonl`; earlier runs have no fields of what was measured later."""
    judged = {one.name: line["judgement"][one.name] for one in fields(Judgement) if one.name in line["judgement"]}
    judged |= {"intact": tuple(judged["intact"]), "lines": Lines(**judged["lines"]) if judged.get("lines") else None}
    judged["wrong"] = line["answer"] is not None and not judged["right"]
    return Outcome(
        **judged,
        answerable=bool(line["answerable"]),
        answer=line["answer"],
        confidence=line["confidence"],
        by=line["provenance"]["model"],
        wrote=bool(line.get("written")),
        latency_ms=float(line["latency_ms"]),
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
