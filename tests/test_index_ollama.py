"""Ollama: what a server has, chatting through it, and what is said when it is not well."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

import pytest
from ollama_fakes import FakeOllama
from ollama_server import CHAT, EMBEDDING, RealOllama

from index.errors import ModelBusyError, ModelError, ModelMissingError, ModelServerError, PromptTooLongError
from index.ollama import OllamaServer, Part
from index.ollama_info import ModelInfo, same

Result = TypeVar("Result")
LONG_S = 300.0
"""Seconds after which a test has hung."""
WINDOW = 512
"""One for most tests: with another the server loads the model again."""
FAKE = ModelInfo("fake:latest", "sha256:f", 1, 2_048, capabilities=("completion",))
ASKED = [{"role": "user", "content": "What is the capital of Germany?"}]
TEXT = "The rebels began an offensive on November 27, and the army withdrew from the city three days later. "


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it, and fail where it hangs."""
    return asyncio.run(asyncio.wait_for(work, LONG_S))


def quick(host: str, **times: float) -> OllamaServer:
    """A server that is given up soon."""
    return OllamaServer(host, **{"connect_s": 1.0, "first_s": 0.3, "idle_s": 0.3} | times)


async def chat(
    server: OllamaServer, model: ModelInfo = FAKE, text: str = "", window: int = WINDOW, most: int = 8
) -> list[Part]:
    messages = [{"role": "user", "content": text}] if text else ASKED
    async with aclosing(server.chat(model, messages, window, most)) as parts:
        return [part async for part in parts]


# The real server.


def test_a_real_server_says_what_it_has_and_what_each_can_do(ollama: str) -> None:
    models = run(OllamaServer(ollama).models())
    chat, embedding = (next(model for model in models if same(model.name, name)) for name in (CHAT, EMBEDDING))
    assert (chat.chats, chat.embeds, chat.short) == (True, False, CHAT)
    assert (embedding.chats, embedding.embeds, embedding.short) == (False, True, EMBEDDING)
    assert chat.context == 8_192
    assert all(model.digest.startswith("sha256:") and len(model.digest) == 71 for model in models)
    assert all(model.size > 1e7 and model.parameters and model.quantisation for model in (chat, embedding))
    assert run(OllamaServer(ollama).version())[0].isdigit()


def test_a_real_model_writes_word_by_word_the_same_each_time_and_counts(ollama: str) -> None:
    server = OllamaServer(ollama)
    model = run(server.model(CHAT))
    first, again = (run(chat(server, model, most=5)) for _ in range(2))
    assert [part.text for part in first] == [part.text for part in again]
    assert len(first) > 2
    assert "".join(part.text for part in first).strip()
    *written, last = first
    assert all(len(part.logprobs) == 1 and part.logprobs[0] <= 0 for part in written)
    assert not any(part.done for part in written)
    assert (last.done, last.tokens) == ("length", 5)
    assert 10 < (last.prompt_tokens or 0) < 40


def test_a_real_model_that_only_embeds_cannot_chat(ollama: str) -> None:
    server = OllamaServer(ollama)
    model = run(server.model(EMBEDDING))
    with pytest.raises(ModelMissingError, match="all-minilm only embeds: name a chat model"):
        run(chat(server, model))


def test_a_model_that_a_real_server_lacks_is_named_with_how_to_get_it(ollama: str) -> None:
    server = OllamaServer(ollama)
    with pytest.raises(ModelMissingError, match=r"does not have 'llama9': run `ollama pull llama9`.*smollm2:135m"):
        run(server.model("llama9"))
    with pytest.raises(ModelMissingError, match="does not have 'fake': run `ollama pull fake`"):
        run(chat(server))


def test_a_real_server_refuses_a_prompt_longer_than_the_window_instead_of_cutting_it(ollama: str) -> None:
    server = OllamaServer(ollama)
    model = run(server.model(CHAT))
    with pytest.raises(PromptTooLongError, match=r"nothing was cut.*QA_NUM_CTX"):
        run(chat(server, model, TEXT * 40))
    assert run(chat(server, model, TEXT * 2))[-1].done


def test_an_answer_ends_where_the_window_of_a_real_model_does(ollama: str) -> None:
    """Its start is not shifted out to make room."""
    server = OllamaServer(ollama)
    model = run(server.model(CHAT))
    last = run(chat(server, model, "List 300 names of cities, separated by commas.", window=48, most=500))[-1]
    assert last.done == "length"
    assert (last.prompt_tokens or 0) + (last.tokens or 0) <= 49


def test_closing_an_answer_of_a_real_server_ends_it(ollama: str) -> None:
    """The next one need not wait for the whole of it: it answers one at a time."""
    server = OllamaServer(ollama)
    model = run(server.model(CHAT))

    async def leave_and_ask() -> int:
        long = server.chat(model, [{"role": "user", "content": "Tell a very long story."}], WINDOW, WINDOW)
        async with aclosing(long) as parts:
            await anext(parts)
        return len(await chat(server, model))

    assert run(leave_and_ask()) > 2


def test_a_real_server_killed_in_the_middle_of_an_answer_is_an_error(ollama: str) -> None:
    del ollama  # whether there is one

    async def ask(server: RealOllama) -> None:
        client = OllamaServer(server.host)
        model = await client.model(CHAT)
        long = client.chat(model, [{"role": "user", "content": "Tell a very long story."}], WINDOW, WINDOW)
        async with aclosing(long) as parts:
            async for _ in parts:
                server.kill()

    with RealOllama() as server, pytest.raises(ModelServerError, match="broke off"):
        run(ask(server))


def test_the_private_request_of_the_client_is_as_it_was() -> None:
    """`truncate` and `shift` go through it; the package is pinned, and this says so when the pin moves."""
    from ollama import AsyncClient

    for name in ("_request", "_request_raw"):
        assert inspect.iscoroutinefunction(getattr(AsyncClient, name))
    assert list(inspect.signature(AsyncClient._request).parameters) == ["self", "cls", "args", "stream", "kwargs"]
    assert list(inspect.signature(AsyncClient._request_raw).parameters) == ["self", "args", "kwargs"]


# A server that is not well.


def test_what_is_asked_of_a_server_is_all_there() -> None:
    with FakeOllama() as fake:
        parts = run(chat(quick(fake.host), window=1_024, most=99))
        thinking = ModelInfo("fake", "", 1, capabilities=("completion", "thinking"))
        run(chat(quick(fake.host), thinking))
    assert [part.text for part in parts] == [*fake.words, ""]
    assert parts[-1] == Part("", (), "stop", 100, 5)
    plain, thought = fake.bodies("/api/chat")
    options = {"temperature": 0, "seed": 0, "num_ctx": 1_024, "num_predict": 99}
    asked = {"model": "fake:latest", "messages": ASKED, "stream": True, "options": options}
    assert plain == asked | {"truncate": False, "shift": False, "logprobs": True}
    assert thought["think"] is False


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (
            "hung",
            ModelServerError,
            r"was silent for 0\.3 s before its first word\. It is at work.*QA_FIRST_TOKEN_TIMEOUT",
        ),
        ("silent", ModelServerError, r"was silent for 0\.3 s in the middle of its answer"),
        ("killed", ModelServerError, "broke off before it had answered|broke off in the middle"),
        ("ends", ModelServerError, "broke off in the middle of an answer"),
        ("garbage", ModelServerError, r"answered what Ollama would not .*: is it Ollama that listens there\?"),
        ("odd", ModelServerError, "answered what Ollama would not"),
        ("nested", ModelServerError, "answered what Ollama would not"),
        ("zipped", ModelServerError, "answered what Ollama would not"),
        ("empty", ModelServerError, "broke off in the middle of an answer"),
        ("500", ModelServerError, "error 500: ask again.*“llama runner process has terminated: exit status 2”"),
        ("error", ModelServerError, "error: ask again.*“an error was encountered while running the model"),
        ("memory", ModelServerError, r"too little memory for fake: take a smaller model.*“model requires .*”"),
        ("busy", ModelBusyError, "too many requests"),
        ("long", PromptTooLongError, "nothing was cut"),
    ],
)
def test_a_chat_with_a_server_that_is_not_well_is_an_error_that_says_what_to_do(
    fault: str, error: type[ModelError], says: str
) -> None:
    with FakeOllama(fault) as fake, pytest.raises(error, match=says) as raised:
        run(chat(quick(fake.host)))
    assert type(raised.value) is error
    if error is ModelServerError:
        assert fake.host in str(raised.value)


def test_a_server_that_works_for_others_or_loads_is_not_to_be_restarted() -> None:
    for running, says in (
        (["other:7b", "fake:latest"], r"at work, with other:7b too.*`ollama stop other:7b` makes room"),
        (["fake:latest"], "at work, slowly or for others"),
        ([], "has loaded no model yet"),
    ):
        with FakeOllama("hung", running=running) as fake, pytest.raises(ModelServerError, match=says) as raised:
            run(chat(quick(fake.host)))
        assert "restart" not in str(raised.value)


def test_a_server_that_answers_nothing_at_all_is_left_though_no_time_was_set_for_the_first_word() -> None:
    with FakeOllama("hung", "all") as fake, pytest.raises(ModelServerError, match=r"did not answer.*`ollama ps`"):
        run(chat(quick(fake.host, first_s=0.0)))


def test_a_server_that_is_at_work_is_waited_for_beyond_the_time_between_two_words() -> None:
    """As one that takes long to read its prompt: five tokens a second, and none in its first second."""
    with FakeOllama("reads", pause_s=0.2, words=["word "] * 6) as fake:
        parts = run(chat(quick(fake.host, first_s=0.0, idle_s=0.5)))
        assert fake.bodies("/api/ps"), "it was asked for a sign of life"
    assert len(parts) == 7


def test_a_server_that_makes_no_progress_within_what_it_was_given_is_left() -> None:
    async def ask(host: str) -> None:
        async with aclosing(quick(host, first_s=0.0).chat(FAKE, ASKED, WINDOW, 8, within_s=0.5)) as parts:
            async for _ in parts:
                pass

    with FakeOllama("hung") as fake, pytest.raises(ModelServerError, match=r"silent for 0\.5 s before its first word"):
        run(ask(fake.host))


def test_an_answer_without_an_end_is_ended() -> None:
    endless = FakeOllama("slow", pause_s=0.05, words=["word "] * 1_000)
    with endless as fake, pytest.raises(ModelServerError, match=r"had not ended its answer after 0\.4 s"):
        run(chat(quick(fake.host, first_s=5.0, idle_s=5.0, whole_s=0.4), most=1_000))


def test_a_slow_server_is_waited_for_as_long_as_it_says_something() -> None:
    """The whole answer takes longer than any of the waits."""
    with FakeOllama("slow", pause_s=0.2, words=["word "] * 6) as fake:
        began = time.monotonic()
        parts = run(chat(quick(fake.host, first_s=1.0, idle_s=1.0)))
        assert time.monotonic() - began > 1.0
    assert len(parts) == 7


@pytest.mark.parametrize(
    ("fault", "at"),
    [
        *(
            (fault, at)
            for fault in ("hung", "garbage", "odd", "nested", "zipped", "empty", "500")
            for at in ("all", "show")
        ),
        ("infinite", "tags"),
    ],
)
def test_a_server_that_cannot_say_what_it_has_is_an_error(fault: str, at: str) -> None:
    with FakeOllama(fault, at) as fake, pytest.raises(ModelServerError, match=fake.host):
        run(quick(fake.host).models())


def test_a_server_that_writes_on_beyond_what_it_was_asked_for_is_left() -> None:
    with FakeOllama(words=["word "] * 10_000) as fake:
        parts = run(chat(quick(fake.host, idle_s=LONG_S), most=8))
        assert fake.left.wait(LONG_S)
    assert len(parts) < 20
    assert parts[-1].done == "length"


def test_another_program_at_the_address_is_taken_for_what_it_is() -> None:
    with FakeOllama("404", "all") as fake, pytest.raises(ModelServerError, match="is it Ollama that listens there"):
        run(quick(fake.host).models())


def test_an_address_that_no_request_can_go_to_is_an_error_that_names_it() -> None:
    with pytest.raises(ModelServerError, match=r"☃\.example:11434 has no address that can be asked: .*OLLAMA_HOST"):
        run(quick("☃.example").models())


def test_a_server_that_is_down_is_an_error_that_says_how_to_start_it(nobody: str) -> None:
    for work in (quick(nobody).models(), quick(nobody).model("x"), quick(nobody).version(), chat(quick(nobody))):
        with pytest.raises(ModelServerError, match="does not answer: start it with `ollama serve`"):
            run(work)  # type: ignore[arg-type]  # each gives something else
    assert not run(quick(nobody).listens(5))


def test_a_server_that_listens_does_so_even_where_it_answers_nothing() -> None:
    with FakeOllama("hung", "all") as fake:
        assert run(quick(fake.host).listens(5))


def test_a_caller_who_goes_away_leaves_no_connection() -> None:
    async def leave(host: str) -> None:
        async with aclosing(quick(host, idle_s=50).chat(FAKE, ASKED, 100, 10)) as parts:
            await anext(parts)

    async def cancelled(host: str) -> None:
        task = asyncio.create_task(chat(quick(host, idle_s=50)))
        await asyncio.to_thread(fake.silent.wait, LONG_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    for work in (leave, cancelled):
        with FakeOllama("silent") as fake:
            run(work(fake.host))
            assert fake.left.wait(LONG_S)


def test_what_a_model_thinks_is_no_part_of_its_answer() -> None:
    with FakeOllama("thinks") as fake:
        parts = run(chat(quick(fake.host)))
    assert "".join(part.text for part in parts) == "".join(fake.words)
    assert not any(part.logprobs for part in parts)


def test_one_model_that_the_server_cannot_describe_does_not_hide_the_others() -> None:
    with FakeOllama(models={"broken": None, "sound": ("completion",)}) as fake:
        broken, sound = run(quick(fake.host).models())
        with pytest.raises(ModelServerError, match="invalid file magic"):
            run(quick(fake.host).model("broken"))
    assert (broken.capabilities, sound.chats) == ((), True)


def test_a_proxy_is_not_asked_for_a_server_on_this_machine(monkeypatch: pytest.MonkeyPatch, nobody: str) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{nobody}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with FakeOllama() as fake:
        assert len(run(quick(fake.host).models())) == 1


def test_a_server_from_before_capabilities_is_judged_by_the_architecture() -> None:
    with FakeOllama(models={"old": ()}) as fake:
        (model,) = run(quick(fake.host).models())
    assert model.chats
    assert model.context == 2_048


def test_the_tag_latest_and_the_case_make_no_other_model() -> None:
    assert same("llama3.2", "llama3.2:latest")
    assert same("Llama3.2", "llama3.2")
    assert not same("llama3.2", "llama3.2:1b")
    assert same("host:5000/team/model", "host:5000/team/model:latest")
