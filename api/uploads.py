"""Articles that are sent, many at once: written to a folder of their own, from which they are indexed.

A file is written under a number and the ending of its format, never under a name from the request, which is only kept
as part of the source of its articles. What it holds is read by the formats of `index`, the intricate ones in a process
that can be killed.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.problems import BAD_FORM, ProblemError
from index.errors import StoreError
from index.files import Failure, FoundFile
from index.formats.table import READERS, advice, ending_of
from index.temporary import Temporary
from qa.settings import Settings

JSON = "application/json"
LINES = frozenset(("application/jsonl", "application/x-ndjson", "application/ndjson"))
FORM = "multipart/form-data"
WANTED = "Send each file as a part with a filename, as `curl -F files=@report.pdf` does."
CHUNK = 1 << 20
LONGEST_NAME = 200


def media_type(content_type: str) -> str:
    """Return a content type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Sent:
    """What was sent to index.

    Attributes:
        folder: where it lies; whoever has read it cleans it up.
        files: those that can be read.
        failed: those that cannot, by their names.
    """

    folder: Temporary
    files: tuple[FoundFile, ...]
    failed: tuple[Failure, ...]


async def receive(request: Request, settings: Settings) -> Sent:
    """Return the files, lines or list of a request.

    Raises:
        ProblemError: there are none.
        StoreError: the disk refuses them.
    """
    try:
        return await _received(request, settings)
    except OSError as error:
        raise StoreError(
            f"What was sent cannot be kept: {error.strerror}. Make room for temporary files (TMPDIR); send it again."
        ) from error


async def _received(request: Request, settings: Settings) -> Sent:
    folder = await asyncio.to_thread(Temporary)
    try:
        kind = media_type(request.headers.get("content-type", ""))
        if kind == FORM:
            return await _form(request, folder, settings)
        name, chunks = ("articles.json", _whole(request)) if kind == JSON else ("articles.jsonl", request.stream())
        file = await _write(Path(folder.name), 0, name, chunks)
        return Sent(folder, (file,), ())
    except BaseException:
        await asyncio.to_thread(folder.cleanup)
        raise


async def _form(request: Request, folder: Temporary, settings: Settings) -> Sent:
    try:
        async with request.form(max_files=settings.max_upload_files, max_fields=0) as form:
            sent = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            return await _files(sent, folder)
    except ProblemError:
        raise
    except HTTPException as error:
        raise ProblemError(BAD_FORM, f"The form cannot be read: {error.detail.rstrip('.')}. {WANTED}") from error


async def _files(sent: list[UploadFile], folder: Temporary) -> Sent:
    if not sent:
        raise ProblemError(BAD_FORM, f"There is no file in the form. {WANTED}")
    files: list[FoundFile] = []
    failed: list[Failure] = []
    for n, upload in enumerate(sent):
        name = _name(upload.filename or "")
        if ending_of(name):
            files.append(await _write(Path(folder.name), n, name, _chunks(upload)))
        else:
            why = f"Its format is not read: {advice(name)}. These are read: {', '.join(READERS)}."
            failed.append(Failure(name, why))
    return Sent(folder, tuple(files), tuple(failed))


async def _whole(request: Request) -> AsyncIterator[bytes]:
    yield await request.body()  # was read already, to see what it is


async def _chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await upload.read(CHUNK):
        yield chunk


async def _write(folder: Path, n: int, name: str, chunks: AsyncIterator[bytes]) -> FoundFile:
    """Write a file under a number; its source is its name and what tells it from another one of the same name."""
    ending = ending_of(name)
    assert ending
    path, digest, size = folder / f"{n}{ending}", hashlib.sha256(), 0
    with path.open("xb") as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
            digest.update(chunk)
            size += len(chunk)
    return FoundFile(path.resolve(), f"upload:{name}#{digest.hexdigest()[:16]}", ending, size, sent=True)


def _name(given: str) -> str:
    """Return the name of a file that was sent, without folders and what cannot be shown, for its articles' source."""
    name = "".join(c if c.isprintable() else "_" for c in PurePosixPath(given.replace("\\", "/")).name)
    return name.encode("utf-8", "replace").decode()[-LONGEST_NAME:]
