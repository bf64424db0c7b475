"""Who did it, and where: whether a sentence tells of another name, or place, what is asked of one.

"When did Kalns resign?" is not answered by "Berzina resigned on Monday". Of questions about a paragraph of Wikipedia
(SQuAD 2, dev) it holds for none of 481 that were answered rightly, and for 11 of 548 that people wrote to have no
answer. Of questions of a name in which another name of the article was put in its place (NewsQA, XQuAD), the small
reader finds an answer to 124 of 416, of which it sees 21; of the 286 whose answer it finds as they were asked, it takes
2 for such. Of questions of what is "in" a place it holds for none of the 178 whose answer it finds, and with another
place for 6 of 19.
"""

from __future__ import annotations

import re

from index.names import LIKE, likeness, name_at, names_in
from index.words import AUXILIARIES, FUNCTION_WORDS
from qa.text.nations import is_language
from qa.text.wording import letter_stems, stem
from qa.understand.restate import other_names

_BE = frozenset("is are was were".split())
_AUXILIARY = re.compile(rf"\b(?P<word>{'|'.join(sorted(AUXILIARIES))})\s+(?:the\s+)?(?=[^\W\d_])", re.I)
_VERB = re.compile(r"\s+(?:\w+ly\s+)?(?P<verb>[a-z]+)\b")
_BETWEEN = re.compile(rf"(?:,[^,]*,)?(?:\s+(?:{'|'.join(sorted(AUXILIARIES))}|be|been|not|also|then|later|\w+ly))*\s+")
_WORD = re.compile(r"[^\W\d_]+")
_PLACED = re.compile(r"\b(?:in|at|near)\s+(?:the\s+)?(?=[^\W\d_])")
REACH = 150
"""Characters before a verb in which its subject is looked for."""
ALIKE = 4
"""Letters by which names that begin alike may be one's: "Israel", "Israeli"."""


def is_of_another(question: str, sentence: str, span: str) -> bool:
    """Return whether a sentence says of another name what the question asks of one that the sentence lacks.

    Args:
        question: standalone.
        sentence: that holds the span.
        span: which may be the other name, as in "Whom did Kalns follow?".
    """
    asked = _asked(question)
    if asked is None:
        return False
    name, verb = asked
    if letter_stems(name) & letter_stems(sentence):
        return False
    verbs = [found.start() for found in _WORD.finditer(sentence) if stem(found.group().lower()) == verb]
    subjects = {subject for place in verbs if (subject := _subject(sentence[max(place - REACH, 0) : place]))}
    return bool(subjects) and not any(subject in span or _may_be(name, subject) for subject in subjects)


def is_elsewhere(question: str, sentence: str, passage: str) -> bool:
    """Return whether a sentence tells of something in another place than the question, whose place the passage lacks.

    Args:
        question: standalone.
        sentence: that holds the span.
        passage: that holds the sentence, with the title of its article.
    """
    places = _places(question)
    there, asked = (letter_stems(text) if places else set() for text in (passage, question))
    lacks = [place for place in places if not letter_stems(place) & there]
    names = names_in(passage) if lacks else []
    strange = any(not any(_may_be(place, name) for name in names) for place in lacks)
    return strange and any(not letter_stems(place) & asked for place in _places(sentence))


def _places(text: str) -> list[str]:
    """Return the names that stand behind "in", "at" or "near"."""
    names = (name_at(text, found.end()) for found in _PLACED.finditer(text))
    return [name for name in names if name and not is_language(name, text)]


def _asked(question: str) -> tuple[str, str] | None:
    """Return the name of which a question asks what it did, and the stem of what; None where it does not."""
    for found in _AUXILIARY.finditer(question):
        name = name_at(question, found.end())
        verb = _VERB.match(question, found.end() + len(name)) if name else None
        if verb and verb["verb"] not in FUNCTION_WORDS and _is_verb(verb["verb"], found["word"].lower()):
            return name, stem(verb["verb"])
    return None


def _is_verb(word: str, auxiliary: str) -> bool:
    """Whether a word behind a name may be its verb: "was Kalns elected", and not "is the Brazil star"."""
    if auxiliary in _BE:
        return word.endswith(("ed", "en", "ing"))
    return not word.endswith("s") or word.endswith("ss")


def _subject(left: str) -> str | None:
    """Return the name that stands right before a verb, given what stands left of it."""
    name = next(reversed(names_in(left)), None)
    if name is None:
        return None
    return name if _BETWEEN.fullmatch(left, left.rindex(name) + len(name)) else None


def _may_be(name: str, other: str) -> bool:
    """Whether two names may be one's: by a word, its beginning, another spelling, or an abbreviation."""
    if likeness([word.casefold() for word in _WORD.findall(name)], other) >= LIKE:
        return True
    begin = [{word[:ALIKE].lower() for word in _WORD.findall(one)} for one in (f"{name} {other_names(name)}", other)]
    initials = ["".join(word[0] for word in _WORD.findall(one) if word[0].isupper()) for one in (name, other)]
    return bool(begin[0] & begin[1]) or name.replace(".", "") == initials[1] or other.replace(".", "") == initials[0]
