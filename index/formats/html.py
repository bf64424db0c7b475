"""Web pages: the main text, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.draft import Draft
from index.encoding import decode
from index.errors import ArticleError
from index.formats.text import read_bytes

CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)", re.I
)
CHANGED = re.compile(r"modif|updat|revis|crawl|expir", re.I)
SUFFIX = re.compile(r"\s+(?:[|·•–—-]|::)\s+([^|·•–—]{2,60})$")
"""How a page's title goes on after that of the article: with the name of the site."""
CHANGED_DATA = re.compile(r'"(?:date_?modified|upload_?date|expires)"\s*:\s*"[^"]*",?', re.I)
BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
UNSEEN = frozenset("script style head noscript template title svg iframe object".split())


def read_html(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read a saved page."""
    content = read_bytes(file, max_chars)
    yield page(content, declared_charset(content))


def page(content: bytes, charset: str | None = None, url: str | None = None) -> Draft:
    """Return the article of a page.

    Args:
        content: the page.
        charset: the encoding that it declares.
        url: where it was fetched.
    """
    import trafilatura

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    decoded = decode(content, charset)
    try:
        tree = trafilatura.load_html(decoded.text.replace("\0", ""))
        if tree is None:
            raise ArticleError("It is no HTML: save the article's text as .txt.")
        suffix, publisher, published = (
            " ".join(tree.xpath("string(//title)").split()),
            _publisher(tree),
            _published(tree),
        )
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    except ArticleError:
        raise
    except Exception as error:  # what it may raise on a page that is malformed is not documented
        raise ArticleError(f"Its HTML cannot be read ({_said(error)}): save the page's text as .txt.") from error
    if found is None or not found.text:
        raise ArticleError("No main text was found in this page: save the article's text as .txt.")
    named = SUFFIX.match(suffix.removeprefix(found.title or "\0"))
    return Draft(
        found.text,
        title=found.title,
        published=published,
        url=found.url or url,
        outlet=found.sitename or publisher or (named[1] if named else None),
        notices=(decoded.notice,) if decoded.notice else (),
    )


def plain_text(content: str) -> str:
    """Return all the text of a piece of HTML, each block on a line of its own, paragraphs apart."""
    from lxml import html

    parts: list[str] = []

    def visit(element: Any) -> None:
        stack = [(element, False)]
        while stack:
            node, done = stack.pop()
            block = node.tag in BLOCKS
            if done:
                parts.append(("\n" if block else "") + _spaced(node.tail))
                continue
            if isinstance(node.tag, str) and node.tag not in UNSEEN:
                parts.append(("\n" if block else "") + _spaced(node.text))
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
            else:
                parts.append(_spaced(node.tail))

    try:
        visit(html.fromstring(content))
    except Exception as error:
        raise ArticleError(f"Its HTML cannot be read ({_said(error)}): save its text as .txt.") from error
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return "\n\n".join(line for line in lines if line)


def declared_charset(content: bytes) -> str | None:
    """Return the encoding that a page declares, or None."""
    found = CHARSET.search(content[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _publisher(tree: Any) -> str | None:
    """Return the name of the publisher in a page's microdata."""
    for element in tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']"):
        name = " ".join((element.get("content") or element.text_content()).split())
        if name:
            return name
    return None


def _published(tree: Any) -> str | None:
    """Return the day of publication that a page states, not that of a change, nor one that could mean two days."""
    from htmldate import find_date
    from lxml import html

    source = CHANGED_DATA.sub("", html.tostring(tree, encoding="unicode"))
    stated = html.fromstring(source)
    for element in stated.xpath("//meta | //time | //link[@rel='canonical'] | //meta[@property='og:url']"):
        names = " ".join(element.get(name, "") for name in ("property", "name", "itemprop", "class", "http-equiv"))
        if element.tag == "link" or element.get("property") == "og:url" or CHANGED.search(names):
            element.drop_tree()
    found = find_date(stated, extensive_search=False, original_date=True)
    if not found:
        return None
    year, month, day = (int(part) for part in found.split("-"))
    in_words = rf"0?{day}\D{{1,4}}[^\W\d_]{{3,}}\D{{0,5}}{year}|[^\W\d_]{{3,}}\.?\s+0?{day}\D{{1,4}}{year}"
    if (
        day > 12
        or day == month
        or re.search(rf"(?<!\d){year}\D?0?{month}\D?0?{day}(?!\d)|(?<!\d)(?:{in_words})", source)
    ):
        return found
    return None


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
