"""A published store, open for reading."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import ArticleRecord
from index.chroma import Published
from index.corrections import Correction
from index.embedder import Embedder
from index.errors import NotFoundError, StoreDamagedError
from index.filters import Filters
from index.lexical import Lexical
from index.maker import Maker
from index.manifest import REPAIR
from index.names import Names
from index.passage import Passage, article_of
from index.sketch import Sketch
from index.splitter import VERSION, Splitter
from index.tags import Tags

__all__ = ["Maker", "Scored", "Store", "maker_of"]

NO_ARTICLE = ("",)
"""Ids that no article has."""
FEW = 200
"""Passages up to which an allowed set is compared with the question one by one."""
SHARE = 0.125
"""Share of the passages from which an allowed set is found by searching all of them."""
MOST_ARTICLES = 10_000
"""Articles from which that is done too; Chroma fails where it is asked for about 32,000."""


def maker_of(embedder: Embedder, splitter: Splitter) -> Maker:
    """Return what a store is made by that this embedder and splitter make."""
    return Maker(embedder.name, embedder.digest, embedder.dimension, VERSION, (("words", splitter.words),))


@dataclass(frozen=True)
class Scored:
    """A passage's id and its score: cosine similarity (dense) or BM25 (lexical); greater is nearer."""

    passage_id: str
    score: float


class Store:
    """One published store, read-only. Got from `DataFolder.reading()`; valid inside that block only.

    Chroma is opened when the first vector is asked for: what needs none, needs no time to open it.

    Attributes:
        number: the store's number.
        maker: what made it.
    """

    def __init__(self, folder: Path) -> None:
        self.number = int(folder.name)
        self._folder = folder
        self._tags = Tags(folder.parent.parent)
        self._lexical = Lexical(folder)
        self.maker = self._lexical.maker
        self._opening = threading.Lock()
        self._opened: Published | None = None
        self._tried = False

    @property
    def version(self) -> str:
        """The store's number and the fingerprint of its maker: what an answer was given from."""
        return f"{self.number}@{self.maker.fingerprint}"

    def allowed(self, filters: Filters) -> frozenset[str] | None:
        """Return the ids of the articles that pass `filters`, or None where nothing is filtered."""
        return frozenset(self._lexical.allowed(self._untagged(filters))) if filters else None

    def undated(self, filters: Filters) -> int:
        """Return how many articles pass `filters` but for having no date; 0 without a date filter."""
        return self._lexical.undated(self._untagged(filters)) if filters.dated else 0

    def dense(self, vector: NDArray[np.float32], k: int, allowed: frozenset[str] | None = None) -> list[Scored]:
        """Return the `k` passages nearest to `vector` ([dimension], unit length) by cosine similarity, best first."""
        _, passages = self.count()
        if allowed is None:
            return self._nearest(vector, min(k, passages))
        wanted = self._lexical.count_of(allowed)
        if wanted <= FEW:
            return self._compared(vector, k, self._lexical.passage_ids(allowed))
        if wanted < SHARE * passages and len(allowed) < MOST_ARTICLES:
            return self._nearest(vector, min(k, wanted), sorted(allowed))
        return self._sifted(vector, min(k, wanted), 2 * k * passages // wanted, allowed)

    def lexical(self, question: str, k: int, allowed: frozenset[str] | None = None) -> list[Scored]:
        """Return the `k` passages best by BM25 on the question's words (stop words out, stemmed), best first."""
        return [Scored(*found) for found in self._lexical.search(question, k, allowed)]

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the stored vectors of the passages, [len(passage_ids), dimension], in that order."""
        if not passage_ids:
            return np.empty((0, self.maker.dimension), dtype=np.float32)
        return self._chroma.vectors(passage_ids)

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return the passages, in that order."""
        return self._lexical.passages(passage_ids)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order."""
        return self._lexical.passages_of(article_id)

    def text(self, article_id: str) -> str:
        """Return the article's whole text, put together from its passages and held to its hash.

        Raises:
            NotFoundError: there is no such article.
            StoreDamagedError: it is not the text that was stored.
        """
        record = self.article(article_id)
        passages = self._lexical.passages_of(article_id)
        ends = [0, *(passage.end for passage in passages)]
        text = "".join(passage.text[end - passage.start :] for passage, end in zip(passages, ends, strict=False))
        if record.article(text).hash != record.hash:
            raise StoreDamagedError(f"The text of {article_id!r} is not the one that was stored. {REPAIR}")
        return text

    def article(self, article_id: str) -> ArticleRecord:
        """Return the article's record; NotFoundError if there is none."""
        if record := self._lexical.article(article_id):
            return record
        raise NotFoundError(f"There is no article {article_id!r}: `qa status --all` lists those that there are.")

    def articles(
        self, after: str | None = None, limit: int = 100, filters: Filters | None = None, text: str | None = None
    ) -> list[ArticleRecord]:
        """Return up to `limit` records in the order of their ids.

        Args:
            after: only those behind this id.
            limit: how many at most.
            filters: which articles.
            text: only articles whose title or text has each of its words, in any form.
        """
        return self._lexical.articles(after or "", limit, self._untagged(filters or Filters()), text)

    def sketches(self, articles: Iterable[str]) -> dict[str, Sketch]:
        """Return the sketches of these articles, by their ids."""
        return self._lexical.sketches(articles)

    @cached_property
    def corrections(self) -> dict[str, list[Correction]]:
        """What articles correct, by the ids of those that correct anything."""
        return self._lexical.corrections()

    def count(self) -> tuple[int, int]:
        """Return how many articles and how many passages it holds."""
        return self._count

    @property
    def names(self) -> Names:
        """The names in its articles."""
        return self._lexical.names

    @cached_property
    def coverage(self) -> tuple[str, str] | None:
        """The first and the last day on which an article was published; None where none is dated."""
        return self._lexical.coverage()

    def outlets(self, limit: int) -> list[str]:
        """Return up to so many publishers, those with the most articles first."""
        return self._lexical.outlets(limit)

    def try_out(self) -> None:
        """See, once, that it finds what it holds; StoreDamagedError where it does not."""
        if not self._tried and (first := self._lexical.sample(1)):
            found = self.dense(self.vectors(first)[0], 1)
            if not self.passages([near.passage_id for near in found]):
                raise StoreDamagedError(f"Nothing is found in {self._folder}. {REPAIR}")
        self._tried = True

    def close(self) -> None:
        """Let go of its files."""
        self._lexical.close()
        if self._opened:
            self._opened.close()

    def _untagged(self, filters: Filters) -> Filters:
        """Return filters that name the articles which have the tags, in place of these."""
        if not filters.tags:
            return filters
        tagged = self._tags.articles(filters.tags)
        held = [one for one in tagged if not filters.article_ids or one in filters.article_ids]
        return replace(filters, tags=(), article_ids=tuple(held) or NO_ARTICLE)

    @cached_property
    def _count(self) -> tuple[int, int]:
        return self._lexical.count()

    @property
    def _chroma(self) -> Published:
        with self._opening:
            if not self._opened:
                self._opened = Published(self._folder)
            return self._opened

    def _nearest(self, vector: NDArray[np.float32], k: int, articles: Sequence[str] | None = None) -> list[Scored]:
        if k == 0:
            return []
        return [Scored(near.passage_id, near.similarity) for near in self._chroma.nearest(vector, k, articles)]

    def _compared(self, vector: NDArray[np.float32], k: int, passage_ids: list[str]) -> list[Scored]:
        scores = (self.vectors(passage_ids) @ vector).tolist()
        found = [Scored(*pair) for pair in zip(passage_ids, scores, strict=True)]
        return sorted(found, key=lambda scored: (-scored.score, scored.passage_id))[:k]

    def _sifted(self, vector: NDArray[np.float32], k: int, asked: int, allowed: frozenset[str]) -> list[Scored]:
        _, passages = self.count()
        while True:
            asked = min(passages, asked)
            found = [near for near in self._nearest(vector, asked) if article_of(near.passage_id) in allowed]
            if len(found) >= k or asked == passages:
                return found[:k]
            asked *= 2
