"""`python -m evals.lab.bench [PART]…`: measure, print every figure beside its target, and keep them as JSON.

Each part replaces its own figures, of the reader that is set (`QA_READER`), and leaves the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from evals.lab.bench import holding, load, published, quality, reading, speed, times, writing
from evals.lab.bench.row import Row
from evals.lab.bench.workplace import Workplace
from evals.lab.figures import FILE, keep
from index.errors import DatelineError
from qa.settings import Settings

PARTS: dict[str, Callable[[Workplace], Iterator[Row]]] = {
    "xquad": quality.xquad,
    "reader": reading.reader,
    "squad2": published.squad2,
    "newsqa": published.newsqa,
    "realtimeqa": quality.realtimeqa,
    "seeds": quality.seeds,
    "field": quality.field,
    "sentences": holding.sentences,
    "claims": holding.claims,
    "timex": times.timex,
    "calibration": quality.calibration,
    "indexing": speed.indexing,
    "start": speed.start,
    "warm": speed.warm,
    "load": load.load,
    "memory": load.memory,
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
    "--out",
    type=click.Path(path_type=Path),
    help="Where the figures are kept: by default docs/figures.json, with --limit the data folder.",
)
def bench(parts: tuple[str, ...], evalsets: Path, limit: int | None, out: Path | None) -> None:
    """Measure the PARTs, or all of them. Ends with 4 when a target is missed."""
    try:
        settings = Settings.load()
        out = out or (settings.data_dir / "evals" / "figures.json" if limit else FILE)
        rows = measure_all(settings, evalsets, parts or tuple(PARTS), limit, out)
    except DatelineError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Kept in {out}.", err=True)
    sys.exit(4 if any(row.met is False for row in rows) else 0)


def measure_all(
    settings: Settings,
    evalsets: Path,
    parts: Sequence[str] = tuple(PARTS),
    limit: int | None = None,
    out: Path = FILE,
) -> list[Row]:
    """Return the rows of parts, in order; each part is kept when it is done.

    Args:
        settings: say which reader, and where indexes are kept.
        evalsets: the folder of the shared question sets.
        parts: what is measured.
        limit: at most so many questions and articles.
        out: where the figures are kept.
    """
    place = Workplace(replace(settings, model="reader"), evalsets, limit, lambda line: click.echo(line, err=True))
    return [row for part in parts for row in _measure(part, place, out)]


def _measure(part: str, place: Workplace, out: Path) -> list[Row]:
    """Return the rows of a part, printed as they come and kept in `out` in place of earlier ones."""
    measure = PARTS[part]
    click.echo(f"{part}: {measure.__doc__}")
    rows = []
    for row in measure(place):
        click.echo(str(row))
        rows.append(row)
    keep(out, part, measure.__doc__ or "", place.settings.reader, rows)
    return rows


if __name__ == "__main__":
    bench()
