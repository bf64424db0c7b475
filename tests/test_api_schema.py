"""What the OpenAPI document promises is what the server does: schemathesis asks every endpoint in every way."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from api_served import serving_engine

from qa.engine import Engine

CASES = 70
"""Of each endpoint: with those that walk from one to the next, over 2,000 in all."""
SEED = 20_241_127
HOOKS = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)}
COLLECTION = "/v1/collections/sports/"


@pytest.mark.soak
@pytest.mark.parametrize("collection", [False, True])
def test_the_server_keeps_what_its_document_promises(engine: Engine, tmp_path: Path, collection: bool) -> None:
    """All checks of schemathesis but two: what passes the schema may still be refused by what no schema can say.

    Such are a first day after the last one, a model that no server has, and a text of white space alone; and a job that
    was cancelled is still told of. The paths of a
    collection, which the document does not list once more, keep what it says of them too.
    """
    pytest.importorskip("schemathesis")
    with serving_engine(engine, data_dir=tmp_path / ".qa") as client:
        document = client.get("/openapi.json").json()
        if collection:
            client.post(f"{COLLECTION}articles", json={"text": "The ferry Aurora reached Tallinn on Monday."})
            of_server = ("/v1/healthz", "/v1/readyz", "/v1/metrics", "/v1/collections")
            paths = {path: one for path, one in document["paths"].items() if path not in of_server}
            document["paths"] = {path.replace("/v1/", COLLECTION, 1): one for path, one in paths.items()}
        (tmp_path / "openapi.json").write_text(json.dumps(document))
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", "openapi.json",
                "--url", str(client.base_url), "--checks", "all",
                "--exclude-checks", "positive_data_acceptance,use_after_free",
                "--max-examples", str(CASES), "--seed", str(SEED), "--generation-database", "none",
                "--request-timeout", "60",
            ],
            cwd=tmp_path, env=HOOKS, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:]
    cases = re.search(r"([\d,]+) generated", done.stdout)
    assert cases, done.stdout[-2_000:]
    print(f"{cases[1]} cases")  # noqa: T201
