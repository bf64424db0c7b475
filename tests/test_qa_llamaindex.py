"""Dateline's parts inside LlamaIndex, each in a pipeline of the real package."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.ingestion import DocstoreStrategy, IngestionCache, IngestionPipeline
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeRelationship, QueryBundle, TextNode
from llama_index.core.storage.docstore import SimpleDocumentStore

from index.embedder import MiniLM
from index.errors import ModelError, UsageError
from index.filters import Filters
from index.splitter import Splitter
from qa.engine import Engine
from qa.llamaindex import DatelineEmbedding, DatelineNodeParser, DatelineQueryEngine, DatelineRetriever
from qa.settings import Settings

QUESTION = "When did the offensive start?"
REPEATING = "The same sentence again. " * 400 + "\n\n" + "ab" * 5_000 + "\n\n" + "Та же фраза снова. " * 200


@pytest.fixture(scope="module")
def documents(seeds_folder: Path) -> list[Document]:
    """The sample articles as a LlamaIndex user has them."""
    return [
        Document(text=path.read_text(encoding="utf-8"), metadata={"title": path.name}, id_=path.name)
        for path in sorted(seeds_folder.glob("*.txt"))
    ]


# Node parser


def test_nodes_tile_their_document_with_exact_offsets(embedder: MiniLM, documents: list[Document]) -> None:
    """Also where the text repeats, in which a search for it errs."""
    for document in [*documents, Document(text=REPEATING, metadata={"title": "Repeating"})]:
        nodes = DatelineNodeParser(Splitter(embedder)).get_nodes_from_documents([document])
        assert len(nodes) > 1
        end = 0
        for node in nodes:
            assert isinstance(node, TextNode)
            assert node.start_char_idx == end
            end = node.end_char_idx or 0
            assert node.text == document.text[node.start_char_idx : end]
        assert end == len(document.text)


def test_nodes_know_their_document_and_neighbours(embedder: MiniLM, documents: list[Document]) -> None:
    """They are nodes like those of any other parser."""
    nodes = DatelineNodeParser(Splitter(embedder)).get_nodes_from_documents(documents)
    assert {node.ref_doc_id for node in nodes} == {document.id_ for document in documents}
    assert all(node.metadata == {"title": node.ref_doc_id} for node in nodes)
    assert NodeRelationship.NEXT in nodes[0].relationships
    assert NodeRelationship.PREVIOUS in nodes[1].relationships


def test_a_node_with_its_metadata_fits_the_embedder(embedder: MiniLM) -> None:
    """What is embedded is the metadata and the text; neither is cut."""
    document = Document(text=REPEATING, metadata={"title": "Название статьи " * 5, "secret": "x " * 300})
    document.excluded_embed_metadata_keys = ["secret"]
    nodes = DatelineNodeParser(Splitter(embedder)).get_nodes_from_documents([document])
    texts = [node.get_content(MetadataMode.EMBED) for node in nodes]
    assert max(embedder.token_counts(texts)) <= embedder.max_tokens - 2


def test_metadata_that_leaves_no_room_is_refused(embedder: MiniLM) -> None:
    """The message names the document and the way out."""
    document = Document(text="Text.", metadata={"notes": "word " * 200}, id_="my-document")
    with pytest.raises(UsageError, match=r"my-document.*excluded_embed_metadata_keys"):
        DatelineNodeParser(Splitter(embedder)).get_nodes_from_documents([document])
    parser = DatelineNodeParser(Splitter(embedder), include_metadata=False)
    assert len(parser.get_nodes_from_documents([document])) == 1


def test_nodes_of_nodes_count_from_the_start_of_the_document(embedder: MiniLM) -> None:
    """A parser before ours may have cut the document into chapters."""
    text = "First chapter. " * 100 + "Second chapter. " * 100
    chapters = [
        TextNode(text=text[start:end], start_char_idx=start, end_char_idx=end)
        for start, end in ((0, 1_500), (1_500, len(text)))
    ]
    for node in DatelineNodeParser(Splitter(embedder, 50))(chapters):
        assert isinstance(node, TextNode)
        assert node.text == text[node.start_char_idx : node.end_char_idx]


def test_an_empty_document_gives_no_nodes(embedder: MiniLM) -> None:
    """And stops nothing."""
    documents = [Document(text=""), Document(text="One sentence.")]
    assert len(DatelineNodeParser(Splitter(embedder)).get_nodes_from_documents(documents)) == 1


# Embedding


def test_embeddings_are_those_of_the_index(embedder: MiniLM) -> None:
    """For texts, queries and batches, waited for or not."""
    model = DatelineEmbedding(embedder)
    texts = ["One sentence.", "Another, rather longer sentence about rebels.", "x"]
    batch, alone = embedder.embed(texts), embedder.embed(texts[:1])[0]
    assert np.array_equal(model.get_text_embedding_batch(texts), batch)
    assert np.array_equal(asyncio.run(model.aget_text_embedding_batch(texts)), batch)
    assert np.array_equal(model.get_query_embedding(texts[0]), alone)
    assert np.array_equal(asyncio.run(model.aget_query_embedding(texts[0])), alone)
    assert np.array_equal(asyncio.run(model.aget_text_embedding(texts[0])), alone)
    assert model.model_name == "minilm"


def test_a_text_that_is_too_long_is_an_error(embedder: MiniLM) -> None:
    """Other embedders cut it off and say nothing."""
    with pytest.raises(ModelError, match="256"):
        DatelineEmbedding(embedder).get_text_embedding("word " * 500)


def test_parser_and_embedding_work_in_a_pipeline_of_ones_own(embedder: MiniLM, documents: list[Document]) -> None:
    """Documents in, an index in memory out, exact offsets in what it retrieves; run again, nothing is done twice."""
    model = DatelineEmbedding(embedder)
    pipeline = IngestionPipeline(
        transformations=[DatelineNodeParser(Splitter(embedder)), model],
        docstore=SimpleDocumentStore(),
        docstore_strategy=DocstoreStrategy.DUPLICATES_ONLY,
    )
    nodes = pipeline.run(documents=documents)
    assert pipeline.run(documents=documents) == []
    index = VectorStoreIndex(nodes, embed_model=model)
    found = index.as_retriever(similarity_top_k=3).retrieve(QUESTION)
    assert len(found) == 3
    texts = {document.id_: document.text for document in documents}
    for hit in found:
        assert isinstance(hit.node, TextNode)
        assert hit.node.text == texts[hit.node.ref_doc_id or ""][hit.node.start_char_idx : hit.node.end_char_idx]


def test_a_cached_pipeline_sees_that_the_splitter_changed(embedder: MiniLM, documents: list[Document]) -> None:
    """Its cache is keyed by what a transformation says of itself."""
    cache = IngestionCache()
    counts = [
        len(
            IngestionPipeline(
                transformations=[DatelineNodeParser(Splitter(embedder, words))], cache=cache, disable_cache=False
            ).run(documents=documents)
        )
        for words in (150, 40, 150)
    ]
    assert counts[0] == counts[2] < counts[1]


def test_an_index_takes_both_as_its_transformations(embedder: MiniLM, documents: list[Document]) -> None:
    """The shortest way that LlamaIndex offers."""
    index = VectorStoreIndex.from_documents(
        documents,
        embed_model=DatelineEmbedding(embedder),
        transformations=[DatelineNodeParser(Splitter(embedder, 60))],
    )
    answer = index.as_query_engine(llm=MockLLM(), similarity_top_k=2).query(QUESTION)
    assert len(answer.source_nodes) == 2


def test_a_pipeline_can_be_awaited(embedder: MiniLM, documents: list[Document]) -> None:
    """The work is done in threads."""
    pipeline = IngestionPipeline(transformations=[DatelineNodeParser(Splitter(embedder)), DatelineEmbedding(embedder)])
    nodes = asyncio.run(pipeline.arun(documents=documents))
    assert all(node.embedding is not None and len(node.embedding) == embedder.dimension for node in nodes)


# Retriever


def test_retrieved_nodes_are_slices_of_their_articles(engine: Engine) -> None:
    """Best first, with the place of each."""
    found = DatelineRetriever(engine, k=4).retrieve(QUESTION)
    assert len(found) == 4
    assert [hit.score for hit in found] == sorted((hit.score or 0 for hit in found), reverse=True)
    for hit in found:
        assert isinstance(hit.node, TextNode)
        with engine.folder.reading() as store:
            assert store is not None
            text = store.text(hit.node.metadata["article_id"])
        assert hit.node.text == text[hit.node.start_char_idx : hit.node.end_char_idx]
        assert hit.node.ref_doc_id == hit.node.metadata["article_id"]
        assert hit.node.metadata["source"].endswith(".txt")
        assert hit.node.metadata["title"]


def test_a_language_model_sees_the_title_and_not_the_scores(engine: Engine) -> None:
    """Metadata for programs stays out of prompts and embeddings."""
    (hit,) = DatelineRetriever(engine, k=1).retrieve(QUESTION)
    for mode in (MetadataMode.LLM, MetadataMode.EMBED):
        content = hit.node.get_content(mode)
        assert hit.node.metadata["title"] in content
        assert "dense" not in content
        assert "published" not in content


def test_the_retriever_holds_to_its_filters(engine: Engine) -> None:
    """One article only, or none."""
    (first, *_) = DatelineRetriever(engine).retrieve(QUESTION)
    article = first.node.metadata["article_id"]
    held = DatelineRetriever(engine, filters=Filters(article_ids=(article,))).retrieve(QUESTION)
    assert {hit.node.metadata["article_id"] for hit in held} == {article}
    assert DatelineRetriever(engine, filters=Filters(article_ids=("none",))).retrieve(QUESTION) == []


def test_the_retriever_serves_a_query_engine_of_ones_own(engine: Engine) -> None:
    """With a language model and a postprocessor of LlamaIndex."""
    own = RetrieverQueryEngine.from_args(
        DatelineRetriever(engine, k=5),
        llm=MockLLM(),
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=-9)],
    )
    response = own.query(QUESTION)
    assert len(response.source_nodes) == 5
    assert "offensive" in str(response)


# Query engine


def test_a_response_carries_the_answer_and_its_exact_quotes(engine: Engine) -> None:
    """Text, source nodes and the whole answer object."""
    response = DatelineQueryEngine(engine).query(QUESTION)
    answer = engine.ask(QUESTION)
    assert str(response) == answer.answer
    assert "November 27" in str(response)
    assert response.metadata is not None
    assert response.metadata["status"] == "answered"
    assert [cited["cited_text"] for cited in response.metadata["citations"]] == [
        hit.node.get_content() for hit in response.source_nodes
    ]
    json.dumps(response.metadata)
    assert response.source_nodes
    for hit in response.source_nodes:
        assert isinstance(hit.node, TextNode)
        with engine.folder.reading() as store:
            assert store is not None
            text = store.text(hit.node.metadata["article_id"])
        assert hit.node.text == text[hit.node.start_char_idx : hit.node.end_char_idx]
        assert hit.score == answer.confidence
        assert any("November 27" in text[start:end] for start, end in hit.node.metadata["marks"])
        assert hit.node.metadata["line"] >= 1


@pytest.mark.parametrize("question", ["Why did the offensive start?", "hello"])
def test_an_abstention_says_so_and_has_no_sources(engine: Engine, question: str) -> None:
    """Never "Empty Response"."""
    response = DatelineQueryEngine(engine).query(question)
    assert response.metadata is not None
    assert response.metadata["status"] == "abstained"
    assert response.metadata["reason"]
    assert response.source_nodes == []
    assert str(response) == engine.ask(question).message


def test_an_empty_index_is_an_abstention(tmp_path: Path, engine: Engine) -> None:
    """It says what to do, and retrieves nothing."""
    empty = Engine(Settings(data_dir=tmp_path / ".qa"), engine.embedder, engine.reader)
    assert "qa index" in str(DatelineQueryEngine(empty).query(QUESTION))
    assert DatelineRetriever(empty).retrieve(QUESTION) == []
    empty.close()


def test_the_query_engine_holds_to_its_filters(engine: Engine) -> None:
    """An article that is not there answers nothing."""
    response = DatelineQueryEngine(engine, Filters(article_ids=("none",))).query(QUESTION)
    assert response.source_nodes == []


def test_the_query_engine_can_retrieve_alone(engine: Engine) -> None:
    """What it would read."""
    found = DatelineQueryEngine(engine).retrieve(QueryBundle(QUESTION))
    assert 0 < len(found) <= engine.settings.read_passages
    assert DatelineQueryEngine(engine).get_prompts() == {}


def test_nothing_blocks_the_event_loop(engine: Engine, embedder: MiniLM, documents: list[Document]) -> None:
    """Each awaitable lets the loop turn while it works, and gives what its plain twin gives."""

    async def beside(work: Coroutine[Any, Any, Any]) -> tuple[Any, int]:
        turns = 0
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        return task.result(), turns

    async def all_of_them() -> list[tuple[Any, int]]:
        return [
            await beside(DatelineQueryEngine(engine).aquery(QUESTION)),
            await beside(DatelineRetriever(engine).aretrieve(QUESTION)),
            await beside(DatelineEmbedding(embedder).aget_text_embedding("Some text. " * 40)),
            await beside(DatelineNodeParser(Splitter(embedder)).acall([*documents, Document(text=REPEATING)])),
        ]

    (response, a), (found, b), (vector, c), (nodes, d) = asyncio.run(all_of_them())
    assert min(a, b, c, d) > 20
    assert str(response) == str(DatelineQueryEngine(engine).query(QUESTION))
    assert [hit.node_id for hit in found] == [hit.node_id for hit in DatelineRetriever(engine).retrieve(QUESTION)]
    assert len(vector) == embedder.dimension
    assert len(nodes) > 3


# What does not import it


@pytest.mark.parametrize("ask", [True, False])
@pytest.mark.slow
def test_asking_and_serving_import_no_llama_index(tmp_path: Path, engine: Engine, ask: bool) -> None:
    """It takes seconds; no one should wait for it who does not use it."""
    script = (
        "import sys; from qa.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'llama_index'))\n"
        if ask
        else "import sys, api.app, index.indexer, chromadb\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'llama_index'))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, "ask", QUESTION],
        capture_output=True,
        text=True,
        env={"QA_DATA_DIR": str(engine.settings.data_dir), "PATH": "", "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"
    assert not ask or "November 27" in ran.stdout
