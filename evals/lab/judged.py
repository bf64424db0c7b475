"""What language models say of the reader's values: `python -m evals.lab.judged collect|fit|show`.

`collect` asks a model about the sentence of each value that it would be asked about, and keeps line by line what it
says, so that what was stopped goes on; questions come in the order of their ids' crc32, so that any part is a sample.
`fit` makes the curves that come with Dateline (`qa/check/curves.json`) of the questions with an even crc32; `show` says
what model and reader together do on the odd ones, beside the reader alone on the same.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import numpy as np

from evals import logistic
from evals.calibration import is_fitted_on
from evals.case import Case
from evals.corpus import open_corpus, place_gold
from evals.intervals import share
from evals.measures import exact_match, right_span
from evals.question_set import load_set
from index.errors import ModelError
from index.waiting import wait_for
from qa.check.curve import CURVES, FEATURES, OTHERS, Curve, Signs, features
from qa.engine import Engine
from qa.events import Answered, Read
from qa.llm.protocol import Judge
from qa.read.spans import Value
from qa.settings import Settings
from qa.write import prompt
from qa.write.judging import ENOUGH, quote_of, worth_judging

FOLDER = Path(".qa") / "lab" / "judged"
READER = 2.0
"""Weight of the reader's log odds, in units of 2, by which they stay what they are."""
WRONG = 0.05
"""Share of all questions that may end in a wrong answer."""
STEP, MOST_SURER = 0.05, 2.0
"""Log odds by which two thresholds that are tried differ, and of the highest one."""
WRITTEN = tuple(name for name in FEATURES if not name.startswith("judged"))


@dataclass(frozen=True)
class Judged:
    """A value of whose sentence a model was asked: what it said, what the reader says, and whether it is right."""

    text: str
    reader: float
    yes: float
    seconds: float
    right: bool
    exact: bool

    @property
    def signs(self) -> Signs:
        """What tells of its being right."""
        return Signs.of_judgement(self.yes, self.reader)


@dataclass(frozen=True)
class Line:
    """A question with its values, the reader's surest first."""

    model: str
    digest: str
    set: str
    id: str
    answerable: bool
    values: tuple[Judged, ...]


def read_lines() -> list[Line]:
    """Return what was collected."""
    lines = [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [Line(**line | {"values": tuple(Judged(**value) for value in line["values"])}) for line in lines]


def read_values(engine: Engine, case: Case) -> tuple[str, Sequence[Value]]:
    """Return the question as it is understood, and what the reader finds."""

    async def found() -> tuple[str, Sequence[Value]]:
        values: Sequence[Value] = ()
        question = case.question.question
        async with aclosing(engine.events(replace(case.question, model="reader"))) as events:
            async for event in events:
                values = event.values if isinstance(event, Read) else values
                if isinstance(event, Answered):
                    question = event.answer.understood_as or question
        return question, values

    return wait_for(found())


def judge_all(engine: Engine, model: Judge, case: Case) -> tuple[Judged, ...]:
    """Return what a model says of the values of a question."""
    question, values = read_values(engine, case)
    judged, said = list[Judged](), dict[str, float]()
    for value in worth_judging(values):
        messages = prompt.judging(question, value.spans[0].hit.article, quote_of(value))
        about, began = prompt.digest(messages), time.perf_counter()
        if about not in said:
            says, _ = wait_for(model.says_yes(messages))
            if says is None:
                raise ModelError(f"{model.name} says neither yes nor no.")
            said[about] = says
        right = case.answerable and right_span(value.text, case)
        exact = exact_match(value.text, case)
        judged.append(Judged(value.text, value.confidence, said[about], time.perf_counter() - began, right, exact))
    return tuple(judged)


@click.group()
def main() -> None:
    """What language models say of the reader's values."""


@main.command()
@click.argument("model")
@click.option("--set", "name", default="seeds", show_default=True, help="The question set, or a folder that holds one.")
@click.option("--limit", type=int, help="At most so many of its questions.")
@click.option("--even", is_flag=True, help="Only those that the curves are fitted on.")
@click.option("--minutes", type=float, default=600.0, help="Begin no question after so many.")
def collect(model: str, name: str, limit: int | None, even: bool, minutes: float) -> None:
    """Ask MODEL, as ollama/NAME, and keep what it says."""
    chosen = load_set(name)
    engine = open_corpus(Settings.load(), chosen.articles, click.echo)
    judge = wait_for(engine.choose(model)).model
    if not isinstance(judge, Judge):
        raise click.UsageError(f"{model} does not tell how likely a word is.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{model.replace('/', '-').replace(':', '-')}.jsonl"
    there = {(line.set, line.id) for line in read_lines() if line.model == judge.name}
    cases = [
        case for case in place_gold(chosen.cases, engine) if not case.is_open and (is_fitted_on(case.id) or not even)
    ]
    cases = sorted(cases, key=lambda case: zlib.crc32(case.id.encode()) >> 1)[:limit]
    ends = time.monotonic() + 60 * minutes
    with path.open("a") as file:
        for case in cases:
            if (chosen.name, case.id) not in there and time.monotonic() < ends:
                values = judge_all(engine, judge, case)
                line = Line(judge.name, judge.digest, chosen.name, case.id, case.answerable, values)
                file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
                file.flush()
    told = [line for line in read_lines() if line.model == judge.name and line.set == chosen.name]
    click.echo(f"{judge.name}: {len(told)} of {len(cases)} questions of {chosen.name}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=CURVES, show_default=True, help="Where they are kept.")
def fit(out: Path) -> None:
    """Make the curves that come with Dateline, of what was collected on ids with an even crc32."""
    lines = [line for line in read_lines() if is_fitted_on(line.id)]
    models = {OTHERS: ""} | {line.model: line.digest for line in lines}
    written = {line["model"]: line["weights"] for line in json.loads(CURVES.read_text())}
    asked = [{(line.set, line.id) for line in lines if line.model == model} for model in models if model]
    made = []
    for model, digest in models.items():
        own = [line for line in lines if line.model == model]
        if not model:  # of what each was asked: else the sets would tell of the models
            own = [line for line in lines if all((line.set, line.id) in each for each in asked)]
        values = [value for line in own for value in line.values]
        weights = weigh(values)
        kept = {name: weight for name, weight in written.get(model, {}).items() if name in WRITTEN}
        sets = ", ".join(sorted({line.set for line in own}))
        made.append(Curve(model, digest, kept | weights, sets, len(values), ""))
        # The other sets have more questions without an answer than people ask, or are not of news.
        asked_of_news = [line for line in own if line.set == "seeds"] or own
        made[-1] = replace(made[-1], surer=surer(asked_of_news, made[-1], Settings().min_confidence))
        if model:
            odd = [line for line in read_lines() if line.model == model and not is_fitted_on(line.id)]
            made[-1] = replace(made[-1], measured=measured(odd, made[-1], Settings().min_confidence))
        told = f"{weights}, surer by {made[-1].surer}"
        click.echo(f"{model or 'all'}: {len(values)} values of {len(own)} questions: {told}")
    out.write_text("[\n" + ",\n".join(f" {json.dumps(asdict(one))}" for one in made) + "\n]\n")


def weigh(values: Sequence[Judged]) -> dict[str, float]:
    """Return the weights that make the best of what a model said, the reader's own confidence taken as it is.

    That one is calibrated on many more answers, so that a model which says nothing leaves it what it was.
    """
    told = [features(value.signs) for value in values]
    x = np.array([[each["judged"], each["judged_yes"]] for each in told])
    known = READER * np.array([each["judged_reader"] for each in told])
    y = np.array([float(value.right) for value in values])
    bias, yes = logistic.solve(x, y, np.ones(len(y)), np.array([logistic.PENALTY] * 2), known)
    return {"judged": round(float(bias), 4), "judged_reader": READER, "judged_yes": round(float(yes), 4)}


def surer(lines: Sequence[Line], curve: Curve, least: float) -> float:
    """Return by how many log odds the two together must be surer to be wrong seldom, and right as often as the reader.

    It is the least by which at most WRONG of all answers are wrong; where none is enough, that with the fewest.

    Args:
        lines: of one model.
        curve: of it.
        least: confidence that the reader's answer must have.
    """

    def told(by: Curve | None) -> tuple[int, int]:
        values = [(answered(line, by, least)[0], line.answerable) for line in lines]
        right = sum(value is not None and value.right for value, answerable in values if answerable)
        return right, sum(value is not None and not value.right for value, _ in values)

    enough, _ = told(None)
    steps = [(step, *told(replace(curve, surer=step))) for step in np.arange(0, MOST_SURER, STEP).round(2).tolist()]
    kept = [(max(wrong, WRONG * len(lines)), step) for step, right, wrong in steps if right >= enough]
    return float(min(kept, default=(0.0, 0.0))[1])


@main.command()
@click.option("--even", is_flag=True, help="On the ids that the curves were fitted on.")
def show(even: bool) -> None:
    """Say what model and reader together do on ids with an odd crc32."""
    lines = [line for line in read_lines() if is_fitted_on(line.id) == even]
    for row in table(lines, Settings.load().min_confidence):
        click.echo(row)


def table(lines: Sequence[Line], least: float) -> Iterator[str]:
    """Yield the rows of a Markdown table: for each model what both do, and what the reader alone does.

    Args:
        lines: what was collected.
        least: confidence from which on an answer is given.
    """
    yield "| model | who chooses | questions | right | wrong given as true | exact | judged | seconds, median |"
    yield "|---|---|---|---|---|---|---|---|"
    for model in sorted({line.model for line in lines}):
        own = [line for line in lines if line.model == model]
        for who, curve in (("reader", None), ("both", Curve.shipped(model, own[0].digest))):
            yield f"| {model} | {who} | {len(own)} | {_row([answered(line, curve, least) for line in own], own)} |"


def measured(lines: Sequence[Line], curve: Curve, least: float) -> str:
    """Return in a line what a model did on questions, and what the reader alone did on them."""
    told = []
    for who, by in (("", curve), ("the reader alone ", None)):
        values = [(answered(line, by, least)[0], line.answerable) for line in lines]
        right = [value is not None and value.right for value, answerable in values if answerable]
        wrong = [value is not None and not value.right for value, _ in values]
        told.append(f"{who}{sum(right)} of {len(right)} facts right, {sum(wrong)} of {len(wrong)} answers wrong")
    sets = ", ".join(sorted({line.set for line in lines}))
    return f"judging: {'; '.join(told)} ({sets})"


def answered(line: Line, curve: Curve | None, least: float) -> tuple[Judged | None, int, float]:
    """Return the value that is answered or None, how many were judged for it, and the seconds that took."""
    if curve is None:
        best = line.values[0] if line.values and line.values[0].reader >= least else None
        return best, 0, 0.0
    tried: list[tuple[float, Judged]] = []
    for value in line.values:
        tried.append((curve.confidence(value.signs), value))
        if tried[-1][0] >= ENOUGH:
            break
    confidence, best = max(tried, key=lambda one: one[0], default=(0.0, None))
    return (best if confidence >= curve.least(least) else None), len(tried), sum(value.seconds for _, value in tried)


def _row(told: Sequence[tuple[Judged | None, int, float]], lines: Sequence[Line]) -> str:
    answerable = [(value, line) for (value, _, _), line in zip(told, lines, strict=True) if line.answerable]
    right = share([value is not None and value.right for value, _ in answerable])
    wrong = share([value is not None and not value.right for value, _, _ in told])
    exact = share([value is not None and value.exact for value, _ in answerable])
    seconds = sorted(seconds for _, _, seconds in told)
    judged = sum(count for _, count, _ in told) / max(len(told), 1)
    return f"{right} | {wrong} | {exact} | {judged:.1f} | {seconds[len(seconds) // 2] if seconds else 0:.1f}"


if __name__ == "__main__":
    main()
