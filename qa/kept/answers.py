"""Kept answers: what was answered, with all that it takes to check it again later.

One SQLite file in the data folder, bounded for each owner: the oldest go first. An answer belongs to who asked
(`owner`; the terminal is ""), and is given to nobody else. It is private like the store: its owner alone may read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.disk import disk_errors, keep_private, open_kept
from index.errors import NotFoundError
from qa.answer import Answer, CalendarDate, Citation
from qa.question import Question
from qa.wire import read

FILE = "answers.sqlite3"
SHORTEST = 4
"""Characters of an id that may stand for the whole one."""

_SCHEMA = """
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS answers (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, owner TEXT NOT NULL, asked TEXT NOT NULL, question TEXT NOT NULL,
    answer TEXT NOT NULL, UNIQUE (id, owner)
);
"""


@dataclass(frozen=True)
class Kept:
    """An answer that was kept.

    Attributes:
        id: of the answer.
        owner: who asked; "" in the terminal.
        asked: when, ISO 8601 in UTC.
        question: what was asked, with its filters, history and model.
        answer: the answer object, as `Answer.to_dict` gave it.
    """

    id: str
    owner: str
    asked: str
    question: Question
    answer: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, without who asked."""
        return {"id": self.id, "asked": self.asked, "question": asdict(self.question), "answer": dict(self.answer)}

    @property
    def text(self) -> str | None:
        """The answer's text; None where there was none."""
        return self.answer["answer"]  # type: ignore[no-any-return]

    @property
    def date(self) -> CalendarDate | None:
        """The calendar date that it means, where it is one and that was told."""
        given = self.answer.get("answer_date")
        return read(CalendarDate, given) if given else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its quotes: those that carry it; of an abstention the one that contradicts the question."""
        against = (self.answer.get("refusal") or {}).get("contradicted_by")
        return tuple(_citation(given) for given in self.answer["citations"] or ([against] if against else []))


def identify(answer: Answer, question: Question) -> str:
    """Return the id of an answer: 12 hex digits of the sha256 of what was asked and of what was answered from what.

    The same answer, with the same quotes from the same model and index, to the same question has the same id, whatever
    confidence it was held to and how many passages were read.
    """
    quotes = [(one.article_id, one.part, one.start_char_index, one.cited_text) for one in answer.citations]
    made = [asdict(answer.provenance), answer.written and answer.written.prompt]
    asked = asdict(replace(question, min_confidence=None, k=None))
    whole = json.dumps([asked, answer.answer, answer.reason, quotes, made])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


class Answers:
    """The answers that are kept in a data folder.

    Args:
        folder: the data folder; it need not exist.
        most: how many are kept at most of each owner; 0 keeps none, and what is there stays as it is.
    """

    def __init__(self, folder: Path, most: int = 0) -> None:
        self.path = folder / FILE
        self._most = most

    def keep(self, answer: Answer, question: Question, owner: str = "") -> None:
        """Keep an answer, where there is a data folder; the same one again counts as the newest.

        Raises:
            StoreError: the disk refuses.
        """
        if not self._most or not self.path.parent.is_dir():
            return
        row = (answer.id, owner, datetime.now(UTC).isoformat(timespec="seconds"), asdict(question), answer.to_dict())
        with disk_errors(self.path):
            self.path.touch(0o600)
            keep_private(self.path)
            with closing(open_kept(self.path)) as db, db:
                db.executescript(_SCHEMA)
                values = [json.dumps(value) if isinstance(value, dict) else value for value in row]
                names = "id, owner, asked, question, answer"
                db.execute(f"INSERT OR REPLACE INTO answers ({names}) VALUES (?, ?, ?, ?, ?)", values)
                oldest = "SELECT n FROM answers WHERE owner = ? ORDER BY n DESC LIMIT 1 OFFSET ?"
                db.execute(f"DELETE FROM answers WHERE owner = ? AND n <= ({oldest})", (owner, owner, self._most))

    def get(self, answer: str | None, owner: str = "") -> Kept:
        """Return the answer with this id, or the only one whose id begins so; without one the newest.

        Raises:
            NotFoundError: there is none, or there are several.
        """
        if answer is None and (newest := self.latest(1, owner)):
            return newest[0]
        answer = answer or ""
        found = self._rows("owner = ? AND substr(id, 1, ?) = ? ORDER BY n DESC LIMIT 2", owner, len(answer), answer)
        if len(answer) < SHORTEST or not found:
            named = f"No answer {answer!r} is kept" if answer else "No answer is kept"
            raise NotFoundError(f"{named}: `qa history` lists those that are.")
        if len(found) > 1:
            raise NotFoundError(f"Several answers begin with {answer!r}: give more of the id; `qa history` lists them.")
        return found[0]

    def latest(self, count: int, owner: str = "", text: str = "") -> list[Kept]:
        """Return up to so many answers, the newest first, of those whose question holds `text`."""
        like = "instr(lower(json_extract(question, '$.question')), lower(?)) > 0" if text else "? = ''"
        return self._rows(f"owner = ? AND {like} ORDER BY n DESC LIMIT ?", owner, text, count)

    def forget(self, owner: str | None = "") -> int:
        """Delete what is kept of one owner, or with None of all, and return how many answers that were."""
        if not self.path.exists():
            return 0
        with disk_errors(self.path), closing(open_kept(self.path)) as db, db:
            db.executescript(_SCHEMA)
            return db.execute("DELETE FROM answers WHERE owner = coalesce(?, owner)", (owner,)).rowcount

    def _rows(self, where: str, *values: object) -> list[Kept]:
        if not self.path.exists():
            return []
        names = "id, owner, asked, question, answer"
        with disk_errors(self.path), closing(open_kept(self.path)) as db:
            db.executescript(_SCHEMA)
            rows = db.execute(f"SELECT {names} FROM answers WHERE {where}", values).fetchall()
        return [Kept(a, b, c, Question.parse(json.loads(d)), json.loads(e)) for a, b, c, d, e in rows]


def _citation(given: Mapping[str, Any]) -> Citation:
    """Return a citation of JSON; what another version told of one is left out."""
    known = {field.name for field in fields(Citation)}
    citation: Citation = read(Citation, {name: value for name, value in given.items() if name in known})
    return citation
