"""Writing: a language model writes the answer, and each of its sentences is held to the text as soon as it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from index.errors import PromptTooLongError
from qa.answer import Citation, Unsupported, Written
from qa.check.verifier import GONE_BEFORE, NOTHING_SAID, SAID_ALREADY, Verifier, refers_back
from qa.concurrency import Threads
from qa.events import Checked, Drafted
from qa.search import Hit
from qa.write import prompt
from qa.write.llm import LanguageModel, Usage
from qa.write.sentences import Draft, Drafting


class Writing:
    """One answer while it is written: `events` is read to its end, then the attributes say what came of it.

    Args:
        model: what writes.
        question: standalone.
        hits: the passages, best first; as many of them are shown as fit.
        most: tokens of the answer at most.
        verifier: makes what holds sentences to the passages, also to those that did not fit.
        threads: where that is done.

    Attributes:
        kept: the sentences that stand, in order.
        taken_out: the sentences that do not, with why.
        logprobs: log probability of each token, as far as the server tells.
        clock: when the model was asked, when its first token came and when its last one had come, as
            `time.perf_counter()` tells it; shorter where it did not come so far.
    """

    def __init__(
        self,
        model: LanguageModel,
        question: str,
        hits: Sequence[Hit],
        most: int,
        verifier: Callable[[Sequence[Hit]], Verifier],
        threads: Threads,
    ) -> None:
        self._model, self._question, self._hits, self._most = model, question, hits, most
        self._make, self._threads = verifier, threads
        self._shown = 0
        self._usage = Usage()
        self._verifier: Verifier | None = None
        self._citations: tuple[Citation, ...] = ()
        self.kept: list[Checked] = []
        self.taken_out: list[Unsupported] = []
        self.logprobs: list[float] = []
        self.clock: list[float] = []

    @property
    def written(self) -> Written:
        """What the model was given and wrote."""
        usage, shown = self._usage, self._shown
        return Written(usage.prompt_tokens, usage.tokens, usage.finished, shown, len(self._hits) - shown)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes of the sentences that stand, by number, each with the marks of them all."""
        return self._citations

    def withdraw(self, why: str) -> None:
        """Take out every sentence that stands."""
        self.taken_out += [Unsupported(sentence.text, why) for sentence in self.kept]
        self.kept, self._citations = [], ()

    def hold(self, stands: Callable[[Citation], bool]) -> None:
        """Take out the sentences of which a quote no longer stands, and those that refer back to one of them.

        The quotes of the others are numbered anew.
        """
        quotes = {quote.n: quote for quote in (self._verifier.citations if self._verifier else ()) if stands(quote)}
        kept, why = list[Checked](), ""
        for sentence in self.kept:
            if any(quote.n not in quotes for quote in sentence.citations):
                why = "its article was changed or removed meanwhile"
            else:
                why = GONE_BEFORE if why and refers_back(sentence.text) else ""
            if why:
                self.taken_out.append(Unsupported(sentence.text, why))
            else:
                kept.append(sentence)
        used = dict.fromkeys(quote.n for sentence in kept for quote in sentence.citations)
        anew = {n: replace(quotes[n], n=place) for place, n in enumerate(used, 1)}
        self.kept = [replace(one, citations=tuple(anew[quote.n] for quote in one.citations)) for one in kept]
        self._citations = tuple(anew.values())

    @property
    def scores(self) -> Sequence[float]:
        """The support scores of the sentences that stand."""
        return self._verifier.scores if self._verifier else ()

    async def events(self) -> AsyncGenerator[Drafted | Checked]:
        """Yield each piece as it is written, and each sentence as soon as it is checked. Raises ModelError."""
        self._shown = prompt.fitting(self._model, self._question, self._hits, self._most)
        while True:
            try:
                async with aclosing(self._events()) as events:
                    async for event in events:
                        yield event
                return
            except PromptTooLongError:  # by the model's own count; nothing was written yet
                if self._shown == 1:
                    raise prompt.too_long(self._model) from None
                self._shown -= 1

    async def _events(self) -> AsyncGenerator[Drafted | Checked]:
        shown = self._hits[: self._shown]
        self.clock = [time.perf_counter()]
        # The verifier reads the passages while the model reads its prompt; also those that did not fit, which can
        # support what the model knows or guesses.
        preparing = asyncio.ensure_future(self._threads.run(self._make, self._hits))
        drafting = Drafting()
        try:
            async with aclosing(self._model.chat(prompt.answering(self._question, shown), self._most)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        self._usage = piece
                        break
                    if len(self.clock) == 1:
                        self.clock.append(time.perf_counter())
                    self.logprobs += piece.logprobs
                    yield Drafted(piece.text)
                    for draft in drafting.add(piece.text):
                        checked = await self._checked(await preparing, draft)
                        yield checked
                        if self._enough(checked):
                            self.clock.append(time.perf_counter())
                            return
            self.clock.append(time.perf_counter())
            for draft in drafting.rest(self._usage.finished == "stop"):
                yield await self._checked(await preparing, draft)
        finally:
            preparing.cancel()
            await asyncio.wait([preparing])

    async def _checked(self, verifier: Verifier, draft: Draft) -> Checked:
        self._verifier = verifier
        checked: Checked = await self._threads.run(verifier.check, draft)
        if checked.why is None:
            self.kept.append(checked)
        else:
            self.taken_out.append(Unsupported(checked.text, checked.why))
        return checked

    def _enough(self, checked: Checked) -> bool:
        """Whether nothing worth waiting for can follow: the model found no answer, or says the same again."""
        return checked.why == SAID_ALREADY or (checked.why == NOTHING_SAID and not self.kept)
