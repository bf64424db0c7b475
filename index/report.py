"""What an indexing run says: how far it is, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.reading import Failure


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

    `skipped` are files met in a folder that are no articles: other formats, READMEs, hidden ones; `outside` are links
    in a folder that lead out of it and were not followed. `unpruned` are the paths from which nothing was removed
    because something in them failed.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    unpruned: list[str] = field(default_factory=list)
    store: int | None = None
    published: bool = False
    seconds: float = 0.0
