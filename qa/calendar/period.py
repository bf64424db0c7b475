"""A time on the calendar: a value as TIMEX3 writes it, with the days that it covers.

TIMEX3 is the standard of dates in annotated news (ISO-TimeML): 2024-11-27, 2024-11-27T18:40, 2024-11-27TNI (night),
2024-W48, 2024-W48-WE (weekend), 2024-11, 2024-Q3, 2024-H1, 2024-SP (spring), 2024, 202 (decade), 20 (century); an hour
of an unknown day is T18:40.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from qa.answer import Granularity

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""Their first months, on the northern half of the earth."""
_NAMES = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d\d)(?P<weekend>-WE)?|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<season>SP|SU|FA|WI)"
    r"|-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T.+)?)?)?|(?P<decade>\d{3})|(?P<century>\d\d)"
)


@lru_cache(maxsize=4096)
def days(value: str) -> tuple[date, date]:
    """Return the first and the last day that a value covers. Raises ValueError where it is none, or no such day is."""
    found = _VALUE.fullmatch(value)
    if not found:
        raise ValueError(value)
    has = {name: part for name, part in found.groupdict().items() if part}
    if "decade" in has or "century" in has:
        rest = 4 - len(value)
        return date(max(int(value) * 10**rest, 1), 1, 1), date((int(value) + 1) * 10**rest - 1, 12, 31)
    year = int(has["year"])
    if "week" in has:
        monday = date.fromisocalendar(year, int(has["week"]), 1)
        return monday + timedelta(5 if "weekend" in has else 0), monday + timedelta(6)
    if "day" in has:
        day = date(year, int(has["month"]), int(has["day"]))
        return day, day
    if "quarter" in has:
        return months(year, 3 * int(has["quarter"]) - 2, 3)
    if "half" in has:
        return months(year, 6 * int(has["half"]) - 5, 6)
    if "season" in has:
        return months(year, SEASONS[has["season"]], 3)
    return months(year, int(has["month"]), 1) if "month" in has else months(year, 1, 12)


def apart(one: str, other: str) -> bool:
    """Whether no day is in both values. Raises ValueError where one is none."""
    (first, last), (start, end) = days(one), days(other)
    return last < start or end < first


def granularity(value: str) -> Granularity:
    """Return what a value names. Raises ValueError where it is none."""
    found = _VALUE.fullmatch(value)
    if not found:
        raise ValueError(value)
    names: tuple[Granularity, ...] = (
        "time", "day", "weekend", "week", "quarter", "half", "season", "month", "decade", "century",
    )  # fmt: skip
    return next((name for name in names if found[name]), "year")


def months(year: int, month: int, count: int) -> tuple[date, date]:
    """Return the first day of a month and the last one of `count` months from it."""
    after = month - 1 + count
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - timedelta(1)


def shift(day: date, count: int) -> date:
    """Return the day so many days after another one, or before it; the last or the first one there is at most."""
    return date.fromordinal(min(max(day.toordinal() + count, 1), date.max.toordinal()))


def in_words(value: str) -> str:
    """Return a value as a person writes it: "27 November 2024", "week of 25 November 2024", "spring 2024"."""
    if value.startswith("T"):
        return value[1:]
    first, last = days(value)
    match granularity(value):
        case "day":
            return _day(first)
        case "time":
            clock = value.partition("T")[2]
            return _day(first) + (f", {clock}" if clock[0].isdigit() else "")
        case "week":
            return f"week of {_day(first)}"
        case "weekend":
            return f"{first.day if first.month == last.month else _day(first, year=False)}–{_day(last)}"
        case "month":
            return f"{first:%B} {first.year}"
        case "quarter" | "half":
            return f"{first:%B} to {last:%B} {last.year}"
        case "season":
            return f"{_NAMES[value[-2:]]} {value[:4]}"
        case "decade":
            return f"{first.year}s"
        case _:
            return value if len(value) == 4 else f"{first.year} to {last.year}"


def _day(day: date, *, year: bool = True) -> str:
    return f"{day.day} {day:%B}" + (f" {day.year}" if year else "")
