"""Whatever a language model writes, what is shown of it is held to the text."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from scripted import Scripted
from written import assert_held, writing

from evals.lab.garbage import garbage
from qa.engine import Engine
from qa.llm.protocol import Message

QUESTIONS = (
    "When did the offensive start?",
    "How many people were displaced?",
    "Who led the offensive?",
    "Why did residents flee?",
    "What did the joint statement call for?",
)
AT_ONCE = 20


def assert_held_whatever_is_written(seeds: list[int], engine: Engine) -> None:
    shown = [hit.passage.text for hit in engine.search(QUESTIONS[0], k=engine.settings.read_passages)]
    left = iter(seeds)

    def writes(_: Sequence[Message]) -> str:
        return garbage(next(left), shown)

    rubbish = writing(engine, Scripted(writes))
    for seed in seeds:
        assert_held(rubbish.ask(QUESTIONS[seed % len(QUESTIONS)]), engine.folder)
    rubbish.close()


@pytest.mark.parametrize("first", range(0, 2 * AT_ONCE, AT_ONCE))
@pytest.mark.slow
def test_rubbish_keeps_every_quote_exact_and_no_value_without_one(first: int, engine: Engine) -> None:
    assert_held_whatever_is_written([*range(first, first + AT_ONCE)], engine)


@pytest.mark.soak
@pytest.mark.parametrize("_", range(20))
def test_rubbish_by_chance_is_held_to_the_text(_: int, engine: Engine, chance: Random) -> None:
    assert_held_whatever_is_written([chance.randrange(10**9) for _ in range(AT_ONCE)], engine)
