"""PDF, read by PDFium: what of it tells the lines of the pages is here, what makes text of them in `layout`."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.draft import Draft, check_length
from index.errors import ArticleError
from index.formats.layout import HYPHEN, Line, Page, lay_out

NO_TITLE = re.compile(
    r"microsoft \w+ - "
    r"|\W*(?:untitled|layout|document|presentation|slide|anonymous|unknown|title|print|pdf|full page|page)\b"
    r"|.*\.[a-z]\w{1,4}$|\S*$",
    re.I,
)
"""Titles that programs give: names of files, of the program, or one word."""


def read_pdf(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read the text and title of a PDF; when the file was made is not when the article was published."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(file.read())
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise ArticleError("It is protected by a password: save a copy without one.") from None
        raise ArticleError(f"This PDF cannot be read ({str(error).rstrip('.')}): save its text as .txt.") from error
    pages, characters = [], 0
    try:
        for number in range(len(document)):
            page = document[number]
            lines = tuple(_lines(page))
            characters += sum(len(line.text) for line in lines)
            check_length(characters, max_chars)
            pages.append(Page(page.get_height(), lines))
            page.close()
        title = " ".join(_storable(document.get_metadata_value("Title")).split())
    except pdfium.PdfiumError as error:
        raise ArticleError(f"This PDF cannot be read ({str(error).rstrip('.')}): save its text as .txt.") from error
    finally:
        document.close()
    laid = lay_out(pages)
    if not laid.text.strip():
        raise ArticleError("This PDF has no text, only images of pages, it seems: run OCR on it (ocrmypdf) first.")
    yield Draft(
        laid.text,
        title=laid.headline if NO_TITLE.match(title) else title,
        head="\n".join(laid.furniture),
    )


def _lines(page: Any) -> Iterator[Line]:
    """Yield the pieces of lines of a page, as PDFium tells them."""
    from pypdfium2 import raw

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = _storable(text.get_text_bounded(left, bottom, right, top))
        at = text.get_index((left + right) / 2, (bottom + top) / 2, right - left, top - bottom)
        if not said.strip() or at is None:
            continue
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        size = raw.FPDFText_GetFontSize(text.raw, at)
        yield Line(left, right, y.value, max(size, 1.0), re.sub(r"\s+", " ", said))
    text.close()


def _storable(text: str) -> str:
    """Replace what a faulty font table gives and no store takes: NUL, other controls and lone surrogates."""
    text = text.replace("\ufffe", HYPHEN).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
