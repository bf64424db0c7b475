"""The vector cache: what was embedded once, by anything that ran in this data folder, is not embedded again.

Each batch is kept as soon as it is there, so that a killed run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.disk import keep_private
from index.embedder import Embedder

SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL, checksum BLOB NOT NULL);
"""
ELSEWHERE = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR,
)  # fmt: skip
"""Errors that are no fault of the file, but for those below: a disk that takes no more has damaged nothing."""
UNREAD = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)

Result = TypeVar("Result")

log = logging.getLogger(__name__)


def vector_key(embedder: str, text: str) -> str:
    """Return the key of the vector that the embedder of this digest gives the text."""
    return hashlib.sha256(f"{embedder}\n{text}".encode()).hexdigest()[:32]


class Vectors:
    """The cache in `path`, for one embedder; one process at a time uses it, the one that writes the data folder.

    It only saves time: at any sign of damage it is begun anew.

    Attributes:
        made: how many texts were embedded, as their vectors were not there.
    """

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._path = path
        self._embedder = embedder
        self.made = 0
        self._db: sqlite3.Connection | None = None
        self._trying(lambda db: db.execute("SELECT key, vector, checksum FROM vectors LIMIT 1"))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, [len(texts), dimension], in that order."""
        keys = [vector_key(self._embedder.digest, text) for text in texts]
        known = self._trying(lambda db: self._known(db, keys)) or {}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = dict(zip(new, self._embedder.embed(list(new.values())), strict=True))
            rows = [(key, vector.tobytes(), _checksum(key, vector.tobytes())) for key, vector in made.items()]
            self._trying(lambda db: db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows))
            self.made += len(new)
            known |= made
        return np.stack([known[key] for key in keys])

    def forget(self, keys: Sequence[str]) -> None:
        """Drop the vectors of these keys."""
        self._trying(lambda db: db.executemany("DELETE FROM vectors WHERE key = ?", [(key,) for key in keys]))

    def close(self) -> None:
        """Let go of the file."""
        if self._db:
            self._db.close()
        self._db = None

    def _known(self, db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        query = "SELECT key, vector, checksum FROM vectors WHERE key IN (SELECT value FROM json_each(?))"
        known = {}
        for key, vector, checksum in db.execute(query, (json.dumps(keys),)):
            if not isinstance(vector, bytes) or checksum != _checksum(key, vector):
                raise sqlite3.DatabaseError("a vector is not what was written")
            known[key] = np.frombuffer(vector, dtype=np.float32)
        return known

    def _trying(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `act` returns; where the file is damaged, from one that is begun anew."""
        try:
            return self._act(act)
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0)
            if code & 0xFF in ELSEWHERE and code not in UNREAD:
                raise
            log.warning("%s cannot be used (%s) and is begun anew: its texts are embedded again.", self._path, error)
        self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return self._act(act)

    def _act(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._db is None:
            self._path.touch(0o600)
            keep_private(self._path)
            self._db = sqlite3.connect(self._path)
            self._db.executescript(SCHEMA)
        with self._db:
            return act(self._db)


def _checksum(key: str, vector: bytes) -> bytes:
    return hashlib.sha256(key.encode() + vector).digest()[:8]
