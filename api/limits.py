"""What one key may use: requests a minute, questions at once, bytes a day. Counted in memory, by this server alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from api.problems import QUOTA, ProblemError
from qa.settings import Settings

DAY_S = 86_400


class Limits:
    """What a key has used so far.

    Args:
        settings: `key_requests_a_minute`, `key_questions_at_once` and `key_bytes_a_day` are used.
        clock: seconds since 1970.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = settings, clock
        self._left = float(settings.key_requests_a_minute)
        self._seen = clock()
        self._asking = 0
        self._bytes, self._day = 0, clock() // DAY_S

    @contextmanager
    def request(self, asks: bool) -> Iterator[None]:
        """Hold what a request takes. Raises ProblemError where a limit is passed, saying when to come again.

        Requests are counted in a bucket that fills evenly and holds those of a minute.
        """
        now, a_minute = self._clock(), self._most.key_requests_a_minute
        passed = max(0.0, now - self._seen)  # the clock of a machine may be set back
        self._left = min(a_minute, self._left + passed * a_minute / 60)
        self._seen = now
        if now // DAY_S != self._day:
            self._bytes, self._day = 0, now // DAY_S
        if self._left < 1:
            _refuse(f"{a_minute:,} requests a minute", (1 - self._left) * 60 / a_minute)
        if asks and self._asking >= self._most.key_questions_at_once:
            _refuse(f"{self._most.key_questions_at_once:,} questions at once", 1)
        if self._bytes >= self._most.key_bytes_a_day:
            _refuse(f"{self._most.key_bytes_a_day:,} bytes a day (UTC)", DAY_S - now % DAY_S)
        self._left -= 1
        self._asking += asks
        try:
            yield
        finally:
            self._asking -= asks

    def count(self, size: int) -> None:
        """Count bytes that were sent or received."""
        self._bytes += size


def _refuse(limit: str, seconds: float) -> None:
    again = max(1, math.ceil(seconds))
    raise ProblemError(replace(QUOTA, retry_after=again), f"This key may have {limit}. Try again in {again} s.")
