"""The indexing run: articles in, a new published store out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from index.article import Article, ArticleRecord
from index.conditions import seconds
from index.embedder import Embedder
from index.errors import ArticleError, NotFoundError, StoreBusyError
from index.reading import Failure, Given, Reading, Skipped, read_paths
from index.splitter import Splitter
from index.store import maker_of
from index.writer import Writer

NOTHING = Given()
MAX_CHARS = 10_000_000
"""Longest article, in characters, where nothing else is said."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: `done` of `total` bytes of input read (total None while unknown), articles and passages."""

    done: int
    total: int | None
    articles: int
    passages: int


@dataclass
class IndexReport:
    """What a run did. `store` is the number of the published store; `published` whether this run made it.

    `skipped` are files met in a folder that are no articles: other formats, READMEs, hidden ones. `unpruned` are the
    paths from which nothing was removed because something in them failed.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unpruned: list[str] = field(default_factory=list)
    store: int | None = None
    published: bool = False
    seconds: float = 0.0


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

    Raises:
        UsageError: a path does not exist.
        StoreBusyError: another process writes the data folder.
        StoreMismatchError: it was made by another embedder or splitter.
    """
    reading = read_paths(paths, given, max_chars)
    with _Run(path, embedder, splitter, pruned=paths if prune else ()) as run:
        run.read(reading, progress)
        run.prune()
        run.publish()
    return run.report


def put_articles(path: Path, articles: Sequence[Article], embedder: Embedder, splitter: Splitter) -> IndexReport:
    """Store these articles (new, or another version) and publish; they can be asked when it returns.

    Raises as `index_paths`; an article that cannot be stored is in the report's `failed`.
    """
    with _Run(path, embedder, splitter) as run:
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
    with _Run(path, embedder, splitter) as run:
        run.remove(article_ids)
        if not run.publish():
            raise StoreBusyError(
                f"The articles are removed, but a question asked of {path} before that still runs. Their text leaves "
                "the disk with the next change."
            )
    return run.report


class _Run:
    """One run over a data folder: decides what each article is, and counts."""

    def __init__(self, path: Path, embedder: Embedder, splitter: Splitter, pruned: Sequence[Path] = ()) -> None:
        self.report = IndexReport()
        self._splitter = splitter
        self._writer = Writer(path, embedder, maker_of(embedder, splitter))
        self._pruned = pruned
        self._seen: set[str] = set()
        self._moved: list[ArticleRecord] = []
        self._began = time.monotonic()

    def __enter__(self) -> _Run:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._writer.__exit__(kind, error, trace)

    def read(self, reading: Reading, progress: Callable[[Progress], None] | None) -> None:
        """Take all that is read."""
        for outcome in reading:
            match outcome:
                case Failure():
                    self.report.failed.append(outcome)
                case Skipped():
                    self.report.skipped.append(outcome.source)
                case Article():
                    self.take(outcome)
            if progress:
                progress(Progress(reading.done, reading.total, len(self._seen), self.report.passages))

    def take(self, article: Article) -> None:
        """Store an article if it is new or another version; what cannot be stored is reported."""
        try:
            self._take(article)
        except ArticleError as error:
            self.report.failed.append(Failure(article.source, str(error), article.first_line))

    def remove(self, article_ids: Iterable[str]) -> None:
        """Take articles out, or none where one is not there."""
        wanted = dict.fromkeys(article_ids)
        missing = [article_id for article_id in wanted if self._writer.article(article_id) is None]
        if missing:
            raise NotFoundError(
                f"There is no article {', '.join(map(repr, missing))}: `qa status --all` lists those that there are."
            )
        for article_id in wanted:
            self._writer.remove(article_id)
            self.report.removed += 1

    def prune(self) -> None:
        """Take out the articles of the paths to prune whose source or line is gone; not where anything failed."""
        skipped = set(self.report.skipped)
        for path in self._pruned:
            if self._failed_in(path):
                self.report.unpruned.append(str(path))
                continue
            for record in self._writer.under(path.resolve()):
                read = record.source not in skipped
                if record.id not in self._seen and (read or not os.path.lexists(record.source)):
                    self._writer.remove(record.id)
                    self.report.removed += 1

    def _failed_in(self, path: Path) -> bool:
        """Whether anything failed in `path`, or in none of the paths, as what a link in one of them leads to."""
        sources = [failure.source for failure in self.report.failed]
        return any(_lies_in(path, source) or not any(_lies_in(p, source) for p in self._pruned) for source in sources)

    def publish(self) -> bool:
        """Publish, and say whether nobody reads what was there before any more."""
        before = self._writer.number
        if self._moved:
            self._writer.move(self._moved)
        released = self._writer.publish()
        self.report.store = self._writer.number
        self.report.published = self._writer.number != before
        self.report.seconds = time.monotonic() - self._began
        return released

    def _take(self, article: Article) -> None:
        _check(article)
        stored = self._writer.article(article.id)
        if article.id in self._seen and stored and stored.source == article.source:
            if article.hash != stored.hash:
                raise ArticleError(f"Its id {article.id!r} stands twice in it, for different articles: change one.")
            return
        if stored and stored.source != article.source and not self._is_gone(stored.source):
            raise ArticleError(
                f"Its id {article.id!r} is that of an article from {stored.source}: change it, or remove that one."
            )
        self._seen.add(article.id)
        if stored and stored.hash == article.hash:
            self.report.unchanged += 1
            if stored.first_line != article.first_line:
                self._moved.append(replace(stored, first_line=article.first_line))
            return
        passages = self._splitter.split(article)
        if stored:
            self._writer.remove(article.id)
        self._writer.add(_record(article, len(passages)), passages)
        self.report.passages += len(passages)
        if stored:
            self.report.changed += 1
        else:
            self.report.new += 1

    def _is_gone(self, source: str) -> bool:
        """Whether the source of a stored article will be pruned, so that its id may come from another one."""
        return any(_lies_in(path, source) for path in self._pruned) and not os.path.lexists(source)


def _lies_in(path: Path, source: str) -> bool:
    return any(Path(source).is_relative_to(spelled) for spelled in (path.absolute(), path.resolve()))


def _record(article: Article, passages: int) -> ArticleRecord:
    kept = {field.name: getattr(article, field.name) for field in fields(article) if field.name != "text"}
    return ArticleRecord(**kept, hash=article.hash, passages=passages, characters=len(article.text))


def _check(article: Article) -> None:
    """Raise ArticleError for what the store cannot hold; what is read from files was checked there."""
    if not article.text.strip():
        raise ArticleError("It holds no text: there is nothing to index.")
    try:
        "".join(value for value in vars(article).values() if isinstance(value, str)).encode()
        seconds(article.published)
    except UnicodeEncodeError as error:
        raise ArticleError(f"It is no valid Unicode: {error}. Remove its lone surrogates.") from None
    except ValueError:
        raise ArticleError(f"{article.published!r} is no date of ISO 8601: write 2024-11-27.") from None
