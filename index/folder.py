"""The data folder: `.qa/` with its published store, and how readers come to it.

.qa/CURRENT               number of the published store
.qa/stores/<n>/           Chroma's files, lexical.sqlite3, lock
.qa/vectors.sqlite3       vectors by embedder digest and hash of the embedded text
.qa/lock                  held by the one writer
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreDamagedError
from index.lexical import FILE
from index.locks import LOCK, FileLock
from index.maker import Maker
from index.store import Store

CURRENT = "CURRENT"
STORES = "stores"
VECTORS = "vectors.sqlite3"


def published(path: Path) -> int | None:
    """Return the number of the store that the data folder `path` has published, or None."""
    try:
        return int((path / CURRENT).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreDamagedError(
            f"{path / CURRENT} cannot be read: {error}. Delete {path} and index the articles again."
        ) from error


@dataclass
class _Open:
    """A store that is open, what tells it from one of the same number, and the blocks that use it."""

    store: Store
    identity: tuple[int, int]
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
        self._latest: _Open | None = None

    @contextmanager
    def reading(self) -> Iterator[Store | None]:
        """Hold the published store for one question; None when nothing has been published.

        The store cannot change nor vanish inside the block; the next block sees what was published meanwhile.
        Raises StoreMismatchError and StoreDamagedError, saying what to do.
        """
        lock = self._lock()
        if lock is None:
            yield None
            return
        number, file = lock
        try:
            used = self._enter(number, file.identity)
            try:
                yield used.store
            except sqlite3.DatabaseError as error:
                raise StoreDamagedError(
                    f"{self.path / STORES / str(number) / FILE} is damaged: {error}. "
                    "Delete this file and index any article again: it is made anew then."
                ) from error
            finally:
                self._leave(used)
        finally:
            file.close()

    def current(self) -> int | None:
        """Return the number of the published store, or None."""
        return published(self.path)

    def close(self) -> None:
        """Let go of the store; blocks that are open end first."""
        with self._turn:
            self._supersede(None)

    def _lock(self) -> tuple[int, FileLock] | None:
        """Lock the published store against being deleted, and return its number; None where there is none."""
        missing = None
        while (number := self.current()) is not None:
            try:
                file = FileLock(self.path / STORES / str(number) / LOCK, existing=True)
            except FileNotFoundError as error:
                # Deleted between the two looks, as another one was published; else it was not deleted by us.
                if number == missing:
                    raise StoreDamagedError(
                        f"The store {number} of {self.path} is gone. Delete {self.path} and index the articles again."
                    ) from error
                missing = number
                continue
            file.share()
            if self.current() == number:
                return number, file
            file.close()
        return None

    def _enter(self, number: int, identity: tuple[int, int]) -> _Open:
        with self._turn:
            if self._latest is None or (self._latest.store.number, self._latest.identity) != (number, identity):
                store = Store(self.path.absolute() / STORES / str(number))
                if self.maker:
                    try:
                        self.maker.check(store.maker, str(self.path))
                    except BaseException:
                        store.close()
                        raise
                self._supersede(_Open(store, identity))
            assert self._latest is not None
            self._latest.readers += 1
            return self._latest

    def _leave(self, used: _Open) -> None:
        with self._turn:
            used.readers -= 1
            if used is not self._latest and not used.readers:
                used.store.close()

    def _supersede(self, latest: _Open | None) -> None:
        if self._latest and not self._latest.readers:
            self._latest.store.close()
        self._latest = latest
