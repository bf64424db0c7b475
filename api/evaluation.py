"""The endpoint that tells the last run of `qa eval` in the data folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import EngineDep
from api.examples import named
from api.problems import NOT_FOUND, ProblemError, fails
from api.results import reply

router = APIRouter(tags=["server"])


@dataclass(frozen=True)
class MeasuredFigure:
    """What was measured.

    Attributes:
        name: the measure.
        value: the figure.
        low: lower end of its 95 % interval, or null where none is given.
        high: upper end.
        of: how many questions, quotes or sentences it was measured on.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    of: int


@dataclass(frozen=True)
class LastRun:
    """The last run of `qa eval`.

    Attributes:
        set: name of the question set.
        started: when, ISO 8601.
        questions: how many were asked.
        model: what answered.
        figures: what was measured, as `qa eval` says them.
    """

    set: str
    started: str
    questions: int
    model: str
    figures: tuple[MeasuredFigure, ...]


SHOWN: dict[str, Any] = {
    "set": "field",
    "started": "2024-12-03T08:30:00+00:00",
    "questions": 208,
    "model": "reader-minilm-l6",
    "figures": [{"name": "right", "value": 0.5, "low": 0.4, "high": 0.6, "of": 100}],
}


@router.get(
    "/evaluation",
    response_model=LastRun,
    response_description="The run",
    responses={200: {"content": {"application/json": {"examples": named({"A run": SHOWN})}}}},
)
@fails(NOT_FOUND)
def last_evaluation(engine: EngineDep) -> Response:
    """Return the figures of the last run of `qa eval` whose folder is kept in the data folder."""
    runs = engine.folder.path / "evals" / "runs"
    for path in sorted(runs.glob("*/summary.json"), key=lambda one: one.stat().st_mtime, reverse=True):
        if run := _read(path):
            return reply(run)
    raise ProblemError(NOT_FOUND, "No evaluation is kept here. Run `qa eval` in this data folder.")


def _read(path: Path) -> LastRun | None:
    """Return a run, or None where the file is not whole."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        figures = tuple(
            MeasuredFigure(name, one["value"], one["low"], one["high"], one["n"])
            for name, one in told["figures"].items()
            if one["value"] is not None
        )
        return LastRun(told["set"], told["started"], told["questions"], told["provenance"]["model"], figures)
    except (OSError, ValueError, LookupError, TypeError):
        return None
