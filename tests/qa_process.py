"""`qa` as a process of its own, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("qa"))


def environment(**more: str) -> dict[str, str]:
    """Return the environment without what would change how a terminal is written to."""
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return kept | {"PYTHONWARNINGS": "error::ResourceWarning"} | more


def qa(*arguments: str | bytes, cwd: Path, stdin: str | bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
    """Run `qa` with its output in pipes, and return what came out."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        input=given,
        capture_output=True,
        timeout=120,
        env=environment(**env),
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
