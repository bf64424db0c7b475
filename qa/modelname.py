"""The names of models, as users write them: `reader`, `auto`, `ollama/NAME`, `openai/NAME`."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import UsageError

NAMES = "reader (the embedded one), auto, ollama/NAME (`qa models` lists them), or openai/NAME"


@dataclass(frozen=True)
class ModelName:
    """A model's name, read.

    Attributes:
        kind: `reader`, `auto`, `ollama` or `openai`.
        model: what the server calls it; "" for the first two.
    """

    kind: str
    model: str = ""

    @classmethod
    def parse(cls, text: str) -> ModelName:
        """Return the name that `text` is; whether there is such a model is found when it is used.

        Raises:
            UsageError: it is none; the message says which names there are.
        """
        kind, slash, model = text.strip().partition("/")
        alone = kind in ("reader", "auto") and not slash
        served = kind in ("ollama", "openai") and model and model.isprintable() and " " not in model
        if not (alone or served):
            raise UsageError(f"The model {text!r} is not known: use {NAMES}.")
        return cls(kind, model)

    @classmethod
    def is_served(cls, text: str, kind: str) -> bool:
        """Return whether `text` names a model of a server of this kind."""
        try:
            named = cls.parse(text)
        except UsageError:
            return False
        return named.kind == kind

    def __str__(self) -> str:
        """The name as users write it."""
        return f"{self.kind}/{self.model}" if self.model else self.kind
