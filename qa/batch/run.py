"""Asking a sheet of questions, each once, however often the run is ended."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from index.disk import disk_errors, replace_file
from index.errors import DatelineError, ModelError, ModelMissingError, PromptTooLongError, UsageError
from qa.batch.answers import written
from qa.batch.journal import Journal
from qa.batch.sheet import KINDS, Done, Row, Sheet
from qa.engine import Engine
from qa.settings import Settings

ANSWERS = (
    "model", "ollama_model", "openai_base_url", "num_ctx", "answer_tokens", "evidence_tokens", "second_look", "reader",
    "embedder", "min_confidence", "passage_words", "candidates", "dense_weight", "read_passages", "as_of",
)  # fmt: skip
"""Settings that an answer depends on."""
Told = tuple[type[DatelineError], ...]
OF_A_ROW: Told = (UsageError, PromptTooLongError)
"""What is wrong with one question, whenever it is asked, as is a model that is not there where the row names it."""


@dataclass(frozen=True)
class Count:
    """How far a batch is.

    Attributes:
        done: rows that have their answer.
        total: all rows.
        before: those of `done` that had it when this run began.
    """

    done: int
    total: int
    before: int


async def ask_rows(engine: Engine, rows: Iterable[Row], told: Told = OF_A_ROW) -> AsyncGenerator[Done]:
    """Yield what becomes of each row, in their order; as many as the settings allow are asked at once.

    Args:
        engine: answers.
        rows: of a sheet.
        told: what goes wrong with one question and is told in its row; any other error is raised.
    """
    running: deque[asyncio.Future[Done]] = deque()
    try:
        for row in rows:
            running.append(asyncio.ensure_future(_ask(engine, row, told)))
            if len(running) > engine.settings.concurrency:
                yield await running.popleft()
        while running:
            yield await running.popleft()
    finally:
        for asking in running:
            asking.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _ask(engine: Engine, row: Row, told: Told) -> Done:
    if row.question is None:
        return Done(row.n, None, row.error)
    try:
        return Done(row.n, (await engine.aask(row.question)).to_dict())
    except DatelineError as error:
        if not isinstance(error, (*told, ModelMissingError) if row.question.model else told):
            raise
        return Done(row.n, None, error.message if isinstance(error, ModelError) else str(error))


def run_batch(
    settings: Settings,
    questions: Path,
    out: Path,
    open_engine: Callable[[Settings], Engine],
    watch: Callable[[Count], None] = lambda _: None,
) -> Counter[str]:
    """Answer the questions of a file and write them with their answers to `out`; return how many ended how.

    What was answered before the run was ended, by whatever, is taken from the journal beside `out`, unless the
    questions or the settings are others now.

    Args:
        settings: how they are answered.
        questions: a table or JSON Lines, by the end of its name.
        out: the file to make, likewise; one that is there is replaced at the end.
        open_engine: opens what answers.
        watch: told after each row.

    Raises:
        UsageError: a file is of no such kind, or the questions cannot be read.
        DatelineError: the store or a model failed; a further run goes on.
    """
    for path in (questions, out):
        if path.suffix.lower() not in KINDS:
            raise UsageError(f"{path} is neither a table nor JSON Lines: name it {', '.join(KINDS)}.")
    if out.resolve() == questions.resolve():
        raise UsageError(f"{out} holds the questions: give another --out.")
    content = questions.read_bytes()
    sheet = Sheet.read(content, KINDS[questions.suffix.lower()])
    with Journal(out.with_name(f"{out.name}.part"), _key(content, settings)) as journal:
        before = len(journal.done)
        left = [row for row in sheet.rows if row.n not in journal.done]
        watch(Count(before, len(sheet.rows), before))
        if left:
            engine = open_engine(settings)
            try:
                asyncio.run(_answer(engine, left, journal, lambda done: watch(Count(done, len(sheet.rows), before))))
            finally:
                engine.close()
        answers = [journal.done[row.n] for row in sheet.rows]
        kind = KINDS[out.suffix.lower()]
        with disk_errors(out):  # with its mark, a spreadsheet takes a table for what it is
            replace_file(out, written(kind, sheet, answers), "utf-8-sig" if kind == "csv" else "ascii")
        journal.remove()
    return Counter(done.answer["status"] if done.answer else "error" for done in answers)


async def _answer(engine: Engine, rows: list[Row], journal: Journal, watch: Callable[[int], None]) -> None:
    async with aclosing(ask_rows(engine, rows)) as answers:
        async for done in answers:
            journal.add(done)
            watch(len(journal.done))


def _key(content: bytes, settings: Settings) -> str:
    """Return what the answers depend on: the questions, byte for byte, and what answers.

    How long is waited for a model is not among it: who has to wait longer loses no answer.
    """
    how = [getattr(settings, name) for name in ANSWERS]
    where = str(settings.data_dir.resolve())
    return hashlib.sha256(json.dumps([hashlib.sha256(content).hexdigest(), where, *how]).encode()).hexdigest()
