"""Offices: which of the names at a span has the office that is asked for, by the words beside them.

A reader takes the deputy mayor for the mayor where no other name stands near, and two ministers for one.
"""

from __future__ import annotations

import re

from index.sentences import Bounds
from index.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    HOLDS,
    MONTH,
    OFFICES,
    PARTIES,
    PORTFOLIOS,
    PREPOSITIONS,
    SAYS,
    STOP_WORDS,
    WEEKDAY,
)
from qa.text.nations import NATIONS
from qa.text.terms import read
from qa.text.wording import stem

_LESSER = "deputy|vice|assistant|associate|shadow|honorary|pro|sub|under(?=-)"
_PAST = "former|ex|ousted|late(?! last)|then(?=-)|(?<=the )then"
"""None that is a preposition or an adverb before an office: "under Mayor Holm", "then Mayor Holm said"."""
_NONE = "|".join(sorted((PREPOSITIONS | CONJUNCTIONS | AUXILIARIES) - {"of", "for"}))
_WORD = rf"(?!(?:{_NONE}|{WEEKDAY}|{MONTH}|today|yesterday)\b)[\w'’-]+"
"""A word of an office, or of whose: "an assistant to Mayor Holm" is another person."""
_ANOTHER = {now: rf"\b(?P<kind>{kinds})[- ]" for now, kinds in ((False, _LESSER), (True, f"{_LESSER}|{_PAST}"))}
_BEFORE = {now: re.compile(rf"{another}(?P<office>(?:{_WORD},? ){{1,4}})$", re.I) for now, another in _ANOTHER.items()}
_BEHIND = {
    now: re.compile(
        rf"(?:(?:,|, who (?:is|was))? )?(?:(?:the|a|an|its|his|her|their) )?{another}"
        rf"(?P<office>{_WORD}(?: {_WORD}){{0,3}})",
        re.I,
    )
    for now, another in _ANOTHER.items()
}
_RELATION = (
    r"sons?|daughters?|brothers?|sisters?|wife|husband|widow(?:er)?|father|mother|nephew|niece|cousin|"
    r"spokes(?:man|woman|person)|advis[eo]r|aide|lawyer|attorney|critic|rival|ally"
)
_HOLDS_IT = rf"(?P<office>(?:(?!(?:{SAYS})\b)[\w'’.-]+ ){{0,5}}(?!(?:{SAYS})\b)[\w.-]+)"
_ONE = [rf"\b(?P<kind>{_RELATION}) (?:of|for|to) {_HOLDS_IT}", rf"\b{_HOLDS_IT}['’]s? (?P<kind>{_RELATION})"]
"""What one is of who holds an office, and does not hold it: "a spokesman for the party", "the mayor's lawyer"."""
_ONE_BEFORE = [re.compile(rf"{one},? $", re.I) for one in _ONE]
_ONE_BEHIND = [
    re.compile(rf",(?: \d+,)?(?: who (?:is|was))? (?:(?:a|an|the|his|her) )?(?:\w+ )?{one}", re.I) for one in _ONE
]
_RELATED = re.compile(rf"\b(?:{_RELATION})\b", re.I)
_HEADS = rf"(?:{OFFICES}|gov)(?:\.|\b)"
_OF = r"(?: (?:of|for) (?:the )?(?-i:[A-Z])[\w'’-]*(?: (?:and |of (?:the )?)?(?-i:[A-Z])[\w'’-]*)*)"
_QUALIFIED = rf"(?-i:[A-Z])[\w'’.-]* |(?:{PORTFOLIOS})(?: and)? |\w+['’]s "
_OFFICE_BEFORE = re.compile(rf"(?P<office>(?:{_QUALIFIED}){{0,5}}{_HEADS}{_OF}?),? $", re.I)
_OFFICE_BEHIND = re.compile(rf",? (?:the )?(?P<office>(?:{_QUALIFIED}){{0,5}}{_HEADS}{_OF}?)", re.I)
_HEAD = re.compile(rf"\b{_HEADS}", re.I)
_APART = frozenset("mayor governor minister king queen pope ambassador coach captain speaker".split())
"""Offices that nobody has two of."""
_LOCAL = re.compile(r"\b(?:mayor|gov)", re.I)
_WHOSE = re.compile(rf"(?-i:[A-Z])[\w.-]*['’]s? (?:[\w-]+ )*{_HEADS}|{_HEADS}{_OF}", re.I)
_OF_TEAMS = frozenset("coach captain manager".split())
"""Offices of teams, which have two names: that of their town, and their own."""
_MATTER = re.compile(rf"\b(?:{PORTFOLIOS})\b", re.I)
_NO_PLACE = re.compile(
    rf"{_HEADS}|{PORTFOLIOS}|{PARTIES}|{_LESSER}|{_PAST}|acting|interim|city|town|lt|{WEEKDAY}|{MONTH}", re.I
)
_HOLDER = re.compile(
    rf"^\W*who (?:{HOLDS})\b|"
    r"\b(?:who(?:['’]s| is| was| are| were)|name of) (?:(?:now|currently|still) )?(?:the|an?|[\w-]+['’]s?)\b",
    re.I,
)
_AND = re.compile(r" and (?=(?:[a-z-]+ ){0,3}[A-Z])")
_SEVERAL = re.compile(r"\bwho (?:are|were)\b", re.I)
_NOW = re.compile(r"\b(?:is|are|current|currently|now)\b", re.I)


def is_another(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether the name at [start, end) of a sentence has another office than the question's, or had that before.

    Args:
        question: that asks for a person, perhaps for who holds an office.
        sentence: that the name stands in, perhaps with its office.
        start: of the name.
        end: one past it.
    """
    if not _HOLDER.search(question):
        return False
    now = _NOW.search(question) is not None
    asked = _stems(question)
    related = _RELATED.search(question) is not None  # "the party's spokesperson" may be told as its spokeswoman
    beside = (
        _BEFORE[now].search(sentence[:start]),
        _BEHIND[now].match(sentence, start, end),
        _BEHIND[now].match(sentence, end),
        *(rule.search(sentence, 0, start) for rule in _ONE_BEFORE if not related),
        *(rule.match(sentence, end) for rule in _ONE_BEHIND if not related),
    )
    offices = _offices(sentence, start, end)
    if offices and all(_is_elsewhere(question, office) for office in offices):
        return True
    return any(
        found is not None and not _stems(found["kind"]) & asked and bool(_stems(found["office"]) & asked)
        for found in beside
    )


def _offices(sentence: str, start: int, end: int) -> list[str]:
    """Return the offices told of a name just before it, in its span, and just behind it, with their places."""
    beside = _OFFICE_BEFORE.search(sentence[:start]), _OFFICE_BEHIND.match(sentence, end)
    return [found["office"] for found in beside if found]


def _is_elsewhere(question: str, office: str) -> bool:
    """Whether an office is another than the one asked for, or of another place or matter: Selm's mayor for Orle's."""
    heads, theirs = (_heads(text) for text in (question, office))
    if not heads & theirs:
        return bool(heads) and bool(theirs) and heads <= _APART and theirs <= _APART | {"president", "secretary"}
    local = _LOCAL.search(office) is not None or (_WHOSE.search(office) is not None and not theirs & _OF_TEAMS)
    told, asked = (_of_what(text, local) for text in (office, question))
    return any(one and other and not one & other for one, other in zip(told, asked, strict=True))


def _heads(text: str) -> set[str]:
    return {re.sub(r"^gov$", "governor", found.group().lower().strip(".")) for found in _HEAD.finditer(text)}


def _of_what(text: str, local: bool) -> tuple[set[str], frozenset[str], set[str]]:
    """Return the matters, the nations and, of an office that a name tells whose it is, the names that a text tells."""
    forms = [word for word in read(text).words if word.form not in STOP_WORDS]
    matters = {found.group().lower()[:4] for found in _MATTER.finditer(text)}
    nations = frozenset("UK" if word.form == "england" else word.form for word in forms if word.form in NATIONS)
    named = (word for word in forms if local and word.capital and (word.form in NATIONS or not word.form.isupper()))
    places = {part for word in named if not _NO_PLACE.fullmatch(word.lower) for part in word.form.split("_")}
    return matters, nations, places


def of_two(question: str, sentence: str, start: int, end: int) -> Bounds:
    """Return the one of two holders at [start, end) whose office is the question's: "Jordan's minister A and Iraq's B".

    Where the words before each tell nothing, or several are asked for, both are returned.
    """
    joint = _AND.search(sentence, start, end)
    if not joint or not _HOLDER.search(question) or _SEVERAL.search(question):
        return start, end
    verb = re.search(rf"^\W*who (?P<verb>{HOLDS})\b", question, re.I)
    asked = _stems(verb["verb"] if verb else question)
    sides = (sentence[start : joint.start()].split(), sentence[joint.end() : end].split())
    if not all(_stems(" ".join(word for word in side if word[0].isupper())) - asked for side in sides):
        return start, end  # one side is of the office's name: "Minister of Trade and Industry A"
    first = max(sentence.rfind(mark, 0, start) for mark in ",;:") + 1
    one, other = (len(_stems(sentence[a:b]) & asked) for a, b in ((first, joint.start()), (joint.end(), end)))
    if one == other:
        return start, end
    start, end = (start, joint.start()) if one > other else (joint.end(), end)
    lead = [word for word in re.finditer(r"\S+", sentence[start:end]) if _stems(word.group()) & asked]
    behind = start + lead[-1].end() + 1 if lead else start
    return (behind, end) if behind < end else (start, end)


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in re.findall(r"[^\W_]+", text)} - {"of", "th", "the"}
