"""How answers look: values in, text out. Nothing here prints, asks or reads a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.answer import Alternative, Answer, CalendarDate, Citation, Copy, Corrected, DatedValue
from qa.calendar.period import in_words
from qa.events import Proposed
from qa.origins import articles_of
from qa.screen import quotes
from qa.screen.terminal import Piece, Screen
from qa.shipped import READERS

if TYPE_CHECKING:  # they take long to import
    from index.catalogue import TextOf

_MOST = 3
"""Quotes that an abstention shows at most."""
_WEAK = 0.5
"""Confidence of the small reader under which another model is named, which may know better."""
_ADVISED = ("nothing_retrieved", "outside_dates", "unknown_name", "false_premise")
"""Kinds of refusal whose advice is what one could type next."""


def answer(screen: Screen, given: Answer, text_of: TextOf, understood_as: bool = True) -> str:
    """Return an answer with its quotes in their surroundings, or an abstention with the nearest passages.

    Args:
        screen: what it is laid out for.
        given: the answer.
        text_of: gives the texts that quotes stand in.
        understood_as: whether it begins with how a follow-up was understood.
    """
    blocks = [understood(screen, given.understood_as)] if given.understood_as and understood_as else []
    if given.answer is None:
        blocks += [screen.line(given.message or "I found no passage that answers this.", "bold")]
        shown = [quotes.shortened(screen, quote, given.question) for quote in quoted(given)]
        if given.refusal and given.refusal.contradicted_by:
            blocks.append(shown.pop(0))
        blocks += _taken_out(screen, given)
        guesses = len(given.guess.citations) if given.guess else 0
        if given.guess:
            guessed = f"a guess,{_percent(' {}', given.guess.confidence)}: "
            blocks.append(screen.block([Piece(guessed, "dim"), Piece(given.guess.answer)]))
            blocks += shown[:guesses]
        if shown[guesses:]:
            blocks.append(screen.paint("nearest passages", "dim"))
            blocks += shown[guesses:]
        return "\n\n".join(blocks)
    return "\n\n".join([*blocks, _said(screen, given) + "\n" + below(screen, given, text_of)])


def _said(screen: Screen, given: Answer) -> str:
    """Return the text of an answer, with the calendar date that it means where its words do not say it."""
    *lines, last = (given.answer or "").split("\n")
    blocks = [*([Piece(line, "bold")] for line in lines), [Piece(last, "bold"), Piece(meant(given.answer_date), "dim")]]
    return "\n".join(map(screen.block, blocks))


def meant(date: CalendarDate | None) -> str:
    """Return the day that a word as "Monday" means, to stand behind it: " (3 March 2025)"; else nothing."""
    return f" ({in_words(date.value)})" if date and date.resolved_against else ""


def row(given: Answer) -> str:
    """Return the values of what was asked by time, newest first: "19 (4 May, Gazette) · 17 (3 May) [2]"."""
    days = {value.date.value[:10] for value in given.values if value.date and value.date.value[0].isdigit()}
    years = {day[:4] for day in days}
    own = {quote.n for quote in given.citations}
    return " · ".join(
        f"{value.answer} ({_told(value, len(days) > 1, len(years) > 1)})"
        + "".join(f" [{quote.n}]" for quote in value.citations if quote.n not in own)
        for value in given.values
    )


def _told(value: DatedValue, with_day: bool, with_year: bool) -> str:
    """Return the time of a value, as far as it tells values apart, and who told it."""
    told: list[Citation | Copy] = [*value.citations, *(copy for quote in value.citations for copy in quote.copies)]
    outlets = list(dict.fromkeys(one.outlet for one in told if one.outlet))
    same = len(told) > 1 and len({quote.cited_text for quote in value.citations}) == 1
    who = [f"{len(outlets)} outlets" if len(outlets) > 1 else outlets[0]] if outlets else []
    return ", ".join([in_short(value.date, with_day, with_year), *who, *(["same text"] if same else [])])


def in_short(date: CalendarDate | None, with_day: bool = True, with_year: bool = True) -> str:
    """Return a date without the year, or an hour without its day, where these are the same for all."""
    if date is None:
        return "undated"
    told = in_words(date.value)
    clock = told.rpartition(", ")[2] if date.granularity == "time" and date.value[11:12].isdigit() else ""
    if clock and not with_day:
        return clock
    year = date.value[:4]
    return told if with_year or told == year else told.replace(f" {year}", "")


def quoted(given: Answer) -> list[Citation]:
    """Return every quote that is shown of an answer, or of an abstention, numbered as it is shown."""
    if given.answer is not None:
        return list(given.quotes)
    against = given.refusal.contradicted_by if given.refusal else None
    first = [*([against] if against else []), *(given.guess.citations if given.guess else ())]
    nearest = [quote for quote in given.nearest if not any(one.cited_text in quote.cited_text for one in first)]
    return [replace(quote, n=n) for n, quote in enumerate([*first, *nearest][:_MOST], 1)]


def understood(screen: Screen, question: str) -> str:
    """Return what says how a follow-up was understood."""
    return screen.line(f"understood as: {question}", "dim")


def proposal(screen: Screen, event: Proposed) -> str:
    """Return what the reader finds in one line, with the first place where it stands."""
    quote = event.citations[0]
    found = f"{_percent(' · {}', event.confidence)} · found by the reader · {quotes.place(quote)}"
    told = [Piece(event.answer), Piece(found, "dim")]
    return screen.block(told)


def sentences(screen: Screen, given: Iterable[tuple[str, Sequence[int]]]) -> str:
    """Return sentences as one paragraph, each with the numbers of its quotes; one more only adds to its end."""
    pieces: list[Piece] = []
    for text, numbers in given:
        pieces.append(Piece(f" {text}" if pieces else text, "bold"))
        pieces.append(Piece(f" {''.join(f'[{n}]' for n in numbers)}" if numbers else "", "dim"))
    return screen.block(pieces)


def below(screen: Screen, given: Answer, text_of: TextOf) -> str:
    """Return what stands below the text of an answer: how firmly it stands, its quotes, what else there is."""
    blocks = [screen.line(standing(given), "dim")]
    blocks += [screen.block([Piece(f"by time: {row(given)}", "dim")])] if given.values else []
    blocks += [screen.block([Piece(_disputed(given.disputed))])] if given.disputed else []
    blocks += quotes.blocks(screen, given.citations, text_of)
    if given.disputed:
        others = [quote for one in given.disputed for quote in one.citations]
        blocks += quotes.blocks(screen, [quote for quote in others if quote not in given.citations], text_of)
    if given.corrected:
        blocks.append(screen.line(_corrected(given.corrected), "dim"))
        if given.corrected.citation not in given.citations:
            blocks += quotes.blocks(screen, [given.corrected.citation], text_of)
    if given.alternatives:
        blocks.append(screen.paint("also found", "dim"))
    for other in given.alternatives:
        blocks.append(screen.block([Piece(other.answer, "bold"), Piece(_percent(", {}", other.confidence), "dim")]))
        blocks += quotes.blocks(screen, other.citations, text_of)
    blocks += _taken_out(screen, given)
    if given.message:
        blocks.append(screen.line(given.message, "dim"))
    return "\n\n".join(blocks)


def _taken_out(screen: Screen, given: Answer) -> list[str]:
    if not given.unsupported:
        return []
    told = [screen.block([Piece(gone.text), Piece(f" ({gone.why})", "dim")], "  ") for gone in given.unsupported]
    return ["\n".join([screen.paint("taken out", "dim"), *told])]


def standing(given: Answer) -> str:
    """Return how firmly an answer stands: its confidence, what was checked, and where its quotes are from."""
    articles = articles_of(given.citations)
    where = "in 1 article" if articles == 1 else f"in {articles} articles"
    if given.origins is not None and given.origins < articles:
        where += ", 1 origin" if given.origins == 1 else f", {given.origins} origins"
    told = ["quoted exactly"]
    if given.written and is_written(given):
        told += [] if given.written.judged else ["values checked"]
        told += {None: [], True: ["reader and model agree"], False: ["the reader has another"]}[given.written.agrees]
    return _percent("confidence {} · ", given.confidence) + " · ".join([*told, where])


def _disputed(values: Sequence[Alternative]) -> str:
    """Return the values of a dispute in one line, each with who gives it and when."""
    told = []
    for one in values:
        first = one.citations[0]
        speaker = f"{first.attribution.speaker} in {_name(first)}" if first.attribution else _name(first)
        told.append(f"{one.answer} ({', '.join(filter(None, (speaker, (first.published or '')[:10])))})")
    return f"disputed: {' · '.join(told)}"


def _name(quoted: Citation) -> str:
    return quoted.outlet or quoted.source


def _corrected(told: Corrected) -> str:
    was = f"before that it was given as {told.was}" if told.was else "it was given otherwise before"
    return f"corrected: {was} [{told.citation.n}]"


def is_written(given: Answer) -> bool:
    """Return whether an answer is what a language model wrote; where one gave up, the embedded reader answered."""
    return given.written is not None and given.provenance.model not in (reader.name for reader in READERS.values())


def _percent(template: str, confidence: float | None) -> str:
    return "" if confidence is None else template.format(f"{confidence:.0%}".replace("%", " %"))


def next_step(given: Answer) -> str:
    """Return what one could type next."""
    if given.reason == "empty_index":
        return "Next: qa index PATH…  (your articles), or qa index --sample  (two of ours)"
    if given.reason == "needs_language_model" and (given.refusal is None or given.refusal.kind == given.reason):
        return "Next: qa models  says how to choose a language model"
    if given.refusal and given.refusal.kind in _ADVISED:
        return f"Next: {given.refusal.advice}"
    if given.answer is None:
        return 'Next: qa search "…"  shows passages alone; qa chat  asks on'
    return 'Next: qa chat  asks on; qa ask -v "…"  shows every span that was considered'


def weak(given: Answer) -> str:
    """Return what may know better than the small reader where it is not sure, or "" where it is."""
    small = given.provenance.model == READERS["small"].name
    unsure = given.reason == "not_found" or (given.confidence is not None and given.confidence < _WEAK)
    if not (small and unsure):
        return ""
    return "The large reader (QA_READER=large) or a language model (qa models) may know better."
