"""Denied: what a question takes for granted, and the articles say is not so.

"When did the mayor resign?" takes for granted that the mayor resigned. The sentence of a value may deny that, the one
beside it, or any other of the passages. By what sentences deny (`qa/text/denial.py`) and the question's words in them;
what that does not see is no denial.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.names import names_in
from index.sentences import Bounds, sentence_spans
from index.values import topic_of, values
from index.words import EXCEPT, KINDS
from qa.read.network import PARAGRAPH
from qa.read.spans import Span, Value
from qa.search import Hit
from qa.text import alignment
from qa.text.denial import contradicts, denials, knows_of_denial
from qa.text.same import stands_in
from qa.text.wording import Wording
from qa.understand.kind import asks, takes_nothing_for_granted

LEAST = 0.5
"""Share of the question's words that a denial tells at least: of a value's sentence, those that stand nowhere else in
it; of another one, by their rarity, with its title."""
RETOLD = 0.5
"""Share of the words of what another article denies that a sentence holds at least, to be what is denied there."""

_EXCEPT, _ONLY = re.compile(rf"\b(?:{EXCEPT})\b", re.I), re.compile(rf"(?:only|{EXCEPT}) (?:the )?", re.I)
_KIND = re.compile(rf"\b(?:(?<=which )|(?<=what ))(?:{'|'.join(KINDS)})\b", re.I)
"""What is asked for, and no verb: "which state"."""
_WHOM = re.compile(r"\s+(?:the|its|his|her|their)\s+(?P<first>[^\W_]+)")


def is_denied(question: str, sentence: str, place: Bounds) -> bool:
    """Whether a sentence tells what is asked for as a report that is denied, and a value not behind that."""
    if knows_of_denial(question):
        return False
    wording = Wording(question)
    for denial in (one for one in denials(sentence) if one.report and place[0] < one.end):
        # Who it is about may stand before the denial; what is told of them must stand in it.
        left = wording.besides(sentence[: denial.start] + sentence[denial.end :])
        if left.says and left.covered(sentence[denial.start : denial.end]) >= LEAST:
            return True
    return False


def is_denied_beside(question: str, text: str, place: Bounds) -> bool:
    """Whether a sentence tells of others than whom a question names: by its exception, or the denial beside it.

    Args:
        question: standalone.
        text: the view of a passage.
        place: of a value in it.
    """
    if asks(question).want == "number":  # which "none" answers
        return False
    sentences = sentence_spans(text)
    n = next((n for n, (_, end) in enumerate(sentences) if place[0] < end), 0)
    own, names, asked = text[slice(*sentences[n])], names_in(question), alignment.stems([question])
    excepted = None if _EXCEPT.search(question) else _EXCEPT.search(own)
    if excepted and any(own.find(name) >= excepted.end() for name in names):
        return True
    if excepted and not knows_of_denial(question):
        whom = _WHOM.match(own, excepted.end())
        if whom and alignment.stems([whom["first"]]) <= asked - alignment.stems([own[: excepted.start()]]):
            return True
    for start, end in sentences[max(n - 1, 0) : n + 2]:
        beside = text[start:end]
        if beside == own or PARAGRAPH in text[min(end, sentences[n][1]) : max(start, sentences[n][0])]:
            continue
        for at in (beside.find(name) for name in names if name in beside and name not in own):
            if _ONLY.fullmatch(beside, 0, at):
                return True
            if any(one.head in asked or (not one.head and at < one.start) for one in denials(beside)):
                return True
    return False


def denies(question: str, hits: Sequence[Hit], value: Value) -> bool:
    """Return whether the passages deny what a value would answer. A number is not denied: "none" answers "how many".

    Args:
        question: standalone.
        hits: the passages that were found for it, best first.
        value: that was found.
    """
    return asks(question).want != "number" and contradiction(question, hits, value.spans[0]) is not None


def contradiction(question: str, hits: Sequence[Hit], answered: Span | None = None) -> tuple[Hit, Bounds] | None:
    """Return the sentence that contradicts what a question takes for granted, or None: what yes or no answers does not.

    Args:
        question: standalone.
        hits: the passages that were found for it, best first.
        answered: the span that would answer it, where one was found: a sentence contradicts it only where it tells more
            of the question than the span's own, or is that one.

    Returns:
        The passage and the place of the sentence in its article's text.
    """
    if knows_of_denial(question) or takes_nothing_for_granted(question):
        return None
    words = alignment.content(_KIND.sub("", question))
    # What a name does may be denied, not the name.
    asked = frozenset(word.stem for word in words if not word.text[:1].isupper())
    own = answered.sentence[0] if answered else ""
    best, most = None, _told(words, answered.hit, own) if answered else 0.0
    for hit in hits:
        seen = hit.passage.view
        for start, end in sentence_spans(seen.text):
            sentence = seen.text[start:end]
            if not contradicts(sentence, asked):
                continue
            told = _told(words, hit, sentence)
            if told >= LEAST and (told > most or (best is None and sentence == own)):
                first, last = seen.stored(start, end)
                best, most = (hit, (hit.passage.start + first, hit.passage.start + last)), max(told, most)
    return best


def _told(words: Sequence[alignment.Word], hit: Hit, sentence: str) -> float:
    return alignment.coverage(words, alignment.stems([hit.article.title, sentence]))


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
    texts = [] if knows_of_denial(question) else [(hit, hit.passage.view.text) for hit in hits]
    return [
        Withdrawn(hit, sentence[one.start : one.end])
        for hit, seen in texts
        for sentence in (seen[start:end] for start, end in sentence_spans(seen))
        for one in denials(sentence)
        if one.report
    ]
