"""The endpoint of feedback: what a person says of an answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import Field
from starlette.responses import Response

from api import bodies
from api.bodies import FiltersBody, TurnBody
from api.dependencies import EngineDep, JsonDep
from api.examples import named
from api.problems import NOT_FOUND, fails
from api.strict import StrictRoute
from index.errors import UsageError
from qa.kept.feedback import Feedback, Place, give
from qa.question import Question

router = APIRouter(tags=["ask"], route_class=StrictRoute)
LONGEST = 10_000
"""Characters of an answer."""


class PlaceBody(bodies.Body):
    """A quote."""

    article_id: str = Field(max_length=500, description="The article.")
    start_char_index: int = Field(ge=0, description="Its first code point in the article's text.")
    end_char_index: int = Field(ge=1, description="One past its last.")


class FeedbackBody(bodies.Body):
    """What is said of an answer; the question is the one that was asked."""

    question: str = Field(description="What was asked.", json_schema_extra=bodies.limited("max_question_chars"))
    answer: str | None = Field(max_length=LONGEST, description="What was answered; null for an abstention.")
    verdict: Literal["right", "wrong"] = Field(description="Whether that was right.")
    quote: PlaceBody | None = Field(None, description="Where the right answer stands.")
    right_answer: str | None = Field(
        None, min_length=1, max_length=LONGEST, description="What would have been right, where it was wrong."
    )
    history: list[TurnBody] | None = Field(
        None, fail_fast=True, description="Earlier turns.", json_schema_extra=bodies.limited("max_history_turns")
    )
    filters: FiltersBody | None = Field(None, description="Those of the question.")
    as_of: str | None = Field(None, description="The day on which it was asked.", json_schema_extra={"format": "date"})


QUOTE = {"article_id": "ferry-2", "start_char_index": 49, "end_char_index": 83}
VERDICTS = {
    "Right": {"question": "Who blamed the ice?", "answer": "Liisa Tamm", "verdict": "right", "quote": QUOTE},
    "Wrong": {
        "question": "Who blamed the ice?",
        "answer": "Aurora",
        "verdict": "wrong",
        "right_answer": "Liisa Tamm",
        "quote": QUOTE,
    },
}


@router.post("/feedback", dependencies=[JsonDep], status_code=204, response_description="It is kept")
@fails(NOT_FOUND)
def give_feedback(body: Annotated[FeedbackBody, Body(openapi_examples=named(VERDICTS))], engine: EngineDep) -> Response:
    """Keep in the data folder what a person says of an answer; `qa feedback --as-set` makes a question set of it."""
    if body.verdict == "right" and body.right_answer is not None:
        raise UsageError("right_answer is for a wrong answer: leave it out.")
    asked = body.model_dump(include={"question", "history", "filters", "as_of"})
    question = Question.parse(asked)
    question.check(engine.settings)
    place = Place(**body.quote.model_dump()) if body.quote else None
    give(engine.folder, Feedback(question, body.answer, body.verdict, place, body.right_answer))
    return Response(status_code=204)
