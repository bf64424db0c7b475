"""Corrections: notices in which an outlet says what was wrong, and the wrong and the right value of each.

A notice is a paragraph with a label ("Correction:", "Editor's note:"), a bracket that says what it corrects, an article
whose title says that it is one, or a sentence that says of an earlier version, or of another report, that it erred. In
a notice, a value behind "not", "as" or "from", and what an earlier version gave, is wrong; what else is told is right.
Where a notice gives but one of the two, the other one is looked for in the text, in the sentence that has most of the
notice's words. Values are dates, numbers, times and names. It understands no notice that tells neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from index.sentences import Bounds, paragraph_spans, sentence_spans
from index.words import (
    CORRECTED,
    FUNCTION_WORDS,
    MAGNITUDES,
    MISSTATED,
    MONTH,
    NOT,
    NUMBERS,
    STOP_WORDS,
    VERSION,
    WEEKDAY,
    words_in,
)

Kind = Literal["date", "time", "number", "name"]

LONGEST = 1_500
"""Characters of an article that is a correction as a whole, at most."""
ALIKE = 0.6
"""How much alike a name and its right spelling are at least, by the longest runs of letters that they share."""
_LABEL = re.compile(
    r"\W{0,3}(?:corrections?(?: and clarifications?)?|clarifications?|editor['’]s note|erratum|errata)\b"
    r"(?P<date>[^:.\n]{0,30}?)(?P<mark>[:.—–-]|$)",
    re.I,
)
_BRACKET = re.compile(r"\((?:corrects|correcting|corrected|refiles|refiling|fixes)\b[^)]*\)", re.I)
_TITLE = re.compile(r"\W*(?:corrections?\b(?!ed)|clarifications?\b|retraction\b|erratum\b)", re.I)
_ERRED = re.compile(
    rf"\b(?:{VERSION}\b|{MISSTATED}|(?:this|the) (?:article|story|report|post) (?:was|has been) {CORRECTED})", re.I
)
_WRONG = re.compile(rf"\b(?:{VERSION}|{MISSTATED})\b", re.I)
_MISNAMED = re.compile(r"\bmis\w+$", re.I)
_NO_ZONE = re.compile(r"as |should |contrary |editing ", re.I)
_TURN = re.compile(r";|,? but\b|\bin fact\b|\bactually\b|\bin reality\b|, (?:who|which) (?:is|was|are|were)\b", re.I)
_NOT_BEFORE = re.compile(
    rf"\b(?:{NOT}|instead of|rather than)(?: (?:in|on|at|near|by|for|of|about|as|from|to))*"
    r"(?: (?:the|an?)(?: [a-z]+)?)?\s*$",
    re.I,
)
_FROM_BEFORE, _TO_BEFORE = re.compile(r"\bfrom (?:the )?$", re.I), re.compile(r"\bto (?:the |say )?$", re.I)
_OF_THE_NOTICE = re.compile(
    r"\b(?:amended|corrected|updated|published|posted|edited|dated|reports?|reported|story|article|corrections?|version|"
    r"printed|ran|said|correction)(?: (?:on|of|in|from|at))?[,:]? $",
    re.I,
)
_NUMBER = rf"(?:\d[\d.,]*\d|\d|\b(?:{'|'.join(NUMBERS)})\b(?:-\w+)?)"
_VALUES: list[tuple[Kind, re.Pattern[str]]] = [
    ("time", re.compile(r"\b\d{1,2}(?::\d\d)+(?: ?[ap]\.?m\b)?", re.I)),
    (
        "date",
        re.compile(
            rf"\b(?:{WEEKDAY}, )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})\b|(?:{MONTH})\b\.? \d{{1,2}}\b)"
            rf"(?:,? \d{{4}})?|\b(?:{MONTH})\b(?: \d{{4}})?|\b(?:1[5-9]|20)\d\d\b(?! [a-z])|\b{WEEKDAY}\b",
            re.I,
        ),
    ),
    (
        "number",
        re.compile(
            rf"[$€£]?{_NUMBER}(?:%|(?: (?:{'|'.join(MAGNITUDES)}))?"
            rf"(?: (?!(?:{'|'.join(sorted(FUNCTION_WORDS))})\b)[a-z]+)?)",
            re.I,
        ),
    ),
    ("name", re.compile(r"\b[A-Z][\w'’-]*[a-z](?:(?: (?:of|de|van|von|al|the))? [A-Z][\w'’-]+)*")),
]


@dataclass(frozen=True)
class Value:
    """A value in a text: its kind, its words, and where they stand; nowhere in the text where `start` is -1."""

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Correction:
    """One thing that was corrected; places count code points of the article's text.

    Attributes:
        start: where the notice begins.
        end: one past its last.
        kind: of the value.
        wrong: the value that was wrong, or None where nothing tells.
        right: the right one, or None where nothing tells.
        right_start: where the right one stands; -1 where it stands nowhere in the text.
        right_end: one past its last.
    """

    start: int
    end: int
    kind: Kind
    wrong: str | None
    right: str | None
    right_start: int = -1
    right_end: int = -1


def corrections(title: str, text: str) -> list[Correction]:
    """Return what the notices of an article correct, in order."""
    notices = list(_notices(title, text))
    if not notices:
        return []
    wrongs, rights = list[Value](), list[Value]()
    for start, end in notices:
        _sort(text, start, end, wrongs, rights)
    _sort_title(title, text, wrongs, rights)
    return _paired(text, notices, wrongs, rights)


def _notices(title: str, text: str) -> Iterator[Bounds]:
    """Yield the places of the sentences of notices, in order."""
    whole = _TITLE.match(title) is not None and len(text) <= LONGEST
    if not whole and not _ERRED.search(text) and not _LABEL.search(text) and not _BRACKET.search(text):
        return
    for start, end in paragraph_spans(text):
        label = _LABEL.match(text, start, end)
        bracket = _BRACKET.match(text, start, end)
        labelled = whole or (label is not None and (label["mark"] != "" or label.end() == end))
        begins = label.end() if label and labelled else start
        erred = False
        for first, last in sentence_spans(text[begins:end]):
            place = (begins + first, begins + last)
            erred = erred or _ERRED.search(text, *place) is not None
            if labelled or bracket or erred:
                yield place


def _sort(text: str, start: int, end: int, wrongs: list[Value], rights: list[Value]) -> None:
    """Add the values of one sentence of a notice to those that are wrong and those that are right."""
    told = _BRACKET.match(text, start, end)
    found = _WRONG.search(text, start, end)
    turn = _TURN.search(text, found.end() if found else start, end)
    turned = turn.end() if turn else end
    begins = found.end() if found else end
    if found and _MISNAMED.search(found.group()):  # "misstated the number as 40"
        as_ = re.compile(r"\bas\b").search(text, found.end(), turned)
        begins = as_.end() if as_ else turned
    elif found and _NO_ZONE.match(found.group()):  # what is wrong has a "not" of its own
        begins = turned = end
    for value in values(text, start, end):
        before = text[start : value.start]
        if _OF_THE_NOTICE.search(before) and value.kind == "date":
            continue
        if _NOT_BEFORE.search(before) or (told and _FROM_BEFORE.search(before)):
            wrongs.append(value)
        elif told:
            rights += [value] if _TO_BEFORE.search(before) or value.kind != "name" else []
        elif begins <= value.start < turned:
            wrongs.append(value)
        elif (
            not found
            or value.start >= turned
            or _denied_next(text, value.end, end)
            or (begins == end and value.kind != "name")  # a name there is that of the outlet that erred
        ):
            rights.append(value)


def _denied_next(text: str, at: int, end: int) -> bool:
    return re.compile(rf",? (?:and )?{NOT}\b", re.I).match(text, at, end) is not None


def _sort_title(title: str, text: str, wrongs: list[Value], rights: list[Value]) -> None:
    """Add what a title says as "this, not that"; it stands where the text says it too."""
    for value in values(title, 0, len(title)):
        start = text.find(value.text)
        placed = Value(value.kind, value.text, start, start + len(value.text) if start >= 0 else -1)
        if _NOT_BEFORE.search(title[: value.start]):
            wrongs.append(placed)
        elif _denied_next(title, value.end, len(title)):
            rights.append(placed)


def _paired(text: str, notices: Sequence[Bounds], wrongs: Sequence[Value], rights: Sequence[Value]) -> list[Correction]:
    """Return each wrong value with the right one of its kind; one that stands alone is paired with one of the text."""
    left = [right for right in rights if not any(_plain(right.text) == _plain(wrong.text) for wrong in wrongs)]
    made, done = list[Correction](), set[str]()
    for wrong in wrongs:
        if _plain(wrong.text) in done:
            continue
        done.add(_plain(wrong.text))
        fitting = [right for right in left if right.kind == wrong.kind]
        right = min(fitting, key=lambda right: abs(right.start - wrong.start), default=None)
        if right is not None and wrong.kind == "name" and len(fitting) > 1:
            right = max(fitting, key=lambda right: _alike(right.text, wrong.text))
        if right is None:
            right = _in_text(text, notices, wrong)
        else:
            left.remove(right)
        made.append(_correction(_whole(text, notices, wrong, right), wrong.kind, wrong.text, right))
    for right in left:
        if (other := _in_text(text, notices, right)) and (
            right.kind != "name" or _alike(right.text, other.text) >= ALIKE
        ):
            made.append(_correction(_whole(text, notices, right), right.kind, other.text, right))
    return made


def _whole(text: str, notices: Sequence[Bounds], *values: Value | None) -> Bounds:
    """Return the place of the notice that tells one of the values: its sentences that follow each other."""
    joined: list[Bounds] = []
    for start, end in notices:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return next((one for value in values if value for one in joined if one[0] <= value.start < one[1]), joined[0])


def _correction(span: Bounds, kind: Kind, wrong: str, right: Value | None) -> Correction:
    if right is None:
        return Correction(*span, kind, wrong, None)
    return Correction(*span, kind, wrong, right.text, right.start, right.end)


def _in_text(text: str, notices: Sequence[Bounds], value: Value) -> Value | None:
    """Return the value of the same kind in the sentence outside the notices that has most of their words."""
    topic = topic_of(" ".join(text[slice(*notice)] for notice in notices))
    best: tuple[float, Value] | None = None
    for start, end in sentence_spans(text):
        if any(start < last and first < end for first, last in notices):
            continue
        shared = len(topic & topic_of(text[start:end]))
        for other in values(text, start, end):
            if other.kind != value.kind or _plain(other.text) == _plain(value.text):
                continue
            score = shared + (_alike(other.text, value.text) if value.kind == "name" else 0.0)
            score += _before(text, other) == _before(text, value)
            if shared and (best is None or score > best[0]):
                best = (score, other)
    return best[1] if best else None


def _before(text: str, value: Value) -> str:
    return text[max(value.start - 12, 0) : value.start].rpartition(". ")[2][-7:]


def values(text: str, start: int, end: int) -> list[Value]:
    """Return the values in `text[start:end]`, in order, none overlapping another."""
    found: list[Value] = []
    for kind, pattern in _VALUES:
        for match in pattern.finditer(text, start, end):
            place = match.span()
            if kind == "name" and match.group().lower() in STOP_WORDS:
                continue
            if kind == "name" and place[0] == start and " " not in match.group():
                continue  # any word begins a sentence with a capital
            if not any(place[0] < other.end and other.start < place[1] for other in found):
                found.append(Value(kind, match.group(), *place))
    return sorted(found, key=lambda value: value.start)


def topic_of(text: str) -> frozenset[str]:
    """Return what a text is about: the beginnings of its words that say something and are no number."""
    words = (word for word in words_in(text.casefold()) if word not in STOP_WORDS and word not in _OF_NOTICES)
    return frozenset(word[:5] for word in words if not word[0].isdigit() and word not in NUMBERS)


_OF_NOTICES = frozenset(
    "correction corrections clarification version earlier previous article story report reported misstated incorrectly "
    "erroneously wrongly number name date given gave error editor note editing apologise regret".split()
)


def _plain(text: str) -> str:
    return " ".join(words_in(text.casefold()))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
