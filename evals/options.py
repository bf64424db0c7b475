"""What a run is asked to do, and which questions that means.

Which failed when they were last asked (`--failed`) is kept in the data folder.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.asking import Documents, hold_to_documents
from evals.case import Case
from evals.result import Result
from index.errors import UsageError
from qa.settings import Settings


@dataclass(frozen=True)
class Options:
    """What a run is asked to do; the flags of `qa eval`.

    Attributes:
        sets: each the name of a folder in `evals/sets`, or a path to a folder or a `.jsonl` file of questions.
        articles: where the articles are, instead of where the set says; None for the set's own.
        limit: at most so many questions of each set; None for all.
        text: only questions whose id or question contains this, without regard to case (`-k`); None for all.
        failed: only questions that failed when they were last asked.
        gates: what must hold besides the set's own gates, such as `em>=0.7`.
        baseline: the folder of an earlier run; which questions broke and which were mended since then can be gated on.
            With several sets, the folder that holds them by name.
        compare: a model that is asked the same questions, or the folder of an earlier run as for `baseline`: how far
            apart the two are, with intervals.
        calibrate: a language model that is asked, and whose curve is made of its answers; None for none.
        out: the folder to write the run to, or None for a new one in the data folder; several sets go into it by name.
        documents: `given` holds each question to the documents that it came with, `open` asks it of all articles.
    """

    sets: tuple[str, ...] = ("seeds",)
    articles: Path | None = None
    limit: int | None = None
    text: str | None = None
    failed: bool = False
    gates: tuple[str, ...] = ()
    baseline: Path | None = None
    compare: str | None = None
    calibrate: str | None = None
    out: Path | None = None
    documents: Documents = "open"


def choose(cases: Sequence[Case], name: str, settings: Settings, options: Options) -> list[Case]:
    """Return the cases that are to be asked, as they are to be asked."""
    chosen = list(cases)
    if options.documents == "given":
        chosen = [hold_to_documents(case) for case in chosen]
    if options.text is not None:
        text = options.text.lower()
        chosen = [case for case in chosen if text in case.id.lower() or text in case.question.question.lower()]
        if not chosen:
            raise UsageError(f"No question of {name} has {options.text!r} in its id or its words.")
    if options.failed:
        failed = failed_last_time(settings, name)
        chosen = [case for case in chosen if case.id in failed]
    return chosen[: options.limit]


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
