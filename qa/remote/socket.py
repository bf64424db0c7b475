"""What `qa serve` and the other commands of a machine agree on: a socket in the data folder, and what goes over it.

A request is a line of JSON, and so is each line of the reply. The socket is for the owner of the folder alone (0600),
and who asks must be the same program with the same settings: what goes over it is no public format.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from qa.settings import Settings

SOCKET = "serve.sock"
LONGEST_LINE = 1 << 26
"""Bytes."""
ALIKE = (
    "data_dir", "model", "min_confidence", "threads", "concurrency", "keep_answers", "serve_keep_answers",
    "max_body_bytes", "max_upload_bytes", "max_upload_files",
    "api_keys_file", "key_requests_a_minute", "key_questions_at_once", "key_bytes_a_day",
)  # fmt: skip
"""Settings that may differ: where the folder is, what goes along with each question, and what changes no answer."""
PACKAGES = Path(__file__).parents[2]
PROC = Path("/proc/self/fd")


@contextmanager
def address(folder: Path, name: str = SOCKET) -> Iterator[str]:
    """Yield the path of a socket in a folder, in a form short enough for one (about 100 bytes) where the system has it.

    Raises:
        OSError: there is no such folder.
    """
    if not PROC.is_dir():
        yield str(folder / name)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"{PROC}/{opened}/{name}"
    finally:
        os.close(opened)


def identity(settings: Settings) -> str:
    """Return what two processes must have in common to give the same answers: the program as it is, and settings."""
    code = [
        entry.stat().st_mtime_ns
        for package in ("index", "qa")
        for folder, _, _ in os.walk(PACKAGES / package)
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    ]
    given = {each.name: getattr(settings, each.name) for each in fields(settings) if each.name not in ALIKE}
    told = json.dumps([str(PACKAGES), len(code), max(code), given], default=str)
    return hashlib.sha256(told.encode()).hexdigest()
