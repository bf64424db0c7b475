"""What is asked of an article itself, and articles that are there twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.filters import Filters
from index.indexer import index_paths
from qa.engine import Engine
from qa.question import Question
from qa.settings import Settings

DOCKERS = "By Tess Ohm\n\nDockers in Amrund walked out on Monday."
MUSEUM = "The museum of Orle stays closed until May, said its director on Friday."


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[tuple[Engine, Path]]:
    folder = tmp_path_factory.mktemp("about")
    lines = [
        {"id": "1", "title": "Dockers strike", "text": DOCKERS, "published": "2025-10-05", "outlet": "Storvik Post"},
        {"id": "2", "title": "Museum closed", "text": MUSEUM},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "levy.txt").write_text(
        "Shares of the Brell mill fell by 12 percent after the Orle Mirror reported the levy.\n"
    )
    for name in ("copies/a.txt", "copies/b.txt", "one/c.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("The ferry Nordlys burned for a night outside Selm, with 180 people aboard.\n")
    own = Engine(Settings(data_dir=folder / ".qa", threads=1), engine.embedder, engine.reader)
    index_paths(own.settings.data_dir, [folder], own.embedder, own.splitter)
    yield own, folder
    own.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the article on the dockers published?", "5 October 2025"),
        ("what day was this story about the dockers' strike posted", "5 October 2025"),
        ("Which paper published the article about the dockers?", "Storvik Post"),
        ("When was the article on the museum published?", None),
        ("When was the article published?", None),
    ],
)
def test_what_is_known_of_an_article_is_told_and_no_date_of_its_text(
    news: tuple[Engine, Path], question: str, answer: str | None
) -> None:
    """Its title is the quote; nothing is told where it is not known, or not said which article is meant."""
    told = news[0].ask(question)
    assert told.answer == answer
    assert [(quote.cited_text, quote.part) for quote in told.citations] == (
        [("Dockers strike", "title")] if answer else []
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which newspaper reported the levy?", "Orle Mirror"),
        ("How far did shares of the Brell mill fall?", "12 percent"),
    ],
)
def test_an_outlet_that_a_text_names_and_a_fall_are_read(news: tuple[Engine, Path], question: str, answer: str) -> None:
    assert news[0].ask(question).answer == answer


def test_a_copy_counts_once_and_answers_where_a_question_is_held_to_it(news: tuple[Engine, Path]) -> None:
    """However many files hold the article."""
    engine, folder = news
    question = "How many people were aboard the ferry?"
    assert [len(engine.ask(question).citations)] == [1]
    held = engine.ask(Question(question, filters=Filters(sources=(str(folder / "one"),))))
    assert [Path(quote.source).name for quote in held.citations] == ["c.txt"]


def test_a_citation_says_where_its_date_comes_from(news: tuple[Engine, Path]) -> None:
    """So that a reader can tell how sure it is."""
    (quote,) = news[0].ask("Where did dockers walk out?").citations
    assert (quote.published, quote.published_from) == ("2025-10-05", "metadata")
