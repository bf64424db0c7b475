"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know.

Fields are described by the docstrings of the dataclasses that are really sent, problems by `problems.py`, and
lengths by the settings that bound them, so that nothing is said twice.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from fastapi import Body, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api import events, results
from api.events import EVENTS
from api.examples import RESPONSES, STREAM, named
from api.problems import (
    BAD_JSON,
    BUSY,
    FAILED,
    HOST,
    INTERNAL,
    INVALID,
    KINDS,
    LOADING,
    MEDIA,
    MEDIA_TYPE,
    STOPPING,
    STORE,
    TOO_LARGE,
    Kind,
)
from api.stream import EventStream
from qa import answer, quotes
from qa import events as steps
from qa.settings import Settings
from qa.write import models as choosing

DESCRIPTION = (
    "Answers questions from news articles, each with its exact quotes: for every citation, the article's text from "
    "`start_char_index` to `end_char_index`, counted in Unicode code points, is `cited_text`."
)

TAGS = [
    {"name": "ask", "description": "Answers and passages."},
    {"name": "articles", "description": "What is asked."},
    {"name": "server", "description": "For those who run it."},
]

PROBLEM = {
    "type": "object",
    "description": "What went wrong, and what to do about it (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The kind of problem, described there."},
        "title": {"type": "string", "description": "The kind of problem in words, the same each time."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened, to which input, and what to do."},
        "retry_after": {
            "type": "integer",
            "description": "Seconds until it is worth another try, as the header Retry-After says them, which events "
            "have not; absent where waiting does not help.",
        },
        "errors": {
            "type": "array",
            "description": "Each mistake in the request; absent unless there are several fields to tell of.",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {
                    "where": {"type": "string", "description": "The field, as in `filters.since`."},
                    "what": {"type": "string", "description": "What is wrong with it."},
                },
            },
        },
    },
}

REF = "#/components/schemas/{model}"

STREAMED = (
    "Server-sent events; the data of each is an object, in JSON on one line. `rewritten` comes where a follow-up was "
    "understood as another question, `retrieved` where there are passages, `draft` where it was asked for, `sentence` "
    "as soon as one is complete and checked, `gave_up` where the sentences so far count no more, as the model failed "
    "or what it wrote does not stand, then `answer`, the same object as without `stream`, and `done`. `error`, a "
    "problem, comes in place of all that is left. What is refused at once is no stream but a problem with its status. "
    "While nothing else is to be said, a comment every ten seconds says that the server is still at it."
)

ENGINE = (LOADING, FAILED, STORE)
BODY = (BAD_JSON, TOO_LARGE, MEDIA, INVALID)
PLACE = (BUSY, STOPPING)
"""Problems of what needs the engine, has a body, or takes a place in line."""

LIMITS = {
    ("QuestionBody", "question", "maxLength"): "max_question_chars",
    ("SearchBody", "question", "maxLength"): "max_question_chars",
    ("QuestionBody", "history", "maxItems"): "max_history_turns",
    ("TurnBody", "question", "maxLength"): "max_turn_chars",
    ("TurnBody", "answer", "maxLength"): "max_turn_chars",
    ("FiltersBody", "article_ids", "maxItems"): "max_article_ids",
    ("FiltersBody", "sources", "maxItems"): "max_sources",
    ("ArticleBody", "text", "maxLength"): "max_article_chars",
}
"""Schema, field and keyword; the setting that it takes its value from."""


def document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    spec = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=TAGS)
    schemas = spec["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for event in EVENTS.values():
        shape = TypeAdapter(event).json_schema(mode="serialization", ref_template=REF)
        schemas |= {name: schemas.get(name, part) for name, part in shape.pop("$defs", {}).items()}
        schemas.setdefault(event.__name__, shape)
    modules = (answer, quotes, results, events, steps, choosing)
    for cls in (value for module in modules for value in vars(module).values()):
        if inspect.isclass(cls) and cls.__name__ in schemas:
            _describe(schemas[cls.__name__], cls)
    for (schema, field, keyword), setting in LIMITS.items():
        target = schemas[schema]["properties"][field]
        target.get("anyOf", [target])[0][keyword] = getattr(settings, setting)
    # Put in last, for FastAPI leaves every field that is null out of an example.
    for operation in (one for methods in spec["paths"].values() for one in methods.values()):
        for status, response in operation["responses"].items():
            if shown := RESPONSES.get((operation["operationId"], status)):
                response["content"]["application/json"]["examples"] = named(shown)
    spec["x-problems"] = [kind.body(kind.example) for kind in KINDS]
    return spec


def body_with(values: dict[str, Any]) -> Any:
    """Return FastAPI's mark of a body, with examples of it."""
    return Body(openapi_examples=named(values))


def streamed() -> dict[int | str, dict[str, Any]]:
    """Return the documentation of a stream of events, as one more content of the response that all went well."""
    told = [{"event": name, "schema": {"$ref": REF.format(model=shape.__name__)}} for name, shape in EVENTS.items()]
    told.append({"event": "error", "schema": {"$ref": REF.format(model="Problem")}})
    media = {
        "schema": {"type": "string", "description": STREAMED},
        "examples": named(STREAM),
        "x-events": told,
    }
    return {200: {"content": {EventStream.media_type: media}}}


def problems(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of the problems that a route may answer with, and of those that any may."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, HOST, INTERNAL):
        known = responses.setdefault(kind.status, {"description": "", "content": {MEDIA_TYPE: {"examples": {}}}})
        known["description"] = "; ".join(filter(None, (known["description"], kind.title)))
        if kind.retry_after is not None:
            known["headers"] = {
                "Retry-After": {"description": "Seconds until it is worth another try.", "schema": {"type": "integer"}}
            }
        content = known["content"][MEDIA_TYPE]
        content["schema"] = {"$ref": REF.format(model="Problem")}
        content["examples"][kind.slug] = {"value": kind.body(kind.example)}
    return responses


def _describe(schema: dict[str, Any], cls: type) -> None:
    """Put the summary and the `Attributes:` of a class's docstring into its schema."""
    summary, _, attributes = inspect.cleandoc(cls.__doc__ or "").partition("\n\nAttributes:\n")
    schema["description"] = summary
    for name, text in re.findall(r"^    (\w+): (.+(?:\n {8,}.+)*)", attributes, re.MULTILINE):
        if name in schema["properties"]:
            schema["properties"][name]["description"] = " ".join(text.split())
