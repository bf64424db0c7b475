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
from qa.read.network import RawSpan, Reader
from qa.shipped import READERS


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
    """Yield lines: exact match and F1 of the originals, and for each other kind the AUROC of originals against it.

    Questions that people wrote to be unanswerable are held against the others of the same passages; claims that a text
    supports against those that it does not.
    """
    began = time.perf_counter()
    found: dict[str, list[RawSpan]] = defaultdict(list)
    matches, overlaps = [], []
    supported: dict[bool, list[float]] = {True: [], False: []}
    shared = {example.passage for example in examples if example.kind == "unanswerable"}
    beside = []
    for example in examples:
        span = best_span(reader, example.question, example.passage)
        if example.supported is not None:
            supported[example.supported].append(-span.open)
            continue
        found[example.kind].append(span)
        if example.kind == "original" and example.passage in shared:
            beside.append(span)
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
    originals = found.pop("original", [])
    edited = [span for kind, spans in found.items() if kind in KINDS for span in spans]
    for kind, spans in {"all edits": edited, **found}.items():
        against = beside if kind == "unanswerable" else originals
        by_margin = auroc([one.margin for one in against], [one.margin for one in spans])
        as_a_whole = auroc([-one.open for one in against], [-one.open for one in spans])
        yield f"  AUROC against {kind}: {known(by_margin):.3f}, as a whole {known(as_a_whole):.3f}, n={len(spans)}"
    told, n = auroc(supported[True], supported[False]), len(supported[True]) + len(supported[False])
    yield f"  AUROC of claims, supported or not, as a whole: {known(told):.3f}, n={n}"


if __name__ == "__main__":
    main()
