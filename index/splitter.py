"""The splitter: an article's text into passages that tile it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.article import Article
    from index.embedder import Embedder
    from index.passage import Passage

VERSION = "paragraphs-sentences/1"


@dataclass(frozen=True)
class Splitter:
    """Splits on paragraphs and sentences, with exact offsets.

    Attributes:
        embedder: whose tokens bound a passage, title included.
        words: about how many words a passage holds at most.
    """

    embedder: Embedder
    words: int = 150

    def split(self, article: Article) -> list[Passage]:
        """Return the passages of the article, in order; they tile its text and none exceeds the embedder's tokens."""
        raise NotImplementedError
