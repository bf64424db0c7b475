"""Dates and times of day in a text, however written, in one normal form: year, month, day, weekday, time.

Each part that a sentence states must be in one mention of the quote: "November 27, 2024" gives "Nov. 27", "November"
and "2024"; "November 27" gives no year. What hangs on the day of reading ("yesterday") is given by itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.words import DAY, FREE, MONTHS, WEEKDAYS, YEAR, month_of, weekday_of


@dataclass(frozen=True)
class Date:
    """A mention of a date, or of a time of day, at [start, end); what it does not say is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    minutes: frozenset[int] = frozenset()
    """Minutes since midnight: two where it may be before or after noon."""
    words: str = ""
    """A date in words alone: "yesterday", "next year"; or one that no calendar has."""

    def gives(self, wanted: Date) -> bool:
        """Whether this mention says all that `wanted` says."""
        if wanted.words or wanted.minutes:
            return wanted.words == self.words and self.minutes <= wanted.minutes and bool(self.minutes or self.words)
        parts = ("year", "month", "day", "weekday")
        return all(getattr(wanted, part) in (None, getattr(self, part)) for part in parts)

    def on_calendar(self) -> Date:
        """Return the date with its weekday, where it says year, month and day."""
        try:
            on = date(self.year or 0, self.month or 0, self.day or 0)
        except ValueError:  # one of them is not said, or 29 February
            return self
        return self if self.weekday is not None else replace(self, weekday=on.weekday())


_SHORT = "|".join(form for name in MONTHS for form in (name[:3].title(), name[:3].upper()))
_MONTH = rf"(?P<month>(?:(?i:{'|'.join(set(MONTHS) - {'march', 'may'})})|March|May|MARCH|MAY)\b|(?:{_SHORT}|Sept)\b\.?)"
"""Short forms with a capital alone; "may" and "march" are other words too."""
_SHORT_DAY = "|".join(name[:3].title() for name in WEEKDAYS)
_ENDS = r"(?![\w%])(?![.,:][0-9])"
_OTHER = r"(?P<other>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|/|,|to|and|&|or|through|until|till)\s*(?:the\s+)?"
_MAY = r"(?i:\b(?:in|since|until|till|by|last|next|this|of|early|late|mid|from|to|between|during|through|before|after))"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{FREE}(?P<year>[12][0-9]{{3}})-(?P<number>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9-])",
        rf"\b{_MONTH}\s+(?:the\s+)?{DAY}(?:{_TO}{_OTHER}{_ENDS}(?!\s+[a-z]))?(?:,?\s+(?:of\s+)?{YEAR})?",
        rf"{FREE}(?:{_OTHER}{_TO})?{DAY}(?:\s+of)?[\s-]+{_MONTH}(?!\w)(?:,?[\s-]+{YEAR})?",
        rf"\b{_MONTH},?\s+(?:of\s+|in\s+)?{YEAR}",
        rf"\b(?P<month>{'|'.join(name.title() for name in MONTHS if name not in ('march', 'may'))})\b(?!['’]s?\s)",
        rf"{_MAY}[\s-]+{_MONTH}(?![\w’'])",
        r"(?<![\w.,:/$€£])(?P<hour>2[0-3]|[01]?[0-9])(?:[:.](?P<minute>[0-5][0-9]))?\s*(?P<half>[apAP])\.?[mM]\b\.?",
        r"(?<![\w.,:/$€£])(?P<hour>2[0-3]|[01]?[0-9]):(?P<minute>[0-5][0-9])(?![:\w])",
        r"(?<![\w.,:/$€£#])(?P<year>(?:1[1-9]|20)[0-9]{2})(?:\s*[-–—/]\s*(?P<last>(?:1[1-9]|20)?[0-9]{2}))?"
        rf"{_ENDS}(?!\s+(?:per\s?cent|million|billion)\b)",
        rf"\b(?P<weekday>(?i:{'|'.join(WEEKDAYS)})(?=s?\b)|(?:{_SHORT_DAY})\b(?=\.?,? \d))s?",
        r"\b(?i:yesterday|tomorrow|(?:last|next|this|previous|following|past|coming)\s+"
        r"(?:night|week|weekend|month|year|decade|century|spring|summer|autumn|fall|winter))\b",
    )
]
_COUNTED = re.compile(r"\s+(?:\w+\s+)?(?:people|men|women|children|percent|(?!was|has|his|its)[a-z]{3,}s)\b")
_YEARLY = re.compile(
    r"\b(?:in|since|the|from|by|until|till|before|after|during|of|to|and|his|her|its|['’]s)[\s-]+$", re.I
)
"""Before a year that what is counted may follow: "the 2016 elections"; "2016 soldiers" are no year."""
_JOINED = re.compile(r"\s*(?:,|and|or|to|until|through|till|-|–|—|&)(?:\s+(?:on|from))?\s*")
"""Between two days of one year: "3 May and 7 June 2010"."""
_BOUND = re.compile(r"\.?\s*[,(]?\s*(?:the|a)?\s*[,(]?\s*")
"""Between a weekday and its date."""


@lru_cache(maxsize=2048)
def dates(text: str) -> tuple[Date, ...]:
    """Return the dates and times of a text, in order; none overlaps another."""
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(text):
            mentions = list(_read(match))
            if mentions and all(one.end <= mentions[0].start or mentions[-1].end <= one.start for one in found):
                found += mentions
    return tuple(_together(text, sorted(found, key=lambda mention: mention.start)))


def _read(match: re.Match[str]) -> Iterator[Date]:
    has = {name: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    year = int(has["year"]) if "year" in has else None
    month = month_of(has["month"]) if "month" in has else 0
    if "number" in has:
        yield _valid(start, end, year, int(has["number"]), int(has["day"]))
    elif "other" in has:
        first, last = sorted(("day", "other"), key=match.start)
        yield _valid(start, match.end(first), year, month, int(has[first]))
        yield _valid(match.start(last), end, year, month, int(has[last]))
    elif "month" in has:
        start = match.start() if "day" in has else match.start("month")
        yield _valid(start, end, year, month, int(has["day"]) if "day" in has else None)
    elif "last" in has:
        last_year = int(has["last"]) if len(has["last"]) > 2 else int(has["year"]) // 100 * 100 + int(has["last"])
        yield Date(start, match.end("year"), year)
        yield Date(match.start("last"), end, last_year)
    elif "hour" in has:
        yield Date(start, end, minutes=_clock(has))
    elif "weekday" in has:
        yield Date(start, end, weekday=weekday_of(has["weekday"]))
    elif year:
        before = match.string[max(start - 12, 0) : start]
        if _YEARLY.search(before) or not _COUNTED.match(match.string, end):
            yield Date(start, end, year)
    else:
        yield Date(start, end, words=" ".join(match.group().lower().split()))


def _valid(start: int, end: int, year: int | None, month: int, day: int | None) -> Date:
    try:
        date(year or 2000, month, day or 1)
    except ValueError:
        return Date(start, end, words=f"{year}-{month}-{day}")
    return Date(start, end, year, month, day)


def _clock(has: dict[str, str]) -> frozenset[int]:
    hour, minute = int(has["hour"]), int(has.get("minute", 0))
    half = has.get("half", "").lower()
    if half and hour <= 12:
        return frozenset({hour % 12 * 60 + minute + (720 if half == "p" else 0)})
    twice = 1 <= hour <= 12 and not has["hour"].startswith("0")
    return frozenset({hour % 12 * 60 + minute, hour % 12 * 60 + minute + 720} if twice else {hour * 60 + minute})


def _together(text: str, found: list[Date]) -> Iterator[Date]:
    """Yield the dates, a weekday and its day as one, a day with the year that the next one says for both."""
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        if other.start - one.end > 12:
            continue
        if one.day and not one.year and other.day and other.year and _JOINED.fullmatch(text, one.end, other.start):
            found[n] = replace(one, year=other.year)
        days = [part for part in (one, other) if part.month and part.day and part.weekday is None]
        week = [part for part in (one, other) if part.weekday is not None and not part.day]
        if days and week and _BOUND.fullmatch(text, one.end, other.start):
            found[n : n + 2] = [replace(days[0], start=one.start, end=other.end, weekday=week[0].weekday)]
    yield from found
