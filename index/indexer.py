"""The indexing run: articles in, a new published store out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Article
from index.embedder import Embedder
from index.reading import Failure, Given
from index.splitter import Splitter


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

    `skipped` are files met in a folder that are no articles: other formats, READMEs, hidden ones.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    store: int | None = None
    published: bool = False
    seconds: float = 0.0


def index_paths(
    path: Path,
    paths: Sequence[Path],
    embedder: Embedder,
    splitter: Splitter,
    *,
    given: Given = Given(),
    prune: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> IndexReport:
    """Index files and folders into the data folder `path`, and publish if anything changed.

    Raises UsageError when a path does not exist, StoreBusyError, StoreMismatchError.
    """
    raise NotImplementedError


def put_articles(
    path: Path, articles: Sequence[Article], embedder: Embedder, splitter: Splitter
) -> IndexReport:
    """Store these articles (new, or another version) and publish; they can be asked when it returns."""
    raise NotImplementedError


def remove_articles(
    path: Path, article_ids: Sequence[str], embedder: Embedder, splitter: Splitter
) -> IndexReport:
    """Take articles out, publish, and free the disk of their text; none of them answers once it returns.

    Raises NotFoundError, naming the ids that are not there (nothing is removed then).
    """
    raise NotImplementedError
