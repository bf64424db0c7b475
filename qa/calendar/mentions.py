"""Mentions: the time expressions of a text, each with the value that it has on the calendar."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from index.words import MONTHS
from qa.calendar.period import days

if TYPE_CHECKING:  # loaded only where a text may hold an expression
    from qa.calendar.expressions import Around, Meaning

_MAY = re.compile(
    r"\d|day|night|week|month|year|decade|centur|quarter|tomorrow|morning|spring|summer|autumn|fall|winter|christmas|easter|"
    rf"thanksgiving|[mtwfs](?:on|ues?|ed|hurs?|ri|at|un)\.|{'|'.join(name[:3] for name in MONTHS)}",
    re.I,
)
"""What every expression has something of: where a text has none, the forms are not even loaded, which takes 15 ms."""
_BE = (
    r"(?:\s+(?:\w+ly|not|also|then|now|only|soon|again|to))*\s+(?:be|get|stay|remain)(?:\s+\w+ly)?\s+\w+"
    r"(?:\s+(?:and|or)\s+\w+ed\b)?"
)
"""The rest of a verb that looks ahead: "will be opened" does, though "opened" looks back."""
_CUE = re.compile(
    r"\b(?:(?P<ahead>will|would|shall|(?:is|are|was|were|set|due|likely|poised|slated|going)\s+to|plan(?:s|ned)?|due|scheduled|expect(?:s|ed)?|set\s+for"
    rf"|until|till|deadline|upcoming|begins?|starts?|opens?|meets?)(?:{_BE})?"
    r"|(?P<open>(?:is|are)\s+(?:\w+ly\s+)?(?!planned|scheduled|expected)\w{2,}ed)"
    r"|(?P<back>said|told|says|was|were|had|has|have|did|since|came|began|went|took|left|fell|rose|made|won|\w{2,}[^\We]ed|agreed|freed))\b"
    r"|(?P<also>['’]ll\b)",
    re.I,
)
"""The words before an expression that tell whether its clause looks ahead; the nearest one counts, and "is sentenced in
May" tells neither."""


@dataclass(frozen=True)
class Mention:
    """A time expression at [start, end) of a text.

    Attributes:
        start: its first code point.
        end: one past its last.
        value: as TIMEX3 writes it.
        whole: whether its words alone say it; else it was held against a day.
    """

    start: int
    end: int
    value: str
    whole: bool


def mentions(text: str, day: date | None, *, published: bool = True) -> list[Mention]:
    """Return the time expressions of a text that have a value, in order; none overlaps another.

    Args:
        text: of an article, or a part of one.
        day: that they are held against; None leaves those out that hang on one.
        published: whether it is the day of publication; else one that the text names, from which on it tells.
    """
    if not _MAY.search(text):
        return []
    from qa.calendar.expressions import FORMS, Around

    taken, found = bytearray(len(text)), []
    for form, meaning in FORMS:
        for match in form.finditer(text):
            place = slice(*match.span())
            if 1 not in taken[place]:
                taken[place] = b"\1" * len(match.group())
                found.append((match, meaning))
    told, said, ahead = list[Mention](), list[str](), None
    starts = [start for start, _ in sentence_spans(text)] if found else []
    for match, meaning in sorted(found, key=lambda one: one[0].start()):
        before = bisect_right(starts, match.start())
        start = starts[before - 1] if before else 0
        last = told[-1].end if told else 0
        if last <= start or _CUE.search(text, last, match.start()):  # else it goes on in the tense of the one before
            ahead = _ahead(text[start : match.start()]) if published else True
        around = Around(day, published, ahead, tuple(said))
        value = _value(meaning, match, around)
        if value is not None:
            said.append(value)
            told.append(Mention(*match.span(), value, meaning(match, Around(None)) == value))
    return told


def _value(meaning: Meaning, match: re.Match[str], around: Around) -> str | None:
    """Return what an expression means; None too where that is before the first day there is, or after the last."""
    with suppress(ValueError, OverflowError):
        value = meaning(match, around)
        if value is None or days(value):
            return value
    return None


def _ahead(before: str) -> bool | None:
    last = None
    for cue in _CUE.finditer(before):
        last = cue
    if last is None or (last["open"] and not before[last.end() :].strip().count(" ")):
        return None
    return last["back"] is None and last["open"] is None
