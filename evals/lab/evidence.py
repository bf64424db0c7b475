"""What evidence holds and costs: `python -m evals.lab.evidence [MODEL]`.

For several sizes of the evidence (`QA_EVIDENCE_TOKENS`) and for whole passages: in how many answerable questions of a
set the text that a language model is shown holds the answer (or all points of an open question, by their places), and
how many tokens that takes. With MODEL it is also asked for its first word, with the default and with whole passages in
turn, so that what else the machine does meets both alike; that goes on where it was stopped.
"""

from __future__ import annotations

import json
import statistics
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from pathlib import Path

import click

from evals.case import Case
from evals.corpus import open_corpus, place_gold
from evals.intervals import share
from evals.lab.judged import read_values
from evals.measures import contains
from evals.question_set import load_set
from index.catalogue import texts
from index.view import view
from index.waiting import wait_for
from qa.engine import Engine
from qa.llm.protocol import LanguageModel
from qa.llm.tokencount import TokenCount
from qa.settings import Settings
from qa.understand.kind import asks
from qa.write import prompt
from qa.write.evidence import Excerpt, about, gather, whole
from qa.write.writer import WIDER

FOLDER = Path(".qa") / "lab" / "evidence"
SIZES = (300, 500, 700, 1_000, 0)
"""Tokens; 0 stands for whole passages."""


def evidence_of(engine: Engine, case: Case) -> tuple[str, dict[int, list[Excerpt]]]:
    """Return the question as it is understood, and what a language model is shown for it at each size."""
    question, values = read_values(engine, case)
    hits = engine.search(question, case.question.filters, engine.settings.read_passages)
    told = about(question, hits)
    wide, count = asks(question).refusal is not None, TokenCount()

    def cost(part: object) -> int:
        return count.of(part if isinstance(part, str) else "x" * 150)

    def sized(size: int) -> list[Excerpt]:
        tokens = round(size * (WIDER if wide else 1))
        return gather(question, told, values, engine.support.near, cost, tokens, wide)

    return question, {size: sized(size) if size else whole(hits) for size in SIZES}


def holds(engine: Engine, case: Case, evidence: Sequence[Excerpt]) -> bool:
    """Whether the answer stands in the evidence, or every point of an open question does."""
    shown = "\n".join(excerpt.text for excerpt in evidence)
    if not case.points:
        return contains(shown, case)
    text_of = texts(engine.folder)
    places = case.gold[-len(case.points) :]
    quotes = [(text_of(place.article_id or "") or "")[place.start : place.end] for place in places]
    return all(view(quote).text in shown for quote in quotes)


async def first_word(model: LanguageModel, question: str, evidence: Sequence[Excerpt]) -> float:
    """Return the seconds until a model's first word."""
    began = time.perf_counter()
    async with aclosing(model.chat(prompt.answering(question, evidence), 2)) as pieces:
        async for _ in pieces:
            break
    return time.perf_counter() - began


def rows(held: dict[int, list[bool]], tokens: dict[int, list[int]], seconds: dict[int, list[float]]) -> Iterator[str]:
    """Yield the rows of a Markdown table."""
    yield "| evidence | holds the answer | tokens of it, median | seconds to the first word, median |"
    yield "|---|---|---|---|"
    for size in SIZES:
        timed = f"{statistics.median(seconds[size]):.1f} (n={len(seconds[size])})" if seconds.get(size) else ""
        yield f"| {size or 'whole passages'} | {share(held[size])} | {statistics.median(tokens[size]):.0f} | {timed} |"


@click.command()
@click.argument("model", required=False)
@click.option("--set", "name", default="seeds", show_default=True, help="The question set.")
@click.option("--limit", type=int, help="At most so many of its answerable questions.")
@click.option("--timed", type=int, default=0, help="How many of them MODEL is asked.")
def main(model: str | None, name: str, limit: int | None, timed: int) -> None:
    """Say what evidence of several sizes holds and costs."""
    chosen = load_set(name)
    engine = open_corpus(Settings.load(), chosen.articles, click.echo)
    writer = wait_for(engine.choose(model)).model if model else None
    cases = [case for case in place_gold(chosen.cases, engine) if case.answerable]
    cases = sorted(cases, key=lambda case: zlib.crc32(case.id.encode()) >> 1)[:limit]
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{(model or '').replace('/', '-').replace(':', '-')}-{chosen.name}.jsonl"
    told = [json.loads(line) for line in path.read_text().splitlines()] if writer and path.exists() else []
    there = {(line["id"], line["size"]) for line in told}
    held, tokens = {size: list[bool]() for size in SIZES}, {size: list[int]() for size in SIZES}
    for n, case in enumerate(cases):
        question, sizes = evidence_of(engine, case)
        for size, evidence in sizes.items():
            held[size].append(holds(engine, case, evidence))
            tokens[size].append(sum(TokenCount().of(excerpt.text) for excerpt in evidence))
            if writer and n < timed and size in (500, 0) and (case.id, size) not in there:
                told.append({"id": case.id, "size": size, "s": wait_for(first_word(writer, question, evidence))})
                with path.open("a") as file:
                    file.write(json.dumps(told[-1]) + "\n")
    seconds = {size: [line["s"] for line in told if line["size"] == size] for size in SIZES}
    for row in rows(held, tokens, seconds):
        click.echo(row)


if __name__ == "__main__":
    main()
