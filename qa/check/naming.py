"""Where quotes give a name: whole, in short, by its surname, or apart from the nation and the title before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from qa.check.abbreviations import initials
from qa.check.background import Background
from qa.check.commonplace import OPENERS, namesake
from qa.check.names import Forms, Name, Text, mention, opening, peeled, person, places, read
from qa.check.nations import PEOPLES, ROLES
from qa.check.terms import Term
from qa.check.titles import HONORIFICS, INSTITUTIONS, PARTICLES, TITLES

Place = tuple[int, int, int]


def named(wanted: Name, quotes: Sequence[str], background: Background) -> list[Place] | None:
    """Return where quotes give a name: (number of the quote, start, end).

    None where none does; empty for a plain word that opens a sentence, which the articles write in lower case.
    """
    found = _run(wanted.words, [read(quote) for quote in quotes], background)
    if found is None and len(wanted.words) == 1 and wanted.words[0].opens and not _proper(wanted.words[0]):
        return [] if background.lower(wanted.words[0].form) else None
    return found


def _proper(word: Term) -> bool:
    """Whether a name is no plain word though the plain word is written the same: "US", "Turkey", "Apple"."""
    return word.acronym or word.form in PEOPLES or namesake(word.form)


def _run(words: tuple[Term, ...], texts: Sequence[Text], background: Background) -> list[Place] | None:
    """Return where a name stands, whole or as what stands before it and the rest; None where it does not."""
    kept = tuple(word for word in words if word.form not in HONORIFICS) or words
    if len(kept) == 1:
        return _single(kept[0], texts, background) or None
    if whole := _whole(tuple(word.form for word in kept), texts, background):
        return whole
    if opening(kept[0]) and not any(word.form in INSTITUTIONS for word in kept[:2]) and kept[0].form not in TITLES:
        return _run(kept[1:], texts, background)
    return _parted(kept, texts, background) or _joined(kept, texts, background) or _fuller(kept, texts, background)


def _single(word: Term, texts: Sequence[Text], background: Background) -> list[Place]:
    """Return where a name of one word stands: with a capital where the plain word is another ("US", "Apple")."""
    found = _whole((word.form,), texts, background) or _initials(word, texts, background)
    alike = word.acronym or word.form in _WORDS_TOO or (namesake(word.form) and not word.opens)
    if alike and word.form not in ROLES:
        proper = {
            (n, each.start)
            for n, text in enumerate(texts)
            for each in text.words
            if each.capital and (each.acronym or each.lower not in OPENERS)
        }
        return [place for place in found if place[:2] in proper]
    return found


_WORDS_TOO = frozenset("us turkey china guinea chad isis may will".split())


def _parted(words: tuple[Term, ...], texts: Sequence[Text], background: Background) -> list[Place] | None:
    """Return where a name stands apart from its nation and title: "Iran's Abbas Araghchi, the foreign minister"."""
    for before, rest in peeled(Name(0, 0, words)):
        if rest[0].form in INSTITUTIONS and before[-1].form not in PEOPLES if rest else before[-1].form in INSTITUTIONS:
            continue  # "Army", "Party" stand with any name before them
        there = _before(before, rest, texts, background)
        core = _run(rest, texts, background) if rest and there is not None else []
        if there is None or core is None:
            continue
        own = frozenset(word.form for word in before)
        if not rest or (core := _of_nation(own, core, texts)):
            return there + core
    return None


def _variants(forms: Forms, background: Background) -> Iterator[Forms]:
    """Yield a name's words, and with a part of them in short or in full as the articles introduce it."""
    forms = tuple(form for form in forms if form not in PARTICLES) or forms
    yield forms
    for long, short in background.short.items():
        if (at := _within(long, forms)) is not None:
            yield (*forms[:at], short, *forms[at + len(long) :])
        if short in forms:
            at = forms.index(short)
            yield (*forms[:at], *long, *forms[at + 1 :])


def _within(part: Forms, forms: Forms) -> int | None:
    for at in range(len(forms) - len(part) + 1):
        if forms[at : at + len(part)] == part:
            return at
    return None


def _whole(forms: Forms, texts: Sequence[Text], background: Background) -> list[Place]:
    found = []
    for variant in _variants(forms, background):
        for n, text in enumerate(texts):
            found += [(n, text.words[a].start, text.words[b].end) for a, b in places(variant, text)]
    return found


def _initials(word: Term, texts: Sequence[Text], background: Background) -> list[Place]:
    """Return where the words stand that an abbreviation of three letters or more is made of, if it is no other's."""
    if not word.acronym or len(word.form) < 3 or word.form in background.short.values():
        return []
    return [
        (n, text.words[first].start, text.words[last].end)
        for n, text in enumerate(texts)
        for first, last in initials(word.form, text.words)
    ]


def _before(
    before: Sequence[Term], rest: Sequence[Term], texts: Sequence[Text], background: Background
) -> list[Place] | None:
    """Return where the nation and the title before a name stand; a title may be the name's own in the articles."""
    own = frozenset(word.form for word in before)
    found: list[Place] = []
    for kind, group in groupby(before, _kind):
        words = tuple(group)
        forms = tuple(word.form for word in words)
        if kind == "title":
            there = _of_nation(own, _whole(forms, texts, background), texts)
            if not there and rest and background.whole((*forms, *(word.form for word in rest))):
                continue
        elif kind == "opening":
            continue
        elif kind == "nation":
            each = [_single(word, texts, background) for word in words]
            there = [place for places in each for place in places] if all(each) else []
        else:
            there = _run(words, texts, background) or []
        if not there:
            return None
        found += there
    return found


def _kind(word: Term) -> str:
    if word.form in PEOPLES:
        return "nation"
    if word.form in TITLES:
        return "title"
    return "opening" if opening(word) else "office"


def _of_nation(own: frozenset[str], found: list[Place], texts: Sequence[Text]) -> list[Place]:
    """Return the places that stand after no other nation: not "Russian President Putin" for the Iranian president."""
    if not own & PEOPLES:
        return found
    return [place for place in found if _nation_before(texts[place[0]], place[1]) in (own | {""})]


def _nation_before(text: Text, start: int) -> str:
    """Return the nation before a place and the titles there: "russia" for "Russian President", "Russia's president"."""
    at = next((n for n, word in enumerate(text.words) if word.start == start), 0)
    while at and text.words[at].start - text.words[at - 1].end == 1:
        at -= 1
        if text.words[at].form in PEOPLES:
            return text.words[at].form
        if text.words[at].form not in TITLES:
            break
    return ""


def _joined(words: Sequence[Term], texts: Sequence[Text], background: Background) -> list[Place] | None:
    """Return where nations joined by a hyphen stand apart: "Iran-Russia talks"."""
    if len(words) < 2 or not all(word.form in PEOPLES for word in words):
        return None
    found: list[Place] = []
    for word in words:
        there = _whole((word.form,), texts, background)
        if not there:
            return None
        found += there
    return found


def _fuller(words: Sequence[Term], texts: Sequence[Text], background: Background) -> list[Place] | None:
    """Return where the quotes have the surname alone of a person whose name is in the articles, and no other's."""
    forms = tuple(word.form for word in words if word.form not in PARTICLES)
    if len(forms) < 2 or not person(words) or not background.whole(forms):
        return None
    found: list[Place] = []
    for n, text in enumerate(texts):
        mentions = [(at, mention(text, at, at)) for at in text.at.get(forms[-1], ()) if text.words[at].capital]
        if not mentions or not all(set(each) <= set(forms) for _, each in mentions):
            continue
        rivals = {
            other
            for _, each in mentions
            for other in background.mentions(forms[-1])
            if set(each) <= set(other) and not set(other) <= set(forms) and not set(forms) <= set(other)
        }
        if not rivals:
            found += [(n, text.words[at].start, text.words[at].end) for at, _ in mentions]
    return found or None
