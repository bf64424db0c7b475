"""Choosing the model: as named, or what `auto` finds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ollama_fakes import FakeOllama
from ollama_server import CHAT, EMBEDDING
from scripted import Scripted

from index.embedder import MiniLM
from index.errors import DatelineError, ModelError, ModelMissingError, ModelServerError, UsageError
from index.ollama_embedder import OllamaEmbedder
from qa.llm.models import Chosen, Models, embedded, open_embedder
from qa.llm.ollama import OllamaModel
from qa.llm.protocol import Chunk, LanguageModel, Message, Usage
from qa.settings import Settings

PATIENT_S = 20.0
"""What `auto` waits here where a busy machine must not decide."""
ONE = {"llama3.2:latest": ("completion", "tools"), "nomic": ("embedding",)}
TWO = ONE | {"qwen3:4b": ("completion", "thinking")}


def models(fake: FakeOllama, patience_s: float = PATIENT_S, **settings: Any) -> Models:
    quick = {"first_token_timeout": 0.3, "idle_timeout": 0.3, "ollama_host": fake.host}
    return Models(Settings(**quick | settings), patience_s=patience_s)


def choose(fake: FakeOllama, name: str | None = None, **settings: Any) -> Chosen:
    return asyncio.run(models(fake, **settings).choose(name))


def name_of(chosen: Chosen) -> str:
    return chosen.model.name if chosen.model else "reader"


def test_the_reader_is_chosen_without_asking_any_server(nobody: str) -> None:
    with FakeOllama("hung", "all") as fake:
        assert choose(fake, "reader") == choose(fake, model="reader") == Chosen(None)
        assert not fake.asked
    assert asyncio.run(Models(Settings(ollama_host=nobody)).choose("reader")) == Chosen(None)


@pytest.mark.parametrize(
    ("there", "wanted", "chosen", "why"),
    [
        (ONE, "", "ollama/llama3.2", "auto: llama3.2 is the only chat model at HOST"),
        (TWO, "qwen3:4b", "ollama/qwen3:4b", "auto: qwen3:4b is QA_OLLAMA_MODEL, at HOST"),
        (TWO, "ollama/llama3.2", "ollama/llama3.2", "auto: llama3.2 is QA_OLLAMA_MODEL, at HOST"),
        (TWO, "llama3.2:latest", "ollama/llama3.2", "auto: llama3.2 is QA_OLLAMA_MODEL, at HOST"),
        (
            TWO,
            "",
            "reader",
            "auto: the embedded reader answers; choose one with QA_OLLAMA_MODEL=llama3.2 (HOST has llama3.2, qwen3:4b)",
        ),
        (
            ONE,
            "mistral",
            "ollama/llama3.2",
            "auto: mistral (QA_OLLAMA_MODEL) is no chat model at HOST; llama3.2 is the only chat model at HOST",
        ),
        (
            {"nomic": ("embedding",)},
            "nomic",
            "reader",
            "auto: nomic (QA_OLLAMA_MODEL) is no chat model at HOST; "
            "no chat model at HOST, so the embedded reader answers",
        ),
        ({}, "", "reader", "auto: no chat model at HOST, so the embedded reader answers"),
    ],
)
def test_auto_takes_the_named_one_else_the_only_one_else_the_reader(
    there: Mapping[str, Sequence[str]], wanted: str, chosen: str, why: str
) -> None:
    with FakeOllama(models=there) as fake:
        given = choose(fake, ollama_model=wanted)
        assert (name_of(given), given.why) == (chosen, why.replace("HOST", fake.host))
        assert given.auto == (given.model is not None)


@pytest.mark.parametrize("fault", ["hung", "garbage", "odd", "empty", "500"])
@pytest.mark.parametrize("at", ["all", "show"])
def test_auto_takes_the_reader_where_the_server_is_not_well_and_says_so(fault: str, at: str) -> None:
    """However long a model that is named would be waited for."""
    with FakeOllama(fault, at) as fake:
        settings = Settings(ollama_host=fake.host, connect_timeout=1.0, idle_timeout=3_000.0)
        given = asyncio.run(asyncio.wait_for(Models(settings, patience_s=2.0).choose(), PATIENT_S))
        assert given.model is None
        assert (given.why or "").startswith("auto: the embedded reader answers. The Ollama server at ")
        assert fake.host in (given.why or "")


def test_auto_takes_the_reader_where_there_is_no_server(nobody: str) -> None:
    given = asyncio.run(Models(Settings(ollama_host=nobody)).choose())
    assert given == Chosen(None, f"auto: no Ollama server at {nobody}, so the embedded reader answers", usual=True)
    assert not asyncio.run(Models(Settings(ollama_host=nobody, ollama_model="qwen3:4b")).choose()).usual


def test_where_nothing_listens_the_client_is_not_even_imported(nobody: str) -> None:
    """It takes half a second, for which whoever asks the reader would wait."""
    code = (
        "import asyncio, sys\nfrom qa.llm.models import Models\nfrom qa.settings import Settings\n"
        "asyncio.run(Models(Settings()).choose())\nprint(sorted({'ollama', 'httpx'} & set(sys.modules)))"
    )
    environ = os.environ | {"OLLAMA_HOST": nobody}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_auto_takes_the_reader_where_the_address_is_none() -> None:
    given = asyncio.run(Models(Settings(ollama_host="http://[")).choose())
    assert given.model is None
    assert "OLLAMA_HOST" in (given.why or "")


def test_a_model_that_is_named_is_taken_and_never_another() -> None:
    with FakeOllama(models=TWO) as fake:
        for name in ("ollama/llama3.2", "ollama/llama3.2:latest"):
            given = choose(fake, name, model="reader")
            assert (name_of(given), given.why, given.auto) == ("ollama/llama3.2", None, False)
        assert name_of(choose(fake, model="ollama/qwen3:4b")) == "ollama/qwen3:4b"
        with pytest.raises(ModelMissingError, match="run `ollama pull mistral`"):
            choose(fake, "ollama/mistral")
        with pytest.raises(ModelMissingError, match=r"ollama/nomic cannot chat \(embedding\)"):
            choose(fake, "ollama/nomic")


@pytest.mark.parametrize("fault", ["hung", "garbage", "500"])
def test_a_model_that_is_named_at_a_server_that_is_not_well_is_an_error(fault: str) -> None:
    with FakeOllama(fault, "all") as fake, pytest.raises(ModelServerError, match=fake.host):
        choose(fake, "ollama/fake")


def test_a_model_that_is_named_where_there_is_no_server_is_an_error(nobody: str) -> None:
    with pytest.raises(ModelServerError, match="start it with `ollama serve`"):
        asyncio.run(Models(Settings(ollama_host=nobody)).choose("ollama/fake"))


@pytest.mark.parametrize(
    "name", ["gpt-4", "ollama", "ollama/", "openai/", "reader/x", "auto/x", "", "ollama/a b", "x/y"]
)
def test_a_name_that_is_none_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageError, match=r"is not known: use reader .*, auto, ollama/NAME .*, or openai/NAME"):
        asyncio.run(Models(Settings()).choose(name))


def test_a_model_of_the_callers_own_answers_wherever_none_is_named(nobody: str) -> None:
    own = Scripted([])
    given = Models(Settings(ollama_host=nobody), own)
    for name in (None, "auto"):
        assert asyncio.run(given.choose(name)) == Chosen(own)
    assert asyncio.run(given.choose("reader")) == Chosen(None)
    assert asyncio.run(Models(Settings(model="reader"), own).choose()) == Chosen(None)


def test_what_a_server_has_is_not_asked_again_at_each_question() -> None:
    """And the model is the same object, which goes on learning how it counts."""
    with FakeOllama(models=ONE) as fake:
        given = models(fake)
        first, again = asyncio.run(given.choose()), asyncio.run(given.choose())
        named = asyncio.run(given.choose("ollama/llama3.2"))
        assert first == again
        assert first.model is named.model
        assert [path for path, _ in fake.asked].count("/api/tags") == 2


def test_auto_never_takes_a_model_that_sends_the_articles_elsewhere_unless_it_is_named() -> None:
    there = {"cloud": ("completion",)}
    with FakeOllama(models=there, remote=["cloud"]) as fake:
        given = choose(fake)
        assert name_of(given) == "reader"
        assert "only chat models of other machines" in (given.why or "")
        assert name_of(choose(fake, ollama_model="cloud")) == "ollama/cloud"
        assert name_of(choose(fake, "ollama/cloud")) == "ollama/cloud"
        *_, cloud = asyncio.run(models(fake).listed())
        assert cloud.remote == "https://elsewhere.example"
    with FakeOllama(models=there | ONE, remote=["cloud"]) as fake:
        assert name_of(choose(fake)) == "ollama/llama3.2"


def test_no_more_names_are_remembered_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.llm.models.MOST", 2)
    with FakeOllama(models={f"m{n}": ("completion",) for n in range(4)}) as fake:
        given = models(fake)
        first = asyncio.run(given.choose("ollama/m0")).model
        for n in range(4):
            assert name_of(asyncio.run(given.choose(f"ollama/m{n}"))) == f"ollama/m{n}"
        assert asyncio.run(given.choose("ollama/m0")).model is not first


def test_the_window_is_the_settings_or_what_the_model_takes() -> None:
    with FakeOllama(models=ONE) as fake:
        for wanted, window in ((1_024, 1_024), (4_096, 2_048)):
            model = choose(fake, num_ctx=wanted).model
            assert isinstance(model, LanguageModel)
            assert model.window == window


def test_a_model_learns_how_many_tokens_a_text_takes() -> None:
    """From the server's counts, and from its refusals; it starts with too many rather than too few."""
    text = "The rebels began an offensive on November 27. " * 20

    async def ask(model: LanguageModel) -> list[Chunk | Usage]:
        return [piece async for piece in model.chat([Message("user", text)], 10)]

    with FakeOllama(models=ONE) as fake:
        model = choose(fake).model
        assert isinstance(model, OllamaModel)
        before = model.tokens(text)
        for _ in range(12):
            *_, usage = asyncio.run(ask(model))
        assert usage == Usage(100, 5, "stop")
        assert before > 250
        assert 115 <= model.tokens(text) <= 140  # 8 bytes a token is the most that is believed
        fake.fault = "long"
        with pytest.raises(ModelError):
            asyncio.run(ask(model))
        assert model.tokens(text) > 120


def test_what_there_is_is_listed_with_what_it_can_do() -> None:
    with FakeOllama(models=TWO) as fake:
        reader, minilm, llama, nomic, qwen = asyncio.run(models(fake).listed())
    assert [reader, minilm] == embedded(Settings())
    assert (reader.name, reader.can, minilm.name, minilm.can) == ("reader", ("answer",), "minilm", ("embed",))
    assert (llama.name, llama.can, llama.size, llama.window) == ("ollama/llama3.2", ("answer", "tools"), 1, 2_048)
    assert (nomic.name, nomic.can) == ("ollama/nomic", ("embed",))
    assert (qwen.name, qwen.can) == ("ollama/qwen3:4b", ("answer", "think"))


def test_without_a_server_what_comes_with_dateline_is_listed(nobody: str) -> None:
    assert asyncio.run(Models(Settings(ollama_host=nobody)).listed()) == embedded(Settings())
    with FakeOllama("hung", "all") as fake, pytest.raises(DatelineError):
        asyncio.run(models(fake).listed())


def test_the_embedder_is_the_one_of_the_settings() -> None:
    assert isinstance(open_embedder(Settings()), MiniLM)
    with FakeOllama(models=ONE) as fake:
        embedder = open_embedder(Settings(embedder="ollama/nomic", ollama_host=fake.host))
        assert isinstance(embedder, OllamaEmbedder)
        assert embedder.name == "ollama/nomic"


def test_a_real_server_is_chosen_from_by_auto_and_by_name(ollama: str) -> None:
    """It may have more than one chat model."""
    settings = Settings(ollama_host=ollama, ollama_model=CHAT)
    given = Models(settings, patience_s=PATIENT_S)
    auto, named = asyncio.run(given.choose()), asyncio.run(given.choose(f"ollama/{CHAT}"))
    assert name_of(auto) == name_of(named) == f"ollama/{CHAT}"
    assert (auto.auto, named.auto) == (True, False)
    with pytest.raises(ModelMissingError, match="cannot chat"):
        asyncio.run(given.choose(f"ollama/{EMBEDDING}"))
    assert {f"ollama/{CHAT}", f"ollama/{EMBEDDING}"} <= {model.name for model in asyncio.run(given.listed())}
