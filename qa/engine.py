"""The engine: a question in, a verified answer out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from index.embedder import Embedder
from index.filters import Filters
from index.folder import DataFolder
from index.passage import Passage
from index.splitter import Splitter
from index.article import ArticleRecord
from qa.answer import Answer
from qa.question import Question
from qa.settings import Settings


@dataclass(frozen=True)
class Hit:
    """A retrieved passage with its article and scores; `dense` is a cosine, `lexical` BM25 (0 where no word met).

    `score` is the fused one: the weighted mean of the two z-scores over the joint candidates.
    """

    passage: Passage
    article: ArticleRecord
    dense: float
    lexical: float
    score: float


@dataclass(frozen=True)
class Span:
    """A span that the reader considered: its place in the article's text, its margin and its confidence."""

    text: str
    start: int
    end: int
    hit: Hit
    margin: float
    confidence: float


@dataclass(frozen=True)
class Retrieved:
    """Event: the passages that will be read, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Read:
    """Event: every span that was considered, best first."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Answered:
    """Event: the answer; always the last one."""

    answer: Answer


Event = Retrieved | Read | Answered


class Engine:
    """Answers questions from one data folder; safe to use from several threads.

    Attributes:
        settings: as given.
        folder: the data folder, for the table of articles and their text.
        embedder: what embeds, for indexing with the same one.
        splitter: what splits, for indexing with the same one.
    """

    settings: Settings
    folder: DataFolder
    embedder: Embedder
    splitter: Splitter

    @classmethod
    def open(cls, settings: Settings) -> Engine:
        """Load the models and return the engine. The data folder need not exist yet. Raises ModelError."""
        raise NotImplementedError

    def ask(self, question: Question | str) -> Answer:
        """Answer a question. Raises UsageError, StoreError, ModelError; an abstention is an answer."""
        raise NotImplementedError

    async def aask(self, question: Question | str) -> Answer:
        """Answer a question without blocking the loop."""
        raise NotImplementedError

    def events(self, question: Question | str) -> AsyncIterator[Event]:
        """Yield what happens on the way to the answer; closing the iterator cancels."""
        raise NotImplementedError

    def search(self, question: str, filters: Filters = Filters(), k: int = 10) -> list[Hit]:
        """Return the `k` best passages, best first, without reading them."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the store."""
        raise NotImplementedError
