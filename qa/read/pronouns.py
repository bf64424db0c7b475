"""What a pronoun stands for: the subject of the sentences before it in its paragraph, where it is of the right kind.

By form alone: he and she stand for a person's name, it for a thing, they for several.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.sentences import Bounds
from index.words import AUXILIARIES, NUMBERS

_NAME = r"[A-Z][\w'’-]*(?:[ ](?:(?:of|de|van|von|al|bin|the) )?[A-Z][\w'’-]*)*"
_VERB = rf"(?:{'|'.join(sorted(AUXILIARIES))})\b"
_SUBJECT = re.compile(
    rf"(?P<lead>(?:The|A|An|Its|His|Her|Their) (?:[a-z][\w'’-]* ){{0,3}}?)?(?P<name>{_NAME})"
    rf"(?P<noun>(?: [a-z]+){{0,2}}(?= {_VERB}))?"
)
_COMMON = re.compile(rf"(?:The|A|An) (?:[a-z][\w'’-]* ){{1,4}}?(?={_VERB}|[a-z]+ed\b)")
_COUNT = rf"(?:{'|'.join(list(NUMBERS)[2:])}|(?<![\d.,])\d+|both|several|many|the|some)"
_SEVERAL = re.compile(rf"\b(?:{_COUNT} (?:[a-z]+ )?[a-z]+(?:s|men|people|ren)\b|{_NAME} and {_NAME})")
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
    if word in ("they", "them", "these", "those"):
        if re.match(r"It\b", text[start:end]):  # what a thing did, or was done to, is not of several people
            return None
        several = list(_SEVERAL.finditer(text, start, end))
        return several[-1].span() if several else None
    if _PRONOUN.match(text, start, end):
        return None
    named = _SUBJECT.match(text, start, end)
    common = _COMMON.match(text, start, end)
    if word in ("he", "she", "him", "her"):
        if named and (named["name"].count(" ") or named["lead"]) and not named["noun"]:
            return named.span()
        return None
    if word in ("it", "this", "that"):
        if named:
            return named.span()
        return (common.start(), common.end() - 1) if common else None
    return None
