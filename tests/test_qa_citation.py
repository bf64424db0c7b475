"""Citations are sentences quoted exactly, with their place in the source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import ArticleRecord
from index.passage import Passage
from qa.quotes import Quoter, display, line_at
from qa.read.spans import Span
from qa.search import Hit

TEXTS = {
    "a": "A headline\nThe bridge 😀 opened in 1931. It was 1931, said Petit. Then came war.\n\n  Наступление. End\n",
    "b": "In 1931 it opened.",
}


@pytest.fixture
def quoter() -> Quoter:
    return Quoter(TEXTS.get)


def record(article_id: str, first_line: int | None = 1, one_line: bool = False) -> ArticleRecord:
    return ArticleRecord(
        article_id, f"/{article_id}.txt", "T", "2024-11-27", "u", None, first_line, one_line, "h", 1, 9
    )


def hit(article_id: str, start: int, end: int) -> Hit:
    passage = Passage(f"{article_id}:h:0", article_id, 0, start, end, TEXTS[article_id][start:end])
    return Hit(passage, record(article_id), 0.5, 1.0, 1.0)


def span(article_id: str, words: str, nth: int = 0) -> Span:
    text = TEXTS[article_id]
    start = [found.start() for found in re.finditer(re.escape(words), text)][nth]
    place = (start, start + len(words))
    return Span(words, *place, place, hit(article_id, 0, len(text)), 5.0, -5.0, 5.0)


def test_the_sentence_that_holds_the_span_is_quoted_with_the_span_marked(quoter: Quoter) -> None:
    (citation,) = quoter.sentences([span("a", "1931")])
    assert citation.cited_text == "The bridge 😀 opened in 1931."
    assert [TEXTS["a"][start:end] for start, end in citation.marks] == ["1931"]
    assert (citation.n, citation.line, citation.published, citation.url) == (1, 2, "2024-11-27", "u")
    assert quoter.exact([citation]) == [citation]


def test_a_span_over_two_sentences_is_quoted_with_both(quoter: Quoter) -> None:
    (citation,) = quoter.sentences([span("a", "1931. It was")])
    assert citation.cited_text == "The bridge 😀 opened in 1931. It was 1931, said Petit."


def test_each_article_is_quoted_once_at_its_best_span(quoter: Quoter) -> None:
    citations = quoter.sentences([span("a", "1931", 1), span("b", "1931"), span("a", "1931", 0)])
    assert [(c.n, c.article_id, c.cited_text) for c in citations] == [
        (1, "a", "It was 1931, said Petit."),
        (2, "b", "In 1931 it opened."),
    ]
    assert [len(c.marks) for c in citations] == [1, 1]


def test_another_span_in_the_quoted_sentence_is_marked_too(quoter: Quoter) -> None:
    (citation,) = quoter.sentences([span("a", "Petit"), span("a", "1931", 1)])
    assert [TEXTS["a"][start:end] for start, end in citation.marks] == ["1931", "Petit"]


def test_passages_are_quoted_without_the_white_space_around_them(quoter: Quoter) -> None:
    text = TEXTS["a"]
    start = text.index("\n\n")
    (citation,) = quoter.passages([hit("a", start, len(text))])
    assert citation.cited_text == "Наступление. End"
    assert citation.line == 4
    assert quoter.exact([citation]) == [citation]


@given(st.text("ab \n\r\f\u2028😀", max_size=40), st.data())
def test_lines_are_counted_as_editors_count_them(text: str, data: st.DataObject) -> None:
    visible = [n for n, character in enumerate(text) if not character.isspace()]
    if visible:
        start = data.draw(st.sampled_from(visible))
        lines = re.split(r"\r\n|\r|\n", text[:start])
        assert line_at(record("a", first_line=7), text, start) == 6 + len(lines)


def test_a_text_on_one_line_of_its_source_has_that_line_and_one_without_lines_has_none() -> None:
    assert line_at(record("a", first_line=3, one_line=True), "a\nb\nc", 4) == 3
    assert line_at(record("a", first_line=None), "a\nb\nc", 4) is None


def test_a_source_is_shown_relative_to_the_working_directory_where_it_lies_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert display(str(tmp_path.resolve() / "news" / "a.txt")) == str(Path("news/a.txt"))
    assert display("/elsewhere/a.txt") == "/elsewhere/a.txt"
    assert display("sent by hand") == "sent by hand"
