"""A model of an Ollama server as what writes and judges: what it says of yes and no, and of how long it will take."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ollama_fakes import FakeOllama

from index.ollama import OllamaServer
from index.ollama_info import ModelInfo
from qa.llm.ollama import OllamaModel
from qa.llm.protocol import Judge, Message, Usage
from qa.llm.speed import LEAST_S, Speed

INFO = ModelInfo("fake:latest", "sha256:f", 1, 2_048, capabilities=("completion",))
ASKED = [Message("system", "Say yes or no. " * 20), Message("user", "Is it so? " * 20)]


def model(fake: FakeOllama) -> OllamaModel:
    return OllamaModel(OllamaServer(fake.host), INFO, 1_024)


def token(text: str, chance: float) -> dict[str, Any]:
    return {"token": text, "logprob": math.log(chance)}


@pytest.mark.parametrize(
    ("likely", "yes"),
    [
        ([token("Yes", 0.6), token("No", 0.2)], 0.75),
        ([token(" yes", 0.3), token("YES", 0.3), token("no.", 0.1), token("No", 0.1), token("maybe", 0.2)], 0.75),
        ([token("No", 0.9)], 0.0),
        ([token("Perhaps", 0.9)], None),
        ([], None),
    ],
)
def test_yes_is_as_likely_as_its_word_is_against_no(likely: Sequence[dict[str, Any]], yes: float | None) -> None:
    with FakeOllama(likely=likely, words=["Yes"]) as fake:
        says, usage = asyncio.run(model(fake).says_yes(ASKED))
    assert says == (pytest.approx(yes) if yes is not None else None)
    assert usage == (Usage(100, 1, "stop") if likely else Usage())
    (asked,) = fake.bodies("/api/chat")
    assert asked["top_logprobs"] == 20
    assert asked["options"]["num_predict"] == 1


def test_a_server_that_does_not_tell_how_likely_a_word_is_is_left_at_its_first_and_not_asked_again() -> None:
    with FakeOllama("silent", words=["word "] * 5) as fake:
        asked = model(fake)
        for _ in range(2):
            assert asyncio.run(asked.says_yes(ASKED)) == (None, Usage())
        assert len(fake.bodies("/api/chat")) == 1


def test_a_wait_is_foretold_by_the_pace_of_the_last_answers_and_of_what_is_new_alone() -> None:
    with FakeOllama(
        words=["No"], likely=[token("No", 0.9)], took={"prompt_eval": 4.0, "eval": 2.0, "load": 1.0}
    ) as fake:
        asked = model(fake)
        before = asyncio.run(asked.wait(ASKED))
        assert (before.seconds, before.loads) == (None, False)
        asyncio.run(asked.says_yes(ASKED))
        again = asyncio.run(asked.wait(ASKED))
        assert (again.tokens, again.seconds) == (0, 0.0), "the server has read all of it"
        other = asyncio.run(asked.wait([ASKED[0], Message("user", "Why was it so? " * 40)]))
        assert other.tokens < asked.tokens(ASKED[0].content + "Why was it so? " * 40)
        assert other.seconds
        assert other.seconds > 0


def test_a_model_that_is_not_loaded_is_said_to_be_loaded_first() -> None:
    with FakeOllama(running=["other:7b"]) as fake:
        assert asyncio.run(model(fake).wait(ASKED)).loads


def test_it_writes_and_judges() -> None:
    async def written(fake: FakeOllama) -> str:
        async with aclosing(model(fake).chat(ASKED, 10)) as pieces:
            return "".join([piece.text async for piece in pieces if not isinstance(piece, Usage)])

    with FakeOllama() as fake:
        assert isinstance(model(fake), Judge)
        assert asyncio.run(written(fake)) == "".join(fake.words)


@given(st.lists(st.tuples(st.integers(20, 4_000), st.floats(0.01, 600)), min_size=1), st.integers(1, 4_000))
def test_a_server_is_always_given_longer_than_it_is_foretold_to_take(
    learned: list[tuple[int, float]], tokens: int
) -> None:
    speed = Speed()
    for read, seconds in learned:
        speed.learn(read, seconds, 10, 1.0)
    foretold = speed.wait_s(tokens)
    assert foretold is not None
    assert speed.limit_s(tokens, 0.0) >= max(foretold, LEAST_S)
    assert speed.limit_s(tokens, 300.0) == speed.limit_s(tokens, 0.0) + 300


def test_a_slow_pace_is_learned_and_a_few_tokens_teach_nothing() -> None:
    speed = Speed()
    speed.learn(5, 60.0, 1, 1.0)
    assert (speed.reads, speed.writes) == (None, None)
    speed.learn(500, 100.0, 50, 10.0)
    assert (speed.reads, speed.writes, speed.wait_s(100)) == (5.0, 5.0, 20.0)
    assert speed.limit_s(1_000, 0.0) == 1_600
