"""Roles: whether a sentence exchanges who does something and to whom.

"Rebels attacked the army" says something else than "the army attacked rebels", with the same words. What stands before
and behind a verb that both share is compared, a passive with "by" turned round; nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.check import alignment
from qa.check.alignment import Word


@dataclass(frozen=True)
class _Pivot:
    """A verb of a text: who stands before it and behind it, in the order of doer and target."""

    stem: str
    before: frozenset[str]
    behind: frozenset[str]


_BE = frozenset("is are was were be been being get got gets".split())
_VERB = re.compile(
    r"\w{2,}ed|\w{2,}(?<!ion)(?<!ment)(?<!er)(?<!or)(?<!ist)(?<!ing)(?<!es)(?<!s)s|\w{3,}[^aeious]es|\w{4,}ing|"
    r"\w{2,}(?:ew|ought|aught|ook|ave|old|ent|elt|ept|ade|aid|ead|truck|hot)|beat|hit|won|lost|met|ran|cut|put|let|set",
    re.I,
)
"""Words that may be verbs, by their endings."""
_BREAK = re.compile(r"[;:]|,\s+(?:and|but|while|which|who|as|after|before|when|where|because|although)\b", re.I)
_SAID = frozenset("said says told tells added reported reports stated states".split())
"""Verbs that stand before or behind who says it."""
_ASIDE = re.compile(r",\s+(?:who|whom|whose|which|where|an?|the|led|backed|based|known)\b[^,;.]{3,90},|\([^)]*\)", re.I)
"""What stands between a subject and its verb."""
_PREPOSITIONS = frozenset(
    "in on at over for after before during since until near under about because as while by into that".split()
)
_SPAN = 9
"""Words on each side of a verb among which its doer and its target are looked for."""


def exchanged(claim: str, quote: str) -> bool:
    """Whether what does and what is done to are exchanged around a verb that claim and quote share."""
    for mine in _pivots(claim):
        theirs = [pivot for pivot in _pivots(quote) if alignment.alike(pivot.stem, mine.stem)]
        if theirs and all(_crossed(mine, other) for other in theirs):
            return True
    return False


def _crossed(one: _Pivot, other: _Pivot) -> bool:
    return bool(one.before & other.behind) and bool(one.behind & other.before) and not one.before & other.before


@lru_cache(maxsize=4096)
def _pivots(text: str) -> tuple[_Pivot, ...]:
    return tuple(pivot for clause in clauses(_ASIDE.sub(" ", text)) for pivot in _pivots_of(alignment.words(clause)))


def _pivots_of(said: Sequence[Word]) -> Iterator[_Pivot]:
    for n, word in enumerate(said):
        lower = word.text.lower()
        if not word.content or word.text[0].isupper() or not _VERB.fullmatch(lower) or lower in _SAID:
            continue
        before = _arguments(said[max(n - _SPAN, 0) : n])
        behind = _arguments(_object(said[n + 1 : n + 1 + _SPAN]))
        by = next((m for m in range(n + 1, min(n + 1 + _SPAN, len(said))) if said[m].text.lower() == "by"), None)
        helped = any(one.text.lower() in _BE for one in said[max(n - 2, 0) : n])
        if lower.endswith(("ed", "n", "t")) and (helped or by == n + 1):  # "was launched", "an offensive launched by"
            agent = _arguments(_object(said[by + 1 : by + 1 + _SPAN])) if by is not None else frozenset()
            yield _Pivot(word.stem, agent, before)
        else:
            yield _Pivot(word.stem, before, behind)


def _object(said: Sequence[Word]) -> Sequence[Word]:
    """Return the words up to the first preposition behind one that says something."""
    for n, word in enumerate(said):
        if word.text.lower() in _PREPOSITIONS and any(one.content for one in said[:n]):
            return said[:n]
    return said


def _arguments(said: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in said if word.content and not word.text[0].isdigit())


def clauses(text: str) -> list[str]:
    """Return the clauses of a sentence, parted where a comma and a joining word stand."""
    parts, start = [], 0
    for found in _BREAK.finditer(text):
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]
