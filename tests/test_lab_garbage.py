"""The rubbish that the checks are tried on: the same for a seed, and of every kind."""

from __future__ import annotations

import re

import pytest

from evals.lab.garbage import KINDS, garbage

PASSAGES = (
    "The rebels began their offensive on November 27. They have taken 25 towns, said Bassam Sabbagh on Monday.",
    "Jordan was asked to help. “It is late,” the king said.\nNobody answered in 2016.",
)
ALL = [garbage(seed, PASSAGES) for seed in range(200)]


def test_a_seed_always_gives_the_same() -> None:
    assert [garbage(seed, PASSAGES) for seed in range(200)] == ALL


def test_seeds_differ() -> None:
    """But for the few that are empty or repeat a short text."""
    assert len(set(ALL)) > 170


def test_every_kind_has_its_turn() -> None:
    assert len(KINDS) * 4 <= len(ALL)


@pytest.mark.parametrize(
    "what",
    [
        *("[9]", "[0]", "[-1]", "[1,2,99]", "[١]", "[1]", "[2]", "**", "- ", "```", '{"answer"', "<script>", "<think>"),
        *(
            "\x00",
            "\x1b",
            "\ud800",
            "\u202e",
            "🏳️‍🌈",
            "ноября",
            "叛军",
            "İ",
            "Passage 9",
            "Napoleon",
            "It is not true that",
        ),
    ],
)
def test_it_holds_what_breaks_checks(what: str) -> None:
    assert any(what in text for text in ALL)


def test_some_is_empty_some_is_long_and_some_repeats() -> None:
    assert any(not text.strip() for text in ALL)
    assert any(len(line) >= 5000 for text in ALL for line in text.split("\n"))
    assert any(text.count("[1]") >= 40 for text in ALL)


def test_true_sentences_stand_among_it() -> None:
    assert any("The rebels began their offensive on November 27. [1]" in text for text in ALL)


def test_others_have_a_value_changed() -> None:
    """The words stay, and the citation: only the date is another."""
    changed = re.compile(r"The rebels began their offensive on (?!November 27\.).+ \[1\]")
    assert any(changed.search(text) for text in ALL)


def test_it_needs_no_passages() -> None:
    """A model that was given nothing talks as well."""
    assert all(isinstance(garbage(seed, ()), str) for seed in range(100))
