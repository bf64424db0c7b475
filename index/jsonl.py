"""JSON Lines: one article a line, with `id`, `text`, `title`, `url`, `published` and `outlet`.

Other fields are ignored: dumps of news have many.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from gzip import GzipFile
from typing import Any, BinaryIO

from index.draft import Draft
from index.errors import ArticleError

Lines = BinaryIO | GzipFile


def numbered_lines(stream: Lines, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that is not blank with its number, from 1; None in place of one of over `longest` bytes.

    Raises:
        ArticleError: the file is of another kind, whatever its name says.
    """
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if number == 1:
            _check_kind(line)
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) <= longest:
            if line.strip():
                yield number, line
            continue
        yield number, None
        while line and not line.endswith(b"\n"):
            line = stream.readline(longest)


def parse_line(line: bytes, number: int) -> Draft:
    """Return the article on a line.

    Raises:
        ArticleError: it is no JSON object, or lacks `id` or `text`, or a field is of the wrong type.
    """
    try:
        fields = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"It is not UTF-8: byte 0x{line[error.start]:02x} at byte {error.start:,} of the line. Convert the file."
        ) from None
    except json.JSONDecodeError as error:
        raise ArticleError(f"It is no valid JSON: {error.msg} at column {error.colno:,}.") from None
    except (RecursionError, ValueError) as error:
        raise ArticleError(f"It is no JSON that can be read: {error}.") from None
    if not isinstance(fields, dict):
        raise ArticleError(f'It is no object but {_shown(fields)}: write one object a line, {{"id": …, "text": …}}.')
    if fields.get("text") is None:
        raise ArticleError(f"It has no `text`. Its fields are: {', '.join(map(str, fields))[:200] or 'none'}.")
    if fields.get("id") is None:
        raise ArticleError("It has no `id`: give each line one of its own, that stays when lines move.")
    return Draft(
        text=_text(fields, "text") or "",
        title=_text(fields, "title"),
        published=fields.get("published") or fields.get("date"),
        url=_text(fields, "url"),
        outlet=_text(fields, "outlet"),
        id=str(fields["id"]) if type(fields["id"]) is int else _text(fields, "id"),
        first_line=number,
        one_line=True,
    )


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise ArticleError(f"Its `{name}` is no text but {_shown(value)}.")
    return value


def _shown(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", str: "text", type(None): "null"}
    return names.get(type(value), "a number")


def _check_kind(line: bytes) -> None:
    if line.startswith(b"\x1f\x8b"):
        raise ArticleError("It is compressed: name it .jsonl.gz.")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in line[:100]:
        raise ArticleError(
            "It is UTF-16 or no text: JSON Lines are UTF-8. Convert it: iconv -f utf-16 -t utf-8 OLD > NEW"
        )
