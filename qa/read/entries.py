"""Entries of a live blog: each says its thing at its time, and is read alone.

An entry begins on a line with a time of day ("17.30:", "8:15 pm -", "Thursday, 08.00:"), is told in sentences, and ends
where the next one begins. What a line of a timetable says is no entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.words import WEEKDAY
from qa.calendar.mentions import mentions
from qa.search import Hit

LEAST = 2
"""Entries that stand one after the other in a live blog at least."""
_LABEL = re.compile(
    rf"^[ \t*#>•-]*(?P<day>(?i:{WEEKDAY})\b[^\n\d]{{0,3}}|[A-Z][a-z]+ \d{{1,2}},? |\d{{1,2}} [A-Z][a-z]+,? )?"
    r"(?P<hour>2[0-3]|[01]?\d)[.:](?P<minute>[0-5]\d)\s*(?P<half>[ap]\.?m\b\.?)?[ \t]*(?:[A-Z]{3,4}\b)?[ \t]*"
    r"(?::|[-–—|]|\n)[ \t]*(?=\S)",
    re.M,
)
_TOLD = re.compile(r"[.!?][\"'”’)]*(?:\s|$)")


class Entry(NamedTuple):
    """The entry of a live blog that holds a place.

    Attributes:
        time: as TIMEX3 writes it; where nothing dates the article, the hour alone: T18:40.
        said: the words of its label.
        in_label: whether the place is in these.
    """

    time: str
    said: str
    in_label: bool


def entry_at(text: str, place: int, published: date | None) -> Entry | None:
    """Return the entry of an article that holds a place, or None.

    Args:
        text: of the article.
        place: in code points of it.
        published: when, or None.
    """
    labels = list(_labels(text))
    own = next((label for label in reversed(labels) if label.start() <= place), None)
    if own is None or len(labels) < LEAST:
        return None
    said = text[own.start() : own.end()].strip(" \t\n*#>•-–—|:")
    named = mentions(own["day"], published) if own["day"] else []
    half = (own["half"] or "").lower()
    hour = int(own["hour"]) % 12 + (12 if half[0] == "p" else 0) if half else int(own["hour"])
    time = f"{named[0].value if named else published or ''}T{hour:02}:{own['minute']}"
    return Entry(time, said, place < own.end())


def entry_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Return the entries of live blogs in these hits, without their labels, to be read beside them."""
    return [part for hit in hits for part in _parts(hit)]


def _parts(hit: Hit) -> list[Hit]:
    passage = hit.passage
    labels = _labels(passage.text)
    if len(labels) < LEAST:
        return []
    bounds = zip(labels, [*(label.start() for label in labels[1:]), len(passage.text)], strict=True)
    return [
        replace(
            hit,
            passage=replace(
                passage,
                start=passage.start + label.end(),
                end=passage.start + end,
                text=passage.text[label.end() : end],
            ),
        )
        for label, end in bounds
    ]


@lru_cache(maxsize=64)
def _labels(text: str) -> list[re.Match[str]]:
    """Return where entries begin; none where they are not told in sentences."""
    labels = list(_LABEL.finditer(text))
    bounds = pairwise([*(label.start() for label in labels), len(text)])
    return labels if all(_TOLD.search(text[start:end]) for start, end in bounds) else []
