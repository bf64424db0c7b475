"""The chat: question after question in a terminal, or line by line from a pipe.

`Chat` turns a line into what to show, and remembers what was asked; `converse` reads lines and prints. What a follow-up
means is the engine's affair: it is given the history and says how it understood the question.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.catalogue import Summary
from index.disk import keep_private
from index.errors import DatelineError, UsageError
from index.filters import Filters
from index.waiting import wait_for
from qa.answer import Answer, Citation
from qa.found import Found
from qa.question import Question, Turn
from qa.screen import listing, quotes, show
from qa.screen.live import Live
from qa.screen.remarks import remark
from qa.screen.terminal import Piece, Screen, clean, say
from qa.shipped import READERS

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.remote.client import Remote

HELP = """\
Ask a question; a follow-up may lean on the one before ("who led it?").
  source?  are you sure?   the last quotes, in more of their text
  tell me more             the next passages near the last question
  /article N               the whole article of quote N, the quote marked
  /sources                 what is indexed
  /model                   what answers; /model reader, /model NAME change it
  /new                     forget what was asked
  /help                    this
  /quit  exit  Ctrl-D      leave; Ctrl-C gives up a line or a question"""

LEAVE = frozenset({"exit", "quit", "/exit", "/quit"})
_WIDER = 3
"""Sentences on each side of a quote where its source is asked for."""
_MORE = 3
"""Passages that "tell me more" shows at a time."""


class Chat:
    """One conversation.

    Args:
        engine: what answers.
        filters: which articles may answer, for the whole conversation.
        screen: what replies are laid out for.
        draft: whether what a language model writes is shown as it comes, unchecked.
    """

    def __init__(self, engine: Engine | Remote, filters: Filters, screen: Screen, draft: bool = False) -> None:
        self._engine, self._filters, self._screen = engine, filters, screen
        self._live = Live(engine, screen, draft)
        self._model: str | None = None
        self._told_weak = False
        self._forget()

    def _forget(self) -> None:
        self._history: list[Turn] = []
        self._last: Answer | None = None
        self._numbered: list[Citation | Found] = []

    def reply(self, line: str) -> str:
        """Return what to show for a line, or in a terminal what is not shown yet.

        Raises:
            DatelineError: the conversation can go on after one.
        """
        line = " ".join(line.split())
        if line.startswith("/"):
            return self._command(*line.split())
        match remark(line):
            case "source":
                return self._sources_of_last()
            case "more":
                return self._more_of_last()
        return self._ask(line)

    def greeting(self) -> str:
        """Return what to show at the start."""
        return "\n".join(self._screen.line(line, "dim") for line in [listing.indexed(self._summary()), *self._held()])

    def _ask(self, line: str) -> str:
        settings = self._engine.settings
        history = tuple(self._history[-settings.max_history_turns :])
        shown = wait_for(self._live.ask(Question(line, history=history, filters=self._filters, model=self._model)))
        answer = shown.answer
        if answer.reason == "not_a_question":  # a "thanks" between two questions: the second leans on the first
            return shown.rest
        asked, most = answer.understood_as or answer.question, settings.max_turn_chars
        self._history.append(Turn(asked[:most], (answer.answer or "")[:most]))
        self._last, self._numbered = answer, [*show.quoted(answer)]
        weak = "" if self._told_weak else show.weak(answer)
        self._told_weak = self._told_weak or bool(weak)
        return "\n\n".join(filter(None, (shown.rest, self._screen.line(weak, "dim") if weak else "")))

    def _sources_of_last(self) -> str:
        if self._last is None:
            return "Nothing has been asked yet."
        quoted = self._last.citations or show.quoted(self._last)
        blocks = quotes.blocks(self._screen, quoted, self._engine.text_of, sentences=_WIDER)
        head = show.standing(self._last) if self._last.answer else "Nothing was answered. The nearest passages were:"
        return "\n\n".join([self._screen.line(head, "dim"), *blocks])

    def _more_of_last(self) -> str:
        if self._last is None:
            return "Nothing has been asked yet."
        asked = self._last.understood_as or self._last.question
        most = self._engine.settings.candidates + len(self._numbered)
        found = self._engine.found(asked, self._filters, most)
        new = [one for one in found if not any(_quoted(one, quote) for quote in self._numbered)][:_MORE]
        if not new:
            return "There are no more passages."
        passages = [replace(one, n=n) for n, one in enumerate(new, len(self._numbered) + 1)]
        self._numbered += passages
        return quotes.passages(self._screen, passages)

    def _command(self, name: str, *rest: str) -> str:
        match name, rest:
            case "/help", ():
                return HELP
            case "/new", ():
                self._forget()
                return "Forgotten: the next question stands alone."
            case "/model", ():
                return self._answering(self._model)
            case "/model", (name,):
                told = self._answering(name)
                self._model = name
                return told
            case "/sources", ():
                return listing.summary(self._screen, self._summary(listed=None), *self._held())
            case "/article", (number,) if number.isdecimal():
                return self._article(int(number))
            case "/article", _:
                raise UsageError("Give the number of a quote, as in /article 1.")
        given = " ".join([name, *rest])
        raise UsageError(f"There is no {given}. There are /article N, /sources, /model, /new, /help and /quit.")

    def tell_model(self) -> None:
        """Say what answers where `auto` chose it. Raises ModelError where it cannot be had."""
        wait_for(self._live.choose(self._model))

    def _answering(self, model: str | None) -> str:
        """Return what answers where this model is named, or none. Raises UsageError, ModelError."""
        chosen = wait_for(self._live.choice(model))
        told = f"{chosen.model.name} answers." if chosen.model else "The embedded reader answers."
        return self._screen.block([Piece(told), Piece(f" {chosen.why.rstrip('.')}." if chosen.why else "", "dim")])

    def _article(self, number: int) -> str:
        quote = next((one for one in self._numbered if one.n == number), None)
        if quote is None:
            raise UsageError(f"There is no quote {number}: {len(self._numbered)} are shown.")
        text, start, end = self._engine.text_of(quote.article_id), quote.start_char_index, quote.end_char_index
        if isinstance(quote, Citation) and quote.part == "title":  # nothing of its text is marked
            start = end = 0
        elif text is not None and text[start:end] != quote.cited_text:
            text = None
        if text is None:
            raise DatelineError("The article has changed since, or was removed: ask again.")
        return quotes.article(self._screen, text, start, end)

    def _summary(self, listed: int | None = 0) -> Summary:
        return Summary.of(self._engine.folder, READERS[self._engine.settings.reader].name, listed)

    def _held(self) -> list[str]:
        """Return a line that says what the conversation is held to, if anything."""
        held = {name.replace("_", " "): value for name, value in vars(self._filters).items() if value}
        told = [f"{name} {value if isinstance(value, str) else ', '.join(value)}" for name, value in held.items()]
        return [f"Only: {'; '.join(told)}."] if told else []


def converse(engine: Engine | Remote, filters: Filters, draft: bool = False) -> None:
    """Read lines and print replies until the end of the input, or a line that says to leave."""
    screen = Screen.of(sys.stdout)
    chat = Chat(engine, filters, screen, draft)
    say(chat.greeting())
    try:
        chat.tell_model()
    except DatelineError as error:  # it may come while the chat is open, and /model takes another
        say(Screen.of(sys.stderr).line(f"error: {error}"), error=True)
    say(screen.paint("Ask a question; /help says what else there is.", "dim"))
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    for line in _prompted(engine) if interactive else _piped():
        if line.strip().lower() in LEAVE:
            return
        if not line.strip():
            continue
        try:
            say()
            say(chat.reply(line) + "\n")
        except (DatelineError, OSError) as error:
            say(Screen.of(sys.stderr).line(f"error: {error}") + "\n", error=True)
        except KeyboardInterrupt:
            if not interactive:
                raise
            say("given up\n", error=True)


def _prompted(engine: Engine | Remote) -> Iterator[str]:
    """Yield lines typed with line editing, their history kept in the data folder where that can be written."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    folder = engine.folder.path
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    history: History = InMemoryHistory()
    if writable:
        (folder / "chat_history").touch()
        keep_private(folder / "chat_history")
        history = FileHistory(str(folder / "chat_history"))
    session: PromptSession[str] = PromptSession(history=history)
    while True:
        try:
            yield session.prompt("> ")
        except KeyboardInterrupt:
            say("Ctrl-D or /quit leaves.", error=True)
        except EOFError:
            return


def _piped() -> Iterator[str]:
    """Yield lines from a pipe or file, each printed before its reply."""
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        say(f"> {clean(line.strip())}")
        yield line


def _quoted(found: Found, quote: Citation | Found) -> bool:
    """Whether some of a passage was quoted, there or word for word."""
    if quote.article_id == found.article_id:
        return quote.start_char_index < found.end_char_index and found.start_char_index < quote.end_char_index
    return quote.cited_text in found.cited_text
