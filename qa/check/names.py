"""Proper names in a text, and whether a quote gives one: "Assad" for "President Bashar al-Assad", not the reverse.

A name is what has a capital where a plain word would have none. What may be one counts as one: a capital that no
quote explains is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.check.commonplace import OPENERS, commonplace
from qa.check.nations import LOWER, NATIONS, PEOPLES
from qa.check.terms import Term, terms
from qa.check.titles import HONORIFICS, INSTITUTIONS, PARTICLES, TITLES

Place = tuple[int, int]
Forms = tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A mention of a name at [start, end): its terms, links between them ("of", "al") left out."""

    start: int
    end: int
    words: tuple[Term, ...]

    @property
    def forms(self) -> Forms:
        """The plain forms of its words."""
        return tuple(word.form for word in self.words)


def names(text: str, taken: Sequence[Place] = ()) -> Iterator[Name]:
    """Yield the names of a text, in order, none touching a span of `taken` (dates, numbers)."""
    words = terms(text)
    barred = {n for start, end in taken for n in range(start, end)}
    run: list[Term] = []
    links: list[Term] = []
    for word in words:
        free = barred.isdisjoint(range(word.start, word.end))
        named = free and (word.capital or word.lower in LOWER) and not _opener(word)
        if run and ((word.apart and not _owned(text, run, word)) or not free or not (named or _links(run, word))):
            yield _name(run)
            run, links = [], []
        if named:
            run += links
            run.append(word)
            links = []
        elif run:
            links.append(word)
    if run:
        yield _name(run)


def _opener(word: Term) -> bool:
    """Whether a word has its capital from where it stands, or is the pronoun "I"."""
    return word.form == "i" or (word.opens and not word.acronym and word.lower in OPENERS)


def _owned(text: str, run: Sequence[Term], word: Term) -> bool:
    """Whether a title is a nation's: "Jordan's Foreign Minister"."""
    between = text[run[-1].end : word.start]
    before = all(each.form in PEOPLES or each.form in TITLES for each in run)
    return before and run[-1].form in PEOPLES and word.form in TITLES and between.isspace() and len(between) == 1


_JOINING = PARTICLES - {"of", "for", "the"}


def _links(run: Sequence[Term], word: Term) -> bool:
    """Whether a word in lower case may go on with the name: "al" always, "of" after an institution or a title."""
    if word.form in _JOINING:
        return True
    return word.form in ("of", "for", "the") and any(w.form in INSTITUTIONS or w.form in TITLES for w in run)


def _name(run: Sequence[Term]) -> Name:
    return Name(run[0].start, run[-1].end, tuple(word for word in run if word.capital or word.lower in LOWER))


@dataclass(frozen=True)
class Text:
    """A text's terms, and where each form stands."""

    words: tuple[Term, ...]
    at: dict[str, tuple[int, ...]]

    def lower(self, form: str) -> bool:
        """Whether a word stands here in lower case."""
        return any(not self.words[n].capital for n in self.at.get(form, ()))


@lru_cache(maxsize=512)
def read(text: str) -> Text:
    """Return a text ready for looking names up."""
    words = terms(text)
    at: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        at.setdefault(word.form, []).append(n)
    return Text(words, {form: tuple(places) for form, places in at.items()})


def places(forms: Sequence[str], text: Text) -> Iterator[tuple[int, int]]:
    """Yield where the words of a name stand side by side in a text, as [first, last] of its terms.

    Particles may be missing or added ("Bashar Assad", "Bashar al-Assad"), an initial may stand for a first name, and up
    to two middle names may be passed over.
    """
    wanted = [form for form in forms if form not in PARTICLES] or list(forms)
    first = wanted[0]
    starts: Sequence[int] = text.at.get(first, ())
    if len(first) == 1 and len(wanted) > 1:
        starts = [n for n, word in enumerate(text.words) if word.capital and word.form.startswith(first)]
    for start in starts:
        last = _follow(wanted, text.words, start)
        if last is not None:
            yield start, last


def _follow(wanted: Sequence[str], words: Sequence[Term], at: int) -> int | None:
    skipped = 0
    for form in wanted[1:]:
        while True:
            at += 1
            if at >= len(words) or words[at].apart:
                return None
            word = words[at]
            if word.form == form or (len(form) == 1 and word.capital and word.form.startswith(form)):
                break
            if word.form in PARTICLES:
                continue
            skipped += 1
            if skipped > 2 or not _middle(word):
                return None
    return at


def _middle(word: Term) -> bool:
    """Whether a word may be a middle name."""
    return word.capital and not any(word.form in kind for kind in (INSTITUTIONS, TITLES, PEOPLES))


def peeled(name: Name) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
    """Yield each way to part a name into what stands before it (nation, office, title) and the name itself."""
    plain = True
    for cut in range(1, len(name.words) + 1):
        word = name.words[cut - 1]
        title = word.form in TITLES
        plain = plain and (word.form in PEOPLES or title or word.form in HONORIFICS or opening(word))
        if plain or (title and person(name.words[cut:])):
            yield name.words[:cut], name.words[cut:]


def opening(word: Term) -> bool:
    """Whether a word may have its capital only from opening a sentence."""
    return word.opens and not word.acronym and commonplace(word.lower)


def person(words: Sequence[Term]) -> bool:
    """Whether words may be a person's name: none of them a nation, a title or a word that institutions share."""
    return bool(words) and all(_middle(word) and not opening(word) and len(word.form) > 1 for word in words)


def mention(text: Text, first: int, last: int) -> Forms:
    """Return the forms of the whole name around terms [first, last], without nations and titles before it."""
    words = text.words
    while first > 0 and not words[first].apart and (words[first - 1].form in PARTICLES or words[first - 1].capital):
        before = words[first - 1]
        if before.capital and (before.form in PEOPLES or before.form in TITLES or opening(before) or _opener(before)):
            break
        if before.form in HONORIFICS or (not before.capital and (before.form in ("of", "the", "for"))):
            break
        first -= 1
    while last + 1 < len(words) and not words[last + 1].apart and words[last + 1].capital and _middle(words[last + 1]):
        last += 1
    return tuple(word.form for word in words[first : last + 1] if word.form not in PARTICLES)


def nations(forms: Sequence[str]) -> bool:
    """Whether all of these are countries."""
    return all(form in NATIONS for form in forms)
