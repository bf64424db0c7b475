"""Sketches: what tells whether two articles go back to one text, kept with each article.

A sketch is the set of the hashes of an article's shingles (three words that follow each other), of a long one the
smallest of them: a sample by value, so that those of two articles may be held against each other (Broder, "On the
resemblance and containment of documents", 1997). It does not know what was reworded throughout.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.words import words_in

WORDS = 3
"""Words of a shingle."""
MOST = 512
"""Hashes that are kept of an article."""
COPY = 0.25
"""Share of the shorter one's shingles in the longer one from which both are of one origin. With three words in ten
changed, one by one, .34 of the shingles are left; different articles on one event share up to .2."""
FEWEST = 12
"""Shingles that both have at least; of fewer nothing is told."""

Sketch = NDArray[np.uint32]

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


def sketch(text: str) -> Sketch:
    """Return the sketch of a text: ascending hashes, at most `MOST`."""
    words = np.array([crc32(word.encode()) for word in words_in(text.casefold())], dtype=np.uint64)
    count = max(len(words) - WORDS + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for n in range(WORDS):
        mixed = (mixed ^ (words[n : n + count] + _MIX[2])) * _MIX[n % 2]
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))[:MOST]


def containment(one: Sketch, other: Sketch) -> float:
    """Return the share of the shorter text's shingles that the longer one has, 0 to 1; an estimate where one is long.

    0 where fewer than `FEWEST` are the same.
    """
    ends = [each[-1] for each in (one, other) if len(each) == MOST]
    if ends:
        one, other = (each[each <= min(ends)] for each in (one, other))
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / min(len(one), len(other)) if shared >= FEWEST else 0.0


def of_one_origin(one: Sketch, other: Sketch) -> bool:
    """Whether one of two articles is a copy of the other, or both are of the same text: cut, reordered, edited."""
    return containment(one, other) >= COPY
