"""The terminal: how wide it is, whether it takes styles, and text that is safe to print in it.

Styles are a handful of plain ANSI sequences: a library for them costs more time to import than `qa ask` has to spare.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

import click

WIDEST = 100
"""Columns that a line of text takes at most: longer lines are hard to read."""

_STYLES = {"plain": "", "dim": "2", "bold": "1", "mark": "1;4", "place": "36", "bad": "31"}
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NEW_LINE = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")


class Piece(NamedTuple):
    """A run of text in one style: plain, dim, bold, mark, place or bad."""

    text: str
    style: str = "plain"


def clean(text: str) -> str:
    """Return `text` without what could act on a terminal: control characters and those that turn the direction.

    Each becomes U+FFFD, so that it is seen that something was there; line breaks of any kind become a newline.
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _NEW_LINE.sub("\n", text))


def json_text(value: Any) -> str:
    """Return a value as indented JSON, the same characters escaped, which changes nothing for who reads it as JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def say(text: str = "", error: bool = False) -> None:
    """Print a line on stdout, or on stderr. A reader that has gone away (`| head -1`) is no error."""
    put(f"{text}\n", error)


def put(text: str, error: bool = False) -> None:
    """Print as `say` does, without ending the line."""
    try:
        click.echo(text, nl=False, err=error, color=True)
    except BrokenPipeError:
        stream = sys.stderr if error else sys.stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def moves(stream: IO[str]) -> bool:
    """Return whether the cursor can be moved back over what was printed on a stream."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True)
class Screen:
    """What text is laid out for.

    Attributes:
        width: columns after which lines are wrapped; None leaves them whole, for a file or a pipe.
        styled: whether ANSI styles are shown; without them a mark is `**between stars**`.
    """

    width: int | None = None
    styled: bool = False

    @classmethod
    def of(cls, stream: IO[str]) -> Screen:
        """Return the screen behind a stream. `NO_COLOR` and `TERM=dumb` switch styles off."""
        if not stream.isatty():
            return cls()
        styled = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(width=max(20, min(shutil.get_terminal_size().columns, WIDEST)), styled=styled)

    def paint(self, text: str, style: str = "plain") -> str:
        """Return `text`, cleaned, in a style."""
        text = clean(text)
        if not self.styled:
            return f"**{text}**" if style == "mark" else text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if _STYLES[style] and text else text

    def line(self, text: str, style: str = "plain", first: str = "", rest: str | None = None) -> str:
        """Return `text` in one style as `block` lays it out."""
        return self.block([Piece(text, style)], first, rest)

    def block(self, pieces: Sequence[Piece], first: str = "", rest: str | None = None) -> str:
        """Return the pieces as one paragraph, wrapped, each run of white space in them as one space.

        Args:
            pieces: the text.
            first: what stands before the first line; may hold styles.
            rest: what stands before each line after it; by default as many spaces as `first` is wide.
        """
        rest = " " * columns(first) if rest is None else rest
        if not self.styled:
            pieces = [Piece(f"**{piece.text}**" if piece.style == "mark" else piece.text) for piece in pieces]
        pieces = [Piece(clean(re.sub(r"\s+", " ", piece.text)), piece.style) for piece in pieces]
        text = "".join(piece.text for piece in pieces)
        lines = _lines(text, self.width - columns(first) if self.width else None)
        painted = ["".join(self.paint(*piece) for piece in sliced(pieces, start, end)) for start, end in lines]
        return "\n".join((rest if n else first) + line for n, line in enumerate(painted))


def sliced(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """Return the pieces of what lies between two offsets of the joined text of `pieces`."""
    parts, at = [], 0
    for piece in pieces:
        parts.append(Piece(piece.text[max(start - at, 0) : max(end - at, 0)], piece.style))
        at += len(piece.text)
    return [part for part in parts if part.text]


def columns(text: str) -> int:
    """Return how many columns a line takes, ANSI styles not counted."""
    return sum(_width(character) for character in re.sub("\x1b\\[[0-9;]*m", "", text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _lines(text: str, width: int | None) -> list[tuple[int, int]]:
    """Return the spans of the lines: broken at spaces and beside wide characters, else where the width ends."""
    start, end = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    if width is None:
        return [(start, end)]
    lines, used, chance = [], 0, start
    at = start
    while at < end:
        wide = _width(text[at])
        if text[at] == " " or wide == 2:
            chance = at
        if used + wide > width and text[at] != " " and at > start:
            cut = chance if chance > start else at
            lines.append((start, len(text[:cut].rstrip(" "))))
            while text[cut] == " ":
                cut += 1
            start, used, chance = cut, 0, cut
            at = cut
            continue
        used += wide
        at += 1
        if wide == 2:
            chance = at
    return [*lines, (start, end)]
