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
    "Update: We originally reported a prize of 4.3 million crowns. The duke says that it is 3.4 million crowns.": (
        "4.3 million crowns",
        "3.4 million crowns",
    ),
    "Correction (21 May): The day on which the regatta begins has been corrected to 14 June, not 4 June.": (
        "4 June",
        "14 June",
    ),
    "On Monday we wrote that it would cost 400,000 crowns. That is wrong. It will cost 40,000 crowns.": (
        "400,000 crowns",
        "40,000 crowns",
    ),
    "Note: in an earlier version of this article, the name of the winner was given as Henrik Dale. She "
    "is Henrike Dahl.": ("Henrik Dale", "Henrike Dahl"),
    "An earlier version of this story misstated the place of Ms. Moe's birth. She was born in Vessel.": (
        "Nessel",
        "Vessel",
    ),
    "This article originally stated that there were 30 boats. There were 13.": ("30 boats", "13"),
    "This story was updated on 3 February to correct the number of boats, which is 13, not 30.": ("30", "13"),
    "The Daily Post wrongly reported that the regatta would begin on 6 June. It begins on 9 June.": (
        "6 June",
        "9 June",
    ),
    "CORRECTION\n\nThe widow is 58. A previous version of this article gave another number.": ("85", "58"),
    "The report should have said that the prize was won by Ada Lind, not Eda Lind.": ("Eda Lind", "Ada Lind"),
}
STORY = (
    "The widow Berta Moe, 85, gave the skipper Jonas Hult a medal in Varde. She was born in Nessel. The regatta begins "
    "soon."
)


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


def test_an_article_that_corrects_another_one_may_tell_but_the_right_value() -> None:
    text = "Our report of Friday on the Arlen works misstated the number of jobs that they will create. It is 150."
    (found,) = corrections("Correction", text)
    assert (found.wrong, found.right) == (None, "150")


def test_a_bracket_of_a_wire_service_says_from_what_to_what_it_corrects() -> None:
    text = "(Corrects toll to six from nine in first paragraph)\n\nSix miners died at Grau on Monday."
    assert [(one.wrong, one.right) for one in corrections("CORRECTED-Six miners die", text)] == [("nine", "six")]


def test_a_story_that_tells_of_a_correction_is_none() -> None:
    """Also one in which somebody is said to be wrong, or that tells of another version of something."""
    told = [
        "The mayor corrected the clerk. The count was not 12.",
        "He was wrong: the ship had sailed.",
        "An earlier version of the ship sank in 1912 with 40 men. The new one carries 60 men.",
        "Editor's note: this page recaps the news of Saturday, 12 March. Sunday's news of 13 March is elsewhere.",
        "The initial report said that 12 boats were lost. By Monday it was 30 boats.",
        "A previous version of this story misstated the day of Jonas Hult's wedding. It took place in 2021.",
    ]
    for text in (STORY, *told):
        assert corrections("Regatta at Varde", f"{STORY}\n\n{text}") == []


def test_another_report_that_erred_is_corrected_where_what_is_right_is_told() -> None:
    for text in (
        "Berta Moe, and not Eva Moe as some media reported, gave the medal on Sunday.",
        "Contrary to a report in the Daily Post, it was not Eva Moe who gave the medal but Berta Moe.",
    ):
        (found,) = corrections("A medal for Jonas Hult", text)
        assert (found.wrong, found.right) == ("Eva Moe", "Berta Moe")


def test_a_story_that_is_taken_back_is_known_without_a_value() -> None:
    text = "We have retracted our story on the gold ring of Tarsk. A diver has admitted that the find was staged."
    (found,) = corrections("Retraction: gold ring", text)
    assert (found.kind, found.wrong, text[found.start : found.end][-15:]) == ("story", None, " ring of Tarsk.")


@given(st.text(), st.text())
def test_whatever_is_written_places_lie_in_the_text(title: str, text: str) -> None:
    told = f"{text}\n\nCorrection: it was {title}, not {text}. An earlier version said 12."
    for one in corrections(title, told):
        assert 0 <= one.start < one.end <= len(told)
        assert one.right_start < 0 or told[one.right_start : one.right_end] == one.right
