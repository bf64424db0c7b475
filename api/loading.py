"""The engine, opened once and in the background, so that the server answers from its first moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from api.problems import FAILED, LOADING, NOT_FOUND, ProblemError
from index.errors import DatelineError, StoreError
from index.folder import DEFAULT, collection
from qa.answer import Answer
from qa.engine import Engine

log = logging.getLogger(__name__)


class Loading:
    """An engine that is being opened, is there, or could not be opened.

    Args:
        open_engine: opens it; called once, in a thread of its own.
        hears: takes every answer.
    """

    def __init__(self, open_engine: Callable[[], Engine], hears: Callable[[Answer], None]) -> None:
        self._hears = hears
        self._open = open_engine
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._failure: str | None = None
        self._closed = False
        self._others: dict[str, Engine] = {}

    def start(self) -> None:
        """Begin to open the engine, and return at once."""
        # No daemon: a process that ends while native code of the models runs in a thread is aborted.
        threading.Thread(target=self._load, name="load-engine").start()

    @property
    def engine(self) -> Engine:
        """The engine; ProblemError while it is not there, with why."""
        if self._failure is not None:
            raise ProblemError(FAILED, self._failure)
        if self._engine is None:
            raise ProblemError(LOADING, LOADING.example)
        return self._engine

    def on(self, name: str, create: bool = False) -> Engine:
        """Return the engine of a collection, which has the models of the others.

        Args:
            name: of the collection.
            create: whether it need not be there.

        Raises:
            ProblemError: the engine is not there, or the collection.
            UsageError: that is no name of one.
        """
        engine = self.engine
        folder = collection(engine.folder.path, name)
        if name == DEFAULT:
            return engine
        if not (create or folder.is_dir()):
            raise ProblemError(NOT_FOUND, f"There is no collection {name!r}. GET /v1/collections lists them.")
        with self._lock:
            if name not in self._others:
                self._others[name] = engine.on(folder)
            return self._others[name]

    @property
    def opened(self) -> Engine | None:
        """The engine, or None while it is not there."""
        return self._engine

    def refresh(self) -> None:
        """Let go of a store that is no longer the published one, if the engine is there."""
        with self._lock:
            for engine in (self._engine, *self._others.values()):
                if engine is not None and not self._closed:
                    _look(engine)

    def close(self) -> None:
        """Close the engine, now or as soon as it is open."""
        with self._lock:
            self._closed = True
            for other in self._others.values():
                other.folder.close()
            if self._engine is not None:
                self._engine.close()

    def _load(self) -> None:
        try:
            engine = self._open()
            engine.hears = self._hears
            _warm(engine)
        except DatelineError as error:
            self._failure = f"{error} Then start the server again."
        except Exception as error:
            log.exception("The engine cannot be opened")
            self._failure = f"The engine cannot be opened ({error!r}); the server's log has more. Start it again."
        else:
            with self._lock:
                self._engine = engine
                if self._closed:
                    engine.close()


def _look(engine: Engine) -> None:
    """Open the published store if it is not the one that is open."""
    try:
        with engine.folder.reading():
            pass
    except StoreError:
        return  # every request says so, for as long as it lasts


def _warm(engine: Engine) -> None:
    """Search once, so that the first question does not wait for the store to be opened."""
    try:
        engine.search("warm", k=1)
    except StoreError:
        return  # /readyz and every request say so, for as long as it lasts
