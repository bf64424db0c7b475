"""The run: question sets asked one after the other, judged, and written down as a run folder for each.

`evaluate` is what `qa eval` calls. It asks nothing of the user's own index: the articles of a set are indexed apart,
under the data folder, and found there again by the next run. Questions are asked one at a time, in the set's order, so
a run gives the same answers each time.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from evals.case import Case
from evals.compare import compare, read_passed
from evals.corpus import Log, open_corpus, placed, stored_text
from evals.gates import AGAINST_BASELINE, Gate
from evals.memory import failed_last_time, remember
from evals.pace import Pace
from evals.question_set import QuestionSet, load_set
from evals.record import Record, judge
from evals.report import write_run
from evals.result import Result
from index.errors import UsageError
from index.passage import Passage
from qa.engine import Engine
from qa.settings import Settings

Documents = Literal["given", "open"]
RETRIEVED = 10
"""Passages that retrieval is judged on."""
INTACT = Gate("quote_integrity", ">=", 1)
"""Must hold of every run that shows a quote, of a whole set or a part."""


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
        baseline: the folder of an earlier run to compare with; with several sets, the folder that holds them by name.
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
    out: Path | None = None
    documents: Documents = "open"


def evaluate(settings: Settings, options: Options, *, say: Callable[[str], None], log: Log) -> int:
    """Run the sets and return the exit status: 0 when every gate holds, 4 when one falls.

    A set's own gates are for the whole set: they are left out where only a part of it is run. Those of `options` and
    the one that every quote is intact always count.

    Args:
        settings: of the engine that is measured; its data folder holds the runs and the indexes made for them.
        options: what to run.
        say: takes each line of the result (stdout).
        log: takes each line about the run on its way (stderr).

    Raises:
        UsageError: a set, a line of it (named as file:line), a gate or the baseline is not usable; before the run.
    """
    gates = tuple(map(Gate.parse, options.gates))
    sets = [load_set(name, options.articles) for name in options.sets]
    several = len(sets) > 1
    if len({one.name for one in sets}) < len(sets):
        raise UsageError(f"Two of the sets have the same name: {', '.join(one.name for one in sets)}.")
    if options.baseline is None and any(gate.measure in AGAINST_BASELINE for one in sets for gate in one.gates + gates):
        raise UsageError(f"A gate on {' or '.join(AGAINST_BASELINE)} needs a baseline: give --baseline RUN.")
    baselines = {one.name: _inside(options.baseline, one.name, several) for one in sets}
    passed = {name: read_passed(path) for name, path in baselines.items() if path}
    status = 0
    for one in sets:
        result = run_set(settings, one, options, gates, log)
        if result is None:
            log(f"{one.name}: nothing failed when it was last run.")
            continue
        baseline = baselines[one.name]
        if baseline:
            result = replace(result, comparison=compare(result.records, baseline, passed[one.name]))
        folder = _inside(options.out, one.name, several) or _new_folder(settings, result)
        write_run(result, folder)
        remember(settings, result)
        for line in result.lines():
            say(line)
        log(f"Run written to {folder}; open {folder / 'report.html'} in a browser.")
        status = 4 if result.fallen else status
    return status


def run_set(
    settings: Settings, chosen: QuestionSet, options: Options, gates: Sequence[Gate], log: Log
) -> Result | None:
    """Return the result of one set; None when only failed questions are asked for and none failed."""
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    engine = open_corpus(settings, chosen.articles, log)
    try:
        cases = _choose(placed(chosen.cases, engine), chosen.name, settings, options)
        records = tuple(ask_all(engine, cases, log))
    finally:
        engine.close()
    if not records:
        return None
    whole = len(records) == len(chosen.cases)
    intact = (INTACT,) if any(record.judgement.intact for record in records) else ()
    return Result(
        name=chosen.name,
        articles=str(chosen.articles),
        documents=options.documents,
        settings=settings,
        started=started,
        of=len(chosen.cases),
        records=records,
        gates=tuple(dict.fromkeys((*intact, *(chosen.gates if whole else ()), *gates))),
        comparison=None,
    )


def _choose(cases: Sequence[Case], name: str, settings: Settings, options: Options) -> list[Case]:
    """Return the cases that are to be asked, as they are to be asked."""
    chosen = list(cases)
    if options.documents == "given":
        chosen = [with_documents(case) for case in chosen]
    if options.text is not None:
        text = options.text.lower()
        chosen = [case for case in chosen if text in case.id.lower() or text in case.question.question.lower()]
        if not chosen:
            raise UsageError(f"No question of {name} has {options.text!r} in its id or its words.")
    if options.failed:
        failed = failed_last_time(settings, name)
        chosen = [case for case in chosen if case.id in failed]
    return chosen[: options.limit]


def with_documents(case: Case) -> Case:
    """Return the case held to the documents that it came with; UsageError if it came with none."""
    if not case.docs:
        raise UsageError(f"{case.where}: the question has no docs, so it cannot be held to them: use --documents open.")
    filters = replace(case.question.filters, article_ids=case.docs)
    return replace(case, question=replace(case.question, filters=filters))


def ask_all(engine: Engine, cases: Sequence[Case], log: Log) -> Iterator[Record]:
    """Yield a record for each case, in order."""
    text = stored_text(engine.folder)
    pace = Pace(log)
    for n, case in enumerate(cases, 1):
        started = time.perf_counter()
        answer = engine.ask(case.question)
        latency_ms = (time.perf_counter() - started) * 1000
        asked = answer.understood_as or case.question.question
        yield Record(case, answer, latency_ms, judge(case, answer, _retrieved(engine, case, asked), text))
        pace.say(f"asked {n:,} of {len(cases):,}")


def _retrieved(engine: Engine, case: Case, asked: str) -> list[Passage]:
    if not case.answerable:
        return []
    return [hit.passage for hit in engine.search(asked, case.question.filters, RETRIEVED)]


def _inside(folder: Path | None, name: str, several: bool) -> Path | None:
    return folder / name if folder and several else folder


def _new_folder(settings: Settings, result: Result) -> Path:
    stem = f"{result.name}-{result.started[:19].replace(':', '')}"
    runs = settings.data_dir / "evals" / "runs"
    names = (stem, *(f"{stem}-{n}" for n in range(2, 1000)))
    return next(runs / name for name in names if not (runs / name).exists())
