"""Tables in a text: rows whose cells are read with the headings of their row and column.

Three forms: cells between bars (Markdown, and what is extracted of HTML), columns set apart by tabs or several spaces,
and values between commas or semicolons. A row `Tram | 6 crowns | 5 crowns` under `Line | Morning | Evening` is read as
"Tram, Morning: 6 crowns; Tram, Evening: 5 crowns". Rows that differ in their number of cells are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from index.lines import Edit, Line, lines_of

MOST_CELLS = 20
LEAST_ROWS = 2
"""Rows of a table, its headings included, where bars stand between its cells; one more in the other forms."""

Cell = tuple[int, int]
"""[start, end) of a cell in the text, without the white space around it."""
Rows = dict[int, list[Edit]]
"""The edits of each line that is a row of a table, by its number; of one that is not read (headings), none."""

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_BARS = re.compile(r"(?<!\s)\s*\|\s*")  # else a long run of blanks is looked through from each of them
_WIDE = re.compile(r"\t+\s*|\s{2,}")
_COMMAS = re.compile(r"(?<!\s)\s*,\s*")
_SEMICOLONS = re.compile(r"(?<!\s)\s*;\s*")


def rows(lines: Sequence[Line]) -> Rows:
    """Return the rows of the tables among the lines of a text."""
    found: Rows = {}
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end].follows:
            end += 1
        for form in (_barred, _spaced, _separated(_COMMAS), _separated(_SEMICOLONS)):
            found |= _tables(lines, range(start, end), form)
            if any(n in found for n in range(start, end)):
                break
        start = end
    return found


def is_cut_row(text: str) -> bool:
    """Whether a text begins with what may be a row of a table."""
    first = lines_of(text[: 2 * MOST_CELLS * MOST_CELLS])[:1]
    return any(
        form(line) for line in first for form in (_barred, _spaced, _separated(_COMMAS), _separated(_SEMICOLONS))
    )


Form = Callable[[Line], list[Cell]]


def _tables(lines: Sequence[Line], block: range, form: Form) -> Rows:
    """Return the rows in a block of lines that follow each other, by one form of cells."""
    found: Rows = {}
    run: list[int] = []
    cells: dict[int, list[Cell]] = {}
    for n in (*block, None):
        own = [] if n is None else form(lines[n])
        rule = n is not None and form is _barred and bool(_RULE.match(lines[n].text))
        if n is not None and (rule or (own and _fits(len(own), cells))):
            run.append(n)
            if not rule:
                cells[n] = own
            continue
        found |= _read(lines, run, cells, form)
        run, cells = [], {}
        if n is not None and own:
            run, cells = [n], {n: own}
    return found


def _fits(count: int, others: dict[int, list[Cell]]) -> bool:
    """Whether a row of so many cells may stand under the others, by line; headings may lack the first one."""
    above = len(others[next(reversed(others))]) if others else count
    return count == above or (len(others) == 1 and count == above + 1)


def _read(lines: Sequence[Line], run: Sequence[int], cells: dict[int, list[Cell]], form: Form) -> Rows:
    body = [n for n in run if n in cells]
    if len(body) < LEAST_ROWS + (form is not _barred):
        return {}
    text = {n: [_said(lines[n], cell) for cell in cells[n]] for n in body}
    first = body[0]
    ruled = len(run) > 1 and run[1] not in cells
    headed = ruled or not any(any(c.isdigit() for c in said) for said in text[first][1:]) or _years(text[first])
    if not ruled and not (headed and any(any(c.isdigit() for c in said) for n in body[1:] for said in text[n])):
        if form is not _barred:
            return {}
        headed = False
    found: Rows = {n: [] for n in run if n not in cells}
    headings: list[tuple[str, Cell]] = []
    if headed:
        found[first] = []
        headings = list(zip(text[first], cells[first], strict=True))
        if len(cells[body[1]]) == len(headings) + 1:
            headings.insert(0, ("", (0, 0)))
    for n in body[headed:]:
        found[n] = _row(lines[n], cells[n], text[n], headings)
    return found


def _row(line: Line, cells: Sequence[Cell], said: Sequence[str], headings: Sequence[tuple[str, Cell]]) -> list[Edit]:
    """Return the edits of a row: what stands between two cells becomes the headings of the second one."""
    edits = [Edit(line.start, cells[0][0], "")]
    for n, (before, cell) in enumerate(pairwise(cells), 1):
        at = before[1]
        if n > 1:
            edits += [Edit(at, at, "; "), Edit(at, at, said[0], cells[0])]
        if headings and headings[n][0]:
            edits += [Edit(at, at, ", "), Edit(at, at, *headings[n])]
        edits.append(Edit(at, cell[0], ": "))
    return [*edits, Edit(cells[-1][1], line.end, "")]


def _said(line: Line, cell: Cell) -> str:
    return line.text[cell[0] - line.start : cell[1] - line.start]


def _years(said: Sequence[str]) -> bool:
    """Whether the headings are years."""
    return all(re.fullmatch(r"(?:1[89]|20)\d\d", one) for one in said[1:])


def _barred(line: Line) -> list[Cell]:
    if "|" not in line.text or _RULE.match(line.text):
        return []
    inner = line.text.strip("| \t")
    start = line.start + line.text.find(inner)
    return _cut(inner, start, _BARS)


def _spaced(line: Line) -> list[Cell]:
    return _cut(line.text, line.start, _WIDE) if "\t" in line.text or "  " in line.text else []


def _separated(mark: re.Pattern[str]) -> Form:
    def form(line: Line) -> list[Cell]:
        if line.text.endswith((".", "!", "?")):
            return []
        cells = _cut(line.text, line.start, mark)
        return cells if len(cells) > 2 else []

    return form


def _cut(text: str, start: int, mark: re.Pattern[str]) -> list[Cell]:
    """Return the cells of a row; none where it has one alone, too many, or empty ones."""
    at, cells = 0, []
    for end, after in [*(found.span() for found in mark.finditer(text)), (len(text), len(text))]:
        cells.append((start + at, start + end))
        at = after
    return cells if 1 < len(cells) <= MOST_CELLS else []
