"""A cheap embedder, articles and processes for the tests of the store."""

from __future__ import annotations

import json
import multiprocessing
import re
import time
import zlib
from collections.abc import Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import writer
from index.article import Article
from index.folder import DataFolder
from index.indexer import IndexReport, index_paths, put_articles
from index.splitter import Splitter
from index.store import maker_of

WORD = re.compile(r"\S+")


class WordEmbedder:
    """Embeds a text as the words that it has, so that what shares words is near; every word is a token.

    Args:
        log: a file that takes a line for each text that is embedded.
        seconds: how long it takes for a batch.
    """

    name = "words"
    digest = "sha256:words"
    dimension = 384
    max_tokens = 256

    def __init__(self, log: Path | None = None, seconds: float = 0) -> None:
        self._log = log
        self._seconds = seconds

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(self._seconds)
        if self._log:
            with self._log.open("a") as file:
                file.writelines(f"{zlib.crc32(text.encode())}\n" for text in texts)
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in WORD.findall(text.lower()):
                vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def token_ends(self, text: str) -> list[int]:
        return [found.end() for found in WORD.finditer(text)]

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [len(WORD.findall(text)) for text in texts]


EMBEDDER = WordEmbedder()
SPLITTER = Splitter(EMBEDDER, words=40)


def folder_of(path: Path) -> DataFolder:
    """Return the data folder in `path` as a reader sees it."""
    return DataFolder(path, maker_of(EMBEDDER, SPLITTER))


def index(path: Path, *paths: Path, prune: bool = False) -> IndexReport:
    """Index files and folders."""
    return index_paths(path, paths, EMBEDDER, SPLITTER, prune=prune)


def put(path: Path, *articles: Article) -> IndexReport:
    """Store articles."""
    return put_articles(path, articles, EMBEDDER, SPLITTER)


def article(name: str, text: str, **known: str | int | bool | None) -> Article:
    """Return an article with this id."""
    values = {"source": f"/news/{name}", "title": f"Title of {name}", **known}
    return Article(id=name, text=text, **values)  # type: ignore[arg-type]


def words(name: str, count: int) -> str:
    """Return a text of so many words that no other name gives, in sentences of ten."""
    made = [f"{name}{n}" + ("." if n % 10 == 9 else "") for n in range(count)]
    return " ".join(made)


def write_lines(path: Path, texts: dict[str, str]) -> Path:
    """Write a JSON Lines file of articles, by their ids, and return its path."""
    rows = [{"id": name, "title": f"Title of {name}", "text": text} for name, text in texts.items()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def stored(path: Path) -> dict[str, str]:
    """Return the texts of all articles that a reader finds, by their ids."""
    folder = folder_of(path)
    try:
        with folder.reading() as store:
            return {record.id: store.text(record.id) for record in store.articles(limit=10_000)} if store else {}
    finally:
        folder.close()


def assert_sound(path: Path) -> None:
    """Every passage that the table names is found by its vector and by its words, as a reader opens the store."""
    folder = folder_of(path)
    with folder.reading() as store:
        assert store is not None
        records = store.articles(limit=10_000)
        articles, passages = store.count()
        assert len(records) == articles
        found = store.dense(np.ones(EMBEDDER.dimension, dtype=np.float32), passages + 10)
        texts = {passage.id: passage for passage in store.passages([hit.passage_id for hit in found])}
        assert len(texts) == passages
        assert {passage.article_id for passage in texts.values()} == {record.id for record in records}
    folder.close()


def processes(*imported: str) -> ForkServerContext:
    """Return what starts processes that have imported all they need, so that many can be started and killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "index_store_fakes", *imported])
    return context


def index_in_process(path: Path, source: Path, log: Path, seconds: float, chunk: int) -> None:
    """Index a file, so many passages at once."""
    writer.CHUNK = chunk
    embedder = WordEmbedder(log, seconds)
    index_paths(path, [source], embedder, Splitter(embedder, words=40))
