"""How a timeline looks. Values in, text out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.screen.quotes import marked, place
from qa.screen.terminal import Screen

if TYPE_CHECKING:  # it takes long to import
    from qa.story.timeline import Event, Timeline


def timeline(screen: Screen, given: Timeline) -> str:
    """Return a timeline, an event a paragraph: its time, its quote, where that stands; undated ones apart."""
    blocks = [_event(screen, event) for event in given.events]
    if given.undated:
        blocks += [screen.paint("undated: their articles do not say when they were published", "dim")]
        blocks += [_event(screen, event) for event in given.undated]
    return "\n\n".join(blocks)


def _event(screen: Screen, event: Event) -> str:
    quote, pad = event.citation, " " * 2
    told = " · ".join(filter(None, (quote.outlet, (quote.published or "")[:10])))
    lines = [screen.paint(event.when, "bold")] if event.date else []
    lines.append(screen.block(marked(quote), pad))
    return "\n".join([*lines, pad + screen.paint(place(quote), "place") + screen.paint(told and f" · {told}", "dim")])
