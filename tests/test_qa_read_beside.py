"""What stands beside a reader's span: list items, pronouns, words for none, and the words of the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from index.spelling import nearest, slips
from qa.read.clauses import own_clauses
from qa.read.items import items_of, own_spans
from qa.read.network import RawSpan
from qa.read.none import none_at
from qa.read.office import is_another
from qa.read.pronouns import antecedent
from qa.understand.halves import halves
from qa.understand.restate import in_small, is_titled, other_names, plainly, restate

LIST = "Key dates.\n\n4 March: regulators raid the office.\n\n19 March: Ivo Lang is arrested.\n\n7 May: trial opens."


def spans(text: str, *parts: str) -> list[RawSpan]:
    """Return spans of a text, the surest first."""
    return [RawSpan(text.index(part), text.index(part) + len(part), 5.0 - n, 0.0) for n, part in enumerate(parts)]


def test_the_value_of_an_item_is_its_own() -> None:
    kept = own_spans("When was Ivo Lang arrested?", LIST, spans(LIST, "7 May", "19 March"))
    assert [LIST[one.start : one.end] for one in kept] == ["19 March"]


@pytest.mark.parametrize(
    ("question", "text", "found", "expected"),
    [
        ("How many boats sank off Holm?", "Eight boats sank off Aske and three off Holm.", "Eight", "three"),
        (
            "How much is the harbour due?",
            "They raised the bridge toll to 6 crowns, and cut the harbour due to 20 crowns.",
            "6",
            "20",
        ),
        ("How many soldiers fell in Orle?", "3 soldiers and 5 civilians fell in Orle.", "3", "3"),
        ("How tall is the tower?", "They said that the tower is 40 m tall; it is 60 m tall.", "60", "60"),
    ],
)
def test_the_number_is_that_of_the_clause_that_is_asked_about(
    question: str, text: str, found: str, expected: str
) -> None:
    (own,) = own_clauses(question, text, sentence_spans(text), spans(text, found))
    assert text[own.start : own.end] == expected


@pytest.mark.parametrize(
    ("sentence", "another"),
    [
        ("The deputy mayor, Ada Holm, spoke.", True),
        ("The then mayor Ada Holm spoke.", True),
        ("Ada Holm, former mayor of Aske, spoke.", True),
        ("Two bridges were built under Mayor Ada Holm.", False),
        ("Critics then urged Mayor Ada Holm to go.", False),
        ("Late on Monday Mayor Ada Holm spoke.", False),
        ("Late Monday Mayor Ada Holm spoke.", False),
        ("The deputy mayor and Mayor Ada Holm spoke.", False),
        ("Jens Ott was ousted by Mayor Ada Holm.", False),
        ("Orle Mayor Ada Holm spoke.", True),
        ("The mayor of Orle, Ada Holm, spoke.", True),
        ("Aske's Labour mayor, Ada Holm, spoke.", False),
        ("Ada Holm, mayor of Aske and a former governor, spoke.", False),
        ("A spokesman for the mayor of Aske, Ada Holm, spoke.", True),
        ("The mayor's lawyer, Ada Holm, spoke.", True),
        ("Ada Holm, 19, a niece of the mayor, spoke.", True),
        ("Ada Holm, the daughter of a fisherman, is mayor of Aske.", False),
        ("A spokesman for the port told Mayor Ada Holm to go.", False),
    ],
)
def test_an_office_is_another_by_the_words_just_before_it(sentence: str, another: bool) -> None:
    start = sentence.index("Ada Holm")
    assert is_another("Who is the mayor of Aske?", sentence, start, start + len("Ada Holm")) is another


def test_prose_has_no_items() -> None:
    assert items_of("He came. She went.\n\nIt rained all day. They left.") == []
    assert len(items_of(LIST)) == 3


@pytest.mark.parametrize(
    ("question", "text", "number", "expected"),
    [
        (
            "How many schools were closed in Tolmin?",
            "No schools were closed in Tolmin, but eleven were closed in Orle.",
            "eleven",
            "No schools",
        ),
        (
            "How many schools were closed in Orle?",
            "No schools were closed in Tolmin, but eleven were closed in Orle.",
            "eleven",
            None,
        ),
        ("How many goals did Ashby score?", "Ashby scored no goals at first. Dunmore scored four.", "four", "no goals"),
        ("How many people died?", "No survivors were found. Twelve people died.", "Twelve", None),
        (
            "How many of the ovens failed?",
            "Not one of the six ovens failed in the test.",
            "six",
            "Not one of the six ovens",
        ),
        (
            "How many ships of Holm sank?",
            "None of the 12 ships of Aske sank, while 3 ships of Holm did.",
            "3",
            None,
        ),
        ("How many shops shut in Aske?", "Nine shops shut in Holm. None shut in Aske, it is said.", "Nine", "None"),
        (
            "How many people were injured?",
            "No injuries were reported, but 12,000 homes were without power.",
            "12,000",
            "No injuries",
        ),
        ("How many people died?", "There were no deaths. Three were hurt.", "Three", "no deaths"),
        ("How many people were killed in Orle?", "No injuries were reported in Orle. Two died.", "Two", None),
        ("How many were hurt at Pelham?", "No one was hurt at Pelham.", None, "No one"),
    ],
)
def test_none_is_a_number(question: str, text: str, number: str | None, expected: str | None) -> None:
    place = (text.index(number), text.index(number) + len(number)) if number else None
    found = none_at(question, text, sentence_spans(text), place)
    assert (text[slice(*found)] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "pronoun", "expected"),
    [
        ("Novelist Ilse Marrow will come to Tolmin. She beat eleven others.", "She", "Novelist Ilse Marrow"),
        ("Halden Steel was founded by Otto Grieg. He sold it. It employed 9,000.", "It employed", "Halden Steel"),
        ("The firm was set up by two brothers. It made bells. They sold it.", "They", None),
        ("It rained. She came.", "She", None),
        ("Ada Holm won.\n\nShe came.", "She", None),
    ],
)
def test_a_pronoun_stands_for_the_subject_before_it(text: str, pronoun: str, expected: str | None) -> None:
    start = text.index(pronoun)
    found = antecedent(text, sentence_spans(text), (start, start + len(pronoun.split()[0])))
    assert (text[slice(*found)] if found else None) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was it built and who built it?", ("When was it built?", "Who built it?")),
        ("When was it built? And when did it burn down?", ("When was it built?", "When did it burn down?")),
        ("When was it built, and by whom?", ("When was it built?", "By whom was it built?")),
        ("Where did the fire start and why?", ("Where did the fire start?", "Why did the fire start?")),
        ("Who said when and where they meet?", ("Who said when and where they meet?",)),
        ("When did Orle and Selm sign?", ("When did Orle and Selm sign?",)),
    ],
)
def test_two_questions_are_two(question: str, expected: tuple[str, ...]) -> None:
    assert halves(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("please tell me when it began", "when it began?"),
        ("when did it begin", "when did it begin?"),
        ("WHO CUT THE RIBBON?", "who cut the ribbon?"),
    ],
)
def test_the_form_of_a_question_does_not_matter(question: str, expected: str) -> None:
    assert plainly(question) == expected


def pieces(words: list[str]) -> list[int]:
    """Return that only these words are English."""
    return [1 if word in {"planned", "treaty"} else 3 for word in words]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the fishreies treaty signed?", "When was the fisheries treaty signed?"),
        ("when was karsia planned?", "when was Karsia planned?"),
        ("What did the World Health Organization say?", "What did the WHO say?"),
        ("What did the E.U. say?", "What did the EU say?"),
    ],
)
def test_a_question_is_said_as_the_articles_say_it(question: str, expected: str) -> None:
    texts = ["The fisheries treaty of Karsia was planted and signed. The WHO and the EU agreed."]
    assert restate(question, texts, pieces) == expected


@pytest.mark.parametrize(
    "question",
    ["Who Signed The Treaty Of Karsia?", "who signed the treaty of karsia?", "WHO SIGNED THE TREATY OF KARSIA?"],
)
def test_where_capitals_tell_no_name_those_of_the_articles_do(question: str) -> None:
    assert is_titled(question) == (question[4:].istitle())
    assert in_small(question, ["The treaty of Karsia was signed."], pieces) == "Who signed the treaty of Karsia?"


def test_what_no_article_has_keeps_its_capital_where_it_is_a_country_or_no_english() -> None:
    question = "Who Planned The Treaty Of Orlevik With France?"
    assert in_small(question, ["The pact of Karsia."], pieces) == "Who planned the treaty of Orlevik with France?"


@pytest.mark.parametrize(
    "question",
    ["when did the bridge reopen?", "how many goats were vaccinated?", "who overthrew him in raids?"],
)
def test_a_rare_word_is_no_name_in_the_place_of_a_verb_or_inflected(question: str) -> None:
    strange = {"reopen", "vaccinated", "overthrew", "raids"}
    named = in_small(question, ["Ada spoke."], lambda words: [1 + (word in strange) for word in words])
    assert named == question.capitalize()


@pytest.mark.parametrize(
    "question",
    ["Who is Ada Holm?", "Who is Will Holm?", "Who leads US Steel?", "What did the UN say in The Hague now?"],
)
def test_names_alone_make_no_title(question: str) -> None:
    assert not is_titled(question)


def test_other_names_are_searched_for_too() -> None:
    assert other_names("What did the United Nations say?") == "UN"
    assert other_names("What did the U.N. say?") == "United Nations"


def test_the_nearest_word_is_within_one_slip_or_two() -> None:
    assert nearest("parliment", ["parliament", "parlour"]) == "parliament"
    assert nearest("cat", ["dog", "cart"]) == "cart"
    assert nearest("cat", ["carton"]) is None


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other, 9) == slips(other, one, 9)
    assert slips(one, one, 0) == 0
