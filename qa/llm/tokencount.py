"""How many tokens a text takes, for servers that cannot be asked: an estimate that learns from their own counts."""

from __future__ import annotations

import math

FIRST = 3.0
"""Bytes of UTF-8 a token before anything is learned: English has over 4 in most models, other scripts about 3."""
BOUNDS = (1.0, 8.0)
MARGIN = 1.05
"""What an estimate is above the learned mean, since texts differ: names and numbers take more tokens."""
LONG = 200
"""Bytes that a prompt must have to teach anything: in a shorter one the chat template weighs too much."""


class TokenCount:
    """Counts tokens by bytes of UTF-8, which differ less between scripts than characters do."""

    def __init__(self) -> None:
        self._ratio = FIRST

    def of(self, text: str) -> int:
        """Return about how many tokens `text` takes, rather too many than too few."""
        return math.ceil(len(text.encode(errors="replace")) / self._ratio * MARGIN)

    def learn(self, prompt: str, tokens: int | None) -> None:
        """Take in the server's own count of a prompt."""
        size = len(prompt.encode(errors="replace"))
        if tokens and size >= LONG:
            low, high = BOUNDS
            self._ratio = min(high, max(low, (self._ratio + size / tokens) / 2))

    def refused(self, prompt: str, window: int) -> None:
        """Take in that a prompt was refused as longer than `window` tokens."""
        size = len(prompt.encode(errors="replace"))
        self._ratio = max(BOUNDS[0], min(self._ratio * 0.9, size / window))
