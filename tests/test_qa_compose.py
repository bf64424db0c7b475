"""An answer is composed of what stands in the end, and of nothing that was taken out on the way."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import Answer, Citation, Provenance
from qa.check.verifier import Verdict
from qa.compose.frame import Frame
from qa.compose.sentences import from_sentences, signs_of
from qa.compose.verdicts import hold
from qa.quotes import Quoter

TEXT = {"a": "The bridge fell on Monday.", "b": "Two people died."}
FRAME = Frame("What happened?", "What happened?", 0, Provenance("ollama/some", "", "1@x"))


def quote(article_id: str) -> Citation:
    """The whole text of an article as a quote that is not numbered yet."""
    text = TEXT[article_id]
    return Citation(0, text, 0, len(text), (), article_id, "T", "/t.txt", 1, None, None)


FELL = Verdict(TEXT["a"], (quote("a"),), 0.9)
DIED = Verdict(TEXT["b"], (quote("b"),), 0.4)


def test_the_score_of_a_sentence_whose_article_is_gone_tells_nothing_of_what_is_left() -> None:
    """Only what stands may make the answer less sure."""
    left = hold([FELL, DIED], Quoter({"a": TEXT["a"]}.get))
    signs = signs_of(left, [-0.1], [])
    assert signs is not None
    assert (signs.support, signs.taken_out, signs.citations) == (0.9, 0.5, 1)


def test_what_is_left_keeps_its_order_and_is_numbered_anew() -> None:
    quoter = Quoter({"b": TEXT["b"]}.get)
    left = hold([FELL, DIED], quoter)
    answer = from_sentences(FRAME, left, [], quoter, 0.3, signs_of(left, [], []), None)
    assert isinstance(answer, Answer)
    assert answer.answer == TEXT["b"]
    assert [(citation.n, citation.article_id) for citation in answer.citations] == [(1, "b")]


def test_a_sentence_that_leans_on_one_that_is_gone_goes_with_it() -> None:
    leaning = replace(DIED, text="They died.")
    left = hold([FELL, leaning, DIED], Quoter({"b": TEXT["b"]}.get))
    assert [one.why is None for one in left] == [False, False, True]


def test_one_place_that_two_sentences_quote_has_one_number_and_the_marks_of_both() -> None:
    first, second = (replace(quote("a"), marks=(mark,)) for mark in ((0, 10), (19, 25)))
    quoter = Quoter(TEXT.get)
    told = [Verdict("It fell.", (first,), 0.9), Verdict("That was on Monday.", (second,), 0.8)]
    answer = from_sentences(FRAME, told, [], quoter, 0.3, signs_of(told, [], []), None)
    assert isinstance(answer, Answer)
    assert [sentence.citations for sentence in answer.sentences] == [(1,), (1,)]
    assert answer.citations == (replace(first, n=1, marks=((0, 10), (19, 25))),)
