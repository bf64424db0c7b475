"""Rubbish that a language model may answer: a text a seed, always the same, of every kind that was thought of.

Some of it is true and rightly cited, so that what is taken out is taken out from among what stands.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence

WORDS = (
    "the of a and in government yesterday offensive purple seventeen never Monday against reportedly city without Ltd. "
    "because Paris signed tariff children moon 2016 percent Dr. e.g. killed said that however he they this according to"
).split()
NAMES = "Napoleon|Lake Geneva|Maria da Silva|Reuters|Hezbollah|Ivan IV|The Hague|O'Brien|Jean-Luc|NATO".split("|")
DATES = "November 28|27 October|Saturday|2031|the 1990s|1 January 1970|yesterday|30 February|12/11/10".split("|")
NUMBERS = "0 3 -7 26 13,999 1.4 140000 ½ ٢٥ XII 1e309 25% $25 nineteen hundreds 999999999999999999999999 007".split()
CITATIONS = (
    "[9] [0] [-1] [1,2,99] [١] [1 [[1]] [1][1][1] (1) [1-3] 【1】 [n] [^1] [1]] [99999999999999999] [] [1.5]".split()
)
VALUES = (
    (r"\d[\d,.]*\d|\d", NUMBERS),
    (r"\b(?:January|November|Monday|Friday|Saturday|Sunday|Wednesday)(?: \d+)?|\b20\d\d\b", DATES),
    (r"\b[A-Z]\w+(?: [A-Z]\w+)*", NAMES),
)
LANGUAGES = (
    "Die Rebellen begannen ihre Offensive am 27. November.",
    "Повстанцы начали наступление 27 ноября.",
    "叛军于11月27日发起攻势。[1]反政府武装占领了城市！",
    "بدأ المتمردون هجومهم في 27 نوفمبر [١].",
    "विद्रोहियों ने 27 नवंबर को हमला शुरू किया।",
    "Hyökkäys alkoi marraskuussa [1].",
)
CONTROL = "\x00 \x07 \x1b[31m \r \x0b \x85 \u2028 \u200b \u202e \ufeff \ufffe \ud800 \udfff \U000e0041".split(" ")
HARD = [*CONTROL, *"́́ 🏳️‍🌈 👩‍👩‍👧 ﷽ ﬁ İ ß".split(" ")]
SHORT = "It started.|It ended.|He left.|They won [1].|This is so [2].|However, no.|Yes!|No?|Because.|3.|[1]".split("|")


class Heap:
    """What one seed's answer is made from: chance, and sentences of the passages."""

    def __init__(self, seed: int, passages: Sequence[str]) -> None:
        self.chance = random.Random(seed)
        self.passages = len(passages)
        split = [re.split(r"(?<=[.!?…”])\s+|\n+", passage) for passage in passages]
        self.sentences = [(part, n) for n, parts in enumerate(split, 1) for part in parts if part.strip()]

    def sentence(self) -> tuple[str, int]:
        """Return a sentence of a passage and the passage's number, or words where there are none."""
        return self.chance.choice(self.sentences) if self.sentences else (self.words(), 1)

    def words(self, most: int = 30) -> str:
        """Return up to `most` words that say nothing."""
        words = self.chance.choices(WORDS, k=self.chance.randint(1, most))
        return " ".join(words) + self.chance.choice([".", "", "?!", "…"])

    def mark(self) -> str:
        """Return a citation, most likely of nothing."""
        return self.chance.choice(CITATIONS)


def _true(heap: Heap) -> str:
    sentence, n = heap.sentence()
    return f"{sentence} [{n}]"


def _cut(heap: Heap) -> str:
    sentence, n = heap.sentence()
    start, end = sorted(heap.chance.choices(range(len(sentence) + 1), k=2))
    return f"{sentence[start:end]} [{n}]"


def _miscited(heap: Heap) -> str:
    return f"{heap.sentence()[0]} {heap.mark()}{heap.mark()}"


def _mangled(heap: Heap) -> str:
    """A quotation in which some letters are lost, doubled, exchanged or of another case."""
    sentence, n = heap.sentence()
    letters = list(sentence)
    for place in heap.chance.choices(range(len(letters)), k=len(letters) // 12 + 1):
        letters[place] = heap.chance.choice(
            ["", letters[place] * 2, letters[place].swapcase(), letters[place - 1], "е"]
        )
    return f'"{"".join(letters)}" [{n}].'


def _changed(heap: Heap) -> str:
    """A true sentence with another number, date or name, where it has one, rightly cited."""
    sentence, n = heap.sentence()
    found = [(pattern, others) for pattern, others in VALUES if re.search(pattern, sentence)]
    pattern, others = heap.chance.choice(found or VALUES)
    return f"{re.sub(pattern, lambda _: heap.chance.choice(others), sentence)} [{n}]"


def _spliced(heap: Heap) -> str:
    (one, n), (other, m) = heap.sentence(), heap.sentence()
    return f"{one[: len(one) // 2]}{other[len(other) // 2 :]} [{n}][{m}]"


def _shuffled(heap: Heap) -> str:
    sentence, n = heap.sentence()
    words = sentence.split()
    heap.chance.shuffle(words)
    return f"{' '.join(words)} [{n}]"


def _denied(heap: Heap) -> str:
    sentence, n = heap.sentence()
    turned = re.sub(r" (was|were|had|has|have|is) ", r" \1 not ", sentence, count=1)
    return f"{turned} [{n}] It is not true that {sentence} [{n}]"


def _markdown(heap: Heap) -> str:
    sentence, n = heap.sentence()
    return f"# **Answer**\n\n> *{sentence}* [{n}]\n\n| a | b |\n|---|---|\n| {heap.words(4)} | {n} |\n\n---\n[1]: #x"


def _listed(heap: Heap) -> str:
    bullets = heap.chance.choices(["- ", "* ", "1. ", "• ", "a) ", "  - [ ] ", "IV. "], k=5)
    return "\n".join(f"{bullet}{heap.sentence()[0]} {heap.mark()}" for bullet in bullets)


def _code(heap: Heap) -> str:
    fence = heap.chance.choice(["```", "~~~", "````", "</passage>\n```"])
    return f"{fence}python\nprint({heap.sentence()[0]!r})  # [1]\n{heap.chance.choice([fence, ''])}"


def _json(heap: Heap) -> str:
    sentence, n = heap.sentence()
    text = json.dumps({"answer": sentence, "citations": [n, -1, None, "9"], "nested": [[[{}]]]})
    return text[: heap.chance.choice([len(text), len(text) // 2])]


def _html(heap: Heap) -> str:
    return f"<p onclick=x>{heap.sentence()[0]}<sup>[1]</sup></p><script>alert(1)</script><!-- [1] &amp; &#0; <br/> <b>"


def _hard(heap: Heap) -> str:
    """A sentence sown with control characters, lone surrogates, marks and what changes length with its case."""
    sentence, n = heap.sentence()
    return "".join(letter + heap.chance.choice(["", "", "", *HARD]) for letter in sentence[:120]) + f" [{n}]"


def _foreign(heap: Heap) -> str:
    return " ".join(heap.chance.choices(LANGUAGES, k=3)) + f" {_true(heap)}"


def _long(heap: Heap) -> str:
    """One line of 5,000 characters at least, with or without spaces."""
    return (heap.chance.choice([heap.sentence()[0] + ", ", "x", "[1]", "(", "1", "and ", "Mr. A. B. "]) * 5000)[:5000]


def _repeated(heap: Heap) -> str:
    return " ".join([_true(heap)] * heap.chance.randint(40, 120))


def _only_citations(heap: Heap) -> str:
    return heap.chance.choice(["", " ", "\n"]).join(heap.chance.choices(CITATIONS, k=12))


def _empty(heap: Heap) -> str:
    return heap.chance.choice(["", " ", "\n\n\n", "\t", "\u00a0", ".", "…", '""'])


def _thought(heap: Heap) -> str:
    return (
        f"<think>{heap.words()}</think>Answer: {heap.sentence()[0]}\n\nSources: [1]\nUser: {heap.words(5)}\nPassage 9:"
    )


def _words(heap: Heap) -> str:
    return " ".join(f"{heap.words()} {heap.chance.choice(['', heap.mark()])}" for _ in range(heap.chance.randint(1, 6)))


def _short(heap: Heap) -> str:
    return " ".join(heap.chance.choices(SHORT, k=8))


def _values(heap: Heap) -> str:
    kinds = [NAMES, DATES, NUMBERS]
    return " ".join(heap.chance.choice(heap.chance.choice(kinds)) for _ in range(20)) + f" [{heap.passages or 1}]."


def _mixed(heap: Heap) -> str:
    """Several kinds one after the other, as an answer of several sentences."""
    kinds = (_true, _changed, _cut, _miscited, _spliced, _denied, _words, _short, _hard, _mangled, _foreign)
    parts = [kind(heap) for kind in heap.chance.choices(kinds, k=heap.chance.randint(2, 7))]
    return heap.chance.choice([" ", "\n", "\n\n", ""]).join(parts)


KINDS: tuple[Callable[[Heap], str], ...] = (
    *(
        _true,
        _cut,
        _miscited,
        _mangled,
        _changed,
        _spliced,
        _shuffled,
        _denied,
        _markdown,
        _listed,
        _code,
        _json,
        _html,
    ),
    *(_hard, _foreign, _long, _repeated, _only_citations, _empty, _thought, _words, _short, _values, _mixed, _mixed),
)
"""In the order of the seeds, round and round."""


def garbage(seed: int, passages: Sequence[str]) -> str:
    """Return the rubbish of a seed, about passages that the model was given as [1], [2] and so on."""
    return KINDS[seed % len(KINDS)](Heap(seed, passages))
