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
from evals.lab.training.examples import Example, load
from evals.measures import overlap
from evals.text import words
from qa.read.network import READERS, Reader


def main() -> None:
    """Print a table for each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path, metavar="EXAMPLES")
    parser.add_argument("--model", type=Path, action="append", metavar="FILE", help="ONNX file; may be repeated")
    options = parser.parse_args()
    examples = load(options.examples)
    given = (Reader(model=path) for path in options.model or ())
    shipped = (Reader(size=size) for size in READERS)
    for reader in given if options.model else shipped:
        sys.stdout.write("\n".join(measure(reader, examples)) + "\n")


def measure(reader: Reader, examples: Sequence[Example]) -> Iterator[str]:
    """Yield lines: exact match and F1 of the originals, and for each other kind the AUROC of originals against it."""
    began = time.perf_counter()
    margins: dict[str, list[float]] = defaultdict(list)
    matches, overlaps = [], []
    for example in examples:
        span = best_span(reader, example.question, example.passage)
        margins[example.kind].append(span.margin)
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
    edited = [margin for kind, found in margins.items() if kind != "near passage" for margin in found]
    for kind, found in {"all edits": edited, **margins}.items():
        yield f"  AUROC against {kind}: {known(auroc(originals, found)):.3f}, n={len(found)}"


if __name__ == "__main__":
    main()
