"""What the writer of a data folder asks of the disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raise StoreError for an error of the disk, saying what it means for the data folder `path`."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{path} cannot be written: {error}. What it held is untouched. "
            "See that the disk has room and that you may write there, and run it again."
        ) from error


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader, and a machine that lost its power, finds the old text or the new one."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync(path.parent)


def sync_tree(folder: Path) -> None:
    """Bring a folder, its name and all in it to the disk."""
    for path in [*folder.rglob("*"), folder, folder.parent]:
        _sync(path)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
