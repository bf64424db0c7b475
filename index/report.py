"""What an indexing run says: how far it is, and what it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.article import Origin
from index.files import Failure, Notice, Skipped


@dataclass(frozen=True)
class Progress:
    """How far a run is: `done` of `total` bytes of input read (total None while unknown), articles and passages."""

    done: int
    total: int | None
    articles: int
    passages: int


@dataclass(frozen=True)
class Taken:
    """An article that a run met, and what became of it."""

    source: str
    id: str
    title: str
    published: str | None
    published_from: Origin | None
    outlet: str | None
    language: str | None
    state: Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class Same:
    """A file whose article has the text of another one, which is still there (a copy) or is not (it was renamed)."""

    source: str
    other: str


@dataclass
class IndexReport:
    """What a run did.

    Attributes:
        new: articles that were not there.
        changed: articles that were there in another version.
        unchanged: articles that were there as they are.
        removed: articles that were taken out.
        passages: of the new and changed ones.
        taken: the articles that were met.
        failed: what could not be indexed.
        skipped: files met in a folder that are no articles, and why.
        notices: what a person should know of how files were read.
        copies: files that hold an article that is there from another one too, which counts once.
        renamed: files whose article took the place of one from a file that is gone.
        unpruned: paths from which nothing was removed because something in them failed.
        store: the number of the published store, or None.
        published: whether this run made it.
        seconds: that the run took.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    taken: list[Taken] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    copies: list[Same] = field(default_factory=list)
    renamed: list[Same] = field(default_factory=list)
    unpruned: list[str] = field(default_factory=list)
    store: int | None = None
    published: bool = False
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)
