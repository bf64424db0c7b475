"""Repair: a whole store made anew from whatever is whole, and what was got from where and what is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.article import ArticleRecord
from index.embedder import Embedder
from index.errors import StoreDamagedError, StoreError, StoreMismatchError
from index.folder import DAMAGED, STORES, stores
from index.lexical import Lexical
from index.maker import Maker
from index.manifest import FILE as MANIFEST
from index.manifest import Manifest
from index.report import Progress
from index.salvage import Salvage
from index.splitter import Splitter
from index.store import maker_of
from index.writer import Writer


@dataclass(frozen=True)
class Repair:
    """What a repair found and did.

    Attributes:
        problems: what is wrong with the published store; empty where it is whole, and nothing was done.
        articles: how many it holds now.
        passages: how many it holds now.
        embedded: how many of them were embedded anew, as the vector cache did not have them.
        sources: how many articles came from each file.
        lost: ids of articles of which no whole text was found.
        unnamed: how many articles are lost besides, of which nothing but their number is known.
        kept: where the damaged store was put aside, as articles of it are lost; else None.
        seconds: how long it took.
    """

    problems: tuple[str, ...] = ()
    articles: int = 0
    passages: int = 0
    embedded: int = 0
    sources: dict[str, int] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    unnamed: int = 0
    kept: str | None = None
    seconds: float = 0.0


def check(path: Path, maker: Maker | None = None) -> list[str]:
    """Return what is wrong with the published store of a data folder, every byte of it looked at.

    Args:
        path: the data folder.
        maker: what the store must have been made by, or None to take any.
    """
    folder = next(iter(stores(path)), None)
    if folder is None:
        return []
    try:
        problems = list(Manifest.read(folder).damage(folder, whole=True).values())
        if not problems and maker:
            lexical = Lexical(folder)
            lexical.close()
            maker.check(lexical.maker, str(path))
    except (StoreDamagedError, StoreMismatchError) as error:
        return [str(error).partition(" Run `qa repair`")[0]]
    return problems


def repair(
    path: Path, embedder: Embedder, splitter: Splitter, progress: Callable[[Progress], None] | None = None
) -> Repair:
    """Make the published store anew where it is damaged or was made otherwise, and publish it.

    Articles come from the published store and, where it is not whole, from those before it that are still there. Where
    some are lost, the stores they were in are put aside, not deleted.

    Args:
        path: the data folder.
        embedder: what embeds passages.
        splitter: what splits articles.
        progress: told after each article.

    Raises:
        StoreBusyError: another process writes the data folder.
        StoreDamagedError: nothing whole was found; nothing is changed then.
    """
    began = time.monotonic()
    maker = maker_of(embedder, splitter)
    if not stores(path):
        return Repair()
    with Writer(path, embedder, maker, rebuild=True) as writer:
        problems = check(path, maker)
        if not problems:
            return Repair(seconds=time.monotonic() - began)
        found, expected = _salvage(path)
        unnamed = max(0, (expected or 0) - len(found.articles) - len(found.lost))
        if not found.articles and expected != 0:
            raise StoreDamagedError(
                f"No whole article was found. Nothing was changed. {problems[0]} Put a copy of {path} in its place, or "
                "index the articles into another folder (QA_DATA_DIR)."
            )
        passages = 0
        for n, (_, article) in enumerate(sorted(found.articles.items()), 1):
            parts = splitter.split(article)
            writer.add(ArticleRecord.of(article, len(parts)), parts)
            passages += len(parts)
            if progress:
                progress(Progress(n, len(found.articles), n, passages))
        lossy = bool(found.lost or unnamed)
        writer.publish(keep=lossy)
        return Repair(
            problems=tuple(problems),
            articles=len(found.articles),
            passages=passages,
            embedded=writer.embedded,
            sources={str(file): count for file, count in found.sources.items()},
            lost=tuple(sorted(found.lost)),
            unnamed=unnamed,
            kept=str(path / DAMAGED) if lossy else None,
            seconds=time.monotonic() - began,
        )


def _salvage(path: Path) -> tuple[Salvage, int | None]:
    """Return what is whole, and how many articles there should be, or None where nothing vouches for a number."""
    found, expected, named = Salvage(), None, _named(path)
    for folder in sorted(stores(path), key=lambda folder: folder != named):
        whole: set[str] = set()
        with suppress(StoreError):
            manifest = Manifest.read(folder)
            whole = set(manifest.files) - set(manifest.damage(folder, whole=True))
            if whole and expected is None:
                expected = manifest.articles
        # A file that is not what was written may be another store's: it is read only where those that are do not do.
        for files in (whole, None):
            found.read(folder, files)
            enough = found.articles and not found.lost if expected is None else len(found.articles) >= expected
            if enough and (expected is not None or folder == named):
                return found, expected
    return found, expected


def _named(path: Path) -> Path | None:
    """Return the folder that the file CURRENT names, as it did until stores had a manifest."""
    with suppress(OSError, ValueError):
        folder = path / STORES / str(int((path / "CURRENT").read_text(encoding="ascii")))
        if folder.is_dir() and not (folder / MANIFEST).exists():
            return folder
    return None
