"""The answerers: from the retrieved passages to the answer, by the embedded reader or by a language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import cached_property, partial

from index.embedder import Embedder, MiniLM
from index.errors import ModelError, UsageError
from qa.answering import Answering, Source
from qa.check.support import Support
from qa.check.verifier import NOTHING_SAID, Verifier
from qa.concurrency import Threads
from qa.events import INSTEAD, Answered, Checked, Event, GaveUp, Read
from qa.read.confidence import fitted
from qa.read.network import READERS, Reader
from qa.read.spans import Value, values
from qa.search import Hit
from qa.settings import Settings
from qa.understand.kind import Asked
from qa.write.models import Chosen
from qa.write.writing import Writing


class Answerer:
    """Answers one question after the other, each with what `Chosen` names.

    Args:
        settings: `min_confidence` and `answer_tokens` are used.
        embedder: of the engine.
        reader: the extractive reader.
        threads: where the reader reads and sentences are checked.
    """

    def __init__(self, settings: Settings, embedder: Embedder, reader: Reader, threads: Threads) -> None:
        self._settings, self._embedder, self._reader, self._threads = settings, embedder, reader, threads

    def events(self, answering: Answering, chosen: Chosen, asked: Asked) -> AsyncGenerator[Event]:
        """Yield what happens from the retrieved passages to the answer. Raises ModelError."""
        return self._write(answering, chosen, asked) if chosen.model else self._read(answering, asked)

    def source(self, chosen: Chosen) -> Source:
        """Return what answers, for the provenance of the answer."""
        model = chosen.model or self._reader
        return Source(model.name, model.digest, chosen.why)

    async def _read(self, answering: Answering, asked: Asked) -> AsyncGenerator[Event]:
        if asked.refusal and self._settings.min_confidence > 0:  # at 0 the best span is wanted whatever was asked
            yield Answered(await self._threads.run(answering.abstains, asked.refusal))
            return
        read = await self._threads.run(self._values, answering.question, asked, answering.hits)
        answering.read()
        yield Read(tuple(read))
        yield Answered(await self._threads.run(answering.answers, read))

    async def _write(self, answering: Answering, chosen: Chosen, asked: Asked) -> AsyncGenerator[Event]:
        """Answer with what the language model writes, held to the text; the reader reads beside it."""
        assert chosen.model is not None
        question, hits = answering.question, answering.hits
        verifier = partial(self._verifier, answering)
        writing = Writing(chosen.model, question, hits, self._settings.answer_tokens, verifier, self._threads)
        reading = asyncio.ensure_future(self._threads.run(self._values_beside, question, asked, hits))
        failure, passed = "", False
        try:
            async with aclosing(writing.events()) as events:
                async for event in events:
                    passed = passed or (isinstance(event, Checked) and event.why is None)
                    yield event
            read = await reading
        except ModelError as error:
            if not chosen.auto:
                raise
            read, failure = await reading, str(error)
        finally:
            reading.cancel()
            await asyncio.wait([reading])
        yield Read(tuple(read))
        answering.written(writing)
        answer = None if failure else await self._threads.run(answering.writes, writing, read, self._reader)
        if answer is None or (chosen.auto and answer.status == "abstained" and answering.sure(read)):
            why = failure or _why_nothing(chosen.model.name, writing)
            yield GaveUp(f"{why} {INSTEAD}")
            answering.instead(self.source(chosen.given_up(why)))
            if asked.refusal:
                answer = await self._threads.run(answering.abstains, asked.refusal)
            else:
                answer = await self._threads.run(answering.answers, read)
        elif passed and answer.status == "abstained":
            yield GaveUp(_why_nothing(chosen.model.name, writing))
        yield Answered(answer, answering.signs)

    def _values(self, question: str, asked: Asked, hits: Sequence[Hit]) -> list[Value]:
        """Return what the reader finds; nothing where no span can answer, unless any is wanted."""
        if asked.refusal and self._settings.min_confidence > 0:
            return []
        found = self._reader.read(question, [hit.passage.text for hit in hits])
        return values(question, asked, hits, found, fitted(self._reader.path))

    def _values_beside(self, question: str, asked: Asked, hits: Sequence[Hit]) -> list[Value]:
        """As `_values`; a question that is too long for the reader is none for a language model."""
        try:
            return self._values(question, asked, hits)
        except UsageError:
            return []

    def _verifier(self, answering: Answering, hits: Sequence[Hit]) -> Verifier:
        return Verifier(answering.quoter, answering.text_of, self._support, hits)

    @cached_property
    def _support(self) -> Support:
        """What scores support: fitted to the small models that come with Dateline, whatever embeds and reads."""
        threads = self._settings.threads
        embedder = self._embedder if isinstance(self._embedder, MiniLM) else MiniLM(threads)
        return Support(embedder, self._reader if self._reader.path == READERS["small"].file else Reader(threads))


def _why_nothing(name: str, writing: Writing) -> str:
    """Return why the answer that a model wrote is none."""
    if writing.kept:
        return f"{name} is not sure enough of what it wrote."
    if all(gone.why == NOTHING_SAID for gone in writing.taken_out):
        return f"{name} found no answer in the passages."
    return f"Nothing that {name} wrote is carried by a quote."
