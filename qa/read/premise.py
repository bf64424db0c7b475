"""Premises: what a question takes for granted, and a sentence of an article that says the contrary.

"When did the mayor resign?" takes for granted that the mayor resigned. A sentence that tells of the same and has one of
the question's words under a negation contradicts it. Rules on words and their order; what they do not see is no
contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sentences import Bounds, sentence_spans
from qa.check import alignment
from qa.check.contradiction import denied_words
from qa.read.spans import Span, Value
from qa.search import Hit
from qa.understand.kind import asks
from qa.words import Wording, stands_in, stem

LEAST = 0.5
"""Share of the question's words, by their rarity, that a contradicting sentence tells with its title."""

_DENYING = frozenset(map(stem, "reject rejecting deny denying refuse refusing fail failing".split()))
_ASKING = re.compile(r"\b(?:how (?:many|much|long|old|far|high)|(?:which|what) [^\W\d_]+)\b", re.I)


def is_denied(question: str, hits: Sequence[Hit], value: Value) -> bool:
    """Return whether the passages deny what a value would answer. A number is not denied: "none" answers "how many".

    Args:
        question: standalone.
        hits: the passages that were found for it, best first.
        value: that was found.
    """
    return asks(question).want != "number" and contradiction(question, hits, value.spans[0]) is not None


def contradiction(question: str, hits: Sequence[Hit], answered: Span | None = None) -> tuple[Hit, Bounds] | None:
    """Return the sentence that contradicts what a question takes for granted, or None.

    Args:
        question: standalone.
        hits: the passages that were found for it, best first.
        answered: the span that would answer it, where one was found: a sentence contradicts it only where it tells more
            of the question than the span's own, or is that one.

    Returns:
        The passage and the place of the sentence in its article's text.
    """
    if denied_words(question):
        return None
    words = alignment.content(_ASKING.sub(" ", question))
    # What a name does may be denied, not the name; and who asks of a rejection knows of it.
    asked = frozenset(word.stem for word in words if not word.text[:1].isupper())
    if asked & _DENYING:
        return None
    own, least = ("", LEAST) if answered is None else _own(words, answered)
    best: tuple[float, Hit, Bounds] | None = None
    for hit in hits:
        seen = hit.passage.view
        for start, end in sentence_spans(seen.text):
            sentence = seen.text[start:end]
            if not any(stands_in(head, asked) for head in denied_words(sentence)):
                continue
            told = _told(words, hit, sentence)
            enough = told >= LEAST and (sentence == own or told > least or answered is None)
            if enough and (best is None or told > best[0]):
                first, last = seen.stored(start, end)
                best = (told, hit, (hit.passage.start + first, hit.passage.start + last))
    return best[1:] if best else None


def _own(words: Sequence[alignment.Word], answered: Span) -> tuple[str, float]:
    """Return the sentence of the span that answers, and how much of the question it tells."""
    sentence = Wording.around(answered.hit.passage.view.text, *answered.seen)
    return sentence, _told(words, answered.hit, sentence)


def _told(words: Sequence[alignment.Word], hit: Hit, sentence: str) -> float:
    return alignment.coverage(words, alignment.stems([hit.article.title, sentence]))
