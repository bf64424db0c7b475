"""Follow-ups: a question that leans on what came before, made to stand alone, by rules.

The words that refer back (it, that group, he, there) are replaced by what they most likely stand for
(`qa/understand/referents.py`). A bare "and where?" takes over the last question, "what about Hama?" and a correction
("no, I meant Hama") ask it of another. Where a follow-up may mean several things, all readings are given: which one the
articles answer is for the reader to find. It sees only a standalone question, never the earlier one, which would have
it answer that again. Where the rules find nothing to put in, the question stays as it is and history serves retrieval
alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.words import AUXILIARIES
from qa.question import Turn
from qa.understand.kind import asks
from qa.understand.referents import (
    CHUNK,
    Kinds,
    asked_for,
    in_full,
    is_day,
    name_of,
    named_in,
    people,
    places,
    several,
    spoken_of,
    things,
    told,
    topics,
)
from qa.understand.restate import other_names, plainly
from qa.understand.variant import WH, of_another, of_another_time

_ASKED = re.compile(
    rf"^\s*(?:\w+ )?(?:(?:which|what) (?:year|month|date|day|time|city|country|town|place)|{WH})\b\s*", re.I
)
_AND = re.compile(r"^\s*(?:and|but|so|then|ok(?:ay)?|well)\b[\s,]*", re.I)
_PLEASE = re.compile(r"[\s,]+please\b(?=\W*$)", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+(?P<rest>.+?)\s*\??$", re.I)
_THE = re.compile(rf"^(?!.*\b{WH}\b)(?P<rest>the(?: [\w'’-]+){{1,4}})\s*[?.]?$", re.I)
_OTHER_NAME = re.compile(r"^(?P<rest>[A-Z][\w'’-]*(?: [\w'’-]+){0,3})\s*[?.!]?$")
_NO = re.compile(r"^\s*(?:no|nope|sorry|wait|actually)(?:\s*[,.;:!–—-]+\s*|\s+(?=(?:i mean|the other|not)\b))", re.I)
_MEANT = re.compile(
    r"^(?:not [\w' ]+?[,;–—-]+ ?(?:but )?)?(?:i (?:mean|meant|was asking about|asked about) )?(?P<rest>.+?)\s*[?.!]*$",
    re.I,
)
_MEAN = re.compile(r"^(?:i (?:mean|meant)\b|not (?:the )?\w+(?: \w+)?,)", re.I)
_THE_OTHER = re.compile(r"^the other(?: one| man| woman| person)?$", re.I)
READINGS = 3
"""Readings of one follow-up that are tried at most."""
_OF_EVENT = re.compile(
    r"^(?P<asks>when|where|why|how) "
    r"(?:was (?:that|this)|(?<=when )is (?:that|this)|did (?:that|this|it) happen)(?=\W*$)",
    re.I,
)
"""Of what was asked before, and of nothing that stands in it."""
_BARE = re.compile(
    rf"^(?:(?:in|on|at|by|since|until|from|to|with|for|of) )?{WH}(?: (?:exactly|else|year|day|date))?\s*\??$|"
    rf"^(?:in|on|at|by|since|until|from|to|with|for|of|under|against|after|before) {WH}"
    rf"(?: (?!(?:{'|'.join(AUXILIARIES)})\b)[\w'’-]+){{1,3}}\s*\??$",
    re.I,
)
_IN = re.compile(r"^(?P<rest>(?:in|at|on|for|from|by|against|to) [A-Z][\w'’-]*(?: [\w'’-]+){0,3})\s*\??$")
_SUBJECT = re.compile(r"^(?:who|(?:which|what) \w+)\s+(?=\S)", re.I)
_NOUN = (
    "group|organi[sz]ation|party|movement|alliance|coalition|company|firm|agency|team|country|nation|city|town|place|"
    "region|province|state|area|man|woman|person|official|minister|president|leader|commander|king|statement|"
    "resolution|agreement|deal|law|plan|proposal|report|attack|offensive|war|conflict|battle|event|meeting|talks?|"
    "call|ceasefire|election|vote|operation|campaign|strikes?|airstrikes?|assault|day|date|year|time"
)
_THAT_NOUN = re.compile(rf"\b(?:that|this|those|these|the same)\s+(?P<noun>{_NOUN})\b(?P<own>['’]s)?", re.I)
_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_THING = re.compile(
    r"\b(?:it|its|this|that)\b(?!['’]s\b)(?!\s+(?:true|possible|likely|clear|known|take (?!place)\w+)\b)", re.I
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|any)\b)", re.I
)
_POSSESSIVE = frozenset("his its their theirs hers whose".split())
_NO_OBJECT = _POSSESSIVE | {"he", "she", "they"}
_TIME_NOUNS = frozenset("day date year time".split())
_OBJECT = re.compile(r"\b(?:about|of|in|on|at|to|for|by|with|from|against|into|over|during)\s*$", re.I)
_PEOPLE = re.compile(
    r"\b(?:man|woman|person|official|minister|president|leader|commander|king|queen|general|chief|spokes\w+)\b", re.I
)


@dataclass(frozen=True)
class Understood:
    """A question as it was understood.

    Attributes:
        question: what the reader is asked.
        context: words of the history that help retrieval, or "".
        others: what else it may mean, likeliest first.
        words: that are searched for in place of the question's own, or "".
    """

    question: str
    context: str = ""
    others: tuple[str, ...] = ()
    words: str = ""

    @property
    def readings(self) -> tuple[Understood, ...]:
        """All that it may mean, likeliest first, each by itself."""
        return tuple(replace(self, question=question, others=()) for question in (self.question, *self.others))

    @property
    def sought(self) -> str:
        """What is searched for: the question put plainly, the other names of what it names, the context."""
        question = plainly(self.words or self.question)
        return f"{question} {other_names(question)} {self.context}".strip()


def understand(question: str, history: Sequence[Turn], kinds: Kinds | None = None) -> Understood:
    """Return the standalone form of a question that may lean on what came before.

    Args:
        question: as asked.
        history: earlier turns, oldest first.
        kinds: tells of what kind a name is; without it, the last one spoken of is meant.
    """
    polite = asks(question).refusal == "not_a_question" and " " in question.strip() and not leaning(question)
    if not history or polite:
        return Understood(question)
    question = _PLEASE.sub("", question)
    turns: list[Turn] = []
    for turn in history:
        turns.append(replace(turn, question=_readings(turn.question, turns, kinds)[0]) if turns else turn)
    readings = [reading[:1].upper() + reading[1:] for reading in _readings(question, turns, kinds)]
    bare = _AND.sub("", question, count=1).strip()
    corrects = _NO.match(question) or _MEAN.match(question)
    if readings[0] == question and bare == question and not (corrects or _ABOUT.match(bare) or leaning(bare)):
        return Understood(question)
    last = history[-1]
    return Understood(readings[0], f"{last.question} {last.answer}".strip(), tuple(readings[1:READINGS]))


def _readings(question: str, history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return what a question may mean, likeliest first; at least the question."""
    if not history:
        return [question]
    if (_NO.match(question) or _MEAN.match(question)) and (meant := _corrected(question, history, kinds)):
        return [meant]
    bare = _OF_EVENT.sub(r"\g<asks>", _AND.sub("", _NO.sub("", question, count=1), count=1).strip())
    readings = _whole(bare, bare != question, history, kinds) or _replaced(bare, history, kinds)
    return list(dict.fromkeys(readings)) if readings != [bare] or bare != question else [question]


def _corrected(question: str, history: Sequence[Turn], kinds: Kinds | None) -> str | None:
    """Return the last question asked of what "no, I meant Lena" or "no, the other one" names."""
    found = _MEANT.match(_NO.sub("", question, count=1))
    last = history[-1].question
    if not found or re.search(rf"\b{WH}\b", found["rest"], re.I):
        return None
    if not _THE_OTHER.match(found["rest"]):
        return _swapped(last, in_full(found["rest"], spoken_of(history)))
    meant = named_in(last)[-1:]
    others = [name for name in spoken_of(history) if name not in last and name != name_of(history[-1].answer)]
    if kinds and meant:
        others.sort(key=lambda name: abs(kinds.person(name) - kinds.person(meant[0])))
    return _swapped(last, others[0]) if others else None


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
        phrases = [chunk.group() for chunk in CHUNK.finditer(before)]
        own = [phrase for phrase in phrases if rule is not _PERSON or _PEOPLE.search(phrase)]
        if not own and not named_in(before):
            return found
    return None


def _whole(bare: str, opened: bool, history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return what "where?", "what about Hama?", "in Hama?" or "and the wife?" may stand for after the last question."""
    before, last = history[-1].question, history[-1]
    own = _THE.match(bare)  # "and the wife?" may be of what was asked, or of whom it was
    about = _ABOUT.match(bare) or own or (_OTHER_NAME.match(bare) if opened else None)
    if about and not re.search(rf"\b{WH}\b", about["rest"], re.I):
        swapped = _swapped(before, in_full(about["rest"], spoken_of(history)))
        owners = named_in(before)[::-1]
        owners.insert(0 if asked_for(before) else len(owners), name_of(last.answer) or "")
        owners = [name for name in owners if name and name not in (swapped or "")]
        owned = [f"who is {about['rest']} of {name}?" for name in owners] if own else []
        variants = of_another(about["rest"], before, kinds) if kinds and not named_in(about["rest"]) else []
        return [*(variants[:2] or ([swapped] if swapped else [])), *owned]
    if inside := _IN.match(bare):
        return [_swapped(before, inside["rest"].split(" ", 1)[1]) or f"{before.rstrip('? ')} {inside['rest']}?"]
    if _BARE.match(bare):
        tail = _with_answer(last) or _ASKED.sub("", before, count=1)
        return [f"{bare.rstrip('? ')} {tail}"] if tail != before else []
    if then := of_another_time(bare, [turn.question for turn in history]):
        return [then]
    return of_another(bare, before, kinds) if opened or _ABOUT.match(bare) else []


def _with_answer(last: Turn) -> str | None:
    """Return what was asked of a subject, with that subject: "the union called the strike", "was Petit elected"."""
    found = _SUBJECT.match(last.question)
    name = told(last)
    if not found or not name:
        return None
    verb, _, rest = last.question[found.end() :].partition(" ")
    return f"{verb} {name} {rest}" if verb.lower() in AUXILIARIES else f"{name} {verb} {rest}"


def _swapped(question: str, new: str) -> str | None:
    """Return `question` asked of `new`: a name takes the place of its last name, "the …" that of what it is about."""
    names, about = named_in(question), topics(question)
    whole = topics(re.sub(r"\bwho (?:is|was|are|were) ", "", question, flags=re.I))
    common = [*whole, *about][:1] if new.startswith("the ") else []
    old = next(iter(names[-1:] if names and named_in(new) else common), None)
    if not old or old not in question:
        return None
    if f"the {old}" in question:
        new = new.removeprefix("the ")
    return question.replace(old, new)


def _replaced(question: str, history: Sequence[Turn], kinds: Kinds | None) -> list[str]:
    """Return `question` with a word that refers back replaced by what it may stand for."""
    last = history[-1]
    subjects = [subject for turn in reversed(history) for subject in topics(turn.question)[:1]]

    def group(found: re.Match[str]) -> str:
        noun, own = found["noun"].lower(), found["own"] or ""
        if noun in _TIME_NOUNS:
            return last.answer + own if is_day(last.answer) else found.group()
        answers = [name for turn in reversed(history) if (name := name_of(turn.answer))]
        meant = next((one for one in subjects if one.lower().endswith(noun)), None) or [*answers, *subjects, None][0]
        return meant + own if meant else found.group()

    with_group, count = _THAT_NOUN.subn(group, question)
    if count:
        return [with_group]
    for rule in (_PERSON, _THEY, _THING):
        if not (found := _referring(rule, question)):
            continue
        word = found.group()
        meant = people(word, history, kinds) if rule is _PERSON else several(history)[:1]
        if rule is _THING:
            meant = things(history, kinds)
        if meant:
            before, after = question[: found.start()], question[found.end() :]
            return [before + _owned(word, one, after) + after for one in meant[:READINGS]]
    if (found := _THERE.search(question)) and (where := places(history, kinds)):
        return [f"{question[: found.start()]}in {where[0]}{question[found.end() :]}"]
    return [question]


def _owned(word: str, stands_for: str, after: str) -> str:
    owns = word.lower() in _POSSESSIVE or (word.lower() == "her" and re.match(r"\s+\w", after) is not None)
    return stands_for + ("'" if owns and stands_for.endswith("s") else "'s" if owns else "")
