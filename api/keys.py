"""The keys of those who may use the server: a file of names, scopes and digests, never of the keys themselves.

A key is 32 random bytes, so that its plain sha256 can neither be guessed nor looked up.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.disk import disk_errors, keep_private, replace_file
from index.errors import NotFoundError, StoreBusyError, UsageError
from index.locks import FileLock

Scope = Literal["read", "write"]
PATIENCE_S = 10.0
"""Seconds that another process may take to change the keys."""
NAME = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True)
class Key:
    """A key as it is kept.

    Attributes:
        name: whose it is, as the log says it.
        scope: `read` asks and lists; `write` also stores and removes.
        digest: sha256 of the key, in hex.
        created: when, ISO 8601.
    """

    name: str
    scope: Scope
    digest: str
    created: str


class Keys:
    """The keys of one file, which is read again whenever it has changed.

    Args:
        path: the file; it need not exist before the first key is made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[object, tuple[Key, ...]] = (None, ())

    def all(self) -> tuple[Key, ...]:
        """Return the keys. Raises UsageError where the file is not one of keys."""
        try:
            found = self._path.stat()
            identity = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._read[0] != identity:
                listed: list[dict[str, Any]] = json.loads(self._path.read_text(encoding="utf-8"))["keys"]
                self._read = (identity, tuple(Key(**one) for one in listed))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{self._path} cannot be read as a file of keys: {error}. See `qa key --help`.") from error
        return self._read[1]

    def create(self, name: str, scope: Scope) -> str:
        """Make a key, and return it: it is kept nowhere. Raises UsageError where the name is taken or none."""
        if not NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a key: give 1 to 64 letters, digits, dots, dashes and the like.")
        made = f"qa_{secrets.token_urlsafe(32)}"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._changing():
            if any(key.name == name for key in self.all()):
                raise UsageError(f"There is a key named {name!r}: give another name, or revoke that one first.")
            self._write((*self.all(), Key(name, scope, _digest(made), now)))
        return made

    def revoke(self, name: str) -> None:
        """Take a key out; a running server refuses it from now on. Raises NotFoundError where there is none."""
        with self._changing():
            left = tuple(key for key in self.all() if key.name != name)
            if left == self.all():
                raise NotFoundError(f"There is no key named {name!r}: `qa key list` names those that there are.")
            self._write(left)

    def find(self, given: str) -> Key | None:
        """Return the key that this is, or None; how long it takes tells nothing of how near a wrong one is."""
        digest, found = _digest(given), None
        for key in self.all():
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the file's folder, so that no change of another process is lost."""
        with disk_errors(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(FileLock(self._path.parent, folder=True)) as lock:
                if not lock.take(PATIENCE_S):
                    raise StoreBusyError(f"Another process holds {self._path.parent}. Try again in a moment.")
                yield

    def _write(self, keys: tuple[Key, ...]) -> None:
        replace_file(self._path, [json.dumps({"keys": [asdict(key) for key in keys]}, indent=1), "\n"])
        keep_private(self._path)


def _digest(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "surrogateescape")).hexdigest()
