"""Claims: sentences with a text that supports them or does not, and who did what to whom, each as examples."""

from __future__ import annotations

import json
import lzma
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.lab.training.examples import Example
from evals.lab.training.rows import HELD_OUT

CLAIM_SHARES = {"fever": 0.35, "snli-cad": 0.3, "fm2": 1.0, "cg2c": 0.7, "wice": 0.6, "summedits-samsum": 1.0}
"""How often a claim of a set is used in an epoch."""
MEASURED = ("summedits-ectsum", "summedits-scitldr")
"""Sets that are never trained on; those named in neither are left out."""
ROLE_SHARE = 0.5
"""Of the verbs, how many are used in an epoch."""
LONGEST = 200
"""Words of a text: longer ones would be cut off."""
LONGEST_ROLE = 8
SAME_BOTH_WAYS = frozenset("meet marry join equal resemble border face accompany follow be become say think".split())
"""Verbs whose actor and target may be exchanged, or whose object is no target."""
_NO_ROLE = re.compile(
    r"(?:to|that|how|what|why|whether|if|i|you|he|she|it|we|they|me|him|her|us|them|this|these|those|who|which)\b", re.I
)
_HEDGED = re.compile(r"n['’]t\b|\b(?:can|could|may|might|must|should|would|will)\b")
"""What a plain sentence in the past would drop."""
_PLACEHOLDER = re.compile(r"\bsome(?:one|thing|where)\b")


@dataclass(frozen=True)
class Pair:
    """A claim and a text."""

    set: str
    text: str
    claim: str
    supported: bool

    @property
    def held_out(self) -> bool:
        """Whether it is measured on; all claims of one text are on one side."""
        return self.set in MEASURED or zlib.crc32(self.text.encode()) % HELD_OUT == 0


@dataclass(frozen=True)
class Roles:
    """Who does what to whom in a sentence.

    Attributes:
        sentence: that says it.
        past: form of the verb.
        actor, target: spans of the sentence.
        of_actor, of_target: questions for them, each with one placeholder where the other one stands.
    """

    sentence: str
    past: str
    actor: tuple[int, int]
    target: tuple[int, int]
    of_actor: str
    of_target: str

    @property
    def held_out(self) -> bool:
        """Whether it is measured on."""
        return zlib.crc32(self.sentence.encode()) % HELD_OUT == 0

    def examples(self, group: int) -> Iterator[Example]:
        """Yield both questions, each also with actor and target exchanged, and both sentences."""
        actor, target = (self.sentence[slice(*span)] for span in (self.actor, self.target))
        for more, (question, span, other) in enumerate(
            ((self.of_actor, self.actor, target), (self.of_target, self.target, actor))
        ):
            asked, _ = _filled(question, other)
            yield Example(group + more, "original", asked, self.sentence, span)
            exchanged, changed = _filled(question, self.sentence[slice(*span)])
            yield Example(group + more, "exchanged", exchanged, self.sentence, None, changed)
        claim = f"{actor} {self.past} {target}."
        yield Example(group + 2, "claim", claim, self.sentence, None, supported=True)
        claim = f"{target} {self.past} {actor}."
        yield Example(group + 2, "claim", claim, self.sentence, None, supported=False)


def _filled(question: str, text: str) -> tuple[str, tuple[int, int]]:
    start = next(_PLACEHOLDER.finditer(question)).start()
    return _PLACEHOLDER.sub(lambda _: text, question), (start, start + len(text))


def load_pairs(path: Path) -> list[Pair]:
    """Return the claims of a `pairs.jsonl.xz` whose text is no longer than what is read at once."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = [Pair(one["set"], one["text"], one["claim"], one["supported"]) for one in map(json.loads, lines)]
    return [one for one in found if len(one.text.split()) <= LONGEST]


def load_roles(path: Path) -> list[Roles]:
    """Return of a `roles.jsonl.xz` the verbs whose actor and target both are known and short."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [roles for line in lines if (roles := _roles(json.loads(line)))]


def _roles(line: dict[str, object]) -> Roles | None:
    forms, asked = line["forms"], line["questions"]
    assert isinstance(forms, dict)
    assert isinstance(asked, list)
    plain = [one for one in asked if not one["passive"] and len(_PLACEHOLDER.findall(one["question"])) == 1]
    actors = [one for one in plain if one["subject"] == "_" and one["object"] in ("someone", "something")]
    targets = [one for one in plain if one["object"] == "_" and one["subject"] in ("someone", "something")]
    targets = [one for one in targets if one["wh"] in ("who", "what")]
    if not actors or not targets or forms["stem"] in SAME_BOTH_WAYS:
        return None
    sentence, actor, target = str(line["sentence"]), tuple(actors[0]["span"]), tuple(targets[0]["span"])
    of_actor, of_target = str(actors[0]["question"]), str(targets[0]["question"])
    texts = [sentence[slice(*span)] for span in (actor, target)]
    if texts[0] == texts[1] or any(len(text.split()) > LONGEST_ROLE or _NO_ROLE.match(text) for text in texts):
        return None
    if _HEDGED.search(of_actor) or _HEDGED.search(of_target):
        return None
    return Roles(sentence, str(forms["past"]), actor, target, of_actor, of_target)


def claims(
    pairs: Sequence[Pair], roles: Sequence[Roles], seed: int, group: int, shares: dict[str, float]
) -> Iterator[Example]:
    """Yield the examples of one epoch over claims and roles, their groups numbered from `group`."""
    rng = Random(seed)
    for pair in pairs:
        if rng.random() < shares.get(pair.set, 0.0):
            group += 1
            yield Example(group, "claim", pair.claim, pair.text, None, supported=pair.supported)
    for one in roles:
        if rng.random() < ROLE_SHARE:
            group += 3
            yield from one.examples(group)
