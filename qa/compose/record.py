"""Records: what is known of an article itself, told as an answer."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Answer, Sentence
from qa.calendar.period import in_words
from qa.compose.frame import Frame
from qa.compose.speakers import from_reported
from qa.quotes import Quoter
from qa.search import Hit
from qa.understand.kind import Asked


def from_record(frame: Frame, asked: Asked, hits: Sequence[Hit], quoter: Quoter) -> Answer | None:
    """Return what is known of an article itself, with its title for a quote, or who reports a claim; or None.

    The article is the one of the best passage, where a word of the question met it; where the question does not say
    which article it means, the only one.

    Args:
        frame: of the question.
        asked: what it wants to know of the article.
        hits: the passages, best first.
        quoter: makes the quote.
    """
    if asked.about in ("outlets", "speaker"):
        return from_reported(frame, asked, hits, quoter)
    if not asked.about or not hits:
        return None
    article = hits[0].article
    known = article.published if asked.about == "published" else article.outlet
    meant = hits[0].lexical > 0 if asked.topic else all(hit.article.id == article.id for hit in hits)
    if not known or not meant:
        return None
    text = in_words(known[:10]) if asked.about == "published" else known
    quote = quoter.cite(1, article, 0, len(article.title), [], title=True)
    return frame.answer(text, (Sentence(0, len(text), (1,)),), None, (quote,))
