"""Tables of articles, .csv and .tsv: a row is an article, the names of the columns say what is what."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from index.draft import Bad, Draft
from index.encoding import decode
from index.errors import ArticleError
from index.formats.fields import draft_of
from index.formats.text import read_bytes

ROWS = 1_000
"""Characters of one row are at most those of an article; a table is read whole, so this many articles of it fit."""


def read_table(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read a table, whatever stands between its columns: a comma, a semicolon, a tab or a bar."""
    decoded = decode(read_bytes(file, 40 * max_chars))
    text = decoded.text
    csv.field_size_limit(max(4 * max_chars, 1 << 17))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        names = next(rows, [])
        if len(names) < 2:
            raise ArticleError("It has one column: give each article's text a column `text`, its date one `published`.")
        number = 0
        for row in rows:
            line = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            number += 1
            try:
                fields = dict(zip(names, row, strict=False))
                draft = draft_of(fields, first_line=None, notices=(decoded.notice,) if decoded.notice else ())
                # An id of a table ("1", "2") is seldom one beyond it.
                yield draft.known_as(draft.id or draft.url or str(number))
            except ArticleError as error:
                yield Bad(f"{error} Name a column `text`." if "has no `text`" in str(error) else str(error), line)
    except csv.Error as error:
        raise ArticleError(f"It is no table that can be read: {error} in line {rows.line_num:,}.") from None


def delimiter(text: str) -> str:
    """Return what stands most between the names of the columns."""
    head = text[: text.find("\n") if "\n" in text else len(text)]
    return max(",;\t|", key=head.count)
