"""Contradictions: where a sentence says something else than its quotes, though the words are theirs.

Three rules, on words and their order; nothing is parsed. What they do not see, they let pass.

- negation: one says it, the other denies it
- attribution: the quotes lay it into somebody's mouth, the sentence states it
- event: a value stands in the text, but with another event than the one the sentence tells of
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.check import alignment
from qa.check.denial import denials, denied_words
from qa.check.embedded import clauses
from qa.check.values import Background, Fact, facts, locate
from qa.words import stands_in, stem

NEGATION = "the quotes say the contrary"
ATTRIBUTION = "it drops who said so"
EVENT = "“{}” stands there with something else"

_SAME = 0.4
"""Share of the claim's words that its nearest sentence tells at least where the two can be held against each other."""
_SAID = 0.6
"""Share of the claim's words found in a quote that must lie in what somebody said."""
_AHEAD = {"value": (0.15, 1.0), "name": (0.3, 0.2)}
"""Share of a clause's words by which another sentence must tell more of it than those that hold its value, and that
these tell at most; names stand with many events, dates and numbers with few."""

_CLAIMS = (
    r"(?:say|said|says|t[eo]lls?|told|claim|state|report|warn|alleg|argu|insist|suggest|estimat|believ|admit|predict|"
    r"maintain|think|thought|fear|assert|add|note|complain|acknowledg|conced)(?:s|e?d|ted|es)?"
)
"""Verbs of which what follows is what somebody says, with or without "that"."""
_DOES = (
    r"(?:announc|declar|proclaim|propos|threaten|accus|blam|condemn|describ|promis|vow|highlight|emphasi|stress|"
    r"reiterat|reaffirm|express|explain|wrote|confirm|den(?:y|ied)|reject|dismiss|pledg)\w*"
)
"""Verbs that are an act of their own where no "that" follows: who declares an emergency makes it so."""
_HEARD = re.compile(
    rf"\b(?:{_CLAIMS}|{_DOES}|(?:reported|alleged|apparent)ly|citing|quot\w+|saying|according to|urg\w+|hop(?:es?|ed)|"
    r"call(?:s|ed|ing)? (?:for|on)|(?:in|by) (?:its|his|her|their|the) (?:own )?(?:words?|view|opinion|account)|"
    r"(?:account|statement|estimate|warning|announcement|threat|proposal|opinion)s?|put the \w+)\b|[“\"]",
    re.I,
)
"""What shows that a sentence tells what somebody says."""
_WHOLE = re.compile(
    r"\baccording to\b|"
    r",\s+(?:[\w’'.-]+\s+){0,6}?(?:said|says|reported|reports|added|told)\b(?!\s+(?:that|it|s?he|they)\b)",
    re.I,
)
"""What lays a whole sentence into somebody's mouth."""
_THEN = re.compile(rf"\b(?:{_CLAIMS}(?:\s+(?:\w+\s+){{0,3}}?that\b|\s+)|{_DOES}\s+(?:\w+\s+){{0,2}}?that\b)", re.I)


def conflict(claim: str, quotes: Sequence[str], around: Sequence[str], background: Background) -> str | None:
    """Return what of the claim the quotes contradict, or None.

    Args:
        claim: one sentence.
        quotes: the sentences of its quotes.
        around: the sentences of all passages that were read, the quotes among them.
        background: of the passages.
    """
    best = max(quotes, key=lambda quote: _told(claim, quote), default="")
    if _told(claim, best) >= _SAME:
        if _denies(claim, quotes, best) or _is_denied(claim, best):
            return NEGATION
        if _unattributed(claim, best):
            return ATTRIBUTION
    displaced = _elsewhere(claim, around, background)
    return EVENT.format(displaced.text) if displaced else None


def _told(claim: str, sentence: str) -> float:
    return alignment.coverage(alignment.content(claim), alignment.stems([sentence]))


def _denies(claim: str, quotes: Sequence[str], best: str) -> bool:
    """Whether the claim denies what its quotes say, or what its nearest one would say if it were so."""
    for head in denied_words(claim):
        places = [quote for quote in quotes if stands_in(head, alignment.stems([quote]))]
        other = denied_words(best) and best not in places  # the same may be denied in other words
        if not other and not any(_turned(quote, head) for quote in places or [best]):
            return True
    return False


def _is_denied(claim: str, best: str) -> bool:
    """Whether the nearest quote denies what the claim says."""
    heads = () if denied_words(claim) else denied_words(best)
    return any(stands_in(head, alignment.stems([claim])) for head in heads)


def _turned(quote: str, head: str) -> bool:
    """Whether a quote has the word under a negation, or as "unpaid"."""
    words = (word.text.lower() for word in alignment.words(quote))
    return any(word.startswith("un") and stem(word[2:]) == head for word in words) or any(
        stands_in(head, alignment.stems([quote[one.start : one.end]])) for one in denials(quote)
    )


def _unattributed(claim: str, quote: str) -> bool:
    """Whether the quote reports what somebody said, and the claim states it as a fact."""
    there, within = alignment.stems([quote]), alignment.stems([_attributed(quote)])
    held = [word.stem in within for word in alignment.content(claim) if word.stem in there]
    return not _HEARD.search(claim) and bool(held) and sum(held) / len(held) >= _SAID


def _attributed(quote: str) -> str:
    """Return the part of a quote that it lays into somebody's mouth; what it says of who speaks is no part of that."""
    found, then = _WHOLE.search(quote), _THEN.search(quote)
    if not found:
        return quote[then.end() :] if then else ""
    before, after = quote[: found.start()], quote[found.end() :]
    return before + after.partition(",")[2] if found.group()[0] in "Aa" else max(before, after, key=len)


def _elsewhere(claim: str, around: Sequence[str], background: Background) -> Fact | None:
    """Return a value of the claim that stands only with another event than the one that its clause tells of."""
    for clause in clauses(claim):
        values, said = facts(clause), alignment.content(clause)
        words = [word for word in said if not any(one.start <= word.start < one.end for one in values)]
        if len(words) < 2:
            continue
        told = [alignment.coverage(words, alignment.stems([sentence])) for sentence in around]
        best = max(range(len(around)), key=lambda n: told[n], default=0)
        for fact in values if around else ():
            near = max((told[n] for n, _, _ in locate(fact, around, background)), default=1.0)
            others = [one for one in facts(around[best]) if one.kind == fact.kind]
            rivals = any(not locate(one, [claim], background) for one in others)
            ahead, most = _AHEAD["name" if fact.kind == "name" else "value"]
            if rivals and near <= most and told[best] - near >= ahead and not _shares_a_name(fact, around[best]):
                return fact
    return None


def _shares_a_name(fact: Fact, sentence: str) -> bool:
    """Whether a sentence has a word of the name: it may have the surname alone."""
    there = {word.stem for word in alignment.words(sentence) if word.text[0].isupper()}
    return fact.kind == "name" and any(word.stem in there for word in alignment.content(fact.text))
