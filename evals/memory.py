"""Which questions of a set failed when they were last asked (`--failed`), kept in the data folder."""

from __future__ import annotations

import json
from pathlib import Path

from evals.result import Result
from qa.settings import Settings


def failed_last_time(settings: Settings, name: str) -> frozenset[str]:
    """Return the ids of the questions of the set `name` that failed when they were last asked; none before a run."""
    try:
        return frozenset(json.loads(_path(settings, name).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return frozenset()


def remember(settings: Settings, result: Result) -> None:
    """Keep which questions failed; one that was not asked this time stays as it was."""
    asked = {record.case.id for record in result.records}
    failed = {record.case.id for record in result.records if not record.judgement.passed}
    path = _path(settings, result.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sorted((failed_last_time(settings, result.name) - asked) | failed)), encoding="utf-8")


def _path(settings: Settings, name: str) -> Path:
    return settings.data_dir / "evals" / "failed" / f"{name}.json"
