"""A dispute is told where independent origins differ and no time explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from test_qa_reading import hits_of

from qa.quotes import Quoter, number
from qa.read.confidence import load_weights
from qa.read.spans import Value, values
from qa.shipped import READERS
from qa.story.disputes import agree, with_rivals
from qa.understand.kind import asks

WEIGHTS = load_weights(READERS["small"].file)
QUESTION = "How many people did the blast in Karsh kill?"
ONE = "The blast in Karsh did kill {} people."


def read(
    counts: Mapping[str, str], days: Mapping[str, str], origins: Mapping[str, int], outlet: str | None = None
) -> list[Value]:
    told = {article: ONE.format(count) for article, count in counts.items()}
    hits, found = hits_of(told, [*counts.values()], [6.0] * len(told), [-5.0] * len(told))
    hits = [
        replace(hit, article=replace(hit.article, published=days.get(hit.article.id), outlet=outlet)) for hit in hits
    ]
    asked = asks(QUESTION)
    return with_rivals(asked, values(QUESTION, asked, hits, found, WEIGHTS), origins, WEIGHTS)


def rivals(found: list[Value]) -> list[str]:
    return [rival.text for rival in found[0].rivals]


def test_independent_origins_of_one_day_that_differ_dispute() -> None:
    found = read({"a": "19", "b": "34"}, {"a": "2025-03-14", "b": "2025-03-14"}, {"a": 1, "b": 2})
    assert sorted([found[0].text, *rivals(found)]) == ["19", "34"]
    assert found[0].confidence > read({"a": "19", "b": "34"}, {}, {"a": 1, "b": 1})[0].confidence


def test_what_a_sentence_says_against_another_count_disputes_whoever_else_tells_that() -> None:
    told = {"a": "The blast in Karsh did kill 34, not 19 as the army claims, the hospital said.", "b": ONE.format("19")}
    hits, found = hits_of(told, ["34", "19"], [6.0, 5.0], [-5.0, -5.0])
    at = told["a"].index("19")
    found[0].append(replace(found[0][0], start=at, end=at + 2, margin=-1.0))
    days = [replace(hit, article=replace(hit.article, published=f"2025-03-1{n}")) for n, hit in enumerate(hits)]
    asked = asks(QUESTION)
    assert rivals(with_rivals(asked, values(QUESTION, asked, days, found, WEIGHTS), {"a": 1, "b": 2}, WEIGHTS)) == [
        "19"
    ]


def test_one_article_whose_best_value_is_hardly_found_does_not_dispute_with_itself() -> None:
    text = "The blast in Karsh did kill 19 people. A blast in Karsh in 1994 did kill 34 people."
    hits, found = hits_of({"a": text}, ["19"], [1.6], [-5.0])
    at = text.index("34")
    found[0].append(replace(found[0][0], start=at, end=at + 2, margin=2.1, doubt=9.0))
    asked = asks(QUESTION)
    assert not rivals(with_rivals(asked, values(QUESTION, asked, hits, found, WEIGHTS), {"a": 1}, WEIGHTS))


def test_who_speaks_in_one_article_is_no_side_of_a_dispute() -> None:
    text = "“He was six,” Ada Holm, mother of Lars said. “He was five,” Ilse Ried, mother of Jost said."
    question = "Who is the mother of Lars?"
    hits, found = hits_of({"a": text}, ["Ada Holm"], [6.0], [-5.0])
    at = text.index("Ilse Ried")
    found[0].append(replace(found[0][0], start=at, end=at + len("Ilse Ried"), margin=4.0))
    asked = asks(question)
    assert not rivals(with_rivals(asked, values(question, asked, hits, found, WEIGHTS), {"a": 1}, WEIGHTS))


def test_what_two_speakers_of_one_article_say_disputes_only_where_it_is_a_name_or_a_figure() -> None:
    text = "Kalns helped to pay the rebels, the army said. Kalns played key roles among the rebels, the union said."
    question = "What did Kalns do among the rebels?"
    hits, found = hits_of({"a": text}, ["helped to pay"], [6.0], [-5.0])
    at = text.index("played key roles")
    found[0].append(replace(found[0][0], start=at, end=at + len("played key roles"), margin=4.0))
    asked = asks(question)
    assert not rivals(with_rivals(asked, values(question, asked, hits, found, WEIGHTS), {"a": 1}, WEIGHTS))


def test_a_later_count_is_no_dispute() -> None:
    assert not rivals(read({"a": "19", "b": "34"}, {"a": "2025-03-14", "b": "2025-03-16"}, {"a": 1, "b": 2}))


def test_what_one_outlet_tells_later_on_the_day_is_no_dispute() -> None:
    """Nor is a count of another one many hours later."""
    day = {"a": "2025-03-14T08:10:00", "b": "2025-03-14T15:40:00"}
    assert not rivals(read({"a": "19", "b": "34"}, day, {"a": 1, "b": 2}))
    assert rivals(read({"a": "19", "b": "34"}, day | {"b": "2025-03-14T09:00:00"}, {"a": 1, "b": 2}))
    hourly = {"a": "2025-03-14T08:10:00", "b": "2025-03-14T09:00:00"}
    assert not rivals(read({"a": "19", "b": "34"}, hourly, {"a": 1, "b": 2}, outlet="Gazette"))


def test_copies_of_one_text_do_not_dispute() -> None:
    assert not rivals(read({"a": "19", "b": "34"}, {"a": "2025-03-14", "b": "2025-03-14"}, {"a": 1, "b": 1}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("640", "Hundreds"), ("34", "dozens of people"),
        ("25", "at least 25"), ("25", "two dozen"), ("25", "twenty-five people"), ("nearly 300", "300"),
        ("Wednesday", "November 27"), ("Sarro", "Elin Sarro"), ("more than 10,000", "around 10,000"),
    ],
)  # fmt: skip
def test_forms_of_one_value_agree(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("25", "34"),
        ("at least 34", "19"),
        ("9", "dozens"),
        ("3 May 1825", "9 June 1827"),
        ("Ivo Trent", "Karel Bonn"),
        ("a cable", "a cigarette"),
    ],
)
def test_other_values_do_not(one: str, other: str) -> None:
    assert not agree(one, other)


def test_each_side_of_a_dispute_in_one_sentence_is_told_with_its_own_speaker() -> None:
    text = "The blast in Karsh did kill 34, not 19 as the army claims, the hospital said."
    hits, _ = hits_of({"a": text}, ["34"], [6.0], [-5.0])
    quoter = Quoter({"a": text}.get)
    sides = [quoter.around(hits[0].article, (at, at + 2)) for at in (text.index("34"), text.index("19"))]
    (one, other), (quote,) = number([[side] for side in sides])
    assert [side[0].attribution and side[0].attribution.speaker for side in (one, other)] == [
        "the hospital",
        "the army",
    ]
    assert (quote.attribution, len(quote.marks)) == (None, 2)
