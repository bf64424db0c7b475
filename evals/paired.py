"""Two runs on the same questions, question by question: this one against another model's, or an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evals.difference import Difference, Share, of_median, of_ratio, of_share
from evals.outcome import Outcome, Outcomes
from qa.read.same import stands_in

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


def compared(here: Outcomes, there: Outcomes, other: str) -> Paired:
    """Return the comparison of two runs; questions are the same by id."""
    pairs = [(outcome, there[id]) for id, outcome in here.items() if id in there]
    found = [
        *(of_share(name, [(of(a), of(b)) for a, b in pairs]) for name, of in SHARES.items()),
        *(of_ratio(name, [(of(a), of(b)) for a, b in pairs]) for name, of in RATIOS.items()),
        *(of_median(name, [(of(a), of(b)) for a, b in pairs]) for name, of in MEDIANS.items()),
    ]
    return Paired(
        other=other,
        both=len(pairs),
        left_out=tuple(id for id in (*here, *there) if id not in here or id not in there),
        differences=tuple(one for one in found if one.here is not None or one.there is not None),
        veto=_veto(pairs),
    )


def _veto(pairs: Sequence[tuple[Outcome, Outcome]]) -> Veto | None:
    """Return what a veto would do, where the other run is the reader's and this one is a language model's."""
    if not any(here.written is not None and there.written is None for here, there in pairs):
        return None
    both = [(a, b) for a, b in pairs if a.answer is not None and b.answer is not None]
    struck = [a.right for a, b in both if not stands_in(b.answer or "", a.answer or "")]
    return Veto(len(both), sum(struck), len(struck) - sum(struck))


def _one(value: float | None) -> Share | None:
    """Return what a question adds to a mean."""
    return None if value is None else (value, 1.0)


SHARES: dict[str, Callable[[Outcome], bool | None]] = {
    "right": lambda one: one.right if one.answerable else None,
    "right_quoted": lambda one: one.passed if one.answerable else None,
    "false_answers": lambda one: None if one.answerable else not one.passed,
    "wrong_answers": lambda one: one.wrong,
    "coverage": lambda one: one.answer is not None,
}
"""Whether a question counts; None where the figure is not for it."""
RATIOS: dict[str, Callable[[Outcome], Share | None]] = {
    "f1": lambda one: _one(one.f1 if one.answerable else None),
    "support_rate": lambda one: (one.stand, one.claims) if one.claims else None,
    "taken_out": lambda one: (one.written - one.stand, one.written) if one.written else None,
    "tokens_per_second": lambda one: _one(one.tokens_per_second),
}
"""What a question adds above and below the line; None where the figure is not for it."""
MEDIANS: dict[str, Callable[[Outcome], Share | None]] = {
    "first_token_ms": lambda one: _one(one.first_token_ms),
    "latency_p50_ms": lambda one: _one(one.latency_ms),
}
"""What the median is of; None where the figure is not for the question."""
