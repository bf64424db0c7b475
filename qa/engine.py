"""The engine: a question in, a verified answer out.

`_steps` is the whole pipeline: understand, retrieve, read, verify, answer. It is a plain generator that blocks; `ask`
folds it, `events` runs each of its steps in a thread, so that an event loop is never held up.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.embedder import Embedder, MiniLM
from index.errors import DatelineError
from index.filters import Filters
from index.folder import DataFolder
from index.splitter import Splitter
from index.store import Store, maker_of
from qa.answer import Answer
from qa.answering import Answering
from qa.asked import asks
from qa.followup import Understood, understand
from qa.question import Question
from qa.reader.extract import Reader
from qa.reading import Value, values
from qa.retriever import Hit, Retriever
from qa.settings import Settings


@dataclass(frozen=True)
class Retrieved:
    """Event: the passages that will be read, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Read:
    """Event: the values that the reader found, best first, each with its spans."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class Answered:
    """Event: the answer; always the last one."""

    answer: Answer


Event = Retrieved | Read | Answered


class Engine:
    """Answers questions from one data folder; safe to use from several threads.

    Args:
        settings: what to open and how to answer.
        embedder: what embeds questions, and articles that are indexed through this engine.
        reader: the extractive reader.

    Attributes:
        settings: as given.
        embedder: as given.
        reader: as given.
        splitter: what splits articles that are indexed through this engine.
        folder: the data folder.
    """

    def __init__(self, settings: Settings, embedder: Embedder, reader: Reader) -> None:
        self.settings = settings
        self.embedder = embedder
        self.reader = reader
        self.splitter = Splitter(embedder, settings.passage_words)
        self.folder = DataFolder(settings.data_dir, maker_of(embedder, self.splitter))
        self._retriever = Retriever(embedder, settings)
        self._threads = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="ask")

    @classmethod
    def open(cls, settings: Settings) -> Engine:
        """Load the models and return the engine. The data folder need not exist yet. Raises ModelError."""
        return cls(settings, MiniLM(settings.threads), Reader(settings.threads))

    def ask(self, question: Question | str) -> Answer:
        """Answer a question. Raises UsageError, StoreError, ModelError; an abstention is an answer."""
        *_, last = self._steps(_question(question))
        return _answer(last)

    async def aask(self, question: Question | str) -> Answer:
        """Answer a question without blocking the event loop."""
        last = None
        async for event in self.events(question):
            last = event
        return _answer(last)

    async def events(self, question: Question | str) -> AsyncIterator[Event]:
        """Yield what happens on the way to the answer; closing the iterator cancels between two steps."""
        steps = self._steps(_question(question))
        turn = threading.Lock()

        def step() -> Event | None:
            with turn:
                return next(steps, None)

        def close() -> None:
            with turn:
                steps.close()

        loop = asyncio.get_running_loop()
        try:
            while (event := await loop.run_in_executor(self._threads, step)) is not None:
                yield event
        finally:
            try:
                self._threads.submit(close)
            except RuntimeError:  # the engine was closed meanwhile, so no step runs
                close()

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> list[Hit]:
        """Return the `k` best passages, best first, without reading them; none where nothing is indexed."""
        asked = Question(question, filters=filters or Filters())
        asked.check(self.settings)
        with self.folder.reading() as store:
            return self._retriever.retrieve(store, question, asked.filters, k) if store else []

    def close(self) -> None:
        """Let go of the store; questions that are being worked on end first."""
        self._threads.shutdown()
        self.folder.close()

    def _steps(self, question: Question) -> Generator[Event]:
        question.check(self.settings)
        began = time.perf_counter()
        understood = understand(question.question, question.history)
        asked = asks(understood.question)
        with self.folder.reading() as store:
            answering = Answering(self.settings, self.reader, question, understood, store, began)
            if asked.refusal in ("not_a_question", "language"):
                yield Answered(answering.abstains(asked.refusal))
                return
            if store is None or store.count() == (0, 0):
                yield Answered(answering.abstains("empty_index"))
                return
            hits = self._retrieve(store, understood, question.filters)
            answering.retrieved(hits)
            yield Retrieved(tuple(hits))
            if not hits:
                yield Answered(answering.abstains("nothing_retrieved"))
                return
            if asked.refusal and self.settings.min_confidence > 0:  # at 0 the best span is wanted whatever was asked
                yield Answered(answering.abstains(asked.refusal))
                return
            found = self.reader.read(understood.question, [hit.passage.text for hit in hits])
            read = values(understood.question, asked, hits, found)
            answering.read()
            yield Read(tuple(read))
            yield Answered(answering.answers(read))

    def _retrieve(self, store: Store, understood: Understood, filters: Filters) -> list[Hit]:
        text = f"{understood.question} {understood.context}".strip()
        return self._retriever.retrieve(store, text, filters, self.settings.read_passages)


def _question(question: Question | str) -> Question:
    return Question(question) if isinstance(question, str) else question


def _answer(last: Event | None) -> Answer:
    if not isinstance(last, Answered):
        raise DatelineError("The question was given up before it was answered. Ask again.")
    return last.answer
