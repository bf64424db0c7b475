"""Denials: what a text says is not so, or was withdrawn, answers no question that takes it for granted.

By the verbs of denying, "not", and what calls the words before it untrue; nothing is parsed. "Not until" and "not only"
deny nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.corrections import topic_of, values
from index.sentences import Bounds, sentence_at, sentence_spans
from index.words import DENIES, NOT, UNTRUE
from qa.read.same import stands_in
from qa.search import Hit
from qa.words import Wording

LEAST = 0.5
"""Share of the question's words that what is denied holds at least, of those that its sentence has nowhere else."""
RETOLD = 0.5
"""Share of the words of what another article denies that a sentence holds at least, to be what is denied there."""

_DENIED = re.compile(rf"\b(?P<verb>{DENIES})\b(?P<rest>[^;]*?)(?=;|,? but\b|$)", re.I)
_NEGATED = re.compile(
    r"(?:\b\w+n['’]t|\b(?:would|will|did|does|do|had|has|have|was|were|is|are|could|can|should)(?: \w+)? not|\bnever|"
    r"\bcannot)\s(?!only\b|just\b|merely\b|yet\b)(?P<rest>[^,;:]*?)(?=[,;:]|\b(?:but|while|and)\b|$)",
    re.I,
)
_UNTRUE = re.compile(rf"(?P<rest>\b(?:that|of)\b[^;]*?)\b{UNTRUE}\b", re.I)
_UNLESS = re.compile(r"\b(?:until|before|unless|more than|less than|fewer than)\b", re.I)
_ASKS = re.compile(rf"\b(?:{DENIES}|{NOT}|false|untrue|rumou?r\w*|claim\w*|alleg\w+)\b|n['’]t\b", re.I)


@dataclass(frozen=True)
class Denial:
    """What a sentence says is not so.

    Attributes:
        start: where it begins in the sentence.
        end: one past its last.
        whole: whether the sentence tells of nothing but the denial, so that nothing in it answers.
    """

    start: int
    end: int
    whole: bool


def denials(sentence: str) -> Iterator[Denial]:
    """Yield what a sentence says is not so."""
    for pattern, whole in ((_DENIED, True), (_UNTRUE, True), (_NEGATED, False)):
        for found in pattern.finditer(sentence):
            if whole or not _UNLESS.search(found["rest"]):
                yield Denial(*found.span("rest"), whole)


def is_denied(question: str, sentence: str, place: Bounds) -> bool:
    """Whether a value in a sentence would answer the question with what the sentence denies."""
    if _ASKS.search(question):
        return False
    wording = Wording(question)
    for denial in denials(sentence):
        # Who it is about may stand before the denial; what is told of them must stand in it.
        left = wording.besides(sentence[: denial.start] + sentence[denial.end :])
        inside = denial.start <= place[0] and place[1] <= denial.end
        if left.says and left.covered(sentence[denial.start : denial.end]) >= LEAST and (inside or denial.whole):
            return True
    return False


@dataclass(frozen=True)
class Withdrawn:
    """What an article says is not so, held against what other articles say."""

    hit: Hit
    text: str

    def covers(self, question: str, hit: Hit, sentence: str, place: Bounds) -> bool:
        """Whether a value in a sentence of another article, that is not later, is what is not so."""
        mine, theirs = self.hit.article, hit.article
        if mine.id == theirs.id or (
            mine.published and theirs.published and theirs.published[:10] > mine.published[:10]
        ):
            return False
        topic = topic_of(self.text)
        there = topic_of(f"{theirs.title}\n{sentence}")
        if not topic or len(topic & there) < RETOLD * len(topic) or Wording(question).covered(self.text) < LEAST:
            return False
        own = values(sentence, *place)
        rivals = [value for value in values(self.text, 0, len(self.text)) if own and value.kind == own[0].kind]
        return not rivals or any(stands_in(rival.text, sentence) for rival in rivals)


def withdrawn(question: str, hits: Sequence[Hit]) -> list[Withdrawn]:
    """Return what the passages say is not so; nothing where the question asks for that."""
    if _ASKS.search(question):
        return []
    found = []
    for hit in hits:
        seen = hit.passage.view.text
        if not (_DENIED.search(seen) or _UNTRUE.search(seen)):
            continue
        spans = sentence_spans_of(hit)
        for start, end in spans:
            found += [
                Withdrawn(hit, seen[start + one.start : start + one.end])
                for one in denials(seen[start:end])
                if one.whole
            ]
    return found


def sentence_spans_of(hit: Hit) -> list[Bounds]:
    """Return the places of the sentences in the view of a passage."""
    return sentence_spans(hit.passage.view.text)


def sentence_of(hit: Hit, place: Bounds) -> tuple[str, Bounds]:
    """Return the sentence of a place in the view of a passage, and the place in it."""
    start, end = sentence_at(sentence_spans_of(hit), *place)
    return hit.passage.view.text[start:end], (place[0] - start, place[1] - start)
