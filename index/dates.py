"""Dates of publication: what news data spells in many ways, as one ISO 8601 form.

Only dates that mean one day are taken: "10/11/2024" is October in one country and November in another, so it is
refused, and so are a year or a month alone and a year of two digits. "25/11/2024" can be but one day.

What neither Python nor the forms below read is given to dateutil, which knows English, and what that does not read to
dateparser, which knows the other languages and takes a tenth of a second. Each is asked twice, with the day first and
with the month first, and dateutil with two days to fill up from: where the answers differ, the date means no one day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.errors import ArticleError

LONGEST = 100
"""Characters of a date, spelled however."""
WEEK = re.compile(r"\d{4}-?W\d\d$", re.I)
"""ISO weeks, which Python reads as their Monday."""
NUMBERED_DAY = re.compile(r"\d{4}-?\d{3}$")
"""A year and the number of a day in it."""
ZONE = re.compile(r"^(\d{4}-.*?)\s*(?:UTC|GMT)$")
SPACED_OFFSET = re.compile(r"^(\d{4}-.*?)\s+([+-]\d\d:?\d\d)$")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?!\d)")
YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)|\d{4}(?=年)|(?<=[A-Za-z])\d{4}\b")
WORD = re.compile(r"[^\W\d_]{3,}|\d\s?[日号일]")
"""What a date in words has: the name of a month, or the sign of a day."""
NUMBER = re.compile(r"\d{8,14}(?:\.\d{1,9})?$")
SECONDS = range(10**8, 10**11)
"""Numbers taken as seconds since 1970: from 1973 to the year 5138; 1,000 times as much is milliseconds."""
ZONES = {
    **dict.fromkeys(("ET", "EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CT", "CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MT", "MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PT", "PST", "PDT"), "America/Los_Angeles"),
    "BST": "Europe/London",
    **dict.fromkeys(("CET", "CEST"), "Europe/Paris"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "JST": "Asia/Tokyo",
    **dict.fromkeys(("UTC", "GMT", "Z"), "UTC"),
}
"""Zones as news abbreviates them; others are left out of a date, which keeps its day."""
LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs sk hu ro bg hr sr ru uk el tr ar fa he hi id vi th ko ja zh".split()


def iso_published(value: object) -> str:
    """Return a date of publication as an ISO 8601 date, or as a datetime with its zone (UTC where it names none).

    Args:
        value: a string (ISO 8601, RFC 2822, "November 27, 2024 Wednesday", "9:00 am ET, 8 Nov. 2024"), a date or
            datetime, or a number, also as text: YYYYMMDD, or seconds or milliseconds since 1970.

    Raises:
        ArticleError: it is none of these, or no day there ever was, or could be two.
    """
    try:
        found = _read(value)
        if isinstance(found, datetime):
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            found.astimezone(UTC)  # overflows at the edges of the calendar
        return found.isoformat()
    except (ValueError, OverflowError):
        shown = repr(value) if isinstance(value, (int, float)) else repr(str(value)[:40])
        raise ArticleError(
            f"{shown} is no date of publication: write 2024-11-27, or 2024-11-27T18:30:00+01:00 with a time."
        ) from None


def _read(value: object) -> date | datetime:
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(value)
    return _text(" ".join(value.split()))


@lru_cache(maxsize=4096)
def _text(text: str) -> date | datetime:
    if WEEK.match(text) or NUMBERED_DAY.match(text):
        raise ValueError(text)
    plain = ZONE.sub(r"\1Z", SPACED_OFFSET.sub(r"\1\2", text))
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(plain)
        except ValueError:
            continue
    if NUMBER.match(text):
        return _number(float(text) if "." in text else int(text))
    if not YEAR.search(text):
        raise ValueError(text)
    for read in (_in_english, _in_another_language):
        try:
            return read(text)
        except ValueError:
            continue
    raise ValueError(text)


def _in_english(text: str) -> date | datetime:
    """Return the one day that dateutil reads, with its time where it has one in a zone that is known."""
    from dateutil import parser

    unknown: list[str] = []

    def zone(name: str | None, offset: int | None) -> tzinfo | int:
        if offset is None and name not in ZONES:
            unknown.append(name or "")
        return offset if offset is not None else ZoneInfo(ZONES.get(name or "", "UTC"))

    iso = YEAR_FIRST.search(text)
    text = YEAR_FIRST.sub(r"\1-\3-\4", text)
    text = re.sub(r"\b([ap])\.m\.", r"\1m", re.sub(r"(?<=\d)\.(?=\d\d\b(?!\.))", ":", text))
    text = re.sub(r"\[[\w/]+\]$|\b(?:at|on|of)\b|[|–—·•]| - ", " ", text)
    read: list[datetime] = []
    for day_first in (False,) if iso else (True, False):
        for other in (datetime(2000, 1, 1), datetime(2004, 2, 29, 1, 1)):  # noqa: DTZ001
            try:
                read.append(parser.parse(text, dayfirst=day_first, default=other, tzinfos=zone))
            except (OverflowError, TypeError, AttributeError, ZoneInfoNotFoundError) as error:
                raise ValueError(text) from error
    if len({found.date() for found in read}) > 1:
        raise ValueError(text)
    return read[0] if read[0].time() == read[1].time() and not unknown else read[0].date()


def _in_another_language(text: str) -> date:
    """Return the one day that dateparser reads."""
    if not WORD.search(text):
        raise ValueError(text)
    import dateparser

    days: set[date | None] = set()
    for order in ("DMY", "MDY"):
        found = dateparser.parse(
            text,
            languages=LANGUAGES,
            settings={"DATE_ORDER": order, "STRICT_PARSING": True, "PARSERS": ["absolute-time"], "TIMEZONE": "UTC"},
        )
        days.add(found and found.date())
    day = days.pop()
    if days or day is None:
        raise ValueError(text)
    return day


def _number(value: int | float) -> date | datetime:
    if isinstance(value, int) and len(str(value)) == 8:
        return date.fromisoformat(str(value))
    if isinstance(value, int) and len(str(value)) == 14:
        return datetime.strptime(str(value), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    for unit in (1, 1_000):
        if int(value / unit) in SECONDS:
            return datetime.fromtimestamp(value / unit, UTC)
    raise ValueError(value)
