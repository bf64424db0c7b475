"""The metrics of a run: each is one function in this file, which registers itself under its name.

Its docstring says what is measured, its decorator what it gives of a question: whether it counts (`share`), a number to
average (`mean`) or to take a percentile of (`percentile`), a part and its whole (`ratio`); one that can only be told of
all questions together is a `whole`. A question that gives None is not counted. What is registered here can stand in a
gate, is written into `summary.json` and shown; the `paired` ones are also compared with those of another run.

Metrics of answers, retrieval and citations are over the answerable questions, an abstention counting as a miss; those
of citations only over the ones that were answered and have gold spans; those of writing over what a language model
wrote. Shares carry Wilson's interval, means a bootstrap's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from evals import intervals
from evals.calibration import brier_score, expected_calibration_error
from evals.difference import Difference, Share, of_median, of_ratio, of_share
from evals.intervals import Figure
from evals.measures import recall, reciprocal_rank
from evals.outcome import Outcome, outcomes
from evals.record import Record

All = Sequence[Outcome]
Pairs = Sequence[tuple[Outcome, Outcome]]
Better = Literal["more", "less"]
Compare = Callable[[str, Pairs], Difference]
T = TypeVar("T")


@dataclass(frozen=True)
class Metric:
    """A measure of a run.

    Attributes:
        name: that gates and summaries use.
        about: what is measured, in a sentence.
        better: whether more of it is better, or less.
        measure: gives the figure of all questions.
        compare: gives the difference of two runs; None where they are not compared by it.
    """

    name: str
    about: str
    better: Better
    measure: Callable[[All], Figure]
    compare: Compare | None = None


Register = Callable[[Callable[[Outcome], T | None]], Metric]
"""What makes a metric of a function of one question."""
METRICS: dict[str, Metric] = {}
"""Every metric by its name, in the order in which they are shown."""


def figures(records: Iterable[Record]) -> dict[str, Figure]:
    """Return every metric of these records."""
    told = [*outcomes(records).values()]
    return {name: metric.measure(told) for name, metric in METRICS.items()}


def by_kind(records: Sequence[Record]) -> dict[str, dict[str, Figure]]:
    """Return every metric of each kind of question; nothing where the set names no kinds."""
    kinds = sorted({record.case.kind for record in records if record.case.kind is not None})
    return {kind: figures([record for record in records if record.case.kind == kind]) for kind in kinds}


def share(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[bool]:
    """Register what says whether a question counts: the metric is the share that does, with Wilson's interval."""

    def register(of: Callable[[Outcome], bool | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_share(name, [(of(here), of(there)) for here, there in pairs])

        return _register(name, better, of, lambda told: intervals.share(_known(of, told)), compare if paired else None)

    return register


def mean(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[float]:
    """Register what gives a number of a question: the metric is its mean, with a bootstrap's interval."""

    def register(of: Callable[[Outcome], float | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_ratio(name, [(_one(of(here)), _one(of(there))) for here, there in pairs])

        return _register(name, better, of, lambda told: intervals.mean(_known(of, told)), compare if paired else None)

    return register


def ratio(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[tuple[int, int]]:
    """Register what gives a part of a whole, counted: the metric is their share in all, with Wilson's interval."""

    def register(of: Callable[[Outcome], tuple[int, int] | None]) -> Metric:
        def measure(told: All) -> Figure:
            counts = _known(of, told)
            hits, of_all = sum(part for part, _ in counts), sum(whole for _, whole in counts)
            return intervals.share([n < hits for n in range(of_all)])

        def compare(name: str, pairs: Pairs) -> Difference:
            return of_ratio(name, [(of(here), of(there)) for here, there in pairs])

        return _register(name, better, of, measure, compare if paired else None)

    return register


def percentile(q: float, name: str = "", *, better: Better = "less", paired: bool = False) -> Register[float]:
    """Register what gives a number of a question: the metric is its `q`-th percentile (paired: the median), alone."""

    def register(of: Callable[[Outcome], float | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_median(name, [(_one(of(here)), _one(of(there))) for here, there in pairs])

        return _register(
            name, better, of, lambda told: intervals.percentile(_known(of, told), q), compare if paired else None
        )

    return register


def whole(name: str = "", *, better: Better = "more") -> Callable[[Callable[[All], Figure]], Metric]:
    """Register what can only be told of all questions together."""
    return lambda measure: _register(name, better, measure, measure)


def _register(
    name: str,
    better: Better,
    of: Callable[..., object],
    measure: Callable[[All], Figure],
    compare: Compare | None = None,
) -> Metric:
    metric = Metric(name or of.__name__, (of.__doc__ or "").strip(), better, measure, compare)
    METRICS[metric.name] = metric
    return metric


def _known(of: Callable[[Outcome], T | None], told: All) -> list[T]:
    return [value for one in told if (value := of(one)) is not None]


def _one(value: float | None) -> Share | None:
    """Return what a question adds to a mean."""
    return None if value is None else (value, 1.0)


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
