"""Writers: what a language model makes of a task, by judging what the reader found or by writing, as an answer."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from index.errors import UsageError
from qa.answer import Answer
from qa.check.curve import Curve, Signs
from qa.check.support import Support
from qa.check.verifier import NOTHING_SAID, Verifier
from qa.compose.omissions import complete
from qa.compose.sentences import from_sentences, signs_of
from qa.compose.verdicts import hold, overrule, unsupported, without_errors
from qa.events import INSTEAD, Answered, Checked, Drafted, Event, GaveUp, Proposed, Read, Waits
from qa.extractor import Extractor
from qa.llm.models import Chosen
from qa.llm.protocol import Judge, LanguageModel
from qa.read.responds import Responsive
from qa.read.spans import Value
from qa.settings import Settings
from qa.task import Task, conclude, from_read
from qa.text.same import same, stands_in
from qa.unread import unreadable
from qa.write import prompt
from qa.write.evidence import Excerpt, about, gather
from qa.write.judging import Judgement, judge
from qa.write.second_look import DOUBTED, look_again
from qa.write.writing import Brief, Generation, write

SURE = 0.95
"""Confidence from which on the reader answers in place of a language model of which nothing stands. Its error must be
at most 5 % there. Of 1,602 held-out answers no reader gives one that is as sure, so that it hardly ever does; from .9
on the large one gives 48, of which 3 are wrong, and the small one none (`python -m evals.lab.calibrate`)."""
WIDER = 1.5
"""How many times the evidence of a fact an open question gets, which wants more of what is around."""


@dataclass(frozen=True)
class Writer:
    """A language model at work on the questions of one engine.

    Attributes:
        model: that judges or writes.
        chosen: why it does, and whether the reader may answer instead.
        settings: how it is asked.
        extractor: whose values it judges.
        support: gives what scores the support of its sentences; loaded where it is needed.
    """

    model: LanguageModel
    chosen: Chosen
    settings: Settings
    extractor: Extractor
    support: Callable[[], Support]

    async def answer(self, task: Task) -> AsyncGenerator[Event]:
        """Yield what is found, judged or written and checked, and the answer that it makes.

        What the reader finds is told before the model has written anything.
        """
        run, passed = self.extractor.threads.run, 0
        found = await run(self._find, task)
        yield Read(tuple(found))
        task = replace(task, clock=(*task.clock, time.perf_counter()))
        by_reader = await run(from_read, task.question, task, found)
        if isinstance(by_reader, Answer):
            yield Proposed(by_reader.answer or "", by_reader.confidence, by_reader.citations)
        async with aclosing(self._work(task, found)) as events:
            async for event in events:
                if isinstance(event, Generation | Judgement):
                    came = event
                else:
                    passed += isinstance(event, Checked) and event.why is None
                    yield event
        if came.failure and not self.chosen.auto:
            raise came.failure
        task, signs, answer = await run(self._compose, task, came, found)
        nothing = answer.status == "abstained"
        why = came.failure.message if came.failure else why_nothing(self.model.name, answer, signs)
        if came.failure or (nothing and self.chosen.auto and found and found[0].confidence >= SURE):
            yield GaveUp(f"{why} {INSTEAD}")
            answer, signs = await run(self._instead, task, found, why), None
        elif passed > len(answer.sentences):
            yield GaveUp(why)
        yield Answered(answer.with_timings(task.clock, came.clock), signs)

    def _find(self, task: Task) -> list[Value]:
        """Return what the reader finds; a question that is too long for it is none for a language model."""
        try:
            return self.extractor.find(task)
        except UsageError:
            return []

    def _instead(self, task: Task, found: Sequence[Value], why: str) -> Answer:
        """Return what the reader answers in place of the model, and why."""
        provenance = self.chosen.given_up(why).provenance(self.extractor.reader, task.frame.provenance.index)
        task = replace(task, frame=replace(task.frame, provenance=provenance))
        refusal = unreadable(task.asked, task.least)
        return conclude(task, refusal) if refusal else conclude(task, from_read(task.question, task, found), found)

    async def _work(
        self, task: Task, found: Sequence[Value]
    ) -> AsyncGenerator[Waits | Drafted | Checked | Generation | Judgement]:
        """Yield what the model does: it judges the values that the reader found where it can, else it writes."""
        # A list that is asked for stands seldom in one place: the model gathers it.
        asked = replace(task.asked, refusal="needs_language_model") if task.asked.several else task.asked
        if isinstance(self.model, Judge) and found and not asked.refusal:
            states = self._curve().confidence
            async with aclosing(judge(self.model, task.question, found, states)) as judging:
                async for one in judging:
                    if not isinstance(one, Judgement) or one.values or one.failure:
                        yield one
                        if isinstance(one, Judgement):
                            return
        sure = [value for value in found if value.confidence >= task.least]
        task = replace(task, asked=asked, hits=tuple(about(task.question, task.hits)))
        brief = Brief(
            task.question,
            task.hits,
            partial(self._gather, task, found),
            round(self.settings.evidence_tokens * (WIDER if asked.refusal else 1)),
            self.settings.answer_tokens,
            lambda hits: Verifier(task.quoter, self.support(), hits),
            task.quoter.with_neighbours,
            Responsive(task.question, asked, self.extractor.reader),
            partial(complete, values=sure, quoter=task.quoter),
        )
        async with aclosing(write(self.model, brief, self.extractor.threads)) as writing:
            async for piece in writing:
                if isinstance(piece, Generation) and isinstance(self.model, Judge):
                    async with aclosing(look_again(self.model, piece, bool(self.settings.second_look))) as looks:
                        async for look in looks:
                            yield look
                else:
                    yield piece

    def _compose(
        self, task: Task, came: Generation | Judgement, found: Sequence[Value]
    ) -> tuple[Task, Signs | None, Answer]:
        """Return the task with what was judged or written, what tells of the answer's being right, and the answer."""
        if isinstance(came, Judgement):
            return self._from_judgement(task, came, found)
        return self._from_sentences(task, came, found)

    def _gather(self, task: Task, found: Sequence[Value], most: int) -> list[Excerpt]:
        """Return the evidence for a question, in at most so many tokens."""
        near, cost = self.support().near, prompt.cost(self.model)
        shown = gather(task.question, task.hits, found, near, cost, most, wide=task.asked.refusal is not None)
        return [replace(one, origin=task.quoter.origins.get(one.article.id)) for one in shown]

    def _curve(self) -> Curve:
        """Return what states the confidence of the model: fitted for it here, else what comes with Dateline."""
        own = Curve.load(self.settings.data_dir, self.model.name, self.model.digest, self.extractor.reader.digest)
        return own or Curve.shipped(self.model.name, self.model.digest)

    def _from_sentences(
        self, task: Task, generation: Generation, found: Sequence[Value]
    ) -> tuple[Task, Signs | None, Answer]:
        """Return the task with what was written, what tells of the answer's being right, and the answer."""
        least = task.least
        standing = without_errors(hold(generation.sentences, task.quoter), task.notices)
        verdicts = overrule(standing, found, least, self.model.name)
        signs = signs_of(verdicts, generation.logprobs, found)
        curve = self._curve() if signs else None
        curve = curve if signs and curve and curve.states(signs) else None
        measured = (curve.model, curve.digest) == (self.model.name, self.model.digest) if curve else None
        frame = replace(
            task.frame, unsupported=unsupported(verdicts), written=replace(generation.written, measured=measured)
        )
        task = replace(task, frame=frame)
        composed = from_sentences(frame, verdicts, found, task.quoter, least, signs, curve)
        answer = conclude(task, composed)
        if answer.answer and answer.written and found and found[0].confidence >= least:
            wrote = " ".join(one.text for one in verdicts if one.why is None)
            answer = replace(answer, written=replace(answer.written, agrees=stands_in(found[0].text, wrote)))
        return task, signs, answer

    def _from_judgement(
        self, task: Task, judgement: Judgement, found: Sequence[Value]
    ) -> tuple[Task, Signs | None, Answer]:
        """Return the task with what was judged, what tells of the best value's being right, and the answer."""
        curve = self._curve()
        least = curve.least(task.least)
        best = judgement.values[0] if judgement.values else None
        agrees = same(best.text, found[0].text) if best and best.confidence >= least else None
        measured = (curve.model, curve.digest) == (self.model.name, self.model.digest) if best else None
        frame = replace(task.frame, written=replace(judgement.written, agrees=agrees, measured=measured))
        task = replace(task, frame=frame)
        composed = from_read(task.question, replace(task, least=least), judgement.values)
        if not isinstance(composed, Answer):  # there is nothing that could agree
            task = replace(task, frame=replace(frame, written=replace(judgement.written, measured=measured)))
        return task, judgement.signs, conclude(task, composed, judgement.values)


def why_nothing(name: str, answer: Answer, signs: Signs | None) -> str:
    """Return why the answer that a model wrote is none, or not all that was told of it."""
    if any(gone.why == DOUBTED for gone in answer.unsupported) and answer.answer:
        return f"{name} took a sentence back at a second look."
    if answer.answer:
        return f"An article that {name} quotes was changed or removed meanwhile."
    if answer.written and answer.written.judged:
        if answer.refusal and answer.refusal.kind == "false_premise":
            return f"The passages deny what {name} judged."
        return f"{name} is not sure enough of any value that the embedded reader finds."
    if signs:
        return f"{name} is not sure enough of what it wrote."
    if all(gone.why == NOTHING_SAID for gone in answer.unsupported):
        return f"{name} found no answer in the passages."
    return f"Nothing that {name} wrote stands: {answer.unsupported[0].why}."
