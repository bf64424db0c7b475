"""Filters as SQL conditions on the table of articles."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from index.errors import UsageError
from index.filters import Filters


@dataclass
class Conditions:
    """Conditions that hold together: `sql` and the `values` of its question marks."""

    sql: str = "1"
    values: list[object] = field(default_factory=list)

    def add(self, sql: str, *values: object) -> None:
        """Add one more."""
        self.sql += f" AND ({sql})"
        self.values += values


def conditions(filters: Filters, dated: bool = True) -> Conditions:
    """Return the conditions of `filters`; with `dated` False, those that an article meets which lacks a date."""
    made = Conditions()
    if filters.article_ids:
        made.add("id IN (SELECT value FROM json_each(?))", json.dumps(filters.article_ids))
    if filters.sources:
        sources = [under(source) for source in filters.sources]
        values = [value for source in sources for value in source.values]
        made.add(" OR ".join(source.sql for source in sources), *values)
    if not dated:
        made.add("seconds IS NULL")
        return made
    if filters.since:
        made.add("seconds >= ?", _midnight(filters.since))
    if filters.until:
        made.add("seconds < ?", _midnight(filters.until, days=1))
    return made


def under(source: str) -> Conditions:
    """Return the conditions of a source: the very name, the file, or a folder that the file lies under."""
    source = encodable(source)
    path = os.path.realpath(source.replace("\0", "\\0"))
    folder = path.rstrip("/") + "/"
    return Conditions("source IN (?, ?) OR substr(source, 1, ?) = ?", [source, path, len(folder), folder])


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
