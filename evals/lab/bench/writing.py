"""What is promised of language models: a small real one on the seeds, rubbish, and the time that the checks take."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace

from evals.asking import ask_all
from evals.case import Case
from evals.corpus import open_corpus
from evals.lab.bench.recited import Recited
from evals.lab.bench.row import Row, metric
from evals.lab.bench.workplace import Workplace
from evals.lab.garbage import garbage as rubbish
from evals.lab.sentences import Sample, load
from evals.metrics import figures
from evals.options import Options
from evals.outcome import Rival
from evals.question_set import load_set
from evals.record import Record
from evals.run import keep, run_set
from index.errors import ModelError
from index.waiting import wait_for
from qa.engine import Engine
from qa.events import Answered
from qa.llm.models import Models
from qa.text.facts import Background, missing
from qa.understand.kind import asks
from qa.write.writer import SURE

MODEL = "ollama/smollm2:135m"
"""The weakest model that one would try."""
LESS = 0.05
"""By how much fewer of the questions it may answer right than the reader alone."""
RUBBISH = 200
SENTENCES = 5
PAUSE_S = 0.02
"""Seconds between two words of a model on a small machine."""


def ollama(place: Workplace) -> Iterator[Row]:
    """A small language model of a real Ollama server on the seeds, against the embedded reader alone."""
    settings = replace(place.settings, model=MODEL)
    try:
        wait_for(Models(settings).choose())
    except ModelError as error:
        place.log(f"ollama: skipped. {error}")
        return
    chosen = load_set("seeds")
    result = run_set(settings, chosen, Options(limit=place.limit), (), place.log, Rival("reader"))
    assert result is not None, "all questions are asked"
    assert result.rival is not None, "the reader is asked them too"
    place.log(f"ollama: the run is in {keep(settings, result)}")
    found, reader = result.figures, result.rival.figures
    yield metric("wrong_answers", found, 0.05, label="wrong answers given as true, of all questions")
    least = (reader["right"].value or 0.0) - LESS
    yield metric("right", found, least)
    yield metric("right", reader, label="right, the reader alone")
    yield metric("wrong_answers", reader, label="wrong answers, the reader alone")
    yield metric("quote_integrity", found, 1.0, label="quotes that are exact slices")
    with closing(open_corpus(settings, chosen.articles, place.log)) as engine:
        yield Row("sentences with a value that their quotes lack", _lacking(engine, result.records), "<=", 0)
    auto = figures(_by_auto(result.records, result.rival.records))
    yield metric("right", auto, label="right, where auto takes the model")
    yield metric("wrong_answers", auto, label="wrong answers, where auto takes the model")
    for name in ("support_rate", "taken_out", "tokens_per_second", "first_token_ms"):
        yield metric(name, found)
    for line in result.lines():
        place.log(line)


def garbage(place: Workplace) -> Iterator[Row]:
    """200 answers of rubbish: what is shown of them is quoted exactly and has no value without a quote."""
    seeds = itertools.count()
    cases = [case for case in load_set("seeds").cases if _asks_once(case)]
    cases = [*itertools.islice(itertools.cycle(cases), min(RUBBISH, place.limit or RUBBISH))]
    with closing(_answered_by(place, Recited(lambda passages: rubbish(next(seeds), passages)))) as engine:
        records = list(ask_all(engine, cases, place.log))
        stand = [record.answer.status == "answered" for record in records]
        yield Row("answers of which something stands", sum(stand), note=f"of {len(records)}")
        yield metric("quote_integrity", figures(records), 1.0, label="quotes that are exact slices")
        yield Row("sentences with a value that their quotes lack", _lacking(engine, records), "<=", 0)


def checks(place: Workplace) -> Iterator[Row]:
    """From the model's last token to the answer: five true sentences each, written by hand on the seeds."""
    true = [sample for sample in load() if sample.supported]
    answers = [true[n : n + SENTENCES] for n in range(0, len(true) - SENTENCES + 1, SENTENCES)][: place.limit]
    for name, pause_s, sign, target in (
        ("at the pace of a model", PAUSE_S, "<", 50.0),
        ("all words at once", 0.0, None, None),
    ):
        model = Recited(_saying(answers), pause_s)
        with closing(_answered_by(place, model)) as engine:
            times = [wait_for(_lag_ms(engine, model, answer[0].question)) for answer in answers]
        note = f"n={len(times)}, {max(times):,.0f} at most"
        yield Row(f"milliseconds, median, {name}", statistics.median(times), sign, target, note)


async def _lag_ms(engine: Engine, model: Recited, question: str) -> float:
    """Return the milliseconds from when the model's last word was due to the answer."""
    async with aclosing(engine.events(question)) as events:
        async for event in events:
            if isinstance(event, Answered):
                break
    return 1000 * (time.perf_counter() - model.due)


def _by_auto(records: Sequence[Record], reader: Sequence[Record]) -> list[Record]:
    """Return the records as they are where `auto` takes the model: the reader answers what it left, if it is sure."""
    return [
        read if record.answer.status == "abstained" and (read.answer.confidence or 0.0) >= SURE else record
        for record, read in zip(records, reader, strict=True)
    ]


def _saying(answers: Sequence[Sequence[Sample]]) -> Callable[[Sequence[str]], str]:
    """Return what says the answers one after the other, each sentence cited as best it can be without reading."""
    said = iter([" ".join(f"{sample.sentence} [1]" for sample in answer) for answer in answers])
    return lambda _: next(said)


def _asks_once(case: Case) -> bool:
    """Whether a language model is asked for the answer to a question, and for nothing before it."""
    return not case.question.history and asks(case.question.question).refusal in (None, "needs_language_model")


def _answered_by(place: Workplace, model: Recited) -> Engine:
    """Return an engine on the seeds that a model answers."""
    settings = replace(place.settings, model="auto")
    return open_corpus(settings, load_set("seeds").articles, place.log, model)


def _lacking(engine: Engine, records: Sequence[Record]) -> int:
    """Return how many sentences shown have a date, number, amount or name that their quotes lack."""
    count = 0
    for record in records:
        answer = record.answer
        if not answer.written or not answer.answer:
            continue
        asked, filters = answer.understood_as or answer.question, record.case.question.filters
        hits = engine.search(asked, filters, engine.settings.read_passages)[: answer.written.passages]
        articles = {hit.article.id: hit.article for hit in hits}
        with engine.folder.reading() as store:
            assert store is not None, "open_corpus has indexed the articles"
            texts = [store.text(id) for id in articles]
        dates = [article.published for article in articles.values() if article.published]
        background = Background(texts, [article.title for article in articles.values()], len(articles), dates)
        for sentence in answer.sentences:
            quotes = [citation.cited_text for citation in answer.citations if citation.n in sentence.citations]
            count += bool(missing(answer.answer[sentence.start : sentence.end], quotes, background))
    return count
