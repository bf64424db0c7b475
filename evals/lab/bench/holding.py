"""What holds a language model's sentence to the text: how often it is right, on sentences and claims of known truth."""

from __future__ import annotations

from collections.abc import Iterator

from evals.corpus import open_corpus
from evals.lab import sentences as written
from evals.lab.bench.row import Row, row
from evals.lab.bench.workplace import Workplace
from evals.lab.claims import CHECKS, judge, load_claims, measure
from evals.question_set import load_set
from index.embedder import MiniLM
from qa.check.support import Support
from qa.read.network import Reader

TARGETS = {
    "correct": ("<=", 0.10),
    "wrong: date": (">=", 1.0),
    "wrong: number": (">=", 1.0),
    "wrong: name": (">=", 79 / 84),
    "wrong: actor": (">=", 0.45),
    "wrong: negated": (">=", 0.90),
    "wrong: event": (">=", 0.60),
    "wrong: attribution": (">=", 0.60),
    "wrong: the rest": (">=", 0.60),
}
"""Of the share that is taken out, by kind of sentence."""
BALANCED = {"support score": 0.72, "all, as answers are held to": 0.66}
"""Of all claims, by check."""


def sentences(place: Workplace) -> Iterator[Row]:
    """Sentences on the sample articles, right and wrong, as if a model had written them: the share taken out."""
    if _is_told_by_another(place):
        return
    engine = open_corpus(place.settings, load_set("seeds").articles, place.log)
    try:
        found = list(written.outcomes(engine, written.load()[: place.limit]))
    finally:
        engine.close()
    for name, group in written.groups(found).items():
        sign, target = TARGETS.get(name, (">=", None))
        yield row(name, written.share_taken_out(group), target, sign=sign)


def claims(place: Workplace) -> Iterator[Row]:
    """Claims of others with their sources (QAGS, AttributionBench), the test part: what the checks say of them."""
    if _is_told_by_another(place):
        return
    support = Support(MiniLM(place.settings.threads), Reader(place.settings.threads))
    texts = load_claims(place.shared("claims/test.jsonl"))[: place.limit]
    judged = [judge(claim, support) for claim in texts]
    for part in ("all", *dict.fromkeys(one.claim.part for one in judged)):
        group = [one for one in judged if part in ("all", one.claim.part)]
        for name in CHECKS:
            target = BALANCED.get(name) if part == "all" else None
            for figure, value in measure(group, name).items():
                yield row(f"{part}, {name}: {figure}", value, target if figure == "balanced accuracy" else None)


def _is_told_by_another(place: Workplace) -> bool:
    """Whether another reader is set than the small one, which the support score always goes by."""
    if place.settings.reader == "small":
        return False
    place.log("skipped: what supports a sentence is told by the small reader, whichever reads.")
    return True
