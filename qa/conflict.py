"""Conflicts: where a sentence says something else than its quotes, though the words are theirs.

Four rules, on words and their order; nothing is parsed. What they do not see, they let pass.

- negation: one says it, the other denies it
- roles: who did it and to whom are exchanged
- attribution: the quotes lay it into somebody's mouth, the sentence states it
- event: a value stands in the text, but with another event than the one the sentence tells of
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa import alignment
from qa.alignment import Word
from qa.facts import Background, Fact, facts, given
from qa.values import key

NEGATION = "the quotes say the contrary"
ROLES = "the quotes say it the other way round"
ATTRIBUTION = "it drops who said so"
EVENT = "“{}” stands there with something else"

_NEGATORS = frozenset(
    "not no never neither nor none nobody nothing nowhere without cannot hardly barely scarcely deny denied denies "
    "denying refuse refused refuses refusing fail failed fails failing unable reject rejected rejects".split()
)
_NEGATIVE = re.compile(
    r"\b(?:little|few|rarely|seldom|only|los[te]s?|losing|stop\w*|halt\w*|ban(?:s|ned)?|oppos\w+|against|prevent\w*|"
    r"avoid\w*|lack\w*|despite|contrary|away|absen\w+|end(?:s|ed)?|cancel\w*|reject\w*|block\w*|un\w{4,}|im?possib\w+|"
    r"instead|rather|dismiss\w*|abandon\w*|empty|zero|missing|withdr\w+|far from)\b",
    re.I,
)
_NOT_REALLY = re.compile(
    r"\b(?:not (?:only|just|merely|least)|no (?:fewer|less|more|later|longer|doubt|matter)|nothing but|"
    r"(?:little|few) (?:to|or) no|whether or not|not to mention|never(?:theless| before))\b",
    re.I,
)
_LAST = re.compile(r"\b(?:last|latest)\b", re.I)
_REACH = 5
"""Words over which a negation reaches."""


def conflict(
    claim: str, quotes: Sequence[str], around: Sequence[str], background: Background, stated: bool = True
) -> str | None:
    """Return what of the claim the quotes contradict, or None.

    Args:
        claim: one sentence.
        quotes: the sentences of its quotes.
        around: the sentences of all passages that were read, the quotes among them.
        background: of the passages.
        stated: whether a claim that drops who said so counts.
    """
    best = max(quotes, key=lambda quote: _shared(claim, quote), default="")
    if denies(claim, quotes) or denied(claim, best):
        return NEGATION
    if exchanged(claim, best):
        return ROLES
    if stated and unattributed(claim, best):
        return ATTRIBUTION
    displaced = elsewhere(claim, around, background)
    return EVENT.format(displaced.text) if displaced else None


# Negation


def denies(claim: str, quotes: Sequence[str]) -> bool:
    """Whether the claim denies what no quote denies."""
    text = " ".join(quotes)
    for head in _denied(claim):
        places = [quote for quote in quotes if _place(quote, head) is not None]
        if places and not any(head in set(_denied(quote)) or _turned(quote, head) for quote in places):
            return True
        if not places and not any(True for quote in quotes for _ in _denied(quote)) and not _NEGATIVE.search(text):
            return True
    return False


def denied(claim: str, quote: str) -> bool:
    """Whether the quote denies what the claim says."""
    if _denied(claim) or _NEGATIVE.search(claim) or ("since" in quote and _LAST.search(claim)):
        return False
    return any(_place(claim, head) is not None for head in _denied(quote))


@lru_cache(maxsize=4096)
def _denied(text: str) -> tuple[str, ...]:
    """Return the stems of what a text denies: the first words that say something behind each negation."""
    bare = _NOT_REALLY.sub(lambda found: "x" * len(found.group()), text)
    said = alignment.words(bare)
    heads = []
    for n, word in enumerate(said):
        lower = word.text.lower().replace("’", "'")
        if lower in _NEGATORS or lower.endswith("n't"):
            after = [one for one in said[n + 1 : n + 1 + _REACH] if one.content and one.text.lower() not in _NEGATORS]
            heads += [one.stem for one in after[:1]]
    return tuple(heads)


def _turned(quote: str, head: str) -> bool:
    """Whether a negation stands shortly before a word of the quote."""
    said = alignment.words(quote)
    for n, word in enumerate(said):
        if alignment.alike(word.stem, head):
            before = {one.text.lower().replace("’", "'") for one in said[max(n - _REACH, 0) : n]}
            if before & _NEGATORS or any(one.endswith("n't") for one in before):
                return True
    return False


def _place(text: str, stem: str) -> int | None:
    return next((n for n, word in enumerate(alignment.words(text)) if alignment.alike(word.stem, stem)), None)


# Roles


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
    straight = len(one.before & other.before) + len(one.behind & other.behind)
    there, back = len(one.before & other.behind), len(one.behind & other.before)
    return there > 0 and back > 0 and there + back > straight


@lru_cache(maxsize=4096)
def _pivots(text: str) -> tuple[_Pivot, ...]:
    return tuple(pivot for clause in _clauses(_ASIDE.sub(" ", text)) for pivot in _pivots_of(alignment.words(clause)))


def _pivots_of(said: Sequence[Word]) -> Iterator[_Pivot]:
    for n, word in enumerate(said):
        lower = word.text.lower()
        if not word.content or word.text[0].isupper() or not _VERB.fullmatch(lower) or _SAYING.fullmatch(lower):
            continue
        before = _arguments(said[max(n - _SPAN, 0) : n])
        behind = _arguments(_object(said[n + 1 : n + 1 + _SPAN]))
        passive = any(one.text.lower() in _BE for one in said[max(n - 2, 0) : n]) and lower.endswith(("ed", "n", "t"))
        if passive:
            by = next((m for m in range(n + 1, min(n + 1 + _SPAN, len(said))) if said[m].text.lower() == "by"), None)
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


def _clauses(text: str) -> list[str]:
    parts, start = [], 0
    for found in _BREAK.finditer(text):
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]


# Attribution

_SAYS = (
    r"(?:said|says|say|told|tells|claimed|claims|stated|states|reported|reports|announced|announces|warned|warns|alleged|"
    r"alleges|argued|argues|insisted|insists|declared|suggested|estimated|estimates|believes|believed|admitted|explained|"
    r"wrote|added|noted|confirmed|acknowledged|predicted|predicts|maintains|maintained|charged|asserted|asserts|"
    r"described|complained|promised|vowed|threatened|threatens|proposed|highlighted|emphasi[sz]ed|stressed|reiterated|"
    r"reaffirmed|expressed|condemned|accused|accuses|blames|blamed)"
)
_SAYING = re.compile(_SAYS)
_HEARD = re.compile(
    rf"\b{_SAYS}\b|\baccording to\b|\breportedly\b|\ballegedly\b|"
    r"\bin (?:his|her|its|their|the) (?:words?|view|opinion)\b|"
    r"\b(?:report|claim|account|statement|estimate|warning|announcement|threat|proposal)s?\b|\bsay(?:s|ing)\b|\bquot\w+|"
    r"\bciting\b|\bcall(?:s|ed|ing)? for\b|\burg\w+|\bhopes?\b|\bby (?:its|his|her|their) own account\b",
    re.I,
)
_WHOLE = re.compile(
    r"\baccording to\b|\breportedly\b|\ballegedly\b|"
    r",\s+(?:\w+[\s’'.-]+){0,6}?(?:said|says|reported|reports|added|told)\b",
    re.I,
)
_THEN = re.compile(rf"\b{_SAYS}\b(?:\s+(?:\w+\s+){{0,3}}?that\b|\s+)", re.I)
_IN_SCOPE = 0.6
"""Share of the claim's words found in a quote that must lie in what somebody said."""


def unattributed(claim: str, quote: str) -> bool:
    """Whether the quote reports what somebody said, and the claim states it as a fact."""
    if _HEARD.search(claim) or "“" in claim or '"' in claim:
        return False
    if _WHOLE.search(quote):
        return True
    found = _THEN.search(quote)
    if not found:
        return False
    said, told = alignment.stems([quote[found.end() :]]), alignment.stems([quote[: found.start()]])
    there = [word for word in alignment.content(claim) if word.stem in said or word.stem in told]
    return bool(there) and sum(word.stem in said for word in there) / len(there) >= _IN_SCOPE


# Event

_FAR_NAME, _FAR_VALUE = 0.2, 0.5
"""Share of the clause's words that a sentence with the value tells at most where it tells of something else; names stand
in many sentences on one event, dates and numbers in few."""
_AHEAD = 0.3
"""Share of the clause's words by which another sentence must tell more of it than those that hold the value."""


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
            if best not in holds and told[best] - near >= _AHEAD and apart and _rivals(fact, around[best], own):
                return fact
    return None


def _valued(claim: str) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the clauses of a claim that hold values, each with them."""
    for clause in _clauses(claim):
        found = facts(clause)
        if found:
            yield clause, found


def _inside(word: Word, clause: str, found: Sequence[Fact]) -> bool:
    return any(fact.start <= word.start < fact.end for fact in found if fact.text in clause)


def _rivals(fact: Fact, sentence: str, own: Sequence[Fact]) -> bool:
    """Whether a sentence holds another value of the same kind, one that the claim lacks."""
    mine = {key(one.text) for one in own}
    return any(other.kind == fact.kind and key(other.text) not in mine for other in facts(sentence))


def _shared(claim: str, quote: str) -> float:
    return alignment.coverage(alignment.content(claim), alignment.stems([quote]))
