"""Feeds, RSS and Atom (.rss, .atom, .xml): an entry is an article, its outlet the feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from index.draft import Bad, Draft
from index.errors import ArticleError
from index.formats.fields import HTML
from index.formats.html import plain_text
from index.formats.text import read_bytes


def read_feed(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read the entries of a feed."""
    import feedparser

    content = read_bytes(file, 40 * max_chars)
    try:
        feed: Any = feedparser.parse(content, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # what it may raise on XML that is malformed is not documented
        raise ArticleError(f"It is no feed that can be read ({type(error).__name__}: {error}).") from error
    if not feed.version or not feed.entries:
        raise ArticleError("It is no RSS or Atom feed with entries: save its articles' text as .txt, or as .jsonl.")
    for number, entry in enumerate(feed.entries, 1):
        texts = [part.get("value", "") for part in entry.get("content", [])] + [entry.get("summary", "")]
        text = max(texts, key=len)
        try:
            yield Draft(
                plain_text(text) if HTML.match(text) or "</" in text else text,
                title=plain_text(entry.title) if "<" in entry.get("title", "") else entry.get("title"),
                published=entry.get("published") or entry.get("updated"),
                url=entry.get("link"),
                outlet=entry.get("source", {}).get("title") or feed.feed.get("title"),
                key=entry.get("id") or entry.get("link") or str(number),
            )
        except ArticleError as error:
            yield Bad(f"Entry {number:,}: {error}")
