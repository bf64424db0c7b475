"""Conflicts: where a sentence says something else than its quotes, though the words are theirs.

Four rules, on words and their order; nothing is parsed. What they do not see, they let pass.

- negation: one says it, the other denies it
- roles: who did it and to whom are exchanged
- attribution: the quotes lay it into somebody's mouth, the sentence states it
- event: a value stands in the text, but with another event than the one the sentence tells of
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.check import alignment
from qa.check.alignment import Word
from qa.check.attribution import unattributed
from qa.check.negation import contrary
from qa.check.roles import clauses, exchanged
from qa.check.values import Background, Fact, facts, given
from qa.read.same import key

NEGATION = "the quotes say the contrary"
ROLES = "the quotes say it the other way round"
ATTRIBUTION = "it drops who said so"
EVENT = "“{}” stands there with something else"

_SAME = 0.4
"""Share of the claim's words that its nearest sentence tells at least where the two can be held against each other."""
_FAR_NAME, _FAR_VALUE = 0.2, 0.5
"""Share of the clause's words that sentences with the value tell at most where they tell of something else; names stand
in many sentences on one event, dates and numbers in few."""
_AHEAD = 0.3
"""Share of the clause's words by which another sentence must tell more of it than those that hold the value."""


def conflict(claim: str, quotes: Sequence[str], around: Sequence[str], background: Background) -> str | None:
    """Return what of the claim the quotes contradict, or None.

    Args:
        claim: one sentence.
        quotes: the sentences of its quotes.
        around: the sentences of all passages that were read, the quotes among them.
        background: of the passages.
    """
    best = max(quotes, key=lambda quote: _shared(claim, quote), default="")
    if _shared(claim, best) >= _SAME:
        if contrary(claim, quotes, best):
            return NEGATION
        if exchanged(claim, best):
            return ROLES
        if unattributed(claim, best):
            return ATTRIBUTION
    displaced = elsewhere(claim, around, background)
    return EVENT.format(displaced.text) if displaced else None


def elsewhere(claim: str, around: Sequence[str], background: Background) -> Fact | None:
    """Return a value of the claim that stands only with another event than the one that its clause tells of."""
    own = facts(claim)
    for clause, found in _valued(claim):
        words = [word for word in alignment.content(clause) if not _inside(word, clause, found)]
        if len(words) < 2:
            continue
        told = [alignment.coverage(words, alignment.stems([sentence])) for sentence in around]
        for fact in found:
            holds = {place[0] for place in given(fact, around, background)}
            if not holds:
                continue
            best, near = max(range(len(around)), key=lambda n: told[n]), max(told[n] for n in holds)
            apart = near <= (_FAR_NAME if fact.kind == "name" else _FAR_VALUE)
            if fact.kind == "name" and set(_names(fact.text)) & set(_names(around[best])):
                continue
            if best not in holds and told[best] - near >= _AHEAD and apart and _rivals(fact, around[best], own):
                return fact
    return None


def _valued(claim: str) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the clauses of a claim that hold values, each with them."""
    for clause in clauses(claim):
        found = facts(clause)
        if found:
            yield clause, found


def _inside(word: Word, clause: str, found: Sequence[Fact]) -> bool:
    return any(fact.start <= word.start < fact.end for fact in found if fact.text in clause)


def _names(text: str) -> list[str]:
    """Return the capitalised words of a text: a sentence may have the surname alone."""
    return [word.stem for word in alignment.words(text) if word.text[0].isupper() and word.content]


def _rivals(fact: Fact, sentence: str, own: Sequence[Fact]) -> bool:
    """Whether a sentence holds another value of the same kind, one that the claim lacks."""
    mine = {key(one.text) for one in own}
    return any(other.kind == fact.kind and key(other.text) not in mine for other in facts(sentence))


def _shared(claim: str, quote: str) -> float:
    return alignment.coverage(alignment.content(claim), alignment.stems([quote]))
