"""The support score: what holds of every score, and that what the text does not say scores less than what it says."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import MiniLM
from qa.check.support import Support, load_weights
from qa.check.windows import Quote
from qa.read.confidence import probability
from qa.read.network import Reader
from qa.text.facts import Background

ARTICLE = (
    "Fishermen in the harbour of Tolven blocked the ferry terminal on Monday to protest against new fishing quotas. "
    "Police cleared the terminal on Wednesday and detained six people. "
    "The fishermen's leader, Aino Brask, said the quotas would ruin the town. "
    "The ministry denied that it had ignored the fishermen. "
    "A storm sank two boats off Tolven in 2017, killing four sailors."
)
BACKGROUND = Background([ARTICLE])


@pytest.fixture(scope="module")
def support(embedder: MiniLM) -> Support:
    return Support(embedder, Reader())


class Found(NamedTuple):
    """The quotes that are chosen for a claim, and their score."""

    quotes: list[Quote]
    score: float


def best(support: Support, claim: str, passages: list[str], background: Background) -> Found:
    quotes = next(iter(support.choices(claim, passages, background)), [])
    texts = [passages[quote.passage][quote.start : quote.end] for quote in quotes]
    return Found(quotes, support.score(claim, texts, background))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Fishermen blocked the ferry terminal on Monday.", "Fishermen blocked the ferry terminal in 2017."),
        ("Two boats sank in a storm in 2017.", "Two boats sank in a storm on Wednesday."),
        ("The ferry terminal was blocked on Monday.", "The ferry terminal was renamed on Monday."),
        ("Aino Brask said the quotas would ruin the town.", "Aino Brask said the quotas would help tourism."),
        ("Police detained six people.", "Police gave six people a prize."),
    ],
)
def test_what_the_text_does_not_say_scores_less(support: Support, right: str, wrong: str) -> None:
    scores = [best(support, claim, [ARTICLE], BACKGROUND).score for claim in (right, wrong)]
    assert scores[0] > scores[1]


@pytest.mark.parametrize(
    "claim",
    [
        "Police cleared the terminal on Wednesday and detained six people.",
        "The ferry terminal was blocked by fishermen on Monday.",
        "A storm sank two boats off Tolven in 2017.",
    ],
)
def test_what_the_text_says_stands(support: Support, claim: str) -> None:
    assert best(support, claim, [ARTICLE], BACKGROUND).score >= load_weights().threshold


@pytest.mark.parametrize("claim", ["Parliament elected a new speaker.", "The cat is asleep.", "Bananas are yellow."])
def test_what_the_text_does_not_speak_of_is_taken_out(support: Support, claim: str) -> None:
    assert best(support, claim, [ARTICLE], BACKGROUND).score < load_weights().threshold


def test_the_quotes_are_slices_that_hold_what_is_claimed(support: Support) -> None:
    passages = ["Nothing of interest happened in Tolven.", ARTICLE]
    found = best(support, "Six people were detained on Wednesday.", passages, BACKGROUND)
    quote = found.quotes[0]
    assert quote.passage == 1
    assert "detained six people" in passages[1][quote.start : quote.end]


def test_two_quotes_are_taken_where_one_does_not_hold_it_all(support: Support) -> None:
    passages = [ARTICLE, "The boats that sank were called Vilja and Merle, a court found."]
    found = best(support, "A storm in 2017 sank two boats, Vilja and Merle.", passages, Background(passages))
    assert {quote.passage for quote in found.quotes} == {0, 1}


def test_what_a_text_asks_is_no_quote(support: Support) -> None:
    """A question says of nothing that it is so; what answers it does."""
    passages = ["Will the crew come home on the Merle? The harbour master has not decided. It will come by train."]
    found = best(support, "The crew will come home on the Merle.", passages, Background(passages))
    assert all("?" not in passages[0][quote.start : quote.end] for quote in found.quotes)


def test_without_passages_or_words_nothing_is_supported(support: Support) -> None:
    assert best(support, "Police detained six people.", [], BACKGROUND).quotes == []
    assert best(support, "Police detained six people.", [], BACKGROUND).score == 0.0
    assert best(support, "Police detained six people.", ["", " \n "], BACKGROUND).score == 0.0
    assert support.score("", [ARTICLE], BACKGROUND) == 0.0
    assert support.score("Police detained six people.", [], BACKGROUND) == 0.0


def test_preparing_changes_no_score(embedder: MiniLM) -> None:
    reader, claim = Reader(), "The ministry said it had listened to the fishermen."
    fresh, prepared = Support(embedder, reader), Support(embedder, reader)
    prepared.prepare([ARTICLE])
    before, after = (best(one, claim, [ARTICLE], BACKGROUND) for one in (fresh, prepared))
    assert after.quotes == before.quotes
    assert after.score == pytest.approx(before.score, abs=0.02)  # int8 in another batch rounds otherwise


@settings(max_examples=25)
@given(st.text(max_size=200), st.text(max_size=300))
def test_any_text_has_a_score(support: Support, claim: str, passage: str) -> None:
    found = best(support, claim, [passage], Background([passage]))
    assert 0.0 <= found.score <= 1.0
    assert all(0 <= quote.start < quote.end <= len(passage) for quote in found.quotes)


def test_a_claim_longer_than_any_question_has_a_score(support: Support) -> None:
    assert 0.0 <= support.score("Police detained six people. " * 100, [ARTICLE], BACKGROUND) <= 1.0


def test_the_weights_name_every_sign(support: Support) -> None:
    signs = support.signs("Police detained six people.", [ARTICLE], BACKGROUND)
    assert list(signs) == list(load_weights().weights)
    assert probability(dict.fromkeys(signs, 0.0), load_weights().weights) == 0.5
