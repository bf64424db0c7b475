"""Any LlamaIndex `LLM` as the language model that writes answers; OpenAI-compatible servers come in this way.

Importing it takes seconds, so that only what asks through LlamaIndex does.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import Any, Literal

from llama_index.core.base.llms.types import ChatMessage, ChatResponseAsyncGen
from llama_index.core.llms import LLM, CustomLLM

from index.errors import (
    ModelBusyError,
    ModelError,
    ModelMissingError,
    ModelServerError,
    PromptTooLongError,
    UsageError,
    redact,
)
from index.ollama import LOADING_S
from index.waiting import Patience, from_thread, pace
from qa.llm.protocol import Chunk, Message, Usage
from qa.llm.tokencount import TokenCount
from qa.settings import Settings

SEED = 0
TOO_LONG = ("context length", "context_length", "context size", "maximum context", "too many tokens")
"""What servers say of a prompt that does not fit."""


class LlamaIndexModel:
    """A LlamaIndex `LLM` behind `qa.llm.protocol.LanguageModel`.

    The temperature is the LLM object's own: set it to 0 there. An answer that grows too long is ended here.

    Args:
        llm: what writes.
        settings: `num_ctx` and the times that are waited.
        name: what `provenance` calls it; by default what the LLM calls its model.
        window: tokens of prompt and answer together; by default those of the LLM, at most `num_ctx`.
    """

    digest = ""

    def __init__(self, llm: LLM, settings: Settings, name: str = "", window: int = 0) -> None:
        known = llm.metadata
        model = known.model_name if known.model_name != "unknown" else llm.class_name()
        self.name = name or f"llamaindex/{model}"
        self.window = window or min(settings.num_ctx, known.context_window)
        self._llm, self._settings, self._count = llm, settings, TokenCount()

    def tokens(self, text: str) -> int:
        """Return about how many tokens `text` takes, learned where the server counts."""
        return self._count.of(text)

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Yield what the model writes, then its usage; see `qa.llm.protocol.LanguageModel.chat`."""
        prompt = "".join(message.content for message in messages)
        first_s = self._settings.first_token_timeout or LOADING_S
        patience = Patience(first_s, self._settings.idle_timeout, self._settings.answer_timeout)
        answers = pace(self._answers(messages, most), patience, self.name, _what_to_do)
        usage, written = Usage(), ""
        try:
            async with aclosing(answers):
                async for chunk, usage in answers:
                    if chunk.text:
                        written += chunk.text
                        yield chunk
                    if self._count.of(written) > 2 * most:  # twice, since it is an estimate
                        usage = Usage(usage.prompt_tokens, usage.tokens, "length")
                        break
        except PromptTooLongError:
            self._count.refused(prompt, self.window)
            raise
        self._count.learn(prompt, usage.prompt_tokens)
        yield usage

    async def _answers(self, messages: Sequence[Message], most: int) -> AsyncGenerator[tuple[Chunk, Usage]]:
        """Yield each piece, with the usage as far as it is known."""
        usage = Usage()
        given = [ChatMessage(role=message.role, content=message.content) for message in messages]
        with self._explained():
            async with (
                self._opened() as llm,
                aclosing(await _streamed(llm, given, self._options(most))) as answers,
            ):
                async for answer in answers:
                    usage = _usage(answer.raw, usage)
                    yield Chunk(answer.delta or "", _logprobs(answer.raw)), usage

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[LLM]:
        yield self._llm

    def _options(self, most: int) -> dict[str, Any]:  # noqa: ARG002  # not every LLM takes a limit
        return {}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except ModelError:
            raise
        except Exception as error:  # each LLM has errors of its own
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> ModelError:
        status = getattr(error, "status_code", None)
        text = textwrap.shorten(
            redact(f"{type(error).__name__}: {error}", self._settings.openai_api_key), 300, placeholder="…"
        )
        if any(words in text.lower() for words in TOO_LONG):
            return PromptTooLongError(
                f"The prompt is longer than {self.name} takes, and nothing was cut: ask a shorter question, or set "
                "QA_NUM_CTX to what its server was started with."
            )
        if status == 404:
            return ModelMissingError(f"The server does not have {self.name}: check the name and the URL.", text)
        if status in (401, 403):
            return ModelServerError(f"{self.name} was refused: set its key in QA_OPENAI_API_KEY.", text)
        if status in (429, 503):
            return ModelBusyError(f"The server of {self.name} has too many requests: ask again in a moment.")
        return ModelServerError(f"{self.name} failed: see that its server runs, then ask again.", text)


class OpenAIModel(LlamaIndexModel):
    """A model of an OpenAI-compatible server, through LlamaIndex's `OpenAILike`; each answer has its own connection.

    Args:
        settings: where the server is, its key, and the times that are waited.
        model: what the server calls it.

    Raises:
        UsageError: no server is named.
        ModelMissingError: the extra is not installed.
    """

    def __init__(self, settings: Settings, model: str) -> None:
        name = f"openai/{model}"
        if not settings.openai_base_url:
            raise UsageError(
                f"{name} needs to know where its server is: set QA_OPENAI_BASE_URL, as http://127.0.0.1:8080/v1."
            )
        try:
            from llama_index.llms.openai_like import OpenAILike
        except ImportError:
            raise ModelMissingError(
                f"{name} needs an extra that is not installed: run `pip install 'dateline[openai]'`."
            ) from None
        import httpx

        self._make = OpenAILike
        self._fields: Mapping[str, Any] = {
            "model": model,
            "api_base": settings.openai_base_url,
            "api_key": settings.openai_api_key or "none",  # the client wants one
            "is_chat_model": True,
            "context_window": settings.num_ctx,
            "temperature": 0.0,
            "max_retries": 0,
            "additional_kwargs": {
                "seed": SEED,
                "logprobs": True,
                "stream_options": {"include_usage": True},
                "timeout": httpx.Timeout(None, connect=settings.connect_timeout),
            },
        }
        super().__init__(OpenAILike(**self._fields), settings, name)

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[LLM]:
        import httpx

        async with httpx.AsyncClient(follow_redirects=True) as client:
            yield self._make(**self._fields, async_http_client=client)

    def _options(self, most: int) -> dict[str, Any]:
        return {"max_tokens": most}


_BLOCKING = inspect.unwrap(CustomLLM.astream_chat)
"""What a model has that knows only to block, as one in this process: it would hold up the event loop."""


async def _streamed(llm: LLM, messages: Sequence[ChatMessage], options: Mapping[str, Any]) -> ChatResponseAsyncGen:
    if inspect.unwrap(type(llm).astream_chat) is _BLOCKING:
        return from_thread(lambda: llm.stream_chat(messages, **options))
    return await llm.astream_chat(messages, **options)


async def _what_to_do() -> str:
    return "Ask again later, or wait longer (QA_FIRST_TOKEN_TIMEOUT); see that its server is not stuck."


def _get(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, Mapping) else getattr(raw, name, None)


def _first_choice(raw: Any) -> Any:
    choices = _get(raw, "choices")
    return choices[0] if choices else None


def _usage(raw: Any, before: Usage) -> Usage:
    """Return the usage that a raw answer of OpenAI's shape tells; what it does not tell is as `before`."""
    usage, ended = _get(raw, "usage"), _get(_first_choice(raw), "finish_reason")
    finished: Literal["stop", "length"] = (
        before.finished if ended is None else "length" if ended == "length" else "stop"
    )
    prompt_tokens, tokens = _get(usage, "prompt_tokens"), _get(usage, "completion_tokens")
    return Usage(
        int(prompt_tokens) if prompt_tokens else before.prompt_tokens,
        int(tokens) if tokens else before.tokens,
        finished,
    )


def _logprobs(raw: Any) -> tuple[float, ...]:
    tokens = _get(_get(_first_choice(raw), "logprobs"), "content") or ()
    told = (_get(token, "logprob") for token in tokens)
    return tuple(float(logprob) for logprob in told if logprob is not None)
