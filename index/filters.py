"""Filters: which articles a question may be answered from."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import UsageError

LONGEST_TAG = 100
"""Characters."""


@dataclass(frozen=True)
class Filters:
    """What holds a question to some of the articles; an empty field holds it to nothing.

    Attributes:
        article_ids: only these articles.
        sources: only articles from these sources: a path as the user spells it, a folder (all below it), or the
            stored source itself.
        since: only articles published on this day (YYYY-MM-DD, UTC) or later; undated articles are left out.
        until: only articles published on this day (YYYY-MM-DD, UTC, included) or earlier; undated ones are left out.
        outlets: only articles of these publishers, whatever the case of their names.
        tags: only articles that have any of these tags.
    """

    article_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether undated articles are left out."""
        return self.since is not None or self.until is not None

    def __bool__(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.article_ids or self.sources or self.outlets or self.tags or self.dated)


def tag_name(given: str) -> str:
    """Return a tag as it is kept: without regard to case and white space. Raises UsageError for what is none."""
    name = " ".join(given.split()).casefold()
    if not 0 < len(name) <= LONGEST_TAG or not name.isprintable():
        raise UsageError(f"The tag {given[:40]!r} is none: give 1 to {LONGEST_TAG} characters that can be printed.")
    return name
