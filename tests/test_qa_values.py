"""Two answers are the same value, or not, whatever their form."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.same import compatible, key, same

ANSWERS = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from("the November Nov. 27 27th 2024 , 25 twenty-five 14,000 Aleppo Hama rebels".split()), max_size=5
    ).map(" ".join),
    st.dates().map(lambda day: f"{day:%B} {day.day}, {day.year}"),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("November 27", "Nov. 27"),
        ("November 27", "27 November"),
        ("November 27", "the 27th of November"),
        ("on Wednesday, November 27", "November 27"),
        ("November 27, 2024", "2024-11-27"),
        ("November 27, 2024", "November 27"),
        ("27 Sept", "2011-09-27"),
        ("25", "twenty-five"),
        ("at least 25", "about twenty-five"),
        ("14,000", "14000"),
        ("the UK", "UK"),
        ("King Abdullah II", "Abdullah II"),
        ("Hayat Tahrir al-Sham (HTS)", "Hayat Tahrir al-Sham"),
        ("“Levant”", "levant."),
        ("Assad’s army", "Assad's army"),
    ],
)
def test_forms_of_one_value_are_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("November 27", "November 28"),
        ("November 27", "December 27"),
        ("November 27, 2024", "November 27, 2023"),
        ("March 25", "Marines 25"),
        ("25", "250"),
        ("5", "5 million"),
        ("2017", "January 28, 2017"),
        ("14,000", "40"),
        ("Aleppo", "Hama"),
        ("Iran", "Iranian"),
        ("Aleppo", ""),
    ],
)
def test_other_values_are_not(one: str, other: str) -> None:
    assert not same(one, other)


@given(ANSWERS, ANSWERS)
def test_being_the_same_is_mutual_and_each_value_is_the_same_as_itself(one: str, other: str) -> None:
    assert same(one, one)
    assert same(one, other) == same(other, one)


@given(ANSWERS)
def test_case_and_outer_punctuation_do_not_count(answer: str) -> None:
    assert key(f"“{answer}”,") == key(answer)


@given(st.dates())
def test_a_day_has_one_key_in_every_form(day: datetime.date) -> None:
    written = [f"{day:%B} {day.day}, {day.year:04}", f"{day.day} {day:%b} {day.year:04}", day.isoformat()]
    assert {key(form) for form in written} == {day.isoformat()}


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Wednesday", "November 27", True),
        ("2024-11-27", "on Wednesday", True),
        ("Wednesday", "Monday", False),
        ("November 27", "November 29", False),
        ("Wednesday", "2016", False),
        ("Wednesday", "Aleppo", False),
    ],
)
def test_a_weekday_and_a_date_may_both_be_right(one: str, other: str, may: bool) -> None:
    assert compatible(one, other) == compatible(other, one) == may
