"""Proper names in a text, and whether quotes give one: "Assad" for "President Bashar al-Assad", not the reverse.

A name is what has a capital where a plain word would have none. Names are compared word by word in one normal form;
what is written small somewhere in the articles ("president") may stand apart, the rest must stand in one mention.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from index.words import STOP_WORDS
from qa.check.alignment import rarity
from qa.check.nations import FORMS, NATIONS

Place = tuple[int, int, int]
"""A quote by its number, and [start, end) of it."""

_MARKS = "'’‘ʼʻʽʾʿ`´"
_LETTER = r"(?:[^\W_]|[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff])"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.\s?(?=[^\W\d_]\.)){{1,8}}[^\W\d_]\.(?:[^\W\d_](?![^\W_]))?"  # U.S., B. J., U.S.A
    rf"|[^\W_]{_LETTER}*(?:[{_MARKS}&]{_LETTER}+)*"
)
_POSSESSIVE = re.compile(rf"(?:[{_MARKS}]s|n[{_MARKS}]t|[{_MARKS}](?:re|ve|ll|d|m))$", re.I)
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
    | dict.fromkeys(_MARKS + ".&", "")
)
_OPENS = re.compile(r"(?:^|[.:!?…;•\n\r]|[“\"‘«(\[{*#>|—–_]|\s-\s|^-)[\s\"“‘'’«(\[*_#>-]*$")
_BREAKS = re.compile(r"[,;:!?()\[\]{}|•…/—\n\r]|\s–|–\s|\.(?=[\s\"'”’)]|$)")
_LINKS = frozenset("the of al el ul de la le du del della di da do van von der den bin ibn ben for".split())
"""Words inside names; "al" and its like may be missing."""
_ADDRESSES = frozenset("mr mrs ms miss dr sir st jr sr".split())
"""Words before a name that say nothing of whose it is; a full stop behind them ends no sentence."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a text, or several that are one name in another form ("the United States")."""

    form: str
    """Normal form: no case but in abbreviations, no accents, plural or possessive; one for all names of a country."""
    lower: str
    """The word itself in lower case, without a possessive."""
    start: int
    end: int
    capital: bool
    opens: bool
    """Stands where any word has a capital: at the start of a sentence, a quotation, a line."""
    apart: bool
    """Something other than white space or a hyphen stands between it and the term before: a comma, a possessive."""
    owned: bool
    """Only a possessive parts it from the term before: "Jordan's minister"."""


@dataclass(frozen=True)
class Name:
    """A mention of a name at [start, end): its terms without links, and the nation that stands with it."""

    start: int
    end: int
    words: tuple[Term, ...]
    nation: str = ""


@lru_cache(maxsize=4096)
def normal(word: str) -> str:
    """Return a word without case, accents, apostrophes, full stops, plural -s and possessive; "US" keeps its case."""
    word = _POSSESSIVE.sub("", word)
    letters = [c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) not in ("Mn", "Cf")]
    folded = "".join(letters).translate(_FOLDED).replace(" ", "")
    if found := re.fullmatch(r"([A-Z]{2,5})s?", folded):
        return found[1]
    folded = folded.casefold().translate(_FOLDED).replace("isation", "ization")
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and folded[-2] not in "sui" else folded


_FORMS = {tuple(map(normal, words)): form for words, form in FORMS.items()}
_KNOWN = frozenset(_FORMS.values())
_LONGEST = {first: max(len(words) for words in _FORMS if words[0] == first) for first in {words[0] for words in _FORMS}}


class Text:
    """A text's terms, and where each form stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tuple(_joined(list(_terms(text))))
        self.at: dict[str, list[int]] = {}
        for n, word in enumerate(self.words):
            self.at.setdefault(word.form, []).append(n)
            if word.form.isupper() or (word.capital and 4 <= len(word.form) <= 5):  # a headline in capitals; "COVID"
                self.at.setdefault(normal(word.form.swapcase()), []).append(n)
        self.small = {word.form for word in self.words if not word.capital}

    def mention(self, n: int) -> tuple[int, int]:
        """Return [first, last] of the terms of the name that term n stands in."""
        first = last = n
        while first and not self.words[first].apart and self._goes_on(first - 1):
            first -= 1
        while last + 1 < len(self.words) and not self.words[last + 1].apart and self._goes_on(last + 1):
            last += 1
        return first, last

    def _goes_on(self, n: int) -> bool:
        word = self.words[n]
        return word.form in _LINKS or (word.capital and not _opener(word))

    def nation(self, first: int) -> str:
        """Return the nation right before term `first`, titles between them passed over; "" where there is none."""
        while first and (not self.words[first].apart or self.words[first].owned):
            first -= 1
            if self.words[first].form in NATIONS:
                return self.words[first].form
            if not (self.words[first].capital or self.words[first].form in ("president", "minister", "foreign")):
                break
        return ""


@lru_cache(maxsize=1024)
def read(text: str) -> Text:
    """Return a text ready for looking names up."""
    return Text(text)


def _terms(text: str) -> Iterator[Term]:
    end, before = 0, ""
    for match in _WORD.finditer(text):
        word, gap = match.group(), text[end : match.start()]
        form = normal(word)
        if not form:
            continue
        owned = bool(_POSSESSIVE.search(before)) and gap.isspace()
        apart = bool(_BREAKS.search(gap)) or owned or len(gap) > 12
        if apart and gap.startswith(". ") and (normal(before) in _ADDRESSES or (len(before) == 1 and before.isupper())):
            apart = False
        opens = not end or (apart and bool(_OPENS.search(gap)))
        capital = any(c.isupper() or c.istitle() or unicodedata.category(c) == "Lo" for c in word)
        capital = capital or (word[0].isalpha() and any(c.isdigit() for c in word))  # "mi5"
        yield Term(form, _POSSESSIVE.sub("", word).lower(), *match.span(), capital, opens, apart, owned)
        end, before = match.end(), word


def _joined(words: list[Term]) -> Iterator[Term]:
    """Yield the terms, every known name turned into its one form."""
    at = 0
    while at < len(words):
        for length in range(_LONGEST.get(words[at].form, 1), 0, -1):
            part = words[at : at + length]
            form = _FORMS.get(tuple(word.form for word in part))
            small = length == 1 and form in NATIONS and len(part[0].form) > 5
            if form and not any(word.apart for word in part[1:]) and (small or part[0].capital or form.isupper()):
                yield replace(part[0], form=form, end=part[-1].end, capital=part[0].capital or small)
                break
        else:
            yield words[at]
        at += length


def _introduced(text: str, words: Sequence[Term]) -> bool:
    """Whether a name only shortens the words before it: "Hayat Tahrir al-Sham (HTS)"."""
    short, before = words[0].form, text[max(words[0].start - 80, 0) : words[0].start]
    letters = r"[^.;()]*".join(map(re.escape, short))
    return len(words) == 1 and short.isupper() and bool(re.search(rf"\b{letters}[^.;()]*[(\[]$", before, re.I))


def _opener(word: Term) -> bool:
    """Whether a word has its capital from where it stands, or is the pronoun "I"."""
    return word.form == "i" or (
        word.opens and (word.lower in STOP_WORDS or word.lower in CONNECTIVES) and not word.form.isupper()
    )


def names(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Name]:
    """Yield the names of a text, in order, none touching a span of `taken` (dates, numbers)."""
    whole = read(text)
    free = [not any(start < word.end and word.start < end for start, end in taken) for word in whole.words]
    run: list[int] = []
    for n, word in enumerate(whole.words):
        named = free[n] and word.capital and not _opener(word)
        linked = bool(run) and word.form in _LINKS and free[n]
        parted = word.apart or (run and word.form in NATIONS and whole.words[n - 1].form in NATIONS)
        if run and (parted or not (named or linked)):
            yield from _name(whole, run)
            run = []
        if named or (run and linked):
            run.append(n)
    if run:
        yield from _name(whole, run)


def _name(text: Text, run: Sequence[int]) -> Iterator[Name]:
    words = [text.words[n] for n in run]
    while not words[-1].capital:
        words.pop()
    if all(word.lower in STOP_WORDS and not word.form.isupper() for word in words) or _introduced(text.text, words):
        return
    known = words[0].form.isupper() or words[0].form in _KNOWN
    if len(words) > 1 or known or not (words[0].opens and plain(words[0].lower)):
        own = next((word.form for word in words if word.form in NATIONS), "")
        capital = tuple(word for word in words if word.form not in _LINKS) or tuple(words)
        yield Name(words[0].start, words[-1].end, capital, own or text.nation(run[0]))


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


_ENDINGS = ("s", "es", "ed", "ing", "er", "ly")
_PLAIN = re.compile(
    r"\w+(?:[ts]ions?|ness|ments?|ities|ity|ance|ence)|\w{4,}(?:[^aeiou]ly|ally|ously|ively|ately)|\w{5,}(?:[eo]rs|ing|ies)"
)
CONNECTIVES = frozenset(
    "meanwhile moreover furthermore nevertheless nonetheless besides therefore hence overall yes today yesterday "
    "tomorrow several according due despite amid unlike among throughout including regarding".split()
)
"""Words that join a sentence to the one before it, or open one as stop words do."""


def named(name: Name, quotes: Sequence[str], articles: Sequence[Text], small: Set[str]) -> list[Place] | None:
    """Return where quotes give a name; None where none does.

    Empty for a word that only opens a sentence, which the articles write small.

    Args:
        name: of a sentence.
        quotes: to look in.
        articles: that they are from: they say whose a surname is, but give no name themselves.
        small: the words that the articles write without a capital.
    """
    texts = [read(quote) for quote in quotes]
    words = [word for word in name.words if word.form not in _ADDRESSES | STOP_WORDS] or list(name.words)
    common = {word.form for word in words if word.form in small or any(word.form in text.small for text in texts)}
    groups = [
        [word.form for word in group]
        for proper, group in groupby(words, lambda word: word.form not in NATIONS | common)
        if proper
    ]
    found = [list(_mentioned(group, name.nation, texts)) for group in groups or [[words[-1].form]]]
    if all(found) and all(any(_among(word.form, text.at.keys()) for text in texts) for word in words):
        return [place for places in found for place in places]
    if len(words) > 1:
        forms = [word.form for word in words]
        return list(_in_short(forms, groups[-1] if groups else [], texts, articles, small)) or None
    if words[0].opens and words[0].form in common - NATIONS:
        return []
    return list(_spelled(words[0].form, texts)) or None


def _mentioned(core: Sequence[str], nation: str, texts: Sequence[Text]) -> Iterator[Place]:
    """Yield the mentions that have all of the words, and stand with no other nation."""
    for n, text in enumerate(texts):
        for at in text.at.get(core[-1], ()):
            first, last = text.mention(at)
            there = {word.form for word in text.words[first : last + 1]}
            beside = (there & NATIONS) or {text.nation(first)} - {""}
            if all(_among(form, there) for form in core) and (not nation or not beside or nation in beside):
                inside = [word for word in text.words[first : last + 1] if word.form in core] or [text.words[at]]
                yield n, inside[0].start, inside[-1].end


def _among(form: str, there: Set[str]) -> bool:
    return form in there or (len(form) == 1 and any(other.startswith(form) for other in there))


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
        for at in text.at.get(initials, ()) if len(forms) > 1 else ():
            yield n, text.words[at].start, text.words[at].end
        for at, each in _mentions(text, head):
            proper = each - small
            others = [other - small for other in mentions if proper <= other]
            if core and proper <= whole and all(other <= whole or whole - small <= other for other in others):
                yield n, text.words[at].start, text.words[at].end


def _mentions(text: Text, form: str) -> Iterator[tuple[int, set[str]]]:
    """Yield where a word stands with a capital, and the words of its name there."""
    for at in text.at.get(form, ()):
        if text.words[at].capital:
            first, last = text.mention(at)
            yield at, {word.form for word in text.words[first : last + 1] if word.form not in _LINKS}


def _spelled(short: str, texts: Sequence[Text]) -> Iterator[Place]:
    """Yield the capital words in a row whose first letters are an abbreviation of three letters or more."""
    for n, text in enumerate(texts if len(short) > 2 and short.isupper() else ()):
        for at in range(len(text.words)):
            _, last = text.mention(at)
            capital = [word for word in text.words[at : last + 1] if word.capital and word.form not in _LINKS]
            if text.words[at] in capital and "".join(word.form[0] for word in capital).upper().startswith(short):
                yield n, text.words[at].start, capital[len(short) - 1].end
