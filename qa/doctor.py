"""The doctor: what is amiss with an install and its data folder, and what to do about each.

It only looks; every check stands alone, so that one that fails hides none of the others.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from index.catalogue import Summary, size_of
from index.embedder import MODEL as MINILM
from index.embedder import file_digest
from index.errors import DatelineError
from index.folder import DataFolder
from index.locks import LOCK, FileLock
from index.repair import check as damage
from index.splitter import Splitter
from index.store import maker_of
from qa.llm.models import Models, open_embedder
from qa.remote.client import GoneError, Remote
from qa.settings import Settings
from qa.shipped import READERS

State = Literal["ok", "note", "problem"]
SPARE = 200_000_000
"""Bytes that the disk should have free beside a copy of the store, which every change makes."""
CARD = re.compile(r"`([\w.]+)` \| sha256 `([0-9a-f]{64})`")


@dataclass(frozen=True)
class Check:
    """What was looked at.

    Attributes:
        name: of what.
        state: `problem` where something does not work, `note` where it could be better.
        found: what was found.
        todo: what to do, or "".
    """

    name: str
    state: State
    found: str
    todo: str = ""


def checks(settings: Settings) -> Iterator[Check]:
    """Yield every check of an install with these settings, one after the other."""
    for name, look in LOOKS.items():
        try:
            yield from look(settings)
        except (DatelineError, OSError) as error:
            yield Check(name, "problem", str(error))


def _install(_: Settings) -> Iterator[Check]:
    missing = []
    for requirement in importlib.metadata.requires("dateline") or ():
        name = re.match(r"[\w.-]+", requirement)
        if name and "extra ==" not in requirement:
            try:
                importlib.metadata.version(name[0])
            except importlib.metadata.PackageNotFoundError:
                missing.append(name[0])
    told = f"dateline {importlib.metadata.version('dateline')}, Python {platform.python_version()}"
    if missing:
        yield Check("install", "problem", f"{told}; missing: {', '.join(missing)}", "Install dateline again.")
    else:
        yield Check("install", "ok", told)


def _models(settings: Settings) -> Iterator[Check]:
    wanted = {"minilm": MINILM / "model.onnx"} if settings.embedder == "minilm" else {}
    wanted |= {path.parent.name: path for path in READERS[settings.reader].networks}
    for name, path in wanted.items():
        if not path.is_file():
            package = READERS["large"].package if name == "reader-large" else "dateline"
            yield Check("models", "problem", f"{name} is missing: {path}", f"Install {package}.")
            continue
        told = CARD.findall((path.parent / "MODEL_CARD.md").read_text(encoding="utf-8"))
        files = {path.with_name(file): f"sha256:{digest}" for file, digest in told}
        other = [file for file, digest in files.items() if not file.is_file() or file_digest(file) != digest]
        for file in other:
            yield Check("models", "problem", f"{name} is not what its card says: {file}", "Install dateline again.")
        if not other:
            yield Check("models", "ok", f"{name} is whole")


def _store(settings: Settings) -> Iterator[Check]:
    path = settings.data_dir
    if not path.is_dir():
        yield Check("store", "note", f"{path} is not there yet: nothing is indexed", "qa index PATH…")
        return
    with closing(DataFolder(path, None)) as folder:
        told = Summary.of(folder)
    if damaged := damage(path):
        yield Check("store", "problem", " ".join(damaged), "qa repair")
        return
    if told.store is None:
        yield Check("store", "note", f"{path}: nothing is indexed", "qa index PATH…")
        return
    embedder = open_embedder(settings)
    maker = maker_of(embedder, Splitter(embedder, settings.passage_words))
    with closing(DataFolder(path, maker)) as folder, folder.reading() as store:
        if store:
            store.try_out()
    yield Check("store", "ok", f"{path}: {told.articles:,} articles, {told.passages:,} passages, every byte as written")
    if told.undated:
        todo = "Date them with qa index PATH --published DAY; qa status --all lists them."
        yield Check(
            "dates", "note", f"{told.undated:,} articles have no date: --since and --until leave them out", todo
        )


def _folder(settings: Settings) -> Iterator[Check]:
    path = settings.data_dir
    if not path.is_dir():
        return
    if path.stat().st_mode & 0o077:
        yield Check("privacy", "note", f"others on this machine may look into {path}", f"chmod 700 {path}")
    if (path / LOCK).exists():
        lock = FileLock(path / LOCK)
        free = lock.take()
        lock.close()
        if not free:
            yield Check(
                "writing", "note", f"process {lock.signature()} writes {path}", "Questions are answered meanwhile."
            )
    free_bytes, taken = shutil.disk_usage(path).free, size_of(path)
    told = f"{free_bytes / 1e9:,.1f} GB free; {path} takes {taken / 1e6:,.1f} MB"
    if free_bytes < taken + SPARE:
        yield Check("disk", "problem", told, "Make room: a change is written as a copy of the store.")
    else:
        yield Check("disk", "ok", told)


def _language_model(settings: Settings) -> Iterator[Check]:
    async def ask() -> str:
        chosen = await Models(settings).choose()
        return chosen.why or (f"{chosen.model.name} answers" if chosen.model else "the embedded reader answers")

    told = asyncio.run(ask())
    by_reader = "embedded reader answers" in told
    todo = "For why and how questions: start Ollama, pull a model; qa models lists what there is." if by_reader else ""
    yield Check("model", "note" if by_reader else "ok", told, todo)


def _server(settings: Settings) -> Iterator[Check]:
    try:
        remote = Remote(settings)
    except (GoneError, OSError):
        yield Check("server", "ok", "no `qa serve` of this data folder with these settings runs")
    else:
        yield Check("server", "ok", f"`qa serve` runs (process {remote.process}), and is asked")


LOOKS: dict[str, Callable[[Settings], Iterator[Check]]] = {
    "install": _install,
    "models": _models,
    "store": _store,
    "folder": _folder,
    "model": _language_model,
    "server": _server,
}
