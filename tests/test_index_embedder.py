"""The embedder that comes with Dateline."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.embedder
from index.embedder import BATCH, MiniLM
from index.errors import ModelError

TEXTS = [
    "The rebels seized Aleppo.",
    "Aleppo fell to the rebels.",
    "The recipe needs two eggs.",
    "Наступление началось.",
]


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts(embedder: MiniLM) -> None:
    texts = TEXTS * 12 + ["a", "word " * 200]
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), embedder.dimension)
    assert len(texts) > 2 * BATCH
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    for n in (0, 1, len(texts) - 1):
        np.testing.assert_allclose(vectors[n] @ embedder.embed([texts[n]])[0], 1, atol=0.02)


def test_what_means_the_same_is_nearer_than_what_does_not(embedder: MiniLM) -> None:
    one, same, other, _ = embedder.embed(TEXTS)
    assert one @ same > one @ other + 0.2


def test_every_processor_gives_about_the_same_similarities(embedder: MiniLM) -> None:
    """Where sums of int8 products overflow, the last two are .03 more."""
    one, *others = [embedder.embed([text])[0] for text in TEXTS]
    assert [one @ other for other in others] == pytest.approx([0.791, 0.011, 0.060], abs=0.006)


def test_the_same_texts_give_the_same_vectors(embedder: MiniLM) -> None:
    assert (embedder.embed(TEXTS) == embedder.embed(TEXTS)).all()


def test_no_texts_give_no_vectors(embedder: MiniLM) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)
    assert embedder.token_counts([]) == []


def test_a_text_of_as_many_tokens_as_it_takes_is_embedded_and_one_more_is_refused(embedder: MiniLM) -> None:
    room = embedder.max_tokens - 2
    assert embedder.embed(["word " * room]).shape == (1, embedder.dimension)
    with pytest.raises(ModelError, match=r"257 tokens .* takes 256"):
        embedder.embed(["short", "word " * (room + 1)])


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_tokens_are_counted_as_they_are_placed(embedder: MiniLM, text: str) -> None:
    ends = embedder.token_ends(text)
    assert [len(ends)] == embedder.token_counts([text])
    assert ends == sorted(ends)
    assert all(0 < end <= len(text) for end in ends)


def test_tokens_end_at_code_points_not_at_bytes(embedder: MiniLM) -> None:
    assert embedder.token_ends("😀 Алеппо fell")[-1] == len("😀 Алеппо fell")


def test_the_digest_names_the_weights(embedder: MiniLM) -> None:
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", embedder.digest)


def test_a_model_that_is_not_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(index.embedder, "MODEL", tmp_path)
    with pytest.raises(ModelError, match=r"cannot be loaded.*Install dateline again"):
        MiniLM()
