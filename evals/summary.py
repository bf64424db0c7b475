"""The figures of a run: each measure over the questions that it is for.

Answer, retrieval and citation measures are over the answerable questions, an abstention counting as a miss; citation
measures only over those that were answered and have gold spans; measures of writing are over what a language model
wrote. Shares carry Wilson's interval, means a bootstrap's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.calibration import brier_score, expected_calibration_error
from evals.intervals import Figure, mean, percentile, share
from evals.measures import recall, reciprocal_rank
from evals.record import Record

Records = Sequence[Record]


def answerable(records: Records) -> list[Record]:
    """Return the records of the questions that the articles answer."""
    return [record for record in records if record.case.answerable]


def answered(records: Records) -> list[Record]:
    """Return the records of the questions that were answered, rightly or not."""
    return [record for record in records if record.answer.status == "answered"]


def right(records: Records) -> Figure:
    """Return the share of answerable questions answered right."""
    return share([record.judgement.right for record in answerable(records)])


def right_quoted(records: Records) -> Figure:
    """Return the share of answerable questions answered right, with a quote that carries the answer."""
    return share([record.judgement.passed for record in answerable(records)])


def exact_match(records: Records) -> Figure:
    """Return the share of answerable questions answered exactly."""
    return share([record.judgement.exact_match for record in answerable(records)])


def f1(records: Records) -> Figure:
    """Return the mean F1 over the answerable questions."""
    return mean([record.judgement.f1 for record in answerable(records)])


def contains(records: Records) -> Figure:
    """Return the share of answerable questions whose answer contains an accepted one."""
    return share([record.judgement.contains for record in answerable(records)])


def recall_at(k: int) -> Callable[[Records], Figure]:
    """Return the measure: share of answerable questions with the answer in one of the best `k` passages."""
    return lambda records: share([recall(record.judgement.rank, k) for record in answerable(records)])


def mrr(records: Records) -> Figure:
    """Return the mean reciprocal rank, to rank 10, of the first passage with the answer."""
    return mean([reciprocal_rank(record.judgement.rank, 10) for record in answerable(records)])


def citation_precision(records: Records) -> Figure:
    """Return the mean share of an answer's quotes that overlap a gold span."""
    return mean([p for r in answerable(records) if (p := r.judgement.citation_precision) is not None])


def citation_recall(records: Records) -> Figure:
    """Return the mean share of a question's gold spans that a quote of its answer overlaps."""
    return mean([p for r in answerable(records) if (p := r.judgement.citation_recall) is not None])


def quote_integrity(records: Records) -> Figure:
    """Return the share of all quotes shown that are the slice of the stored article that they say: 1, or a bug."""
    return share([intact for record in records for intact in record.judgement.intact])


def coverage(records: Records) -> Figure:
    """Return the share of all questions that were answered."""
    return share([record.answer.status == "answered" for record in records])


def right_of_answered(records: Records) -> Figure:
    """Return the share of the answered questions that are right; an answer to an unanswerable one is wrong."""
    return share([record.judgement.right for record in answered(records)])


def abstention_precision(records: Records) -> Figure:
    """Return the share of the abstentions that were on questions that are not answerable."""
    return share([not record.case.answerable for record in records if record.answer.status == "abstained"])


def abstention_recall(records: Records) -> Figure:
    """Return the share of the questions that are not answerable on which it abstained."""
    return share([record.answer.status == "abstained" for record in records if not record.case.answerable])


def false_answers(records: Records) -> Figure:
    """Return the share of the questions that are not answerable that got an answer that is not accepted."""
    return share([not record.judgement.passed for record in records if not record.case.answerable])


def wrong_answers(records: Records) -> Figure:
    """Return the share of all questions that got an answer that is not accepted: wrong, and given as true."""
    return share([record.judgement.wrong for record in records])


def as_wanted(records: Records) -> Figure:
    """Return the share of all questions that got what they should: a right answer, or an abstention where none is."""
    return share(
        [
            record.judgement.right if record.case.answerable else record.answer.status == "abstained"
            for record in records
        ]
    )


def support_rate(records: Records) -> Figure:
    """Return the share of the sentences of a language model that stand, of those that say something new."""
    return _share_of([(record.judgement.stand, record.judgement.claims) for record in records])


def taken_out(records: Records) -> Figure:
    """Return the share of all sentences that a language model wrote that were taken out, for any reason."""
    return _share_of(
        [(record.judgement.written - record.judgement.stand, record.judgement.written) for record in records]
    )


def _share_of(counts: Sequence[tuple[int, int]]) -> Figure:
    hits, of = (sum(each) for each in zip(*counts, strict=True)) if counts else (0, 0)
    return share([n < hits for n in range(of)])


def tokens_per_second(records: Records) -> Figure:
    """Return the mean tokens a second that a language model wrote, from its first token to its last."""
    return mean([speed for r in records if (speed := r.judgement.tokens_per_second) is not None])


def first_token_ms(records: Records) -> Figure:
    """Return the median milliseconds from asking a language model to its first token."""
    return percentile([wait for r in records if (wait := r.judgement.first_token_ms) is not None], 50)


def calibration_error(records: Records) -> Figure:
    """Return the expected calibration error (`evals.calibration`) of the questions with a stated confidence."""
    confidences, rights = stated(records)
    return Figure(expected_calibration_error(confidences, rights), None, None, len(rights))


def brier(records: Records) -> Figure:
    """Return the Brier score of the questions with a stated confidence."""
    confidences, rights = stated(records)
    return Figure(brier_score(confidences, rights), None, None, len(rights))


def stated(records: Records) -> tuple[list[float], list[bool]]:
    """Return the confidence and the rightness of each answer that states a confidence."""
    told = [(record.answer.confidence, record.judgement.right) for record in answered(records)]
    pairs = [(confidence, right) for confidence, right in told if confidence is not None]
    return [confidence for confidence, _ in pairs], [right for _, right in pairs]


def latency(q: float) -> Callable[[Records], Figure]:
    """Return the measure: the `q`-th percentile of the milliseconds that an answer took."""
    return lambda records: percentile([record.latency_ms for record in records], q)


MEASURES: dict[str, Callable[[Records], Figure]] = {
    "right": right,
    "right_quoted": right_quoted,
    "em": exact_match,
    "f1": f1,
    "contains": contains,
    "recall@1": recall_at(1),
    "recall@5": recall_at(5),
    "recall@10": recall_at(10),
    "mrr@10": mrr,
    "citation_precision": citation_precision,
    "citation_recall": citation_recall,
    "quote_integrity": quote_integrity,
    "coverage": coverage,
    "right_of_answered": right_of_answered,
    "abstention_precision": abstention_precision,
    "abstention_recall": abstention_recall,
    "false_answers": false_answers,
    "wrong_answers": wrong_answers,
    "as_wanted": as_wanted,
    "calibration_error": calibration_error,
    "brier": brier,
    "latency_p50_ms": latency(50),
    "latency_p95_ms": latency(95),
    "support_rate": support_rate,
    "taken_out": taken_out,
    "tokens_per_second": tokens_per_second,
    "first_token_ms": first_token_ms,
}
"""Every measure by the name that gates and summaries use."""


def figures(records: Records) -> dict[str, Figure]:
    """Return every measure of these records."""
    return {name: measure(records) for name, measure in MEASURES.items()}


def by_kind(records: Records) -> dict[str, dict[str, Figure]]:
    """Return every measure of each kind of question; nothing where the set names no kinds."""
    kinds = sorted({record.case.kind for record in records if record.case.kind is not None})
    return {kind: figures([record for record in records if record.case.kind == kind]) for kind in kinds}
