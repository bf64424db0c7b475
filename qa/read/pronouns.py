"""What a pronoun stands for: the subject of the sentences before it in its paragraph, where it is of the right kind.

By form alone: he and she stand for a person's name, it for that of a thing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.sentences import Bounds
from index.words import AUXILIARIES

_NAME = r"[A-Z][\w'’-]*(?:[ ](?:(?:of|de|van|von|al|bin|the) )?[A-Z][\w'’-]*)*"
_VERB = rf"(?:{'|'.join(sorted(AUXILIARIES))})\b"
_SUBJECT = re.compile(
    rf"(?P<lead>(?:The|A|An|Its|His|Her|Their) (?:[a-z][\w'’-]* ){{0,3}}?)?(?P<name>{_NAME})"
    rf"(?P<noun>(?: [a-z]+){{0,2}}(?= {_VERB}))?"
)
_PRONOUN = re.compile(r"(?:He|She|It|They|We|I|His|Her|Its|Their|This|That|These|Those|There|In|On|At|But|And)\b")


def antecedent(text: str, sentences: Sequence[Bounds], pronoun: Bounds) -> Bounds | None:
    """Return the place of what the pronoun at `pronoun` stands for in the same paragraph, or None.

    Args:
        text: the view of a passage.
        sentences: of the text, in order.
        pronoun: its place in the text.
    """
    word = re.sub(r"\W", "", text[slice(*pronoun)]).lower()
    n = bisect_right([start for start, _ in sentences], pronoun[0]) - 1
    paragraph = text.rfind("\n\n", 0, pronoun[0]) + 1
    own = (sentences[n][0], pronoun[0]) if n >= 0 else (0, pronoun[0])
    before = [own, *reversed(sentences[:n])] if pronoun[0] > own[0] + 1 else list(reversed(sentences[:n]))
    for start, end in before:
        if start < paragraph:
            break
        if found := _subject(word, text, start, end):
            return found
    return None


def _subject(word: str, text: str, start: int, end: int) -> Bounds | None:
    if _PRONOUN.match(text, start, end):
        return None
    named = _SUBJECT.match(text, start, end)
    if word in ("he", "she", "him", "her"):
        if named and (named["name"].count(" ") or named["lead"]) and not named["noun"]:
            return named.span()
        return None
    return named.span() if named and word in ("it", "this", "that") else None
