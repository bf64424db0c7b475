"""The readers that come with Dateline, by size: names and files, nothing loaded."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

MODELS = Path(__file__).parent / "models"
WORDS = "words.bin"
"""The table of words of a network too large for one file (many hosts of repositories take 100 MiB), beside it."""


class Shipped(NamedTuple):
    """A reader that comes with Dateline: one network, or an ensemble of several that take the same tokens.

    Attributes:
        name: what the provenance of an answer calls it.
        parameters: how many numbers it consists of.
        networks: their files, each with its weight in the mean of the logits; the first is its own, beside which lie
            its model card and the weights of its confidence.
        package: what has to be installed for it.
    """

    name: str
    parameters: str
    networks: dict[Path, float]
    package: str = "dateline"

    @property
    def file(self) -> Path:
        """The file of its own network."""
        return next(iter(self.networks))

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of its networks."""
        words = {path: path.with_name(WORDS) for path in self.networks}
        return tuple(file for path in words for file in ((path, words[path]) if words[path].exists() else (path,)))

    @property
    def digest(self) -> str:
        """Return "sha256:…" of its files, one behind the other."""
        from index.embedder import file_digest

        return file_digest(*self.files)


SMALL = MODELS / "reader" / "model.onnx"
LARGE = MODELS / "reader-large" / "model.onnx"
READERS = {
    "small": Shipped("reader-minilm-l6", "22.6M", {SMALL: 1.0}),
    "large": Shipped("reader-mpnet-l12-minilm-l6", "132M", {LARGE: 2 / 3, SMALL: 1 / 3}, "dateline-large"),
}
"""The readers by size."""
DEFAULT = "large" if LARGE.exists() else "small"
"""The one that is right more often, where it is installed."""
JUDGE = SMALL
"""The one of their networks that was trained to tell of a question or claim as a whole; it reads all passages."""
