"""What a case expects of an answer besides the right value: of corrections, disputes, origins and speakers.

`held` gives for each expectation of a case whether the answer meets it, by the name of the metric (`evals.metrics`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from evals.text import holds, words
from index.errors import UsageError
from qa.answer import Answer, Citation
from qa.origins import articles_of


@dataclass(frozen=True)
class Expect:
    """What is expected; what is None or empty is not asked.

    Attributes:
        never: values that are wrong: neither answered nor supported by a quote.
        corrected: whether the answer tells that it was corrected.
        disputed: whether the answer is disputed.
        values: for a dispute, the accepted forms of each value that is shown.
        articles: how many articles give the answer, copies among them.
        origins: from how many origins.
        speaker: accepted names of who is told to have said it; empty where the quote states it.
    """

    never: tuple[str, ...] = ()
    corrected: bool | None = None
    disputed: bool | None = None
    values: tuple[tuple[str, ...], ...] = ()
    articles: int | None = None
    origins: int | None = None
    speaker: tuple[str, ...] | None = None

    @classmethod
    def parse(cls, given: Any) -> Expect:
        """Return what the field `expect` of a line says. Raises UsageError."""
        known = {field.name for field in fields(cls)}
        if not isinstance(given, dict) or not set(given) <= known:
            raise UsageError(f"expect is {given!r}: give an object with some of {', '.join(sorted(known))}.")
        told = {name: _frozen(value) for name, value in given.items()}
        for name in ("never", "values", "speaker"):
            if name in told and not isinstance(told[name], tuple):
                raise UsageError(f"expect.{name} is {given[name]!r}: give a list.")
        return cls(**told)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def held(expect: Expect, answers: Sequence[str], answer: Answer) -> dict[str, bool]:
    """Return for each thing expected whether an answer meets it; nothing of an abstention but that no error is told.

    Args:
        expect: what is expected.
        answers: the accepted ones.
        answer: what was answered.
    """
    told: dict[str, bool] = {}
    if expect.never:
        told["error_told"] = any(_gives(answer.answer or "", wrong) for wrong in expect.never)
        told["error_cited"] = any(_supports(quote, expect.never, answers) for quote in answer.citations)
    if expect.corrected:
        told["correction_told"] = answer.corrected is not None
    if expect.disputed:
        told["dispute_shown"] = shows(answer, expect.values)
    elif expect.disputed is False:
        told["false_disputes"] = bool(answer.disputed)
    if expect.speaker is not None and answer.answer is not None:
        speakers = [quote.attribution.speaker for quote in answer.citations if quote.attribution]
        named = any(_gives(speaker, name) for speaker in speakers for name in expect.speaker)
        told["speaker_told"] = named if expect.speaker else not speakers
    if expect.origins is not None and answer.answer is not None:
        told["origins_told"] = (articles_of(answer.citations), answer.origins) == (expect.articles, expect.origins)
    return told


def _supports(quote: Citation, never: Sequence[str], answers: Sequence[str]) -> bool:
    """Whether a quote gives a wrong value: marks it, or has it and no right one."""
    offset = quote.start_char_index
    marked = [quote.cited_text[start - offset : end - offset] for start, end in quote.marks]
    if any(_gives(mark, wrong) and not _is_right(mark, answers) for mark in marked for wrong in never):
        return True
    there = any(_gives(quote.cited_text, wrong) for wrong in never)
    return there and not _is_right(quote.cited_text, answers)


def _is_right(text: str, answers: Sequence[str]) -> bool:
    return any(_gives(text, right) for right in answers)


def _gives(text: str, value: str) -> bool:
    return holds(words(text), words(value))


def shows(answer: Answer, values: Sequence[Sequence[str]]) -> bool:
    """Whether an answer is disputed and shows every value, in one of its forms."""
    shown = [one.answer for one in answer.disputed]
    return all(any(_gives(one, form) for one in shown for form in forms) for forms in values)
