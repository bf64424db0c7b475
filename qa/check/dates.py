"""Dates and times of day in a text, however written, and whether one gives another: "Nov. 27" gives "27 November".

What a date says is kept in parts, and each part that a sentence states must be in the quote: "November 27, 2024" gives
"November 27", "November" and "2024"; "November 27" does not give its year. Nothing is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class Date:
    """A mention of a date, or of a time of day, at [start, end); what it does not say is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    of: tuple[int, int] | None = None
    """The month and day that a weekday stands with."""
    decade: int | None = None
    minutes: frozenset[int] = frozenset()
    """Minutes since midnight: two where it may be before or after noon."""
    words: str = ""
    """A date in words alone: "yesterday", "next year"."""

    def gives(self, wanted: Date) -> bool:
        """Whether this mention says all that `wanted` says; years and weekdays of a day need more, see `given`."""
        if wanted.words or wanted.minutes:
            return (
                wanted.words == self.words
                and bool(self.minutes) == bool(wanted.minutes)
                and (self.minutes <= wanted.minutes)
            )
        if wanted.decade is not None:
            in_it = self.year is not None and wanted.decade >= 100 and self.year // 10 * 10 == wanted.decade
            return in_it or self.decade in (wanted.decade, _century(wanted.decade))
        if wanted.weekday is not None:
            return self.weekday == wanted.weekday
        parts = ((wanted.year, self.year), (wanted.month, self.month), (wanted.day, self.day))
        return all(want is None or want == have for want, have in parts)


def _century(decade: int) -> int:
    """Return the decade that "the '90s" means, and the short form of "the 1990s" for it."""
    if decade >= 100:
        return decade % 100 if decade in range(1930, 2030) else decade
    return decade + (1900 if decade >= 30 else 2000)


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_WORD = (
    r"(?:(?P<{0}>(?i:january|february|april|june|july|august|september|october|november|december)|March|May|MARCH|MAY)"
    r"|(?P<{0}_short>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b)\.?)"
)
_MONTH = _MONTH_WORD.format("month")
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\w%])(?![.,:][0-9])"
_TO = r"\s*(?:-|–|—|/|,|to|and|&|or|through|until|till)\s*(?:the\s+)?"
_OTHER_DAY = r"(?P<day2>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_DAY2 = rf"(?:{_TO}{_OTHER_DAY}(?![\w%])(?![.,:][0-9])(?!\s+[a-z]))?"
_DAY2_BEFORE = (
    r"(?P<day2>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?\s*(?:-|–|—|/|,|to|and|&|or|through|until|till)\s*(?:the\s+)?"
)
_YEAR = r"(?P<year>(?:1[0-9]|20)[0-9]{2})(?![\w%])(?![.,:][0-9])"
_NO_DIGIT = r"(?<![\w.,:/$€£-])"
_FORMS = [
    re.compile(rf"{_NO_DIGIT}(?P<year>[12][0-9]{{3}})-(?P<number>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9-])"),
    re.compile(
        rf"{_NO_DIGIT}(?P<one>[0-9]{{1,2}})(?P<mark>[./])(?P<two>[0-9]{{1,2}})(?P=mark)"
        r"(?P<year>[12][0-9]{3})(?![\w/])"
    ),
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}{_DAY2}(?:,?\s+(?:of\s+)?{_YEAR})?"),
    re.compile(rf"{_NO_DIGIT}(?:{_DAY2_BEFORE})?{_DAY}(?:\s+of)?[\s-]+{_MONTH}\b(?:,?[\s-]+{_YEAR})?"),
    re.compile(rf"\b{_MONTH},?\s+(?:of\s+|in\s+)?{_YEAR}"),
    re.compile(rf"\b{_MONTH}(?!\w)"),
]
_YEARS = re.compile(
    r"(?<![\w.,:/$€£#])(?P<year>(?:1[1-9]|20)[0-9]{2})"
    r"(?:\s*(?:-|–|—|/)\s*(?P<last>(?:1[1-9]|20)[0-9]{2}|[0-9]{2}))?(?![\w%])(?![.,:][0-9])"
)
_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|men|women|children|troops|dead|percent|per\s+cent|million|billion|thousand|hundred|feet|foot|km|kg|"
    r"(?!was|has|his|its|this|does|versus|plus|across|towards|perhaps|always|besides|whereas|sees|series|news|thus|less|"
    r"unless|tells|says)[a-z]{3,}s)\b"
)
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|the|from|by|until|till|before|after|during|for|late|early|mid|between|year|his|her|its|their|of|"
    r"and|to|spring|summer|autumn|fall|winter)[\s-]+|['’]s\s+)$",
    re.I,
)
_DECADE = re.compile(r"(?<!\w)(?:(?P<long>(?:1[0-9]|20)[0-9]0)|['’‘]?(?P<short>[0-9]0))['’]?s\b")
_DECADE_WORDS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
_DECADE_WORD = re.compile(rf"\b(?i:{'|'.join(_DECADE_WORDS)})\b")
_CLOCK = re.compile(
    r"(?<![\w.,:/$€£])(?:(?P<hour>2[0-3]|[01]?[0-9])(?:(?P<colon>:)(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?![:\w])|"
    r"(?:\.(?P<dotted>[0-5][0-9]))?(?=\s*[apAP]\.?[mM]\b)|(?=\s*o['’]clock))"
    r"(?:\s*(?P<half>[apAP])\.?[mM]\b\.?|\s*o['’]clock)?)"
)
_FULL_CLOCK = re.compile(
    r"(?<![\w.,:/$€£])(?P<hour>2[0-3]|[01][0-9])(?P<minute>[0-5][0-9])(?=\s*(?:GMT|UTC|hours|hrs)\b)"
)
_NOON = re.compile(r"\b(?i:(?P<noon>noon|midday)|midnight)\b")
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = re.compile(
    rf"\b(?:(?P<long>(?i:{'|'.join(_WEEKDAYS)}))s?\b|(?P<short>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?,?"
    rf"(?=\s+(?:[0-9]{{1,2}}\b|{_MONTH_WORD.format('next')})))"
)
_RELATIVE = re.compile(
    r"\b(?i:yesterday|tomorrow|(?:last|next|this|previous|following|past|coming)\s+"
    r"(?:night|week|weekend|month|year|decade|century|spring|summer|autumn|fall|winter))\b"
)
_BETWEEN = re.compile(r"\s*(?:,|and|or|to|until|through|till|-|–|—|&)(?:\s+(?:on|from))?\s*")
_BINDING = re.compile(r"\s*[,(]?\s*(?:the|a)?\s*[,(]?\s*")
_PERSON_BEFORE = re.compile(r"(?<!^)(?<![.!?:]\s)\b[A-Z][\w'’.-]*\s+$")
_NAME_AFTER = re.compile(r"\s+[A-Z][a-z]+|\s+(?:said|says|told|was|is|has|had|and\s+(?:her|his))\b|['’]s?\s")
_MAY_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|last|next|this|of|early|late|mid|from|to|between|during|through|and|or|before|after|"
    r"every|on|for|around|past|previous|late|coming)[\s-]+$|[-–,(]\s*$",
    re.I,
)
_THE_DAY = re.compile(r"(?<=\bon\sthe\s)(?P<day>3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th)\b(?!\s+[a-z]+s?\s)")


_SEASON = re.compile(r"\b(?i:(?P<name>summer|winter|autumn|(?:spring|fall)(?=\s+(?:of\s+)?[12][0-9]{3}\b)))\b")


@lru_cache(maxsize=2048)
def dates(text: str) -> tuple[Date, ...]:
    """Return the dates and times of a text, in order; none overlaps another."""
    found: list[Date] = []
    taken: list[tuple[int, int]] = []

    def take(*mentions: Date) -> None:
        if mentions and all(end <= mentions[0].start or mentions[-1].end <= start for start, end in taken):
            found.extend(mentions)
            taken.append((min(m.start for m in mentions), max(m.end for m in mentions)))

    for form in _FORMS:
        for match in form.finditer(text):
            take(*_calendar(text, match))
    for years in _YEARS.finditer(text):
        take(*_years(text, years))
    for match in _DECADE.finditer(text):
        take(Date(*match.span(), decade=int(match["long"] or match["short"])))
    for match in _DECADE_WORD.finditer(text):
        take(Date(*match.span(), decade=20 + 10 * _DECADE_WORDS.index(match.group().lower())))
    for match in (*_CLOCK.finditer(text), *_FULL_CLOCK.finditer(text)):
        take(_clock(match))
    for match in _NOON.finditer(text):
        take(Date(*match.span(), minutes=frozenset({720 if match["noon"] else 0})))
    for match in _WEEKDAY.finditer(text):
        name = (match["long"] or match["short"]).lower()
        take(Date(*match.span(), weekday=next(n for n, day in enumerate(_WEEKDAYS) if day.startswith(name[:3]))))
    for match in _RELATIVE.finditer(text):
        take(Date(*match.span(), words=" ".join(match.group().lower().split())))
    for match in _SEASON.finditer(text):
        take(Date(*match.span(), words=match["name"].lower().replace("fall", "autumn")))
    for match in _THE_DAY.finditer(text):
        take(Date(*match.span(), day=int(match["day"])))
    return tuple(_bound(text, _dated(text, sorted(found, key=lambda mention: mention.start))))


def _calendar(text: str, match: re.Match[str]) -> Iterator[Date]:
    parts = match.groupdict()
    start, end = match.span()
    year = int(parts["year"]) if parts.get("year") else None
    if "one" in parts:
        one, two = int(match["one"]), int(match["two"])
        if one == two or (one > 12) != (two > 12):
            yield _valid(start, end, year, *((two, one) if one > 12 else (one, two)))
        else:  # October in one country, November in another: only itself
            yield Date(start, end, words=f"{one}/{two}/{year}")
        return
    if "number" in parts:
        yield _valid(start, end, year, int(match["number"]), int(match["day"]))
        return
    name = match["month"] or match["month_short"]
    month = _MONTHS.index(name[:3].lower()) + 1
    if "day" not in parts:
        if year is None and not _is_month(text, match, name):
            return
        yield Date(start, end, year=year, month=month)
        return
    if not parts["day2"]:
        yield _valid(start, end, year, month, int(match["day"]))
        return
    cut = max(match.start("day"), match.start("day2"))
    first, last = ("day", "day2") if match.start("day") < match.start("day2") else ("day2", "day")
    yield _valid(start, match.end(first), year, month, int(match[first]))
    yield _valid(cut, end, year, month, int(match[last]))


def _valid(start: int, end: int, year: int | None, month: int, day: int) -> Date:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return Date(start, end, words=f"{year}-{month}-{day}")
    return Date(start, end, year=year, month=month, day=day)


def _is_month(text: str, match: re.Match[str], name: str) -> bool:
    """Whether a month's name alone is one: not "Theresa May", "may", "Jan" or "the March on Rome"."""
    before, after = text[max(match.start() - 40, 0) : match.start()], text[match.end() : match.end() + 20]
    if match["month_short"]:
        return match.group().endswith(".") and bool(_MAY_BEFORE.search(before))
    if name.lower() in ("may", "march"):
        return bool(_MAY_BEFORE.search(before))
    if name.lower() in ("april", "june", "august"):
        return bool(_MAY_BEFORE.search(before)) or not (_PERSON_BEFORE.search(before) or _NAME_AFTER.match(after))
    return True


def _years(text: str, match: re.Match[str]) -> Iterator[Date]:
    first = int(match["year"])
    if not match["last"]:
        before = text[max(match.start() - 12, 0) : match.start()]
        if not _COUNTED.match(text, match.end()) or _YEAR_BEFORE.search(before):
            yield Date(*match.span(), year=first)
        return
    last = int(match["last"])
    last = last if last > 99 else first // 100 * 100 + last
    yield Date(match.start(), match.end("year"), year=first)
    yield Date(match.start("last"), match.end(), year=last)


def _clock(match: re.Match[str]) -> Date:
    parts = match.groupdict()
    hour, minute = int(match["hour"]), int(parts["minute"] or parts.get("dotted") or 0)
    half = (parts.get("half") or "").lower()
    if half and hour <= 12:
        return Date(*match.span(), minutes=frozenset({hour % 12 * 60 + minute + (720 if half == "p" else 0)}))
    both = "colon" in parts and hour in range(1, 13) and not match["hour"].startswith("0")
    minutes = {hour % 12 * 60 + minute, hour % 12 * 60 + minute + 720} if both else {hour * 60 + minute}
    return Date(*match.span(), minutes=frozenset(minutes))


def _dated(text: str, found: list[Date]) -> list[Date]:
    """Return the dates with the year that the next one says for both: "3 May and 7 June 2010"."""
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        if one.day and one.month and not one.year and other.day and other.year and _joined(text, one, other, _BETWEEN):
            found[n] = replace(one, year=other.year)
    return found


def _bound(text: str, found: list[Date]) -> Iterator[Date]:
    """Yield the dates, each weekday with the month and day that it stands with."""
    for n, one in enumerate(found):
        if one.weekday is not None:
            for other, (first, second) in [
                (m, sorted((m, one), key=lambda d: d.start)) for m in found[max(n - 1, 0) : n + 2]
            ]:
                if other.month and other.day and _joined(text, first, second, _BINDING):
                    one = replace(one, of=(other.month, other.day))
        yield one


def _joined(text: str, one: Date, other: Date, gap: re.Pattern[str]) -> bool:
    return other.start - one.end < 12 and gap.fullmatch(text, one.end, other.start) is not None
