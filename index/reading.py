"""Files and folders into a stream of articles, one at a time, whatever their size.

Nothing here stops at a bad file or line: what cannot be read is yielded as a `Failure`, in its place. Files of plain
formats are read here, those of intricate ones in a process that can be killed (`index.worker`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.article import Article
from index.complete import Given, complete
from index.dates import iso_published
from index.draft import Bad, Draft
from index.errors import ArticleError, UsageError
from index.files import Failure, FoundFile, Notice, Skipped, find_files, open_file, printable
from index.formats.table import PLAIN
from index.worker import Part, Worker

__all__ = ["Failure", "Given", "Notice", "Outcome", "Reading", "Skipped", "read_paths"]

Outcome = Article | Failure | Notice | Skipped


def read_paths(
    paths: Sequence[Path],
    given: Given,
    max_chars: int,
    follow_links: bool = False,
    worker: Worker | None = None,
) -> Reading:
    """Return the reading of files and folders; no file is opened before it is iterated over.

    Args:
        paths: files and folders, in any mix; a file that is met twice is read once.
        given: fills what an article lacks.
        max_chars: the longest article that is taken, in code points.
        follow_links: follows links in a folder also where they lead out of it.
        worker: reads the files of intricate formats, and is left open; by default one of its own.

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
    return Reading(list(find_files(paths, follow_links)), given, max_chars, worker)


class Reading:
    """Articles as they are read, what failed and what was skipped; iterate over it once.

    Attributes:
        total: bytes of all files, as they lie on disk.
        done: bytes of them read so far.
    """

    def __init__(
        self,
        found: Sequence[FoundFile | Failure | Skipped],
        given: Given,
        max_chars: int,
        worker: Worker | None = None,
    ) -> None:
        self._found = found
        self._given = given
        self._max_chars = max_chars
        self._worker = worker or Worker()
        self._own = worker is None
        self.total = sum(item.size for item in found if isinstance(item, FoundFile))
        self.done = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each article, failure, notice and skipped file, in the order of the paths and sorted within folders.

        A notice comes after the article that it is about.
        """
        try:
            for item in self._found:
                if not isinstance(item, FoundFile):
                    yield item
                    continue
                before = self.done
                yield from self._file(item, before)
                self.done = before + item.size
        finally:
            if self._own:
                self._worker.close()

    def _file(self, file: FoundFile, before: int) -> Iterator[Outcome]:
        seen: dict[str, str] = {}
        source = printable(file.source)
        try:
            for part in self._parts(file):
                self.done = before + min(part.done, file.size)
                line = part.outcome.line if isinstance(part.outcome, Bad) else part.outcome.first_line
                line = line if isinstance(part.outcome, Bad) or part.outcome.one_line else None
                try:
                    yield from self._outcomes(part.outcome, file, line, seen)
                except ArticleError as error:
                    yield Failure(source, str(error), line)
        except ArticleError as error:
            yield Failure(source, str(error))
        except OSError as error:
            yield Failure(source, f"It cannot be read, or not to its end: {error}.")

    def _parts(self, file: FoundFile) -> Iterator[Part]:
        """Yield what a file holds."""
        if file.format not in PLAIN:
            yield from self._worker.read(str(file.path), file.format, self._max_chars)
            return
        with open_file(file.path) as opened:
            for outcome in PLAIN[file.format](opened, self._max_chars):
                yield Part(outcome, opened.tell())

    def _outcomes(
        self, read: Draft | Bad, file: FoundFile, line: int | None, seen: dict[str, str]
    ) -> Iterator[Outcome]:
        """Yield what becomes of a part of a file; `seen` has the versions of the articles before it by their ids."""
        source = file.source
        shown = printable(source)
        if isinstance(read, Bad):
            yield Skipped(shown, read.why) if read.skipped else Failure(shown, read.why, line)
            return
        first, known = _own(read, source) if file.sent else (read, source)
        completed = complete(first, self._given, known, self._max_chars)
        article = completed.article
        version = article.hash[:16]
        if article.id in seen and seen[article.id] != version and read.key is not None:
            completed = complete(read.known_as(f"{read.key}\n{len(seen)}"), self._given, source, self._max_chars)
            article = completed.article
        if article.id in seen:
            if seen[article.id] != version:
                raise ArticleError(f"Its id {article.id!r} is that of an earlier line that differs: give it its own.")
            return
        seen[article.id] = version
        yield article
        for notice in completed.notices:
            yield Notice(shown, notice, line)


def _own(draft: Draft, source: str) -> tuple[Draft, str]:
    """Return an article that was sent and the source that it is known by: its own id or address, if it has one."""
    if draft.id:
        return draft, f"api:{draft.id}"
    return (replace(draft, key=None), draft.url) if draft.url else (draft, source)
