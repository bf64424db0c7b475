"""The files under paths: which are read, which are skipped, each once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.errors import ArticleError
from index.formats.table import READERS, advice, ending_of
from index.locks import LOCK

NO_ARTICLES = ("readme", "license", "licence")
"""Files of these names that lie in a folder, with any ending, are about the folder."""

DATA_FOLDER = (LOCK, "stores")
"""What a data folder holds, whatever it is called: it is no folder of articles."""
OUTSIDE = "links that lead out of the folder; --follow-links follows them"
NO_FILE = "It is no regular file: copy its content into one."


@dataclass(frozen=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: where it lies, an absolute real path.
        source: of its articles; the path itself, but where it was sent.
        format: which of the formats it has.
        size: in bytes.
        sent: whether it came from elsewhere and lies there only to be read, so that its articles are known by their own
            ids or addresses where they have them, and not by its path.
    """

    path: Path
    source: str
    format: str
    size: int
    sent: bool = False


@dataclass(frozen=True)
class Failure:
    """A file, or an article of one, that could not be indexed.

    Attributes:
        source: the file.
        why: it could not, with what to do.
        line: of the file, where it has lines.
    """

    source: str
    why: str
    line: int | None = None


@dataclass(frozen=True)
class Notice:
    """What a person should know of how a file, or the article on a line of it, was read."""

    source: str
    what: str
    line: int | None = None


@dataclass(frozen=True)
class Skipped:
    """A file met in a folder that is no article, and why: another format, a README, a hidden one (or a hidden folder).

    `outside` says that it is a link that leads out of the folder instead.
    """

    source: str
    why: str = "hidden"
    outside: bool = False


Found = FoundFile | Failure | Skipped


def find_files(paths: Sequence[Path], follow_links: bool = False) -> Iterator[Found]:
    """Yield what lies under the paths, in their order and sorted within folders.

    A file or folder that is met twice, by whatever links, is yielded once. A file that is named itself is read whatever
    it is called, as long as its format is.

    Args:
        paths: files and folders.
        follow_links: follows links in a folder also where they lead out of it.
    """
    seen: set[str] = set()
    for path in paths:
        yield from _under(path.absolute(), seen, Path("/") if follow_links else path.resolve(), named=True)


def open_file(path: str | Path) -> BinaryIO:
    """Open a file to read: the file that is there now, which may have become another since it was found.

    Raises:
        ArticleError: it is no regular file any more; a pipe or device is not waited for.
        OSError: it cannot be opened.
    """
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise ArticleError(NO_FILE)
    return os.fdopen(opened, "rb")


def printable(path: str | Path) -> str:
    """Return a path as any screen and store takes it, whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _under(path: Path, seen: set[str], inside: Path, named: bool) -> Iterator[Found]:
    if not named and path.name.startswith("."):
        yield Skipped(printable(path))
        return
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        source = str(path.resolve())
        if not Path(source).is_relative_to(inside):
            yield Skipped(printable(path), OUTSIDE, outside=True)
            return
        entries = sorted(path.iterdir()) if stat.S_ISDIR(mode) and source not in seen else []
    except OSError as error:
        yield Failure(printable(path), f"It cannot be read: {error.strerror}.")
        return
    ending = ending_of(path.name)
    about_the_folder = path.name.split(".")[0].casefold() in NO_ARTICLES
    if stat.S_ISDIR(mode) and all((path / name).exists() for name in DATA_FOLDER):
        yield Skipped(printable(path), "data folder of Dateline")
    elif stat.S_ISDIR(mode):
        seen.add(source)
        for entry in entries:
            yield from _under(entry, seen, inside, named=False)
    elif not named and (ending is None or about_the_folder or not stat.S_ISREG(mode)):
        yield Skipped(printable(path), _why(path, ending is None, about_the_folder))
    elif not stat.S_ISREG(mode):
        yield Failure(printable(path), NO_FILE)
    elif ending is None:
        yield Failure(
            printable(path), f"Its format is not read: {advice(path.name)}. These are read: {', '.join(READERS)}."
        )
    elif source not in seen:
        seen.add(source)
        yield FoundFile(Path(source), source, ending, size)


def _why(path: Path, unread: bool, about_the_folder: bool) -> str:
    """Return why a file that lies in a folder is no article."""
    if about_the_folder:
        return "about the folder, by its name"
    return f"format not read: {advice(path.name)}" if unread else "no regular file"
