"""Fit the reader's confidence: `python -m evals.calibrate --evalsets DIR`.

Fitted on the questions of xquad-en and realtimeqa-2022 whose crc32(id) is even, each asked so that it has an answer and
so that it has none, in equal parts of weight; the calibration error is measured on the odd ones. Right means that the
answer equals or contains an accepted one. What the reader found is kept in the data folder, so that fitting anew takes
seconds with `--resume`. Writes `qa/models/reader/confidence.json`, which also has a say in which value comes first:
what is fitted on came first by the weights before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from evals import logistic, sureness
from evals.calibration import EDITED, brier_score, expected_calibration_error, fitted
from evals.case import Case, load_cases
from evals.corpus import open_corpus
from evals.measures import contains, exact_match
from evals.pace import Pace
from qa.asked import asks
from qa.confidence import WEIGHTS, Evidence, confidence, features
from qa.engine import Engine
from qa.events import Read
from qa.question import Question
from qa.reading import Value
from qa.settings import Settings

EVENLY = "xquad-en with as many edited questions"

HeldTo = Literal["all", "given", "others"]
"""Which articles are asked: all of them, the documents that a question came with, or all but those."""


@dataclass(frozen=True)
class Sample:
    """The best value for one question: what told of it, whether it was right, and how the question was asked.

    Attributes:
        id: of the question.
        part: set and way of asking, such as "xquad-en edited".
        answerable: whether the articles asked hold the answer.
        right: whether the value equals or contains an accepted answer.
        evidence: what the reader found of it.
    """

    id: str
    part: str
    answerable: bool
    right: bool
    evidence: Evidence

    @property
    def fitted(self) -> bool:
        """Whether the question is of the half that is fitted on; an edited one goes with its original."""
        return fitted(self.id)


def main() -> None:
    """Fit, write the weights, print the tables of the model card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evalsets", type=Path, default=Path("../shared/evalsets"), help="folder of the two sets")
    parser.add_argument("--resume", action="store_true", help="go on after the last question that was asked")
    options = parser.parse_args()
    settings = replace(Settings.load(), model="reader", min_confidence=0.0)
    kept = settings.data_dir / "evals" / "calibration.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not options.resume:
        kept.unlink(missing_ok=True)
    gathered = list(gather(settings, options.evalsets, kept))
    weights = fit([sample for sample in gathered if sample.fitted])
    WEIGHTS.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(table(gathered, weights)) + "\n")


def gather(settings: Settings, evalsets: Path, kept: Path) -> Iterator[Sample]:
    """Yield the samples of both sets, each question asked in every way; what is in `kept` is not asked again."""
    done = _kept(kept)
    xquad, news = evalsets / "xquad-en", evalsets / "realtimeqa-2022"
    ways: list[tuple[Path, str, str, HeldTo]] = [
        (news, "realtimeqa-2022 given documents", "questions.jsonl", "given"),
        (news, "realtimeqa-2022 open corpus", "questions.jsonl", "all"),
        (xquad, "xquad-en", "questions.jsonl", "all"),
        (xquad, "xquad-en edited", "edited.jsonl", "all"),
        (xquad, "xquad-en without the article", "questions.jsonl", "others"),
    ]
    for folder, part, questions, held_to in ways:
        cases = load_cases(folder / questions, repeated=True)
        if held_to == "others":  # only fitted on
            cases = tuple(case for case in cases if fitted(case.id))
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
    pace = Pace(_log)
    with kept.open("a", encoding="utf-8") as file:
        for n, case in enumerate(cases, 1):
            if (part, case.id) in done:
                continue
            sample = _asked(engine, case, part, held_to)
            done[part, case.id] = sample
            line = {"part": part, "id": case.id, "sample": asdict(sample) if sample else None}
            file.write(json.dumps(line) + "\n")
            file.flush()
            pace.say(f"{part}: asked {n:,} of {len(cases):,}")


def _kept(path: Path) -> dict[tuple[str, str], Sample | None]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
    return {(line["part"], line["id"]): _sample(line["sample"]) for line in lines}


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
    right = exact_match(read[0].text, case) or contains(read[0].text, case)
    answerable = case.answerable and held_to != "others"
    return Sample(case.id, part, answerable, right and held_to != "others", read[0].evidence)


async def _read(engine: Engine, question: Question) -> tuple[Value, ...]:
    found: tuple[Value, ...] = ()
    async for event in engine.events(question):
        if isinstance(event, Read):
            found = event.values
    return found


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the weights of the features.

    The questions with and without an answer, of each set, count as four equal parts.
    """
    kinds = [(sample.part.split()[0], sample.answerable) for sample in samples]
    counts = Counter(kinds)
    w = [len(kinds) / len(counts) / counts[kind] for kind in kinds]
    return logistic.fit([features(sample.evidence) for sample in samples], [sample.right for sample in samples], w)


def table(samples: Sequence[Sample], weights: dict[str, float]) -> list[str]:
    """Return the lines of Markdown tables: how the confidence does on the half that was not fitted on."""
    odd = [sample for sample in samples if not sample.fitted]
    parts = {part: [sample for sample in odd if sample.part == part] for part in dict.fromkeys(s.part for s in odd)}
    even = _evenly(odd)
    news = [sample for sample in odd if sample.part.startswith("realtimeqa-2022")]
    groups = {EVENLY: even, **parts}
    lines = ["| not fitted on | n | right | stated | calibration error | Brier |", "|---|---|---|---|---|---|"]
    for name, group in groups.items():
        stated = [confidence(sample.evidence, weights) for sample in group]
        rights = [sample.right for sample in group]
        error, brier = expected_calibration_error(stated, rights), brier_score(stated, rights)
        lines.append(
            f"| {name} | {len(group)} | {np.mean(rights):.3f} | {np.mean(stated):.3f} | {error:.3f} | {brier:.3f} |"
        )
    told = {
        name: [(confidence(sample.evidence, weights), sample.right) for sample in group]
        for name, group in (groups | {f"{EVENLY}, and realtimeqa-2022": even + news}).items()
    }
    return [*lines, "", *sureness.table(told)]


def _evenly(samples: Sequence[Sample]) -> list[Sample]:
    """Return the edited questions of xquad-en and the originals that they were made from."""
    edited = [sample for sample in samples if sample.part == "xquad-en edited"]
    originals = {sample.id.partition(EDITED)[0] for sample in edited}
    return edited + [sample for sample in samples if sample.part == "xquad-en" and sample.id in originals]


def _sample(kept: dict[str, Any] | None) -> Sample | None:
    return Sample(**{**kept, "evidence": Evidence(**kept["evidence"])}) if kept else None


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
