"""Spelling: the known word that a misspelt one is nearest to.

Distance is that of Damerau and Levenshtein (optimal string alignment): letters put in, left out, changed, or two
neighbours swapped. https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
"""

from __future__ import annotations

from collections.abc import Iterable

LONG = 8
"""Letters from which on two slips are allowed; one below."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `word`, first letter equal, within one slip or two; None if there is none."""
    most = 2 if len(word) >= LONG else 1
    best: tuple[int, str] | None = None
    for other in known:
        if other[:1] == word[:1] and abs(len(other) - len(word)) <= most:
            distance = slips(word, other, most if best is None else best[0] - 1)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, other)
                if distance <= 1:
                    break
    return best[1] if best else None


def slips(one: str, other: str, most: int) -> int | None:
    """Return how many slips lie between two words, or None where there are more than `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
