"""What a language model is given to read: the sentences that matter, within so many tokens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from written import indexed

from index.article import ArticleRecord
from qa.engine import Engine
from qa.search import Hit
from qa.write.evidence import Excerpt, gather

START = "When did the offensive start?"
FLOOD = """\
The river Lomna rose by four metres on Monday and flooded the old town of Keld.

Rescuers in boats brought 212 people to the school on Castle Hill, the mayor said.

Shops were closed.

These bridges are shut:
- Iron Bridge: until Friday
- Mill Bridge: until Sunday
- King's Bridge: for a month

A concert in the park went on as planned.
"""


def cost(part: ArticleRecord | str) -> int:
    """Four characters are a token; what is told of an article takes twenty."""
    return len(part) // 4 + 1 if isinstance(part, str) else 20


def shown(engine: Engine, question: str, most: int, wide: bool = False, k: int = 8) -> list[Excerpt]:
    return gather(question, engine.search(question, k=k), [], engine.support.near, cost, most, wide)


def tokens(evidence: Sequence[Excerpt]) -> int:
    return sum(cost(one.text) + 20 for one in evidence)


@pytest.mark.parametrize("most", [60, 150, 300, 600])
def test_what_is_shown_fits_and_grows_with_what_may_be_shown(most: int, engine: Engine) -> None:
    evidence = shown(engine, START, most)
    assert evidence
    assert tokens(evidence) <= most * 1.1 + 5
    assert len(" ".join(one.text for one in evidence)) <= len(
        " ".join(one.text for one in shown(engine, START, 2 * most))
    )


def test_the_sentence_that_answers_is_there_first(engine: Engine) -> None:
    assert "November 27" in shown(engine, START, 80)[0].text
    assert "because of missiles and gunfire" in shown(engine, "Why did residents of Aleppo flee?", 80)[0].text


def test_all_is_shown_once_where_there_is_room_and_nothing_where_there_is_none(engine: Engine) -> None:
    hits = engine.search(START, k=8)
    evidence = shown(engine, START, 10_000)
    assert sorted(n for one in evidence for n in one.hits) == list(range(1, len(hits) + 1))
    assert len({one.article.id for one in evidence}) == len(evidence), "each article once, with its title"
    assert shown(engine, START, 10) == []


def test_sentences_stand_in_the_order_of_their_article_with_a_sign_where_some_are_left_out(engine: Engine) -> None:
    hits = engine.search(START, k=8)
    for one in shown(engine, START, 300):
        text = "\n".join(
            hit.passage.view.text for hit in sorted((hits[n - 1] for n in one.hits), key=lambda hit: hit.passage.start)
        )
        places = [text.index(piece) for part in one.text.split(" … ") for piece in part.split("\n")]
        assert places == sorted(places)


def test_an_item_of_a_list_comes_with_the_line_that_heads_it(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(FLOOD)
    flooded = indexed(engine, tmp_path / "qa", tmp_path / "flood.txt")
    (one,) = gather(
        "Until when is Mill Bridge shut?", flooded.search("Mill Bridge", k=3), [], engine.support.near, cost, 60
    )
    assert "Mill Bridge: until Sunday" in one.text
    assert "These bridges are shut:" in one.text
    assert "concert" not in one.text


def test_what_two_articles_say_alike_is_shown_once(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(FLOOD)
    (tmp_path / "again.txt").write_text("Flood in Keld\n\n" + FLOOD.replace("the mayor said", "said the mayor"))
    flooded = indexed(engine, tmp_path / "qa", tmp_path / "flood.txt", tmp_path / "again.txt")
    hits: list[Hit] = flooded.search("How many people were brought to the school?", k=8)
    evidence = gather("How many people were brought to the school?", hits, [], engine.support.near, cost, 2_000)
    assert sum(one.text.count("212 people") for one in evidence) == 1


def test_an_open_question_is_shown_more_of_what_stands_around(engine: Engine) -> None:
    question = "Why did residents of Aleppo flee?"
    assert max(one.text.count(" … ") for one in shown(engine, question, 300, wide=True)) <= max(
        one.text.count(" … ") for one in shown(engine, question, 300)
    )
