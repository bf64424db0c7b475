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
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

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


def line(content: Any) -> bytes:
    """Return dataclasses, or what JSON has, as a line."""
    return json.dumps(asdict(content) if is_dataclass(content) else content, default=float).encode() + b"\n"  # type: ignore[arg-type]


def read(kind: Any, value: Any) -> Any:
    """Return what JSON made of a value of a type (dataclasses, tuples, unions with None) as what it was."""
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return kind(**{name: read(hints[name], one) for name, one in value.items()})  # type: ignore[operator]
    inner = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return None if value is None else read(next(one for one in inner if one is not type(None)), value)
    if get_origin(kind) is tuple:
        of = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(read(one, each) for one, each in zip(of, value, strict=True))
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    names: dict[str, Any] = {}
    if kind.__name__ in ("Retrieved", "Read"):  # what these hold takes long to import
        from qa.read.spans import Value
        from qa.search import Hit

        names |= {"Hit": Hit, "Value": Value}
    return get_type_hints(kind, localns=names)
