"""The tail: lines under the text on a terminal that vanish again, such as a spinner."""

from __future__ import annotations

from collections.abc import Sequence

from qa.screen.terminal import put


class Tail:
    """What stands under the text; it must be cleared before anything else is printed."""

    def __init__(self) -> None:
        self._back = ""
        self._error = False

    def draw(self, lines: Sequence[str], column: int, error: bool = False) -> None:
        """Show lines in place of those that are there.

        Args:
            lines: none wider than the terminal.
            column: how many columns the text takes on its last line, where the cursor is.
            error: whether they are for stderr; the cursor is the same where both are one terminal.
        """
        back, self._back = self._back, ""
        if lines:
            rows = len(lines) - (0 if column else 1)
            up = f"\x1b[{rows}A" if rows else ""
            self._back = f"{up}\x1b[{column + 1}G\x1b[J"
        self._error = error
        put(back + ("\n" if column and lines else "") + "\n".join(lines), error)

    def clear(self) -> None:
        """Take the lines away and put the cursor back to where the text ends."""
        if self._back:
            put(self._back, self._error)
            self._back = ""
