"""Fit the reader's confidence: `python -m evals.lab.calibrate --evalsets DIR`.

Fitted on the questions of squad2-dev, xquad-en and realtimeqa-2022 whose crc32(id) is even, those with an answer and
those without, of each set, in equal parts of weight; the calibration error is measured on the odd ones. Right means
that the answer equals or contains an accepted one. What the reader found is kept in the data folder, so that fitting
anew takes seconds with `--resume`. Writes `confidence.json` beside the weights of the reader that is set (`QA_READER`).

The surest value comes first, so that what comes first depends on what was fitted. It is fitted on all values that the
reader found, and then anew with those that come first by that: what was fitted before has no say in it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from evals import logistic
from evals.calibration import brier_score, error_by_chance, expected_calibration_error, is_fitted_on, source
from evals.case import Case, load_cases
from evals.corpus import Pace, open_corpus
from evals.lab import sureness
from evals.measures import contains, exact_match
from index.errors import DatelineError, UsageError
from qa.engine import Engine
from qa.events import Read
from qa.question import Question
from qa.read.confidence import WEIGHTS, Evidence, confidence, features, logit
from qa.read.spans import Value
from qa.settings import Settings
from qa.shipped import READERS
from qa.understand.kind import asks

EVENLY = "xquad-en with as many edited questions"

SIGNS = {"margin": 1, "margin_high": 1, "agreement": 1, "doubt": -1}
"""Features that only count for a value (1) or against it (-1): what fits a weight of the other sign is left out. Above
some margin, of articles that seldom agree, and of a doubt that says what the margin says, chance decides the sign."""

HeldTo = Literal["all", "given", "others"]
"""Which articles are asked: all of them, the documents that a question came with, or all but those."""


@dataclass(frozen=True)
class Candidate:
    """A value: what told of it, and whether it equals or contains an accepted answer."""

    evidence: Evidence
    right: bool


@dataclass(frozen=True)
class Sample:
    """The values that the reader found for one question, and how it was asked.

    Attributes:
        id: of the question.
        part: set and way of asking, such as "xquad-en edited".
        answerable: whether the articles asked hold the answer.
        candidates: the values, at least one, in any order.
    """

    id: str
    part: str
    answerable: bool
    candidates: tuple[Candidate, ...]

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> Self:
        """Return the sample that `asdict` made this of."""
        candidates = (Candidate(Evidence(**one["evidence"]), one["right"]) for one in kept["candidates"])
        return cls(**{**kept, "candidates": tuple(candidates)})

    @property
    def fitted(self) -> bool:
        """Whether the question is of the half that is fitted on; an edited one goes with its original."""
        return is_fitted_on(self.id)

    def first(self, weights: Mapping[str, float]) -> Candidate:
        """Return the value that comes first with these weights of confidence."""
        return max(self.candidates, key=lambda one: logit(features(one.evidence), weights))


def main() -> None:
    """Fit, write the weights, print the tables of the model card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evalsets", type=Path, default=Path("../shared/evalsets"), help="folder of the sets")
    parser.add_argument("--resume", action="store_true", help="go on after the last question that was asked")
    options = parser.parse_args()
    try:
        sys.stdout.write("\n".join(calibrate(Settings.load(), options.evalsets, options.resume)) + "\n")
    except DatelineError as error:
        sys.exit(f"error: {error}")


def calibrate(settings: Settings, evalsets: Path, resume: bool = False) -> list[str]:
    """Fit the confidence of the reader that is set and write its weights; return the tables of the model card.

    Args:
        settings: say which reader, and where what was asked is kept.
        evalsets: folder of the sets.
        resume: whether to go on after the last question that was asked.
    """
    settings = replace(settings, model="reader", min_confidence=0.0)
    kept = settings.data_dir / "evals" / f"calibration-{settings.reader}.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not resume:
        kept.unlink(missing_ok=True)
    gathered = list(gather(settings, evalsets, kept))
    weights = fit([sample for sample in gathered if sample.fitted])
    path = READERS[settings.reader].file.with_name(WEIGHTS)
    path.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
    return table(gathered, weights)


def gather(settings: Settings, evalsets: Path, kept: Path) -> Iterator[Sample]:
    """Yield the samples of the sets, each question asked in every way; what is in `kept` is not asked again."""
    done = _kept(kept, READERS[settings.reader].digest)
    xquad, news, squad2 = (evalsets / name for name in ("xquad-en", "realtimeqa-2022", "squad2-dev"))
    ways: list[tuple[Path, str, str, HeldTo]] = [
        (news, "realtimeqa-2022 given documents", "questions.jsonl", "given"),
        (news, "realtimeqa-2022 open corpus", "questions.jsonl", "all"),
        (squad2, "squad2-dev", "questions.jsonl", "all"),
        (xquad, "xquad-en", "questions.jsonl", "all"),
        (xquad, "xquad-en edited", "edited.jsonl", "all"),
        (xquad, "xquad-en without the article", "questions.jsonl", "others"),
    ]
    for folder, part, questions, held_to in ways:
        cases = load_cases(folder / questions, repeated=True)
        if held_to == "others":  # only fitted on
            cases = tuple(case for case in cases if is_fitted_on(case.id))
        if any((part, case.id) not in done for case in cases):
            engine = open_corpus(settings, (folder / "articles.jsonl.gz").resolve(), _log)
            _ask_new(engine, cases, part, held_to, kept, done)
            engine.close()
        yield from (sample for case in cases if (sample := done[part, case.id]))


def _ask_new(
    engine: Engine,
    cases: Sequence[Case],
    part: str,
    held_to: HeldTo,
    kept: Path,
    done: dict[tuple[str, str], Sample | None],
) -> None:
    """Ask the cases that are not in `done`; add them there and to the file `kept`."""
    pace, reader = Pace(_log), engine.reader.digest
    with kept.open("a", encoding="utf-8") as file:
        for n, case in enumerate(cases, 1):
            if (part, case.id) in done:
                continue
            sample = _asked(engine, case, part, held_to)
            done[part, case.id] = sample
            kept_sample = asdict(sample) if sample else None
            line = {"reader": reader, "part": part, "id": case.id, "sample": kept_sample}
            file.write(json.dumps(line) + "\n")
            file.flush()
            pace.say(f"{part}: asked {n:,} of {len(cases):,}")


def _kept(path: Path, reader: str) -> dict[tuple[str, str], Sample | None]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    if any(line.get("reader") != reader for line in lines):
        raise UsageError(f"{path} is of another reader. Run without --resume, and every question is asked again.")
    return {(line["part"], line["id"]): line["sample"] and Sample.parse(line["sample"]) for line in lines}


def _asked(engine: Engine, case: Case, part: str, held_to: HeldTo) -> Sample | None:
    """Return the sample of a case, or None if no span can answer the question or the reader finds none."""
    if asks(case.question.question).refusal:
        return None
    ids = case.docs if held_to == "given" else ()
    if held_to == "others":
        with engine.folder.reading() as store:
            assert store is not None, "open_corpus has indexed the articles"
            ids = tuple(record.id for record in store.articles(limit=1000) if record.id not in case.docs)
    question = replace(case.question, filters=replace(case.question.filters, article_ids=ids))
    read = asyncio.run(_read(engine, question))
    if not read:
        return None
    there = held_to != "others"
    candidates = (
        Candidate(value.evidence, there and (exact_match(value.text, case) or contains(value.text, case)))
        for value in read
    )
    return Sample(case.id, part, case.answerable and there, tuple(candidates))


async def _read(engine: Engine, question: Question) -> tuple[Value, ...]:
    found: tuple[Value, ...] = ()
    async for event in engine.events(question):
        if isinstance(event, Read):
            found = event.values
    return found


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the weights of the features.

    All values of a question together count once, which tells them apart; the one that comes first by that counts once
    more, since it is the one whose confidence is stated. The questions with and without an answer, of each set, count
    as equal parts.
    """
    kinds = [(sample.part.split()[0], sample.answerable) for sample in samples]
    counts = Counter(kinds)
    weighed = [(sample, len(kinds) / len(counts) / counts[kind]) for sample, kind in zip(samples, kinds, strict=True)]
    every = [(one, w / len(sample.candidates)) for sample, w in weighed for one in sample.candidates]
    rough = _fit(every)
    return _fit([*every, *((sample.first(rough), w) for sample, w in weighed)])


def _fit(weighed: Sequence[tuple[Candidate, float]]) -> dict[str, float]:
    """Return the weights fitted on values that count so much each; 0 for a feature whose sign would be wrong."""
    rights, w = [one.right for one, _ in weighed], [of for _, of in weighed]
    rows = [features(one.evidence) for one, _ in weighed]
    left_out: set[str] = set()
    while True:
        kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
        weights = logistic.fit(kept, rights, w)
        wrong = {name for name, sign in SIGNS.items() if sign * weights.get(name, 0.0) < 0}
        if not wrong:
            return {name: weights.get(name, 0.0) for name in rows[0]}
        left_out |= wrong


def table(samples: Sequence[Sample], weights: dict[str, float]) -> list[str]:
    """Return the lines of Markdown tables: how the confidence does on the half that was not fitted on."""
    odd = [sample for sample in samples if not sample.fitted]
    parts = {part: [sample for sample in odd if sample.part == part] for part in dict.fromkeys(s.part for s in odd)}
    even = _evenly(odd)
    news = [sample for sample in odd if sample.part.startswith("realtimeqa-2022")]
    mixture = f"{EVENLY}, and realtimeqa-2022"
    groups = {EVENLY: even, **parts, mixture: even + news}
    told = {name: _told(group, weights) for name, group in groups.items()}
    lines = ["| not fitted on | n | right | stated | calibration error | by chance | Brier |", "|---|" + 6 * "---|"]
    for name in (EVENLY, *parts):
        stated, rights = zip(*told[name], strict=True)
        error, chance = expected_calibration_error(stated, rights), error_by_chance(stated)
        lines.append(
            f"| {name} | {len(stated)} | {np.mean(rights):.3f} | {np.mean(stated):.3f} "
            f"| {error:.3f} | {chance:.3f} | {brier_score(stated, rights):.3f} |"
        )
    return [*lines, "", *sureness.table(told)]


def _told(samples: Sequence[Sample], weights: Mapping[str, float]) -> list[tuple[float, bool]]:
    """Return the confidence of the value that comes first for each question, and whether it is right."""
    return [(confidence(one.evidence, weights), one.right) for one in (sample.first(weights) for sample in samples)]


def _evenly(samples: Sequence[Sample]) -> list[Sample]:
    """Return the edited questions of xquad-en and the originals that they were made from."""
    edited = [sample for sample in samples if sample.part == "xquad-en edited"]
    originals = {source(sample.id) for sample in edited}
    return edited + [sample for sample in samples if sample.part == "xquad-en" and sample.id in originals]


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
