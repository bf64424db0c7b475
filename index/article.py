"""An article: the text that is indexed and quoted, and what is known about it.

The text is stored as it was read, code point for code point; every offset in Dateline counts code points of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Literal

Origin = Literal["metadata", "given", "text", "head", "dateline", "address", "updated"]
"""Where a date of publication comes from: a field of the file, a person who indexed it, a line of the text, the head of
a printed page, a dateline, the address, a line that says when it was updated; least certain last."""

BY_HAND = frozenset(("title", "published", "outlet"))
"""Fields of an article that a person may give when it is indexed."""


def article_id(source: str) -> str:
    """Return the identity of the article read from `source`, an absolute real path: 16 hex digits of its sha256."""
    try:
        named = source.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, as JSON may have it in an address
        named = source.encode("utf-8", "surrogatepass")
    return hashlib.sha256(named).hexdigest()[:16]


def is_made(article_id: str) -> bool:
    """Return whether an id looks like one that was made of a source, not given to the article."""
    return re.fullmatch("[0-9a-f]{16}", article_id) is not None


@dataclass(frozen=True)
class Article:
    """One article.

    Attributes:
        id: the JSONL line's `id`, else `article_id(source)`.
        source: absolute real path of the file it was read from, or a name given through the API.
        title: never empty; the first line, shortened, where nothing better is known.
        text: what is indexed and quoted.
        published: ISO 8601 date or timezone-aware datetime, or None.
        url: where it was published, or None.
        outlet: who published it, or None.
        first_line: 1-based line of the source file on which the text begins; None where the file has no lines of
            its own for it (HTML, PDF, the API).
        one_line: whether the whole text stands on that one line of the source (JSONL).
        published_from: where its date comes from; None where it has none.
        language: ISO 639-1 code of its language, or None where its text is too short to tell.
        by_hand: which of title, published and outlet a person gave when it was indexed, with spaces between.
    """

    id: str
    source: str
    title: str
    text: str
    published: str | None = None
    url: str | None = None
    outlet: str | None = None
    first_line: int | None = None
    one_line: bool = False
    published_from: Origin | None = None
    language: str | None = None
    by_hand: str = ""

    @cached_property
    def hash(self) -> str:
        """Sha256 hex digest of what makes it this version: all but `first_line`, which moves when a line above does.

        A field that comes later may count only where it is set, so that the articles of earlier stores keep theirs.
        """
        kept = [self.source, self.title, self.text, self.published, self.url, self.outlet, self.one_line]
        return hashlib.sha256(json.dumps(kept).encode()).hexdigest()


@dataclass(frozen=True)
class ArticleRecord:
    """A row of the table of articles: an article without its text."""

    id: str
    source: str
    title: str
    published: str | None
    url: str | None
    outlet: str | None
    first_line: int | None
    one_line: bool
    hash: str
    passages: int
    characters: int
    published_from: Origin | None = None
    language: str | None = None
    by_hand: str = ""

    @classmethod
    def of(cls, article: Article, passages: int) -> ArticleRecord:
        """Return the record of an article that has so many passages."""
        kept = {field.name: getattr(article, field.name) for field in fields(article) if field.name != "text"}
        return cls(**kept, hash=article.hash, passages=passages, characters=len(article.text))

    def may_copy(self, other: Article | ArticleRecord) -> bool:
        """Return whether an article of the same text is a copy of this one: nothing known of the two differs."""
        told = ((getattr(self, name), getattr(other, name)) for name in ("outlet", "url", "published"))
        return all(one is None or two is None or one == two for one, two in told)

    def article(self, text: str) -> Article:
        """Return the article that it is the record of, given its text."""
        known = {field.name: getattr(self, field.name) for field in fields(Article) if field.name != "text"}
        return Article(text=text, **known)
