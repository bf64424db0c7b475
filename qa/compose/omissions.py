"""Omissions: what a sentence of a language model leaves out, told in brackets at its end, with quotes.

That its value is of another time than the one that is asked about, and what holds then; and that other sources give
other values. "The quake killed 17 people (3 May 2024; on 4 May 2024: 19)." Before these stands who said it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import CalendarDate, Citation
from qa.calendar.mentions import mentions
from qa.calendar.period import in_words
from qa.check.verifier import Aside, Verdict
from qa.compose.alternatives import quotes_of
from qa.quotes import Quoter
from qa.read.spans import Value
from qa.text.same import same, stands_in


def complete(verdict: Verdict, before: Sequence[Verdict], values: Sequence[Value], quoter: Quoter) -> Verdict:
    """Return a sentence that stands with what it leaves out; one that leaves nothing out, or does not stand, as it is.

    Args:
        verdict: of the sentence.
        before: those of the sentences before it.
        values: what the reader found and is sure enough of, that of the time that is asked about first.
        quoter: makes the quotes.
    """
    if verdict.why is not None:
        return verdict
    told = " ".join([*(one.told for one in before if one.why is None), verdict.text])
    asides = [
        *(_superseded(verdict, told, values[0], quoter) if values else ()),
        *(aside for value in values if value.rivals for aside in _disputed(verdict, told, value, quoter)),
    ]
    if not asides:
        return verdict
    asides = [verdict.aside, *asides] if verdict.aside else asides
    quotes = tuple(quote for aside in asides for quote in aside.quotes)
    return replace(verdict, aside=Aside("; ".join(aside.text for aside in asides), quotes))


def _superseded(verdict: Verdict, told: str, meant: Value, quoter: Quoter) -> list[Aside]:
    """Return the time of a version that a sentence gives in place of the one that is meant, and that one."""
    given = next((one for one in meant.versions if _gives(verdict, one)), None)
    if given is None or same(given.text, meant.text) or stands_in(meant.text, verdict.text):
        return []
    asides = [Aside(in_words(given.time.value))] if given.time and not mentions(verdict.text, None) else []
    if not stands_in(meant.text, told):
        asides.append(Aside(f"{_on(meant.time)}{meant.text}", tuple(quotes_of(meant, quoter)[:1])))
    return asides


def _disputed(verdict: Verdict, told: str, best: Value, quoter: Quoter) -> list[Aside]:
    """Return the values that other sources give for what a sentence gives, where nothing told them yet."""
    sides = (best, *best.rivals)
    if not any(_gives(verdict, side) for side in sides):
        return []
    left = [side for side in sides if not stands_in(side.text, told)]
    quoted = [(side, quotes) for side in left if (quotes := quotes_of(side, quoter)[:1])]
    return [Aside(f"disputed: {side.text}{_by(quotes[0])}", tuple(quotes)) for side, quotes in quoted]


def _gives(verdict: Verdict, value: Value) -> bool:
    """Whether a sentence gives a value, and stands on a quote that does."""
    return stands_in(value.text, verdict.text) and any(
        quote.article_id == span.hit.article.id and quote.start_char_index <= span.start < quote.end_char_index
        for quote in verdict.quotes
        for span in value.spans
    )


def _on(time: CalendarDate | None) -> str:
    if time is None:
        return ""
    said = in_words(time.value)
    return f"on {said}: " if time.granularity in ("day", "time") and said[0].isdigit() else f"{said}: "


def _by(quote: Citation) -> str:
    source = quote.attribution.speaker if quote.attribution else quote.outlet
    return f" according to {source}" if source else ""
