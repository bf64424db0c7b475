"""Timings: how long each stage of an answer took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Timings:
    """Milliseconds of each stage; a stage that did not run took 0.

    Attributes:
        retrieve: finding the passages.
        read: reading them for an answer.
        first_token: from asking the language model to its first token.
        write: from its first token to its last.
        check: from its last token to the answer.
        total: from question to answer.
    """

    retrieve: float = 0.0
    read: float = 0.0
    first_token: float = 0.0
    write: float = 0.0
    check: float = 0.0
    total: float = 0.0

    @classmethod
    def of(cls, clock: Sequence[float], writing: Sequence[float] = ()) -> Timings:
        """Return the timings of an answer that is made now.

        Args:
            clock: when work on the question began, its passages were found and they were read, as far as it came, as
                `time.perf_counter()` tells it.
            writing: when the language model was asked, its first token came and its last one, by the same clock;
                shorter where it did not come so far.
        """
        now = time.perf_counter()
        stages = dict(zip(("retrieve", "read"), _spent(clock), strict=False))
        if len(writing) == 3:
            stages |= dict(zip(("first_token", "write", "check"), _spent([*writing, now]), strict=True))
        return cls(**stages, total=_ms(now - clock[0]))


def _spent(times: Sequence[float]) -> list[float]:
    return [_ms(end - start) for start, end in pairwise(times)]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
