"""Origins: which of the articles that say a thing go back to one text, and what is told of them once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.words import words_in
from qa.answer import Citation, Copy

if TYPE_CHECKING:  # numpy takes long to import
    from index.sketch import Sketch

ALIKE = 0.6
"""Share of the words of two quotes of one origin that both have, from which they are one quote."""


def origins(sketches: Mapping[str, Sketch]) -> dict[str, int]:
    """Return the number of the origin of each article, from 1, in the order of the articles.

    Articles are of one origin where one is a copy of the other, or both are of one origin with a third.
    """
    from index.sketch import of_one_origin

    found: list[list[str]] = []
    for article, own in sketches.items():
        near = [group for group in found if any(of_one_origin(own, sketches[other]) for other in group)]
        found = [group for group in found if group not in near]
        found.append([other for group in near for other in group] + [article])
    order = {article: n for n, article in enumerate(sketches)}
    found.sort(key=lambda group: min(order[article] for article in group))
    return {article: n for n, group in enumerate(found, 1) for article in group}


def told_once(citations: Sequence[Citation]) -> list[Citation]:
    """Return the quotes, numbered as they were, those that repeat one of their origin put among its copies."""
    kept: list[Citation] = []
    for one in citations:
        n = next((n for n, other in enumerate(kept) if _repeats(one, other)), None)
        if n is None:
            kept.append(one)
        elif one.article_id != kept[n].article_id:
            copy = Copy(one.article_id, one.document_title, one.source, one.url, one.published, one.outlet)
            kept[n] = replace(kept[n], copies=(*kept[n].copies, copy, *one.copies))
    return kept


def articles_of(citations: Sequence[Citation]) -> int:
    """Return in how many articles the quotes stand, copies among them."""
    copies = {copy.article_id for one in citations for copy in one.copies}
    return len({one.article_id for one in citations} | copies)


def _repeats(one: Citation, other: Citation) -> bool:
    if one.origin is None or one.origin != other.origin or one.article_id == other.article_id:
        return False
    mine, theirs = (set(words_in(each.cited_text.casefold())) for each in (one, other))
    return len(mine & theirs) >= ALIKE * min(len(mine), len(theirs))
