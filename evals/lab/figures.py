"""The figures of the docs: kept as JSON by the benchmark, written as tables by `python -m evals.lab.figures`.

No figure is typed: `docs/figures.json` holds what was measured last, part by part and reader by reader, and
`docs/figures.md` is made from it. What was not measured is not shown.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.lab.bench.row import Row, show
from index.errors import UsageError

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "figures.json"
PAGE = ROOT / "docs" / "figures.md"
SIGNS = {">=": "at least", "<=": "at most", "<": "under", ">": "over"}
HEAD = """# Figures

`python -m evals.lab.figures` makes every table here from [figures.json](figures.json), where `make bench` keeps what it
measured; none is typed. Brackets hold the 95 % interval, n is the number of cases; a target that was missed says so.
Below a table stands which commit was measured, when and on what; times are of that machine, which may have been busy.
What is not here was not measured anew. The larger sets do not come with Dateline: [maintaining](maintaining.md) says
where they are from. What depends on what, and how all of it is made anew: [the lab](../evals/lab/README.md).
"""


@dataclass(frozen=True)
class Kept:
    """A row of the benchmark as it is kept.

    Attributes:
        part: of the benchmark; it says which set was asked.
        about: what the part measures.
        reader: that was set, `small` or `large`.
        name: of the figure.
        value: of the figure; None where there was nothing to measure it on.
        low: lower end of the 95 % interval, or None.
        high: upper end.
        n: cases, or None where the note says it.
        sign: how the value compares with the target, or None.
        target: what it must reach, or None.
        met: whether it does, or None.
        note: what else to know.
        date: of the measuring, ISO 8601.
        commit: that was measured, as git describes it.
        machine: that it was measured on.
    """

    part: str
    about: str
    reader: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    sign: str | None
    target: float | None
    met: bool | None
    note: str
    date: str
    commit: str
    machine: str


def load(path: Path = FILE) -> list[Kept]:
    """Return what is kept in a file; nothing where there is none."""
    if not path.exists():
        return []
    try:
        return [Kept(**line) for line in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise UsageError(f"{path} holds no figures: {error}. Take it away, and measure anew.") from error


def keep(path: Path, part: str, about: str, reader: str, rows: Iterable[Row]) -> None:
    """Keep the rows of a part, in place of those that it gave with the same reader before."""
    when, commit, machine = datetime.datetime.now(datetime.UTC).date().isoformat(), describe_commit(), _machine()
    others = [one for one in load(path) if (one.part, one.reader) != (part, reader)]
    new = [
        Kept(
            **asdict(row) | {"value": None if math.isnan(row.value) else row.value},
            part=part,
            about=about,
            reader=reader,
            met=row.met,
            date=when,
            commit=commit,
            machine=machine,
        )
        for row in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in [*others, *new]], indent=1) + "\n", encoding="utf-8")


def page(kept: Sequence[Kept]) -> str:
    """Return the page of all figures: a table for each part, a column for each reader."""
    parts = sorted({one.part for one in kept})
    return "\n".join([HEAD, *(line for part in parts for line in _table([one for one in kept if one.part == part]))])


def _table(kept: Sequence[Kept]) -> Iterator[str]:
    readers = sorted({one.reader for one in kept}, reverse=True)  # small, large
    yield f"## {kept[0].part}\n"
    yield f"{kept[0].about}\n"
    yield f"| figure | {' | '.join(readers)} | target |"
    yield f"|---|{'---|' * len(readers)}---|"
    for name in dict.fromkeys(one.name for one in kept):
        cells = {one.reader: one for one in kept if one.name == name}
        target = " / ".join(dict.fromkeys(_target(cells[reader]) for reader in readers if reader in cells))
        shown = [_cell(cells[reader]) if reader in cells else "" for reader in readers]
        yield f"| {name.strip()} | {' | '.join(shown)} | {target} |"
    runs = dict.fromkeys((one.reader, one.date, one.commit, one.machine) for one in kept)
    yield "\nMeasured: " + "; ".join(f"{reader} on {date}, {commit}, {at}" for reader, date, commit, at in runs) + ".\n"


def _cell(one: Kept) -> str:
    if one.value is None:
        return "not measured"
    interval = "" if one.low is None or one.high is None else f" [{show(one.low)}, {show(one.high)}]"
    beside = ", ".join(part for part in (f"n={one.n}" if one.n else "", one.note) if part)
    return f"{show(one.value)}{interval}{f' ({beside})' if beside else ''}{', missed' if one.met is False else ''}"


def _target(one: Kept) -> str:
    return "" if one.sign is None or one.target is None else f"{SIGNS[one.sign]} {one.target:.3g}"


def describe_commit() -> str:
    """Return the commit that is checked out, with a mark where files differ from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=9", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "no commit"


def _machine() -> str:
    """Return how many cores of what there are."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {names[0] if names else platform.processor() or platform.machine()}"


def write_page() -> Path:
    """Write the page of what is kept, and return where it is."""
    PAGE.write_text(page(load()), encoding="utf-8")
    return PAGE


if __name__ == "__main__":
    sys.stdout.write(f"{write_page()}\n")
