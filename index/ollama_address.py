"""Where Ollama listens: OLLAMA_HOST read as the `ollama` package reads it, without importing it."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import ModelServerError, redact

PORTS = {"http": 80, "https": 443}
"""Of an address that names its scheme and no port; one without a scheme has Ollama's own."""
PORT = 11434


@dataclass(frozen=True)
class Address:
    """Where a server is.

    Attributes:
        host: a name or an IP address, without brackets.
        port: of TCP.
        scheme: http or https.
        path: in front of the API's own, or "".
    """

    host: str
    port: int
    scheme: str = "http"
    path: str = ""

    @classmethod
    def parse(cls, text: str = "") -> Address:
        """Return the address that OLLAMA_HOST says: a host, host:port or URL; "" is the variable's own value.

        Raises:
            ModelServerError: it is none.
        """
        text = (text or os.environ.get("OLLAMA_HOST", "")).strip().strip("'\"")
        scheme, separator, rest = text.partition("://")
        if not separator:
            scheme, rest = "http", text
        try:
            parts = urlsplit(f"{scheme}://{rest}")
            port = parts.port or (PORTS[scheme] if separator else PORT)
        except (ValueError, KeyError):
            raise ModelServerError(
                f"OLLAMA_HOST is {redact(text)!r}, which is no address: give a host, host:port or URL, "
                "for example 127.0.0.1:11434."
            ) from None
        return cls(parts.hostname or "127.0.0.1", port, scheme, parts.path.strip("/"))

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, to which no proxy leads."""
        try:
            ip = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host == "localhost"
        return ip.is_loopback or ip.is_unspecified

    @property
    def url(self) -> str:
        """The address as a URL."""
        return f"{self.scheme}://{self}"

    def __str__(self) -> str:
        """As a user would write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" + (f"/{self.path}" if self.path else "")
