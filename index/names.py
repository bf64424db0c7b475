"""Names as articles spell them: whether some article has a name, and which come near one that none has."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence, Set
from difflib import SequenceMatcher
from itertools import chain
from string import ascii_lowercase

from index.spelling import nearest, slips
from index.words import CALENDAR, FUNCTION_WORDS, words_in

APART = 4
"""Words that may stand between those of a name, as in "Anna Maria Tamm"."""
LIKE = 0.65
"""Least likeness of a name that comes near, 0 to 1: the mean over the words of what was asked."""
MOST = 3
"""Names that are told at most."""
LOOKED_AT = 40
"""Passages in which a name that comes near is looked for."""
ALIKE = 5
"""Letters by which words that begin alike are taken for forms of one: "Estonia", "Estonian"."""
SHORT = 4
"""Letters of a word that may be short for others if it has fewer: "Feb", "Sr"."""
SHORTEST = 3
"""Letters of a word whose spelling is looked up."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CONTRACTED = re.compile(r"['’](?:s|re|d|ll|ve)$")
_JOINERS = frozenset("of the de der den van von al bin la le du da".split())
"""Words in small letters that stand inside names."""


class Names:
    """The names in one word index.

    Args:
        db: the index, with the tables of `index/lexical.py`.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def known(self, name: str) -> bool:
        """Return whether the words of a name stand near each other in some text or title."""
        words = words_in(name)
        together = " ".join(f'"{word}"' for word in words)
        query = together if len(words) == 1 else f"NEAR({together}, {APART})"
        return not words or self._matches(query)

    def like(self, name: str) -> bool:
        """Return whether some text has a word of a name, or one like it: "Estonian" for "Estonia", or a slip away.

        A short word, or one in capitals, may be short for others: of these nobody knows.
        """
        words = words_in(name)
        return not words or any(len(word) < SHORT or word.isupper() or self._has_like(word) for word in words)

    def near(self, name: str) -> list[str]:
        """Return names that some article has and that come near this one, the nearest first, at most three."""
        words = [word.casefold() for word in words_in(name)]
        terms = list(dict.fromkeys(term for word in words for term in self._terms(word)))
        found = {run for text in self._texts(terms) for run in names_in(text)}
        rated = sorted((-likeness(words, run), run) for run in found)
        kept: list[str] = []
        for like, run in rated:
            if -like >= LIKE and not any(run in other or other in run for other in kept):
                kept.append(run)
        return kept[:MOST]

    def _has_like(self, word: str) -> bool:
        begins = f'"{word[:ALIKE]}"*' if len(word) > ALIKE else f'"{word}"'
        return self._matches(begins) or bool(self._terms(word.casefold()))

    def _matches(self, query: str) -> bool:
        return self._db.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (query,)).fetchone() is not None

    def _terms(self, word: str) -> list[str]:
        """Return the word where the index knows it, else the terms that are a slip or two away."""
        if self._matches(f'"{word}"'):
            return [word]
        if len(word) < SHORTEST or not word.isalpha():
            return []
        first, after = word[0], chr(ord(word[0]) + 1)
        rows = self._db.execute("SELECT term FROM terms WHERE term >= ? AND term < ?", (first, after))
        near = nearest(word, [row[0] for row in rows.fetchall()])
        others = [f"{letter}{word[1:]}" for letter in ascii_lowercase if self._matches(f'"{letter}{word[1:]}"')]
        return [*([near] if near else []), *others]

    def _texts(self, terms: Sequence[str]) -> Iterator[str]:
        if terms:
            query = " OR ".join(f'"{term}"' for term in terms)
            rows = self._db.execute(
                "SELECT title, text FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?", (query, LOOKED_AT)
            )
            for title, text in rows.fetchall():
                yield title
                yield text


def names_in(text: str, *, groups: bool = False) -> list[str]:
    """Return the runs of capitalised words in a text, without a word before them that only opens a sentence.

    Args:
        text: a question, a title, a passage.
        groups: whether names that "and" joins are one: "Iran and Russia", which "they" may stand for.
    """
    joiners = _JOINERS | {"and"} if groups else _JOINERS
    return [name for run in _runs(text, joiners) for name in _named(run, joiners)]


def name_at(text: str, start: int) -> str:
    """Return the name that begins at a place of a text, as `names_in` has it; "" where none does."""
    first = _WORD.match(text, start)
    run = next(_runs(text, _JOINERS, start)) if first and _is_named(first.group()) else []
    name = "".join(_named(run, _JOINERS))
    return name if text.startswith(name, start) else ""


def _runs(text: str, joiners: Set[str], start: int = 0) -> Iterator[list[str]]:
    """Yield the runs of words with a capital, and of joiners between them, from a place on."""
    run, end = list[str](), start
    for found in chain(_WORD.finditer(text, start), (None,)):
        word = found.group() if found else ""
        goes_on = word in joiners or _is_named(word)
        if run and not (found and text[end : found.start()] == " " and goes_on):
            yield run
            run = []
        if found and (run or _is_named(word)):
            run.append(word)
            end = found.end()


def _is_named(word: str) -> bool:
    """Whether a word has a capital, its own or behind a joiner: "al-Sham"."""
    joiner, hyphen, rest = word.partition("-")
    return word[:1].isupper() or (bool(hyphen) and joiner in _JOINERS and rest[:1].isupper())


def _named(run: Sequence[str], joiners: Set[str]) -> list[str]:
    """Return the name in a run of words; none where they only open a sentence, or are of the calendar."""
    words = list(run)
    while words and _CONTRACTED.sub("", words[0].lower()) in FUNCTION_WORDS and words[0] != "US":
        words.pop(0)
    while words and words[-1] in joiners:
        words.pop()
    if len(words) > 2 and words[1] == "of" and words[0].isupper() and len(words[0]) > 1:
        words = words[2:]  # "CEO of Ford" is no name: an office of one, in short
    named = any(word.lower() not in CALENDAR and word not in joiners for word in words)
    return [re.sub(r"['’]s?$", "", " ".join(words))] if named else []


def likeness(words: Sequence[str], name: str) -> float:
    """Return how like a name is to some words, 0 to 1: for each word the best of the name's, on the average."""
    theirs = [word.casefold() for word in words_in(name)]
    return sum(max((_like(word, other) for other in theirs), default=0.0) for word in words) / max(len(words), 1)


def _like(word: str, other: str) -> float:
    alike = slips(word, other, 2) is not None
    return SequenceMatcher(None, word, other, autojunk=False).ratio() if alike or word[0] == other[0] else 0.0
