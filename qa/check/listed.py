"""Counts of what a text lists: "the US, the UK, France and Germany" are four countries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.check.names import Name, names, nations, person
from qa.check.titles import INSTITUTIONS

_MOST = 12
_AND = re.compile(
    r"\s*(?:\([^()]{0,80}\)\s*)?(?:,|;|,?\s*(?:and|or|&|as well as|alongside|along with))\s*"
    r"(?:the\s+|its\s+|his\s+|her\s+|their\s+)?(?:[a-z]+\s+){0,2}"
)
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_STATES = frozenset("country nation state government power ally capital member".split())
_PEOPLE = frozenset(
    "minister president leader man men woman women official player actor author scientist writer singer candidate "
    "politician diplomat lawyer senator brother sister judge researcher expert suspect victim winner people "
    "person figure".split()
)
_ANYONE = frozenset("people person man men woman women victim suspect".split())
"""People whom a text may speak of without a name, so that the named ones are not all."""
_BODIES = frozenset(
    "group faction organization organisation company firm city town village party team club agency bank militia "
    "movement university museum newspaper outlet side rival ally member province region district area place".split()
)


def counted(text: str, count: int, nouns: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans that list as many names as `count`, of a kind that the first two of `nouns` may mean."""
    kinds = set(nouns[:2])
    if not 2 <= count <= _MOST or not kinds & (_STATES | _PEOPLE | _BODIES):
        return
    for listed in _lists(text):
        if len(listed) == count and _fits(listed, kinds):
            yield listed[0].start, listed[-1].end
    if kinds & _PEOPLE and not kinds & _ANYONE:
        persons = {name.forms[-1]: name for name in _names(text) if len(name.words) > 1 and person(name.words[-2:])}
        if len(persons) == count:
            yield from ((name.start, name.end) for name in persons.values())


def _fits(listed: Sequence[Name], kinds: set[str]) -> bool:
    all_nations = all(nations(name.forms) for name in listed)
    if kinds & _STATES:
        return all_nations
    if kinds & _PEOPLE:
        return not any(nations(name.forms) or name.forms[-1] in INSTITUTIONS for name in listed)
    return not all_nations


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[Name, ...]:
    return tuple(name for name in names(text))


def _lists(text: str) -> Iterator[list[Name]]:
    """Yield the names that stand side by side with commas and "and" between them."""
    listed: list[Name] = []
    aside = [found.span() for found in _ASIDE.finditer(text)]
    for name in _names(text):
        if any(start < name.start < end for start, end in aside):
            continue
        if listed and not _AND.fullmatch(text, listed[-1].end, name.start):
            yield listed
            listed = []
        listed.append(name)
    if listed:
        yield listed
