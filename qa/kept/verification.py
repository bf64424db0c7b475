"""Verification: the quotes of a kept answer held to the articles as they are now.

A quote is the same where its article has it at its place; moved, where it stands, word for word, elsewhere in it or in
another article; changed, where a passage of its article is still like it; else it is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from index.errors import NotFoundError
from index.sentences import Bounds
from index.store import Store
from index.view import view
from qa.answer import Answer, CalendarDate, Citation
from qa.calendar.period import apart
from qa.kept.answers import Kept
from qa.text.same import compatible, same

State = Literal["same", "moved", "changed", "gone"]
LIKE = 0.6
"""Least share of a quote's words that a passage has in the same order to be that quote, changed."""
TRIED = 5
"""Passages of an article that are compared with a quote word by word."""
SEARCHED = 10
"""Passages of other articles in which a quote is looked for."""

_TOKEN = re.compile(r"\s+|[^\W_]+|[\W_]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Edit:
    """A piece of the difference between two texts.

    Attributes:
        op: whether it stands in both, was removed, or was added.
        text: the piece.
    """

    op: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Place:
    """Where a quote stands in a text now.

    Attributes:
        state: same, moved or changed.
        start: its first code point.
        end: one past its last.
    """

    state: State
    start: int
    end: int


@dataclass(frozen=True)
class QuoteNow:
    """What became of a quote.

    Attributes:
        n: its number in the answer.
        state: same, moved, changed or gone.
        cited_text: the quote as it was.
        document_title: of its article, as it was.
        article_id: the article in which it stands now; that of the answer where it is gone.
        start_char_index: its first code point there, or None where it is gone.
        end_char_index: one past its last.
        difference: of a changed one, from what it was to what it is; the removed and the same pieces make the old text,
            the added and the same ones the new.
    """

    n: int
    state: State
    cited_text: str
    document_title: str
    article_id: str
    start_char_index: int | None = None
    end_char_index: int | None = None
    difference: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class AnswerNow:
    """What the same question gives today.

    Attributes:
        same: whether it is the same answer, in its words or in another form of the same value; the same words for
            another day are not.
        answer: today's, or None where there is none.
        message: why there is none, or None.
        index_changed: whether what is indexed is another version.
        model_changed: whether another model answers, or another version of it.
        answer_date: the calendar date that today's means, where it is one; else None.
        sources_changed: whether all its quotes are from other articles than those of the kept answer, and than those in
            which its quotes stand now.
    """

    same: bool
    answer: str | None
    message: str | None = None
    index_changed: bool = False
    model_changed: bool = False
    answer_date: CalendarDate | None = None
    sources_changed: bool = False


@dataclass(frozen=True)
class Verification:
    """A kept answer, checked again.

    Attributes:
        id: of the answer.
        asked: when it was given, ISO 8601.
        question: what was asked.
        answer: what was answered, or None.
        holds: whether every quote still stands word for word, at its place or elsewhere.
        quotes: what became of each.
        today: what the question gives today; None where it was not asked again.
        answer_date: the calendar date that the answer means, where it is one; else None.
    """

    id: str
    asked: str
    question: str
    answer: str | None
    holds: bool
    quotes: tuple[QuoteNow, ...]
    today: AnswerNow | None = None
    answer_date: CalendarDate | None = None


def verify(kept: Kept, store: Store | None, today: Answer | None = None) -> Verification:
    """Return what became of a kept answer.

    Args:
        kept: the answer.
        store: with the articles as they are now; None where nothing is indexed.
        today: what its question gives today, where it was asked.
    """
    quotes = tuple(_quote(citation, store) for citation in kept.citations)
    return Verification(
        id=kept.id,
        asked=kept.asked,
        question=kept.question.question,
        answer=kept.text,
        holds=all(quote.state in ("same", "moved") for quote in quotes),
        quotes=quotes,
        today=_today(kept, today, quotes) if today else None,
        answer_date=kept.date,
    )


def locate(quote: str, start: int, text: str) -> Place | None:
    """Return where a quote that began at `start` of an earlier text stands in this one; None where it does not."""
    if text[start : start + len(quote)] == quote:
        return Place("same", start, start + len(quote))
    if found := list(_places(quote, text)):
        at = min(found, key=lambda place: abs(place - start))
        return Place("moved", at, at + len(quote))
    nearest = _like(quote, text)
    return Place("changed", *nearest) if nearest else None


def difference(old: str, new: str) -> tuple[Edit, ...]:
    """Return how one text becomes another, by words, in order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    edits: list[Edit] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            edits.append(Edit("same", "".join(before[a:b])))
            continue
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        edits += [Edit("removed", gone)] if gone else []
        edits += [Edit("added", came)] if came else []
    return tuple(edits)


def _quote(citation: Citation, store: Store | None) -> QuoteNow:
    now = QuoteNow(citation.n, "gone", citation.cited_text, citation.document_title, citation.article_id)
    if store is None:
        return now
    text = _text(citation.article_id, citation.part, store)
    place = locate(citation.cited_text, citation.start_char_index, text) if text is not None else None
    article = citation.article_id
    if place is None or place.state == "changed":
        for other, there in _elsewhere(citation, store):
            if (found := locate(citation.cited_text, citation.start_char_index, there)) and found.state != "changed":
                article, text, place = other, there, Place("moved", found.start, found.end)
                break
    if place is None or text is None:
        return now
    changed = difference(citation.cited_text, text[place.start : place.end]) if place.state == "changed" else ()
    return QuoteNow(
        citation.n, place.state, citation.cited_text, citation.document_title, article, place.start, place.end, changed
    )


def _today(kept: Kept, today: Answer, quotes: Sequence[QuoteNow]) -> AnswerNow:
    before = kept.answer["provenance"]
    known, cited = _articles(kept.citations) | {quote.article_id for quote in quotes}, _articles(today.citations)
    return AnswerNow(
        same=_same(kept, today),
        answer=today.answer,
        message=today.message if today.answer is None else None,
        index_changed=before["index"] != today.provenance.index,
        model_changed=(before["model"], before["model_digest"])
        != (today.provenance.model, today.provenance.model_digest),
        answer_date=today.answer_date,
        sources_changed=bool(known and cited) and not known & cited,
    )


def _same(kept: Kept, today: Answer) -> bool:
    """Whether today's answer is the kept one: in the same words, or as a weekday and the date of that day."""
    was, now = kept.text, today.answer
    if was is None or now is None:
        return was == now
    if kept.date and today.answer_date:
        if apart(kept.date.value, today.answer_date.value):
            return False
        if kept.date.value == today.answer_date.value and compatible(was, now):
            return True
    return same(was, now)


def _articles(citations: Sequence[Citation]) -> set[str]:
    """Return the articles that are quoted, copies too."""
    copies = {copy.article_id for citation in citations for copy in citation.copies}
    return copies | {citation.article_id for citation in citations}


def _text(article: str, part: str, store: Store) -> str | None:
    try:
        return store.article(article).title if part == "title" else store.text(article)
    except NotFoundError:
        return None


def _elsewhere(citation: Citation, store: Store) -> Iterator[tuple[str, str]]:
    """Yield other articles whose passages have the words of a quote, each with its text."""
    if citation.part == "title":
        return
    hits = store.lexical(citation.cited_text, SEARCHED)
    found = store.passages([hit.passage_id for hit in hits])
    for article in dict.fromkeys(passage.article_id for passage in found):
        if article != citation.article_id:
            yield article, store.text(article)


def _places(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _like(quote: str, text: str) -> Bounds | None:
    """Return the sentences of a text that are most like a quote, as many as it has; None where none are like it."""
    spans, count = view(text).sentences, max(len(view(quote).sentences), 1)
    windows = [(spans[n][0], spans[min(n + count, len(spans)) - 1][1]) for n in range(len(spans))]
    words = _words(quote)
    wanted = Counter(words)
    shared = [(sum((wanted & Counter(_words(text[start:end]))).values()), (start, end)) for start, end in windows]
    best = sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:TRIED]
    rated = [(_likeness(words, _words(text[slice(*span)])), span) for _, span in best]
    like, span = max(rated, key=lambda pair: (pair[0], -pair[1][0]), default=(0.0, (0, 0)))
    return span if like >= LIKE else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
