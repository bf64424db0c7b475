"""Quotes: exact slices of articles with their places, for an answer and for a search."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import NotFoundError
from index.sentences import Bounds, sentence_at, sentence_spans
from index.view import view
from qa.answer import Attribution, Citation
from qa.origins import told_once
from qa.text.attribution import attribution

if TYPE_CHECKING:  # they take long to import
    from index.article import ArticleRecord
    from index.catalogue import TextOf
    from qa.calendar.dating import Dated
    from qa.read.spans import Span
    from qa.search import Hit


class Quoter:
    """Makes citations; reads each article's text and finds its sentences once.

    Args:
        text_of: gives the texts; asked anew for each citation that is held to its article.
        texts: those that are known already, by article id.
        title_of: gives the titles, asked anew too; without it, a title is what the citation says.
        origins: number of the origin of each article, where it is known.
        notices: where notices of corrections stand in articles; each is quoted as a whole.
    """

    def __init__(
        self,
        text_of: TextOf,
        texts: Mapping[str, str] | None = None,
        title_of: TextOf | None = None,
        origins: Mapping[str, int] | None = None,
        notices: Mapping[str, Sequence[Bounds]] | None = None,
    ) -> None:
        self.text_of, self._title_of = text_of, title_of
        self.origins = origins or {}
        self.notices = notices or {}
        self._texts = dict(texts or {})
        self._spans: dict[str, list[Bounds]] = {}

    def detached(self, article_ids: Iterable[str], text_of: TextOf, title_of: TextOf | None = None) -> Quoter:
        """Return a quoter of these articles as they are now, whose citations are held to what these give later."""
        known = {article_id: self.text(article_id) for article_id in article_ids}
        return Quoter(text_of, known, title_of, self.origins, self.notices)

    def text(self, article_id: str) -> str:
        """Return the text of an article. Raises NotFoundError."""
        if article_id not in self._texts:
            text = self.text_of(article_id)
            if text is None:
                raise NotFoundError(article_id)
            self._texts[article_id] = text
        return self._texts[article_id]

    def exact(self, citations: Iterable[Citation]) -> list[Citation]:
        """Return the citations that are exact slices of their articles, numbered anew from 1."""
        kept = [citation for citation in citations if self.is_exact(citation)]
        return list(numbered(kept))

    def is_exact(self, citation: Citation) -> bool:
        """Whether `article.text[start:end] == cited_text`, not empty, its marks inside the quote and apart.

        The text is asked anew, so that an error in making a quote cannot vouch for itself.
        """
        text = self.text_of(citation.article_id)
        if citation.part == "title" and text is not None:  # of an article that is gone, no title stands either
            text = self._title_of(citation.article_id) if self._title_of else citation.document_title
        start, end = citation.start_char_index, citation.end_char_index
        inside = all(start <= first < last <= end for first, last in citation.marks)
        apart = all(one[1] <= other[0] for one, other in pairwise(citation.marks))
        whole = text is not None and 0 <= start < end <= len(text) and text[start:end] == citation.cited_text
        return whole and inside and apart

    def sentences(self, spans: Iterable[Span]) -> list[Citation]:
        """Return one citation for each article among `spans` (best first): the sentence that holds its best span.

        A further span in a sentence that is quoted already is marked in it. Where a pronoun
        stands for a span, its sentence is quoted beside. Of articles of one origin that say it in
        nearly the same words, the first is quoted, and names the others.
        """
        quotes: dict[tuple[str, bool, int], tuple[Span, int, int, list[tuple[int, int]]]] = {}
        for span in spans:
            article, title = span.hit.article, span.hit.passage.is_title
            sentences = [(0, len(article.title))] if title else self.sentence_spans(article.id)
            places = [(span.start, span.end, -1)]
            if span.through and not any(key[0] == article.id for key in quotes):
                places.append((*span.through, span.through[0]))
            for first, last, apart in places:
                key = (article.id, title, apart)
                if key not in quotes:
                    quotes[key] = (span, *self._whole(article.id, *sentence_at(sentences, first, last)), [])
                _, start, end, marks = quotes[key]
                if start <= first and last <= end and (first, last) not in marks:
                    marks.append((first, last))
        cited = [
            self.cite(n, span.hit.article, start, end, marks, span.hit.passage.is_title)
            for n, (span, start, end, marks) in enumerate(quotes.values(), 1)
        ]
        return told_once(cited)

    def _whole(self, article_id: str, start: int, end: int) -> Bounds:
        """Return the notice that holds a sentence, or its own place."""
        notices = self.notices.get(article_id, ())
        return next((one for one in notices if one[0] <= start and end <= one[1]), (start, end))

    def around(self, article: ArticleRecord, place: Bounds) -> Citation:
        """Return the sentence of an article that holds a place, which is marked in it, as citation number 1."""
        return self.cite(1, article, *sentence_at(self.sentence_spans(article.id), *place), [place])

    def with_neighbours(self, quote: Citation) -> str:
        """Return a quote with the sentence on each side of it."""
        spans = self.sentence_spans(quote.article_id)
        touched = [n for n, (a, b) in enumerate(spans) if a < quote.end_char_index and b > quote.start_char_index]
        if not touched:
            return quote.cited_text
        first, last = spans[max(touched[0] - 1, 0)][0], spans[min(touched[-1] + 1, len(spans) - 1)][1]
        return self.text(quote.article_id)[first:last]

    def date_of(self, span: Span) -> Dated | None:
        """Return the calendar date that a span means, or None."""
        from qa.calendar.dating import date_of

        return date_of(span, self.text, self.sentence_spans(span.hit.article.id))

    def passages(self, hits: Sequence[Hit]) -> list[Citation]:
        """Return the passages of `hits` in the shape of citations, without the white space around them."""
        cited = []
        for n, hit in enumerate(hits, 1):
            passage = hit.passage
            lead = len(passage.text) - len(passage.text.lstrip())
            end = passage.start + len(passage.text.rstrip())
            cited.append(self.cite(n, hit.article, min(passage.start + lead, end), end, []))
        return cited

    def sentence_spans(self, article_id: str) -> list[Bounds]:
        """Return the spans of an article's sentences, in order."""
        if article_id not in self._spans:
            self._spans[article_id] = view(self.text(article_id)).sentences
        return self._spans[article_id]

    def cite(
        self, n: int, article: ArticleRecord, start: int, end: int, marks: Sequence[Bounds], title: bool = False
    ) -> Citation:
        """Return citation number `n`: `text[start:end]` of an article, or of its title, with the answer's places.

        Places that overlap or touch are one.
        """
        text = article.title if title else self.text(article.id)
        places = _joined(sorted(marks))
        told = _attribution(text[start:end], [(a - start, b - start) for a, b in places]) if not title else None
        return Citation(
            n=n,
            cited_text=text[start:end],
            start_char_index=start,
            end_char_index=end,
            marks=places,
            article_id=article.id,
            document_title=article.title,
            source=display(article.source),
            line=line_at(article, text, start) if not title else article.first_line if article.one_line else None,
            url=article.url,
            published=article.published,
            outlet=article.outlet,
            part="title" if title else "text",
            published_from=article.published_from,
            attribution=told,
            origin=self.origins.get(article.id),
        )


def _attribution(quote: str, marks: Sequence[Bounds]) -> Attribution | None:
    """Return who is told to have said what is marked first."""
    if not marks:
        return None
    start, end = sentence_at(sentence_spans(quote), *marks[0])
    return attribution(quote[start:end], (marks[0][0] - start, marks[0][1] - start))


def number(sentences: Sequence[Sequence[Citation]]) -> tuple[list[tuple[Citation, ...]], tuple[Citation, ...]]:
    """Return the quotes of each sentence with their numbers, and all of them by number.

    A quote gets the next number where it first stands; one of the same place keeps it, with the marks of all. Where two
    speakers stand in it, it names none but in their sentences.
    """
    by_place: dict[tuple[str, str, int, int], Citation] = {}
    for citation in (citation for quotes in sentences for citation in quotes):
        before = by_place.get(_place(citation))
        marks = _joined(sorted({*citation.marks, *(before.marks if before else ())}))
        n, told = before.n if before else len(by_place) + 1, {citation.attribution}
        told |= {before.attribution} if before else set()
        speaker = next(iter(told - {None})) if len(told - {None}) == 1 else None
        by_place[_place(citation)] = replace(citation, n=n, marks=marks, attribution=speaker)
    numbered = [
        tuple(replace(by_place[_place(citation)], attribution=citation.attribution) for citation in quotes)
        for quotes in sentences
    ]
    return numbered, tuple(by_place.values())


def numbered(quotes: Iterable[Citation], after: int = 0) -> tuple[Citation, ...]:
    """Return quotes numbered in their order, from one more than `after`."""
    return tuple(replace(quote, n=n) for n, quote in enumerate(quotes, after + 1))


def _place(citation: Citation) -> tuple[str, str, int, int]:
    return citation.article_id, citation.part, citation.start_char_index, citation.end_char_index


def _joined(marks: Iterable[Bounds]) -> tuple[Bounds, ...]:
    """Return the marks, sorted, those that overlap joined."""
    joined: list[Bounds] = []
    for start, end in marks:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def display(source: str) -> str:
    """Return a source as it is shown: relative to the working directory where it lies under it."""
    path = Path(source)
    try:
        here = Path(os.path.realpath(Path.cwd()))
    except FileNotFoundError:  # it was deleted, as that of a server may be
        return source
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else source


def line_at(article: ArticleRecord, text: str, start: int) -> int | None:
    r"""Return the 1-based line of the source on which code point `start` of `text` stands, or None if it has no lines.

    Lines end as editors end them: at \n, \r\n or a lone \r.
    """
    if article.first_line is None or article.one_line:
        return article.first_line
    before = text[:start]
    return article.first_line + before.count("\n") + before.count("\r") - before.count("\r\n")
