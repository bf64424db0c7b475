"""The page and its tail: what stands on a terminal while an answer is written."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qa_person import screen
from test_qa_show import ANSWERED, cite, text_of

from qa.answer import Answer, Provenance, Sentence, Unsupported, Written
from qa.events import Checked
from qa.screen import page, show
from qa.screen.page import NO_MORE, UNFINISHED, Page
from qa.screen.tail import Tail
from qa.screen.terminal import Screen, columns, put

WORDS = st.lists(st.text(st.sampled_from("abc déñ新聞"), min_size=1, max_size=30), min_size=1, max_size=8).map(" ".join)
WIDE = Screen(width=80, styled=True)
FIRST = Checked("It broke on 3 May.", (cite("It broke on 3 May, at night.", "3 May"),))
SECOND = Checked("The mayor resigned on Monday.", (cite("The mayor resigned on Monday.", "Monday", n=2),))
GONE = Checked("Nobody drowned.", (), "no quote supports it")
WRITTEN = Answer(
    question="What happened?",
    understood_as=None,
    status="answered",
    answer=f"{FIRST.text} {SECOND.text}",
    sentences=(Sentence(0, 18, (1,)), Sentence(19, 48, (2,))),
    confidence=None,
    citations=(*FIRST.citations, *SECOND.citations),
    alternatives=(),
    nearest=(),
    unsupported=(Unsupported(GONE.text, "no quote supports it"),),
    reason=None,
    message=None,
    undated_left_out=0,
    written=Written(100, 20, "stop", 2, 0),
    provenance=Provenance("ollama/llama3.2", "sha256:0", "1@0"),
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def sits_down(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make stdout and stderr one terminal; within a test, since each phase of one has its own stdout."""
    both = Terminal()
    monkeypatch.setattr(sys, "stdout", both)
    monkeypatch.setattr(sys, "stderr", both)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return both


def shown(terminal: Terminal) -> str:
    """Return what stands on the terminal."""
    return screen(terminal.getvalue())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abc ", max_size=40), st.lists(st.lists(st.text("xyz", max_size=30), max_size=4), max_size=6))
def test_a_tail_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, text: str, tails: list[list[str]]) -> None:
    """Whatever is shown under the text, once it is cleared the text alone is there, and goes on where it ended."""
    terminal = sits_down(monkeypatch)
    tail = Tail()
    put(f"above\n{text}")
    for lines in tails:
        tail.draw(lines, len(text))
        expected = "\n".join([f"above\n{text}", *lines] if text else ["above", *(lines or [""])])
        assert shown(terminal) == "\n".join(line.rstrip() for line in expected.split("\n"))
    tail.clear()
    put("!")
    assert shown(terminal) == f"above\n{text}!"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=6), st.integers(20, 60), st.booleans())
def test_a_paragraph_that_grows_stands_as_if_it_were_printed_whole(
    monkeypatch: pytest.MonkeyPatch, texts: list[str], width: int, draft: bool
) -> None:
    """Sentence by sentence, with drafts shown and taken away between them."""
    terminal = sits_down(monkeypatch)
    laid_out = Screen(width=width, styled=True)
    one = Page(laid_out, draft)
    for n, text in enumerate(texts, 1):
        one.drafted(f"{text}. [{n}] ")
        one.checked(Checked(text, (cite("The dam was old.", n=n),)))
    whole = show.sentences(laid_out, [(text, (n,)) for n, text in enumerate(texts, 1)])
    one.rest(WRITTEN, text_of)
    assert shown(terminal).partition("\nWhat stands")[0] == screen(whole)
    assert all(columns(line) <= width for line in whole.split("\n"))


def test_each_sentence_stands_with_the_numbers_of_its_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it has passed; one that was taken out never does."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE)
    one.checked(FIRST)
    assert shown(terminal) == "It broke on 3 May. [1]"
    one.checked(GONE)
    one.checked(SECOND)
    assert shown(terminal) == "It broke on 3 May. [1] The mayor resigned on Monday. [2]"


def test_sentences_on_the_screen_are_not_printed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is still to be shown begins with how firmly they stand."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE)
    one.checked(FIRST)
    one.checked(SECOND)
    rest = screen(one.rest(WRITTEN, text_of))
    assert shown(terminal).endswith("[2]\n")
    assert rest.startswith("quoted exactly · values checked · in 1 article\n\n[1]   The dam was old.\n")
    assert rest.endswith("taken out\n  Nobody drowned. (no quote supports it)")


def test_an_answer_that_is_not_what_was_shown_is_printed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said that what stands above counts no more."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE)
    one.checked(SECOND)
    rest = screen(one.rest(WRITTEN, text_of))
    assert f"\n{NO_MORE}\n" in shown(terminal)
    assert rest.startswith(f"{FIRST.text} {SECOND.text}\nquoted exactly")


def test_where_the_reader_answers_instead_it_is_said_before_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What had passed counts no more."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE)
    one.checked(FIRST)
    one.gave_up("The server broke off.")
    told = "The server broke off. What stands above counts no more."
    assert " ".join(shown(terminal).split()) == f"It broke on 3 May. [1] {told}"
    assert screen(one.rest(ANSWERED, text_of)).startswith("3 May\nconfidence 97 % · quoted exactly · in 1 article")


def test_how_a_follow_up_was_understood_is_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the answer comes, and not with it again."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE)
    one.understood("When did the dam break?")
    assert shown(terminal) == "understood as: When did the dam break?\n\n"
    assert "understood" not in one.rest(replace(ANSWERED, understood_as="When did the dam break?"), text_of)


def test_a_draft_is_replaced_by_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands under what has passed, dimmed, and goes with its sentence."""
    terminal = sits_down(monkeypatch)
    one = Page(WIDE, draft=True)
    one.drafted("It broke on ")
    one.drafted("3 May [1]. Nobody")
    assert shown(terminal) == "It broke on 3 May. Nobody"
    assert "\x1b[2mIt broke on" in terminal.getvalue()
    one.checked(FIRST)
    assert shown(terminal) == "It broke on 3 May. [1]\nNobody"
    one.drafted(" drowned. The")
    one.checked(GONE)
    assert shown(terminal) == "It broke on 3 May. [1]\nThe"
    one.rest(WRITTEN, text_of)
    assert "The" not in shown(terminal).split("[1]")[1]


def test_a_pipe_is_given_nothing_before_the_answer_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Then exactly what the answer shows, without numbers in it, whatever was asked for."""
    one = Page(Screen(), draft=True)
    one.understood("What happened?")
    one.drafted("It broke. ")
    one.checked(FIRST)
    one.checked(SECOND)
    assert one.rest(WRITTEN, text_of) == show.answer(Screen(), WRITTEN, text_of)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("error", [asyncio.CancelledError, KeyboardInterrupt, RuntimeError])
def test_an_answer_that_is_broken_off_is_seen_to_be_unfinished(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], BaseException]
) -> None:
    """Whatever broke it off."""
    terminal = sits_down(monkeypatch)

    async def breaks_off() -> None:
        one = Page(WIDE)
        with one.waiting():
            one.checked(FIRST)
            raise error()

    with pytest.raises(BaseException):  # noqa: B017, PT011 - each of three
        asyncio.run(breaks_off())
    assert shown(terminal) == f"It broke on 3 May. [1]\n{UNFINISHED}\n"


def test_a_spinner_says_what_is_waited_for_and_goes_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the text where there is some."""
    terminal = sits_down(monkeypatch)
    monkeypatch.setattr(page, "TICK", 0.001)

    async def waits() -> list[str]:
        seen = []
        one = Page(WIDE)
        with one.waiting():
            for what, sentence in (("llama3.2 reads 8 passages", FIRST), ("llama3.2 writes", SECOND)):
                one.waits(what)
                while what not in shown(terminal):  # noqa: ASYNC110 - what is waited for is what is printed
                    await asyncio.sleep(0.001)
                seen.append(shown(terminal))
                one.checked(sentence)
        return seen

    first, second = asyncio.run(waits())
    assert first[0] in page.FRAMES
    assert first[1:] == " llama3.2 reads 8 passages…"
    assert second.startswith("It broke on 3 May. [1]\n")
    assert second.endswith(" llama3.2 writes…")
    assert shown(terminal) == "It broke on 3 May. [1] The mayor resigned on Monday. [2]"


def test_a_dumb_terminal_gets_no_spinner_and_no_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be taken back is not shown; sentences are."""
    terminal = sits_down(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(page, "TICK", 0.0)

    async def waits() -> None:
        one = Page(Screen.of(sys.stdout), draft=True)
        with one.waiting():
            one.waits("llama3.2 writes")
            one.drafted("It broke")
            await asyncio.sleep(0.01)
            one.checked(FIRST)

    asyncio.run(waits())
    assert terminal.getvalue() == "It broke on 3 May. [1]"
