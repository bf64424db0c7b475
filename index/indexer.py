"""The indexing run: articles in, a new published store out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from index.article import Article
from index.embedder import Embedder
from index.errors import StoreBusyError
from index.files import FoundFile
from index.reading import Failure, Given, Reading, read_paths
from index.report import IndexReport, Progress
from index.run import Run
from index.splitter import Splitter

__all__ = [
    "Failure",
    "Given",
    "IndexReport",
    "Progress",
    "index_paths",
    "index_sent",
    "put_articles",
    "remove_articles",
]

NOTHING = Given()
MAX_CHARS = 10_000_000
"""Longest article, in characters, where nothing else is said."""


def index_paths(
    path: Path,
    paths: Sequence[Path],
    embedder: Embedder,
    splitter: Splitter,
    *,
    given: Given = NOTHING,
    prune: bool = False,
    progress: Callable[[Progress], None] | None = None,
    max_chars: int = MAX_CHARS,
    follow_links: bool = False,
) -> IndexReport:
    """Index files and folders into the data folder `path`, and publish if anything changed.

    Args:
        path: the data folder; it need not exist.
        paths: files and folders.
        embedder: what embeds passages.
        splitter: what splits articles.
        given: what the articles lack.
        prune: removes articles whose source lies in one of `paths` and is gone, or whose line of it is gone, where
            that path was read without a failure.
        progress: told after each article.
        max_chars: the longest article that is taken.
        follow_links: follows links in a folder also where they lead out of it.

    Raises:
        UsageError: a path does not exist.
        StoreBusyError: another process writes the data folder.
        StoreMismatchError: it was made by another embedder or splitter.
    """
    reading = read_paths(paths, given, max_chars, follow_links)
    with Run(path, embedder, splitter, pruned=paths if prune else ()) as run:
        run.read(reading, progress)
        run.prune()
        run.publish()
    return run.report


def index_sent(
    path: Path,
    files: Sequence[FoundFile],
    embedder: Embedder,
    splitter: Splitter,
    progress: Callable[[Progress], None],
    max_chars: int = MAX_CHARS,
) -> IndexReport:
    """Index files that were sent, as `index_paths` does; what `progress` raises ends it, and nothing is published."""
    with Run(path, embedder, splitter) as run:
        run.read(Reading(files, NOTHING, max_chars), progress)
        run.publish()
    return run.report


def put_articles(path: Path, articles: Sequence[Article], embedder: Embedder, splitter: Splitter) -> IndexReport:
    """Store these articles (new, or another version) and publish; they can be asked when it returns.

    Raises as `index_paths`; an article that cannot be stored is in the report's `failed`.
    """
    with Run(path, embedder, splitter) as run:
        for article in articles:
            run.take(article)
        run.publish()
    return run.report


def remove_articles(path: Path, article_ids: Sequence[str], embedder: Embedder, splitter: Splitter) -> IndexReport:
    """Take articles out, publish, and free the disk of their text; none of them answers once it returns.

    Raises:
        NotFoundError: there are no articles of some ids, which it names; nothing is removed then.
        StoreBusyError: another process writes the data folder, or a question on what was there does not end.
    """
    with Run(path, embedder, splitter) as run:
        run.remove(article_ids)
        if not run.publish():
            raise StoreBusyError(
                f"The articles are removed, but a question asked of {path} before that still runs. Their text leaves "
                "the disk with the next change."
            )
    return run.report
