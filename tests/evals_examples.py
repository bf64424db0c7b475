"""Hand-made questions, answers and records for the tests of the evaluation."""

from dataclasses import replace
from typing import Any

from evals.case import Case, Gold, Point
from evals.record import Judgement, Record, judge
from index.passage import Passage
from qa.answer import Alternative, Answer, Citation, Provenance, Sentence, Timings, Unsupported, Written
from qa.question import Question

TEXT = "The rebels began their offensive on November 27. They took Aleppo on Friday. Nobody knows why."
"""The article `a`."""


def case(
    question: str = "When did it start?",
    *answers: str,
    id: str = "q1",
    gold: tuple[tuple[int, int], ...] = (),
    items: tuple[tuple[str, ...], ...] = (),
    answerable: bool = True,
    kind: str | None = None,
    means: tuple[tuple[str, ...], ...] = (),
    points: tuple[Point, ...] = (),
) -> Case:
    """Return a case on the article `a`."""
    golds = tuple(Gold("a", None, start, end) for start, end in gold)
    return Case(
        id,
        Question(question),
        answerable,
        answers,
        items,
        ("a",),
        golds,
        kind,
        "questions.jsonl:1",
        means,
        points=points,
    )


def quote(start: int, end: int, n: int = 1, *, text: str | None = None, marks: Any = ()) -> Citation:
    """Return a citation of TEXT[start:end], or one that says it is `text`."""
    cited = TEXT[start:end] if text is None else text
    return Citation(n, cited, start, end, marks, "a", "Title", "a.txt", 1, None, None)


def answer(
    text: str | None,
    *citations: Citation,
    confidence: float | None = None,
    nearest: tuple[Citation, ...] = (),
    alternatives: tuple[Alternative, ...] = (),
) -> Answer:
    """Return an answer, or an abstention where `text` is None."""
    return Answer(
        question="When did it start?",
        understood_as=None,
        status="abstained" if text is None else "answered",
        answer=text,
        sentences=(),
        confidence=confidence,
        citations=citations,
        alternatives=alternatives,
        nearest=nearest,
        unsupported=(),
        reason="not_found" if text is None else None,
        message=None,
        undated_left_out=0,
        written=None,
        provenance=Provenance("reader", "sha256:0", "1"),
    )


def written(
    *said: tuple[str, tuple[int, ...]],
    citations: tuple[Citation, ...] = (),
    taken_out: tuple[str, ...] = (),
    tokens: int | None = 20,
) -> Answer:
    """Return what a language model wrote: sentences with the numbers of their quotes, and why others were taken out.

    The first token came after 500 milliseconds, the others in two seconds.
    """
    text = " ".join(sentence for sentence, _ in said)
    spans = [(text.index(sentence), sentence, numbers) for sentence, numbers in said]
    return replace(
        answer(text or None, *citations),
        sentences=tuple(Sentence(start, start + len(sentence), numbers) for start, sentence, numbers in spans),
        unsupported=tuple(Unsupported("It is so.", why) for why in taken_out),
        reason=None if said else "unsupported",
        written=Written(100, tokens, "stop", 5, 0),
        provenance=Provenance("ollama/small", "sha256:1", "1"),
        timings_ms=Timings(first_token=500.0, write=2000.0),
    )


def passage(start: int, end: int, n: int = 0) -> Passage:
    """Return a passage of the article `a`."""
    return Passage(f"a:0:{n}", "a", n, start, end, TEXT[start:end])


def judged(case: Case, answer: Answer, *passages: Passage) -> Judgement:
    """Return the judgement of an answer on the article `a`."""
    return judge(case, answer, passages, {"a": TEXT}.__getitem__)


def record(case: Case, answer: Answer, *passages: Passage, latency_ms: float = 1.0) -> Record:
    """Return the record of an answer on the article `a`."""
    return Record(case, answer, latency_ms, judged(case, answer, *passages))
