"""The journal of a batch: what is answered so far, so that a batch that was killed goes on where it was.

It stands beside the file that is made, a line of JSON an answer, brought to the disk one by one. What a kill left of a
line is cut off, so that no answer is lost and none stands twice.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from index.disk import disk_errors
from index.errors import UsageError
from index.locks import FileLock
from qa.batch.sheet import Done


class Journal:
    """What is answered of one batch; one process holds it at a time.

    Args:
        path: of the journal; one that is there is gone on with where it has the same key.
        key: what the answers depend on: the questions and how they are answered.

    Attributes:
        done: the answers, by the numbers of their rows.

    Raises:
        UsageError: another process holds it, or what is there is no journal.
        StoreError: it cannot be written.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self.done: dict[int, Done] = {}
        with disk_errors(path):
            self._lock = FileLock(path)
            if not (self._lock.take() and self._lock.holds(path)):
                self._lock.close()
                raise UsageError(f"Another `qa batch` writes {path}: wait for it, or give another --out.")
            self._file = path.open("r+b")
            try:
                self._read(key)
            except BaseException:
                self.__exit__(None, None, None)
                raise

    def __enter__(self) -> Journal:
        """Return it, open."""
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Let it go; it stays, to be gone on with."""
        try:
            with disk_errors(self._path):  # a full disk refuses once more what it refused
                self._file.close()
        finally:
            self._lock.close()

    def add(self, done: Done) -> None:
        """Keep an answer, on the disk."""
        with disk_errors(self._path):
            self._write(asdict(done))
        self.done[done.n] = done

    def remove(self) -> None:
        """Delete it, as all that is in it stands elsewhere."""
        self._path.unlink(missing_ok=True)

    def _read(self, key: str) -> None:
        whole = [line for line in self._file.read().splitlines(keepends=True) if line.endswith(b"\n")]
        try:
            told = [json.loads(line) for line in whole]
            if whole and [*told[0]] != ["batch"]:
                raise ValueError
            done = {one.n: one for given in told[1:] for one in [Done(**given)]}
        except (ValueError, TypeError):
            raise UsageError(
                f"{self._path} is no journal of `qa batch`: move it away, or give another --out."
            ) from None
        if not told or told[0] != {"batch": key}:
            self._cut(0)
            self._write({"batch": key})
            return
        self._cut(sum(map(len, whole)))
        self.done = done

    def _cut(self, size: int) -> None:
        self._file.truncate(size)
        self._file.seek(size)

    def _write(self, content: dict[str, object]) -> None:
        self._file.write(json.dumps(content).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
