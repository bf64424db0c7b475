"""The measures of one answer, against values computed by hand."""

from dataclasses import replace

import pytest
from evals_examples import TEXT, answer, case, judged, passage, quote, written
from hypothesis import given
from hypothesis import strategies as st

from evals import measures
from evals.case import Gold, Point
from qa.answer import Alternative
from qa.check.verifier import NOTHING_SAID, SAID_ALREADY

WORD = st.sampled_from(["november", "27", "aleppo", "the", "rebels", "friday", "ii"])
PHRASE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)


def test_exact_match_ignores_what_normalisation_ignores() -> None:
    """Another form of the same date is exact; a word more is not."""
    asked = case("When?", "November 27", "Wednesday")
    assert measures.exact_match("27 Nov.", asked)
    assert measures.exact_match("wednesday", asked)
    assert not measures.exact_match("on Wednesday", asked)
    assert not measures.exact_match(None, asked)


def test_f1_is_that_of_the_best_fitting_answer() -> None:
    """Of "on November 27" 2 of 3 words are in "November 27": precision 2/3, recall 1, F1 0.8."""
    asked = case("When?", "Wednesday", "November 27")
    assert measures.f1("on November 27", asked) == pytest.approx(0.8)
    assert measures.f1("Friday", asked) == 0
    assert measures.f1(None, asked) == 0
    assert measures.f1("Friday", case("When?", answerable=False)) == 0


def test_contains_wants_whole_words() -> None:
    """The year 1948 does not contain the answer 4."""
    assert measures.contains("about 4 of them", case("How many?", "4"))
    assert not measures.contains("in 1948", case("How many?", "4"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Aleppo", True),
        ("in the great old city of Aleppo", True),  # in, great, old, city, of
        ("in the great and old city of Aleppo", False),
        ("Damascus", False),
        (None, False),
    ],
)
def test_right_allows_five_words_more(given: str | None, expected: bool) -> None:
    """Counted after normalisation."""
    assert measures.right_span(given, case("Where?", "Aleppo")) is expected


def test_a_list_is_right_when_every_item_is_named() -> None:
    """In any accepted form and any order; one missing is wrong."""
    asked = case("Who?", items=(("United States", "US"), ("France",)))
    assert measures.right_span("France, Germany, Spain, Italy, Poland, Norway and the US", asked)
    assert not measures.right_span("France and Germany", asked)


@given(PHRASE, PHRASE)
def test_the_measures_agree_with_one_another(text: str, accepted: str) -> None:
    """Exact is right, right contains, and F1 is 1 for what is exact and never outside 0 to 1."""
    asked = case("?", accepted)
    exact, right, contains = (
        measures.exact_match(text, asked),
        measures.right_span(text, asked),
        measures.contains(text, asked),
    )
    f1 = measures.f1(text, asked)
    assert exact <= right
    assert not (right and not contains) or exact
    assert 0 <= f1 <= 1
    assert not exact or f1 == 1


def test_the_gold_span_must_lie_in_the_passage_whole() -> None:
    """A passage that ends inside the span does not hold it."""
    start = TEXT.index("November 27")
    asked = case("When?", "November 27", gold=((start, start + 11),))
    cut, whole = passage(0, start + 4, 0), passage(start, len(TEXT), 1)
    assert measures.first_rank([cut, whole], asked) == 2
    assert measures.first_rank([cut], asked) is None


def test_without_gold_the_answers_words_must_stand_in_the_passage() -> None:
    """As dates are compared, and for a list every item."""
    first, second = passage(0, 48), passage(48, len(TEXT), 1)
    assert measures.first_rank([second, first], case("When?", "27 November")) == 2
    assert measures.first_rank([first, second], case("?", items=(("Aleppo",), ("Friday",)))) == 2
    assert measures.first_rank([first, second], case("?", items=(("Aleppo",), ("November 27",)))) is None


def test_recall_and_reciprocal_rank_stop_at_k() -> None:
    """A rank beyond k is a miss."""
    assert measures.recall(1, 1)
    assert not measures.recall(2, 1)
    assert not measures.recall(None, 10)
    assert measures.reciprocal_rank(4, 10) == 0.25
    assert measures.reciprocal_rank(11, 10) == 0
    assert measures.reciprocal_rank(None, 10) == 0


def test_citations_are_held_against_the_gold_spans() -> None:
    """One of two quotes overlaps one of three spans."""
    asked = case("When?", "November 27", gold=((36, 47), (60, 66), (80, 86)))
    given = answer("November 27", quote(0, 48), quote(48, 55, 2))
    assert measures.citation_precision(given, asked) == 0.5
    assert measures.citation_recall(given, asked) == pytest.approx(1 / 3)
    assert measures.quoted(given, asked)
    assert measures.citation_precision(answer(None), asked) is None
    assert measures.citation_recall(answer(None), asked) is None


def test_spans_that_only_touch_do_not_overlap() -> None:
    """The end of a span is not in it."""
    asked = case("When?", "November 27", gold=((36, 47),))
    assert measures.citation_precision(answer("x", quote(47, 60)), asked) == 0
    assert not measures.quoted(answer("x", quote(0, 36)), asked)


def test_without_gold_a_quote_carries_the_answer_that_it_holds() -> None:
    """The accepted answer's words stand in the quote."""
    assert measures.quoted(answer("Nov. 27", quote(0, 48)), case("When?", "Nov. 27"))
    assert not measures.quoted(answer("Nov. 27", quote(48, 90)), case("When?", "Nov. 27"))


def test_every_quote_that_is_shown_is_held_against_the_stored_text() -> None:
    """One character off, a mark outside, an alternative's and a nearest passage's quote are all seen."""
    shown = answer(
        "November 27",
        quote(0, 48, marks=((36, 47),)),
        quote(0, 10, text=TEXT[1:11]),
        quote(0, 10, marks=((5, 11),)),
        alternatives=(Alternative("Friday", None, (quote(50, 60, text="no"),)),),
        nearest=(quote(10, 20),),
    )
    assert measures.intact_quotes(shown, {"a": TEXT}.__getitem__) == [True, False, False, False, True]


def test_sentences_are_right_when_one_of_them_holds_an_accepted_answer() -> None:
    """However much else it says; an answer that two sentences make together is none."""
    asked = case("When?", "November 27")
    long = (
        "According to the one who saw it all, the rebels began their large and long offensive on 27 November at last."
    )
    assert measures.right(written(("Nobody knows why.", (1,)), (long, (1,))), asked)
    assert not measures.right(written(("It was in November.", (1,)), ("27 died.", (1,))), asked)
    assert not measures.right(written(("It was on November 28.", (1,))), asked)
    assert not measures.right(written(taken_out=("no quote supports it",)), asked)
    assert not measures.right(answer(long), asked)


def test_sentences_make_a_list_right_together() -> None:
    """Every item is in one of them; one missing is wrong."""
    asked = case("Who?", items=(("United States", "US"), ("France",)))
    assert measures.right(written(("The US said so.", (1,)), ("France did too.", (1,))), asked)
    assert not measures.right(written(("The US said so.", (1,))), asked)


def test_only_a_quote_of_the_sentence_with_the_answer_carries_it() -> None:
    """That of another sentence does not, with gold spans and without, and for a list."""
    said = (("They took Aleppo.", (1,)), ("It began on November 27.", (2,)))
    there, elsewhere = quote(0, 48, 2), quote(48, 76, 2)
    for asked in (case("When?", "November 27", gold=((36, 47),)), case("When?", "27 November")):
        assert measures.quoted(written(*said, citations=(quote(48, 76), there)), asked)
        assert not measures.quoted(written(*said, citations=(quote(0, 48), elsewhere)), asked)
    several = case("What?", items=(("Aleppo",), ("November 27",)), gold=((36, 47), (59, 65)))
    assert measures.quoted(written(*said, citations=(quote(48, 76), there)), several)
    assert not measures.quoted(written(*said, citations=(quote(76, 94), quote(76, 94, 2))), several)


def test_written_sentences_are_counted() -> None:
    """Repetitions are no claims; where the model found no answer itself, nothing counts."""
    said = (("It began on November 27.", (1,)),)
    judgement = judged(case(), written(*said, taken_out=("no quote supports it", SAID_ALREADY)))
    assert (judgement.written, judgement.claims, judgement.stand) == (3, 2, 1)
    silent = replace(written(taken_out=(NOTHING_SAID,)), reason="not_found")
    assert (judged(case(), silent).written, judged(case(), silent).claims) == (0, 0)
    read = judged(case(), answer("November 27", quote(0, 48)))
    assert (read.written, read.claims, read.stand) == (0, 0, 0)


def test_the_pace_is_that_of_the_model() -> None:
    """20 tokens in 2 seconds; unknown where the server does not count, or no model wrote."""
    assert judged(case(), written(("It is.", (1,)))).tokens_per_second == 10
    assert judged(case(), written(("It is.", (1,)))).first_token_ms == 500
    assert judged(case(), written(("It is.", (1,)), tokens=None)).tokens_per_second is None
    assert judged(case(), answer("It is.")).first_token_ms is None


def test_a_wrong_answer_is_one_that_was_given() -> None:
    """To any question; an abstention is none."""
    asked = case("When?", "November 27")
    assert judged(asked, answer("Friday")).wrong
    assert not judged(asked, answer("November 27")).wrong
    assert not judged(asked, answer(None)).wrong
    assert judged(case("Why?", answerable=False), written(("It was so.", (1,)))).wrong


def test_an_answerable_question_passes_when_right_with_its_quote() -> None:
    """Right with another quote does not pass."""
    asked = case("When?", "November 27", gold=((36, 47),))
    assert judged(asked, answer("November 27", quote(0, 48))).passed
    elsewhere = judged(asked, answer("November 27", quote(48, 60)))
    assert elsewhere.right
    assert not elsewhere.passed
    assert not judged(asked, answer(None)).passed


def test_an_unanswerable_question_passes_when_it_is_not_answered() -> None:
    """An answer is false, unless the set accepts it all the same."""
    asked = case("When did it end?", answerable=False)
    assert judged(asked, answer(None)).passed
    assert not judged(asked, answer("Friday", quote(48, 76))).passed
    known = case("Where?", "Europe", answerable=False)
    assert judged(known, answer("Europe", quote(48, 76))).passed


@pytest.mark.parametrize(("kind", "right"), [("ft", False), (None, True)])
def test_where_values_stand_side_by_side_a_right_answer_has_no_other_figure(kind: str | None, right: bool) -> None:
    """The neighbour's value makes an answer wrong in the kinds that are about it."""
    assert measures.right_span("from 3 crowns to 5 crowns", case("How much?", "5 crowns", kind=kind)) is right


def test_a_follow_up_is_understood_where_its_standalone_form_holds_what_it_must() -> None:
    """Its own words count where it was not changed."""
    asked = case("Who led it?", means=(("strike", "walkout"), ("Velmar",)))
    told = replace(answer("March 3"), question="Who led it?")
    assert judged(asked, replace(told, understood_as="Who led the walkout in Velmar?")).understood is True
    assert judged(asked, replace(told, understood_as="Who led the walkout?")).understood is False
    assert judged(asked, told).understood is False
    assert judged(case("Who led it?"), told).understood is None


def test_an_open_question_is_answered_rightly_with_half_of_its_points_and_none_wrong() -> None:
    """A form of each word of a point must stand there, in whatever letters."""
    place = Gold("a", None, 48, 76)
    taken = Point("They took Aleppo on Friday.", (("took", "seized"), ("Aleppo",)), ("lost Aleppo",), place)
    unknown = Point("Nobody knows why.", (("why",),), (), place)
    asked = case("What happened?", gold=((48, 76),), points=(taken, unknown))
    assert measures.points_covered("They SEIZED aleppo.", asked) == 0.5
    assert judged(asked, answer("They seized Aleppo.", quote(48, 76))).passed
    assert not judged(asked, answer("They seized Aleppo, then lost Aleppo.", quote(48, 76))).right
    assert not judged(asked, answer("They left.", quote(48, 76))).right
    assert measures.points_covered(None, asked) == measures.points_wrong(None, asked) == 0
