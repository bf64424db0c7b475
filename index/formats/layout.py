"""From the lines of printed pages to text: columns in order, paragraphs whole, what stands on every page left out.

It knows where lines stand and how large their letters are, no more: a table is read row by row, a box beside a column
after it, and a page whose columns touch as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

FIRST, LAST = 0.85, 0.12
"""Shares of a page's height above and below which its running heads and feet stand."""
OUTERMOST = 2
"""Rows of a page, from its head and from its foot, that can be running heads and feet."""
NUMBER = re.compile(r"\W*(?:page|p\.)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\W*$", re.I)
"""A line that only numbers its page."""
END = re.compile(r"[.!?:…][\"'”’)\]»]*$")
"""How the last line of a paragraph ends."""
ITEM = re.compile(r"[•▪◦‣●○■–—*-]\s|\(?\d{1,2}[.)]\s")
"""How an item of a list begins."""
PROSE = 3
"""Words of a line, at the median, from which text side by side stands in columns and not in a table."""
MOST_PEELED = 80
"""Lines above or below columns that are looked for."""
HYPHEN = "\x02"
"""What PDFium gives in place of the hyphen of a word that is broken at a line's end."""


@dataclass(frozen=True)
class Line:
    """A line on a page: its place in points from the left and from the foot, the size of its letters, and its text."""

    left: float
    right: float
    base: float
    size: float
    text: str


@dataclass(frozen=True)
class Page:
    """A page: its height in points, and its lines in any order."""

    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Laid:
    """What pages say: their text, what stood at the head or foot of them, and the largest lines of the first."""

    text: str
    furniture: tuple[str, ...]
    headline: str | None


def lay_out(pages: Sequence[Page]) -> Laid:
    """Return the text of pages."""
    pages = [Page(page.height, tuple(_whole(page.lines))) for page in pages]
    margins = [_margins(page) for page in pages]
    forms = Counter(form for lines in margins for form in {_form(line.text) for line in lines})
    kept, furniture = [], dict[str, None]()
    for page, outermost in zip(pages, margins, strict=True):
        gone = {
            line
            for line in outermost
            if (forms[_form(line.text)] > 1 and re.search(r"\w", line.text)) or NUMBER.match(line.text)
        }
        kept.append([line for line in page.lines if line not in gone])
        furniture |= dict.fromkeys(line.text for line in page.lines if line in gone)
    blocks = [block for lines in kept for block in _columns(lines)]
    first = [line for block in _columns(kept[0]) for line in block] if kept else []
    return Laid(_text(blocks), tuple(furniture), _headline(first))


def _margins(page: Page) -> set[Line]:
    """Return the lines of a page that can be running heads and feet."""
    rows = sorted({round(line.base) for line in page.lines})
    outermost = {*rows[:OUTERMOST], *rows[-OUTERMOST:]}
    return {
        line
        for line in page.lines
        if round(line.base) in outermost and not LAST * page.height < line.base < FIRST * page.height
    }


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).casefold())


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in reading order, those of each column together."""
    rows = sorted(lines, key=lambda line: (-line.base, line.left))
    if not rows:
        return []
    at = _gutter(rows)
    if at is not None:
        left = [line for line in rows if line.right <= at]
        return _columns(left) + _columns([line for line in rows if line.right > at])
    for n in range(1, min(len(rows) - 3, MOST_PEELED)):
        for first, last in ((rows[:n], rows[n:]), (rows[:-n], rows[-n:])):
            if _gutter(last if len(last) >= len(first) else first) is not None:
                return _columns(first) + _columns(last)
    return [_whole(rows, "\t")]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where a white stripe runs between two columns of prose, or None."""
    size = median(line.size for line in lines)
    reach, best = float("-inf"), None
    spans = sorted((line.left, line.right) for line in lines)
    for left, right in spans:
        if reach > float("-inf") and left - reach >= 0.8 * size and _are_columns(lines, reach):
            best = (reach + left) / 2
            break
        reach = max(reach, right)
    return best


def _are_columns(lines: Sequence[Line], at: float) -> bool:
    sides = [line for line in lines if line.right <= at], [line for line in lines if line.right > at]
    if min(map(len, sides)) < 2 or max(map(len, sides)) < 3:
        return False
    if any(median(len(line.text.split()) for line in side) < PROSE for side in sides):
        return False
    tops, feet = (
        [max(line.base for line in side) for side in sides],
        [min(line.base for line in side) for side in sides],
    )
    return min(tops) > max(feet)


def _whole(pieces: Iterable[Line], between: str = "") -> list[Line]:
    """Return lines with the pieces of one as one: those that touch, and with `between` all that stand side by side."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda line: (-round(line.base), line.left)):
        last = lines[-1] if lines else None
        gap = piece.left - last.right if last else 0.0
        beside = last and abs(last.base - piece.base) <= 0.3 * last.size and gap >= -0.7 * last.size
        if last is None or not beside or not (between or gap < 0.7 * last.size):
            lines.append(piece)
        else:
            space = "" if gap < 0.15 * last.size else " " if gap < last.size else between
            text = last.text + space + piece.text
            lines[-1] = Line(last.left, piece.right, last.base, max(last.size, piece.size), text)
    return lines


def _text(blocks: Iterable[Sequence[Line]]) -> str:
    """Return paragraphs, a blank line between them; one that goes on in the next column or page stays whole."""
    paragraphs: list[str] = []
    last: Line | None = None
    for block in blocks:
        right, leading = max(line.right for line in block), _leading(block)
        for n, line in enumerate(block):
            previous = block[n - 1] if n else None
            if last is None or abs(line.size - last.size) > 0.12 * last.size:
                goes_on = False
            elif previous is None:
                goes_on = not END.search(last.text) or line.text[:1].islower()
            else:
                goes_on = not _ends(previous, line, right, leading)
            if goes_on:
                paragraphs[-1] = _join(paragraphs[-1], line.text)
            else:
                paragraphs.append(line.text.strip())
            last = line
    return "\n\n".join(re.sub(" {2,}", " ", paragraph.replace(HYPHEN, "-")) for paragraph in paragraphs)


def _ends(line: Line, following: Line, right: float, leading: float) -> bool:
    """Whether a paragraph ends with a line of a column."""
    if line.text.endswith(HYPHEN):
        return False
    if line.base - following.base > max(1.25 * leading + 1, 1.3 * line.size):
        return True
    if following.left - line.left > 0.8 * line.size and END.search(line.text):
        return True
    if "\t" in line.text + following.text or ITEM.match(following.text):
        return True
    # Where the next word would have had room in the line, the line was ended on purpose.
    word = len(following.text.split()[0]) + 1
    room = (line.right - line.left) / max(len(line.text), 1) * word
    return right - line.right > 1.2 * room + 0.3 * line.size


def _leading(block: Sequence[Line]) -> float:
    """Return the usual distance of two lines."""
    distances = sorted(a.base - b.base for a, b in pairwise(block) if a.base > b.base)
    # The lower third: where every paragraph is a line or two, most distances are those between paragraphs.
    return distances[len(distances) // 3] if distances else block[0].size * 1.2


def _join(start: str, line: str) -> str:
    """Return two lines as one, a word that was broken between them whole."""
    start, line = start.rstrip(), line.lstrip()
    if not start.endswith((HYPHEN, "\u00ad")):
        return f"{start} {line}"
    broken = line[:1].islower() and start[-2:-1].isalpha()
    return start[:-1] + ("" if broken else "-") + line


def _headline(lines: Sequence[Line]) -> str | None:
    """Return the lines of a page that are set larger than all others, or None."""
    if not lines:
        return None
    largest = max((line.size for line in lines if len(line.text.split()) > 1), default=0.0)
    if largest < 1.1 * median(line.size for line in lines):
        return None
    taken: list[Line] = []
    for line in lines:
        if abs(line.size - largest) < 0.5 and len(taken) < 5:
            taken.append(line)
        elif taken:
            break
    return " ".join(line.text.strip() for line in taken)
