"""The view of a text: what is read, embedded and searched in place of what is stored.

A stored text stays as it came, code point for code point. Its view is the same text as a person reads it: ligatures,
decomposed accents and invisible characters are plain letters, a word broken at a line end is whole, hard-wrapped lines
are paragraphs, what ends a line of a list, a caption or a headline ends a sentence, a table's row says the headings of
its cells, and lines about the site are left out. In a view, a blank line stands between paragraphs and nowhere else.

Each span of a view is one of the stored text (`View.stored`), so that a quote is an exact slice of what is stored.
Where lines end for good is judged by their form (`index/lines.py`); where it errs, a sentence is too long or too short.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.layout import edits
from index.lines import Edit
from index.sentences import Bounds, paragraph_spans, sentence_spans

VERSION = 1
"""Changes with what a view is: texts embedded by another one do not compare."""

SHORT = 10_000
"""Characters up to which many views are kept, as of passages; of longer texts only the last ones are."""

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ODD = re.compile(
    rf"(?P<broken>[\u00ad\u2010]\r?\n)|[{_UNSEEN}]+|[\ufb00-\ufb06]|[\u00a0\u2007\u2009\u202f]|\w?[\u0300-\u036f]+"
)


@dataclass(frozen=True)
class View:
    """The view of one text.

    Attributes:
        text: what is read.
        _stages: the rewritings that made it, the last one first.
        _passed: characters before it in the text that those made.
        _lead: characters before it in the text that they were made of.
    """

    text: str
    _stages: tuple[_Stage, ...]
    _passed: int = 0
    _lead: int = 0

    def stored(self, start: int, end: int) -> Bounds:
        """Return the span of the stored text that `text[start:end]` shows; empty where nothing stored is shown.

        Of what is read behind a lead, the headings of a table stand before it: their places are negative.
        """
        start, end = start + self._passed, end + self._passed
        for stage in self._stages:
            start, end = stage.before(start, end)
        return start - self._lead, end - self._lead

    def behind(self, lead: int) -> View | None:
        """Return what it shows from the first paragraph on that begins `lead` characters into the text, or None."""
        starts = (start for start, end in paragraph_spans(self.text) if self.stored(start, end)[0] >= lead)
        first = next(starts, None)
        return None if first is None else View(self.text[first:], self._stages, first, lead)

    @cached_property
    def paragraphs(self) -> list[Bounds]:
        """The spans of the stored text that the paragraphs show, in order."""
        return self._shown(paragraph_spans(self.text))

    @cached_property
    def sentences(self) -> list[Bounds]:
        """The spans of the stored text that the sentences show, in order; none crosses a paragraph."""
        return self._shown(sentence_spans(self.text))

    def _shown(self, spans: Iterable[Bounds]) -> list[Bounds]:
        stored = (self.stored(*span) for span in spans)
        return [span for span in stored if span[0] < span[1]]


def view(text: str) -> View:
    """Return the view of a text; that of a view is itself."""
    return _of_passage(text) if len(text) <= SHORT else _of_article(text)


def _viewed(text: str) -> View:
    stages = []
    for edited in (_letters, edits):
        made = edited(text)
        if made:
            stage = _Stage.of(text, made)
            text = stage.text
            stages.append(stage)
    return View(text, tuple(reversed(stages)))


_of_passage = lru_cache(maxsize=2048)(_viewed)
_of_article = lru_cache(maxsize=16)(_viewed)


@dataclass(frozen=True)
class _Stage:
    """One rewriting of a text, in pieces that tile the new one.

    Attributes:
        text: the new text.
        starts: where each piece starts in it.
        spans: the span of the old text that each piece shows.
        kept: whether the piece is that span, unchanged.
    """

    text: str
    starts: list[int]
    spans: list[Bounds]
    kept: list[bool]

    @classmethod
    def of(cls, text: str, made: Iterable[Edit]) -> _Stage:
        """Return the rewriting of `text` by edits, which are in order and do not overlap."""
        parts: list[str] = []
        starts: list[int] = []
        spans: list[Bounds] = []
        kept: list[bool] = []
        length = at = 0
        for edit in (*made, Edit(len(text), len(text), "")):
            for piece, span, same in (
                (text[at : edit.start], (at, edit.start), True),
                (edit.text, edit.source or (edit.start, edit.end), edit.source is not None),
            ):
                if piece:
                    parts.append(piece)
                    starts.append(length)
                    spans.append(span)
                    kept.append(same)
                    length += len(piece)
            at = edit.end
        return cls("".join(parts), starts, spans, kept)

    def before(self, start: int, end: int) -> Bounds:
        """Return the span of the old text that `text[start:end]` shows."""
        if not self.starts:
            return 0, 0
        first, last = self._piece(start), self._piece(max(end - 1, start))
        begins = self.spans[first][0] + (start - self.starts[first] if self.kept[first] else 0)
        if end <= start:  # behind a piece that stands for another, it is behind what that shows
            place = begins if self.kept[first] or start == self.starts[first] else self.spans[first][1]
            return place, place
        ends = self.spans[last][0] + end - self.starts[last] if self.kept[last] else self.spans[last][1]
        return begins, max(begins, ends)

    def _piece(self, place: int) -> int:
        return max(bisect_right(self.starts, place) - 1, 0)


def _letters(text: str) -> list[Edit]:
    """Return what makes letters plain: no ligature, no invisible character, no accent apart from its letter."""
    return [Edit(found.start(), found.end(), _plain(found)) for found in _ODD.finditer(text)]


def _plain(found: re.Match[str]) -> str:
    odd = found.group()
    if found["broken"]:
        return ""
    if odd[0] in "\u00a0\u2007\u2009\u202f":
        return " "
    if "\ufb00" <= odd <= "\ufb06":
        return unicodedata.normalize("NFKC", odd)
    return unicodedata.normalize("NFC", odd) if "\u0300" <= odd[-1] <= "\u036f" else ""
