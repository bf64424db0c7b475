"""The words of a text with what tells a name: their plain form, their place, their capital, what stands before them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.check.nations import FORMS, LOWER, ROLES

INVISIBLE = "\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f"
"""What may stand inside a word or a number and is no letter of it: accents on their own, zero-width characters."""
_APOSTROPHES = "'’‘ʼʻʽʾʿ`´"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.\s?(?=[^\W\d_]\.)){{1,8}}[^\W\d_]\.(?:[^\W\d_](?![^\W_]))?"  # U.S., B. J., U.S.A
    rf"|[^\W_](?:[^\W_]|[{INVISIBLE}])*(?:[{_APOSTROPHES}&](?:[^\W_]|[{INVISIBLE}])+)*"
)
_POSSESSIVE = re.compile(rf"(?:[{_APOSTROPHES}]s|[{_APOSTROPHES}](?:re|ve|ll|d|m)|n[{_APOSTROPHES}]t)$", re.I)
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
    | dict.fromkeys(_APOSTROPHES + ".&", "")
)
_OPENS = re.compile(r"(?:^|[.:!?…;•\n\r\v\f\u2028\u2029]|[“\"‘«(\[{*#>|—–_]|\s-\s|^-)[\s\"“‘'’«(\[*_#>-]*$")
_BREAKS = re.compile(r"[,;:!?()\[\]{}|•…/—\n\r\v\f\u2028\u2029]|\s–|–\s|\.(?=[\s\"'”’)]|$)")
_ABBREVIATED = frozenset("mr mrs ms dr st gen col lt sgt capt sen rep gov prof rev hon mt ft jr sr adm maj no".split())


@dataclass(frozen=True, slots=True)
class Term:
    """One name or word of a text, several words where they are one name under another form ("the United States")."""

    form: str
    """Plain form, one for all the names of a country: "syria" for "Syrian"."""
    start: int
    end: int
    capital: bool
    opens: bool
    """Stands where any word has a capital: at the start of a sentence, a quotation, a line."""
    apart: bool
    """Something other than white space or a hyphen stands between it and the term before: a comma, a possessive."""
    joined: bool
    """A hyphen joins it to the term before."""
    lower: str
    """The form of the word itself, not its name's: "syrian"."""
    acronym: bool
    """Two capitals or more and nothing else: "HTS"."""


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Return a word without case, accents, apostrophes, full stops, plural -s and possessive."""
    folded = "".join(
        c
        for c in unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word))
        if unicodedata.category(c) not in ("Mn", "Cf")
    )
    folded = folded.casefold().translate(_FOLDED).replace(" ", "")
    return folded if _acronym(word) else _spelled(_singular(folded))


def _spelled(word: str) -> str:
    """Return a word in one of its two spellings: "organisation" as "organization"."""
    return _SPELLINGS.get(word) or word.replace("isation", "ization")


_SPELLINGS = {"defence": "defense", "centre": "center", "labour": "labor", "programme": "program", "harbour": "harbor"}
_SPELLINGS |= {"theatre": "theater", "kyiv": "kiev", "qaida": "qaeda", "qaidah": "qaeda", "hizbullah": "hezbollah"}
_SPELLINGS |= dict.fromkeys("muhammad mohammad mohamed muhammed mohamad".split(), "mohammed")


def _acronym(word: str) -> bool:
    return len(word) in range(2, 6) and word.isupper() and word.isalpha()


def _capital(word: str) -> bool:
    """Whether a word may be a name by its letters: a capital, a script without capitals, "mi5"."""
    if word[0].isalpha() and any(c.isdigit() for c in word):
        return True
    return any(c.isupper() or c.istitle() or _caseless(c) for c in word)


def _caseless(letter: str) -> bool:
    """Whether a letter is of a script without capitals: any word of it may be a name."""
    return letter.isalpha() and unicodedata.category(letter) == "Lo"


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


_NAMES = {tuple(map(_singular, words)): form for words, form in FORMS.items()}
_LENGTHS = {
    first: sorted({len(words) for words in _NAMES if words[0] == first}, reverse=True) for first, *_ in list(_NAMES)
}
"""How many words the names have that begin with a word, longest first."""


@lru_cache(maxsize=2048)
def terms(text: str) -> tuple[Term, ...]:
    """Return the terms of a text, in order."""
    found: list[Term] = []
    end = 0
    before = ""
    for match in _WORD.finditer(text):
        word = match.group()
        form = plain(word)
        if not form:
            continue
        gap = text[end : match.start()]
        apart = bool(_BREAKS.search(gap)) or bool(_POSSESSIVE.search(before)) or len(gap) > 12
        if (
            apart
            and gap.startswith(". ")
            and (plain(before) in _ABBREVIATED or (len(before) == 1 and before.isupper()))
        ):
            apart = False
        opens = not found or (apart and bool(_OPENS.search(gap)))
        capital = _capital(word)
        joined = gap in ("-", "‐", "‑", "–")
        found.append(Term(form, *match.span(), capital, opens, apart, joined, form, _acronym(word.replace(".", ""))))
        end, before = match.end(), word
    return tuple(_named(found))


def _named(words: list[Term]) -> list[Term]:
    """Return the terms with every known name turned into its one form."""
    named, at = [], 0
    while at < len(words):
        part, form = _name_at(words, at)
        if len(part) > 1 or form != part[0].form:
            lower = " ".join(word.lower for word in part)
            named.append(replace(part[0], form=form, end=part[-1].end, lower=lower))
        else:
            named.append(part[0])
        at += len(part)
    return named


def _name_at(words: list[Term], at: int) -> tuple[list[Term], str]:
    """Return the longest known name at a word and its one form, else the word itself."""
    for length in _LENGTHS.get(words[at].form, ()):
        part = words[at : at + length]
        form = _NAMES.get(tuple(word.form for word in part)) if len(part) == length else None
        if form and not any(word.apart for word in part[1:]):
            capital = part[0].capital and part[-1].capital
            if (
                capital
                or (length == 1 and part[0].form in LOWER)
                or (form in ROLES and (length > 1 or len(part[0].form) > 3))
            ):
                return part, form
    return words[at : at + 1], words[at].form
