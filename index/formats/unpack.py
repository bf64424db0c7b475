"""Packed files: .gz of any format, .zip of any of them, and web archives (.warc, .warc.gz).

What is unpacked is counted: a small file that becomes a large one beyond all measure is a bomb and is given up.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from index.draft import Bad, Draft
from index.errors import ArticleError

RATIO = 200
"""Times its size that a packed file may become: news packs to a fifth or a tenth, zeros to a thousandth."""
FREE = 1 << 24
"""Bytes that any packed file may become."""
MEMBERS = 100_000
"""Files that an archive may have."""

Read = Callable[[BinaryIO, int], Iterator[Draft | Bad]]


class Counted(io.RawIOBase):
    """What a packed file unpacks to, read to a limit.

    Args:
        unpacked: the stream to read.
        packed: bytes of the packed file.
    """

    def __init__(self, unpacked: BinaryIO, packed: int) -> None:
        self._unpacked = unpacked
        self._left = max(FREE, RATIO * packed)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer and return how many bytes.

        Raises:
            ArticleError: it is more than the limit, or the packed file is damaged.
        """
        try:
            part = self._unpacked.read(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            raise ArticleError(f"It cannot be read, or not to its end: {error}.") from error
        self._left -= len(part)
        if self._left < 0:
            raise ArticleError(f"It unpacks to more than {RATIO} times its size: unpack it yourself if you trust it.")
        buffer[: len(part)] = part
        return len(part)


def read_gz(read: Read) -> Read:
    """Return the reader of a format's packed files."""

    def read_packed(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        with gzip.GzipFile(fileobj=file) as opened:
            yield from read(
                cast(BinaryIO, io.BufferedReader(Counted(cast(BinaryIO, opened), size), 1 << 16)), max_chars
            )

    return read_packed


def read_zip(reader_of: Callable[[str], Read | None]) -> Read:
    """Return the reader of archives.

    Args:
        reader_of: gives the reader of a file by its name, or None where its format is not read.
    """

    def read_archive(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
        try:
            with zipfile.ZipFile(file) as archive:
                check_archive(archive)
                for member in sorted(archive.infolist(), key=lambda member: member.filename):
                    yield from _member(archive, member, reader_of, max_chars)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise ArticleError(f"This archive cannot be read: {error}. Unpack it and index the folder.") from error

    return read_archive


def check_archive(archive: zipfile.ZipFile) -> None:
    """Raise ArticleError where an archive is a bomb."""
    members = archive.infolist()
    packed = sum(member.compress_size for member in members)
    if len(members) > MEMBERS or sum(member.file_size for member in members) > max(FREE, RATIO * packed):
        raise ArticleError(f"It unpacks to more than {RATIO} times its size: unpack it yourself if you trust it.")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, reader_of: Callable[[str], Read | None], max_chars: int
) -> Iterator[Draft | Bad]:
    path = PurePosixPath(member.filename)
    if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in path.parts):
        return
    read = reader_of(path.name)
    if read is None:
        yield Bad(f"{member.filename} in it: its format is not read.", skipped=True)
        return
    try:
        with archive.open(member) as opened:
            content = io.BytesIO(Counted(cast(BinaryIO, opened), member.compress_size).readall() or b"")
        for draft in read(content, max_chars):
            yield draft.inside(member.filename) if isinstance(draft, Draft) else draft
    except (ArticleError, RuntimeError) as error:  # a password
        yield Bad(f"{member.filename} in it: {error}")


def read_warc(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read the pages of a web archive; what is no page is passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    from index.formats.html import declared_charset, page

    found = False
    try:
        for record in ArchiveIterator(file):
            kind = (record.http_headers and record.http_headers.get_header("Content-Type")) or ""
            if record.rec_type != "response" or "html" not in kind:
                continue
            url, charset = (
                record.rec_headers.get_header("WARC-Target-URI"),
                kind.partition("charset=")[2].strip(" \"';"),
            )
            content = record.content_stream().read(4 * max_chars + FREE)
            found = True
            try:
                yield page(content, charset or declared_charset(content), url).known_as(url)
            except ArticleError as error:
                yield Bad(f"{url} in it: {error}")
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError) as error:
        raise ArticleError(f"It cannot be read, or not to its end: {error}.") from error
    if not found:
        raise ArticleError("No page is in this web archive.")
