"""How good retrieval, answers and confidence are, on the shared sets and on the project's own.

On the shared sets every question is answered by its best span (`min_confidence` 0); what the threshold in use keeps of
those answers is said beside.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from evals.asking import Documents, ask_all
from evals.calibration import brier_score, error_by_chance, expected_calibration_error, is_fitted_on, source
from evals.case import Case, load_cases
from evals.corpus import open_corpus, place_gold
from evals.intervals import mean, share
from evals.lab.bench.row import Row, known, metric, row
from evals.lab.bench.workplace import Corpus, Workplace
from evals.measures import recall, right_span
from evals.metrics import figures, measure
from evals.options import Options
from evals.outcome import Outcome
from evals.question_set import load_set
from evals.record import Record
from evals.run import run_set
from index.catalogue import all_records
from qa.understand.kind import asks

SEEDS = {"small": (0.72, 0.12), "large": (0.80, 0.06)}
"""Right with a correct quote at least, false answers at most, by reader."""
ALONE = (("dense alone", 1.0), ("lexical alone", 0.0))


def xquad(place: Workplace) -> Iterator[Row]:
    """Retrieval and answers on xquad-en, all its articles as one corpus."""
    corpus = place.corpus("xquad-en")
    told = corpus.ask(corpus.cases)
    found = measure(told)
    yield Row("mean words a passage", corpus.mean_words())
    yield row("recall@1", found["recall@1"], 0.88)
    yield row("recall@10", found["recall@10"], 0.99)
    yield row("F1 end to end", found["f1"], 0.68)
    yield row("exact match", found["em"])
    least = place.settings.min_confidence
    yield row(f"F1, abstaining under {least}", mean([_sure(one, least) * one.f1 for one in told]))
    for name, weight in ALONE:
        ranks = corpus.ranks(corpus.cases, weight)
        for k in (1, 10):
            yield row(f"recall@{k}, {name}", share([recall(rank, k) for rank in ranks]))


def realtimeqa(place: Workplace) -> Iterator[Row]:
    """The answerable questions of realtimeqa-2022: from the documents given, and from all articles."""
    corpus = place.corpus("realtimeqa-2022")
    cases = [case for case in corpus.cases if case.answerable]
    given = measure(corpus.ask(cases, "given"))
    for name, target in (("recall@10", 0.85), ("em", 0.375), ("contains", 0.43)):
        yield row(f"given documents: {name}", given[name], target)
    alone = {mode: measure(corpus.ask(cases, dense_weight=weight)) for mode, weight in ALONE}
    told = corpus.ask(cases)
    fused = measure(told)
    for name in ("recall@10", "em", "contains"):
        best = max(one[name].value or 0.0 for one in alone.values())
        yield row(f"open corpus: {name}", fused[name], best, sign=">")
        for mode, one in alone.items():
            yield row(f"open corpus: {name}, {mode}", one[name])
    least = place.settings.min_confidence
    yield row(f"open corpus: answered at {least}", share([_sure(one, least) for one in told]))
    yield row("open corpus: right of these", share([one.right for one in told if _sure(one, least)]))


def seeds(place: Workplace) -> Iterator[Row]:
    """The set that comes with Dateline, at the settings in use."""
    result = run_set(place.settings, load_set("seeds"), Options(limit=place.limit), (), place.log)
    assert result is not None, "all questions are asked"
    right, fooled = SEEDS[place.settings.reader]
    yield metric("right_quoted", result.figures, right, label="right with a correct quote")
    yield metric("right", result.figures)
    yield metric("false_answers", result.figures, fooled, label="false answers")
    for kind, of_kind in result.kinds.items():
        for name in ("right_quoted", "false_answers"):
            if of_kind[name].n:
                yield metric(name, of_kind, label=f"{kind}: {name}")


def field(place: Workplace) -> Iterator[Row]:
    """Small cases of known faults: 55 from outside, by the rule of their README, and the project's own."""
    folder = place.shared("field")
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    shown = {line["id"] for line in lines if line.get("shown")}
    with closing(open_corpus(place.settings, (folder / "files").resolve(), place.log)) as engine:
        cases = place_gold(load_cases(folder / "questions.jsonl")[: place.limit], engine)
        records = list(ask_all(engine, cases, place.log))
        with engine.folder.reading() as store:
            assert store is not None, "open_corpus has indexed the articles"
            stored = {record.source for record in all_records(store)}
    right = [_as_wanted(record, record.case.id in shown) and _all_read(record.case, stored) for record in records]
    yield row("outside: right, or abstained where none is", share(right))
    yield metric("wrong_answers", figures(records), label="outside: answered and not right")
    own = run_set(place.settings, load_set("field"), Options(limit=place.limit), (), place.log)
    assert own is not None, "all questions are asked"
    for name in ("as_wanted", "wrong_answers"):
        yield metric(name, own.figures, label=f"own: {name}")


def _as_wanted(record: Record, shown: bool) -> bool:
    """Whether a case came out right; where `shown`, the right value may also stand among the alternatives."""
    if not record.case.answerable:
        return record.answer.status == "abstained"
    beside = record.answer.alternatives if shown else ()
    return record.judgement.right or any(right_span(other.answer, record.case) for other in beside)


def _all_read(case: Case, stored: Collection[str]) -> bool:
    """Whether every file of the folder that a case is held to was indexed."""
    files = [path for source in case.question.filters.sources for path in Path(source).rglob("*") if path.is_file()]
    return all(any(source.startswith(str(path)) for source in stored) for path in files)


def calibration(place: Workplace) -> Iterator[Row]:
    """What the stated confidence is worth, on the half of the questions that it was not fitted on."""
    wikipedia = place.corpus("xquad-en")
    edited = _held_out(wikipedia.place_gold(load_cases(place.shared("xquad-en/edited.jsonl"), repeated=True)))
    sources = {source(case.id) for case in edited}
    originals = [case for case in wikipedia.cases if case.id in sources]
    yield from _calibration("xquad-en, half of it edited", wikipedia, originals + edited)
    news = place.corpus("realtimeqa-2022")
    held_out = _held_out(news.cases)
    yield from _calibration("realtimeqa-2022, open corpus", news, held_out)
    yield from _calibration("realtimeqa-2022, given documents", news, held_out, "given")


def _calibration(name: str, corpus: Corpus, cases: Sequence[Case], documents: Documents = "open") -> Iterator[Row]:
    """Yield the figures of calibration; here right means that the answer contains an accepted one."""
    told = zip(cases, corpus.ask(cases, documents), strict=True)
    asked = [one for case, one in told if asks(case.question.question).refusal is None]
    stated = [(one.confidence, one.contains) for one in asked if one.confidence is not None]
    confidences = [confidence for confidence, _ in stated]
    rights = [right for _, right in stated]
    note = f"n={len(stated)}, {len(cases) - len(stated)} left out that abstain by rule"
    yield Row(f"{name}: calibration error", known(expected_calibration_error(confidences, rights)), "<", 0.05, note)
    yield Row(f"{name}: calibration error by chance alone", known(error_by_chance(confidences)))
    yield Row(f"{name}: Brier score", known(brier_score(confidences, rights)))


def _held_out(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if not is_fitted_on(case.id)]


def _sure(one: Outcome, least: float) -> bool:
    return one.confidence is not None and one.confidence >= least
