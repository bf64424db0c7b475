"""Lines: what one timeline of a set came to, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    """What a timeline came to, counted.

    Attributes:
        wanted: events that it is to have.
        found: those of them that it has, with their time and in a quote.
        shown: its lines.
        in_order: whether its lines stand in order, the undated ones last.
    """

    wanted: int
    found: int
    shown: int
    in_order: bool
