from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.llm.sentences import LONGEST, Draft, Drafting


def drafts(*pieces: str, finished: bool = True) -> list[Draft]:
    drafting = Drafting()
    whole = [draft for piece in pieces for draft in drafting.add(piece)]
    return [*whole, *drafting.rest(finished)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("It began on Nov. 27 [1].", [Draft("It began on Nov. 27.", (1,))]),
        ("It began on Nov. 27. [1]", [Draft("It began on Nov. 27.", (1,))]),
        ("It began [1] in May [2][1].", [Draft("It began in May.", (1, 2))]),
        ("It began [1, 3-5 and 8].", [Draft("It began.", (1, 3, 4, 5, 8))]),
        ("It began [Passage 2].", [Draft("It began.", (2,))]),
        ("It began.[2] It ended. [3]", [Draft("It began.", (2,)), Draft("It ended.", (3,))]),
        ('He said "Stop!" [1] and left.', [Draft('He said "Stop!" and left.', (1,))]),
        ("- One fell [1]\n- Two fell [2]\n", [Draft("One fell", (1,)), Draft("Two fell", (2,))]),
        ("1. One fell.\n2) Two fell.", [Draft("One fell."), Draft("Two fell.")]),
        ("**Answer:** It **began** in `May`.", [Draft("It began in May.")]),
        ("According to [3], rebels attacked.", [Draft("Rebels attacked.", (3,))]),
        ("According to passage 3, rebels attacked.", [Draft("Rebels attacked.", (3,))]),
        ("On May 3, according to passage [2].", [Draft("On May 3.", (2,))]),
        ("On May 3, according to [1].", [Draft("On May 3.", (1,))]),
        ("The rebels, according to passages 1 and 2, attacked.", [Draft("The rebels attacked.", (1, 2))]),
        ("The rebels attacked (passage 2).", [Draft("The rebels attacked.", (2,))]),
        ("As stated in passage 4, it ended.", [Draft("It ended.", (4,))]),
        ("It ended, said Ada Brun in [2].", [Draft("It ended, said Ada Brun.", (2,))]),
        ("The newest passage says that it ended [4].", [Draft("It ended.", (4,))]),
        ("According to the latest passage, it ended.", [Draft("It ended.")]),
        ("The minister says that it ended.", [Draft("The minister says that it ended.")]),
        ("The answer is May 3 [1].", [Draft("May 3.", (1,))]),
        ("The answer is that they fled.", [Draft("They fled.")]),
        ("The passage states: They fled. [1]", [Draft("They fled.", (1,))]),
        ("The answer is unknown.", [Draft("The answer is unknown.")]),
        ("It began. This is stated in [2].", [Draft("It began.")]),
        ("It began. This information is given in passage 2.", [Draft("It began.")]),
        ("It began. This is according to officials who know.", [Draft("It began.")]),
        ("According to the BBC, it began.", [Draft("According to the BBC, it began.")]),
        ("The passage of 20 ships took a day.", [Draft("The passage of 20 ships took a day.")]),
        ("# Heading\n\nIt began.", [Draft("Heading"), Draft("It began.")]),
        ("The U.S. army left Mt. Hermon. It rained.", [Draft("The U.S. army left Mt. Hermon."), Draft("It rained.")]),
        ("See [99] and [x] and [2024-11-27].", [Draft("See and [x] and [2024-11-27].", (99,))]),
        ("It be\u200bgan\x00 in\U000e0041 May.\u202e", [Draft("It began in May.")]),
        ("It be\ufe0fgan\u3164 in\u061c\U000e0120 May.", [Draft("It began in May.")]),
        ("[1][2]\n\n . ", []),
        ("", []),
    ],
)
def test_text_is_cut_into_sentences_with_what_each_cites(written: str, expected: list[Draft]) -> None:
    assert drafts(written) == expected
    assert drafts(*written) == expected, "letter by letter"


def test_a_sentence_is_given_out_once_what_follows_shows_that_it_has_ended() -> None:
    drafting = Drafting()
    assert list(drafting.add("It began in May. [")) == []
    assert list(drafting.add("1] ")) == []
    assert list(drafting.add("It")) == [Draft("It began in May.", (1,))]
    assert list(drafting.add(" ended in June [2].\n")) == [Draft("It ended in June.", (2,))]


def test_a_sentence_that_was_broken_off_is_not_whole() -> None:
    assert drafts("It began. It was the fir", finished=False) == [
        Draft("It began."),
        Draft("It was the fir", (), False),
    ]
    assert drafts("It began. It was over.", finished=False)[-1].whole
    assert drafts("It began. It was the first")[-1].whole, "the model ended by itself"


def test_a_text_without_end_is_given_out_in_parts() -> None:
    *parts, last = drafts("ha " * 5_000)
    assert all(len(draft.text) <= LONGEST and not draft.whole for draft in parts)
    assert len(last.text) <= LONGEST


@given(st.text(alphabet="aB .!?[]12,-\n*#•\u200b\"'"), st.integers(1, 7))
def test_the_pieces_in_which_a_text_comes_change_nothing(text: str, size: int) -> None:
    assert drafts(*(text[n : n + size] for n in range(0, len(text), size))) == drafts(text)


@given(st.text())
def test_any_text_can_be_drafted(text: str) -> None:
    for draft in drafts(text):
        assert any(character.isalnum() for character in draft.text)
        assert draft.text == draft.text.strip()
