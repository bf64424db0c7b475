"""Sources: how many origins an answer has, and what it was before it was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Citation, Corrected
from qa.quotes import Quoter
from qa.read.standing import Notice
from qa.text.same import stands_in


def with_sources(answer: Answer, notices: Sequence[Notice], quoter: Quoter) -> Answer:
    """Return an answer with how many origins it has, and with what it was before it was corrected.

    Args:
        answer: with its quotes.
        notices: corrections that may bear on it.
        quoter: makes the quotes.
    """
    known = {one.origin for one in answer.citations}
    answer = replace(answer, origins=len(known) if None not in known else None)
    quoted = {one.article_id for one in answer.citations} | {
        one.article_id for c in answer.citations for one in c.copies
    }
    for notice in notices:
        told = notice.correction
        if answer.answer and notice.article.id in quoted and _tells(notice, answer.answer):
            n = max(quote.n for quote in answer.quotes) + 1
            cited = quoter.cite(n, notice.article, told.start, told.end, [])
            same_place = (one for one in answer.citations if _covers(one, cited))
            if quoter.is_exact(cited):
                return replace(answer, corrected=Corrected(told.wrong, next(same_place, cited)))
    return answer


def _tells(notice: Notice, answer: str) -> bool:
    """Whether an answer gives the right value of a notice, as it is or in another form."""
    right = notice.correction.right
    return right is not None and (notice.gives(answer) or stands_in(right, answer))


def _covers(one: Citation, other: Citation) -> bool:
    return (
        one.article_id == other.article_id
        and one.part == other.part
        and one.start_char_index <= other.start_char_index
        and other.end_char_index <= one.end_char_index
    )
