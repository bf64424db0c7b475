"""The vector cache: what was embedded once is not embedded again, and what is damaged is never used."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from index_store_fakes import WordEmbedder, words

from index.vectors import Vectors

TEXTS = [words(f"text{n}x", 12) for n in range(300)]


def embed(path: Path, log: Path | None = None) -> tuple[np.ndarray, int]:
    """Return the vectors of the texts, and how many of them were embedded."""
    vectors = Vectors(path, WordEmbedder(log))
    try:
        return vectors.embed(TEXTS), vectors.made
    finally:
        vectors.close()


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    made, count = embed(tmp_path / "vectors.sqlite3")
    again, none = embed(tmp_path / "vectors.sqlite3")
    assert (count, none) == (len(TEXTS), 0)
    assert np.array_equal(made, again)


def flip(place: float) -> Callable[[Path], None]:
    def flipped(path: Path) -> None:
        content = bytearray(path.read_bytes())
        start = int(place * (len(content) - 64))
        content[start : start + 64] = bytes(byte ^ 0xFF for byte in content[start : start + 64])
        path.write_bytes(content)

    return flipped


def another_vector(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE vectors SET vector = (SELECT vector FROM vectors ORDER BY key DESC LIMIT 1)")
        db.commit()


def an_earlier_table(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")


@pytest.mark.parametrize(
    "damage",
    [
        *(flip(place) for place in np.linspace(0, 1, 12)),
        another_vector,
        an_earlier_table,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b"no database" * 1000),
    ],
)
def test_a_damaged_cache_gives_no_wrong_vector_and_works_on(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite3"
    right, _ = embed(path)
    damage(path)
    assert np.array_equal(embed(path)[0], right)
    again, made = embed(path)
    assert np.array_equal(again, right)
    assert made == 0


def test_a_disk_that_takes_no_more_costs_no_vector(tmp_path: Path) -> None:
    """As a quota does it."""
    path = tmp_path / "vectors.sqlite3"
    embed(path)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(Vectors(path, WordEmbedder())) as vectors:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, usual[1]))
        try:
            with pytest.raises(sqlite3.OperationalError):
                vectors.embed([words(f"more{n}x", 12) for n in range(600)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert embed(path)[1] == 0
