"""The language model: the small interface that stands between Dateline and whatever writes.

`qa/llm/ollama.py` puts a model of Ollama behind it, `qa/llm/llamaindex.py` any LlamaIndex `LLM`. What it writes
is a draft: nothing of it is shown as an answer before `qa/check/verifier.py` has held it to the text.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Chunk:
    """A piece of what a model writes, as it comes.

    Attributes:
        text: the piece; may be empty.
        logprobs: log probability of each of its tokens, or empty where the server does not tell.
    """

    text: str
    logprobs: tuple[float, ...] = ()


@dataclass(frozen=True)
class Wait:
    """What is waited for until the first word.

    Attributes:
        tokens: of the prompt, about, that the server has not read yet.
        seconds: that it is foretold to read; None where its pace is not known yet.
        loads: whether the model is loaded first, which takes longer.
    """

    tokens: int
    seconds: float | None
    loads: bool


@dataclass(frozen=True)
class Usage:
    """What one generation took, by the model's own counts; always the last thing it yields.

    Attributes:
        prompt_tokens: of the prompt, or None where the server does not tell.
        tokens: that were written, or None.
        finished: "stop" where the model ended by itself, "length" where its window or the limit ended it.
    """

    prompt_tokens: int | None = None
    tokens: int | None = None
    finished: Literal["stop", "length"] = "stop"


@runtime_checkable
class LanguageModel(Protocol):
    """What Dateline asks of a language model.

    Attributes:
        name: as a user names it, `ollama/llama3.2`.
        digest: "sha256:…" of its weights, or "" where the server does not tell.
        window: tokens of prompt and answer together.
    """

    name: str
    digest: str
    window: int

    def tokens(self, text: str) -> int:
        """Return how many tokens `text` takes, about: the model's own count where it can be had, else an estimate."""

    def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield what the model writes to the messages, at most `most` tokens, then its `Usage`.

        Closing the generator ends the generation. Temperature 0, a fixed seed, thinking off.

        Raises:
            PromptTooLongError: the messages do not fit into `window`; before the first chunk, and nothing was cut.
            ModelMissingError: the server does not have the model.
            ModelServerError: the server is down, hangs, or answers an error or rubbish.
        """


@runtime_checkable
class Judge(LanguageModel, Protocol):
    """A language model whose server tells how likely another word would have been, and how long it will take."""

    async def wait(self, messages: Sequence[Message]) -> Wait:
        """Return what will be waited for until the first word of an answer to the messages. Raises ModelError."""

    async def says_yes(self, messages: Sequence[Message]) -> tuple[float | None, Usage]:
        """Return the probability, 0 to 1, that it answers the messages with yes and not with no, and what that took.

        None where the server does not tell, or the model says neither. Raises as `chat` does.
        """
