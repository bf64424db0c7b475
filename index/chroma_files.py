"""What is done to the files of an embedded Chroma that no process has open to write."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

DATABASE = "chroma.sqlite3"


def copy(folder: Path, to: Path) -> None:
    """Copy the Chroma of a published store; its database as SQLite does, as a reader that opens it writes a row."""
    for path in folder.glob("*/*"):
        (to / path.parent.name).mkdir(exist_ok=True)
        shutil.copyfile(path, to / path.parent.name / path.name)
    with closing(sqlite3.connect(folder / DATABASE)) as old, closing(sqlite3.connect(to / DATABASE)) as new:
        new.execute("PRAGMA synchronous = OFF")
        old.backup(new)


def blank(folder: Path) -> None:
    """Blank the places that HNSW indexes have free: they hold what lay in the memory of the process, texts too."""
    for header in folder.glob("*/header.bin"):
        _, _, places, used, size = struct.unpack_from("<iQQQQ", header.read_bytes())
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
