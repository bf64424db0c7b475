"""Titles that are read: a headline may say what its article's text does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.passage import TITLE, Passage
from index.words import words_in
from qa.search import Hit
from qa.text.wording import Wording

SHORTEST = 4
"""Words of a title that may say something."""
NEAR = 0.5
"""Share of the question's words that a title holds at least."""
HEAD = 400
"""Characters at the head of a text in which its title may stand."""


def title_hits(question: str, hits: Sequence[Hit], text_of: Callable[[str], str]) -> list[Hit]:
    """Return the titles of the articles of `hits` as passages to be read, each with the scores of its best hit.

    Those that the text begins with are none: they are read there; nor those that hold little of the question's words: a
    short text tempts the reader.
    """
    wording = Wording(question)
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
    near = [hit for hit in best.values() if wording.covered(hit.article.title) >= NEAR]
    return [_title(hit) for hit in near if _says_more(hit.article.title, text_of(hit.article.id))]


def _says_more(title: str, text: str) -> bool:
    words = [word.casefold() for word in words_in(title)]
    head = " ".join(word.casefold() for word in words_in(text[: HEAD + len(title)]))
    return len(words) >= SHORTEST and " ".join(words) not in head


def _title(hit: Hit) -> Hit:
    title = hit.article.title
    return replace(hit, passage=Passage(f"{hit.article.id}:title", hit.article.id, TITLE, 0, len(title), title))
