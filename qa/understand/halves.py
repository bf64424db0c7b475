"""Two questions in one: "When was the chapel built and who built it?"."""

from __future__ import annotations

import re

from index.words import AUXILIARIES, QUESTION_WORDS
from qa.understand.kind import Asked, asks

_WH = rf"(?:{'|'.join(sorted(QUESTION_WORDS))})"
_TWO = re.compile(
    rf"^(?P<first>(?:(?:in|on|at|by|for|from|to|with) )?{_WH}\b.+?)(?:,? and|[?.] (?:and )?)\s*(?P<second>{_WH}\b.+)$",
    re.I | re.S,
)
_BARE = re.compile(
    rf"(?:when|where|why|how(?: \w+)?) (?P<rest>(?:{'|'.join(AUXILIARIES)})\b.+?),? and "
    rf"(?P<wh>(?:(?:in|on|at|by|for|from|to|with|since) )?{_WH}(?: \w+)?)\W*",
    re.I | re.S,
)
"""A question whose second half is but what is wanted: "When was it built, and by whom?"."""
SHORTEST = 3
"""Words of a half at least: "when and where" is none."""


def halves(question: str) -> tuple[str, ...]:
    """Return the two questions in a question, each whole but for pronouns, or the question alone."""
    if bare := _BARE.fullmatch(question.strip()):
        first, second = question.strip()[: bare.end("rest")], f"{bare['wh']} {bare['rest']}"
        return f"{first}?", f"{second[:1].upper()}{second[1:]}?"
    found = _TWO.match(question.strip())
    if not found or min(len(half.split()) for half in found.groups()) < SHORTEST:
        return (question,)
    if found["first"].split()[-1].lower() in QUESTION_WORDS:
        return (question,)
    first, second = found["first"].strip(" ,?."), found["second"].strip(" ?.")
    return f"{first}?", f"{second[:1].upper()}{second[1:]}?"


def asks_first(question: str) -> Asked:
    """Return what a question asks for; of two in one, what the first asks for that a span can answer, if one does."""
    asked = [asks(half) for half in halves(question)]
    return next((one for one in asked if one.refusal is None), asked[0])
