"""Corrections: notices in which an outlet says what was wrong, and the wrong and the right value of each.

In each clause of a notice (`index/notices.py`), a value behind "not" is wrong, and so is what an earlier version, or a
report, is said to have given; what else is told is right. Where a notice gives but one of the two, the other one is
looked for in the text, in the sentence that has most of the notice's words. A retraction takes back a whole story,
without a value. It understands no notice that tells neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from index.notices import BRACKETED, RETRACTS, TITLED, notice_spans
from index.sentences import Bounds, sentence_spans
from index.values import Kind, Value, topic_of, values
from index.words import (
    ARTICLES,
    FUNCTION_WORDS,
    MISSTATED,
    NOT,
    SAID,
    VERSION,
    words_in,
)

NOTICES = 8
"""Notices of an article at most; what has more is a page of them, and each is of another article."""
LOOKED_THROUGH = 50_000
"""Characters of a text in which what a notice leaves out is looked for."""
LEAST = 0.7
"""How much alike a name and its right spelling are at least, by the longest runs of letters that they share."""
_CUE, _MISSTATED = re.compile(rf"\b(?:{VERSION}|{SAID}|{MISSTATED})\b", re.I), re.compile(rf"\b(?:{MISSTATED})\b", re.I)
_ASIDE = re.compile(r"\b(?:as (?:we|was|had|some|other|several|stated|reported)|contrary to)\b[^,;]*", re.I)
_AS = re.compile(r"\bas(?! (?:we|was|had|reported|stated)\b)", re.I)
_ASKS = re.compile(r"(?: \w+){0,2} (?:when|where|what|who|whom|whose|which|how|why)\b", re.I)
_TURN = re.compile(r";|,? but\b|\bin (?:fact|reality)\b|\bactually\b|, (?:who|which) (?:is|was|are|were)\b|\. ", re.I)
_NOT_BEFORE = re.compile(
    rf"\b(?:{NOT}|instead of|rather than)(?: (?:in|on|at|near|by|for|of|about|as|from|to))*"
    r"(?: (?:the|an?)(?: [a-z]+)?)?\s*$",
    re.I,
)
_NOT_BEHIND = re.compile(rf",? (?:and )?{NOT}\b", re.I)
_FROM_BEFORE, _TO_BEFORE = re.compile(r"\bfrom (?:the )?$", re.I), re.compile(r"\bto (?:the |say )?$", re.I)
_OF_THE_NOTICE = re.compile(
    r"\b(?:amended|corrected|updated|published|posted|edited|dated|reports?|reported|story|article|corrections?|version|"
    r"printed|ran|said|wrote|correction)(?: (?:on|of|in|from|at))?[,:]? $",
    re.I,
)


@dataclass(frozen=True)
class Correction:
    """One thing that was corrected; places count code points of the article's text.

    Attributes:
        start: where the notice begins.
        end: one past its last.
        kind: of the value; "story" where a whole story is taken back.
        wrong: the value that was wrong, or None where nothing tells.
        right: the right one, or None where nothing tells.
        right_start: where the right one stands; -1 where it stands nowhere in the text.
        right_end: one past its last.
    """

    start: int
    end: int
    kind: Kind | Literal["story"]
    wrong: str | None
    right: str | None
    right_start: int = -1
    right_end: int = -1


@dataclass(frozen=True)
class _Around:
    """What a text says outside its notices: its words as `_plain` has them, and topic and values of each sentence."""

    plain: str
    sentences: Sequence[tuple[frozenset[str], Sequence[Value]]]

    @classmethod
    def of(cls, text: str, notices: Sequence[Bounds]) -> _Around:
        """Return what stands around these sentences, in the part of a text that is looked through."""
        places = [
            place
            for place in sentence_spans(text[:LOOKED_THROUGH])
            if not any(place[0] < last and first < place[1] for first, last in notices)
        ]
        told = [text[slice(*place)] for place in places]
        return cls(
            _plain(" ".join(told)), [(topic_of(one), values(text, *at)) for one, at in zip(told, places, strict=True)]
        )


@dataclass(frozen=True)
class _Told:
    """A value of a notice: whether it is wrong, and whether "not X" or "as X" says so."""

    value: Value
    wrong: bool
    sure: bool = False


def corrections(title: str, text: str) -> list[Correction]:
    """Return what the notices of an article correct, in order, then what it takes back."""
    notices = list(notice_spans(title, text))
    sentences = [one for notice in notices for one in notice]
    if not notices or len(notices) > NOTICES:
        return []
    around = _Around.of(text, sentences)
    made, titled = list[Correction](), list(_in_title(title, text))
    for notice in notices:
        told = [one for place in notice for one in _told(text, *place)] + titled
        made, titled = [*made, *_paired(text, notice, around, told)], []
    if not made and TITLED.match(title) and len(notices) == 1:
        made = _alone(text, notices[0])
    return made + [Correction(*one, "story", None, None) for one in sentences if RETRACTS.search(text, *one)]


def _told(text: str, start: int, end: int) -> Iterator[_Told]:
    """Yield the values of one sentence of a notice."""
    bracket = BRACKETED.match(text, start, end)
    cuts = [start, *(found.start() for found in _TURN.finditer(text, start, end)), end]
    clauses = [(first, last, _given(text, first, last)) for first, last in pairwise(cuts)]
    asides = [found.span() for found in _ASIDE.finditer(text, start, end)]  # which say who erred, and when
    for value in values(text, start, end):
        before = text[start : value.start]
        first, _, given = next(clause for clause in clauses if clause[0] <= value.start < clause[1] or clause[1] == end)
        if value.kind == "date" and _OF_THE_NOTICE.search(before):
            continue
        if _NOT_BEFORE.search(before) or (bracket and _FROM_BEFORE.search(before)):
            yield _Told(value, wrong=True, sure=True)
        elif bracket:
            if _TO_BEFORE.search(before) or value.kind != "name":
                yield _Told(value, wrong=False)
        elif any(aside[0] <= value.start < aside[1] for aside in asides):
            continue
        elif given is None or _NOT_BEHIND.match(text, value.end, end):
            yield _Told(value, wrong=False)
        elif given[0] <= value.start < given[1]:
            yield _Told(value, wrong=True, sure=_AS.search(text, first, value.start) is not None)


def _given(text: str, start: int, end: int) -> Bounds | None:
    """Return the place in a clause of what a report is said to have given, empty where it is not told; else None."""
    aside = _ASIDE.search(text, start, end)
    found = _CUE.search(text, start, end)
    if found is None or (aside and aside.start() <= found.start() < aside.end()):
        return None
    if as_ := _AS.search(text, found.end(), end):
        return as_.end(), next((one.end for one in values(text, as_.end(), end)), end)
    if _MISSTATED.search(text, start, end) or _ASKS.match(text, found.end()):
        return end, end
    behind = [one for one in values(text, found.end(), end) if not _OF_THE_NOTICE.search(text[start : one.start])]
    return (found.end(), end) if behind else (start, found.start())


def _in_title(title: str, text: str) -> Iterator[_Told]:
    """Yield what a title says as "this, not that"; it stands where the text says it too."""
    for value in values(title, 0, len(title)):
        start = text.find(value.text)
        placed = Value(value.kind, value.text, start, start + len(value.text) if start >= 0 else -1)
        if _NOT_BEFORE.search(title[: value.start]):
            yield _Told(placed, wrong=True, sure=True)
        elif _NOT_BEHIND.match(title, value.end):
            yield _Told(placed, wrong=False)


def _paired(text: str, notice: Sequence[Bounds], around: _Around, told: Sequence[_Told]) -> Iterator[Correction]:
    """Yield each wrong value with the right one that fits it best, or with one of the text outside all notices.

    What is both wrong and right is what a notice speaks of, not what it corrects. A right value that the text gives,
    too, needs no wrong one: the text is mended already.
    """
    sure = {_plain(one.value.text) for one in told if one.sure}
    wrong = {_plain(one.value.text): one.value for one in told[::-1] if one.wrong}
    right = {_plain(one.value.text): one.value for one in told[::-1] if not one.wrong}
    wrongs = [value for plain, value in wrong.items() if plain in sure or plain not in right][::-1]
    left = [value for plain, value in right.items() if plain not in wrong][::-1]
    place, kinds = (notice[0][0], notice[-1][1]), set[str]()
    for each in wrongs:
        surely = _plain(each.text) in sure or (len(wrongs) == 1 and each.kind != "name")
        known = _fittest(text, each, left, least=0.0 if surely else LEAST / 2)
        if known:
            left.remove(known)
        known = known or _in_text(text, notice, around, each)
        if known or surely:
            kinds.add(each.kind)
            yield _correction(place, each, known)
    for each in left:
        if each.kind in kinds or (kinds and each.kind != "name") or _plain(each.text) in around.plain:
            continue
        if other := _in_text(text, notice, around, each, alike=True):
            kinds.add(each.kind)
            yield _correction(place, other, each)


def _alone(text: str, notice: Sequence[Bounds]) -> list[Correction]:
    """Return the one value that an article tells which corrects another one without saying what was wrong there."""
    told = [one.value for place in notice for one in _told(text, *place) if one.value.kind != "name"]
    place = (notice[0][0], notice[-1][1])
    return [Correction(*place, one.kind, None, one.text, one.start, one.end) for one in told] if len(told) == 1 else []


def _fittest(text: str, wrong: Value, rights: Sequence[Value], least: float) -> Value | None:
    """Return the right value in place of a wrong one."""
    fits = [(_fit(text, wrong, one), -abs(one.start - wrong.start), one) for one in rights]
    best = max(fits, key=lambda each: each[:2], default=None)
    return best[2] if best and best[0] >= least else None


def _fit(text: str, one: Value, other: Value, *, placed: bool = True) -> float:
    """Return how well two values fit in each other's place: at least 0, and at least `LEAST` where much speaks for it.

    Negative where they are not of one kind, or where one is but another form of the other.
    """
    a, b = (_plain(each.text.removesuffix("'s").removesuffix("’s")).removeprefix("the ") for each in (one, other))
    if one.kind != other.kind or f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return -1.0
    near = float(placed and _before(text, one) == _before(text, other) != "")
    if one.kind == "date":
        return LEAST + near if one.parts & other.parts else -1.0
    if one.kind == "number":
        return near + (LEAST if one.noun == other.noun else 0.0 if one.noun and other.noun else LEAST / 2)
    inflected = a.rstrip("s") == b.rstrip("s") or (" " not in a and (a.startswith(b) or b.startswith(a)))
    alike = 0.0 if inflected else SequenceMatcher(None, a, b).ratio()
    return near + (alike if alike >= LEAST else 0.0)


def _correction(span: Bounds, wrong: Value, right: Value | None) -> Correction:
    if right is None:
        return Correction(*span, wrong.kind, wrong.text, None)
    return Correction(*span, wrong.kind, wrong.text, right.text, right.start, right.end)


def _in_text(
    text: str, notice: Sequence[Bounds], around: _Around, value: Value, *, alike: bool = False
) -> Value | None:
    """Return the value that fits in place of one, in the sentence outside all notices that has most words of its own.

    A name that is wrong must be `alike` the right one: the place alone does not tell which one it is.
    """
    topic = topic_of(" ".join(text[slice(*one)] for one in notice))
    best: tuple[float, Value] | None = None
    for words, others in around.sentences:
        shared = len(topic & words)
        for other in others if shared else ():
            fit = _fit(text, value, other, placed=not (alike and value.kind == "name"))
            if fit >= LEAST and (best is None or shared + fit > best[0]):
                best = (shared + fit, other)
    return best[1] if best else None


def _before(text: str, value: Value) -> str:
    """Return the two words before a value, where one of them says something."""
    near = [word for word in words_in(text[max(value.start - 30, 0) : value.start].casefold()) if word not in ARTICLES]
    return " ".join(near[-2:]) if any(word not in FUNCTION_WORDS for word in near[-2:]) else ""


def _plain(text: str) -> str:
    return " ".join(words_in(text.casefold()))
