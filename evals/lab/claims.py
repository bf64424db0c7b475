"""Claims with their source texts, labelled supported or not: `python -m evals.lab.claims --evalsets DIR`.

Each claim goes the way of a language model's sentence: its source is split into sentences, the best quotes for it are
chosen, the rules on values and the support score judge it. Prints precision and recall of "unsupported".
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.intervals import Figure, share
from index.embedder import MiniLM
from index.errors import UsageError
from qa.check.contradiction import conflict
from qa.check.embedded import sentences
from qa.check.support import Support, load_weights
from qa.read.network import Reader
from qa.text.facts import Background, missing

_RESAMPLES = 1000

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
        return re.sub(r"-(?:\d|dev|test).*", "", self.id)


@dataclass(frozen=True)
class Judged:
    """A claim with what the checks said of it.

    Attributes:
        claim: that was judged.
        lacks: whether its quotes lack one of its values.
        score: the support score of its quotes.
        contradicted: whether the rules on negation, attribution and events find a conflict with its quotes.
    """

    claim: Claim
    lacks: bool
    score: float
    contradicted: bool


Check = Callable[[Judged], bool]
CHECKS: dict[str, Check] = {
    "value rules": lambda judged: judged.lacks,
    "support score": lambda judged: judged.score < load_weights().threshold,
    "values and score": lambda judged: judged.lacks or judged.score < load_weights().threshold,
    "all, as answers are held to": lambda judged: (
        judged.lacks or judged.score < load_weights().threshold or judged.contradicted
    ),
}
"""Whether a check, or several together, would take a claim out."""


def main() -> None:
    """Judge the claims, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evalsets", type=Path, default=Path("../shared/evalsets"), help="folder that holds claims/")
    parser.add_argument("--part", choices=("dev", "test"), default="test", help="of the claims")
    options = parser.parse_args()
    claims = load_claims(options.evalsets / "claims" / f"{options.part}.jsonl")
    support = Support(MiniLM(), Reader())
    sys.stdout.write("\n".join(table([judge(claim, support) for claim in claims])) + "\n")


def judge(claim: Claim, support: Support) -> Judged:
    """Return what the checks say of a claim, with the quotes that are chosen for it."""
    texts = quoted(claim, support)
    score = support.score(claim.text, texts, Background(claim.passages))
    return Judged(claim, lacks(claim, texts), score, contradicted(claim, texts))


def quoted(claim: Claim, support: Support) -> list[str]:
    """Return the quotes that are chosen for a claim."""
    chosen = support.choices(claim.text, claim.passages, Background(claim.passages))
    return [claim.passages[quote.passage][quote.start : quote.end] for quote in next(iter(chosen), [])]


def lacks(claim: Claim, quotes: Sequence[str]) -> bool:
    """Whether quotes lack a value of the claim."""
    return bool(missing(claim.text, quotes, Background(claim.passages)))


def contradicted(claim: Claim, quotes: Sequence[str]) -> bool:
    """Whether quotes contradict the claim."""
    parts = [sentence for text in quotes for sentence in sentences(text)]
    around = [sentence for passage in claim.passages for sentence in sentences(passage)]
    return conflict(claim.text, parts, around, Background(claim.passages)) is not None


def table(judged: Sequence[Judged]) -> list[str]:
    """Return the lines of a Markdown table: precision and recall of "unsupported", by source and check."""
    parts = ["all", *dict.fromkeys(one.claim.part for one in judged)]
    lines = ["| source | n | check | precision | recall | balanced accuracy |", "|---|---|---|---|---|---|"]
    for part in parts:
        group = [one for one in judged if part in ("all", one.claim.part)]
        for name in CHECKS:
            cells = map(_cell, measure(group, name).values())
            lines.append(f"| {part} | {len(group)} | {name} | {' | '.join(cells)} |")
    return lines


def measure(judged: Sequence[Judged], check: str) -> dict[str, Figure]:
    """Return precision and recall of "unsupported" by a check, and its balanced accuracy."""
    strikes = CHECKS[check]
    return {
        "precision": share([not one.claim.supported for one in judged if strikes(one)]),
        "recall": share([strikes(one) for one in judged if not one.claim.supported]),
        "balanced accuracy": balanced_accuracy(
            [one.claim.supported for one in judged], [not strikes(one) for one in judged]
        ),
    }


def balanced_accuracy(supported: Sequence[bool], kept: Sequence[bool]) -> Figure:
    """Return the mean of the shares of supported kept and of unsupported taken out, with the bootstrap's interval."""
    truth, said = np.asarray(supported, dtype=bool), np.asarray(kept, dtype=bool)
    if truth.all() or not truth.any():
        return Figure(None, None, None, len(truth))
    draw = np.random.default_rng(0)

    def resampled() -> Iterator[float]:
        for _ in range(_RESAMPLES):
            places = draw.integers(0, len(truth), len(truth))
            if truth[places].any() and not truth[places].all():
                yield (said[places][truth[places]].mean() + (~said[places][~truth[places]]).mean()) / 2

    low, high = np.percentile(list(resampled()), [2.5, 97.5])
    value = (said[truth].mean() + (~said[~truth]).mean()) / 2
    return Figure(float(value), float(low), float(high), len(truth))


def _cell(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


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


if __name__ == "__main__":
    main()
