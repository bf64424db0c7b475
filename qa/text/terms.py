"""The words of a text with what tells a name: normal form, capital, place in the sentence, what parts them.

In normal form a word has no case but in abbreviations, no accents, plural or possessive; all names of a country have
one form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.words import STOP_WORDS
from qa.text.nations import FORMS, NATIONS

_MARKS = "'’‘ʼʻʽʾʿ`´"
_LETTER = r"(?:[^\W_]|[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff])"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.\s?(?=[^\W\d_]\.)){{1,8}}[^\W\d_]\.(?:[^\W\d_](?![^\W_]))?"  # U.S., B. J., U.S.A
    rf"|[^\W_]{_LETTER}*(?:[{_MARKS}&]{_LETTER}+)*"
)
_POSSESSIVE = re.compile(rf"(?:[{_MARKS}]s|n[{_MARKS}]t|[{_MARKS}](?:re|ve|ll|d|m))$", re.I)
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
    | dict.fromkeys(_MARKS + ".&", "")
)
_OPENS = re.compile(r"(?:^|[.:!?…;•\n\r]|[“\"‘«(\[{*#>|—–_]|\s-\s|^-)[\s\"“‘'’«(\[*_#>-]*$")
_BREAKS = re.compile(r"[,;:!?()\[\]{}|•…/—\n\r]|\s–|–\s|\.(?=[\s\"'”’)]|$)")
LINKS = frozenset("the of al el ul de la le du del della di da do van von der den bin ibn ben".split())
"""Words inside names; "al" and its like may be missing."""
ADDRESSES = frozenset("mr mrs ms miss dr sir st jr sr".split())
"""Words before a name that say nothing of whose it is; a full stop behind them ends no sentence."""


CONNECTIVES = frozenset(
    "meanwhile moreover furthermore nevertheless nonetheless besides therefore hence overall yes today yesterday "
    "tomorrow several according due despite amid unlike among throughout including regarding".split()
)
"""Words that join a sentence to the one before it, or open one as stop words do."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a text, or several that are one name in another form ("the United States")."""

    form: str
    """Normal form: no case but in abbreviations, no accents, plural or possessive; one for all names of a country."""
    lower: str
    """The word itself in lower case, without a possessive."""
    start: int
    end: int
    capital: bool
    opens: bool
    """Stands where any word has a capital: at the start of a sentence, a quotation, a line."""
    apart: bool
    """Something other than white space or a hyphen stands between it and the term before: a comma, a possessive."""

    @property
    def opener(self) -> bool:
        """Whether it is no name though it has a capital: "The" at the start of a sentence, "I"."""
        opens = self.opens and not self.form.isupper() and self.lower in STOP_WORDS | CONNECTIVES
        return opens or self.form == "i"


@lru_cache(maxsize=4096)
def normal(word: str) -> str:
    """Return a word without case, accents, apostrophes, full stops, plural -s and possessive; "US" keeps its case."""
    word = _POSSESSIVE.sub("", word)
    letters = [c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) not in ("Mn", "Cf")]
    folded = "".join(letters).translate(_FOLDED).replace(" ", "")
    if found := re.fullmatch(r"([A-Z]{2,5})s?", folded):
        return found[1]
    folded = folded.casefold().translate(_FOLDED).replace("isation", "ization")
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and folded[-2] not in "sui" else folded


_FORMS = {tuple(map(normal, words)): form for words, form in FORMS.items()}
KNOWN = frozenset(_FORMS.values())
_LONGEST = {first: max(len(words) for words in _FORMS if words[0] == first) for first in {words[0] for words in _FORMS}}


class Text:
    """A text's terms, and where each form stands."""

    def __init__(self, text: str) -> None:
        self.words = tuple(_joined(list(_terms(text))))
        self.at: dict[str, list[int]] = {}
        for n, word in enumerate(self.words):
            self.at.setdefault(word.form, []).append(n)
        self.small = {word.form for word in self.words if not word.capital}

    def mention(self, n: int) -> tuple[int, int]:
        """Return [first, last] of the terms of the name that term n stands in."""
        first = last = n
        while first and not self.words[first].apart and self._goes_on(first - 1):
            first -= 1
        while last + 1 < len(self.words) and not self.words[last + 1].apart and self._goes_on(last + 1):
            last += 1
        return first, last

    def _goes_on(self, n: int) -> bool:
        word = self.words[n]
        return word.form in LINKS or (word.capital and not word.opener)


@lru_cache(maxsize=1024)
def read(text: str) -> Text:
    """Return a text ready for looking names up."""
    return Text(text)


def _terms(text: str) -> Iterator[Term]:
    end, before = 0, ""
    for match in _WORD.finditer(text):
        word, gap = match.group(), text[end : match.start()]
        form = normal(word)
        if not form:
            continue
        apart = bool(_BREAKS.search(gap) or _POSSESSIVE.search(before)) or len(gap) > 12
        if apart and gap.startswith(". ") and (normal(before) in ADDRESSES or (len(before) == 1 and before.isupper())):
            apart = False
        opens = not end or (apart and bool(_OPENS.search(gap)))
        capital = any(c.isupper() or c.istitle() or unicodedata.category(c) == "Lo" for c in word)
        capital = capital or (word[0].isalpha() and any(c.isdigit() for c in word))  # "mi5"
        yield Term(form, _POSSESSIVE.sub("", word).lower(), *match.span(), capital, opens, apart)
        end, before = match.end(), word


def _joined(words: list[Term]) -> Iterator[Term]:
    """Yield the terms, every known name turned into its one form."""
    at = 0
    while at < len(words):
        for length in range(_LONGEST.get(words[at].form, 1), 0, -1):
            part = words[at : at + length]
            form = _FORMS.get(tuple(word.form for word in part))
            small = length == 1 and form in NATIONS and len(part[0].form) > 5
            if form and not any(word.apart for word in part[1:]) and (small or part[0].capital or form.isupper()):
                yield replace(part[0], form=form, end=part[-1].end, capital=part[0].capital or small)
                break
        else:
            yield words[at]
        at += length
