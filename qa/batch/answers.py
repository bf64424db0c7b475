"""A sheet of answers: the sheet of questions, with what became of each row behind what stood in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from qa.batch.sheet import Done, Kind, Sheet

ANSWER = ("status", "answer", "confidence")
QUOTE = (
    "cited_text", "start_char_index", "end_char_index", "document_title", "article_id", "outlet", "published", "url",
    "source",
)  # fmt: skip
COLUMNS = (*ANSWER, *QUOTE, "further_quotes", "message")
"""Columns that a table of answers has behind its own: the answer, its first quote, the others as JSON."""
FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,]+%?$)")
"""How a cell begins that a spreadsheet would take for a formula; a number with its sign is none."""


def written(kind: Kind, sheet: Sheet, answers: Iterable[Done]) -> Iterator[str]:
    """Yield the lines of a sheet with answers: `head`, then a `line` for each."""
    yield head(kind, sheet)
    for done in answers:
        yield line(kind, sheet, done)


def head(kind: Kind, sheet: Sheet) -> str:
    """Return what stands before the answers: the names of a table's columns, those of the questions first."""
    own = (f"given_{name}" if name in COLUMNS else name for name in _own(sheet))
    return _table_line([*own, *COLUMNS]) if kind == "csv" else ""


def line(kind: Kind, sheet: Sheet, done: Done) -> str:
    """Return the line of a row with its answer.

    A cell of a table that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    given = sheet.rows[done.n - 1].given
    if kind == "jsonl":
        return json.dumps({"given": given, "answer": done.answer, "error": done.error}) + "\n"
    return _table_line([_cell(value) for value in [*map(given.get, _own(sheet)), *_told(done)]])


def _own(sheet: Sheet) -> Iterable[str]:
    return sheet.columns or dict.fromkeys(name for row in sheet.rows for name in row.given)


def _told(done: Done) -> list[Any]:
    answer = done.answer or {"status": "error", "citations": [], "message": done.error}
    first, *others = answer["citations"] or [{}]
    further = [{name: other[name] for name in QUOTE} for other in others]
    return [
        *(answer.get(name) for name in ANSWER),
        *(first.get(name) for name in QUOTE),
        json.dumps(further, ensure_ascii=False) if further else None,
        answer["message"],
    ]


def _cell(value: Any) -> Any:
    """Return a value as it stands in a cell."""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def _table_line(cells: Iterable[Any]) -> str:
    written_line = io.StringIO()
    csv.writer(written_line).writerow(cells)
    return written_line.getvalue()
