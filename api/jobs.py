"""Jobs: what is indexed in the background, one after the other, and how far each is. They are kept in memory."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from api.access import Tell
from api.problems import BUSY, NOT_FOUND, ProblemError, explain
from api.stream import event
from api.uploads import Sent
from index.files import Failure
from index.indexer import Progress, index_sent
from qa.concurrency import Line
from qa.engine import Engine

KEPT = 200
"""Jobs that have ended and can still be looked at."""
MOST = 100
"""Jobs that have not ended."""
TOLD = 100
"""Failures of a job that are told one by one."""
LOOK_S = 0.2
"""Seconds between two looks at a job whose events are told."""


@dataclass(frozen=True)
class Job:
    """What is being indexed, and how far it is.

    Attributes:
        job: its id.
        collection: what it is indexed into.
        state: `waiting` for its turn, `running`, `done` (also where some of it could not be read), `failed` or
            `cancelled`; of one that failed or was cancelled nothing is stored.
        files: how many were sent; a list or lines count as one.
        bytes: of all files.
        bytes_read: of them so far.
        articles: that were met so far.
        passages: of the new and changed ones so far.
        rate: articles a second, or null before the first.
        new: articles that were not there; told when it is done, as are the next two.
        changed: articles that were there in another version.
        unchanged: articles that were there as they are.
        failures: how many files or articles could not be indexed.
        failed: the first hundred of them, each with why.
        created: when it was sent, ISO 8601.
        seconds: that it has run.
        problem: why it failed as a whole, or null.
    """

    job: str
    collection: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    files: int
    bytes: int
    created: str
    bytes_read: int = 0
    articles: int = 0
    passages: int = 0
    rate: float | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failures: int = 0
    failed: tuple[Failure, ...] = ()
    seconds: float = 0.0
    problem: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.state not in ("waiting", "running")


class CancelledJobError(Exception):
    """The job is not wanted any more."""


class Jobs:
    """The jobs of a server.

    They wait for each other, and only the first of them for its turn to write, so that an article that is sent alone
    waits for one of them at most.

    Args:
        turn: of whoever writes.
        log: is told what became of each.
    """

    def __init__(self, turn: Line, log: Tell) -> None:
        self._turn, self._log = turn, log
        self._line = Line(1)
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()

    @property
    def depth(self) -> int:
        """How many jobs have not ended."""
        return len(self._tasks)

    def check_room(self) -> None:
        """Raise ProblemError where the line is full, so that nothing more is received."""
        if self.depth >= MOST:
            raise ProblemError(BUSY, f"{self.depth} jobs wait already. Send it again when some have ended.")

    def start(self, engine: Engine, collection: str, sent: Sent, key: str | None) -> Job:
        """Put what was sent in line, and return its job."""
        job = Job(
            secrets.token_hex(8),
            collection,
            "waiting",
            len(sent.files) + len(sent.failed),
            sum(file.size for file in sent.files),
            datetime.now(UTC).isoformat(timespec="seconds"),
            failures=len(sent.failed),
            failed=sent.failed[:TOLD],
        )
        with self._lock:
            ended = [one.job for one in self._jobs.values() if one.ended]
            for old in ended[: max(0, len(ended) - KEPT)]:
                del self._jobs[old]
            self._jobs[job.job] = job
        task = asyncio.create_task(self._go(engine, sent, job, key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def get(self, job: str, collection: str) -> Job:
        """Return a job of a collection. Raises ProblemError where there is none."""
        found = self._jobs.get(job)
        if found is None or found.collection != collection:
            raise ProblemError(NOT_FOUND, f"There is no job {job!r}. The last {KEPT} are kept.")
        return found

    def cancel(self, job: str, collection: str) -> Job:
        """Ask a job to end where it is, and return it; one that has ended stays as it is."""
        with self._lock:
            found = self.get(job, collection)
            if not found.ended:
                self._cancelled.add(job)
                if found.state == "waiting":
                    found = self._jobs[job] = replace(found, state="cancelled")
        return found

    async def close(self) -> None:
        """End all jobs; the one that runs ends at its next article."""
        for job in list(self._jobs.values()):
            self.cancel(job.job, job.collection)
        await asyncio.gather(*self._tasks)

    async def events(self, job: str, collection: str) -> AsyncGenerator[bytes]:
        """Yield a job whenever it has changed, and as `ended` when it has."""
        told: Job | None = None
        while told is None or not told.ended:
            now = self.get(job, collection)
            if now != told:
                yield event("ended" if now.ended else "progress", now)
                told = now
            else:
                await asyncio.sleep(LOOK_S)

    async def _go(self, engine: Engine, sent: Sent, job: Job, key: str | None) -> None:
        async with self._line.place(), self._turn.place():
            await asyncio.to_thread(self._run, engine, sent, job, key)

    def _run(self, engine: Engine, sent: Sent, job: Job, key: str | None) -> None:
        """Index what was sent; whatever goes wrong is told by the job."""
        began = time.monotonic()

        def tell(progress: Progress) -> None:
            if job.job in self._cancelled:
                raise CancelledJobError
            seconds = time.monotonic() - began
            self._jobs[job.job] = replace(
                job,
                state="running",
                bytes_read=progress.done,
                articles=progress.articles,
                passages=progress.passages,
                rate=round(progress.articles / seconds, 1) if progress.articles else None,
                seconds=round(seconds, 1),
            )

        try:
            tell(Progress(0, job.bytes, 0, 0))
            report = index_sent(
                engine.folder.path,
                sent.files,
                engine.embedder,
                engine.splitter,
                tell,
                engine.settings.max_article_chars,
            )
            failed = (*sent.failed, *report.failed)
            done = replace(
                self._jobs[job.job], state="done", bytes_read=job.bytes,
                articles=report.new + report.changed + report.unchanged, passages=report.passages,
                new=report.new, changed=report.changed, unchanged=report.unchanged,
                failures=len(failed), failed=failed[:TOLD],
            )  # fmt: skip
        except CancelledJobError:
            done = replace(self._jobs[job.job], state="cancelled")
        except Exception as error:
            done = replace(self._jobs[job.job], state="failed", problem=explain(error)[1])
        finally:
            sent.folder.cleanup()
        with self._lock:
            self._cancelled.discard(job.job)
            done = self._jobs[job.job] = replace(done, seconds=round(time.monotonic() - began, 1))
        told = {
            name: getattr(done, name)
            for name in ("job", "collection", "state", "new", "changed", "failures", "seconds")
        }
        self._log({"event": "job", "key": key, **told})
