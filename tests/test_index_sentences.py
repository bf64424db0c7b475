"""Paragraphs and sentences are exact spans of a text, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.sentences import Bounds, paragraph_spans, sentence_at, sentence_spans

SCRAPS = "The army left. |“No,” he said. |Mr. Smith|3.5|U.S.|…|?!”|)|a|。|！|北京|Войска ушли. |한국|é|😀|\ufeff".split(
    "|"
)
BREAKS = ["\n", "\n\n", "\r", "\r\n", "\f", "\v", "\x85", "\u2028", " ", "\t"]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(SCRAPS), st.sampled_from(BREAKS)), max_size=40).map("".join),
)


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def assert_spans(text: str, spans: list[Bounds]) -> None:
    """They are ordered, disjoint, inside the text, hold no outer white space and miss no visible character."""
    last = 0
    covered = set()
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(n in covered for n, character in enumerate(text) if not character.isspace())


@given(TEXTS)
@example("")
@example(" \n\t ")
@example("a\rb\fc\x85d")
def test_spans_are_ordered_disjoint_and_cover_every_visible_character(text: str) -> None:
    assert_spans(text, paragraph_spans(text))
    assert_spans(text, sentence_spans(text))


@given(TEXTS)
def test_no_sentence_crosses_a_paragraph(text: str) -> None:
    paragraphs = paragraph_spans(text)
    for start, end in sentence_spans(text):
        assert any(first <= start and end <= last for first, last in paragraphs)


@given(TEXTS, st.data())
def test_the_sentence_at_a_span_holds_the_span(text: str, data: st.DataObject) -> None:
    spans = sentence_spans(text)
    if not spans:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence_at(spans, start, end)
    assert 0 <= first <= start < end <= last <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army left. The rebels came.", ["The army left.", "The rebels came."]),
        ("Did it end? No! It did not.", ["Did it end?", "No!", "It did not."]),
        ("“It is over.” He left.", ["“It is over.”", "He left."]),
        ("He said (quietly.) Then he left.", ["He said (quietly.)", "Then he left."]),
        ("It cost 3.5 million. It failed.", ["It cost 3.5 million.", "It failed."]),
        ("Gen. Smith met J. K. Rowling. They spoke.", ["Gen. Smith met J. K. Rowling.", "They spoke."]),
        ("He lives in the U.S. Capitol area.", ["He lives in the U.S. Capitol area."]),
        ("It was A.J. Greer of the E.U. Commission. He won.", ["It was A.J. Greer of the E.U. Commission.", "He won."]),
        ("He lives in the U.S. The others left.", ["He lives in the U.S.", "The others left."]),
        (
            "It fell at 8 p.m. Tuesday. It was up at 9 a.m. ET.",
            ["It fell at 8 p.m. Tuesday.", "It was up at 9 a.m. ET."],
        ),
        ("It fell at 8 p.m. Police came.", ["It fell at 8 p.m.", "Police came."]),
        ("It rose on Nov. 27 by 3 percent. Then it fell.", ["It rose on Nov. 27 by 3 percent.", "Then it fell."]),
        ("“Stop!” he said. They stopped.", ["“Stop!” he said.", "They stopped."]),
        ("He waited… and left. She stayed.", ["He waited… and left.", "She stayed."]),
        ("战争开始了。军队离开了。", ["战争开始了。", "军队离开了。"]),
        ("「終わった。」彼は去った。", ["「終わった。」", "彼は去った。"]),
        ("A headline\nThe first sentence. The second", ["A headline", "The first sentence.", "The second"]),
    ],
)
def test_a_text_is_cut_into_the_sentences_that_a_reader_sees(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_each_line_is_a_paragraph_where_lines_are_long() -> None:
    text = f"A headline\n{'word ' * 40}end\nAnother"
    assert [text[start:end] for start, end in paragraph_spans(text)] == text.split("\n")


def test_single_breaks_of_a_hard_wrapped_text_end_no_paragraph() -> None:
    text = "The army had left\nthe city by noon.\n\nThe rebels came\nlater.\n"
    assert [text[start:end] for start, end in paragraph_spans(text)] == [
        "The army had left\nthe city by noon.",
        "The rebels came\nlater.",
    ]


def test_a_line_that_had_room_for_the_next_word_ends_a_paragraph_even_there() -> None:
    text = "A headline\nThe army had left the city\nby noon. It was over.\n\nA list:\n- one\n- two\n"
    assert [text[start:end] for start, end in paragraph_spans(text)] == [
        "A headline",
        "The army had left the city\nby noon. It was over.",
        "A list:",
        "- one",
        "- two",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_ends_a_paragraph(line_break: str) -> None:
    text = f"One{line_break}Two"
    assert [text[start:end] for start, end in paragraph_spans(text)] == ["One", "Two"]


@pytest.mark.parametrize(
    "text", ["." * 200_000, "It is. " * 30_000, "!" * 100_000 + "a", "\f" * 100_000, "\n \t" * 50_000]
)
def test_long_texts_of_marks_and_white_space_are_cut_too(text: str) -> None:
    """A text of 10 MB may be one paragraph: what is done for each mark must not depend on the length of the rest."""
    assert_spans(text, sentence_spans(text))
