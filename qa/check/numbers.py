"""Numbers, shares, sums of money and measures in a text, in figures or words, and whether one gives another.

"14,000", "14000" and "fourteen thousand" are one number; "$3.5m" and "3.5 million dollars" one sum; "two weeks" and
"14 days" one time. A plain number never gives a share, a sum, a rank or a measure, nor the reverse, and a number in a
date or a name ("November 27", "F-16") is none. Rounding is not known: "about 14,000" is not in "14,032".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from qa.check.currencies import CURRENCIES, currency_after, currency_before
from qa.check.nations import FORMS
from qa.check.numerals import JOIN, Amounts, Part, Read, parts_of, read, side_by_side
from qa.check.quantities import FUNCTION_WORDS, UNITS
from qa.check.terms import plain

_MINUS_BEFORE = re.compile(r"(?:(?:^|(?<=[\s(]))[-−]|\b(?i:minus)\s+)$")
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|through|until)\s*")
_SQUARE = frozenset("square cubic nautical".split())


_MEASURES = frozenset(unit for unit, _ in UNITS.values()) | {"age", "degree:c", "degree:f"}


@dataclass(frozen=True)
class Number:
    """A mention of a number at [start, end)."""

    start: int
    end: int
    amounts: Amounts
    """What it may amount to: "3.5m" is 3.5 and 3,500,000."""
    unit: str = ""
    """"" for a plain number, "percent", "rank", "times", "vague", a currency as "$dollar:us", a measure as "second"."""
    bare: bool = False
    """No noun follows that it counts."""
    nouns: tuple[str, ...] = ()
    """The plain forms of the words that follow, three at most."""
    scale: int = 1
    loose: bool = False
    """Gives a number, but claims none: "a" year, "both", the pronoun "one", the number of a list's item."""
    article: bool = False

    @property
    def money(self) -> bool:
        """Whether it is a sum of money."""
        return self.unit.startswith("$")

    def gives(self, wanted: Number) -> bool:
        """Whether this mention gives the same number of the same kind."""
        if wanted.unit == "vague" and self.unit == "":
            return any(2 * size <= amount < 100 * size for size in wanted.amounts for amount in self.amounts)
        fall = self.unit == "percent" and any(-amount in self.amounts for amount in wanted.amounts)
        if not (self.amounts & wanted.amounts or fall):
            return False
        if self.article and wanted.unit == "":
            return bool(set(wanted.nouns[:2]) & set(self.nouns))
        mine, theirs = self.unit.split(":"), wanted.unit.split(":")
        if mine[0] == theirs[0]:
            return not mine[-1] or not theirs[-1] or mine[-1] == theirs[-1]
        if wanted.unit in _MEASURES:
            return self.unit == "" and self.bare
        return wanted.unit == "" and wanted.bare and self.unit in _MEASURES


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text that stand in no date, in order; none overlaps another."""
    parts = list(parts_of(text))
    found: list[Number] = []
    at = 0
    while at < len(parts):
        number = read(text, parts, at)
        if number is None:
            at += 1
            continue
        mention, at = _measured(text, parts, at, number)
        found.append(mention)
    return tuple(_ranged(text, found))


def _measured(text: str, parts: Sequence[Part], at: int, number: Read) -> tuple[Number, int]:
    """Return the number with the unit or currency that it is of, and the part after it."""
    start, end, after = parts[at].start, parts[number.next - 1].end, number.next
    amounts, unit = number.amounts, number.unit
    before = currency_before(text, start) if parts[at].kind == "digits" else None
    if before and unit in ("", "rank"):
        unit, start = before
    elif unit == "" and (sign := currency_after(text, end)):
        unit, end = sign
    elif unit == "":
        unit, factor, after = _unit(text, parts, after, number.article)
        if unit in _MEASURES and amounts == {1} and side_by_side(text, parts, after) == ["and", "a", "half"]:
            amounts, after = frozenset({Fraction(3, 2)}), after + 3
        end = parts[after - 1].end
        amounts = frozenset(amount * factor for amount in amounts)
    if parts[at].kind == "digits" and (minus := _MINUS_BEFORE.search(text[max(start - 7, 0) : start])):
        amounts = frozenset({-amount for amount in amounts})
        start -= len(minus.group())
    nouns = tuple(plain(part.text) for part in parts[after : after + 3])
    bare = after >= len(parts) or not JOIN.fullmatch(text, end, parts[after].start)
    bare = bare or parts[after].kind != "letters" or parts[after].word in FUNCTION_WORDS
    return Number(
        start, end, amounts, unit, bare, nouns, number.scale, number.loose, number.article and unit == ""
    ), after


def _unit(text: str, parts: Sequence[Part], at: int, article: bool) -> tuple[str, Fraction, int]:
    """Return the unit at part `at`, what one of it is in the unit of its kind, and the part after it."""
    none = ("", Fraction(1), at)
    if at >= len(parts) or not JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        return none
    part = parts[at]
    word = part.word
    following, then = (*side_by_side(text, parts, at + 1, 2), "", "")[:2]
    if part.text == "%" or word in ("percent", "pct", "pc"):
        points = following in ("point", "points")
        return "points" if points else "percent", Fraction(1), at + 1 + points
    if word == "per" and following == "cent":
        return "percent", Fraction(1), at + 2
    if word == "percentage" and following in ("point", "points"):
        return "points", Fraction(1), at + 2
    if part.text == "°" or part.text in ("C", "F"):
        more = part.text == "°" and following in ("c", "f")
        scale = following if more else part.text.strip("°").lower()
        return f"degree:{scale}", Fraction(1), at + 1 + more
    if word in CURRENCIES and not article:
        return f"${CURRENCIES[word]}", Fraction(1), at + 1
    if following in CURRENCIES and not article and (whose := FORMS.get((plain(part.text),))):
        return f"${CURRENCIES[following].split(':')[0]}:{whose}", Fraction(1), at + 2
    if word in _SQUARE and following in UNITS:
        unit, factor = UNITS[following]
        return f"{word} {unit}", factor, at + 2
    if word in UNITS and (len(word) > 1 or part.text == word):
        unit, factor = UNITS[word]
        if unit == "degree:" and following in ("celsius", "centigrade", "fahrenheit", "c", "f"):
            return f"degree:{following[0]}", factor, at + 2
        if following == "old":
            return "age", Fraction(1), at + 2
        if (following, then) == ("of", "age"):
            return "age", Fraction(1), at + 3
        return unit, factor, at + 1
    return none


def _ranged(text: str, found: list[Number]) -> list[Number]:
    """Return the numbers with the unit and scale that the last of a range says for both: "10 to 20 million dollars"."""
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        if one.loose or other.loose or other.start - one.end > 10 or not _RANGE.fullmatch(text, one.end, other.start):
            continue
        small = one.scale == 1 and max(one.amounts, default=0) < 1000
        if small and other.scale > 1 and (one.unit in ("", other.unit) or (one.money and other.unit == "")):
            one = replace(one, amounts=one.amounts | {amount * other.scale for amount in one.amounts})
        if one.unit == "" and one.bare and other.unit not in ("", "rank", "times", "vague"):
            factor = _factor(text, other)
            one = replace(one, unit=other.unit, amounts=frozenset(amount * factor for amount in one.amounts))
        if one.money and other.unit == "" and not re.search("and|or", text[one.end : other.start]):
            found[n + 1] = replace(other, unit=one.unit)
        found[n] = one
    return found


def _factor(text: str, number: Number) -> Fraction:
    """Return how much one of the unit that `number` is written in is, in the unit of its kind."""
    last = re.search(r"[^\W\d_]+$", text[number.start : number.end])
    return UNITS.get(last.group().lower(), ("", Fraction(1)))[1] if last and number.unit in _MEASURES else Fraction(1)
