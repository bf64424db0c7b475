"""The splitter: an article's text into passages that tile it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from index.article import Article
from index.embedder import Embedder
from index.passage import Passage, embedded_text, passage_id
from index.view import View, view

VERSION = "paragraphs-sentences/2"
SPECIAL = 2
"""Tokens that the embedder adds to a text: [CLS] and [SEP]."""

Fits = Callable[[int, int], bool]


@dataclass(frozen=True)
class Splitter:
    """Splits on paragraphs and sentences, with exact offsets.

    A passage holds whole paragraphs; a paragraph too long for one is cut into parts of about the same length at its
    sentences, a sentence too long at a space, else at a token boundary.

    Attributes:
        embedder: whose tokens bound a passage, title included.
        words: how many words a passage holds at most.
    """

    embedder: Embedder
    words: int = 150

    def split(self, article: Article) -> list[Passage]:
        """Return the passages of the article, in order; they tile its text and none exceeds the embedder's tokens."""
        spans = self.spans(article.text, embedded_text(article.title, ""))
        return [
            Passage(passage_id(article.id, article.hash, n), article.id, n, start, end, article.text[start:end])
            for n, (start, end) in enumerate(spans)
        ]

    def spans(self, text: str, heading: str) -> list[tuple[int, int]]:
        """Return spans that tile a text, none of more tokens than the embedder takes of it after `heading`."""
        measure = _Measure(text, self.embedder.token_ends(text))
        tokens = self.embedder.max_tokens - SPECIAL - self.embedder.token_counts([heading])[0]
        fits = partial(measure.fits, words=self.words, tokens=tokens)
        seen = view(text)
        cuts: list[int] = []
        for paragraph in _tiles([start for start, _ in seen.paragraphs] or [0], len(text)):
            cuts += self._cut_paragraph(seen, paragraph, measure, tokens)
        return self._held(text, _tiles(_pack([*cuts, len(text)], fits), len(text)), tokens)

    def _held(self, text: str, spans: list[tuple[int, int]], tokens: int) -> list[tuple[int, int]]:
        """Return `spans`, those halved that are more than `tokens`: what is cut inside a word has other tokens."""
        held: list[tuple[int, int]] = []
        counts = self.embedder.token_counts([view(text[start:end]).text for start, end in spans])
        for (start, end), count in zip(spans, counts, strict=True):
            if count <= tokens:
                held.append((start, end))
                continue
            middle = (start + end) // 2
            spaces = (text.rfind(space, start + 1, middle) for space in "\n ")
            cut = next((space for space in spaces if space > 0), middle)
            held += self._held(text, [(start, cut), (cut, end)], tokens)
        return held

    def _cut_paragraph(self, seen: View, paragraph: tuple[int, int], measure: _Measure, tokens: int) -> list[int]:
        """Return the places where the parts of a paragraph start, its own start first."""
        start, end = paragraph
        if measure.fits(start, end, self.words, tokens):
            return [start]
        inner = [sentence for sentence, _ in seen.sentences if start <= sentence < end]
        atoms = []
        for sentence in _tiles(inner or [start], end, start):
            atoms += measure.cut(*sentence, words=self.words, tokens=tokens)
        parts = max(1, -(-measure.words(start, end) // self.words), -(-measure.tokens(start, end) // tokens))
        even = partial(
            measure.fits,
            words=min(self.words, measure.words(start, end) // parts + 20),
            tokens=min(tokens, measure.tokens(start, end) // parts + 40),
        )
        return _pack([*atoms, end], even)


class _Measure:
    """Counts the words and tokens of slices of one text."""

    def __init__(self, text: str, token_ends: Sequence[int]) -> None:
        self._words = [found.end() for found in re.finditer(r"\S+", text)]
        self._tokens = token_ends

    def words(self, start: int, end: int) -> int:
        return bisect_right(self._words, end) - bisect_right(self._words, start)

    def tokens(self, start: int, end: int) -> int:
        return bisect_right(self._tokens, end) - bisect_right(self._tokens, start)

    def fits(self, start: int, end: int, words: int, tokens: int) -> bool:
        within = self.words(start, end) <= words and self.tokens(start, end) <= tokens
        return within and end - start <= words * LONG_WORD

    def cut(self, start: int, end: int, words: int, tokens: int) -> list[int]:
        """Return where the parts of a sentence start: at spaces, else at token boundaries."""
        places = [start]
        while not self.fits(start, end, words, tokens):
            start = self._next(start, end, words, tokens)
            places.append(start)
        return places

    def _next(self, start: int, end: int, words: int, tokens: int) -> int:
        for boundaries in (self._words, self._tokens):
            first = bisect_right(boundaries, start)
            for place in reversed(boundaries[first : first + max(words, tokens)]):
                if place < end and self.fits(start, place, words, tokens):
                    return place
        return min(start + words * LONG_WORD, end - 1)


LONG_WORD = 16
"""Characters a word on average at most: a passage of 150 words has at most 2,400, whatever stands for words."""


def _tiles(starts: Sequence[int], end: int, start: int = 0) -> list[tuple[int, int]]:
    """Return spans that cover [start, end) and begin at `starts`; the first reaches back to `start`."""
    if start == end:
        return []
    edges = [start, *starts[1:], end]
    return list(pairwise(edges))


def _pack(edges: Sequence[int], fits: Fits) -> list[int]:
    """Return the starts of as few runs of neighbouring pieces as greed finds, each of which fits.

    Args:
        edges: starts of the pieces and, last, the end of the last one.
        fits: whether the slice [start, end) may be one run; a single piece that does not fit stays alone.
    """
    starts = [edges[0]]
    for piece, end in pairwise(edges[1:]):
        if not fits(starts[-1], end):
            starts.append(piece)
    return starts
