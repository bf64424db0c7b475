"""Which model answers: the embedded reader, one of an Ollama server, or one of an OpenAI-compatible server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from index.embedder import MODEL as MINILM
from index.embedder import Embedder, MiniLM
from index.errors import ModelError, ModelMissingError
from index.ollama import OllamaServer
from index.ollama_info import ModelInfo, same
from qa.answer import Provenance
from qa.llm.ollama import OllamaModel
from qa.llm.protocol import LanguageModel
from qa.read.network import Reader
from qa.settings import ModelName, Settings
from qa.shipped import READERS

PATIENCE_S = 0.3
"""Seconds that `auto` gives the server to say what it has."""
KEPT_S = 5.0
"""Seconds for which what a server said is taken to be so still."""
MOST = 32
"""Names of models that are remembered."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Chosen:
    """What answers, and why.

    Attributes:
        model: the language model, or None: the embedded reader.
        why: one line for the user, or None where the user named the model.
        auto: whether the reader may answer instead where the model fails.
        usual: whether the reader answers as nothing else is there, nor was expected: no news to who asks once.
    """

    model: LanguageModel | None
    why: str | None = None
    auto: bool = False
    usual: bool = False

    def given_up(self, why: str) -> Chosen:
        """Return the reader in place of the model, with why the model does not answer."""
        return Chosen(None, f"{self.why}; the embedded reader answered. {why}")

    def provenance(self, reader: Reader, index: str | None) -> Provenance:
        """Return what an answer says of where it comes from.

        Args:
            reader: the embedded one, which answers where no language model does.
            index: version of the store, or None where there is none.
        """
        model = self.model or reader
        return Provenance(model.name, model.digest, index, self.why)


@dataclass(frozen=True)
class Listed:
    """A model that can be named.

    Attributes:
        name: as a user names it.
        can: what it can do: "answer" questions, "embed" texts, and what else the server says of it.
        size: bytes on the disk, or None where that is unknown.
        window: the most tokens that it takes, or None.
        parameters: how many, as "3.2B", or "".
        quantisation: as "Q4_K_M", or "".
        remote: the machine to which the server sends what it is given, or "": it stays where the server is.
    """

    name: str
    can: tuple[str, ...]
    size: int | None = None
    window: int | None = None
    parameters: str = ""
    quantisation: str = ""
    remote: str = ""


def embedded(settings: Settings) -> list[Listed]:
    """Return what comes with Dateline: the reader in the size that is set, and the embedder."""
    reader = READERS[settings.reader]
    size = sum(path.stat().st_size for path in reader.files)
    return [
        Listed("reader", ("answer",), size, None, reader.parameters, "int8"),
        Listed("minilm", ("embed",), (MINILM / "model.onnx").stat().st_size, MiniLM.max_tokens),
    ]


class Models:
    """Chooses the model of each question; safe to use from several threads and event loops.

    Args:
        settings: `model` and what servers need.
        llm: a language model of the caller's, which answers where `auto` would choose: a `LanguageModel`, or any
            LlamaIndex `LLM`.
        patience_s: seconds that `auto` gives the server.
    """

    def __init__(self, settings: Settings, llm: object | None = None, patience_s: float = PATIENCE_S) -> None:
        self._settings, self._llm, self._patience_s = settings, _language_model(llm, settings), patience_s
        self._kept: dict[str, tuple[float, Chosen]] = {}
        self._made: dict[tuple[str, str], LanguageModel] = {}

    async def choose(self, name: str | None = None) -> Chosen:
        """Return what answers a question.

        Args:
            name: the model that the question names, else the one of the settings.

        Raises:
            UsageError: the name is none.
            ModelError: a model that is named explicitly cannot be had; `auto` takes the reader instead.
        """
        named = ModelName.parse(self._settings.model if name is None else name)
        if named.kind == "reader":
            return Chosen(None)
        if named.kind == "auto" and self._llm is not None:
            return Chosen(self._llm)
        when, chosen = self._kept.get(str(named), (0.0, None))
        if chosen is None or time.monotonic() - when > KEPT_S:
            chosen = await self._chosen(named)
            _keep(self._kept, str(named), (time.monotonic(), chosen))
        return chosen

    async def listed(self) -> list[Listed]:
        """Return what there is: what comes with Dateline, the reader first, then what the Ollama server has.

        Raises:
            ModelServerError: a server listens, and is not well.
        """
        server = self._server()
        there = await server.models() if await server.listens(self._settings.connect_timeout) else []
        return [*embedded(self._settings), *map(_listed, there)]

    async def _chosen(self, named: ModelName) -> Chosen:
        if named.kind == "openai":
            return Chosen(await asyncio.to_thread(self._openai, named.model))  # importing LlamaIndex takes seconds
        if named.kind == "auto":
            return await self._auto()
        info = await self._server().model(named.model)
        if not info.chats:
            raise ModelMissingError(
                f"{named} cannot chat ({', '.join(info.capabilities)}): `qa models` says which can."
            )
        return Chosen(self._ollama(info))

    async def _auto(self) -> Chosen:
        """Return the model that `auto` takes; where the server is not there, or not well, that is the reader."""
        try:
            server = self._server()
            if not await server.listens(self._patience_s):
                why = f"auto: no Ollama server at {server.address}, so the embedded reader answers"
                return Chosen(None, why, usual=not self._settings.ollama_model)
            return self._among(await server.models(self._patience_s), str(server.address))
        except ModelError as error:
            return Chosen(None, f"auto: the embedded reader answers. {error}")

    def _among(self, there: Sequence[ModelInfo], where: str) -> Chosen:
        wanted = self._settings.ollama_model.removeprefix("ollama/")
        chat = [info for info in there if info.chats and (not info.remote or same(info.name, wanted))]
        names = ", ".join(info.short for info in chat)
        lacks = f"{wanted} (QA_OLLAMA_MODEL) is no chat model at {where}; " if wanted else ""
        for info in chat:
            if wanted and same(info.name, wanted):
                return Chosen(self._ollama(info), f"auto: {info.short} is QA_OLLAMA_MODEL, at {where}", auto=True)
        if len(chat) == 1:
            why = f"auto: {lacks}{names} is the only chat model at {where}"
            return Chosen(self._ollama(chat[0]), why, auto=True)
        if not chat:
            what = "only chat models of other machines" if any(info.chats for info in there) else "no chat model"
            why = f"auto: {lacks}{what} at {where}, so the embedded reader answers"
            return Chosen(None, why, usual=not wanted)
        choose = f"choose one with QA_OLLAMA_MODEL={chat[0].short} ({where} has {names})"
        return Chosen(None, f"auto: {lacks}the embedded reader answers; {choose}")

    def _server(self) -> OllamaServer:
        return server_of(self._settings)

    def _ollama(self, info: ModelInfo) -> LanguageModel:
        """Return the model; the same object each time, which learns how the model counts tokens."""
        return self._once((info.name, info.digest), lambda: OllamaModel(self._server(), info, self._settings.num_ctx))

    def _openai(self, name: str) -> LanguageModel:
        from qa.llm.llamaindex import OpenAIModel

        return self._once(("openai", name), lambda: OpenAIModel(self._settings, name))

    def _once(self, key: tuple[str, str], make: Callable[[], LanguageModel]) -> LanguageModel:
        model = self._made.get(key)
        if model is None:
            model = make()
            _keep(self._made, key, model)
        return model


def _language_model(llm: object | None, settings: Settings) -> LanguageModel | None:
    if llm is None or isinstance(llm, LanguageModel):
        return llm

    from qa.llm.llamaindex import LlamaIndexModel

    return LlamaIndexModel(cast(Any, llm), settings)


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    """Keep a value, and no more than `MOST` of them: names come from requests."""
    kept[key] = value
    for oldest in list(kept)[:-MOST]:
        kept.pop(oldest, None)


def server_of(settings: Settings) -> OllamaServer:
    """Return the Ollama server that the settings name. Raises ModelServerError where OLLAMA_HOST is no address."""
    return OllamaServer(
        settings.ollama_host,
        settings.connect_timeout,
        settings.first_token_timeout,
        settings.idle_timeout,
        settings.answer_timeout,
    )


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name. Raises ModelError where it cannot be had."""
    if settings.embedder == "minilm":
        return MiniLM(settings.threads)

    from index.ollama_embedder import OllamaEmbedder

    return OllamaEmbedder(server_of(settings), ModelName.parse(settings.embedder).model)


def _listed(info: ModelInfo) -> Listed:
    words = {"completion": "answer", "embedding": "embed", "thinking": "think"}
    can = tuple(words.get(each, each) for each in info.capabilities)
    name, window = f"ollama/{info.short}", info.context or None
    return Listed(name, can, info.size, window, info.parameters, info.quantisation, info.remote)
