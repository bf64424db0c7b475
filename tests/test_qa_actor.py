"""Who did it, and where: a sentence that tells of another name, or place, what is asked of one."""

from __future__ import annotations

import time

import pytest

from qa.read.actor import is_elsewhere, is_of_another

RESIGNED = "Mayor Anna Berzina resigned on Monday after the council voted to censure her."


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("When did Kalns resign?", RESIGNED, "Monday"),
        ("When was Kalns elected?", "Berzina, a teacher, was narrowly elected in 2021.", "2021"),
        ("How much did the Orle Theatre lose?", "Last year the Selm Opera lost 2 million crowns.", "2 million crowns"),
        ("What has Dahl bought?", "Tamm has also bought the old brewery.", "the old brewery"),
    ],
)
def test_a_sentence_may_tell_it_of_another_name(question: str, sentence: str, span: str) -> None:
    assert is_of_another(question, sentence, span)


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("When did Berzina resign?", RESIGNED, "Monday"),
        ("When did the mayor resign?", RESIGNED, "Monday"),
        ("When did Kalns resign?", "He resigned on Monday.", "Monday"),
        ("When did Kalns resign?", "Kalns left office after Berzina resigned on Monday.", "Monday"),
        ("Whom did Kalns succeed?", "Berzina resigned on Monday and Kalns took her place.", "Berzina"),
        ("How much does the US import?", "The United States imports billions.", "billions"),
        ("What does the UMC oppose?", "The United Methodist Church opposes conscription.", "conscription"),
        ("What did the Israeli cabinet approve?", "Israel approved a truce.", "a truce"),
        ("Who is the Brazil star?", "The Chile star Rojas saw the Peru star Kaka.", "Kaka"),
        ("Who resigned?", RESIGNED, "Anna Berzina"),
        ("What did Jurgen Weiss refuse?", "Jürgen Weiß refused the medal.", "the medal"),
        ("What do the UN forces do?", "US forces stand by.", "stand by"),
    ],
)
def test_its_own_name_in_any_form_and_a_noun_are_none(question: str, sentence: str, span: str) -> None:
    assert not is_of_another(question, sentence, span)


def test_a_verb_that_a_long_sentence_repeats_costs_no_more_each_time() -> None:
    began = time.process_time()
    assert is_of_another("When did Kalns resign?", "Berzina then resigned " * 2_000, "2024")
    assert time.process_time() - began < 5


KILLED = "The last storm of this strength, in January 2005, killed six people in Latvia."


@pytest.mark.parametrize(
    ("question", "passage", "other"),
    [
        ("How many people died in Riga?", KILLED, True),
        ("How many people died in Riga?", f"Storm closes the port of Riga\n{KILLED}", False),
        ("How many people died in Latvia?", KILLED, False),
        ("How many Latvians died in the storm?", KILLED, False),
        ("How many people died in January?", KILLED, False),
        ("How many people died in the UK?", "Six people died in London, in the south of the United Kingdom.", False),
        ("How many people died in Riga?", "The storm killed six people.", False),
    ],
)
def test_a_sentence_may_tell_it_of_another_place(question: str, passage: str, other: bool) -> None:
    sentence = passage.splitlines()[-1]
    assert is_elsewhere(question, sentence, passage) is other
