"""A record: a question of a set, what was answered, and how that is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evals import measures, written
from evals.case import Case
from evals.expect import held
from evals.lines import Lines
from index.catalogue import TextOf
from index.passage import Passage
from qa.answer import Answer
from qa.check.curve import Signs


@dataclass(frozen=True)
class Judgement:
    """What the measures say of one answer.

    Attributes:
        passed: right with a quote that carries it; where the question is not answerable, not answered falsely.
        right: the answer is right, whether or not the set calls the question answerable.
        wrong: an answer was given that is not right.
        exact_match: see `evals.measures`, as for those that follow.
        f1: against the best fitting accepted answer.
        contains: an accepted answer stands in it.
        quoted: a quote carries the answer.
        rank: of the first retrieved passage that holds the answer, from 1; None if none does.
        citation_precision: None where there is no quote or no gold.
        citation_recall: None where there is no answer or no gold.
        intact: for each quote shown, whether it is the slice of the stored article that it says.
        written: sentences that a language model wrote; see `evals.written`, as for those that follow.
        claims: those of them that say something new.
        stand: those of these that stand.
        tokens_per_second: None where no language model wrote or its server does not tell.
        first_token_ms: None where no language model wrote.
        points_covered: of an open question, see `evals.measures`; None where the set names no points.
        points_wrong: the same.
        understood: of a follow-up, whether its standalone form holds what it must; None where the set does not say.
        refused: see `evals.measures`, as for the one that follows; None where no refusal is wanted.
        helped: the refusal names all that it must.
        dated: the answer's date is right; None where the set does not say, as for the next.
        row_right: the values of the answer are those that the set says, newest first.
        lines: what a timeline came to, where one is asked for; see `evals.timelines`.
        told: for each thing that the case expects besides, whether the answer meets it (`evals.expect`).
    """

    passed: bool
    right: bool
    wrong: bool
    exact_match: bool
    f1: float
    contains: bool
    quoted: bool
    rank: int | None
    citation_precision: float | None
    citation_recall: float | None
    intact: tuple[bool, ...]
    written: int = 0
    claims: int = 0
    stand: int = 0
    tokens_per_second: float | None = None
    first_token_ms: float | None = None
    points_covered: float | None = None
    points_wrong: float | None = None
    understood: bool | None = None
    refused: bool | None = None
    helped: bool | None = None
    dated: bool | None = None
    row_right: bool | None = None
    lines: Lines | None = None
    told: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One question asked.

    Attributes:
        case: what was asked and what is accepted.
        answer: what was answered.
        latency_ms: how long that took.
        judgement: what the measures say of it.
        signs: what tells of its being right, where sentences of a language model stand.
    """

    case: Case
    answer: Answer
    latency_ms: float
    judgement: Judgement
    signs: Signs | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the line of `records.jsonl`: the answer object with the question's id, kind and judgement."""
        case = self.case
        asked = {"id": case.id, "kind": case.kind, "answerable": case.answerable, "answers": list(case.answers)}
        answer = self.answer.to_dict()
        answer["answer_id"] = answer.pop("id")  # the line's own is that of the question
        return {
            **asked,
            **answer,
            "judgement": asdict(self.judgement),
            "latency_ms": round(self.latency_ms, 3),
        }


def judge(
    case: Case, answer: Answer, passages: Sequence[Passage], text: TextOf, lines: Lines | None = None
) -> Judgement:
    """Return the judgement of an answer.

    Args:
        case: what was asked and what is accepted.
        answer: what was answered.
        passages: retrieved for it, best first.
        text: returns the stored text of the article with an id.
        lines: what a timeline came to, where one was asked for.
    """
    right = measures.right(answer, case)
    quoted = measures.quoted(answer, case)
    return Judgement(
        passed=(right and quoted) if case.answerable else (right or answer.status == "abstained"),
        right=right,
        wrong=answer.status == "answered" and not right,
        exact_match=measures.exact_match(answer.answer, case),
        f1=measures.f1(answer.answer, case),
        contains=measures.contains(answer.answer, case),
        quoted=quoted,
        rank=measures.first_rank(passages, case),
        citation_precision=measures.citation_precision(answer, case),
        citation_recall=measures.citation_recall(answer, case),
        intact=tuple(measures.intact_quotes(answer, text)),
        written=written.sentences(answer),
        claims=written.claims(answer),
        stand=written.stand(answer),
        tokens_per_second=written.tokens_per_second(answer),
        first_token_ms=written.first_token_ms(answer),
        points_covered=measures.points_covered(answer.answer, case) if case.points else None,
        points_wrong=measures.points_wrong(answer.answer, case) if case.points else None,
        understood=measures.understood(answer, case),
        refused=measures.refused(answer, case),
        helped=measures.helped(answer, case),
        dated=measures.dated(answer, case),
        row_right=measures.row_right(answer, case),
        lines=lines,
        told=held(case.expect, case.answers, answer),
    )
