"""Examples of responses in the OpenAPI document: what came back when its examples of requests were sent.

`python -m api.examples` sends them to a server of its own and keeps the answers in `examples.json`; run it when a
shape, an example or the reader changes. A test holds that the file is what comes back today.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

FILE = Path(__file__).with_name("examples.json")
NOWHERE = "127.0.0.1:9"
"""Where no Ollama server listens: the examples are the same on every machine."""

Examples = dict[str, dict[str, dict[str, dict[str, Any]]]]
"""Bodies of responses by endpoint, status, media type and the name of the example."""


def load() -> Examples:
    """Return the examples that are kept."""
    kept: Examples = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def named(values: dict[str, Any]) -> dict[str, Any]:
    """Return examples in OpenAPI's shape."""
    return {name: {"value": value} for name, value in values.items()}


def make(client: httpx.Client) -> Examples:
    """Return what a server that has nothing indexed answers to the examples in its document, removals last."""
    made: Examples = {}
    paths = client.get("/openapi.json").json()["paths"]
    operations: list[tuple[str, str, dict[str, Any]]] = [
        (method, path, one) for path, methods in paths.items() for method, one in methods.items()
    ]
    known: dict[str, str] = {}
    for method, path, operation in sorted(operations, key=lambda operation: operation[0] == "delete"):
        address = path
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                value = known.get(parameter["name"]) or parameter["schema"]["examples"][0]
                address = address.replace(f"{{{parameter['name']}}}", quote(value))
        for declared, name, value in _sent(operation):
            given: dict[str, Any] = {"json": value}
            if isinstance(value, str):
                given = {"content": value, "headers": {"Content-Type": declared}}
            response = client.request(method, address, **given)
            media_type = response.headers.get("content-type", "").partition(";")[0]
            if response.is_error or media_type in ("", "text/plain") or path.endswith("/citations"):
                continue  # figures and references have an example with their endpoint
            body: Any = response.json() if media_type == "application/json" else response.text
            if path.endswith("/query") and media_type == "application/json":
                known.setdefault("answer_id", body["id"])
            if response.status_code == 202:
                known["job_id"] = body["job"]
                while client.get(response.headers["location"]).json()["state"] != "done":
                    time.sleep(0.1)
            of_status = made.setdefault(operation["operationId"], {}).setdefault(str(response.status_code), {})
            of_status.setdefault(media_type, {})[name] = body
    return made


def _sent(operation: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield the media type, the name and the body of each example of a request; one without a body is sent once."""
    for declared, media in operation.get("requestBody", {}).get("content", {"": {}}).items():
        for name, example in media.get("examples", {"As it is sent": {"value": None}}).items():
            yield declared, name, example["value"]


def main() -> None:
    """Make the examples anew."""
    from fastapi.testclient import TestClient

    from api.app import create_app
    from qa.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder) / ".qa", model="reader", reader="small", ollama_host=NOWHERE, serve_keep_answers=10
        )
        with TestClient(create_app(settings), base_url="http://localhost") as client:
            while client.get("/readyz").status_code != 200:
                time.sleep(0.1)
            FILE.write_text(
                json.dumps(make(cast("httpx.Client", client)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )


if __name__ == "__main__":
    main()
