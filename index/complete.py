"""From a draft to an article: what its file does not say is filled in, what it says wrongly costs that value alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from index.article import Article
from index.dates import iso_published
from index.dating import Dated, date_of
from index.draft import LONGEST_FIELD, Draft
from index.encoding import mend
from index.errors import ArticleError
from index.language import language_of

SURROGATE = re.compile("[\ud800-\udfff]")
NOT_ENGLISH = "It is not in English ({}) but is searched and read by models that know English: expect little of it."


@dataclass(frozen=True)
class Given:
    """What the user says of articles that do not say it themselves (`--title`, `--published`, `--outlet`)."""

    title: str | None = None
    published: str | None = None
    outlet: str | None = None


@dataclass(frozen=True)
class Completed:
    """An article, and what a person should know of how it was read."""

    article: Article
    notices: tuple[str, ...]


def complete(draft: Draft, given: Given, source: str, max_chars: int) -> Completed:
    """Return the article of a draft.

    Args:
        draft: what a file says.
        given: what fills what it lacks.
        source: where it was read from.
        max_chars: the longest text that is taken, in code points.

    Raises:
        ArticleError: as `Draft.article`; not for its date, without which it is taken.
    """
    if draft.stored is not None:
        return Completed(replace(draft.article(source, max_chars), **{"published_from": None, **draft.stored}), ())
    notices = dict.fromkeys(draft.notices)
    for name in ("title", "url", "outlet"):
        value = getattr(draft, name)
        if value and (problem := _unfit(name, value)):
            without: dict[str, Any] = {name: None}
            draft = replace(draft, **without)
            notices[f"Its {name} was left out: {problem}."] = None
    text = mend(draft.text)
    if text.notice:
        notices[text.notice] = None
    title, outlet = (" ".join(mend(said or "").text.split()) for said in (draft.title, draft.outlet))
    dated: Dated | None = None
    if draft.published not in (None, ""):
        try:
            dated = Dated(iso_published(draft.published), "metadata")
        except ArticleError as error:
            notices[f"Its date was left out: {error}"] = None
    if dated is None and given.published:
        dated = Dated(iso_published(given.published), "given")
    dated = dated or date_of(text.text, title or None, draft.head, draft.url)
    by_hand = {
        "title": not title and bool(given.title),
        "published": dated is not None and dated.origin == "given",
        "outlet": not outlet and bool(given.outlet),
    }
    article = replace(
        draft,
        text=text.text,
        title=title or given.title,
        published=dated.published if dated else None,
        outlet=outlet or given.outlet,
    ).article(source, max_chars)
    language = language_of(article.text)
    if language not in ("en", None):
        notices[NOT_ENGLISH.format(language)] = None
    return Completed(
        replace(
            article,
            published_from=dated.origin if dated else None,
            language=language,
            by_hand=" ".join(name for name, is_so in by_hand.items() if is_so),
        ),
        tuple(notices),
    )


def _unfit(name: str, value: str) -> str | None:
    """Return why a value that an article can do without cannot be stored, or None."""
    if len(value) > LONGEST_FIELD and name != "title":
        return f"it has {len(value):,} characters, more than {LONGEST_FIELD:,}"
    return None if value.isascii() or not SURROGATE.search(value) else "it is no valid Unicode"
