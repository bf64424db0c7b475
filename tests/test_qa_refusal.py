"""Refusals that help: which kind one is, what it names, and that the quote in it is exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Judging, Scripted

from evals.question_set import load_set
from index.embedder import MiniLM
from index.filters import Filters
from index.indexer import index_paths
from index.names import names_in
from index.waiting import wait_for
from qa.answer import Answer, Coverage, Refusal
from qa.engine import Engine
from qa.events import Proposed
from qa.llm.models import Models
from qa.question import Question
from qa.refusal import is_unnamed
from qa.screen import show
from qa.screen.terminal import Screen
from qa.settings import Settings


@pytest.fixture(scope="module")
def town(engine: Engine, embedder: MiniLM, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on the articles of the set of refusals."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("town") / ".qa", threads=1, model="reader")
    town = Engine(settings, embedder, engine.reader)
    index_paths(settings.data_dir, [load_set("refusals").articles], embedder, town.splitter)
    yield town
    town.close()


def refused(engine: Engine, question: Question | str) -> tuple[Answer, Refusal]:
    """Return the abstention and its refusal."""
    answer = engine.ask(question)
    assert answer.status == "abstained"
    assert answer.refusal is not None
    return answer, answer.refusal


def test_a_name_that_no_article_has_is_named(town: Engine) -> None:
    """And nothing else is said to come near."""
    answer, refusal = refused(town, "How old is Solveig Tranberg?")
    assert refusal.kind == "unknown_name"
    assert [name.name for name in refusal.names] == ["Solveig Tranberg"]
    assert answer.message == "No article has the name Solveig Tranberg."


@pytest.mark.parametrize("question", ["how old is solveig tranberg?", "How Old Is Solveig Tranberg?"])
def test_a_name_without_capitals_or_among_them_is_named_too(town: Engine, question: str) -> None:
    _, refusal = refused(town, question)
    assert [name.name for name in refusal.names] == ["Solveig Tranberg"]


@pytest.mark.parametrize("question", ["Who was vaccinated?", "who was vaccinated?", "Who Will Extradite The King?"])
def test_a_rare_word_that_no_article_has_is_no_name(town: Engine, question: str) -> None:
    _, refusal = refused(town, question)
    assert not refusal.names


@pytest.mark.parametrize(
    "question", ["How many people did Kvernhaug elect?", "Who is the captain of the ferry Zefiro?"]
)
def test_what_is_asked_of_a_name_that_no_article_has_a_word_of_gets_no_guess(town: Engine, question: str) -> None:
    """However near the rest of the question comes."""
    answer, refusal = refused(town, question)
    assert refusal.kind == "unknown_name"
    assert answer.guess is None


def test_a_language_is_no_name_that_is_asked_of(town: Engine) -> None:
    with town.folder.reading() as store:
        assert not is_unnamed("What does the name of the ferry mean in Danish?", store)
        assert is_unnamed("What does the ferry cost in Zefiro?", store)


@pytest.mark.parametrize("name", ["Torvalds Nygaards", "the ARC", "Nygard", "Harbour Post"])
def test_a_form_of_a_name_a_short_one_and_an_outlet_are_read_on(town: Engine, name: str) -> None:
    """They may be spelled in another way, or stand beside the text."""
    with town.folder.reading() as store:
        assert not is_unnamed(f"What does {name} say?", store)
        assert is_unnamed("What does Zefiro say?", store)


def test_a_name_that_is_abbreviated_with_dots_is_known(tmp_path: Path, engine: Engine, embedder: MiniLM) -> None:
    (tmp_path / "ruling.txt").write_text("The ruling was praised by the U.S. and Norway.\n")
    ruling = Engine(Settings(data_dir=tmp_path / ".qa", threads=1, model="reader"), embedder, engine.reader)
    index_paths(ruling.settings.data_dir, [tmp_path / "ruling.txt"], embedder, ruling.splitter)
    answer = ruling.ask("Who praised the ruling, the United States or Chile?")
    assert "United States" not in (answer.message or "")
    ruling.close()


def test_a_spelling_that_comes_near_is_told(town: Engine) -> None:
    """The name as the articles have it."""
    answer, refusal = refused(town, "Where does Torvall Nygard live?")
    assert refusal.names[0].near == ("Torvald Nygaard",)
    assert answer.message == "No article has the name Torvall Nygard. Some have Torvald Nygaard."


def test_an_answer_about_a_name_that_is_spelt_otherwise_says_so(town: Engine) -> None:
    """The reader reads the name as the articles have it; a person is told."""
    answer = town.ask("When was Ilsa Branvold elected?")
    assert (answer.answer, answer.refusal) == ("2021", None)
    assert answer.message == "No article has the name Ilsa Branvold. Some have Mayor Ilse Brandvold."
    assert town.ask("When was Brandvold elected?").message is None


def test_a_time_that_no_article_covers_is_told_with_what_they_cover(town: Engine) -> None:
    """The days of the first and the last article."""
    answer, refusal = refused(town, "Who led the union in 1987?")
    assert refusal.kind == "outside_dates"
    assert refusal.coverage == Coverage("2025-02-12", "2025-05-20")
    assert "from 12 February 2025 to 20 May 2025. Nothing in it tells of 1987." in (answer.message or "")


def test_a_year_far_from_the_articles_that_none_tells_of_is_refused_however_sure_the_reader_is(town: Engine) -> None:
    """A year before the first article may be its "last year"; at a least confidence of 0 the best value is wanted."""
    for least, question, status in (
        (0.01, "Which band closed the festival in 2022?", "abstained"),
        (0.01, "Which band closed the festival in 2024?", "answered"),
        (0.0, "Which band closed the festival in 2022?", "answered"),
    ):
        assert town.ask(Question(question, min_confidence=least)).status == status, (least, question)


def test_dates_that_no_article_passes_are_told_with_what_they_cover(town: Engine) -> None:
    """As for a time in the question's own words."""
    _, refusal = refused(town, Question("Who blamed a fuel pipe?", filters=Filters(since="2026-01-01")))
    assert (refusal.kind, refusal.coverage) == ("outside_dates", Coverage("2025-02-12", "2025-05-20"))


def test_a_year_that_an_article_tells_of_is_not_outside(town: Engine) -> None:
    """Whenever it was published: the mine was shut in 2009."""
    _, refusal = refused(town, "Which university did Aksel Thorsen attend in 2009?")
    assert refusal.kind == "not_answered"


def test_a_premise_that_the_articles_contradict_is_refused_with_the_quote(town: Engine) -> None:
    """An exact slice of its article, shown under the message."""
    answer, refusal = refused(town, "How long did the tram drivers' strike last?")
    assert refusal.kind == "false_premise"
    quote = refusal.contradicted_by
    assert quote is not None
    assert quote.cited_text == "No driver walked out and every line ran to schedule."
    with town.folder.reading() as store:
        assert store is not None
        text = store.text(quote.article_id)
    assert text[quote.start_char_index : quote.end_char_index] == quote.cited_text
    shown = show.answer(Screen(), answer, lambda _: None)
    assert "[1] > No driver walked out and every line ran to schedule." in shown


def test_what_the_articles_deny_is_no_answer(town: Engine) -> None:
    """However sure the reader is of a value in the sentence that denies it; nor is it a guess."""
    answer, refusal = refused(town, "When did the Varn bridge open?")
    assert refusal.kind == "false_premise"
    assert refusal.contradicted_by is not None
    assert refusal.contradicted_by.cited_text.startswith("The Varn bridge will not open in June")
    assert answer.guess is None
    assert town.ask("How many people voted for the merger of the schools?").status == "answered"


@pytest.mark.parametrize("question", ["Did the Varn bridge open in June?", "Was anyone sent off in the cup match?"])
def test_a_question_for_yes_or_no_takes_nothing_for_granted(town: Engine, question: str) -> None:
    """It needs a language model, and the nearest passages are shown."""
    answer, refusal = refused(town, question)
    assert refusal.kind == "needs_language_model"
    assert answer.nearest


def test_what_the_articles_deny_is_not_proposed_beside_a_language_model_either(town: Engine) -> None:
    settings = replace(town.settings, model="auto")
    beside = Engine(settings, town.embedder, town.reader, Models(settings, Scripted(["NOT IN THE PASSAGES"])))

    async def proposed() -> list[Proposed]:
        events = beside.events("When did the Varn bridge open?")
        return [event async for event in events if isinstance(event, Proposed)]

    assert wait_for(proposed()) == []
    beside.close()


def test_what_the_articles_deny_is_no_answer_of_a_language_model_that_says_yes_to_it(town: Engine) -> None:
    """Where it judges values, as where the reader answers alone; nor is it a guess."""
    settings = replace(town.settings, model="auto")
    model = Judging(lambda _: 0.9999)
    beside = Engine(settings, town.embedder, town.reader, Models(settings, model))
    answer, refusal = refused(beside, "When did the Varn bridge open?")
    assert model.judged
    assert answer.written
    assert answer.written.judged
    assert (refusal.kind, answer.guess, answer.written.agrees) == ("false_premise", None, None)
    beside.close()


def test_filters_that_no_article_passes_are_named(town: Engine) -> None:
    """With the publishers that there are."""
    answer, refusal = refused(town, Question("Who scored?", filters=Filters(outlets=("Channel Ten", "Orle Gazette"))))
    assert answer.reason == "nothing_retrieved" or refusal.kind != "nothing_retrieved"
    answer, refusal = refused(town, Question("Who scored?", filters=Filters(outlets=("Channel Ten",))))
    assert (refusal.kind, refusal.filters) == ("nothing_retrieved", ("Channel Ten",))
    assert "There are articles of Harbour Post, Orle Gazette," in (answer.message or "")


def test_a_path_in_place_of_an_id_is_told(town: Engine) -> None:
    """With the filter that takes one."""
    answer, refusal = refused(town, Question("Who scored?", filters=Filters(("news/cup.txt",))))
    assert refusal.filters == ("news/cup.txt",)
    assert "named by its id" in (answer.message or "")
    assert "`--source news/cup.txt` holds to a path" in (answer.message or "")


@pytest.mark.parametrize("question", ["List all the outlets", "Describe Torvald Nygaard", "Find pictures of the ferry"])
def test_the_verb_that_opens_a_question_is_no_name(town: Engine, question: str) -> None:
    answer = town.ask(question)
    assert answer.refusal is None or answer.refusal.kind != "unknown_name"
    assert "has the name" not in (answer.message or "")


def test_a_name_that_opens_a_question_is_one(town: Engine) -> None:
    for question in ("Tranberg was born when?", "Solveig Tranberg is how old?"):
        assert refused(town, question)[1].kind == "unknown_name"


def test_what_the_articles_do_not_say_is_not_answered(town: Engine) -> None:
    """The plain kind, with the plain message."""
    answer, refusal = refused(town, "What colour is the ferry Aurora?")
    assert refusal.kind == "not_answered"
    assert answer.message == "I found no passage that answers this."


@pytest.mark.parametrize(
    ("question", "kind"),
    [("thanks", "not_a_question"), ("Wer ist der Kapitän der Fähre?", "language")],
)
def test_every_abstention_says_its_kind_and_what_to_try(town: Engine, question: str, kind: str) -> None:
    """Also those that are no matter of the articles."""
    _, refusal = refused(town, question)
    assert refusal.kind == kind
    assert refusal.advice


def test_an_empty_index_says_what_to_try(engine: Engine, tmp_path: Path) -> None:
    """Before anything is searched."""
    empty = Engine(Settings(data_dir=tmp_path / ".qa", model="reader"), engine.embedder, engine.reader)
    _, refusal = refused(empty, "Who scored?")
    empty.close()
    assert refusal.kind == "empty_index"
    assert "qa index" in refusal.advice


def test_what_one_could_type_next_is_the_advice(town: Engine) -> None:
    """For the kinds that know better than the usual line."""
    answer, refusal = refused(town, "How old is Solveig Tranberg?")
    assert show.next_step(answer) == f"Next: {refusal.advice}"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When did the mayor resign?", []),
        ("Who met Anna van der Berg in Oslo?", ["Anna van der Berg", "Oslo"]),
        ("Did Åse Ødegård's boat sink?", ["Åse Ødegård"]),
        ("The Orle Gazette wrote it.", ["Orle Gazette"]),
        ("When did Liwa al-Sahra join the US force?", ["Liwa al-Sahra", "US"]),
        ("Where did Corda and Orland meet?", ["Corda", "Orland"]),
        ("What happened between Monday and 18 June in Harl?", ["Harl"]),
        ("Who is the CEO of Norfjell?", ["Norfjell"]),
        ("Who runs the Bank of Orland?", ["Bank of Orland"]),
    ],
)
def test_names_are_runs_of_capitalised_words(text: str, names: list[str]) -> None:
    """Without the word that only opens the sentence."""
    assert names_in(text) == names


def test_names_that_and_joins_are_one_where_they_are_spoken_of_together() -> None:
    assert names_in("Where did Corda and Orland meet?", groups=True) == ["Corda and Orland"]
