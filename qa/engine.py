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
from dataclasses import dataclass, replace

from index.embedder import Embedder, MiniLM
from index.errors import DatelineError
from index.filters import Filters
from index.folder import DataFolder
from index.splitter import Splitter
from index.store import Store, maker_of
from qa.answer import Alternative, Answer, Citation, Provenance, Reason, Sentence, Timings
from qa.asked import asks
from qa.citation import Quoter
from qa.followup import Understood, understand
from qa.question import Question
from qa.reader.extract import Reader
from qa.reading import Value, values
from qa.retriever import Hit, Retriever
from qa.settings import Settings
from qa.verify import exact

NEAREST = 3
"""Passages that an abstention shows."""
ALTERNATIVES = 3
"""Other values that an answer shows at most."""
COMPARABLE = 1 / 3
"""An alternative has at least this share of the answer's confidence."""

MESSAGES: dict[Reason, str] = {
    "empty_index": "Nothing is indexed yet. Index articles first: qa index PATH",
    "nothing_retrieved": "I found no passage that answers this: no article passes the filters.",
    "not_found": "I found no passage that answers this.",
    "unsupported": "I found no passage that answers this.",
    "needs_language_model": "I found no passage that answers this: it asks for more than a span of text, which needs a "
    "language model. Answers through Ollama have not come yet; ask for a date, a name, a place or a number instead.",
    "language": "I can read questions in English only. Ask it in English.",
    "not_a_question": 'That is no question. Ask for example: "When did the offensive start?"',
}


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
            self._threads.submit(close)

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
            draft = _Draft(self, question, understood, store, began)
            if asked.refusal in ("not_a_question", "language"):
                yield Answered(draft.abstains(asked.refusal))
                return
            if store is None or store.count() == (0, 0):
                yield Answered(draft.abstains("empty_index"))
                return
            hits = self._retrieve(store, understood, question.filters)
            draft.retrieved(hits)
            yield Retrieved(tuple(hits))
            if not hits:
                yield Answered(draft.abstains("nothing_retrieved"))
                return
            if asked.refusal and self.settings.min_confidence > 0:  # at 0 the best span is wanted whatever was asked
                yield Answered(draft.abstains(asked.refusal))
                return
            found = self.reader.read(understood.question, [hit.passage.text for hit in hits])
            read = values(understood.question, asked, hits, found)
            draft.read()
            yield Read(tuple(read))
            yield Answered(draft.answers(read))

    def _retrieve(self, store: Store, understood: Understood, filters: Filters) -> list[Hit]:
        text = f"{understood.question} {understood.context}".strip()
        return self._retriever.retrieve(store, text, filters, self.settings.read_passages)


class _Draft:
    """What is known of one answer while it is made."""

    def __init__(
        self, engine: Engine, question: Question, understood: Understood, store: Store | None, began: float
    ) -> None:
        self._settings = engine.settings
        self._question = question
        self._understood = understood
        self._store = store
        self._clock = [began]
        self._hits: list[Hit] = []
        self._provenance = Provenance(
            engine.reader.name, engine.reader.digest, f"{store.number}@{store.maker.fingerprint}" if store else None
        )

    def retrieved(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._clock.append(time.perf_counter())

    def read(self) -> None:
        self._clock.append(time.perf_counter())

    def abstains(self, reason: Reason) -> Answer:
        """Return an abstention with the nearest passages."""
        nearest: list[Citation] = []
        if self._store is not None and self._hits:
            nearest = exact(Quoter(self._store).passages(self._hits[:NEAREST]), self._store.text)
        return self._made(reason=reason, nearest=tuple(nearest))

    def answers(self, read: list[Value]) -> Answer:
        """Return the answer that the best value gives, or an abstention where it is not sure enough or not quotable."""
        assert self._store is not None
        if not read or read[0].confidence < self._settings.min_confidence:
            return self.abstains("not_found")
        best, *others = read
        quoter = Quoter(self._store)
        citations = exact(quoter.sentences(best.spans), self._store.text)
        if not citations:
            return self.abstains("unsupported")
        alternatives: list[Alternative] = []
        for value in others:
            quotes = exact(quoter.sentences(value.spans), self._store.text)
            if value.confidence >= COMPARABLE * best.confidence and quotes and len(alternatives) < ALTERNATIVES:
                alternatives.append(Alternative(value.text, value.confidence, tuple(quotes)))
        sentence = Sentence(0, len(best.text), tuple(citation.n for citation in citations))
        return self._made(best.text, (sentence,), best.confidence, tuple(citations), _numbered(alternatives, citations))

    def _made(
        self,
        text: str | None = None,
        sentences: tuple[Sentence, ...] = (),
        confidence: float | None = None,
        citations: tuple[Citation, ...] = (),
        alternatives: tuple[Alternative, ...] = (),
        nearest: tuple[Citation, ...] = (),
        reason: Reason | None = None,
    ) -> Answer:
        undated = self._store.undated(self._question.filters) if self._store else 0
        notes = [MESSAGES[reason]] if reason else []
        if undated:
            articles = "1 article without a date was" if undated == 1 else f"{undated} articles without a date were"
            notes.append(f"{articles} left out by the date filter.")
        standalone = self._understood.question
        ends = [*self._clock, time.perf_counter()]
        return Answer(
            question=self._question.question,
            understood_as=standalone if standalone != self._question.question else None,
            status="abstained" if reason else "answered",
            answer=text,
            sentences=sentences,
            confidence=confidence,
            citations=citations,
            alternatives=alternatives,
            nearest=nearest,
            unsupported=(),
            reason=reason,
            message=" ".join(notes) or None,
            undated_left_out=undated,
            provenance=self._provenance,
            timings_ms=Timings(
                retrieve=round(1000 * (ends[1] - ends[0]), 1),
                read=round(1000 * (ends[2] - ends[1]), 1) if len(ends) > 2 else 0.0,
                total=round(1000 * (ends[-1] - ends[0]), 1),
            ),
        )


def _question(question: Question | str) -> Question:
    return Question(question) if isinstance(question, str) else question


def _answer(last: Event | None) -> Answer:
    if not isinstance(last, Answered):
        raise DatelineError("The question was given up before it was answered. Ask again.")
    return last.answer


def _numbered(alternatives: list[Alternative], citations: list[Citation]) -> tuple[Alternative, ...]:
    """Number the quotes of the alternatives on from those of the answer."""
    numbered, n = [], len(citations)
    for alternative in alternatives:
        quotes = tuple(replace(quote, n=n + m) for m, quote in enumerate(alternative.citations, 1))
        numbered.append(replace(alternative, citations=quotes))
        n += len(quotes)
    return tuple(numbered)
