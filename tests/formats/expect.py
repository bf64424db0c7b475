"""What must come out of each file of the set: written with the files, before the code that reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
EXPECTED = HERE / "expected.jsonl"


@dataclass(frozen=True)
class Expected:
    """One article that must come out of a file.

    Attributes:
        title: its title; several where more than one is right.
        published: its day, ISO 8601, or None where the file says none, or one that could mean two days.
        outlet: who published it; several where more than one spelling is right; empty where the file names none.
        text: its paragraphs, which must stand in it in this order.
        never: what must not stand in it, as the heads of pages.
    """

    title: tuple[str, ...]
    published: str | None
    outlet: tuple[str, ...]
    text: tuple[str, ...]
    never: tuple[str, ...] = ()


_written: dict[str, list[Expected]] = {}


def expect(
    name: str,
    title: str | Sequence[str],
    published: str | None,
    outlet: str | Sequence[str],
    text: Sequence[str],
    never: Sequence[str] = (),
) -> None:
    """Note an article that must come out of the file `name`."""
    titles = (title,) if isinstance(title, str) else tuple(title)
    outlets = ((outlet,) if outlet else ()) if isinstance(outlet, str) else tuple(outlet)
    _written.setdefault(name, []).append(Expected(titles, published, outlets, tuple(text), tuple(never)))


def save() -> None:
    """Write what was noted."""
    with EXPECTED.open("w", encoding="utf-8") as file:
        for name, articles in sorted(_written.items()):
            file.write(json.dumps({"file": name, "articles": [asdict(a) for a in articles]}, ensure_ascii=False) + "\n")


def write(name: str, content: str | bytes, encoding: str = "utf-8") -> None:
    """Write a file of the set; line ends stay as they are."""
    FILES.mkdir(exist_ok=True)
    (FILES / name).write_bytes(content.encode(encoding) if isinstance(content, str) else content)
