"""Sentences: the answer that makes what a language model wrote, as far as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Alternative, Answer, DatedValue, Reason
from qa.check.curve import Curve, Signs
from qa.check.verifier import BESIDE, NOTHING_SAID, Verdict
from qa.compose.alternatives import alternatives_of, versions_of
from qa.compose.disputes import dispute
from qa.compose.frame import Frame
from qa.compose.joined import joined
from qa.quotes import Quoter, number
from qa.read.spans import Value
from qa.text.same import stands_in

SUPERSEDED = "Another value holds for the time that is asked about:"
"""Before the value that the reader found, where a language model wrote one of another time."""


def from_sentences(
    frame: Frame,
    sentences: Sequence[Verdict],
    values: Sequence[Value],
    quoter: Quoter,
    least: float,
    signs: Signs | None,
    curve: Curve | None,
) -> Answer | Reason:
    """Return the answer that the sentences make which stand, or why there is none.

    Args:
        frame: of the question.
        sentences: that a language model wrote, as `hold` leaves them.
        values: what the reader found; one that it is sure of and that the answer lacks is told as another one.
        quoter: makes the quotes of those.
        least: confidence that an answer must have where one is stated, 0 to 1.
        signs: what tells of the answer's being right; None where nothing stands.
        curve: of the language model, or None where it states no confidence.
    """
    standing = [one for one in sentences if one.why is None]
    if signs is None:
        return "not_found" if all(one.why in (NOTHING_SAID, BESIDE) for one in sentences) else "unsupported"
    confidence = round(curve.confidence(signs), 3) if curve else None
    if confidence is not None and confidence < least:
        return "not_found"
    numbered, citations = number([one.all_quotes for one in standing])
    text, spans = joined(zip([one.told for one in standing], numbered, strict=True))
    others = [value for value in values if value.confidence >= least and not stands_in(value.text, text)]
    alternatives = alternatives_of(others, quoter, len(citations))
    answer = frame.answer(text, spans, confidence, citations, alternatives)
    best = next((value for value in values if value.rivals), None)
    if best and any(stands_in(one.text, text) for one in (best, *best.rivals)):
        return _numbered(replace(answer, disputed=dispute(best, quoter)))
    versions = values[0].versions if values else ()
    if not any(stands_in(version.text, text) for version in versions):
        return answer
    meant = None if stands_in(values[0].text, text) else f"{SUPERSEDED} {values[0].text}."
    message = " ".join(filter(None, (answer.message, meant)))
    return _numbered(replace(answer, values=versions_of(versions, quoter, 0), message=message or None))


def _numbered(answer: Answer) -> Answer:
    """Return an answer whose other values' quotes are numbered on; one that a sentence stands on keeps its number."""
    others: list[Alternative | DatedValue] = [*answer.alternatives, *answer.values, *answer.disputed]
    (_, *numbered), _ = number([answer.citations, *(other.citations for other in others)])
    told = iter(numbered)
    return replace(
        answer,
        alternatives=tuple(replace(other, citations=next(told)) for other in answer.alternatives),
        values=tuple(replace(other, citations=next(told)) for other in answer.values),
        disputed=tuple(replace(other, citations=next(told)) for other in answer.disputed),
    )


def signs_of(sentences: Sequence[Verdict], logprobs: Sequence[float], values: Sequence[Value]) -> Signs | None:
    """Return what tells of a written answer's being right; None where no sentence stands.

    Args:
        sentences: of the model, in order.
        logprobs: of its tokens.
        values: what the reader found, surest first.
    """
    standing = [one for one in sentences if one.why is None]
    if not standing:
        return None
    _, citations = number([one.quotes for one in standing])
    text = " ".join(one.text for one in standing)
    agreement = 0.0
    if values:
        agreement = values[0].confidence if stands_in(values[0].text, text) else -values[0].confidence
    scores = [one.score for one in standing]
    return Signs.of(logprobs, scores, len(standing), len(sentences) - len(standing), len(citations), agreement)
