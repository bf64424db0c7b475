"""A manifest: what a published store is made of, so that damage is found before any library opens a damaged file.

It is written when the store is published and never again; its first line is the digest of the rest. A file is hashed
again only where its size, time or inode differ from those it had when it was last hashed, which `CHECKED` keeps.
"""

from __future__ import annotations

import errno
import hashlib
import json
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.disk import replace_file
from index.errors import StoreDamagedError, StoreError, StoreMismatchError

FILE = "manifest.json"
CHECKED = "checked.json"
SCHEMA = 4
"""Version of what a store is made of. Whatever changes in its files or tables raises it; older stores are rebuilt."""
REPAIR = "Run `qa repair`: it makes the store anew from what is whole."

ELSEWHERE = (errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors of reading a file that say nothing of the file."""

Stat = tuple[int, int, int]
"""Size in bytes, time of the last change in ns, inode."""


@dataclass(frozen=True)
class Manifest:
    """What a store is made of.

    Attributes:
        schema: version of its files and tables.
        articles: how many it holds.
        passages: how many it holds.
        files: the sha256 of each file, by its path in the folder.
    """

    schema: int
    articles: int
    passages: int
    files: dict[str, str]

    @classmethod
    def write(cls, folder: Path, articles: int, passages: int) -> None:
        """Write that of a store folder whose files are all closed."""
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (FILE, CHECKED))
        files = {str(path.relative_to(folder)): path for path in paths}
        # Before they are hashed: a file that is changed meanwhile is hashed again.
        stats = {name: _stat(path) for name, path in files.items()}
        made = cls(SCHEMA, articles, passages, {name: _digest(path) for name, path in files.items()})
        body = json.dumps(asdict(made), indent=1)
        replace_file(folder / CHECKED, json.dumps(stats))
        replace_file(folder / FILE, f"{_sum(body)}\n{body}\n")

    @staticmethod
    def identity(folder: Path) -> object:
        """Return what tells a published store from any other that is, or was, at the same place."""
        with suppress(OSError):
            return folder, _stat(folder / FILE)
        return None

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return that of a published store.

        Raises:
            StoreDamagedError: it is missing or not as it was written.
            StoreMismatchError: another version of Dateline made the store.
            StoreError: it cannot be read now.
        """
        path = folder / FILE
        try:
            digest, _, body = path.read_text(encoding="ascii").rstrip("\n").partition("\n")
            if digest != _sum(body):
                raise ValueError("it is not as it was written")
            made = cls(**json.loads(body))
        except FileNotFoundError:
            if (folder / "lock").exists():  # as in all stores that had no manifest
                raise _otherwise(folder) from None
            raise StoreDamagedError(f"{path} is missing. {REPAIR}") from None
        except (OSError, ValueError, TypeError) as error:
            _see_to_access(path, error)
            raise StoreDamagedError(f"{path} is damaged: {error}. {REPAIR}") from error
        if made.schema != SCHEMA:
            raise _otherwise(folder)
        return made

    def check(self, folder: Path, whole: bool = False) -> None:
        """Raise StoreDamagedError, naming the file, where a file is not what it was when the store was published.

        Or StoreError, where a file cannot be read now.

        Args:
            folder: the store's folder.
            whole: hashes every file, also those that look untouched.
        """
        for what in self.damage(folder, whole).values():
            raise StoreDamagedError(f"{what} {REPAIR}")

    def damage(self, folder: Path, whole: bool = False) -> dict[str, str]:
        """Return what is wrong with each file that is not what it was when the store was published, by its name."""
        wrong: dict[str, str] = {}
        checked = _checked(folder)
        found: dict[str, Stat] = {}
        for name, digest in self.files.items():
            path = folder / name
            try:
                found[name] = _stat(path)
                if (whole or checked.get(name) != found[name]) and _digest(path) != digest:
                    wrong[name] = f"{path} is damaged: it is not what was written."
            except OSError as error:
                _see_to_access(path, error)
                wrong[name] = f"{path} is damaged: {error.strerror or error}."
        if found != checked and not wrong:
            with suppress(OSError):  # a folder that may only be read
                replace_file(folder / CHECKED, json.dumps(found))
        return wrong


def _stat(path: Path) -> Stat:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError("it is no regular file")
    return found.st_size, found.st_mtime_ns, found.st_ino


def _see_to_access(path: Path, error: Exception) -> None:
    """Raise StoreError where an error of reading a file says nothing of the file."""
    if isinstance(error, OSError) and error.errno in ELSEWHERE:
        raise StoreError(f"{path} cannot be read: {error.strerror}. Try again when it can.") from error


def _checked(folder: Path) -> dict[str, Stat]:
    try:
        read = json.loads((folder / CHECKED).read_text())
        return {name: (size, time, inode) for name, (size, time, inode) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _otherwise(folder: Path) -> StoreMismatchError:
    return StoreMismatchError(
        f"The store {folder} was made by another version of Dateline. "
        "Run `qa repair`: it makes it anew from its own texts, whether or not their files are still there."
    )
