"""The sentence embedder: texts in, unit vectors out, by ONNX on the CPU."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.session import session

MODEL = Path(__file__).parent / "models" / "minilm"
BATCH = 16
"""Texts a batch: the fastest measured on two cores, in batches sorted by length (MODEL_CARD.md beside it)."""


class Embedder(Protocol):
    """What the index asks of an embedder.

    Attributes:
        name: for people; the digest is its identity.
        digest: "sha256:…" of the weights.
        dimension: of the vectors.
        max_tokens: the longest text it takes, in its own tokens, special tokens included.
    """

    name: str
    dimension: int
    max_tokens: int

    @property
    def digest(self) -> str:
        """Return "sha256:…" of the weights."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return [len(texts), dimension] unit vectors. A text longer than `max_tokens` is a ModelError, never cut."""

    def token_ends(self, text: str) -> list[int]:
        """Return, for each token of `text` (no special tokens), the code-point offset one past its last character."""

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, without special tokens."""


def file_digest(*paths: Path) -> str:
    """Return "sha256:…" of a file, or of several put one behind the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            hashlib.file_digest(file, lambda: digest)
    return f"sha256:{digest.hexdigest()}"


class WordPieces:
    """The MiniLM's tokenizer: nothing is cut, nothing padded."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, special tokens included."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def token_ends(self, text: str) -> list[int]:
        """Return, for each token of `text` (no special tokens), the code-point offset one past its last character."""
        return [end for _, end in self._tokenizer.encode(text, add_special_tokens=False).offsets]

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, without special tokens."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]


class MiniLM(WordPieces):
    """all-MiniLM-L6-v2, int8 ONNX, pooled and normalised inside the graph (`models/minilm/MODEL_CARD.md`).

    Args:
        threads: of the ONNX session; 0 takes all cores.
    """

    name = "minilm"
    dimension = 384
    max_tokens = 256

    def __init__(self, threads: int = 0) -> None:
        try:
            super().__init__()
            self._session = session(MODEL / "model.onnx", threads)
        except Exception as error:
            raise ModelError(f"The embedder in {MODEL} cannot be loaded: {error}. Install dateline again.") from error

    @cached_property
    def digest(self) -> str:
        """Return "sha256:…" of the weights."""
        return file_digest(MODEL / "model.onnx")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return [len(texts), 384] unit vectors, in the order of `texts`; ModelError if one exceeds 256 tokens."""
        encoded = self.token_ids(texts)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        vectors = np.empty((len(encoded), self.dimension), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._run([encoded[i] for i in batch])
        return vectors

    def _run(self, batch: list[list[int]]) -> NDArray[np.float32]:
        longest = len(batch[-1])
        if longest > self.max_tokens:
            raise ModelError(
                f"A text of {longest} tokens was given to the embedder, which takes {self.max_tokens}. "
                "Split it first: nothing is cut off unseen."
            )
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        output: NDArray[np.float32] = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return output
