"""Follow-ups: a question that leans on what came before, made to stand alone, by rules.

The words that refer back (it, that group, he, there) are replaced by what they most likely stand for: a name from the
last answer, or the thing that the last question was about. A bare "and where?" takes over the last question. The reader
sees only the standalone question, never the earlier one, which would have it answer that again. Where the rules find
nothing to put in, the question stays as it is and history serves retrieval alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.question import Turn

_WH = r"(?:who|whom|whose|when|where|which|what|why|how(?: (?:many|much|long|far|old|often))?)"
_AND = re.compile(r"^\s*(?:and|but|so|then|ok(?:ay)?|well)\b[\s,]*", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+(?P<rest>.+?)\s*\??$", re.I)
_BARE = re.compile(rf"^(?:(?:in|on|at|by|since|until|from|to|with|for|of) )?{_WH}(?: (?:exactly|else|year|day|date))?\s*\??$", re.I)
_IN = re.compile(r"^(?P<rest>(?:in|at|on|for|from|by|against|to) [A-Z][\w'’-]*(?: [\w'’-]+){0,3})\s*\??$")
_NOUN = (
    "group|organi[sz]ation|party|movement|alliance|coalition|company|firm|agency|team|country|nation|city|town|place|"
    "region|province|state|area|man|woman|person|official|minister|president|leader|commander|king|statement|"
    "resolution|agreement|deal|law|plan|proposal|report|attack|offensive|war|conflict|battle|event|meeting|talks?|"
    "call|ceasefire|election|vote|operation|campaign|strikes?|airstrikes?|assault|day|date|year|time"
)
_THAT_NOUN = re.compile(rf"\b(?:that|this|those|these|the same|said)\s+(?P<noun>{_NOUN})\b(?P<own>['’]s)?", re.I)
_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_THING = re.compile(r"\b(?:it|its|this|that)\b(?!\s+(?:was|is)\s+(?:who|that)\b)(?!['’]s\b)", re.I)
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|be|been|any)\b)", re.I)
_POSSESSIVE = frozenset("his its their theirs hers whose".split())
_TIME_NOUNS = frozenset("day date year time".split())

_CHUNK = re.compile(r"\b(?P<determiner>the|a|an|this|that|these|those)\s+(?P<words>[\w'’-]+(?:\s+[\w'’-]+){0,5})", re.I)
_STOPS = frozenset(
    "in on at to of for by with from into against over under after before during since until and or but that which who "
    "whom is are was were be been being did do does has have had can could will would shall should may might must not "
    "when where why how about between among through as than".split()
)
_AUXILIARIES = frozenset("did do does was were is are has have had can could will would shall should may might must".split())
_NAME = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:(?:al|bin|of|the|de|van|von|and)[\s-]+)?[A-Z][\w'’-]*)*")
_NOT_A_NAME = frozenset("Who Whom Whose When Where Which What Why How In On At The A An And But Did Does Do Is Are Was Were".split())


@dataclass(frozen=True)
class Understood:
    """A question as it was understood.

    Attributes:
        question: what the reader is asked.
        context: words of the history that help retrieval, or "".
    """

    question: str
    context: str = ""


def understand(question: str, history: Sequence[Turn]) -> Understood:
    """Return the standalone form of `question`, which may lean on `history` (oldest first)."""
    if not history:
        return Understood(question)
    last = history[-1]
    opened = _AND.match(question) is not None
    bare = _AND.sub("", question, count=1).strip()
    elliptical = _whole(bare, last.question)
    rewritten = elliptical or _replaced(bare, history)
    if rewritten == bare and not opened and not _refers(bare):
        return Understood(question)
    rewritten = rewritten[:1].upper() + rewritten[1:]
    return Understood(rewritten, f"{last.question} {last.answer}".strip())


def _refers(question: str) -> bool:
    rules = (_THAT_NOUN, _PERSON, _THEY, _THING, _THERE)
    return any(rule.search(question) for rule in rules)


def _whole(bare: str, before: str) -> str | None:
    """Return the question that "where?", "what about Hama?" or "in Hama?" stands for after the question `before`."""
    if _BARE.match(bare):
        asked = bare.rstrip("? ")
        tail = re.sub(rf"^\s*(?:\w+ )?{_WH}\b\s*", "", before, count=1, flags=re.I)
        return f"{asked} {tail}" if tail != before else None
    if found := _ABOUT.match(bare) or _IN.match(bare):
        rest = found["rest"]
        names = [name for name in _names(before)]
        new = rest if _ABOUT.match(bare) else rest.split(" ", 1)[1]
        if names and _names("x " + new):
            return before.replace(names[-1], new)
        return f"{before.rstrip('? ')} {rest}?" if not _ABOUT.match(bare) else None
    return None


def _replaced(question: str, history: Sequence[Turn]) -> str:
    """Return `question` with the words that refer back replaced by what they stand for, as far as it can be told."""
    last = history[-1]
    name = _name_of(last.answer)
    topic = next((topic for turn in reversed(history) if (topic := _topic(turn.question))), None)
    asked_names = [name for turn in reversed(history) for name in reversed(_names(turn.question))]
    person = name or (asked_names[0] if asked_names else None)

    def group(found: re.Match[str]) -> str:
        noun = found["noun"].lower()
        if noun in _TIME_NOUNS:
            return f"{last.answer}{found['own'] or ''}" if last.answer else found.group()
        if topic and topic.lower().endswith(noun):
            return topic + (found["own"] or "")
        return (name or topic or found.group()) + (found["own"] or "" if name or topic else "")

    question, count = _THAT_NOUN.subn(group, question)
    if count:
        return question
    for rule, stands_for in ((_PERSON, person), (_THEY, name or topic), (_THING, topic or person)):
        if stands_for and (found := rule.search(question)):
            return question[: found.start()] + _owned(found.group(), stands_for) + question[found.end() :]
    if _THERE.search(question) and (place := name or (asked_names[0] if asked_names else None)):
        return _THERE.sub(f"in {place}", question, count=1)
    return question


def _owned(word: str, stands_for: str) -> str:
    owns = word.lower() in _POSSESSIVE or word.lower() == "her"
    return stands_for + ("'" if owns and stands_for.endswith("s") else "'s" if owns else "")


def _name_of(answer: str) -> str | None:
    """Return the answer if it is a name (not a date, a number or a clause), without the abbreviation behind it."""
    text = re.sub(r"\s*\([^)]*\)", "", answer).strip(" .,;:\"'“”")
    words = text.split()
    named = sum(word[:1].isupper() for word in words)
    dated = re.search(r"\d|^(?:January|February|March|April|May|June|July|August|September|October|November|December|"
                      r"\w+day)\b", text)
    return text if words and len(words) <= 10 and named and 2 * named >= len(words) and not dated else None


def _names(question: str) -> list[str]:
    found = [match.group() for match in _NAME.finditer(question)]
    stripped = [re.sub(rf"^(?:(?:{'|'.join(_NOT_A_NAME)})\s+)+", "", name) for name in found]
    return [name for name in stripped if name and name not in _NOT_A_NAME]


def _topic(question: str) -> str | None:
    """Return what a question is about: its first noun phrase with a determiner, else its last name."""
    for found in _CHUNK.finditer(question):
        words: list[str] = []
        for word in found["words"].split():
            if word.lower() in _STOPS:
                break
            words.append(word)
        before = question[: found.start()].split()
        subject = bool(before) and before[-1].lower() in _AUXILIARIES
        ended = len(words) < len(found["words"].split()) and found["words"].split()[len(words)].lower() in _AUXILIARIES
        if subject and not ended and len(words) > 1:
            words = words[:-1]
        if words and words[-1].lower() not in ("year", "day", "date", "time"):
            return f"the {' '.join(words)}"
    names = _names(question)
    return names[-1] if names else None
