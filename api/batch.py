"""The endpoint that answers a sheet of questions, a row each, as `qa batch` does."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import EngineDep, HeartbeatDep, ReadsDep
from api.examples import named
from api.problems import INVALID, MEDIA, TOO_LARGE, ProblemError, fails
from api.stream import LineStream
from api.uploads import media_type
from index.errors import DatelineError
from qa.batch.answers import head, line
from qa.batch.run import ask_rows
from qa.batch.sheet import Kind, Sheet

router = APIRouter(tags=["ask"])

SHEETS: dict[str, Kind] = {"text/csv": "csv", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl"}
"""What a sheet is, by its media type."""
CSV = "desk,question\nharbour,Who blamed the ice?\nsport,Who won the chess tournament?\n"
JSONL = (
    '{"id": 7, "question": "Who blamed the ice?", "filters": {"article_ids": ["ferry-2"]}}\n'
    '{"id": 8, "question": "Who won the chess tournament?"}\n'
)
EXAMPLES = {"text/csv": CSV, "application/x-ndjson": JSONL}
CONTENT = {name: {"schema": {"type": "string"}} for name in EXAMPLES}
TAKEN = {name: {"schema": {}, "examples": named({"Two questions": sheet})} for name, sheet in EXAMPLES.items()}
"""No schema says what a sheet is: a row that is none is told in its place."""


@router.post(
    "/query/batch",
    response_class=Response,
    response_description="The same rows, each with its answer, as soon as it is there",
    responses={200: {"content": CONTENT}},
    openapi_extra={"requestBody": {"required": True, "content": TAKEN}},
)
@fails(INVALID, MEDIA, TOO_LARGE)
async def query_batch(request: Request, engine: EngineDep, reads: ReadsDep, heartbeat_s: HeartbeatDep) -> Response:
    """Answer a sheet of questions: a table with a column `question`, or JSON Lines, each with the fields of a question.

    A row comes out for each, in the same form and order: a table with what it had and the answer in further columns,
    JSON Lines with `given`, `answer` and `error`. What cannot be asked is told in its row; an answer that breaks off is
    not whole.
    """
    declared = media_type(request.headers.get("content-type", ""))
    if declared not in SHEETS:
        raise ProblemError(MEDIA, f"Send the sheet as one of: {', '.join(SHEETS)}; it was declared as {declared!r}.")
    kind = SHEETS[declared]
    sheet = Sheet.read(await request.body(), kind)

    async def lines() -> AsyncGenerator[bytes]:
        yield head(kind, sheet).encode("utf-8", "backslashreplace")
        async with aclosing(ask_rows(engine, sheet.rows, (DatelineError,))) as answers:
            async for done in answers:
                yield line(kind, sheet, done).encode("utf-8", "backslashreplace")

    return LineStream(reads, lines, heartbeat_s, declared)
