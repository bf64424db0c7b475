"""The hard rule on values: what a sentence states must stand in its quotes, in whatever form, never with another value.

Every date, number, sum of money and proper name of a sentence is looked up in its quotes. The rest of the articles
may only say that two forms are one ("Hayat Tahrir al-Sham (HTS)") or whose a surname is. Whether the quotes support
what the sentence says of its values is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Literal

from qa.check.abbreviations import abbreviations
from qa.check.background import Background
from qa.check.dates import Date, dates
from qa.check.listed import counted
from qa.check.names import Forms, Name, names, opening
from qa.check.naming import Place, named
from qa.check.numbers import Number, numbers
from qa.check.quantities import UNITS

__all__ = ["Background", "Fact", "Kind", "facts", "given", "missing"]

Kind = Literal["date", "number", "money", "name"]

LEAP_YEAR = 2024
"""The year in which days without one are counted: every day of any year is one of it."""


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
def _facts(sentence: str) -> tuple[Fact, ...]:
    found: list[tuple[Kind, Date | Number | Name]] = [("date", mention) for mention in dates(sentence)]
    counts = numbers(sentence)
    found += [("money" if number.money else "number", number) for number in counts if not number.loose]
    taken = [(value.start, value.end) for _, value in found]
    own: set[Forms] = {(short,) for _, short in abbreviations(sentence)}
    found += [
        ("name", name) for name in names(sentence, taken) if not (_plain(name) or _introduced(name, sentence, own))
    ]
    found.sort(key=lambda each: each[1].start)
    return tuple(Fact(kind, sentence[v.start : v.end], v.start, v.end, v) for kind, v in found)


def _plain(name: Name) -> bool:
    return len(name.words) == 1 and opening(name.words[0])


def _introduced(name: Name, sentence: str, own: set[Forms]) -> bool:
    """Whether a name only shortens the words before it: "Hayat Tahrir al-Sham (HTS)"."""
    return name.forms in own and sentence[: name.start].rstrip("“\"‘' ").endswith(("(", "["))


def facts(sentence: str) -> list[Fact]:
    """Return the values that a sentence states, in order, none overlapping another."""
    return list(_facts(sentence))


def missing(sentence: str, quotes: Sequence[str], background: Background) -> list[Fact]:
    """Return the values of a sentence that its quotes do not give."""
    return [fact for fact in facts(sentence) if _found(fact, quotes, background) is None]


def given(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place]:
    """Return where the quotes give a value: (number of the quote, start, end), each place once, in order.

    Empty where they do not, and for what stands nowhere: a count of the articles, a plain word with a capital.
    """
    return sorted(set(_found(fact, quotes, background) or []))


def _found(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place] | None:
    value = fact.value
    if isinstance(value, Date):
        return _date(value, quotes, background)
    if isinstance(value, Number):
        return _number(value, quotes, background)
    return named(value, quotes, background)


def _date(wanted: Date, quotes: Sequence[str], background: Background) -> list[Place] | None:
    there = [(n, mention) for n, quote in enumerate(quotes) for mention in dates(quote)]
    if wanted.of:
        there = [(n, m) for n, m in there if m.of == wanted.of or m.of is None]
    return [(n, m.start, m.end) for n, m in there if _gives(m, wanted, background)] or None


def _gives(mention: Date, wanted: Date, background: Background) -> bool:
    if wanted.of and mention.of is None and mention.weekday is not None:
        year = background.year(*wanted.of)
        if year is None or date(year, *wanted.of).weekday() != wanted.weekday:
            return False
    if mention.year is None and wanted.year and mention.month and mention.day:
        year = background.year(mention.month, mention.day)
        mention = Date(mention.start, mention.end, year, mention.month, mention.day)
    return mention.gives(wanted)


def _number(wanted: Number, quotes: Sequence[str], background: Background) -> list[Place] | None:
    there = [(n, m.start, m.end) for n, quote in enumerate(quotes) for m in numbers(quote) if m.gives(wanted)]
    if there:
        return there
    if wanted.unit == "" and len(wanted.amounts) == 1 and min(wanted.amounts).denominator == 1:
        count = int(min(wanted.amounts))
        if 0 < count <= background.articles and set(wanted.nouns[:2]) & _ARTICLES:
            return []
        listed = [
            (n, *span)
            for n, quote in enumerate(quotes)
            if not any(_counts(number, wanted) for number in numbers(quote))
            for span in counted(quote, count, wanted.nouns)
        ]
        return listed or None
    return _elapsed(wanted, quotes)


def _elapsed(wanted: Number, quotes: Sequence[str]) -> list[Place] | None:
    """Return two dates of the quotes between which just the time lies that is wanted, or None."""
    there = [(n, mention) for n, quote in enumerate(quotes) for mention in dates(quote)]
    for (n, one), (m, other) in combinations(there, 2):
        if any(unit == wanted.unit and amount in wanted.amounts for unit, amount in _between(one, other)):
            return [(n, one.start, one.end), (m, other.start, other.end)]
    return None


def _between(one: Date, other: Date) -> Iterator[tuple[str, Fraction]]:
    """Yield the time between two days of one year, or two years, as a unit and its amount."""
    if one.month and other.month and one.day and other.day and one.year == other.year:
        try:
            first, last = (date(one.year or LEAP_YEAR, each.month or 1, each.day or 1) for each in (one, other))
        except ValueError:  # 30 February
            return
        days = abs((last - first).days)
        unit, size = UNITS["day"]
        yield unit, days * size
    elif one.year and other.year and not (one.month or other.month) and one.year != other.year:
        unit, size = UNITS["year"]
        yield unit, abs(one.year - other.year) * size


def _counts(number: Number, wanted: Number) -> bool:
    """Whether a quote itself says how many of the same there are."""
    return not number.loose and number.unit == "" and bool(set(number.nouns[:2]) & set(wanted.nouns[:2]))


_ARTICLES = frozenset("article report source story text piece account outlet document".split())
