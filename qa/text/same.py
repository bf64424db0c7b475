"""When two answers are the same value, whatever their form: "Nov. 27" and "27 November", "25" and "twenty-five"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.words import MAGNITUDES, MONTH, NUMBERS, WEEKDAY, WEEKDAYS, month_of

_MONTH = rf"(?P<month>{MONTH})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_ON = rf"(?:on\s+)?(?:{WEEKDAY},?\s+)?(?:the\s+)?"
_DATES = [
    re.compile(rf"{_ON}{_MONTH}\s+{_DAY}{_YEAR}", re.I),
    re.compile(rf"{_ON}{_DAY}(?:\s+of)?\s+{_MONTH}{_YEAR}", re.I),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
]
_NUMBERS = NUMBERS | {
    f"{ten}-{unit}": tens + units
    for ten, tens in NUMBERS.items()
    for unit, units in NUMBERS.items()
    if tens >= 20 and 0 < units < 10
}
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?")
_IGNORED = frozenset("the a an about around nearly some at least over more than mr mrs ms dr president".split())
EXTRA_WORDS = 3
"""Words by which two forms of one value may differ."""
_DATE_KEY = re.compile(r"(?:--|\d{4}-)\d{2}-\d{2}")
_WEEKDAY_ALONE = re.compile(rf"(?:on |last |this )?(?:{'|'.join(WEEKDAYS)})")
_DISTINGUISHING = frozenset(
    "not no nor never and or but than without except north south east west northern southern eastern western central "
    "new former anti non pro ex percent per".split()
) | frozenset(MAGNITUDES)


@lru_cache(maxsize=4096)
def key(value: str) -> str:
    """Return a form in which the same values are equal: a date as --MM-DD or YYYY-MM-DD, else plain words.

    Case, articles, leading "about" and "at least", titles and number words do not count.
    """
    text = value.strip().strip(".,;:!?\"'“”‘’()[]").strip()
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return _date(found)
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    plain = [_number(word) for word in words if word not in _IGNORED]
    return " ".join(plain or words)


def compatible(one: str, other: str) -> bool:
    """Whether two answers that are not the same may both be right: a weekday alone, and a date."""
    keys = key(one), key(other)
    return any(_WEEKDAY_ALONE.fullmatch(day) and _DATE_KEY.fullmatch(date) for day, date in (keys, keys[::-1]))


def same(one: str, other: str) -> bool:
    """Whether two answers give the same value.

    Equal keys do, a day with its year and the same day without it, and an answer whose words stand within those of the
    other with at most three more ("Assad", "Bashar al-Assad", "25", "25 people"), unless those turn it into another
    value ("South Korea", "not Iran", "Iran and Russia").
    """
    a, b = key(one), key(other)
    if a == b:
        return True
    if _DATE_KEY.fullmatch(a) or _DATE_KEY.fullmatch(b):
        return any(day.startswith("--") and dated[4:] == day[1:] for day, dated in ((a, b), (b, a)))
    short, long = sorted((a.replace("-", " ").split(), b.replace("-", " ").split()), key=len)
    if not short or len(long) - len(short) > EXTRA_WORDS or f" {' '.join(short)} " not in f" {' '.join(long)} ":
        return False
    added = set(long) - set(short)
    return not added & _DISTINGUISHING and not any(word[0].isdigit() for word in added)


def stands_in(value: str, text: str) -> bool:
    """Whether a text gives a value, in its own or in another form."""
    words = f" {key(text)} ".replace("-", " ")
    if f" {key(value)} ".replace("-", " ") in words:
        return True
    return any(key(found.group()) == key(value) for date in _DATES for found in date.finditer(text))


def _number(word: str) -> str:
    if word in _NUMBERS:
        return str(_NUMBERS[word])
    return re.sub(r"(?<=\d),(?=\d{3})", "", word)


def _date(found: re.Match[str]) -> str:
    month = found["month"]
    number = int(month) if month.isdigit() else month_of(month)
    return f"{found['year'] or '-'}-{number:02}-{int(found['day']):02}"
