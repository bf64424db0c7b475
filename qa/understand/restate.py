"""Restating: a question said as the articles say it, so that its form does not matter.

Before the search: without "please tell me", with its question mark, not in capitals, and with the other name of what is
abbreviated. Once passages are found: an abbreviation or a full name as they have it, names with their capitals, and a
word that is none of English and stands in none of them replaced by the one of theirs that it is nearest to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from index.spelling import nearest
from index.words import FUNCTION_WORDS, PREPOSITIONS
from qa.text.nations import NATIONS
from qa.text.terms import normal
from qa.text.wording import stem
from qa.understand.kind import POLITE

ABBREVIATIONS = {
    "UN": "United Nations", "EU": "European Union", "US": "United States", "USA": "United States of America",
    "UK": "United Kingdom", "UAE": "United Arab Emirates", "NATO": "North Atlantic Treaty Organization",
    "WHO": "World Health Organization", "WTO": "World Trade Organization", "IMF": "International Monetary Fund",
    "ECB": "European Central Bank", "AU": "African Union", "ICC": "International Criminal Court",
    "ICJ": "International Court of Justice", "IAEA": "International Atomic Energy Agency",
    "WFP": "World Food Programme", "UNHCR": "UN refugee agency", "IOC": "International Olympic Committee",
    "OPEC": "Organization of the Petroleum Exporting Countries", "ASEAN": "Association of Southeast Asian Nations",
    "FBI": "Federal Bureau of Investigation", "CIA": "Central Intelligence Agency",
    "CDC": "Centers for Disease Control and Prevention", "FDA": "Food and Drug Administration",
    "BBC": "British Broadcasting Corporation", "GDP": "gross domestic product", "PM": "prime minister",
    "MP": "member of parliament", "CEO": "chief executive", "IDF": "Israel Defense Forces",
    "PKK": "Kurdistan Workers' Party", "EPA": "Environmental Protection Agency", "NHS": "National Health Service",
    "SEC": "Securities and Exchange Commission",
    "WWF": "World Wide Fund for Nature", "OECD": "Organisation for Economic Co-operation and Development",
    "OSCE": "Organization for Security and Co-operation in Europe", "ISS": "International Space Station",
}  # fmt: skip
"""Common abbreviations of the news with their full names."""
SHORTEST = 5
"""Letters of a word that may be misspelt."""

_MAY_BE_NAMES = frozenset("will may us".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_INFLECTED = re.compile(r"(?:ed|ing|s)$")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")


def plainly(question: str) -> str:
    """Return a question without what surrounds it, with its question mark, in small letters where all are capitals."""
    asked = POLITE.sub("", question.strip().replace("’", "'")) if question.strip() else question
    letters = [letter for letter in asked if letter.isalpha()]
    if len(letters) > 10 and all(letter.isupper() for letter in letters):
        asked = asked.lower()
    asked = asked.rstrip(" \t\n.…")
    return asked if asked.endswith(("?", "!", "？")) or not asked else f"{asked}?"


def other_names(question: str) -> str:
    """Return the other names of what a question abbreviates or spells out, to be searched for too."""
    names = []
    for short, long in ABBREVIATIONS.items():
        if _stands(long, question):
            names.append(short)
        elif _short_in(short, question):
            names.append(long)
    return " ".join(names)


def restate(question: str, texts: Iterable[str], pieces: Callable[[list[str]], list[int]]) -> str:
    """Return a question in the words of the passages that were found for it.

    Args:
        question: as `plainly` gives it.
        texts: of the passages and their titles.
        pieces: returns into how many tokens each of some words falls: one that is English is one.
    """
    whole = "\n".join(texts)
    question = _renamed(question, whole)
    words = Counter(_WORD.findall(whole))
    forms = {word.lower(): word for word, _ in reversed(words.most_common())}  # as they are written most often
    known = {stem(word) for word in forms}
    unknown = [
        word
        for word in dict.fromkeys(_WORD.findall(question))
        if len(word) >= SHORTEST and stem(word.lower()) not in known
    ]
    counts = dict(zip(unknown, pieces([word.lower() for word in unknown]) if unknown else [], strict=True))
    bare = is_bare(question)

    def said(found: re.Match[str]) -> str:
        word = found.group()
        lower = word.lower()
        if counts.get(word, 1) > 1:
            near = nearest(lower, [one for one in forms if len(one) >= SHORTEST - 1])
            return forms[near] if near else word
        named = bare and word not in words and lower not in FUNCTION_WORDS
        return forms.get(lower, word) if named else word

    return _WORD.sub(said, question)


def is_bare(question: str) -> bool:
    """Whether a question has no capitals by which names are known."""
    return question[1:] == question[1:].lower()


def is_titled(question: str) -> bool:
    """Whether all words of a question have capitals, by which no name is known: "Who Won The Election?"."""
    words = [word for word in _WORD.findall(question)[1:] if word.lower() not in _MAY_BE_NAMES]
    small = [word for word in words if word.lower() in FUNCTION_WORDS]
    return any(word.istitle() for word in small) and all(word[0].isupper() for word in words if word not in small)


def in_small(question: str, texts: Iterable[str], pieces: Callable[[list[str]], list[int]]) -> str:
    """Return a question in small letters but for its names: what has a capital in the passages, and what is no word.

    What is no word of English is a name where it stands behind a preposition or beside another such: "reopen", which
    the tokens tell as little of as of "norfjell", is none in "when did it reopen?".

    Args:
        question: whose capitals tell no name.
        texts: of the passages that were found for it, and their titles.
        pieces: as for `restate`.
    """
    words, there = _PART.findall(question.lower()), Counter(_PART.findall("\n".join(texts)))
    forms = {word.lower(): word for word, _ in reversed(there.most_common())}
    known = {stem(word) for word in forms} | FUNCTION_WORDS
    strange = [word for word in set(words) - FUNCTION_WORDS if stem(word) not in known]
    counts = dict(zip(strange, pieces(strange) if strange else [], strict=True))
    foreign = {
        word
        for word, count in counts.items()
        if count > 1 and not _INFLECTED.search(word) and not nearest(word, list(forms))
    }
    placed = {
        word
        for before, word, behind in zip(["", *words], words, [*words[1:], ""], strict=False)
        if before in PREPOSITIONS | foreign or behind in foreign
    }
    named = (foreign & placed) | {word for word in strange if normal(word) in NATIONS}

    def said(found: re.Match[str]) -> str:
        word = found.group().lower()
        return word.capitalize() if word in named else word if word in FUNCTION_WORDS else forms.get(word, word)

    small = _PART.sub(said, question)
    return small[:1].upper() + small[1:]


def _renamed(question: str, texts: str) -> str:
    """Return the question with each abbreviation or full name as the texts have it, where they lack its own form."""
    for short, long in ABBREVIATIONS.items():
        if _stands(long, question) and not _stands(long, texts) and (theirs := _short_in(short, texts)):
            question = re.sub(rf"\b(?:the )?{re.escape(long)}\b", f"the {theirs}", question, flags=re.I)
        elif (own := _short_in(short, question)) and not _short_in(short, texts) and _stands(long, texts):
            question = question.replace(own, long)
        elif own and own not in texts and (theirs := _short_in(short, texts)):
            question = question.replace(own, theirs)
    return question


def _stands(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.I) is not None


def _short_in(short: str, text: str) -> str:
    """Return the abbreviation as it stands in a text, with or without full stops, or ""."""
    if re.search(rf"\b{short}\b", text):
        return short
    dotted = (found.group() for found in _DOTTED.finditer(text))
    return next((one for one in dotted if one.replace(".", "").upper() == short), "")
