"""The engine: a question in, a verified answer out.

`_steps` is the whole pipeline: understand, retrieve, read or write, verify, answer. It is asynchronous: the embedded
models and the store block, so they run in threads; a language model is awaited. `ask` is for who cannot await.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, ExitStack, aclosing
from pathlib import Path
from typing import Any, cast

from index.embedder import Embedder
from index.errors import DatelineError, ModelError, NotFoundError
from index.filters import Filters
from index.folder import DataFolder
from index.splitter import Splitter
from index.store import Store, maker_of
from index.waiting import wait_for
from qa.answer import Answer
from qa.answerer import Answerer
from qa.answering import Answering
from qa.concurrency import Line, Threads
from qa.events import INSTEAD, Answered, Event, GaveUp, Retrieved, Rewritten
from qa.question import Question
from qa.read.network import Reader
from qa.search import Hit, Retriever
from qa.settings import Settings
from qa.understand.followup import Understood, understand
from qa.understand.kind import asks
from qa.understand.rewrite import standalone
from qa.write.llm import LanguageModel
from qa.write.models import Chosen, Models, open_embedder


class Engine:
    """Answers questions from one data folder; safe to use from several threads and event loops.

    Args:
        settings: what to open and how to answer.
        embedder: what embeds questions, and articles that are indexed through this engine.
        reader: the extractive reader.
        llm: a language model that answers where neither the question nor the settings name one (`model` is `auto`).
        folder: of the articles, where it is another than the data folder of the settings.

    Attributes:
        settings: as given.
        embedder: as given.
        reader: as given.
        splitter: what splits articles that are indexed through this engine.
        folder: the data folder.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        reader: Reader,
        llm: LanguageModel | None = None,
        folder: Path | None = None,
    ) -> None:
        self.settings = settings
        self.embedder = embedder
        self.reader = reader
        self.splitter = Splitter(embedder, settings.passage_words)
        self.folder = DataFolder(folder or settings.data_dir, maker_of(embedder, self.splitter))
        self._models = Models(settings, llm)
        self._retriever = Retriever(embedder, settings)
        self._line = Line(settings.llm_concurrency, settings.llm_queue)
        self._threads = Threads(settings.concurrency)
        self._answerer = Answerer(settings, embedder, reader, self._threads)

    @classmethod
    def open(cls, settings: Settings, llm: object | None = None) -> Engine:
        """Load the models and return the engine. The data folder need not exist yet.

        Args:
            settings: what to open and how to answer.
            llm: a `LanguageModel`, or any LlamaIndex `LLM`; see the class.

        Raises:
            ModelError: a model cannot be loaded.
        """
        if llm is not None and not isinstance(llm, LanguageModel):
            from qa.write.llamaindex_llm import LlamaIndexModel

            llm = LlamaIndexModel(cast(Any, llm), settings)
        return cls(settings, open_embedder(settings), Reader(settings.threads, settings.reader), llm)

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

    def events(self, question: Question | str) -> AsyncGenerator[Event]:
        """Yield what happens on the way to the answer; closing the iterator ends it, a generation under way too."""
        return self._steps(Question(question) if isinstance(question, str) else question)

    async def choose(self, model: str | None = None) -> Chosen:
        """Return what would answer a question that names this model, or none. Raises UsageError, ModelError."""
        return await self._models.choose(model)

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> list[Hit]:
        """Return the `k` best passages, best first, without reading them; none where nothing is indexed."""
        asked = Question(question, filters=filters or Filters())
        asked.check(self.settings)
        with self.folder.reading() as store:
            return self._retriever.retrieve(store, question, asked.filters, k) if store else []

    def close(self) -> None:
        """Let go of the store; what is being worked on ends first."""
        self._threads.close()
        self.folder.close()

    async def _steps(self, question: Question) -> AsyncGenerator[Event]:
        question.check(self.settings)
        began = time.perf_counter()
        chosen = await self._models.choose(question.model)
        async with AsyncExitStack() as held:
            if chosen.model:
                await held.enter_async_context(self._line.place())
            try:
                understood = await self._understand(question, chosen)
            except ModelError as error:  # what failed now is not waited for once more
                if not chosen.auto:
                    raise
                yield GaveUp(f"{error} {INSTEAD}")
                chosen = chosen.given_up(str(error))
                understood = await self._understand(question, chosen)
            if understood.question != question.question:
                yield Rewritten(understood.question)
            asked = asks(understood.question)
            reading = held.enter_context(ExitStack())
            store = await self._threads.run(reading.enter_context, self.folder.reading())
            answering = Answering(self.settings, question, understood, store, began, self._answerer.source(chosen))
            if asked.refusal in ("not_a_question", "language"):
                yield Answered(answering.abstains(asked.refusal))
                return
            if store is None or store.count() == (0, 0):
                yield Answered(answering.abstains("empty_index"))
                return
            hits = await self._threads.run(self._retrieve, store, understood, question.filters)
            answering.retrieved(hits)
            yield Retrieved(tuple(hits))
            if not hits:
                yield Answered(answering.abstains("nothing_retrieved"))
                return
            if chosen.model:  # it may write for minutes, and a removal waits for who holds the store
                await self._threads.run(answering.let_go, self._text)
                reading.close()
            async with aclosing(self._answerer.events(answering, chosen, asked)) as events:
                async for event in events:
                    yield event

    async def _understand(self, question: Question, chosen: Chosen) -> Understood:
        """Return the standalone question: by rules, or by the language model where there is one and history."""
        by_rules = understand(question.question, question.history)
        if not (chosen.model and question.history) or asks(by_rules.question).refusal == "not_a_question":
            return by_rules
        rewritten = await standalone(chosen.model, question.question, question.history)
        last = question.history[-1]
        return Understood(rewritten, f"{last.question} {last.answer}".strip()) if rewritten else by_rules

    def _text(self, article_id: str) -> str:
        """Return the text of an article that is stored now. Raises NotFoundError."""
        with self.folder.reading() as store:
            if store is None:
                raise NotFoundError(article_id)
            return store.text(article_id)

    def _retrieve(self, store: Store, understood: Understood, filters: Filters) -> list[Hit]:
        text = f"{understood.question} {understood.context}".strip()
        return self._retriever.retrieve(store, text, filters, self.settings.read_passages)
