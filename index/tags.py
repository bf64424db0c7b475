"""Tags: names that people give articles. They stand beside the stores, so that a tag costs no new store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.disk import disk_errors, keep_private, open_kept
from index.filters import tag_name

FILE = "tags.sqlite3"
SCHEMA = "CREATE TABLE IF NOT EXISTS tags (tag TEXT, article TEXT, PRIMARY KEY (tag, article)) WITHOUT ROWID"
AMONG = "IN (SELECT value FROM json_each(?))"


class Tags:
    """The tags in a data folder; several processes may use them at once.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def counts(self) -> dict[str, int]:
        """Return every tag with how many articles have it, in their order."""
        return dict(self._read("SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY tag"))

    def articles(self, tags: Sequence[str]) -> list[str]:
        """Return the ids of the articles that have any of these tags, in their order."""
        wanted = json.dumps([tag_name(tag) for tag in tags])
        return [row[0] for row in self._read(f"SELECT DISTINCT article FROM tags WHERE tag {AMONG} ORDER BY 1", wanted)]

    def of(self, article_id: str) -> list[str]:
        """Return the tags of an article, in their order."""
        return [row[0] for row in self._read("SELECT tag FROM tags WHERE article = ? ORDER BY tag", article_id)]

    def add(self, tag: str, article_ids: Sequence[str]) -> None:
        """Give articles a tag."""
        name = tag_name(tag)
        with self._writing() as db:
            db.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(name, article) for article in article_ids])

    def remove(self, tag: str, article_ids: Sequence[str]) -> None:
        """Take a tag off articles."""
        with self._writing() as db:
            db.execute(f"DELETE FROM tags WHERE tag = ? AND article {AMONG}", (tag_name(tag), json.dumps(article_ids)))

    def copy(self, renamed: Mapping[str, str]) -> None:
        """Give the tags of articles to those that take their place, too, by the ids of both."""
        if renamed and self._path.exists():
            with self._writing() as db:
                pairs = [(new, old) for old, new in renamed.items()]
                db.executemany("INSERT OR IGNORE INTO tags SELECT tag, ? FROM tags WHERE article = ?", pairs)

    def forget(self, article_ids: Sequence[str]) -> None:
        """Take every tag off articles that are gone."""
        if article_ids and self._path.exists():
            with self._writing() as db:
                db.execute(f"DELETE FROM tags WHERE article {AMONG}", (json.dumps(article_ids),))

    def _read(self, query: str, *values: str) -> list[tuple[str, int]]:
        if not self._path.exists():
            return []
        with disk_errors(self._path), closing(open_kept(self._path)) as db:
            db.execute(SCHEMA)
            return db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with disk_errors(self._path):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(0o600)
            keep_private(self._path)
            with closing(open_kept(self._path)) as db, db:
                db.execute("PRAGMA secure_delete = ON")
                db.execute(SCHEMA)
                yield db
