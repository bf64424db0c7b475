"""Answering: what the reader found, made into an answer whose quotes are exact, or into an abstention."""

from __future__ import annotations

import time
from dataclasses import replace

from index.store import Store
from qa.answer import Alternative, Answer, Citation, Provenance, Reason, Sentence, Timings
from qa.citation import Quoter
from qa.followup import Understood
from qa.question import Question
from qa.reader.extract import Reader
from qa.reading import AGREEING_MARGIN, Span, Value
from qa.retriever import Hit
from qa.settings import Settings
from qa.verify import exact

NEAREST = 3
"""Passages that an abstention shows."""
ALTERNATIVES = 3
"""Other values that an answer shows at most."""
COMPARABLE = 0.3
"""An alternative has at least this share of the answer's confidence, though the answer's lead counts against it."""

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


class Answering:
    """What is known of one answer while it is made.

    Args:
        settings: `min_confidence` is used.
        reader: what reads, for the provenance.
        question: as asked.
        understood: as it was understood.
        store: what is asked, or None where nothing is published.
        began: `time.perf_counter()` when work on the question began.
    """

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        question: Question,
        understood: Understood,
        store: Store | None,
        began: float,
    ) -> None:
        self._settings = settings
        self._question = question
        self._understood = understood
        self._store = store
        self._clock = [began]
        self._hits: list[Hit] = []
        self._provenance = Provenance(
            reader.name, reader.digest, f"{store.number}@{store.maker.fingerprint}" if store else None
        )

    def retrieved(self, hits: list[Hit]) -> None:
        """Note the passages that will be read, and the time."""
        self._hits = hits
        self._clock.append(time.perf_counter())

    def read(self) -> None:
        """Note that reading ended, and the time."""
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
        citations = exact(quoter.sentences(_giving(best)), self._store.text)
        if not citations:
            return self.abstains("unsupported")
        alternatives: list[Alternative] = []
        comparable = [value for value in others if value.confidence >= COMPARABLE * best.confidence]
        for value in sorted(comparable, key=lambda value: -value.confidence):
            quotes = exact(quoter.sentences(_giving(value)), self._store.text)
            if quotes and len(alternatives) < ALTERNATIVES:
                # What is calibrated is the confidence of the best value alone, so the others state none.
                alternatives.append(Alternative(value.text, None, tuple(quotes)))
        sentence = Sentence(0, len(best.text), tuple(citation.n for citation in citations))
        confidence = round(best.confidence, 3)
        return self._made(best.text, (sentence,), confidence, tuple(citations), _numbered(alternatives, citations))

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
            understood_as=standalone if standalone.casefold() != self._question.question.casefold() else None,
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


def _giving(value: Value) -> list[Span]:
    """Return the spans that are quoted: the best one, and those that give the value on their own."""
    best, *others = value.spans
    return [best, *(span for span in others if span.margin > AGREEING_MARGIN)]


def _numbered(alternatives: list[Alternative], citations: list[Citation]) -> tuple[Alternative, ...]:
    """Number the quotes of the alternatives on from those of the answer."""
    numbered, n = [], len(citations)
    for alternative in alternatives:
        quotes = tuple(replace(quote, n=n + m) for m, quote in enumerate(alternative.citations, 1))
        numbered.append(replace(alternative, citations=quotes))
        n += len(quotes)
    return tuple(numbered)
