"""Someone at a terminal who runs `qa`, and what stands on the screen in the end."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
from pathlib import Path
from types import TracebackType
from typing import Self

from qa_process import COMMAND, environment

from qa.screen.terminal import columns

LEFT, UP, BACKSPACE, CTRL_C, CTRL_D = "\x1b[D", "\x1b[A", "\x7f", "\x03", "\x04"
PROMPT = "\x1b[?2004h"
"""What a terminal is sent when a line can be typed: from now on, mark what is pasted."""


class Person:
    """Someone at a terminal of 80 columns; a context manager.

    Args:
        cwd: where `qa` is run.
        arguments: what it is given.
        env: variables of its environment.

    Attributes:
        process: the running `qa`.
        seen: all that was printed so far and looked at.
    """

    def __init__(self, cwd: Path, *arguments: str, **env: str) -> None:
        self.seen = ""
        self._screen, inside = pty.openpty()
        self.process = subprocess.Popen(
            [COMMAND, *arguments],
            cwd=cwd,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=_take_terminal,
            env=environment(TERM="xterm-256color", PROMPT_TOOLKIT_NO_CPR="1", COLUMNS="80", LINES="24") | env,
        )
        os.close(inside)

    def types(self, text: str) -> None:
        """Press keys."""
        os.write(self._screen, text.encode())

    def sees(self, until: str = PROMPT) -> str:
        """Wait for a sequence of bytes, by default for the prompt, and return what came up to it without styles."""
        seen = ""
        while until not in seen:
            ready, _, _ = select.select([self._screen], [], [], 60)
            try:
                more = os.read(self._screen, 65536) if ready else b""
            except OSError:  # it has ended
                more = b""
            assert more, f"{until!r} did not come after {seen!r}"
            seen += more.decode(errors="replace")
        self.seen += seen
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)

    def leaves(self) -> int:
        """Wait for the process to end, reading what it prints, and return its exit code."""
        rest = b""
        while True:
            try:
                if not (more := os.read(self._screen, 65536)):
                    break
            except OSError:
                break
            rest += more
        self.seen += rest.decode(errors="replace")
        return self.process.wait(60)

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        os.close(self._screen)

    def __enter__(self) -> Self:
        """Sit down."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Get up."""
        self.close()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def screen(printed: str) -> str:
    """Return what stands on a terminal without end once this was printed; it knows the sequences that `qa` prints."""
    rows: list[list[str]] = [[]]
    row = column = 0
    for sequence, character in re.findall(r"(\x1b\[[0-9;?]*[a-zA-Z])|([\s\S])", printed):
        if character == "\n":
            row, column = row + 1, 0
            rows += [[]] * (row == len(rows))
            rows[row] = list(rows[row])
        elif character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        elif character:
            rows[row] += [" "] * (column - len(rows[row]))
            cells = [character, *[""] * (columns(character) - 1)]  # a wide one takes two
            rows[row][column : column + len(cells)] = cells
            column += len(cells)
        elif sequence.endswith("A"):
            row -= int(sequence[2:-1])
            assert row >= 0
        elif sequence.endswith("G"):
            column = int(sequence[2:-1]) - 1
        elif sequence.endswith("J"):
            rows = [*rows[:row], rows[row][:column]]
    return "\n".join("".join(line).rstrip() for line in rows)
