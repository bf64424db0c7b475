"""The files under paths: which are read, which are skipped, each once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".jsonl", ".jsonl.gz")
"""Endings of the names of files that are read."""
NO_ARTICLES = ("readme", "license", "licence")
"""Files of these names that lie in a folder, with any ending, are about the folder."""


@dataclass(frozen=True)
class FoundFile:
    """A file to read: its path, the `source` of its articles, which of the `FORMATS` it has, and its size in bytes."""

    path: Path
    source: str
    format: str
    size: int


@dataclass(frozen=True)
class Failure:
    """A file or JSONL line that could not be indexed, and why (with what to do)."""

    source: str
    why: str
    line: int | None = None


@dataclass(frozen=True)
class Skipped:
    """A file met in a folder that is no article: another format, a README, a hidden one (or a hidden folder)."""

    source: str


Found = FoundFile | Failure | Skipped


def find_files(paths: Sequence[Path]) -> Iterator[Found]:
    """Yield what lies under the paths, in their order and sorted within folders.

    A file or folder that is met twice, by whatever links, is yielded once. A file that is named itself is read whatever
    it is called, as long as its format is.
    """
    seen: set[str] = set()
    for path in paths:
        yield from _under(path.absolute(), seen, named=True)


def printable(path: str | Path) -> str:
    """Return a path as any screen and store takes it, whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _under(path: Path, seen: set[str], named: bool) -> Iterator[Found]:
    if not named and path.name.startswith("."):
        yield Skipped(printable(path))
        return
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        source = str(path.resolve())
        inside = sorted(path.iterdir()) if stat.S_ISDIR(mode) and source not in seen else []
    except OSError as error:
        yield Failure(printable(path), f"It cannot be read: {error.strerror}.")
        return
    ending = next((ending for ending in FORMATS if path.name.lower().endswith(ending)), None)
    about_the_folder = path.name.split(".")[0].casefold() in NO_ARTICLES
    if stat.S_ISDIR(mode):
        seen.add(source)
        for inner in inside:
            yield from _under(inner, seen, named=False)
    elif not named and (ending is None or about_the_folder or not stat.S_ISREG(mode)):
        yield Skipped(printable(path))
    elif not stat.S_ISREG(mode):
        yield Failure(printable(path), "It is no regular file: copy its content into one.")
    elif ending is None:
        yield Failure(printable(path), f"Its format is not read; these are: {', '.join(FORMATS)}.")
    elif source not in seen:
        seen.add(source)
        yield FoundFile(path, source, ending, size)
