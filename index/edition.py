"""An edition: the next store while it is made, a copy of the published one that nobody else sees."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.article import ArticleRecord
from index.chroma import REWRITE, Chroma, check, settle
from index.chroma_files import blank, copy, freeze, scrub
from index.disk import sync_tree
from index.lexical import FILE, Lexical
from index.maker import Maker
from index.manifest import Manifest
from index.passage import Passage

WORN = 1000
"""Passages removed, beyond as many as there are, after which Chroma is made anew."""

ALIKE = 8
"""Passages that may have one vector, which is a quarter of the links of each in Chroma's index."""
MOVED = 0.005
"""How far a vector is moved: any two that were the same are .000025 apart then, in cosine distance."""

SAMPLE = 16
"""Passages that must be found by their own vectors before a store is published."""


class Edition:
    """A store folder to write.

    Args:
        folder: where; it must not exist.
        maker: what makes it.
        old: the folder of the published store, to begin with a copy of it, or None to begin with nothing.
    """

    def __init__(self, folder: Path, maker: Maker, old: Path | None) -> None:
        self.folder = folder
        self._gone: list[str] = []
        self._gone_keys: set[str] = set()
        folder.mkdir(parents=True)
        with ExitStack() as opened:
            if old is None:
                self._chroma = Chroma(folder, maker, remedy=REWRITE)
                opened.callback(self._chroma.close)
                self._lexical = Lexical.create(folder, maker)
                opened.callback(self._lexical.close)
            else:
                self._copy(old, maker, opened)
            self._opened = opened.pop_all()

    @property
    def lexical(self) -> Lexical:
        """Return the table of articles, to look things up in."""
        return self._lexical

    def add(self, record: ArticleRecord, passages: Sequence[Passage]) -> None:
        """Add an article that is not there; its passages are given to `embedded` too, in any parts."""
        self._lexical.add(record)
        self._lexical.add_passages(record.title, passages)
        self._lexical.add_told(record.id, record.title, passages)

    def embedded(
        self, passages: Sequence[Passage], records: Sequence[ArticleRecord], vectors: NDArray[np.float32]
    ) -> None:
        """Add passages with the records of their articles and their vectors."""
        self._chroma.put(passages, self._apart(passages, vectors), records)

    def remove(self, article_id: str) -> None:
        """Take an article out."""
        for passage_id, key in self._lexical.remove(article_id):
            self._gone.append(passage_id)
            self._gone_keys.add(key)

    def move(self, records: Sequence[ArticleRecord]) -> None:
        """Replace what may change in the records of articles."""
        for record in records:
            self._lexical.move(record)
        self._chroma.move([self._lexical.first_passage(record.id) for record in records], records)

    def finish(self) -> list[str]:
        """Close it, see that it is whole, write its manifest, bring it to the disk; return keys of vectors it lost.

        Raises:
            StoreDamagedError: it is not whole.
        """
        self._chroma.delete(self._gone)
        self._chroma.sync_every(1)
        lost = self._lexical.unused(self._gone_keys)
        articles, passages = self._lexical.count()
        sample = self._lexical.sample(SAMPLE)
        self._lexical.save(scrub=bool(self._gone))
        self.close()
        settle(self.folder)
        blank(self.folder)
        if self._gone:
            scrub(self.folder)
        freeze(self.folder)
        check(self.folder, passages, sample)
        Manifest.write(self.folder, articles, passages)
        sync_tree(self.folder)
        return lost

    def close(self) -> None:
        """Let go of its files."""
        self._opened.close()

    def _apart(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the vectors, those moved a little that many passages have already.

        An HNSW index links a vector to the nearest ones first: many of the very same have links to each other alone,
        and a search that comes among them finds nothing else.
        """
        moved = vectors.copy()
        for row, passage in enumerate(passages):
            if self._lexical.is_repeated(passage.id, ALIKE):
                noise = np.random.default_rng(crc32(passage.id.encode())).standard_normal(vectors.shape[1])
                moved[row] += MOVED * noise / np.linalg.norm(noise)
                moved[row] /= np.linalg.norm(moved[row])
        return moved

    def _copy(self, old: Path, maker: Maker, opened: ExitStack) -> None:
        """Begin with what the published store holds."""
        shutil.copyfile(old / FILE, self.folder / FILE)
        self._lexical = Lexical(self.folder, writable=True)
        opened.callback(self._lexical.close)
        if self._lexical.removed() > WORN + self._lexical.count()[1]:
            self._chroma = Chroma(self.folder, maker, remedy=REWRITE)
            opened.callback(self._chroma.close)
            # Its HNSW index keeps a place for all that was ever removed.
            with closing(Chroma(old)) as worn:
                self._chroma.take_all(worn)
            self._lexical.forget_removed()
        else:
            copy(old, self.folder)
            self._chroma = Chroma(self.folder, remedy=REWRITE)
            opened.callback(self._chroma.close)
