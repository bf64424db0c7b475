"""What an Ollama server says of its models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class ModelInfo:
    """A model that a server has.

    Attributes:
        name: as the server says it, tag included.
        digest: "sha256:…" of it.
        size: bytes on the server's disk.
        context: the most tokens it takes, or 0 where the server does not tell.
        parameters: how many, as "3.2B".
        quantisation: of its weights, as "Q4_K_M".
        capabilities: what it can do: "completion", "embedding", "thinking", "tools", "vision", …; nothing where the
            server cannot say.
        remote: the other machine that the server hands what it is given to, or "".
    """

    name: str
    digest: str
    size: int
    context: int = 0
    parameters: str = ""
    quantisation: str = ""
    capabilities: tuple[str, ...] = ()
    remote: str = ""

    @property
    def short(self) -> str:
        """The name as people write it, without `:latest`."""
        return self.name.removesuffix(":latest")

    @property
    def chats(self) -> bool:
        """Whether it can write an answer."""
        return "completion" in self.capabilities

    @property
    def embeds(self) -> bool:
        """Whether it can embed a text."""
        return "embedding" in self.capabilities


def same(one: str, other: str) -> bool:
    """Return whether two names are of the same model: `llama3.2` is `llama3.2:latest`."""
    return _full(one) == _full(other)


def _full(name: str) -> str:
    return (name if ":" in name.rpartition("/")[2] else f"{name}:latest").casefold()


def listed(raw: Mapping[str, Any]) -> ModelInfo:
    """Return what the list of a server's models says of one. Raises ValueError, TypeError, KeyError on rubbish."""
    details = raw.get("details") or {}
    return ModelInfo(
        name=str(raw["name"]),
        digest=f"sha256:{raw.get('digest') or ''}",
        size=int(raw.get("size") or 0),
        parameters=str(details.get("parameter_size") or ""),
        quantisation=str(details.get("quantization_level") or ""),
        remote=str(raw.get("remote_host") or ""),
    )


def described(info: ModelInfo, raw: Mapping[str, Any]) -> ModelInfo:
    """Return the model with what a server shows of it; errors as those of `listed`."""
    facts = raw.get("model_info") or {}
    family = str(facts.get("general.architecture") or "")
    can = raw.get("capabilities") or (["embedding"] if "bert" in family else ["completion"])  # old servers do not tell
    context = int(facts.get(f"{family}.context_length") or 0)
    return replace(info, context=context, capabilities=tuple(map(str, can)))
