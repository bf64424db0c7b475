"""Leaving: who holds an office now is nobody that the articles tell to have left it, where somebody else has it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sentences import Bounds
from index.words import LEAVES, OFFICES
from qa.read.spans import AGREEING_MARGIN, Span
from qa.text.same import same

_NOW = re.compile(
    rf"^\W*(?:who (?:is|are)\b.*\b(?:{OFFICES})\b(?!['’])|"
    r"who (?:leads|runs|heads|chairs|governs|coaches|commands|rules)\b)",
    re.I,
)
_FORMER = re.compile(r"\b(?:former|ex|old|before|previous|outgoing|late|last)\b", re.I)
_HAS_LEFT = re.compile(
    rf",?(?:\s+(?:has|have|had|also|then|\w+ly)\b|,[^,;.]{{1,60}},|\s+on \w+day\b)*\s+(?:{LEAVES})\b", re.I
)


def in_office(question: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans without those of whoever has left the office that is asked about, where somebody else has it.

    Args:
        question: standalone; of anything but who holds an office now, all spans stand.
        spans: best first.
    """
    if not _NOW.search(question) or _FORMER.search(question) or re.search(rf"\b(?:{LEAVES})\b", question, re.I):
        return list(spans)
    gone = [span for span in spans if _has_left(*span.sentence)]
    stay = [span for span in spans if not any(same(one.text, span.text) and _told(span) <= _told(one) for one in gone)]
    others = any(span.fits and span.margin > AGREEING_MARGIN for span in stay)
    return stay if others else list(spans)


def _has_left(sentence: str, place: Bounds) -> bool:
    return _HAS_LEFT.match(sentence, place[1]) is not None and not re.search(r"\bagain\b", sentence[place[1] :])


def _told(span: Span) -> str:
    return span.hit.article.published or ""
