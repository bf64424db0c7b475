"""Speed: how fast a model's server reads and writes, learned from what it says of its last answers.

It foretells a wait, and tells a server that is slow from one that makes no progress. What a server does for others at
the same time is not known: then a wait is longer than foretold.
"""

from __future__ import annotations

SLOWEST = 1.0
"""Tokens of a prompt a second: a server that has not ended reading at this pace makes no progress."""
LATE = 8.0
"""How many times the wait foretold a server may take, at work for others too."""
LEAST_S = 120.0
"""Seconds that any server has, whatever was foretold."""
NEW = 0.5
"""Weight of the last answer against those before."""
ENOUGH = 20
"""Tokens read below which the time says little of the pace."""


class Speed:
    """Of one model on one server.

    Attributes:
        reads: tokens of a prompt a second; None before any was read.
        writes: tokens of an answer a second; None before any was written.
    """

    def __init__(self) -> None:
        self.reads: float | None = None
        self.writes: float | None = None

    def learn(self, read: int, read_s: float, written: int, write_s: float) -> None:
        """Take in what an answer took.

        Args:
            read: tokens of the prompt that the server had not read before.
            read_s: seconds that it read.
            written: tokens of the answer.
            write_s: seconds that it wrote.
        """
        if read >= ENOUGH and read_s > 0:
            self.reads = _mean(self.reads, read / read_s)
        if written > 1 and write_s > 0:
            self.writes = _mean(self.writes, written / write_s)

    def wait_s(self, tokens: int) -> float | None:
        """Return the seconds that reading so many tokens is foretold to take; None where nothing is known yet."""
        return tokens / self.reads if self.reads else None

    def limit_s(self, tokens: int, loading_s: float) -> float:
        """Return the seconds after which a server makes no progress that has so many tokens to read.

        Args:
            tokens: to read.
            loading_s: seconds that loading the model may take; 0 where it is loaded.
        """
        foretold = self.wait_s(tokens)
        return loading_s + max(LEAST_S, LATE * foretold if foretold is not None else tokens / SLOWEST)


def _mean(before: float | None, now: float) -> float:
    return now if before is None else (1 - NEW) * before + NEW * now
