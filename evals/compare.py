"""A run against an earlier one: which questions broke, which were mended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.intervals import Figure
from evals.record import Record
from index.errors import UsageError


@dataclass(frozen=True)
class Comparison:
    """What changed against the baseline, over the questions that are in both runs.

    Attributes:
        baseline: folder of the earlier run.
        both: how many questions are in both.
        broken: ids of those that passed there and fail here.
        mended: ids of those that failed there and pass here.
    """

    baseline: str
    both: int
    broken: tuple[str, ...]
    mended: tuple[str, ...]

    def figures(self) -> dict[str, Figure]:
        """Return the counts that a gate can be set on."""
        return {
            name: Figure(float(len(ids)), None, None, self.both)
            for name, ids in (("broken", self.broken), ("mended", self.mended))
        }


def read_passed(run: Path) -> dict[str, bool]:
    """Return, for each question id of the run in a folder, whether it passed; UsageError if that is no run."""
    path = run / "records.jsonl"
    try:
        with path.open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return {line["id"]: bool(line["judgement"]["passed"]) for line in lines}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"The baseline {run} is no run: {path} cannot be read: {error}.") from error


def compare(records: Sequence[Record], baseline: Path, before: dict[str, bool]) -> Comparison:
    """Return what changed against `before`, the result of `read_passed(baseline)`."""
    now = {record.case.id: record.judgement.passed for record in records if record.case.id in before}
    return Comparison(
        baseline=str(baseline),
        both=len(now),
        broken=tuple(id for id, passed in now.items() if before[id] and not passed),
        mended=tuple(id for id, passed in now.items() if passed and not before[id]),
    )
