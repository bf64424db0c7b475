"""Fitting: a span that the reader found, made what was asked for, or refused.

A reader that found the right place may take too much there, too little, or a thing of another kind. Each rule looks at
the words around the span alone; what a question wants is in `qa/understand/kind.py`. A span that is no such thing is
refused, whatever its score; one that holds it beside something else is cut to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.names import names_in
from index.sentences import Bounds, sentence_at
from index.words import AUXILIARIES, FUNCTION_WORDS, KINDS, MONTH, WEEKDAY
from qa.read.namesake import is_namesake
from qa.read.office import is_another, of_two
from qa.read.series import whole_series
from qa.text import alignment
from qa.text.dates import Date, dates
from qa.text.numbers import Number, numbers
from qa.text.wording import letter_stems
from qa.understand.kind import Asked

LONG_DATE = 7
"""Words beyond which a time goes on to what is told of it: "2 March, five days before …"."""

_TIMES = re.compile(
    rf"\d|\b(?:{MONTH})\b|\b(?:{WEEKDAY})\b|\b(?:today|yesterday|tomorrow|tonight|now|overnight|recently|soon|days?|weeks?|weekend|"
    r"months?|years?|decades?|century|centuries|morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk|spring|"
    r"summer|autumn|fall|winter|hours?|minutes?|christmas|easter|ramadan|era|age|ages|season)\b|"
    r"\b(?:before|after|during|when|while|once|until|till|since|upon|at|as|following|ahead of|early|late)\b",
    re.I,
)
_DAY = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?|{WEEKDAY}|today|yesterday|tomorrow|tonight|eve|day)\b", re.I)
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
_MEASURE = re.compile(rf"[\s-]*(?:\w+[\s-]){{0,2}}?(?:{_PERIOD}|{_LENGTH})\b", re.I)
_LASTING = re.compile(
    r"\b(?:since|until|till|forever|indefinitely|overnight)\b|"
    rf"\b(?:for|from|during|over|throughout|between|all|whole)\b.*\b(?:{_PERIOD}|{MONTH}|{WEEKDAY}|\d{{4}}|\d[.:]\d\d|noon|midnight|"
    r"morning|afternoon|evening|dawn|dusk|spring|summer|autumn|winter|war|career|life|ever|time)\b",
    re.I,
)
_SINCE = re.compile(r"\b(?:since|until|till) (?:the |early |late |at least )?$", re.I)
_PRONOUN = re.compile(
    r"\W*(?:i|you|he|she|it|we|they|him|her|them|us|this|that|these|those|who|which|one|his|its|their|hers|theirs|"
    r"itself|himself|herself|themselves|another|others?|"
    r"(?:both|all|some|none|most|many|each|one) of (?:them|us|it))\W*",
    re.I,
)
_HAS = re.compile(r"(?:['’]s?|\b(?:his|her|their)) (?:\w+ )?$", re.I)
_RELATIVE = re.compile(r"\w+[- ]years?[- ]old (?P<who>[a-z]+)", re.I)
RELATIVE = 40
"""Characters behind an age within which it is told whose it is."""
_DIMENSION = re.compile(
    r"\bhow (?P<one>long|wide|broad|high|tall|deep|thick|far)\b(?P<copula> (?:is|was|are|were)\b)?", re.I
)
_DIMENSIONS = {"broad": "wide", "tall": "high"}
_AS = re.compile(r"\W{0,2}(?P<one>long|wide|broad|high|tall|deep|thick)\b", re.I)
_AFTER = re.compile(r"\b(?:after|within|in) (?:[^\W\d_]+ ){0,2}$", re.I)
_IT = re.compile(r"\b(?:it|its|this|that|which|they|their)\b", re.I)
_HE_SHE = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_TO = re.compile(r"\s?[-–—]\s?| to | or | and ")
_PART = r"(?:(?!, (?:and|but|while)\b)[^.;:!?]|\.(?=\d)){1,60}"
_BECAME = [
    re.compile(rf"\bfrom (?P<old>{_PART}?) to (?=(?P<new>{_PART}))", re.I),
    re.compile(rf"\bto (?P<new>{_PART}?),? from (?=(?P<old>{_PART}))", re.I),
]
_PRESENT = re.compile(r"^\W*(?:\w+ )?(?:who|where|which|what|how) (?:\w+ ){0,2}?(?:is|are|has|does|do)\b", re.I)
_KIND = re.compile(rf"\b(?:which|what) (?P<kind>{'|'.join(sorted(KINDS))})\b", re.I)
_LEFT_OPEN = re.compile(r"(?P<before>[^“\"«]*)(?:“[^”]*|\"[^\"]*|«[^»]*)", re.S)
_COUNTED = re.compile(rf"[ -](?!(?:{'|'.join(FUNCTION_WORDS)}|last|next|when)\b)(?P<word>[^\W\d_]+)", re.I)
_FEW = re.compile(r"\b(?:no|none|no one|nobody|nothing|neither|many|several|few|scores|single|once|twice)\b", re.I)
_FREE = re.compile(r"\bfree(?: of charge)?(?=\W*$)", re.I)
_PAYS = re.compile(
    rf"\bhow much (?:money )?(?:{'|'.join(sorted(AUXILIARIES))})\b.*"
    r"\b(?:costs?|pays?|paid|spen[dt]s?|earn(?:s|ed)?|worth|owes?|charged?)\b",
    re.I,
)
_SOURCE = re.compile(r"\baccording to (?:the )?$", re.I)
_FOR = re.compile(r"(?:(?:for|over|during|about|around|nearly|almost|some|more than|at least|just|the) )*", re.I)
_COUNTED_FROM = re.compile(r" (?:ago|later|earlier|before|after|into|from (?:now|then|today))\b", re.I)
_COUNTED_TO = re.compile(r"\b(?:in|within|after|every) $", re.I)
_INITIALS = re.compile(r"(?:\b[A-Za-z]\.)+[A-Za-z]$|\b(?:Jr|Sr|Inc|Corp|Co|Ltd)$")
_CLOSES = re.compile(r"[^()]{0,12}\)")
_CREDIT = re.compile(r"/[A-Z]")
"""What follows the name of a photographer: "Liisa Tamm/Getty Images". Of 2,707 names that a "/" follows in 4,712
articles of news, nearly all are such."""
_WRITES = re.compile(r"\b(?:wr[io]te|written|author|reporter|journalist|byline|reported)\b", re.I)
HEAD = 4
"""Words of a line at the head of a text at most, before its first sentence."""
_BYLINE = re.compile(r"(?:By )?(?:[A-Z][\w'’-]+\.? ){1,3}[A-Z][\w'’-]+")
_LEAD = re.compile(r"(?:(?:a|an|the|about|around|nearly|some|over|more than|just) )*")
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
    first, last = sentence_at(list(sentences), span[0], span[0] + 1)
    sentence, start, end = text[first:last], span[0] - first, span[1] - first
    stop = sentence.find(";", start, end)
    if stop > start:  # so do the next cell of a row, and the next clause
        end = stop
    end = min(end, max(len(sentence), start + 1))  # what goes on behind the sentence belongs to another statement
    start, end = _unquoted(text[first : first + end], start, end)
    said = text[first + start : first + end]
    if asked.want in ("person", "anything", "place") and (is_pronoun(said) or _is_but_kind(question, said)):
        return None
    if asked.want == "place" and _SOURCE.search(sentence, 0, start) and not re.match(r"\s*\w", sentence[end:]):
        return None
    if asked.want == "person":
        start, end = of_two(question, sentence, start, end)
        if (
            _CREDIT.match(sentence, end)
            or is_another(question, sentence, start, end)
            or _is_byline(question, text, first, last)
        ):
            return None
    if asked.grain == "age" and (_is_of_another(question, sentence) or _is_of_relative(question, sentence, start, end)):
        return None
    measured = asked.want == "measure" and asked.grain in ("amount", "")
    if measured and _is_of_another_unit(question, sentence, start, end):
        return None
    if asked.want == "measure" and (how := _DIMENSION.search(question)):
        place = _of_dimension(how, sentence, start, end)
        if place is None:
            return None
        start, end = place
    if asked.plural:
        start, end = whole_series(sentence, start, end)
    side = asked.side or ("new" if _PRESENT.search(question) else "")
    found = _typed(asked, sentence, *_side(side, sentence, start, end))
    if found is None:
        return None
    start, end = _closed(text[first:last], *found)
    return first + start, first + end


def _is_byline(question: str, text: str, start: int, end: int) -> bool:
    """Whether a line at the head of a text, before its first sentence, is but the name of who wrote it, unasked."""
    line, before = text[start:end].strip().removesuffix("."), text[:start].splitlines()
    named = _BYLINE.fullmatch(line) is not None and not _WRITES.search(question)
    return named and not any(":" in one or len(one.split()) > HEAD for one in before)


def is_pronoun(span: str) -> bool:
    """Whether a span only stands for something else."""
    return _PRONOUN.fullmatch(span) is not None


def _is_but_kind(question: str, span: str) -> bool:
    """Whether a span names nothing of a kind that is asked for, which has names of its own: "major city"."""
    kind = _KIND.search(question)
    return kind is not None and span.islower() and re.search(rf"\b{kind['kind']}s?\W*$", span, re.I) is not None


def _typed(asked: Asked, sentence: str, start: int, end: int) -> Bounds | None:
    """Return the part of a sentence at a span that is of the kind asked for, or None."""
    if asked.want == "date":
        found = dates(sentence)
        start, end = _whole(found, start, end)
        if sentence[start:end].count(" ") > LONG_DATE:
            end = next((last for _, last in _at(found, start, start + 1) if sentence.startswith(",", last)), end)
        timed = (_DAY if asked.grain == "day" else _TIMES).search(sentence, start, end)
        return (start, end) if timed and not _lasts(sentence, start, end) else None
    if asked.grain == "age":
        return _age(sentence, start, end)
    if asked.grain in ("duration", "distance"):
        return _measured(asked, sentence, start, end)
    if asked.want == "number" or asked.grain == "amount":
        return _counted(asked, sentence, start, end)
    span = sentence[start:end]
    if asked.want == "measure":
        return (start, end) if _at(numbers(sentence), start, end) or not span.islower() else None
    return (start, end) if asked.admits(span) else None


def _closed(sentence: str, start: int, end: int) -> Bounds:
    """Return the span with the full stop of its last initials, and with both brackets of a pair, or none."""
    if _INITIALS.search(sentence, start, end) and sentence.startswith(".", end):
        end += 1
    opened = sentence.rfind("(", start, end)
    if opened <= start or ")" in sentence[opened:end]:
        return start, end
    closing = _CLOSES.match(sentence, end)
    return (start, closing.end()) if closing else (start, len(sentence[:opened].rstrip()))


def _unquoted(text: str, start: int, end: int) -> Bounds:
    """Return the span without what stands behind a quotation mark that it opens and does not close."""
    found = _LEFT_OPEN.fullmatch(text, start, end)
    if not found:
        return start, end
    before = re.sub(r"\W+$", "", found["before"])
    return (start, start + len(before)) if before else (found.end("before") + 1, end)


def _side(side: str, sentence: str, start: int, end: int) -> Bounds:
    """Return the value that is meant of two where one became the other: "from X to Y", "to Y from X"."""
    for found in (found for rule in _BECAME for found in rule.finditer(sentence)):
        if not any(found.start(name) < end and start < found.end(name) for name in ("old", "new")):
            continue
        (old, counts), (new, counts_too) = (_value(sentence, *found.span(name)) for name in ("old", "new"))
        if old is None or new is None or counts != counts_too or not any(a < end and start < b for a, b in (old, new)):
            continue
        first = "old" if old < new else "new"
        if not counts and found.end(first) != min(old, new)[1]:
            continue  # a name that goes on is none of the two
        if side or (start <= min(old[0], new[0]) and max(old[0], new[0]) < end):
            return {"old": old, "new": new}.get(side, (start, end))
    return start, end


def _value(sentence: str, start: int, end: int) -> tuple[Bounds | None, bool]:
    """Return the number with what it counts, or the name, with which a part of a sentence begins, and which it is."""
    lead = _LEAD.match(sentence, start, end)
    at = lead.end() if lead else start
    number = next((one for one in numbers(sentence) if one.start == at), None)
    if number:
        return _with_unit(sentence[:end], at, number.end), True
    name = _CAPITALS.match(sentence, at, end)
    return (start, name.end()) if name else None, False


def _at(found: Sequence[Date] | Sequence[Number], start: int, end: int) -> list[Bounds]:
    """Return the places, of some dates or numbers, that a span touches."""
    return [(one.start, one.end) for one in found if one.start < end and start < one.end]


def _whole(found: Sequence[Date], start: int, end: int) -> Bounds:
    """Return the span with the whole of a date or a time of day that it is a part of: "Wed 8" of "Wed 8 Oct"."""
    for first, last in _at(found, start, end):
        if end - start <= last - first:
            return min(start, first), max(end, last)
    return start, end


def _lasts(sentence: str, start: int, end: int) -> bool:
    """Whether a span is a length of time, "ten weeks" or "for ten weeks", that says no time as "ten weeks ago" does."""
    if _COUNTED_FROM.match(sentence, end) or _COUNTED_TO.search(sentence, 0, start):
        return False
    lead = _FOR.match(sentence, start, end)
    first = lead.end() if lead else start
    measures = (_MEASURE.match(sentence, one.start, end) for one in numbers(sentence) if one.start == first)
    return any(one and one.end() == end for one in measures)


def _is_of_another(question: str, sentence: str) -> bool:
    """Whether a sentence has nobody of those whose age a question asks."""
    names = [word for name in names_in(question) for word in name.split()]
    unnamed = bool(names) and not any(name in sentence for name in names) and not _HE_SHE.search(sentence)
    return unnamed or is_namesake(question, sentence, "")


def _is_of_relative(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether an age is that of whom somebody has, "Holm's 14-year-old daughter", and the question is not of such."""
    one = _RELATIVE.search(sentence, start, min(end + RELATIVE, len(sentence)))
    if one is None or not _HAS.search(sentence, 0, one.start()):
        return False
    named = re.match(r"(?:,? [A-Z][\w'’-]*)*", sentence[one.end() :])
    whose = one["who"] + (named.group() if named else "")
    return not letter_stems(whose) & letter_stems(question)


def _of_dimension(how: re.Match[str], sentence: str, start: int, end: int) -> Bounds | None:
    """Return the span, or of several numbers in it the one that is as long or deep; None where it is of another thing.

    A number says itself that it is high and not long; "ten weeks" may be the time of something else.
    """
    there = [one for one in numbers(sentence) if one.start < end and start < one.end]
    own = [one for one in there if not _is_of_another_dimension(how, sentence, one)]
    if len(own) == len(there):
        return start, end
    unit = _MEASURE.match(sentence, own[0].end) if own else None
    return (own[0].start, unit.end() if unit else own[0].end) if own else None


def _is_of_another_dimension(how: re.Match[str], sentence: str, number: Number) -> bool:
    unit = _MEASURE.match(sentence, number.end)
    ends = unit.end() if unit else number.end
    said = _AS.match(sentence, ends)
    one, other = (word.lower() for word in (how["one"], said["one"] if said else how["one"]))
    if _DIMENSIONS.get(one, one) != _DIMENSIONS.get(other, other):
        return True
    if not how["copula"] or not re.search(rf"\b(?:{_PERIOD})\W*$", sentence[number.start : ends], re.I):
        return False
    thing = {word.stem for word in alignment.content(how.string[how.end() :])}
    of_it = thing & letter_stems(sentence) or _IT.search(sentence) or sentence.endswith("for ", 0, number.start)
    return not of_it or _AFTER.search(sentence, 0, number.start) is not None


def _is_of_another_unit(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether the numbers of a span are ranks, which measure nothing, or, where a sum is asked for, no money."""
    units = [one.unit for one in numbers(sentence) if one.start < end and start < one.end]
    if not units or all(unit == "rank" for unit in units):
        return bool(units)
    return _PAYS.search(question) is not None and all(unit[:1] not in ("", "$") and unit != "vague" for unit in units)


def _age(sentence: str, start: int, end: int) -> Bounds | None:
    for number in numbers(sentence):
        if number.start < end and start < number.end and number.unit in ("", "age", "second", "month"):
            return (start, end) if end - start <= 25 else (number.start, number.end)
    return None


def _measured(asked: Asked, sentence: str, start: int, end: int) -> Bounds | None:
    """Return the span with the unit behind its number, where that is one of time or length; no day is one."""
    if asked.grain == "duration":
        since = _SINCE.search(sentence, 0, start)
        start = since.start() if since and _TIMES.search(sentence, start, end) else start
        if _LASTING.search(sentence, start, end):
            return start, end
    for first, last in _at(numbers(sentence), start, end):
        measure = _MEASURE.search(sentence, first, last) or _MEASURE.match(sentence, last)
        if measure:
            return min(start, first), max(end, measure.end())
    return None


def _counted(asked: Asked, sentence: str, start: int, end: int) -> Bounds | None:
    """Return the number of what is counted: that beside its noun where several stand together, none of another unit."""
    there = [one for one in numbers(sentence) if sentence[one.start : one.end].lower() not in ("a", "an")]
    for one, other in pairwise(there):  # "between 3 and 5", "3 to 5"
        between = sentence[: one.start].lower().endswith("between ")
        joined, changed = _TO.fullmatch(sentence, one.end, other.start), re.search(r"\bfrom $", sentence[: one.start])
        alike = not one.unit or one.unit == other.unit
        if (
            joined
            and alike
            and not changed
            and (between or joined.group() != " and ")
            and _at([one, other], start, end)
        ):
            return min(start, one.start - len("between ") * between), max(end, other.end)
    at = [one for one in there if one.start < end and start < one.end]
    if not at:
        if asked.grain == "amount" and (free := _FREE.search(sentence, start, end)):
            return free.span()
        return (start, end) if _FEW.search(sentence[start:end]) else None
    noun = letter_stems(asked.noun)
    period = bool(asked.noun and re.fullmatch(_PERIOD, asked.noun.split()[-1], re.I))
    fitting = []
    for number in at:
        following = re.findall(r"[^\W\d_]+", sentence[number.start : number.end + 40])[:3]
        other_unit = asked.want == "number" and any(map(_UNIT.fullmatch, following[:2]))
        if noun & letter_stems(" ".join(following)) or not (period or other_unit):
            fitting.append(number)
    if not fitting:
        return None
    if len(at) > 1:
        beside = [number for number in fitting if noun & letter_stems(_counted_by(sentence, number, there))]
        if len(fitting) > 1 and not beside:
            return start, end
        start, end = (beside or fitting)[0].start, (beside or fitting)[0].end
    return (start, end) if asked.want == "number" else _with_unit(sentence, start, end)


def _counted_by(sentence: str, number: Number, there: Sequence[Number]) -> str:
    """Return what stands between a number and the next one, or the end of its clause."""
    following = min((one.start for one in there if one.start > number.start), default=len(sentence))
    return re.split(r"[;.!?]", sentence[number.end : following])[0]


def _with_unit(sentence: str, start: int, end: int) -> Bounds:
    """Return the span with the unit behind its number, where it ends with that: "5.4 million" of crowns."""
    for first, last in _at([one for one in numbers(sentence) if one.unit.startswith("$")], start, end):
        start, end = min(start, first), max(end, last)
    bare = any(one.end == end and one.unit in ("", "vague") for one in numbers(sentence))
    word = _COUNTED.match(sentence, end) if bare else None
    return (start, word.end()) if word and len(word["word"]) > 2 else (start, end)
