"""Subtitles, .vtt and .srt: what is said, in one text; who says it and when is left out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from index.draft import Draft
from index.encoding import decode
from index.errors import ArticleError
from index.formats.text import read_bytes

MARKS = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,50}\}")
"""Marks of speakers and of type within a cue."""


def read_subtitles(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read a file of subtitles of either kind."""
    import webvtt

    decoded = decode(read_bytes(file, 4 * max_chars))
    form = "vtt" if decoded.text.lstrip().startswith("WEBVTT") else "srt"
    try:
        captions = webvtt.from_buffer(io.StringIO(decoded.text.replace("\r\n", "\n")), format=form)
    except Exception as error:  # what it may raise on a file that is malformed is not documented
        raise ArticleError(f"Its subtitles cannot be read ({type(error).__name__}: {error}).") from error
    lines: list[str] = []
    for caption in captions.captions:
        for line in caption.raw_text.split("\n"):
            said = " ".join(MARKS.sub("", line).split())
            if said and said not in lines[-2:]:  # cues that roll up say a line twice
                lines.append(said)
    text = ""
    for line in lines:
        text += line + ("\n" if re.search(r"[.!?…][\"'”’]?$", line) else " ")
    yield Draft(text.strip(), notices=(decoded.notice,) if decoded.notice else ())
