"""The answer: one shape for the terminal's --json, HTTP, the stream's last event and the eval records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from index.article import Origin
from qa.timings import Timings

Status = Literal["answered", "abstained"]
Reason = Literal[
    "empty_index",
    "nothing_retrieved",
    "not_found",
    "unsupported",
    "needs_language_model",
    "language",
    "not_a_question",
]
RefusalKind = Literal[
    "empty_index",
    "nothing_retrieved",
    "outside_dates",
    "unknown_name",
    "false_premise",
    "not_answered",
    "needs_language_model",
    "language",
    "not_a_question",
]
Granularity = Literal[
    "time", "day", "weekend", "week", "month", "quarter", "half", "season", "year", "decade", "century"
]


@dataclass(frozen=True)
class Attribution:
    """Who is told in a quote to have said what it tells.

    Attributes:
        speaker: in the words of the quote.
        verb: what the quote says that the speaker did: "said", "claims", "according to".
    """

    speaker: str
    verb: str


@dataclass(frozen=True)
class Copy:
    """An article of the same origin as one that is quoted, which says the same: a copy, a reprint, an update.

    Attributes:
        article_id: of the article.
        document_title: its title.
        source: its file, as in `Citation`.
        url: where it was published, or None.
        published: when, ISO 8601, or None.
        outlet: who published it, or None.
    """

    article_id: str
    document_title: str
    source: str
    url: str | None
    published: str | None
    outlet: str | None


@dataclass(frozen=True)
class Citation:
    """An exact slice of a stored article: `article.text[start_char_index:end_char_index] == cited_text`.

    Attributes:
        n: its number in the answer, from 1.
        cited_text: the quote.
        start_char_index: first code point of the quote in the article's text.
        end_char_index: one past its last.
        marks: [start, end] places of the answer inside the quote, in code points of the article's text.
        article_id: the article quoted.
        document_title: its title.
        source: its file, relative to the working directory where it lies under it.
        line: 1-based line of the source on which the quote begins, or None where the source has no lines.
        url: where it was published, or None.
        published: when, ISO 8601, or None.
        outlet: who published it, or None.
        part: where the quote stands: in the article's `text`, or in its `title`, of which its offsets are then.
        published_from: where that date comes from, as in `Article`; None where it has none.
        attribution: who is told in it to have said so; None where it states it, or tells nothing of the answer.
        origin: number of the text that the article goes back to, the same for copies; None where it is not known.
        copies: other articles of this origin that say the same, which are not quoted.
    """

    n: int
    cited_text: str
    start_char_index: int
    end_char_index: int
    marks: tuple[tuple[int, int], ...]
    article_id: str
    document_title: str
    source: str
    line: int | None
    url: str | None
    published: str | None
    outlet: str | None = None
    part: Literal["text", "title"] = "text"
    published_from: Origin | None = None
    attribution: Attribution | None = None
    origin: int | None = None
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class Corrected:
    """That an answer was given otherwise before it was corrected.

    Attributes:
        was: the wrong value; None where the notice does not tell it.
        citation: the notice.
    """

    was: str | None
    citation: Citation


@dataclass(frozen=True)
class Sentence:
    """A code-point span of `Answer.answer` and the numbers of the citations that carry it.

    Attributes:
        start: its first code point in the answer.
        end: one past its last.
        citations: the numbers (`n`) of its citations.
    """

    start: int
    end: int
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Alternative:
    """Another value that the reader found, with its quotes.

    Attributes:
        answer: the value.
        confidence: as in `Answer`.
        citations: the quotes that carry it.
    """

    answer: str
    confidence: float | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class CalendarDate:
    """A time on the calendar.

    Attributes:
        value: as TIMEX3 writes it: 2024-11-27, 2024-11-27T18:40, 2024-W48, 2024-W48-WE, 2024-11, 2024-Q3, 2024-SP.
        granularity: what the value names.
        said: the words of the quote that say so; None where it is the day of publication.
        resolved_against: what told the part that those words leave open, as "published 2024-12-02"; None where they
            leave none.
    """

    value: str
    granularity: Granularity
    said: str | None
    resolved_against: str | None


@dataclass(frozen=True)
class DatedValue:
    """One of the values that articles give for what was asked.

    Attributes:
        answer: the value.
        date: the time it holds for; None where nothing tells.
        citations: the quotes that carry it.
    """

    answer: str
    date: CalendarDate | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Unsupported:
    """What a language model wrote and the checks took out.

    Attributes:
        text: what it wrote.
        why: what the checks found missing.
    """

    text: str
    why: str


@dataclass(frozen=True)
class Provenance:
    """What answered.

    Attributes:
        model: the model's name.
        model_digest: "sha256:…" of its weights; "" where its server does not tell.
        index: the store's number with its maker's digest, or None where nothing is stored.
        why: why this model answered, where the question or the settings did not name it; None where they did.
    """

    model: str
    model_digest: str
    index: str | None
    why: str | None = None


@dataclass(frozen=True)
class Written:
    """What a language model was given and wrote, by its own counts; what a server does not tell is None.

    Attributes:
        prompt_tokens: of the prompt.
        tokens: that it wrote.
        finished: "stop" where it ended by itself, "length" where its window or the limit of the answer ended it.
        passages: of how many passages it was shown something.
        passages_left_out: retrieved passages of which nothing fitted into its window.
        agrees: whether the answer gives what the embedded reader found; None where it found nothing that it is sure of,
            or nothing was answered.
        prompt: "sha256:…" of the messages that it was sent; None where none was.
        judged: of how many sentences in which the embedded reader found values it was asked, whether they answer the
            question: then the answer is one of those values; 0 where it wrote sentences.
        measured: whether the confidence was fitted on what this model did; False where it is that of other models, None
            where none is stated.
    """

    prompt_tokens: int | None
    tokens: int | None
    finished: Literal["stop", "length"]
    passages: int
    passages_left_out: int
    agrees: bool | None = None
    prompt: str | None = None
    judged: int = 0
    measured: bool | None = None


@dataclass(frozen=True)
class Coverage:
    """The days that the articles cover.

    Attributes:
        first: the earliest day of publication, YYYY-MM-DD.
        last: the latest.
    """

    first: str
    last: str


@dataclass(frozen=True)
class UnknownName:
    """A name of the question that no article has.

    Attributes:
        name: as asked.
        near: names that articles have and that come near it, the nearest first.
    """

    name: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a question got no answer, and what to try.

    Attributes:
        kind: which kind of refusal it is.
        advice: what to try, in a sentence or two.
        names: of `unknown_name`, the names that no article has.
        coverage: of `outside_dates`, the days that the articles cover.
        filters: of `nothing_retrieved`, what the filters ask for that no article has.
        contradicted_by: of `false_premise`, the quote that contradicts what the question takes for granted.
    """

    kind: RefusalKind
    advice: str
    names: tuple[UnknownName, ...] = ()
    coverage: Coverage | None = None
    filters: tuple[str, ...] = ()
    contradicted_by: Citation | None = None


@dataclass(frozen=True)
class Answer:
    """An answer or an abstention.

    Attributes:
        question: as asked.
        understood_as: the standalone question that a follow-up was understood as, or None.
        status: answered or abstained.
        answer: the answer's text, without citation numbers; None when abstained.
        sentences: its sentences with their citations.
        confidence: the calibrated probability that it is right, or None where nothing has been calibrated.
        citations: the quotes that carry it.
        alternatives: other values found, with their quotes.
        nearest: when abstained, up to three nearest passages in the shape of citations.
        unsupported: what was taken out of a language model's answer.
        reason: why it abstained.
        message: what to tell a person about an abstention or about what was left out; None if nothing.
        undated_left_out: articles that a date filter left out because they have no date.
        written: what a language model was given and wrote; None where none was asked.
        provenance: what answered.
        timings_ms: how long each stage took.
        guess: when abstained, the best value that was found, not sure enough to answer, with its quotes; None if none.
        refusal: when abstained, which kind of refusal it is, what it is about, and what to try.
        id: 12 hex digits made of what was asked, what was answered and from what; the same answer has the same.
        answer_date: the calendar date that the answer means, where it is one; else None.
        values: where articles give several values of what was asked, all of them, newest first, the answer's among
            them; else empty.
        corrected: where an article was corrected to what is answered, what it was before, with the notice; else None.
        disputed: where independent origins give different values that no time explains, all of them with their quotes,
            those of the answer among them; else empty.
        origins: how many texts its quotes go back to, each counted once with its copies; None where that is not known.
    """

    question: str
    understood_as: str | None
    status: Status
    answer: str | None
    sentences: tuple[Sentence, ...]
    confidence: float | None
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...]
    nearest: tuple[Citation, ...]
    unsupported: tuple[Unsupported, ...]
    reason: Reason | None
    message: str | None
    undated_left_out: int
    written: Written | None
    provenance: Provenance
    timings_ms: Timings = field(default_factory=Timings)
    guess: Alternative | None = None
    refusal: Refusal | None = None
    id: str = ""
    answer_date: CalendarDate | None = None
    values: tuple[DatedValue, ...] = ()
    corrected: Corrected | None = None
    disputed: tuple[Alternative, ...] = ()
    origins: int | None = None

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """Every numbered quote of an answer, in order: its own, and those of what is told beside it."""
        of_values = [quote for value in self.values for quote in value.citations]
        others = [*of_values, *(quote for other in self.alternatives for quote in other.citations)]
        others += [quote for one in self.disputed for quote in one.citations]
        others += [self.corrected.citation] if self.corrected else []
        return tuple(sorted(dict.fromkeys((*self.citations, *others)), key=lambda quote: quote.n))

    def with_timings(self, clock: Sequence[float], writing: Sequence[float] = ()) -> Answer:
        """Return the answer with what each stage took until now; the arguments are those of `Timings.of`."""
        return replace(self, timings_ms=Timings.of(clock, writing))

    def to_dict(self) -> dict[str, Any]:
        """Return the design's answer object, ready for JSON."""
        return asdict(self)
