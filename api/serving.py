"""Running the HTTP server: the port, the lines that say how to use it, the log."""

from __future__ import annotations

import copy
import ipaddress
import socket
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from api.access import Tell
from api.keys import Keys
from index.catalogue import Summary
from index.errors import DatelineError, UsageError
from index.folder import DataFolder
from qa.screen.listing import indexed
from qa.screen.terminal import say
from qa.settings import Settings
from qa.shipped import READERS

GRACE_S = 3
"""Seconds for which answers under way may go on when the server is stopped; the others are told that it stops."""
EXAMPLE = '{"question": "When did the offensive start?"}'


def serve(app: Callable[..., Any], settings: Settings, host: str, port: int) -> None:
    """Serve `app` until it is interrupted. Raises DatelineError when the address cannot be listened on."""
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    from api.connections import Connection

    log = copy.deepcopy(LOGGING_CONFIG)
    log["loggers"]["uvicorn.error"]["level"] = "WARNING"  # it would say where it listens a second time
    with _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        say(f"Dateline answers at {address}  (documentation: {address}/docs; Ctrl-C ends it)")
        key = "-H 'Authorization: Bearer KEY' " if settings.api_keys_file else ""
        say(f"""  curl {address}/v1/query {key}-H 'content-type: application/json' -d '{EXAMPLE}'""")
        with closing(DataFolder(settings.data_dir, None)) as folder:
            say(indexed(Summary.of(folder, READERS[settings.reader].name)))
        if not (settings.api_keys_file or loopback(host)):
            say(f"warning: who reaches {host} may read and change everything: there are no keys.", error=True)
        sys.stdout.flush()
        config = uvicorn.Config(
            app, http=Connection, ws="none", log_config=log, access_log=False, timeout_graceful_shutdown=GRACE_S
        )
        uvicorn.Server(config).run(sockets=[listener])


def check(settings: Settings, host: str, insecure: bool) -> None:
    """Raise UsageError where others could reach the server without a key, or where nobody can have one."""
    if settings.api_keys_file:
        if not Keys(Path(settings.api_keys_file)).all():
            raise UsageError(f"There is no key in {settings.api_keys_file}: make one with `qa key new NAME`.")
    elif not (insecure or loopback(host)):
        raise UsageError(
            f"Other machines can reach {host}, and there are no keys: set QA_API_KEYS_FILE and make one with "
            "`qa key new NAME`, or give --insecure where whoever reaches it may read and change everything."
        )


def logger() -> Tell:
    """Return what writes the lines of the log to stderr: JSON, or for a terminal columns."""
    import structlog

    shown = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    stamp = structlog.processors.TimeStamper(fmt="iso")

    def first(_: object, __: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
        return {"timestamp": line["timestamp"], "event": line["event"], **line}

    log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=[stamp, first, shown])

    def tell(line: Mapping[str, Any]) -> None:
        with suppress(OSError):  # who read the log may be gone: requests are answered all the same
            log.info(**line)

    return tell


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


def loopback(host: str) -> bool:
    """Return whether an address is one that only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
