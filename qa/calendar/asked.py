"""The time that a question asks about: "the latest", "at first", "by Friday", "in 2019", "last week"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from qa.calendar.mentions import mentions
from qa.calendar.period import days, shift

_NEWEST = re.compile(
    r"\b(?:(?:most\s+recent|latest|newest|current)(?=\s+\w)|currently|now|still|nowadays|so\s+far|to\s+date|"
    r"at\s+(?:present|the\s+moment)|as\s+of\s+(?:now|today)|today|according to the latest \w+)\b",
    re.I,
)
_FIRST = re.compile(
    r"\b(?:at\s+first|initially|originally|first(?=\s+(?:said|reported|thought|believed|put|given)\b)|first(?=\s+(?:\w+\s+)?(?:toll|figure|count|number|report|estimate)))\b",
    re.I,
)
_CLOCK = re.compile(
    r"\b(?:at|by|as\s+of|around|about)\s+(?P<hour>2[0-3]|[01]?\d)"
    r"(?:[.:](?P<minute>[0-5]\d)(?:\s*(?P<half>[ap])\.?m\b\.?)?|\s*(?P<alone>[ap])\.?m\b\.?)(?![\d%]|[.,]\d|\s+per)",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:(?P<until>by|until|till|as\s+of|up\s+to|before)|on|in|at|during|of|for)\s+(?:the\s+)?$", re.I
)
NEAR, SOON = 800, 3
"""Days before a time within which what was told may still hold then, and after it within which it is told."""
PARTS = {"TMO": ("00:00", "11:59"), "TAF": ("12:00", "17:59"), "TEV": ("18:00", "23:59"), "TNI": ("18:00", "23:59")}
"""The hours of each part of a day, as TIMEX3 writes it."""


@dataclass(frozen=True)
class AskedTime:
    """What time a question asks about.

    Attributes:
        which: the newest value, the first one, or that of a time.
        first: of that time, as YYYY-MM-DDTHH:MM; "" where it has no beginning ("by Friday").
        last: of that time.
        words: of the question that say so.
    """

    which: Literal["newest", "first", "at"]
    first: str = ""
    last: str = ""
    words: str = ""


def asked_time(question: str, as_of: str | None, newest: str | None = None) -> AskedTime | None:
    """Return the time that a question asks about, or None where it leaves it open.

    Args:
        question: standalone.
        as_of: the day on which it is asked, YYYY-MM-DD; today where it is None.
        newest: the day of the newest report, which "on Friday" and "in May" are held against where nobody said on which
            day it is asked; "" where nothing is dated: then an hour is that of an unknown day.
    """
    if found := _FIRST.search(question):
        return AskedTime("first", words=found.group())
    today = date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    told = mentions(question, today)
    story = date.fromisoformat(newest[:10]) if newest and not as_of else today
    if found := _CLOCK.search(question):
        day = next((days(one.value)[0] for one in told), date.min if newest == "" else story)
        at = f"{day}T{_clock(found)}"
        return AskedTime("at", "", at, found.group())
    for one in told:
        if question[one.start : one.end].lower() == "today":
            continue
        value = one.value
        if not one.whole and story != today:
            value = next((other.value for other in mentions(question, story) if other.start == one.start), value)
        if as_of and value == as_of and question[one.start : one.end].lower().endswith("day"):
            value = shift(today, -7).isoformat()  # who means the day itself says "today"
        before = _BEFORE.search(question[: one.start])
        if one.whole and not before:  # "the 1998 World Cup" is a name
            continue
        first, last = days(value)
        if before and before["until"] and before["until"].lower() == "before":
            last = shift(first, -1)
        hours = PARTS.get(value[10:], ("00:00", "23:59")) if len(value) > 10 else ("00:00", "23:59")
        until = before is not None and before["until"] is not None
        start = before.start() if before else one.start
        return AskedTime("at", "" if until else f"{first}T{hours[0]}", f"{last}T{hours[1]}", question[start : one.end])
    if found := _NEWEST.search(question):
        return AskedTime("newest", words=found.group())
    return None


def _clock(found: re.Match[str]) -> str:
    hour, half = int(found["hour"]), (found["half"] or found["alone"] or "").lower()
    return f"{hour % 12 + (12 if half == 'p' else 0) if half else hour:02}:{found['minute'] or '00'}"


def without(question: str, asked: AskedTime, texts: Sequence[str], published: Iterable[str]) -> str:
    """Return a question without the words that say its time, where the days of the articles may tell it instead.

    Args:
        question: standalone.
        asked: the time in it.
        texts: that are read; where one says the same words, they stay.
        published: the days of the articles, YYYY-MM-DD; where none is near that time, the words stay too, so that an
            article of another year does not answer.
    """
    words = re.compile(rf"\b{re.escape(asked.words)}\b", re.I)
    if any(words.search(text) for text in texts):
        return question
    if asked.which == "at":
        last = date.fromisoformat(asked.last[:10])
        near = f"{shift(last, -NEAR)}" if asked.first else "", f"{shift(last, SOON)}"
        if not any(day and near[0] <= day[:10] <= near[1] for day in published):
            return question
    rest = " ".join(words.sub(" ", question, count=1).split())
    return re.sub(r"\s+(?=[?.,])", "", rest).replace(",?", "?")
