"""Denial: what a sentence says is not so.

By negations, the verbs of denying and what calls the words before it untrue; nothing is parsed. What only sounds like a
denial ("not only", "no fewer", "not until") is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.words import CLAIMED, DENIES, NEGATES, UNTRUE
from qa.text import alignment
from qa.text.wording import stands_in

REACH = 5
"""Words behind a negation among which what it denies begins."""
NEAR = 4
"""Words of a denial, from its first one that says something, of which half must be asked for."""

_DENIES = re.compile(rf"\b(?:(?P<report>{DENIES})|{NEGATES})\b", re.I)
_UNTRUE = re.compile(rf"\b(?:that|of)\b(?P<rest>[^;]*?)\b{UNTRUE}\b", re.I)
_ENDS = {
    True: re.compile(r";|,? but\b|, wh(?:ich|o|ose)\b|$", re.I),
    False: re.compile(r"[,;:]|\b(?:but|while|and)\b|$", re.I),
}
"""Where what is denied ends: of a report, and of anything else."""
_NOT_REALLY = re.compile(
    r"\b(?:not (?:only|just|merely|least|yet)|no (?:fewer|less|more|later|longer|doubt|matter)|nothing but|"
    r"(?:little|few) (?:to|or) no|whether or not|not to mention|never(?:theless| before)|"
    r"(?:not|never|cannot|no|\w+n['’]t)\b(?= (?:[\w’'-]+ ){0,6}(?:until|unless|before|(?:more|less|fewer) than)\b))",
    re.I,
)
_BE = r"(?<!there )(?<!There )\b(?:is|are|was|were)"
_IS_NOT = re.compile(rf"(?:(?:{_BE}|(?:it|that|this)['’]s) (?:\w+ly )?not|{_BE}n['’]t)$", re.I)
_NOUN = re.compile(r"\s+(?:the|an?)\b", re.I)
_CIRCUMSTANCE = re.compile(r"\b(?:over|because|after|before|during|on|in|at|by|since|until|despite|when|if|as)\b", re.I)
_BY_WHOM = re.compile(r"(?:\w+(?:ed|wn)|turned down) by\b", re.I)
"""What follows a verb of which what stands before it is denied: "was rejected by the council"."""
_KNOWS = re.compile(rf"\b(?:{CLAIMED})\b", re.I)


@dataclass(frozen=True)
class Denial:
    """What is not so: [start, end) of a sentence.

    Attributes:
        start: its first code point.
        end: one past its last.
        head: the stem of its first word that says something, "" where none does.
        report: whether it is what somebody said, so that nothing else in the sentence is told of it either.
    """

    start: int
    end: int
    head: str
    report: bool


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Denial, ...]:
    """Return what a sentence says is not so."""
    plain = _NOT_REALLY.sub(lambda found: "x" * len(found.group()), text)
    made = [Denial(*found.span("rest"), _head(found["rest"]), report=True) for found in _UNTRUE.finditer(plain)]
    for found in (one for one in _DENIES.finditer(plain) if not _BY_WHOM.match(plain, one.start())):
        report = found["report"] is not None
        end = _ENDS[report].search(plain, found.end())
        last = end.start() if end else len(plain)
        made.append(Denial(found.end(), last, _head(plain[found.end() : last]), report))
    return tuple(made)


def denied_words(text: str) -> list[str]:
    """Return the stems of what a text denies: of each denial, the first word that says something."""
    return [one.head for one in denials(text) if one.head]


def contradicts(text: str, asked: frozenset[str]) -> bool:
    """Whether a text denies what some stems tell: the first word of a denial, and half of those behind it.

    "Not charged with lobbying" denies no other charge, and what something is not is no denial of it: "it is not the
    game that we wanted".
    """
    return any(_tells(one, text, asked) for one in denials(text) if stands_in(one.head, asked))


def _tells(denial: Denial, text: str, asked: frozenset[str]) -> bool:
    if _IS_NOT.search(text[: denial.start]) and _NOUN.match(text, denial.start):
        return False
    denied = text[denial.start : denial.end]
    told = [word for word in alignment.content(denied) if not word.text[0].isupper()]
    first = next((n for n, word in enumerate(told) if word.stem == denial.head), len(told))
    beyond = _CIRCUMSTANCE.search(denied, told[first].end) if first < len(told) else None
    near = [word.stem for word in told[first:] if not beyond or word.end <= beyond.start()][:NEAR]
    return 2 * sum(stands_in(stem, asked) for stem in near) >= len(near)


def knows_of_denial(question: str) -> bool:
    """Whether a question asks of a denial, or of a mere claim, and takes nothing of it for granted."""
    return bool(denials(question)) or _KNOWS.search(question) is not None


def _head(denied: str) -> str:
    words = [word for word in alignment.words(denied)[:REACH] if word.content and not _DENIES.fullmatch(word.text)]
    common = [word for word in words if not word.text[0].isupper()]  # whom it is about may be said first
    return (common or words)[0].stem if words else ""
