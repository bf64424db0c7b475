"""The archive: the articles of one data folder, as they are looked through without answering anything."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

from index.catalogue import texts
from index.embedder import Embedder
from index.filters import Filters
from index.folder import DataFolder
from index.splitter import Splitter
from index.store import Store, maker_of
from qa.found import Found, describe
from qa.question import Question, Turn
from qa.search import Hit, Retriever
from qa.settings import Settings
from qa.story import timeline as timelines
from qa.story.timeline import Timeline
from qa.story.topic import Period
from qa.understand.restate import in_small, is_bare, is_titled, restate


class Archive:
    """The articles of one data folder; safe to use from several threads.

    Args:
        settings: what to open, and the limits of what is asked.
        embedder: what embeds questions, and articles that are indexed through this archive.
        folder: of the articles, where it is another than the data folder of the settings.

    Attributes:
        settings: as given.
        embedder: as given.
        splitter: what splits articles that are indexed through this archive.
        folder: the data folder.
        retriever: what searches it.
    """

    def __init__(self, settings: Settings, embedder: Embedder, folder: Path | None = None) -> None:
        self.settings = settings
        self.embedder = embedder
        self.splitter = Splitter(embedder, settings.passage_words)
        self.folder = DataFolder(folder or settings.data_dir, maker_of(embedder, self.splitter))
        self.retriever = Retriever(embedder, settings)

    def on(self, folder: Path) -> Self:
        """Return one with another data folder, which closes with this one but for its `folder`."""
        other = copy(self)
        other.settings = replace(self.settings, data_dir=folder)
        other.folder = DataFolder(folder, self.folder.maker)
        return other

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> list[Hit]:
        """Return the `k` best passages, best first, without reading them; none where nothing is indexed."""
        asked = Question(question, filters=filters or Filters())
        asked.check(self.settings)
        with self.folder.reading() as store:
            return self.retriever.retrieve(store, question, asked.filters, k) if store else []

    def with_capitals(self, question: Question) -> Question:
        """Return a question whose earlier turns, where they are in small letters, have the capitals of the articles.

        By these a follow-up finds what it leans on: "he" after "what did ada holm propose?".
        """
        if not any(is_bare(turn.question) for turn in question.history):
            return question

        def spelt(turn: Turn, store: Store) -> Turn:
            if not is_bare(turn.question):
                return turn
            hits = self.retriever.retrieve(store, turn.question, question.filters, self.settings.read_passages)
            return replace(turn, question=restate(turn.question, _texts(hits), self.embedder.token_counts))

        with self.folder.reading() as store:
            turns = tuple(spelt(turn, store) for turn in question.history) if store else question.history
            return replace(question, history=turns)

    def with_names(self, question: str, hits: Sequence[Hit]) -> str:
        """Return a question with capitals for its names alone, as its passages have them, where its own tell none."""
        if not (is_titled(question) or question.islower() or question.isupper()):
            return question
        return in_small(question, _texts(hits), self.embedder.token_counts)

    def found(self, question: str, filters: Filters | None = None, k: int = 10, first: int = 1) -> list[Found]:
        """As `search`, in the shape of citations, numbered from `first`."""
        return describe(self.search(question, filters, k), cache(self.text_of), first)

    def text_of(self, article_id: str) -> str | None:
        """Return the text of an article as it is stored now, or None where there is none."""
        return texts(self.folder)(article_id)

    def timeline(self, question: Question, k: int = timelines.EVENTFUL) -> Timeline:
        """Return what happened, in order, by the `k` best passages.

        Args:
            question: the topic, or what happened in it, between two days; its filters hold.
            k: how many passages are looked through.

        Raises:
            UsageError: the question cannot be asked as it is.
            StoreError: the data folder cannot be used.
        """
        question.check(self.settings)
        with self.folder.reading() as store:
            if store is None:
                return Timeline(question.question, question.question, Period())
            return timelines.find(question.on_day(self.settings.as_of), store, self.retriever, k)[0]

    def close(self) -> None:
        """Let go of the store."""
        self.folder.close()


def _texts(hits: Sequence[Hit]) -> list[str]:
    """Return the texts of passages and the titles of their articles."""
    return [text for hit in hits for text in (hit.passage.view.text, hit.article.title)]
