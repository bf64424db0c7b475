"""A draft: what a file, a JSONL line or a request says of an article, before it is checked."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from index.article import Article, article_id
from index.dates import iso_published
from index.errors import ArticleError

LONGEST_TITLE = 150
"""Characters; a title is embedded with each passage and must leave it room."""
LONGEST_FIRST_LINE = 80
"""Characters of a first line that stands in for a title."""
LONGEST_ID = 500
LONGEST_FIELD = 2048
"""Characters that are taken of a title, a url or an outlet."""
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and a sign that show nothing."""


@dataclass(frozen=True)
class Bad:
    """An article of a file that cannot be read, and why (with what to do); the others of the file go on.

    `skipped` says that it is none by its name.
    """

    why: str
    line: int | None = None
    skipped: bool = False


@dataclass(frozen=True)
class Draft:
    """An article as its source gives it; all but the text may be missing.

    Attributes:
        text: as read, code point for code point.
        title: its title, or None.
        published: its date as the source spells it: what `iso_published` reads, or None.
        url: where it was published, or None.
        outlet: who published it, or None.
        id: its own id, or None for the one that its source gives it.
        first_line: as in `Article`.
        one_line: as in `Article`.
        key: what tells it from the other articles of its file, where it has no id; None where it is the only one.
        head: what stands around it, as the head of a printed page, and may tell its date.
        notices: what a person should know of how it was read.
        stored: where a store exported it, so that it is taken as it stands, what that knew of it besides
            (`published_from`, `language`, `by_hand`); else None.
    """

    text: str
    title: str | None = None
    published: object = None
    url: str | None = None
    outlet: str | None = None
    id: str | None = None
    first_line: int | None = None
    one_line: bool = False
    key: str | None = None
    head: str = ""
    notices: tuple[str, ...] = ()
    stored: dict[str, Any] | None = None

    def known_as(self, key: str) -> Draft:
        """Return it as one of several articles of its file, told from them by `key` in place of an id."""
        return replace(self, id=None, key=key)

    def inside(self, member: str) -> Draft:
        """Return it as an article of a member of an archive, whose lines are not those of the archive."""
        key = member if self.key is None else f"{member}\n{self.key}"
        return replace(self, key=None if self.id else key, first_line=None)

    def article(self, source: str, max_chars: int) -> Article:
        """Return the article, checked.

        Args:
            source: where it was read from, an absolute real path or a name.
            max_chars: the longest text that is taken, in code points.

        Raises:
            ArticleError: the text is empty, too long or not text, or the date or id cannot be taken.
        """
        check_length(len(self.text), max_chars)
        if "\0" in self.text:
            raise ArticleError("It holds NUL characters, so it is no text: save it as UTF-8 text.")
        if self.id is not None and not (0 < len(self.id) <= LONGEST_ID and self.id.isprintable() and self.id.strip()):
            raise ArticleError(
                f"Its id is {self.id[:40]!r}: give 1 to {LONGEST_ID} characters, without line breaks and the like."
            )
        if self.id in (".", ".."):
            raise ArticleError(f"Its id is {self.id!r}, which is no name in an address: give another one.")
        for name in ("url", "outlet"):
            if len(getattr(self, name) or "") > LONGEST_FIELD:
                raise ArticleError(
                    f"Its {name} has {len(getattr(self, name)):,} characters: give at most {LONGEST_FIELD:,}."
                )
        _check_unicode("source", source, "Rename it")
        for name in ("text", "id", "title", "url", "outlet"):
            _check_unicode(name, getattr(self, name) or "")
        check_visible(self.text)
        return Article(
            id=self.id or article_id(source if self.key is None else f"{source}\n{self.key}"),
            source=source,
            title=shorten((self.title or "")[:LONGEST_FIELD], LONGEST_TITLE) or first_line(self.text),
            text=self.text,
            published=None if self.published in (None, "") else iso_published(self.published),
            url=self.url or None,
            outlet=self.outlet or None,
            first_line=self.first_line,
            one_line=self.one_line,
            published_from=None if self.published in (None, "") else "metadata",
        )


def first_line(text: str) -> str:
    """Return the first line of a text that is not blank, shortened to stand in for a title."""
    found = re.search(r"\S.{0,1000}", text)
    return shorten(found[0] if found else "", LONGEST_FIRST_LINE)


def shorten(line: str, longest: int) -> str:
    """Return a text on one line, single-spaced, cut after a word to at most `longest` characters, "…" included."""
    short = textwrap.shorten(line, longest, placeholder="…")
    return short if short != "…" else line.strip()[: longest - 1] + "…"


def check_length(characters: int, max_chars: int) -> None:
    """Raise ArticleError where an article of so many characters is too long."""
    if characters > max_chars:
        raise ArticleError(
            f"It has {characters:,} characters; an article may have {max_chars:,}. "
            "Split it, or raise the setting max_article_chars."
        )


def check_visible(text: str) -> None:
    """Raise ArticleError where a text is only white space and characters that show nothing."""
    if not any(unicodedata.category(character)[0] in "LNPS" and character not in BLANK for character in text):
        raise ArticleError("It holds no text: there is nothing to index.")


def _check_unicode(name: str, value: str, todo: str = "Remove it") -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"Its {name} is no valid Unicode: a lone surrogate ({value[error.start]!a}) at character {error.start:,}. "
            f"{todo}."
        ) from None
