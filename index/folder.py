"""The data folder: `.qa/` with its published store, and how readers come to it.

    .qa/CURRENT               number of the published store
    .qa/stores/<n>/           Chroma's files, lexical.sqlite3, lock
    .qa/vectors.sqlite3       vectors by embedder digest and hash of the embedded text
    .qa/lock                  held by the one writer
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.store import Maker, Store


class DataFolder:
    """A data folder as a reader sees it; safe to use from several threads.

    Args:
        path: the folder; it need not exist.
        maker: what the store must have been made by, or None to take any (`qa status`).
    """

    def __init__(self, path: Path, maker: Maker | None) -> None:
        self.path = path
        self.maker = maker

    @contextmanager
    def reading(self) -> Iterator[Store | None]:
        """Hold the published store for one question; None when nothing has been published.

        The store cannot change nor vanish inside the block; the next block sees what was published meanwhile.
        Raises StoreMismatchError and StoreDamagedError, saying what to do.
        """
        raise NotImplementedError
        yield

    def current(self) -> int | None:
        """Return the number of the published store, or None."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the store; blocks that are open end first."""
        raise NotImplementedError
