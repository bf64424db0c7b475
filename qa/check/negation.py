"""Negation: whether a sentence denies what its quotes say, or says what they deny.

Words are looked at, nothing is parsed: what a negation denies is taken to be the first telling word behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.check import alignment
from qa.words import stem

REACH = 5
"""Words over which a negation reaches."""

_NEGATORS = frozenset(
    "not no never neither nor none nobody nothing nowhere without cannot hardly barely scarcely deny denied denies "
    "denying refuse refused refuses refusing fail failed fails failing unable reject rejected rejects".split()
)
_NEGATIVE = re.compile(
    r"\b(?:little|few|rarely|seldom|los[te]s?|losing|stop\w*|halt\w*|ban(?:s|ned)?|prevent\w*|avoid\w*|lack\w*|absen\w+|"
    r"end(?:s|ed)?|cancel\w*|unable|im?possib\w+|abandon\w*|zero|withdr\w+|far from)\b",
    re.I,
)
"""What denies without a negation: where it stands in a quote, a sentence that negates may say the same."""
_SPARED = re.compile(
    r"\b(?:escap\w+|spar(?:ed|es?)|dismiss\w*|oppos\w*|saf(?:e|ely)|intact|last|latest|only|despite|even though)\b",
    re.I,
)
"""As above, where it stands in the sentence and the quote negates."""
_NOT_REALLY = re.compile(
    r"\b(?:not (?:only|just|merely|least)|no (?:fewer|less|more|later|longer|doubt|matter)|nothing but|"
    r"(?:little|few) (?:to|or) no|whether or not|not to mention|never(?:theless| before)|"
    r"(?:not|never|cannot|no)\b(?= (?:\w+ ){1,6}(?:until|unless|before)\b))",
    re.I,
)


def contrary(claim: str, quotes: Sequence[str], best: str) -> bool:
    """Whether the claim denies what the quotes say, or says what the nearest of them, `best`, denies."""
    return _denies(claim, quotes, best) or _is_denied(claim, best)


def _denies(claim: str, quotes: Sequence[str], best: str) -> bool:
    for head in denied(claim):
        places = [quote for quote in quotes if _holds(quote, head)]
        if denied(best) and best not in places:  # the same may be denied in other words
            continue
        if places and not any(_turned(quote, head) for quote in places):
            return True
        if not places and not _NEGATIVE.search(best) and not _turned(best, head):
            return True
    return False


def _is_denied(claim: str, quote: str) -> bool:
    if denied(claim) or _NEGATIVE.search(claim) or _SPARED.search(claim) or _NOT_REALLY.search(claim):
        return False
    return any(_holds(claim, head) for head in denied(quote))


@lru_cache(maxsize=4096)
def denied(text: str) -> tuple[str, ...]:
    """Return the stems of what a text denies: the first words that say something behind each negation."""
    said = alignment.words(_NOT_REALLY.sub(lambda found: "x" * len(found.group()), text))
    heads = []
    for n, word in enumerate(said):
        if _negates(word.text):
            after = [one for one in said[n + 1 : n + 1 + REACH] if one.content and one.text.lower() not in _NEGATORS]
            heads += [one.stem for one in after[:1]]
    return tuple(heads)


def _negates(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    return lower in _NEGATORS or lower.endswith("n't")


def _turned(quote: str, head: str) -> bool:
    """Whether a negation stands shortly before a word of the quote."""
    said = alignment.words(quote)
    return any(_without(word.text.lower()) == head for word in said) or any(
        alignment.alike(word.stem, head) and any(_negates(one.text) for one in said[max(n - REACH, 0) : n])
        for n, word in enumerate(said)
    )


def _without(word: str) -> str | None:
    """Return the stem of "paid" for "unpaid"; None for a word without such a prefix."""
    return stem(word[2:]) if word.startswith("un") and len(word) > 4 else None


def _holds(text: str, head: str) -> bool:
    return any(alignment.alike(word.stem, head) for word in alignment.words(text))
