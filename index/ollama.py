"""Ollama: what a server has, chatting and embedding through it.

The only module that imports the `ollama` package, and only once a server is talked to: the import takes half a second.
`chat` goes through the client's private `_request`, since its `chat` cannot send `truncate` and `shift`, without which
the server cuts a long prompt silently. Nothing here waits without end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from index.errors import ModelMissingError, ModelServerError
from index.ollama_address import Address
from index.ollama_errors import is_another, refused
from index.ollama_info import ModelInfo, described, listed, same
from index.waiting import Patience, pace

if TYPE_CHECKING:
    import ssl

    from ollama import AsyncClient, ChatResponse

SEED = 0
LOADING_S = 300.0
"""Seconds that loading a model may take, from a slow disk too."""
_RUBBISH = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of reading an answer that is of another shape, holds an infinite number or is nested without end."""


@dataclass(frozen=True)
class Part:
    """A piece of an answer; the last one has `done`.

    Attributes:
        text: the piece, without what a model thinks.
        logprobs: log probability of each of its tokens.
        done: why the answer ended, "stop" or "length", or "" before its end.
        prompt_tokens: the server's count of the prompt, at the end.
        tokens: the server's count of the answer, at the end.
        likely: of the first token, where it was asked for: what might have stood there, each with its log probability.
        took: at the end, seconds for loading the model, for reading the prompt and for writing, as the server tells.
    """

    text: str
    logprobs: tuple[float, ...] = ()
    done: str = ""
    prompt_tokens: int | None = None
    tokens: int | None = None
    likely: tuple[tuple[str, float], ...] = ()
    took: tuple[float, float, float] | None = None


class OllamaServer:
    """A server of Ollama; it keeps no connection between requests, so any thread and any event loop may use it.

    Args:
        host: as OLLAMA_HOST says it; "" reads that variable.
        connect_s: seconds to connect.
        first_s: seconds until the first word of an answer, loading the model included, at most; 0: as long as the
            server says that it is at work. Also of a batch of vectors.
        idle_s: seconds between two words, and for an answer about what is there.
        whole_s: seconds for all words of an answer.

    Attributes:
        address: where it is.
    """

    def __init__(
        self, host: str = "", connect_s: float = 2.0, first_s: float = 0.0, idle_s: float = 30.0, whole_s: float = 900.0
    ) -> None:
        self.address = Address.parse(host)
        self._connect_s, self._first_s, self._idle_s, self._whole_s = connect_s, first_s, idle_s, whole_s

    def __str__(self) -> str:
        """The server as errors name it."""
        return f"The Ollama server at {self.address}"

    async def listens(self, within_s: float) -> bool:
        """Return whether something listens there, without importing anything to find out."""
        try:
            async with asyncio.timeout(within_s):
                _, writer = await asyncio.open_connection(self.address.host, self.address.port)
        except (OSError, ValueError):  # a TimeoutError is an OSError; a name that no DNS takes, a ValueError
            return False
        writer.close()
        return True

    async def version(self) -> str:
        """Return the server's version."""
        raw = await self._small("GET", "/api/version")
        return str(raw.get("version", "?"))

    async def models(self, within_s: float | None = None) -> list[ModelInfo]:
        """Return what the server has, by name; one model that it cannot describe does not hide the others.

        Args:
            within_s: seconds that it may take to name its models, and `connect_s` to describe them; else `idle_s`.

        Raises:
            ModelServerError: it is down, hangs, or answers rubbish.
        """
        there = await self._listed(within_s)
        describe_s = max(within_s, self._connect_s) if within_s else None
        describing = (self._described(info, describe_s) for info in there)
        told = await asyncio.gather(*describing, return_exceptions=True)
        if told and all(isinstance(each, ModelServerError) for each in told):
            raise next(each for each in told if isinstance(each, ModelServerError))
        return [info if isinstance(each, BaseException) else each for info, each in zip(there, told, strict=True)]

    async def model(self, name: str) -> ModelInfo:
        """Return the model of this name. Raises ModelMissingError where the server lacks it, ModelServerError."""
        there = await self._listed()
        for info in there:
            if same(info.name, name):
                return await self._described(info)
        has = ", ".join(info.short for info in there) or "no model"
        raise ModelMissingError(
            f"{self} does not have {name!r}: run `ollama pull {name}`, or name one that it has ({has})."
        )

    async def running(self) -> list[str]:
        """Return the names of the models that are loaded. Raises ModelServerError."""
        raw = await self._small("GET", "/api/ps")
        with self._explained(""):
            return [str(each["name"]) for each in raw.get("models") or []]

    async def chat(
        self,
        model: ModelInfo,
        messages: Sequence[Mapping[str, str]],
        window: int,
        most: int,
        within_s: float = LOADING_S,
        likely: int = 0,
    ) -> AsyncGenerator[Part]:
        """Yield what the model answers: temperature 0, a fixed seed, no thinking, nothing cut. Closing it ends it.

        Args:
            model: which one answers.
            messages: each with `role` and `content`.
            window: tokens of prompt and answer together.
            most: tokens of the answer.
            within_s: seconds after which a server that answers, but writes nothing, makes no progress.
            likely: how many tokens are told that might have stood in the place of the first one.

        Raises:
            PromptTooLongError: the messages do not fit into `window`.
            ModelMissingError: the server does not have the model any more, or it cannot chat.
            ModelBusyError: the server has too many requests.
            ModelServerError: the server is down, hangs, breaks off or answers an error or rubbish.
        """
        asked: dict[str, Any] = {
            "model": model.name,
            "messages": list(messages),
            "stream": True,
            "truncate": False,
            "shift": False,
            "logprobs": True,
            "options": {"temperature": 0, "seed": SEED, "num_ctx": window, "num_predict": most},
        }
        if likely:
            asked["top_logprobs"] = likely
        if "thinking" in model.capabilities:  # others refuse the word
            asked["think"] = False
        patience = Patience(min(within_s, self._first_s or within_s), self._idle_s, self._whole_s, self._lives)
        parts = pace(self._parts(asked, model.short), patience, str(self), partial(self._advice, model))
        count = 0
        async with aclosing(parts):
            async for part in parts:
                yield part
                if part.done:
                    return
                count += 1
                if count > 2 * most:  # the server keeps to no limit
                    yield Part("", done="length")
                    return
        raise ModelServerError(f"{self} broke off in the middle of an answer. Ask again; `ollama ps` says if it runs.")

    async def embed(self, model: str, texts: Sequence[str], window: int) -> list[list[float]]:
        """Return a vector for each text. Raises as `chat` does."""
        within_s = self._first_s or LOADING_S
        with self._explained(model, within_s):
            async with self._client() as client, asyncio.timeout(within_s):
                given = await client.embed(model, list(texts), truncate=False, options={"num_ctx": window})
        return [list(vector) for vector in given.embeddings]

    async def _parts(self, asked: Mapping[str, Any], name: str) -> AsyncGenerator[Part]:
        from ollama import ChatResponse

        with self._explained(name):
            async with self._client() as client:
                answers = await client._request(ChatResponse, "POST", "/api/chat", json=asked, stream=True)
                async with aclosing(answers):  # type: ignore[type-var]  # it is a generator, declared as an iterator
                    async for answer in answers:
                        yield _part(answer)

    async def _lives(self) -> None:
        """Raise what is wrong where the server gives no sign of life; busy or loading, it does."""
        await self.running()

    async def _advice(self, model: ModelInfo) -> str:
        """Return what to do about a model that was silent for too long: a server that is at work is not restarted."""
        try:
            there = await self.running()
        except ModelServerError:
            return "It answers nothing else either: restart it."
        others = [name for name in there if not same(name, model.name)]
        longer = "ask again later, or wait longer (QA_FIRST_TOKEN_TIMEOUT)"
        if others:
            other = others[0].removesuffix(":latest")
            return f"It is at work, with {other} too: {longer}; `ollama stop {other}` makes room."
        if there:
            return f"It is at work, slowly or for others: {longer}."
        return f"It has loaded no model yet, which takes long for a large one: {longer}."

    async def _listed(self, within_s: float | None = None) -> list[ModelInfo]:
        raw = await self._small("GET", "/api/tags", within_s=within_s)
        with self._explained(""):
            return sorted(map(listed, raw["models"] or []), key=lambda info: info.name)

    async def _described(self, info: ModelInfo, within_s: float | None = None) -> ModelInfo:
        raw = await self._small("POST", "/api/show", {"model": info.name}, within_s)
        with self._explained(info.short):
            return described(info, raw)

    async def _small(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, within_s: float | None = None
    ) -> dict[str, Any]:
        """Return what the server answers to a request that takes no model's work."""
        await asyncio.to_thread(_load)
        with self._explained(str((body or {}).get("model", "")), within_s):
            async with asyncio.timeout(within_s or self._idle_s), self._client() as client:
                response = await client._request_raw(method, path, json=body)  # type: ignore[no-untyped-call]
            raw = response.json()
            if not isinstance(raw, dict):
                raise ValueError(f"{path} is no object")
            return raw

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[AsyncClient]:
        import httpx
        from ollama import AsyncClient

        wait = httpx.Timeout(None, connect=self._connect_s)
        here = self.address.is_here  # no proxy leads there, whatever the environment says
        client = AsyncClient(self.address.url, timeout=wait, verify=_tls(), trust_env=not here)
        try:
            yield client
        finally:
            await client.close()  # type: ignore[no-untyped-call]

    @contextmanager
    def _explained(self, model: str, within_s: float | None = None) -> Iterator[None]:
        """Turn what the client raises into our errors, each with what to do."""
        import httpx
        from ollama import ResponseError

        try:
            yield
        except ResponseError as error:
            raise refused(str(self), error.status_code, str(error.error), model) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError):
            raise ModelServerError(
                f"{self} does not answer: start it with `ollama serve`, or name another in OLLAMA_HOST."
            ) from None
        except TimeoutError:
            raise ModelServerError(
                f"{self} connects but did not answer within {within_s or self._idle_s:g} s: it is busy, or hangs. "
                "Ask again; `ollama ps` says what it does."
            ) from None
        except httpx.TransportError:
            raise ModelServerError(
                f"{self} broke off before it had answered: ask again; its log says why it ended."
            ) from None
        except httpx.InvalidURL:
            raise ModelServerError(
                f"{self} has no address that can be asked: name another in OLLAMA_HOST, as 127.0.0.1:11434."
            ) from None
        except (httpx.RequestError, *_RUBBISH) as error:
            raise is_another(str(self), type(error).__name__) from None


def _load() -> None:
    """Import what takes long, so that no event loop waits for it."""
    import ollama  # noqa: F401

    _tls()


@cache
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


def _part(answer: ChatResponse) -> Part:
    text = answer.message.content or ""
    told = () if answer.message.thinking and not text else answer.logprobs or ()
    logprobs = tuple(token.logprob for token in told if token.logprob is not None)
    first = told[0].top_logprobs or () if told else ()
    likely = tuple((each.token, each.logprob) for each in first if each.logprob is not None)
    if not answer.done:
        return Part(text, logprobs, likely=likely)
    done = "length" if answer.done_reason == "length" else "stop"
    spent = (answer.load_duration, answer.prompt_eval_duration, answer.eval_duration)
    load, read, write = ((each or 0) / 1e9 for each in spent)
    took = (load, read, write) if any(spent) else None
    return Part(text, logprobs, done, answer.prompt_eval_count, answer.eval_count, likely, took)
