"""Account: by whom the articles are told that something is so, where a question asks for that of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from qa.read.spans import AGREEING_MARGIN, Span
from qa.text import alignment
from qa.text.attribution import attribution


def by_account(source: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans that are told by a source's account, or all where there is none.

    One that the reader is not sure of counts where it stands beside the best one, as the value of the other side does.

    Args:
        source: as a question names it; "" where it names none.
        spans: best first.
    """
    words = _stems(source)
    if not words or not spans:
        return list(spans)
    beside = spans[0].hit.passage.id, spans[0].sentence[0]
    own = [
        span
        for span in spans
        if (told := attribution(*span.sentence))
        and words & _stems(told.speaker)
        and (span.margin > AGREEING_MARGIN or (span.hit.passage.id, span.sentence[0]) == beside)
    ]
    return own or list(spans)


def _stems(words: str) -> set[str]:
    return {word.stem for word in alignment.content(words)}
