"""Feedback: what people say of answers, kept in the data folder, and made a question set of.

A line of JSON a verdict. Which answer is meant is said by the question with its history and filters: the last verdict
on one counts.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.catalogue import export_lines
from index.disk import disk_errors, replace_file
from index.errors import NotFoundError, StoreBusyError, UsageError
from index.folder import DataFolder
from index.locks import FileLock
from qa.question import Question

FILE = "feedback.jsonl"
Verdict = Literal["right", "wrong"]


@dataclass(frozen=True)
class Place:
    """A quote: code points [start_char_index, end_char_index) of an article's text."""

    article_id: str
    start_char_index: int
    end_char_index: int


@dataclass(frozen=True)
class Feedback:
    """What is said of one answer.

    Attributes:
        question: what was asked.
        answer: what was answered, or None for an abstention.
        verdict: whether that was right.
        quote: where the right answer stands, or None.
        right_answer: what would have been right, or None; where it was wrong.
        when: when it was said, ISO 8601; "" for now.
    """

    question: Question
    answer: str | None
    verdict: Verdict
    quote: Place | None = None
    right_answer: str | None = None
    when: str = ""


@dataclass(frozen=True)
class AsSet:
    """What became a question set: how many questions, and how many verdicts say only that something was wrong."""

    questions: int
    left_out: int


def give(folder: DataFolder, feedback: Feedback) -> None:
    """Keep feedback in the data folder.

    Raises:
        NotFoundError: there is no such article as the quote's.
        UsageError: the quote is no place in it.
        StoreBusyError: another process writes the feedback.
    """
    _text(folder, feedback.quote)
    kept = asdict(feedback) | {"when": feedback.when or datetime.now(UTC).isoformat(timespec="seconds")}
    path = folder.path / FILE
    with disk_errors(path):
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            if not lock.take(10):
                raise StoreBusyError(f"Another process writes {path}. Try again in a moment.")
            with path.open("r+b") as file:
                content = file.read()
                file.truncate(content.rfind(b"\n") + 1)  # what a kill left of a line
                file.seek(0, os.SEEK_END)
                file.write(json.dumps(kept).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        finally:
            lock.close()


def given(path: Path) -> Iterator[Feedback]:
    """Yield the feedback in the data folder `path`, in its order. Raises UsageError at a line that is none."""
    try:
        lines = (path / FILE).read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return
    for n, line in enumerate(lines, 1):
        if line.endswith(b"\n"):
            try:
                kept = json.loads(line)
                place = Place(**kept.pop("quote")) if kept["quote"] else kept.pop("quote")
                yield Feedback(**kept | {"question": Question.parse(kept["question"]), "quote": place})
            except (ValueError, LookupError, TypeError) as error:
                raise UsageError(f"Line {n} of {path / FILE} is no feedback: {error}. Take it out.") from error


def counts(path: Path) -> Counter[str]:
    """Return how many verdicts there are of each kind."""
    return Counter(feedback.verdict for feedback in given(path))


def as_set(folder: DataFolder, target: Path) -> AsSet:
    """Make a question set of the feedback: the questions and the articles, for `qa eval`.

    A right answer is accepted from then on, and a right abstention says that the articles have no answer; of a wrong
    one, what was said to be right is accepted, or else the quote that was.

    Args:
        folder: with the feedback and the articles.
        target: the folder to make.

    Raises:
        UsageError: it is there and not empty, or there is no question to put into it.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is there already: name a folder that is new or empty.")
    last = {repr(_unanswered(feedback.question)): feedback for feedback in given(folder.path)}
    lines = [_line(folder, n, feedback) for n, feedback in enumerate(last.values(), 1)]
    kept = [line for line in lines if line is not None]
    if not kept:
        raise UsageError("No feedback says what is right: nothing can be asked and judged. See POST /v1/feedback.")
    with disk_errors(target):
        target.mkdir(parents=True, exist_ok=True)
        replace_file(target / "questions.jsonl", (json.dumps(line) + "\n" for line in kept))
        replace_file(target / "articles.jsonl", (f"{line}\n" for line in export_lines(folder)))
    return AsSet(len(kept), len(lines) - len(kept))


def _unanswered(question: Question) -> Question:
    """Return a question without what says how it is answered."""
    return Question(question.question, question.history, question.filters, question.as_of)


def _line(folder: DataFolder, n: int, feedback: Feedback) -> dict[str, Any] | None:
    asked = {name: value for name, value in asdict(_unanswered(feedback.question)).items() if value}
    filters = {name: value for name, value in asked.pop("filters").items() if value}
    line = {"id": f"feedback-{n}", **asked, **({"filters": filters} if filters else {})}
    if feedback.verdict == "right" and feedback.answer is None:
        return line | {"answerable": False}
    try:
        quoted = _text(folder, feedback.quote)
    except (NotFoundError, UsageError):  # changed or removed since
        quoted = None
    right = feedback.answer if feedback.verdict == "right" else feedback.right_answer or quoted
    if right is None:
        return None
    stands = re.search(re.escape(right), quoted or "", re.IGNORECASE)
    if feedback.quote is None or stands is None:
        return line | {"answerable": True, "answers": [right]}
    start, end = (feedback.quote.start_char_index + offset for offset in stands.span())
    answers = [*dict.fromkeys([right, stands[0]])]
    gold = [{"article_id": feedback.quote.article_id, "start": start, "end": end}]
    return line | {"answerable": True, "answers": answers, "gold": gold}


def _text(folder: DataFolder, place: Place | None) -> str | None:
    """Return what stands at a place; None for none. Raises NotFoundError, UsageError."""
    if place is None:
        return None
    with folder.reading() as store:
        if store is None:
            raise NotFoundError(f"There is no article {place.article_id!r}: nothing is indexed.")
        text = store.text(place.article_id)
    if not 0 <= place.start_char_index < place.end_char_index <= len(text):
        raise UsageError(f"quote: the article has {len(text):,} characters; give a place in it that is not empty.")
    return text[place.start_char_index : place.end_char_index]
