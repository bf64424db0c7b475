"""Asking live: a question in the terminal, its answer shown while it is made."""

from __future__ import annotations

import sys
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import DatelineError, StoreError
from qa.answer import Answer
from qa.events import Answered, Checked, Drafted, Event, GaveUp, Proposed, Retrieved, Rewritten, Waits
from qa.kept.answers import Answers
from qa.question import Question
from qa.screen.page import Page
from qa.screen.terminal import Screen, say

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.llm.models import Chosen
    from qa.remote.client import Choice, Remote


@dataclass(frozen=True)
class Shown:
    """An answer that is shown but for its rest.

    Attributes:
        answer: the answer.
        events: what happened on the way to it.
        rest: what is not on the screen yet; in a pipe, all.
    """

    answer: Answer
    events: tuple[Event, ...]
    rest: str


class Live:
    """Asks the questions of one conversation.

    Args:
        engine: what answers.
        screen: what answers are laid out for.
        draft: whether what a language model writes is shown as it comes, unchecked.
        alone: whether one question is asked and no more: what `auto` chooses is told only where that is news.
    """

    def __init__(self, engine: Engine | Remote, screen: Screen, draft: bool = False, alone: bool = False) -> None:
        self._engine, self._screen, self._draft, self._alone = engine, screen, draft, alone
        self._answers = Answers(engine.settings.data_dir, engine.settings.keep_answers)
        self._told: str | None = None

    async def choose(self, model: str | None) -> Chosen | Choice:
        """Return what answers a question that names this model, or none; what `auto` chose is told where it is new.

        Raises:
            UsageError: the name is none.
            ModelError: the model cannot be had.
        """
        chosen = await self.choice(model)
        if chosen.why != self._told and not (self._alone and chosen.usual):
            self._told = chosen.why
            if chosen.why:
                say(Screen.of(sys.stderr).line(chosen.why, "dim"), error=True)
        return chosen

    async def choice(self, model: str | None) -> Chosen | Choice:
        """As `choose`, without telling."""
        return await self._engine.choose(model)

    async def ask(self, question: Question) -> Shown:
        """Answer a question. Cancelling gives up what a model writes, and shows that what stands there is not whole.

        Raises:
            DatelineError: as `Engine.ask` does.
        """
        told = self._told
        chosen = await self.choose(question.model)
        if self._told != told and self._told and sys.stderr.isatty():
            say(error=True)
        page, seen = Page(self._screen, self._draft), list[Event]()
        with page.waiting():
            async with aclosing(self._engine.events(question)) as events:
                name = _short(chosen)
                if name and question.history:
                    page.waits(f"{name} reads the question")
                async for event in events:
                    seen.append(event)
                    match event:
                        case Rewritten() if event.question.casefold() != question.question.casefold():
                            page.understood(event.question)
                        case Retrieved() if name:
                            page.waits(f"{name} is asked")
                        case Proposed():
                            page.proposed(event)
                        case Waits():
                            page.waits(f"{name} {_awaited(event)}")
                        case Drafted():
                            page.waits(f"{name} writes")
                            page.drafted(event.text)
                        case Checked():
                            page.checked(event)
                        case GaveUp():
                            name = ""
                            page.gave_up(event.why)
        if not seen or not isinstance(seen[-1], Answered):
            raise DatelineError("The question was given up before it was answered. Ask again.")
        answer = seen[-1].answer
        with suppress(StoreError):  # a folder that may only be read keeps nothing, and answers all the same
            self._answers.keep(answer, question)
        return Shown(answer, tuple(seen), page.rest(answer, self._engine.text_of))


def _awaited(event: Waits) -> str:
    """Return what a language model does until its first word, and how long that takes."""
    work = f"judges “{event.judges}”" if event.judges else f"reads {event.tokens:,} tokens"
    load = "is loaded, then " if event.loads else ""
    return load + work + (f", about {event.seconds:.0f} s" if event.seconds is not None and event.seconds >= 1 else "")


def _short(chosen: Chosen | Choice) -> str:
    """Return the name of a language model without its server, or "" for the reader, which is not waited for."""
    name = chosen.model.name if chosen.model else ""
    return name.partition("/")[2] or name
