"""`qa serve` as a process of its own, its models under a clock."""

from __future__ import annotations

import http.client
import json
import math
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from evals.bench.timed_models import SECONDS
from index.errors import DatelineError

READY_SECONDS = 60


@dataclass(frozen=True)
class Call:
    """A question over HTTP: seconds in all, and those of them in runs of the models."""

    seconds: float
    in_models: float


class Server:
    """A server on loopback over a data folder, from `with` to the end of its block; questions go one at a time.

    Args:
        data_dir: the data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._clock, told = os.pipe()
        os.set_blocking(self._clock, False)
        command = [sys.executable, "-m", "evals.bench.timed_models", str(told), "serve", "--port", "0"]
        self._process = subprocess.Popen(
            command,
            env=os.environ | {"QA_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"},
            pass_fds=[told],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        os.close(told)

    def __enter__(self) -> Server:
        """Wait until questions are answered."""
        assert self._process.stdout is not None
        address = None
        while address is None and (line := self._process.stdout.readline()):
            address = re.search(r"http://([\d.]+):(\d+)", line)
        if address is None:
            raise DatelineError("The server did not start: run `qa serve` to see why.")
        self._connection = http.client.HTTPConnection(address[1], int(address[2]), timeout=READY_SECONDS)
        give_up = time.monotonic() + READY_SECONDS
        while self._request("GET", "/readyz") != 200:
            if time.monotonic() > give_up:
                raise DatelineError(f"The server was not ready after {READY_SECONDS} seconds.")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        """End the server."""
        self._process.terminate()
        self._process.communicate()
        os.close(self._clock)

    def ask(self, question: str) -> Call:
        """Ask a question and return how long that took."""
        self._read_clock()
        body = json.dumps({"question": question})
        started = time.perf_counter()
        status = self._request("POST", "/query", body)
        seconds = time.perf_counter() - started
        if status != 200:
            raise DatelineError(f"The server answered {status} to {question!r}.")
        return Call(seconds, self._read_clock())

    def _request(self, method: str, path: str, body: str | None = None) -> int:
        self._connection.request(method, path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        response.read()
        return response.status

    def _read_clock(self) -> float:
        """Return the seconds in models that were told since it was last read."""
        try:
            told = os.read(self._clock, 1 << 16)
        except BlockingIOError:
            return 0.0
        return math.fsum(seconds for (seconds,) in SECONDS.iter_unpack(told))
