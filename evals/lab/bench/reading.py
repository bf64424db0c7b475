"""How good the reader is by itself, given the paragraph, and how fast against the machine.

Each question of xquad-en gets the paragraph that holds its answer; asked again it is changed in one place so that the
paragraph answers it no more, and asked once more of the nearest passage that the search finds without the answer.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from evals.calibration import is_fitted_on, source
from evals.case import load_cases
from evals.intervals import mean, share
from evals.lab.auroc import auroc
from evals.lab.bench.row import Row, known, row
from evals.lab.bench.workplace import Workplace
from evals.lab.gold import SCORES, Asked, Score, ask, best_span, confidence_of, near_passage, paragraphs
from evals.measures import exact_match, f1
from index.catalogue import all_records
from qa.read.network import Logits, Reader
from qa.settings import Settings

READ_TOGETHER = 8
LAYERS = {"small": {384: 6}, "large": {768: 12, 384: 6}}
"""Layers of each reader's networks, by their width w: a layer's matrices have 12 w² weights, one multiplication and one
addition each for a token."""


def reader(place: Workplace) -> Iterator[Row]:
    """What the reader finds in the right paragraph, and whether it is fooled by an edited question or a near one."""
    corpus = place.corpus("xquad-en")
    engine, cases = corpus.engine, corpus.cases
    with engine.folder.reading() as store:
        assert store is not None, "open_corpus has indexed the articles"
        articles = {record.id: store.text(record.id) for record in all_records(store)}
    own = paragraphs(cases, articles)
    originals = [ask(engine.reader, case, own[case.id]) for case in cases]
    yield row("gold paragraph: exact match", share([exact_match(one.text, one.case) for one in originals]))
    yield row("gold paragraph: F1", mean([f1(one.text, one.case) for one in originals]), 0.74)
    edited = load_cases(place.shared("xquad-en/edited.jsonl"), repeated=True)
    changed = [ask(engine.reader, case, own[source(case.id)]) for case in edited if source(case.id) in own]
    sources = {source(one.case.id) for one in changed}
    asked = [one for one in originals if one.case.id in sources]
    for name, score in SCORES.items():
        yield _against(f"AUROC, the question against it edited, {name}", asked, changed, score, 0.90)
    asked, changed = ([one for one in half if not is_fitted_on(one.case.id)] for half in (asked, changed))
    half = "of the half that confidence is not fitted on"
    yield _against(f"AUROC, by the margin, {half}", asked, changed, SCORES["by the margin"])
    yield _against(
        f"AUROC, by the confidence in the paragraph's passages, {half}",
        asked,
        changed,
        lambda one: confidence_of(engine, one.case.question.question, one.paragraph),
    )
    near = [best_span(engine.reader, case.question.question, near_passage(engine, case)).margin for case in cases]
    answered = [one.span.margin for one in originals]
    yield Row(
        "AUROC, its paragraph against a near passage", known(auroc(answered, near)), ">=", 0.979, f"n={len(cases)}"
    )
    yield from _speed(place.settings, [(one.case.question.question, one.paragraph.text) for one in originals])


def _against(
    name: str,
    asked: Sequence[Asked],
    changed: Sequence[Asked],
    score: Score,
    target: float | None = None,
) -> Row:
    """Return how well a score tells the questions as asked from the changed ones."""
    found = known(auroc([score(one) for one in asked], [score(one) for one in changed]))
    return Row(name, found, ">=" if target else None, target, f"n={len(asked)} and {len(changed)}")


class Recorded(Reader):
    """The reader, remembering what went through its networks."""

    rows: list[tuple[Any, list[int], int]]

    def _run(self, network: Any, tokens: list[int], first: int) -> Logits:
        self.rows.append((network, tokens, first))
        return super()._run(network, tokens, first)

    def bare(self) -> None:
        """Put the same through the networks once more, and nothing else."""
        for network, tokens, first in self.rows:
            super()._run(network, tokens, first)


def _speed(settings: Settings, asked: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """Yield how many tokens a second it reads, and that against its bare session and the machine's int8 rate."""
    batches = [asked[n : n + READ_TOGETHER] for n in range(0, min(len(asked), 160), READ_TOGETHER)]
    reader = Recorded(settings.threads, settings.reader)
    layers = LAYERS[settings.reader]

    def read() -> None:
        reader.rows = []
        for batch in batches:
            reader.read(batch[0][0], [passage for _, passage in batch])

    seconds = best_of(read, 3)
    tokens = sum(len(row) for _, row, _ in reader.rows)
    yield Row("tokens a second, eight passages at a time", tokens / seconds)
    yield Row("tokens a second against its bare session", best_of(reader.bare, 3) / seconds)
    if importlib.util.find_spec("onnx"):
        least = sum(24 * count * width**2 / int8_rate(width) for width, count in layers.items())
        yield Row("tokens a second against the machine's int8 matrix rate", tokens / seconds * least)


def int8_rate(width: int) -> float:
    """Return the operations a second of int8 matrix products of a network's widest shape, on all cores."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper

    x = helper.make_tensor_value_info("x", TensorProto.UINT8, [1024, width])
    y = helper.make_tensor_value_info("y", TensorProto.INT32, [1024, 4 * width])
    weights = onnx.numpy_helper.from_array(np.ones((width, 4 * width), dtype=np.int8), "w")
    product = helper.make_node("MatMulInteger", ["x", "w"], ["y"])
    graph = helper.make_graph([product], "product", [x], [y], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feed = {"x": np.ones((1024, width), dtype=np.uint8)}

    def multiply() -> None:
        for _ in range(20):
            session.run(None, feed)

    return 20 * 2 * 1024 * 4 * width**2 / best_of(multiply, 5)


def best_of(work: Callable[[], None], times: int) -> float:
    """Return the seconds that the fastest of some runs took."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
