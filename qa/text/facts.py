"""The hard rule on values: what a sentence states must stand in its quotes, in whatever form, never with another value.

Every date, number, sum of money and proper name of a sentence is looked up in its quotes, each kind in one normal form.
The rest of the articles may only say whose a surname is, which words are plain, and the year of a day. Whether the
quotes support what the sentence says of its values is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from qa.text.dates import Date, dates
from qa.text.names import Name, Place, locate_name, names
from qa.text.numbers import Number, numbers
from qa.text.terms import read

Kind = Literal["date", "number", "money", "name"]

READ = 200_000
"""Code points of one article that are read for other forms of a name."""


class Background:
    """What the cited articles say beyond the quotes, by which another form of the same value is known."""

    def __init__(
        self, texts: Sequence[str], titles: Sequence[str] = (), articles: int = 0, published: Sequence[str] = ()
    ) -> None:
        """Read the articles.

        Args:
            texts: their whole texts.
            titles: their titles.
            articles: how many are cited, for "both articles"; 0 if that is not known.
            published: their dates of publication, ISO 8601, which give the year of a day without one.
        """
        self.texts = [read(text[:READ]) for text in (*texts, *titles)]
        self.small = frozenset().union(*(text.small for text in self.texts))
        self.articles = articles
        self._published: list[date] = []
        for day in published:
            with suppress(ValueError):  # a date that says no day
                self._published.append(date.fromisoformat(day[:10]))

    def dated(self, mention: Date) -> Date:
        """Return a date with the year that is nearest to every article's publication, where it says none."""
        month, day = mention.month, mention.day
        if month and day and not mention.year:
            nearest = {
                min((-1, 0, 1), key=lambda n: abs(365 * n + 30 * (month - on.month) + day - on.day)) + on.year
                for on in self._published
            }
            mention = replace(mention, year=nearest.pop()) if len(nearest) == 1 else mention
        return mention.on_calendar()


@dataclass(frozen=True)
class Fact:
    """A value in a sentence: text == sentence[start:end]."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Date | Number | Name = field(compare=False, repr=False)
    """What the text means where it stands."""


@lru_cache(maxsize=1024)
def facts(sentence: str) -> tuple[Fact, ...]:
    """Return the values that a sentence states, in order, none overlapping another."""
    found: list[tuple[Kind, Date | Number | Name]] = [("date", mention) for mention in dates(sentence)]
    found += [("money" if n.unit.startswith("$") else "number", n) for n in numbers(sentence) if not n.loose]
    taken = [(value.start, value.end) for _, value in found]
    found += [("name", name) for name in names(sentence, taken)]
    found.sort(key=lambda each: each[1].start)
    return tuple(Fact(kind, sentence[v.start : v.end], v.start, v.end, v) for kind, v in found)


def missing(sentence: str, quotes: Sequence[str], background: Background) -> list[Fact]:
    """Return the values of a sentence that its quotes do not give."""
    return [fact for fact in facts(sentence) if _found(fact, quotes, background) is None]


def locate(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place]:
    """Return where the quotes give a value: (number of the quote, start, end), each place once, in order.

    Empty where they do not, and for what stands nowhere: a count of the articles, a plain word with a capital.
    """
    return sorted(set(_found(fact, quotes, background) or []))


def _found(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place] | None:
    wanted = fact.value
    if isinstance(wanted, Name):
        return locate_name(wanted, quotes, background.texts, background.small)
    if isinstance(wanted, Date):
        days = [(n, background.dated(one)) for n, quote in enumerate(quotes) for one in dates(quote)]
        return [(n, one.start, one.end) for n, one in days if one.gives(wanted)] or None
    counts = [(n, one) for n, quote in enumerate(quotes) for one in numbers(quote)]
    found = [(n, one.start, one.end) for n, one in counts if one.gives(wanted)]
    if not found and wanted.noun in _ARTICLES and 1 <= wanted.amount <= background.articles:
        return []
    if not found and wanted.noun and not wanted.unit:
        found = [(n, *place) for n, quote in enumerate(quotes) for place in _in_a_row(int(wanted.amount), quote)]
    return found or None


def _in_a_row(count: int, quote: str) -> Iterator[tuple[int, int]]:
    """Yield where a quote names just so many in a row: "the US, the UK, France and Germany" for "four countries"."""
    row = list[Fact]()
    for one in [*(fact for fact in facts(quote) if fact.kind == "name"), None]:
        if row and not (one and _JOINT.fullmatch(quote, row[-1].end, one.start)):
            if len(row) == count > 1 and "and" in quote[row[-2].end : row[-1].start]:
                yield row[0].start, row[-1].end
            row = []
        row += [one] if one else []


_JOINT = re.compile(r"(?:,|,? and) (?:the )?")
"""What stands between the names of a row."""
_ARTICLES = frozenset("articl report sourc story account".split())
"""Stems of what a sentence may count though no quote does."""
