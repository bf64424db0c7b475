"""What schemathesis is told when it asks a server: how JSON Lines are sent."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def as_it_is(_: Any, value: Any) -> bytes:
    """Text is sent as it is, anything else as Python shows it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "backslashreplace")
