"""A passage: the slice of an article that is embedded, retrieved and read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from index.view import View, view

TITLE = -1
TITLE_CHARACTERS = 80
"""What the embedder sees of a title, so that a passage always has room: 80 characters are at most 240 tokens."""


@dataclass(frozen=True)
class Passage:
    """`text` is exactly `article.text[start:end]`; the passages of an article, in order of `n`, tile it.

    Attributes:
        id: `article_id:hash:n`, with the first 12 hex digits of the article's hash, so that a changed article
            never overwrites a passage of the version before it.
        article_id: the article it is a slice of.
        n: its place among the article's passages, from 0; `TITLE` for the article's title, which is read beside them.
        start: first code point in the article's text.
        end: one past its last code point.
        text: the slice.
        lead: what stands before it in the same table, from its headings on, where it was cut there; not part of it.
    """

    id: str
    article_id: str
    n: int
    start: int
    end: int
    text: str
    lead: str = ""

    @property
    def is_title(self) -> bool:
        """Whether it is the title of its article, and no part of the text."""
        return self.n == TITLE

    @cached_property
    def view(self) -> View:
        """What is read of it, with the places in `text` that it shows: a row of a table with the headings of that."""
        behind = view(self.lead + self.text).behind(len(self.lead)) if self.lead else None
        # What begins in the middle of a paragraph is no row: none begins in its first line.
        first = len(self.text) - len(self.text.lstrip()) + len(self.text.lstrip().partition("\n")[0])
        return behind if behind and behind.paragraphs[0][0] < first else view(self.text)


def passage_id(article: str, digest: str, n: int) -> str:
    """Return the id of passage `n` of the article `article` whose content hash is `digest`."""
    return f"{article}:{digest[:12]}:{n}"


def article_of(passage: str) -> str:
    """Return the id of the article that the passage of this id is a slice of."""
    return passage.rsplit(":", 2)[0]


def embedded_text(title: str, text: str) -> str:
    """Return what the embedder sees of a passage: its article's title, at most 80 characters of it, and its view."""
    return f"{view(title).text[:TITLE_CHARACTERS]}\n{view(text).text}"
