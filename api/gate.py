"""Who may do what: a key with the scope that a request needs, and within its limits. Nothing behind it asks again.

It stands before the routes and takes whatever is not known to only read as a write, so that an endpoint that comes
later is closed until it is named in `paths.py`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from contextlib import ExitStack

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.keys import Key, Keys
from api.limits import Limits
from api.paths import asks, is_open, writes
from api.problems import FAILED, KEY, SCOPE, ProblemError, problem
from api.requests import note
from index.errors import UsageError
from qa.settings import Settings

log = logging.getLogger(__name__)

OWNER = "dateline.owner"
"""Where the scope of a request says whose answers it may have: the digest of its key."""


class Gate:
    """ASGI middleware that lets nothing in without a key.

    Args:
        app: what is guarded.
        keys: those that are known.
        settings: the limits of each.
    """

    def __init__(self, app: ASGIApp, keys: Keys, settings: Settings) -> None:
        self._app, self._keys = app, keys
        self._used: defaultdict[str, Limits] = defaultdict(lambda: Limits(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a problem."""
        if scope["type"] != "http" or is_open(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        with ExitStack() as held:
            try:
                used = self._used[self._key(scope).digest]
                held.enter_context(used.request(asks(scope["method"], scope["path"])))
            except ProblemError as refusal:
                headers = {"WWW-Authenticate": "Bearer"} if refusal.kind is KEY else {}
                await problem(refusal.kind, refusal.detail, headers=headers)(scope, receive, send)
                return

            async def received() -> Message:
                message = await receive()
                used.count(len(message.get("body", b"")))
                return message

            async def sent(message: Message) -> None:
                used.count(len(message.get("body", b"")))
                await send(message)

            await self._app(scope, received, sent)

    def _key(self, scope: Scope) -> Key:
        """Return the key of a request that may do what it asks for. Raises ProblemError for any other."""
        kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        try:
            key = self._keys.find(given.strip()) if kind.casefold() == "bearer" else None
        except UsageError as error:
            log.error("Nobody is let in: %s", error)
            raise ProblemError(FAILED, "The keys cannot be read: the server's log says why.") from None
        if key is None:
            raise ProblemError(KEY, KEY.example)
        note(scope, key=key.name)
        scope[OWNER] = key.digest
        if key.scope != "write" and writes(scope["method"], scope["path"]):
            raise ProblemError(SCOPE, f"The key {key.name!r} may only read. Use one that may write.")
        return key
