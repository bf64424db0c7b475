"""A language model that says what it is told to, at the pace of a real one."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence

from qa.llm.protocol import Chunk, Message, Usage

_PASSAGE = re.compile(r'<passage number="\d+".*?>\n(.*?)\n</passage>', re.S)


class Recited:
    """A `LanguageModel` whose answers are given.

    Args:
        says: makes an answer of the passages that it is shown.
        pause_s: seconds between two words, kept to whether or not whoever listens keeps up, as a server's are.

    Attributes:
        due: when the last word was due, as `time.perf_counter()` tells it.
    """

    name = "recited"
    digest = ""
    window = 100_000

    def __init__(self, says: Callable[[Sequence[str]], str], pause_s: float = 0.0) -> None:
        self._says, self._pause_s = says, pause_s
        self.due = 0.0

    def tokens(self, text: str) -> int:
        """Four characters are a token."""
        return len(text) // 4

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield the answer word by word, however long."""
        words = re.findall(r"\s*\S+\s*$|\s*\S+|\s+", self._says(_PASSAGE.findall(messages[-1].content)))
        began = time.perf_counter()
        self.due = began + self._pause_s * len(words)
        for n, word in enumerate(words, 1):
            await asyncio.sleep(began + self._pause_s * n - time.perf_counter())
            yield Chunk(word)
        yield Usage(most, len(words))
