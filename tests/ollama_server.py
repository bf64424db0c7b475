"""A real Ollama server of the tests' own, on a free port.

It takes the models of OLLAMA_MODELS, else those that the developer has: `ollama pull smollm2:135m`, and `all-minilm`.
Where there is no `ollama`, or it lacks them, tests that need it are skipped; with DATELINE_NEEDS_OLLAMA=1, as in CI,
they fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from typing import NoReturn, Self

import pytest

from index.errors import ModelServerError
from index.ollama import OllamaServer
from index.ollama_info import same

CHAT = "smollm2:135m"
EMBEDDING = "all-minilm"
START_S = 30.0
"""Seconds that a server may take until it answers."""


def missing(what: str) -> NoReturn:
    """Skip the test that needs Ollama, or fail it where there must be one."""
    if os.environ.get("DATELINE_NEEDS_OLLAMA") == "1":
        pytest.fail(what)
    pytest.skip(what)


class RealOllama:
    """A running server; a context manager."""

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        if not shutil.which("ollama"):
            missing("there is no `ollama` on PATH")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        settings = {"OLLAMA_HOST": self.host, "OLLAMA_KEEP_ALIVE": "-1", "OLLAMA_NUM_PARALLEL": "1"}
        self._process = subprocess.Popen(
            ["ollama", "serve"],
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that its runners end with it
        )
        try:
            has = self._models()
            lacks = [name for name in (CHAT, EMBEDDING) if not any(same(name, each) for each in has)]
            if lacks:
                missing(f"Ollama lacks {' and '.join(lacks)}: `ollama pull {lacks[0]}`")
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.kill()

    def kill(self) -> None:
        """End it at once, with what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _models(self) -> list[str]:
        until = time.monotonic() + START_S
        while True:
            try:
                return [model.name for model in asyncio.run(OllamaServer(self.host).models())]
            except ModelServerError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.1)
