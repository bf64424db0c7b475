"""What is indexed, and with what: read from the data folder alone, no model loaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.article import ArticleRecord
from index.errors import NotFoundError
from index.filters import Filters
from index.folder import COLLECTIONS, DataFolder
from index.store import Maker, Store

TextOf = Callable[[str], str | None]
"""Gives the stored text of an article by its id, or None where it is not there any more."""

_PAGE = 1_000


@dataclass(frozen=True)
class Summary:
    """What a data folder holds; what tells of articles is empty where nothing is indexed.

    Attributes:
        data_dir: the folder, absolute.
        bytes: what the folder takes on disk.
        store: number of the published store, or None.
        articles: how many.
        passages: how many.
        undated: articles without a date.
        first: the earliest day of publication, or None.
        last: the latest day of publication, or None.
        maker: what made the store, or None.
        dated: how many articles have a date from where, the most first.
        languages: how many articles are in each language that was told, the most first.
        listed: the first articles, in the order of their ids.
        reader: name of the embedded reader that answers questions from it, or None where none was said.
    """

    data_dir: str
    bytes: int
    store: int | None = None
    articles: int = 0
    passages: int = 0
    undated: int = 0
    first: str | None = None
    last: str | None = None
    maker: Maker | None = None
    listed: tuple[ArticleRecord, ...] = ()
    reader: str | None = None
    dated: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: DataFolder, reader: str | None = None, listed: int | None = 0) -> Summary:
        """Return what the folder's published store holds, with so many articles listed (None: all).

        Args:
            folder: the data folder.
            reader: name of the embedded reader that is set.
            listed: how many articles.
        """
        path = folder.path.resolve()
        with folder.reading() as store:
            if store is None:
                return cls(str(path), size_of(path), reader=reader)
            articles, passages = store.count()
            records = list(all_records(store))
            days = [record.published[:10] for record in records if record.published]
            return cls(
                data_dir=str(path),
                bytes=size_of(path),
                store=store.number,
                articles=articles,
                passages=passages,
                undated=articles - len(days),
                first=min(days, default=None),
                last=max(days, default=None),
                maker=store.maker,
                dated=_counts(record.published_from for record in records),
                languages=_counts(record.language for record in records),
                listed=tuple(records[:listed]),
                reader=reader,
            )

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(value for value in values if value).most_common())


def article_ids(folder: DataFolder, named: Sequence[str]) -> list[str]:
    """Return the ids of articles that are named by id, by source path, or by a folder that their sources lie in.

    Raises:
        NotFoundError: a name fits no article.
    """
    ids: dict[str, None] = {}
    with folder.reading() as store:
        for name in named:
            # An empty name, as of an unset variable, would be the working directory with all in it.
            found = _fitting(store, name) if store is not None and name.strip() else []
            if not found:
                raise NotFoundError(f"No article has the id or the source {name!r}: `qa status --all` lists them.")
            ids |= dict.fromkeys(found)
    return list(ids)


def texts(folder: DataFolder) -> TextOf:
    """Return what gives the texts that are stored in a data folder at the time it is called."""

    def text_of(article: str) -> str | None:
        with folder.reading() as store:
            return texts_in(store)(article) if store is not None else None

    return text_of


def texts_in(store: Store) -> TextOf:
    """Return what gives the texts of one store, for as long as it is held."""

    def text_of(article: str) -> str | None:
        try:
            return store.text(article)
        except NotFoundError:
            return None

    return text_of


def titles(folder: DataFolder) -> TextOf:
    """Return what gives the titles that are stored in a data folder at the time it is called."""

    def title_of(article: str) -> str | None:
        with folder.reading() as store:
            return titles_in(store)(article) if store is not None else None

    return title_of


def titles_in(store: Store) -> TextOf:
    """Return what gives the titles of one store, for as long as it is held."""

    def title_of(article: str) -> str | None:
        try:
            return store.article(article).title
        except NotFoundError:
            return None

    return title_of


def export_lines(folder: DataFolder) -> Iterator[str]:
    """Yield each article as a line of JSON in ASCII, in the order of their ids, as `qa index` takes it back."""
    with folder.reading() as store:
        if store is None:
            return
        for record in all_records(store):
            fields = {name: getattr(record, name) for name in ("id", "title", "published", "url", "outlet")}
            besides = {name: getattr(record, name) for name in ("source", "published_from", "language", "by_hand")}
            yield json.dumps({**fields, "text": store.text(record.id), "dateline": besides})


def _fitting(store: Store, name: str) -> list[str]:
    try:
        return [store.article(name).id]
    except NotFoundError:
        return sorted(store.allowed(Filters(sources=(name,))) or ())


def all_records(store: Store, filters: Filters | None = None) -> Iterator[ArticleRecord]:
    """Yield the record of every article in a store, or of those that pass, in the order of their ids."""
    after = None
    while page := store.articles(after, _PAGE, filters):
        yield from page
        after = page[-1].id


def size_of(path: Path) -> int:
    """Return the bytes of all files of a data folder, without its collections; one that vanishes counts nothing."""
    total = 0
    for file in path.rglob("*"):
        if file.is_relative_to(path / COLLECTIONS):
            continue
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:
            continue
    return total
