"""Whatever a language model writes, what is shown of it is held to the text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from scripted import Scripted
from written import assert_held, writing

from evals.lab.garbage import garbage
from qa.engine import Engine
from qa.write.llm import Message

QUESTIONS = (
    "When did the offensive start?",
    "How many people were displaced?",
    "Who led the offensive?",
    "Why did residents flee?",
    "What did the joint statement call for?",
)
RUNS = 200
AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, RUNS, AT_ONCE))
def test_rubbish_keeps_every_quote_exact_and_no_value_without_one(first: int, engine: Engine) -> None:
    shown = [hit.passage.text for hit in engine.search(QUESTIONS[0], k=engine.settings.read_passages)]
    seeds = iter(range(first, first + AT_ONCE))

    def writes(_: Sequence[Message]) -> str:
        return garbage(next(seeds), shown)

    rubbish = writing(engine, Scripted(writes))
    for seed in range(first, first + AT_ONCE):
        assert_held(rubbish.ask(QUESTIONS[seed % len(QUESTIONS)]), engine.folder)
    rubbish.close()
