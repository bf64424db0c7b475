"""A sheet of questions, as a table (CSV, TSV) or as JSON Lines.

What a row says besides its question is kept. A row that cannot be asked is told in its place; the others go on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from index.encoding import decode
from index.errors import ArticleError, UsageError
from index.formats.tables import delimiter
from qa.question import Question

Kind = Literal["csv", "jsonl"]
KINDS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
"""What a file is, by the end of its name."""

ASKED = ("question", "as_of", "model")
LISTS = ("article_ids", "sources", "outlets", "tags")
FILTERS = (*LISTS, "since", "until")
"""Columns of a table that are read; of lists, the entries stand between semicolons."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet.

    Attributes:
        n: its number, from 1.
        given: what stands in it, by the names of its columns or fields.
        question: what it asks, or None where that cannot be asked.
        error: why it cannot.
    """

    n: int
    given: dict[str, Any]
    question: Question | None
    error: str | None = None


@dataclass(frozen=True)
class Done:
    """What became of a row.

    Attributes:
        n: the row's number.
        answer: the answer object, or None.
        error: why there is none.
    """

    n: int
    answer: dict[str, Any] | None
    error: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet, read.

    Attributes:
        kind: how it was written.
        columns: of a table, their names.
        rows: in their order.
    """

    kind: Kind
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, content: bytes, kind: Kind) -> Sheet:
        """Return the sheet that a file holds. Raises UsageError where it is none, or asks nothing."""
        try:
            text = decode(content).text
        except ArticleError as error:
            raise UsageError(f"The questions cannot be read: {error}") from error
        columns, rows = _table(text) if kind == "csv" else ((), tuple(_lines(text)))
        if not rows:
            raise UsageError("There is no question: give one a row, in a column (or a field of each line) `question`.")
        return cls(kind, columns, rows)


def _table(text: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    rows: list[Row] = []
    try:
        columns = tuple(name.strip() for name in next(reader, []))
        if "question" not in columns:
            raise UsageError(f"The table has no column `question`; it has: {', '.join(columns) or 'none'}.")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                given = dict(zip(columns, cells, strict=False))
                rows.append(_row(len(rows) + 1, given, _of_cells, cells[len(columns) :]))
    except csv.Error as error:
        raise UsageError(f"It is no table that can be read: {error} in line {reader.line_num:,}.") from None
    return columns, tuple(rows)


def _lines(text: str) -> Iterator[Row]:
    for n, text_line in enumerate(filter(str.strip, text.split("\n")), 1):
        try:
            given = json.loads(text_line)
        except (ValueError, RecursionError) as error:
            yield Row(n, {"line": text_line}, None, f"It is not JSON: {error}.")
            continue
        if isinstance(given, dict):
            yield _row(n, given, _of_object)
        else:
            yield Row(n, {"line": given}, None, "It is no object: give one with a field `question`.")


def _row(
    n: int, given: dict[str, Any], asked: Callable[[Mapping[str, Any]], dict[str, Any]], beyond: Iterable[str] = ()
) -> Row:
    if any(cell.strip() for cell in beyond):
        return Row(n, given, None, "It has more cells than the table has columns: quote a cell that holds a comma.")
    try:
        question = Question.parse(asked(given))
        if not question.question.strip():
            raise UsageError("It asks nothing: its question is empty.")
    except UsageError as error:
        return Row(n, given, None, str(error))
    return Row(n, given, question)


def _of_cells(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a question that stand in a row of a table; an empty cell says nothing."""
    filters: dict[str, Any] = {}
    for name in FILTERS:
        if cell := given.get(name, "").strip():
            filters[name] = [one.strip() for one in cell.split(";") if one.strip()] if name in LISTS else cell
    return {name: cell for name in ASKED if (cell := given.get(name, "").strip())} | {"filters": filters}


def _of_object(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in (field.name for field in fields(Question)) if name in given}
