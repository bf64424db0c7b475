"""Items: the lines of a list and the cells of a table, of which each says its thing alone.

A reader takes the neighbour's value as readily as the item's own. The item that holds most of the question's words is
the one that is asked about; what was found in another one is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from index.sentences import Bounds, paragraph_spans
from qa.read.network import RawSpan
from qa.text.wording import Wording

LONGEST = 30
"""Words of an item at most."""
LEAST = 3
"""Items that stand one after the other in a list at least."""

_LABELLED = re.compile(r"[^.!?]{1,60}?(?::| [-–—])\s|\d{1,2}[:.]\d\d\s")
_INNER_END = re.compile(r"[.!?](?=\s+[A-Z])")


def own_spans(question: str, text: str, found: Sequence[RawSpan]) -> list[RawSpan]:
    """Return the spans without those in items that the question does not ask about.

    Args:
        question: standalone.
        text: the view of a passage.
        found: the reader's spans in it, best first.
    """
    items = items_of(text)
    if not items:
        return list(found)
    wording = Wording(question)
    shares = {item: wording.covered(text[slice(*item)]) for item in items}
    most = max(shares.values())
    if most == 0 or min(shares.values()) == most:
        return list(found)
    places = [(span, next((item for item in items if item[0] <= span.start < item[1]), None)) for span in found]
    return [span for span, item in places if item is None or shares[item] == most]


def items_of(text: str) -> list[Bounds]:
    """Return the places of the items in the view of a passage, in order."""
    lines = paragraph_spans(text)
    items: list[Bounds] = []
    for short, run in groupby(lines, key=lambda line: _is_item(text[slice(*line)])):
        group = list(run)
        if short and len(group) >= LEAST:
            for start, end in group:
                items += _cells(text, start, end)
    return items


def _is_item(line: str) -> bool:
    """Whether a line is short and begins with a label, as no paragraph of one sentence does."""
    return len(line.split()) <= LONGEST and _LABELLED.match(line) is not None and not _INNER_END.search(line)


def _cells(text: str, start: int, end: int) -> list[Bounds]:
    cuts = [found.end() for found in re.finditer(r"; ", text[start:end])]
    return [(start + a, start + b) for a, b in zip([0, *cuts], [*cuts, end - start], strict=True)]
