"""Fitting of the reader's confidence: on all values, so that what was fitted before has no say in it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest

from evals.calibration import EDITED
from evals.lab.calibrate import Candidate, Sample, fit, gather, table
from index.errors import UsageError
from qa.read.confidence import Evidence, confidence
from qa.settings import Settings

LONELY = Evidence(4.0, -1.0, 0.5, 0.4, 1, 0.8, 0.6, 0, 0, True, 2, 0.0)


def sample(n: int, rng: Random) -> Sample:
    """Return a question with two values of which the one in three articles is right, four times in five."""
    right = rng.random() < 0.8
    lonely = Candidate(replace(LONELY, margin=rng.uniform(2, 4)), not right)
    agreed = Candidate(replace(LONELY, margin=rng.uniform(2, 4), articles=3), right)
    return Sample(f"q{n}", "xquad-en", n % 2 == 0, (lonely, agreed))


def asked(count: int) -> list[Sample]:
    """Return that many questions."""
    rng = Random(0)
    return [sample(n, rng) for n in range(count)]


def test_the_value_that_more_articles_give_comes_first_once_it_is_learnt_that_such_are_right() -> None:
    samples = asked(300)
    weights = fit(samples)
    assert weights["agreement"] > 0
    assert all(one.first(weights).evidence.articles == 3 for one in samples)
    stated = [confidence(one.first(weights).evidence, weights) for one in samples]
    assert sum(stated) / len(stated) == pytest.approx(0.8, abs=0.05)


def test_that_one_more_article_says_so_never_counts_against_a_value() -> None:
    rng = Random(2)
    samples = []
    for one in (sample(n, rng) for n in range(300)):
        turned = tuple(replace(value, right=not value.right) for value in one.candidates)
        samples.append(replace(one, candidates=turned))
    assert fit(samples)["agreement"] == 0


def test_that_the_passage_bears_the_question_out_less_never_counts_for_a_value() -> None:
    rng = Random(3)
    samples = []
    for n in range(300):
        right = rng.random() < 0.5
        doubted = replace(LONELY, doubt=2.0 if right else -2.0)
        samples.append(Sample(f"q{n}", "xquad-en", n % 2 == 0, (Candidate(doubted, right),)))
    assert fit(samples)["doubt"] == 0


def test_the_order_in_which_the_values_came_tells_nothing() -> None:
    samples = asked(100)
    assert fit([replace(one, candidates=one.candidates[::-1]) for one in samples]) == fit(samples)


def test_the_first_of_many_values_is_not_taken_for_surer_than_it_is() -> None:
    rng = Random(1)
    samples = []
    for n in range(400):  # six values of which none tells more of itself than chance does
        right = rng.randrange(6)
        found = (Candidate(replace(LONELY, margin=rng.uniform(-9, 9)), m == right) for m in range(6))
        samples.append(Sample(f"q{n}", "xquad-en", True, tuple(found)))
    weights = fit(samples)
    firsts = [one.first(weights) for one in samples]
    stated = [confidence(one.evidence, weights) for one in firsts]
    assert sum(stated) / len(stated) == pytest.approx(sum(one.right for one in firsts) / len(firsts), abs=0.01)


def test_the_table_is_of_the_values_that_come_first() -> None:
    samples = asked(200)
    samples += [replace(one, id=f"{one.id}{EDITED}", part="xquad-en edited", answerable=False) for one in samples[:50]]
    weights = fit(samples)
    held = [one for one in samples if not one.fitted and one.part == "xquad-en"]
    right = sum(one.first(weights).right for one in held) / len(held)
    row = next(line for line in table(samples, weights) if line.startswith("| xquad-en |"))
    assert row.startswith(f"| xquad-en | {len(held)} | {right:.3f} |")


def test_what_was_kept_is_what_was_found() -> None:
    for one in asked(3):
        assert Sample.parse(json.loads(json.dumps(asdict(one)))) == one


def test_what_another_reader_found_is_not_fitted_on(tmp_path: Path) -> None:
    kept = tmp_path / "calibration.jsonl"
    line = {"reader": "sha256:of another", "part": "xquad-en", "id": "q1", "sample": asdict(asked(1)[0])}
    kept.write_text(json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="of another reader"):
        next(gather(Settings(), tmp_path, kept))
