"""Proper names in a text, and whether quotes give one: "Assad" for "President Bashar al-Assad", not the reverse.

A name is what has a capital where a plain word would have none. Names are compared word by word in their normal form;
what is written small somewhere in the articles ("president") may stand apart, the rest must stand in one mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from index.words import STOP_WORDS
from qa.text.alignment import rarity
from qa.text.nations import NATIONS
from qa.text.terms import ADDRESSES, CONNECTIVES, KNOWN, LINKS, Term, Text, read

Place = tuple[int, int, int]
"""A quote by its number, and [start, end) of it."""

_ENDINGS = ("s", "es", "ed", "ing", "er", "ly")
_PLAIN = re.compile(
    r"\w+(?:[ts]ions?|ness|ments?|ities|ity|ance|ence)|\w{4,}(?:[^aeiou]ly|ally|ously|ively|ately)|"
    r"\w{5,}(?:[eo]rs|ing|ies)"
)
"""Endings that few names have."""


@dataclass(frozen=True)
class Name:
    """A mention of a name at [start, end): its terms without links, and the nation that stands with it."""

    start: int
    end: int
    words: tuple[Term, ...]
    nation: str = ""


def names(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Name]:
    """Yield the names of a text, in order, none touching a span of `taken` (dates, numbers)."""
    whole = read(text)
    free = [not any(start < word.end and word.start < end for start, end in taken) for word in whole.words]
    run: list[Term] = []
    for word, is_free in zip(whole.words, free, strict=True):
        named = is_free and word.capital and not word.opener
        linked = is_free and bool(run) and word.form in LINKS
        parted = word.apart or (run and word.form in NATIONS and run[-1].form in NATIONS)
        if run and (parted or not (named or linked)):
            yield from _name(run)
            run = []
        if named or (run and linked):
            run.append(word)
    if run:
        yield from _name(run)


def _name(words: list[Term]) -> Iterator[Name]:
    while not words[-1].capital:
        words.pop()
    if all(word.lower in STOP_WORDS and not word.form.isupper() for word in words):
        return
    known = words[0].form.isupper() or words[0].form in KNOWN
    if len(words) > 1 or known or not (words[0].opens and plain(words[0].lower)):
        nation = next((word.form for word in words if word.form in NATIONS), "")
        capital = tuple(word for word in words if word.form not in LINKS) or tuple(words)
        yield Name(words[0].start, words[-1].end, capital, nation)


@lru_cache(maxsize=4096)
def plain(word: str) -> bool:
    """Whether a word, in lower case, is plain English, so that it may have its capital only from opening a sentence.

    A plain word has other forms that are as common ("rebel", "rebelled"; "house", "housing"), which few names have.
    """
    if word in STOP_WORDS or word in CONNECTIVES or _PLAIN.fullmatch(word):
        return True
    bases = {word} | {word.removesuffix(end) + e for end in _ENDINGS for e in ("", "e") if word.endswith(end)}
    others = {
        base.rstrip("e") * (end[0] in "ei") + base * (end[0] not in "ei") + end for base in bases for end in _ENDINGS
    }
    return any(rarity(other) < 1 for other in others - {word}) and any(rarity(base) < 1 for base in bases)


def locate_name(name: Name, quotes: Sequence[str], articles: Sequence[Text], small: Set[str]) -> list[Place] | None:
    """Return where quotes give a name; None where none does, empty for a plain word that opens a sentence.

    The articles that the quotes are from say whose a surname is, and by `small`, what they write without a capital,
    which words are plain. They give no name themselves.
    """
    texts = [read(quote) for quote in quotes]
    words = [word for word in name.words if word.form not in ADDRESSES | STOP_WORDS] or list(name.words)
    common = {word.form for word in words if word.form in small or any(word.form in text.small for text in texts)}
    groups = [
        [word.form for word in group]
        for proper, group in groupby(words, lambda word: word.form not in NATIONS | common)
        if proper
    ]
    found = [_apart(group, name.nation, texts) for group in groups or [[words[-1].form]]]
    if all(found) and all(any(word.form in text.at for text in texts) for word in words):
        return [place for places in found for place in places]
    if len(words) == 1 and words[0].opens and words[0].form in common - NATIONS:
        return []
    forms = [word.form for word in words]
    initials = forms[0] if len(forms) == 1 and forms[0].isupper() and forms[0] not in KNOWN else ""
    spelled = list(_spelled_out(initials, texts)) if initials else []
    return spelled or list(_in_short(forms, groups[-1] if groups else [], texts, articles, small)) or None


def _apart(core: Sequence[str], nation: str, texts: Sequence[Text]) -> list[Place]:
    """Return the mentions of words that are one name, or an office and the first and last name of who holds it."""
    found = list(_mentioned(core, nation, texts))
    if not found and len(core) > 2:
        office, person = (list(_mentioned(part, nation, texts)) for part in (core[:-2], core[-2:]))
        return office + person if office and person else []
    return found


def _mentioned(core: Sequence[str], nation: str, texts: Sequence[Text]) -> Iterator[Place]:
    """Yield the mentions that have all of the words, and stand with no other nation."""
    for n, text in enumerate(texts):
        for at in text.at.get(core[-1], ()):
            first, last = text.mention(at)
            there = {word.form for word in text.words[first : last + 1]}
            beside = there & NATIONS
            if there.issuperset(core) and (not nation or not beside or nation in beside):
                inside = [word for word in text.words[first : last + 1] if word.form in core] or [text.words[at]]
                yield n, inside[0].start, inside[-1].end


def _in_short(
    forms: Sequence[str], core: Sequence[str], texts: Sequence[Text], articles: Sequence[Text], small: Set[str]
) -> Iterator[Place]:
    """Yield where quotes have the last word alone, or the first letters, of a name that the articles have whole.

    The last word must be nobody else's in the articles: "Assad" where they name a father and a son.
    """
    head, whole = (core or forms)[-1], set(forms)
    mentions = [each for text in articles for _, each in _mentions(text, head)]
    if not any(whole <= each for each in mentions):
        return
    initials = "".join(form[0] for form in forms).upper()
    for n, text in enumerate(texts):
        for at in text.at.get(initials, ()):
            yield n, text.words[at].start, text.words[at].end
        for at, each in _mentions(text, head):
            proper = each - small
            others = [other - small for other in mentions if proper <= other]
            if core and proper <= whole and all(other <= whole or whole - small <= other for other in others):
                yield n, text.words[at].start, text.words[at].end


def _spelled_out(initials: str, texts: Sequence[Text]) -> Iterator[Place]:
    """Yield the names of several words that begin with these letters: "Hayat Tahrir al-Sham" for "HTS"."""
    for n, text in enumerate(texts):
        for at in range(len(text.words)):
            first, last = text.mention(at)
            name = [word for word in text.words[first : last + 1] if word.capital and word.form not in LINKS]
            if first == at and len(name) > 1 and "".join(word.form[0] for word in name).upper() == initials:
                yield n, name[0].start, name[-1].end


def _mentions(text: Text, form: str) -> Iterator[tuple[int, set[str]]]:
    """Yield where a word stands with a capital, and the words of its name there."""
    for at in text.at.get(form, ()):
        if text.words[at].capital:
            first, last = text.mention(at)
            yield at, {word.form for word in text.words[first : last + 1] if word.form not in LINKS}
