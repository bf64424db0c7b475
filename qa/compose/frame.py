"""Frame: what every answer to one question says, whatever the answer is."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer import Alternative, Answer, Citation, Provenance, Reason, Sentence, Unsupported, Written

MESSAGES: dict[Reason, str] = {
    "empty_index": "Nothing is indexed yet. Index articles first: qa index PATH",
    "nothing_retrieved": "I found no passage that answers this: no article passes the filters.",
    "not_found": "I found no passage that answers this.",
    "unsupported": "I found no passage that answers this: what was answered does not stand.",
    "needs_language_model": "No single quote can answer this: it needs a language model (see `qa models`).",
    "language": "I can read questions in English only. Ask it in English.",
    "not_a_question": 'That is no question. Ask for example: "When did the offensive start?"',
}


@dataclass(frozen=True)
class Frame:
    """What every answer to one question says, whatever the answer is.

    Attributes:
        question: as asked.
        understood_as: the standalone question.
        undated: articles that a date filter left out because they have no date.
        provenance: what answers.
        unsupported: what a language model wrote and the checks took out, told whoever answers in the end.
        written: what a language model was given and wrote, or None where none was asked.
    """

    question: str
    understood_as: str
    undated: int
    provenance: Provenance
    unsupported: tuple[Unsupported, ...] = ()
    written: Written | None = None

    def answer(
        self,
        text: str | None = None,
        sentences: tuple[Sentence, ...] = (),
        confidence: float | None = None,
        citations: tuple[Citation, ...] = (),
        alternatives: tuple[Alternative, ...] = (),
        nearest: tuple[Citation, ...] = (),
        reason: Reason | None = None,
    ) -> Answer:
        """Return an answer to the question, or the abstention that a reason makes."""
        return Answer(
            question=self.question,
            understood_as=self.understood_as if self.understood_as.casefold() != self.question.casefold() else None,
            status="abstained" if reason else "answered",
            answer=text,
            sentences=sentences,
            confidence=confidence,
            citations=citations,
            alternatives=alternatives,
            nearest=nearest,
            unsupported=self.unsupported,
            reason=reason,
            message=" ".join(_notes(reason, self)) or None,
            undated_left_out=self.undated,
            written=self.written,
            provenance=self.provenance,
        )


def _notes(reason: Reason | None, frame: Frame) -> list[str]:
    """Return what to tell a person of an abstention and of what was left out."""
    undated, written = frame.undated, frame.written
    notes = [MESSAGES[reason]] if reason else []
    if reason == "unsupported" and frame.unsupported:
        notes = [f"{MESSAGES[reason][:-1]}: {frame.unsupported[0].why}."]
    if undated:
        articles = "1 article without a date was" if undated == 1 else f"{undated} articles without a date were"
        notes.append(f"{articles} left out by the date filter.")
    if written and written.passages_left_out:
        passages = written.passages + written.passages_left_out
        notes.append(f"The model was shown {written.passages} of {passages} passages: no more fits into its window.")
    if written and written.finished == "length":
        notes.append("The model was stopped at the longest answer; what it had not finished is left out.")
    return notes
