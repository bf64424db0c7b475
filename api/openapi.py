"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know.

Fields are described by the docstrings of the dataclasses that are really sent, problems by `problems.py`, and
lengths by the settings that bound them, so that nothing is said twice.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import results
from api.examples import RESPONSES, named
from api.problems import HOST, INTERNAL, KINDS, MEDIA_TYPE, Kind
from qa import answer, found
from qa.settings import Settings

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

LIMITS = {
    ("QuestionBody", "question", "maxLength"): "max_question_chars",
    ("SearchBody", "question", "maxLength"): "max_question_chars",
    ("QuestionBody", "history", "maxItems"): "max_history_turns",
    ("TurnBody", "question", "maxLength"): "max_turn_chars",
    ("TurnBody", "answer", "maxLength"): "max_turn_chars",
    ("FiltersBody", "article_ids", "maxItems"): "max_article_ids",
    ("ArticleBody", "text", "maxLength"): "max_article_chars",
}
"""Schema, field and keyword; the setting that it takes its value from."""


def document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    spec = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=TAGS)
    schemas = spec["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for cls in (*vars(answer).values(), *vars(found).values(), *vars(results).values()):
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
        content["schema"] = {"$ref": "#/components/schemas/Problem"}
        content["examples"][kind.slug] = {"value": kind.body(kind.example)}
    return responses


def _describe(schema: dict[str, Any], cls: type) -> None:
    """Put the summary and the `Attributes:` of a class's docstring into its schema."""
    summary, _, attributes = inspect.cleandoc(cls.__doc__ or "").partition("\n\nAttributes:\n")
    schema["description"] = summary
    for name, text in re.findall(r"^    (\w+): (.+(?:\n {8,}.+)*)", attributes, re.MULTILINE):
        if name in schema["properties"]:
            schema["properties"][name]["description"] = " ".join(text.split())
