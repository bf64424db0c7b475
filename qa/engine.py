"""The engine: a question in, a verified answer out.

`_steps` is the whole way of a question: understand, search, read or write, compose; `_refusal` is every reason not to
answer. It is asynchronous: the embedded models and the store block, so they run in threads; a language model is
awaited. `ask` is for who cannot await.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, aclosing
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from index.catalogue import texts, texts_in, titles
from index.embedder import Embedder, MiniLM
from index.errors import DatelineError, ModelError, UsageError
from index.filters import Filters
from index.folder import DataFolder
from index.splitter import Splitter
from index.store import Store, maker_of
from index.waiting import wait_for
from qa.answer import Answer, Provenance, Reason
from qa.check.support import Support
from qa.compose.abstention import abstention
from qa.compose.frame import Frame
from qa.compose.halves import together
from qa.compose.record import from_record
from qa.compose.sources import with_sources
from qa.compose.timeline import from_timeline
from qa.concurrency import Line, Threads
from qa.events import INSTEAD, Answered, Checked, Event, GaveUp, Proposed, Read, Retrieved, Rewritten
from qa.kept.answers import identify
from qa.question import Question, Turn
from qa.quotes import Found, Quoter, describe
from qa.read.network import READERS, Reader
from qa.read.reading import find, know
from qa.read.same import stands_in
from qa.read.spans import Value
from qa.read.standing import Notice
from qa.refusal import is_untold, refuse
from qa.search import Hit, Retriever
from qa.settings import Settings
from qa.story.timeline import Period, Timeline, in_order, is_asked, make, topic_of
from qa.task import Task, conclude, from_read
from qa.understand.followup import Understood, understand
from qa.understand.halves import asks_first, halves
from qa.understand.kind import Asked, asks
from qa.understand.referents import Kinds
from qa.understand.restate import other_names, plainly
from qa.understand.rewrite import standalone
from qa.write.judging import Judgement
from qa.write.llm import LanguageModel
from qa.write.models import Chosen, Models, open_embedder
from qa.write.writer import Writer, why_nothing
from qa.write.writing import Generation

SURE = 0.95
"""Confidence from which on the reader answers in place of a language model of which nothing stands. Its error must be
at most 5 % there. Of 1,602 held-out answers no reader gives one that is as sure, so that it hardly ever does; from .9
on the large one gives 48, of which 3 are wrong, and the small one none (`python -m evals.lab.calibrate`)."""
CLEARLY = 0.1
"""How much surer the reader must be of an answer to a less likely reading of a follow-up than of one to a likelier."""
EVENTFUL = 20
"""Passages that a timeline is made of, unless another number is asked for."""


class Engine:
    """Answers questions from one data folder; safe to use from several threads and event loops.

    Args:
        settings: what to open and how to answer.
        embedder: what embeds questions, and articles that are indexed through this engine.
        reader: the extractive reader.
        models: chooses what answers a question; by default as the settings say.
        support: scores the sentences of language models; by default made when it is needed.
        folder: of the articles, where it is another than the data folder of the settings.

    Attributes:
        settings: as given.
        embedder: as given.
        reader: as given.
        splitter: what splits articles that are indexed through this engine.
        folder: the data folder.
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
        self.settings = settings
        self.embedder = embedder
        self.reader = reader
        self.splitter = Splitter(embedder, settings.passage_words)
        self.folder = DataFolder(folder or settings.data_dir, maker_of(embedder, self.splitter))
        self.hears: Callable[[Answer], object] = lambda _: None
        self._models = models or Models(settings)
        self._support = cache(lambda: support or self._open_support())
        self._retriever = Retriever(embedder, settings)
        self._kinds = Kinds(embedder.embed)
        self._writes = Line(settings.llm_concurrency, settings.llm_queue)
        self._reads = Line(settings.concurrency)
        self._threads = Threads(settings.concurrency)

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
        if llm is not None and not isinstance(llm, LanguageModel):
            from qa.write.llamaindex_llm import LlamaIndexModel

            llm = LlamaIndexModel(cast(Any, llm), settings)
        with ThreadPoolExecutor(1) as beside:
            embedder = beside.submit(open_embedder, settings)
            reader = Reader(settings.threads, settings.reader)
        return cls(settings, embedder.result(), reader, Models(settings, llm))

    @property
    def support(self) -> Support:
        """What scores support: fitted to the small models that come with Dateline, whatever embeds and reads."""
        return self._support()

    def but(self, **given: Any) -> Engine:
        """Return an engine with other settings on how to answer; all else, to its threads, is that of this one."""
        other = copy(self)
        other.settings = replace(self.settings, **given)
        return other

    def on(self, folder: Path) -> Engine:
        """Return an engine that answers from another data folder, and closes with this one but for its `folder`."""
        other = self.but(data_dir=folder)
        other.folder = DataFolder(folder, self.folder.maker)
        return other

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
        asked = Question(question) if isinstance(question, str) else question
        given = {"min_confidence": asked.min_confidence, "read_passages": asked.k}
        given = {name: value for name, value in given.items() if value is not None}
        return (
            self.but(**given).events(replace(asked, min_confidence=None, k=None)) if given else self._identified(asked)
        )

    async def choose(self, model: str | None = None) -> Chosen:
        """Return what would answer a question that names this model, or none. Raises UsageError, ModelError."""
        return await self._models.choose(model)

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> list[Hit]:
        """Return the `k` best passages, best first, without reading them; none where nothing is indexed."""
        asked = Question(question, filters=filters or Filters())
        asked.check(self.settings)
        with self.folder.reading() as store:
            return self._retriever.retrieve(store, question, asked.filters, k) if store else []

    def found(self, question: str, filters: Filters | None = None, k: int = 10, first: int = 1) -> list[Found]:
        """As `search`, in the shape of citations, numbered from `first`."""
        return describe(self.search(question, filters, k), cache(self.text_of), first)

    def text_of(self, article_id: str) -> str | None:
        """Return the text of an article as it is stored now, or None where there is none."""
        return texts(self.folder)(article_id)

    def timeline(self, question: Question, k: int = EVENTFUL) -> Timeline:
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
                return Timeline(question.question, question.question, Period(), (), ())
            return self._timeline(store, question, k)[0]

    def close(self) -> None:
        """Let go of the store; what is being worked on ends first."""
        self._threads.close()
        self.folder.close()

    def _open_support(self) -> Support:
        threads = self.settings.threads
        embedder = self.embedder if isinstance(self.embedder, MiniLM) else MiniLM(threads)
        return Support(embedder, self.reader if self.reader.path == READERS["small"].file else Reader(threads))

    async def _identified(self, question: Question) -> AsyncGenerator[Event]:
        """Yield the steps, the answer with its id, and told to whoever hears."""
        async with aclosing(self._steps(question)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    answer = event.answer
                    event = replace(event, answer=replace(answer, id=identify(answer, question)))
                    self.hears(event.answer)
                yield event

    async def _steps(self, question: Question) -> AsyncGenerator[Event]:
        """Understand, search, read or write, compose."""
        question.check(self.settings)
        began, run = time.perf_counter(), self._threads.run
        chosen = await self._models.choose(question.model)
        async with AsyncExitStack() as stack:
            # One place for the whole way, first come first served: else all questions of a crowd end together, late.
            await stack.enter_async_context((self._writes if chosen.model else self._reads).place())
            try:
                understood = await self._understand(question, chosen)
            except ModelError as error:  # what failed now is not waited for once more
                if not chosen.auto:
                    raise
                yield GaveUp(f"{error.message} {INSTEAD}")
                chosen = chosen.given_up(error.message)
                understood = await self._understand(question, chosen)
            holding = stack.enter_context(ExitStack())
            store = await run(holding.enter_context, self.folder.reading())
            if understood.others and store:
                understood = await run(self._meant, understood, question, store)
            if understood.question != question.question:
                yield Rewritten(understood.question)
            asked = asks_first(understood.question)
            frame = self._frame(question, understood, store, chosen)
            if (refusal := self._refusal(asked, store)) or store is None:
                reason = refusal or "empty_index"
                yield Answered(abstention(frame, reason, refuse(reason)).with_timings([began]))
                return
            hits = tuple(await run(self._retrieve, store, understood, question.filters))
            quoter, corrected = await run(know, store, hits, question.filters)
            clock = (began, time.perf_counter())
            task = Task(
                understood.question, asked, hits, frame, quoter, question.filters, clock,
                as_of=question.as_of or self.settings.as_of or None, notices=corrected, whose=_asks_whose(question),
            )  # fmt: skip
            yield Retrieved(hits)
            if hits and asked.about and (known := await run(from_record, frame, asked, hits, task.quoter)):
                yield Answered(with_sources(known, (), task.quoter).with_timings(task.clock))
                return
            if hits and is_asked(understood.question):
                standing = replace(question, question=understood.question)
                timeline, eventful = await run(self._timeline, store, standing, EVENTFUL)
                if (told := from_timeline(frame, timeline)) and not chosen.model:
                    yield Answered(told.with_timings(task.clock))
                    return
                open_question = replace(asked, refusal="needs_language_model")
                task = replace(task, asked=open_question, hits=in_order(timeline, eventful, len(hits)) or hits)
            if refusal := self._refusal(asked, store, hits, chosen) or self._untold(task.question, store):
                answer = await run(conclude, task, refusal, self.folder)
                yield Answered(answer.with_timings(task.clock))
                return
            if chosen.model:  # it may write for minutes, and a removal waits for who holds the store
                ids = {hit.article.id for hit in task.hits} | {one.article.id for one in task.notices if one.passage}
                task = replace(
                    task, quoter=await run(task.quoter.detached, ids, texts(self.folder), titles(self.folder))
                )
                holding.close()
            async with aclosing(self._write(task, chosen) if chosen.model else self._read(task)) as events:
                async for event in events:
                    yield event

    def _refusal(
        self, asked: Asked, store: Store | None, hits: Sequence[Hit] | None = None, chosen: Chosen | None = None
    ) -> Reason | None:
        """Return why a question gets no answer whatever the passages say, or None; without `hits`, before the search.

        What is read or written and does not answer is refused where it is composed: `not_found`, `unsupported`.
        """
        if asked.refusal in ("not_a_question", "language"):
            return asked.refusal
        if store is None or store.count() == (0, 0):
            return "empty_index"
        if hits is not None and not hits:
            return "nothing_retrieved"
        return self._unreadable(asked) if chosen and not chosen.model else None

    def _untold(self, question: str, store: Store) -> Reason | None:
        return "not_found" if self.settings.min_confidence > 0 and is_untold(question, store) else None

    def _unreadable(self, asked: Asked) -> Reason | None:
        """Return why no span can answer, or None; at `min_confidence` 0 the best one is wanted whatever was asked."""
        return asked.refusal if self.settings.min_confidence > 0 else None

    async def _understand(self, question: Question, chosen: Chosen) -> Understood:
        """Return the standalone question: by rules, or by the language model where there is one and history."""
        if question.history and _asks_whose(question):  # it is answered by what the question before is answered with
            *before, last = question.history
            return await self._threads.run(understand, last.question, before, self._kinds)
        by_rules = await self._threads.run(understand, question.question, question.history, self._kinds)
        if not (chosen.model and question.history) or asks(by_rules.question).refusal == "not_a_question":
            return by_rules
        rewritten = await standalone(chosen.model, question.question, question.history)
        last = question.history[-1]
        return Understood(rewritten, f"{last.question} {last.answer}".strip()) if rewritten else by_rules

    def _meant(self, understood: Understood, asked: Question, store: Store) -> Understood:
        """Return a follow-up as what it means where it may mean several things: what the reader answers most surely.

        What was answered just before is no answer to a question that goes on from there.
        """
        told = asked.history[-1].answer
        best, surest = replace(understood, others=()), 0.0
        for question in (understood.question, *understood.others):
            one = replace(understood, question=question, others=())
            hits = self._retrieve(store, one, asked.filters)
            found = self._values(question, hits, Quoter(texts_in(store)), asked.as_of)
            if (
                found
                and not (told and stands_in(found[0].text, told))
                and found[0].confidence > surest + (CLEARLY if surest else 0.0)
            ):
                best, surest = one, found[0].confidence
        return best

    def _retrieve(self, store: Store, understood: Understood, filters: Filters) -> list[Hit]:
        question = plainly(understood.question)
        text = f"{question} {other_names(question)} {understood.context}".strip()
        return self._retriever.retrieve(store, text, filters, self.settings.read_passages)

    def _timeline(self, store: Store, question: Question, k: int) -> tuple[Timeline, list[Hit]]:
        """Return what happened, and the passages that were looked through."""
        newest = (store.coverage or ("", f"{datetime.now(UTC):%Y-%m-%d}"))[1]
        topic, period = topic_of(question.question, question.as_of or self.settings.as_of or newest)
        hits = self._retriever.retrieve(store, topic, question.filters, k)
        undated = store.undated(question.filters)
        return make(question.question, topic, period, hits, Quoter(texts_in(store)), undated), hits

    async def _read(self, task: Task) -> AsyncGenerator[Event]:
        """Answer with what the embedded reader finds."""
        found, parts, turns = list[Value](), list[tuple[str, Answer | Reason]](), list[Turn]()
        for half in halves(task.question):  # the second one may lean on the first
            question = (await self._threads.run(understand, half, turns, self._kinds)).question
            read = await self._threads.run(self._values, question, task.hits, task.quoter, task.as_of, task.notices)
            part = await self._threads.run(from_read, question, task, read, self.settings.min_confidence)
            turns.append(Turn(half, (part.answer or "") if isinstance(part, Answer) else ""))
            parts.append((half, part))
            found += read
        clock = (*task.clock, time.perf_counter())
        yield Read(tuple(found))
        answer = await self._threads.run(conclude, task, together(parts), self.folder, found)
        yield Answered(answer.with_timings(clock))

    async def _write(self, task: Task, chosen: Chosen) -> AsyncGenerator[Event]:
        """Answer with what the language model writes, held to the text; what the reader finds is told before."""
        assert chosen.model is not None
        run, passed = self._threads.run, 0
        writer = Writer(chosen.model, self.settings, self.reader, self._support, self._threads, self.folder)
        found = await run(self._values_beside, task)
        yield Read(tuple(found))
        task = replace(task, clock=(*task.clock, time.perf_counter()))
        by_reader = await run(from_read, task.question, task, found, self.settings.min_confidence)
        if isinstance(by_reader, Answer):
            yield Proposed(by_reader.answer or "", by_reader.confidence, by_reader.citations)
        async with aclosing(writer.work(task, found)) as events:
            async for event in events:
                if isinstance(event, Generation | Judgement):
                    came = event
                else:
                    passed += isinstance(event, Checked) and event.why is None
                    yield event
        if came.failure and not chosen.auto:
            raise came.failure
        task, signs, answer = await run(writer.compose, task, came, found)
        nothing = answer.status == "abstained"
        why = came.failure.message if came.failure else why_nothing(chosen.model.name, answer, signs)
        if came.failure or (nothing and chosen.auto and found and found[0].confidence >= SURE):
            yield GaveUp(f"{why} {INSTEAD}")
            provenance = self._provenance(chosen.given_up(why), task.frame.provenance.index)
            task, signs = replace(task, frame=replace(task.frame, provenance=provenance)), None
            answer = await run(self._instead, task, found)
        elif passed > len(answer.sentences):
            yield GaveUp(why)
        yield Answered(answer.with_timings(task.clock, came.clock), signs)

    def _values(
        self,
        question: str,
        hits: Sequence[Hit],
        quoter: Quoter,
        as_of: str | None = None,
        known: Sequence[Notice] = (),
    ) -> list[Value]:
        """Return what the reader finds; nothing where no span can answer."""
        if self._unreadable(asks(question)):
            return []
        return find(question, hits, quoter, self.reader, self.embedder, as_of, known)

    def _values_beside(self, task: Task) -> list[Value]:
        """As `_values`; a question that is too long for the reader is none for a language model."""
        try:
            return self._values(task.question, task.hits, task.quoter, task.as_of, task.notices)
        except UsageError:
            return []

    def _instead(self, task: Task, found: Sequence[Value]) -> Answer:
        """Return what the reader answers in place of a language model."""
        if refusal := self._unreadable(task.asked):
            return conclude(task, refusal, self.folder)
        composed = from_read(task.question, task, found, self.settings.min_confidence)
        return conclude(task, composed, self.folder, found)

    def _frame(self, question: Question, understood: Understood, store: Store | None, chosen: Chosen) -> Frame:
        undated = store.undated(question.filters) if store else 0
        index = f"{store.number}@{store.maker.fingerprint}" if store else None
        return Frame(question.question, understood.question, undated, self._provenance(chosen, index))

    def _provenance(self, chosen: Chosen, index: str | None) -> Provenance:
        model = chosen.model or self.reader
        return Provenance(model.name, model.digest, index, chosen.why)


def _asks_whose(question: Question) -> bool:
    """Whether a question is who says so, of what was answered before."""
    asked = asks(question.question)
    return asked.about == "speaker" and not asked.claim
