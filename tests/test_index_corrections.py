"""Correction notices are recognised, with the wrong value and the right one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corrections import corrections

NOTICES = {
    "An earlier version of this article gave the number of boats as 30. It was 13.": ("30", "13"),
    "CORRECTION: This story misstated the widow's age. She is 58.": ("85", "58"),
    "Editor's note: The date given here was wrong. The regatta begins on 9 June, not 6 June.": ("6 June", "9 June"),
    "Clarification: a previous version said it would cost 4 million crowns; in fact it costs 7 million crowns.": (
        "4 million crowns",
        "7 million crowns",
    ),
    "This article was amended on 3 May 2025. An earlier version misspelled the skipper's name as Jonas Holt.": (
        "Jonas Holt",
        "Jonas Hult",
    ),
    "The report should have said that the prize was won by Ada Lind, not Eda Lind.": ("Eda Lind", "Ada Lind"),
}
STORY = "The widow Berta Moe, 85, gave the skipper Jonas Hult a medal in Varde. The regatta begins soon."


@pytest.mark.parametrize(("notice", "pair"), NOTICES.items())
def test_a_notice_tells_what_was_wrong_and_what_is_right(notice: str, pair: tuple[str, str]) -> None:
    text = f"{STORY}\n\n{notice}"
    (found,) = corrections("Regatta at Varde", text)
    assert (found.wrong, found.right) == pair
    assert text[found.start : found.end] in notice
    assert text[found.right_start : found.right_end] == found.right


def test_of_two_notices_the_one_that_tells_the_value_is_told_without_what_stands_between() -> None:
    first, second = "This article was amended on 3 May 2025.", "Correction: There were 13 boats, not 30 boats."
    text = f"{first}\n\n{STORY}\n\n{second}"
    (found,) = corrections("Regatta at Varde", text)
    assert (found.wrong, found.right) == ("30 boats", "13 boats")
    assert text[found.start : found.end] in second


def test_an_article_that_is_a_correction_is_a_notice_as_a_whole() -> None:
    text = "The fire in Lund damaged 12 houses, not 21 houses as we reported on Monday."
    (found,) = corrections("Corrections and clarifications", text)
    assert (found.wrong, found.right) == ("21 houses", "12 houses")


def test_a_bracket_of_a_wire_service_says_from_what_to_what_it_corrects() -> None:
    text = "(Corrects toll to six from nine in first paragraph)\n\nSix miners died at Grau on Monday."
    assert [(one.wrong, one.right) for one in corrections("CORRECTED-Six miners die", text)] == [("nine", "six")]


def test_a_story_that_tells_of_a_correction_is_none() -> None:
    """Also one in which somebody is said to be wrong."""
    for text in (STORY, "The mayor corrected the clerk. The count was not 12.", "He was wrong: the ship had sailed."):
        assert corrections("Regatta at Varde", text) == []


@given(st.text(), st.text())
def test_whatever_is_written_places_lie_in_the_text(title: str, text: str) -> None:
    told = f"{text}\n\nCorrection: it was {title}, not {text}. An earlier version said 12."
    for one in corrections(title, told):
        assert 0 <= one.start < one.end <= len(told)
        assert one.right_start < 0 or told[one.right_start : one.right_end] == one.right
