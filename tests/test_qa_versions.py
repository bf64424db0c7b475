"""A running story: its values by time, the one that is asked for, and the calendar date that an answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from index.filters import Filters
from index.indexer import index_paths
from qa.answer import Answer
from qa.engine import Engine
from qa.question import Question
from qa.settings import Settings

WIRE = "SELM - At least 12 people were killed when an earthquake shook Selm on Thursday, officials said."
STORY = [
    ("a", "2024-05-02", "Gazette", WIRE),
    ("b", "2024-05-02", "Courier", WIRE),
    ("c", "2024-05-03", "Gazette", "The earthquake in Selm killed 17 people, officials said on Friday."),
    ("d", "2024-05-04", "Gazette", "The earthquake in Selm killed 19 people, the governor said on Saturday."),
    ("e", "2024-05-05", "Courier", "An earthquake in the same hills killed 310 people in 1979."),
    ("ferry", "2024-12-02", "Gazette", "The ferry Marta ran aground off Olm on Wednesday. The captain was freed."),
    ("bridge", None, None, "The bridge over the Tane was opened on Saturday, 14 September 2024. "
     "The first toll on the bridge was paid on Monday by a baker."),
    ("mill", None, None, "Short reports of the week.\n\n"
     "HARBOR CITY, Neb., Jan. 9, 2025 (AP) — A fire destroyed the mill of Orrin on Tuesday. It will reopen on Monday."),
    ("closed", "2025-03-04", None, "ORLO (Newswire), 4 March 2025 — The bridge of Orlo was closed on Monday."),
    ("founded", None, None, "The guild of Orm struck on 27 November, it said. It was founded on 28 January 2017."),
    ("market", None, None, "The fish market in Brevik will close on Saturday, the harbour office said."),
    ("blog", "2023-10-19", "Daily", "Storm Bela: as it happened\n\n"
     "18.40: Power is back in all but 3,500 homes, the operator says.\n\n"
     "14.05: Some 41,000 homes are without power, the operator says.\n\n"
     "09.30: About 95,000 homes are without power, the operator says.\n"),
    ("mine", "2024-03-04", "Gazette", "The fire in the mine of Orlo killed twelve people, officials said on Monday."),
    ("tower", "2025-03-04", "Gazette", "The tower in Brell was opened on Monday, the mayor said."),
    ("again", "2025-05-14", "Courier", "The tower in Brell was opened again on Monday, after repairs."),
    ("named", "2025-03-07", "Daily", "The tower in Brell was opened on March 3, it is said."),
    ("bare", None, None, "The tower in Brell was opened on Monday, a baker said."),
    ("fund", "2024-03-01", "Gazette", "The museum of Brell will get 20 million crowns for the 2026 season, it said."),
    ("loss", "2024-03-02", "Courier", "The mill of Lund lost 5 million crowns in 2019."),
    ("pact", None, None, "The bakers of Varn struck on 27 November. Their guild was founded on 28 January 2017. "
     "By Monday the strike of the bakers had ended."),
    ("pit", "2024-03-07", "Courier", "The fire in the mine of Orlo killed 12 people, officials said on Thursday."),
]  # fmt: skip
TEXTS = {name: text for name, _, _, text in STORY}
KILLED = "How many people were killed by the earthquake in Selm?"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("story")
    lines = [
        {"id": name, "title": f"Report {name}", "text": text, "published": day, "outlet": outlet}
        for name, day, outlet, text in STORY
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    own = Engine(Settings(data_dir=folder / ".qa", threads=1), engine.embedder, engine.reader)
    index_paths(own.settings.data_dir, [folder], own.embedder, own.splitter)
    yield own
    own.close()


def ask(story: Engine, question: str, *articles: str, as_of: str | None = None) -> Answer:
    return story.ask(Question(question, filters=Filters(article_ids=articles), as_of=as_of))


def test_an_open_question_is_answered_with_the_newest_value_and_the_row_of_earlier_ones(story: Engine) -> None:
    """Another event that an article names by its year is none of them."""
    answer = ask(story, KILLED, "a", "b", "c", "d", "e")
    assert answer.answer == "19"
    told = [(value.answer, value.date and value.date.value) for value in answer.values]
    assert told[:2] == [("19", "2024-05-04"), ("17", "2024-05-03")]
    assert [day for _, day in told] == sorted((day for _, day in told if day), reverse=True)
    assert "310" not in " ".join(value for value, _ in told)
    assert answer.values[0].citations == answer.citations


def test_each_value_has_its_quotes_numbered_on_and_exact(story: Engine) -> None:
    answer = ask(story, KILLED, "a", "b", "c", "d")
    quotes = [quote for value in answer.values for quote in value.citations]
    assert [quote.n for quote in quotes] == list(range(1, len(quotes) + 1))
    for quote in quotes:
        assert TEXTS[quote.article_id][quote.start_char_index : quote.end_char_index] == quote.cited_text
    numbers = {quote.n for quote in quotes}
    assert all(quote.n not in numbers for other in answer.alternatives for quote in other.citations)


@pytest.mark.parametrize(
    ("question", "as_of", "expected"),
    [
        ("How many people were killed by the earthquake in Selm by Friday?", "2024-05-06", "17"),
        ("How many people were killed by the earthquake in Selm as of 3 May 2024?", None, "17"),
        ("How many people are now known to have been killed by the earthquake in Selm?", None, "19"),
    ],
)
def test_a_time_in_the_question_asks_for_the_value_of_that_time(
    story: Engine, question: str, as_of: str | None, expected: str
) -> None:
    assert ask(story, question, "a", "b", "c", "d", as_of=as_of).answer == expected


def test_the_newest_value_is_the_newest_on_the_day_of_asking(story: Engine) -> None:
    question = "How many people are now known to have been killed by the earthquake in Selm?"
    assert ask(story, question, "a", "b", "c", "d", as_of="2024-05-03").answer == "17"


def test_entries_of_a_live_blog_are_told_apart_by_their_hours(story: Engine) -> None:
    answer = ask(story, "How many homes are without power?", "blog")
    told = [(value.answer, value.date and value.date.value) for value in answer.values]
    assert told == [
        ("3,500", "2023-10-19T18:40"),
        ("41,000", "2023-10-19T14:05"),
        ("95,000", "2023-10-19T09:30"),
    ]
    assert answer.values[0].date is not None
    assert (answer.values[0].date.said, answer.values[0].date.resolved_against) == ("18.40", "published 2023-10-19")
    assert ask(story, "How many homes were without power at 14.30?", "blog").answer == "41,000"


@pytest.mark.parametrize(("day", "expected"), [("4 March 2024", "twelve"), ("7 March 2024", "12")])
def test_the_value_of_a_day_is_no_rival_of_its_other_forms(story: Engine, day: str, expected: str) -> None:
    answer = ask(story, f"How many people had the fire in the mine of Orlo killed by {day}?", "mine", "pit")
    assert answer.answer == expected
    assert not answer.alternatives


def test_one_value_has_no_row(story: Engine) -> None:
    assert ask(story, KILLED, "a", "b").values == ()


def test_a_weekday_is_told_as_the_day_that_it_was(story: Engine) -> None:
    date = ask(story, "When did the ferry Marta run aground?", "ferry").answer_date
    assert date is not None
    assert (date.value, date.granularity, date.said) == ("2024-11-27", "day", "Wednesday")
    assert date.resolved_against == "published 2024-12-02"


def test_an_undated_article_is_anchored_by_a_day_that_it_names_which_is_quoted_too(story: Engine) -> None:
    answer = ask(story, "When was the first toll on the bridge paid?", "bridge")
    assert answer.answer_date is not None
    assert (answer.answer_date.value, answer.answer_date.resolved_against) == ("2024-09-16", "text 2024-09-14")
    assert "14 September 2024" in answer.citations[-1].cited_text
    assert [quote.n for quote in answer.citations] == [1, 2]
    assert answer.sentences[0].citations == (1, 2)


@pytest.mark.parametrize(
    ("question", "day"),
    [("When was the mill of Orrin destroyed?", "2025-01-07"), ("When will the mill of Orrin reopen?", "2025-01-13")],
)
def test_a_weekday_after_a_dateline_is_behind_its_day_unless_its_clause_looks_ahead(
    story: Engine, question: str, day: str
) -> None:
    date = ask(story, question, "mill").answer_date
    assert date is not None
    assert (date.value, date.resolved_against) == (day, "text 2025-01-09")


def test_the_day_of_a_dateline_is_no_value_and_no_event(story: Engine) -> None:
    answer = ask(story, "When was the bridge of Orlo closed?", "closed")
    assert answer.answer_date is not None
    assert (answer.answer, answer.answer_date.value) == ("Monday", "2025-03-03")
    assert not answer.alternatives
    events = story.timeline(Question("the bridge of Orlo", filters=Filters(article_ids=("closed",)))).events
    assert [event.date and event.date.value for event in events] == ["2025-03-03"]


def test_a_day_that_an_article_names_behind_anchors_nothing(story: Engine) -> None:
    answer = ask(story, "When did the guild of Orm strike?", "founded")
    assert "27 November" in (answer.answer or "")
    assert (answer.answer_date, len(answer.citations)) == (None, 1)


@pytest.mark.parametrize("question", ["When was the tower in Brell opened?", "When is the tower in Brell opened?"])
@pytest.mark.parametrize("more", [(), ("bare",)])
def test_one_weekday_of_two_weeks_is_two_values(story: Engine, question: str, more: tuple[str, ...]) -> None:
    """Neither quote stands for the other day, though a third article says the same word and may mean either."""
    answer = ask(story, question, "tower", "again", *more)
    assert "Monday" in (answer.answer or "")
    assert len({quote.article_id for quote in answer.citations} & {"tower", "again"}) == 1
    assert [other.answer for other in answer.alternatives] == ["Monday"] or len(answer.values) == 2


def test_a_weekday_and_the_date_of_that_day_are_one_value(story: Engine) -> None:
    answer = ask(story, "When was the tower in Brell opened?", "tower", "named")
    assert {quote.article_id for quote in answer.citations} == {"tower", "named"}


def test_where_nothing_tells_the_day_the_words_stand_alone(story: Engine) -> None:
    answer = ask(story, "When will the fish market in Brevik close?", "market")
    assert "Saturday" in (answer.answer or "")
    assert answer.answer_date is None


def test_a_value_of_a_year_that_lies_ahead_of_its_article_answers_for_that_year(story: Engine) -> None:
    answer = story.ask("How much will the museum of Brell get in 2026?")
    assert answer.answer == "20 million crowns"


def test_a_day_of_another_time_does_not_anchor_a_weekday(story: Engine) -> None:
    answer = ask(story, "When did the strike of the bakers end?", "pact")
    assert answer.answer.endswith("Monday")
    assert answer.answer_date is None
