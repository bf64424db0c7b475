"""A crowd of connections that say nothing does not keep one that asks from being answered."""

from __future__ import annotations

import re
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from qa_process import COMMAND, environment

IDLE = 200
FILES = 160
"""Files that the server may have open, fewer than there are idle connections."""


@pytest.mark.slow
def test_idle_connections_beyond_the_limit_of_files_do_not_kill_the_server(tmp_path: Path) -> None:
    command = f"ulimit -n {FILES} && exec {COMMAND} serve --port 0"
    with (
        subprocess.Popen(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=environment(OLLAMA_HOST="127.0.0.1:9"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as server,
        ExitStack() as held,
    ):
        held.callback(server.terminate)
        assert server.stdout
        port = int(re.search(r":(\d+)", server.stdout.readline())[1])  # type: ignore[index]
        for _ in range(IDLE):
            held.enter_context(socket.create_connection(("127.0.0.1", port)))
        for _ in range(3):
            assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30).status_code == 200
