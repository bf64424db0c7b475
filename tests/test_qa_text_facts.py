"""A value of a sentence must stand in its quotes: every form of the same value does, no other value ever."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as some

from qa.text.facts import Background, facts, locate, missing

PIECES = some.sampled_from(
    "November 27 27th 2024 2016 14,000 $3.5 million % percent twenty-five one first fifth Assad Bashar al-Assad HTS "
    "(HTS) Hayat Tahrir al-Sham the US U.S. Syrian Syria's President Foreign Minister Sunday 5 p.m. 17:00 1990s ½ "
    "€ [3] 1. and of to - – , . ; : ' ’ “ \n two weeks km 10-20 A. may May dozen hundred and-a-half 2024-11-27 "
    "11/12/2024 Jordan's United States New York City both The It a half third of a third".split(" ")
)
WRITTEN = some.lists(PIECES, max_size=14).map(" ".join) | some.lists(PIECES, max_size=10).map("".join)
TEXT = WRITTEN | some.text(max_size=80)
DAYS = some.dates(date(1950, 1, 1), date(2049, 12, 31))
WRITINGS = ("%B %-d, %Y", "%-d %B %Y", "%b. %-d, %Y", "%Y-%m-%d", "the %-dth of %B, %Y", "%A, %B %-d, %Y")
SYLLABLES = some.lists(some.sampled_from("ba ko ri tu me zan dor lis fen gar".split()), min_size=2, max_size=4)
NAMES = SYLLABLES.map(lambda parts: "".join(parts).capitalize())


def lacking(sentence: str, quote: str, articles: str = "") -> list[str]:
    return [fact.text for fact in missing(sentence, [quote], Background([articles or quote]))]


@settings(max_examples=300)
@drawn(TEXT, some.lists(TEXT, max_size=3))
def test_every_value_is_a_slice_and_none_overlaps_another(sentence: str, quotes: list[str]) -> None:
    background = Background(quotes, quotes, len(quotes), ["2024-12-03", "2024-02-29", "soon"])
    found = facts(sentence)
    assert all(fact.text == sentence[fact.start : fact.end] and fact.text for fact in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    lacks = missing(sentence, quotes, background)
    for fact in found:
        places = locate(fact, quotes, background)
        assert all(0 <= start < end <= len(quotes[n]) for n, start, end in places)
        assert not (fact in lacks and places)


@settings(max_examples=300)
@drawn(TEXT)
def test_a_sentence_copied_from_its_quote_lacks_nothing(sentence: str) -> None:
    assert lacking(sentence, sentence) == []


@settings(max_examples=200)
@drawn(TEXT, some.lists(TEXT, max_size=2), TEXT)
def test_another_quote_never_makes_a_value_missing(sentence: str, quotes: list[str], more: str) -> None:
    background = Background([*quotes, more])
    before = missing(sentence, quotes, background)
    assert all(fact in before for fact in missing(sentence, [*quotes, more], background))


@drawn(DAYS, some.sampled_from(WRITINGS), some.sampled_from(WRITINGS))
def test_a_day_is_the_same_in_every_writing(day: date, one: str, other: str) -> None:
    assert lacking(f"It began on {day.strftime(one)}.", f"On {day.strftime(other)}, it began.") == []


@drawn(DAYS, some.integers(1, 10_000), some.sampled_from(WRITINGS), some.sampled_from(WRITINGS))
def test_another_day_never_passes(day: date, later: int, one: str, other: str) -> None:
    assert lacking(f"It began on {(day + timedelta(later)).strftime(one)}.", f"On {day.strftime(other)}, it began.")


@drawn(some.integers(2, 10**7), some.integers(2, 10**7))
def test_another_number_never_passes(one: int, other: int) -> None:
    assume(one != other)
    for written in ("{} people died.", "It cost ${}.", "It fell by {} percent.", "It lasted {} days."):
        assert lacking(written.format(one), written.format(other))
        assert lacking(written.format(f"{one:,}"), written.format(one)) == []


@drawn(NAMES, NAMES, NAMES)
def test_another_name_never_passes(first: str, last: str, other: str) -> None:
    assume(len({first, last, other}) == 3)
    quote = f"The mayor, {first} {last}, met them."
    assert lacking(f"The mayor is {first} {last}.", quote) == []
    assert lacking(f"The mayor is {last}.", quote) == []
    assert lacking(f"The mayor is {other}.", quote)
    assert lacking(f"The mayor is {other} {last}.", quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Talks began in November 2024.", "Talks began on Wednesday, November 27, 2024."),
        ("The festival opens on May 3.", "The festival runs from 3 to 9 May."),
        ("She served from 2016 to 2018.", "She served in office (2016-18)."),
        ("Polls close at 5:30 p.m.", "Polls close at 17:30."),
        ("Twenty-five people died.", "At least 25 people died."),
        ("Some 1.5 million fled.", "1,500,000 people fled."),
        ("Thousands fled.", "Over 14,000 people fled."),
        ("Half of them left, one in four by sea.", "50% of them left, a quarter by sea; one in four."),
        ("It lasted two weeks.", "It lasted 14 days."),
        ("The 13-year-old ran.", "The girl, 13, ran."),
        ("It cost 3.5 million US dollars.", "It cost US$3.5m."),
        ("American officials met the UN.", "The United Nations met U.S. officials."),
        ("President Bashar al-Assad fled.", "Syria's president, Bashar Assad, fled."),
        ("Erdogan spoke.", "Recep Tayyip Erdoğan spoke."),
        ("Rebels seized Aleppo.", "REBELS SEIZE ALEPPO"),
        ("However, Fighting went on.", "Fighting went on."),
        ("Four countries agreed.", "On Sunday, the US, the UK, France and Germany agreed."),
        ("The mayor praised the KRF.", "The mayor praised the Korim Relief Fund."),
    ],
)
def test_another_form_of_the_same_value_is_allowed(sentence: str, quote: str) -> None:
    assert lacking(sentence, quote) == []


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("It began on November 27, 2023.", "It began on November 27, 2024."),
        ("It began on November 27.", "It began in November, with 27 men."),
        ("27 people died.", "It happened on November 27."),
        ("25 % of them died.", "25 of them died."),
        ("The fifth summit opened.", "Five summits opened."),
        ("It lasted 13 years.", "It lasted 13 months."),
        ("It cost €25.", "It cost $25."),
        ("Dozens died.", "Hundreds died."),
        ("16 jets flew.", "The F-16 flew."),
        ("South Sudan agreed.", "Sudan agreed."),
        ("The US agreed.", "They told us to go."),
        ("Hafez al-Assad fled.", "Bashar al-Assad fled."),
        ("Iranian President Putin spoke.", "Russian President Putin spoke of Iranian oil."),
        ("The Bank of Japan acted.", "The Bank of England acted in Japan."),
        ("SDF men came.", "The HTS men came."),
        ("Joe Biden spoke.", "Joe spoke to Jill Biden."),
        ("Three countries agreed.", "On Sunday, the US, the UK, France and Germany agreed."),
        ("The mayor praised the UN.", "The mayor praised Ursula Nolan."),
        ("The mayor praised the KRF.", "The mayor praised the Korim Relief Society."),
    ],
)
def test_another_value_is_reported(sentence: str, quote: str) -> None:
    assert lacking(sentence, quote)


def test_the_articles_say_whose_a_surname_is_but_give_no_value() -> None:
    articles = "President Bashar al-Assad spoke. Assad left later. The Office for Aid helps."
    assert lacking("Bashar al-Assad left.", "Assad left later.", articles) == []
    assert lacking("Bashar al-Assad left.", "The president left.", articles)
    assert lacking("Bashar al-Assad left.", "Assad left.", articles + " His father, Hafez al-Assad, had ruled.")
    assert lacking("The Office for Aid left.", "The Office left.", articles)


def test_a_plain_word_that_opens_a_sentence_is_no_name() -> None:
    assert lacking("Gendarmes left.", "They left.", "All gendarmes had gone.") == []
    assert lacking("Zoltan left.", "They left.", "Zoltan had gone.") == ["Zoltan"]


def test_the_year_of_a_day_is_known_from_the_date_of_publication() -> None:
    quote = ["It began on November 27."]
    one = Background(quote, published=["2024-12-03T10:00:00+00:00"])
    assert not missing("It began on Wednesday, November 27, 2024.", quote, one)
    assert missing("It began on Thursday, November 27.", quote, one)
    assert missing("It began on November 27, 2024.", quote, Background(quote, published=["2024-12-03", "2016-12-03"]))


def test_a_count_of_the_articles_is_known() -> None:
    assert not missing("Two articles say so.", ["So it is."], Background([], articles=2))
    assert missing("Three articles say so.", ["So it is."], Background([], articles=2))
    assert missing("Two rebels say so.", ["So it is."], Background([], articles=2))


def test_facts_stand_in_order_with_their_kinds() -> None:
    sentence = "On Sunday, Nov. 27, 2024, twenty-five men of HTS paid $3.5m in Aleppo."
    assert [(fact.kind, fact.text) for fact in facts(sentence)] == [
        ("date", "Sunday, Nov. 27, 2024"),
        ("number", "twenty-five"),
        ("name", "HTS"),
        ("money", "$3.5m"),
        ("name", "Aleppo"),
    ]


def test_given_says_where() -> None:
    quotes = ["The US and HTS met.", "On 27 November, America paid 2 million dollars, and the US left."]
    found = {
        fact.text: [quotes[n][start:end] for n, start, end in locate(fact, quotes, Background(quotes))]
        for fact in facts("The United States paid $2m on Nov. 27, it told Paris.")
    }
    assert found == {
        "United States": ["US", "America", "US"],
        "$2m": ["2 million dollars"],
        "Nov. 27": ["27 November"],
        "Paris": [],
    }
