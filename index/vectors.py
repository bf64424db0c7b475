"""The vector cache: what was embedded once, by anything that ran in this data folder, is not embedded again.

Each batch is kept as soon as it is there, so that a killed run goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder

SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)"


def vector_key(embedder: str, text: str) -> str:
    """Return the key of the vector that the embedder of this digest gives the text."""
    return hashlib.sha256(f"{embedder}\n{text}".encode()).hexdigest()[:32]


class Vectors:
    """The cache in `path`, for one embedder; one process at a time uses it, the one that writes the data folder.

    A cache that cannot be read is begun anew: it only saves time.
    """

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        try:
            self._db = self._open(path)
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = self._open(path)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts, [len(texts), dimension], in that order."""
        keys = [vector_key(self._embedder.digest, text) for text in texts]
        known = self._known(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = dict(zip(new, self._embedder.embed(list(new.values())), strict=True))
            rows = [(key, vector.tobytes()) for key, vector in made.items()]
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            known |= made
        return np.stack([known[key] for key in keys])

    def forget(self, keys: Sequence[str]) -> None:
        """Drop the vectors of these keys."""
        with self._db:
            self._db.executemany("DELETE FROM vectors WHERE key = ?", [(key,) for key in keys])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _known(self, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        query = "SELECT key, vector FROM vectors WHERE key IN (SELECT value FROM json_each(?))"
        rows = self._db.execute(query, (json.dumps(keys),))
        return {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows}

    def _open(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path)
        db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; {SCHEMA}")
        return db
