"""What articles report is put by the time it holds for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from test_qa_reading import hits_of

from qa.read.confidence import load_weights
from qa.read.spans import values
from qa.shipped import READERS
from qa.story.reports import Report, reports
from qa.understand.kind import asks

WEIGHTS = load_weights(READERS["small"].file)
QUESTION = "How many people were killed by the quake?"


def told(texts: Mapping[str, str], numbers: Mapping[str, str], days: Mapping[str, str]) -> list[Report]:
    """Return the reports of texts whose numbers the reader finds, their articles published on these days."""
    hits, found = hits_of(dict(texts), [*numbers.values()], [5.0] * len(texts), [-5.0] * len(texts))
    hits = [replace(hit, article=replace(hit.article, published=days.get(hit.article.id))) for hit in hits]
    return reports(QUESTION, values(QUESTION, asks(QUESTION), hits, found, WEIGHTS), texts.__getitem__)


def killed(numbers: Mapping[str, str]) -> dict[str, str]:
    return {article: f"The quake killed {number} people." for article, number in numbers.items()}


def test_reports_are_put_newest_first_and_undated_ones_last() -> None:
    numbers = {"a": "12", "b": "19", "c": "17", "d": "30"}
    days = {"a": "2024-05-02", "b": "2024-05-04T10:00:00+00:00", "c": "2024-05-03"}
    found = told(killed(numbers), numbers, days)
    assert [report.value.text for report in found] == ["19", "17", "12", "30"]
    assert [report.at for report in found] == ["2024-05-04T10:00", "2024-05-03T00:00", "2024-05-02T00:00", ""]


def test_a_value_told_on_two_days_is_reported_on_each() -> None:
    numbers = {"a": "12", "b": "12", "c": "14"}
    found = told(killed(numbers), numbers, {"a": "2024-05-02", "b": "2024-05-04", "c": "2024-05-03"})
    told_by = [(report.value.text, report.value.spans[0].hit.article.id) for report in found]
    assert told_by == [("12", "b"), ("14", "c"), ("12", "a")]


def test_two_articles_of_one_day_that_say_the_same_are_one_report() -> None:
    numbers = {"a": "12", "b": "12"}
    (one,) = told(killed(numbers), numbers, {"a": "2024-05-02", "b": "2024-05-02"})
    assert len(one.value.spans) == 2


def test_what_is_told_later_of_an_event_is_newer_than_what_was_told_when_it_happened() -> None:
    """The day of the quake is no time that a count of June holds for; of one that nobody told of then, it is."""
    numbers = {"a": "12", "b": "19"}
    texts = {"a": "The quake killed 12 people.", "b": "The quake of 2 May killed 19 people."}
    days = {"a": "2024-05-02", "b": "2024-06-20"}
    assert told(texts, numbers, days)[0].at == "2024-06-20T00:00"
    days = {"a": "2024-06-20", "b": "2024-06-20"}
    assert {report.at[:10] for report in told(texts, numbers, days)} == {"2024-05-02", "2024-06-20"}


def test_a_report_holds_for_the_time_that_its_clause_names() -> None:
    text = "The quake had killed 12 people by Monday, and the town was cut off on Thursday."
    (one,) = told({"a": text}, {"a": "12"}, {"a": "2024-05-04"})
    assert one.value.time is not None
    assert (one.value.time.value, one.value.time.said) == ("2024-04-29", "Monday")
    assert one.value.time.resolved_against == "published 2024-05-04"
    assert not one.is_background


def test_what_was_long_before_its_article_is_background() -> None:
    (one,) = told({"a": "The quake killed 310 people in 1979."}, {"a": "310"}, {"a": "2024-05-04"})
    assert one.is_background
