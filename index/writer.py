"""The one writer of a data folder: what it puts in and takes out is published at once, or not at all.

A run that ends before `publish`, by an error or a kill, leaves the published store as it was; the next writer deletes
what it began. What it embedded stays in the vector cache.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from index.article import ArticleRecord
from index.disk import disk_errors, replace_file
from index.edition import Edition
from index.embedder import Embedder
from index.errors import StoreBusyError, StoreDamagedError
from index.folder import CURRENT, STORES, VECTORS, published
from index.lexical import Lexical
from index.locks import LOCK, FileLock
from index.maker import Maker
from index.passage import Passage, embedded_text
from index.vectors import Vectors

CHUNK = 256
"""Passages that are embedded and stored together: enough for the embedder to batch them by length."""
PATIENCE = 30.0
"""Seconds that questions in flight have to let go of the store that was replaced."""


class Writer:
    """A data folder open to write; a context manager.

    Args:
        path: the data folder; it need not exist.
        embedder: what embeds.
        maker: what makes the store.

    Attributes:
        number: of the published store, or None.

    Raises (on entering):
        StoreBusyError: another process or thread writes it.
        StoreMismatchError: the store was made by another maker.
        StoreDamagedError: the published store is not there.
    """

    def __init__(self, path: Path, embedder: Embedder, maker: Maker) -> None:
        self._path = path.absolute()
        self._stores = self._path / STORES
        self._embedder = embedder
        self._maker = maker
        self._pending: list[tuple[Passage, ArticleRecord]] = []
        self._edition: Edition | None = None
        self._lexical: Lexical | None = None
        self.number: int | None = None

    def __enter__(self) -> Writer:
        """Lock the folder, and clear away what earlier writers left."""
        with ExitStack() as opened, disk_errors(self._path):
            self._stores.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._path / LOCK)
            opened.callback(lock.close)
            if not lock.take():
                raise StoreBusyError(
                    f"Another process ({lock.signature() or 'unknown'}) is writing {self._path}. "
                    "Try again when it is done."
                )
            lock.sign()
            self._vectors = Vectors(self._path / VECTORS, self._embedder)
            opened.callback(self._vectors.close)
            opened.callback(self._drop)
            self.number = published(self._path)
            self._delete_others()
            self._open()
            self._opened = opened.pop_all()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Drop what was not published."""
        self._opened.close()
        if isinstance(error, (OSError, sqlite3.Error)) and not isinstance(error, BrokenPipeError):
            with disk_errors(self._path):
                raise error

    def article(self, article_id: str) -> ArticleRecord | None:
        """Return the record of an article as it stands now, or None."""
        table = self._table
        return table.article(article_id) if table else None

    def under(self, path: Path) -> list[ArticleRecord]:
        """Return the records of the articles whose source is `path` or lies under it."""
        table = self._table
        return table.under(str(path)) if table else []

    def add(self, record: ArticleRecord, passages: Sequence[Passage]) -> None:
        """Add an article that is not there."""
        self._begun().add(record, passages)
        self._pending += [(passage, record) for passage in passages]
        while len(self._pending) >= CHUNK:
            self._embed(CHUNK)

    def remove(self, article_id: str) -> None:
        """Take an article out."""
        self._begun().remove(article_id)

    def move(self, records: Sequence[ArticleRecord]) -> None:
        """Replace the first lines of articles; nothing else of a record may differ."""
        self._begun().move(records)

    def publish(self) -> bool:
        """Publish what was changed, if anything was; say whether nobody reads what was there before any more.

        Raises:
            StoreDamagedError: what was written is not whole; it is not published.
        """
        if self._edition is None:
            return True
        self._embed(len(self._pending))
        lost = self._edition.finish()
        self._vectors.forget(lost)
        self.number = int(self._edition.folder.name)
        replace_file(self._path / CURRENT, f"{self.number}\n")
        self._edition = None
        return self._delete_others(PATIENCE)

    @property
    def _table(self) -> Lexical | None:
        return self._edition.lexical if self._edition else self._lexical

    def _embed(self, count: int) -> None:
        part, self._pending = self._pending[:count], self._pending[count:]
        if part:
            texts = [embedded_text(record.title, passage.text) for passage, record in part]
            passages, records = zip(*part, strict=True)
            self._begun().embedded(passages, records, self._vectors.embed(texts))

    def _open(self) -> None:
        if self.number is None:
            return
        folder = self._stores / str(self.number)
        if not folder.is_dir():
            raise StoreDamagedError(
                f"The published index {folder} is gone. Delete {self._path} and index the articles again."
            )
        try:
            self._lexical = Lexical(folder)
            stored = self._lexical.maker
        except StoreDamagedError:
            stored = self._begun().lexical.maker
        self._maker.check(stored, str(self._path))

    def _begun(self) -> Edition:
        """Return the edition, begun with the first change."""
        if self._edition is None:
            old = self._stores / str(self.number) if self.number is not None else None
            taken = [int(folder.name) for folder in self._folders()]
            folder = self._stores / str(max([0, *taken]) + 1)
            self._edition = Edition(folder, self._maker, old)
        return self._edition

    def _drop(self) -> None:
        if self._lexical:
            self._lexical.close()
        if self._edition:
            self._edition.close()
            if published(self._path) != int(self._edition.folder.name):
                shutil.rmtree(self._edition.folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return [folder for folder in self._stores.iterdir() if folder.name.isdecimal()]

    def _delete_others(self, patience: float = 0) -> bool:
        """Delete the stores that are not published, each once nobody reads it; say whether all are gone."""
        gone = True
        for folder in self._folders():
            if int(folder.name) == self.number:
                continue
            lock = FileLock(folder / LOCK)
            if lock.take(patience):
                shutil.rmtree(folder)
            else:
                gone = False
            lock.close()
        return gone
