"""What the tests of written answers share: engines with a scripted model, and what must hold of every answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.catalogue import all_records
from index.errors import NotFoundError
from index.folder import DataFolder
from index.indexer import index_paths
from index.store import Store
from qa.answer import Answer, Citation
from qa.calendar.period import in_words
from qa.engine import Engine
from qa.events import Event
from qa.llm.models import Chosen, Models
from qa.llm.protocol import LanguageModel
from qa.question import Question
from qa.settings import Settings
from qa.text.facts import Background, missing


def writing(engine: Engine, model: LanguageModel, **settings: object) -> Engine:
    """Return an engine on the same articles that the model answers."""
    changed = replace(engine.settings, **settings)  # type: ignore[arg-type]
    # The support score remembers the articles' embeddings.
    return Engine(changed, engine.embedder, engine.reader, Models(changed, model), engine.support)


class Auto(Models):
    """Chooses the model as `auto` does that found it on a server."""

    def __init__(self, settings: Settings, model: LanguageModel) -> None:
        super().__init__(settings)
        self._model = model

    async def choose(self, _: str | None = None) -> Chosen:
        """Return the model, in whose place the reader may answer."""
        return Chosen(self._model, "auto: it is the only chat model", auto=True)


def by_auto(engine: Engine, model: LanguageModel) -> Engine:
    """Return an engine that was told nothing and found the model."""
    return Engine(engine.settings, engine.embedder, engine.reader, Auto(engine.settings, model), engine.support)


def indexed(engine: Engine, folder: Path, *articles: Path) -> Engine:
    """Return an engine with the reader on other articles, stored in `folder`."""
    made = Engine(replace(engine.settings, data_dir=folder), engine.embedder, engine.reader)
    assert not index_paths(folder, list(articles), made.embedder, made.splitter).failed
    return made


def events(engine: Engine, question: Question | str) -> list[Event]:
    """Return everything that happens on the way to an answer."""

    async def every() -> list[Event]:
        return [event async for event in engine.events(question)]

    return asyncio.run(every())


def passage_of(prompt: str, text: str) -> int:
    """Return the number of the first passage in a prompt that holds `text`."""
    found = re.findall(r'<passage number="(\d+)".*?>\n(.*?)\n</passage>', prompt, re.S)
    return next(int(number) for number, passage in found if text in passage)


def assert_held(answer: Answer, folder: DataFolder) -> None:
    """Assert that every quote is an exact slice, and that each sentence has no value that its quotes lack."""
    with folder.reading() as store:
        assert store is not None
        for quote in [*answer.citations, *answer.nearest, *(c for one in answer.alternatives for c in one.citations)]:
            assert _text(store, quote)[quote.start_char_index : quote.end_char_index] == quote.cited_text != ""
        if answer.answer is None:
            assert (answer.citations, answer.sentences) == ((), ())
            assert answer.reason
            return
        assert answer.sentences
        # A name may be written as another passage that was read has it.
        read = list(all_records(store))
        background = Background([store.text(one.id) for one in read], [one.title for one in read], len(read))
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for sentence in answer.sentences for n in sentence.citations} == set(numbers)
    ends = [-1, *(sentence.end for sentence in answer.sentences)]
    for sentence, before in zip(answer.sentences, ends, strict=False):
        assert before < sentence.start < sentence.end <= len(answer.answer)
        cited = [answer.citations[n - 1] for n in sentence.citations]
        quotes = [quote.cited_text for quote in cited]
        assert quotes
        quotes += [in_words(quote.published[:10]) for quote in cited if quote.published]  # the day of what it says
        quotes += [quote.outlet for quote in cited if quote.outlet]  # who wrote it
        assert not missing(answer.answer[sentence.start : sentence.end], quotes, background)
    for citation in answer.citations:
        assert all(citation.start_char_index <= start < end <= citation.end_char_index for start, end in citation.marks)


def _text(store: Store, quote: Citation) -> str:
    try:
        return store.text(quote.article_id)
    except NotFoundError:
        raise AssertionError(f"{quote.article_id} is cited and is not stored") from None


Reply = Callable[[str], str]
"""What a model writes, made of its prompt."""
