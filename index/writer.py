"""The one writer of a data folder: what it puts in and takes out is published at once, or not at all.

A run that ends before `publish`, by an error or a kill, leaves the published store as it was; the next writer deletes
the draft that it began. What it embedded stays in the vector cache. No other store is deleted before a new one is
published, which was opened and asked before that.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import mkdtemp

from index.article import ArticleRecord
from index.disk import disk_errors, keep_private, sync
from index.edition import Edition
from index.embedder import Embedder
from index.errors import StoreBusyError, StoreError
from index.files import printable
from index.folder import DAMAGED, DRAFT, STORES, VECTORS, stores
from index.lexical import Lexical
from index.locks import LOCK, FileLock
from index.maker import Maker
from index.manifest import Manifest
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
        rebuild: begins with nothing, whatever the published store holds and whether or not it is whole.

    Attributes:
        number: of the published store, or None.

    Raises (on entering):
        StoreBusyError: another process or thread writes it.
        StoreMismatchError: the store was made by another maker.
        StoreDamagedError: the published store is not whole.
    """

    def __init__(self, path: Path, embedder: Embedder, maker: Maker, rebuild: bool = False) -> None:
        self._path = path.absolute()
        self._stores = self._path / STORES
        self._embedder = embedder
        self._maker = maker
        self._rebuild = rebuild
        self._pending: list[tuple[Passage, ArticleRecord]] = []
        self._edition: Edition | None = None
        self._lexical: Lexical | None = None
        self._base: Path | None = None
        self.number: int | None = None

    def __enter__(self) -> Writer:
        """Lock the folder, and clear away what earlier writers left."""
        if (shown := printable(self._path)) != str(self._path):
            raise StoreError(f"{shown} has bytes in it that are no UTF-8: give a data folder of another name.")
        with ExitStack() as opened, disk_errors(self._path):
            self._stores.mkdir(parents=True, exist_ok=True)
            for folder in (self._path, self._stores):
                keep_private(folder)
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
            for draft in self._stores.glob(f"*{DRAFT}"):
                shutil.rmtree(draft)
            self._open()
            self._opened = opened.pop_all()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Drop what was not published."""
        self._opened.close()
        if isinstance(error, (OSError, sqlite3.Error)) and not isinstance(error, BrokenPipeError):
            with disk_errors(self._path):
                raise error

    @property
    def embedded(self) -> int:
        """Return how many passages were embedded, as the cache had no vectors of them."""
        return self._vectors.made

    def article(self, article_id: str) -> ArticleRecord | None:
        """Return the record of an article as it stands now, or None."""
        table = self._table
        return table.article(article_id) if table else None

    def under(self, path: Path) -> list[ArticleRecord]:
        """Return the records of the articles whose source is `path` or lies under it."""
        table = self._table
        return table.under(str(path)) if table else []

    def text(self, article_id: str) -> str:
        """Return the text of an article as it stands now; "" if there is none."""
        table = self._table
        return table.text(article_id) if table else ""

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
        """Replace what may change in the records of articles while each stays the same version."""
        self._begun().move(records)

    def publish(self, keep: bool = False) -> bool:
        """Publish what was changed, if anything was; say whether nobody reads what was there before any more.

        Args:
            keep: moves what was there before aside instead of deleting it.

        Raises:
            StoreDamagedError: what was written is not whole; it is not published.
        """
        patience = 0.0
        if self._rebuild:
            self._begun()
        if self._edition:
            self._embed(len(self._pending))
            lost = self._edition.finish()
            self._base = self._edition.folder.with_suffix("")
            self._edition.folder.rename(self._base)
            self._edition = None
            sync(self._stores)
            self.number = int(self._base.name)
            self._vectors.forget(lost)
            patience = PATIENCE
        return self._delete_others(patience, keep)

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
        self._base = next(iter(stores(self._path)), None)
        if self._base is None:
            return
        self.number = int(self._base.name)
        if self._rebuild:
            return
        Manifest.read(self._base).check(self._base)
        self._lexical = Lexical(self._base)
        self._maker.check(self._lexical.maker, str(self._path))

    def _begun(self) -> Edition:
        """Return the edition, begun with the first change."""
        if self._edition is None:
            old = None if self._rebuild else self._base
            if old:
                # What is copied has new digests, which would vouch for any damage in it.
                Manifest.read(old).check(old, whole=True)
            self._edition = Edition(self._stores / f"{(self.number or 0) + 1}{DRAFT}", self._maker, old)
        return self._edition

    def _drop(self) -> None:
        if self._lexical:
            self._lexical.close()
        if self._edition:
            self._edition.close()
        for draft in self._stores.glob(f"*{DRAFT}"):  # also one that the disk had no room to begin
            shutil.rmtree(draft, ignore_errors=True)

    def _delete_others(self, patience: float, keep: bool) -> bool:
        """Delete the stores before the published one, each once nobody reads it; say whether all are gone."""
        others = [folder for folder in stores(self._path) if folder != self._base]
        if others and self._base:
            Manifest.read(self._base).check(self._base, whole=True)
        gone = True
        for folder in others:
            with closing(FileLock(folder, folder=True)) as lock:
                if not lock.take(patience):
                    gone = False
                elif keep:
                    aside = self._path / DAMAGED
                    aside.mkdir(mode=0o700, exist_ok=True)
                    folder.rename(mkdtemp(prefix=f"{folder.name}-", dir=aside))
                else:
                    shutil.rmtree(folder)
        return gone
