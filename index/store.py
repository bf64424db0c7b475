"""A published store, open for reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import ArticleRecord
from index.filters import Filters
from index.passage import Passage


@dataclass(frozen=True)
class Maker:
    """What made a store; a store made otherwise is refused.

    Attributes:
        embedder: name of the embedder.
        digest: "sha256:…" of its weights.
        dimension: of its vectors.
        splitter: name and version of the splitter.
        settings: the splitter's settings, as sorted (name, value) pairs.
    """

    embedder: str
    digest: str
    dimension: int
    splitter: str
    settings: tuple[tuple[str, int], ...]

    @property
    def fingerprint(self) -> str:
        """Return 12 hex digits that change with anything of the maker."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Scored:
    """A passage's id and its score: cosine similarity (dense) or BM25 (lexical); greater is nearer."""

    passage_id: str
    score: float


class Store:
    """One published store, read-only. Got from `DataFolder.reading()`; valid inside that block only."""

    number: int
    maker: Maker

    def allowed(self, filters: Filters) -> frozenset[str] | None:
        """Return the ids of the articles that pass `filters`, or None where nothing is filtered."""
        raise NotImplementedError

    def undated(self, filters: Filters) -> int:
        """Return how many articles pass `filters` but for having no date; 0 without a date filter."""
        raise NotImplementedError

    def dense(
        self, vector: NDArray[np.float32], k: int, allowed: frozenset[str] | None = None
    ) -> list[Scored]:
        """Return the `k` passages nearest to `vector` ([dimension], unit length) by cosine similarity, best first."""
        raise NotImplementedError

    def lexical(self, question: str, k: int, allowed: frozenset[str] | None = None) -> list[Scored]:
        """Return the `k` passages best by BM25 on the question's words (stop words out, stemmed), best first."""
        raise NotImplementedError

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the stored vectors of the passages, [len(passage_ids), dimension], in that order."""
        raise NotImplementedError

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return the passages, in that order."""
        raise NotImplementedError

    def text(self, article_id: str) -> str:
        """Return the article's whole text, put together from its passages; NotFoundError if there is none."""
        raise NotImplementedError

    def article(self, article_id: str) -> ArticleRecord:
        """Return the article's record; NotFoundError if there is none."""
        raise NotImplementedError

    def articles(self, after: str | None = None, limit: int = 100) -> list[ArticleRecord]:
        """Return up to `limit` records in the order of their ids, those after the id `after`."""
        raise NotImplementedError

    def count(self) -> tuple[int, int]:
        """Return how many articles and how many passages it holds."""
        raise NotImplementedError
