"""Contradictions: where a sentence says something else than its quotes, though the words are theirs.

Rules on words and their order; nothing is parsed. What they do not see, they let pass.

- negation: one says it, the other denies it
- change: the number to which something rises is told as that by which it does, or the reverse
- harm: a death, an injury or an arrest that no quote tells of, which is too grave to be left to the support score
- event: a value stands in the text, but with another event than the one the sentence tells of

What the quotes lay into somebody's mouth and the sentence states is no contradiction: who said it is told beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.words import HARMS, SAYS
from qa.check.embedded import clauses
from qa.text import alignment
from qa.text.attribution import attribution
from qa.text.denial import denials, denied_words
from qa.text.facts import Background, Fact, facts, locate
from qa.text.names import Name
from qa.text.nations import NATIONS
from qa.text.wording import stands_in, stem

NEGATION = "the quotes say the contrary"
EVENT = "“{}” stands there with something else"

HARM = "no quote tells of any {}"

_SAME = 0.4
"""Share of the claim's words that its nearest sentence tells at least where the two can be held against each other."""
_SAID = 0.6
"""Share of the words that a quote shares with a claim that must lie in what somebody said."""
_AHEAD = {"value": (0.15, 1.0), "name": (0.3, 0.2)}
"""Share of a clause's words by which another sentence must tell more of it than those that hold its value, and that
these tell at most; names stand with many events, dates and numbers with few."""

_ACTS = (
    r"(?:announc|declar|proclaim|propos|threaten|accus|blam|condemn|describ|promis|vow|highlight|emphasi|stress|fear|"
    r"reiterat|reaffirm|express|explain|confirm|den(?:y|ied)|reject|dismiss|pledg|complain|maintain|assert|think)\w*"
)
"""Verbs that are acts of speech too."""
_HARMS = {
    harm: (re.compile(rf"\b(?:{told})\b", re.I), re.compile(rf"\b(?:{by})\b", re.I))
    for harm, (told, by) in HARMS.items()
}
_OF_OTHERS = re.compile(r"\b(?:he|him|his|she|hers?|they|them|their|it|its|th[eo]se|this)\b", re.I)
"""What shows that a sentence tells of what the sentence before it names."""
_STEP = re.compile(
    r"\b(by|to)\s+(?:(?:at least|at most|about|around|some|nearly|almost|over|more than|an?)\s+)*$", re.I
)
"""What stands before a number by which, or to which, something rises or falls."""
_HEARD = re.compile(
    rf"\b(?:{SAYS}|{_ACTS}|(?:reported|alleged|apparent)ly|citing|quot\w+|saying|according to|urg\w+|hop(?:es?|ed)|"
    r"call(?:s|ed|ing)? (?:for|on)|(?:in|by) (?:its|his|her|their|the) (?:own )?(?:words?|view|opinion|account)|"
    r"(?:account|statement|estimate|warning|announcement|threat|proposal|opinion)s?)\b|[“\"]",
    re.I,
)
"""What shows that a sentence tells what somebody says."""


def conflict(claim: str, quotes: Sequence[str], around: Sequence[str], background: Background) -> str | None:
    """Return what of the claim the quotes contradict, or None.

    Args:
        claim: one sentence.
        quotes: the sentences of its quotes.
        around: the sentences of all passages that were read, the quotes among them.
        background: of the passages.
    """
    best, joined = max(quotes, key=lambda quote: _told(claim, quote), default=""), "\n".join(quotes)
    if _told(claim, best) >= _SAME and (_denies(claim, quotes, best) or _is_denied(claim, best)):
        return NEGATION
    if harm := next((one for one, (told, by) in _HARMS.items() if told.search(claim) and not by.search(joined)), None):
        return HARM.format(harm)
    displaced = _changed(claim, quotes, background) or _elsewhere(claim, around, background)
    return EVENT.format(displaced.text) if displaced else None


def speaker_left_out(claim: str, quotes: Sequence[str]) -> str | None:
    """Return who said, by its quotes, what a claim states as a fact; None where it tells, or where nobody is named.

    Args:
        claim: one sentence.
        quotes: the sentences of its quotes.
    """
    best = max(quotes, key=lambda quote: _told(claim, quote), default="")
    if _told(claim, best) < _SAME or _HEARD.search(claim):
        return None
    there = alignment.stems([claim])
    shared = [word for word in alignment.content(best) if stands_in(word.stem, there)]
    told = [attribution(best, (word.start, word.end)) for word in shared]
    speakers = Counter(one.speaker for one in told if one)
    speaker, count = next(iter(speakers.most_common(1)), ("", 0))
    named = alignment.present(alignment.content(speaker), there) if speaker else [True]
    return speaker if count >= _SAID * len(shared) and not all(named) else None


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


def _changed(claim: str, quotes: Sequence[str], background: Background) -> Fact | None:
    """Return a number by which something changes in the claim, and to which it does in the quotes, or the reverse."""
    for fact in facts(claim):
        said = _STEP.search(claim, 0, fact.start) if fact.kind in ("number", "money") else None
        there = [_STEP.search(quotes[n], 0, start) for n, start, _ in locate(fact, quotes, background)] if said else []
        if said and there and all(one and one[1].lower() != said[1].lower() for one in there):
            return fact
    return None


def _elsewhere(claim: str, around: Sequence[str], background: Background) -> Fact | None:
    """Return a value of the claim that stands only with another event than the one that its clause tells of."""
    # "They had been evacuated on May 11" tells of what the sentence before it tells of.
    pairs = [around[max(n - (_OF_OTHERS.search(one) is not None), 0) : n + 1] for n, one in enumerate(around)]
    for clause in clauses(claim):
        values, said = facts(clause), alignment.content(clause)
        words = [word for word in said if not any(one.start <= word.start < one.end for one in values)]
        if len(words) < 2:
            continue
        told = [alignment.coverage(words, alignment.stems(seen)) for seen in pairs]
        best = max(range(len(around)), key=lambda n: told[n], default=0)
        for fact in values if around else ():
            near = max((told[n] for n, _, _ in locate(fact, around, background)), default=1.0)
            others = [one for one in facts(around[best]) if one.kind == fact.kind]
            # "The Iranian president" is nobody else than Pezeshkian.
            others = [one for one in others if _is_nation(fact) or not _is_nation(one)]
            rivals = any(not locate(one, [claim], background) for one in others)
            ahead, most = _AHEAD["name" if fact.kind == "name" else "value"]
            if rivals and near <= most and told[best] - near >= ahead and not _gives(around[best], fact, background):
                return fact
    return None


def _is_nation(fact: Fact) -> bool:
    return isinstance(fact.value, Name) and all(word.form in NATIONS for word in fact.value.words)


def _gives(sentence: str, fact: Fact, background: Background) -> bool:
    """Whether a sentence gives a value in another form, or has a word of the name: it may have the surname alone."""
    there = {word.stem for word in alignment.words(sentence) if word.text[0].isupper()}
    shared = fact.kind == "name" and any(word.stem in there for word in alignment.content(fact.text))
    return shared or bool(locate(fact, [sentence], background))
