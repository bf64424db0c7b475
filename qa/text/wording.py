"""How a question's words stand in a text: which are there, which are missing, which are turned into their opposite.

A reader that found the right passage believes the question; this does not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.words import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_STOPS = FUNCTION_WORDS | frozenset(
    "far long old year day date month time name named call called kind type sort".split()
)
"""Words of a question that say nothing of what it is about: those, and what only says what is wanted."""
_OPPOSITES = (
    "begin end|begin stop|open close|win lose|rise fall|"
    "increase decrease|grow shrink|gain lose|join leave|enter leave|arrive leave|arrive depart|buy sell|accept reject|"
    "accept refuse|allow forbid|allow ban|approve reject|support oppose|attack defend|build destroy|create destroy|"
    "found dissolve|establish abolish|succeed fail|pass fail|import export|appear disappear|include exclude|add remove|"
    "first last|north south|east west|northern southern|eastern western|northwest southeast|northeast southwest|"
    "largest smallest|large small|big small|high low|highest lowest|higher lower|long short|longest shortest|old new|"
    "old young|oldest youngest|oldest newest|early late|earliest latest|more less|most least|most fewest|many few|"
    "increased decreased|rich poor|strong weak|male female|man woman|men women|father mother|son daughter|"
    "brother sister|husband wife|king queen|born died|birth death|alive dead|war peace|victory defeat|public private|"
    "before after|above below|inside outside|positive negative|best worst|better worse|fast slow|hot cold|heavy light|"
    "legal illegal|major minor|maximum minimum|majority minority|upper lower|left right|advance retreat|capture lose|"
    "seize lose|release detain|hire fire|appoint dismiss|elect dismiss|raise lower|raise cut|expand reduce|"
    "expand shrink|strengthen weaken|deny confirm|deny admit|agree disagree|friend enemy|ally enemy|guilty innocent|"
    "lead follow|send receive|give take|teach learn|remember forget|love hate|hire dismiss|sign reject|lift impose|"
    "escalate de-escalate|escalation de-escalation|arrest release|kill save|import export|tighten loosen|tighten ease"
)


_SYNONYMS = (
    "begin start commence launch initiate|end finish conclude cease|lead head command|kill slay|buy purchase acquire|"
    "found establish form create|say state declare announce|happen occur|get receive obtain|live reside|big large|"
    "small little|country nation|child kid|attack assault|injure wound hurt|depart leave|help aid assist|"
    "seize capture|flee escape|quit resign|build construct|show reveal|entire whole|movie film|quick fast|"
    "choose select pick|speak talk|require need|employ hire|stop halt|murder assassinate|doctor physician|"
    "lawyer attorney|car automobile|near close|rich wealthy|famous renowned|sick ill|angry furious|error mistake"
)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return a crude stem, the same for synonyms: "began" and "launched" are one."""
    root = _root(word)
    return _SAME.get(root, root)


def _root(word: str) -> str:
    """Return a word without its plural, past and -ing endings, a final e or doubled consonant evened out."""
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and not word[-1].isdigit():
        word = re.sub(r"(?:'s|’s)$", "", word)
        word = re.sub(r"(?:ies|ied)$", "y", word)
        word = re.sub(r"(?:ing|edly|ed|es|s|ly)$", "", word) if not word.endswith("ss") else word
        word = re.sub(r"([bdgklmnprt])\1$", r"\1", word)
    return word.rstrip("e")


_IRREGULAR = {
    "began": "begin", "begun": "begin", "won": "win", "lost": "lose", "rose": "rise", "risen": "rise", "fell": "fall",
    "fallen": "fall", "grew": "grow", "grown": "grow", "left": "leave", "bought": "buy", "sold": "sell",
    "built": "build", "led": "lead", "sent": "send", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "taught": "teach", "made": "make", "said": "say", "held": "hold", "met": "meet", "killed": "kill",
    "died": "die", "written": "write", "wrote": "write", "found": "find", "founded": "found", "came": "come",
    "went": "go", "gone": "go", "saw": "see", "seen": "see", "knew": "know", "known": "know", "became": "become",
    "injury": "injure", "injuries": "injure", "death": "die", "deaths": "die", "dead": "die",
    "spoke": "speak", "spoken": "speak", "paid": "pay", "struck": "strike", "fought": "fight", "brought": "bring",
}  # fmt: skip


def _first_of_each() -> dict[str, str]:
    groups = [[_root(word) for word in group.split()] for group in _SYNONYMS.split("|")]
    return {word: group[0] for group in groups for word in group}


_SAME = _first_of_each()


def _pairs() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for pair in _OPPOSITES.split("|"):
        one, other = (stem(word) for word in pair.split())
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return table


_OPPOSITE = _pairs()


def is_content(word: str) -> bool:
    """Whether a lower-case word says something of its own, unlike "the", "of" or "was"."""
    return word not in _STOPS


def letter_stems(text: str) -> set[str]:
    """Return the stems of the words of a text; no digit is part of one, and the parts of a compound stand apart."""
    return {stem(word.lower()) for word in _LETTERS.findall(text)}


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in _WORD.findall(text))


class Wording:
    """The content words of one question, to be looked up in texts."""

    def __init__(self, question: str) -> None:
        words = _WORD.findall(question)
        content = [(word, n) for n, word in enumerate(words) if word.lower() not in _STOPS]
        self._stems = list(dict.fromkeys(stem(word.lower()) for word, _ in content))
        self._hard = list(
            dict.fromkeys(
                stem(word.lower()) for word, n in content if word[0].isdigit() or (n > 0 and word[0].isupper())
            )
        )

    @property
    def says(self) -> bool:
        """Whether it has any content word."""
        return bool(self._stems)

    def besides(self, text: str) -> Wording:
        """Return the wording of those words that do not stand in `text`."""
        left, there = Wording(""), _stems(text)
        left._stems = [word for word in self._stems if not stands_in(word, there)]
        left._hard = [word for word in self._hard if word in left._stems]
        return left

    def covered(self, text: str) -> float:
        """Return the share of the question's content words that stand in `text`, 0 to 1; 1 where it has none."""
        there = _stems(text)
        return sum(stands_in(word, there) for word in self._stems) / len(self._stems) if self._stems else 1.0

    def places(self, text: str) -> list[re.Match[str]]:
        """Return where the question's content words stand in `text`, in order."""
        own = frozenset(self._stems)
        return [found for found in _WORD.finditer(text) if stands_in(stem(found.group().lower()), own)]

    def missing(self, text: str) -> int:
        """Return how many of the question's names and numbers do not stand in `text`."""
        there = _stems(text)
        return sum(not stands_in(word, there) for word in self._hard)

    def opposed(self, sentence: str, passage: str) -> int:
        """Return how many of the question's words are absent from `passage` while `sentence` holds an opposite."""
        near, there = _stems(sentence), _stems(passage)
        return sum(not stands_in(word, there) and bool(_OPPOSITE.get(word, set()) & near) for word in self._stems)

    def echoes(self, span: str) -> float:
        """Return the share of the span's content words that the question already holds, 0 to 1."""
        words = [word for word in _WORD.findall(span) if word.lower() not in _STOPS]
        return sum(stem(word.lower()) in self._stems for word in words) / len(words) if words else 0.0


def stands_in(word: str, there: frozenset[str]) -> bool:
    """Whether a stem is among others, or one that is the same but for an ending: "negotiat", "negotiation"."""
    if word in there:
        return True
    if len(word) <= 5:
        return False
    start = word[:-1]
    return any(other.startswith(start) or (len(other) > 5 and word.startswith(other[:-1])) for other in there)
