"""The chat: its replies, a script through a pipe, and a person at a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qa_person import BACKSPACE, CTRL_C, CTRL_D, LEFT, UP, Person
from qa_process import qa

from index.errors import UsageError
from index.filters import Filters
from qa.cli import main
from qa.engine import Engine
from qa.screen.chat import Chat
from qa.screen.remarks import remark
from qa.screen.terminal import Screen
from qa.settings import Settings

QUESTION = "When did the offensive start?"


pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def any_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """How sure the reader is of an answer is not the chat's affair: it gives the best it has."""
    monkeypatch.setenv("QA_MIN_CONFIDENCE", "0")


@pytest.fixture
def unsure(engine: Engine) -> Iterator[Engine]:
    """The engine on the sample articles, giving the best answer it has."""
    unsure = Engine(replace(engine.settings, min_confidence=0.0), engine.embedder, engine.reader)
    yield unsure
    unsure.close()


@pytest.fixture
def chat(unsure: Engine) -> Chat:
    """A conversation about the sample articles."""
    return Chat(unsure, Filters(), Screen())


@pytest.mark.parametrize(
    "line",
    [
        "source?",
        "Sources",
        "what's your source?",
        "Are you sure?",
        "are you really sure about that",
        "How do you know?",
        "says who?!",
        "show me the quote",
        "Is that right?",
        "where is that from?",
        "really?",
        "prove it",
    ],
)
def test_asking_for_the_source_is_recognised(line: str) -> None:
    """In the words in which people ask it."""
    assert remark(line) == "source"


@pytest.mark.parametrize(
    "line", "tell me more | More! | go on | anything else? | Tell me more about that. | show more".split(" | ")
)
def test_asking_for_more_is_recognised(line: str) -> None:
    """In the words in which people ask it."""
    assert remark(line) == "more"


@pytest.mark.parametrize(
    "line",
    [
        "Who is the source of the leak?",
        "Are you sure the rebels took Aleppo?",
        "Tell me more about the king of Jordan",
        "What is the source of the Nile?",
        "How many more died?",
        "Where is that city?",
        QUESTION,
    ],
)
def test_a_question_that_only_sounds_like_a_remark_is_a_question(line: str) -> None:
    """Only a whole line is a remark."""
    assert remark(line) is None


class TestReplies:
    """What a line is answered with."""

    def test_a_question_is_answered_with_its_quote(self, chat: Chat) -> None:
        """As `qa ask` answers it."""
        reply = chat.reply(QUESTION)
        assert reply.startswith("November 27\n")
        assert "> The rebels began their offensive against the Syrian government on **November 27**" in reply

    def test_a_follow_up_is_shown_as_it_was_understood(self, chat: Chat) -> None:
        """The engine is given the history, and says what it made of the question."""
        chat.reply(QUESTION)
        assert chat.reply("Who led it?").startswith("understood as: ")

    def test_new_forgets_what_was_asked(self, chat: Chat) -> None:
        """The next question stands alone."""
        chat.reply(QUESTION)
        chat.reply("/new")
        assert "understood as" not in chat.reply("Who led it?")
        chat.reply("/new")
        assert chat.reply("source?") == "Nothing has been asked yet."

    def test_the_source_is_the_last_quotes_in_more_of_their_text(self, chat: Chat) -> None:
        """More sentences stand around the quote than in the answer."""
        answer = chat.reply(QUESTION)
        source = chat.reply("are you sure?")
        assert "confidence" in source.split("\n")[0]
        assert "**November 27**" in source
        assert len(source) > len(answer.split("\n\nalso found")[0])
        assert "Meanwhile, Jordan and Iraq on Sunday reaffirmed support" in source
        assert "During a phone call, King Abdullah II" in source

    def test_more_shows_the_next_passages_each_time(self, chat: Chat) -> None:
        """Until there are none; each has a number of its own that /article opens."""
        chat.reply(QUESTION)
        first, second = chat.reply("tell me more"), chat.reply("more")
        assert "fused" not in first
        assert "began their offensive" not in first  # it was quoted already
        assert first != second
        number = re.findall(r"^\[(\d+)\]", second, re.M)[-1]
        assert "**" in chat.reply(f"/article {number}")
        replies = [chat.reply("more") for _ in range(10)]
        assert replies[-1] == "There are no more passages."

    def test_article_shows_the_whole_text_with_the_quote_marked(self, chat: Chat) -> None:
        """Every line of it."""
        chat.reply(QUESTION)
        shown = chat.reply("/article 1")
        assert "**The rebels began their offensive" in shown
        assert shown.startswith("An alliance of Syrian rebel factions")
        assert shown.endswith("ALSO READ: Starmer welcomes ceasefire deal")

    @pytest.mark.parametrize("line", ["/article", "/article x", "/article 99", "/article 0", "/nonsense", "/new now"])
    def test_a_command_that_cannot_be_done_says_what_can(self, chat: Chat, line: str) -> None:
        """The conversation goes on after it."""
        chat.reply(QUESTION)
        with pytest.raises(UsageError, match=r"/article 1|quote|/help"):
            chat.reply(line)

    def test_sources_lists_what_is_indexed(self, chat: Chat) -> None:
        """Every article, and with what it was indexed."""
        shown = chat.reply("/sources")
        assert shown.startswith("2 articles, ")
        assert "000_867d6c7f69fd9340.txt" in shown
        assert "003_73ac3ad962848e5c.txt" in shown

    def test_filters_hold_for_the_whole_conversation(self, engine: Engine) -> None:
        """And are said at the start."""
        chat = Chat(engine, Filters(since="2030-01-01"), Screen())
        assert "Only: since 2030-01-01." in chat.greeting()
        assert "without a date were left out" in chat.reply(QUESTION)
        assert "no article" in chat.reply("Who led the offensive?")

    def test_a_long_conversation_keeps_to_the_limits(self, engine: Engine) -> None:
        """Only so many turns are sent along as the engine takes."""
        chat = Chat(engine, Filters(), Screen())
        for _ in range(engine.settings.max_history_turns + 2):
            chat.reply("Why did the offensive start?")
        assert chat.reply(QUESTION)

    def test_what_is_no_question_changes_nothing(self, chat: Chat) -> None:
        """A "thanks" between two questions is not what the second leans on, nor what "source?" asks of."""
        chat.reply(QUESTION)
        before = chat.reply("source?")
        assert "no question" in chat.reply("thanks")
        assert chat.reply("source?") == before
        assert "understood as: Who led the offensive?" in chat.reply("Who led it?")

    @pytest.mark.slow
    def test_an_article_that_was_removed_is_not_shown(self, tmp_path: Path, engine: Engine, seeds_folder: Path) -> None:
        """Its quotes stay on the screen, its text is gone."""
        from index.indexer import index_paths, remove_articles

        with_own = Engine(Settings(data_dir=tmp_path / ".qa"), engine.embedder, engine.reader)
        where = with_own.settings.data_dir
        index_paths(where, [seeds_folder], engine.embedder, engine.splitter)
        chat = Chat(with_own, Filters(), Screen())
        chat.reply(QUESTION)
        with with_own.folder.reading() as store:
            assert store is not None
            ids = [record.id for record in store.articles()]
        remove_articles(where, ids, engine.embedder, engine.splitter)
        with pytest.raises(Exception, match="was removed"):
            chat.reply("/article 1")
        assert "Nothing is indexed" in chat.reply(QUESTION)
        with_own.close()


@pytest.mark.process
def test_a_script_is_answered_line_by_line(engine: Engine, tmp_path: Path) -> None:
    """Through a pipe: each line before its reply, errors shown, nothing read after `exit`."""
    script = f"{QUESTION}\n\nsource?\n/bogus\nWho led it?\n  EXIT  \nWhat was never asked?\n"
    done = qa("chat", "--data-dir", str(engine.settings.data_dir), cwd=tmp_path, stdin=script)
    assert done.returncode == 0
    assert f"> {QUESTION}\n\nNovember 27\n" in done.stdout
    assert "> source?\n\nconfidence" in done.stdout
    assert "understood as: " in done.stdout
    assert "never asked" not in done.stdout
    assert "error: There is no /bogus." in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_script_with_bytes_that_are_no_text_goes_on(
    engine: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be decoded is replaced, and the end of the input ends the chat."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe?\n/help\n")))
    assert main(["chat", "--data-dir", str(engine.settings.data_dir)]) == 0
    assert "forget what was asked" in capsys.readouterr().out


@pytest.mark.process
def test_an_empty_folder_says_what_to_do_and_the_chat_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Articles may come while the chat is open."""
    script = f"{QUESTION}\ntell me more\nsource?\n/sources\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(script)))
    assert main(["chat", "--model", "reader", "--data-dir", str(tmp_path / "none")]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("qa index") >= 3
    assert not shown.err


@pytest.fixture
def person(engine: Engine, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Someone who runs `qa` on the sample articles."""
    people: list[Person] = []

    def sits_down(*arguments: str) -> Person:
        people.append(Person(tmp_path, *arguments, "--data-dir", str(engine.settings.data_dir)))
        return people[-1]

    yield sits_down
    for one in people:
        one.close()


def test_a_person_edits_lines_looks_back_gives_up_and_leaves(person: Callable[..., Person]) -> None:
    """Line editing, history by arrow key, Ctrl-C for a line, Ctrl-D to leave; history is kept for the next time."""
    one = person("chat")
    assert "2 articles" in one.sees()
    one.types("When did the offensive stXrt?" + 3 * LEFT + BACKSPACE + "a\r")
    assert "November 27" in one.sees()
    one.types("half a line" + CTRL_C)
    assert "Ctrl-D or /quit leaves." in one.sees()
    one.types(UP + "\r")
    assert "November 27" in one.sees()
    one.types(CTRL_D)
    assert one.leaves() == 0

    again = person("chat")
    again.sees()
    again.types(UP + "\r")
    assert "November 27" in again.sees()
    again.types(QUESTION + "\r" + CTRL_C)
    again.sees()
    again.types("/quit\r")
    assert again.leaves() == 0


def test_in_a_terminal_an_answer_is_styled(person: Callable[..., Person]) -> None:
    """Bold answer, marked quote, on lines of at most 80 columns."""
    one = person("ask", QUESTION)
    shown = one.sees("Next: ")
    assert "│ The rebels began" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert one.leaves() == 0
