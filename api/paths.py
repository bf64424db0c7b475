"""The paths of the API: where the endpoints stand, which of them only read, and which take whole articles."""

from __future__ import annotations

import re

VERSION = "/v1"
"""Where the API stands. Each of its paths is there without it too, for who used it before it had versions."""
QUESTIONS = frozenset(("/query", "/query/batch", "/search", "/timeline", "/chat/completions"))
"""Endpoints that are posted to and yet change nothing. Whatever else is no GET is a write."""
AGAIN = re.compile("/answers/[^/]+/verify")
"""What asks a question again."""
UPLOADS = frozenset(("/articles",))
"""Endpoints to which articles are sent: their bodies may be as large as these."""
OPEN = frozenset(("/", "/docs", "/openapi.json", "/healthz", "/readyz"))
"""What tells nothing of the articles but how many there are, and so needs no key: the pages, their document, health."""
COLLECTION = VERSION + "/collections/{collection}"
"""Where the endpoints on articles stand once more, for another set of them."""
PREFIX = re.compile(f"{VERSION}(?:/collections/[^/]+)?(?=/)")


def endpoint(path: str) -> str:
    """Return a path without the version and the collection: what its endpoint is named by."""
    return PREFIX.sub("", path, count=1) if PREFIX.match(path) else path


def is_open(method: str, path: str) -> bool:
    """Return whether a request needs no key."""
    return method in ("GET", "HEAD") and (endpoint(path) in OPEN or path.startswith("/page/"))


def asks(method: str, path: str) -> bool:
    """Return whether a request asks a question."""
    again = method == "GET" and AGAIN.fullmatch(endpoint(path)) is not None
    return again or (method == "POST" and endpoint(path) in QUESTIONS)


def sends(method: str, path: str) -> bool:
    """Return whether a request sends articles."""
    return method == "POST" and endpoint(path) in UPLOADS


def writes(method: str, path: str) -> bool:
    """Return whether a request may change something: any that is not known to only read."""
    return method not in ("GET", "HEAD", "OPTIONS") and not asks(method, path)
