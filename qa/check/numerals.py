"""Numbers as they are written, in figures or words: "14,000", "fourteen thousand", "two thirds", "3½", "a dozen".

What a number is of (a unit, a currency) is read elsewhere, `qa/check/numbers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qa.check.currencies import currency_before
from qa.check.dates import dates
from qa.check.quantities import (
    ARTICLES,
    FRACTIONS,
    FUNCTION_WORDS,
    GROUPS,
    MULTIPLES,
    NO_COUNT,
    NUMBERS,
    ORDINALS,
    SCALES,
    SETS,
    SHORT_SCALES,
    UNITS,
    VAGUE,
)
from qa.check.terms import INVISIBLE

Amounts = frozenset[Fraction]

_PART = re.compile(
    rf"(?P<digits>\d+(?:[.,\u00a0\u202f{INVISIBLE}]+\d+)*)(?P<fraction>[½¼¾⅓⅔])?|(?P<only>[½¼¾⅓⅔])"
    r"|(?P<letters>[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<sign>%|°)"
)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?")
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
JOIN = re.compile(r"\s+|\s?[-‐‑]\s?|")
_LISTED = re.compile(r"(?:^|[\n\r])[\s*#>•-]*\(?$")
_LIST_MARK = re.compile(r"[.)]\s|\)")
_CITED = re.compile(r"\]\s*(?:[.,;:!?\[]|$)")
_ANNOUNCED = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:reasons|factors|ways|things|points|causes|steps|aspects|parts|examples|issues|questions)\s*:"
)
"""After a number that only says how many items the sentence itself goes on to list."""


@dataclass(frozen=True, slots=True)
class Part:
    """Figures, a word or a sign at [start, end)."""

    kind: str
    text: str
    start: int
    end: int
    fraction: Fraction = Fraction(0)

    @property
    def word(self) -> str:
        """Its letters in lower case; empty for figures and signs."""
        return self.text.lower() if self.kind == "letters" else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A number as read: what it amounts to, the part after it, its last scale, whether it is a rank or a share."""

    amounts: Amounts
    next: int
    scale: int = 1
    unit: str = ""
    loose: bool = False
    article: bool = False


def parts_of(text: str) -> Iterator[Part]:
    """Yield the figures, words and signs of a text that stand in no date, in order."""
    taken = {n for date in dates(text) for n in range(date.start, date.end)}
    for match in _PART.finditer(text):
        if match.start() in taken or match.end() - 1 in taken:
            continue
        kind = match.lastgroup or ""
        if kind == "only":
            yield Part("digits", "0", *match.span(), _VULGAR[match.group()])
        elif match["digits"]:
            yield from _figures(match)
        else:
            yield Part(kind, match.group(), *match.span())


def _figures(match: re.Match[str]) -> Iterator[Part]:
    """Yield figures as one number, or one by one where commas only list them: "1,2,3"."""
    figures, start = match["digits"], match.start()
    extra = _VULGAR[match["fraction"]] if match["fraction"] else Fraction(0)
    if "," not in figures or _GROUPED.fullmatch(figures) or re.fullmatch(r"\d+,\d{1,2}", figures):
        yield Part("digits", figures, start, match.end(), extra)
        return
    for piece in re.finditer(r"[^,]+", figures):
        yield Part("digits", piece.group(), start + piece.start(), start + piece.end())


def _amount(figures: str) -> Fraction | None:
    figures = _UNSEEN.sub("", figures)
    if _GROUPED.fullmatch(figures):
        figures = re.sub(r"[,\u00a0\u202f]", "", figures)
    elif re.fullmatch(r"\d+,\d{1,2}", figures):
        figures = figures.replace(",", ".")
    try:
        return Fraction(figures[:60])
    except ValueError:  # 1.2.3
        return None


def read(text: str, parts: Sequence[Part], at: int) -> Read | None:
    """Return the number that begins at part `at`, or None where none does."""
    part = parts[at]
    if part.kind == "digits":
        return _read_figures(text, parts, at)
    word = part.word
    if not word:
        return None
    if word in ARTICLES:
        return _read_article(text, parts, at)
    if word in VAGUE or word in SCALES:
        return _read_vague(text, parts, at)
    if word in MULTIPLES:
        return Read(frozenset({Fraction(MULTIPLES[word])}), at + 1, unit="times")
    if word in SETS:
        return Read(frozenset({Fraction(SETS[word])}), at + 1, loose=word not in GROUPS, article=word not in GROUPS)
    if word in ("half", "halves", "halved", "halving"):
        return _read_half(text, parts, at)
    return _read_words(text, parts, at)


def _read_figures(text: str, parts: Sequence[Part], at: int) -> Read | None:
    part = parts[at]
    before = text[max(part.start - 2, 0) : part.start]
    if _glued(text, part.start):
        return None
    following = parts[at + 1] if at + 1 < len(parts) else None
    suffix = following.text if following and following.kind == "letters" and following.start == part.end else ""
    suffix = "" if suffix == "s" else suffix
    amount = _amount(part.text)
    if amount is None:
        return Read(frozenset({Fraction(0)}), at + 1, unit=f"={part.text}")
    amount += part.fraction
    if before.endswith("/") or (following and following.kind == "digits" and text[part.end : following.start] == "/"):
        return _read_ratio(text, parts, at, amount)
    if suffix.lower() in ("st", "nd", "rd", "th"):
        return Read(frozenset({amount}), at + 2, unit="rank")
    if suffix in SHORT_SCALES:
        scale = SHORT_SCALES[suffix]
        money = currency_before(text, part.start)
        amounts = {amount * scale} | ({amount} if suffix in ("m", "M", "k") and not money else set())
        return Read(frozenset(amounts), at + 2, scale=scale)
    if suffix and suffix not in UNITS and suffix not in ("C", "F", "KM", "KG", "MW", "GW"):
        return Read(frozenset({amount}), at + 2, unit=f"={suffix.lower()}")
    total, after, scale = _scaled(text, parts, at + 1, amount, bool(currency_before(text, part.start)))
    listed = scale == 1 and (_listed(text, part) or _ANNOUNCED.match(text, parts[after - 1].end) is not None)
    return _fraction_of(text, parts, Read(frozenset({total}), after, scale, loose=listed))


def _glued(text: str, start: int) -> bool:
    """Whether figures are part of a name: "G7", "F-16", "COVID-19"."""
    if start and text[start - 1].isalpha():
        return True
    return bool(re.search(r"[^\W\d_]*[A-Z][^\W\d_]*[-‐‑]$", text[max(start - 20, 0) : start]))


def _read_ratio(text: str, parts: Sequence[Part], at: int, amount: Fraction) -> Read | None:
    following = parts[at + 1] if at + 1 < len(parts) else None
    if following and following.kind == "digits" and text[parts[at].end : following.start] == "/":
        below = _amount(following.text)
        if below and amount < below <= 100:
            return Read(frozenset({100 * amount / below}), at + 2, unit="percent")
    return Read(frozenset({amount}), at + 1)


def _scaled(text: str, parts: Sequence[Part], at: int, amount: Fraction, money: bool) -> tuple[Fraction, int, int]:
    """Return an amount times the scale words after it ("million"), the part after them and the last scale."""
    scale = 1
    while at < len(parts) and JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        part = parts[at]
        factor = SCALES.get(part.word) or (
            SHORT_SCALES.get(part.text) if money or part.text in ("bn", "tn", "mn") else None
        )
        if factor is None:
            break
        amount, scale, at = amount * factor, factor, at + 1
    return amount, at, scale


def side_by_side(text: str, parts: Sequence[Part], at: int, most: int = 3) -> list[str]:
    """Return the words of the parts from `at` on, as far as only a space or a hyphen stands before each."""
    words: list[str] = []
    while at < len(parts) and len(words) < most and at and JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        words.append(parts[at].word)
        at += 1
    return words


def _read_article(text: str, parts: Sequence[Part], at: int) -> Read | None:
    following = side_by_side(text, parts, at + 1)
    if following:
        word = following[0]
        if word in SCALES:
            return _read_words(text, parts, at + 1, 1)
        if word in FRACTIONS and following[1:2] == ["of"]:
            return Read(frozenset({Fraction(100, FRACTIONS[word])}), at + 2, unit="percent")
        return Read(frozenset({Fraction(1)}), at + 1, loose=True, article=True)
    return None


def _read_vague(text: str, parts: Sequence[Part], at: int) -> Read:
    size = VAGUE.get(parts[at].word) or SCALES[parts[at].word]  # "several hundred"
    while at + 2 < len(parts) and text[parts[at].end : parts[at + 2].start] == " of " and parts[at + 2].word in VAGUE:
        at += 2
        size *= VAGUE[parts[at].word]
    return Read(frozenset({Fraction(size)}), at + 1, unit="vague")


def _read_half(text: str, parts: Sequence[Part], at: int) -> Read:
    half = Fraction(1, 2)
    following = side_by_side(text, parts, at + 1)
    if len(following) > 1 and following[0] in ARTICLES:
        word = following[1]
        if word in SCALES:
            return Read(frozenset({half * SCALES[word]}), at + 3, SCALES[word])
        if word in UNITS:
            return Read(frozenset({half}), at + 2)
    return Read(frozenset({Fraction(50)}), at + 1, unit="percent")


def _read_words(text: str, parts: Sequence[Part], at: int, current: int = 0) -> Read | None:
    total, scale, start, seen = 0, 1, at, current > 0
    while at < len(parts):
        word = parts[at].word
        if at > start and not JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
            break
        if word == "and" and (current >= 100 or total) and at + 1 < len(parts) and parts[at + 1].word in NUMBERS:
            at += 1
            continue
        if word in ORDINALS and (current == 0 or _fits(current, ORDINALS[word])) and not (word == "second" and seen):
            if seen and (word in FRACTIONS and not 20 <= current % 100 < 100):
                break
            rank = Fraction(total + current + ORDINALS[word])
            return Read(frozenset({rank}), at + 1, unit="rank", loose=_adverb(parts, start, at))
        if word in NUMBERS and (not seen or _fits(current, NUMBERS[word])):
            current += NUMBERS[word]
        elif word == "hundred" and 0 < current < 100:
            current *= 100
        elif word in SCALES and seen and (current or total):
            if SCALES[word] < scale:
                total += current * SCALES[word]
            else:
                total = (total + current) * SCALES[word]
            current, scale = 0, SCALES[word]
        else:
            break
        seen = True
        at += 1
    if not seen:
        return None
    alone = at - start == 1 and parts[start].word == "one"
    loose = (alone and _pronoun(text, parts, at)) or _ANNOUNCED.match(text, parts[at - 1].end) is not None
    read = Read(frozenset({Fraction(total + current)}), at, scale, loose=loose)
    return _fraction_of(text, parts, read)


def _fits(current: int, small: int) -> bool:
    """Whether "twenty" goes on with "five", "hundred" with "six"."""
    tens = current % 100
    return (tens == 0 and small < 100 and (current >= 100 or current == 0)) or (
        tens >= 20 and tens % 10 == 0 and small < 10
    )


def _fraction_of(text: str, parts: Sequence[Part], read: Read) -> Read:
    """Return "two thirds" as a share, "two and a half" as 2.5, anything else as it is."""
    at = read.next
    if at >= len(parts) or read.scale != 1 or len(read.amounts) != 1:
        return read
    (amount,) = read.amounts
    word = parts[at].word
    singular = word[:-1] if word.endswith("s") else word
    shared = (word != singular) == (amount != 1) or text[parts[at].start - 1] == "-"
    if shared and singular in FRACTIONS and JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        return Read(frozenset({100 * amount / FRACTIONS[singular]}), at + 1, unit="percent")
    if side_by_side(text, parts, at) in (["and", "a", "half"], ["and", "one", "half"]):
        total, after, scale = _scaled(text, parts, at + 3, amount + Fraction(1, 2), False)
        return Read(frozenset({total}), after, scale)
    return read


def _adverb(parts: Sequence[Part], start: int, at: int) -> bool:
    """Whether "first" ranks nothing: "for the first time", "first began"."""
    if parts[at].word != "first" or at > start:
        return False
    before = parts[start - 1].word if start else ""
    after = parts[at + 1].word if at + 1 < len(parts) else ""
    return before not in ("the", "a", "an", "its", "his", "her", "their", "s") or after in (
        "time",
        "times",
        "place",
        "of",
        "",
    )


def _pronoun(text: str, parts: Sequence[Part], at: int) -> bool:
    before = parts[at - 2].word if at >= 2 and JOIN.fullmatch(text, parts[at - 2].end, parts[at - 1].start) else ""
    after = parts[at] if at < len(parts) and JOIN.fullmatch(text, parts[at - 1].end, parts[at].start) else None
    return (
        before in NO_COUNT
        or after is None
        or after.kind != "letters"
        or after.word in FUNCTION_WORDS
        or bool(NO_COUNT.intersection(side_by_side(text, parts, at)))
    )


def _listed(text: str, part: Part) -> bool:
    """Whether a number only counts the items of a list, or cites."""
    before = text[max(part.start - 8, 0) : part.start]
    if _LISTED.search(before) and (part.start < 8 or "\n" in before) and _LIST_MARK.match(text, part.end):
        return True
    return before.endswith("[") and bool(_CITED.match(text, part.end))
