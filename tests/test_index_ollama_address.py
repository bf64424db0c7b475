"""Where Ollama listens, read as the client package reads it."""

from __future__ import annotations

import pytest

from index.errors import ModelServerError
from index.ollama_address import Address

WRITTEN = [
    "1.2.3.4",
    ":56789",
    "1.2.3.4:56789",
    "http://1.2.3.4",
    "https://1.2.3.4",
    "https://1.2.3.4:56789",
    "example.com",
    "example.com:56789/",
    "http://example.com",
    "example.com/path",
    "https://example.com:56789/path/",
    "[0001:002:003:0004::1]",
    "[0001:002:003:0004::1]:56789/path",
    "https://[::1]",
    "https://user:secret@example.com",
    "0.0.0.0",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_an_address_is_read_as_the_client_reads_it(text: str) -> None:
    from ollama._client import _parse_host

    address = Address.parse(text)
    assert address.url == _parse_host(text)
    assert Address.parse(address.url) == address
    assert "secret" not in str(address)


def test_an_empty_one_is_the_variable_and_else_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "example.com")
    assert str(Address.parse()) == "example.com:11434"
    monkeypatch.delenv("OLLAMA_HOST")
    assert str(Address.parse()) == "127.0.0.1:11434"


@pytest.mark.parametrize("text", ["http://[1", "host:port", "host:99999", "ftp://host"])
def test_what_is_no_address_is_an_error_that_names_the_variable(text: str) -> None:
    with pytest.raises(ModelServerError, match=r"OLLAMA_HOST is .*, which is no address: give a host"):
        Address.parse(text)


def test_no_proxy_leads_to_this_machine() -> None:
    here = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1.2.3"]
    assert all(Address.parse(host).is_here for host in here)
    assert not any(Address.parse(host).is_here for host in ("example.com", "192.168.1.2"))
