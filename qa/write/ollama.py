"""A model of an Ollama server as the language model that writes answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import asdict

from index.errors import PromptTooLongError
from index.ollama import OllamaServer
from index.ollama_info import ModelInfo
from qa.write.llm import Chunk, Message, Usage
from qa.write.tokencount import TokenCount


class OllamaModel:
    """One chat model of a server; a `qa.write.llm.LanguageModel`.

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

    def tokens(self, text: str) -> int:
        """Return about how many tokens `text` takes, learned from the server's counts of earlier prompts."""
        return self._count.of(text)

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield what the model writes, then its usage; see `qa.write.llm.LanguageModel.chat`."""
        prompt = "".join(message.content for message in messages)
        parts = self._server.chat(self._info, [asdict(message) for message in messages], self.window, most)
        try:
            async with aclosing(parts):
                async for part in parts:
                    if part.text or part.logprobs:
                        yield Chunk(part.text, part.logprobs)
                    if part.done:
                        self._count.learn(prompt, part.prompt_tokens)
                        yield Usage(part.prompt_tokens, part.tokens, "length" if part.done == "length" else "stop")
        except PromptTooLongError:
            self._count.refused(prompt, self.window)
            raise
