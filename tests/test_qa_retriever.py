"""Hybrid retrieval: the best passages by meaning and by words together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.filters import Filters
from index.folder import DataFolder
from index.indexer import put_articles
from index.store import Store
from qa.engine import Engine
from qa.search import Hit, Retriever, fuse
from qa.settings import Settings

QUESTION = "Who leads the rebels?"
SCORES = st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 30)), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def store(engine: Engine) -> Iterator[Store]:
    with engine.folder.reading() as store:
        assert store is not None
        yield store


def retrieve(engine: Engine, store: Store, question: str = QUESTION, k: int = 5, **given: object) -> list[Hit]:
    settings = replace(engine.settings, **given)  # type: ignore[arg-type]
    return Retriever(engine.embedder, settings).retrieve(store, question, Filters(), k)


def test_hits_come_best_first_as_many_as_asked_for(engine: Engine, store: Store) -> None:
    _, passages = store.count()
    for k in (1, 3, passages, passages + 10):
        hits = retrieve(engine, store, k=k)
        assert len(hits) == min(k, passages)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.passage.id for hit in hits}) == len(hits)


def test_a_hit_carries_its_passage_its_article_and_its_scores(engine: Engine, store: Store) -> None:
    vector = engine.embedder.embed([QUESTION])[0]
    for hit in retrieve(engine, store):
        assert hit.article == store.article(hit.passage.article_id)
        assert store.text(hit.article.id)[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.dense == pytest.approx(float(store.vectors([hit.passage.id])[0] @ vector), abs=1e-3)
        assert hit.lexical >= 0


def test_a_table_that_is_cut_between_passages_keeps_its_headings(engine: Engine, tmp_path: Path) -> None:
    """In what is read; what is quoted stays a slice of the article."""
    rows = "".join(f"| Line {n} | {n} crowns | {n + 100} crowns |\n" for n in range(1, 80))
    text = f"The fares of the town\n\n| Line | Morning | Evening |\n|---|---|---|\n{rows}"
    put_articles(tmp_path, [Article("fares", "/f.md", "Fares", text)], engine.embedder, engine.splitter)
    with DataFolder(tmp_path, None).reading() as store:
        assert store is not None
        hits = retrieve(engine, store, "evening fare of line 70", k=20)
        hit = next(hit for hit in hits if "| Line 70 |" in hit.passage.text)
        assert hit.passage.n > 1
        assert store.text("fares")[hit.passage.start : hit.passage.end] == hit.passage.text
    seen = hit.passage.view
    said = "Line 70, Evening: 170 crowns"
    assert said in seen.text
    start = seen.text.index(said) + said.index("170")
    first, last = seen.stored(start, start + len("170 crowns"))
    assert hit.passage.text[first:last] == "170 crowns"


def test_the_weight_goes_from_words_alone_to_meaning_alone(engine: Engine, store: Store) -> None:
    by_words = retrieve(engine, store, dense_weight=0.0)
    assert by_words[0].lexical == max(hit.lexical for hit in by_words)
    by_meaning = retrieve(engine, store, dense_weight=1.0)
    assert [hit.dense for hit in by_meaning] == sorted((hit.dense for hit in by_meaning), reverse=True)


def test_a_passage_that_only_the_words_brought_has_both_scores(engine: Engine, store: Store) -> None:
    """With one candidate each, the two searches bring different passages."""
    hits = retrieve(engine, store, "antimony production", k=2, candidates=1)
    assert all(-1 <= hit.dense <= 1 for hit in hits)
    assert any(hit.lexical > 0 for hit in hits)


def test_the_same_question_brings_the_same_hits(engine: Engine, store: Store) -> None:
    assert retrieve(engine, store) == retrieve(engine, store)


@pytest.mark.parametrize("question", ["?", "", "的", "rebels " * 140, "1 " * 490, 'AND OR NOT (* " NEAR', "a\tb\nc"])
def test_any_question_is_searched_for(question: str, engine: Engine, store: Store) -> None:
    assert len(retrieve(engine, store, question)) == 5


def test_a_question_too_long_for_the_embedder_is_near_what_it_repeats(engine: Engine, store: Store) -> None:
    short = retrieve(engine, store, QUESTION, k=1, dense_weight=1.0)
    assert retrieve(engine, store, " ".join([QUESTION] * 100), k=1, dense_weight=1.0)[0].passage == short[0].passage


def test_nothing_indexed_brings_nothing(engine: Engine, tmp_path: Path) -> None:
    empty = Engine(Settings(data_dir=tmp_path / "none"), engine.embedder, engine.reader)
    assert empty.search(QUESTION) == []
    empty.close()


@given(SCORES, st.floats(0, 1))
def test_fused_scores_have_the_mean_0_and_keep_what_both_agree_on(
    scores: list[tuple[float, float]], weight: float
) -> None:
    dense, lexical = [list(column) for column in zip(*scores, strict=True)]
    fused = fuse(dense, lexical, weight)
    assert fused.shape == (len(scores),)
    assert abs(fused.mean()) < 1e-6
    for i, (one_dense, one_lexical) in enumerate(scores):
        for j, (other_dense, other_lexical) in enumerate(scores):
            if one_dense >= other_dense and one_lexical >= other_lexical:
                assert fused[i] >= fused[j] - 1e-6


@given(SCORES, st.floats(0.5, 20), st.floats(-5, 5))
def test_neither_the_unit_nor_the_origin_of_a_score_counts(
    scores: list[tuple[float, float]], unit: float, origin: float
) -> None:
    dense, lexical = [list(column) for column in zip(*scores, strict=True)]
    if all(np.std(column) > 1e-3 or np.ptp(column) == 0 for column in (dense, lexical)):
        moved = fuse(dense, [unit * score + origin for score in lexical], 0.5)
        np.testing.assert_allclose(moved, fuse(dense, lexical, 0.5), atol=1e-6)


def test_no_candidates_fuse_to_none() -> None:
    assert fuse([], [], 0.5).tolist() == []
