"""Files and folders into a stream of articles, one at a time, whatever their size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article


@dataclass(frozen=True)
class Given:
    """What the user says of articles that do not say it themselves (`--title`, `--published`, `--outlet`)."""

    title: str | None = None
    published: str | None = None
    outlet: str | None = None


@dataclass(frozen=True)
class Failure:
    """A file or JSONL line that could not be indexed, and why (with what to do)."""

    source: str
    why: str
    line: int | None = None


@dataclass(frozen=True)
class Skipped:
    """A file met in a folder that is no article: another format, a README, a hidden one."""

    source: str


class Reading:
    """Articles as they are read, what failed and what was skipped; iterate over it once.

    Attributes:
        total: bytes of all files, as they lie on disk.
        done: bytes of them read so far.
    """

    total: int
    done: int

    def __iter__(self) -> Iterator[Article | Failure | Skipped]:
        """Yield each article, failure and skipped file, in the order of the paths and sorted within folders."""
        raise NotImplementedError


def read_paths(paths: Sequence[Path], given: Given, max_chars: int) -> Reading:
    """Return the reading of files and folders; nothing is opened before it is iterated over.

    Args:
        paths: files and folders, in any mix; a file that is met twice is read once.
        given: fills what an article lacks.
        max_chars: the longest article that is taken, in code points.

    Raises:
        UsageError: a path does not exist, or `given.published` is no date.
    """
    raise NotImplementedError
