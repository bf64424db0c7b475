"""Offices: whether the words beside a name give it another office than the one that is asked for.

A reader takes the deputy mayor for the mayor where no other name stands near.
"""

from __future__ import annotations

import re

from qa.text.wording import stem

_LESSER = "deputy|vice|assistant|associate|shadow|honorary|pro|sub|under"
_PAST = "former|ex|ousted|late|then"
_ANOTHER = {now: rf"\b(?P<kind>{kinds})[- ]" for now, kinds in ((False, _LESSER), (True, f"{_LESSER}|{_PAST}"))}
_BEFORE = {now: re.compile(rf"{another}(?P<office>(?:[\w'’-]+,? ){{1,4}})$", re.I) for now, another in _ANOTHER.items()}
_BEHIND = {
    now: re.compile(
        rf"(?:(?:,|, who (?:is|was))? )?(?:(?:the|a|an|its|his|her|their) )?{another}(?P<office>(?:[\w'’-]+ ?){{1,4}})",
        re.I,
    )
    for now, another in _ANOTHER.items()
}
_HOLDER = re.compile(
    r"\b(?:who(?:['’]s| is| was| are| were)|name of) (?:(?:now|currently|still) )?(?:the|an?|[\w-]+['’]s?)\b", re.I
)
_NOW = re.compile(r"\b(?:is|are|current|currently|now)\b", re.I)


def is_another(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether the name at [start, end) of a sentence has a lesser office than the question's, or had it before.

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
    beside = (
        _BEFORE[now].search(sentence[:start]),
        _BEHIND[now].match(sentence, start, end),
        _BEHIND[now].match(sentence, end),
    )
    return any(
        found is not None and not _stems(found["kind"]) & asked and bool(_stems(found["office"]) & asked)
        for found in beside
    )


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in re.findall(r"[^\W_]+", text)} - {"of", "th", "the"}
