"""Claims with their source texts, labelled supported or not: `python -m evals.claims --evalsets DIR`.

Each claim goes the way of a language model's sentence: its source is split into sentences, the best quotes for it are
chosen, the rules on values and the support score judge it. Prints precision and recall of "unsupported".
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError

_MARK = re.compile(r"\[\d+\]")
_ADDRESS = re.compile(r"^(?:\[\d+\]\s*)?https?://\S+\s*")


@dataclass(frozen=True)
class Claim:
    """A sentence with the text that it is said to rest on.

    Attributes:
        id: of the line.
        passages: the source, in the pieces that it came in.
        text: of the sentence, without citation marks.
        supported: whether most annotators found it supported.
    """

    id: str
    passages: tuple[str, ...]
    text: str
    supported: bool

    @property
    def part(self) -> str:
        """Return where it is from: qags-cnndm, qags-xsum or ab."""
        return re.sub(r"-\d.*|-(?:dev|test)_.*", "", self.id)


def load_claims(path: Path) -> list[Claim]:
    """Return the claims of a JSONL file; UsageError where it is none."""
    try:
        with path.open(encoding="utf-8") as file:
            return [_claim(json.loads(line)) for line in file]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"The claims {path} cannot be read: {error}. Give the folder that holds them.") from error


def _claim(line: dict[str, str]) -> Claim:
    text = " ".join(_MARK.sub("", line["claim"]).split())
    return Claim(line["id"], tuple(_passages(line["source"])), text, bool(line["supported"]))


def _passages(source: str) -> list[str]:
    """Return the pieces of a source, which is a text or a list of texts as Python writes it."""
    texts = [source]
    if source.startswith("["):
        try:
            texts = [str(text) for text in ast.literal_eval(source)]
        except (ValueError, SyntaxError):
            texts = [source.strip("[]").replace("\\n", "\n")]
    return [cleaned for text in texts if (cleaned := _ADDRESS.sub("", text).strip())]
