"""Rewriting: a follow-up made to stand alone by the language model.

What the model writes is a draft here too. It is thrown away, and the rules of `qa/understand/followup.py` do what they
can, where it says what nobody said: a name, date or number that is neither in the question nor in the history; where it
puts in nothing that was said before; and where it is no question, or another one than was asked: of another kind (who,
when, …), without the names, numbers or most of the words of the follow-up, in another language. Whether a pronoun was
resolved to the right one of two names is not checked: how a question was understood is shown, so that one can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

from index.errors import PromptTooLongError
from index.words import AUXILIARIES, STOP_WORDS
from qa.llm.protocol import LanguageModel, Message, Usage
from qa.llm.sentences import visible
from qa.question import Turn
from qa.text.facts import Background, facts, missing
from qa.text.wording import stem
from qa.understand.followup import leaning
from qa.understand.kind import asks
from qa.understand.variant import WH
from qa.write import prompt

RECENT = 5
"""Turns that are shown to the model, the last ones."""
MOST_TOKENS = 80
"""Tokens that a rewritten question may take."""
ADDED = 200
"""Characters that a rewritten question may be longer than what was asked."""
ENOUGH = 3
"""Words that tell what is asked, in a question that stands alone; "How did Turkey react?" has two."""
_ANSWER = 400
"""Characters that are shown of an earlier answer."""

_OPENING = re.compile(r"^\W*(?:(?:and|but|so|then|also|please|ok|okay|well|now)\b[\s,]*)+", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\b", re.I)
_PREPOSITION = r"(?:(?:in|on|at|by|to|from|for|of|with|since|until|after|before|under)\s+)?"
_AUXILIARY = re.compile(rf"(?:{'|'.join(sorted(AUXILIARIES))})(?:n['’]t)?\b", re.I)
_WH = re.compile(rf"\b{WH}\b", re.I)
_SAME = {"whom": "who", "whose": "who", "which": "what"}
_ASKING = re.compile(rf"{_PREPOSITION}(?:{_WH.pattern}|{_AUXILIARY.pattern})", re.I)
_LABEL = re.compile(
    r"^\W*(?:(?:the|my|a) )?(?:(?:rewritten|standalone|last|new) )?(?:question|rewritten)(?: is)?\s*:", re.I
)
_ENDED = re.compile(r"\?\s|\n")
_REFERRING = re.compile(r"\b(?:the|that|this|those|these)(?: same)? \w+", re.I)
"""What may stand for a name, so that the name stands in its place: "the group", "that day"."""
_AROUND = " \t\"'“”‘’«»`*_>#-•"


async def standalone(model: LanguageModel, question: str, history: Sequence[Turn]) -> str | None:
    """Return the standalone form of a follow-up, or None where it needs none or the model gave none that can be taken.

    A question that says whom and what it is about is not given to the model: it would be waited for, to no end.

    Args:
        model: what rewrites.
        question: as asked.
        history: what came before, oldest first.

    Raises:
        ModelError: the model failed.
    """
    if not history or stands_alone(question):
        return None
    recent = [replace(turn, answer=turn.answer[:_ANSWER]) for turn in history[-RECENT:]]
    while recent:
        try:
            reply = await _reply(model, prompt.rewriting(question, recent))
        except PromptTooLongError:
            recent = recent[1:]
            continue
        return accept(reply, question, history)
    return None


def stands_alone(question: str) -> bool:
    """Return whether a question is whole without what came before, as far as its words tell."""
    if leaning(question) or _OPENING.match(question) or _kind(question) is None:
        return False
    return len(_telling(question)) >= ENOUGH and any(fact.kind == "name" for fact in facts(question))


def accept(reply: str, question: str, history: Sequence[Turn]) -> str | None:
    """Return the question in a model's reply that asks what `question` asks, or None where that is not in it."""
    rewritten = _question_in(reply, question)
    if not rewritten or len(rewritten) > len(question) + ADDED or asks(rewritten).refusal in _NO_QUESTION:
        return None
    if leaning(rewritten) or _key(rewritten) == _key(question) or not _asks_the_same(rewritten, question, history):
        return None
    said = [question, *(text for turn in history for text in (turn.question, turn.answer) if text)]
    if not _added(rewritten, question) & {word for text in said[1:] for word in _telling(text)}:
        return None
    background = Background(said)
    if missing(rewritten, said, background) or missing(question, [rewritten], background):
        return None
    return rewritten


_NO_QUESTION = ("language", "not_a_question")


async def _reply(model: LanguageModel, messages: Sequence[Message]) -> str:
    """Return what the model writes until its first question or line ends; "" where it was cut off before."""
    text = ""
    async with aclosing(model.chat(messages, MOST_TOKENS)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Usage):
                return text if piece.finished == "stop" else ""
            text += piece.text
            if _ENDED.search(_LABEL.sub("", text).lstrip()):
                return text
    return text


def _question_in(reply: str, question: str) -> str | None:
    """Return the first line of a reply up to its question mark, without label and quotation marks."""
    lines = [line.strip(_AROUND) for line in _LABEL.sub("", visible(reply).strip()).splitlines()]
    line = " ".join(_LABEL.sub("", next(filter(None, lines), "")).split())
    asked, mark, _ = line.partition("?")
    asked = asked.strip(_AROUND + ".!")
    if not asked or not (mark or _ASKING.match(asked) or _same_order(asked, question)):
        return None
    return asked[:1].upper() + asked[1:] + ("?" if mark or _kind(asked) else ".")


def _asks_the_same(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    kind, now = _kind(question), _kind(rewritten)
    if kind not in (None, now) or (now is None and not _same_order(rewritten, question)):
        return False
    words = _telling(_REFERRING.sub("", question))
    kept = sum(any(_alike(word, other) for other in _telling(rewritten)) for word in words)
    if _key(rewritten) in {_key(turn.question) for turn in history}:  # an echo, unless it was asked once more
        return bool(words) and kept == len(words)
    return 2 * kept >= len(words)


def _alike(word: str, other: str) -> bool:
    """Whether two words are forms of one: "killed", "killings"; "leads", "leading"."""
    return word[:5] == other[:5] or stem(word) == stem(other)


def _added(rewritten: str, question: str) -> set[str]:
    """Return the words that a rewrite puts in; where none was said before, it only says the same in other words."""
    return set(_telling(rewritten)) - set(_telling(question))


def _same_order(rewritten: str, question: str) -> bool:
    """Whether both begin alike: "Describe that group" asks without a question word."""
    return _key(rewritten).split()[:1] == _key(_OPENING.sub("", question)).split()[:1]


def _kind(question: str) -> str | None:
    """Return what kind of question it is: its question word, "whether", or None where it has none of its own."""
    text = _OPENING.sub("", question).strip()
    if _ABOUT.match(text):
        return None
    if _AUXILIARY.match(text):
        return "whether"
    found = _WH.search(text)
    return _SAME.get(found.group().lower(), found.group().lower()) if found else None


def _telling(question: str) -> list[str]:
    """Return the words of a question that say what it is about."""
    return [word for word in re.findall(r"[^\W_]+", question.lower()) if word not in STOP_WORDS]


def _key(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
