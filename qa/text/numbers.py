"""Numbers in a text, in figures or words, in one normal form: an amount and what it is of.

"14,000" and "fourteen thousand" are one number; "$3.5m" and "3.5 million dollars" one sum; "two weeks" and "14 days"
one time. A plain number gives no share, sum, rank or measure, nor the reverse; a number in a date or a name
("November 27", "F-16") is none. Rounding is not known: "about 14,000" is not in "14,032".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from index.words import NUMBERS, STOP_WORDS
from qa.text.dates import dates
from qa.text.terms import CONNECTIVES
from qa.text.wording import stem


@dataclass(frozen=True)
class Number:
    """A mention of a number at [start, end)."""

    start: int
    end: int
    amount: Fraction
    unit: str = ""
    """"" for a plain number, "percent", "rank", "vague", "age", a currency as "$dollar", a measure as "second"."""
    noun: str = ""
    """Stem of the word that it counts, where one follows."""
    loose: bool = False
    """Gives a number, but claims none: "a" year, "both", "one of them"."""

    def gives(self, wanted: Number) -> bool:
        """Whether this mention gives the same number of the same kind."""
        if wanted.unit == "vague" and not self.unit:
            return 2 * wanted.amount <= self.amount < 100 * wanted.amount
        if self.amount != wanted.amount:
            return False
        if self.loose and self.amount == 1 and not self.unit:
            return wanted.unit == "" and wanted.noun == self.noun
        kinds = {self.unit, wanted.unit}
        return len(kinds) == 1 or (kinds <= {"", *_MEASURES} and not (self if wanted.unit else wanted).noun)


ORDINALS = {re.sub("y$", "ie", word) + "th": n for word, n in NUMBERS.items()}
ORDINALS |= {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_OTHERS = {"both": 2, "pair": 2, "couple": 2, "dual": 2, "trio": 3, "single": 1, "sole": 1, "a": 1, "an": 1}
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_MEASURED = """percent 1 % percent pct per_cent
points 1 percentage_point
second 1 second sec|second 60 minute min|second 3600 hour hr|second 86400 day|second 604800 week
month 1 month|month 12 year yr|month 120 decade|month 1200 century centurie|age 1 year_old year_of_age
metre 1 m metre meter|kilometre 1 km kilometre kilometer|mile 1 mile|foot 1 ft foot feet
kilogram 1 kg kilogram kilo|ton 1 ton tonne|degree 1 ° degree|times 1 time
$dollar 1 $ dollar us_dollar usd|$euro 1 € euro eur|$pound 1 £ pound gbp|$yen 1 ¥ yen|$yuan 1 yuan|$rupee 1 ₹ rupee rs
$lira 1 ₺ lira|$ruble 1 ₽ ruble rouble"""
_UNITS = {
    word.replace("_", " ") + plural: (unit, int(size))
    for unit, size, *words in map(str.split, re.split(r"[|\n]", _MEASURED))
    for word in words
    for plural in ("", "s")
} | {"years old": ("age", 1), "years of age": ("age", 1)}
_MEASURES = frozenset(unit for unit, _ in _UNITS.values() if unit[0] != "$") - {"percent", "points"}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SIGN = r"(?:(?<!\w)[A-Z]{0,3}(?P<sign>[$€£¥₹₽₺])\s?)?"
_GAP = r"(?:\s?[-‐‑–]\s?|\s)"
_UNIT = rf"(?:{_GAP}?(?P<unit>%|°|[$€£](?!\d)|(?:(?i:{_any(_UNITS)}))(?![^\W_])))?".replace(r"\ ", _GAP)
_CARDINAL = rf"(?:{_any(NUMBERS | SCALES)})\b"
_SPELLED = (
    rf"\b(?i:(?P<words>(?:a\s+(?={_any(SCALES)}))?{_CARDINAL}(?:[\s-]+(?:(?<=d\s)and\s+)?{_CARDINAL})*"
    rf"(?:(?<=[yd])[\s-](?:and\s+)?(?:{_any(ORDINALS)})\b)?|(?:{_any(ORDINALS)})\b))"
)
_INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_FIGURES = (
    rf"(?:(?P<figures>\d+(?:[.,\u00a0\u202f{_INVISIBLE}]+\d+)*)(?P<more>[½¼¾⅓⅔])?|(?P<only>[½¼¾⅓⅔]))"
    rf"(?:(?P<rank>st|nd|rd|th)\b|\s?(?P<short>bn|mn|tn)\b|(?P<letter>[kKmMbB])\b|(?:[\s-]+(?P<scale>{_any(SCALES)})\b)+)?"
)
_FORMS = [
    re.compile(form)
    for form in (
        r"\b(?i:(?P<share>one|two|three|four|nine|an?)[\s-]+(?P<part>half|third|quarter|fifth|tenth)(?:s\b|\s+of\b))",
        r"\b(?i:(?P<half>half))\b(?!\s+an?\s)",
        r"\b(?i:(?P<vague>(?:tens|dozens|hundreds|thousands|millions|billions)(?:\s+of\s+(?:thousands|millions|billions))?))\b",
        rf"{_SIGN}{_FIGURES}{_UNIT}",
        rf"{_SPELLED}{_UNIT}",
        rf"\b(?i:(?P<other>{_any(_OTHERS)}))\b{_UNIT}",
    )
]
_NO_NUMBER = re.compile(r"(?:^|[\n:])\s*(?:\d+[.)]\s|1[.)]$)|\[\d+\]|(?<!\w)(?:[^\W\d_]+|[A-Z][^\W\d_]*[-‐‑])\d+")
"""Marks of lists and citations, and what is part of a name: "G7", "COVID-19"."""
_NOUN, _BEFORE = re.compile(r"[\s-]+([^\W\d_]+)"), re.compile(r"(\w+)['’]?\s+$")
_DETERMINERS = frozenset("the a an its his her their s".split())
"""Words before "first" that make it a rank; "at first" and "the first time" claim none."""


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text that stand in no date, in order; none overlaps another."""
    taken = [(one.start, one.end) for one in dates(text)] + [found.span() for found in _NO_NUMBER.finditer(text)]
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                found.append(_read(text, match))
    return tuple(sorted(found, key=lambda number: number.start))


def _read(text: str, match: re.Match[str]) -> Number:
    has = {name: value.lower() for name, value in match.groupdict().items() if value}
    loose, unit, size = False, "", 1
    if "share" in has:
        amount, unit = Fraction(100 * NUMBERS.get(has["share"], 1), _PARTS[has["part"]]), "percent"
    elif "half" in has:
        amount, unit = Fraction(50), "percent"
    elif "vague" in has:
        amount, unit = Fraction(1), "vague"
        for word in has["vague"].split(" of "):
            amount *= {**SCALES, "ten": 10}[word.strip()[:-1]]
    elif "other" in has:
        amount, loose = Fraction(_OTHERS[has["other"]]), True
    elif "words" in has:
        amount, unit = _spelled(has["words"])
        unit = "vague" if has["words"] in SCALES else unit  # "several hundred"
    else:
        scale = SCALES.get(has.get("scale", ""), 0) or _SHORT.get(has.get("short") or has.get("letter", ""), 1)
        amount = scale * (_amount(has.get("figures", "0")) + _VULGAR.get(has.get("more") or has.get("only", ""), 0))
        unit = "rank" if "rank" in has else ""
    if "sign" in has:
        unit = _UNITS[has["sign"]][0]
    elif "unit" in has and not unit:
        unit, size = _UNITS[re.sub(_GAP, " ", has["unit"])]
    noun = _NOUN.match(text, match.end("words") if unit == "rank" and "words" in has else match.end())
    counts = stem(noun[1].lower()) if noun and noun[1].lower() not in STOP_WORDS | CONNECTIVES else ""
    if amount == 1 and "words" in has:
        before = _BEFORE.search(text[max(match.start() - 12, 0) : match.start()])
        loose = unit == "" or counts in ("", "tim") or not before or before[1].lower() not in _DETERMINERS
    return Number(*match.span(), amount * size, unit, counts, loose)


def _amount(figures: str) -> Fraction:
    """Return what figures amount to; commas part thousands, or decimals where one or two figures follow."""
    figures = re.sub(f"[{_INVISIBLE}]", "", figures)
    if re.fullmatch(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?", figures):
        figures = re.sub(r"[,\u00a0\u202f]", "", figures)
    try:
        return Fraction(figures.replace(",", ".")[:60])
    except ValueError:  # 1.2.3
        return Fraction(int(re.sub(r"\D", "", figures)[:60]), 7919)  # what nobody writes otherwise


def _spelled(words: str) -> tuple[Fraction, str]:
    """Return what number words amount to, and "rank" for an ordinal."""
    total, current = 0, 0
    for word in re.findall(r"\w+", words):
        if word == "hundred":
            current = 100 * (current or 1)
        elif word in SCALES:
            total, current = total + (current or 1) * SCALES[word], 0
        else:
            current += NUMBERS.get(word, ORDINALS.get(word, 0))
    return Fraction(total + current), "rank" if word in ORDINALS else ""
