"""A process that reads files of intricate formats, so that one which costs too much ends it and not the run.

It is told a file as a line of JSON and answers with lines of JSON: each article, what of the file cannot be read, and
its end. An alarm of its own ends it where it works on one article for too long, whatever library it is in then, and
the system refuses it memory beyond a limit; the next file gets a new one. What it reads is data to it and its answers
are data here: nothing that it says is run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from index.draft import Bad, Draft
from index.errors import ArticleError

SECONDS = 60
"""That one article may take."""
MEMORY = 3 << 30
"""Bytes of address space that the process may have."""


@dataclass(frozen=True)
class Part:
    """An article of a file or what cannot be read, and how many bytes of the file were read by then."""

    outcome: Draft | Bad
    done: int


class Worker:
    """Reads files one after another; a context manager. The process is started by the first file.

    Args:
        seconds: that one article may take.
        memory: bytes that the process may take.
    """

    def __init__(self, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: str, ending: str, max_chars: int) -> Iterator[Part]:
        """Yield what a file holds.

        Args:
            path: of the file.
            ending: which format, as the table names it.
            max_chars: the longest article, in code points.

        Raises:
            ArticleError: it cannot be read, or it took too long or too much memory.
        """
        process = self._start()
        assert process.stdin
        assert process.stdout
        ended = False
        try:
            request = {"path": os.fsencode(path).decode("latin-1"), "ending": ending, "max_chars": max_chars}
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            for line in process.stdout:
                if not line.endswith(b"\n"):
                    break
                answer = json.loads(line)
                if "error" in answer:
                    ended = not answer.get("last")
                    raise ArticleError(answer["error"])
                if "end" in answer:
                    ended = True
                    return
                yield _part(answer)
            raise ArticleError(self._end_of(process))
        finally:
            if not ended:
                self.close()

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Worker:
        """Return itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the process."""
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "index.worker", str(self._seconds), str(self._memory)],
                env={**os.environ, "PYTHONPATH": path},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end_of(self, process: subprocess.Popen[bytes]) -> str:
        """Return why the process ended before the file did."""
        code = process.wait()
        if code == -signal.SIGALRM:
            return f"Reading it took over {self._seconds} s and was given up: save its text as .txt."
        if code in (-signal.SIGKILL, -signal.SIGABRT):
            return _too_large(self._memory)
        return f"What reads it ended with {code}: save its text as .txt."


def _part(answer: dict[str, Any]) -> Part:
    if "bad" in answer:
        return Part(Bad(**answer["bad"]), answer["done"])
    return Part(Draft(**{**answer["draft"], "notices": tuple(answer["draft"]["notices"])}), answer["done"])


def _too_large(memory: int) -> str:
    return f"Reading it took more than {memory >> 20:,} MB of memory and was given up: split it, or save it as .txt."


def _serve(seconds: int, memory: int) -> None:
    """Answer requests until there are none."""
    from index.files import open_file
    from index.formats.table import READERS

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # what a library prints is no answer
    _limit(memory)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            signal.alarm(seconds)
            with open_file(os.fsdecode(request["path"].encode("latin-1"))) as file:
                for outcome in READERS[request["ending"]](file, request["max_chars"]):
                    # How long the other side takes is not how long reading takes.
                    signal.alarm(0)
                    _answer(
                        answers, {"bad" if isinstance(outcome, Bad) else "draft": asdict(outcome), "done": file.tell()}
                    )
                    signal.alarm(seconds)
            answer: dict[str, Any] = {"end": True}
        except ArticleError as error:
            answer = {"error": str(error)}
        except OSError as error:
            answer = {"error": f"It cannot be read, or not to its end: {error}."}
        except MemoryError:
            answer = {"error": _too_large(memory), "last": True}
        except RecursionError:
            answer = {"error": "It is nested too deeply to be read: save its text as .txt."}
        signal.alarm(0)
        _answer(answers, answer)
        if "last" in answer:
            return


def _answer(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(
        json.dumps(answer, default=lambda value: value.isoformat() if isinstance(value, date) else str(value)).encode()
    )
    answers.write(b"\n")
    answers.flush()


def _limit(memory: int) -> None:
    """Have the system end this process by its alarm, and refuse it memory, where the system can."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
