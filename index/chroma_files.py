"""What is done to the files of an embedded Chroma that no process has open to write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.temporary import Temporary

DATABASE = "chroma.sqlite3"


def copy(folder: Path, to: Path) -> None:
    """Copy the Chroma of a published store; its database as SQLite does, as a reader that opens it writes a row."""
    for path in folder.glob("*/*"):
        (to / path.parent.name).mkdir(exist_ok=True)
        shutil.copyfile(path, to / path.parent.name / path.name)
    with closing(sqlite3.connect(folder / DATABASE)) as old, closing(sqlite3.connect(to / DATABASE)) as new:
        new.execute("PRAGMA synchronous = OFF")
        old.backup(new)


@dataclass(frozen=True)
class Readable:
    """A folder that Chroma can open to read, and the temporary folder, if it is one."""

    folder: Path
    temporary: Temporary | None = None

    def close(self) -> None:
        """Delete what is temporary."""
        if self.temporary:
            self.temporary.cleanup()


def readable(folder: Path) -> Readable:
    """Return the folder itself, or where it may not be written, as Chroma's database must be, a copy of that one."""
    if not (folder / DATABASE).exists() or all(os.access(path, os.W_OK) for path in (folder, folder / DATABASE)):
        return Readable(folder)
    temporary = Temporary()
    copied = Path(temporary.name)
    shutil.copyfile(folder / DATABASE, copied / DATABASE)
    for path in folder.iterdir():
        if path.is_dir():
            (copied / path.name).symlink_to(path.absolute())
    return Readable(copied, temporary)


def count_vectors(folder: Path) -> int:
    """Return how many vectors the HNSW indexes hold that were not deleted: hnswlib marks those in their third byte."""
    count = 0
    for header in folder.glob("*/header.bin"):
        used, size = _layout(header)[1:]
        places = np.fromfile(header.with_name("data_level0.bin"), np.uint8, used * size)
        count += used - int((places.reshape(used, size)[:, 2] & 1).sum())
    return count


def freeze(folder: Path) -> None:
    """Have Chroma's database take no row of bookkeeping, which it writes whenever it is opened."""
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute(
            "CREATE TRIGGER IF NOT EXISTS published BEFORE INSERT ON acquire_write BEGIN SELECT RAISE(IGNORE); END"
        )
        db.commit()


def blank(folder: Path) -> None:
    """Blank the places that HNSW indexes have free: they hold what lay in the memory of the process, texts too."""
    for header in folder.glob("*/header.bin"):
        places, used, size = _layout(header)
        for name, width in (("data_level0.bin", size), ("length.bin", 4)):
            path = header.with_name(name)
            with path.open("r+b") as file:
                file.seek(used * width)
                file.write(bytes(max(0, min(path.stat().st_size, places * width) - used * width)))


def scrub(folder: Path) -> None:
    """Free the database of every trace of what was deleted."""
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("VACUUM")


def _layout(header: Path) -> tuple[int, int, int]:
    """Return for how many vectors an HNSW index has places, how many are used, and the bytes of one."""
    _, _, places, used, size = struct.unpack_from("<iQQQQ", header.read_bytes())
    return places, used, size
