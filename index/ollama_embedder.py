"""Embedding through Ollama, in place of the MiniLM that comes with Dateline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import BATCH, WordPieces
from index.errors import ModelError, ModelMissingError, ModelServerError, PromptTooLongError
from index.ollama import OllamaServer
from index.waiting import wait_for

BUDGET = 256
"""Tokens of a passage, as for the MiniLM, so that articles are split alike."""
MARGIN = 2
"""How many tokens of the model's own one of ours may be."""


class OllamaEmbedder:
    """A model of an Ollama server as an embedder.

    The server cannot be asked for tokens, so they are counted by the MiniLM's tokenizer, and a text may have half as
    many as the model takes, at most 256. Where even that is too long for the model's own tokenizer the server refuses
    the text: an error, nothing is cut. No prefix (`search_query: `) is put before a text.

    Args:
        server: where the model is.
        model: its name there.

    Raises:
        ModelMissingError: the server does not have it, or it does not embed.
        ModelServerError: the server is down, hangs, or answers rubbish.
    """

    def __init__(self, server: OllamaServer, model: str) -> None:
        info = wait_for(server.model(model))
        if not info.embeds:
            raise ModelMissingError(
                f"{info.short} does not embed: name an embedding model in QA_EMBEDDER, as `qa models` lists them."
            )
        self.name = f"ollama/{info.short}"
        self.digest = info.digest
        self._server, self._model = server, info.name
        self._window = min(info.context or BUDGET * MARGIN, BUDGET * MARGIN)
        self.max_tokens = self._window // MARGIN
        self._pieces = WordPieces()
        self.dimension = len(self._vectors(["dimension"])[0])

    def token_ends(self, text: str) -> list[int]:
        """Return, for each token of `text` (no special tokens), the code-point offset one past its last character."""
        return self._pieces.token_ends(text)

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, without special tokens."""
        return self._pieces.token_counts(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return [len(texts), dimension] unit vectors, in the order of `texts`; ModelError if one is too long."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = self._vectors(texts[start : start + BATCH])
            if batch.shape[1] != self.dimension:
                raise self._rubbish(f"vectors of {batch.shape[1]} dimensions, not {self.dimension}")
            vectors[start : start + BATCH] = batch
        return vectors

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            raw = wait_for(self._server.embed(self._model, texts, self._window))
        except PromptTooLongError:
            raise ModelError(
                f"A passage has more tokens than {self.name} takes, and nothing is cut: set QA_PASSAGE_WORDS lower, or "
                "embed with another model."
            ) from None
        if len(raw) != len(texts) or len({len(vector) for vector in raw}) != 1:
            raise self._rubbish(f"{len(raw)} vectors for {len(texts)} texts")
        vectors = np.asarray(raw, dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(norms).all() and (norms > 0).all()):
            raise self._rubbish("vectors without a direction")
        unit: NDArray[np.float32] = vectors / norms
        return unit

    def _rubbish(self, what: str) -> ModelServerError:
        return ModelServerError(
            f"{self._server} gave {what} from {self.name}: restart it, or embed with another model."
        )
