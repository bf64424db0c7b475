"""Passages and their vectors in an embedded Chroma: the one truth of a store, and the only module that knows Chroma.

Chroma is written to in a folder that nobody else has open, and read once that folder is published. Nothing is written
there any more then: not the row of bookkeeping either that it writes whenever it opens a folder (see `freeze`).

The text is kept as metadata: as a Chroma document it would be indexed a second time by trigrams, at twice the time and
space. The article's record stands, as JSON, with its first passage.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from index.article import ArticleRecord
from index.chroma_files import DATABASE, count_vectors, readable
from index.errors import StoreDamagedError, StoreError
from index.maker import Maker
from index.passage import Passage

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

COLLECTION = "passages"
SYNC = 1000
"""Records after which Chroma rewrites its HNSW files: its own default, the fastest measured."""
REOPEN = "Try again; if it stays so, run `qa repair`: it makes the store anew from what is whole."
REWRITE = "Nothing was published, and what was there is untouched. See that the disk has room, and run it again."
NEIGHBORS = 32
"""Links of a vector in the HNSW index, twice Chroma's default: beside a thousand copies of one text, one index of 100
left a passage that no search reached, and none of 600 with these; a passage takes .2 ms more to write."""
DEFAULT = ("default_tenant", "default_database")
"""Where a collection is that was made without a tenant and a database."""
CACHED = 10
"""HNSW indexes that Chroma's core keeps open; a store has one."""
PAGE = 2000
"""Records read or deleted at once; Chroma fails at about 32,000."""
SAME = 1e-4
"""Cosine distance up to which a vector is the same but for rounding."""


@dataclass(frozen=True)
class Near:
    """A passage's id and its cosine similarity to what was asked."""

    passage_id: str
    similarity: float


class Chroma:
    """The Chroma of one store folder, open in this process.

    Args:
        folder: the store's folder; only a folder that no process writes may be opened.
        maker: given, a new and empty collection is made, and records it.
        remedy: what an error tells the user to do.

    Raises:
        StoreDamagedError: it cannot be opened.
    """

    def __init__(self, folder: Path, maker: Maker | None = None, remedy: str = REOPEN) -> None:
        self._folder = folder
        self._remedy = remedy
        with self._guarded():
            self._readable = readable(folder)
            self._client = _client(self._readable.folder)
            if maker:
                self._collection = self._client.create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "max_neighbors": NEIGHBORS, "sync_threshold": SYNC}},
                    metadata={"maker": maker.to_json()},
                )
            else:
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)

    def count(self) -> int:
        """Return how many passages it holds."""
        with self._guarded():
            return self._collection.count()

    def put(self, passages: Sequence[Passage], vectors: NDArray[np.float32], records: Sequence[ArticleRecord]) -> None:
        """Store passages with their vectors; `records` are those of their articles, in the same order."""
        size = min(PAGE, self._client.get_max_batch_size())
        for start in range(0, len(passages), size):
            part = slice(start, start + size)
            with self._guarded():
                self._collection.upsert(
                    ids=[passage.id for passage in passages[part]],
                    embeddings=vectors[part],
                    metadatas=[_metadata(*pair) for pair in zip(passages[part], records[part], strict=True)],
                )

    def move(self, first_passages: Sequence[Passage], records: Sequence[ArticleRecord]) -> None:
        """Replace the records of articles, given the first passage of each; vectors and texts stay."""
        for start in range(0, len(first_passages), PAGE):
            part = slice(start, start + PAGE)
            pairs = list(zip(first_passages[part], records[part], strict=True))
            with self._guarded():
                self._collection.update(
                    ids=[passage.id for passage, _ in pairs], metadatas=[_metadata(*pair) for pair in pairs]
                )

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Take passages out."""
        for start in range(0, len(passage_ids), PAGE):
            with self._guarded():
                self._collection.delete(ids=list(passage_ids[start : start + PAGE]))

    def take_all(self, other: Chroma) -> None:
        """Store all that another one holds."""
        for start in range(0, other.count(), PAGE):
            with self._guarded():
                found = other._collection.get(limit=PAGE, offset=start, include=["metadatas", "embeddings"])
                self._collection.upsert(found["ids"], found["embeddings"], found["metadatas"])

    def sync_every(self, records: int) -> None:
        """Rewrite the HNSW files after so many records, from when it is opened again."""
        with self._guarded():
            self._collection.modify(configuration={"hnsw": {"sync_threshold": records}})

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()
        self._readable.close()

    def _guarded(self) -> AbstractContextManager[None]:
        return _guarded(self._folder, self._remedy)


class Published:
    """The Chroma of a published store, to be searched from several threads.

    It is read through Chroma's compiled core alone: importing `chromadb` takes longer than the rest of a cold `qa ask`.

    Args:
        folder: the store's folder; only a folder that no process writes may be opened.

    Raises:
        StoreDamagedError: it cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _guarded(folder):
            self._readable = readable(folder)
            self._core, self._collection = _core(self._readable.folder)

    def nearest(self, vector: NDArray[np.float32], k: int, articles: Sequence[str] | None = None) -> list[Near]:
        """Return the `k` passages (of these articles) nearest to `vector` by cosine similarity, best first."""
        where = None if articles is None else json.dumps({"article": {"$in": list(articles)}})
        with _guarded(self._folder):
            found = self._core.query(self._collection, None, [vector.tolist()], k, where, None, ["distances"], *DEFAULT)
        return [Near(i, 1.0 - distance) for i, distance in zip(found.ids[0], found.distances[0], strict=True)]

    def vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the passages, [len(passage_ids), dimension], in that order."""
        import numpy as np

        wanted = list(dict.fromkeys(passage_ids))
        with _guarded(self._folder):
            found = self._core.get(self._collection, wanted, None, None, 0, None, ["embeddings"], *DEFAULT)
        place = {passage: row for row, passage in enumerate(found.ids)}
        vectors = np.array(found.embeddings, dtype=np.float32)
        return vectors[[place[passage] for passage in passage_ids]]

    def close(self) -> None:
        """Let go of the folder."""
        del self._core
        self._readable.close()


@contextmanager
def _guarded(folder: Path, remedy: str = REOPEN) -> Iterator[None]:
    # Chroma's core panics with a BaseException of its own.
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, StoreError):
        raise
    except OSError as error:
        raise StoreError(f"The index in {folder} cannot be used: {error}. {remedy}") from error
    except BaseException as error:
        raise StoreDamagedError(
            f"The index in {folder} cannot be used: {error or type(error).__name__}. {remedy}"
        ) from error


def settle(folder: Path) -> None:
    """Have Chroma, closed after `sync_every(1)`, write its log to its HNSW files, so that readers open it fast.

    It does so when a record comes; deleting what is not there is one.
    """
    with closing(Chroma(folder, remedy=REWRITE)) as chroma:
        chroma.delete(["-"])
        chroma.sync_every(SYNC)


def check(folder: Path, passages: int, sample: Sequence[str]) -> None:
    """See that Chroma opens for a reader, holds so many passages and vectors, and finds what it holds.

    That is seen in a process of its own, as it may crash.

    Args:
        folder: the store's folder.
        passages: how many it should hold.
        sample: ids of passages that should be found by their own vectors.

    Raises:
        StoreDamagedError: it is not so.
    """
    command = [sys.executable, "-P", "-m", "index.chroma", str(folder), str(passages), *sample]
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    why = ended.stderr.strip().splitlines()[-1:] or [f"its check ended with {ended.returncode}"]
    if not ended.returncode:
        vectors = count_vectors(folder)
        why = [f"it has {vectors:,} vectors of {passages:,} passages"]
        if vectors == passages:
            return
    raise StoreDamagedError(
        f"The new index in {folder} cannot be used: {why[0]}. It was not published, and what was there is untouched. "
        "Run it again."
    )


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    # A .env file, or a variable, of another program that uses Chroma must not send anything anywhere.
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_collection_endpoint="",
    )
    return cast("Client", chromadb.PersistentClient(folder, settings))


def _core(folder: Path) -> tuple[Any, str]:
    """Return Chroma's core with the folder open, and the id of its collection."""
    import chromadb_rust_bindings as core  # type: ignore[import-untyped]

    database = core.SqliteDBConfig(
        url=f"{folder}/{DATABASE}", hash_type=core.MigrationHash.MD5, migration_mode=core.MigrationMode.Validate
    )
    bindings = core.Bindings(False, database, CACHED, str(folder))
    return bindings, str(bindings.get_collection(COLLECTION, *DEFAULT).id)


def _metadata(passage: Passage, record: ArticleRecord) -> dict[str, Any]:
    return {
        "article": passage.article_id,
        "n": passage.n,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "record": json.dumps(asdict(record)) if passage.n == 0 else "",
    }


def _ask(folder: str, passages: int, sample: Sequence[str]) -> str | None:
    """Return what is wrong, or None."""
    bindings, collection = _core(Path(folder))
    count = bindings.count(collection, *DEFAULT)
    if count != passages:
        return f"it holds {count} passages, not {passages}"
    given = bindings.get(collection, list(sample), None, None, 0, None, ["embeddings"], *DEFAULT)
    for passage, vector in zip(given.ids, given.embeddings, strict=True):
        found = bindings.query(collection, None, [vector], 1, None, None, ["distances"], *DEFAULT)
        # Another passage with the same words has the same vector.
        if not found.ids[0] or found.distances[0][0] > SAME:
            return f"it does not find {passage} by its own vector"
    return None if len(given.ids) == len(sample) else "it lacks vectors"


if __name__ == "__main__":
    sys.exit(_ask(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
