"""Attribution: whether a quote states a thing by itself, or reports that somebody said it, and who.

By the verbs of saying, "according to" and the clause that a value stands in; nothing is parsed. A speaker is a name or
a noun phrase: a pronoun is none, nor are words with a finite verb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.sentences import Bounds
from index.words import ARTICLES, AUXILIARIES, CONJUNCTIONS, MONTH, PREPOSITIONS, SAYS, WEEKDAY
from qa.answer import Attribution

LONGEST = 10
"""Words of a speaker at most."""

_ACCORDING = re.compile(r"\b(?P<verb>according to)\s+(?P<speaker>[^,;.:()\"“”—–]+(?:\.(?=\w)[^,;.:()\"“”—–]*)*)", re.I)
_AS_SAID = re.compile(
    rf"[^,;:()“”\"]*?,? as (?!many\b|much\b|well\b|of\b)(?P<speaker>[^,;:()“”\"]+?) (?P<verb>{SAYS})\b", re.I
)
_SAID = re.compile(rf"\b(?P<verb>{SAYS})\b(?!-)")
"""In small letters: the United States state nothing."""
_SAYING = re.compile(rf"(?=said|told|wrote|\w+ed\b)(?:{SAYS})")
"""A verb of saying that is no noun too, as reports, claims and estimates are."""
_BOUNDARY = re.compile(
    r"[,;:“”\"()]\s*|^|\s[–—-]\s|\b(?:and|but|while|because|as|that|which|what|after|when|if|although|though)\s", re.I
)
_INVERTED = re.compile(r"[,”\"]\s*$")
_BEHIND = re.compile(r"\s+((?:\b(?:Dr|Mr|Mrs|Ms|Gen|Sen|Rep|Gov|Lt|Col|Prof|St|[A-Z])\.(?=\s)|[^,;.:\"“”])+)")
_NOBODY = re.compile(
    r"(?:he|she|it|they|we|i|you|who|which|that|this|one|there|also|early|late|later|earlier|again|yesterday|today|had|has|have|was|were|is|are|to|been|be|"
    rf"will|would|the|a|an|not|on|in|of|{WEEKDAY}|{MONTH}|\w+n['’]t)",
    re.I,
)
_TIME = re.compile(
    r"\s+(?:on|in|late|early|last|this)\s+\w+$|\s+(?:has|have|had|also|later|now|then|earlier|further|again|(?-i:[a-z]+ly))$",
    re.I,
)
_RELATIVE = re.compile(r"(?:^|\s)(?:who|whom|whose|which|that)\s.*", re.S)
_WHO = re.compile(r"(?<![^,;:“”\"()])(?P<speaker>[^,;:“”\"()]+)(?:,\s+\d+)?,\s+(?:who|whose|whom)\s[^;:“”\"()]*,\s*$")
_APPOSED = re.compile(
    r"(?:^|[,;:“”\"]\s+)(?P<speaker>(?:[Tt]he\s+)?[A-Z][^,;:“”\"()]*),\s+(?:\d+|[a-z])[^,;:“”\"()]*,\s*$"
)
"""A name with what tells more of it between commas, before a verb: "Mara Quill, the mayor of Holm, "."""
_DETERMINERS = ARTICLES | frozenset("this these those his her its their our my your no any more".split())
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be|to|as|a|the|of)\s*$", re.I)


def attribution(sentence: str, place: Bounds) -> Attribution | None:
    """Return who is told in a sentence to have said what stands at a place of it; None where it is stated.

    Args:
        sentence: of an article.
        place: of a value in it.
    """
    start, end = place
    if (as_said := _AS_SAID.match(sentence, end)) and (speaker := _speaker(as_said["speaker"])):
        return Attribution(speaker, as_said["verb"].lower())  # "26, not 23 as the police say, according to the union"
    for found in _ACCORDING.finditer(sentence):
        speaker = _speaker(found["speaker"])
        if speaker and not (found.start() <= start and end <= found.end()):
            return Attribution(speaker, found["verb"].lower())
    for found in sorted(_SAID.finditer(sentence), key=lambda found: abs(found.start() - start)):
        if found.end() <= start or end <= found.start():
            who = _who(sentence, found)
            if who and place[1] <= found.start():
                continue  # it is the speaker, or of the speaker
            told = who or _before(sentence, found, place) or _inverted(sentence, found, place)
            told = told or _apposed(sentence, found, place)
            if told:
                return Attribution(told, found["verb"].lower())
    return None


def _who(sentence: str, found: re.Match[str]) -> str | None:
    """Return the speaker of whom a clause tells between the name and the verb: Mara Quill, who leads it, said."""
    who = _WHO.search(sentence, 0, found.start())
    if who is None:
        return None
    begins = max((one.end() for one in _BOUNDARY.finditer(who["speaker"])), default=0)
    return _speaker(who["speaker"][begins:])


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
    behind = _BEHIND.match(sentence, found.end())
    words = behind.group(1).split() if behind else []
    told = not words or "that" in words or words[0] in PREPOSITIONS  # what is said, or where, follows, and not who
    told = told or found["verb"].endswith((" of", "told", "tells"))  # of what, or whom: "Mara Quill, 51, told the BBC"
    return None if told else _speaker(" ".join(words))


def _apposed(sentence: str, found: re.Match[str], place: Bounds) -> str | None:
    """Return the speaker whom more is told of between commas before the verb; the place stands behind it, or quoted."""
    apposed = _APPOSED.search(sentence, 0, found.start())
    if apposed is None or apposed["speaker"].split()[0].lower() in PREPOSITIONS:
        return None
    if place[0] < found.end() and not re.search(r"[”\"]", sentence[place[1] : apposed.start("speaker")]):
        return None
    return _speaker(apposed["speaker"])


def _speaker(words: str) -> str | None:
    """Return the words as the name of who spoke, or None where they name nobody."""
    plain = _RELATIVE.sub("", words.strip(" ,'\"“”’"))
    while (shorter := _TIME.sub("", plain)) != plain:
        plain = shorter
    some = plain.split()
    if not some or len(some) > LONGEST or _NOBODY.fullmatch(some[-1]) or _NOBODY.fullmatch(plain):
        return None
    return None if _has_verb(some) else plain


def _has_verb(words: Sequence[str]) -> bool:
    """Whether words are more than a noun phrase, in which none governs what follows as "want" does "9 percent"."""
    for before, word in pairwise(["", *words]):
        if word in AUXILIARIES or _SAYING.fullmatch(word):
            return True
        governs = before.islower() and before not in _DETERMINERS | PREPOSITIONS | CONJUNCTIONS
        if governs and (word in _DETERMINERS or word[0].isdigit()):
            return True
    return False
