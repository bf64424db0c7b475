"""Dates of publication: what news data spells in many ways, as one ISO 8601 form.

Only dates that mean one day are taken: "10/11/2024" is October in one country and November in another, so it is
refused, and so are a year or a month alone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from index.errors import ArticleError

WORDED = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%b. %d, %Y", "%d %b. %Y", "%Y/%m/%d")
LONGEST = 100
"""Characters of a date, spelled however."""
WEEK = re.compile(r"\d{4}-?W\d\d$", re.I)
"""ISO weeks, which Python reads as their Monday."""
ZONE = re.compile(r"^(\d{4}-.*?)\s*(?:UTC|GMT)$")
SPACED_OFFSET = re.compile(r"^(\d{4}-.*?)\s+([+-]\d\d:?\d\d)$")
SECONDS = range(10**8, 10**11)
"""Numbers taken as seconds since 1970: from 1973 to the year 5138; 1,000 times as much is milliseconds."""


def iso_published(value: object) -> str:
    """Return a date of publication as an ISO 8601 date, or as a datetime with its zone (UTC where it names none).

    Args:
        value: a string (ISO 8601, RFC 2822, "November 27, 2024"), a date or datetime, or a number: YYYYMMDD, or
            seconds or milliseconds since 1970.

    Raises:
        ArticleError: it is none of these, or no day there ever was.
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
    if not isinstance(value, str) or len(value) > LONGEST or WEEK.match(value.strip()):
        raise ValueError(value)
    text = ZONE.sub(r"\1Z", SPACED_OFFSET.sub(r"\1\2", value.strip()))
    for read in (date.fromisoformat, datetime.fromisoformat, _worded, parsedate_to_datetime):
        try:
            return read(text)
        except ValueError:
            continue
    raise ValueError(value)


def _worded(text: str) -> date:
    for form in WORDED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(text)


def _number(value: int | float) -> date | datetime:
    if isinstance(value, int) and len(str(value)) == 8:
        return date.fromisoformat(str(value))
    for unit in (1, 1_000):
        if int(value / unit) in SECONDS:
            return datetime.fromtimestamp(value / unit, UTC)
    raise ValueError(value)
