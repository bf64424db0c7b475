"""Filters as SQL conditions on the table of articles."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from index.errors import UsageError
from index.filters import Filters

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
"""How the source of an article begins that was read from no path: the address of a page, or `api:`."""
UNDER = (
    "source IN (SELECT value FROM json_each(?)) OR id IN (SELECT article.id FROM json_each(?) AS folder"
    " CROSS JOIN articles AS article ON article.source >= folder.value"
    # What comes after all that begins with the folder and its "/".
    " AND article.source < substr(folder.value, 1, length(folder.value) - 1) || '0')"
)


@dataclass
class Conditions:
    """Conditions that hold together: `sql` and the `values` of its question marks."""

    sql: str = "1"
    values: list[object] = field(default_factory=list)

    def add(self, sql: str, *values: object) -> None:
        """Add one more."""
        self.sql += f" AND ({sql})"
        self.values += values


def conditions(filters: Filters, outlets: Iterable[str], dated: bool = True) -> Conditions:
    """Return the conditions of `filters`.

    Args:
        filters: that an article passes.
        outlets: every publisher, as articles spell it; the filters' match without regard to case. (SQLite calling back
            for that would wait for the interpreter, which may wait for SQLite in another thread.)
        dated: whether it has a date, too; without, the conditions that an article meets which lacks one.
    """
    made = Conditions()
    if filters.article_ids:
        made.add("id IN (SELECT value FROM json_each(?))", json.dumps(filters.article_ids))
    if filters.sources:
        made.add(*under(filters.sources))
    if filters.outlets:
        wanted = {outlet.casefold() for outlet in filters.outlets}
        names = [outlet for outlet in outlets if outlet.casefold() in wanted]
        made.add("outlet IN (SELECT value FROM json_each(?))", json.dumps(names))
    if not dated:
        made.add("seconds IS NULL")
        return made
    if filters.since:
        made.add("seconds >= ?", _midnight(filters.since))
    if filters.until:
        made.add("seconds < ?", _midnight(filters.until, days=1))
    return made


def under(sources: Sequence[str]) -> tuple[str, str, str]:
    """Return the condition of lying under one of the sources, and its values.

    A source is the very name, the file, or a folder that the file lies under.
    """
    names = [encodable(source).replace("\0", "\\0") for source in sources]
    paths = [os.path.realpath(name) for name in names if not SCHEME.match(name)]
    folders = [path.rstrip("/") + "/" for path in paths]
    return UNDER, json.dumps(names + paths), json.dumps(folders)


def encodable(text: str) -> str:
    """Return the text as SQLite takes it: lone surrogates, which no stored text has, are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


def seconds(published: str | None) -> int | None:
    """Return a date or datetime of ISO 8601 as seconds since 1970; a date begins at midnight UTC."""
    if published is None:
        return None
    moment = datetime.fromisoformat(published)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _midnight(day: str, days: int = 0) -> int:
    try:
        return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()) + 86_400 * days
    except ValueError:
        raise UsageError(f"{day!r} is no day: give it as YYYY-MM-DD, for example 2024-11-27.") from None
