"""The articles of a set: indexed apart from the user's own, and the set's lines held against them.

The index of a set's articles is kept in the data folder by where they are and by what made it, so the next run only
looks for what changed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from evals.case import Case, Gold
from evals.measures import right_span
from evals.text import holds, words
from index.article import ArticleRecord
from index.catalogue import TextOf, all_records, texts
from index.embedder import Embedder
from index.errors import UsageError
from index.indexer import Progress, index_paths
from index.manifest import SCHEMA
from index.splitter import Splitter
from index.store import maker_of
from qa.engine import Engine
from qa.llm.models import Models, open_embedder
from qa.llm.protocol import LanguageModel
from qa.read.network import Reader
from qa.settings import Settings

Log = Callable[[str], None]
PACE_S = 5.0


class Pace:
    """Passes a line on when five seconds have gone by since the last one; a quick run shows none.

    Args:
        log: takes the lines.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._next = time.monotonic() + PACE_S

    def say(self, line: str) -> None:
        """Pass the line on, unless it comes too soon."""
        if time.monotonic() >= self._next:
            self._log(line)
            self._next = time.monotonic() + PACE_S


def open_corpus(
    settings: Settings, articles: Path, log: Log, llm: LanguageModel | None = None, *, curves: bool = True
) -> Engine:
    """Return an engine over the articles in a file or folder, which are indexed first where they changed.

    Args:
        settings: of the engine; the index is kept under its data folder.
        articles: absolute path of a file or folder.
        log: takes lines on the progress and each article that could not be read.
        llm: of the engine.
        curves: whether a language model that was calibrated states its confidence, and abstains by it.
    """
    embedder, reader = _models(settings)
    maker = maker_of(embedder, Splitter(embedder, settings.passage_words))
    key = hashlib.sha256(f"{articles}\n{maker.fingerprint}\n{SCHEMA}".encode()).hexdigest()[:16]
    path = settings.data_dir / "evals" / "indexes" / key
    # The data folder of an index holds no curves.
    settings = settings if curves else replace(settings, data_dir=path)
    models = Models(settings, llm)
    engine = Engine(settings, embedder, reader, models, folder=path)
    pace = Pace(log)

    def progress(now: Progress) -> None:
        share = f" ({now.done / now.total:.0%})" if now.total else ""
        pace.say(f"indexing {articles}: {now.articles:,} articles, {now.passages:,} passages{share}")

    report = index_paths(
        path,
        [articles],
        engine.embedder,
        engine.splitter,
        prune=True,
        progress=progress,
        max_chars=settings.max_article_chars,
    )
    for failure in report.failed:
        place = failure.source if failure.line is None else f"{failure.source}:{failure.line}"
        log(f"not indexed: {place}: {failure.why}")
    return engine


@lru_cache(maxsize=1)
def _models(settings: Settings) -> tuple[Embedder, Reader]:
    """Return the models, loaded once for all sets of a run."""
    return open_embedder(settings), Reader(settings.threads, settings.reader)


def place_gold(cases: Sequence[Case], engine: Engine) -> tuple[Case, ...]:
    """Return the cases with every gold span named by its article's id, all held against the stored articles.

    Raises UsageError, naming the line, where a document or gold article is missing, a gold span lies outside its
    article or is no accepted answer, or the question passes a limit of the engine.
    """
    with engine.folder.reading() as store:
        records = {record.id: record for record in all_records(store)} if store else {}
    text = lru_cache(maxsize=256)(texts(engine.folder))
    placed = []
    for case in cases:
        try:
            case.question.check(engine.settings)
            missing = sorted(set(case.docs) - set(records))
            if missing:
                raise UsageError(f"no article has the id {', '.join(missing)}, named in docs.")
            placed.append(replace(case, gold=tuple(_place(gold, case, records, text) for gold in case.gold)))
        except UsageError as error:
            raise UsageError(f"{case.where}: {error}") from error
    return tuple(placed)


def _place(gold: Gold, case: Case, records: dict[str, ArticleRecord], text: TextOf) -> Gold:
    article_id = gold.article_id or _article_at(gold.source or "", records)
    if article_id not in records:
        raise UsageError(f"no article has the id {article_id!r}, named in gold.")
    length = records[article_id].characters
    if gold.end > length:
        raise UsageError(f"the gold span {gold.start} to {gold.end} is outside {article_id!r}, {length} characters.")
    span = (text(article_id) or "")[gold.start : gold.end]
    if not case.points and not right_span(span, case) and not _names_an_item(span, case):
        raise UsageError(
            f"the gold span {gold.start} to {gold.end} of {article_id!r} is {span!r}, which is no accepted answer. "
            "Offsets count code points of the article's text."
        )
    return replace(gold, article_id=article_id)


def _article_at(source: str, records: dict[str, ArticleRecord]) -> str:
    found = [r.id for r in records.values() if r.source == source or r.source.endswith(f"/{source}")]
    if len(found) != 1:
        raise UsageError(f"{len(found)} articles have the source {source!r}, named in gold: name one, or article_id.")
    return found[0]


def _names_an_item(span: str, case: Case) -> bool:
    return any(holds(words(span), words(form)) for item in case.items for form in item)
