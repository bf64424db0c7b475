"""Tasks: a question whose passages are found, and how it ends, whoever reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalogue import texts, texts_in, titles, titles_in
from index.filters import Filters
from index.folder import DataFolder
from index.sentences import Bounds
from index.store import Store
from qa.answer import Answer, Reason
from qa.compose.abstention import NEAREST, abstention, guess
from qa.compose.frame import Frame
from qa.compose.sources import with_sources
from qa.compose.speakers import speakers
from qa.compose.values import from_values
from qa.origins import origins
from qa.question import Question
from qa.quotes import Quoter
from qa.read.denied import denies
from qa.read.spans import Value
from qa.read.standing import Notice, notices
from qa.refusal import explain, note
from qa.search import Hit, distinct
from qa.understand.kind import Asked, asks_whose


@dataclass(frozen=True)
class Task:
    """A question whose passages are found, on its way to an answer.

    Attributes:
        question: standalone.
        posed: as it was asked, with its filters and its day.
        asked: what it wants.
        hits: the passages, best first, at least one.
        frame: what every answer to it says.
        quoter: makes its quotes.
        notices: corrections that may bear on what the passages say.
        folder: of the articles.
        least: confidence that an answer must have, 0 to 1; at 0 the best value is wanted whatever the articles deny.
        clock: `time.perf_counter()` when work on it began and when its passages were found.
        found: what the reader found for it, surest first; None where it was not read yet.
    """

    question: str
    posed: Question
    asked: Asked
    hits: tuple[Hit, ...]
    frame: Frame
    quoter: Quoter
    notices: tuple[Notice, ...]
    folder: DataFolder
    least: float
    clock: tuple[float, ...]
    found: tuple[Value, ...] | None = None

    def to_tell(self, hits: Sequence[Hit]) -> Task:
        """Return it as a task to tell what happened, from these passages, or its own where there are none."""
        asked = replace(self.asked, refusal="needs_language_model")
        return replace(self, asked=asked, hits=tuple(hits) or self.hits, found=None)

    def detached(self) -> Task:
        """Return it with its articles as they are now, so that it needs the store no more."""
        ids = {hit.article.id for hit in self.hits} | {one.article.id for one in self.notices if one.passage}
        return replace(self, quoter=self.quoter.detached(ids, texts(self.folder), titles(self.folder)))


def know(store: Store, hits: Sequence[Hit], filters: Filters) -> tuple[Quoter, tuple[Notice, ...]]:
    """Return what quotes the articles of the passages, and the corrections that may bear on these."""
    text_of = texts_in(store)
    ids = dict.fromkeys(hit.article.id for hit in hits)
    sketches = store.sketches(ids)
    told = tuple(notices(store, hits, filters, text_of))
    places: dict[str, list[Bounds]] = {}
    for one in told:
        places.setdefault(one.article.id, []).append((one.correction.start, one.correction.end))
    known = origins({article: sketches[article] for article in ids if article in sketches})
    return Quoter(text_of, title_of=titles_in(store), origins=known, notices=places), told


def from_read(question: str, task: Task, read: Sequence[Value]) -> Answer | Reason:
    """Return what the values come to; none answers what the articles deny.

    Args:
        question: standalone; the task's own, or a half of it.
        task: that is answered.
        read: what was found for it, surest first, by the reader alone or judged by a language model.
    """
    part = from_values(task.frame, read, task.quoter, task.least)
    denied = isinstance(part, Answer) and task.least > 0 and denies(question, task.hits, read[0])
    return "not_found" if denied else part


def conclude(task: Task, composed: Answer | Reason, found: Sequence[Value] = ()) -> Answer:
    """Return the answer, or the abstention that a reason makes, with the nearest passages and the best value.

    Args:
        task: that is answered.
        composed: the answer so far, or why there is none.
        found: the values, surest first, of which the best one may be told as a guess.
    """
    if isinstance(composed, Answer):
        composed = speakers(task.frame, composed) if asks_whose(task.posed.question) else composed
        with task.folder.reading() as store:
            told = filter(None, (note(task.question, store), composed.message))
        return with_sources(replace(composed, message=" ".join(told) or None), task.notices, task.quoter)
    nearest = task.quoter.exact(task.quoter.passages(distinct(task.hits, NEAREST)))
    best = guess(found, task.quoter) if composed == "not_found" else None
    with task.folder.reading() as store:
        why = explain(composed, task.question, task.posed.filters, task.hits, store, task.quoter)
    best = None if why.refusal.kind == "false_premise" else best  # which it would have been
    return abstention(task.frame, composed, why, nearest, best)
