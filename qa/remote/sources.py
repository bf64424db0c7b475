"""Sources as they are named and shown here, of a server that runs in another working directory.

A source is shown relative to where one stands (`qa/quotes.py`); what the server shows is relative to where it stands.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from index.conditions import SCHEME
from qa.answer import Answer, Citation


def _here() -> Path:
    return Path(os.path.realpath(Path.cwd()))


@dataclass(frozen=True)
class Sources:
    """Where a server runs.

    Attributes:
        there: its working directory, a real path.
        here: ours.
    """

    there: Path
    here: Path = field(default_factory=_here)

    def named(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Return sources that were named here as the server understands them."""
        return tuple(source if SCHEME.match(source) else os.path.realpath(source) for source in sources)

    def shown(self, source: str) -> str:
        """Return a source that the server shows as it is shown here."""
        if self.here == self.there or SCHEME.match(source):
            return source
        path = self.there / source
        return str(path.relative_to(self.here)) if path.is_relative_to(self.here) else str(path)

    def answer(self, given: Answer) -> Answer:
        """Return an answer of the server with its sources as they are shown here."""
        shown: Answer = given if self.here == self.there else self._within(given)
        return shown

    def _within(self, value: Any) -> Any:
        """Return dataclasses and tuples with the source of every citation in them as it is shown here."""
        if isinstance(value, tuple):
            return tuple(map(self._within, value))
        if isinstance(value, Citation):
            return replace(value, source=self.shown(value.source))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: self._within(getattr(value, each.name)) for each in fields(value)})
        return value
