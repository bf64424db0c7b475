"""The lines of a text, and edits of it: what the view of a text is made with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_MARK = re.compile(r"(?:(?:[-*•·▪◦‣>]|#{1,6})\s+(?=\S))+")


class Edit(NamedTuple):
    """A change of a text: `text` stands in place of its [start, end); it is a copy of `source`, where that is given."""

    start: int
    end: int
    text: str
    source: tuple[int, int] | None = None


@dataclass(frozen=True)
class Line:
    """A line that is not blank: `text` is [start, end) of the whole, without the white space around it.

    Attributes:
        start: its first code point.
        end: one past its last.
        text: the line.
        content: where it starts behind the mark of an item, a heading or a quotation.
        follows: whether a line that is not blank stands right before it.
    """

    start: int
    end: int
    text: str
    content: int
    follows: bool


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, in order."""
    lines: list[Line] = []
    start, follows = 0, False
    for end, after in [*(found.span() for found in _BREAK.finditer(text)), (len(text), len(text))]:
        line = text[start:end]
        stripped = line.strip()
        if stripped:
            begins = start + len(line) - len(line.lstrip())
            mark = _MARK.match(stripped)
            lines.append(Line(begins, begins + len(stripped), stripped, begins + (mark.end() if mark else 0), follows))
        follows = bool(stripped)
        start = after
    return lines
