"""Variants: the last question asked of another time, or of something else: "who was it before?", "and on the bus?".

No capitals are needed: what takes whose place is told by the preposition, else by what it is most like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.words import ARTICLES, FUNCTION_WORDS, PREPOSITIONS
from qa.calendar.asked import asked_time
from qa.understand.referents import ENDS_PHRASE, Kinds, named_in

_HOW = "many|much|long|far|old|often|tall|high|deep|wide|big|large|heavy|fast"
WH = rf"(?:who|whom|whose|when|where|which|what|why|how(?: (?:{_HOW}))?)"
"""Pattern of a question word."""
LIKE = 0.3
"""Cosine of two phrases of one kind at least: of "a child" and "an adult single" .33, of "a dog" and "adults" .07."""

_THEN = re.compile(
    rf"^(?:(?P<asks>{WH}) (?:is|was|are|were) (?:it|that|they|this)\s+)?"
    r"(?P<time>before(?: that)?|earlier|previously|.+?)\s*[?.!]*$",
    re.I,
)
_OF_ANOTHER = re.compile(
    rf"^(?:(?:what|how) about\s+)?(?:(?P<joint>{'|'.join(sorted(PREPOSITIONS))}|according to)\s+)?"
    rf"(?P<rest>(?!(?:{'|'.join(sorted(FUNCTION_WORDS - ARTICLES))})\b)(?:[\w'’-]+ ){{0,4}}[\w'’-]+)\s*[?.!]*$",
    re.I,
)
_JOINT = rf"\b(?P<joint>according to|{'|'.join(sorted(PREPOSITIONS))})\s+"
_OBJECT = re.compile(
    rf"(?:{_JOINT}(?P<determiner>(?:the|an?|this|that|these|those)\s+)?|\b(?P<alone>the|an?|this|that|these|those)\s+)"
    r"(?P<words>[\w'’-]+(?:\s+[\w'’-]+){0,4})",
    re.I,
)


def of_another_time(bare: str, questions: Sequence[str]) -> str | None:
    """Return the last question asked of another time: "and in 2020?"; "who was it before?" the last one for a person.

    Args:
        bare: what is asked.
        questions: that were asked before, oldest first, at least one.
    """
    found = _THEN.match(bare)
    if found is None:
        return None
    time, asks = found["time"], (found["asks"] or "").lower()
    before = next((one for one in reversed(questions) if re.match(rf"\W*{asks}\b", one, re.I)), questions[-1])
    if not re.match(r"before|earlier|previously", time, re.I):
        asked = asked_time(time, None)
        if asked is None or asked.words.lower() != time.lower():
            return None
    own = asked_time(before, None)
    if own:
        before = " ".join(before.replace(own.words, " ", 1).split())
    return f"{before.rstrip('? ')} {time.removesuffix(' that')}?"


def of_another(bare: str, before: str, kinds: Kinds | None) -> list[str]:
    """Return the last question with something else in the place of the phrase of it that it is most like.

    A phrase with a preposition takes the place of one with the same; where there is none, it stands behind the
    question, or in the place of one that it is like.
    """
    found = _OF_ANOTHER.match(bare)
    if found is None or re.search(rf"\b{WH}\b", found["rest"], re.I):
        return []
    new, joint = found["rest"], (found["joint"] or "").lower()
    every = objects(before)
    old = [one for one in every if one.joint == joint] if joint else every
    behind = [] if old or not joint else [f"{before.rstrip('? ')} {joint} {new}?"]
    old = old or (every if kinds else [])
    alike = kinds.alike(new, [one.words for one in old]) if kinds and old else [1.0] * len(old)
    order = sorted((n for n in range(len(old)) if not behind or alike[n] >= LIKE), key=lambda n: -alike[n])
    return [*(f"{before[: old[n].start]}{new}{before[old[n].end :]}" for n in order), *behind]


@dataclass(frozen=True)
class Phrase:
    """A noun phrase of a question: question[start:end], and the preposition before it, or ""."""

    words: str
    start: int
    end: int
    joint: str = ""


def objects(question: str) -> list[Phrase]:
    """Return the noun phrases of a question: with a determiner, behind a preposition, and names."""
    found: dict[int, Phrase] = {}
    at = _OBJECT.search(question)
    while at:
        words = list(re.finditer(r"[\w'’-]+", at["words"]))
        said = list(takewhile(lambda word: word.group().lower() not in ENDS_PHRASE, words))
        if not (at["determiner"] or at["alone"]):  # what follows one word, and is no name, may be the verb
            said = said[:1] + list(takewhile(lambda word: word.group()[0].isupper(), said[1:]))
        start = min(at.start(name) for name in ("determiner", "alone", "words") if at[name])
        end = at.start("words") + (said[-1].end() if said else 0)
        if said:
            found[end] = Phrase(question[start:end], start, end, (at["joint"] or "").lower())
        at = _OBJECT.search(question, end)
    for name in named_in(question):
        start = question.index(name)
        if not any(one.start <= start < one.end for one in found.values()):
            found[start + len(name)] = Phrase(name, start, start + len(name))
    return sorted(found.values(), key=lambda phrase: phrase.start)
