"""The endpoints of kept answers: listed, given back, checked again, cited. Each is given only to the key that asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.bodies import AnswersQuery, CiteQuery, VerifyQuery
from api.dependencies import EngineDep, OwnerDep, ReadsDep
from api.examples import named
from api.problems import MISSING, MODEL, NOT_FOUND, SERVER, TAKEN, TOO_LONG, ProblemError, fails
from api.results import AnswerList, KeptAnswer, reply
from api.strict import StrictRoute
from index.errors import NotFoundError
from qa.engine import Engine
from qa.kept.answers import Answers, Kept
from qa.kept.bibliography import MEDIA_TYPES, Style, cite
from qa.kept.verification import Verification, verify

router = APIRouter(tags=["answers"], route_class=StrictRoute)

AnswerId = Annotated[
    str,
    Path(min_length=4, max_length=12, description="The answer's `id`, or how it begins.", examples=["0123456789ab"]),
]


EXAMPLES: dict[Style, str] = {
    "csl": '[{"id": "dateline-0123456789ab-1", "type": "article-newspaper", "title": "Ferry delayed"}]',
    "bibtex": "@article{dateline-0123456789ab-1,\n  title = {{Ferry delayed}},\n}",
    "markdown": "1. Ferry delayed, Example News, 3 December 2024: “Captain Liisa Tamm blamed the ice.”",
    "csv": '"n","cited_text"\n1,"Captain Liisa Tamm blamed the ice."',
}
CITED = {
    MEDIA_TYPES[style]: {"schema": {"type": "string"}, "examples": named({"In short": text})}
    for style, text in EXAMPLES.items()
}


def _kept(answer_id: AnswerId, engine: EngineDep, owner: OwnerDep) -> Kept:
    try:
        return answers(engine).get(answer_id, owner)
    except NotFoundError:
        raise ProblemError(
            NOT_FOUND,
            f"There is no answer {answer_id!r} that you asked for and that was kept. GET /v1/answers lists them.",
        ) from None


KeptDep = Annotated[Kept, Depends(_kept)]


def answers(engine: Engine) -> Answers:
    """Return the answers that are kept beside the articles."""
    return Answers(engine.folder.path)


@router.get("/answers", response_model=AnswerList, response_description="The newest answers that you asked for")
async def list_answers(
    query: Annotated[AnswersQuery, Query()], request: Request, engine: EngineDep, owner: OwnerDep, reads: ReadsDep
) -> Response:
    """List the answers that were kept of what you asked; none unless the server was told to keep any."""

    def listed() -> AnswerList:
        kept = answers(engine).latest(query.limit, owner)
        return AnswerList(tuple(KeptAnswer(one.id, one.asked, one.question.question, one.text) for one in kept))

    return reply(await reads.run(request, listed))


@router.get("/answers/{answer_id}/verify", response_model=Verification, response_description="What became of it")
@fails(NOT_FOUND, MISSING, TOO_LONG, TAKEN, MODEL, SERVER)
async def verify_answer(
    kept: KeptDep, query: Annotated[VerifyQuery, Query()], request: Request, engine: EngineDep, reads: ReadsDep
) -> Response:
    """Hold each quote of a kept answer to the articles as they are now, and see whether it is the same answer today."""
    today = await reads.wait(request, lambda: engine.aask(kept.question)) if query.ask else None

    def verified() -> Verification:
        with engine.folder.reading() as store:
            return verify(kept, store, today)

    return reply(await reads.run(request, verified))


@router.get(
    "/answers/{answer_id}/citations",
    response_description="The quotes as references",
    response_class=Response,
    responses={200: {"content": CITED}},
)
@fails(NOT_FOUND)
async def cite_answer(kept: KeptDep, query: Annotated[CiteQuery, Query()]) -> Response:
    """Give the quotes of a kept answer as references."""
    return Response(cite(kept, query.format), media_type=MEDIA_TYPES[query.format])
