"""How texts are compared in evaluation."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.text import holds, words


@pytest.mark.parametrize(
    "written",
    ["Nov. 27", "27 November", "November 27", "27th of November", "the 27th of November", "Nov 27th", "November  27."],
)
def test_a_date_is_the_same_however_it_is_written(written: str) -> None:
    """Order, abbreviation and ordinals do not make another date."""
    assert words(written) == ["november", "27"]


@pytest.mark.parametrize("written", ["2024-11-27", "Nov. 27, 2024", "27 November 2024", "November 27 2024"])
def test_a_date_with_its_year_is_the_same_however_it_is_written(written: str) -> None:
    """ISO dates are dates too."""
    assert words(written) == ["november", "27", "2024"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sept. 2024", ["september", "2024"]),
        ("from Nov. 27 to 2 Dec", ["from", "november", "27", "to", "december", "2"]),
        ("they marched 12 miles", ["they", "marched", "12", "miles"]),
        ("27-29 November", ["2729", "november"]),
        ("in May", ["in", "may"]),
        ("11/27/2024", ["11272024"]),
        ("November 2700", ["november", "2700"]),
        ("3.5 March", ["35", "march"]),
    ],
)
def test_what_is_no_whole_date_stays_as_it_is(text: str, expected: list[str]) -> None:
    """Only a month's name beside a day or a year is a date; ranges and figures alone are left."""
    assert words(text) == expected


def test_normalisation_is_that_of_squad() -> None:
    """Case, punctuation (curly too) and articles do not count."""
    assert words("The “Squid Game”, a show!") == ["squid", "game", "show"]
    assert words("an the a") == []


def test_words_must_stand_together_and_whole() -> None:
    """A number does not stand in another number."""
    assert holds(["in", "1948", "or", "so"], ["1948", "or"])
    assert not holds(["1948"], ["4"])
    assert not holds(["a"], [])


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"])))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """What is normal stays so."""
    once = words(text)
    assert words(" ".join(once)) == once


@given(st.integers(1, 12), st.integers(1, 28), st.integers(1000, 2999))
def test_every_iso_date_equals_its_written_form(month: int, day: int, year: int) -> None:
    """For every month and day."""
    date = datetime.date(year, month, day)
    assert words(date.isoformat()) == words(f"{date:%B} {day}, {year}") == words(f"{day} {date:%b} {year}")
