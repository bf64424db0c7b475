"""The terminal: safe text, wrapping, styles."""

from __future__ import annotations

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.screen.terminal import Piece, Screen, clean, columns, json_text

ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202eevil\u202c \u2066x\u2069 back\x08 \x00 \x7f"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_cleaned_text_holds_no_control_character_but_newline_and_tab(text: str) -> None:
    """Whatever stands in an article, nothing of it can act on a terminal."""
    cleaned = clean(text)
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") or c in "\n\t" for c in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_cleaning_shows_where_something_was() -> None:
    """An escape sequence is seen for what it was, with its first character replaced."""
    assert clean("a\x1b[31mb") == "a\N{REPLACEMENT CHARACTER}[31mb"


def test_cleaning_leaves_ordinary_text_alone() -> None:
    """Accents, other scripts and emoji stay; every kind of line break becomes a newline."""
    assert clean("Ünïcode дело 新聞 👩‍👩‍👧\n\ttab") == "Ünïcode дело 新聞 👩‍👩‍👧\n\ttab"
    assert clean("a\r\nb\rc\x0cd\u2028e") == "a\nb\nc\nd\ne"


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_cleaned_json_is_the_same_json(text: str) -> None:
    """Escaping changes nothing for who reads it as JSON, and leaves it safe to print."""
    cleaned = json_text([text])
    assert json.loads(cleaned) == [text]
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(st.text(max_size=300), st.integers(20, 100))
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    """Wide characters count two columns and combining ones none."""
    block = Screen(width=width, styled=True).block([Piece(text, "mark")], "[1] ")
    assert all(columns(line) <= width for line in block.split("\n"))


@given(st.lists(st.text(max_size=60), max_size=5), st.integers(20, 100))
def test_wrapping_loses_nothing_but_spaces(texts: list[str], width: int) -> None:
    """What is shown is what was given: only white space moves."""
    block = Screen(width=width).block([Piece(text) for text in texts])
    assert "".join(block.split()) == "".join(clean(" ".join("".join(texts).split())).split())


def test_words_stay_whole_and_chinese_breaks_anywhere() -> None:
    """A line ends at a space, or beside a wide character; a word longer than the line is cut."""
    screen = Screen(width=20)
    assert screen.block([Piece("one two three four five six")]) == "one two three four\nfive six"
    assert screen.block([Piece("新" * 12)]) == "新" * 10 + "\n" + "新" * 2
    assert screen.block([Piece("x" * 45)]) == "x" * 20 + "\n" + "x" * 20 + "\n" + "x" * 5


def test_lines_after_the_first_are_indented_and_not_underlined_there() -> None:
    """A mark that goes over a line end is styled on both lines, the indentation between them is not."""
    block = Screen(width=20, styled=True).block([Piece("one "), Piece("two three four five", "mark")], "| ")
    assert block == "| one \x1b[1;4mtwo three four\x1b[0m\n  \x1b[1;4mfive\x1b[0m"


def test_a_pipe_gets_no_styles_no_wrapping_and_stars_for_marks() -> None:
    """Text for a file or a pipe is plain, each paragraph on one line."""
    screen = Screen.of(io.StringIO())
    assert screen == Screen(width=None, styled=False)
    block = screen.block([Piece("it began on "), Piece("November 27", "mark"), Piece(" " + "x " * 100, "dim")])
    assert block == "it began on **November 27** " + "x " * 99 + "x"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_styles_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """NO_COLOR and a dumb terminal get stars for marks, wrapped as in any terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Screen.of(Terminal()).styled
    monkeypatch.setenv(name, value)
    screen = Screen.of(Terminal())
    assert not screen.styled
    assert screen.width
    assert screen.paint("x", "mark") == "**x**"


def test_what_is_painted_is_cleaned() -> None:
    """No way of showing text lets an escape sequence of an article through."""
    screen = Screen(width=None, styled=False)
    for shown in (screen.paint(ESCAPES), screen.paint(ESCAPES, "mark"), screen.block([Piece(ESCAPES)])):
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\x08\x00\x7f")
