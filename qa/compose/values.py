"""Values: the answer that what the reader found makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, DatedValue, Reason, Sentence
from qa.compose.alternatives import alternatives_of, quotes_of, versions_of
from qa.compose.disputes import dispute, from_dispute
from qa.compose.frame import Frame
from qa.quotes import Quoter, numbered
from qa.read.spans import Value

COMPARABLE = 0.3
"""An alternative has at least this share of the answer's confidence, which already tells how far it is behind."""


def from_values(frame: Frame, values: Sequence[Value], quoter: Quoter, least: float) -> Answer | Reason:
    """Return the answer that the best value gives, or why there is none.

    Args:
        frame: of the question.
        values: what the reader found, surest first.
        quoter: makes the quotes.
        least: confidence that an answer must have, 0 to 1.
    """
    if not values or values[0].confidence < least:
        return "not_found"
    best, *others = values
    citations = quotes_of(best, quoter)
    if not citations:
        return "unsupported"
    side = next((one for one in values if any(best.spans == each.spans for each in (one, *one.rivals))), best)
    if side.rivals and (disputed := dispute(side, quoter)):
        return from_dispute(frame, best, disputed)
    dated = quoter.date_of(best.spans[0])
    if dated and dated.anchor:
        citations += quoter.exact([quoter.around(best.spans[0].hit.article, dated.anchor)])
        citations = list(numbered(citations))
    sentence = Sentence(0, len(best.text), tuple(citation.n for citation in citations))
    row = versions_of(best.versions, quoter, len(citations), DatedValue(best.text, best.time, tuple(citations)))
    comparable = [value for value in others if value.confidence >= COMPARABLE * best.confidence]
    alternatives = alternatives_of(
        comparable, quoter, max(quote.n for one in row for quote in one.citations) if row else len(citations)
    )
    answer = frame.answer(best.text, (sentence,), round(best.confidence, 3), tuple(citations), alternatives)
    return replace(answer, values=row, answer_date=dated.date if dated else None)
