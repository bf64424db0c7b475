"""One line of a question set: what is asked, and what is accepted.

Whatever is wrong with a line is a UsageError that names its file and line. What only the articles can show (a gold span
that is not there) is checked by `evals.corpus`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evals.expect import Expect
from index.errors import UsageError
from qa.question import Question

_ASKED = ("question", "history", "filters", "as_of")
_NOTED = ("choices", "edited_from", "paragraph", "fault", "shown", "held")
"""Fields of a set that are of use to who reads it; they are not checked."""
_WANTED = ("answerable", "answers", "items", "date", "row", "docs", "gold", "means", "points", "refusal", "expect")
_KNOWN = ("id", *_ASKED, "folder", "kind", *_WANTED, "timeline", "undated", *_NOTED)


@dataclass(frozen=True)
class Gold:
    """A place that answers the question: a span of an article, in code points, named by its id or by its source."""

    article_id: str | None
    source: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Refused:
    """The refusal that a question is to get: its kind, and each text that it must name."""

    kind: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """What a good answer to an open question says.

    Attributes:
        point: it, as a short statement.
        holds: of each one form stands in an answer that says it.
        contrary: forms of which one stands in an answer that gets it wrong.
        place: where an article says it.
    """

    point: str
    holds: tuple[tuple[str, ...], ...]
    contrary: tuple[str, ...]
    place: Gold


@dataclass(frozen=True)
class Happened:
    """An event that a timeline is to have: its time as TIMEX3 writes it, "" where it is not known, and its sentence."""

    date: str
    says: str


@dataclass(frozen=True)
class Case:
    """One line of a set.

    Attributes:
        id: unique in its set.
        question: what is asked.
        answerable: whether the articles hold the answer, in a span.
        answers: every accepted form of the answer.
        items: for a list, the accepted forms of each item; empty for any other question.
        docs: ids of the articles that the question came with.
        gold: where the answer stands; empty where that is not known.
        kind: what sort of question it is, or None.
        expect: what the answer must tell besides.
        where: its file and line, for errors.
        means: of a follow-up, what its standalone form must hold: one of the forms of each.
        refusal: that is wanted, or None where the set does not say.
        timeline: the events that the timeline is to have which is asked for; empty where an answer is.
        points: of an open question, what a good answer says; their places are its gold.
        dates: the values that the answer's date may have, "" for none at all; empty where the set does not say.
        row: the accepted forms of each version of the answer, newest first; None where the set does not say.
    """

    id: str
    question: Question
    answerable: bool
    answers: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    docs: tuple[str, ...]
    gold: tuple[Gold, ...]
    kind: str | None
    where: str
    means: tuple[tuple[str, ...], ...] = ()
    refusal: Refused | None = None
    timeline: tuple[Happened, ...] = ()
    points: tuple[Point, ...] = ()
    dates: tuple[str, ...] = ()
    row: tuple[tuple[str, ...], ...] | None = None
    expect: Expect = field(default_factory=Expect)

    @property
    def is_open(self) -> bool:
        """Whether only sentences can answer it, and the set does not say which: an answer to it cannot be judged."""
        return not self.answerable and self.kind in ("yes_no", "why_how_summary")


def load_cases(path: Path, *, repeated: bool = False) -> tuple[Case, ...]:
    """Return the questions of a `.jsonl` file, in its order; UsageError names the first bad line.

    Args:
        path: of the file.
        repeated: whether an id may stand more than once, as where one question was edited twice; the later ones get
            the number of their line behind it.
    """
    cases: dict[str, Case] = {}
    with path.open("rb") as file:
        for n, line in enumerate(file, 1):
            if not line.strip():
                continue
            where = f"{path}:{n}"
            try:
                case = _case(json.loads(line), where, path.parent)
            except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
                raise UsageError(f"{where}: not JSON in UTF-8: {error}.") from error
            except UsageError as error:
                raise UsageError(f"{where}: {error}") from error
            if case.id in cases and repeated:
                case = replace(case, id=f"{case.id}:{n}")
            if case.id in cases:
                raise UsageError(f"{where}: the id {case.id!r} is already that of {cases[case.id].where}.")
            cases[case.id] = case
    if not cases:
        raise UsageError(f"{path} holds no question.")
    return tuple(cases.values())


def _case(line: Any, where: str, beside: Path) -> Case:
    if not isinstance(line, dict):
        raise UsageError(f"{line!r} is not an object.")
    unknown = sorted(set(line) - set(_KNOWN))
    if unknown:
        raise UsageError(f"unknown field: {', '.join(unknown)}. Known are: {', '.join(_KNOWN)}.")
    answerable = _field(line, "answerable", bool)
    question = Question.parse({name: line[name] for name in _ASKED if name in line})
    if "folder" in line:  # of the articles that the question is held to, beside the file of questions
        sources = (*question.filters.sources, str((beside / _field(line, "folder", str)).resolve()))
        question = replace(question, filters=replace(question.filters, sources=sources))
    points = tuple(_point(point) for point in _list(line, "points"))
    timeline = _timeline(line)
    case = Case(
        id=_field(line, "id", str),
        question=question,
        answerable=answerable,
        answers=_texts(line, "answers", needed=answerable and not (line.get("items") or points or timeline)),
        items=tuple(_item(item) for item in _list(line, "items")) or tuple((one.says,) for one in timeline),
        dates=_dates(line),
        row=tuple(_item(item) for item in _list(line, "row")) if "row" in line else None,
        docs=_texts(line, "docs"),
        gold=tuple(_gold(gold) for gold in _list(line, "gold")) + tuple(point.place for point in points),
        kind=_field(line, "kind", str) if line.get("kind") is not None else None,
        where=where,
        means=tuple(_item(item, "means") for item in _list(line, "means")),
        refusal=_refused(line["refusal"]) if line.get("refusal") is not None else None,
        timeline=timeline,
        points=points,
        expect=Expect.parse(line.get("expect", {})),
    )
    _field(line, "question", str)
    if answerable and not (case.answers or case.items or case.points):
        raise UsageError("the question is answerable but has no accepted answer.")
    if case.gold and not answerable:
        raise UsageError("the question is not answerable but has gold spans.")
    return case


def _field(line: Mapping[str, Any], name: str, kind: type) -> Any:
    if name not in line:
        raise UsageError(f"the field {name} is missing.")
    if not isinstance(line[name], kind) or (kind is int and isinstance(line[name], bool)):
        wanted = {str: "text", bool: "true or false", int: "a whole number", list: "a list"}[kind]
        raise UsageError(f"{name} is {line[name]!r}: give {wanted}.")
    return line[name]


def _list(line: Mapping[str, Any], name: str, *, needed: bool = False) -> list[Any]:
    found: list[Any] = _field(line, name, list) if needed or line.get(name) is not None else []
    return found


def _texts(line: Mapping[str, Any], name: str, *, needed: bool = False) -> tuple[str, ...]:
    texts = _list(line, name, needed=needed)
    for text in texts:
        if not isinstance(text, str):
            raise UsageError(f"{name} holds {text!r}: give text.")
    return tuple(texts)


def _dates(line: Mapping[str, Any]) -> tuple[str, ...]:
    if "date" not in line:
        return ()
    if isinstance(line["date"], list):
        return _texts(line, "date")
    return (_field(line, "date", str) if line["date"] is not None else "",)


def _item(item: Any, name: str = "items") -> tuple[str, ...]:
    forms = [item] if isinstance(item, str) else item
    if not isinstance(forms, list) or not forms or not all(isinstance(form, str) for form in forms):
        raise UsageError(f"{name} holds {item!r}: give text, or a list of the accepted forms of one item.")
    return tuple(forms)


def _refused(given: Any) -> Refused:
    if not isinstance(given, dict) or not set(given) <= {"kind", "says"}:
        raise UsageError(f"refusal is {given!r}: give its kind, and says, the texts that it must name.")
    return Refused(_field(given, "kind", str), _texts(given, "says"))


def _point(point: Any) -> Point:
    told = {name: point.get(name) for name in _POINT} if isinstance(point, dict) else {}
    if not told or set(point) - {*_POINT, "article_id", "source", "start", "end"}:
        raise UsageError(f"points holds {point!r}: give {', '.join(_POINT)}, and its place as of gold.")
    place = {name: value for name, value in point.items() if name not in _POINT}
    holds = tuple(_item(item, "holds") for item in _list(told, "holds", needed=True))
    return Point(_field(told, "point", str), holds, _texts(told, "contrary"), _gold(place))


_POINT = ("point", "holds", "contrary")


def _timeline(line: Mapping[str, Any]) -> tuple[Happened, ...]:
    events = []
    for event in _list(line, "timeline"):
        if not isinstance(event, dict) or set(event) != {"date", "says"}:
            raise UsageError(f"timeline holds {event!r}: give its date, and says, the sentence that tells of it.")
        events.append(Happened(_field(event, "date", str), _field(event, "says", str)))
    return (*events, *(Happened("", text) for text in _texts(line, "undated")))


def _gold(gold: Any) -> Gold:
    if not isinstance(gold, dict) or set(gold) not in ({"article_id", "start", "end"}, {"source", "start", "end"}):
        raise UsageError(f"gold holds {gold!r}: give article_id or source, start and end.")
    named = {name: _field(gold, name, str) for name in ("article_id", "source") if name in gold}
    start, end = _field(gold, "start", int), _field(gold, "end", int)
    if not 0 <= start < end:
        raise UsageError(f"gold holds the offsets {start} to {end}: give 0 <= start < end.")
    return Gold(named.get("article_id"), named.get("source"), start, end)
