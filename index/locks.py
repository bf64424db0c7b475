"""Locks that end with the process that holds them: `flock` on a file of their own, or on a store's folder."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

LOCK = "lock"
"""Name of the lock file of a data folder."""
PAUSE = 0.01
"""Seconds between two tries."""


class FileLock:
    """An open lock; it is locked by `share` or `take`, and let go by `close`.

    Args:
        path: the file, which is made where it is not there, or the folder.
        folder: it is a folder; raises FileNotFoundError where it is not there.
    """

    def __init__(self, path: Path, folder: bool = False) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDONLY | os.O_DIRECTORY if folder else os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> None:
        """Lock it with others that share it; waits for one that has taken it."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def take(self, seconds: float = 0) -> bool:
        """Lock it alone, and say whether that came about within `seconds`."""
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(PAUSE)
            else:
                return True

    def holds(self, path: Path) -> bool:
        """Whether what is at the path is still what was opened, and not another that was made since."""
        try:
            return os.path.samestat(os.fstat(self._file), path.stat())
        except FileNotFoundError:
            return False

    def sign(self) -> None:
        """Write this process's number into it."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def signature(self) -> str:
        """Return what `sign` last wrote into it."""
        return self._path.read_text(encoding="ascii", errors="replace").strip()

    def close(self) -> None:
        """Let it go."""
        os.close(self._file)
