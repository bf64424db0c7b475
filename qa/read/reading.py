"""Reading: the values that the embedded reader finds in passages, and what is known of their articles before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.catalogue import texts_in, titles_in
from index.embedder import Embedder
from index.filters import Filters
from index.sentences import Bounds
from index.store import Store
from qa.answer import CalendarDate
from qa.calendar.asked import asked_time, without
from qa.quotes import Quoter
from qa.read.confidence import load_weights
from qa.read.entries import entry_hits
from qa.read.network import Reader
from qa.read.spans import Span, Value, values
from qa.read.standing import Notice, Standing, notices
from qa.read.titles import title_hits
from qa.search import Hit
from qa.story.disputes import with_rivals
from qa.story.origins import origins
from qa.story.versions import by_time
from qa.understand.kind import asks
from qa.understand.restate import plainly, restate


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


def find(
    question: str,
    hits: Sequence[Hit],
    quoter: Quoter,
    reader: Reader,
    embedder: Embedder,
    as_of: str | None = None,
    known: Sequence[Notice] = (),
) -> list[Value]:
    """Return the values that the reader finds, surest first.

    Args:
        question: standalone.
        hits: the passages, best first.
        quoter: of their articles.
        reader: reads them.
        embedder: tells how the names of the question are spelt.
        as_of: the day on which it is asked, or None.
        known: corrections that may bear on what the passages say.

    Raises:
        UsageError: the question is too long for the reader.
    """
    titles = [hit.article.title for hit in hits]
    hits = [*hits, *title_hits(question, hits, quoter.text)]
    asked = asks(question)
    hits += [] if asked.want in ("date", "year") else entry_hits(hits)
    texts = [hit.passage.view.text for hit in hits]
    published = [hit.article.published or "" for hit in hits]
    when = asked_time(question, as_of, max(published, default=""))
    read = without(question, when, texts, published) if when else question
    timeless = read != question
    read = restate(plainly(read), [*texts, *titles], embedder.token_counts)
    weights = load_weights(reader.path)
    wanted = replace(asks(read), side=asked.side)  # which "now" said, though it is not read
    standing = Standing.of(read, hits, known)

    def date_of(span: Span) -> CalendarDate | None:
        return dated.date if (dated := quoter.date_of(span)) else None

    found = values(read, wanted, hits, reader.read(read, texts), weights, standing.held, date_of)
    disputed = with_rivals(wanted, found, quoter.origins, weights) if when is None else found
    if disputed and disputed[0].rivals:
        return disputed
    return by_time(read, found, asked, when, quoter.text, weights, as_of, timeless=timeless)
