"""The sentences on the sample articles, right and wrong: the set is what its README says."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "evals" / "lab" / "sets" / "sentences"
LINES: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "sentences.jsonl").read_text("utf-8").splitlines()
]
RIGHT = {line["id"]: line for line in LINES if line["supported"]}
WRONG = [line for line in LINES if not line["supported"]]
RIGHT_KINDS = {"why", "how", "list", "summary", "comparison", "paraphrase", "plain"}
WRONG_KINDS = {"date", "number", "name", "actor", "negated", "event", "attribution"}


def cited(line: dict[str, Any]) -> list[str]:
    """Return what a line cites, read from the articles byte for byte."""
    texts = [((ROOT / cite["source"]).read_bytes().decode(), cite) for cite in line["cites"]]
    return [text[cite["start"] : cite["end"]] for text, cite in texts]


def test_there_are_enough_of_every_kind() -> None:
    assert len(RIGHT) >= 90
    right, wrong = Counter(line["kind"] for line in RIGHT.values()), Counter(line["kind"] for line in WRONG)
    assert set(right) == RIGHT_KINDS
    assert min(right.values()) >= 12
    assert set(wrong) == WRONG_KINDS
    assert min(wrong.values()) >= 25


def test_the_readme_counts_what_is_there() -> None:
    """In its table, and in its first words."""
    readme = (FOLDER / "README.md").read_text("utf-8")
    table = {kind: int(count) for kind, count in re.findall(r"\| ([a-z]+) \| (\d+) (?=\|)", readme)}
    assert table == Counter(line["kind"] for line in LINES)
    assert f"{len(RIGHT)} correct sentences" in readme
    assert re.search(rf"\b{len(WRONG)} wrong ones", readme)


def test_every_line_has_its_fields_and_no_others() -> None:
    both = {"id", "kind", "sentence", "supported", "cites"}
    assert all(set(line) == both | {"question"} for line in RIGHT.values())
    assert all(set(line) == both | {"of"} for line in WRONG)


def test_no_id_and_no_sentence_is_there_twice() -> None:
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert len({line["sentence"].casefold() for line in LINES}) == len(LINES)


def test_a_wrong_sentence_is_made_from_a_correct_one() -> None:
    """It names it, cites the same, and every correct sentence has one at least."""
    for line in WRONG:
        assert line["id"].startswith(f"{line['of']}-{line['kind']}")
        assert line["cites"] == RIGHT[line["of"]]["cites"]
    assert {line["of"] for line in WRONG} == set(RIGHT)


@pytest.mark.parametrize("line", RIGHT.values(), ids=RIGHT)
def test_a_correct_sentence_cites_whole_sentences_of_the_articles(line: dict[str, Any]) -> None:
    """No span is empty, out of range, cut off by white space, or cited twice."""
    assert 8 <= len(line["sentence"].split()) <= 35
    assert line["question"].endswith("?")
    quotes = cited(line)
    assert quotes
    assert len(set(quotes)) == len(quotes)
    for quote, cite in zip(quotes, line["cites"], strict=True):
        assert len(quote) == cite["end"] - cite["start"] > 0
        assert quote == quote.strip()
        assert "\n" not in quote
        assert quote[0].isupper() or not quote[0].isalpha()
