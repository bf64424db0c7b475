"""Articles that go back to one text are one origin, whose quotes are told once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_qa_citation import TEXTS, span

from index.sketch import sketch
from qa.origins import articles_of, origins, told_once
from qa.quotes import Quoter

STORY = "A landslide buried the road to Fossum on Tuesday night and tore down a power line, the road authority said"
OWN = "Marit Lien was washing up when she heard the hill come down, like a train that would never stop at her door"


def test_copies_are_of_one_origin_wherever_they_stand() -> None:
    texts = {"a": STORY, "b": OWN, "c": f"{STORY}. It will be shut for a week.", "d": STORY.upper()}
    assert origins({name: sketch(text) for name, text in texts.items()}) == {"a": 1, "b": 2, "c": 1, "d": 1}


def test_what_joins_two_articles_makes_them_one_origin() -> None:
    other = "Geologists flew over the slope at first light and said that heavy rain had loosened the ground above it"
    found = origins({"a": sketch(STORY), "b": sketch(other), "c": sketch(f"{STORY} {other}")})
    assert found == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("numbers", "quoted"), [({"a": 1, "b": 1}, ["a"]), ({"a": 1, "b": 2}, ["a", "b"]), ({}, ["a", "b"])]
)
def test_a_quote_that_repeats_one_of_its_origin_stands_among_its_copies(
    numbers: dict[str, int], quoted: list[str]
) -> None:
    texts = {**TEXTS, "b": TEXTS["a"]}
    one = span("a", "1931")
    article = replace(one.hit.article, id="b", outlet="Echo")
    other = replace(one, hit=replace(one.hit, article=article))
    found = Quoter(texts.get, origins=numbers).sentences([one, other])
    assert [quote.article_id for quote in found] == quoted
    assert [copy.outlet for copy in found[0].copies] == (["Echo"] if len(quoted) == 1 else [])
    assert articles_of(found) == 2
    assert told_once(found) == found
