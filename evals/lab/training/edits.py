"""Edits: a question changed in one place, so that the passage which answered it does no more.

Each kind of edit is one function from a question and its passage to the changed question, or None where it has nothing
to change. What it puts in stands nowhere in the passage, unless it is a name or number of the passage itself in
another's place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from evals.lab.training.opposites import opposites
from evals.lab.training.rows import WORD, Row, Span
from qa.text.names import names
from qa.text.wording import is_content, stem

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-]|[.,]\d)")
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_COUNTS = "two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth".split()
_CONDITION = re.compile(
    r"\s((?:in|during|after|before|at|for|by|with|without|against|from|under|between|near|since|until|despite|because)"
    r" (?:[^\s?.,]+ ){0,4}[^\s?.,]+)\s*\?$"
)
_WHEN = re.compile(r"^(?:On what (?:date|day)|When)\b", re.I)
_DETAILS = {
    "In what year": re.compile(r"\b(?:1\d{3}|20\d{2})\b"),
    "What year": re.compile(r"\b(?:1\d{3}|20\d{2})\b"),
    "At what time": re.compile(r"\b(?:a\.?m|p\.?m|noon|midnight|o['’]clock|hours?)\b|\d:\d\d|GMT", re.I),
    "On what day of the week": re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
    "In what month": re.compile(
        r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|"
        r"Nov(?:ember)?|Dec(?:ember)?)\b|\d/\d"
    ),
    "In which century": re.compile(r"centur|\d{3}", re.I),
}
"""Details that "when" may be sharpened to, and what a passage that has them would hold."""
_UNLIKE = ("ed", "ing", "ion", "ity", "ment", "ness", "ly", "ers", "er", "al", "ous", "ive", "s")
_PRONOUNS = frozenset("they them their theirs he she his her hers its itself himself herself themselves".split())


@dataclass(frozen=True)
class Edited:
    """A question changed: what kind of edit, the text, and the span of it that is new."""

    kind: str
    question: str
    changed: Span


class Stock:
    """What is put into questions: names, words and conditions of other passages and questions.

    Args:
        rows: that they are taken from.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.names = sorted({name for context in {row.context for row in rows} for name in _names(context)})
        self.conditions = sorted({found.group(1) for row in rows if (found := _CONDITION.search(row.question))})
        between: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            words = ["", *(found.group().lower() for found in WORD.finditer(row.question)), ""]
            for before, word, after in zip(words, words[1:], words[2:], strict=False):
                if _replaceable(word):
                    between[before, _ending(word)].add(word)
                    between[before, after].add(word)
        self._between = {key: sorted(found) for key, found in between.items()}

    def words(self, before: str, word: str, after: str) -> Sequence[str]:
        """Return the words that stand between the same neighbours, or after the same one with the same ending."""
        same = self._between.get((before, after), [])
        return same if len(same) > 3 else self._between.get((before, _ending(word)), [])


def edits(row: Row, passage: str, stock: Stock, rng: Random) -> dict[str, Edited]:
    """Return the edits that the question of a row allows, by kind; `passage` is what the reader would be given."""
    asked, found = _Asked(row, passage, stock, rng), {}
    for kind, edit in KINDS.items():
        edited = edit(asked)
        if edited and edited[0].lower() != row.question.lower():
            found[kind] = Edited(kind, *edited)
    return found


@dataclass(frozen=True)
class _Asked:
    """What an edit works on: a row, what the reader would be given of its passage, and what may be put in."""

    row: Row
    passage: str
    stock: Stock
    rng: Random

    @property
    def question(self) -> str:
        """The question as it is."""
        return self.row.question


Made = tuple[str, Span] | None


def _opposite(asked: _Asked) -> Made:
    table = opposites()
    there = _stems(asked.passage)
    places = [
        (word.span(), other)
        for word in WORD.finditer(asked.question)
        for other in table.get(word.group().lower(), ())
        if stem(other) not in there and not _tells_nothing(asked.question, *word.span())
    ]
    return _put(asked.question, *asked.rng.choice(places)) if places else None


def _tells_nothing(question: str, start: int, end: int) -> bool:
    """Whether the opposite of the word there would ask the same: "how old" and "how young", or a part of a word."""
    return question[end : end + 1] in ("-", "/") or re.search(r"\bhow $", question[:start], re.I) is not None


def _name_of_passage(asked: _Asked) -> Made:
    return _other_name(asked, sorted(_names(asked.passage)))


def _name_of_another(asked: _Asked) -> Made:
    return _other_name(asked, asked.rng.sample(asked.stock.names, min(12, len(asked.stock.names))))


def _other_name(asked: _Asked, others: Iterable[str]) -> Made:
    places = _named(asked.question, asked.passage)
    taken = _stems(asked.question) | {word for answer in asked.row.answers for word in _stems(answer)}
    fitting = [other for other in others if not _stems(other) & taken]
    if not places or not fitting:
        return None
    other = asked.rng.choice(fitting)
    return _put(asked.question, asked.rng.choice(places), other.lower() if asked.question.islower() else other)


def _number(asked: _Asked) -> Made:
    taken = {found.group() for text in (asked.question, *asked.row.answers) for found in _NUMBER.finditer(text)}
    places: list[tuple[Span, str]] = []
    for found in _NUMBER.finditer(asked.question):
        same = [
            other.group()
            for other in _NUMBER.finditer(asked.passage)
            if other.group() not in taken
            and bool(_YEAR.fullmatch(other.group())) == bool(_YEAR.fullmatch(found.group()))
        ]
        made = [other for other in _near(found.group(), asked.rng) if other not in asked.passage and other not in taken]
        choices = same if same and asked.rng.random() < 0.4 else made
        if choices:
            places.append((found.span(), asked.rng.choice(choices)))
    for series in (_COUNTS, _ORDINALS):
        for word in WORD.finditer(asked.question):
            if word.group().lower() in series:
                rest = [
                    other
                    for other in series
                    if not re.search(rf"\b{other}\b", f"{asked.passage} {asked.question}", re.I)
                ]
                if rest:
                    places.append((word.span(), asked.rng.choice(rest)))
    return _put(asked.question, *asked.rng.choice(places)) if places else None


def _near(number: str, rng: Random) -> list[str]:
    if _YEAR.fullmatch(number):
        return [str(int(number) + step) for step in rng.sample([*range(-30, 0), *range(1, 31)], 8)]
    digits = [n for n, letter in enumerate(number) if letter.isdigit()]
    at = rng.choice(digits)
    return [number[:at] + digit + number[at + 1 :] for digit in rng.sample("123456789", 9) if digit != number[at]]


def _word(asked: _Asked) -> Made:
    """Put another word in the place of one that the passage has too, so that it is one that tells."""
    there, words = _stems(asked.passage), list(WORD.finditer(asked.question))
    lower = [word.group().lower() for word in words]
    places = []
    for n, word in enumerate(lower):
        if _replaceable(word) and words[n].group().islower() and stem(word) in there:
            before, after = lower[n - 1] if n else "", lower[n + 1] if n + 1 < len(lower) else ""
            fitting = [
                other
                for other in asked.stock.words(before, word, after)
                if not _alike(stem(other), there | {stem(one) for one in lower})
            ]
            if fitting:
                places.append((words[n].span(), fitting))
    if not places:
        return None
    span, fitting = asked.rng.choice(places)
    return _put(asked.question, span, asked.rng.choice(fitting))


def _condition(asked: _Asked) -> Made:
    question = asked.question.rstrip(" ?.")
    if _CONDITION.search(f"{question}?") or len(question.split()) < 4:
        return None
    there = _stems(asked.passage) | _stems(question)
    for condition in asked.rng.sample(asked.stock.conditions, min(20, len(asked.stock.conditions))):
        words = WORD.findall(condition)
        new = [word for word in words if is_content(word.lower()) and not _alike(stem(word.lower()), there)]
        if len(new) > 1 and not {word.lower() for word in words} & _PRONOUNS:
            edited = f"{question} {condition}{'?' if asked.question.endswith('?') else ''}"
            return edited, (len(question) + 1, len(question) + 1 + len(condition))
    return None


def _detail(asked: _Asked) -> Made:
    """Ask "In what year" for "When" where nothing tells the year, or the like."""
    found = _WHEN.match(asked.question)
    fitting = [detail for detail, has in _DETAILS.items() if not has.search(asked.passage)]
    if not found or not fitting:
        return None
    detail = asked.rng.choice(fitting)
    return _put(asked.question, found.span(), detail.lower() if asked.question.islower() else detail)


KINDS: Mapping[str, Callable[[_Asked], Made]] = {
    "opposite": _opposite,
    "name of the passage": _name_of_passage,
    "another name": _name_of_another,
    "number": _number,
    "word": _word,
    "condition": _condition,
    "detail": _detail,
}


def _put(question: str, span: Span, text: str) -> tuple[str, Span]:
    """Return the question with `text` at the span, capitalised as what it replaces, and where it stands then."""
    start, end = span
    if question[start].isupper() and (start == 0 or question[end - 1].islower()):
        text = text[0].upper() + text[1:]
    return question[:start] + text + question[end:], (start, start + len(text))


def _names(text: str) -> set[str]:
    found = {" ".join(text[name.start : name.end].split()) for name in names(text)}
    return {
        name for name in found if 2 < len(name) < 40 and any(letter.islower() for letter in name) and "." not in name
    }


def _named(question: str, passage: str) -> list[Span]:
    """Return where the question has names, also those that it writes small and the passage does not."""
    found = [(name.start, name.end) for name in names(question) if name.start > 0]
    if found or not question.islower():
        return found
    lower = question.lower()
    for name in sorted(_names(passage), key=lambda name: (-len(name), name)):
        at = re.search(rf"\b{re.escape(name.lower())}\b", lower)
        if at and len(name) > 3 and all(at.end() <= start or end <= at.start() for start, end in found):
            found.append(at.span())
    return found


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in WORD.findall(text)}


def _replaceable(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and is_content(word) and word not in _PRONOUNS


def _ending(word: str) -> str:
    return next((f"-{ending}" for ending in _UNLIKE if word.endswith(ending)), "-")


def _alike(word: str, there: set[str]) -> bool:
    return word in there or any(other[:5] == word[:5] for other in there if len(other) > 4 and len(word) > 4)
