"""The run: question sets asked one after the other, judged, and written down as a run folder for each.

`evaluate` is what `qa eval` calls. It asks nothing of the user's own index: the articles of a set are indexed apart,
under the data folder, and found there again by the next run. Questions are asked one at a time, in the set's order, so
a run gives the same answers each time.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from evals.asking import ask_all
from evals.comparison import compare, pair, read_passed
from evals.corpus import Log, open_corpus, place_gold
from evals.curves import fit_curve
from evals.gates import AGAINST_BASELINE, Gate
from evals.options import Options, choose, remember
from evals.outcome import Rival, outcomes
from evals.question_set import QuestionSet, load_set
from evals.record import Record
from evals.report import write_run
from evals.result import Result
from index.errors import UsageError
from index.waiting import wait_for
from qa.check.curve import Curve
from qa.llm.protocol import LanguageModel
from qa.settings import ModelName, Settings
from qa.shipped import READERS

INTACT = Gate("quote_integrity", ">=", 1)
"""Must hold of every run that shows a quote, of a whole set or a part."""
RIVAL = "compared"
"""Where in a run's folder the run of the model lies that it was compared with."""


def evaluate(
    settings: Settings,
    options: Options,
    *,
    say: Callable[[str], None],
    log: Log,
    llm: LanguageModel | None = None,
) -> int:
    """Run the sets and return the exit status: 0 when every gate holds, 4 when one falls.

    A set's own gates are for the whole set: they are left out where only a part of it is run. Those of `options` and
    the one that every quote is intact always count. What answers is the model of the settings; where that is `auto`,
    the embedded reader, since figures must not depend on which server happens to run.

    Args:
        settings: of the engine that is measured; its data folder holds the runs and the indexes made for them.
        options: what to run.
        say: takes each line of the result (stdout).
        log: takes each line about the run on its way (stderr).
        llm: answers instead of the reader where the settings say `auto`.

    Raises:
        UsageError: a set, a line of it (named as file:line), a gate, the baseline or what is compared with is not
            usable; before the run.
        ModelError: the model cannot be had or fails.
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
    rivals = {one.name: Rival.parse(options.compare, one.name if several else "") for one in sets}
    settings = _answered_by(settings, options, llm)
    status, records = 0, list[Record]()
    for one in sets:
        result = run_set(settings, one, options, gates, log, rivals[one.name], llm)
        if result is None:
            log(f"{one.name}: nothing failed when it was last run.")
            continue
        baseline = baselines[one.name]
        if baseline:
            result = replace(result, comparison=compare(result.records, baseline, passed[one.name]))
        folder = keep(settings, result, _inside(options.out, one.name, several))
        for line in result.lines():
            say(line)
        if settings.model != "reader":
            for curve in Curve.all_measured():
                say(f"  measured before: {curve.model}: {curve.measured}")
        log(f"Run written to {folder}; open {folder / 'report.html'} in a browser.")
        status = 4 if result.fallen else status
        records += result.records
    if options.calibrate and records:
        found = fit_curve(records, [one.name for one in sets], READERS[settings.reader].digest)
        for line in found.lines():
            say(line)
        log(f"Its confidence is stated from now on. Kept in {found.curve.save(settings.data_dir)}.")
    return status


def run_set(
    settings: Settings,
    chosen: QuestionSet,
    options: Options,
    gates: Sequence[Gate],
    log: Log,
    rival: Rival | None = None,
    llm: LanguageModel | None = None,
) -> Result | None:
    """Return the result of one set; None when only failed questions are asked for and none failed.

    Args:
        settings: of the engine.
        chosen: the set.
        options: what to run.
        gates: what must hold besides the set's own gates.
        log: takes lines on the progress.
        rival: what it is compared with.
        llm: of the engine.
    """
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with closing(open_corpus(settings, chosen.articles, log, llm, curves=options.calibrate is None)) as engine:
        cases = choose(place_gold(chosen.cases, engine), chosen.name, settings, options)
        other = rival.model if rival else None
        if settings.model != "reader":
            cases = [case for case in cases if not case.is_open]  # for which the set knows no answer
        for model in (None, *([other] if other else [])):  # one that is missing is said before the first question
            wait_for(engine.choose(model))
        records = tuple(ask_all(engine, cases, log))
        others = tuple(ask_all(engine, cases, log, other)) if other else ()
    if not records:
        return None
    whole = len(records) == len(chosen.cases)
    intact = (INTACT,) if any(record.judgement.intact for record in records) else ()
    result = Result(
        name=chosen.name,
        articles=str(chosen.articles),
        documents=options.documents,
        settings=settings,
        started=started,
        of=len(chosen.cases),
        records=records,
        gates=tuple(dict.fromkeys((*intact, *(chosen.gates if whole else ()), *gates))),
    )
    if rival is None:
        return result
    there = rival.outcomes or outcomes(others)
    paired = pair(outcomes(records), there, rival.name)
    theirs = replace(result, settings=replace(settings, model=other), records=others, gates=()) if other else None
    return replace(result, paired=paired, rival=theirs)


def _answered_by(settings: Settings, options: Options, llm: LanguageModel | None) -> Settings:
    """Return the settings with the model that answers; never `auto`, unless that is the caller's own."""
    if options.calibrate:
        named = ModelName.parse(options.calibrate)
        if named.kind in ("auto", "reader"):
            raise UsageError(f"{named} cannot be calibrated: name a language model, as ollama/NAME.")
        return replace(settings, model=str(named))
    return replace(settings, model="reader") if settings.model == "auto" and llm is None else settings


def keep(settings: Settings, result: Result, folder: Path | None = None) -> Path:
    """Write the run into a folder, by default a new one in the data folder, and return which."""
    folder = folder or _new_folder(settings, result)
    write_run(result, folder)
    if result.rival:
        write_run(result.rival, folder / RIVAL)
    remember(settings, result)
    return folder


def _inside(folder: Path | None, name: str, several: bool) -> Path | None:
    return folder / name if folder and several else folder


def _new_folder(settings: Settings, result: Result) -> Path:
    stem = f"{result.name}-{result.started[:19].replace(':', '')}"
    runs = settings.data_dir / "evals" / "runs"
    names = (stem, *(f"{stem}-{n}" for n in range(2, 1000)))
    return next(runs / name for name in names if not (runs / name).exists())
