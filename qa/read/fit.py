"""Fitting: a span that the reader found, made what was asked for, or refused.

A reader that found the right place may take too much there, too little, or a thing of another kind. Each rule looks at
the words around the span alone; what a question wants is in `qa/understand/kind.py`. A span that is no such thing is
refused, whatever its score; one that holds it beside something else is cut to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sentences import Bounds, sentence_at
from index.words import FUNCTION_WORDS, MAGNITUDES, MONTH, NUMBERS, WEEKDAY, WEEKDAYS
from qa.understand.kind import Asked
from qa.words import stem

_WORDS = "|".join([*NUMBERS, *"several few both half scores couple".split(), *(f"{n}s?" for n in MAGNITUDES)])
_NUMBER = re.compile(
    rf"(?:[$€£¥]\s?)?\d(?:[\d.,]*\d)?(?:\s?(?:%|(?:percent|per cent|bn|m|k|{'|'.join(MAGNITUDES)})\b))?"
    rf"|\b(?:{_WORDS})(?:[- ](?:and )?(?:{_WORDS}))*\b",
    re.I,
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\b|(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?\b"
_DATE = re.compile(
    rf"\b(?:{WEEKDAY}\.?,? )?(?:{_DAY_MONTH})(?:,? {_YEAR})?(?!\d)|\b\d{{4}}-\d\d-\d\d\b|\b(?:{MONTH})\.?,? {_YEAR}\b|"
    rf"\b(?:{'|'.join(WEEKDAYS)})\b",
    re.I,
)
_BARE_YEAR = re.compile(rf"(?<![\d,.$€£]){_YEAR}(?![\d,.]?\d|%)")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?(?:[ap]\.?m\b|o['’]clock)|\b(?:noon|midnight|midday|dawn|dusk)\b", re.I
)
_TIMES = re.compile(
    rf"\d|\b(?:{MONTH})\b|\b(?:{WEEKDAY})\b|\b(?:today|yesterday|tomorrow|tonight|now|overnight|recently|soon|days?|weeks?|weekend|"
    r"months?|years?|decades?|century|centuries|morning|afternoon|evening|night|noon|midnight|spring|summer|autumn|fall|"
    r"winter|hours?|minutes?|christmas|easter|ramadan|era|age|ages|season)\b|"
    r"\b(?:before|after|during|when|while|once|until|till|since|upon|at|as|following|ahead of|early|late)\b",
    re.I,
)
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\b|\b(?:{WEEKDAY})\b|\b(?:today|yesterday|tomorrow|tonight|eve|day)\b|\d{{4}}-\d\d-\d\d",
    re.I,
)
_PERIOD = (
    r"seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|seasons?|years?|decades?|"
    r"centur(?:y|ies)"
)
_LENGTH = (
    r"(?:kilo|centi|milli)?met(?:re|er)s?|kms?|cm|mm|m|miles?|yards?|feet|foot|ft|inch(?:es)?|nautical miles?|"
    r"light[- ]years?|blocks?"
)
_MASS = (
    r"tonn?es?|tons?|kilos?|kilograms?|kgs?|grams?|pounds?|ounces?|lit(?:re|er)s?|gallons?|barrels?|degrees?|"
    r"hectares?|acres?"
)
_UNIT = re.compile(rf"(?:{_PERIOD}|{_LENGTH}|{_MASS})", re.I)
_LONG = (
    rf"(?:{_NUMBER.pattern}|\b(?:a|an|the|whole|couple of|many|some|last|past)\b)[\s-]*(?:\w+[\s-]){{0,2}}?"
    rf"(?:{_PERIOD}|{_LENGTH})\b"
)
_FAR = rf"(?:{_NUMBER.pattern}|\b(?:a|an)\b)[\s-]*(?:\w+[\s-])?(?:{_LENGTH}|{_PERIOD})\b"
_MEASURES = {
    "duration": re.compile(
        rf"{_LONG}|\b(?:for|since|until|till|from|during|over|throughout|between|all|forever|indefinitely|overnight|"
        r"permanently|briefly)\b",
        re.I,
    ),
    "distance": re.compile(_FAR, re.I),
}
_AFTER_AGE = re.compile(r"[\s-]*(?:(?:year|month)s?(?:[\s-]old)?|(?:week|day)s?[\s-]old)?(?=[\s,.;:)\]\"'”’]|$)", re.I)
_PRONOUN = re.compile(
    r"\W*(?:i|you|he|she|it|we|they|him|her|them|us|this|that|these|those|who|which|one|his|its|their|hers|theirs|"
    r"itself|himself|herself|themselves|(?:both|all|some|none|most|many|each|one) of (?:them|us|it))\W*",
    re.I,
)
_OLD_NOUN = re.compile(r"\bhow old (?:is|was|are|were) (?:the|his|her|their) (?P<noun>[^\W\d_]+)", re.I)
_HE_SHE = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_ONE = rf"(?:{_NUMBER.pattern})"
_RANGE = re.compile(rf"\bbetween {_ONE} and {_ONE}|{_ONE}(?:\s?[-–—]\s?| to | or ){_ONE}", re.I)
_PART = r"(?:[^.;:!?]|\.(?=\d)){1,60}"
_FROM_TO = re.compile(rf"\bfrom (?P<x>{_PART}?) to (?P<y>{_PART})", re.I)
_TO_FROM = re.compile(rf"\bto (?P<y>{_PART}?),? from (?P<x>{_PART})", re.I)
LONGEST_NAME = 6
"""Spaces in the name of a person or a place at most; behind it begins a clause."""
_CLAUSE = re.compile(r",? (?:and|but|who|which|where|that|when|while) (?=[a-z])(?!(?:the|an?|its|his|her|their) )")
_OPENING = '“"«'
_COUNTED = re.compile(rf"[ -](?!(?:{'|'.join(FUNCTION_WORDS)}|last|next)\b)(?P<word>[^\W\d_]+)", re.I)
_FEW = re.compile(r"\b(?:no|none|no one|nobody|nothing|neither|many|single|once|twice)\b", re.I)
_CAPITALS = re.compile(r"[A-Z][\w'’.-]*(?: (?:(?:of|the|de|van|von|al|bin|and) )?[A-Z][\w'’.-]*)*")


def fit(asked: Asked, question: str, text: str, sentences: Sequence[Bounds], span: Bounds) -> Bounds | None:
    """Return the part of `text` at a span that is what is asked for, or None.

    Args:
        asked: what a question wants.
        question: standalone.
        text: the view of a passage.
        sentences: of the text, in order.
        span: [start, end) in the text.
    """
    start, end = span
    around = sentence_at(list(sentences), start, start + 1)
    stop = text.find(";", start, end)
    if stop > start:  # so do the next cell of a row, and the next clause
        end = stop
    if end > around[1]:  # what goes on behind the sentence belongs to another statement
        end = max(around[1], start + 1)
    start, end = _unquoted(text, start, end)
    if _PRONOUN.fullmatch(text[start:end]) and asked.want in ("person", "anything", "place"):
        return None
    start, end = _side(asked, text, around, start, end)
    return _typed(asked, question, text, around, start, end)


def is_pronoun(span: str) -> bool:
    """Whether a span only stands for something else."""
    return _PRONOUN.fullmatch(span) is not None


def _typed(asked: Asked, question: str, text: str, around: Bounds, start: int, end: int) -> Bounds | None:
    """Return the part that is of the kind asked for, or None."""
    span = text[start:end]
    if asked.want == "date":
        start, end = _whole(_CLOCK, text, around, *_whole(_DATE, text, around, start, end))
        span = text[start:end]
        fits = {"day": _DAY, "time": _CLOCK}.get(asked.grain, _TIMES).search(span)
        if asked.grain == "time" and not fits:
            fits = _TIMES.search(span)
        return (start, end) if fits else None
    if asked.grain == "age":
        return _age(question, text, around, start, end)
    if asked.grain in _MEASURES:
        return _measured(asked.grain, text, around, start, end)
    if asked.want == "number" or asked.grain == "amount":
        return _counted(asked, text, around, start, end)
    if asked.want == "measure":
        return (start, end) if _NUMBER.search(span) or not span.islower() else None
    if asked.want in ("person", "place") and span.count(" ") > LONGEST_NAME:
        clause = _CLAUSE.search(text, start, end)
        if clause and any(letter.isupper() for letter in text[start : clause.start()]):
            end = clause.start()
    if asked.want in ("person", "place") and _repeats(question, text[start:end]):
        return None
    return (start, end) if asked.admits(text[start:end]) else None


def _repeats(question: str, span: str) -> bool:
    """Whether a span only says what the question says; of "A or B" one is wanted."""
    return bool(re.search(rf"\b{re.escape(span)}(?!\w)", question, re.I)) and " or " not in question


def _unquoted(text: str, start: int, end: int) -> Bounds:
    """Return the span without what stands behind a quotation mark that it opens and does not close."""
    for place in range(start, end):
        mark = text[place]
        if mark in _OPENING:
            close = {"“": "”", "«": "»"}.get(mark, mark)
            if close in text[place + 1 : end]:
                break
            if place > start + 1:
                end = place
                while end > start and not text[end - 1].isalnum():
                    end -= 1
            elif place == start:
                start += 1
            break
    return start, end


def _side(asked: Asked, text: str, around: Bounds, start: int, end: int) -> Bounds:
    """Return the value that is meant of two where one became the other: "from X to Y", "to Y from X"."""
    first, last = around
    for rule in (_FROM_TO, _TO_FROM):
        for found in rule.finditer(text, first, last):
            both = [_value(text, *found.span(name)) for name in "xy"]
            if None in both or found.end() <= start or end <= found.start():
                continue
            old, new = (one for one in both if one is not None)
            if not asked.side and not (start <= min(old[0], new[0]) and max(old[0], new[0]) < end):
                continue
            return old if asked.side == "old" else new if asked.side == "new" else (start, end)
    return start, end


def _value(text: str, start: int, end: int) -> Bounds | None:
    """Return the number with what it counts, or the name, with which a part of a sentence begins."""
    part = text[start:end]
    lead = re.match(r"(?:(?:a|an|the|about|around|nearly|some|over|more than|just) )*", part)
    at = lead.end() if lead else 0
    number = _NUMBER.match(part, at)
    if number:
        unit = re.compile(r" (?!(?:on|in|by|at|after|before|and|or|for|this|last|next|as|when)\b)[^\W\d_]+").match(
            part, number.end()
        )
        return start, start + (unit.end() if unit else number.end())
    name = _CAPITALS.match(part, at)
    return (start, start + name.end()) if name else None


def _whole(rule: re.Pattern[str], text: str, around: Bounds, start: int, end: int) -> Bounds:
    """Return the span with the whole of what it holds a part of, by a rule: "Wed 8" is a part of "Wed 8 Oct"."""
    for found in rule.finditer(text, *around):
        if found.start() < end and start < found.end() and end - start <= len(found.group()):
            return min(start, found.start()), max(end, found.end())
    return start, end


def _calendar(text: str, start: int, end: int) -> list[Bounds]:
    """Return the places of dates and years in a part of the text."""
    years = (found.span() for found in _BARE_YEAR.finditer(text, start, end))
    return [*(found.span() for found in _DATE.finditer(text, start, end)), *years]


def _numbers(text: str, around: Bounds, start: int, end: int) -> list[re.Match[str]]:
    """Return the numbers at a span that are no part of a date."""
    dates = _calendar(text, *around)
    found = (one for one in _NUMBER.finditer(text, around[0], around[1]) if one.start() < end and start < one.end())
    return [one for one in found if not any(a <= one.start() < b for a, b in dates)]


def _age(question: str, text: str, around: Bounds, start: int, end: int) -> Bounds | None:
    sentence = text[slice(*around)]
    names = [word for name in _CAPITALS.findall(question[1:]) for word in name.split()]
    if names and not any(name in sentence for name in names) and not _HE_SHE.search(sentence):
        return None
    of = _OLD_NOUN.search(question)
    if of and not names and (kind := of["noun"]) in text and kind not in sentence:
        return None
    for number in _numbers(text, around, start, end):
        after = _AFTER_AGE.match(text, number.end(), around[1] + 1)
        if after and "%" not in number.group() and number.group()[0] not in "$€£":
            return (start, end) if end - start <= 25 else (number.start(), after.end())
    return None


def _measured(grain: str, text: str, around: Bounds, start: int, end: int) -> Bounds | None:
    rule = _MEASURES[grain]
    span = text[start:end]
    date = _DATE.search(span)
    if rule.search(span):
        return start, end
    if date or _calendar(text, start, end):
        return None
    for found in rule.finditer(text, max(around[0], start - 12), around[1]):
        if found.start() < end and start < found.end() and _NUMBER.match(found.group()):
            return min(start, found.start()), max(end, found.end())
    return None


def _counted(asked: Asked, text: str, around: Bounds, start: int, end: int) -> Bounds | None:
    """Return the number of what is counted: that beside its noun where several stand together, none of another unit."""
    for found in _RANGE.finditer(text, *around):
        changed = text[: found.start()].rstrip("$€£¥ ").endswith("from")  # one became the other
        if found.start() < end and start < found.end() and not changed:
            return min(start, found.start()), max(end, found.end())
    numbers = _numbers(text, around, start, end)
    if not numbers:
        return (start, end) if _FEW.search(text[start:end]) else None
    noun = _stems(asked.noun)
    period = bool(asked.noun and re.fullmatch(_PERIOD, asked.noun.split()[-1], re.I))
    fitting = []
    for number in numbers:
        following = re.findall(r"[^\W\d_]+", text[number.end() : number.end() + 40])[:3]
        named = noun & _stems(" ".join(following))
        other = asked.want == "number" and following and _UNIT.fullmatch(following[0])
        if named or not (period or other):
            fitting.append(number)
    if not fitting:
        return None
    if len(numbers) > 1:
        beside = [number for number in fitting if noun & _stems(_counted_by(text, around, number))]
        if len(fitting) > 1 and not beside:
            return start, end
        number = (beside or fitting)[0]
        start, end = number.span()
    else:
        number = numbers[0]
    return (start, end) if asked.want == "number" else _with_unit(text, around, start, end, number)


def _counted_by(text: str, around: Bounds, number: re.Match[str]) -> str:
    """Return what stands between a number and the next one, or the end of its clause."""
    rest = text[number.end() : around[1]]
    following = _NUMBER.search(rest)
    return re.split(r"[;.!?]", rest[: following.start()] if following else rest)[0]


def _stems(words: str) -> set[str]:
    return {stem(word.lower()) for word in re.findall(r"[^\W\d_]+", words)}


def _with_unit(text: str, around: Bounds, start: int, end: int, number: re.Match[str]) -> Bounds:
    """Return the span with the unit behind its number, where it ends with that: "5.4 million" of crowns."""
    if end > number.end():
        return start, end
    word = _COUNTED.match(text, number.end(), around[1])
    return (start, word.end()) if word and len(word["word"]) > 2 else (start, end)
