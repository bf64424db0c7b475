"""Refusals that help: of which kind one is, what it is about, and what to try.

All but `is_untold` and `is_unnamed` is asked only where a question is refused already. The first that holds is told:
the filters let no article pass; the question names a time that no article covers or tells of, or a name that none has;
the articles contradict what it takes for granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.filters import Filters
from index.names import names_in
from index.store import Store
from index.words import AUXILIARIES
from qa.answer import Coverage, Reason, Refusal, RefusalKind, UnknownName
from qa.calendar.mentions import mentions
from qa.calendar.period import days, in_words
from qa.quotes import Quoter
from qa.read.denied import contradiction
from qa.search import Hit
from qa.text.nations import is_language
from qa.understand.restate import other_names

KINDS: dict[Reason, RefusalKind] = {
    "empty_index": "empty_index",
    "nothing_retrieved": "nothing_retrieved",
    "not_found": "not_answered",
    "unsupported": "not_answered",
    "needs_language_model": "needs_language_model",
    "language": "language",
    "not_a_question": "not_a_question",
}
ADVICE: dict[RefusalKind, str] = {
    "empty_index": "Index articles: `qa index PATH…`, or the two that come with Dateline: `qa index --sample`.",
    "nothing_retrieved": "Ask without the filters; `qa status` says what is indexed.",
    "outside_dates": "Ask about that time, or index articles of the time that you ask about.",
    "unknown_name": "Ask with a name as the articles spell it, or without it.",
    "false_premise": "Ask what happened instead.",
    "not_answered": 'Look at the passages (`qa search "…"`), or ask about something that they tell.',
    "needs_language_model": "Choose a language model (`qa models`), or ask for a date, a name, a place or a number.",
    "language": "Ask in English.",
    "not_a_question": 'Ask a question, for example "When did the offensive start?"',
}
MOST_OUTLETS = 1_000
"""Publishers that are looked through, those with the most articles first."""
OUTLETS = 5
"""Publishers that are told where none of those that were asked for is there."""


@dataclass(frozen=True)
class Told:
    """A refusal and the line that tells it; "" where the reason's own does."""

    refusal: Refusal
    message: str = ""


def refuse(reason: Reason) -> Told:
    """Return the refusal that a reason alone makes."""
    kind = KINDS[reason]
    return Told(Refusal(kind, ADVICE[kind]))


def explain(
    reason: Reason, question: str, filters: Filters, hits: Sequence[Hit], store: Store | None, quoter: Quoter
) -> Told:
    """Return the refusal of a question, as far as the articles tell of which kind it is.

    Args:
        reason: why it is refused.
        question: standalone.
        filters: that it was held to.
        hits: the passages that were found for it, best first.
        store: with the articles, where there is one.
        quoter: makes the quote that contradicts it.
    """
    plain = refuse(reason)
    if store is None or reason in ("empty_index", "language", "not_a_question"):
        return plain
    if not hits:
        return _outside(filters, store) or _filtered(filters, store, plain)
    return _untold(question, store) or _unnamed(question, store) or _contradicted(question, hits, quoter) or plain


def _outside(filters: Filters, store: Store) -> Told | None:
    """Return the refusal of filters that no day of the articles passes."""
    covered = store.coverage
    if covered and ((filters.since and filters.since > covered[1]) or (filters.until and filters.until < covered[0])):
        return _uncovered(covered, "None of it passes the dates that you ask for.")
    return None


def is_untold(question: str, store: Store) -> bool:
    """Whether a question names only times that no article tells of, nor covers by a year: some say "last year"."""
    return _untold(question, store, leeway=1) is not None


def _untold(question: str, store: Store, leeway: int = 0) -> Told | None:
    """Return the refusal of a question about times that no article tells of, nor covers by so many years."""
    covered, asked = store.coverage, [one for one in mentions(question, None) if one.value[:4].isdigit()]
    if not covered or not asked:
        return None
    begins, ends = (f"{int(day[:4]) + years}{day[4:]}" for day, years in zip(covered, (-leeway, leeway), strict=True))
    for one in asked:
        first, last = map(str, days(one.value))
        if not (last < begins or first > ends) or store.names.known(one.value[:4]):
            return None
    return _uncovered(covered, f"Nothing in it tells of {' or '.join(question[one.start : one.end] for one in asked)}.")


def _uncovered(covered: tuple[str, str], more: str) -> Told:
    first, last = map(in_words, covered)
    span = f"on {first}" if first == last else f"from {first} to {last}"
    refusal = Refusal("outside_dates", ADVICE["outside_dates"], coverage=Coverage(*covered))
    return Told(refusal, f"What is indexed was published {span}. {more}")


def is_unnamed(question: str, store: Store) -> bool:
    """Whether a question names somebody or something that no article has a word of, nor any word like it."""
    unlike = [name for name in _names(question, store) if not (other_names(name) or store.names.like(name))]
    outlets = {name.casefold() for name in store.outlets(MOST_OUTLETS)} if unlike else set()
    return any(name.casefold() not in outlets and not store.names.near(name) for name in unlike)


def note(question: str, store: Store | None) -> str | None:
    """Return what to tell of an answer where no article spells a name of the question so, and some nearly so."""
    unknown = _unknown(question, store) if store else []
    strange = (
        [one for one in unknown if one.near and not all(map(store.names.known, one.name.split()))] if store else []
    )
    return _line(strange) if strange else None


def _unnamed(question: str, store: Store) -> Told | None:
    """Return the refusal of a question about a name that no article has."""
    unknown = _unknown(question, store)
    if not unknown:
        return None
    return Told(Refusal("unknown_name", ADVICE["unknown_name"], names=tuple(unknown)), _line(unknown))


def _unknown(question: str, store: Store) -> list[UnknownName]:
    """Return the names of a question that no article has, in full or abbreviated, each with those that come near."""
    unknown = []
    for name in _names(question, store):
        short = other_names(name)
        forms = filter(None, (name, short, " ".join(short) if short.isupper() else ""))  # "U.S." are two words
        if not any(map(store.names.known, forms)):
            unknown.append(UnknownName(name, tuple(store.names.near(name))))
    return unknown


def _names(question: str, store: Store) -> list[str]:
    """Return the names of a question; neither the verb that opens it, as in "List all the outlets", nor a language."""
    names = [name for name in names_in(question) if not is_language(name, question)]
    if not names or not question.startswith(names[0]):
        return names
    behind = question[len(names[0]) :]
    _, *others = names[0].split()
    following = behind.split()
    lone = not others and behind.startswith(" ") and bool(following) and following[0] not in AUXILIARIES
    verb = lone or (bool(others) and store.names.known(" ".join(others)))
    return [*([" ".join(others)] if others else []), *names[1:]] if verb else names


def _line(unknown: Sequence[UnknownName]) -> str:
    line = f"No article has the name {' or '.join(one.name for one in unknown)}."
    near = [other for one in unknown for other in one.near]
    return f"{line} Some have {', '.join(near)}." if near else line


def _contradicted(question: str, hits: Sequence[Hit], quoter: Quoter) -> Told | None:
    """Return the refusal of a question whose premise a quote contradicts."""
    found = contradiction(question, hits)
    quotes = quoter.exact([quoter.cite(1, found[0].article, *found[1], [])]) if found else []
    if not quotes:
        return None
    refusal = Refusal("false_premise", ADVICE["false_premise"], contradicted_by=quotes[0])
    return Told(refusal, "The articles contradict what the question takes for granted.")


def _filtered(filters: Filters, store: Store, plain: Told) -> Told:
    """Return the refusal of filters that no article passes, with what none has."""
    names = store.outlets(MOST_OUTLETS) if filters.outlets else []
    there = {name.casefold() for name in names}
    lacking = [outlet for outlet in filters.outlets if outlet.casefold() not in there]
    asked: list[tuple[str, Filters]] = [
        *((one, Filters(sources=(one,))) for one in filters.sources),
        *((one, Filters(article_ids=(one,))) for one in filters.article_ids),
    ]
    lacking += [one for one, alone in asked if not store.allowed(alone)]
    if not lacking:
        return plain
    line = f"No article is of {', '.join(lacking[:OUTLETS])}."
    if ids := [one for one in filters.article_ids if one in lacking]:
        line += f" An article is named by its id, which `qa status` lists; `--source {ids[0]}` holds to a path."
    if filters.outlets and names:
        line += f" There are articles of {', '.join(names[:OUTLETS])}."
    return Told(replace(plain.refusal, filters=tuple(lacking)), line)
