"""The curve of a language model: what it states, where it is kept, when it no longer counts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from qa.check.curve import Curve, Signs, features

SURE = Signs(-0.1, -0.5, 0.9, 0.0, 2, 0.8)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
CURVE = Curve(
    "ollama/small:1b", "sha256:1", {**dict.fromkeys(features(SURE), 0.0), "support": 2.0}, "seeds", 40, "sha256:small"
)


def test_signs_are_what_the_model_and_the_checks_said() -> None:
    """The mean and the lowest log probability, the lowest score, the share taken out."""
    assert Signs.of((-1.0, -3.0), (0.9, 0.7), 3, 1, 2, -0.4) == Signs(-2.0, -3.0, 0.7, 0.25, 2, -0.4)
    assert Signs.of((), (), 1, 0, 1, 0.0) == Signs(None, None, 0.0, 0.0, 1, 0.0)


def test_a_curve_is_found_again_by_name_and_digest(tmp_path: Path) -> None:
    """Another model, and the same name with other weights, have none."""
    assert Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:small") is None
    path = CURVE.save(tmp_path)
    assert path.is_relative_to(tmp_path / "evals" / "calibration")
    assert Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:small") == CURVE
    assert Curve.load(tmp_path, CURVE.model, "sha256:2", "sha256:small") is None
    assert Curve.load(tmp_path, "ollama/small:2b", CURVE.digest, "sha256:small") is None
    assert Curve.load(tmp_path, "ollama/small-1b", CURVE.digest, "sha256:small") is None, "its file has the same name"
    assert Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:large") is None, "another reader read beside it"
    beside = replace(CURVE, reader_digest="sha256:large")
    beside.save(tmp_path)
    assert Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:large") == beside
    assert Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:small") == CURVE, "each reader keeps its own"


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"model": 1}', json.dumps(CURVE.__dict__ | {"weights": {}})])
def test_a_damaged_curve_is_said(tmp_path: Path, written: str) -> None:
    """With its file and what to do."""
    CURVE.save(tmp_path).write_text(written)
    with pytest.raises(
        ModelError, match=r"ollama-small-1b\+small\.json, cannot be read: .*--calibrate ollama/small:1b"
    ):
        Curve.load(tmp_path, CURVE.model, CURVE.digest, "sha256:small")


def test_a_confidence_rises_with_what_speaks_for_the_answer() -> None:
    """As the weights say."""
    weak = Signs(-0.1, -0.5, 0.2, 0.0, 2, 0.8)
    assert CURVE.confidence(weak) < CURVE.confidence(SURE)
    assert CURVE.confidence(Signs(-0.1, -0.5, 0.0, 0.0, 2, 0.8)) == 0.5


@given(NUMBER | st.none(), NUMBER | st.none(), NUMBER, NUMBER, st.integers(0, 99), NUMBER)
def test_a_confidence_is_a_probability(
    mean: float | None, least: float | None, support: float, out: float, citations: int, reader: float
) -> None:
    """Whatever was seen."""
    assert 0 <= CURVE.confidence(Signs(mean, least, support, out, citations, reader)) <= 1
