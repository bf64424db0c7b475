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

from index.words import AUXILIARIES, CONJUNCTIONS, MONTHS, PREPOSITIONS, QUESTION_WORDS
from qa.question import Turn

WH = r"(?:who|whom|whose|when|where|which|what|why|how(?: (?:many|much|long|far|old|often))?)"
"""Pattern of a question word."""
_ASKED = re.compile(
    rf"^\s*(?:\w+ )?(?:(?:which|what) (?:year|month|date|day|time|city|country|town|place)|{WH})\b\s*", re.I
)
_AND = re.compile(r"^\s*(?:and|but|so|then|ok(?:ay)?|well)\b[\s,]*", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+(?P<rest>.+?)\s*\??$", re.I)
_THE = re.compile(rf"^(?!.*\b{WH}\b)(?P<rest>the(?: [\w'’-]+){{1,4}})\s*\??$", re.I)
_BARE = re.compile(
    rf"^(?:(?:in|on|at|by|since|until|from|to|with|for|of) )?{WH}(?: (?:exactly|else|year|day|date))?\s*\??$", re.I
)
_IN = re.compile(r"^(?P<rest>(?:in|at|on|for|from|by|against|to) [A-Z][\w'’-]*(?: [\w'’-]+){0,3})\s*\??$")
_NOUN = (
    "group|organi[sz]ation|party|movement|alliance|coalition|company|firm|agency|team|country|nation|city|town|place|"
    "region|province|state|area|man|woman|person|official|minister|president|leader|commander|king|statement|"
    "resolution|agreement|deal|law|plan|proposal|report|attack|offensive|war|conflict|battle|event|meeting|talks?|"
    "call|ceasefire|election|vote|operation|campaign|strikes?|airstrikes?|assault|day|date|year|time"
)
_THAT_NOUN = re.compile(rf"\b(?:that|this|those|these|the same)\s+(?P<noun>{_NOUN})\b(?P<own>['’]s)?", re.I)
_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_THING = re.compile(r"\b(?:it|its|this|that)\b(?!['’]s\b)(?!\s+(?:true|possible|likely|clear|known|take \w+)\b)", re.I)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|any)\b)", re.I
)
_POSSESSIVE = frozenset("his its their theirs hers whose".split())
_NO_OBJECT = _POSSESSIVE | {"he", "she", "they"}
_TIME_NOUNS = frozenset("day date year time".split())
_DAY = re.compile(rf"\b(?:{'|'.join(name.title() for name in MONTHS)}|\w+day)\b|\b[12]\d{{3}}\b")
_PLACE_ASKED = re.compile(r"\b(?:where|(?:which|what) (?:city|country|town|place|province|state|region))\b", re.I)
_OBJECT = re.compile(r"\b(?:about|of|in|on|at|to|for|by|with|from|against|into|over|during)\s*$", re.I)
_PEOPLE = re.compile(
    r"\b(?:man|woman|person|official|minister|president|leader|commander|king|queen|general|chief|spokes\w+)\b", re.I
)

_CHUNK = re.compile(r"\b(?P<determiner>the|a|an|this|that|these|those)\s+(?P<words>[\w'’-]+(?:\s+[\w'’-]+){0,5})", re.I)
_ENDS_PHRASE = (
    PREPOSITIONS | CONJUNCTIONS | QUESTION_WORDS | AUXILIARIES | {"against", "be", "been", "being", "not", "that"}
)
_NAME = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:(?:al|bin|of|the|de|van|von|and)[\s-]+)?[A-Z][\w'’-]*)*")
_NOT_A_NAME = frozenset(
    "Who Whom Whose When Where Which What Why How In On At The A An And But Did Does Do Is Are Was Were".split()
)


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
    about = _ABOUT.match(bare) or _THE.match(bare)
    rewritten = _whole(bare, about, history) or _replaced(bare, history)
    if rewritten == bare and not opened and not about and not leaning(bare):
        return Understood(question)
    rewritten = rewritten[:1].upper() + rewritten[1:]
    return Understood(rewritten, f"{last.question} {last.answer}".strip())


def leaning(question: str) -> bool:
    """Whether a word of `question` refers to something that is not in it."""
    pronouns = any(_referring(rule, question) for rule in (_PERSON, _THEY, _THING))
    return pronouns or bool(_THAT_NOUN.search(question) or _THERE.search(question))


def _referring(rule: re.Pattern[str], question: str) -> re.Match[str] | None:
    """Return the first word by `rule` that stands for something outside `question`.

    An object ("about it", "who led it?") does; "this" and "that" do where they cannot join two clauses; another pronoun
    does where nothing before it can be what it stands for.
    """
    for found in rule.finditer(question):
        before, word = question[: found.start()], found.group().lower()
        last = before.lower().split()[-1:]
        ends = not re.search(r"\w", question[found.end() :])
        if word not in _NO_OBJECT and (ends or _OBJECT.search(before)):
            return found
        if word in ("this", "that"):
            if set(last) <= AUXILIARIES | {"after", "before", "since"}:
                return found
            continue
        phrases = [chunk.group() for chunk in _CHUNK.finditer(before)]
        own = [phrase for phrase in phrases if rule is not _PERSON or _PEOPLE.search(phrase)]
        if not own and not _names(before):
            return found
    return None


def _whole(bare: str, about: re.Match[str] | None, history: Sequence[Turn]) -> str | None:
    """Return the question that "where?", "what about Hama?" or "in Hama?" stands for after the last one."""
    inside = _IN.match(bare)
    if not (_BARE.match(bare) or about or inside):
        return None
    before = understand(history[-1].question, history[:-1]).question
    if about:
        return _swapped(before, about["rest"])
    if inside:
        return _swapped(before, inside["rest"].split(" ", 1)[1]) or f"{before.rstrip('? ')} {inside['rest']}?"
    tail = _ASKED.sub("", before, count=1)
    return f"{bare.rstrip('? ')} {tail}" if tail != before else None


def _swapped(question: str, new: str) -> str | None:
    """Return `question` asked of `new`: a name takes the place of its last name, "the …" that of what it is about."""
    names, topic = _names(question), _topic(question)
    old = names[-1] if names and _names(new) else topic if topic and new.lower().startswith("the ") else None
    return question.replace(old, new) if old and old in question else None


def _replaced(question: str, history: Sequence[Turn]) -> str:
    """Return `question` with a word that refers back replaced by what it stands for, as far as it can be told."""
    last = history[-1]
    answers = [name for turn in reversed(history) if (name := _name_of(turn.answer))]
    name = _name_of(last.answer)
    topics = [topic for turn in reversed(history) if (topic := _topic(turn.question))]
    topic = topics[0] if topics else None
    asked_names = [name for turn in reversed(history) for name in reversed(_names(turn.question))]
    person = name or (asked_names[0] if asked_names else None)

    def group(found: re.Match[str]) -> str:
        noun, own = found["noun"].lower(), found["own"] or ""
        if noun in _TIME_NOUNS:
            return last.answer + own if _DAY.search(last.answer) else found.group()
        meant = next((topic for topic in topics if topic.lower().endswith(noun)), None) or [*answers, *topics, None][0]
        return meant + own if meant else found.group()

    question, count = _THAT_NOUN.subn(group, question)
    if count:
        return question
    for rule, stands_for in ((_PERSON, person), (_THEY, name or topic), (_THING, topic or person)):
        if stands_for and (found := _referring(rule, question)):
            return question[: found.start()] + _owned(found.group(), stands_for) + question[found.end() :]
    if found := _THERE.search(question):
        places = [name, *asked_names] if _PLACE_ASKED.search(last.question) else [*asked_names, name]
        if place := next((place for place in places if place), None):
            return f"{question[: found.start()]}in {place}{question[found.end() :]}"
    return question


def _owned(word: str, stands_for: str) -> str:
    owns = word.lower() in _POSSESSIVE or word.lower() == "her"
    return stands_for + ("'" if owns and stands_for.endswith("s") else "'s" if owns else "")


def _name_of(answer: str) -> str | None:
    """Return the answer if it is a name (not a date, a number or a clause), without the abbreviation behind it."""
    text = re.sub(r"\s*\([^)]*\)", "", answer).strip(" .,;:\"'“”")
    words = text.split()
    named = sum(word[:1].isupper() for word in words)
    dated = re.search(r"\d", text) or _DAY.match(text)
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
            if word.lower() in _ENDS_PHRASE:
                break
            words.append(word)
        before = question[: found.start()].split()
        subject = bool(before) and before[-1].lower() in AUXILIARIES
        ended = len(words) < len(found["words"].split()) and found["words"].split()[len(words)].lower() in AUXILIARIES
        if subject and not ended and len(words) > 1:
            words = words[:-1]
        if words and words[-1].lower() not in ("year", "day", "date", "time"):
            return f"the {' '.join(words)}"
    names = _names(question)
    return names[-1] if names else None
