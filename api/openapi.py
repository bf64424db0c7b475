"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know.

Nothing is said twice: fields are described by the docstrings of the dataclasses that are really sent, problems by those
that an endpoint and its dependencies may raise (`problems.fails`), lengths by the settings that bound them
(`bodies.limited`), and the examples of responses are what came back when the requests were sent (`examples.py`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api.bodies import LIMIT, ArticleBody
from api.events import EVENTS
from api.examples import load, named
from api.paths import is_open, writes
from api.problems import HOST, INTERNAL, INVALID, KEY, KINDS, MEDIA_TYPE, ORIGIN, QUOTA, SCOPE, Kind
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
FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")
"""Schemas of the errors that are told as problems here."""


def document(app: FastAPI, routers: Iterable[APIRouter], settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document of the application, which includes these routers."""
    spec = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=TAGS)
    schemas = spec["components"]["schemas"]
    for name in FASTAPIS_OWN:
        schemas.pop(name, None)
    for event in (*EVENTS.values(), ArticleBody):
        shape = TypeAdapter(event).json_schema(mode="serialization", ref_template=REF)
        schemas |= {name: schemas.get(name, part) for name, part in shape.pop("$defs", {}).items()}
        schemas.setdefault(event.__name__, shape)
    for schema in schemas.values():
        _describe(schema)
        _limit(schema, settings)
    schemas["Problem"] = PROBLEM
    keyed = bool(settings.api_keys_file)
    if keyed:
        spec["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    endpoints = {route.name: route for router in routers for route in router.routes if isinstance(route, APIRoute)}
    examples = load()
    for path, method, operation in [(path, *one) for path, methods in spec["paths"].items() for one in methods.items()]:
        name, responses = operation["operationId"], operation["responses"]
        responses.pop("422", None)
        # Put in last, for FastAPI leaves every field that is null out of an example.
        for status, media in examples.get(name, {}).items():
            for media_type, shown in media.items():
                responses[status]["content"][media_type]["examples"] = named(shown)
        kinds = [*_kinds(endpoints[name].dependant), *((INVALID,) if "parameters" in operation else ())]
        kinds += [ORIGIN, HOST, INTERNAL]
        if keyed and not is_open(method.upper(), path):
            operation["security"] = [{"key": []}]
            kinds += [KEY, QUOTA, *((SCOPE,) if writes(method.upper(), path) else ())]
        responses |= _problems(dict.fromkeys(kinds))
    spec["x-problems"] = [kind.body(kind.example) for kind in KINDS]
    return spec


def _kinds(dependant: Dependant) -> Iterator[Kind]:
    """Yield the problems that an endpoint and what it depends on may answer with."""
    yield from getattr(dependant.call, "problems", ())
    for dependency in dependant.dependencies:
        yield from _kinds(dependency)


def _problems(kinds: Iterable[Kind]) -> dict[str, dict[str, Any]]:
    """Return what the document says of problems, by their statuses."""
    responses: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        known = responses.setdefault(str(kind.status), {"description": "", "content": {MEDIA_TYPE: {"examples": {}}}})
        known["description"] = "; ".join(filter(None, (known["description"], kind.title)))
        if kind.retry_after is not None:
            known["headers"] = {
                "Retry-After": {"description": "Seconds until it is worth another try.", "schema": {"type": "integer"}}
            }
        content = known["content"][MEDIA_TYPE]
        content["schema"] = {"$ref": REF.format(model="Problem")}
        content["examples"][kind.slug] = {"value": kind.body(kind.example)}
    return responses


def _describe(schema: dict[str, Any]) -> None:
    """Split a docstring: its summary describes the object, its `Attributes:` the fields."""
    summary, _, attributes = inspect.cleandoc(schema["description"]).partition("\n\nAttributes:\n")
    schema["description"] = summary
    for name, text in re.findall(r"^    (\w+): (.+(?:\n {8,}.+)*)", attributes, re.MULTILINE):
        if name in schema["properties"]:
            schema["properties"][name]["description"] = " ".join(text.split())


def _limit(schema: dict[str, Any], settings: Settings) -> None:
    """Put in how long a field may be, where a setting says it."""
    for field in schema["properties"].values():
        if setting := field.pop(LIMIT, None):
            bounded = field.get("anyOf", [field])[0]
            bounded["maxItems" if bounded["type"] == "array" else "maxLength"] = getattr(settings, setting)
