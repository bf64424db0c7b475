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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO

from evals.lab.bench.timed_models import SECONDS
from index.errors import DatelineError

READY_SECONDS = 60


@dataclass(frozen=True)
class Call:
    """A question over HTTP: seconds in all, and those of them in runs of the models."""

    seconds: float
    in_models: float


@contextmanager
def serving(data_dir: Path) -> Iterator[Server]:
    """Yield a server on loopback over a data folder, ready for questions; it ends with the block."""
    clock, told = os.pipe()
    command = ["serve", "--model", "reader", "--port", "0"]
    os.set_blocking(clock, False)
    with (
        os.fdopen(clock, "rb", buffering=0) as clock_file,
        subprocess.Popen(
            [sys.executable, "-m", "evals.lab.bench.timed_models", str(told), *command],
            env=os.environ | {"QA_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"},
            pass_fds=[told],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        os.close(told)
        assert process.stdout is not None
        try:
            with closing(_connection(process.stdout)) as connection:
                server = Server(connection, clock_file, process.pid)
                server.wait_until_ready()
                yield server
        finally:
            process.terminate()


def _connection(printed: IO[str]) -> http.client.HTTPConnection:
    """Return a connection to the address that the server prints."""
    for line in printed:
        if address := re.search(r"http://([\d.]+):(\d+)", line):
            return http.client.HTTPConnection(address[1], int(address[2]), timeout=READY_SECONDS)
    raise DatelineError("The server did not start: run `qa serve` to see why.")


class Server:
    """A server that is asked one question at a time.

    Args:
        connection: to it.
        clock: where its models tell their seconds; reading never blocks.
        pid: of its process.
    """

    def __init__(self, connection: http.client.HTTPConnection, clock: FileIO, pid: int) -> None:
        self._connection = connection
        self._clock = clock
        self.pid = pid
        self.address = f"http://{connection.host}:{connection.port}"

    def wait_until_ready(self) -> None:
        """Return when questions are answered; DatelineError if that takes more than a minute."""
        give_up = time.monotonic() + READY_SECONDS
        while self._request("GET", "/readyz") != 200:
            if time.monotonic() > give_up:
                raise DatelineError(f"The server was not ready after {READY_SECONDS} seconds.")
            time.sleep(0.1)

    def reconnect(self) -> None:
        """Begin a new connection: the server closes one that is idle for some seconds."""
        self._connection.close()

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
        return math.fsum(seconds for (seconds,) in SECONDS.iter_unpack(self._clock.read() or b""))
