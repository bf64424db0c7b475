"""Settings: one frozen object, built once and passed in.

Defaults, then `dateline.toml` in the working directory, then `QA_…` variables, then flags; the later wins.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.errors import UsageError

FILE = "dateline.toml"


@dataclass(frozen=True)
class Settings:
    """All that can be set. In `dateline.toml` by these names; in the environment as `QA_` and the name in capitals.

    Attributes:
        data_dir: the data folder.
        model: what answers: `reader`, the embedded reader.
        embedder: what embeds: `minilm`.
        min_confidence: under this confidence the reader abstains, 0 to 1; at 0 it gives its best span to any question,
            even to one that no span can answer (why, how, yes or no).
        chroma_url: a Chroma server; refused until it comes.
        passage_words: about how many words a passage holds at most.
        candidates: passages that each of the two searches brings.
        dense_weight: weight of the dense score against the lexical one, 0 to 1.
        read_passages: best passages that the reader reads.
        threads: of each model's session; 0 takes all cores.
        concurrency: questions that are worked on at once.
        max_question_chars: longest question, in characters.
        max_history_turns: most turns of history.
        max_turn_chars: longest question or answer of a turn, in characters.
        max_article_ids: most ids in `filters.article_ids`.
        max_article_chars: longest article, in characters.
        max_body_bytes: largest HTTP request body; that of an article may have four bytes a character of it.
    """

    data_dir: Path = Path(".qa")
    model: str = "reader"
    embedder: str = "minilm"
    min_confidence: float = 0.3
    chroma_url: str = ""
    passage_words: int = 150
    candidates: int = 50
    dense_weight: float = 0.5
    read_passages: int = 8
    threads: int = 0
    concurrency: int = 2
    max_question_chars: int = 1_000
    max_history_turns: int = 20
    max_turn_chars: int = 2_000
    max_article_ids: int = 1_000
    max_article_chars: int = 10_000_000
    max_body_bytes: int = 262_144

    def __post_init__(self) -> None:
        """Refuse what cannot work, naming the setting and what it may be."""
        if self.chroma_url:
            raise UsageError("QA_CHROMA_URL is not supported yet: unset it; the store is the folder QA_DATA_DIR.")
        if self.model not in ("reader",):
            raise UsageError(f"The model {self.model!r} is not supported yet: use 'reader', the embedded reader.")
        if self.embedder != "minilm":
            raise UsageError(f"The embedder {self.embedder!r} is not supported yet: use 'minilm'.")
        for name in ("min_confidence", "dense_weight"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} is {getattr(self, name)}: give a number from 0 to 1.")
        for field in fields(self):
            value = getattr(self, field.name)
            least = 0 if field.name == "threads" else 1
            if isinstance(field.default, int) and value < least:
                raise UsageError(f"{field.name} is {value}: give a whole number of at least {least}.")
        if self.passage_words > 200:
            raise UsageError(f"passage_words is {self.passage_words}: give at most 200, the embedder takes 256 tokens.")

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] = os.environ,
        folder: Path | None = None,
    ) -> Settings:
        """Return the settings for a working directory (`folder`, by default the current one).

        Args:
            flags: what the command line gives; a None is not given.
            environ: where the `QA_…` variables are looked up.
            folder: where `dateline.toml` is looked for.

        Raises:
            UsageError: a setting is unknown, of the wrong type, or out of range; the message names it.
        """
        known = {field.name: type(field.default) for field in fields(cls)}
        given: dict[str, tuple[str, Any]] = {}
        path = (folder or Path()) / FILE
        if path.is_file():
            try:
                table = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise UsageError(f"{path} is not valid TOML: {error}.") from error
            given |= {name: (f"{name} in {path}", value) for name, value in table.items()}
        given |= {
            name[3:].lower(): (name, value) for name, value in environ.items() if name.startswith("QA_") and value != ""
        }
        given |= {name: (name, value) for name, value in (flags or {}).items() if value is not None}
        unknown = sorted(where for name, (where, _) in given.items() if name not in known)
        if unknown:
            raise UsageError(f"Unknown setting: {', '.join(unknown)}. Known are: {', '.join(sorted(known))}.")
        return cls(**{name: _typed(where, value, known[name]) for name, (where, value) in given.items()})


def _typed(where: str, value: Any, kind: type) -> Any:
    make, taken, wanted = _KINDS[Path if issubclass(kind, Path) else kind]
    try:
        if isinstance(value, bool) or not isinstance(value, taken):
            raise ValueError
        return make(value)
    except (ValueError, OverflowError):
        raise UsageError(f"{where} is {value!r}: give {wanted}.") from None


_KINDS: dict[type, tuple[Callable[[Any], Any], tuple[type, ...], str]] = {
    int: (int, (int, str), "a whole number"),
    float: (float, (int, float, str), "a number"),
    str: (str, (str,), "text"),
    Path: (Path, (str, Path), "a path"),
}
