"""Measure a reader on what its training kept apart: `python -m evals.lab.held_out EXAMPLES [--model FILE]…`.

Without FILE it measures those that ship.

EXAMPLES is the `held-out.jsonl.gz` that `python -m evals.lab.train examples` makes. For choosing between readers and
between formats of one: nothing is chosen by the sets that are reported. The ready-made reader that training begins with
was trained on these questions too, so that its own figures here flatter it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.lab.auroc import auroc
from evals.lab.bench.row import known
from evals.lab.gold import best_span
from evals.lab.training.edits import KINDS
from evals.lab.training.examples import Example, load
from evals.measures import overlap
from evals.text import words
from qa.read.network import READERS, Logits, Reader


def main() -> None:
    """Print a table for each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path, metavar="EXAMPLES")
    parser.add_argument("--model", type=Path, action="append", metavar="FILE", help="ONNX file; may be repeated")
    options = parser.parse_args()
    examples = load(options.examples)
    given = (Doubting(model=path) for path in options.model or ())
    shipped = (Doubting(size=size) for size in READERS)
    for reader in given if options.model else shipped:
        sys.stdout.write("\n".join(measure(reader, examples)) + "\n")


class Doubting(Reader):
    """The reader, keeping what it doubted last of a question or claim as a whole: the doubt at place 0, a logit."""

    whole = 0.0

    def _run(self, tokens: list[int], first: int) -> tuple[Logits, Logits, Logits]:
        starts, ends, doubts = super()._run(tokens, first)
        self.whole = float(doubts[0])
        return starts, ends, doubts


def measure(reader: Doubting, examples: Sequence[Example]) -> Iterator[str]:
    """Yield lines: exact match and F1 of the originals, and for each other kind the AUROC of originals against it.

    Questions that people wrote to be unanswerable are held against the others of the same passages; claims that a text
    supports against those that it does not, by the doubt as a whole.
    """
    began = time.perf_counter()
    margins: dict[str, list[float]] = defaultdict(list)
    matches, overlaps = [], []
    supported: dict[bool, list[float]] = {True: [], False: []}
    shared = {example.passage for example in examples if example.kind == "unanswerable"}
    beside = []
    for example in examples:
        span = best_span(reader, example.question, example.passage)
        if example.supported is not None:
            supported[example.supported].append(-reader.whole)
            continue
        margins[example.kind].append(span.margin)
        if example.kind == "original" and example.passage in shared:
            beside.append(span.margin)
        if example.span:
            given = words(example.passage[span.start : span.end])
            wanted = words(example.passage[slice(*example.span)])
            matches.append(given == wanted)
            overlaps.append(overlap(given, wanted))
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in reader.files)
    yield " and ".join(map(str, reader.files))
    yield f"  {size / 1e6:.1f} MB, {len(examples) / seconds:.0f} examples a second"
    yield f"  exact match {np.mean(matches):.3f}, F1 {np.mean(overlaps):.3f}, n={len(matches)}"
    originals = margins.pop("original", [])
    edited = [margin for kind, found in margins.items() if kind in KINDS for margin in found]
    for kind, found in {"all edits": edited, **margins}.items():
        told = auroc(beside if kind == "unanswerable" else originals, found)
        yield f"  AUROC against {kind}: {known(told):.3f}, n={len(found)}"
    told, n = auroc(supported[True], supported[False]), len(supported[True]) + len(supported[False])
    yield f"  AUROC of claims, supported or not, by the doubt as a whole: {known(told):.3f}, n={n}"


if __name__ == "__main__":
    main()
