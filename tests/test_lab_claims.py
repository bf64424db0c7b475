"""Claims: how they are read, measured, and made wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.lab.claims import Claim, Judged, balanced_accuracy, load_claims, table
from evals.lab.corruptions import move_value
from evals.lab.fit_support import Sample, cross_validate, fit, lenient_threshold
from index.errors import UsageError


def _line(**fields: object) -> str:
    return json.dumps({"id": "ab-dev_-1", "source": "A text.", "claim": "A claim.", "supported": True, **fields})


def _written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_source_is_a_text_or_a_list_of_texts(tmp_path: Path) -> None:
    listed = str(["[1] https://example.org/a\n\nFirst.\nSecond.", "Third."])
    claims = load_claims(_written(tmp_path, _line(), _line(source=listed), _line(source="[Cut off at the en")))
    assert [claim.passages for claim in claims] == [("A text.",), ("First.\nSecond.", "Third."), ("Cut off at the en",)]


def test_marks_of_citation_are_no_part_of_a_claim(tmp_path: Path) -> None:
    (claim,) = load_claims(_written(tmp_path, _line(claim="It rained [2].\nA lot[13].")))
    assert claim.text == "It rained . A lot."


def test_the_id_says_where_a_claim_is_from(tmp_path: Path) -> None:
    ids = ["qags-cnndm-5-0", "qags-xsum-7-0", "ab-dev_-30", "ab-test-2"]
    claims = load_claims(_written(tmp_path, *(_line(id=id) for id in ids)))
    assert [claim.part for claim in claims] == ["qags-cnndm", "qags-xsum", "ab", "ab"]


def test_what_is_no_set_of_claims_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"claims\.jsonl"):
        load_claims(_written(tmp_path, '{"id": "x"}'))
    with pytest.raises(UsageError, match="absent"):
        load_claims(tmp_path / "absent.jsonl")


def test_balanced_accuracy_counts_both_answers_the_same() -> None:
    assert balanced_accuracy([True] * 8 + [False] * 2, [True] * 10).value == 0.5
    assert balanced_accuracy([True, True, False, False], [True, False, False, False]).value == 0.75
    assert balanced_accuracy([True], [True]).value is None


def test_the_table_has_every_source_and_check() -> None:
    judged = [
        Judged(
            Claim(f"{part}-{n}", ("text",), "claim", bool(n % 2)), lacks=n == 0, score=float(n % 2), contradicted=n == 3
        )
        for part in ("qags-xsum", "qags-cnndm")
        for n in range(4)
    ]
    lines = table(judged)
    assert len(lines) == 2 + 3 * 4
    rows = {line.split("|")[3].strip(): line.split("|")[4:7] for line in lines if line.startswith("| all | 8 |")}
    found = {check: [cell.strip().split(" ")[0] for cell in cells] for check, cells in rows.items()}
    assert found == {
        "value rules": ["1.000", "0.500", "0.750"],
        "support score": ["1.000", "1.000", "1.000"],
        "values and score": ["1.000", "1.000", "1.000"],
        "all, as answers are held to": ["0.667", "1.000", "0.750"],
    }


def test_a_claim_is_given_a_value_of_another_event() -> None:
    source = "The council sued the builder on Tuesday. A court fined it on Friday."
    claim = Claim("qags-xsum-1", (source,), "The council sued the builder on Tuesday.", True)
    made = move_value(claim)
    assert made is not None
    assert (made.text, made.supported) == ("The council sued the builder on Friday.", False)


def test_a_claim_without_another_value_in_its_text_is_left_alone() -> None:
    assert move_value(Claim("qags-xsum-1", ("The council sued.",), "The council sued on Tuesday.", True)) is None
    assert move_value(Claim("qags-xsum-1", ("It rained on Friday.",), "It rained on Tuesday.", False)) is None


def test_what_tells_is_given_weight_and_what_does_not_is_not() -> None:
    samples = [
        Sample(n, bool(n % 2), {"bias": 1.0, "telling": n % 2 + n % 3 / 10, "idle": n % 3 / 2, "same": 0.0}, False)
        for n in range(60)
    ]
    weights = fit(samples)
    assert weights["telling"] > 1
    assert abs(weights["idle"]) < weights["telling"] / 4
    assert weights["same"] == 0
    scores = cross_validate(samples)
    threshold, reached = lenient_threshold(scores, samples)
    assert reached == 1.0
    assert all((score >= threshold) == one.supported for score, one in zip(scores, samples, strict=True))


def test_a_claim_that_the_rules_strike_is_taken_out_whatever_its_score() -> None:
    samples = [Sample(n, n % 4 > 0, {"bias": 1.0}, struck=n % 4 == 0) for n in range(40)]
    assert lenient_threshold(np.ones(40), samples)[1] == 1.0
