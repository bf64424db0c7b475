"""The formats of which a file is one article: text, Markdown, HTML, PDF.

Of text and Markdown the article is the file, character for character; of HTML and PDF it is what is extracted, and
has no lines of the file. Each reader takes an open file and the longest article, and returns a draft or raises
ArticleError.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Callable
from typing import Any, BinaryIO

from index.draft import Draft, check_length
from index.errors import ArticleError

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)", re.I
)
WIDER = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "gb2312": "gb18030"}
"""Encodings that pages declare, and the wider ones that browsers read for them."""
OVERHEAD = 1 << 16
"""Bytes that a file may have beyond four for each character of the longest article."""


def read_text(file: BinaryIO, max_chars: int) -> Draft:
    """Read a text file."""
    return Draft(decode(_bytes(file, max_chars)), first_line=1)


def read_markdown(file: BinaryIO, max_chars: int) -> Draft:
    """Read a Markdown file; its YAML front matter and its heading say what is known of it, the rest is the article."""
    content = decode(_bytes(file, max_chars))
    front, start = _front_matter(content)
    text = content[start:]
    heading = re.match(r"\s*#+[ \t]+(.+)", text)
    return Draft(
        text,
        title=_field(front, "title") or (heading[1].rstrip(" \t\r#") if heading else None),
        published=_field(front, "published", "date"),
        url=_field(front, "url"),
        outlet=_field(front, "outlet"),
        first_line=content.count("\n", 0, start) + 1,
    )


def read_html(file: BinaryIO, max_chars: int) -> Draft:
    """Read the main text of an HTML page, its title, date, address and outlet, as far as it says them."""
    import trafilatura
    from trafilatura.settings import set_date_params

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    content = _bytes(file, max_chars)
    try:
        page: Any = trafilatura.bare_extraction(
            decode(content, _declared_charset(content)),
            include_comments=False,
            with_metadata=True,
            date_extraction_params=set_date_params(extensive=False),  # a date found anywhere in the text is a guess
        )
    except ArticleError:
        raise
    except Exception as error:  # what it may raise on a page that is malformed is not documented
        raise ArticleError(f"Its HTML cannot be read ({_said(error)}): save the page's text as .txt.") from error
    if page is None or not page.text:
        raise ArticleError("No main text was found in this page: save the article's text as .txt.")
    return Draft(page.text, title=page.title, published=page.date, url=page.url, outlet=page.sitename)


def read_pdf(file: BinaryIO, max_chars: int) -> Draft:
    """Read the text and title of a PDF; when the file was made is not when the article was published."""
    import pypdf
    import pypdf.errors

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("It is protected by a password: save a copy without one.")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(_storable(page.extract_text()))
            check_length(sum(map(len, pages)), max_chars)
        title = _storable(str((reader.metadata and reader.metadata.title) or ""))
    except ArticleError:
        raise
    except pypdf.errors.DependencyError:  # AES needs a package that is not worth its weight here
        raise ArticleError("It is encrypted: save a copy that is not, for example with qpdf --decrypt.") from None
    except Exception as error:  # what it may raise on a file that is malformed is not documented
        raise ArticleError(f"This PDF cannot be read ({_said(error)}): save its text as .txt.") from error
    text = "\n\n".join(pages)
    if not text.strip():
        raise ArticleError("This PDF has no text, only images of pages, it seems: run OCR on it (ocrmypdf) first.")
    return Draft(text, title=title)


READERS: dict[str, Callable[[BinaryIO, int], Draft]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
}
"""The reader of each format, by the end of a file's name."""


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with its byte order mark; the mark is no part of the text.

    Args:
        content: the file.
        charset: the encoding that the file itself declares, for where it is neither.

    Raises:
        ArticleError: it is none of these; nothing is guessed.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = error
    if charset is not None:
        try:
            return content.decode(WIDER.get(charset.lower(), charset))
        except (LookupError, UnicodeError):
            pass
    line = content.count(b"\n", 0, problem.start) + 1
    raise ArticleError(
        f"It is not UTF-8: byte 0x{content[problem.start]:02x} at byte {problem.start:,}, line {line:,}. "
        "Convert it, for example: iconv -f windows-1252 -t utf-8 OLD > NEW"
    )


def _bytes(file: BinaryIO, max_chars: int) -> bytes:
    most = 4 * max_chars + OVERHEAD
    content = file.read(most + 1)
    if len(content) > most:
        raise ArticleError(f"It is too long: an article may have {max_chars:,} characters. Split it.")
    return content


def _front_matter(content: str) -> tuple[dict[str, Any], int]:
    """Return the fields of a file's front matter, and where the text after it starts."""
    found = FRONT_MATTER.match(content)
    if found is None:
        return {}, 0
    import yaml

    try:
        front = yaml.load(found[1], yaml.BaseLoader)  # values as they are written: a title may be 1984, or "no"
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ArticleError(
            f"Its front matter is no valid YAML ({_said(error)}): quote values that hold ': '."
        ) from error
    return (front, found.end()) if isinstance(front, dict) else ({}, 0)


def _field(front: dict[str, Any], *names: str) -> str | None:
    """Return the first of these fields that is given."""
    for name in names:
        value = front.get(name) or "null"
        if not isinstance(value, str):
            raise ArticleError(
                f"`{name}` in its front matter is no text but a {type(value).__name__}: write one value."
            )
        if value not in ("null", "~"):
            return value
    return None


def _declared_charset(content: bytes) -> str | None:
    found = CHARSET.search(content[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _storable(text: str) -> str:
    """Replace what a faulty font table gives and no store takes: NUL and lone surrogates."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
