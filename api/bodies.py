"""What is sent to the API. `Question.parse` and `Question.check` say what a question may be; this says its types."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.problems import MOST_ERRORS, shorten
from index.draft import LONGEST_FIELD, LONGEST_ID
from index.errors import UsageError
from index.filters import Filters
from qa.kept.bibliography import Style
from qa.question import MOST_PASSAGES, Question
from qa.settings import Settings

LIMIT = "x-limit"


def limited(setting: str) -> dict[str, Any]:
    """Return what says in a schema that a setting bounds the length of a field; `openapi.py` puts its value in."""
    return {LIMIT: setting}


def _day(side: str) -> Any:
    text = f"Only articles published on this day (UTC) or {side}; those without a date are left out."
    return Field(description=text, json_schema_extra={"format": "date"})


Since = Annotated[str | None, _day("later")]
Until = Annotated[str | None, _day("earlier")]


class Body(BaseModel):
    """An object of known fields, each of exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        unknown = sorted(set(given) - set(cls.model_fields)) if isinstance(given, dict) else []
        if unknown:
            names = ", ".join(shorten(name) for name in unknown[:MOST_ERRORS])
            names += f" and {len(unknown) - MOST_ERRORS:,} more" if len(unknown) > MOST_ERRORS else ""
            raise ValueError(f"Unknown field: {names}. Known are: {', '.join(cls.model_fields)}.")
        return given


class TurnBody(Body):
    """An earlier question and its answer."""

    question: str = Field(description="What was asked.", json_schema_extra=limited("max_turn_chars"))
    answer: str | None = Field(
        None,
        description="What was answered; null or empty for an abstention.",
        json_schema_extra=limited("max_turn_chars"),
    )


class FiltersBody(Body):
    """Which articles may answer; what is left out does not restrict."""

    article_ids: list[str] | None = Field(
        None, fail_fast=True, description="Only these articles.", json_schema_extra=limited("max_article_ids")
    )
    sources: list[str] | None = Field(
        None,
        fail_fast=True,
        description="Only articles from these: a file, a folder (all below it), or the source as answers show it.",
        json_schema_extra=limited("max_sources"),
    )
    outlets: list[str] | None = Field(
        None,
        fail_fast=True,
        description="Only articles of these publishers, whatever the case of their names.",
        json_schema_extra=limited("max_sources"),
    )
    tags: list[str] | None = Field(
        None,
        fail_fast=True,
        description="Only articles that have any of these tags.",
        json_schema_extra=limited("max_sources"),
    )
    since: Since = None
    until: Until = None


class QuestionBody(Body):
    """A question; all but its words can be left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"draft": {"enum": [False, None]}}},
                {"properties": {"stream": {"const": True}}, "required": ["stream"]},
            ]
        }
    )
    question: str = Field(description="The question, in words.", json_schema_extra=limited("max_question_chars"))
    history: list[TurnBody] | None = Field(
        None,
        fail_fast=True,
        description="Earlier turns of the conversation, oldest first.",
        json_schema_extra=limited("max_history_turns"),
    )
    filters: FiltersBody | None = Field(None, description="Which articles may answer.")
    as_of: str | None = Field(None, description="The day on which it is asked.", json_schema_extra={"format": "date"})
    model: str | None = Field(
        None,
        description="What answers: `reader`, the embedded one; `ollama/NAME` or `openai/NAME`; `auto`; without it what "
        "the server was started with. GET /v1/models lists what there is.",
        examples=["reader"],
    )
    min_confidence: float | None = Field(
        None,
        ge=0,
        le=1,
        description="An answer that states less confidence is withheld; by default as the server is set.",
    )
    k: int | None = Field(
        None,
        ge=1,
        le=MOST_PASSAGES,
        description="How many of the best passages are read; by default as the server is set.",
    )
    stream: bool | None = Field(
        None, description="Whether the answer is sent as events while it is made; see the responses of POST /v1/query."
    )
    draft: bool | None = Field(
        None, description="Whether a stream also sends what a language model writes as it comes, unchecked."
    )

    def parsed(self, settings: Settings) -> Question:
        """Return the question; UsageError where a value or a limit is passed."""
        if self.draft and not self.stream:
            raise UsageError("'draft' is for streams: send 'stream': true with it, or leave it out.")
        question = Question.parse(self.model_dump())
        question.check(settings)
        return question


class SearchBody(Body):
    """Words to find passages for."""

    question: str = Field(description="A question or any words.", json_schema_extra=limited("max_question_chars"))
    filters: FiltersBody | None = Field(None, description="Which articles are searched.")
    k: int = Field(10, ge=1, le=MOST_PASSAGES, description="How many passages at most.")

    def parsed(self, settings: Settings) -> Question:
        """Return the question that is searched for; UsageError where a value or a limit is passed."""
        question = Question.parse(self.model_dump(exclude={"k"}))
        question.check(settings)
        return question


class ArticleBody(Body):
    """One article to store; sent again under the same identity it replaces the version before."""

    text: str = Field(
        min_length=1,
        description="The whole text. It is stored and quoted as it is sent.",
        json_schema_extra=limited("max_article_chars"),
    )
    id: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_ID,
        description="Its identity. Without one it is made from `url`, or else from the text.",
    )
    title: str | None = Field(
        None, max_length=LONGEST_FIELD, description="Its title; without one the first line, shortened."
    )
    url: str | None = Field(None, min_length=1, max_length=LONGEST_FIELD, description="Where it was published.")
    published: str | None = Field(
        None,
        description="When: a day, or a date and time with its zone; other forms of one day are read too.",
        examples=["2024-12-02"],
    )
    outlet: str | None = Field(None, max_length=LONGEST_FIELD, description="Who published it.")


class TimelineBody(Body):
    """What a timeline is wanted of."""

    question: str = Field(
        description="A topic, or what happened between two days.", json_schema_extra=limited("max_question_chars")
    )
    filters: FiltersBody | None = Field(None, description="Which articles are looked through.")
    as_of: str | None = Field(
        None, description="The day that times without a year are held against.", json_schema_extra={"format": "date"}
    )
    k: int = Field(20, ge=1, le=100, description="Of how many passages at most.")
    format: Literal["json", "markdown", "csv"] = Field("json", description="What is sent back.")

    def parsed(self, settings: Settings) -> Question:
        """Return the question; UsageError where a value or a limit is passed."""
        question = Question.parse(self.model_dump(exclude={"k", "format"}))
        question.check(settings)
        return question


class AnswersQuery(Body):
    """Which kept answers."""

    model_config = ConfigDict(strict=False)

    limit: int = Field(20, ge=1, le=1000, description="How many at most, the newest first.")


class VerifyQuery(Body):
    """How a kept answer is checked."""

    model_config = ConfigDict(strict=False)

    ask: bool = Field(True, description="Whether its question is asked again.")


class CiteQuery(Body):
    """How quotes are cited."""

    format: Style = Field("csl", description="CSL-JSON, BibTeX, Markdown or CSV.")


class PageQuery(Body):
    """Which page of the list of articles."""

    model_config = ConfigDict(strict=False)

    cursor: str | None = Field(None, description="`next` of the page before; without it the first page.")
    limit: int = Field(100, ge=1, le=1000, description="How many articles at most.")
    outlet: list[str] = Field([], max_length=100, description="Only articles of this publisher, or of one of these.")
    tag: list[str] = Field([], max_length=100, description="Only articles that have this tag, or one of these.")
    since: Since = None
    until: Until = None
    text: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_FIELD,
        description="Only articles whose title or text has each of these words, in any form.",
    )

    def filters(self, settings: Settings) -> Filters:
        """Return what holds the list to some articles; UsageError where a value is none."""
        given = {"outlets": self.outlet, "tags": self.tag, "since": self.since, "until": self.until}
        question = Question.parse({"question": self.text or "", "filters": given})
        replace(question, question="").check(settings)
        return question.filters
