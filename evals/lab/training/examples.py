"""Examples: what the reader is trained on, prepared once: `examples.jsonl.gz`, a line for each.

Examples of one group are one question, the original first: as it is and edited on its passage, and on a near passage.
They are trained on side by side, so that what differs between them is what is learnt.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from evals.lab.training.edits import Stock, edits
from evals.lab.training.rows import WEAK, WORD, Row, Span, chosen_span, cut
from qa.text.wording import is_content, stem

LENGTHS = (25, 40, 55, 75, 100, 140)
"""Words that a passage is cut to, one of them at random."""
SHARES = {"wiki": 0.5, "qed": 1.0, "qamr": 0.15, "amazon": 0.06, "reddit": 0.06, "policy": 0.03, WEAK: 0.1}
SHARES |= {"squad2": 1.0, "tydiqa": 0.6, "mlqa": 0.6}
"""How often a question of a set is used in an epoch."""
WHOLE = "squad2"
"""The set whose passages are left whole: in it, a passage that was cut would have an answer."""
LARGER_SHARES = {"wiki": 1.5, "qed": 1.5, "qamr": 0.8, "amazon": 0.5, "reddit": 0.5, "policy": 0.2, WEAK: 1.0}
LARGER_SHARES |= {"squad2": 1.0, "tydiqa": 1.0, "mlqa": 1.0}
"""The same for the larger network, which is trained from the start."""
KIND_WEIGHTS = {
    "opposite": 1.0,
    "name of the passage": 2.0,
    "another name": 1.0,
    "number": 1.5,
    "word": 0.5,
    "condition": 0.25,
    "detail": 2.0,
}
EDITED_SHARE = 0.35
"""Share of the questions that are also asked edited; none of the sets whose unanswerable questions people wrote."""
NEAR_SHARE = 0.15
"""Share of the questions that are also asked of a near passage."""


@dataclass(frozen=True)
class Example:
    """A question on a passage.

    Attributes:
        group: number of the group that it belongs to.
        kind: "original", the kind of an edit, "exchanged", "near passage", "unanswerable" (by who wrote the question),
            "claim".
        question: as the reader is asked.
        passage: what it is given.
        span: of the passage that answers, None where none does.
        changed: span of the question that the passage does not bear out; None where that is not known.
        supported: of a claim, which stands in the question's place: whether the passage supports it.
    """

    group: int
    kind: str
    question: str
    passage: str
    span: Span | None
    changed: Span | None = None
    supported: bool | None = None


def save(examples: Sequence[Example], path: Path) -> None:
    """Write examples."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        file.writelines(json.dumps(asdict(example)) + "\n" for example in examples)


def load(path: Path) -> list[Example]:
    """Read examples."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [
            Example(**{**line, "span": _pair(line["span"]), "changed": _pair(line["changed"])})
            for line in map(json.loads, file)
        ]


def _pair(span: list[int] | None) -> Span | None:
    return (span[0], span[1]) if span else None


def prepared(
    rows: Sequence[Row], seed: int, shares: dict[str, float] = SHARES, edited_share: float = EDITED_SHARE
) -> Iterator[Example]:
    """Yield the examples of one epoch over the rows: originals, edits of a share of them, and near passages."""
    rng = Random(seed)
    stock, near = Stock(rows), Near(rows)
    group = 0
    for row in rows:
        share = shares[row.set]
        for _ in range(int(share) + (rng.random() < share % 1)):
            group += 1
            if not row.spans:
                kind = "near passage" if row.set == WEAK else "unanswerable"
                yield Example(group, kind, row.question, row.context, None)
                break
            span = chosen_span(row, rng)
            passage, start = row.context, 0
            if row.set != WHOLE:
                passage, start = cut(row.context, span, rng.choice(LENGTHS), rng)
            yield Example(group, "original", row.question, passage, (span[0] - start, span[1] - start))
            found = edits(row, passage, stock, rng) if row.set != WHOLE and rng.random() < edited_share else {}
            weights = [KIND_WEIGHTS[kind] for kind in found]
            for kind in dict.fromkeys(rng.choices(list(found), weights, k=1 + (share > 1)) if found else ()):
                edited = found[kind]
                yield Example(group, kind, edited.question, passage, None, edited.changed)
            if row.set != WEAK and rng.random() < NEAR_SHARE and (other := near.passage(row, rng)):
                yield Example(group, "near passage", row.question, other, None)


class Near:
    """Passages of the same set that share the rare words of a question and do not hold its answer."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._contexts = sorted({(row.set, row.context) for row in rows})
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n, (which, context) in enumerate(self._contexts):
            for word in {word for word, _ in _telling(context)}:
                self._having[which, word].append(n)

    def passage(self, row: Row, rng: Random) -> str | None:
        """Return one of the three nearest passages, cut around a word that it shares; None if none is near."""
        scores: dict[int, float] = defaultdict(float)
        wanted = {word for word, _ in _telling(row.question)}
        for word in wanted:
            having = self._having.get((row.set, word), [])
            if len(having) < 500:
                for n in having:
                    scores[n] += math.log(len(self._contexts) / len(having))
        answers = [answer.lower() for answer in row.answers]
        nearest = sorted(scores, key=lambda n: (-scores[n], n))[:12]
        best = [self._contexts[n][1] for n in nearest if self._contexts[n][1] != row.context]
        best = [context for context in best if not any(answer in context.lower() for answer in answers)][:3]
        if not best:
            return None
        context = rng.choice(best)
        shared = rng.choice([span for word, span in _telling(context) if word in wanted])
        return cut(context, shared, rng.choice(LENGTHS), rng)[0]


def _telling(text: str) -> list[tuple[str, Span]]:
    """Return the stems of the words of a text that say something, and where they stand."""
    words = ((found.group().lower(), found.span()) for found in WORD.finditer(text))
    return [(stem(word), span) for word, span in words if is_content(word)]
