"""The question: one shape for HTTP, the engine, an eval line and a chat turn."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from index.errors import UsageError
from index.filters import Filters, tag_name
from qa.settings import ModelName, Settings

OF_HTTP = ("stream", "draft")
"""Fields of a question over HTTP that say how its answer is sent, and nothing of what is asked."""

LONGEST_SOURCE = 4096
"""Characters: no path is longer."""
N = TypeVar("N", int, float)
MOST_PASSAGES = 100
"""That one question may have read."""


@dataclass(frozen=True)
class Turn:
    """An earlier question and its answer; an empty answer stands for an abstention."""

    question: str
    answer: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        question: in words.
        history: earlier turns, oldest first.
        filters: which articles may answer.
        as_of: the day on which it is asked, YYYY-MM-DD, or None.
        model: which model answers, or None for the engine's own.
        min_confidence: below which an answer is withheld, 0 to 1, or None as the engine is set.
        k: how many of the best passages are read, or None as the engine is set.
    """

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    as_of: str | None = None
    model: str | None = None
    min_confidence: float | None = None
    k: int | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Question:
        """Return the question in a mapping of the design's shape; how HTTP is to send the answer is left aside.

        Raises:
            UsageError: a field is unknown or of the wrong type.
        """
        given = {name: value for name, value in given.items() if name not in OF_HTTP}
        _known(given, cls, "the question")
        history = _list(given.get("history"), "history")
        return cls(
            question=_text(given.get("question"), "question") or "",
            history=tuple(_turn(turn, n) for n, turn in enumerate(history, 1)),
            filters=_filters(given.get("filters")),
            as_of=_day(given.get("as_of"), "as_of"),
            model=_text(given.get("model"), "model"),
            min_confidence=_number(given.get("min_confidence"), "min_confidence", float),
            k=_number(given.get("k"), "k", int),
        )

    def on_day(self, day: str) -> Question:
        """Return it as asked on a day, YYYY-MM-DD, where it does not say on which; "" is none."""
        return replace(self, as_of=self.as_of or day or None)

    def check(self, settings: Settings) -> None:
        """Raise UsageError where a limit of `settings` is passed or the model's name is none."""
        _fits(self.question, settings.max_question_chars, "question")
        _at_most(len(self.history), settings.max_history_turns, "history", "turns")
        _at_most(len(self.filters.article_ids), settings.max_article_ids, "filters.article_ids", "ids")
        _at_most(len(self.filters.sources), settings.max_sources, "filters.sources", "sources")
        _at_most(len(self.filters.outlets), settings.max_sources, "filters.outlets", "outlets")
        _at_most(len(self.filters.tags), settings.max_sources, "filters.tags", "tags")
        for tag in self.filters.tags:
            tag_name(tag)
        for name in ("article_ids", "sources", "outlets"):
            if not all(one.strip() for one in getattr(self.filters, name)):
                raise UsageError(f"A value of filters.{name} is empty: give one, or leave the filter out.")
        for outlet in self.filters.outlets:
            _fits(outlet, LONGEST_SOURCE, "An outlet of filters.outlets")
        for source in self.filters.sources:
            _fits(source, LONGEST_SOURCE, "A source of filters.sources")
        for n, turn in enumerate(self.history, 1):
            for name in ("question", "answer"):
                _fits(getattr(turn, name), settings.max_turn_chars, f"history turn {n}: {name}")
        if self.model is not None:
            ModelName.parse(self.model)
        for name, least, most in (("min_confidence", 0, 1), ("k", 1, MOST_PASSAGES)):
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise UsageError(f"{name} is {value}: give a number from {least} to {most}.")
        since, until = _day(self.filters.since, "since"), _day(self.filters.until, "until")
        if since and until and since > until:
            raise UsageError(f"since ({since}) is after until ({until}): no day lies between them.")
        _day(self.as_of, "as_of")


def _known(given: Any, shape: type, what: str) -> None:
    names = [field.name for field in fields(shape)]
    if not isinstance(given, Mapping):
        raise UsageError(f"{what} is {given!r}: give an object with the fields {', '.join(names)}.")
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise UsageError(f"Unknown field in {what}: {', '.join(unknown)}. Known are: {', '.join(names)}.")


def _turn(given: Any, n: int) -> Turn:
    _known(given, Turn, f"history turn {n}")
    return Turn(_text(given.get("question"), "question") or "", _text(given.get("answer"), "answer") or "")


def _filters(given: Any) -> Filters:
    if given is None:
        return Filters()
    _known(given, Filters, "filters")
    return Filters(
        article_ids=tuple(_strings(given.get("article_ids"), "filters.article_ids")),
        sources=tuple(_strings(given.get("sources"), "filters.sources")),
        outlets=tuple(_strings(given.get("outlets"), "filters.outlets")),
        tags=tuple(_strings(given.get("tags"), "filters.tags")),
        since=_day(given.get("since"), "filters.since"),
        until=_day(given.get("until"), "filters.until"),
    )


def _text(value: Any, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name} is {value!r}: give text.")
    return value


def _number(value: Any, name: str, kind: type[N]) -> N | None:
    taken = (int, float) if kind is float else int
    if value is not None and (isinstance(value, bool) or not isinstance(value, taken)):
        raise UsageError(f"{name} is {value!r}: give a {'number' if kind is float else 'whole number'}.")
    return None if value is None else kind(value)


def _list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise UsageError(f"{name} is {value!r}: give a list.")
    return list(value)


def _strings(value: Any, name: str) -> list[str]:
    return [_text(item, name) or "" for item in _list(value, name)]


def _day(value: Any, name: str) -> str | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise UsageError(f"{name} is {value!r}: give a day as YYYY-MM-DD, for example 2024-11-27.") from None


def _fits(text: str, most: int, name: str) -> None:
    _at_most(len(text), most, name, "characters")
    _sound(text, name)


def _sound(text: str, name: str) -> None:
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"{name} holds NUL or half a character (a lone surrogate): give text that UTF-8 can hold.")


def _at_most(count: int, most: int, name: str, unit: str) -> None:
    if count > most:
        raise UsageError(f"{name} has {count:,} {unit}; at most {most:,} are taken. Shorten it.")
