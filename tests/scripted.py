"""A language model that says what a test tells it to, behind the interface of the real ones."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from qa.llm.protocol import Chunk, Message, Usage, Wait

Piece = str | Chunk | Usage | BaseException | threading.Event
Reply = str | BaseException | Sequence[Piece]


class Scripted:
    """A `LanguageModel` whose replies are given.

    Args:
        replies: one for each time that it is asked, in order; or what makes one of the messages. A reply is a text,
            given out word by word; an error, raised before anything is written; or a list of pieces: texts and chunks
            as they are, errors raised in their turn, events that it waits for before it goes on, and a `Usage` where
            another than that of a model which ended by itself is wanted.
        delay: seconds before each piece.
        name: as a user would name it.
        window: tokens that it takes; four characters are one.

    Attributes:
        asked: the messages of each time that it was asked.
        most: the most tokens that it was allowed each time.
        begun: generations that began.
        whole: those of them that came to their end.
        stopped: those that were ended from outside: closed, or cancelled.
    """

    def __init__(
        self,
        replies: Sequence[Reply] | Callable[[Sequence[Message]], Reply],
        delay: float = 0.0,
        name: str = "ollama/scripted",
        window: int = 4_096,
    ) -> None:
        self.name, self.digest, self.window = name, "sha256:0", window
        self._replies = replies
        self._delay = delay
        self.asked: list[list[Message]] = []
        self.most: list[int] = []
        self.begun = self.whole = self.stopped = 0

    def tokens(self, text: str) -> int:
        """Four characters are a token."""
        return -(-len(text) // 4)

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield the next reply; running out of them is a mistake of the test."""
        self.asked.append(list(messages))
        self.most.append(most)
        reply = self._replies(messages) if callable(self._replies) else self._replies[len(self.asked) - 1]
        self.begun += 1
        usage, written = None, 0
        try:
            for piece in _pieces(reply):
                await asyncio.sleep(self._delay)
                if isinstance(piece, BaseException):
                    raise piece
                if isinstance(piece, threading.Event):
                    while not piece.is_set():  # noqa: ASYNC110 - it is set in another thread
                        await asyncio.sleep(0.005)
                elif isinstance(piece, Usage):
                    usage = piece
                else:
                    written += 1
                    yield piece if isinstance(piece, Chunk) else Chunk(piece)
            self.whole += 1
        except (GeneratorExit, asyncio.CancelledError):
            self.stopped += 1
            raise
        yield usage or Usage(sum(self.tokens(message.content) for message in messages), written)


def _pieces(reply: Reply) -> Sequence[Piece]:
    if isinstance(reply, str):
        return re.findall(r"\s*\S+\s*$|\s*\S+|\s+", reply)
    return [reply] if isinstance(reply, BaseException) else reply


class Judging(Scripted):
    """A `Judge`: says yes to quotes as it is told, and writes its replies where it is asked to write.

    Args:
        yes: how likely it says yes to a quote that holds a text, or what makes that of the quote; None: its server does
            not tell.
        replies: as those of `Scripted`.
        wait: what it says is waited for.

    Attributes:
        judged: the messages of each judgement.
    """

    def __init__(
        self,
        yes: Mapping[str, float] | Callable[[str], float | BaseException | None],
        replies: Sequence[Reply] | Callable[[Sequence[Message]], Reply] = (),
        wait: Wait = Wait(100, None, False),  # noqa: B008  # it is frozen
        **others: Any,
    ) -> None:
        super().__init__(replies, **others)
        self._yes, self._wait = yes, wait
        self.judged: list[list[Message]] = []

    async def wait(self, messages: Sequence[Message]) -> Wait:  # noqa: ARG002
        """Return what it was given."""
        return self._wait

    async def says_yes(self, messages: Sequence[Message]) -> tuple[float | None, Usage]:
        """Say yes as it was told to; to other quotes, hardly."""
        self.judged.append(list(messages))
        quote = quote_in(messages)
        told = None if callable(self._yes) else [says for text, says in self._yes.items() if text in quote]
        says = self._yes(quote) if callable(self._yes) else max(told or [0.0001])
        if isinstance(says, BaseException):
            raise says
        return says, Usage(100, 1, "length")


def quote_in(messages: Sequence[Message]) -> str:
    """Return the quote that is judged."""
    found = re.search(r"^(?:Quote from [^:]*|Quotes): (.*)$", messages[-1].content, re.M)
    assert found
    return found[1]
