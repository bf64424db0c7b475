"""Namesakes: whether a sentence tells of another one who shares a name of the question, and not of that one.

"How old is Helena Drozd?" is not answered by "Pavel Drozd, 61, …", nor what the Farmers' Party did by what the Pirate
Party did. A name alone, or with a title before it, may be anybody's.
"""

from __future__ import annotations

import re

from index.names import names_in
from index.words import CALENDAR, OFFICES, PARTIES, PORTFOLIOS
from qa.text.nations import NATIONS
from qa.text.terms import ADDRESSES, normal

ALIKE = 2
"""Letters by which names that begin alike may be one's: "Joe", "Joseph"."""

_WORD = re.compile(r"[^\W\d_][\w-]*")
_LEANS = re.compile(r"\W*(?:it|its|he|his|she|her|they|their|this|these)\b", re.I)
"""How a sentence begins that tells of what the one before it does."""
_TITLE = re.compile(rf"{OFFICES}|{PORTFOLIOS}|{PARTIES}|judge|justice|sheriff|officer|sen|rep|gov|gen|prof|[a-z]", re.I)


def is_namesake(question: str, sentence: str, span: str) -> bool:
    """Return whether a sentence lacks a name of the question, but has its last word behind another first one.

    Args:
        question: standalone.
        sentence: that holds the span.
        span: which may be the other name, as in "Which descendant of Genghis Khan sacked it?".
    """
    if _LEANS.match(sentence):
        return False
    runs = [_WORD.findall(name) for name in names_in(sentence)]
    there = {word for run in runs for word in run}
    for name in names_in(question):
        first, *others = _WORD.findall(name) or [""]
        if not others or first in there or _is_title(first):
            continue
        before = [run[at - 1] if at else "" for run in runs for at, word in enumerate(run) if word == others[-1]]
        if before and not any(_may_be(one, name) or one in span for one in before):
            return True
    return False


def _may_be(word: str, name: str) -> bool:
    """Whether a word before the last one of a name may stand before it for the same one."""
    same = word.lower() in name.lower().split() or word[:ALIKE] == name[:ALIKE]
    return same or word.isupper() or _is_title(word)


def _is_title(word: str) -> bool:
    """Whether a word before a name tells not whose it is; nor does none."""
    form = normal(word)
    return not word or form in ADDRESSES or form in CALENDAR or form in NATIONS or _TITLE.fullmatch(word) is not None
