"""Timelines: what happened, in order, each line an exact quote with the day that it means."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted
from written import writing

from evals.question_set import load_set
from index.embedder import MiniLM
from index.filters import Filters
from index.indexer import index_paths
from qa.cli import main
from qa.engine import Engine
from qa.question import Question
from qa.settings import Settings
from qa.story.chronology import as_csv, markdown
from qa.story.timeline import Timeline
from qa.story.topic import Period, asks_for_timeline, topic_of

TODAY = "2025-11-26"


@pytest.fixture(scope="module")
def stories(engine: Engine, embedder: MiniLM, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on the articles of the set of timelines."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("stories") / ".qa", threads=1)
    stories = Engine(settings, embedder, engine.reader)
    index_paths(settings.data_dir, [load_set("timelines").articles], embedder, stories.splitter)
    yield stories
    stories.close()


def days_of(timeline: Timeline) -> list[str]:
    """Return the days of the events, or the months or years that are told of them."""
    return [event.date.value[:10] for event in timeline.events if event.date]


def test_events_stand_in_order_each_with_its_exact_quote(stories: Engine) -> None:
    """Explicit days, and those that hang on the day of publication."""
    found = stories.timeline(Question("the ferry fire", filters=Filters(until="2025-03-31")))
    assert days_of(found) == ["1998", "2025-03-04", "2025-03-06", "2025-03-08", "2025-03-20"]
    assert [event.citation.n for event in found.events] == [1, 2, 3, 4, 5]
    with stories.folder.reading() as store:
        assert store is not None
        for event in found.events:
            quote, told = event.citation, event.date
            assert told is not None
            text = store.text(quote.article_id)
            assert text[quote.start_char_index : quote.end_char_index] == quote.cited_text
            assert [text[start:end] for start, end in quote.marks] == [told.said]
    tuesday = found.events[1].date
    assert tuesday is not None
    assert tuesday.resolved_against == "published 2025-03-05"


def test_what_has_no_day_stands_apart(stories: Engine) -> None:
    """Its article does not say when it was published."""
    found = stories.timeline(Question("the ferry fire"))
    assert [event.citation.cited_text[:11] for event in found.undated] == ["On Thursday"]
    assert [event.date for event in found.undated] == [None]
    assert found.undated[0].citation.n == len(found.events) + 1


def test_a_period_holds_the_events_and_not_their_articles(stories: Engine) -> None:
    """The question's own days, without a year too; what has no day is left out."""
    found = stories.timeline(Question("What happened between 4 and 8 March in the ferry fire?"))
    assert (found.topic, found.period) == ("the ferry fire", Period("2025-03-04", "2025-03-08"))
    assert [event.date and event.date.value[:10] for event in found.events] == [
        "2025-03-04",
        "2025-03-06",
        "2025-03-08",
    ]
    assert found.undated == ()


def test_nothing_is_found_where_nothing_is_told_of_the_topic(stories: Engine) -> None:
    """Passages that come near by meaning alone are passed over."""
    assert stories.timeline(Question("the volcano of Sorrel")).events == ()


def test_what_happened_between_two_days_is_answered_by_the_timeline(stories: Engine) -> None:
    """A line an event, each with its quote."""
    answer = stories.ask("What happened between 10 June and 18 June 2025 in the bakers' strike?")
    assert answer.status == "answered"
    assert (answer.answer or "").splitlines()[0] == "10 June 2025: The strike begins on 10 June, their union said."
    assert [sentence.citations for sentence in answer.sentences] == [(1,), (2,), (3,), (4,)]


def test_a_language_model_is_given_the_passages_of_the_events(stories: Engine) -> None:
    """And its answer is kept with the hash of what it was sent."""
    said = "The bakers' strike entered its third day in Harl on Thursday."
    model = Scripted([said])
    written = writing(stories, model).ask("What happened between 1 June and 18 June 2025 in the bakers' strike?")
    (messages,) = model.asked
    days = re.findall(r'<passage number="\d+" [^>]*date="([\d-]+)"', messages[-1].content)
    assert sorted(days) == ["2025-06-04", "2025-06-13", "2025-06-20"]
    assert written.answer == said
    assert written.written is not None
    assert (written.written.prompt or "").startswith("sha256:")


def test_a_timeline_is_markdown_and_csv_for_other_programs(stories: Engine) -> None:
    """The same events in the same order."""
    found = stories.timeline(Question("the ferry fire"))
    lines = markdown(found).splitlines()
    assert lines[0].startswith(
        "- **1998** “The ferry was built in 1998 and carries cars as well.” (Fire aboard the ferry"
    )
    assert lines[-4:-1] == ["", "Undated:", ""]
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    events = [*found.events, *found.undated]
    assert [row["date"] for row in rows] == [event.date.value if event.date else "" for event in events]
    assert [row["cited_text"] for row in rows] == [event.citation.cited_text for event in events]


@pytest.mark.usefixtures("loaded")
def test_the_terminal_shows_a_timeline(stories: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """Each event under its day, with its place; 3 where there is none."""
    folder = str(stories.settings.data_dir)
    assert main(["timeline", "--data-dir", folder, "the", "bakers'", "strike", "--outlet", "Valley Wire"]) == 0
    shown = capsys.readouterr().out
    assert "11 June 2025\n  Soldiers began to bake bread on **Wednesday**.\n" in shown
    assert " · Valley Wire · 2025-06-13" in shown
    assert main(["timeline", "--data-dir", folder, "the volcano of Sorrel"]) == 3


@pytest.mark.parametrize(
    ("question", "topic", "first", "last"),
    [
        ("the ferry fire", "the ferry fire", "", ""),
        ("What happened between 3 and 9 March in the ferry fire?", "the ferry fire", "2025-03-03", "2025-03-09"),
        ("what happened in Brenn between 7 October and 14 October 2025", "Brenn", "2025-10-07", "2025-10-14"),
        ("What happened from December 2024 to January 2025 in Tellen?", "Tellen", "2024-12-01", "2025-01-31"),
        ("What has happened since 1 May 2025 in the strike?", "the strike", "2025-05-01", ""),
        ("What happened before 2024 at the mine?", "the mine", "", "2023-12-31"),
        ("What happened until May 2025 at the mine?", "the mine", "", "2025-05-31"),
        ("What happened after 4 May 2025?", "", "2025-05-05", ""),
        ("What happened in Harl in June 2025?", "Harl", "2025-06-01", "2025-06-30"),
        ("a timeline of the ferry fire", "the ferry fire", "", ""),
    ],
)
def test_a_topic_is_told_from_its_period(question: str, topic: str, first: str, last: str) -> None:
    """In any order; a day without its year is held against the newest article."""
    assert topic_of(question, TODAY) == (topic, Period(first, last))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What happened between 3 and 9 March in the ferry fire?", True),
        ("Give me a timeline of the strike", True),
        ("What happened to the captain?", False),
        ("When did the strike begin?", False),
        ("Who said what happened?", False),
    ],
)
def test_only_what_asks_what_happened_in_a_time_asks_for_a_timeline(question: str, asked: bool) -> None:
    """Or what asks for one by name."""
    assert asks_for_timeline(question) is asked


@given(st.text(max_size=80))
def test_any_topic_can_be_asked_for(text: str) -> None:
    """Whatever is in it."""
    topic, _ = topic_of(text, TODAY)
    assert isinstance(topic, str)
    asks_for_timeline(text)
