"""What makes a store: the embedder and the splitter, written into it so that a store made otherwise is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, astuple, dataclass

from index.errors import StoreMismatchError

DIGEST = len("sha256:") + 12
"""Characters of a digest that tell it from others."""


@dataclass(frozen=True)
class Maker:
    """What made a store.

    Attributes:
        embedder: name of the embedder.
        digest: "sha256:…" of its weights.
        dimension: of its vectors.
        splitter: name and version of the splitter.
        settings: the splitter's settings, as sorted (name, value) pairs.
    """

    embedder: str
    digest: str
    dimension: int
    splitter: str
    settings: tuple[tuple[str, int], ...]

    @property
    def fingerprint(self) -> str:
        """Return 12 hex digits that change with anything of the maker."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]

    def to_json(self) -> str:
        """Return it as a JSON object."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Maker:
        """Return the maker that `to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "settings": tuple((name, value) for name, value in values["settings"])})

    def check(self, stored: Maker, where: str) -> None:
        """Raise StoreMismatchError, saying what differs, where `stored` (of the data folder `where`) is another."""
        differs = [f"{name} is {theirs}, not {ours}" for name, ours, theirs in self._otherwise(stored)]
        if differs:
            raise StoreMismatchError(
                f"The index in {where} was made otherwise than the settings in use say: {'; '.join(differs)}. "
                "Set them back (QA_EMBEDDER, QA_PASSAGE_WORDS), or name another folder in QA_DATA_DIR and index there, "
                "or run `qa repair`: it makes this one anew from its own texts."
            )

    def _otherwise(self, stored: Maker) -> list[tuple[str, object, object]]:
        """Return name, our value and the stored one of what differs, as a person would name it."""
        told: list[tuple[str, object, object]] = [("embedder", self.embedder, stored.embedder)]
        if self.embedder == stored.embedder:  # else its weights and dimension differ too, which tells nothing more
            told += [("dimension", self.dimension, stored.dimension)]
            told += [("digest", self.digest[:DIGEST], stored.digest[:DIGEST])]
        told += [("splitter", self.splitter, stored.splitter)]
        ours, theirs = dict(self.settings), dict(stored.settings)
        told += [(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs])]
        return [one for one in told if one[1] != one[2]]
