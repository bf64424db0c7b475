"""None is a number: "No schools were closed in Tolmin, but eleven were in Orle" says how many were in Tolmin.

A reader that is asked for a number passes by a word that is none. Where a clause with such a word holds more of the
question's words than the clause of the number that was found, that word is what answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.sentences import Bounds
from index.words import NUMBERS
from qa.text.wording import Wording, letter_stems, stem

LEAST = 0.6
"""Share of the question's words that the clause holds at least."""

_NONE = re.compile(
    rf"\b(?:no one|nobody|(?:none|not one)(?: of (?:the|its|their|his|her)(?: (?:\d+|{'|'.join(NUMBERS)}))? [^\W\d_]+)|"
    r"none|neither|zero|not (?:a|one)(?: single)? (?!of\b)(?P<one>[^\W\d_]+)|"
    r"no (?!more\b|fewer\b|less\b|longer\b|later\b|doubt\b|other\b|matter\b)(?P<noun>[^\W\d_]+)"
    r"(?P<next> [^\W\d_]+)?)",
    re.I,
)
_PEOPLE = re.compile(r"\b(?:people|persons)\b", re.I)
"""Of how many it is asked goes without saying: "No injuries were reported"."""
_CLAUSE = re.compile(r"[;,:]\s+|\s+(?:but|while|whereas|although|and)\s+")


def none_at(question: str, text: str, sentences: Sequence[Bounds], number: Bounds | None) -> Bounds | None:
    """Return the place of the word for none that answers `question`, or None where a number does.

    Args:
        question: that asks for a number.
        text: the view of a passage.
        sentences: of the text.
        number: the place of the number that was found in this passage, or None.
    """
    wording = Wording(_PEOPLE.sub("", question))
    stems = letter_stems(question)
    best: tuple[tuple[int, float], Bounds] | None = None
    against = (-len(question), 0.0)
    for start, end in _clauses(text, sentences):
        clause = text[start:end]
        share = (-wording.missing(clause), wording.covered(clause))  # a name tells more than many words
        beside = number if number and start <= number[0] < end else None
        for found in _NONE.finditer(clause):
            ends = [found.end(name) for name in ("one", "noun", "next") if found[name] and _stem(found[name]) in stems]
            if (found["noun"] or found["one"]) and not ends:
                continue
            place = (start + found.start(), start + (ends[0] if ends else found.end()))
            within = beside and place[0] <= beside[0] < place[1]  # "not one of the four lifts"
            if (within or not beside) and (best is None or share > best[0]):
                best = (share, place)
            beside = None if within else beside
        if beside:
            against = share
    return best[1] if best and best[0][1] >= LEAST and best[0] > against else None


def _stem(word: str) -> str:
    return stem(word.strip().lower())


def _clauses(text: str, sentences: Sequence[Bounds]) -> Iterator[Bounds]:
    for start, end in sentences:
        at = start
        for found in _CLAUSE.finditer(text, start, end):
            yield at, found.start()
            at = found.end()
        yield at, end
