"""A model of an Ollama server as the language model that writes answers, and judges them."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import asdict

from index.errors import PromptTooLongError
from index.ollama import LOADING_S, OllamaServer, Part
from index.ollama_info import ModelInfo, same
from qa.llm.protocol import Chunk, Message, Usage, Wait
from qa.llm.speed import Speed
from qa.llm.tokencount import TokenCount

LIKELY = 20
"""Tokens that are told which might have stood in the place of yes or no; the most that Ollama tells."""


class OllamaModel:
    """One chat model of a server; a `qa.llm.protocol.LanguageModel`, and a `Judge`.

    Args:
        server: where it is.
        info: what the server says of it.
        window: tokens of prompt and answer together; a model that takes fewer has its own.
    """

    def __init__(self, server: OllamaServer, info: ModelInfo, window: int) -> None:
        self.name = f"ollama/{info.short}"
        self.digest = info.digest
        self.window = min(window, info.context or window)
        self._server, self._info, self._count = server, info, TokenCount()
        self._speed, self._read, self._tells = Speed(), "", True

    def tokens(self, text: str) -> int:
        """Return about how many tokens `text` takes, learned from the server's counts of earlier prompts."""
        return self._count.of(text)

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield what the model writes, then its usage; see `qa.llm.protocol.LanguageModel.chat`."""
        async with aclosing(self._parts(messages, most)) as parts:
            async for part in parts:
                if part.text or part.logprobs:
                    yield Chunk(part.text, part.logprobs)
                if part.done:
                    yield _usage(part)

    async def wait(self, messages: Sequence[Message]) -> Wait:
        """Return what will be waited for; see `qa.llm.protocol.Judge.wait`."""
        there = await self._server.running()
        tokens = self._new(_prompt(messages))
        return Wait(tokens, self._speed.wait_s(tokens), not any(same(name, self._info.name) for name in there))

    async def says_yes(self, messages: Sequence[Message]) -> tuple[float | None, Usage]:
        """Return how likely it says yes; see `qa.llm.protocol.Judge.says_yes`."""
        likely: tuple[tuple[str, float], ...] = ()
        usage = Usage()
        if not self._tells:
            return None, usage
        async with aclosing(self._parts(messages, 1, LIKELY)) as parts:
            async for part in parts:
                likely = likely or part.likely
                usage = _usage(part) if part.done else usage
                if part.text and not likely:  # an older server; it is not asked again
                    self._tells = False
                    break
        yes, no = (_chance(likely, word) for word in ("yes", "no"))
        return (yes / (yes + no) if yes + no > 0 else None), usage

    async def _parts(self, messages: Sequence[Message], most: int, likely: int = 0) -> AsyncGenerator[Part]:
        prompt = _prompt(messages)
        new = self._new(prompt)
        limit = self._speed.limit_s(new, LOADING_S)
        given = [asdict(message) for message in messages]
        parts = self._server.chat(self._info, given, self.window, most, limit, likely)
        try:
            async with aclosing(parts):
                async for part in parts:
                    if part.done:
                        self._count.learn(prompt, part.prompt_tokens)
                        self._read = prompt
                        if part.took:
                            self._speed.learn(new, part.took[1], part.tokens or 0, part.took[2])
                    yield part
        except PromptTooLongError:
            self._count.refused(prompt, self.window)
            raise

    def _new(self, prompt: str) -> int:
        """Return about how many tokens the server has to read: it keeps what the last prompt began with."""
        same = next((n for n, (a, b) in enumerate(zip(prompt, self._read, strict=False)) if a != b), len(self._read))
        return self._count.of(prompt[same:])


def _prompt(messages: Sequence[Message]) -> str:
    return "".join(message.content for message in messages)


def _usage(part: Part) -> Usage:
    return Usage(part.prompt_tokens, part.tokens, "length" if part.done == "length" else "stop")


def _chance(likely: Sequence[tuple[str, float]], word: str) -> float:
    """Return how likely a word is, in whatever letters."""
    return sum(math.exp(logprob) for token, logprob in likely if token.strip(" \t\n.,!\"'*").casefold() == word)
