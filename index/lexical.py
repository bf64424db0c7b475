"""The lexical index and the table of articles: one SQLite file, beside Chroma.

It answers all that needs no vector: BM25 over titles and texts (FTS5, Porter stems), which articles pass a filter, and
the text of passages, which FTS5 keeps anyway. Words are found as FTS5 splits them: a run of Chinese is one word.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.article import ArticleRecord
from index.conditions import Conditions, conditions, encodable, seconds, under
from index.corrections import Correction, corrections
from index.disk import is_damage
from index.errors import StoreDamagedError, StoreError
from index.filters import Filters
from index.maker import Maker
from index.manifest import REPAIR
from index.names import Names
from index.passage import Passage, embedded_text
from index.sketch import Sketch, sketch
from index.spelling import nearest
from index.vectors import vector_key
from index.view import view
from index.words import words_in, words_of

FILE = "lexical.sqlite3"
SHORTEST = 5
"""Letters of a word that is looked up by its spelling where the index does not know it."""
NONE = Filters()
KNOWN = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1"
FREQUENT = 0.1
"""A word in more than this share of the passages is left out of a question: it costs much and tells little."""
LARGE = 1000
"""Passages up to which a store is searched for every word."""

SCHEMA = """
CREATE TABLE maker (json TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, published TEXT, url TEXT, outlet TEXT,
    first_line INTEGER, one_line INTEGER NOT NULL, hash TEXT NOT NULL, passages INTEGER NOT NULL,
    characters INTEGER NOT NULL, published_from TEXT, language TEXT, by_hand TEXT NOT NULL, seconds INTEGER
) WITHOUT ROWID;
CREATE INDEX articles_source ON articles (source);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL, n INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector TEXT NOT NULL, stored TEXT
);
CREATE UNIQUE INDEX passages_article ON passages (article, n);
CREATE INDEX passages_vector ON passages (vector);
CREATE TABLE told (article TEXT PRIMARY KEY, sketch BLOB NOT NULL, corrections TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2');
"""
RECORD = (
    "id, source, title, published, url, outlet, first_line, one_line, hash, passages, characters, published_from, "
    "language, by_hand"
)
MOVED = "first_line, published_from, language, by_hand"
"""What of a record may change while its article stays the same version."""
PASSAGE = "SELECT id, article, n, start, end, coalesce(stored, text) FROM passages JOIN words ON words.rowid = row"


class Lexical:
    """The lexical file of one store folder.

    Args:
        folder: the store's folder.
        writable: opens it to write, in a folder that is not published.

    Raises:
        StoreDamagedError: it is damaged.
        StoreError: it cannot be opened now.
    """

    def __init__(self, folder: Path, writable: bool = False) -> None:
        path = folder.absolute() / FILE
        mode = "mode=rw" if writable else "mode=ro&immutable=1"
        with ExitStack() as opened, _told(path):
            # Threads that share a cached statement get each other's rows from Python 3.12 on (python/cpython#118172).
            self._db = sqlite3.connect(
                f"{path.as_uri()}?{mode}", uri=True, check_same_thread=False, cached_statements=0
            )
            opened.callback(self._db.close)
            if writable:
                # Nobody sees the file before it is published; what a kill leaves is thrown away.
                self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON")
            self.maker = Maker.from_json(self._db.execute("SELECT json FROM maker").fetchone()[0])
            self._db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
            opened.pop_all()
        self.names = Names(self._db)
        self._is_frequent = lru_cache(maxsize=4096)(self._find_frequent)

    @classmethod
    def create(cls, folder: Path, maker: Maker) -> Lexical:
        """Make an empty one and return it writable."""
        with closing(sqlite3.connect(folder / FILE)) as db:
            db.executescript(SCHEMA)
            db.execute("INSERT INTO maker (json) VALUES (?)", (maker.to_json(),))
            db.commit()
        return cls(folder, writable=True)

    def close(self) -> None:
        """Let go of the file; what was not saved is lost."""
        self._db.close()

    # Writing

    def add(self, record: ArticleRecord) -> None:
        """Add an article that is not there."""
        values = [getattr(record, name) for name in RECORD.split(", ")]
        self._db.execute(f"INSERT INTO articles VALUES (?{', ?' * len(values)})", (*values, seconds(record.published)))

    def add_told(self, article_id: str, title: str, passages: Sequence[Passage]) -> None:
        """Add what tells the origin of an article, and what it corrects."""
        told = sketch("\n".join(passage.view.text for passage in passages))
        found = corrections(title, _tiled(passages))
        self._db.execute(
            "INSERT INTO told VALUES (?, ?, ?)",
            (article_id, told.tobytes(), json.dumps([asdict(one) for one in found]) if found else ""),
        )

    def add_passages(self, title: str, passages: Iterable[Passage]) -> None:
        """Add passages of the article with this title."""
        for passage in passages:
            stored = passage.text if words_in(passage.view.text) != words_in(passage.text) else None
            key = vector_key(self.maker.digest, embedded_text(title, passage.text))
            row = self._db.execute(
                "INSERT INTO passages (id, article, n, start, end, vector, stored) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (passage.id, passage.article_id, passage.n, passage.start, passage.end, key, stored),
            ).lastrowid
            words = (row, view(title).text, passage.view.text if stored else passage.text)
            self._db.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", words)

    def move(self, record: ArticleRecord) -> None:
        """Replace what may change in the record of an article."""
        names = MOVED.split(", ")
        values = [getattr(record, name) for name in names]
        self._db.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?", (*values, record.id)
        )

    def remove(self, article_id: str) -> list[tuple[str, str]]:
        """Take an article out, and return the id and the vector's key of each of its passages."""
        gone = self._db.execute("SELECT id, vector FROM passages WHERE article = ?", (article_id,)).fetchall()
        rows = "SELECT row FROM passages WHERE article = ?"
        self._db.execute(f"DELETE FROM words WHERE rowid IN ({rows})", (article_id,))
        self._db.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM told WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        self._db.execute("UPDATE maker SET removed = removed + ?", (len(gone),))
        return gone

    def removed(self) -> int:
        """Return how many passages were taken out since `forget_removed`."""
        return int(self._db.execute("SELECT removed FROM maker").fetchone()[0])

    def forget_removed(self) -> None:
        """Begin to count anew what is taken out."""
        self._db.execute("UPDATE maker SET removed = 0")

    def unused(self, keys: Iterable[str]) -> list[str]:
        """Return those keys of vectors that no passage has."""
        used = "SELECT 1 FROM passages WHERE vector = ?"
        return [key for key in set(keys) if not self._db.execute(used, (key,)).fetchone()]

    def is_repeated(self, passage_id: str, times: int) -> bool:
        """Whether so many passages before this one have its vector."""
        before = (
            "SELECT 1 FROM passages WHERE vector = (SELECT vector FROM passages WHERE id = ?1) "
            "AND row < (SELECT row FROM passages WHERE id = ?1) LIMIT 1 OFFSET ?2"
        )
        return self._db.execute(before, (passage_id, times - 1)).fetchone() is not None

    def save(self, scrub: bool) -> None:
        """Make what was written last; `scrub` also frees the file of every trace of what was removed."""
        if scrub:
            self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._db.commit()
        if scrub:
            self._db.execute("VACUUM")

    # Articles

    def article(self, article_id: str) -> ArticleRecord | None:
        """Return the record of an article, or None."""
        return next(iter(self._records("id = ?", encodable(article_id))), None)

    def articles(self, after: str, limit: int, filters: Filters = NONE, text: str | None = None) -> list[ArticleRecord]:
        """Return up to `limit` records in the order of their ids, those after `after` that pass and have every word."""
        wanted = self._conditions(filters)
        wanted.add("id > ?", encodable(after))
        if text is not None:
            for word in words_of(text) or ['""']:
                wanted.add(
                    "id IN (SELECT article FROM words JOIN passages ON row = words.rowid WHERE words MATCH ?)", word
                )
        return self._records(f"{wanted.sql} ORDER BY id LIMIT ?", *wanted.values, limit)

    def under(self, path: str) -> list[ArticleRecord]:
        """Return the records of the articles whose source is the path or lies under it."""
        wanted, *values = under([path])
        return self._records(f"{wanted} ORDER BY id", *values)

    def allowed(self, filters: Filters) -> list[str]:
        """Return the ids of the articles that pass."""
        wanted = self._conditions(filters)
        rows = self._db.execute(f"SELECT id FROM articles WHERE {wanted.sql}", wanted.values)
        return [row[0] for row in rows.fetchall()]

    def undated(self, filters: Filters) -> int:
        """Return how many articles have no date and pass all of `filters` but its dates."""
        wanted = self._conditions(filters, dated=False)
        return int(self._db.execute(f"SELECT count(*) FROM articles WHERE {wanted.sql}", wanted.values).fetchone()[0])

    def count(self) -> tuple[int, int]:
        """Return how many articles and how many passages there are."""
        articles, passages = self._db.execute("SELECT count(*), total(passages) FROM articles").fetchone()
        return articles, int(passages)

    def count_of(self, articles: Iterable[str]) -> int:
        """Return how many passages these articles have."""
        query = "SELECT total(passages) FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return int(self._db.execute(query, (json.dumps(list(articles)),)).fetchone()[0])

    def coverage(self) -> tuple[str, str] | None:
        """Return the first and the last day (UTC) on which an article was published; None where none is dated."""
        days = "SELECT date(min(seconds), 'unixepoch'), date(max(seconds), 'unixepoch') FROM articles"
        first, last = self._db.execute(days).fetchone()
        return (first, last) if first else None

    def outlets(self, limit: int = -1) -> list[str]:
        """Return up to so many publishers, or all, those with the most articles first."""
        named = "SELECT outlet FROM articles WHERE outlet IS NOT NULL"
        rows = self._db.execute(f"{named} GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT ?", (limit,))
        return [row[0] for row in rows.fetchall()]

    # Passages

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return the passages, in the order of their ids given."""
        wanted = json.dumps(list(passage_ids))
        rows = self._db.execute(f"{PASSAGE} WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
        found = {row[0]: Passage(*row) for row in rows.fetchall()}
        return [found[passage_id] for passage_id in passage_ids]

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order."""
        rows = self._db.execute(f"{PASSAGE} WHERE article = ? ORDER BY n", (article_id,))
        return [Passage(*row) for row in rows.fetchall()]

    def sample(self, count: int) -> list[str]:
        """Return the ids of up to so many passages, spread from the last to the first."""
        rows = [row[0] for row in self._db.execute("SELECT row FROM passages ORDER BY row DESC").fetchall()]
        wanted = json.dumps(rows[:: -(-len(rows) // count)] if rows else [])
        query = "SELECT id FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        return [row[0] for row in self._db.execute(query, (wanted,)).fetchall()]

    def text(self, article_id: str) -> str:
        """Return the whole text of an article, put together from its passages; "" if there is none."""
        return _tiled(self.passages_of(article_id))

    def sketches(self, articles: Iterable[str]) -> dict[str, Sketch]:
        """Return the sketches of articles that are there, by their ids."""
        query = "SELECT article, sketch FROM told WHERE article IN (SELECT value FROM json_each(?))"
        rows = self._db.execute(query, (json.dumps(list(articles)),)).fetchall()
        return {row[0]: np.frombuffer(row[1], dtype=np.uint32) for row in rows}

    def corrections(self) -> dict[str, list[Correction]]:
        """Return what articles correct, by the ids of those that correct anything."""
        rows = self._db.execute("SELECT article, corrections FROM told WHERE corrections != ''").fetchall()
        return {row[0]: [Correction(**one) for one in json.loads(row[1])] for row in rows}

    def first_passage(self, article_id: str) -> Passage:
        """Return the first passage of an article that is there."""
        return Passage(*self._db.execute(f"{PASSAGE} WHERE article = ? AND n = 0", (article_id,)).fetchone())

    def passage_ids(self, articles: Iterable[str]) -> list[str]:
        """Return the ids of the passages of these articles."""
        query = "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?))"
        return [row[0] for row in self._db.execute(query, (json.dumps(list(articles)),)).fetchall()]

    def search(self, question: str, k: int, articles: Iterable[str] | None = None) -> list[tuple[str, float]]:
        """Return the `k` passages (of these articles) best by BM25 on the question's words, best first."""
        words = words_of(question)
        words = [near for word in words for near in (word, *self._near(word))]
        telling = [word for word in words if not self._is_frequent(word)] or words
        if not telling:
            return []
        within, values = "", []
        if articles is not None:
            within = "AND row IN (SELECT row FROM passages WHERE article IN (SELECT value FROM json_each(?)))"
            values = [json.dumps(list(articles))]
        rows = self._db.execute(
            "SELECT id, bm25(words) AS score FROM words JOIN passages ON row = words.rowid"
            f" WHERE words MATCH ? {within} ORDER BY score, row LIMIT ?",
            (" OR ".join(telling), *values, k),
        )
        return [(passage_id, -score) for passage_id, score in rows.fetchall()]

    def _conditions(self, filters: Filters, dated: bool = True) -> Conditions:
        return conditions(filters, self.outlets() if filters.outlets else (), dated)

    def _near(self, word: str) -> list[str]:
        """Return the term of the index that a word is nearest to which the index does not know, as a query."""
        plain = word.strip('"')
        if len(plain) < SHORTEST or not plain.isalpha() or self._db.execute(KNOWN, (word,)).fetchone():
            return []
        first, after = plain[0], chr(ord(plain[0]) + 1)
        rows = self._db.execute("SELECT term FROM terms WHERE term >= ? AND term < ?", (first, after))
        terms = [row[0] for row in rows.fetchall()]
        ends = (plain, re.sub("y$", "i", plain), plain[:-1], plain[:-2])  # terms are stems
        near = next(filter(None, (nearest(end, terms) for end in ends)), None)
        return [f'"{near}"'] if near else []

    def _find_frequent(self, word: str) -> bool:
        _, passages = self.count()
        query = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1 OFFSET ?"
        return passages > LARGE and bool(self._db.execute(query, (word, int(FREQUENT * passages))).fetchone())

    def _records(self, where: str, *values: object) -> list[ArticleRecord]:
        rows = self._db.execute(f"SELECT {RECORD} FROM articles WHERE {where}", values).fetchall()
        return [replace(record, one_line=bool(record.one_line)) for record in (ArticleRecord(*row) for row in rows)]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of an error of opening a word index what to do."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError) as error:
        if isinstance(error, sqlite3.Error) and not is_damage(error):
            raise StoreError(f"{path} cannot be opened: {error}. Try again when it can.") from error
        raise StoreDamagedError(f"{path} cannot be opened: {error}. {REPAIR}") from error


def _tiled(passages: Sequence[Passage]) -> str:
    """Return the text that passages tile, in order."""
    ends = [0, *(passage.end for passage in passages)]
    return "".join(passage.text[end - passage.start :] for passage, end in zip(passages, ends, strict=False))
