"""`python -m evals.lab.bench [PART]…`: measure, print every figure beside its target, and keep them as JSON."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from evals.lab.bench import handed, quality, reading, speed, writing
from evals.lab.bench.row import Row
from evals.lab.bench.workplace import Workplace
from index.errors import DatelineError
from qa.settings import Settings

PARTS: dict[str, Callable[[Workplace], Iterator[Row]]] = {
    "xquad": quality.xquad,
    "reader": reading.reader,
    "squad2": handed.squad2,
    "newsqa": handed.newsqa,
    "realtimeqa": quality.realtimeqa,
    "seeds": quality.seeds,
    "calibration": quality.calibration,
    "indexing": speed.indexing,
    "start": speed.start,
    "warm": speed.warm,
    "checks": writing.checks,
    "garbage": writing.garbage,
    "ollama": writing.ollama,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option(
    "--evalsets",
    type=click.Path(path_type=Path),
    envvar="DATELINE_EVALSETS",
    default=Path("../shared/evalsets"),
    show_default=True,
    help="The folder of the shared question sets (DATELINE_EVALSETS).",
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many questions and articles, for trying.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where the figures are kept, by default in the data folder."
)
def bench(parts: tuple[str, ...], evalsets: Path, limit: int | None, out: Path | None) -> None:
    """Measure the PARTs, or all of them. Ends with 4 when a target is missed."""
    try:
        settings = replace(Settings.load(), model="reader")
        place = Workplace(settings, evalsets, limit, lambda line: click.echo(line, err=True))
        out = out or settings.data_dir / "evals" / "bench.json"
        missed = [row for part in parts or PARTS for row in _measure(part, place, out) if row.met is False]
    except DatelineError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Kept in {out}.", err=True)
    sys.exit(4 if missed else 0)


def _measure(part: str, place: Workplace, out: Path) -> list[Row]:
    """Return the rows of a part, printed as they come and kept in `out` in place of earlier ones."""
    measure = PARTS[part]
    click.echo(f"{part}: {measure.__doc__}")
    rows = []
    for row in measure(place):
        click.echo(str(row))
        rows.append(row)
    kept: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    told = [asdict(row) | {"met": row.met} for row in rows]
    kept[part] = {"when": when, "limit": place.limit, "reader": place.settings.reader, "rows": told}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return rows


if __name__ == "__main__":
    bench()
