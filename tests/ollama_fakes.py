"""An Ollama server that is not well, on loopback; the real one cannot be made to hang or to answer rubbish.

    with FakeOllama(fault="silent") as fake:
        settings = Settings(ollama_host=fake.host, model="ollama/fake", idle_timeout=0.5)

It has the models of `models`; those that `remote` names it sends elsewhere. It answers every chat with `words`, until
its `fault` comes:

    hung       connects and never answers
    silent     says two words, then nothing more
    slow       waits `pause_s` before each word
    reads      says nothing for a second, then waits `pause_s` before each word
    killed     says two words, then is gone
    ends       says two words, then ends as if that were all, without saying that it is done
    garbage    answers what is no JSON
    odd        answers JSON of another shape
    nested     answers JSON that is nested without end
    infinite   says that a model's size is infinite
    zipped     answers what it calls gzip, and is none
    empty      answers nothing, politely
    500        says that its runner has stopped
    404        knows no such path, as another program there would not
    memory     says that the model is too large for the machine
    busy       says 503
    long       says that the prompt is too long
    error      says two words, then that it failed
    thinks     thinks aloud before its words

`at` says where: "chat" (the default), "embed", "show", or "all" of its API. `asked` keeps each request's path and body;
`silent` is set once it says nothing more, and `left` once a caller went away in the middle of an answer.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self

LONGEST_S = 60.0
"""Seconds that a hung server holds on where nobody ends it."""
READS_S = 1.0
"""Seconds that one reads which is slow to read."""
ERRORS = {
    "404": (404, "404 page not found"),
    "500": (500, "llama runner process has terminated: exit status 2"),
    "memory": (500, "model requires more system memory (40.5 GiB) than is available (7.2 GiB)"),
    "busy": (503, "server busy, please try again.  maximum pending requests exceeded"),
    "long": (400, "the input length exceeds the context length"),
}
WHOLE = {
    "garbage": b"<html>It works!</html>",
    "odd": b'[{"models": 3}]',
    "nested": b"[" * 100_000,
    "infinite": b'{"models": [{"name": "fake", "size": 1e999}]}',
    "zipped": b"{}",
    "empty": b"",
}


class FakeOllama:
    """See the module; a context manager.

    Args:
        fault: what goes wrong, or "".
        at: where it does.
        models: the capabilities of each, by name, or None for one that the server cannot describe.
        remote: names of models that it sends elsewhere.
        words: what every chat is answered with.
        pause_s: seconds before each word of a slow answer.
        vectors: what every embedding is answered with, by default a unit vector for each text.
        running: names of the models that it says are loaded.
        likely: what it says might have stood in the place of each word.
        took: seconds that it says it took, of `load`, `prompt_eval` and `eval`.
    """

    def __init__(
        self,
        fault: str = "",
        at: str = "chat",
        models: Mapping[str, Sequence[str] | None] | None = None,
        remote: Sequence[str] = (),
        words: Sequence[str] = ("Berlin ", "is ", "the ", "capital ", "[1]."),
        pause_s: float = 0.1,
        vectors: Any = None,
        running: Sequence[str] = ("fake:latest",),
        likely: Sequence[Mapping[str, Any]] = (),
        took: Mapping[str, float] | None = None,
    ) -> None:
        self.fault, self.at = fault, at
        self.running, self.likely, self.took = running, list(likely), took or {}
        self.models = {"fake:latest": ("completion",)} if models is None else models
        self.remote = remote
        self.words, self.pause_s, self.vectors = words, pause_s, vectors
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.silent = threading.Event()
        self.left = threading.Event()
        self.over = threading.Event()

    @property
    def host(self) -> str:
        """Where it listens, as OLLAMA_HOST says it."""
        return f"127.0.0.1:{self._server.server_port}"

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies of the requests to a path."""
        return [body for asked, body in self.asked if asked == path]

    def __enter__(self) -> Self:
        """Start it."""
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # callers go away, which is no news
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it, what hangs too."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: ClassVar[FakeOllama]

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, format: str, *_: object) -> None:
        pass

    def _answer(self, body: dict[str, Any]) -> None:
        fake, name = self.fake, self.path.removeprefix("/api/")
        fake.asked.append((self.path, body))
        self.fault = fake.fault if fake.at in (name, "all") else ""
        if self.fault == "hung":
            fake.over.wait(LONGEST_S)
            self.close_connection = True
        elif self.fault in ERRORS:
            status, text = ERRORS[self.fault]
            self._whole(json.dumps({"error": text}).encode(), status)
        elif self.fault in WHOLE:
            self._whole(WHOLE[self.fault])
        elif name == "chat":
            self._chat()
        else:
            status, said = self._said(name, body)
            self._whole(json.dumps(said).encode(), status)

    def _said(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        models = self.fake.models
        if name == "version":
            return 200, {"version": "0.0.0"}
        if name == "tags":
            return 200, {"models": list(map(self._listed, models))}
        if name == "ps":
            return 200, {"models": [{"name": each} for each in self.fake.running]}
        if name == "embed":
            unit = [[1.0, 0.0]] * len(body["input"])
            return 200, {"embeddings": unit if self.fake.vectors is None else self.fake.vectors}
        if body["model"] not in models:
            return 404, {"error": f"model '{body['model']}' not found"}
        capabilities = models[body["model"]]
        if capabilities is None:
            return 500, {"error": "invalid file magic"}
        facts = {"general.architecture": "fake", "fake.context_length": 2_048}
        return 200, {"model_info": facts, "capabilities": list(capabilities)}

    def _listed(self, name: str) -> dict[str, Any]:
        elsewhere = {"remote_host": "https://elsewhere.example"} if name in self.fake.remote else {}
        return {"name": name, "model": name, "digest": "f" * 64, "size": 1} | elsewhere

    def _chat(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            if self.fault == "thinks":
                thought = {"role": "assistant", "content": "", "thinking": "It is Bonn. "}
                self._line({"message": thought, "done": False, "logprobs": [{"token": "It", "logprob": -9.0}]})
            if self.fault == "reads" and self.fake.over.wait(READS_S):
                return
            for n, word in enumerate(self.fake.words):
                if n == 2 and self.fault in ("silent", "killed", "ends", "error"):
                    self._break_off()
                    return
                if self.fault in ("slow", "reads") and self.fake.over.wait(self.fake.pause_s):
                    return
                likely = {"logprobs": [{"token": word, "logprob": -1.0, "top_logprobs": self.fake.likely}]}
                message = {"message": {"role": "assistant", "content": word}, "done": False}
                self._line(message | (likely if self.fake.likely else {}))
            last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
            counts = {"prompt_eval_count": 100, "eval_count": len(self.fake.words)}
            self._line(last | counts | {f"{name}_duration": int(s * 1e9) for name, s in self.fake.took.items()})
            self._chunk(b"")
        except OSError:
            self.fake.left.set()

    def _break_off(self) -> None:
        self.close_connection = True
        if self.fault == "silent":
            self.fake.silent.set()
            self.connection.settimeout(LONGEST_S)
            if not self.connection.recv(1):
                self.fake.left.set()
        elif self.fault == "error":
            self._line({"error": "an error was encountered while running the model: unexpected EOF"})
            self._chunk(b"")
        elif self.fault == "ends":
            self._chunk(b"")

    def _line(self, value: dict[str, Any]) -> None:
        self._chunk(json.dumps(value).encode() + b"\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _whole(self, data: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if self.fault == "zipped":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)
