"""Asking a language model in a terminal and through a pipe: what is seen when, and how it ends."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ollama_fakes import FakeOllama
from qa_person import CTRL_C, Person, screen
from qa_process import qa
from scripted import Scripted

from index.filters import Filters
from qa.engine import Engine
from qa.llm.models import Models
from qa.question import Question
from qa.screen.chat import Chat
from qa.screen.live import Live
from qa.screen.page import FRAMES, NO_MORE, UNFINISHED
from qa.screen.terminal import Screen

QUESTION = "When did the offensive start?"
OPEN = "Tell me about the advance on Aleppo."
LED = "According to the BBC, the offensive was led by Hayat Tahrir al-Sham."
STANDS = "The advance on Aleppo reportedly followed a shock offensive launched by the militants on November 27."
GOES = "The militants reportedly launched a shock offensive on Saturday, March 27th."
WRITES = (f"{STANDS[:-1]} [1]. ", "The militants ", f"{GOES.removeprefix('The militants ')[:-1]} [1].")
"""A whole sentence, then half of one, where a server with a fault breaks off; then its rest."""
MODEL = ("--model", "ollama/fake")


@pytest.fixture
def data(engine: Engine) -> tuple[str, str]:
    """The option for the data folder with the sample articles."""
    return ("--data-dir", str(engine.settings.data_dir))


def rows(person: Person) -> str:
    """Return what stands on a person's terminal below what the reader found, each run of white space as one space."""
    said = " ".join(screen(person.seen).split())
    found = re.search(
        r"November 27 · \d+ % · found by the reader · \S*seeds/\S+:7 ",
        said,
    )
    return said.replace(found[0], "", 1) if found else said


@pytest.mark.process
class TestAsk:
    """`qa ask`."""

    def test_a_sentence_is_seen_while_the_next_one_is_written(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """And Ctrl-C gives up the generation, ends with 130, and leaves what stands there marked as unfinished."""
        with (
            FakeOllama(fault="silent", words=WRITES) as fake,
            Person(tmp_path, "ask", *MODEL, *data, OPEN, OLLAMA_HOST=fake.host) as one,
        ):
            one.sees("[1]")
            one.sees("fake writes")
            assert fake.silent.is_set()
            assert not fake.left.is_set()
            one.types(CTRL_C)
            assert one.leaves() == 130
            assert fake.left.wait(30)
        assert rows(one) == f"{STANDS} [1] {UNFINISHED} interrupted"

    def test_what_is_waited_for_is_said_and_leaves_no_trace(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """The sentences stand once, then how firmly, their quotes, and what was taken out."""
        with (
            FakeOllama(fault="slow", words=WRITES, pause_s=0.5) as fake,
            Person(tmp_path, "ask", *MODEL, *data, QUESTION, OLLAMA_HOST=fake.host) as one,
        ):
            one.sees("fake judges “")
            one.sees(" tokens…")
            one.sees("fake writes…")
            assert one.leaves() == 0
        shown = screen(one.seen)
        assert not set(shown) & set(FRAMES)
        assert "fake" not in shown
        assert rows(one).startswith(
            f"{STANDS} [1] quoted exactly · values checked · reader and model agree · in 1 article [1] "
        )
        assert rows(one).count(f"{STANDS} [1]") == 1
        assert f"taken out {GOES} (" in rows(one)
        assert max(map(len, shown.splitlines())) <= 80

    def test_a_draft_is_seen_dimmed_and_then_gone(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """What was taken out was seen as it came, and stands among what was taken out alone."""
        with (
            FakeOllama(fault="slow", words=WRITES, pause_s=0.3) as fake,
            Person(tmp_path, "ask", "--draft", *MODEL, *data, QUESTION, OLLAMA_HOST=fake.host) as one,
        ):
            one.sees("\x1b[2mThe militants")
            assert one.leaves() == 0
        assert rows(one).startswith(f"{STANDS} [1] quoted exactly")
        assert rows(one).count(GOES) == 1

    def test_an_error_in_mid_answer_is_one_line_and_ends_with_1(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """What was printed before it is seen to be unfinished."""
        with (
            FakeOllama(fault="error", words=WRITES) as fake,
            Person(tmp_path, "ask", *MODEL, *data, QUESTION, OLLAMA_HOST=fake.host) as one,
        ):
            assert one.leaves() == 1
        assert rows(one).startswith(f"{STANDS} [1] {UNFINISHED} error: The Ollama server at {fake.host} ")
        assert "Traceback" not in rows(one)

    def test_where_auto_chose_the_reader_answers_instead(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """It is said which model was asked and why, that it failed, and that what had passed counts no more."""
        with (
            FakeOllama(fault="error", words=WRITES) as fake,
            Person(tmp_path, "ask", *data, QUESTION, OLLAMA_HOST=fake.host, QA_MIN_CONFIDENCE="0") as one,
        ):
            assert one.leaves() == 0
        told, _, rest = rows(one).partition(f"The embedded reader answers instead. {NO_MORE} ")
        assert told.startswith(f"auto: fake is the only chat model at {fake.host} {STANDS} [1] The Ollama server ")
        assert rest.startswith("November 27 confidence ")

    def test_a_pipe_gets_the_checked_answer_alone(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """Whole, without numbers in it, without a draft; on stderr no spinner."""
        with FakeOllama(words=WRITES) as fake:
            done = qa("ask", "--draft", *MODEL, *data, QUESTION, cwd=tmp_path, OLLAMA_HOST=fake.host)
        assert done.returncode == 0
        assert done.stdout.startswith(
            f"{STANDS}\nquoted exactly · values checked · reader and model agree · in 1 article\n\n[1] "
        )
        assert done.stdout.count(GOES) == 1
        assert f"\ntaken out\n  {GOES} (" in done.stdout
        assert done.stderr.strip().startswith("Next: ")
        assert "\n" not in done.stderr.strip()
        assert "\x1b" not in done.stdout + done.stderr

    def test_json_tells_which_model_answered_and_why_as_stderr_does(
        self, tmp_path: Path, data: tuple[str, str]
    ) -> None:
        """On stdout there is nothing but the object."""
        with FakeOllama(words=WRITES) as fake:
            done = qa("ask", "--json", *data, QUESTION, cwd=tmp_path, OLLAMA_HOST=fake.host)
        answer = json.loads(done.stdout)
        assert answer["answer"] == STANDS
        assert answer["provenance"]["model"] == "ollama/fake"
        assert done.stderr == f"{answer['provenance']['why']}\n"

    def test_verbose_tells_times_tokens_and_what_was_left_out(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """Of the language model too."""
        with FakeOllama(fault="slow", words=WRITES, pause_s=0.05) as fake:
            done = qa("ask", "-v", *MODEL, *data, QUESTION, cwd=tmp_path, OLLAMA_HOST=fake.host)
        times, tokens = done.stdout.splitlines()[-2:]
        for stage in ("retrieve", "first token", "write", "check", "total"):
            assert f"{stage} " in times
        assert tokens.startswith("prompt 100 tokens · wrote 3 tokens, ")
        assert tokens.endswith(" passages shown to it")

    def test_a_model_that_is_named_and_not_there_is_an_error(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """One line that says what to do; the reader does not answer."""
        with FakeOllama() as fake:
            done = qa("ask", "--model", "ollama/none", *data, QUESTION, cwd=tmp_path, OLLAMA_HOST=fake.host)
        assert (done.returncode, done.stdout) == (1, "")
        assert "`ollama pull none`" in done.stderr
        assert done.stderr.count("\n") == 1


class TestChat:
    """`qa chat`."""

    @pytest.fixture
    def scripted(self, engine: Engine) -> Iterator[tuple[Engine, Scripted]]:
        """An engine with a language model that answers, then rewrites a follow-up, then answers that."""
        answer = "".join(WRITES)
        model = Scripted([answer, "Who led the offensive?", LED])
        with_model = Engine(engine.settings, engine.embedder, engine.reader, Models(engine.settings, model))
        yield with_model, model
        with_model.close()

    @pytest.mark.slow
    def test_a_follow_up_is_rewritten_by_the_model(self, scripted: tuple[Engine, Scripted]) -> None:
        """It is given what was asked and answered, and the answer shows how it understood the question."""
        engine, model = scripted
        chat = Chat(engine, Filters(), Screen())
        assert chat.reply(QUESTION).startswith(f"{STANDS}\n")
        shown = chat.reply("Who led it?")
        assert shown.startswith(f"understood as: Who led the offensive?\n\n{LED}\n")
        asked = model.asked[1][-1].content
        assert QUESTION in asked
        assert STANDS in asked
        assert "Question: Who led the offensive?" in model.asked[2][-1].content

    def test_the_model_can_be_changed_within_a_chat(self, scripted: tuple[Engine, Scripted]) -> None:
        """`/model` says what answers; one that cannot be had changes nothing."""
        engine, model = scripted
        chat = Chat(engine, Filters(), Screen())
        assert chat.reply("/model") == "ollama/scripted answers."
        assert chat.reply("/model reader") == "The embedded reader answers."
        assert "confidence" in chat.reply(QUESTION)
        with pytest.raises(Exception, match="not known"):
            chat.reply("/model gpt-4")
        with pytest.raises(Exception, match="ollama serve"):
            chat.reply("/model ollama/none")
        assert chat.reply("/model") == "The embedded reader answers."
        assert not model.asked
        chat.reply("/model auto")
        chat.reply("/new")
        assert chat.reply(QUESTION).startswith(STANDS)

    @pytest.mark.process
    def test_ctrl_c_gives_up_a_generation_and_the_chat_goes_on(self, tmp_path: Path, data: tuple[str, str]) -> None:
        """The server is told at once, and the next line can be typed."""
        with (
            FakeOllama(fault="silent", words=WRITES) as fake,
            Person(tmp_path, "chat", *data, OLLAMA_HOST=fake.host) as one,
        ):
            assert f"auto: fake is the only chat model at {fake.host}" in one.sees()
            one.types(f"{QUESTION}\r")
            one.sees("[1]")
            one.types(CTRL_C)
            given_up = one.sees()
            assert UNFINISHED in given_up
            assert "given up" in given_up
            assert fake.left.wait(30)
            one.types("/model reader\r")
            assert "The embedded reader answers." in one.sees()
            one.types("/quit\r")
            assert one.leaves() == 0

    @pytest.mark.process
    def test_what_answers_is_said_once_and_again_when_it_changes(
        self, engine: Engine, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """On stderr; nothing where a model was named."""
        chat = Chat(engine, Filters(), Screen())
        chat.tell_model()
        told = capsys.readouterr().err
        assert told.startswith("auto: no Ollama server at ")
        chat.reply(QUESTION)
        chat.reply("/model reader")
        chat.reply(QUESTION)
        assert not capsys.readouterr().err
        chat.reply("/model auto")
        chat.reply(QUESTION)
        assert capsys.readouterr().err == told


def test_an_answer_is_given_up_with_the_place_that_it_held(engine: Engine) -> None:
    """The next question need not wait for it."""
    never = threading.Event()
    model = Scripted([[WRITES[0], never], "".join(WRITES)])
    with_model = Engine(engine.settings, engine.embedder, engine.reader, Models(engine.settings, model))

    async def gives_up() -> None:
        live = Live(with_model, Screen())
        asking = asyncio.ensure_future(live.ask(Question(QUESTION)))
        while not model.begun:  # noqa: ASYNC110 - the model tells by a number
            await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert model.stopped == 1
        assert (await live.ask(Question(QUESTION))).answer.answer == STANDS

    asyncio.run(gives_up())
    with_model.close()
