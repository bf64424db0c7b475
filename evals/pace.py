"""Progress lines at a bearable pace."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 5.0


class Pace:
    """Passes a line on when five seconds have gone by since the last one; a quick run shows none.

    Args:
        log: takes the lines.
    """

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self._next = time.monotonic() + SECONDS

    def say(self, line: str) -> None:
        """Pass the line on, unless it comes too soon."""
        if time.monotonic() >= self._next:
            self._log(line)
            self._next = time.monotonic() + SECONDS
