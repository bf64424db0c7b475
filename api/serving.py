"""Running the HTTP server: the port, the lines that say how to use it, the log."""

from __future__ import annotations

import copy
import ipaddress
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from index.catalogue import Summary
from index.errors import DatelineError
from index.folder import DataFolder
from qa.read.network import READERS
from qa.screen.listing import indexed
from qa.screen.terminal import say
from qa.settings import Settings

GRACE_S = 3
"""Seconds for which answers under way may go on when the server is stopped; the others are told that it stops."""
EXAMPLE = '{"question": "When did the offensive start?"}'


def serve(app: Callable[..., Any], settings: Settings, host: str, port: int) -> None:
    """Serve `app` until it is interrupted. Raises DatelineError when the address cannot be listened on."""
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    from api.connections import Connection

    log = copy.deepcopy(LOGGING_CONFIG)
    log["handlers"]["access"]["stream"] = "ext://sys.stderr"
    log["loggers"]["uvicorn.error"]["level"] = "WARNING"  # it would say where it listens a second time
    with _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        say(f"Dateline answers at {address}  (documentation: {address}/docs; Ctrl-C ends it)")
        say(f"""  curl {address}/v1/query -H 'content-type: application/json' -d '{EXAMPLE}'""")
        with closing(DataFolder(settings.data_dir, None)) as folder:
            say(indexed(Summary.of(folder, READERS[settings.reader].name)))
        if not _loopback(host):
            say(f"warning: {host} can be reached from other machines, and there is no authentication.", error=True)
        sys.stdout.flush()
        config = uvicorn.Config(app, http=Connection, ws="none", log_config=log, timeout_graceful_shutdown=GRACE_S)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket; taking it before the server starts lets the error be ours, and the port be 0."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = error.strerror or error
        todo = "Give another --host or --port (port 0 takes a free one)."
        raise DatelineError(f"Cannot listen on {host} port {port}: {why}. {todo}") from error


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
