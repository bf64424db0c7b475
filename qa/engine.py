"""The engine: a question in, a verified answer out.

`_steps` is the whole way of a question: understand, search, read or write. What reads (`qa/extractor.py`) or
writes (`qa/write/writer.py`) also checks and composes. It is asynchronous: the embedded models and the store block, so
they run in threads; a language model is awaited. `ask` is for who cannot await.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, aclosing
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.embedder import Embedder
from index.errors import DatelineError, ModelError
from index.store import Store
from index.waiting import wait_for
from qa.answer import Answer
from qa.archive import Archive
from qa.check.support import Support
from qa.compose.abstention import abstention
from qa.compose.frame import Frame
from qa.concurrency import Line, Threads
from qa.events import INSTEAD, Answered, Event, GaveUp, Retrieved, Rewritten
from qa.extractor import Extractor
from qa.kept.answers import identify
from qa.llm.models import Chosen, Models, open_embedder
from qa.question import Question
from qa.quotes import Quoter
from qa.read.network import Reader
from qa.read.standing import Notice
from qa.refusal import refuse
from qa.search import Hit
from qa.settings import Settings
from qa.task import Task, know
from qa.understand.followup import Understood
from qa.understand.halves import asks_first
from qa.understand.referents import Kinds
from qa.unread import before_search, without_reading
from qa.write.meaning import meaning
from qa.write.writer import Writer


class Engine(Archive):
    """Answers questions from one data folder; safe to use from several threads and event loops.

    Args:
        settings: what to open and how to answer.
        embedder: what embeds questions, and articles that are indexed through this engine.
        reader: the extractive reader.
        models: chooses what answers a question; by default as the settings say.
        support: scores the sentences of language models; by default made when it is needed.
        folder: of the articles, where it is another than the data folder of the settings.

    Attributes:
        reader: as given.
        hears: is told every answer.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        reader: Reader,
        models: Models | None = None,
        support: Support | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(settings, embedder, folder)
        self.reader = reader
        self.hears: Callable[[Answer], object] = lambda _: None
        self._models = models or Models(settings)
        self._support = cache(lambda: support or Support.open(embedder, reader, settings.threads))
        self._writes = Line(settings.llm_concurrency, settings.llm_queue)
        self._reads = Line(settings.concurrency)
        self._threads = Threads(settings.concurrency)
        self._extractor = Extractor(reader, embedder, Kinds(embedder.embed), self._threads)

    @classmethod
    def open(cls, settings: Settings, llm: object | None = None) -> Engine:
        """Load the models and return the engine. The data folder need not exist yet.

        Args:
            settings: what to open and how to answer.
            llm: what answers where neither the question nor the settings name a model (`model` is `auto`): a
                `LanguageModel`, or any LlamaIndex `LLM`.

        Raises:
            ModelError: a model cannot be loaded.
        """
        with ThreadPoolExecutor(1) as beside:
            embedder = beside.submit(open_embedder, settings)
            reader = Reader(settings.threads, settings.reader)
        return cls(settings, embedder.result(), reader, Models(settings, llm))

    @property
    def support(self) -> Support:
        """What scores the support of sentences."""
        return self._support()

    def ask(self, question: Question | str) -> Answer:
        """Answer a question. Raises UsageError, StoreError, ModelError; an abstention is an answer."""
        return wait_for(self.aask(question))

    async def aask(self, question: Question | str) -> Answer:
        """Answer a question without blocking the event loop."""
        async with aclosing(self.events(question)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    return event.answer
        raise DatelineError("The question was given up before it was answered. Ask again.")

    async def events(self, question: Question | str) -> AsyncGenerator[Event]:
        """Yield what happens on the way to the answer; closing the iterator ends it, a generation under way too."""
        question = Question(question) if isinstance(question, str) else question
        async with aclosing(self._steps(question)) as steps:
            async for event in steps:
                if isinstance(event, Answered):
                    event = replace(event, answer=replace(event.answer, id=identify(event.answer, question)))
                    self.hears(event.answer)
                yield event

    async def choose(self, model: str | None = None) -> Chosen:
        """Return what would answer a question that names this model, or none. Raises UsageError, ModelError."""
        return await self._models.choose(model)

    def close(self) -> None:
        """Let go of the store; what is being worked on ends first."""
        self._threads.close()
        super().close()

    async def _steps(self, question: Question) -> AsyncGenerator[Event]:
        question.check(self.settings)
        question, began, run = question.on_day(self.settings.as_of), time.perf_counter(), self._threads.run
        chosen = await self._models.choose(question.model)
        async with AsyncExitStack() as stack:
            # One place for the whole way, first come first served: else all questions of a crowd end together, late.
            await stack.enter_async_context((self._writes if chosen.model else self._reads).place())

            # Understand
            kinds, question = self._extractor.kinds, await run(self.with_capitals, question)
            try:
                understood = await meaning(question, chosen.model, kinds, self._threads)
            except ModelError as error:  # what failed now is not waited for once more
                if not chosen.auto:
                    raise
                yield GaveUp(f"{error.message} {INSTEAD}")
                chosen = chosen.given_up(error.message)
                understood = await meaning(question, chosen.model, kinds, self._threads)

            # Search
            holding = stack.enter_context(ExitStack())
            store = await run(holding.enter_context, self.folder.reading())
            reason = before_search(asks_first(understood.question), store)
            if reason or store is None:
                if understood.question != question.question:
                    yield Rewritten(understood.question)
                frame, reason = self._frame(question, understood, store, chosen), reason or "empty_index"
                yield Answered(abstention(frame, reason, refuse(reason)).with_timings([began]))
                return
            readings = await run(self._search, question, understood, store, chosen, began)
            task = await run(self._extractor.likeliest, readings)
            if task.question.casefold() != question.question.casefold():
                yield Rewritten(task.question)
            yield Retrieved(task.hits)

            # Read, or write and check; compose
            left = await run(without_reading, task, store, self.retriever, chosen.model is not None)
            if isinstance(left, Answer):
                yield Answered(left.with_timings(task.clock))
                return
            answers: Extractor | Writer = self._extractor
            if chosen.model:
                answers = Writer(chosen.model, chosen, self.settings, self._extractor, self._support)
                left = await run(left.detached)
                holding.close()  # it may write for minutes, and a removal waits for who holds the store
            async with aclosing(answers.answer(left)) as events:
                async for event in events:
                    yield event

    def _search(
        self, question: Question, understood: Understood, store: Store, chosen: Chosen, began: float
    ) -> list[Task]:
        """Return all that a question may mean, likeliest first, with the passages that are found for it."""
        k, least = question.k or self.settings.read_passages, question.min_confidence

        @cache
        def found(sought: str) -> tuple[tuple[Hit, ...], Quoter, tuple[Notice, ...]]:
            hits = self.retriever.retrieve(store, sought, question.filters, k)
            return tuple(hits), *know(store, hits, question.filters)

        tasks = []
        for one in understood.readings:
            hits, quoter, notices = found(one.sought)
            if not understood.others:
                one = replace(one, question=self.with_names(one.question, hits))
            task = Task(
                question=one.question,
                posed=question,
                asked=asks_first(one.question),
                hits=hits,
                frame=self._frame(question, one, store, chosen),
                quoter=quoter,
                notices=notices,
                folder=self.folder,
                least=self.settings.min_confidence if least is None else least,
                clock=(began, time.perf_counter()),
            )
            tasks.append(task)
        return tasks

    def _frame(self, question: Question, understood: Understood, store: Store | None, chosen: Chosen) -> Frame:
        undated, index = (store.undated(question.filters), store.version) if store else (0, None)
        return Frame(question.question, understood.question, undated, chosen.provenance(self.reader, index))
