"""How the words of a claim stand in a text, by their stems: which are there, and how rare those are that are not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.embedder import MODEL as EMBEDDER
from qa.text.wording import is_content, stands_in, stem

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+[^\W_]*")
_FIRST_WORD = 1996
"""The vocabulary's id of "the"; from there on it is sorted by frequency."""


@dataclass(frozen=True)
class Word:
    """A word of a text: text[start:end], its stem, whether it says something, and how rare it is (0 to 1)."""

    text: str
    start: int
    end: int
    stem: str
    content: bool
    rarity: float


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text, in order; hyphenated ones apart."""
    return tuple(_word(found) for found in _WORD.finditer(text))


def _word(found: re.Match[str]) -> Word:
    lower = re.sub(r"['’]s?$|n['’]t$|(?<=\d)(?:st|nd|rd|th)$", "", found.group().lower().replace("’", "'"))
    return Word(found.group(), found.start(), found.end(), stem(lower), is_content(lower), rarity(lower))


@lru_cache(maxsize=16384)
def rarity(word: str) -> float:
    """Return 0 for the commonest English word, 1 for one that the embedder's vocabulary lacks."""
    place = _vocabulary().get(word.lower(), 0) - _FIRST_WORD + 1
    return math.log(place) / math.log(len(_vocabulary()) - _FIRST_WORD) if place >= 1 else 1.0


@cache
def _vocabulary() -> dict[str, int]:
    path = EMBEDDER / "tokenizer.json"
    found: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return found


def content(text: str) -> list[Word]:
    """Return the words that say something; all words where none does."""
    return [word for word in words(text) if word.content] or list(words(text))


def stems(texts: Sequence[str]) -> frozenset[str]:
    """Return the stems of all words of the texts."""
    return _stems(texts[0]) if len(texts) == 1 else frozenset().union(*map(_stems, texts))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text))


def coverage(claim: Sequence[Word], there: frozenset[str]) -> float:
    """Return the share of the words that stand there, by rarity; 1 where there are none."""
    whole = sum(word.rarity for word in claim)
    return sum(word.rarity for word in claim if stands_in(word.stem, there)) / whole if whole else 1.0


def present(claim: Sequence[Word], there: frozenset[str]) -> list[bool]:
    """Return, for each word, whether it stands there."""
    return [stands_in(word.stem, there) for word in claim]
