"""The server as the commands of the same machine ask it: over a socket in its data folder (`qa/remote/socket.py`).

Only its owner can connect, so that it asks for no key. Where there is no socket, the commands load by themselves.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.loading import Loading
from api.problems import ProblemError
from index.errors import DatelineError, ModelBusyError, ModelError
from qa.engine import Engine
from qa.events import Read, Retrieved
from qa.question import Question
from qa.remote.socket import LONGEST_LINE, SOCKET, address, identity
from qa.settings import Settings
from qa.wire import line

log = logging.getLogger(__name__)


class Local:
    """Listens in the data folder.

    Args:
        settings: of the server.
        loading: its engine.
    """

    def __init__(self, settings: Settings, loading: Loading) -> None:
        self._folder = settings.data_dir
        self._loading = loading
        self._identity = identity(settings)
        self._server: asyncio.Server | None = None
        self._inode: int | None = None

    async def start(self) -> None:
        """Listen, unless another server does already or the folder cannot be written."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            listener = _listening(self._folder)
        except OSError as error:
            log.info("No socket in %s: %s", self._folder, error)
            return
        if listener:
            self._inode = (self._folder / SOCKET).stat().st_ino
            # From Python 3.13 on asyncio would look for the socket at the address it was bound to, which is gone.
            left: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
            self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LONGEST_LINE, **left)

    async def close(self) -> None:
        """Listen no more; what is being answered is cut off, and asked elsewhere."""
        if self._server is None:
            return
        with suppress(OSError):
            if (self._folder / SOCKET).stat().st_ino == self._inode:
                (self._folder / SOCKET).unlink()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the one request of a connection; when the client goes away, what is done for it ends."""
        asked = await reader.readline()
        answering = asyncio.ensure_future(self._answer(asked, writer))
        gone = asyncio.ensure_future(reader.read())
        try:
            await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (answering, gone):
                task.cancel()
            await asyncio.gather(answering, gone, return_exceptions=True)
            writer.close()

    async def _answer(self, asked: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(asked)
            if request["identity"] != self._identity:
                raise LookupError
            async with aclosing(DOES[request["do"]](self._loading.engine, **request["given"])) as lines:
                async for told in lines:
                    writer.write(line({"is": told}))
                    await writer.drain()
            writer.write(line({"end": True}))
        except DatelineError as error:
            writer.write(line({"error": type(error).__name__, "of": _arguments(error)}))
        except (ProblemError, ValueError, LookupError, TypeError):
            writer.write(line({"refused": True}))
        except ConnectionError:
            return
        except Exception:
            log.exception("The server failed at what a command asked")
            writer.write(line({"refused": True}))
        with suppress(ConnectionError):
            await writer.drain()


def _listening(folder: Path) -> socket.socket | None:
    """Return a socket that listens in the folder under its name, or None where another process has one there.

    It gets its name when it is private and listens: nobody finds it before.
    """
    with address(folder) as there, socket.socket(socket.AF_UNIX) as other, suppress(OSError):
        other.connect(there)
        return None
    listener = socket.socket(socket.AF_UNIX)
    name = f"{SOCKET}.{os.getpid()}"
    try:
        with address(folder, name) as path:
            listener.bind(path)
        (folder / name).chmod(0o600)
        listener.listen()
        (folder / name).replace(folder / SOCKET)
    except OSError:
        listener.close()
        (folder / name).unlink(missing_ok=True)
        raise
    return listener


def _arguments(error: DatelineError) -> list[Any]:
    if isinstance(error, ModelBusyError):
        return [error.message, error.retry_after]
    return [error.message, error.upstream] if isinstance(error, ModelError) else [str(error)]


# What is answered; the names and arguments are those of the methods of `qa/remote/client.py` that ask.


async def _hello(_: Engine) -> AsyncGenerator[Any]:
    yield {"process": os.getpid(), "folder": await asyncio.to_thread(lambda: os.path.realpath(Path.cwd()))}


async def _choose(engine: Engine, model: str) -> AsyncGenerator[Any]:
    chosen = await engine.choose(model)
    yield {"model": {"name": chosen.model.name} if chosen.model else None, "why": chosen.why, "usual": chosen.usual}


async def _events(engine: Engine, question: dict[str, Any], whole: bool) -> AsyncGenerator[Any]:
    async with aclosing(engine.events(Question.parse(question))) as events:
        async for event in events:
            if whole or not isinstance(event, (Retrieved, Read)):
                yield {"event": type(event).__name__, "is": asdict(event)}


async def _found(engine: Engine, **given: Any) -> AsyncGenerator[Any]:
    filters = Question.parse({"question": "", "filters": given.pop("filters")}).filters
    yield [asdict(one) for one in await asyncio.to_thread(lambda: engine.found(filters=filters, **given))]


async def _text_of(engine: Engine, article_id: str) -> AsyncGenerator[Any]:
    yield await asyncio.to_thread(engine.text_of, article_id)


DOES: dict[str, Callable[..., AsyncGenerator[Any]]] = {
    "hello": _hello,
    "choose": _choose,
    "events": _events,
    "found": _found,
    "text_of": _text_of,
}
