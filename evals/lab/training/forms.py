"""Forms: a question as people also type it: in small letters without a mark, as keywords, with a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random

from evals.lab.training.examples import Example
from evals.lab.training.rows import WORD
from qa.text.wording import is_content

FORMS_SHARE = 0.3
"""Share of the groups of questions that are asked in another form."""


def small(question: str, rng: Random) -> str:
    """Return the question in small letters and without its mark."""
    del rng
    return question.lower().rstrip(" ?")


def keywords(question: str, rng: Random) -> str:
    """Return what it asks for (who, when) and the words that say something; the question where fewer than two do."""
    words = [word.group() for word in WORD.finditer(question)]
    kept = [word for word in words[1:] if is_content(word.lower())]
    asking = words[:1] if rng.random() < 0.5 else []
    return " ".join([*asking, *kept]).lower() if len(kept) > 1 else question


def slip(question: str, rng: Random) -> str:
    """Return the question with two letters of one of its longer words exchanged, or one left out."""
    places = [word.span() for word in WORD.finditer(question) if len(word.group()) > 4]
    if not places:
        return question
    start, end = rng.choice(places)
    at = rng.randrange(start + 1, end - 2)
    middle = question[at + 1] + question[at] if rng.random() < 0.5 else question[at + 1]
    return question[:at] + middle + question[at + 2 :]


FORMS: tuple[Callable[[str, Random], str], ...] = (small, small, keywords, slip)


def in_forms(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """Yield the examples, the questions of a share of the groups in another form, all of one group in the same.

    Small letters keep every word where it is; where a part of the question is known to be wrong, no other form is used.
    """
    rng = Random(seed)
    group, form = None, None
    for example in examples:
        if example.group != group:
            group, form = example.group, rng.choice(FORMS) if rng.random() < FORMS_SHARE else None
        if form is None or example.kind == "claim":
            yield example
        elif example.changed:
            yield replace(example, question=_lowered(example.question))
        else:
            yield replace(example, question=form(example.question, rng))


def _lowered(text: str) -> str:
    """Return it in small letters, each in its place."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
