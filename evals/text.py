"""How two texts are compared: SQuAD's normalisation, with dates put in one order first.

"Nov. 27", "27 November" and "the 27th of November" all become the words `november 27`; "2024-11-27" and
"Nov. 27, 2024" become `november 27 2024`. A date with a year is not equal to one without, but contains it. Dates in
figures alone ("11/27/2024") are left as they are: which number is the month is not known.
"""

from __future__ import annotations

import re
import string
import unicodedata

from index.words import MONTHS

_NAME = rf"(?P<month>{'|'.join(name[:3] for name in MONTHS)})(?P<rest>[a-z]*)\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_ALONE = r"(?<![\w\-–/.])"
_END = r"(?![\w/]|[\-–]\d)"
_DATES = tuple(
    re.compile(_ALONE + pattern + _END)
    for pattern in (
        rf"{_YEAR}-(?P<number>0[1-9]|1[0-2])-{_DAY}",
        rf"{_DAY}\s+(?:of\s+)?{_NAME}(?:,?\s+{_YEAR})?",
        rf"{_NAME}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_NAME},?\s+{_YEAR}",
    )
)


def dates_in_order(text: str) -> str:
    """Return a lower-case text with each date it names written as month, day and year in words and figures."""
    for pattern in _DATES:
        text = pattern.sub(_in_order, text)
    return text


def _in_order(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("number"):
        month = MONTHS[int(parts["number"]) - 1]
    else:
        month = next(name for name in MONTHS if name.startswith(parts["month"]))
        written = parts["month"] + parts["rest"]
        if not month.startswith(written) and written != "sept":  # "marched 12" names no month
            return match[0]
    day = parts.get("day")
    return " ".join(part for part in (month, day and str(int(day)), parts.get("year")) if part)


def words(text: str) -> list[str]:
    """Return the normalised words of a text.

    SQuAD's convention: lower case, no punctuation (here that of Unicode, so that a curly quotation mark counts as a
    straight one does), no "a", "an", "the", split at white space; before it, dates put in one order.
    """
    text = dates_in_order(text.lower())
    text = "".join(character for character in text if not _punctuation(character))
    return [word for word in text.split() if word not in ("a", "an", "the")]


def _punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def holds(text: list[str], part: list[str]) -> bool:
    """Whether the words of `part` stand in `text`, one after the other; no words stand nowhere."""
    if not part:
        return False
    starts = range(len(text) - len(part) + 1)
    return any(text[start : start + len(part)] == part for start in starts)
