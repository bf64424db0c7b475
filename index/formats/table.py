"""The table of formats: by the end of a file's name, what reads it.

A reader takes an open file and the longest article, and yields the file's articles as drafts, and what of it cannot be
read as `Bad`; it raises ArticleError where the file, or the rest of it, cannot be read. To add a format, write one and
name it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.draft import Bad, Draft
from index.formats.feeds import read_feed
from index.formats.html import read_html
from index.formats.jsonl import read_json, read_lines
from index.formats.mail import read_box, read_mail
from index.formats.office import read_docx, read_odt, read_rtf
from index.formats.pdf import read_pdf
from index.formats.subtitles import read_subtitles
from index.formats.tables import read_table
from index.formats.text import read_markdown, read_text
from index.formats.unpack import read_gz, read_warc, read_zip

Reader = Callable[[BinaryIO, int], Iterator[Draft | Bad]]

PLAIN: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".jsonl": read_lines,
    ".ndjson": read_lines,
}
"""Formats that cost no more than their size, which are read as they come."""
INTRICATE: dict[str, Reader] = {
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".json": read_json,
    ".csv": read_table,
    ".tsv": read_table,
    ".eml": read_mail,
    ".mbox": read_box,
    ".docx": read_docx,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".vtt": read_subtitles,
    ".srt": read_subtitles,
    ".warc": read_warc,
}
"""Formats of which a small file can cost much, read in a process that can be killed."""
PACKED: dict[str, Reader] = {
    **{f"{ending}.gz": read_gz(read) for ending, read in {**PLAIN, **INTRICATE}.items() if ending != ".warc"},
    ".warc.gz": read_warc,
}
READERS: dict[str, Reader] = {**PLAIN, **INTRICATE, **PACKED}
READERS[".zip"] = read_zip(lambda name: READERS.get(ending_of(name) or "") if ending_of(name) != ".zip" else None)
"""The reader of each format."""
ADVICE = {
    (".doc", ".docm", ".dot", ".pages", ".wpd", ".odp", ".pptx", ".ppt"): "save it as .docx or .pdf",
    (".xls", ".xlsx", ".ods", ".numbers"): "save it as .csv, a row an article",
    (".msg", ".pst", ".emlx"): "save the mails as .eml or .mbox",
    (".mht", ".mhtml", ".webarchive"): "save the page as .html",
    (".epub", ".mobi", ".djvu", ".ps"): "save it as .pdf or .txt",
    (
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".tif",
        ".tiff",
        ".webp",
        ".heic",
        ".bmp",
    ): "run OCR on it (ocrmypdf) if it shows text",
    (".mp3", ".mp4", ".m4a", ".wav", ".mov", ".mkv", ".ogg", ".webm"): "transcribe it to .vtt or .txt",
    (".tar", ".tgz", ".tar.gz", ".bz2", ".xz", ".7z", ".rar", ".zst"): "unpack it",
}
"""What to do with files that are not read, by the ends of their names."""


def advice(name: str) -> str:
    """Return what to do with a file whose format is not read."""
    return next((do for endings, do in ADVICE.items() if name.casefold().endswith(endings)), "save its text as .txt")


def ending_of(name: str) -> str | None:
    """Return the end of a file's name by which it is read, or None where its format is not."""
    folded = name.casefold()
    return max((ending for ending in READERS if folded.endswith(ending)), key=len, default=None)
