"""Clauses: of several in a sentence that each give a number, the one that tells of what a question asks.

A reader takes the number of the neighbour as readily: "nineteen were cancelled at Harle and six at Crane Field". What
was found in a clause of something else is left out where another one is of what is asked, and the number of that one
is taken where nothing was found in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.names import names_in
from index.sentences import Bounds, sentence_at
from index.words import NUMBERS
from qa.read.network import RawSpan
from qa.text.numbers import numbers
from qa.text.wording import Wording

_BOUND = re.compile(r";\s+|,\s+(?:and|but|while|whereas|although)\s+|\s+(?:but|while|whereas|although)\s+")
_LEANS = re.compile(r"\W*(?:it|its|he|his|she|her|they|their|this|that|who|which)\b", re.I)
"""How a clause begins that tells of what the one before it does."""
_NEXT = re.compile(rf"(?<!\d)\s+and\s+(?=(?:\d|{'|'.join(NUMBERS)}\b))", re.I)


def own_clauses(question: str, text: str, sentences: Sequence[Bounds], found: Sequence[RawSpan]) -> list[RawSpan]:
    """Return the spans without those in clauses of something else.

    Args:
        question: standalone, that asks for no time.
        text: the view of a passage.
        sentences: of the text.
        found: the reader's spans in it, best first.
    """
    wording, kept = Wording(question), list[RawSpan]()
    for span in found:
        better = _better(wording, text, sentences, span) if numbers(text[span.start : span.end]) else None
        if better is None:
            kept.append(span)
        elif not any(better[0] <= one.start < better[1] for one in [*found, *kept]):
            first = numbers(text[slice(*better)])[0]
            kept.append(replace(span, start=better[0] + first.start, end=better[0] + first.end))
    return kept


def _better(wording: Wording, text: str, sentences: Sequence[Bounds], span: RawSpan) -> Bounds | None:
    """Return the clause of the sentence of a span that tells of what is asked, where its own does not."""
    clauses = _clauses(text, *sentence_at(list(sentences), span.start, span.start + 1))
    own = [one for one in clauses if one[0] <= span.start < one[1]]
    said = {one: text[slice(*one)] for one in clauses}
    if not own:
        return None
    leans = _LEANS.match(said[own[0]]) is not None  # on what stands before it
    others = [one for one in clauses if one != own[0] and not (leans and one < own[0])]
    better = [one for one in others if _is_of(wording, said[one], said[own[0]])]
    best = [one for one in better if not any(_is_of(wording, said[other], said[one]) for other in better)]
    return best[0] if len(best) == 1 else None


def _clauses(text: str, start: int, end: int) -> list[Bounds]:
    """Return the clauses of a sentence that hold a number, in order."""
    cuts = [found.span() for rule in (_BOUND, _NEXT) for found in rule.finditer(text, start, end)]
    places = [(one[1], other[0]) for one, other in pairwise([(start, start), *sorted(cuts), (end, end)])]
    return [place for place in places if numbers(text[slice(*place)])]


def _is_of(wording: Wording, clause: str, other: str) -> bool:
    """Whether a clause tells of what is asked and another one does not.

    It has a name of the question that the other one lacks, which has one of its own; or it has all of the question's
    words that the other one has, and more, or twice as many, and each has more before its number.
    """
    if wording.missing(clause) != wording.missing(other):
        return wording.missing(clause) < wording.missing(other) and bool(names_in(other))
    if any(numbers(one)[0].start == 0 for one in (clause, other)):  # what stands before the first is of both
        return False
    theirs = {found.group().lower() for found in wording.places(other)}
    ours = {found.group().lower() for found in wording.places(clause)}
    return len(ours) > len(theirs) and (theirs <= ours or len(ours) >= 2 * len(theirs))
