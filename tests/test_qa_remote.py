"""Commands beside a running `qa serve` of the same data folder: it answers, and whatever becomes of it, they do."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_listening import RIGHT, START
from api_served import serving_engine
from qa_process import COMMAND, environment, qa
from scripted import Scripted

from index.catalogue import texts
from index.errors import ModelError, UsageError
from index.filters import Filters
from index.waiting import wait_for
from qa.answer import Timings
from qa.cli import main
from qa.engine import Engine
from qa.events import Answered, Event, GaveUp, Read, Retrieved
from qa.llm.models import Models
from qa.question import Question, Turn
from qa.remote.client import GoneError, Remote, open_engine
from qa.remote.socket import SOCKET, address
from qa.settings import Settings
from qa.wire import line, read

FOLLOW_UP = Question("Who started it?", (Turn(START, "November 27"),))


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    """Those of a data folder with the sample articles of its own."""
    data = tmp_path / ".qa"
    (data / "stores").parent.mkdir(mode=0o700)
    subprocess.run(["cp", "-r", str(engine.settings.data_dir / "stores"), str(data)], check=True)
    return Settings.load({"data_dir": data, "model": "reader"})


@contextmanager
def served(engine: Engine, settings: Settings, llm: Any = None) -> Iterator[None]:
    """A server of that folder, in this process."""
    with serving_engine(engine, llm, **vars(settings)):
        yield


def remote(settings: Settings, whole: bool = False) -> Remote:
    """Return what asks the server; that there is none is a mistake of the test."""
    found = open_engine(settings, whole)
    assert isinstance(found, Remote)
    return found


async def events(engine: Engine | Remote, question: Question) -> list[Event]:
    """Ask, and return all that happened."""
    return [event async for event in engine.events(question)]


def untimed(event: Event) -> Event:
    """Return an event without what differs each time."""
    if isinstance(event, Answered):
        return replace(event, answer=replace(event.answer, timings_ms=Timings()))
    return event


@pytest.mark.parametrize(
    "question", [Question(START), FOLLOW_UP, Question("Who won the chess tournament?"), Question(START, model="auto")]
)
def test_the_server_tells_what_an_engine_here_would(engine: Engine, settings: Settings, question: Question) -> None:
    """Event by event, to the last field; without what was considered, where nobody wants to see that."""
    ours = Engine(settings, engine.embedder, engine.reader, Models(settings))
    with closing(ours), served(engine, settings), closing(remote(settings, whole=True)) as there:
        here = list(map(untimed, wait_for(events(ours, question))))
        assert list(map(untimed, wait_for(events(there, question)))) == here
        with closing(remote(settings)) as short:
            told = wait_for(events(short, question))
        assert list(map(untimed, told)) == [one for one in here if not isinstance(one, (Retrieved, Read))]


def test_passages_and_texts_are_those_of_the_store(engine: Engine, settings: Settings) -> None:
    """Filters hold."""
    with served(engine, settings), closing(remote(settings)) as there:
        found = there.found(START, k=3)
        assert found == engine.found(START, k=3)
        article = found[0].article_id
        assert there.text_of(article) == texts(engine.folder)(article)
        assert there.text_of("nothing") is None
        assert not there.found(START, Filters(outlets=("Nobody",)))


def test_errors_are_the_same(engine: Engine, settings: Settings) -> None:
    """Their kind and their words."""
    with served(engine, settings), closing(remote(settings)) as there:
        with pytest.raises(UsageError, match="at most 1,000"):
            wait_for(events(there, Question("W" * 2_000)))
        with pytest.raises(ModelError, match="ollama"):
            wait_for(there.choose("ollama/nothing"))


@pytest.mark.parametrize("changed", [{"reader": "large"}, {"read_passages": 3}, {"ollama_host": "127.0.0.1:10"}])
def test_other_settings_are_not_asked(engine: Engine, settings: Settings, changed: dict[str, Any]) -> None:
    """Who has them loads by itself."""
    with served(engine, settings), pytest.raises(GoneError):
        Remote(replace(settings, **changed))


def test_what_goes_along_with_a_question_may_differ(engine: Engine, settings: Settings) -> None:
    """The model, and how sure it must be."""
    with served(engine, settings), closing(remote(replace(settings, min_confidence=1.0, model="auto"))) as there:
        (answered,) = wait_for(events(there, Question(START)))
        assert isinstance(answered, Answered)
        assert answered.answer.status == "abstained"
        assert (answered.answer.provenance.why or "").startswith("auto: ")


def test_what_only_a_server_is_told_may_differ(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    """Its keys, their limits, and what it keeps: a command knows none of them."""
    told = {"serve_keep_answers": 9, "key_requests_a_minute": 1, "api_keys_file": str(tmp_path / "keys.json")}
    with served(engine, replace(settings, **told)), closing(remote(settings)) as there:
        assert there.found(START, k=1)


def test_the_socket_is_private_and_goes_with_its_server(engine: Engine, settings: Settings) -> None:
    """A second server of the folder leaves the first one's alone; what a kill left is replaced."""
    path = settings.data_dir / SOCKET
    with served(engine, settings):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        first = path.stat().st_ino
        with served(engine, settings):
            assert path.stat().st_ino == first
        remote(settings).close()
    assert not path.exists()
    subprocess.run(["cp", "/dev/null", str(path)], check=True)
    with served(engine, settings):
        remote(settings).close()
    assert [one.name for one in settings.data_dir.iterdir()] == ["stores"]


@pytest.mark.parametrize(
    "said", [b"", b"hello\n", b"5\n", b'{"end": true}\n', b'{"is": 5}\n', b'{"error": "redact", "of": ["x"]}\n']
)
def test_a_server_of_another_program_is_none(settings: Settings, said: bytes) -> None:
    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1_000_000)
            connection.sendall(said)

    with socket.socket(socket.AF_UNIX) as listener:
        with address(settings.data_dir) as path:
            listener.bind(path)
        listener.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(GoneError):
            Remote(settings)
        thread.join()


@pytest.mark.usefixtures("loaded")
def test_a_server_that_ends_in_the_middle_is_replaced(engine: Engine, settings: Settings) -> None:
    """What it wrote counts no more, the question is answered here, and so are the next ones."""
    settings = replace(settings, model="auto")
    model = Scripted([[f"{RIGHT} [1]. And then", *[" on"] * 10_000]], delay=0.01)
    seen: list[Event] = []

    async def ask(there: Remote, end: Callable[[], None]) -> None:
        async for event in there.events(Question(START)):
            seen.append(event)
            if type(event).__name__ == "Checked":
                end()

    serving = served(engine, settings, model)
    serving.__enter__()
    there = remote(settings)
    with closing(there):
        wait_for(ask(there, lambda: serving.__exit__(None, None, None)))
        gone, last = (event for event in seen if isinstance(event, (GaveUp, Answered)))
        assert isinstance(gone, GaveUp)
        assert gone.why.startswith("The running `qa serve` ended meanwhile.")
        assert isinstance(last, Answered)
        assert last.answer.answer == "November 27"
        assert there.process is None
        assert there.found(START, k=1)
        assert there.text_of(there.found(START, k=1)[0].article_id)
        assert wait_for(there.choose(None)).model is None


@pytest.mark.usefixtures("loaded")
class TestCommands:
    """`qa ask`, `qa search` and `qa chat` beside a server."""

    @pytest.mark.parametrize(
        "command",
        [("ask", START), ("ask", "--json", START), ("ask", "Who won the chess tournament?"), ("search", START)],
    )
    def test_they_print_what_they_print_alone(
        self,
        engine: Engine,
        settings: Settings,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        command: tuple[str, ...],
    ) -> None:
        """To the letter, but for times."""
        arguments = [*command, "--data-dir", str(settings.data_dir), "--model", "reader"]
        code, alone = main(arguments), capsys.readouterr()
        with served(engine, settings), monkeypatch.context() as nothing:
            nothing.delattr(Engine, "open")
            assert main(arguments) == code
            beside = capsys.readouterr()
        if "--json" in command:
            one, other = (json.loads(shown.out) | {"timings_ms": None} for shown in (alone, beside))
            assert one == other
        else:
            assert beside == alone

    def test_they_say_so_with_v(self, engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        """Either way; and -v shows what was considered."""
        arguments = ["ask", "-v", START, "--data-dir", str(settings.data_dir), "--model", "reader"]
        main(arguments)
        assert "loaded here: no `qa serve`" in capsys.readouterr().err
        with served(engine, settings):
            main(arguments)
            shown = capsys.readouterr()
            assert f"asked of the running `qa serve` (process {os.getpid()})" in shown.err
            assert "confidence   margin" in shown.out
            assert main(["search", "-v", START, "--data-dir", str(settings.data_dir)]) == 0
            assert "asked of the running" in capsys.readouterr().err


@pytest.mark.process
@pytest.mark.kill
def test_a_chat_goes_on_where_the_server_is_killed(settings: Settings, tmp_path: Path, seeds_folder: Path) -> None:
    """And `qa ask` beside the socket that it left; before, a source is named and shown from where one stands."""
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--model", "reader"],
        cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        for _ in range(600):
            if (settings.data_dir / SOCKET).exists() and "asked of" in qa(
                "search", "-v", "rebels", cwd=tmp_path
            ).stderr:
                break
            time.sleep(0.1)
        source = "003_73ac3ad962848e5c.txt"
        command = ("ask", "-v", START, "--model", "reader", "--data-dir", str(settings.data_dir), "--source", source)
        shown = qa(*command, cwd=seeds_folder)
        assert "asked of the running" in shown.stderr
        assert f"\n    {source}:" in shown.stdout
        with subprocess.Popen(
            [COMMAND, "chat", "-v", "--model", "reader"],
            cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        ) as chat:  # fmt: skip
            assert chat.stdin
            assert chat.stderr
            assert "asked of the running" in chat.stderr.readline()
            server.send_signal(signal.SIGKILL)
            server.wait()
            out, _ = chat.communicate(f"{START}\nWho started it?\n", timeout=120)
    assert chat.returncode == 0
    assert "November 27" in out
    assert "understood as: Who started the offensive?" in out
    assert (settings.data_dir / SOCKET).exists()
    done = qa("ask", "-v", START, cwd=tmp_path)
    assert done.returncode == 0
    assert "loaded here" in done.stderr


def test_what_goes_over_the_socket_comes_back_as_it_was() -> None:
    """Nested dataclasses, tuples, and what is None."""
    for question in (FOLLOW_UP, Question("Who?", filters=Filters(("a", "b"), since="2024-01-01"), k=3)):
        assert read(Question, json.loads(line(question))) == question
