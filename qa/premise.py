"""Premises: what a question takes for granted, and a sentence of an article that says the contrary.

"When did the mayor resign?" takes for granted that the mayor resigned. A sentence that tells of the same and has one of
the question's words under a negation, or its opposite, contradicts it. Rules on words and their order; what they do not
see is no contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sentences import Bounds, sentence_spans
from qa.check import alignment
from qa.check.contradiction import denied_words
from qa.search import Hit
from qa.words import Wording, stands_in

LEAST = 0.5
"""Share of the question's words, by their rarity, that a contradicting sentence tells with its title."""

_ASKING = re.compile(r"\b(?:how (?:many|much|long|old|far|high)|(?:which|what) [^\W\d_]+)\b", re.I)


def contradiction(question: str, hits: Sequence[Hit]) -> tuple[Hit, Bounds] | None:
    """Return the sentence that contradicts what a question takes for granted, or None.

    Args:
        question: standalone.
        hits: the passages that were found for it, best first.

    Returns:
        The passage and the place of the sentence in its article's text.
    """
    if denied_words(question):
        return None
    words = alignment.content(_ASKING.sub(" ", question))
    asked, wording = alignment.stems([question]), Wording(question)
    best: tuple[float, Hit, Bounds] | None = None
    for hit in hits:
        seen = hit.passage.view
        for start, end in sentence_spans(seen.text):
            sentence = seen.text[start:end]
            heads = denied_words(sentence)
            if not any(stands_in(head, asked) for head in heads) and not wording.opposed(sentence, seen.text):
                continue
            told = alignment.coverage(words, alignment.stems([hit.article.title, sentence]) | frozenset(heads))
            if told >= LEAST and (best is None or told > best[0]):
                first, last = seen.stored(start, end)
                best = (told, hit, (hit.passage.start + first, hit.passage.start + last))
    return best[1:] if best else None
