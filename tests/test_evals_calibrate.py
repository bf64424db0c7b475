"""Fitting of the reader's confidence: on values that are chosen without what was fitted before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from evals.calibrate import Candidate, Sample, fit, table
from evals.calibration import EDITED
from qa.confidence import Evidence

LONELY = Evidence(4.0, -1.0, 0.5, 0.4, 1, 0.8, 0.6, 0, 0, True, 2, 0.0)


def sample(n: int, rng: Random, *, nearest_is_lonely: bool) -> Sample:
    """Return a question of two values of which the one in three articles is right, four times in five."""
    right = rng.random() < 0.8
    margins = sorted((rng.uniform(2, 4), rng.uniform(2, 4)), reverse=nearest_is_lonely)
    lonely = Candidate(margins[0], replace(LONELY, margin=margins[0]), not right)
    agreed = Candidate(margins[1], replace(LONELY, margin=margins[1], articles=3), right)
    return Sample(f"q{n}", "xquad-en", n % 2 == 0, (lonely, agreed))


def test_the_value_that_more_articles_give_comes_first_once_it_is_learnt_that_such_are_right() -> None:
    rng = Random(0)
    samples = [sample(n, rng, nearest_is_lonely=n % 3 == 0) for n in range(300)]
    weights = fit(samples)
    assert weights["agreement"] > 0
    first = [one.first(weights).right for one in samples]
    nearest = [one.nearest.right for one in samples]
    assert sum(first) > sum(nearest)
    turned = [replace(one, candidates=one.candidates[::-1]) for one in samples]
    assert fit(turned) == weights, "in which order an earlier fit had put the values tells nothing"


def test_the_table_is_of_the_values_that_come_first() -> None:
    samples = [sample(n, Random(n), nearest_is_lonely=n % 3 == 0) for n in range(200)]
    samples += [replace(one, id=f"{one.id}{EDITED}", part="xquad-en edited", answerable=False) for one in samples[:50]]
    weights = fit(samples)
    held = [one for one in samples if not one.fitted and one.part == "xquad-en"]
    right = sum(one.first(weights).right for one in held) / len(held)
    assert right != sum(one.nearest.right for one in held) / len(held)
    row = next(line for line in table(samples, weights) if line.startswith("| xquad-en |"))
    assert row.startswith(f"| xquad-en | {len(held)} | {right:.3f} |")
