"""Retrieval: a question in, the best passages out.

Two searches bring candidates, dense (embeddings in Chroma) and lexical (BM25 in SQLite FTS5); each candidate gets both
scores, each score becomes a z-score over the joint candidates, and the weighted mean of the two ranks them. A candidate
that the lexical search did not bring counts as 0 there: scoring it costs much and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.article import ArticleRecord
from index.embedder import Embedder
from index.filters import Filters
from index.passage import Passage
from index.sketch import Sketch, containment, sketch
from index.splitter import SPECIAL, Splitter
from index.store import Store
from index.tables import is_cut_row
from index.words import words_in
from qa.settings import Settings

LONGEST_TABLE = 20
"""Passages of a table before one of it, up to which its headings are looked for."""
REPEATED = 0.5
"""Share of a passage's shingles in another one from which it is shown but once."""


@dataclass(frozen=True)
class Hit:
    """A retrieved passage with its article and its scores.

    Attributes:
        passage: the passage.
        article: the record of its article.
        dense: cosine similarity to the question, -1 to 1.
        lexical: BM25, 0 where no word of the question met.
        score: the fused one, by which hits are ranked: the weighted mean of the two z-scores.
    """

    passage: Passage
    article: ArticleRecord
    dense: float
    lexical: float
    score: float


@dataclass(frozen=True)
class Retriever:
    """Hybrid retrieval from a store.

    Attributes:
        embedder: the one that made the store.
        settings: `candidates` and `dense_weight` are used.
    """

    embedder: Embedder
    settings: Settings

    def retrieve(self, store: Store, question: str, filters: Filters, k: int) -> list[Hit]:
        """Return the `k` best passages of the articles that pass `filters`, best first."""
        allowed = store.allowed(filters)
        if allowed is not None and not allowed:
            return []
        vector = self._vector(question)
        count = max(self.settings.candidates, k)
        dense = {hit.passage_id: hit.score for hit in store.dense(vector, count, allowed)}
        lexical = {hit.passage_id: hit.score for hit in store.lexical(question, count, allowed)}
        met_by_words_only = sorted(lexical.keys() - dense.keys())
        if met_by_words_only:
            scores = store.vectors(met_by_words_only) @ vector
            dense |= dict(zip(met_by_words_only, scores.tolist(), strict=True))
        ids = sorted(dense)
        fused = fuse([dense[i] for i in ids], [lexical.get(i, 0.0) for i in ids], self.settings.dense_weight)
        # Some more, as what a copy of an article says again is passed over.
        best = sorted(zip(ids, fused.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))[: 2 * k]
        passages = store.passages([i for i, _ in best])
        records = {i: store.article(i) for i in {passage.article_id for passage in passages}}
        hits: list[Hit] = []
        for passage, (i, score) in zip(passages, best, strict=True):
            hit = Hit(passage, records[passage.article_id], dense[i], lexical.get(i, 0.0), score)
            if not any(_repeats(hit, other) for other in hits):
                hits.append(hit)
        return [replace(hit, passage=_led(hit.passage, store)) for hit in hits[:k]]

    def _vector(self, question: str) -> NDArray[np.float32]:
        """Return the unit vector of a question; of one too long for the embedder, the mean of those of its parts."""
        parts = [question]
        if self.embedder.token_counts(parts)[0] > self.embedder.max_tokens - SPECIAL:
            parts = [question[start:end] for start, end in Splitter(self.embedder).spans(question, "")]
        mean: NDArray[np.float32] = self.embedder.embed(parts).mean(axis=0)
        return mean / np.linalg.norm(mean)


def _led(passage: Passage, store: Store) -> Passage:
    """Return a passage, one that begins inside a table with what stands before it there: it is read with headings."""
    if passage.n <= 0 or not is_cut_row(passage.text):
        return passage
    lead, article = "", passage.id.rpartition(":")[0]
    for n in range(passage.n - 1, max(passage.n - 1 - LONGEST_TABLE, -1), -1):
        (before,) = store.passages([f"{article}:{n}"])
        *blank, block = re.split(r"\n[^\S\n]*\n", before.text)
        lead = block + lead
        if blank:
            break
    return replace(passage, lead=lead)


def _repeats(hit: Hit, other: Hit) -> bool:
    """Whether a passage stands in a copy of the article of another hit, at the same place."""
    return (
        hit.passage.article_id != other.passage.article_id
        and hit.passage.start == other.passage.start
        and hit.article.characters == other.article.characters
        and hit.passage.text == other.passage.text
        and hit.article.may_copy(other.article)
    )


def fuse(dense: list[float], lexical: list[float], weight: float) -> NDArray[np.float64]:
    """Return `weight` times the z-scores of `dense` plus `1 - weight` times those of `lexical`, in their order."""
    return weight * _z(dense) + (1 - weight) * _z(lexical)


def _z(scores: list[float]) -> NDArray[np.float64]:
    values = np.asarray(scores, dtype=np.float64)
    spread = values.std() if len(values) else 0.0
    return np.zeros_like(values) if spread < 1e-9 else (values - values.mean()) / spread


def distinct(hits: Sequence[Hit], most: int) -> list[Hit]:
    """Return up to `most` of the hits, without those that say nearly word for word what a better one says."""
    kept: list[tuple[Hit, Sketch, str]] = []
    for hit in hits:
        if len(kept) == most:
            break
        own, said = sketch(hit.passage.view.text), " ".join(words_in(hit.passage.view.text)).casefold()
        if not any(said == other or containment(own, theirs) >= REPEATED for _, theirs, other in kept):
            kept.append((hit, own, said))
    return [hit for hit, _, _ in kept]
