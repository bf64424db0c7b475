"""Series: the names that stand in a row, "A, B (C) and D", where some of a kind are asked for and not one."""

from __future__ import annotations

import re

from index.sentences import Bounds

_WORD = r"(?:[a-z]{2,3}[-'’])?[A-Z][\w.'’ʼ-]*"
_NAME = rf"(?:the )?{_WORD}(?: (?:(?:of|the|de|van|von|al|bin) ){{0,2}}{_WORD})*"
_ASIDE = r"(?: \([^()]{1,60}\))?"
_LAST = rf"{_ASIDE},? (?:and|or|as well as) {_NAME}"
_OPENING = re.compile(r"\w+, ")
"""What a sentence may open with that is no name: "Meanwhile, Orle, Selm and Karsia"."""
_SERIES = re.compile(rf"(?<![\w.'’ʼ-]){_NAME}(?:{_ASIDE}, {_NAME})*(?:{_LAST})+")


def whole_series(sentence: str, start: int, end: int) -> Bounds:
    """Return the span with the whole of a series of which it gives a part; else as it is."""
    opening = _OPENING.match(sentence)
    for found in _SERIES.finditer(sentence, opening.end() if opening and opening.end() <= start else 0):
        if found.start() <= start and end <= found.end():
            return found.start(), len(sentence[: found.end()].rstrip(".'’"))
    return start, end
