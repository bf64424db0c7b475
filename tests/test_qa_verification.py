"""Verification: what became of a quote, for any text and any change, and of whole answers on real stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.embedder import MiniLM
from index.indexer import index_paths, remove_articles
from qa.engine import Engine
from qa.kept.answers import Answers, Kept
from qa.kept.verification import difference, locate, verify
from qa.question import Question
from qa.screen.kept import history, verification
from qa.screen.terminal import Screen
from qa.settings import Settings

STORY = "The dam at Torvik broke on 3 May. Twelve people drowned in the flood. The mayor of Torvik resigned."
QUESTION = Question("How many people drowned in the flood?")


@given(st.text(), st.text(min_size=1), st.text())
def test_a_quote_that_is_at_its_place_is_the_same(before: str, quote: str, after: str) -> None:
    """Whatever stands around it, also where it stands elsewhere too."""
    place = locate(quote, len(before), before + quote + after)
    assert place is not None
    assert (place.state, place.start, place.end) == ("same", len(before), len(before) + len(quote))


@given(st.text(), st.text(min_size=1), st.text(), st.integers(0, 200))
def test_a_quote_that_moved_is_found_again(before: str, quote: str, after: str, start: int) -> None:
    """Word for word, wherever it was."""
    text = before + quote + after
    assume(text[start : start + len(quote)] != quote)
    place = locate(quote, start, text)
    assert place is not None
    assert place.state == "moved"
    assert text[place.start : place.end] == quote


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    """What was removed and what is the same make the old one, what was added and what is the same the new one."""
    edits = difference(old, new)
    assert "".join(edit.text for edit in edits if edit.op != "added") == old
    assert "".join(edit.text for edit in edits if edit.op != "removed") == new


def test_a_quote_in_which_a_number_was_changed_is_found_changed() -> None:
    """With the words that were exchanged, and no more."""
    text = f"An update.\n\n{STORY.replace('Twelve people', 'At least 19 people')}"
    place = locate("Twelve people drowned in the flood.", 34, text)
    assert place is not None
    assert (place.state, text[place.start : place.end]) == ("changed", "At least 19 people drowned in the flood.")
    edits = difference("Twelve people drowned in the flood.", text[place.start : place.end])
    assert [(edit.op, edit.text) for edit in edits] == [
        ("removed", "Twelve"),
        ("added", "At least 19"),
        ("same", " people drowned in the flood."),
    ]


def test_a_quote_of_which_nothing_is_left_is_gone() -> None:
    """Other sentences with a word in common are not that quote."""
    assert locate("Twelve people drowned in the flood.", 34, "The mayor resigned. Two people sang in the rain.") is None


@pytest.fixture
def kept(engine: Engine, embedder: MiniLM, tmp_path: Path) -> tuple[Engine, Kept, Path]:
    """An engine on one article, an answer that was kept of it, and the article's file."""
    file = tmp_path / "news" / "dam.txt"
    file.parent.mkdir()
    file.write_text(f"The dam broke.\n\n{STORY}\n")
    dam = Engine(Settings(data_dir=tmp_path / ".qa", model="reader", min_confidence=0.0), embedder, engine.reader)
    index_paths(dam.folder.path, [file.parent], embedder, dam.splitter)
    Answers(dam.folder.path, 5).keep(dam.ask(QUESTION), QUESTION)
    return dam, Answers(dam.folder.path).get(None), file


def checked(engine: Engine, kept: Kept, files: Path) -> tuple[str, bool, bool | None]:
    """Return what became of the one quote, whether the answer holds, and whether it is given again."""
    index_paths(engine.folder.path, [files], engine.embedder, engine.splitter, prune=True)
    today = engine.ask(kept.question)
    with engine.folder.reading() as store:
        found = verify(kept, store, today)
    assert found.today is not None
    return found.quotes[0].state, found.holds, found.today.same


def test_an_answer_holds_where_nothing_changed(kept: tuple[Engine, Kept, Path]) -> None:
    """Its quote is the same, and so is the answer."""
    engine, answer, file = kept
    assert answer.text == "Twelve"
    assert checked(engine, answer, file.parent) == ("same", True, True)


def test_an_answer_holds_where_its_quote_moved(kept: tuple[Engine, Kept, Path]) -> None:
    """Down in its article, or into another one."""
    engine, answer, file = kept
    file.write_text(f"The dam broke.\n\nThis article was made longer by this sentence. {STORY}\n")
    assert checked(engine, answer, file.parent) == ("moved", True, True)
    file.write_text("Nothing to see.\n\nThis page was taken down by the editors last week.\n")
    file.with_name("copy.txt").write_text(f"The dam broke.\n\n{STORY}\n")
    assert checked(engine, answer, file.parent)[:2] == ("moved", True)


def test_an_answer_whose_quote_was_changed_no_longer_holds(kept: tuple[Engine, Kept, Path]) -> None:
    """And the question gives another answer."""
    engine, answer, file = kept
    file.write_text(f"The dam broke.\n\n{STORY.replace('Twelve', 'Nineteen')}\n")
    assert checked(engine, answer, file.parent) == ("changed", False, False)


def test_the_same_weekday_of_another_week_is_another_answer(embedder: MiniLM, engine: Engine, tmp_path: Path) -> None:
    """The screens tell the day, and where all quotes are from other articles, also of the same answer."""
    news, asked = tmp_path / "news", Question("When was the tower in Brell opened?")
    news.mkdir()
    tower = Engine(Settings(data_dir=tmp_path / ".qa", model="reader", min_confidence=0.0), embedder, engine.reader)

    def publish(name: str, day: str, text: str = "The tower in Brell was opened on Monday, the mayor said.") -> None:
        (news / "a.jsonl").write_text(json.dumps({"id": name, "title": "Brell", "text": text, "published": day}))
        index_paths(tower.folder.path, [news], embedder, tower.splitter, prune=True)

    def checked_again() -> tuple[bool, bool, str]:
        with tower.folder.reading() as store:
            found = verify(first, store, tower.ask(asked))
        assert found.today is not None
        return found.today.same, found.today.sources_changed, verification(Screen(), found)

    publish("a", "2025-03-04")
    Answers(tower.folder.path, 5).keep(tower.ask(asked), asked)
    first = Answers(tower.folder.path).get(None)
    assert "Monday (3 March 2025)" in history(Screen(), [first])
    publish("b", "2025-03-05")  # whither its quote moved
    assert checked_again()[:2] == (True, False)
    publish("c", "2025-03-05", "On Monday many guests saw how at last the Brell tower was opened.")
    same, from_others, shown = checked_again()
    assert (same, from_others) == (True, True)
    assert "from other articles" in shown
    publish("d", "2025-05-14")
    same, _, shown = checked_again()
    assert not same
    assert "\nMonday (3 March 2025)\n" in shown
    assert "today: Monday (12 May 2025)" in shown
    tower.close()


def test_an_answer_whose_article_was_removed_no_longer_holds(kept: tuple[Engine, Kept, Path]) -> None:
    """Its quote is gone, also where nothing at all is indexed."""
    engine, answer, _ = kept
    remove_articles(engine.folder.path, [answer.citations[0].article_id], engine.embedder, engine.splitter)
    with engine.folder.reading() as store:
        found = verify(answer, store)
    assert [(quote.state, quote.start_char_index) for quote in found.quotes] == [("gone", None)]
    assert (found.holds, found.today) == (False, None)
    assert verify(answer, None).quotes[0].state == "gone"
