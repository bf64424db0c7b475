"""Abbreviations that a text introduces: "Hayat Tahrir al-Sham (HTS)", "HTS (Hayat Tahrir al-Sham)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.check.names import Forms
from qa.check.terms import Term, plain, terms
from qa.check.titles import PARTICLES

_SHORT_AFTER = re.compile(r"[(\[]\s*[“\"‘']?(?P<short>[A-Z][A-Za-z]{0,9}|(?:[A-Z]\.){2,8})[”\"’']?\s*[)\]]")
_LONG_AFTER = re.compile(r"\b(?P<short>[A-Z]{2,10})\s*[(\[](?P<long>[^()\[\]]{5,120})[)\]]")
_SENTENCE = re.compile(r"[,;:!?()\n]|\.\s")


@lru_cache(maxsize=512)
def abbreviations(text: str) -> tuple[tuple[Forms, str], ...]:
    """Return the long forms that a text introduces, in plain words without links, each with its short form."""
    return tuple(_introduced(text))


def _introduced(text: str) -> Iterator[tuple[Forms, str]]:
    for found in _SHORT_AFTER.finditer(text):
        short = found["short"].replace(".", "")
        if sum(letter.isupper() for letter in short) < 2:
            continue
        before = text[max(found.start() - 120, 0) : found.start()]
        words = terms(_SENTENCE.split(before)[-1])
        long = _spelled(short.rstrip("s").lower(), words)
        if long:
            yield long, plain(found["short"])
    for found in _LONG_AFTER.finditer(text):
        words = terms(found["long"])
        if words and (long := _spelled(found["short"].lower(), words)) and len(long) == len(_telling(words)):
            yield long, plain(found["short"])


def _telling(words: Sequence[Term]) -> list[Term]:
    return [word for word in words if word.form not in PARTICLES]


def _spelled(short: str, words: Sequence[Term]) -> Forms:
    """Return the last of the words whose first letters spell `short`, or nothing.

    A word may give more than its first letter (IntercontinentaL), and small words none.
    """
    telling = _telling(words)
    for count in range(1, min(len(telling), len(short) + 2) + 1):
        part = telling[-count:]
        if _spells(short, [word.lower for word in part]):
            return tuple(word.form for word in part)
    return ()


def _spells(short: str, words: Sequence[str]) -> bool:
    """Whether the letters of `short` are taken in order from the words, each word giving its first letter at least."""
    if not words:
        return not short
    if not short or not words[0].startswith(short[0]):
        return False
    at = 0
    for taken in range(1, len(short) + 1):
        at = words[0].find(short[taken - 1], at)
        if at < 0:
            return False
        at += 1
        if _spells(short[taken:], words[1:]):
            return True
    return False


def initials(short: str, words: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield [first, last] of the capital words, side by side, whose first letters are `short`."""
    for first, word in enumerate(words):
        if not (word.capital and word.lower.startswith(short[0])):
            continue
        at, got = first, 0
        while at < len(words) and got < len(short) and (at == first or not words[at].apart):
            if words[at].capital and words[at].lower.startswith(short[got]):
                got += 1
                if got == len(short) and at > first:
                    yield first, at
            elif words[at].form not in PARTICLES:
                break
            at += 1
