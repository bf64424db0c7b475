"""What a request for a timeline is about, and the days that it asks for: "what happened in the ferry fire in March"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.words import MONTH
from qa.calendar.mentions import mentions
from qa.calendar.period import days, shift

SOME_DAY = date(2000, 1, 3)
"""A day against which times are held to see that they are some, where the day of publication is not known."""

_HAPPENED = re.compile(
    r"^\W*(?:(?:and|so|then|please)\b\W*)*(?:(?:tell|show|give) me )?"
    r"(?:what (?:has |had |all )*(?:happened|occurred|went on|took place)|"
    r"(?P<named>(?:an? |the )?(?:timeline|chronology|sequence of events)))\b(?P<rest>.*)$",
    re.I | re.S,
)
_PERIOD = re.compile(
    r"\b(?P<how>between|from|since|after|before|until|till|up to|in|on|during|over|at)\s+(?:the\s+)?$", re.I
)
_TWO_DAYS = re.compile(
    rf"\b(?P<first>\d{{1,2}})(?P<join> (?:and|to|until) \d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?P<month> (?:{MONTH})\b(?: \d{{4}})?))",
    re.I,
)
_YEAR = re.compile(r"\d{4}")
_JOIN = re.compile(r"\s*(?:,?\s*(?:and|to|until|till|through)|[-–—])\s*(?:the\s+)?$", re.I)
_LEFT_OVER = re.compile(
    r"^\W*(?:(?:in|with|to|of|about|at|during|for|on|around|after|regarding)\b\W*)*|[\s?.!,]+$", re.I
)


@dataclass(frozen=True)
class Period:
    """Days that are asked for.

    Attributes:
        first: the first one, YYYY-MM-DD; "" where there is no bound.
        last: the last one, in the same way.
    """

    first: str = ""
    last: str = ""

    def holds(self, value: str) -> bool:
        """Return whether a time on the calendar lies in it, at least in part."""
        start, end = (f"{day}" for day in days(value))
        return (not self.first or end >= self.first) and (not self.last or start <= self.last)


def asks_for_timeline(question: str) -> bool:
    """Return whether a question asks for a timeline: by that name, or what happened in some time."""
    found = _HAPPENED.match(question.strip())
    return found is not None and (found["named"] is not None or bool(mentions(_whole(found["rest"]), SOME_DAY)))


def topic_of(question: str, today: str) -> tuple[str, Period]:
    """Return what a request for a timeline is about, and the days that it asks for.

    Args:
        question: a topic ("the ferry fire"), or what happened in it, between two days.
        today: the day that times without a year are held against, YYYY-MM-DD.
    """
    asked = _whole(question.strip())
    found = _HAPPENED.match(asked)
    if found is None:
        return _LEFT_OVER.sub("", asked), Period()
    begin = found.start("rest")
    told = [one for one in mentions(asked, date.fromisoformat(today)) if one.start >= begin]
    if not told:
        return _LEFT_OVER.sub("", asked[begin:]), Period()
    before = _PERIOD.search(asked, begin, told[0].start)
    how = before["how"].lower() if before else ""
    (first, last), end = days(told[0].value), told[0].end
    if len(told) > 1 and _JOIN.fullmatch(asked[told[0].end : told[1].start]):
        last, end = days(told[1].value)[1], told[1].end
        if not _YEAR.search(asked[told[0].start : told[0].end]):
            first = min(first, _in_year_of(first, last), key=lambda day: (day > last, abs(last - day)))
    if first > date.fromisoformat(today) and not _YEAR.search(asked[begin:end]):  # what happened is over
        first, last = _year_before(first), _year_before(last)
    if how == "before":
        last = shift(first, -1)
    elif how == "after":
        first = shift(last, 1)
    since = "" if how in ("before", "until", "till", "up to") else f"{first}"
    until = "" if how in ("since", "after") else f"{last}"
    rest = f"{asked[begin : before.start() if before else told[0].start]} {asked[end:]}"
    return _LEFT_OVER.sub("", " ".join(rest.split())), Period(since, until)


def _whole(text: str) -> str:
    """Return a text in which the first of two days of one month has that month too: "between 3 and 9 March"."""
    return _TWO_DAYS.sub(r"\g<first> \g<month>\g<join>", text)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _in_year_of(first: date, last: date) -> date:
    """Return a day that was told without its year in the year of the last one, or before it."""
    if (first.month, first.day) == (2, 29):
        return first
    day = first.replace(year=last.year)
    return day if day <= last else day.replace(year=last.year - 1)
