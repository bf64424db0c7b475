"""The fields of a record, as exports, crawlers, spreadsheets and front matter name them, as an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from index.dates import iso_published
from index.draft import Draft
from index.errors import ArticleError

NAMES = {
    "text": "text maintext fulltext articletext articlebody bodytext body contenttext contenthtml content story "
    "article cleantext rawtext transcript summary description abstract snippet",
    "title": "title headline head header titel titre titulo heading name subject webtitle",
    "published": "published publishedat publisheddate publishdate datepublished datepublish publicationdate "
    "publicationtime publishedtime pubdate webpublicationdate firstpublished dateissued issued dateofpublication date "
    "day datum fecha datetime timestamp createdat created time",
    "url": "url weburl link canonicalurl permalink address href uri",
    "outlet": "outlet publisher publication publicationname newspaper sitename site sourcename source sourcedomain "
    "domain media medium journal paper feed sourceurl",
    "id": "id",
}
"""What a field of an article is called, small letters and digits only, the more telling first."""
SIMPLE = (str, int, float, date)
HTML = re.compile(r"\s*<(?:!doctype|html|body|p|div|article|section|h[1-6]|figure|blockquote|ul|table|span)\b", re.I)


def draft_of(fields: Mapping[str, Any], **known: Any) -> Draft:
    """Return the article of a record; a value that cannot be taken costs that value, with a notice.

    Args:
        fields: the record, by the names of its fields however they are spelled.
        known: what else is known of the article, as `Draft` names it.

    Raises:
        ArticleError: it has no text, or its `id` is none.
    """
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        plain.setdefault(re.sub(r"[\W_]", "", str(name).casefold()), value)
    notices: list[str] = []
    taken = {field: _first(plain, field, names.split(), notices) for field, names in NAMES.items()}
    text = known.pop("text", None)
    if text is None:
        text = _text(fields, taken["text"])
    number = taken["id"]
    if number is not None and (isinstance(number, (bool, float)) or not isinstance(number, (str, int))):
        raise ArticleError(f"Its `id` is no text but {kind(number)}.")
    return Draft(
        text=text,
        title=known.pop("title", None) or _said(taken["title"]),
        published=taken["published"],
        url=_said(taken["url"]),
        outlet=_host(_said(taken["outlet"])),
        id=None if number is None else str(number),
        notices=(*known.pop("notices", ()), *notices),
        **known,
    )


def kind(value: object) -> str:
    """Return what a value of JSON is, in words."""
    names = {dict: "an object", list: "a list", bool: "true or false", str: "text", type(None): "null"}
    return names.get(type(value), "a number")


def _first(fields: Mapping[str, Any], field: str, names: Sequence[str], notices: list[str]) -> Any:
    """Return the first value of these names that is given and can be taken."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):
            value = next(
                (value[key] for key in ("name", "rendered", "value", "title", "text") if value.get(key)), value
            )
        if isinstance(value, str) and value.strip() in ("", "null", "~", "None", "NaN", "nan", "NULL"):
            continue
        if value is None or value == [] or (field == "published" and isinstance(value, bool)):
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value) and field in ("text", "outlet"):
            value = "\n\n".join(value) if field == "text" else value[0]
        if not isinstance(value, SIMPLE) and field not in ("text", "id"):
            notices.append(f"Its `{name}` is no text but {kind(value)}: it was left out.")
            continue
        if field == "published":
            try:
                return iso_published(value)
            except ArticleError as error:
                notices.append(f"Its `{name}` was left out: {error}")
                continue
        return value
    return None


def _text(fields: Mapping[str, Any], value: Any) -> str:
    if value is None:
        raise ArticleError(f"It has no `text`. Its fields are: {', '.join(map(str, fields))[:200] or 'none'}.")
    if not isinstance(value, str):
        raise ArticleError(f"Its `text` is no text but {kind(value)}.")
    if "text" in fields or not HTML.match(value):
        return value
    from index.formats.html import plain_text

    return plain_text(value)


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


def _host(outlet: str | None) -> str | None:
    """Return the outlet, an address by its host."""
    if not outlet or not re.match(r"https?://", outlet):
        return outlet
    try:
        return urlsplit(outlet).hostname
    except ValueError:  # as of "https://[x"
        return outlet
