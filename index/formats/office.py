"""Office files: .docx, .odt, .rtf. The text is that of the body, paragraph by paragraph, rows of tables as lines.

The date when a file was made is not when the article was published.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.draft import Draft
from index.errors import ArticleError
from index.formats.databases import split_export
from index.formats.pdf import NO_TITLE
from index.formats.text import read_bytes
from index.formats.unpack import check_archive


def read_docx(file: BinaryIO, _max_chars: int) -> Iterator[Draft]:
    """Read a Word file."""
    import docx
    from docx.table import Table

    content = _archive(file)
    try:
        document = docx.Document(content)
        parts, heading = [], None
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                parts.append("\n".join("\t".join(cell.text.strip() for cell in row.cells) for row in part.rows))
                continue
            parts.append(part.text)
            name = (part.style.name if part.style else None) or ""
            if heading is None and part.text.strip() and name.startswith(("Title", "Heading")):
                heading = part.text.strip()
        title = document.core_properties.title
    except Exception as error:  # what it may raise on a file that is malformed is not documented
        raise _unreadable(error) from error
    yield from _articles(parts, title, heading)


def read_odt(file: BinaryIO, _max_chars: int) -> Iterator[Draft]:
    """Read an OpenDocument text."""
    import odfdo

    content = _archive(file)
    try:
        document = odfdo.Document(content)
        parts, heading = [], None
        for part in document.body.xpath("//text:h | //text:p"):
            text = _inner(part)
            parts.append(text)
            if heading is None and getattr(part, "tag", "") == "text:h" and text.strip():
                heading = text.strip()
        title = document.meta.title
    except Exception as error:  # as above
        raise _unreadable(error) from error
    yield from _articles(parts, title, heading)


def read_rtf(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read a file of Rich Text."""
    from striprtf.striprtf import rtf_to_text

    content = read_bytes(file, 8 * max_chars)
    if not content.lstrip().startswith(b"{\\rtf"):
        raise ArticleError("It is no Rich Text: it does not begin with {\\rtf.")
    try:
        text = str(rtf_to_text(content.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    except Exception as error:  # as above
        raise _unreadable(error) from error
    yield from _articles(text.replace("\r\n", "\n").split("\n"), None, None)


def _articles(parts: list[str], title: str | None, heading: str | None) -> list[Draft]:
    exported = split_export("\n".join(parts), lines=False)
    if exported:
        return exported
    text = "\n\n".join(part.rstrip() for part in parts if part.strip())
    return [Draft(text, title=heading if NO_TITLE.match(title or "") else title)]


def _archive(file: BinaryIO) -> io.BytesIO:
    """Return an office file that is no bomb."""
    try:
        with zipfile.ZipFile(file) as archive:
            check_archive(archive)
    except zipfile.BadZipFile as error:
        raise _unreadable(error) from error
    file.seek(0)
    return io.BytesIO(file.read())


def _inner(part: Any) -> str:
    return str(part.inner_text)


def _unreadable(error: BaseException) -> ArticleError:
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return ArticleError(f"It cannot be read ({said}): open it in its program and save its text as .txt.")
