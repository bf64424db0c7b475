"""What can be read of a store, whole or damaged: its articles, each held to its hash.

Both databases are read with SQLite alone, as far as each goes from either end, never through Chroma, which a damaged
file can crash. The store of an earlier version is read the same way.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from index.article import Article, ArticleRecord
from index.chroma_files import DATABASE
from index.lexical import FILE

DAMAGE = (sqlite3.Error, UnicodeError)
"""What reading a damaged database raises, which may have damaged names too."""

Piece = tuple[int, str]
"""Where a passage starts in its article, and its text."""


class Salvage:
    """The whole articles of one or several store folders.

    Attributes:
        articles: by their ids, those of the folder read first.
        lost: ids of articles that are known of, but no whole text was found of them.
        sources: how many articles came from each file.
    """

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.lost: set[str] = set()
        self.sources: Counter[Path] = Counter()

    def read(self, folder: Path, files: Collection[str] | None = None) -> None:
        """Add the articles of a store folder that are not there yet, from all of its files or from these."""
        lexical, chroma = _Rows(folder / FILE), _Rows(folder / DATABASE)
        for rows, add in ((lexical, _add_lexical), (chroma, _add_chroma)):
            if files is None or rows.path.name in files:
                add(rows)
        for article_id in {**lexical.records, **chroma.records, **lexical.pieces, **chroma.pieces}:
            if article_id in self.articles:
                continue
            article, path = next(_candidates(article_id, lexical, chroma), (None, folder))
            if article:
                self.articles[article_id] = article
                self.sources[path] += 1
                self.lost.discard(article_id)
            else:
                self.lost.add(article_id)


class _Rows:
    """What one database says: the records of articles by their ids, and the pieces of their texts by their numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: dict[str, ArticleRecord] = {}
        self.pieces: dict[str, dict[int, Piece]] = defaultdict(dict)

    def add_record(self, given: dict[str, Any]) -> None:
        """Add a record; fields that it lacks, as those of an earlier version do, have their defaults."""
        names = {field.name: field.default for field in fields(ArticleRecord)}
        if all(name in given or default is not MISSING for name, default in names.items()):
            record = ArticleRecord(**{name: value for name, value in given.items() if name in names})
            if isinstance(record.id, str):
                self.records[record.id] = record

    def add_piece(self, article: Any, n: Any, start: Any, text: Any) -> None:
        """Add a piece, unless a value is of another type than was written."""
        if isinstance(article, str) and isinstance(n, int) and isinstance(start, int) and isinstance(text, str):
            self.pieces[article][n] = (start, text)


def _add_lexical(found: _Rows) -> None:
    path = found.path
    for record in _rows(path, "SELECT * FROM articles ORDER BY id"):
        found.add_record({**record, "one_line": bool(record.get("one_line"))})
    texts = {row["id"]: row["c1"] for row in _rows(path, "SELECT id, c1 FROM words_content ORDER BY id")}
    for row in _rows(path, "SELECT * FROM passages ORDER BY row"):
        # What is searched is the view of a text; where that is another one, the text stands beside it.
        text = row.get("stored") or texts.get(row["row"])
        found.add_piece(row["article"], row["n"], row["start"], text)


def _add_chroma(found: _Rows) -> None:
    passages: dict[Any, dict[Any, Any]] = defaultdict(dict)
    query = "SELECT id, key, coalesce(string_value, int_value) AS value FROM embedding_metadata ORDER BY rowid"
    for row in _rows(found.path, query):
        passages[row["id"]][row["key"]] = row["value"]
    for passage in passages.values():
        found.add_piece(*(passage.get(name) for name in ("article", "n", "start", "text")))
        with suppress(ValueError, TypeError):
            found.add_record(json.loads(passage.get("record") or "{}"))


def _rows(path: Path, query: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of an ordered query up to where the file is damaged, and from its other end down to there."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with suppress(*DAMAGE), closing(sqlite3.connect(uri, uri=True)) as db:
        db.row_factory = sqlite3.Row
        db.text_factory = lambda value: value.decode("utf-8", "replace")
        for order in ("ASC", "DESC"):
            try:
                for row in db.execute(f"{query} {order}"):
                    yield dict(row)
            except DAMAGE:
                continue
            return


def _candidates(article_id: str, lexical: _Rows, chroma: _Rows) -> Iterator[tuple[Article, Path]]:
    """Yield an article each time that a record and a text fit together, with the file that the text is from.

    They may be from different files, and so may the pieces of the text.
    """
    ours, theirs = lexical.pieces.get(article_id, {}), chroma.pieces.get(article_id, {})
    for pieces, path in (
        (ours, lexical.path),
        (theirs, chroma.path),
        ({**theirs, **ours}, lexical.path),
        ({**ours, **theirs}, chroma.path),
    ):
        for record in (lexical.records.get(article_id), chroma.records.get(article_id)):
            with suppress(TypeError, ValueError):  # a damaged field may be of any type
                if record and (article := record.article(_joined(pieces))).hash == record.hash:
                    yield article, path


def _joined(pieces: dict[int, Piece]) -> str:
    """Return the text that pieces tile, which may overlap."""
    text = ""
    for _, (start, piece) in sorted(pieces.items()):
        text += piece[max(0, len(text) - start) :]
    return text
