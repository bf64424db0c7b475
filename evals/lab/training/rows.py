"""Rows: annotated questions as they come, and the part of a passage that a question is trained on."""

from __future__ import annotations

import json
import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from index.sentences import sentence_at, sentence_spans

Span = tuple[int, int]

HELD_OUT = 25
"""One of so many articles is kept to measure on and never trained on."""
HELD_OUT_OF = {"squad2": 12}
"""The same for sets of few articles."""
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
WEAK = "news"
"""The set that nobody annotated by hand: nothing is measured on it."""


@dataclass(frozen=True)
class Row:
    """A question on a passage.

    Attributes:
        set: the collection that it is from.
        title: of the article, or an id.
        question: as asked.
        context: the passage.
        spans: what annotators marked as its answer, code points of the context; none where it does not answer.
    """

    set: str
    title: str
    question: str
    context: str
    spans: tuple[Span, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """The words of the spans."""
        return tuple(self.context[start:end] for start, end in self.spans)

    @property
    def held_out(self) -> bool:
        """Whether the row is measured on; all annotated rows of one article are on one side."""
        article = self.title or self.context
        return self.set != WEAK and zlib.crc32(article.encode()) % HELD_OUT_OF.get(self.set, HELD_OUT) == 0


def load_rows(path: Path) -> list[Row]:
    """Return the rows of a file of questions; spans are trimmed of white space.

    A row whose spans are all empty goes, unless people wrote its question to be unanswerable.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = [(_row(line), line.get("answerable", True)) for line in map(json.loads, lines)]
    return [row for row, answerable in found if row.spans or not answerable]


def _row(line: dict[str, object]) -> Row:
    context = str(line["context"])
    spans = tuple(_trimmed(context, list(line["spans"])))  # type: ignore[call-overload]
    return Row(str(line["set"]), str(line["title"]), " ".join(str(line["question"]).split()), context, spans)


def _trimmed(context: str, spans: list[list[int]]) -> Iterator[Span]:
    for start, end in spans:
        text = context[start:end]
        first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        if first < last:
            yield first, last


def chosen_span(row: Row, rng: Random) -> Span:
    """Return one of the spans: what most annotators marked or, where they differ, at random what one of them did."""
    counts = {span: row.spans.count(span) for span in row.spans}
    most = max(counts.values())
    return rng.choice([span for span in row.spans if counts[span] == most] if most > 1 else list(row.spans))


def cut(context: str, span: Span, words: int, rng: Random) -> tuple[str, int]:
    """Return whole sentences of about `words` words that hold the span, and where they begin in the context."""
    sentences = sentence_spans(context)
    start, end = sentence_at(sentences, *span)
    before = [bounds for bounds in sentences if bounds[1] <= start]
    after = [bounds for bounds in sentences if bounds[0] >= end]
    while (before or after) and len(context[start:end].split()) < words:
        if before and (not after or rng.random() < 0.5):
            start = before.pop()[0]
        else:
            end = after.pop(0)[1]
    return context[start:end], start
