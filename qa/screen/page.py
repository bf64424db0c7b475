"""The page: what is on the terminal of one answer while a language model writes it.

Each sentence is put to the paragraph once it has passed. Under it stands, until the next one comes, what is waited for,
or the draft. A screen that is no terminal is given nothing before the answer is whole.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.answer import Answer
from qa.events import Checked, Proposed
from qa.llm.sentences import Drafting
from qa.screen import show
from qa.screen.tail import Tail
from qa.screen.terminal import Piece, Screen, columns, moves, put, say

if TYPE_CHECKING:
    from index.catalogue import TextOf

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TICK = 0.1
"""Seconds between two frames of the spinner."""
LONG = 5
"""Seconds of waiting from which on they are told."""
DRAFT_ROWS = 8
"""Rows that the end of a draft takes at most."""

UNFINISHED = "broken off here: this is not the whole answer"
NO_MORE = "What stands above counts no more."


class Page:
    """One answer on a screen.

    Args:
        screen: what it is laid out for.
        draft: whether what is written is shown as it comes, unchecked.
    """

    def __init__(self, screen: Screen, draft: bool = False) -> None:
        self._screen = screen
        self._live = screen.width is not None
        self._draft = draft and self._live and moves(sys.stdout)
        self._drafting = Drafting()
        self._unchecked: list[str] = []
        self._sentences: list[tuple[str, tuple[int, ...]]] = []
        self._text = ""
        self._understood = False
        self._tail = Tail()
        self._waits, self._since = "", 0.0

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Keep the spinner turning, on stderr where that is a terminal; whatever happens, nothing of it is left."""
        ticking = asyncio.ensure_future(self._tick()) if moves(sys.stderr) else None
        try:
            yield
        except BaseException:
            self._broken_off()
            raise
        finally:
            if ticking:
                ticking.cancel()
            self._tail.clear()

    def waits(self, what: str) -> None:
        """Say what is waited for from now on."""
        if what != self._waits:
            self._waits, self._since = what, time.monotonic()

    def understood(self, question: str) -> None:
        """Show how a follow-up was understood."""
        if self._live:
            self._tail.clear()
            say(show.understood(self._screen, question) + "\n")
            self._understood = True

    def proposed(self, event: Proposed) -> None:
        """Show what the embedded reader finds, while the language model is waited for."""
        if self._live:
            self._tail.clear()
            say(show.proposal(self._screen, event) + "\n")

    def drafted(self, piece: str) -> None:
        """Show a piece of the draft."""
        self._unchecked += [draft.text for draft in self._drafting.add(piece)]
        self._show_draft()

    def checked(self, sentence: Checked) -> None:
        """Put a sentence to the text that has passed; either way its draft goes."""
        self._unchecked = self._unchecked[1:]
        if sentence.why is None and self._live:
            self._tail.clear()
            self._sentences.append((sentence.text, tuple(quote.n for quote in sentence.citations)))
            text = show.sentences(self._screen, self._sentences)
            put(text.removeprefix(self._text))
            self._text = text
        self._show_draft()

    def gave_up(self, why: str) -> None:
        """Say that what was written counts no more, and why."""
        self._tail.clear()
        self._ends(f"{why} {NO_MORE}" if self._text else why)

    def rest(self, answer: Answer, text_of: TextOf) -> str:
        """Return what is still to be shown of the answer."""
        self._tail.clear()
        if self._sentences and self._sentences == _sentences(answer):
            put("\n")
            return show.below(self._screen, answer, text_of)
        if self._text:
            self._ends(NO_MORE)
        return show.answer(self._screen, answer, text_of, understood_as=not self._understood)

    def _ends(self, line: str) -> None:
        """End the text with a line under it, or say it on stderr where there is none, and begin anew."""
        there = bool(self._text)
        on = self._screen if there else Screen.of(sys.stderr)
        put("\n" if there else "")
        self._sentences, self._text = [], ""
        say(on.block([Piece(line, "dim")]) + ("\n" if on.width else ""), error=not there)

    def _broken_off(self) -> None:
        self._tail.clear()
        if self._text:
            put("\n")
            say(self._screen.paint(UNFINISHED, "dim"))

    def _show_draft(self) -> None:
        if self._draft:
            text = " ".join([*self._unchecked, self._drafting.pending])
            lines = self._screen.block([Piece(text, "dim")]).split("\n")[-DRAFT_ROWS:]
            self._tail.draw(lines if text.strip() else [], self._column())

    def _column(self) -> int:
        return columns(self._text.rpartition("\n")[2])

    async def _tick(self) -> None:
        """Show what is waited for, unless the draft shows that it goes on."""
        turn = 0
        while True:
            await asyncio.sleep(TICK)
            if self._waits and not (self._draft and (self._unchecked or self._drafting.pending)):
                waited = time.monotonic() - self._since
                told = f"{self._waits}… {waited:.0f} s" if waited > LONG else f"{self._waits}…"
                on = Screen.of(sys.stderr)
                line = on.paint(f"{FRAMES[turn % len(FRAMES)]} {told}"[: (on.width or 80) - 1], "dim")
                self._tail.draw([line], self._column(), error=True)
                turn += 1


def _sentences(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    text = answer.answer or ""
    return [(text[sentence.start : sentence.end], sentence.citations) for sentence in answer.sentences]
