"""Dataclasses as lines of JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints


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
