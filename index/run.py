"""One run over a data folder: decides what each article is - new, changed, unchanged, gone, failed - and counts."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from index.article import Article, ArticleRecord, is_made
from index.conditions import seconds
from index.draft import check_visible, first_line
from index.embedder import Embedder
from index.errors import ArticleError, NotFoundError
from index.lexical import MOVED
from index.reading import Failure, Notice, Reading, Skipped
from index.report import IndexReport, Progress, Same, Taken
from index.splitter import Splitter
from index.store import maker_of
from index.tags import Tags
from index.writer import Writer

PAGE = 1000
"""Articles whose first lines are moved at once."""


class Run:
    """A run; a context manager. What it takes and removes is published by `publish`, or not at all.

    Args:
        path: the data folder; it need not exist.
        embedder: what embeds passages.
        splitter: what splits articles.
        pruned: the paths from which `prune` removes what is gone.

    Attributes:
        report: what it did so far.
    """

    def __init__(self, path: Path, embedder: Embedder, splitter: Splitter, pruned: Sequence[Path] = ()) -> None:
        self.report = IndexReport()
        self._splitter = splitter
        self._writer = Writer(path, embedder, maker_of(embedder, splitter))
        self._pruned = pruned
        self._tags = Tags(path)
        self._gone: list[str] = []
        self._renamed: dict[str, str] = {}
        self._seen: set[str] = set()
        self._sources: set[str] = set()
        self._moved: list[ArticleRecord] = []
        self._by_length: defaultdict[int, list[ArticleRecord]] | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Run:
        """Lock the data folder."""
        self._writer.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Drop what was not published."""
        self._writer.__exit__(kind, error, trace)

    def read(self, reading: Reading, progress: Callable[[Progress], None] | None) -> None:
        """Take all that is read."""
        for outcome in reading:
            match outcome:
                case Failure():
                    self.report.failed.append(outcome)
                case Skipped():
                    self.report.skipped.append(outcome)
                case Notice():
                    self.report.notices.append(outcome)
                case Article():
                    self.take(outcome, once=True)
            if progress:
                progress(Progress(reading.done, reading.total, len(self._seen), self.report.passages))

    def take(self, article: Article, once: bool = False) -> None:
        """Store an article if it is new or another version; what cannot be stored is reported.

        Args:
            article: the article.
            once: says where the same is there from another file, and has it take its place where that is gone.
        """
        try:
            self._take(article, once)
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
            self._gone.append(article_id)
            self.report.removed += 1

    def prune(self) -> None:
        """Take out the articles of the paths to prune whose source or line is gone; not where anything failed."""
        for path in self._pruned:
            if self._failed_in(path):
                self.report.unpruned.append(str(path))
                continue
            for record in self._writer.under(path.resolve()):
                gone = record.source in self._sources or not os.path.lexists(record.source)
                if gone and record.id not in self._seen:
                    self._writer.remove(record.id)
                    self._gone.append(record.id)
                    self.report.removed += 1

    def _failed_in(self, path: Path) -> bool:
        """Whether anything failed in `path`, or in none of the paths, as what a link in one of them leads to."""
        sources = [failure.source for failure in self.report.failed]
        return any(_lies_in(path, source) or not any(_lies_in(p, source) for p in self._pruned) for source in sources)

    def publish(self) -> bool:
        """Publish, and say whether nobody reads what was there before any more."""
        before = self._writer.number
        for start in range(0, len(self._moved), PAGE):
            self._writer.move(self._moved[start : start + PAGE])
        self._tags.copy(self._renamed)  # before: a kill that comes between leaves no article without its tags
        released = self._writer.publish()
        self._tags.forget([*self._gone, *self._renamed])
        self.report.store = self._writer.number
        self.report.published = self._writer.number != before
        self.report.seconds = time.monotonic() - self._began
        return released

    def _take(self, article: Article, once: bool) -> None:
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
        self._sources.add(article.source)
        same = self._same(article) if once and not stored else None
        if same and os.path.lexists(same.source):
            self.report.copies.append(Same(article.source, same.source))
            same = None
        if same:
            self.report.renamed.append(Same(article.source, same.source))
            self._writer.remove(same.id)
            self._renamed[same.id] = article.id
        article = _with_what_was_given(article, stored or same)
        self._seen.add(article.id)
        if stored and stored.hash == article.hash:
            self._count(article, "unchanged")
            moved = replace(stored, **{name: getattr(article, name) for name in MOVED.split(", ")})
            if moved != stored:
                self._moved.append(moved)
            return
        passages = self._splitter.split(article)
        if stored:
            self._writer.remove(article.id)
        record = ArticleRecord.of(article, len(passages))
        self._writer.add(record, passages)
        if self._by_length is not None:
            self._by_length[record.characters].append(record)
        self.report.passages += len(passages)
        self._count(article, "changed" if stored else "new")

    def _same(self, article: Article) -> ArticleRecord | None:
        """Return the record of an article from another file with the same text and nothing that speaks against it."""
        if not is_made(article.id):
            return None
        if self._by_length is None:
            self._by_length = defaultdict(list)
            for record in self._writer.under(Path("/")):
                self._by_length[record.characters].append(record)
        for record in self._by_length[len(article.text)]:
            if (
                is_made(record.id)
                and record.source != article.source
                and record.may_copy(article)
                and self._writer.text(record.id) == article.text
            ):
                return record
        return None

    def _count(self, article: Article, state: Literal["new", "changed", "unchanged"]) -> None:
        setattr(self.report, state, getattr(self.report, state) + 1)
        known = {name: getattr(article, name) for name in Taken.__dataclass_fields__ if name != "state"}
        self.report.taken.append(Taken(**known, state=state))

    def _is_gone(self, source: str) -> bool:
        """Whether the source of a stored article will be pruned, so that its id may come from another one."""
        return any(_lies_in(path, source) for path in self._pruned) and not os.path.lexists(source)


def _lies_in(path: Path, source: str) -> bool:
    return any(Path(source).is_relative_to(spelled) for spelled in (path.absolute(), path.resolve()))


def _with_what_was_given(article: Article, stored: ArticleRecord | None) -> Article:
    """Return an article with what a person gave when it was indexed before and its file does not say."""
    for name in stored.by_hand.split() if stored else ():
        lacks = {
            "title": article.title == first_line(article.text),
            "published": article.published_from not in ("metadata", "given"),
            "outlet": article.outlet is None,
        }
        if lacks.get(name):
            by_hand = " ".join(dict.fromkeys([*article.by_hand.split(), name]))
            article = replace(article, **{name: getattr(stored, name)}, by_hand=by_hand)
            if name == "published":
                article = replace(article, published_from="given")
    return article


def _check(article: Article) -> None:
    """Raise ArticleError for what the store cannot hold; what is read from files was checked there."""
    try:
        "".join(value for value in vars(article).values() if isinstance(value, str)).encode()
        seconds(article.published)
    except UnicodeEncodeError as error:
        raise ArticleError(f"It is no valid Unicode: {error}. Remove its lone surrogates.") from None
    except ValueError:
        raise ArticleError(f"{article.published!r} is no date of ISO 8601: write 2024-11-27.") from None
    check_visible(article.text)
