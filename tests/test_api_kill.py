"""A server that is killed while articles come in has all that it acknowledged."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest
from qa_process import COMMAND, environment

from index.folder import DataFolder
from index.repair import check

KILLS = 20


class Poster(threading.Thread):
    """Posts one article after the other until the server is gone."""

    def __init__(self, address: str, name: str) -> None:
        super().__init__()
        self._address, self._name = address, name
        self.sent: dict[str, str] = {}
        self.acknowledged: dict[str, str] = {}

    def run(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for n in range(1_000):
                key = f"{self._name}-{n}"
                self.sent[key] = f"Report {n} of {self._name}: the ferry carried {n} passengers."
                try:
                    if client.post("/articles", json={"id": key, "text": self.sent[key]}).status_code == 201:
                        self.acknowledged[key] = self.sent[key]
                except httpx.TransportError:
                    return


@pytest.mark.soak
@pytest.mark.kill
def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path, chance: Random) -> None:
    """What was not is there as it was sent, or not at all."""
    sent: dict[str, str] = {}
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        with subprocess.Popen(
            [COMMAND, "serve", "--port", "0"],
            cwd=tmp_path,
            env=environment(OLLAMA_HOST="127.0.0.1:9"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as server:
            assert server.stdout
            port = int(re.search(r":(\d+)", server.stdout.readline())[1])  # type: ignore[index]
            address = f"http://127.0.0.1:{port}"
            while httpx.get(f"{address}/readyz", timeout=60).status_code != 200:
                time.sleep(0.05)
            poster = Poster(address, f"kill{kill}")
            poster.start()
            while not poster.acknowledged and kill % 2:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 2))
            server.kill()
            poster.join()
        sent |= poster.sent
        acknowledged |= poster.acknowledged
        with closing(DataFolder(tmp_path / ".qa", None)) as folder, folder.reading() as store:
            stored = {one.id: store.text(one.id) for one in store.articles(limit=10_000)} if store else {}
        assert acknowledged.items() <= stored.items() <= sent.items()
        assert check(tmp_path / ".qa") == []
    assert len(acknowledged) >= 10
    print(f"{len(acknowledged)} posts were acknowledged.")  # noqa: T201
