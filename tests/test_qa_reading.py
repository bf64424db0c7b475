"""Spans become values, and the surest of them comes first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import ArticleRecord
from index.passage import Passage
from qa.read.confidence import load_weights
from qa.read.network import RawSpan
from qa.read.spans import Value, values
from qa.search import Hit
from qa.shipped import READERS
from qa.understand.kind import asks

WEIGHTS = load_weights(READERS["small"].file)
QUESTION = "When did the offensive start?"
TEXTS = {
    "a": "The offensive started on 27 November in the north.",
    "b": "On 28 November the offensive started, said the mayor.",
    "c": "An offensive was launched on 27 November, it is said.",
}
DATES = ("27 November", "28 November", "27 November")


def read(margins: tuple[float, float, float], doubts: tuple[float, float, float] = (-2.0, -2.0, -2.0)) -> list[Value]:
    """Return the values of the three texts, whose dates the reader finds with these margins."""
    return values(QUESTION, asks(QUESTION), *hits_of(TEXTS, DATES, margins, doubts), WEIGHTS)


def hits_of(
    texts: dict[str, str], answers: Sequence[str], margins: Sequence[float], doubts: Sequence[float]
) -> tuple[list[Hit], list[list[RawSpan]]]:
    """Return a hit for each text, and the one span that the reader finds in it."""
    hits, found = [], []
    for (article, text), answer, margin, doubt in zip(texts.items(), answers, margins, doubts, strict=True):
        record = ArticleRecord(article, f"/{article}.txt", "T", None, None, None, 1, False, "h", 1, 9)
        hits.append(Hit(Passage(f"{article}:h:0", article, 0, 0, len(text), text), record, 0.5, 1.0, 1.0))
        start = text.index(answer)
        found.append([RawSpan(start, start + len(answer), margin, doubt)])
    return hits, found


def test_spans_of_two_articles_that_say_the_same_are_one_value() -> None:
    first, second = read((7.0, 4.0, 5.0))
    assert (first.text, second.text) == ("27 November", "28 November")
    assert [span.hit.article.id for span in first.spans] == ["a", "c"]


def test_a_value_far_nearer_comes_first_however_many_articles_give_another() -> None:
    assert [value.text for value in read((2.0, 9.0, 2.0))] == ["28 November", "27 November"]


def test_of_values_about_as_near_the_one_in_doubt_comes_last() -> None:
    assert [value.text for value in read((5.0, 5.1, -9.0), (3.0, -4.0, 0.0))] == ["28 November", "27 November"]
    assert [value.text for value in read((5.0, 5.1, -9.0), (-4.0, 3.0, 0.0))] == ["27 November", "28 November"]


def test_a_weekday_is_not_surer_because_no_date_contradicts_it() -> None:
    weak_weekday, text = -1.0, "It began on a Monday, somebody said."
    hits, found = hits_of({**TEXTS, "d": text}, (*DATES, "Monday"), (7.0, 6.0, -9.0, weak_weekday), (-2.0,) * 4)
    assert values(QUESTION, asks(QUESTION), hits, found, WEIGHTS)[0].text == "27 November"


@pytest.mark.parametrize("only_asked", ["Is the port owned by the state? No.", "Owned by the state? Not any more."])
def test_what_is_only_asked_in_an_article_answers_nothing(only_asked: str) -> None:
    texts = {"a": only_asked, "b": "The port is owned by Holm Lines."}
    question = "Who owns the port?"
    hits, found = hits_of(texts, ("the state", "Holm Lines"), (9.0, 3.0), (-2.0, -2.0))
    (value,) = values(question, asks(question), hits, found, WEIGHTS)
    assert value.text == "Holm Lines"


MARGINS = st.floats(-20, 20)


@given(st.tuples(MARGINS, MARGINS, MARGINS), MARGINS)
def test_more_margin_never_moves_a_value_down(margins: tuple[float, float, float], more: float) -> None:
    def place(margin: float) -> int:
        return [value.text for value in read((margins[0], margin, margins[2]))].index("28 November")

    low, high = sorted((margins[1], more))
    assert place(high) <= place(low)
