"""Joining: several texts with their quotes as the one text of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.answer import Citation, Sentence

ENDS = ".!?…\"'”’)"
"""What a sentence ends with."""


def joined(
    parts: Iterable[tuple[str, Sequence[Citation]]], between: str | None = None
) -> tuple[str, tuple[Sentence, ...]]:
    """Return texts as one, and the place of each in it with the numbers of its quotes.

    Args:
        parts: each text with its quotes, numbered.
        between: what stands between two of them; by default a space, or a new line behind what does not end as a
            sentence does: an item of a list.
    """
    text, sentences = "", list[Sentence]()
    for said, quotes in parts:
        if text:
            text += between or (" " if text[-1] in ENDS else "\n")
        sentences.append(Sentence(len(text), len(text) + len(said), tuple(quote.n for quote in quotes)))
        text += said
    return text, tuple(sentences)
