"""Confidence is a probability, from fitted weights that come with the reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from qa.read.confidence import Evidence, confidence, features, load_weights
from qa.shipped import READERS

SOME = Evidence(
    margin=4.0,
    doubt=-2.0,
    lead=2.0,
    dense=0.6,
    articles=1,
    in_passage=0.8,
    in_sentence=0.6,
    missing=0,
    opposed=0,
    suits=True,
    words=2,
    echoed=0.0,
)
NUMBERS = st.floats(-1e6, 1e6)
SHARES = st.floats(0, 1)
COUNTS = st.integers(0, 1000)
EVIDENCE = st.builds(
    Evidence,
    margin=NUMBERS,
    doubt=NUMBERS,
    lead=NUMBERS,
    dense=st.floats(-1, 1),
    articles=st.integers(1, 1000),
    in_passage=SHARES,
    in_sentence=SHARES,
    missing=COUNTS,
    opposed=COUNTS,
    suits=st.booleans(),
    words=COUNTS,
    echoed=SHARES,
)


@given(EVIDENCE)
def test_it_is_a_probability_whatever_was_seen(evidence: Evidence) -> None:
    assert all(0 < confidence(evidence, load_weights(reader.file)) < 1 for reader in READERS.values())


@given(EVIDENCE)
def test_no_feature_is_out_of_all_proportion(evidence: Evidence) -> None:
    assert all(-10 <= value <= 10 for value in features(evidence).values())


@pytest.mark.parametrize("size", READERS)
def test_the_fitted_weights_are_of_the_features_that_there_are(size: str) -> None:
    assert set(load_weights(READERS[size].file)) == set(features(SOME))


@given(EVIDENCE, st.floats(0, 1e6), COUNTS)
def test_a_nearer_span_or_one_more_article_never_makes_a_value_less_sure(
    evidence: Evidence, nearer: float, more: int
) -> None:
    surer = replace(evidence, margin=evidence.margin + nearer, articles=evidence.articles + more)
    for reader in READERS.values():
        weights = load_weights(reader.file)
        assert confidence(surer, weights) >= confidence(evidence, weights)


def test_the_weights_decide() -> None:
    weights = dict.fromkeys(features(SOME), 0.0)
    assert confidence(SOME, weights) == 0.5
    by_margin = weights | {"margin": 2.0}
    assert confidence(SOME, by_margin) > 0.5 > confidence(replace(SOME, margin=-4.0), by_margin)


@pytest.mark.parametrize("content", [None, "no JSON", "{}"])
def test_a_calibration_that_cannot_be_read_is_a_clear_error(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "confidence.json").write_text(content)
    with pytest.raises(ModelError, match=r"confidence\.json cannot be read.*Install dateline again"):
        load_weights(tmp_path / "model.onnx")
