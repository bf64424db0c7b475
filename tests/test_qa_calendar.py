"""Time expressions and what they mean on the calendar; the time that a question asks about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.calendar.asked import asked_time, without
from qa.calendar.mentions import mentions
from qa.calendar.period import days, granularity, in_words

MONDAY = date(2024, 12, 2)


def value(text: str, day: date | None = MONDAY) -> str:
    """Return the value of the one expression in a text."""
    (found,) = mentions(text, day)
    return found.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She left on Wednesday.", "2024-11-27"),
        ("She left on Monday.", "2024-12-02"),
        ("She will leave on Wednesday.", "2024-12-04"),
        ("She left last Monday.", "2024-11-25"),
        ("She spoke at 9.30 a.m. Friday.", "2024-11-29T09:30"),
        ("She spoke on Friday night.", "2024-11-29TNI"),
        ("It closed yesterday.", "2024-12-01"),
        ("It closed the day before yesterday.", "2024-11-30"),
        ("It was towed away over the weekend.", "2024-W48-WE"),
        ("It closed two weeks ago.", "2024-W47"),
        ("It closed last month.", "2024-11"),
        ("It opens next year.", "2025"),
        ("It opened last spring.", "2024-SP"),
        ("It was founded in 1994.", "1994"),
        ("It began in November.", "2024-11"),
        ("It will begin in March.", "2025-03"),
        ("The market will be closed and painted on Friday.", "2024-12-06"),
        ("Taxes are expected to be cut in March.", "2025-03"),
        ("The ferry would not stay moored on Saturday.", "2024-12-07"),
        ("The ferry would have been moored on Saturday.", "2024-11-30"),
        ("She is sentenced in January.", "2025-01"),
        ("It is likely to become a storm on Friday.", "2024-12-06"),
        ("She is accused of having taken it in January.", "2024-01"),
        ("It ended on 3 July.", "2024-07-03"),
        ("It is due to end on 3 February.", "2025-02-03"),
        ("It ended on Monday, 3 February.", "2025-02-03"),
        ("It ended on Nov. 27, 2019.", "2019-11-27"),
        ("It ended on 2019-11-27.", "2019-11-27"),
        ("Sales fell in the third quarter.", "2024-Q3"),
        ("Sales fell in the first quarter of 2023.", "2023-Q1"),
        ("It was built in the 1930s.", "193"),
    ],
)
def test_an_expression_has_the_value_that_the_day_of_publication_gives_it(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["in May", "on Friday", "yesterday", "two weeks ago", "last year", "on 3 May"])
def test_without_a_day_an_expression_that_hangs_on_one_has_no_value(text: str) -> None:
    assert mentions(text, None) == []


@pytest.mark.parametrize(
    "text", ["Some 1,990 people may march.", "He ran 9.58 seconds.", "Route 66", "It cost $2,010."]
)
def test_numbers_and_other_words_are_no_dates(text: str) -> None:
    assert mentions(text, MONDAY) == []


def test_of_two_times_of_one_verb_both_are_behind_it_or_ahead() -> None:
    told = mentions("She is sentenced in January for theft and in March for fraud.", MONDAY)
    assert [one.value for one in told] == ["2025-01", "2025-03"]


def test_a_year_earlier_is_that_of_the_quarter_said_before() -> None:
    text = "Sales rose in the third quarter of 2024 from a year earlier."
    assert [found.value for found in mentions(text, MONDAY)] == ["2024-Q3", "2023-Q3"]


def test_the_next_day_goes_from_the_day_said_before() -> None:
    assert [found.value for found in mentions("It fell on 5 May 2019. The next day it rose.", MONDAY)] == [
        "2019-05-05",
        "2019-05-06",
    ]


@given(
    st.lists(
        st.sampled_from(
            "on in the last next this 31 29 2019 999 February Feb. May Monday night decades week weekend ago later "
            "century quarter third year earlier a.m. 9.30 'twenty 90s Easter of , - / 13/13/99 30/2/2020".split()
        ),
        max_size=9,
    ).map(" ".join),
    st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max])),
)
def test_every_value_is_a_time_on_the_calendar(text: str, day: date | None) -> None:
    for found in mentions(text, day):
        first, last = days(found.value)
        assert first <= last
        assert granularity(found.value)
        assert in_words(found.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024-11-27", "27 November 2024"),
        ("2024-11-27T18:40", "27 November 2024, 18:40"),
        ("2024-W48", "week of 25 November 2024"),
        ("2024-W48-WE", "30 November–1 December 2024"),
        ("2024-11", "November 2024"),
        ("2024-Q3", "July to September 2024"),
        ("2024-SP", "spring 2024"),
        ("2024", "2024"),
        ("202", "2020s"),
    ],
)
def test_a_value_is_written_as_people_write_it(value: str, words: str) -> None:
    assert in_words(value) == words


@pytest.mark.parametrize(
    ("question", "which", "first", "last"),
    [
        ("What is the latest toll?", "newest", "", ""),
        ("Who is mayor now?", "newest", "", ""),
        ("How many were missing at first?", "first", "", ""),
        ("Who resigned last week?", "at", "2024-11-25T00:00", "2024-12-01T23:59"),
        ("How many had died by Friday?", "at", "", "2024-11-29T23:59"),
        ("How many died as of 3 December 2022?", "at", "", "2022-12-03T23:59"),
        ("What did it cost before 2019?", "at", "", "2018-12-31T23:59"),
        ("What did it cost in 2019?", "at", "2019-01-01T00:00", "2019-12-31T23:59"),
        ("How many were missing on Thursday morning?", "at", "2024-11-28T00:00", "2024-11-28T11:59"),
        ("What did it stand at at 9:50 pm?", "at", "", "2024-12-02T21:50"),
    ],
)
def test_a_question_asks_for_the_newest_the_first_or_the_value_of_a_time(
    question: str, which: str, first: str, last: str
) -> None:
    asked = asked_time(question, "2024-12-02")
    assert asked is not None
    assert (asked.which, asked.first, asked.last) == (which, first, last)


def test_asked_on_the_first_or_the_last_day_there_is_what_lies_beyond_has_no_value() -> None:
    assert asked_time("What happened yesterday?", "0001-01-01") is None
    assert asked_time("What happened in May?", "9999-12-31") is None
    for day, words in (("0001-01-01", "on Monday"), ("9999-12-31", "on 31 December")):
        asked = asked_time(f"What happened {words}?", day)
        assert asked
        assert without(f"What happened {words}?", asked, (), [day]) == "What happened?"


@pytest.mark.parametrize("question", ["Who won the 1998 World Cup?", "Who founded the firm?", "How many died?"])
def test_a_year_in_a_name_is_no_time_that_is_asked_about(question: str) -> None:
    assert asked_time(question, "2024-12-02") is None


def test_on_friday_is_of_the_story_where_nobody_said_when_it_is_asked() -> None:
    asked = asked_time("How many had died by Friday?", None, "2019-05-04")
    assert asked is not None
    assert asked.last == "2019-05-03T23:59"


def test_the_words_of_the_time_stay_where_an_article_says_them_or_none_is_of_that_time() -> None:
    question = "What was the rate in 2019?"
    asked = asked_time(question, "2024-12-02")
    assert asked is not None
    assert without(question, asked, ["The rate is 2 %."], ["2019-05-01"]) == "What was the rate?"
    assert without(question, asked, ["The rate in 2019 was 2 %."], ["2019-05-01"]) == question
    assert without(question, asked, ["The rate is 2 %."], ["2022-05-01", ""]) == question
