"""How fast indexing, starting and answering are, as ratios to the least that the same work can take, in one run."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.case import load_cases
from evals.corpus import open_corpus
from evals.lab.bench.row import Row
from evals.lab.bench.server import serving
from evals.lab.bench.workplace import Workplace
from index.article import Article
from index.embedder import MODEL as EMBEDDER
from index.embedder import MiniLM
from index.errors import DatelineError
from index.indexer import index_paths
from index.splitter import Splitter
from qa.shipped import READERS

STARTS = 11
ABSTAINED = 3
PASSAGES = 10_000
WARM_UP = 20
QUESTION = "When did the offensive start?"
SEEDS = Path(__file__).parents[3] / "seeds"
BARE_START = f"""
import chromadb, onnxruntime
for model in {[str(EMBEDDER / "model.onnx"), str(READERS["small"].file)]}:
    onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
"""


class Recorded(MiniLM):
    """The embedder, remembering what it was given."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.calls: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed the texts and remember them as one call."""
        self.calls.append(list(texts))
        return super().embed(texts)


def indexing(place: Workplace) -> Iterator[Row]:
    """Indexing realtimeqa-2022 from nothing, against tokenising and embedding its passages in the same batches."""
    embedder = Recorded(place.settings.threads)
    splitter = Splitter(embedder, place.settings.passage_words)
    with tempfile.TemporaryDirectory() as folder:
        articles = _head(place.shared("realtimeqa-2022/articles.jsonl.gz"), Path(folder), place.limit)
        started = time.perf_counter()
        report = index_paths(Path(folder) / "data", [articles], embedder, splitter)
        whole = time.perf_counter() - started
    calls = embedder.calls.copy()
    started = time.perf_counter()
    for texts in calls:
        MiniLM.embed(embedder, texts)
    bare = time.perf_counter() - started
    yield Row("seconds to index", whole, note=f"{report.new:,} articles, {report.passages:,} passages")
    yield Row("seconds to tokenise and embed", bare, note=f"{sum(map(len, calls)):,} passages, {len(calls):,} calls")
    yield Row("indexing to tokenising and embedding", whole / bare, "<=", 1.3)


def start(place: Workplace) -> Iterator[Row]:
    """`qa ask` as a whole process, against one that imports chromadb and onnxruntime and loads both models."""
    with tempfile.TemporaryDirectory() as folder:
        embedder = MiniLM(place.settings.threads)
        index_paths(Path(folder), [SEEDS], embedder, Splitter(embedder, place.settings.passage_words))
        environment = os.environ | {"QA_DATA_DIR": folder, "QA_READER": "small"}
        asking = [str(Path(sys.executable).parent / "qa"), "ask", "--model", "reader", QUESTION]
        bare = [sys.executable, "-c", BARE_START]
        times = [(_seconds(asking, environment), _seconds(bare, environment)) for _ in range(STARTS + 1)][1:]
    ask, least = (statistics.median(one) for one in zip(*times, strict=True))
    yield Row("seconds of `qa ask`, median", ask, note=f"n={STARTS}")
    yield Row("seconds of imports and models alone, median", least, note=f"n={STARTS}")
    yield Row("`qa ask` to imports and models", ask / least, "<=", 1.5)


def warm(place: Workplace) -> Iterator[Row]:
    """Answers over loopback from a warm server: what they take beside the runs of the two models."""
    articles = _first_passages(place)
    engine = open_corpus(place.settings, articles, place.log)
    with engine.folder.reading() as store:
        assert store is not None, "open_corpus has indexed the articles"
        passages = store.count()[1]
    engine.close()
    cases = load_cases(place.shared("realtimeqa-2022/questions.jsonl"))[: place.limit]
    place.log(f"asking a warm server {len(cases)} questions on {passages:,} passages")
    with serving(engine.folder.path) as server:
        for case in cases[:WARM_UP]:
            server.ask(case.question.question)
        calls = [server.ask(case.question.question) for case in cases]
    outside = [1000 * (call.seconds - call.in_models) for call in calls]
    note = f"n={len(calls)}, {passages:,} passages"
    yield Row("milliseconds outside the models, median", statistics.median(outside), "<", 15, note)
    yield Row("milliseconds outside the models, 95th percentile", float(np.percentile(outside, 95)))
    yield Row("milliseconds in the models, median", statistics.median(1000 * call.in_models for call in calls))
    yield Row("milliseconds in all, median", statistics.median(1000 * call.seconds for call in calls))


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, ABSTAINED):
        raise DatelineError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return seconds


def _head(articles: Path, folder: Path, limit: int | None) -> Path:
    """Return a file of the first `limit` articles; the file itself where all are wanted."""
    if limit is None:
        return articles
    head = folder / "articles.jsonl"
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        head.write_text("".join(itertools.islice(lines, limit)), encoding="utf-8")
    return head


def _first_passages(place: Workplace) -> Path:
    """Return a file with the first articles of realtimeqa-2022 that make 10,000 passages together."""
    wanted = PASSAGES if place.limit is None else min(PASSAGES, 10 * place.limit)
    embedder = MiniLM(place.settings.threads)
    splitter = Splitter(embedder, place.settings.passage_words)
    path = place.settings.data_dir / "evals" / f"first-{wanted}-passages.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    passages = 0
    with (
        gzip.open(place.shared("realtimeqa-2022/articles.jsonl.gz"), "rt", encoding="utf-8") as lines,
        path.open("w", encoding="utf-8") as file,
    ):
        for line in lines:
            article = json.loads(line)
            passages += len(splitter.split(Article(article["id"], str(path), article["title"], article["text"])))
            file.write(line)
            if passages >= wanted:
                break
    return path.resolve()
