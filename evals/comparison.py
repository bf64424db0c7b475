"""Two runs on the same questions, question by question.

Against a baseline it is said which questions broke and which were mended; paired with another run, or with another
model's, how far apart the two are, and whether that is more than chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.difference import Difference
from evals.intervals import Figure
from evals.metrics import METRICS
from evals.outcome import Outcome, Outcomes
from evals.record import Record
from index.errors import UsageError
from qa.text.same import stands_in

NAMED = 10
"""Questions left out that are named to people; `summary.json` has them all."""


@dataclass(frozen=True)
class Veto:
    """What a veto of the reader would do: strike answers that lack the value which the reader is confident of.

    Attributes:
        n: answers of a language model to questions that the reader answers too.
        right: those that the veto would strike and that are right.
        wrong: those that it would strike and that are wrong.
    """

    n: int
    right: int
    wrong: int

    def __str__(self) -> str:
        """Return it for people."""
        return f"a veto of the reader would strike {self.wrong} wrong and {self.right} right of {self.n} answers"


@dataclass(frozen=True)
class Paired:
    """This run against another one, over the questions that are in both.

    Attributes:
        other: the model or the folder of the other run.
        both: how many questions are in both.
        left_out: ids of the questions that are in one of them only.
        differences: one for each figure that was measured.
        veto: of the reader on the language model of this run; None where these two were not compared.
    """

    other: str
    both: int
    left_out: tuple[str, ...]
    differences: tuple[Difference, ...]
    veto: Veto | None

    def lines(self) -> Iterator[str]:
        """Yield it for people, line by line."""
        yield f"  against {self.other}, {self.both} questions: here - there = difference [95 % interval]"
        yield from (f"    {one.name:<20}{one}" for one in self.differences)
        if self.veto:
            yield f"    {self.veto}"
        if self.left_out:
            more = f" and {len(self.left_out) - NAMED} more" if len(self.left_out) > NAMED else ""
            yield f"    left out, in one of them only: {', '.join(self.left_out[:NAMED])}{more}"


def pair(here: Outcomes, there: Outcomes, other: str) -> Paired:
    """Return the comparison of two runs; questions are the same by id."""
    pairs = [(outcome, there[id]) for id, outcome in here.items() if id in there]
    found = [metric.compare(name, pairs) for name, metric in METRICS.items() if metric.compare]
    return Paired(
        other=other,
        both=len(pairs),
        left_out=tuple(id for id in (*here, *there) if id not in here or id not in there),
        differences=tuple(one for one in found if one.here is not None or one.there is not None),
        veto=_veto(pairs),
    )


def _veto(pairs: Sequence[tuple[Outcome, Outcome]]) -> Veto | None:
    """Return what a veto would do, where the other run is the reader's and this one is a language model's."""
    if not any(here.wrote and not there.wrote for here, there in pairs):
        return None
    both = [(a, b) for a, b in pairs if a.answer is not None and b.answer is not None]
    struck = [a.right for a, b in both if not stands_in(b.answer or "", a.answer or "")]
    return Veto(len(both), sum(struck), len(struck) - sum(struck))


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
