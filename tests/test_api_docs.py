"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import events, serving_engine
from jsonschema import Draft202012Validator

from api.bodies import FiltersBody, QuestionBody, TurnBody
from api.events import EVENTS
from api.examples import NOWHERE, load, make
from api.problems import KINDS
from index.filters import Filters
from qa.engine import Engine
from qa.question import Question, Turn

PAGE = Path(__file__).parents[1] / "docs/http.md"
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that may be written to, with nothing indexed."""
    data = tmp_path_factory.mktemp("docs") / ".qa"
    settings: dict[str, Any] = {"model": "reader", "reader": "small", "ollama_host": NOWHERE, "serve_keep_answers": 10}
    with serving_engine(engine, data_dir=data, max_question_chars=500, **settings) as client:
        yield client


@pytest.fixture(scope="module")
def spec(client: httpx.Client) -> dict[str, Any]:
    """The document."""
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def operations(spec: dict[str, Any]) -> list[Operation]:
    """Return the path, method and description of every endpoint."""
    return [(path, method, op) for path, methods in spec["paths"].items() for method, op in methods.items()]


def check(spec: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Hold a value to a schema of the document."""
    Draft202012Validator({**schema, "components": spec["components"]}).validate(value)


def examples(spec: dict[str, Any], content: dict[str, Any]) -> Iterator[Any]:
    """Yield the examples of a body, each held to its schema."""
    for media in content.values():
        assert media["examples"]
        for example in media["examples"].values():
            if "itemSchema" in media:  # a stream: each of its events
                blocks = example["value"].strip().split("\n\n")
                values = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
            else:
                values = [example["value"]]
            for value in values:
                check(spec, media.get("itemSchema") or media["schema"], value)
            yield example["value"]


def told_as_documented(spec: dict[str, Any], documented: list[dict[str, Any]], text: str) -> None:
    """Hold the events of a stream to what the document says of them: their names, order and data."""
    schemas = {told["event"]: told["schema"] for told in documented}
    sent = events(text)
    assert sent
    for name, data in sent:
        check(spec, schemas[name], data)
    order = list(schemas)
    assert sorted(sent, key=lambda event: order.index(event[0])) == sent


def test_every_endpoint_is_there(spec: dict[str, Any]) -> None:
    """No more and no less than what docs/http.md names, and so for the events of a stream."""
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"^\| `([A-Z]+ /\S+)` \|", page, flags=re.MULTILINE)
    assert sorted(named) == sorted(f"{method.upper()} {path}" for path, method, _ in operations(spec))
    assert re.findall(r"^\| `([a-z_]+)` \|", page, flags=re.MULTILINE) == [*EVENTS, "error"]


def test_everything_is_described(spec: dict[str, Any]) -> None:
    """Endpoints, parameters, objects and each of their fields."""
    for path, method, operation in operations(spec):
        assert operation["description"], f"{method} {path}"
        assert operation["tags"]
        assert all(parameter["description"] for parameter in operation.get("parameters", []))
    for name, schema in spec["components"]["schemas"].items():
        assert schema["description"], name
        for field, about in schema["properties"].items():
            assert about["description"], f"{name}.{field}"


def test_every_response_has_examples_that_fit(spec: dict[str, Any]) -> None:
    """Answers and problems alike; errors are problems and nothing else."""
    for _, _, operation in operations(spec):
        for status, response in operation["responses"].items():
            shown = list(examples(spec, response.get("content", {})))
            assert shown or status == "204"
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
                assert {value["status"] for value in shown} == {int(status)}


@pytest.mark.slow
def test_the_examples_are_what_comes_back_to_the_examples_of_requests(client: httpx.Client) -> None:
    """But for times and digests, and for figures, which differ a little from one processor to another."""
    assert alike(make(client), load()), "run python -m api.examples"


CHANGING = ("timings_ms", "model_digest", "index", "job", "created", "rate", "seconds", "id", "asked")
"""What differs from one server, or one moment, to another."""


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same, their fractions about the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            name in CHANGING or alike(value, other[name]) for name, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, str) and one.startswith("chatcmpl-"):
        return isinstance(other, str) and other.startswith("chatcmpl-")
    if isinstance(one, str) and isinstance(other, str) and one.endswith("\n"):
        return alike(taken_apart(one), taken_apart(other))
    return bool(one == (pytest.approx(other, abs=0.1) if isinstance(one, float) else other))


def taken_apart(text: str) -> list[Any]:
    """Return the values in events, JSON Lines or a table."""
    if text.startswith("event: "):
        return [list(event) for event in events(text)]
    if text.startswith("data: "):
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    if text.startswith("{"):
        return [json.loads(line) for line in text.splitlines()]
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    return [float(cell) if re.fullmatch(r"0\.\d+", cell) else cell for cell in cells]


def test_the_example_of_a_stream_is_as_the_document_says(spec: dict[str, Any]) -> None:
    """Its events, their order and their data."""
    media = spec["paths"]["/v1/query"]["post"]["responses"]["200"]["content"]["text/event-stream"]
    (example,) = media["examples"].values()
    told_as_documented(spec, media["x-events"], example["value"])


def test_an_endpoint_may_fail_as_what_it_depends_on_may(spec: dict[str, Any]) -> None:
    """The engine may not be there, a body may be none, the line may be full; whoever asks nothing hears of none."""
    statuses = {(path, method): set(op["responses"]) for path, method, op in operations(spec)}
    assert statuses["/v1/healthz", "get"] == {"200", "403", "421", "500"}
    assert statuses["/v1/readyz", "get"] == {"200", "403", "421", "500", "503"}
    assert statuses["/v1/articles", "get"] == {"200", "403", "421", "422", "500", "503"}
    assert statuses["/v1/search", "post"] == {"200", "400", "403", "413", "415", "421", "422", "500", "503"}
    assert statuses["/v1/query", "post"] == statuses["/v1/search", "post"] | {"429", "502"}
    assert statuses["/v1/articles/{article_id}", "delete"] == {"204", "403", "404", "421", "422", "500", "503"}


def test_the_limits_are_those_of_the_settings(spec: dict[str, Any]) -> None:
    """A client can know them before it is refused."""
    assert spec["components"]["schemas"]["QuestionBody"]["properties"]["question"]["maxLength"] == 500


def test_the_body_of_a_question_is_the_question_shape() -> None:
    """Over HTTP a question has the fields that it has everywhere, and those of how it is answered."""
    for body, shape, more in (
        (QuestionBody, Question, {"stream", "draft"}),
        (FiltersBody, Filters, set()),
        (TurnBody, Turn, set()),
    ):
        assert set(body.model_fields) == {field.name for field in fields(shape)} | more


def test_the_page_needs_nothing_from_elsewhere(client: httpx.Client) -> None:
    """It names no other server, and its policy would not let the browser ask one."""
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.findall(r"""(?:https?:)?//[a-z0-9]|@import|url\(""", page.text)
    assert re.findall(r"(?:src|href)=\"(.*?)\"", page.text) == ["data:,", "openapi.json"]


def test_every_kind_of_problem_has_a_place_on_the_page(spec: dict[str, Any]) -> None:
    """`type` leads to it."""
    assert [problem["type"] for problem in spec["x-problems"]] == [f"/docs#{kind.slug}" for kind in KINDS]
    assert len({kind.slug for kind in KINDS}) == len(KINDS)
