"""Dateline's parts as LlamaIndex components: splitter, embedder, retriever, and the engine as a query engine.

Each can be lifted out and used in a pipeline of LlamaIndex's own. `LlamaIndexModel` is the other way round: any
LlamaIndex `LLM` as what writes our answers. Nothing that a person waits for imports this module, because importing
LlamaIndex takes seconds. Its vector stores and its citation engine are not used: offsets are exact here, and are kept
exact where LlamaIndex would look them up again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.node_parser import NodeParser
from llama_index.core.node_parser.node_utils import build_nodes_from_splits
from llama_index.core.schema import (
    BaseNode,
    Document,
    MetadataMode,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.utils import get_tqdm_iterable

from index.embedder import Embedder, MiniLM
from index.errors import UsageError
from index.filters import Filters
from index.splitter import Splitter
from index.store import maker_of
from qa.answer import Answer, Citation
from qa.engine import Engine
from qa.llm.llamaindex import LlamaIndexModel as LlamaIndexModel
from qa.question import Question
from qa.quotes import display
from qa.search import Hit

BATCH = 256
"""Texts that LlamaIndex hands to the embedder at once; it sorts them by length into batches of its own."""
FOR_MODELS = ("title", "published", "outlet")
"""Metadata that a language model or an embedder sees; the rest is for programs."""


class DatelineNodeParser(NodeParser):
    """Splits documents into passages of about 150 words that tile them, with exact offsets.

    What LlamaIndex embeds of a node is its metadata and its text; the two together never exceed the embedder's tokens.

    Args:
        splitter: by default one for the embedder that comes with Dateline.
        fields: those of NodeParser.

    Attributes:
        fingerprint: changes with anything of the splitter; LlamaIndex's caches see what changed by it.
    """

    fingerprint: str
    _splitter: Splitter = PrivateAttr()

    def __init__(self, splitter: Splitter | None = None, **fields: Any) -> None:
        splitter = splitter or Splitter(MiniLM())
        super().__init__(**fields | {"fingerprint": maker_of(splitter.embedder, splitter).fingerprint})
        self._splitter = splitter

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex stores."""
        return "DatelineNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        with_progress = get_tqdm_iterable(nodes, show_progress, "Parsing nodes")
        return [passage for node in with_progress for passage in self._passages(node)]

    async def _aparse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        return await asyncio.to_thread(self._parse_nodes, nodes, show_progress)

    def _passages(self, node: BaseNode) -> list[TextNode]:
        text = node.get_content(metadata_mode=MetadataMode.NONE)
        heading = f"{node.get_metadata_str(mode=MetadataMode.EMBED)}\n\n" if self.include_metadata else ""
        embedder = self._splitter.embedder
        tokens = embedder.token_counts([heading])[0]
        if tokens > embedder.max_tokens // 2:
            raise UsageError(
                f"The metadata of {node.node_id} has {tokens} tokens, embedded with each passage; the two together "
                f"may have {embedder.max_tokens}. Name what need not be embedded in excluded_embed_metadata_keys."
            )
        spans = self._splitter.spans(text, heading)
        passages = build_nodes_from_splits([text[start:end] for start, end in spans], node, id_func=self.id_func)
        before = (isinstance(node, TextNode) and node.start_char_idx) or 0  # where a parser before this one cut it out
        for passage, (start, end) in zip(passages, spans, strict=True):
            passage.start_char_idx, passage.end_char_idx = before + start, before + end
        return passages

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        """Keep the offsets: LlamaIndex looks the text up again, and finds the wrong place where it repeats."""
        spans = [(node.start_char_idx, node.end_char_idx) for node in nodes if isinstance(node, TextNode)]
        nodes = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(nodes, spans, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return nodes


class DatelineEmbedding(BaseEmbedding):
    """Embeds texts of up to 256 tokens as unit vectors of 384 dimensions; a longer text is a ModelError, never cut.

    Args:
        embedder: by default the one that comes with Dateline.
        fields: those of BaseEmbedding.

    Attributes:
        digest: of the embedder's weights; LlamaIndex's caches see what changed by it.
    """

    digest: str
    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder | None = None, **fields: Any) -> None:
        embedder = embedder or MiniLM()
        options: dict[str, Any] = {"model_name": embedder.name, "embed_batch_size": BATCH}
        super().__init__(**options | fields | {"digest": embedder.digest})
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex stores."""
        return "DatelineEmbedding"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await self._aget_text_embedding(query)


class DatelineRetriever(BaseRetriever):
    """Retrieves passages of the indexed articles by dense and lexical search, fused.

    Args:
        engine: what searches.
        filters: which articles are searched.
        k: how many passages are returned at most.
    """

    def __init__(self, engine: Engine, filters: Filters | None = None, k: int = 10) -> None:
        super().__init__()
        self._engine = engine
        self._filters = filters
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_hit_node(hit) for hit in self._engine.search(query_bundle.query_str, self._filters, self._k)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Answers with exact quotes.

    The response's text is the answer, or what an abstention says; its `source_nodes` are the quotes with their offsets
    (none for an abstention); its `metadata` is the whole answer object.

    Args:
        engine: what answers.
        filters: which articles may answer.
    """

    def __init__(self, engine: Engine, filters: Filters | None = None) -> None:
        super().__init__(callback_manager=None)
        self._engine = engine
        self._filters = filters or Filters()

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Return the passages that the engine would read for a question."""
        return DatelineRetriever(self._engine, self._filters, self._engine.settings.read_passages).retrieve(
            query_bundle
        )

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._engine.ask(self._question(query_bundle)))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return _response(await self._engine.aask(self._question(query_bundle)))

    def _question(self, query_bundle: QueryBundle) -> Question:
        return Question(query_bundle.query_str, filters=self._filters)


def _response(answer: Answer) -> Response:
    return Response(
        response=answer.answer or answer.message,
        source_nodes=[_quote_node(citation, answer.confidence) for citation in answer.citations],
        metadata=answer.to_dict(),
    )


def _hit_node(hit: Hit) -> NodeWithScore:
    article, passage = hit.article, hit.passage
    known = {
        "title": article.title,
        "source": display(article.source),
        "published": article.published,
        "url": article.url,
        "outlet": article.outlet,
        "dense": hit.dense,
        "lexical": hit.lexical,
    }
    node = _node(passage.id, passage.text, passage.start, passage.end, article.id, known)
    return NodeWithScore(node=node, score=hit.score)


def _quote_node(quote: Citation, score: float | None) -> NodeWithScore:
    known = {
        "n": quote.n,
        "marks": quote.marks,
        "title": quote.document_title,
        "source": quote.source,
        "line": quote.line,
        "published": quote.published,
        "url": quote.url,
        "outlet": quote.outlet,
        "part": quote.part,
    }
    start, end = quote.start_char_index, quote.end_char_index
    part = "" if quote.part == "text" else f"{quote.part}:"
    node = _node(f"{quote.article_id}:{part}{start}-{end}", quote.cited_text, start, end, quote.article_id, known)
    return NodeWithScore(node=node, score=score)


def _node(name: str, text: str, start: int, end: int, article_id: str, known: dict[str, Any]) -> TextNode:
    metadata = {"article_id": article_id} | {key: value for key, value in known.items() if value is not None}
    for_programs = [key for key in metadata if key not in FOR_MODELS]
    return TextNode(
        id_=name,
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=metadata,
        excluded_embed_metadata_keys=for_programs,
        excluded_llm_metadata_keys=for_programs,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article_id)},
    )
