"""What happens on the way to an answer, as `Engine.events` yields it. The last event is always `Answered`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.answer import Answer, Citation

if TYPE_CHECKING:  # they take long to import, and who shows an answer needs none of them
    from qa.check.curve import Signs
    from qa.llm.protocol import Wait
    from qa.read.spans import Value
    from qa.search import Hit


@dataclass(frozen=True)
class Rewritten:
    """Event: the standalone question that a follow-up was understood as; only where it differs from what was asked.

    Attributes:
        question: the standalone question.
    """

    question: str


@dataclass(frozen=True)
class Retrieved:
    """Event: the passages that are read, or shown to the language model, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Read:
    """Event: the values that the embedded reader found, surest first, each with its spans."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class Proposed:
    """Event: what the embedded reader would answer, told before a language model has written anything.

    Attributes:
        answer: the value, in words of an article.
        confidence: of the reader, 0 to 1.
        citations: its quotes, numbered by themselves.
    """

    answer: str
    confidence: float | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Waits:
    """Event: the language model was asked, and what is waited for until its first word.

    Attributes:
        tokens: that it has to read, about.
        seconds: that reading them is foretold to take, at the pace of its last answers; None before the first one.
        loads: whether its server loads it first.
        judges: the value of which it is asked whether its sentence answers; None where it writes.
    """

    tokens: int
    seconds: float | None
    loads: bool
    judges: str | None = None

    @classmethod
    def of(cls, wait: Wait, judges: str | None = None) -> Waits:
        """Return the event of a wait."""
        return cls(wait.tokens, round(wait.seconds, 1) if wait.seconds is not None else None, wait.loads, judges)


@dataclass(frozen=True)
class Drafted:
    """Event: a piece of what the language model writes, as it comes and unchecked.

    Attributes:
        text: the piece.
    """

    text: str


@dataclass(frozen=True)
class Checked:
    """Event: a sentence of the language model, held to the text.

    Attributes:
        text: the sentence, without citation numbers.
        citations: its quotes, numbered as in the answer; empty where it was taken out.
        why: why it was taken out, or None where it stands.
    """

    text: str
    citations: tuple[Citation, ...]
    why: str | None = None


INSTEAD = "The embedded reader answers instead."


@dataclass(frozen=True)
class GaveUp:
    """Event: the language model failed, or what it wrote does not stand; sentences that passed before count no more.

    Attributes:
        why: what happened, and that the embedded reader answers instead where it does.
    """

    why: str


@dataclass(frozen=True)
class Answered:
    """Event: the answer.

    Attributes:
        answer: it.
        signs: what tells of its being right, where sentences of a language model stand.
    """

    answer: Answer
    signs: Signs | None = None


Event = Rewritten | Retrieved | Read | Proposed | Waits | Drafted | Checked | GaveUp | Answered
