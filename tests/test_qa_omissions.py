"""What a language model leaves out is told with its sentence: a newer value, a dispute."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from scripted import Scripted
from written import assert_held, events, writing

from index.indexer import index_paths
from qa.answer import Answer
from qa.engine import Engine
from qa.events import Checked
from qa.settings import Settings

STORY = [
    ("2024-05-02", "Courier", "The earthquake in Selm killed 12 people on Thursday."),
    ("2024-05-03", "Gazette", "The earthquake in Selm killed 17 people by Friday, officials said."),
    ("2024-05-04", "Gazette", "The earthquake in Selm killed 19 people, the governor said on Saturday."),
    ("2025-03-14", "Wire", "A blast in the market of Karsh killed 19 people on Friday, the interior ministry said."),
    ("2025-03-14", "Monitor", "A blast in the market of Karsh killed 34 people on Friday, according to doctors."),
    ("2025-06-16", "Hill Post", "A bear destroyed 14 hives at Tunn on Sunday night, beekeeper Ola Rem said."),
]
QUAKE = "How many people were killed by the earthquake in Selm?"
BLAST = "How many people were killed by the blast in the market of Karsh?"
BEAR = "How many hives did the bear destroy at Tunn?"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("omissions")
    lines = [{"title": f"Report {n}", "text": text, "published": day, "outlet": outlet}
             for n, (day, outlet, text) in enumerate(STORY)]  # fmt: skip
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    own = Engine(Settings(data_dir=folder / ".qa", threads=1), engine.embedder, engine.reader, support=engine.support)
    index_paths(own.settings.data_dir, [folder], own.embedder, own.splitter)
    yield own
    own.close()


def ask(story: Engine, question: str, reply: str) -> Answer:
    answer = writing(story, Scripted([reply])).ask(question)
    assert_held(answer, story.folder)
    return answer


def test_a_superseded_value_is_told_with_its_day_and_the_present_one_with_its_quote(story: Engine) -> None:
    answer = ask(story, QUAKE, "The earthquake in Selm killed 17 people, officials said.")
    assert answer.answer == "The earthquake in Selm killed 17 people, officials said (3 May 2024; on 4 May 2024: 19)."
    assert {"17", "19"} <= {word for quote in answer.citations for word in quote.cited_text.split()}
    assert [value.answer for value in answer.values] == ["19", "17", "12"]
    assert answer.written
    assert answer.written.agrees is False


def test_the_present_value_is_told_as_it_was_written(story: Engine) -> None:
    reply = "The earthquake in Selm killed 19 people, the governor said."
    assert ask(story, QUAKE, reply).answer == reply


def test_an_older_value_behind_the_present_one_has_its_day(story: Engine) -> None:
    present = "The earthquake in Selm killed 19 people, the governor said."
    answer = ask(story, QUAKE, f"{present} It killed 17 people, officials said.")
    assert answer.answer
    assert answer.answer.startswith(present)
    assert "19" not in answer.answer.removeprefix(present)


def test_one_side_of_a_dispute_is_told_with_the_other(story: Engine) -> None:
    answer = ask(story, BLAST, "The blast in Karsh killed 19 people, the interior ministry said.")
    assert answer.answer
    assert answer.answer.endswith("the interior ministry said (disputed: 34 according to doctors).")
    assert {one.answer for one in answer.disputed} == {"19", "34"}
    numbers = {quote.n: quote.cited_text for quote in answer.quotes}
    assert len(set(numbers.values())) == len(numbers)


def test_who_said_it_is_told_with_a_sentence_that_drops_it(story: Engine) -> None:
    said = "A bear destroyed 14 hives at Tunn"
    assert ask(story, BEAR, f"{said}.").answer == f"{said} (according to beekeeper Ola Rem)."
    assert ask(story, BEAR, f"{said}, according to Ola Rem.").answer == f"{said}, according to Ola Rem."


def test_a_sentence_that_names_its_outlet_is_held_to_what_that_wrote(story: Engine) -> None:
    said = "A blast in the market of Karsh killed 19 people on Friday, according to {}."
    answer = ask(story, BLAST, said.format("Wire")).answer
    assert answer
    assert answer.startswith(said.format("Wire")[:-1])
    assert ask(story, BLAST, said.format("Monitor")).answer is None


def test_a_sentence_is_streamed_as_the_answer_has_it(story: Engine) -> None:
    told = events(writing(story, Scripted(["The earthquake in Selm killed 17 people, officials said."])), QUAKE)
    (sentence,) = [event for event in told if isinstance(event, Checked)]
    assert "on 4 May 2024: 19" in sentence.text


def test_the_model_is_told_what_is_newest_and_what_to_do_with_older_values(story: Engine) -> None:
    model = Scripted(["NOT IN THE PASSAGES"])
    writing(story, model).ask(QUAKE)
    shown = model.asked[0][-1].content
    (newest,) = [line for line in shown.splitlines() if 'newest="yes"' in line]
    assert 'date="2025-' in newest or 'date="2024-05-04"' in newest
    assert "newest passage" in shown


def test_only_articles_that_speak_of_what_is_named_are_shown(story: Engine) -> None:
    model = Scripted(["NOT IN THE PASSAGES"])
    writing(story, model).ask("Summarize what is known of Karsh.")
    shown = model.asked[0][-1].content
    assert "market of Karsh" in shown
    assert not any(name in shown for name in ("Selm", "Tunn"))
