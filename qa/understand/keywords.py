"""Keywords: a few words typed in place of a question, "ferry fire dead", that do not say what kind of thing is wanted.

A first word that names a kind of thing says it: "city hit by airstrikes" asks which city. Else they may ask for a
thing, a time, a place or a number: which of these the articles answer is for the reader to find.
"""

from __future__ import annotations

import re

from index.words import AUXILIARIES, CONJUNCTIONS, KINDS, OFFICES, QUESTION_WORDS, REQUESTS
from qa.text.wording import stem
from qa.understand.kind import asks

MOST = 10
"""Words of what may be keywords."""
ASKING = ("what", "when did", "where did", "how many")
"""What keywords may ask for."""

_ASKS = QUESTION_WORDS | AUXILIARIES
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_HOLDER = re.compile(rf"\b(?:{OFFICES})$", re.I)
_KINDS = {stem(kind) for kind in KINDS}


def questions_of(keywords: str) -> tuple[str, ...]:
    """Return the questions that keywords may stand for; none where they are a question, or nothing that can be one."""
    words = [re.split("['’]", word.lower())[0] for word in _WORD.findall(keywords)]
    asked = asks(keywords)
    if (
        asked.refusal
        or asked.about
        or len(words) > MOST
        or words[0] in REQUESTS | CONJUNCTIONS
        or not _ASKS.isdisjoint(words)
    ):
        return ()
    plain = keywords.strip().rstrip("?. ")
    asking = ("which",) if stem(words[0]) in _KINDS else ("who is the",) if _HOLDER.search(plain) else ASKING
    return tuple(f"{one} {plain}?" for one in asking)
