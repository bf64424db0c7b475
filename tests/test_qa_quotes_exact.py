"""What is cited is what the store holds, to the character."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import ArticleRecord
from qa.answer import Citation
from qa.quotes import Quoter
from qa.screen.quotes import marked

TEXT = "The rebels 😀 began their offensive on November 27.\r\nIt was a Wednesday. Наступление началось."


QUOTER = Quoter({"a": TEXT}.get)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    start = draw(st.integers(0, len(TEXT) - 1))
    end = draw(st.integers(start + 1, len(TEXT)))
    first = draw(st.integers(start, end - 1))
    last = draw(st.integers(first + 1, end))
    return Citation(1, TEXT[start:end], start, end, ((first, last),), "a", "A title", "/a.txt", 1, None, None)


@given(citations())
def test_an_exact_slice_is_kept(citation: Citation) -> None:
    assert QUOTER.exact([citation]) == [citation]


@given(citations(), st.data())
def test_a_quote_altered_in_one_character_is_dropped(citation: Citation, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(citation.cited_text) - 1))
    quote = citation.cited_text
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != quote[place]))
    for altered in (
        quote[:place] + other + quote[place + 1 :],
        quote[:place] + quote[place + 1 :],
        quote[:place] + other + quote[place:],
    ):
        assert QUOTER.exact([replace(citation, cited_text=altered)]) == []


@given(citations(), st.integers(-300, 300).filter(bool))
def test_an_offset_moved_by_any_amount_is_dropped(citation: Citation, by: int) -> None:
    start, end = citation.start_char_index, citation.end_char_index
    assert QUOTER.exact([replace(citation, start_char_index=start + by, marks=())]) == []
    assert QUOTER.exact([replace(citation, end_char_index=end + by, marks=())]) == []


@given(citations())
def test_marks_must_lie_inside_the_quote_and_hold_something(citation: Citation) -> None:
    start, end = citation.start_char_index, citation.end_char_index
    for mark in ((start - 1, end), (start, end + 1), (start, start), (end, start)):
        assert QUOTER.exact([replace(citation, marks=(*citation.marks, mark))]) == []


@pytest.mark.parametrize(("start", "end"), [(5, 5), (0, 0), (-1, 0), (-4, len(TEXT)), (len(TEXT), len(TEXT) + 1)])
def test_an_empty_quote_and_one_from_outside_the_text_are_dropped(start: int, end: int) -> None:
    citation = Citation(1, TEXT[start:end], start, end, (), "a", "A title", "/a.txt", 1, None, None)
    assert QUOTER.exact([citation]) == []


def test_a_quote_from_an_article_that_is_gone_is_dropped_and_the_rest_is_numbered_anew() -> None:
    first = Citation(1, TEXT[:10], 0, 10, (), "a", "A title", "/a.txt", 1, None, None)
    gone = replace(first, n=2, article_id="b")
    last = replace(first, n=3, cited_text=TEXT[4:10], start_char_index=4)
    assert QUOTER.exact([first, gone, last]) == [first, replace(last, n=2)]


def test_a_quote_from_the_title_is_dropped_where_its_article_is_gone() -> None:
    title = Citation(1, "A title", 0, 7, ((2, 7),), "a", "A title", "/a.txt", 1, None, None, part="title")
    assert QUOTER.exact([title, replace(title, n=2, article_id="b")]) == [title]


def test_a_quote_from_a_title_that_has_changed_since_is_dropped() -> None:
    title = Citation(1, "A title", 0, 7, ((2, 7),), "a", "A title", "/a.txt", 1, None, None, part="title")
    assert Quoter({"a": TEXT}.get, title_of={"a": "A title"}.get).exact([title]) == [title]
    assert Quoter({"a": TEXT}.get, title_of={"a": "Another title"}.get).exact([title]) == []


PLACES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).filter(lambda place: place[0] < place[1])


@given(st.lists(PLACES, max_size=6))
def test_a_quote_with_any_marks_is_printed_with_exactly_its_words(places: list[tuple[int, int]]) -> None:
    """Whatever the places of answers in it, they overlap or not."""
    article = ArticleRecord("a", "/a.txt", "A title", None, None, None, 1, False, "h", 1, len(TEXT))
    citation = QUOTER.cite(1, article, 0, len(TEXT), places)
    pieces = marked(citation)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert QUOTER.exact([citation]) == [citation]
    bold = sum(len(piece.text) for piece in pieces if piece.style == "mark")
    assert bold == len({place for start, end in places for place in range(start, end)})
