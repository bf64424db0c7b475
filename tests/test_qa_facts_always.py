"""What always holds of the values of a sentence, whatever the text."""

from itertools import pairwise

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as some

from qa.check.values import Background, facts, given, missing

PIECES = some.sampled_from(
    "November 27 27th 2024 2016 14,000 $3.5 million % percent twenty-five one first fifth Assad Bashar al-Assad HTS "
    "(HTS) Hayat Tahrir al-Sham the US U.S. Syrian Syria's President Foreign Minister Sunday 5 p.m. 17:00 1990s ½ "
    "€ [3] 1. and of to - – , . ; : ' ’ “ \n two weeks km 10-20 A. may May dozen hundred and-a-half 2024-11-27 "
    "11/12/2024 Jordan's United States New York City both The It a half third".split(" ")
)
WRITTEN = some.lists(PIECES, max_size=14).map(" ".join) | some.lists(PIECES, max_size=10).map("".join)
TEXT = WRITTEN | some.text(max_size=80)


@settings(max_examples=600)
@drawn(TEXT, some.lists(TEXT, max_size=3))
def test_no_text_breaks_it_and_every_value_is_a_slice(sentence: str, quotes: list[str]) -> None:
    background = Background(quotes, quotes, len(quotes), quotes)
    found = facts(sentence)
    assert all(fact.text == sentence[fact.start : fact.end] and fact.text for fact in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    lacking = missing(sentence, quotes, background)
    assert all(fact in found for fact in lacking)
    for fact in found:
        places = given(fact, quotes, background)
        assert all(0 <= start < end <= len(quotes[n]) for n, start, end in places)
        assert not (fact in lacking and places)


@settings(max_examples=600)
@drawn(TEXT)
def test_a_sentence_quoted_whole_lacks_nothing(sentence: str) -> None:
    assert missing(sentence, [sentence], Background([sentence])) == []
    assert missing(sentence, [sentence], Background([])) == []


@settings(max_examples=400)
@drawn(TEXT, some.lists(TEXT, max_size=2), TEXT)
def test_another_quote_never_makes_a_value_missing(sentence: str, quotes: list[str], more: str) -> None:
    background = Background([*quotes, more])
    before = missing(sentence, quotes, background)
    assert all(fact in before for fact in missing(sentence, [*quotes, more], background))
    assert all(fact in before for fact in missing(sentence, [more, *quotes], background))


@settings(max_examples=200)
@drawn(some.text(some.characters(categories=["L", "N"]), min_size=2, max_size=12))
def test_a_name_that_no_quote_has_is_missing(name: str) -> None:
    name = f"Zq{name}"
    assert missing(f"They met {name} there.", ["They met there."], Background(["They met there."]))
