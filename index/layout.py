"""The layout of a text: its lines made paragraphs with a blank line between them.

A line ends for good before a blank line, in a list or a table, and where the next word had room on it; it goes on where
it breaks a word or a sentence. Judged by form alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from index.furniture import furniture
from index.lines import Edit, Line, lines_of
from index.tables import rows

WIDEST = 120
"""Characters of the longest line of a hard-wrapped text."""
LONGEST_WORD = 100
"""Characters in which a word that a line end breaks is looked for, as that takes the square of a longer run."""
WRAPPED = 0.2
"""Share of the line ends of a hard-wrapped text, at least, behind which it goes on in small letters."""

_ITEM = re.compile(r"(?:[-*•·▪◦‣–—]|\d{1,3}[.)])\s")
_LABEL = re.compile(r"[^\s:][^:.!?]{0,40}:\s|\d{1,2}[:.]\d{2}\b|[^.!?]{1,20}\s[-–—]\s")
_ENDED = re.compile(r"[.!?…:;,。！？][\"'”’»)\]*_]*$")
_STOPPED = re.compile(r"[.!?…:。！？][\"'”’»)\]*_]*$")
_BROKEN = re.compile(r"(?P<word>[\w'’]+(?:[,.-]\w+)*(?P<comma>,)?)-$")
_COMPOUND = frozenset(("well", "self", "half"))
_HYPHENATED = re.compile(r"(?<![\w'’])(?=([\w'’]+-[\w'’]+))")
_FIRST = re.compile(r"[\w'’]+(?:-\w+)*|\S+")
_OPEN = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|but|by|for|from|her|his|in|into|is|its|of|on|or|than|that|the|their|to|under|was|were|who|"
    r"will|with))$"
)


def edits(text: str) -> list[Edit]:
    """Return the edits that make the lines of a text paragraphs with a blank line between them, in order."""
    lines = lines_of(text)
    tables = rows(lines)
    left_out = furniture(lines, tables)
    wrapping = _Wrapping(text, lines)
    made: list[Edit] = []
    at, before = 0, None
    for n, line in enumerate(lines):
        row = tables.get(n)
        if n in left_out or (row is not None and not row):
            continue
        start, gap = line.start if row else line.content, ""
        if before is not None:
            cut = None
            if before not in tables and not row:
                cut, gap = wrapping.joint(before, n, {left_out.get(m) for m in range(before + 1, n)})
            if cut is None:
                made += _full_stop(lines[before])
                gap = "\n\n"
            else:
                at, start = at - cut, line.start
        made += [Edit(at, start, gap), *(row or ())]
        at, before = line.end, n
    if before is not None and len(lines) > 1:
        made += _full_stop(lines[before])
    made.append(Edit(at, len(text), ""))
    return [edit for edit in made if text[edit.start : edit.end] != edit.text]


def _full_stop(line: Line) -> list[Edit]:
    """Return the full stop that a line wants which ends for good."""
    return [] if _ENDED.search(line.text) else [Edit(line.end, line.end, ".")]


class _Wrapping:
    """How the lines of one text are wrapped.

    Args:
        text: the whole.
        lines: its lines.
    """

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text, self._lines = text, lines

    @cached_property
    def _width(self) -> int:
        """Characters of the longest line that another one follows; 0 where the text is not wrapped."""
        longest = max((before.end - before.start for before, _ in self._pairs), default=0)
        return longest if longest <= WIDEST else 0

    @cached_property
    def _wrapped(self) -> bool:
        """Whether lines end because the next word has no room on them."""
        going_on = sum(self._runs_on(before, line) for before, line in self._pairs)
        return bool(self._width) and going_on >= max(1, WRAPPED * len(self._pairs))

    @cached_property
    def _pairs(self) -> list[tuple[Line, Line]]:
        return [(before, line) for before, line in zip(self._lines, self._lines[1:], strict=False) if line.follows]

    @cached_property
    def _listed(self) -> bool:
        """Whether lines of the text are items: two or more that begin with a mark or a label, and most do."""
        marked = sum(_begins_an_item(line) for line in self._lines)
        return marked >= 2 and 2 * marked >= len(self._lines) - 2

    def joint(self, before: int, n: int, between: set[str | None]) -> tuple[int | None, str]:
        """Return how line `n` continues line `before`: what is cut from that one's end, and what joins them.

        None is cut where it does not.
        """
        one, other = self._lines[before], self._lines[n]
        near = other.follows or "page" in between
        if not near:
            return None, ""
        broken = _BROKEN.search(one.text[-LONGEST_WORD:])
        if broken and other.text[0].isalnum():
            return self._whole(broken, other)
        if "page" in between:
            goes_on = not _STOPPED.search(one.text) and (_is_small(other.text) or _OPEN.search(one.text))
            return (0, " ") if goes_on else (None, "")
        return (0, " ") if self._goes_on(one, other) else (None, "")

    def _whole(self, broken: re.Match[str], other: Line) -> tuple[int, str]:
        """Return how a word that is broken at a line end goes on: its hyphen stays where it is the word's own."""
        rest = _FIRST.match(other.text)
        assert rest is not None
        head, tail = broken["word"].rsplit("-", 1)[-1], rest.group()
        if broken["comma"]:  # 110,-000
            return 1, ""
        own = "-" in broken["word"] or "-" in tail or not tail[0].islower() or head.isdigit() or head in _COMPOUND
        return (0, "") if own or self._has(f"{head}-{tail}") else (1, "")

    @cached_property
    def _hyphenated(self) -> list[str]:
        """The words of the text with a hyphen in them, two parts at a time, in the order of their letters."""
        return sorted(set(_HYPHENATED.findall(self._text)))

    def _has(self, word: str) -> bool:
        """Whether the text has a word with this hyphen, or one that goes on behind it: "co-operate", "co-operated"."""
        at = bisect_left(self._hyphenated, word)
        return any(one.startswith(word) for one in self._hyphenated[at : at + 1])

    def _goes_on(self, one: Line, other: Line) -> bool:
        if other.content > other.start or _ITEM.match(other.text):
            return False
        if self._listed and _begins_an_item(other):
            return False
        if self._runs_on(one, other):
            return True
        if not self._wrapped:
            return False
        word = _FIRST.match(other.text)
        room = self._width - (one.end - one.start) - 1 - len(word.group() if word else "")
        if _STOPPED.search(one.text):
            return room < 0
        return room < 0 or bool(_OPEN.search(one.text)) or (one.follows and room < self._width / 4)

    def _runs_on(self, one: Line, other: Line) -> bool:
        """Whether a sentence is broken: it did not end, and goes on in a small letter behind three words or more."""
        if not _is_small(other.text) or _STOPPED.search(one.text) or _ITEM.match(other.text):
            return False
        return bool(_OPEN.search(one.text)) or (other.text[0].islower() and one.text.count(" ") > 1)


def _begins_an_item(line: Line) -> bool:
    return line.content > line.start or bool(_ITEM.match(line.text) or _LABEL.match(line.text))


def _is_small(text: str) -> bool:
    return text[0].islower() or (text[0].isdigit() and not _LABEL.match(text))
