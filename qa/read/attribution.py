"""Attribution: whether a quote states a thing by itself, or reports that somebody said it, and who.

By the verbs of saying, "according to" and the clause that a value stands in; nothing is parsed. A speaker that is but
a pronoun is none.
"""

from __future__ import annotations

import re

from index.sentences import Bounds
from index.words import SAYS
from qa.answer import Attribution

LONGEST = 10
"""Words of a speaker at most."""

_ACCORDING = re.compile(r"\b(?P<verb>according to)\s+(?P<speaker>[^,;.:()\"“”]+(?:\.(?=\w)[^,;.:()\"“”]*)*)", re.I)
_SAID = re.compile(rf"\b(?P<verb>{SAYS})\b(?!-)", re.I)
_BOUNDARY = re.compile(r"[,;:“”\"()]\s*|^|\s[–—-]\s|\b(?:and|but|while|because|as|that|which)\s", re.I)
_INVERTED = re.compile(r"[,”\"]\s*$")
_NOBODY = re.compile(
    r"(?:he|she|it|they|we|i|you|who|which|that|this|one|there|also|later|had|has|have|was|were|is|are|to|been|be|"
    r"will|would|the|a|an|not|on|in|of)",
    re.I,
)
_TIME = re.compile(r"\s+(?:on|in|late|early|last|this)\s+\w+$|\s+(?:has|have|had|also|later|now|then|earlier)$", re.I)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be|to|as|a|the|of)\s*$", re.I)


def attribution(sentence: str, place: Bounds) -> Attribution | None:
    """Return who is told in a sentence to have said what stands at a place of it; None where it is stated.

    Args:
        sentence: of an article.
        place: of a value in it.
    """
    start, end = place
    for found in _ACCORDING.finditer(sentence):
        speaker = _speaker(found["speaker"])
        if speaker and not (found.start() <= start and end <= found.end()):
            return Attribution(speaker, found["verb"].lower())
    for found in sorted(_SAID.finditer(sentence), key=lambda found: abs(found.start() - start)):
        if found.end() <= start or end <= found.start():
            told = _before(sentence, found, place) or _inverted(sentence, found, place)
            if told:
                return Attribution(told, found["verb"].lower())
    return None


def _before(sentence: str, found: re.Match[str], place: Bounds) -> str | None:
    """Return the speaker before a verb, where the place stands in what is said."""
    if _PASSIVE.search(sentence, 0, found.start()):
        return None
    boundaries = list(_BOUNDARY.finditer(sentence, 0, found.start()))
    begins = boundaries[-1].end() if boundaries else 0
    speaker = _speaker(sentence[begins : found.start()])
    if speaker is None:
        return None
    if place[1] <= begins:  # "…, the ministry said"
        return speaker if begins and re.search(r"[,”\"]\s*$", sentence[:begins]) else None
    if place[0] < found.end():
        return None  # it is the speaker, or of the speaker
    between = sentence[found.end() : place[0]]
    behind = begins and sentence[:begins].rstrip().endswith((",", "”", '"'))
    return None if ";" in between or (behind and "," in between) else speaker


def _inverted(sentence: str, found: re.Match[str], place: Bounds) -> str | None:
    """Return the speaker behind a verb that follows what is said: “…,” said Mara Quill."""
    if place[1] > found.start() or not _INVERTED.search(sentence[: found.start()]):
        return None
    behind = re.match(r"\s+([^,;.:\"“”]+)", sentence[found.end() :])
    return _speaker(behind.group(1)) if behind else None


def _speaker(words: str) -> str | None:
    """Return the words as the name of who spoke, or None where they name nobody."""
    plain = words.strip(" ,'\"“”’")
    while (shorter := _TIME.sub("", plain)) != plain:
        plain = shorter
    some = plain.split()
    if not some or len(some) > LONGEST or _NOBODY.fullmatch(some[-1]) or _NOBODY.fullmatch(plain):
        return None
    return plain
