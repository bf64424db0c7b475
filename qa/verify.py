"""Verification: what is cited is what the store holds, to the character.

The text is asked of the store anew, so that an error in making a quote cannot vouch for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from index.errors import NotFoundError
from qa.answer import Citation


def exact(citations: Iterable[Citation], text_of: Callable[[str], str]) -> list[Citation]:
    """Return the citations that are exact slices of their articles, with all their marks inside, numbered anew from 1.

    Args:
        citations: to be checked.
        text_of: gives the stored text of an article by its id; raises NotFoundError where it is gone.
    """
    kept = [citation for citation in citations if is_exact(citation, text_of)]
    return [replace(citation, n=n) for n, citation in enumerate(kept, 1)]


def is_exact(citation: Citation, text_of: Callable[[str], str]) -> bool:
    """Whether `article.text[start:end] == cited_text`, not empty, and every mark lies inside the quote."""
    try:
        text = text_of(citation.article_id)
    except NotFoundError:
        return False
    start, end = citation.start_char_index, citation.end_char_index
    inside = all(start <= first < last <= end for first, last in citation.marks)
    return 0 <= start < end <= len(text) and text[start:end] == citation.cited_text and inside
