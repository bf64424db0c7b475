"""Passages as they are shown: in the shape of citations, with the scores that found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.catalogue import TextOf
from qa.quotes import display, line_at
from qa.search import Hit


@dataclass(frozen=True)
class Found:
    """A passage in the shape of a citation, with its scores.

    Attributes:
        n: its rank, from 1.
        cited_text: the passage.
        start_char_index: its first code point in the article's text.
        end_char_index: one past its last.
        article_id: the article it stands in.
        document_title: the article's title.
        source: its file, relative to the working directory where it lies under it.
        line: 1-based line of the source on which it begins, or None where the source has no lines.
        url: where it was published, or None.
        published: when, ISO 8601, or None.
        dense: cosine similarity of its vector and the question's.
        lexical: BM25 score on the question's words; 0 where no word met.
        score: what it is ranked by: the weighted mean of the two as z-scores over all candidates.
        outlet: who published it, or None.
    """

    n: int
    cited_text: str
    start_char_index: int
    end_char_index: int
    article_id: str
    document_title: str
    source: str
    line: int | None
    url: str | None
    published: str | None
    dense: float
    lexical: float
    score: float
    outlet: str | None = None


def describe(hits: Sequence[Hit], text_of: TextOf, first: int = 1) -> list[Found]:
    """Return what is shown of `hits`, numbered from `first`; their lines are counted in the texts of `text_of`."""
    return [_describe(n, hit, text_of(hit.article.id)) for n, hit in enumerate(hits, first)]


def _describe(n: int, hit: Hit, text: str | None) -> Found:
    passage, article = hit.passage, hit.article
    # The index may have changed since the search: then the line is not known.
    known = text is not None and text[passage.start : passage.end] == passage.text
    start = passage.start + len(passage.text) - len(passage.text.lstrip())
    return Found(
        n=n,
        cited_text=passage.text,
        start_char_index=passage.start,
        end_char_index=passage.end,
        article_id=article.id,
        document_title=article.title,
        source=display(article.source),
        line=line_at(article, text, start) if text is not None and known else None,
        url=article.url,
        published=article.published,
        dense=hit.dense,
        lexical=hit.lexical,
        score=hit.score,
        outlet=article.outlet,
    )
