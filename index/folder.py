"""The data folder: `.qa/` with its published store, and how readers come to it.

.qa/stores/<n>/           a published store: Chroma's files, lexical.sqlite3, manifest.json; the greatest n is read
.qa/stores/<n>.draft/     a store that is being made
.qa/vectors.sqlite3       vectors by embedder digest and hash of the embedded text
.qa/tags.sqlite3          tags of articles, by their ids
.qa/lock                  held by the one writer
.qa/damaged/              what `qa repair` could not get all articles from
.qa/collections/<name>/   another collection: a data folder of its own
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.disk import is_damage
from index.errors import StoreDamagedError, StoreError, UsageError
from index.lexical import FILE
from index.locks import FileLock
from index.maker import Maker
from index.manifest import REPAIR, Manifest
from index.store import Store

STORES = "stores"
DRAFT = ".draft"
VECTORS = "vectors.sqlite3"
DAMAGED = "damaged"
COLLECTIONS = "collections"
DEFAULT = "default"
"""The collection that the data folder itself is."""
NAME = re.compile("[a-z0-9][a-z0-9_-]{0,62}")


def collection(path: Path, name: str) -> Path:
    """Return the folder of a collection of the data folder `path`. Raises UsageError where that is no name of one."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name of a collection: give 1 to 63 of a-z, 0-9, - and _, the first a letter or a digit."
        )
    return path if name == DEFAULT else path / COLLECTIONS / name


def collections(path: Path) -> list[str]:
    """Return the names of the collections of the data folder `path`, the default one first."""
    try:
        named = [one.name for one in (path / COLLECTIONS).iterdir() if NAME.fullmatch(one.name) and one.is_dir()]
    except OSError:
        named = []
    return [DEFAULT, *sorted(named)]


def stores(path: Path) -> list[Path]:
    """Return the folders of the stores that were published in the data folder `path`, the newest first."""
    try:
        folders = [folder for folder in (path / STORES).iterdir() if folder.name.isdecimal() and folder.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}. See that you may read it.") from error
    return sorted(folders, key=lambda folder: int(folder.name), reverse=True)


@dataclass
class _Open:
    """A store that is open, its manifest, what tells it from one of the same number, and the blocks that use it."""

    store: Store
    manifest: Manifest
    identity: object
    readers: int = 0


class DataFolder:
    """A data folder as a reader sees it; safe to use from several threads.

    Args:
        path: the folder; it need not exist.
        maker: what the store must have been made by, or None to take any (`qa status`).
    """

    def __init__(self, path: Path, maker: Maker | None) -> None:
        self.path = path
        self.maker = maker
        self._turn = threading.Lock()
        self._counting = threading.Lock()  # its own: an event loop, which leaves, waits for nobody who hashes a store
        self._latest: _Open | None = None

    @contextmanager
    def reading(self) -> Iterator[Store | None]:
        """Hold the published store for one question; None when nothing has been published.

        The store cannot change nor vanish inside the block; the next block sees what was published meanwhile.
        Raises StoreMismatchError and StoreDamagedError, saying what to do.
        """
        found = self._lock()
        if found is None:
            yield None
            return
        folder, lock = found
        try:
            used = self._enter(folder)
            try:
                yield used.store
            except sqlite3.DatabaseError as error:
                if is_damage(error):
                    raise StoreDamagedError(f"{folder / FILE} is damaged: {error}. {REPAIR}") from error
                raise StoreError(f"{folder / FILE} cannot be read: {error}. Try again.") from error
            finally:
                self._leave(used)
        finally:
            lock.close()

    def current(self) -> int | None:
        """Return the number of the published store, or None."""
        return next((int(folder.name) for folder in stores(self.path)), None)

    def close(self) -> None:
        """Let go of the store; blocks that are open end first."""
        with self._turn:
            self._supersede(None)

    def _lock(self) -> tuple[Path, FileLock] | None:
        """Lock the published store against being deleted, and return its folder; None where there is none."""
        while found := stores(self.path.absolute()):
            try:
                lock = FileLock(found[0], folder=True)
            except FileNotFoundError:
                continue  # deleted between the two looks, as another one was published
            except OSError as error:
                raise StoreError(f"{found[0]} cannot be read: {error.strerror}. Try again when it can.") from error
            lock.share()
            if stores(self.path.absolute())[:1] == found[:1] and lock.holds(found[0]):
                return found[0], lock
            lock.close()
        return None

    def _enter(self, folder: Path) -> _Open:
        with self._turn:
            identity = Manifest.identity(folder)
            if self._latest and self._latest.identity == identity:
                self._latest.manifest.check(folder)
            else:
                manifest = Manifest.read(folder)
                manifest.check(folder)
                store = Store(folder)
                try:
                    if self.maker:
                        self.maker.check(store.maker, str(self.path))
                except BaseException:
                    store.close()
                    raise
                self._supersede(_Open(store, manifest, identity))
            assert self._latest is not None
            with self._counting:
                self._latest.readers += 1
            return self._latest

    def _leave(self, used: _Open) -> None:
        with self._counting:
            used.readers -= 1
            if used is not self._latest and not used.readers:
                used.store.close()

    def _supersede(self, latest: _Open | None) -> None:
        with self._counting:
            if self._latest and not self._latest.readers:
                self._latest.store.close()
            self._latest = latest
