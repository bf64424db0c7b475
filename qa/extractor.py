"""Extractors: what the embedded reader finds in the passages of a task, as an answer."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from index.embedder import Embedder
from index.errors import UsageError
from qa.answer import Answer, CalendarDate, Reason
from qa.calendar.asked import asked_time, without
from qa.compose.halves import together
from qa.concurrency import Threads
from qa.events import Answered, Event, Read
from qa.question import Turn
from qa.read.account import by_account
from qa.read.confidence import load_weights
from qa.read.entries import entry_hits
from qa.read.network import Reader
from qa.read.spans import Span, Value, values
from qa.read.standing import Standing
from qa.read.titles import title_hits
from qa.story.disputes import with_rivals
from qa.story.versions import by_time
from qa.task import Task, conclude, from_read
from qa.text.same import stands_in
from qa.understand.followup import understand
from qa.understand.halves import halves
from qa.understand.kind import asks
from qa.understand.referents import Kinds
from qa.understand.restate import plainly, restate
from qa.unread import unreadable

CLEARLY = 0.1
"""How much surer the reader must be of an answer to a less likely reading of a question than of one to a likelier."""
ENOUGH = 0.4
"""Confidence that it must have of what keywords may ask: of several questions one is answered more surely by chance.
Of 50 keywords that the sample articles do not answer the small reader answers 14, from .3 on 19, as they stand 9; of 52
that they do, 40 rightly, as they stand 26."""


@dataclass(frozen=True)
class Extractor:
    """The embedded reader at work on the questions of one engine.

    Attributes:
        reader: scores spans.
        embedder: tells how the names of a question are spelt.
        kinds: tells of what kind a name is.
        threads: what blocks runs in them.
    """

    reader: Reader
    embedder: Embedder
    kinds: Kinds
    threads: Threads

    async def answer(self, task: Task) -> AsyncGenerator[Event]:
        """Yield what is found, and the answer that it makes."""
        run = self.threads.run
        found, parts, turns = list[Value](), list[tuple[str, Answer | Reason]](), list[Turn]()
        for half in halves(task.question):  # the second one may lean on the first
            question = (await run(understand, half, turns, self.kinds)).question
            read = await run(self.find, task, question)
            part = await run(from_read, question, task, read)
            turns.append(Turn(half, (part.answer or "") if isinstance(part, Answer) else ""))
            parts.append((half, part))
            found += read
        clock = (*task.clock, time.perf_counter())
        yield Read(tuple(found))
        answer = await run(conclude, task, together(parts), found)
        yield Answered(answer.with_timings(clock))

    def find(self, task: Task, question: str | None = None, *, closely: bool = True) -> list[Value]:
        """Return the values that the reader finds, surest first; none where no span can answer.

        Args:
            task: with the passages.
            question: a half of the task's own, or None.
            closely: whether all networks of the reader read, or the first one alone.

        Raises:
            UsageError: the question is too long for the reader.
        """
        question = question or task.question
        if task.found is not None and question == task.question:
            return list(task.found)
        asked = asks(question)
        if unreadable(asked, task.least):
            return []
        as_of = task.posed.as_of
        titles = [hit.article.title for hit in task.hits]
        hits = [*task.hits, *title_hits(question, task.hits, task.quoter.text)]
        hits += [] if asked.want in ("date", "year") else entry_hits(hits)
        texts = [hit.passage.view.text for hit in hits]
        published = [hit.article.published or "" for hit in hits]
        when = asked_time(question, as_of, max(published, default=""))
        read = without(question, when, texts, published) if when else question
        timeless = read != question
        read = restate(plainly(read), [*texts, *titles], self.embedder.token_counts)
        weights = load_weights(self.reader.path if closely else self.reader.first)
        wanted = replace(asks(read), side=asked.side)  # which "now" said, though it is not read
        standing = Standing.of(read, hits, task.notices)

        def date_of(span: Span) -> CalendarDate | None:
            return dated.date if (dated := task.quoter.date_of(span)) else None

        def held(spans: Sequence[Span]) -> list[Span]:
            return by_account(asked.source, standing.held(spans))

        found = values(read, wanted, hits, self.reader.read(read, texts, closely=closely), weights, held, date_of)
        disputed = with_rivals(wanted, found, task.quoter.origins, weights) if when is None else found
        if disputed and disputed[0].rivals:
            return disputed
        return by_time(read, found, asked, when, task.quoter.text, weights, as_of, timeless=timeless)

    def likeliest(self, readings: Sequence[Task]) -> Task:
        """Return the one that the reader answers most surely, of what a question may mean, likeliest first.

        The reader's first network alone tells, which all are read by. What was answered just before is no answer to a
        question that goes on from there. What keywords may ask is all as likely, if less than what they are; they stay
        as they are where none of it is answered well.
        """
        if len(readings) == 1:
            return readings[0]
        best = self._surest([self._glance(task) for task in readings])
        return best if self.reader.first == self.reader.path else replace(best, found=None)

    def _surest(self, readings: Sequence[Task]) -> Task:
        first, *others = readings
        history = first.posed.history
        if not history:
            surest = max(others, key=_sureness)
            clearly = _sureness(surest) > max(_sureness(first) + CLEARLY, first.least and ENOUGH)
            return surest if clearly else first
        best, sure, told = first, 0.0, history[-1].answer
        for task in readings:
            if task.found and told and stands_in(task.found[0].text, told):
                continue
            if _sureness(task) > (sure + CLEARLY if sure else 0.0):
                best, sure = task, _sureness(task)
        return best

    def _glance(self, task: Task) -> Task:
        """Return a task with what is found for it; as it is where its question is too long, which is told later on."""
        try:
            return replace(task, found=tuple(self.find(task, closely=False)))
        except UsageError:
            return task


def _sureness(task: Task) -> float:
    """Return the confidence of the best value that was found for a task, 0 where there is none."""
    return task.found[0].confidence if task.found else 0.0
