"""A sentence in the words of its quotes that says something else is found out; one that says the same is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from qa.check.contradiction import NEGATION, conflict, speaker_left_out
from qa.text import alignment
from qa.text.facts import Background

TEXT = (
    "The port of Marsa was closed on Tuesday after a strike by dockers. "
    "Police arrested three protesters near the gate, "
    "the mayor said. On Thursday, the dockers' union accepted an offer from the company. "
    "Engineers said the crane had not been inspected since 2019. "
    "The Kestrel company sued the harbour authority in May over unpaid fees. "
    "Lena Ortiz, who leads the union, thanked the ferry crews for their support. "
    "A fire destroyed two warehouses in March, according to the fire service. "
    "The navy did not take part in the search. "
    "The governor declared a state of emergency on Friday. "
    "Tolls at Marsa rose to 12 crowns. "
    "About 90 families came home to the valley on Monday after a crack was found in the dam. "
    "They had been taken to schools on 11 May. "
    "The village of Perrin, which has not been damaged, took in families. "
    "The Tarn Watch, a Marsa-based monitor of fisheries, reported on Monday that catches of herring fell by a tenth. "
    "Petra Voss landed at Marsa with her guards. The Norwegian president promised to mend the old lighthouse."
)
SENTENCES = [TEXT[start:end] for start, end in sentence_spans(TEXT)]
EVENT = "stands there with something else"


def said_otherwise(claim: str) -> str | None:
    words = alignment.content(claim)
    nearest = max(SENTENCES, key=lambda sentence: alignment.coverage(words, alignment.stems([sentence])))
    return conflict(claim, [nearest], SENTENCES, Background([TEXT]))


@pytest.mark.parametrize(
    "claim",
    [
        *SENTENCES,
        "Dockers went on strike and the port of Marsa was closed on Tuesday.",
        "The mayor said that three protesters were arrested by police near the gate.",
        "The union accepted the company's offer on Thursday.",
        "Kestrel sued the harbour authority in May because fees had not been paid.",
        "The harbour authority was sued by Kestrel over unpaid fees.",
        "Two warehouses were destroyed by a fire in March, the fire service said.",
        "The navy took no part in the search.",
        "The ferry crews were thanked by Lena Ortiz for their support.",
        "A state of emergency was declared by the governor on Friday.",
        "Families were taken from the valley on 11 May because of the crack in the dam.",
        "The Tarn Watch, which monitors fisheries, is based in Marsa.",
        "Petra Voss promised to mend the old lighthouse.",
    ],
)
def test_the_same_in_other_words_is_no_conflict(claim: str) -> None:
    assert said_otherwise(claim) is None


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("The union did not accept the company's offer on Thursday.", NEGATION),
        ("Engineers said the crane had been inspected since 2019.", NEGATION),
        ("The navy took part in the search.", NEGATION),
        ("Police never arrested the protesters near the gate, the mayor said.", NEGATION),
        ("The port of Marsa was closed on Thursday after a strike by dockers.", f"“Thursday” {EVENT}"),
        ("A fire destroyed two warehouses in May, according to the fire service.", f"“May” {EVENT}"),
        ("The navy, in which many were killed, did not take part in the search.", "no quote tells of any death"),
        ("Tolls at Marsa rose by 12 crowns.", f"“12” {EVENT}"),
        ("The dockers' union accepted an offer on Tuesday.", f"“Tuesday” {EVENT}"),
    ],
)
def test_what_the_text_says_otherwise_is_a_conflict(claim: str, why: str) -> None:
    assert said_otherwise(claim) == why


@pytest.mark.parametrize(
    ("claim", "speaker"),
    [
        ("Police arrested three protesters near the gate.", "the mayor"),
        ("A fire destroyed two warehouses in March.", "the fire service"),
        ("Catches of herring fell by a tenth.", "The Tarn Watch"),
        ("The crane had not been inspected since 2019.", "Engineers"),
    ],
)
def test_who_said_what_a_claim_states_as_a_fact_is_found(claim: str, speaker: str) -> None:
    assert speaker_left_out(claim, SENTENCES) == speaker
    assert speaker_left_out(f"{claim[:-1]}, {speaker} said.", SENTENCES) is None


@pytest.mark.parametrize(
    "claim", ["The governor declared a state of emergency on Friday.", "Lena Ortiz thanked the ferry crews."]
)
def test_nobody_is_left_out_where_the_text_states_it_itself(claim: str) -> None:
    assert speaker_left_out(claim, SENTENCES) is None


def test_a_claim_without_quotes_has_none_to_be_held_against() -> None:
    assert conflict("The port was closed.", [], [], Background([])) is None


@given(st.sampled_from(SENTENCES))
def test_a_sentence_of_the_text_never_contradicts_it(sentence: str) -> None:
    assert conflict(sentence, [sentence], SENTENCES, Background([TEXT])) is None


@given(st.text(max_size=200), st.lists(st.text(max_size=100), max_size=4))
def test_any_text_can_be_held_against_any(claim: str, quotes: list[str]) -> None:
    assert conflict(claim, quotes, quotes, Background(quotes)) is None or claim
