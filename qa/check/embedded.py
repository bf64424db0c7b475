"""An embedder that remembers, and the sentences and clauses of a text."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder
from index.sentences import sentence_spans

CACHED = 20_000
"""Vectors that are kept at most, by text: 30 MB."""

Vectors = NDArray[np.float32]

_CLAUSE = re.compile(
    r"[,;:—–()]\s+|\s+(?=(?:and|but|while|which|that|who|because|although|after|before|when|as)\s)", re.I
)


class Embedded:
    """Vectors by text, each made once. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return [len(texts), dimension] unit vectors. A text longer than the embedder takes is cut."""
        if not texts:
            return np.zeros((0, self._embedder.dimension), dtype=np.float32)
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._embedder.embed([self._cut(text) for text in new]), strict=True)
            with self._lock:
                if len(self._kept) > CACHED:
                    self._kept.clear()
                self._kept |= found
        return np.stack([found[text] for text in texts])

    def _cut(self, text: str) -> str:
        most = self._embedder.max_tokens - 2
        ends = self._embedder.token_ends(text) if len(text) > most else []
        return text[: ends[most - 1]] if len(ends) > most else text


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(text[start:end] for start, end in sentence_spans(text))


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence, split at commas and joining words; none is shorter than three words."""
    parts, start = [], 0
    for found in _CLAUSE.finditer(sentence):
        before, after = sentence[start : found.start()], sentence[found.end() :]
        if len(before.split()) >= 3 and len(after.split()) >= 3:
            parts.append(before.strip())
            start = found.end()
    return [*parts, sentence[start:].strip()]
