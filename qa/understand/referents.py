"""Referents: what was spoken of and may be what a word stands for, by kind and by turn.

Of what kind a name is, an embedder knows: the name lies nearer to one of two descriptions than to the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.names import names_in
from index.words import AUXILIARIES, CONJUNCTIONS, MONTHS, PREPOSITIONS, QUESTION_WORDS
from qa.question import Turn

PERSON = ("a person", "a company, a place, a thing")
WOMAN = ("She is a woman.", "He is a man.")
OPEN = 0.1
"""Where the sides differ by less, nothing is told. Of 60 first names 17 are open then and none is taken wrongly, of 50
names of persons and things 26 are open and none is; without it, 4 of each are."""

_DAY = re.compile(rf"\b(?:{'|'.join(name.title() for name in MONTHS)}|\w+day)\b|\b[12]\d{{3}}\b")
CHUNK = re.compile(r"\b(?P<determiner>the|a|an|this|that|these|those)\s+(?P<words>[\w'’-]+(?:\s+[\w'’-]+){0,5})", re.I)
"""A noun phrase with its determiner, and what follows it."""
ENDS_PHRASE = (
    {"according"}
    | PREPOSITIONS
    | CONJUNCTIONS
    | QUESTION_WORDS
    | AUXILIARIES
    | {"against", "be", "been", "being", "not", "that"}
)
_WHO_IS = re.compile(r"\bwho (?:is|was|are|were) (?=the\b)", re.I)
_WHO_UNKNOWN = re.compile(r"^\W*(?:\w+ )?who(?:['’]s| is| was) (?P<who>the [^?]+?)\W*$", re.I)
_EXPLAINED = re.compile(
    r"^\W*(?:\w+ )?[Ww]hat(?:['’]s| is| was| are| were) (?P<thing>(?!(?:the|an?) )(?=.*(?:[A-Z]|\d))[^?,]+?)\W*$"
)
_THING = re.compile(r"^\W*(?:\w+ )?(?:which|what)\b", re.I)
_NAMED = re.compile(rf"{_THING.pattern}|^\W*(?:\w+ )?whom?\b", re.I)
_COUNTED = re.compile(r"\bhow many (?:of the |other |more )?(?P<noun>[^\W\d_]+)", re.I)
_PLACE_ASKED = re.compile(r"\b(?:where|(?:which|what) (?:city|country|town|place|province|state|region))\b", re.I)
LONGEST = 8
"""Words of an answer that may be spoken of."""
_PLURAL = re.compile(r"(?:[^s]s|people|men|women|children|police)$")
_SHE = frozenset("she her hers".split())


class Kinds:
    """Tells of what kind a name is.

    Args:
        embed: gives a unit vector for each text.
    """

    def __init__(self, embed: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._embed = embed
        self._sides = lru_cache(maxsize=1024)(self._measured)

    @cached_property
    def _axes(self) -> NDArray[np.float32]:
        ends = self._embed([*PERSON, *WOMAN])
        return np.stack([ends[0] - ends[1], ends[2] - ends[3]])

    def person(self, name: str) -> float:
        """Return whether a name is a person's: 1 or 0, 0.5 where that is open."""
        return self._sides(name)[0]

    def woman(self, name: str) -> float:
        """Return whether a person's name is a woman's: 1 or 0, 0.5 where that is open."""
        return self._sides(name)[1]

    def alike(self, phrase: str, others: Sequence[str]) -> list[float]:
        """Return how like others a phrase is, as cosines."""
        own, *vectors = self._embed([phrase, *others])
        return [float(own @ vector) for vector in vectors]

    def _measured(self, name: str) -> tuple[float, float]:
        whole, first = self._embed([name, name if name.startswith("the ") else name.split()[0]]) @ self._axes.T
        return _side(whole[0]), _side((whole[1] + first[1]) / 2)


def _side(measured: float) -> float:
    return 0.5 if abs(measured) < OPEN else float(measured > 0)


def spoken_of(history: Sequence[Turn]) -> list[str]:
    """Return the names of the answers and questions so far, the last turn's first, each once and in full."""
    found: list[str] = []
    for turn in reversed(history):
        found += [name for name in (told(turn), *reversed(named_in(turn.question))) if name]
    return list(dict.fromkeys(in_full(name, found) for name in found))


def in_full(name: str, names: Sequence[str]) -> str:
    """Return the longest of some names that holds this one as a part: "Brandt" is "Lena Brandt"."""
    part = re.compile(rf"\b{re.escape(name.removeprefix('the '))}\b")
    return max((one for one in names if part.search(one)), key=len, default=name)


def people(word: str, history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return whom he or she may stand for: of those who fit best, the last spoken of first."""
    names = spoken_of(history)
    asked_who = {told(turn) for turn in history if re.search(r"\bwhom?\b", turn.question, re.I)}
    latest = spoken_of(history[-1:])
    unknown = _WHO_UNKNOWN.match(history[-1].question) if not history[-1].answer else None
    if unknown:  # an office stands for who holds it
        return [unknown["who"]]
    if kinds is None:
        return names[:1]
    she = word.lower() in _SHE
    unlike = {
        name: abs(kinds.woman(name) - she)
        + (1 - kinds.person(name)) * (0.5 if name in asked_who else 1)
        + (0 if name in latest else 0.25)
        for name in names
    }
    return [name for name in names if unlike[name] == min(unlike.values())]


def things(history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return what it may stand for, likeliest first: what is no person, of the last turns first.

    What was asked about comes before the answer, but for one that was asked for as a thing ("which tug?").
    """
    found: dict[str, float] = {}
    for turn in reversed(history):
        answer = {name: _person(name, kinds) for name in (told(turn),) if name}
        asked = {name: _person(name, kinds) for name in topics(turn.question)}
        if explained := _EXPLAINED.match(turn.question):  # by the answer, which is none of it
            answer, asked = {}, {explained["thing"]: 0.0}
        if _THING.match(turn.question):
            answer = dict.fromkeys(answer, 0.0)
        found = found | ({**answer, **asked} if _NAMED.match(turn.question) else {**asked, **answer})
    return sorted((name for name in found if found[name] < 1), key=lambda name: found[name]) or list(found)


def several(history: Sequence[Turn]) -> list[str]:
    """Return what they may stand for, likeliest first: who was answered last, then what is counted or a plural."""
    found = []
    for turn in reversed(history):
        counted = _COUNTED.search(turn.question)
        found += [f"the {counted['noun']}" if counted else None, *topics(turn.question)[:1], told(turn)]
    names = [name for name in found if name]
    last = [name for name in (told(history[-1]),) if name]
    return [*last, *sorted(names, key=lambda name: not _PLURAL.search(name.split(" of ")[0]))]


def places(history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return what there may stand for, likeliest first: what no person is called."""
    found = []
    for turn in reversed(history):
        answer = [name for name in (name_of(turn.answer), *named_in(turn.answer)) if name]
        asked = named_in(turn.question)[::-1]
        found += [*answer, *asked] if turn is history[-1] and _PLACE_ASKED.search(turn.question) else asked
    found += [name for turn in reversed(history) if (name := name_of(turn.answer))]
    return [name for name in found if _person(name, kinds) < 1]


def told(turn: Turn) -> str | None:
    """Return what was answered, where it is a name, or where a person or a thing was asked for and it is one."""
    phrase = turn.answer.strip(" .,;:\"'“”")
    if (name := name_of(turn.answer)) or not _NAMED.match(turn.question) or len(phrase.split()) > LONGEST:
        return name
    return re.sub(r"^an? ", "the ", phrase, flags=re.I) if re.match(r"(?:an?|the) ", phrase, re.I) else None


def asked_for(question: str) -> bool:
    """Whether a person or a thing is asked for, not a time, a place or a number."""
    return _NAMED.match(question) is not None


def _person(name: str, kinds: Kinds | None) -> float:
    return kinds.person(name) if kinds and named_in(name) else 0.0


def topics(question: str) -> list[str]:
    """Return what a question may be about: its noun phrases with a determiner, then its names; not who is asked for."""
    who = _WHO_IS.search(question)
    start = who.end() + len("the ") if who else 0
    phrases = [phrase for at, phrase in _phrases(question) if at >= start]
    names = [name for name in reversed(named_in(question)) if not any(name in phrase for phrase in phrases)]
    return [*phrases, *(f"the {name}" if f"the {name}" in question else name for name in names)]


def _phrases(question: str) -> Iterator[tuple[int, str]]:
    for found in CHUNK.finditer(question):
        words: list[str] = []
        for word in found["words"].split():
            if word.lower() in ENDS_PHRASE:
                break
            words.append(word)
        before = question[: found.start()].split()
        subject = bool(before) and before[-1].lower() in AUXILIARIES
        ended = len(words) < len(found["words"].split()) and found["words"].split()[len(words)].lower() in AUXILIARIES
        if subject and not ended and len(words) > 1:
            words = words[:-1]
        if words and words[-1].lower() not in ("year", "day", "date", "time"):
            yield found.start(), f"the {' '.join(words)}"
            named = named_in(" ".join(words))[:1]  # "the Halcyon run": what follows a name may be its verb
            if named and words[: len(named[0].split())] == named[0].split() != words:
                yield found.start(), f"the {named[0]}"


def name_of(answer: str) -> str | None:
    """Return the answer if it is a name (not a date, a number or a clause), without the abbreviation behind it."""
    text = re.sub(r"\s*\([^)]*\)", "", answer).strip(" .,;:\"'“”")
    words = text.split()
    named = sum(word[:1].isupper() for word in words)
    dated = is_dated(text)
    return text if words and len(words) <= 10 and named and 2 * named >= len(words) and not dated else None


def is_dated(text: str) -> bool:
    """Whether a text begins with a day, or holds a figure."""
    return bool(re.search(r"\d", text) or _DAY.match(text))


def is_day(text: str) -> bool:
    """Whether a text holds a day."""
    return _DAY.search(text) is not None


def named_in(question: str) -> list[str]:
    """Return the names in a question, in order; those that "and" joins are one, which "they" may stand for."""
    return names_in(question, groups=True)
