"""What the OpenAPI document promises is what the server does: schemathesis asks every endpoint in every way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from api_served import serving_engine

from qa.engine import Engine

CASES = 40
"""Of each endpoint: with those that walk from one to the next, over 1,000 in all."""
SEED = 20_241_127
HOOKS = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)}


@pytest.mark.soak
def test_the_server_keeps_what_its_document_promises(engine: Engine, tmp_path: Path) -> None:
    """All checks of schemathesis but one: what passes the schema may still be refused by what no schema can say.

    Such are a first day after the last one, a model that no server has, and a text of white space alone.
    """
    pytest.importorskip("schemathesis")
    with serving_engine(engine, data_dir=tmp_path / ".qa") as client:
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{client.base_url}/openapi.json",
                "--checks", "all", "--exclude-checks", "positive_data_acceptance",
                "--max-examples", str(CASES), "--seed", str(SEED), "--generation-database", "none",
            ],
            cwd=tmp_path, env=HOOKS, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:]
