"""What the writer of a data folder asks of the disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import StoreError


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raise StoreError for an error of the disk, saying what it means for the data folder `path`."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and is_damage(error) and path.is_file():
            raise StoreError(f"{path} is damaged: {error}. Put a copy in its place, or move it away.") from error
        raise StoreError(
            f"{path} cannot be written: {error}. What it held is untouched. "
            "See that the disk has room and that you may write there, and run it again."
        ) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error of SQLite says that a file is not what SQLite wrote, and not that something else is amiss."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_kept(path: Path) -> sqlite3.Connection:
    """Open a database that is there and that several processes use.

    Also to read it: what a kill left of a transaction is undone by who may write.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


def replace_file(path: Path, text: Iterable[str], encoding: str = "ascii") -> None:
    """Write a file so that a reader, and a machine that lost its power, finds the old text or the new one.

    A link is followed; a pipe or a device, which cannot be replaced, is written to.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            file.writelines(text)
        return
    path = path.resolve()
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            file.writelines(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:  # on a full disk, what was written so far would keep it full
        new.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync_tree(folder: Path) -> None:
    """Bring a folder, its name and all in it to the disk, for its owner alone to read."""
    for path in [*folder.rglob("*"), folder]:
        keep_private(path)
        sync(path)
    sync(folder.parent)


def keep_private(path: Path) -> None:
    """Let nobody but the owner of a file or folder read it, if that is us: it holds texts, or what tells of them."""
    with suppress(PermissionError):
        path.chmod(0o700 if path.is_dir() else 0o600)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
