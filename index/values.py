"""Values in a text, as corrections and denials give them: dates, times, numbers with what they count, and names.

By their form alone: a name is capitalised words, and one that begins a sentence must have two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.words import FUNCTION_WORDS, MAGNITUDES, MONTH, NUMBERS, OF_NOTICES, STOP_WORDS, TITLES, WEEKDAY, words_in

Kind = Literal["date", "time", "number", "name"]

_NUMBER = rf"(?:\d[\d.,]*\d|\d|\b(?:{'|'.join(NUMBERS)})\b(?:-\w+)?)(?:%|(?: (?:{'|'.join(MAGNITUDES)}))?)"
_VALUES: list[tuple[Kind, re.Pattern[str]]] = [
    ("time", re.compile(r"\b\d{1,2}(?::\d\d)+(?: ?[ap]\.?m\b)?", re.I)),
    (
        "date",
        re.compile(
            rf"\b(?:{WEEKDAY}, )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})\b|(?:{MONTH})\b\.? \d{{1,2}}\b)"
            rf"(?:,? \d{{4}})?|\b(?:{MONTH})\b(?: \d{{4}})?|\b(?:1[5-9]|20)\d\d\b(?! [a-z])|\b{WEEKDAY}\b",
            re.I,
        ),
    ),
    ("number", re.compile(rf"[$€£]?{_NUMBER}(?: (?!(?:{'|'.join(sorted(FUNCTION_WORDS | {'per'}))})\b)[a-z]+)?", re.I)),
    ("name", re.compile(r"\b[A-Z][\w'’-]*[a-z](?:(?: (?:of|de|van|von|al|the))? [A-Z][\w'’-]+)*")),
]
_AMOUNT = re.compile(rf"[$€£]?{_NUMBER}", re.I)
_ENDING = re.compile(r"(?:ing|ed|es|s|e|ly)$")


@dataclass(frozen=True)
class Value:
    """A value in a text: its kind, its words, and where they stand; nowhere in the text where `start` is -1."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def noun(self) -> str:
        """The word that a number counts, or ""."""
        return _AMOUNT.sub("", self.text, count=1).strip().casefold() if self.kind == "number" else ""

    @property
    def parts(self) -> frozenset[str]:
        """What a date is told by: year, day, month, weekday."""
        names = {"year": r"\d{4}", "day": r"\b\d\d?\b", "month": rf"\b(?:{MONTH})\b", "weekday": rf"\b{WEEKDAY}\b"}
        return frozenset(name for name, pattern in names.items() if re.search(pattern, self.text, re.I))


def values(text: str, start: int, end: int) -> list[Value]:
    """Return the values in `text[start:end]`, in order, none overlapping another."""
    found: list[Value] = []
    for kind, pattern in _VALUES:
        for match in pattern.finditer(text, start, end):
            place = match.span()
            if kind == "name" and (match.group().lower() in STOP_WORDS or match.group().lower() in TITLES):
                continue
            if kind == "date" and match.group()[0].islower():  # "may" is a verb
                continue
            if kind == "name" and place[0] == start and " " not in match.group():
                continue  # any word begins a sentence with a capital
            if not any(place[0] < other.end and other.start < place[1] for other in found):
                found.append(Value(kind, match.group(), *place))
    return sorted(found, key=lambda value: value.start)


def amount_of(text: str) -> str:
    """Return a value without the word that it counts: "30 boats" is "30"; what is no number, as it is."""
    found = _AMOUNT.match(text)
    return found.group() if found else text


def topic_of(text: str) -> frozenset[str]:
    """Return what a text is about: the beginnings of its words that say something and are no number."""
    words = (word for word in words_in(text.casefold()) if word not in STOP_WORDS and word not in OF_NOTICES)
    return frozenset(_ENDING.sub("", word)[:5] for word in words if not word[0].isdigit() and word not in NUMBERS)
