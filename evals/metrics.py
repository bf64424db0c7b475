"""The metrics of a run: each is one function here, which registers itself (`evals.metric`).

What stands here can stand in a gate, is written into `summary.json` and shown. Metrics of answers, retrieval and
citations are over the answerable questions, an abstention counting as a miss; those of citations only over the ones
that were answered and have gold spans; those of writing over what a language model wrote. Shares carry Wilson's
interval, means a bootstrap's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from evals.calibration import brier_score, expected_calibration_error
from evals.intervals import Figure
from evals.measures import recall, reciprocal_rank
from evals.metric import METRICS, All, mean, percentile, ratio, share, whole
from evals.outcome import Outcome, outcomes
from evals.record import Record

__all__ = ["METRICS", "by_kind", "figures", "list_stated", "measure"]  # METRICS from here, where it is full

T = TypeVar("T")


def figures(records: Iterable[Record]) -> dict[str, Figure]:
    """Return every metric of these records."""
    return measure([*outcomes(records).values()])


def measure(told: All) -> dict[str, Figure]:
    """Return every metric of what some questions came to."""
    return {name: metric.measure(told) for name, metric in METRICS.items()}


def by_kind(records: Sequence[Record]) -> dict[str, dict[str, Figure]]:
    """Return every metric of each kind of question; nothing where the set names no kinds."""
    kinds = sorted({record.case.kind for record in records if record.case.kind is not None})
    return {kind: figures([record for record in records if record.case.kind == kind]) for kind in kinds}


def _if(counts: bool, value: T) -> T | None:
    """Return the value of a question that counts, None of another one."""
    return value if counts else None


@share(paired=True)
def right(one: Outcome) -> bool | None:
    """The share of answerable questions answered right."""
    return _if(one.answerable, one.right)


@share(paired=True)
def right_quoted(one: Outcome) -> bool | None:
    """The share of answerable questions answered right, with a quote that carries the answer."""
    return _if(one.answerable, one.passed)


@share("em")
def exact_match(one: Outcome) -> bool | None:
    """The share of answerable questions answered exactly."""
    return _if(one.answerable, one.exact_match)


@mean(paired=True)
def f1(one: Outcome) -> float | None:
    """The mean F1 over the answerable questions."""
    return _if(one.answerable, one.f1)


@share()
def contains(one: Outcome) -> bool | None:
    """The share of answerable questions whose answer contains an accepted one."""
    return _if(one.answerable, one.contains)


@share("recall@1")
def recall_at_1(one: Outcome) -> bool | None:
    """The share of answerable questions with the answer in the best passage."""
    return _if(one.answerable, recall(one.rank, 1))


@share("recall@5")
def recall_at_5(one: Outcome) -> bool | None:
    """The share of answerable questions with the answer in one of the best 5 passages."""
    return _if(one.answerable, recall(one.rank, 5))


@share("recall@10")
def recall_at_10(one: Outcome) -> bool | None:
    """The share of answerable questions with the answer in one of the best 10 passages."""
    return _if(one.answerable, recall(one.rank, 10))


@mean("mrr@10")
def mrr(one: Outcome) -> float | None:
    """The mean reciprocal rank, to rank 10, of the first passage with the answer."""
    return _if(one.answerable, reciprocal_rank(one.rank, 10))


@mean()
def citation_precision(one: Outcome) -> float | None:
    """The mean share of an answer's quotes that overlap a gold span."""
    return _if(one.answerable, one.citation_precision)


@mean()
def citation_recall(one: Outcome) -> float | None:
    """The mean share of a question's gold spans that a quote of its answer overlaps."""
    return _if(one.answerable, one.citation_recall)


@ratio()
def quote_integrity(one: Outcome) -> tuple[int, int]:
    """The share of all quotes shown that are the slice of the stored article that they say: 1, or a bug."""
    return sum(one.intact), len(one.intact)


@share(paired=True)
def coverage(one: Outcome) -> bool:
    """The share of all questions that were answered."""
    return one.answered


@share()
def right_of_answered(one: Outcome) -> bool | None:
    """The share of the answered questions that are right; an answer to an unanswerable one is wrong."""
    return _if(one.answered, one.right)


@share()
def abstention_precision(one: Outcome) -> bool | None:
    """The share of the abstentions that were on questions that are not answerable."""
    return _if(not one.answered, not one.answerable)


@share()
def abstention_recall(one: Outcome) -> bool | None:
    """The share of the questions that are not answerable on which it abstained."""
    return _if(not one.answerable, not one.answered)


@share(better="less", paired=True)
def false_answers(one: Outcome) -> bool | None:
    """The share of the questions that are not answerable that got an answer that is not accepted."""
    return _if(not one.answerable, not one.passed)


@share(better="less", paired=True)
def wrong_answers(one: Outcome) -> bool:
    """The share of all questions that got an answer that is not accepted: wrong, and given as true."""
    return one.wrong


@share()
def as_wanted(one: Outcome) -> bool:
    """The share of all questions that got what they should: a right answer, or an abstention where none is."""
    return one.right if one.answerable else not one.answered


@mean(paired=True)
def points_covered(one: Outcome) -> float | None:
    """The mean share of an open question's points that its answer has; an abstention has none."""
    return one.points_covered


@mean(better="less", paired=True)
def points_wrong(one: Outcome) -> float | None:
    """The mean share of an open question's points that its answer gets wrong."""
    return one.points_wrong


@share(paired=True)
def understood(one: Outcome) -> bool | None:
    """The share of the follow-ups whose standalone form holds what the set says it must."""
    return one.understood


@share()
def refusal_kind(one: Outcome) -> bool | None:
    """The share of the questions for which a refusal is wanted that were refused with its kind."""
    return one.refused


@share()
def refusal_helps(one: Outcome) -> bool | None:
    """The share of the same whose refusal also names all that it must: the name, the days, the filter, the quote."""
    return one.helped


@share(paired=True)
def dated(one: Outcome) -> bool | None:
    """The share of the questions whose set names a date that got it, or none where there must be none."""
    return one.dated


@share(paired=True)
def row_right(one: Outcome) -> bool | None:
    """The share of the questions whose set names the values by time that got exactly those, newest first."""
    return one.row_right


@ratio()
def timeline_recall(one: Outcome) -> tuple[int, int] | None:
    """The share of the events that timelines are to have which they have, with their time and in a quote."""
    return (one.lines.found, one.lines.wanted) if one.lines else None


@ratio()
def timeline_precision(one: Outcome) -> tuple[int, int] | None:
    """The share of the lines of timelines that are events which they are to have."""
    return (one.lines.found, one.lines.shown) if one.lines and one.lines.shown else None


@share()
def timeline_order(one: Outcome) -> bool | None:
    """The share of the timelines whose lines stand in order."""
    return one.lines.in_order if one.lines else None


@share(better="less")
def error_told(one: Outcome) -> bool | None:
    """The share of the questions on what was corrected or denied that are answered with the error."""
    return one.told.get("error_told")


@share(better="less")
def error_cited(one: Outcome) -> bool | None:
    """The share of the questions on what was corrected or denied with a quote of the answer that supports the error."""
    return one.told.get("error_cited")


@share()
def correction_told(one: Outcome) -> bool | None:
    """The share of the questions on what was corrected whose answer says that it was."""
    return one.told.get("correction_told")


@share()
def dispute_shown(one: Outcome) -> bool | None:
    """The share of the questions that are disputed whose answer shows every value."""
    return one.told.get("dispute_shown")


@share(better="less")
def false_disputes(one: Outcome) -> bool | None:
    """The share of the answers that are called disputed, where a case says that they are not."""
    return one.told.get("false_disputes")


@share(better="less")
def disputed(one: Outcome) -> bool:
    """The share of all questions whose answer is called disputed."""
    return one.disputed


@share()
def origins_told(one: Outcome) -> bool | None:
    """The share of the answers with the right number of articles and of origins, where a case says them."""
    return one.told.get("origins_told")


@share()
def speaker_told(one: Outcome) -> bool | None:
    """The share of the answers that name who said it, or nobody where it is stated, where a case says which."""
    return one.told.get("speaker_told")


@whole(better="less")
def calibration_error(told: All) -> Figure:
    """The expected calibration error (`evals.calibration`) of the questions with a stated confidence."""
    confidences, rights = list_stated(told)
    return Figure(expected_calibration_error(confidences, rights), None, None, len(rights))


@whole(better="less")
def brier(told: All) -> Figure:
    """The Brier score of the questions with a stated confidence."""
    confidences, rights = list_stated(told)
    return Figure(brier_score(confidences, rights), None, None, len(rights))


def list_stated(told: All) -> tuple[list[float], list[bool]]:
    """Return the confidence and the rightness of each answer that states a confidence."""
    pairs = [(one.confidence, one.right) for one in told if one.answered and one.confidence is not None]
    return [confidence for confidence, _ in pairs], [right for _, right in pairs]


@percentile(50, paired=True)
def latency_p50_ms(one: Outcome) -> float:
    """The median of the milliseconds that an answer took."""
    return one.latency_ms


@percentile(95)
def latency_p95_ms(one: Outcome) -> float:
    """The 95th percentile of the milliseconds that an answer took."""
    return one.latency_ms


@ratio(paired=True)
def support_rate(one: Outcome) -> tuple[int, int] | None:
    """The share of the sentences of a language model that stand, of those that say something new."""
    return (one.stand, one.claims) if one.claims else None


@ratio(better="less", paired=True)
def taken_out(one: Outcome) -> tuple[int, int] | None:
    """The share of all sentences that a language model wrote that were taken out, for any reason."""
    return (one.written - one.stand, one.written) if one.written else None


@mean(paired=True)
def tokens_per_second(one: Outcome) -> float | None:
    """The mean tokens a second that a language model wrote, from its first token to its last."""
    return one.tokens_per_second


@percentile(50, paired=True)
def first_token_ms(one: Outcome) -> float | None:
    """The median milliseconds from asking a language model to its first token."""
    return one.first_token_ms
