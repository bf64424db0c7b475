"""Temporary folders: each is held by a lock while its process lives, so that what a kill leaves can be swept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from index.locks import FileLock

PREFIX = "dateline-"
HELD = ".dateline-temporary"
"""Name of the file by which one is locked; no data folder has it."""


class Temporary(TemporaryDirectory[str]):
    """A temporary folder, deleted by `cleanup`; it holds a file by which it is locked until then."""

    def __init__(self) -> None:
        super().__init__(prefix=PREFIX, ignore_cleanup_errors=True)
        try:
            self._lock = FileLock(Path(self.name, HELD))
            self._lock.share()
            self._lock.sign()
        except OSError:
            super().cleanup()
            raise

    def cleanup(self) -> None:
        """Delete it."""
        super().cleanup()
        self._lock.close()


def sweep() -> None:
    """Delete the temporary folders that no living process holds; another's, or one made by hand, is none of them."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid() or not (folder / HELD).is_file():
                continue
            lock = FileLock(folder / HELD)
        except OSError:  # it is gone by now
            continue
        # One that is not signed is just being made.
        if lock.take() and lock.signature():
            shutil.rmtree(folder, ignore_errors=True)
        lock.close()
