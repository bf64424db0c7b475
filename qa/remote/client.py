"""Asking a running `qa serve` of the same data folder, so that nothing is loaded twice.

`Remote` stands where an `Engine` would. Where the server goes away, whenever it does, the engine is opened here instead
and the question asked again.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, closing, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import errors
from index.errors import DatelineError
from index.filters import Filters
from qa import events as kinds
from qa.answer import Answer
from qa.events import INSTEAD, Answered, Event, GaveUp
from qa.kept.answers import identify
from qa.question import Question
from qa.remote.socket import LONGEST_LINE, address, identity
from qa.remote.sources import Sources
from qa.settings import Settings
from qa.wire import line, read

if TYPE_CHECKING:
    from index.folder import DataFolder
    from qa.engine import Engine
    from qa.found import Found

PATIENCE_S = 3.0
"""Seconds in which a server says whether it answers; one that is busy loading is not waited for."""
GONE = "The running `qa serve` ended meanwhile."


class GoneError(Exception):
    """The server is not there any more, or cannot be understood."""


@dataclass(frozen=True)
class Named:
    """A model that answers at the server, of which only its name matters here."""

    name: str


@dataclass(frozen=True)
class Choice:
    """What answers, and why, as the server says it."""

    model: Named | None
    why: str | None = None
    usual: bool = False


def open_engine(settings: Settings, whole: bool = False) -> Engine | Remote:
    """Return what answers from a data folder: the server that runs there with these settings, or an engine of our own.

    Args:
        settings: whose data folder it is, and how to answer.
        whole: whether the server is to tell all that was considered.

    Raises:
        ModelError: a model cannot be loaded.
    """
    try:
        return Remote(settings, whole)
    except (GoneError, OSError):
        return _load(settings)


def where(engine: Engine | Remote) -> str:
    """Return a line that says what answers, for `-v`."""
    if isinstance(engine, Remote) and engine.process:
        return f"asked of the running `qa serve` (process {engine.process}): nothing is loaded here"
    return "loaded here: no `qa serve` of this data folder with these settings runs"


class Remote:
    """The engine of a running server.

    Args:
        settings: whose data folder it is, and how to answer.
        whole: whether the events also tell what was considered; else only where a language model answers.

    Attributes:
        settings: as given.
        process: the server's number, or None once it is gone.

    Raises:
        GoneError: none runs there that answers as the settings say.
        OSError: there is no such socket.
    """

    def __init__(self, settings: Settings, whole: bool = False) -> None:
        self.settings = settings
        self._whole = whole
        self._identity = identity(settings)
        self._local: Engine | None = None
        try:
            told = next(self._blocking("hello", patience=PATIENCE_S))
            self.process: int | None = told["process"]
            self._sources = Sources(Path(told["folder"]))
        except (StopIteration, LookupError, TypeError) as error:  # another program listens there
            raise GoneError from error

    @cached_property
    def folder(self) -> DataFolder:
        """The data folder, opened here when it is needed."""
        from index.folder import DataFolder

        return DataFolder(self.settings.data_dir, None)

    async def choose(self, model: str | None = None) -> Choice:
        """As `Engine.choose`."""
        if self._local is None:
            with suppress(GoneError):
                async for told in self._lines("choose", model=model or self.settings.model):
                    choice: Choice = read(Choice, told)
                    self._whole |= choice.model is not None
                    return choice
        chosen = await self._ours().choose(model)
        return Choice(Named(chosen.model.name) if chosen.model else None, chosen.why, chosen.usual)

    async def events(self, question: Question) -> AsyncGenerator[Event]:
        """As `Engine.events`; the signs of a written answer are not told, and what was considered as `whole` says."""
        asked = replace(
            question,
            filters=replace(question.filters, sources=self._sources.named(question.filters.sources)),
            model=question.model or self.settings.model,
            min_confidence=self.settings.min_confidence if question.min_confidence is None else question.min_confidence,
        )
        if self._local is None:
            try:
                async with aclosing(self._lines("events", question=asdict(asked), whole=self._whole)) as lines:
                    async for told in lines:
                        if told["event"] == "Answered":
                            answer = self._sources.answer(read(Answer, told["is"]["answer"]))
                            yield Answered(replace(answer, id=identify(answer, question)))  # as it was asked here
                        else:
                            yield read(getattr(kinds, told["event"]), told["is"])
                return
            except GoneError:
                self._ours()
                yield GaveUp(f"{GONE} {INSTEAD}")
        async for event in self._ours().events(question):
            yield event

    def found(self, question: str, filters: Filters | None = None, k: int = 10, first: int = 1) -> list[Found]:
        """As `Engine.found`."""
        from qa.found import Found

        given = filters or Filters()
        given = replace(given, sources=self._sources.named(given.sources))
        if self._local is None:
            with suppress(GoneError):
                for told in self._blocking("found", question=question, filters=asdict(given), k=k, first=first):
                    found: list[Found] = [read(Found, one) for one in told]
                    return [replace(one, source=self._sources.shown(one.source)) for one in found]
        return self._ours().found(question, filters, k, first)

    def text_of(self, article_id: str) -> str | None:
        """As `Engine.text_of`."""
        if self._local is None:
            with suppress(GoneError):
                for told in self._blocking("text_of", article_id=article_id):
                    return told  # type: ignore[no-any-return]
        return self._ours().text_of(article_id)

    def close(self) -> None:
        """Let go of what was opened here."""
        if self._local is not None:
            self._local.close()
        if "folder" in vars(self):
            self.folder.close()

    def _ours(self) -> Engine:
        """Return the engine that is opened here, now that there is no server."""
        if self._local is None:
            self.process = None
            self._local = _load(self.settings)
        return self._local

    async def _lines(self, name: str, **given: Any) -> AsyncGenerator[Any]:
        """Yield the lines of a reply; closed, it ends what the server does. Raises GoneError, what the server tells."""
        try:
            with address(self.settings.data_dir) as path:
                reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
        except OSError as error:
            raise GoneError from error
        try:
            writer.write(line({"identity": self._identity, "do": name, "given": given}))
            while (said := _said(await reader.readline())) is not None:
                yield said[0]
        except (OSError, ValueError) as error:
            raise GoneError from error
        finally:
            writer.close()

    def _blocking(self, name: str, patience: float | None = None, **given: Any) -> Iterator[Any]:
        """As `_lines`, for what is not awaited."""
        try:
            with socket.socket(socket.AF_UNIX) as connection, address(self.settings.data_dir) as path:
                connection.settimeout(patience)
                connection.connect(path)
                connection.sendall(line({"identity": self._identity, "do": name, "given": given}))
                with closing(connection.makefile("rb")) as reader:
                    while (said := _said(reader.readline())) is not None:
                        yield said[0]
        except (OSError, ValueError) as error:
            raise GoneError from error


def _said(told: bytes) -> tuple[Any] | None:
    """Return what a line of the server says, or None for the last one.

    Raises:
        GoneError: it is cut off, or refuses.
        DatelineError: the one that it tells.
    """
    content: dict[str, Any] = json.loads(told) if told.endswith(b"\n") else {}
    if "error" in content:
        kind = getattr(errors, content["error"], DatelineError)
        raise kind(*content["of"])
    if "is" in content:
        return (content["is"],)
    if "end" in content:
        return None
    raise GoneError


def _load(settings: Settings) -> Engine:
    from qa.engine import Engine

    return Engine.open(settings)
