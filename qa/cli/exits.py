"""How a command ends: its exit code, and the one place where an error becomes a line on stderr."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from index.errors import DatelineError, UsageError
from qa.screen.terminal import Screen, say

OK, ERROR, USAGE, ABSTAINED, INTERRUPTED = 0, 1, 2, 3, 130
"""Besides these, `qa eval` ends with 4 when a gate falls."""


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a click command whose return value is its exit code, and return the code."""
    # Where a stream was closed, what is written to it goes nowhere, and no file that is opened gets its number.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        # What the terminal's encoding lacks is shown as "?": it must not end an answer half way.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return command.main(arguments, prog_name="qa", standalone_mode=False) or OK
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        say("\n".join(Screen.of(sys.stderr).line(line) for line in told.getvalue().splitlines()), error=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _told("interrupted", INTERRUPTED)
    except UsageError as error:
        return _told(f"error: {error}", USAGE)
    except (DatelineError, OSError) as error:
        return _told(f"error: {error}", ERROR)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return _told(f"error: {type(error).__name__} at {where}: {error}. A bug in dateline: please report it.", ERROR)


def _told(line: str, code: int) -> int:
    say(Screen.of(sys.stderr).line(line), error=True)
    return code
