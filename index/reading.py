"""Files and folders into a stream of articles, one at a time, whatever their size.

Nothing here stops at a bad file or line: what cannot be read is yielded as a `Failure`, in its place.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article
from index.dates import iso_published
from index.draft import Draft
from index.errors import ArticleError, UsageError
from index.files import Failure, FoundFile, Skipped, find_files, open_file, printable
from index.formats import READERS
from index.jsonl import Lines, numbered_lines, parse_line

__all__ = ["Failure", "Given", "Reading", "Skipped", "read_paths"]

HOPELESS = 100
"""Lines that fail before any is read, after which a file is given up."""


@dataclass(frozen=True)
class Given:
    """What the user says of articles that do not say it themselves (`--title`, `--published`, `--outlet`)."""

    title: str | None = None
    published: str | None = None
    outlet: str | None = None

    def fill(self, draft: Draft) -> Draft:
        """Return the draft with what it lacks."""
        return replace(
            draft,
            title=(draft.title or "").strip() or self.title,
            published=draft.published or self.published,
            outlet=draft.outlet or self.outlet,
        )


def read_paths(paths: Sequence[Path], given: Given, max_chars: int, follow_links: bool = False) -> Reading:
    """Return the reading of files and folders; no file is opened before it is iterated over.

    Args:
        paths: files and folders, in any mix; a file that is met twice is read once.
        given: fills what an article lacks.
        max_chars: the longest article that is taken, in code points.
        follow_links: follows links in a folder also where they lead out of it.

    Raises:
        UsageError: a path does not exist, or `given.published` is no date.
    """
    if given.published:
        try:
            iso_published(given.published)
        except ArticleError as error:
            raise UsageError(str(error)) from None
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{printable(path)} does not exist or cannot be reached: name files or folders that do.")
    return Reading(list(find_files(paths, follow_links)), given, max_chars)


class Reading:
    """Articles as they are read, what failed and what was skipped; iterate over it once.

    Attributes:
        total: bytes of all files, as they lie on disk.
        done: bytes of them read so far.
    """

    def __init__(self, found: Sequence[FoundFile | Failure | Skipped], given: Given, max_chars: int) -> None:
        self._found = found
        self._given = given
        self._max_chars = max_chars
        self.total = sum(item.size for item in found if isinstance(item, FoundFile))
        self.done = 0

    def __iter__(self) -> Iterator[Article | Failure | Skipped]:
        """Yield each article, failure and skipped file, in the order of the paths and sorted within folders."""
        for item in self._found:
            if not isinstance(item, FoundFile):
                yield item
                continue
            before = self.done
            yield from self._file(item, before)
            self.done = before + item.size

    def _file(self, file: FoundFile, before: int) -> Iterator[Article | Failure]:
        try:
            with open_file(file.source) as opened:
                if file.format in READERS:
                    yield self._article(READERS[file.format](opened, self._max_chars), file.source)
                else:
                    lines = gzip.GzipFile(fileobj=opened) if file.format == ".jsonl.gz" else opened
                    for outcome in self._lines(lines, file.source):
                        self.done = before + min(opened.tell(), file.size)
                        yield outcome
        except ArticleError as error:
            yield Failure(printable(file.source), str(error))
        except (OSError, EOFError, zlib.error) as error:
            yield Failure(printable(file.source), f"It cannot be read, or not to its end: {error}.")

    def _lines(self, lines: Lines, source: str) -> Iterator[Article | Failure]:
        # A JSON escape takes up to 6 bytes a character; the other fields may take as much as the text again.
        longest = 12 * self._max_chars + (1 << 20)
        seen: dict[str, str] = {}
        failed = 0
        for number, line in numbered_lines(lines, longest):
            try:
                if line is None:
                    raise ArticleError(f"It is too long: an article may have {self._max_chars:,} characters.")
                article = self._article(parse_line(line, number), source)
                version = article.hash[:16]
                if article.id not in seen:
                    seen[article.id] = version
                    yield article
                elif seen[article.id] != version:
                    raise ArticleError(
                        f"Its id {article.id!r} is that of an earlier line that differs: give it its own."
                    )
            except ArticleError as error:
                yield Failure(printable(source), str(error), number)
                failed += 1
                if failed == HOPELESS and not seen:
                    raise ArticleError(
                        f"None of its first {HOPELESS} lines is an article: the rest was not read."
                    ) from None
        if not seen and not failed:
            raise ArticleError("It is empty: it holds no articles.")

    def _article(self, draft: Draft, source: str) -> Article:
        return self._given.fill(draft).article(source, self._max_chars)
