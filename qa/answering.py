"""Answering: what was found or written, made into an answer whose quotes are exact, or into an abstention."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.errors import NotFoundError
from index.store import Store
from qa.answer import Alternative, Answer, Citation, Provenance, Reason, Sentence, Timings, Written
from qa.check.verifier import NOTHING_SAID, StoredText, exact, is_exact
from qa.events import Checked
from qa.question import Question
from qa.quotes import Quoter
from qa.read.network import Reader
from qa.read.same import stands_in
from qa.read.spans import AGREEING_MARGIN, Span, Value
from qa.search import Hit
from qa.settings import Settings
from qa.understand.followup import Understood
from qa.write.confidence import Curve, Signs
from qa.write.writing import Writing

NEAREST = 3
"""Passages that an abstention shows."""
ALTERNATIVES = 3
"""Other values that an answer shows at most."""
WEAKER = frozenset({"ollama/smollm2:135m"})
"""Models measured to be weaker than the embedded reader (docs/figures.md): what they write does not stand against a
value that it is sure enough of."""
COMPARABLE = 0.3
"""An alternative has at least this share of the answer's confidence, which already tells how far it is behind."""
ENDS = ".!?…\"'”’)"
"""What a sentence ends with."""
SURE = 0.95
"""Confidence from which on the reader answers in place of a language model of which nothing stands. Its error must be
at most 5 % there. Of 1,602 held-out answers no reader gives one that is as sure, so that it hardly ever does; from .9
on the large one gives 48, of which 3 are wrong, and the small one none (`python -m evals.lab.calibrate`)."""

MESSAGES: dict[Reason, str] = {
    "empty_index": "Nothing is indexed yet. Index articles first: qa index PATH",
    "nothing_retrieved": "I found no passage that answers this: no article passes the filters.",
    "not_found": "I found no passage that answers this.",
    "unsupported": "I found no passage that answers this: no quote carries what was answered.",
    "needs_language_model": "I found no passage that answers this: it asks for more than a span of text, which needs a "
    "language model. `qa models` says how to choose one; or ask for a date, a name, a place or a number.",
    "language": "I can read questions in English only. Ask it in English.",
    "not_a_question": 'That is no question. Ask for example: "When did the offensive start?"',
}


@dataclass(frozen=True)
class Source:
    """What answers: its name, "sha256:…" of its weights, and why it was taken where nobody named it."""

    model: str
    digest: str
    why: str | None = None


class Answering:
    """What is known of one answer while it is made.

    Args:
        settings: `min_confidence` is used, and the data folder, which holds the curves of language models.
        question: as asked.
        understood: as it was understood.
        store: what is asked, or None where nothing is published.
        began: `time.perf_counter()` when work on the question began.
        source: what answers.

    Attributes:
        question: what is answered, standalone.
        hits: the passages, best first, once they were retrieved.
        text_of: gives the stored text of an article, asked anew for each quote.
        signs: what tells of the answer's being right, where sentences of a language model stand.
    """

    def __init__(
        self,
        settings: Settings,
        question: Question,
        understood: Understood,
        store: Store | None,
        began: float,
        source: Source,
    ) -> None:
        self._settings = settings
        self._asked = question
        self._quoter = Quoter(store) if store else None
        self.text_of: StoredText = store.text if store else _no_text
        self._undated = store.undated(question.filters) if store else 0
        self._index = f"{store.number}@{store.maker.fingerprint}" if store else None
        self._clock = [began]
        self._source = source
        self.question = understood.question
        self.hits: list[Hit] = []
        self.signs: Signs | None = None
        self._writing: Writing | None = None

    @property
    def quoter(self) -> Quoter:
        """What makes the quotes."""
        assert self._quoter is not None, "a question that nothing is published for abstains before it is read"
        return self._quoter

    def let_go(self, text_of: StoredText) -> None:
        """Read all that the answer can need of the store, which need not be held any more.

        Quotes are made of what it says now, and held to what `text_of` gives when they are: an article that is removed
        while a language model writes is not quoted.
        """
        self.quoter.load({hit.article.id for hit in self.hits})
        self.text_of = text_of

    def retrieved(self, hits: list[Hit]) -> None:
        """Note the passages that will be read, and the time."""
        self.hits = hits
        self._clock.append(time.perf_counter())

    def read(self) -> None:
        """Note that reading ended, and the time."""
        self._clock.append(time.perf_counter())

    def written(self, writing: Writing) -> None:
        """Note what a language model wrote: what was taken out is told whoever answers in the end."""
        self._writing = writing

    def instead(self, source: Source) -> None:
        """Note that something else answers than was meant to."""
        self._source = source
        self.signs = None

    def abstains(self, reason: Reason) -> Answer:
        """Return an abstention with the nearest passages."""
        nearest: list[Citation] = []
        if self.hits:
            nearest = exact(self.quoter.passages(self.hits[:NEAREST]), self.text_of)
        return self._made(reason=reason, nearest=tuple(nearest))

    def answers(self, read: Sequence[Value]) -> Answer:
        """Return the answer that the best value gives, or an abstention where it is not sure enough or not quotable."""
        if not read or read[0].confidence < self._settings.min_confidence:
            return self.abstains("not_found")
        best, *others = read
        citations = exact(self.quoter.sentences(_giving(best)), self.text_of)
        if not citations:
            return self.abstains("unsupported")
        sentence = Sentence(0, len(best.text), tuple(citation.n for citation in citations))
        comparable = [value for value in others if value.confidence >= COMPARABLE * best.confidence]
        alternatives = self._alternatives(comparable, len(citations))
        return self._made(best.text, (sentence,), round(best.confidence, 3), tuple(citations), alternatives)

    def writes(self, writing: Writing, read: Sequence[Value], reader: Reader) -> Answer:
        """Return the answer that the sentences make which stand, or an abstention where none does.

        Args:
            writing: what the language model wrote.
            read: what the reader found; a value that it is sure of and that the answer lacks is told as another one.
            reader: which read: a curve counts only beside the one that it was fitted with.
        """
        writing.hold(lambda citation: is_exact(citation, self.text_of))
        kept, cited = writing.kept, writing.citations
        sure = [value for value in read if value.confidence >= self._settings.min_confidence]
        differs = bool(sure) and not any(stands_in(sure[0].text, one.text) for one in kept)
        if differs and self._source.model in WEAKER:
            writing.withdraw(f"the embedded reader, which is surer than this model, finds “{sure[0].text}”")
            kept, cited = writing.kept, writing.citations
        if not kept:
            silent = all(gone.why == NOTHING_SAID for gone in writing.taken_out)
            return self.abstains("not_found" if silent else "unsupported")
        text, sentences = _joined(kept)
        self.signs = Signs.of(
            writing.logprobs, writing.scores, len(kept), len(writing.taken_out), len(cited), _agreement(read, text)
        )
        curve = Curve.load(self._settings.data_dir, self._source.model, self._source.digest, reader.digest)
        confidence = round(curve.confidence(self.signs), 3) if curve else None
        if confidence is not None and confidence < self._settings.min_confidence:
            return self.abstains("not_found")
        others = [value for value in sure if not stands_in(value.text, text)]
        alternatives = self._alternatives(others, len(cited))
        return self._made(text, sentences, confidence, cited, alternatives)

    @staticmethod
    def sure(read: Sequence[Value]) -> bool:
        """Whether the reader is sure enough to answer where nothing stands of what a language model wrote."""
        return bool(read) and read[0].confidence >= SURE

    def _alternatives(self, read: Sequence[Value], first: int) -> tuple[Alternative, ...]:
        """Return other values with their quotes, the quotes numbered on after `first`."""
        alternatives: list[Alternative] = []
        for value in read:
            quotes = exact(self.quoter.sentences(_giving(value)), self.text_of)
            if quotes and len(alternatives) < ALTERNATIVES:
                numbered = tuple(replace(quote, n=first + n) for n, quote in enumerate(quotes, 1))
                # What is calibrated is the confidence of the best value alone, so the others state none.
                alternatives.append(Alternative(value.text, None, numbered))
                first += len(quotes)
        return tuple(alternatives)

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
        written = self._writing.written if self._writing else None
        return Answer(
            question=self._asked.question,
            understood_as=self.question if self.question.casefold() != self._asked.question.casefold() else None,
            status="abstained" if reason else "answered",
            answer=text,
            sentences=sentences,
            confidence=confidence,
            citations=citations,
            alternatives=alternatives,
            nearest=nearest,
            unsupported=tuple(self._writing.taken_out) if self._writing else (),
            reason=reason,
            message=" ".join(_notes(reason, self._undated, written)) or None,
            undated_left_out=self._undated,
            written=written,
            provenance=Provenance(self._source.model, self._source.digest, self._index, self._source.why),
            timings_ms=_timings(self._clock, self._writing.clock if self._writing else []),
        )


def _no_text(article_id: str) -> str:
    raise NotFoundError(article_id)


def _agreement(read: Sequence[Value], text: str) -> float:
    """Return the confidence of the reader's best value, less than 0 where the text does not give it."""
    if not read:
        return 0.0
    return read[0].confidence if stands_in(read[0].text, text) else -read[0].confidence


def _joined(kept: Sequence[Checked]) -> tuple[str, tuple[Sentence, ...]]:
    """Return the sentences as one text, and the span of each in it with the numbers of its quotes."""
    sentences, text = [], ""
    for checked in kept:
        text += "" if not text else " " if text[-1] in ENDS else "\n"  # an item of a list has no full stop
        span = (len(text), len(text) + len(checked.text))
        sentences.append(Sentence(*span, tuple(quote.n for quote in checked.citations)))
        text += checked.text
    return text, tuple(sentences)


def _notes(reason: Reason | None, undated: int, written: Written | None) -> list[str]:
    """Return what to tell a person of an abstention and of what was left out."""
    notes = [MESSAGES[reason]] if reason else []
    if undated:
        articles = "1 article without a date was" if undated == 1 else f"{undated} articles without a date were"
        notes.append(f"{articles} left out by the date filter.")
    if written and written.passages_left_out:
        passages = written.passages + written.passages_left_out
        notes.append(f"The model was shown the best {written.passages} of {passages} passages: more do not fit.")
    if written and written.finished == "length":
        notes.append("The model was stopped at the longest answer; what it had not finished is left out.")
    return notes


def _timings(clock: Sequence[float], writing: Sequence[float]) -> Timings:
    """Return the milliseconds of each stage from the times at which it ended."""
    ends = [*clock, time.perf_counter()]
    stages = dict(zip(("retrieve", "read"), _spent(clock), strict=False))
    if len(writing) == 3:
        stages |= dict(zip(("first_token", "write", "check"), _spent([*writing, ends[-1]]), strict=True))
    return Timings(**stages, total=_ms(ends[-1] - ends[0]))


def _spent(times: Sequence[float]) -> list[float]:
    return [_ms(end - start) for start, end in pairwise(times)]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _giving(value: Value) -> list[Span]:
    """Return the spans that are quoted: the best one, and those that give the value on their own."""
    best, *others = value.spans
    return [best, *(span for span in others if span.margin > AGREEING_MARGIN)]
