"""A record: a question of a set, what was answered, and how that is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals import measures
from evals.case import Case
from index.passage import Passage
from qa.answer import Answer


@dataclass(frozen=True)
class Judgement:
    """What the measures say of one answer.

    Attributes:
        passed: right with a quote that carries it; where the question is not answerable, not answered falsely.
        right: the answer is right, whether or not the set calls the question answerable.
        exact_match: see `evals.measures`, as for those that follow.
        f1: against the best fitting accepted answer.
        contains: an accepted answer stands in it.
        quoted: a quote carries the answer.
        rank: of the first retrieved passage that holds the answer, from 1; None if none does.
        citation_precision: None where there is no quote or no gold.
        citation_recall: None where there is no answer or no gold.
        intact: for each quote shown, whether it is the slice of the stored article that it says.
    """

    passed: bool
    right: bool
    exact_match: bool
    f1: float
    contains: bool
    quoted: bool
    rank: int | None
    citation_precision: float | None
    citation_recall: float | None
    intact: tuple[bool, ...]


@dataclass(frozen=True)
class Record:
    """One question asked: its case, the answer, how long it took in milliseconds, and the judgement."""

    case: Case
    answer: Answer
    latency_ms: float
    judgement: Judgement

    def to_dict(self) -> dict[str, Any]:
        """Return the line of `records.jsonl`: the answer object with the question's id, kind and judgement."""
        case = self.case
        asked = {"id": case.id, "kind": case.kind, "answerable": case.answerable, "answers": list(case.answers)}
        return {
            **asked,
            **self.answer.to_dict(),
            "judgement": asdict(self.judgement),
            "latency_ms": round(self.latency_ms, 3),
        }


def judge(case: Case, answer: Answer, passages: Sequence[Passage], text: Callable[[str], str]) -> Judgement:
    """Return the judgement of an answer.

    Args:
        case: what was asked and what is accepted.
        answer: what was answered.
        passages: retrieved for it, best first.
        text: returns the stored text of the article with an id.
    """
    right = measures.right(answer.answer, case)
    quoted = measures.quoted(answer, case)
    return Judgement(
        passed=(right and quoted) if case.answerable else (right or answer.status == "abstained"),
        right=right,
        exact_match=measures.exact_match(answer.answer, case),
        f1=measures.f1(answer.answer, case),
        contains=measures.contains(answer.answer, case),
        quoted=quoted,
        rank=measures.first_rank(passages, case),
        citation_precision=measures.citation_precision(answer, case),
        citation_recall=measures.citation_recall(answer, case),
        intact=tuple(measures.intact_quotes(answer, text)),
    )
