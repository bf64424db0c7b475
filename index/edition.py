"""An edition: the next store while it is made, a copy of the published one that nobody else sees."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import ArticleRecord
from index.chroma import REWRITE, Chroma, check, settle
from index.chroma_files import blank, copy, scrub
from index.disk import sync_tree
from index.errors import StoreDamagedError
from index.lexical import FILE, Lexical
from index.locks import LOCK
from index.maker import Maker
from index.passage import Passage

WORN = 1000
"""Passages removed, beyond as many as there are, after which Chroma is made anew."""


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
        (folder / LOCK).touch()
        with ExitStack() as opened:
            if old is None:
                self._chroma = Chroma(folder, maker, remedy=REWRITE)
                opened.callback(self._chroma.close)
                self._lexical = Lexical.create(folder, maker)
            else:
                self._copy(old, maker, opened)
            opened.callback(self._lexical.close)
            self._opened = opened.pop_all()

    @property
    def lexical(self) -> Lexical:
        """Return the table of articles, to look things up in."""
        return self._lexical

    def add(self, record: ArticleRecord, passages: Sequence[Passage]) -> None:
        """Add an article that is not there; its passages are given to `embedded` too, in any parts."""
        self._lexical.add(record)
        self._lexical.add_passages(record.title, passages)

    def embedded(
        self, passages: Sequence[Passage], records: Sequence[ArticleRecord], vectors: NDArray[np.float32]
    ) -> None:
        """Add passages with the records of their articles and their vectors."""
        self._chroma.put(passages, vectors, records)

    def remove(self, article_id: str) -> None:
        """Take an article out."""
        for passage_id, key in self._lexical.remove(article_id):
            self._gone.append(passage_id)
            self._gone_keys.add(key)

    def move(self, records: Sequence[ArticleRecord]) -> None:
        """Replace the first lines of articles."""
        for record in records:
            self._lexical.move(record)
        self._chroma.move([self._lexical.first_passage(record.id) for record in records], records)

    def finish(self) -> list[str]:
        """Close it, see that it is whole, and bring it to the disk; return the keys of vectors that it lost.

        Raises:
            StoreDamagedError: it is not whole.
        """
        self._chroma.delete(self._gone)
        self._chroma.sync_every(1)
        lost = self._lexical.unused(self._gone_keys)
        _, passages = self._lexical.count()
        self._lexical.save(scrub=bool(self._gone))
        self.close()
        settle(self.folder)
        blank(self.folder)
        if self._gone:
            scrub(self.folder)
        check(self.folder, passages)
        sync_tree(self.folder)
        return lost

    def close(self) -> None:
        """Let go of its files."""
        self._opened.close()

    def _copy(self, old: Path, maker: Maker, opened: ExitStack) -> None:
        """Begin with what the published store holds."""
        if (old / FILE).exists():
            shutil.copyfile(old / FILE, self.folder / FILE)
        try:
            lexical = Lexical(self.folder, writable=True)
        except StoreDamagedError:
            lexical = None
        if lexical and lexical.removed() > WORN + lexical.count()[1]:
            self._chroma = Chroma(self.folder, maker, remedy=REWRITE)
            opened.callback(self._chroma.close)
            # Its HNSW index keeps a place for all that was ever removed.
            with closing(Chroma(old)) as worn:
                self._chroma.take_all(worn)
            lexical.forget_removed()
        else:
            copy(old, self.folder)
            self._chroma = Chroma(self.folder, remedy=REWRITE)
            opened.callback(self._chroma.close)
        self._lexical = lexical or self._rebuilt()

    def _rebuilt(self) -> Lexical:
        """Make the lexical file anew from Chroma, which does not keep the passages of an article together."""
        lexical = Lexical.create(self.folder, self._chroma.maker)
        for _, record in self._chroma.records():
            if record:
                lexical.add(record)
        for passage, _ in self._chroma.records():
            if record := lexical.article(passage.article_id):
                lexical.add_passages(record.title, [passage])
        return lexical
