"""JSON, one article a line (.jsonl, .ndjson) or a whole file (.json), with its fields under any usual name.

Fields that are not of an article are ignored: dumps of news have many.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, get_args

from index.article import BY_HAND, Origin
from index.draft import Bad, Draft
from index.errors import ArticleError
from index.formats.fields import draft_of, kind
from index.formats.text import read_bytes

BESIDES = ("published_from", "language", "by_hand")
"""What is kept of an exported article besides its fields."""
HOPELESS = 100
"""Lines that fail before any is read, after which a file is given up."""
DEPTH = 3
"""Objects within objects in which the list of articles of a .json file is looked for."""


def read_lines(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read a file of one article a line; blank lines count."""
    # A JSON escape takes up to 6 bytes a character; the other fields may take as much as the text again.
    longest = 12 * max_chars + (1 << 20)
    good = failed = 0
    for number, line in numbered_lines(file, longest):
        try:
            if line is None:
                raise ArticleError(f"It is too long: an article may have {max_chars:,} characters.")
            yield parse_line(line, number)
            good += 1
        except ArticleError as error:
            yield Bad(str(error), number)
            failed += 1
            if failed == HOPELESS and not good:
                raise ArticleError(
                    f"None of its first {HOPELESS} lines is an article: the rest was not read."
                ) from None
    if not good and not failed:
        raise ArticleError("It is empty: it holds no articles.")


def read_json(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read a file that is one article, or a list of them, wherever in it the list stands."""
    content = read_bytes(file, 40 * max_chars)
    _check_kind(content)
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise ArticleError(f"It is no valid JSON: {error.msg} in line {error.lineno:,}.") from None
        file.seek(0)
        yield from read_lines(file, max_chars)
        return
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ArticleError(f"It is no JSON that can be read: {error}.") from None
    articles = _articles(value, DEPTH)
    if articles is None:
        yield draft_of(_object(value), first_line=None)
        return
    if not articles:
        raise ArticleError("It is empty: it holds no articles.")
    for number, article in enumerate(articles, 1):
        try:
            fields = _object(article)
            draft = draft_of(fields.get("_source", fields))
            yield draft if draft.id else draft.known_as(draft.url or str(number))
        except ArticleError as error:
            yield Bad(f"Article {number:,}: {error}")


def numbered_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
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
        ArticleError: it is no JSON object, or lacks a text, or its text or id is of the wrong type.
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
    if exported := _exported(_object(fields), number):
        return exported
    draft = draft_of(fields, first_line=number, one_line=True)
    return draft if draft.id is not None else draft.known_as(draft.url or f"line {number}")


def _exported(fields: dict[str, Any], number: int) -> Draft | None:
    """Return the article of a line that `qa export` wrote; None where it is another line."""
    stored = fields.get("dateline")
    known = {name: fields.get(name) for name in ("text", "id", "title", "published", "url", "outlet")}
    if not isinstance(stored, dict) or not all(isinstance(value, str | None) for value in known.values()):
        return None
    if known["text"] is None or known["id"] is None:
        return None
    origin, language, by_hand = (stored.get(name) for name in BESIDES)
    told = origin is None or (known["published"] and origin in get_args(Origin))
    coded = language is None or (isinstance(language, str) and re.fullmatch("[a-z]{2}", language))
    if not (told and coded and isinstance(by_hand, str) and set(by_hand.split()) <= BY_HAND):
        return None
    kept = dict(zip(BESIDES, (origin, language, by_hand), strict=True))
    return Draft(**known, first_line=number, one_line=True, stored=kept)  # type: ignore[arg-type]


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ArticleError(f'It is no object but {kind(value)}: write one object a line, {{"id": …, "text": …}}.')
    return value


def _articles(value: Any, depth: int) -> list[Any] | None:
    """Return the longest list of objects in a value that is itself no article, or None."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or not depth:
        return None
    lists = [found for inner in value.values() if (found := _articles(inner, depth - 1))]
    lists = [found for found in lists if all(isinstance(article, dict) and len(article) > 1 for article in found)]
    try:
        draft_of(value)
    except ArticleError:
        return max(lists, key=len, default=None)
    return None


def _check_kind(line: bytes) -> None:
    if line.startswith(b"\x1f\x8b"):
        raise ArticleError("It is compressed: name it .jsonl.gz.")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in line[:100]:
        raise ArticleError(
            "It is UTF-16 or no text: JSON Lines are UTF-8. Convert it: iconv -f utf-16 -t utf-8 OLD > NEW"
        )
