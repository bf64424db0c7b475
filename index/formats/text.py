"""Plain text and Markdown: the article is the file, character for character, after its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.draft import Draft
from index.encoding import Decoded, decode
from index.errors import ArticleError
from index.formats.databases import split_export
from index.formats.fields import draft_of
from index.formats.front import front_matter

OVERHEAD = 1 << 16
"""Bytes that a file may have beyond four for each character of the longest article."""
HEADING = re.compile(r"\s*#+[ \t]+(.+)")


def read_text(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read a text file: one article, or those of an export of Nexis or Factiva."""
    decoded = decode(read_bytes(file, max_chars))
    yield from split_export(decoded.text) or [_article(decoded, marked=False)]


def read_markdown(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read a Markdown file; its front matter and its heading say what is known of it, the rest is the article."""
    yield _article(decode(read_bytes(file, max_chars)), marked=True)


def read_bytes(file: BinaryIO, max_chars: int) -> bytes:
    """Return a file's bytes.

    Raises:
        ArticleError: it has more than an article of `max_chars` characters can.
    """
    left, parts = 4 * max_chars + OVERHEAD, list[bytes]()
    while part := file.read(OVERHEAD):  # asked for all at once, the memory for the longest would be taken
        parts.append(part)
        left -= len(part)
        if left < 0:
            raise ArticleError(f"It is too long: an article may have {max_chars:,} characters. Split it.")
    return b"".join(parts)


def _article(decoded: Decoded, marked: bool) -> Draft:
    content = decoded.text
    front = front_matter(content, marked)
    text = content[front.start :]
    heading = HEADING.match(text) if marked else None
    draft = draft_of(
        {name: value for name, value in front.fields.items() if name.casefold() != "id"},
        text=text or " ",
        first_line=content.count("\n", 0, front.start) + 1,
        notices=((decoded.notice,) if decoded.notice else ()) + front.notices,
    )
    title = draft.title or (heading[1].rstrip(" \t\r#") if heading else None)
    return Draft(**{**vars(draft), "title": title})
