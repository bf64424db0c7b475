"""Others: the values that an answer shows beside its own, and the quotes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from qa.answer import Alternative, Citation, DatedValue
from qa.quotes import Quoter, numbered
from qa.read.spans import AGREEING_MARGIN, Value

ALTERNATIVES = 3
"""Other values that an answer shows at most."""


def quotes_of(value: Value, quoter: Quoter) -> list[Citation]:
    """Return the quotes of a value: the sentences of its best span, and of those that give it on their own."""
    best, *others = value.spans
    return quoter.exact(quoter.sentences([best, *(span for span in others if span.margin > AGREEING_MARGIN)]))


def alternatives_of(
    values: Iterable[Value], quoter: Quoter, after: int = 0, most: int | None = ALTERNATIVES
) -> tuple[Alternative, ...]:
    """Return values with their quotes, numbered on after `after`, at most so many of those that have any."""
    alternatives: list[Alternative] = []
    quoted = ((value, quotes) for value in values if (quotes := quotes_of(value, quoter)))
    for value, quotes in islice(quoted, most):
        # What is calibrated is the confidence of the best value alone, so the others state none.
        alternatives.append(Alternative(value.text, None, numbered(quotes, after)))
        after += len(quotes)
    return tuple(alternatives)


def versions_of(
    versions: Sequence[Value], quoter: Quoter, after: int, own: DatedValue | None = None
) -> tuple[DatedValue, ...]:
    """Return the versions of a value with their quotes, those of the answer's own as they are, others numbered on.

    Args:
        versions: newest first.
        quoter: makes the quotes.
        after: number of the last quote before them.
        own: the version that the answer gives, where it is one.
    """
    row = list[DatedValue]()
    for value in versions:
        if own and (value.text, value.time) == (own.answer, own.date):
            row.append(own)
        elif quotes := quotes_of(value, quoter):
            row.append(DatedValue(value.text, value.time, numbered(quotes, after)))
            after += len(quotes)
    return tuple(row) if len(row) > 1 else ()
