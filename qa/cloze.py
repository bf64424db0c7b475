"""A claim's values, asked of its quotes: each is taken out, and the reader says what stands in its place.

"Rebels took Aleppo on Saturday" becomes "who took Aleppo on Saturday?" and "Rebels took Aleppo when?". Where the reader
finds another value, it may be that of another event.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa import alignment
from qa.facts import Fact, facts
from qa.reader.extract import RawSpan

ASKED = 4
"""Questions a claim, at most."""
LONGEST_SUBJECT = 8
"""Words before the first verb that are taken for who or what does it."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|will|would|can|could|may|might|must|should|said|says|told|made|"
    r"(?:re|over|under)?took|gave|won|lost|began|went|came|left|led|held|met|fell|rose|grew|sent|put|set|cut|hit|shot|fled|struck|fought|"
    r"brought|bought|sold|built|became|found|kept|broke|drove|ran|saw|sang|wrote|spoke|paid|spent|[a-z]{3,}ed)\b"
)
_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|around)\s+(?:the\s+)?$", re.I)
_BEFORE = re.compile(r"\b(?:on|in|at|since|by|near|outside|inside|around|the)\s+$", re.I)


@dataclass(frozen=True)
class Gap:
    """A value of a claim, and the question that asks for it."""

    value: str
    question: str


def gaps(claim: str) -> list[Gap]:
    """Return what is asked of a claim: who or what does it, then its values, at most four."""
    return list(_gaps(claim))[:ASKED]


def _gaps(claim: str) -> Iterator[Gap]:
    bare = claim.rstrip(" .!")
    verb = _VERB.search(bare)
    if verb and 0 < len(bare[: verb.start()].split()) <= LONGEST_SUBJECT:
        subject = bare[: verb.start()].strip(" ,")
        yield Gap(subject, f"who {bare[verb.start() :]}?")
    for fact in facts(bare):
        if not (verb and fact.end <= verb.start()):
            before, asked = _BEFORE.sub("", bare[: fact.start]), _asking(fact, bare)
            yield Gap(fact.text, f"{before.strip()} {asked}{bare[fact.end :]}?")


def _asking(fact: Fact, claim: str) -> str:
    if fact.kind == "date":
        return "when"
    if fact.kind == "money":
        return "how much"
    if fact.kind == "number":
        return "how many"
    return "where" if _PLACE.search(claim[: fact.start]) else "who or what"


def agreement(value: str, quote: str, found: Sequence[RawSpan]) -> float:
    """Return how sure the reader is of a value against any other: -1 (of another) to 1 (of this one).

    Args:
        value: that the claim gives.
        quote: that the reader read.
        found: its spans in the quote for the question that asks for the value.
    """
    own = max((span.margin for span in found if _gives(quote, span, value)), default=None)
    other = max((span.margin for span in found if not _gives(quote, span, value)), default=None)
    if own is None:
        return -1.0 if other is not None and other > 0 else -0.5
    return math.tanh((own - other) / 4) if other is not None else 1.0


def _gives(quote: str, span: RawSpan, value: str) -> bool:
    wanted = alignment.content(value)
    return alignment.coverage(wanted, alignment.stems([quote[span.start : span.end]])) >= 0.5
