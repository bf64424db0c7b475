"""The hard rule on values: what a sentence states must stand in its quotes, in whatever form, never with another value.

Every date, number, sum of money and proper name of a sentence is looked up in its quotes. The rest of the articles
may only say that two forms are one ("Hayat Tahrir al-Sham (HTS)") or whose surname it is. Whether the quotes support what
the sentence says of its values is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from qa.abbreviations import abbreviations, initials
from qa.dates import Date, dates
from qa.listed import counted
from qa.names import Forms, Name, Text, mention, names, opening, peeled, person, places, read
from qa.nations import PEOPLES
from qa.numbers import Number, numbers
from qa.terms import Term
from qa.titles import HONORIFICS, INSTITUTIONS, PARTICLES, TITLES

Kind = Literal["date", "number", "money", "name"]
Place = tuple[int, int, int]
READ = 200_000
"""Code points of one article that are read for other forms of a name."""


@dataclass(frozen=True)
class Fact:
    """A value in a sentence: text == sentence[start:end]."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Date | Number | Name = field(compare=False, repr=False)
    """What the text means where it stands."""


class Background:
    """What the cited articles say beyond the quotes, by which another form of the same value is known."""

    def __init__(
        self, texts: Sequence[str], titles: Sequence[str] = (), articles: int = 0, published: Sequence[str] = ()
    ) -> None:
        """Read the articles.

        Args:
            texts: their whole texts.
            titles: their titles.
            articles: how many are cited, for "both articles"; 0 if that is not known.
            published: their dates of publication, ISO 8601, which give the year of a day without one.
        """
        self.texts = [read(text[:READ]) for text in (*texts, *titles)]
        self.articles = articles
        self.short = {forms: short for text in (*texts, *titles) for forms, short in abbreviations(text[:READ])}
        self._published = [day for day in map(_day, published) if day]

    def year(self, month: int, day: int) -> int | None:
        """Return the year of the day nearest to every article's publication; None where they differ or say none."""
        years = {_nearest(published, month, day) for published in self._published}
        return years.pop() if len(years) == 1 else None

    def lower(self, form: str) -> bool:
        """Whether the articles write a word in lower case."""
        return any(text.lower(form) for text in self.texts)

    def whole(self, forms: Sequence[str]) -> bool:
        """Whether the articles have these words side by side."""
        return any(True for text in self.texts for _ in places(forms, text))

    def mentions(self, form: str) -> Iterator[Forms]:
        """Yield the whole names in which a word stands in the articles."""
        for text in self.texts:
            for n in text.at.get(form, ()):
                if text.words[n].capital:
                    yield mention(text, n, n)


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _nearest(published: date, month: int, day: int) -> int | None:
    days = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            days.append(abs((date(year, month, day) - published).days))
        except ValueError:  # 29 February
            days.append(1000)
    return published.year - 1 + days.index(min(days)) if min(days) < 1000 else None


@lru_cache(maxsize=1024)
def _facts(sentence: str) -> tuple[Fact, ...]:
    found: list[tuple[Kind, Date | Number | Name]] = [("date", mention) for mention in dates(sentence)]
    counts = numbers(sentence)
    found += [("money" if number.money else "number", number) for number in counts if not number.loose]
    taken = [(value.start, value.end) for _, value in found]
    found += [("name", name) for name in names(sentence, taken) if not _plain(name)]
    found.sort(key=lambda each: each[1].start)
    return tuple(Fact(kind, sentence[v.start : v.end], v.start, v.end, v) for kind, v in found)


def _plain(name: Name) -> bool:
    return len(name.words) == 1 and opening(name.words[0])


def facts(sentence: str) -> list[Fact]:
    """Return the values that a sentence states, in order, none overlapping another."""
    return list(_facts(sentence))


def missing(sentence: str, quotes: Sequence[str], background: Background) -> list[Fact]:
    """Return the values of a sentence that its quotes do not give."""
    return [fact for fact in facts(sentence) if _found(fact, quotes, background) is None]


def given(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place]:
    """Return where the quotes give a value: (number of the quote, start, end), each place once, in order.

    Empty where they do not, and for what stands nowhere: a count of the articles, a plain word with a capital.
    """
    return sorted(set(_found(fact, quotes, background) or []))


def _found(fact: Fact, quotes: Sequence[str], background: Background) -> list[Place] | None:
    value = fact.value
    if isinstance(value, Date):
        return _date(value, quotes, background)
    if isinstance(value, Number):
        return _number(value, quotes, background)
    return _name(value, quotes, background)


def _date(wanted: Date, quotes: Sequence[str], background: Background) -> list[Place] | None:
    there = [(n, mention) for n, quote in enumerate(quotes) for mention in dates(quote)]
    if wanted.of:
        there = [(n, m) for n, m in there if m.of == wanted.of or m.of is None]
    return [(n, m.start, m.end) for n, m in there if _gives(m, wanted, background)] or None


def _gives(mention: Date, wanted: Date, background: Background) -> bool:
    if wanted.of and mention.of is None and mention.weekday is not None:
        year = background.year(*wanted.of)
        if year is None or date(year, *wanted.of).weekday() != wanted.weekday:
            return False
    if mention.year is None and wanted.year and mention.month and mention.day:
        year = background.year(mention.month, mention.day)
        mention = Date(mention.start, mention.end, year, mention.month, mention.day)
    return mention.gives(wanted)


def _number(wanted: Number, quotes: Sequence[str], background: Background) -> list[Place] | None:
    there = [(n, m.start, m.end) for n, quote in enumerate(quotes) for m in numbers(quote) if m.gives(wanted)]
    if there:
        return there
    if wanted.unit == "" and len(wanted.amounts) == 1 and min(wanted.amounts).denominator == 1:
        count = int(min(wanted.amounts))
        if count == background.articles and set(wanted.nouns[:2]) & _ARTICLES:
            return []
        listed = [(n, *span) for n, quote in enumerate(quotes) for span in counted(quote, count, wanted.nouns)]
        return listed or None
    return None


_ARTICLES = frozenset("article report source story text piece account outlet document".split())


def _name(wanted: Name, quotes: Sequence[str], background: Background) -> list[Place] | None:
    texts = [read(quote) for quote in quotes]
    found = _run(wanted.words, texts, background)
    if found is None and len(wanted.words) == 1 and wanted.words[0].opens and background.lower(wanted.words[0].form):
        return []
    return found


def _run(words: tuple[Term, ...], texts: Sequence[Text], background: Background) -> list[Place] | None:
    """Return where a name stands, whole or as what stands before it and the rest; None where it does not."""
    kept = tuple(word for word in words if word.form not in HONORIFICS) or words
    forms = tuple(word.form for word in kept)
    if whole := _whole(forms, texts, background):
        return whole
    if len(kept) > 1 and opening(kept[0]) and kept[0].form not in INSTITUTIONS:
        return _run(kept[1:], texts, background)
    for before, rest in peeled(Name(0, 0, kept)):
        if not rest and len(before) == 1:
            break
        there = _before(before, rest, texts, background)
        if there is None:
            continue
        if not rest:
            return there
        core = _core(before, rest, texts, background)
        if core is not None:
            return there + core
    if joined := _joined(kept, texts, background):
        return joined
    return _fuller(kept, texts, background)


def _variants(forms: Forms, background: Background) -> Iterator[Forms]:
    """Yield a name's words, and with a part of them in short or in full as the articles introduce it."""
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
    if not found and len(forms) == 1 and len(forms[0]) > 2:
        for n, text in enumerate(texts):
            found += [(n, text.words[a].start, text.words[b].end) for a, b in initials(forms[0], text.words)]
    return found


def _before(
    before: Sequence[Term], rest: Sequence[Term], texts: Sequence[Text], background: Background
) -> list[Place] | None:
    """Return where the nation and the title before a name stand; a title may be the name's own in the articles."""
    found: list[Place] = []
    title: list[str] = []
    for word in (*before, None):
        if word is not None and word.form in TITLES and word.form not in PEOPLES:
            title.append(word.form)
            continue
        if title:
            there = _whole(tuple(title), texts, background)
            if not there and not (rest and background.whole((*title, *(each.form for each in rest)))):
                return None
            found += there
            title = []
        if word is not None and not opening(word):
            there = _whole((word.form,), texts, background)
            if not there:
                return None
            found += there
    return found


def _core(
    before: Sequence[Term], rest: tuple[Term, ...], texts: Sequence[Text], background: Background
) -> list[Place] | None:
    """Return where a name stands without what stood before it, never as another nation's ("Russian Forces")."""
    found = _run(rest, texts, background)
    if found is None or rest[0].form not in INSTITUTIONS:
        return found
    own = {word.form for word in before}
    kept = [place for place in found if _nation_before(texts[place[0]], place[1]) in (own | {""})]
    return kept or None


def _nation_before(text: Text, start: int) -> str:
    at = next((n for n, word in enumerate(text.words) if word.start == start), 0)
    if at and not text.words[at].apart and text.words[at - 1].capital and text.words[at - 1].form in PEOPLES:
        return text.words[at - 1].form
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
