"""What was corrected, denied or withdrawn answers nothing; the right value answers in place of the wrong one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from test_qa_reading import hits_of

from index.corrections import corrections
from qa.read.confidence import load_weights
from qa.read.denied import is_denied, is_denied_beside
from qa.read.spans import Value, values
from qa.read.standing import Notice, Standing
from qa.shipped import READERS
from qa.text.denial import denied_words
from qa.understand.kind import asks

WEIGHTS = load_weights(READERS["small"].file)


def read(
    question: str, told: Mapping[str, tuple[str, str]], days: Mapping[str, str] = {}, outlet: str | None = None
) -> list[Value]:
    """Return the values of texts in each of which the reader finds one span."""
    texts = {article: text for article, (text, _) in told.items()}
    hits, found = hits_of(texts, [span for _, span in told.values()], [6.0] * len(told), [-5.0] * len(told))
    hits = [
        replace(hit, article=replace(hit.article, published=days.get(hit.article.id), outlet=outlet)) for hit in hits
    ]
    notices = [
        Notice(one, hit.article, hit.passage.text[one.start : one.end], hit.passage)
        for hit in hits
        for one in corrections(hit.article.title, hit.passage.text)
    ]
    return values(question, asks(question), hits, found, WEIGHTS, Standing.of(question, hits, notices).held)


def texts(found: Sequence[Value]) -> list[str]:
    return [value.text for value in found]


def test_the_right_value_answers_where_the_wrong_one_was_found() -> None:
    text = "Mayor Ulla Stemme, 62, runs again.\n\nCorrection: this article misstated the mayor's age. She is 52."
    (value,) = read("How old is Mayor Ulla Stemme?", {"a": (text, "62")})
    assert (value.text, text[value.spans[0].start : value.spans[0].end]) == ("52", "52")


def test_the_same_number_of_something_else_in_a_corrected_article_stands() -> None:
    text = (
        "It took seven trucks to carry the stone. Another seven miners were trapped.\n\n"
        "(Corrects number of miners to nine from seven.)"
    )
    assert texts(read("How many trucks did it take?", {"a": (text, "seven")})) == ["seven"]
    assert texts(read("How many miners were trapped?", {"a": (text, "seven")})) == ["nine"]


def test_an_article_that_corrects_another_one_is_tied_to_it() -> None:
    told = {
        "a": ("The bridge over the Isen at Calver will cost 85 million crowns.", "85 million crowns"),
        "b": (
            "We reported erroneously that the bridge over the Isen at Calver would cost 85 million crowns. It "
            "will cost 58 million crowns.",
            "58 million crowns",
        ),
    }
    (value,) = read("How much will the bridge over the Isen cost?", told, {"a": "2025-05-06", "b": "2025-05-08"})
    assert value.text == "58 million crowns"


def test_an_article_whose_day_a_correction_of_its_outlet_names_is_tied_to_it() -> None:
    told = {
        "a": ("The tower of Brell, begun in 1990, is 40 metres tall.", "40 metres tall"),
        "b": (
            "Correction: In our report of 6 May we said that it is 40 metres tall; it is 60 metres tall.",
            "60 metres",
        ),
    }
    (value,) = read("How tall is the tower of Brell?", told, {"a": "2025-05-06", "b": "2025-05-08"}, "Gazette")
    assert value.text == "60 metres"


def test_of_a_sentence_that_was_denied_nothing_answers() -> None:
    told = {
        "a": ("The banks Corda and Nord will merge on 1 July, a paper reported on Monday.", "Monday"),
        "b": ("Corda denied that it would merge with Nord on 1 July.", "1 July"),
    }
    assert not texts(read("When will the banks Corda and Nord merge?", told, {"a": "2025-02-10", "b": "2025-02-11"}))


def test_a_notice_on_something_else_changes_nothing() -> None:
    other = "Correction: the tunnel at Varde will cost 7 million crowns, not 85 million crowns."
    told = {
        "a": ("The bridge over the Isen at Calver will cost 85 million crowns.", "85 million crowns"),
        "b": (other, "7 million crowns"),
    }
    assert "85 million crowns" in texts(read("How much will the bridge over the Isen cost?", told))


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("When did the minister resign?", "The minister denied that she had resigned on Friday.", "Friday"),
        ("When did the minister resign?", "The minister denied on Tuesday that she had resigned.", "Tuesday"),
        ("When did the minister resign?", "On Monday, the minister denied that she had resigned.", "Monday"),
        ("How many men died at Kalm?", "The army rejected claims that 40 men died at Kalm.", "40"),
        ("Who bought the club?", "A report that Holm bought the club was later retracted.", "Holm"),
    ],
)
def test_what_is_denied_does_not_answer(question: str, sentence: str, value: str) -> None:
    start = sentence.index(value)
    assert is_denied(question, sentence, (start, start + len(value)))


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("Ada Holm turned down the Orle medal on Friday.", "medal"),
        ("The council refused the Holm mill a loan.", "mill"),
        ("The mayor did not sign the Orle accord.", "sign"),
    ],
)
def test_what_is_denied_is_a_thing_rather_than_its_name(sentence: str, denied: str) -> None:
    assert denied_words(sentence) == [denied]


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("When did the minister deny it?", "The minister denied on Tuesday that she had resigned.", "Tuesday"),
        ("How many jobs were cut?", "The firm denied it was broke; 250 jobs were cut.", "250"),
        ("When was the mill shut?", "The firm denied that it would sell the mill, which was shut in 2009.", "2009"),
        ("Who leads the bank?", "The bank denied a merger with Nord, whose chairman, Ida Roth, leads the bank.", "Ida"),
        ("When will the museum reopen?", "The museum, which has not opened since May, will reopen in July.", "July"),
    ],
)
def test_what_is_said_beside_a_denial_answers(question: str, sentence: str, value: str) -> None:
    start = sentence.index(value)
    assert not is_denied(question, sentence, (start, start + len(value)))


@pytest.mark.parametrize(
    ("text", "question", "denied"),
    [
        ("All signed on 12 March except the Green League.", "When did the Green League sign?", True),
        ("Four parties signed on 12 March. The Union did not.", "When did the Union sign?", True),
        ("Four parties signed on 12 March. The Union refused to sign.", "When did the Union sign?", True),
        ("Lena Orr plays in Pelham on 9 October. She will not play in Corran.", "When will Orr play in Corran?", True),
        ("The schools reopened on Monday. Only Brook Street stayed shut.", "When did Brook Street reopen?", True),
        ("All crews but the dockers signed on 12 March.", "When did the dockers sign?", True),
        ("All crews but the dockers signed on 12 March.", "When did the crews sign?", False),
        ("All signed on 12 March but not Norland.", "When did all sign, but not Norland?", False),
        ("Four parties signed on 12 March. The Union did not attend.", "When did the Union sign?", False),
        ("Four parties signed on 12 March. The Union did not.", "When did the four parties sign?", False),
        ("Four parties signed on 12 March.\n\nThe Union did not.", "When did the Union sign?", False),
    ],
)
def test_what_the_next_sentence_denies_of_the_name_that_is_asked_for_is_no_answer(
    text: str, question: str, denied: bool
) -> None:
    span = next(day for day in ("12 March", "9 October", "Monday") if day in text)
    assert is_denied_beside(question, text, (text.index(span), text.index(span) + len(span))) == denied


def test_what_was_retracted_does_not_answer_but_what_was_found_out_later_does() -> None:
    told = {
        "a": ("The Holm Group bought Dunmore Rovers.", "Holm Group"),
        "b": ("We retracted our report that the Holm Group bought Dunmore Rovers.", "Dunmore Rovers"),
    }
    question = "Who bought Dunmore Rovers?"
    assert "Holm Group" not in texts(read(question, told, {"a": "2025-01-09", "b": "2025-01-11"}))
    assert "Holm Group" in texts(read(question, told, {"a": "2025-03-09", "b": "2025-01-11"}))


def test_a_story_that_its_outlet_took_back_answers_nothing() -> None:
    told = {
        "a": ("The diver Dario Brel found the gold ring of Tarsk on Sunday.", "Dario Brel"),
        "b": ("We retract our story on the gold ring of Tarsk. Dario Brel has admitted that he hid it.", "Dario Brel"),
    }
    days = {"a": "2025-07-07", "b": "2025-07-10"}
    assert not texts(read("Who found the gold ring of Tarsk?", told, days))
    assert texts(read("Who admitted that he hid it?", told, days)) == ["Dario Brel"]


def test_another_number_of_the_sentence_that_errs_in_what_is_asked_comes_behind_the_right_one() -> None:
    error = "Judge Ona Reld, 58, retires in May after 30 years in office.\n\n"
    notice = "Correction: This article misstated the age of the judge. She is 64."
    told = {"a": (error + notice, "30 years"), "b": (notice, "64")}
    hits, found = hits_of({name: text for name, (text, _) in told.items()}, ["30 years", "64"], [6.0, 6.0], [-5.0] * 2)
    question = "How old is the judge Ona Reld?"
    notices = [Notice(one, hits[0].article, notice, hits[0].passage) for one in corrections("", error + notice)]
    standing = Standing.of(question, hits, notices)
    assert texts(values(question, asks(question), hits, found, WEIGHTS, standing.held))[0] == "64"


def test_the_beginning_of_what_was_wrong_is_wrong() -> None:
    told = {"a": ("A plane came down in a field near Holm.\n\nCorrection: It was near Hulm, not near Holm.", "a field")}
    assert texts(read("Where did the plane come down?", told)) == ["Hulm"]
