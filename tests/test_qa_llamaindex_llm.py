"""Any LlamaIndex LLM behind the interface, and OpenAI-compatible servers through it."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self, TypeVar

import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, ChatResponseGen
from llama_index.core.llms import MockLLM

from index.errors import ModelBusyError, ModelError, ModelMissingError, ModelServerError, PromptTooLongError, UsageError
from qa.llamaindex import LlamaIndexModel
from qa.llm.models import Models
from qa.llm.protocol import Chunk, LanguageModel, Message, Usage
from qa.settings import Settings

Result = TypeVar("Result")
LONG_S = 60.0
"""Seconds after which a test has hung."""
ASKED = [Message("system", "Be brief."), Message("user", "What is the capital of Germany?")]
WORDS = ("Berlin ", "is ", "the ", "capital ", "[1].")


class FakeOpenAI:
    """A server with an OpenAI-compatible API on loopback, which streams `WORDS`; a context manager.

    Args:
        fault: "", "hung", "silent" (after two words), "killed" (after two words), "garbage", "uncounted" (its
            counts are no numbers), "unsure" (its log probabilities are none), or a status with a text.
    """

    def __init__(self, fault: str | tuple[int, str] = "") -> None:
        self.fault = fault
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.left, self.over = threading.Event(), threading.Event()

    def settings(self, **given: Any) -> Settings:
        """Return settings that name it, and wait little for a word after the first."""
        url = f"http://127.0.0.1:{self._server.server_port}/v1"
        return Settings(**{"openai_base_url": url, "idle_timeout": 0.5} | given)

    def __enter__(self) -> Self:
        """Start it."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # callers go away, which is no news
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: ClassVar[FakeOpenAI]

    def log_message(self, format: str, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        fake = self.fake
        fake.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        fake.keys.append(self.headers["Authorization"])
        self.close_connection = True
        if fake.fault == "hung":
            fake.over.wait(LONG_S)
            return
        status, text = fake.fault if isinstance(fake.fault, tuple) else (200, "")
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if text else "text/event-stream")
        self.send_header("Connection", "close")
        if text:
            body = json.dumps({"error": {"message": text}}).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._stream()

    def _stream(self) -> None:
        fake = self.fake
        for n, word in enumerate(WORDS):
            if n == 2 and fake.fault == "silent":
                self.connection.settimeout(LONG_S)
                if not self.connection.recv(1):
                    fake.left.set()
                return
            if n == 2 and fake.fault == "killed":
                return
            if fake.fault == "garbage":
                self._event("{what")
            logprob = "low" if fake.fault == "unsure" else -0.5
            logprobs = {"content": [{"token": word, "logprob": logprob, "bytes": None, "top_logprobs": []}]}
            self._choice({"delta": {"role": "assistant", "content": word}, "logprobs": logprobs, "finish_reason": None})
        self._choice({"delta": {}, "finish_reason": "stop"})
        counted = "many" if fake.fault == "uncounted" else 20
        usage = {"prompt_tokens": counted, "completion_tokens": 5, "total_tokens": 25}
        self._event(json.dumps(self._answer([]) | {"usage": usage}))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _choice(self, choice: dict[str, Any]) -> None:
        self._event(json.dumps(self._answer([{"index": 0} | choice])))

    def _answer(self, choices: list[Any]) -> dict[str, Any]:
        return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}

    def _event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it, and fail where it hangs."""
    return asyncio.run(asyncio.wait_for(work, LONG_S))


async def written(model: LanguageModel, messages: Sequence[Message] = ASKED, most: int = 100) -> list[Chunk | Usage]:
    async with aclosing(model.chat(messages, most)) as pieces:
        return [piece async for piece in pieces]


def of(fake: FakeOpenAI, name: str = "openai/m", **settings: Any) -> LanguageModel:
    model = run(Models(fake.settings(**settings)).choose(name)).model
    assert isinstance(model, LanguageModel)
    return model


@pytest.mark.slow
def test_an_openai_compatible_server_writes_word_by_word_and_counts() -> None:
    with FakeOpenAI() as fake:
        model = of(fake, openai_api_key="secret", num_ctx=2_000)
        *words, usage = run(written(model))
    assert words == [Chunk(word, (-0.5,)) for word in WORDS]
    assert usage == Usage(20, 5, "stop")
    assert (model.name, model.digest, model.window) == ("openai/m", "", 2_000)
    (asked,) = fake.asked
    assert fake.keys == ["Bearer secret"]
    assert [(message["role"], message["content"]) for message in asked["messages"]] == [
        (message.role, message.content) for message in ASKED
    ]
    assert (asked["model"], asked["temperature"], asked["seed"], asked["max_tokens"]) == ("m", 0, 0, 100)
    assert (asked["stream"], asked["logprobs"], asked["stream_options"]) == (True, True, {"include_usage": True})


def test_it_is_asked_again_from_another_event_loop() -> None:
    with FakeOpenAI() as fake:
        model = of(fake)
        assert run(written(model)) == run(written(model))


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        ("hung", ModelServerError, r"openai/m was silent for 1 s before its first word\. .*QA_FIRST_TOKEN_TIMEOUT"),
        ("silent", ModelServerError, r"openai/m was silent for 0\.5 s in the middle of its answer"),
        ("killed", ModelServerError, "openai/m failed"),
        ("garbage", ModelServerError, "openai/m failed"),
        ("uncounted", ModelServerError, "openai/m failed"),
        ("unsure", ModelServerError, "openai/m failed"),
        ((500, "out of order"), ModelServerError, r"openai/m failed: see that its server runs.*out of order"),
        ((404, "no such model"), ModelMissingError, "does not have openai/m: .*no such model"),
        ((401, "bad key"), ModelServerError, "set its key in QA_OPENAI_API_KEY"),
        ((429, "slow down"), ModelBusyError, "too many requests"),
        ((400, "This model's maximum context length is 4096 tokens"), PromptTooLongError, "nothing was cut"),
        ((400, "request (9000 tokens) exceeds the available context size"), PromptTooLongError, "nothing was cut"),
    ],
)
def test_an_openai_compatible_server_that_is_not_well_is_an_error(
    fault: str | tuple[int, str], error: type[ModelError], says: str
) -> None:
    first_s = 1.0 if fault == "hung" else LONG_S
    with FakeOpenAI(fault) as fake, pytest.raises(error, match=says) as raised:
        run(written(of(fake, first_token_timeout=first_s)))
    assert type(raised.value) is error


def test_an_openai_compatible_server_that_is_down_is_an_error() -> None:
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1")
    model = run(Models(settings).choose("openai/m")).model
    assert model
    with pytest.raises(ModelServerError, match=r"openai/m failed: see that its server runs"):
        run(written(model))


def test_going_away_from_an_openai_compatible_server_ends_its_work() -> None:
    async def leave(model: LanguageModel) -> None:
        async with aclosing(model.chat(ASKED, 100)) as pieces:
            await anext(pieces)

    with FakeOpenAI("silent") as fake:
        run(leave(of(fake, idle_timeout=50.0)))
        assert fake.left.wait(LONG_S)


def test_without_its_url_or_its_package_an_openai_model_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="openai/m needs to know where its server is: set QA_OPENAI_BASE_URL"):
        run(Models(Settings()).choose("openai/m"))
    monkeypatch.setitem(sys.modules, "llama_index.llms.openai_like", None)
    with pytest.raises(ModelMissingError, match=r"run `pip install 'dateline\[openai\]'`"):
        run(Models(Settings(openai_base_url="http://127.0.0.1:9/v1")).choose("openai/m"))


class Telling(MockLLM):
    """Says these words, each a while after the other, or fails."""

    words: list[str]
    pause_s: float = 0.0
    error: str = ""

    async def astream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> AsyncGenerator[ChatResponse]:
        """Stream the words."""

        async def stream() -> AsyncGenerator[ChatResponse]:
            for word in self.words:
                await asyncio.sleep(self.pause_s)
                yield ChatResponse(message=messages[-1], delta=word)
            if self.error:
                raise RuntimeError(self.error)

        return stream()


class Blocking(MockLLM):
    """Says two words, then blocks until the test is over, as a model in this process can."""

    over: threading.Event

    def stream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponseGen:
        """Stream the words."""
        yield ChatResponse(message=messages[-1], delta="two ")
        yield ChatResponse(message=messages[-1], delta="words")
        self.over.wait(LONG_S)


def telling(words: Sequence[str], **given: Any) -> Telling:
    made = Telling.model_construct(words=list(words), **given)
    made.max_tokens = None
    return made


def test_a_llamaindex_llm_writes_behind_the_interface() -> None:
    model = LlamaIndexModel(MockLLM(max_tokens=4), Settings())
    *words, usage = run(written(model))
    assert "".join(piece.text for piece in words if isinstance(piece, Chunk)) == "text text text text"
    assert usage == Usage()
    assert isinstance(model, LanguageModel)
    assert (model.name, model.digest, model.window) == ("llamaindex/MockLLM", "", 3_900)
    named = LlamaIndexModel(MockLLM(), Settings(num_ctx=1_000), "mine", 500)
    assert (named.name, named.window) == ("mine", 500)
    assert LlamaIndexModel(MockLLM(), Settings(num_ctx=1_000)).window == 1_000


def test_a_llamaindex_llm_that_goes_on_too_long_is_ended() -> None:
    *words, usage = run(written(LlamaIndexModel(MockLLM(max_tokens=500), Settings()), most=20))
    assert 20 < len(words) < 60
    assert usage == Usage(finished="length")


def test_a_llamaindex_llm_that_fails_or_is_silent_is_an_error() -> None:
    quick = Settings(first_token_timeout=0.2, idle_timeout=0.2)
    with pytest.raises(ModelServerError, match=r"llamaindex/\w+ failed: .*“RuntimeError: out of luck”"):
        run(written(LlamaIndexModel(telling(["a"], error="out of luck"), quick)))
    with pytest.raises(ModelServerError, match=r"was silent for 0\.2 s before its first word"):
        run(written(LlamaIndexModel(telling(["a"], pause_s=30), quick)))


def test_a_llamaindex_llm_that_blocks_holds_up_no_event_loop_and_is_not_waited_for_without_end() -> None:
    over = threading.Event()
    model = LlamaIndexModel(Blocking.model_construct(over=over, max_tokens=None), Settings(idle_timeout=0.2))
    try:
        with pytest.raises(ModelServerError, match=r"llamaindex/\w+ was silent for 0\.2 s in the middle"):
            run(written(model))
    finally:
        over.set()


def test_a_server_that_echoes_the_key_does_not_hand_it_on() -> None:
    """Neither its own message nor what it quotes of the server has the key."""
    with FakeOpenAI((401, "Incorrect API key provided: sk-hush")) as fake, pytest.raises(ModelServerError) as raised:
        run(written(of(fake, openai_api_key="sk-hush")))
    assert "Incorrect API key provided: …" in str(raised.value)
    assert "sk-hush" not in str(raised.value)
