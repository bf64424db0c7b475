"""Embedding through Ollama: unit vectors, nothing cut, and an index made with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ollama_fakes import FakeOllama
from ollama_server import EMBEDDING

from index.embedder import MiniLM
from index.errors import ModelError, ModelMissingError, ModelServerError, StoreMismatchError
from index.indexer import index_paths
from index.ollama import OllamaServer
from index.ollama_embedder import OllamaEmbedder
from index.splitter import Splitter
from qa.engine import Engine
from qa.settings import Settings

FAKE = {"fake": ("embedding",), "chat": ("completion",)}


@pytest.fixture(scope="module")
def embedding(ollama: str) -> OllamaEmbedder:
    """The real model, on the real server."""
    return OllamaEmbedder(OllamaServer(ollama), EMBEDDING)


def of(fake: FakeOllama, model: str = "fake") -> OllamaEmbedder:
    return OllamaEmbedder(OllamaServer(fake.host, 1.0, 0.3, 0.3), model)


def test_a_real_model_gives_unit_vectors_near_those_of_the_same_model_here(
    embedding: OllamaEmbedder, embedder: MiniLM
) -> None:
    """`all-minilm` is the MiniLM that comes with Dateline, with other rounding."""
    texts = ["The rebels began an offensive.", "The minister resigned on Monday.", "x"] * 7
    theirs, ours = embedding.embed(texts), embedder.embed(texts)
    assert (theirs.shape, theirs.dtype) == ((21, 384), np.float32)
    assert np.allclose(np.linalg.norm(theirs, axis=1), 1, atol=1e-6)
    assert (theirs * ours).sum(axis=1).min() > 0.97
    assert (embedding.name, embedding.dimension, embedding.max_tokens) == ("ollama/all-minilm", 384, 256)
    assert embedding.embed([]).shape == (0, 384)


def test_a_real_server_refuses_a_text_longer_than_the_model_takes(embedding: OllamaEmbedder) -> None:
    with pytest.raises(ModelError, match=r"nothing is cut: set QA_PASSAGE_WORDS lower"):
        embedding.embed(["short", "word " * 1_000])


def test_articles_are_split_as_for_the_embedder_that_comes_with_it(embedding: OllamaEmbedder, embedder: MiniLM) -> None:
    text = "The rebels began an offensive on November 27. " * 100
    assert Splitter(embedding).spans(text, "A title") == Splitter(embedder).spans(text, "A title")


def test_a_corpus_embedded_through_a_real_server_is_asked_and_held_to_it(
    embedding: OllamaEmbedder, ollama: str, engine: Engine, seeds_folder: Path, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / ".qa", embedder=f"ollama/{EMBEDDING}", ollama_host=ollama, model="reader")
    asking = Engine(settings, embedding, engine.reader)
    assert not index_paths(settings.data_dir, [seeds_folder], embedding, asking.splitter).failed
    answer = asking.ask("When did the offensive start?")
    assert (answer.status, answer.answer) == ("answered", "November 27")
    asking.close()
    other = Engine(settings, engine.embedder, engine.reader)
    with pytest.raises(StoreMismatchError, match=r"embedder is ollama/all-minilm, not minilm\. .*QA_EMBEDDER"):
        other.ask("When did the offensive start?")
    other.close()


def test_it_embeds_where_a_loop_runs_too() -> None:
    async def inside(embedder: OllamaEmbedder) -> Any:
        return embedder.embed(["a", "b"])

    with FakeOllama(models=FAKE) as fake:
        assert asyncio.run(inside(of(fake))).shape == (2, 2)
    request = fake.bodies("/api/embed")[-1]
    assert request == {"model": "fake", "input": ["a", "b"], "truncate": False, "options": {"num_ctx": 512}}


def test_texts_are_sent_in_batches_and_kept_in_order() -> None:
    with FakeOllama(models=FAKE, vectors=[[3.0, 4.0]]) as fake:
        embedder = of(fake)
        assert np.allclose(embedder.embed(["one"]), [[0.6, 0.8]])
        with pytest.raises(ModelServerError, match="1 vectors for 16 texts"):
            embedder.embed(["more"] * 17)


@pytest.mark.parametrize(
    "vectors", [[], [[]], [[0.0, 0.0]], [[1.0], [2.0]], [[1.0, None]], {"a": 1}, [["x", "y"]], [[float("nan"), 1.0]]]
)
def test_vectors_that_are_none_are_an_error(vectors: Any) -> None:
    with FakeOllama(models=FAKE, vectors=vectors) as fake, pytest.raises(ModelServerError, match=fake.host):
        of(fake)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("hung", r"did not answer within 0\.3 s"),
        ("500", "error 500"),
        ("garbage", "answered what Ollama would not"),
        ("odd", "answered what Ollama would not"),
        ("memory", "too little memory for fake"),
    ],
)
def test_a_server_that_is_not_well_is_an_error(fault: str, says: str) -> None:
    with FakeOllama(fault, "embed", models=FAKE) as fake, pytest.raises(ModelServerError, match=says):
        of(fake)


def test_a_model_that_does_not_embed_or_is_not_there_is_named() -> None:
    with FakeOllama(models=FAKE) as fake:
        with pytest.raises(ModelMissingError, match="chat does not embed: name an embedding model in QA_EMBEDDER"):
            of(fake, "chat")
        with pytest.raises(ModelMissingError, match="run `ollama pull other`"):
            of(fake, "other")


def test_a_server_that_is_down_is_an_error_of_the_engine_that_needs_it(nobody: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / ".qa", embedder="ollama/fake", ollama_host=nobody)
    with pytest.raises(ModelServerError, match="start it with `ollama serve`"):
        Engine.open(settings)
