"""Numbers, shares, sums of money and measures in a text, in figures or words, and whether one gives another.

"14,000", "14000" and "fourteen thousand" are one number; "$3.5m" and "3.5 million dollars" one sum; "two weeks" and
"14 days" one time. A plain number never gives a share, a sum, a rank or a measure, nor the reverse, and a number in a
date or a name ("November 27", "F-16") is none. Rounding is not known: "about 14,000" is not in "14,032".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from qa.dates import dates
from qa.nations import FORMS
from qa.quantities import (
    ARTICLES,
    CURRENCIES,
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
    SIGNS,
    UNITS,
    VAGUE,
)
from qa.terms import plain

Amounts = frozenset[Fraction]
_MEASURES = frozenset(unit for unit, _ in UNITS.values()) | {"age", "degree:c", "degree:f"}


@dataclass(frozen=True)
class Number:
    """A mention of a number at [start, end)."""

    start: int
    end: int
    amounts: Amounts
    """What it may amount to: "3.5m" is 3.5 and 3,500,000."""
    unit: str = ""
    """"" for a plain number, "percent", "rank", "times", "vague", a currency as "$dollar:us", a measure as "second"."""
    bare: bool = False
    """No noun follows that it counts."""
    nouns: tuple[str, ...] = ()
    """The plain forms of the words that follow, three at most."""
    scale: int = 1
    loose: bool = False
    """Gives a number, but claims none: "a" year, "both", the pronoun "one", the number of a list's item."""
    article: bool = False

    @property
    def money(self) -> bool:
        """Whether it is a sum of money."""
        return self.unit.startswith("$")

    def gives(self, wanted: Number) -> bool:
        """Whether this mention gives the same number of the same kind."""
        if wanted.unit == "vague" and self.unit == "":
            return any(2 * size <= amount < 100 * size for size in wanted.amounts for amount in self.amounts)
        fall = self.unit == "percent" and any(-amount in self.amounts for amount in wanted.amounts)
        if not (self.amounts & wanted.amounts or fall):
            return False
        if self.article and wanted.unit == "":
            return bool(set(wanted.nouns[:2]) & set(self.nouns))
        mine, theirs = self.unit.split(":"), wanted.unit.split(":")
        if mine[0] == theirs[0]:
            return not mine[-1] or not theirs[-1] or mine[-1] == theirs[-1]
        if wanted.unit in _MEASURES:
            return self.unit == "" and self.bare
        return wanted.unit == "" and wanted.bare and self.unit in _MEASURES


_PART = re.compile(
    r"(?P<digits>\d+(?:[.,\u00a0\u202f]\d+)*)(?P<fraction>[½¼¾⅓⅔])?|(?P<only>[½¼¾⅓⅔])"
    r"|(?P<letters>[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<sign>%|°)"
)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?")
_SIGN_BEFORE = re.compile(r"(?<!\w)(?P<who>US|A|AU|C|CA|CAN|HK|NZ|S|R|NT)?(?P<sign>[$€£¥₹₽₺₩₪])\s?$")
_SIGN_AFTER = re.compile(r"\s?(?P<sign>[$€£¥₹₽₺₩₪])(?!\s?\d)")
_CODE_BEFORE = re.compile(r"(?<!\w)(?P<code>USD|EUR|GBP|INR|CHF|JPY|CNY|RMB|AUD|CAD|SEK|NOK|DKK|Rs\.?)\s?$")
_MINUS_BEFORE = re.compile(r"(?:(?:^|(?<=[\s(]))[-−]|\b(?i:minus)\s+)$")
_JOIN = re.compile(r"\s+|\s?[-‐‑]\s?|")
_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|through|until)\s*")
_LISTED = re.compile(r"(?:^|[\n\r])[\s*#>•-]*\(?$")
_LIST_MARK = re.compile(r"[.)]\s|\)")
_CITED = re.compile(r"\]\s*(?:[.,;:!?\[]|$)")
_ANNOUNCED = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:reasons|factors|ways|things|points|causes|steps|aspects|parts|examples|issues|questions)\s*:"
)
"""After a number that only says how many items the sentence itself goes on to list."""
_SQUARE = frozenset("square cubic nautical".split())


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str
    start: int
    end: int
    fraction: Fraction = Fraction(0)

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "letters" else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A number as read: what it amounts to, the part after it, its last scale, whether it is a rank or a share."""

    amounts: Amounts
    next: int
    scale: int = 1
    unit: str = ""
    loose: bool = False
    article: bool = False


@lru_cache(maxsize=2048)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text that stand in no date, in order; none overlaps another."""
    parts = list(_parts(text))
    found: list[Number] = []
    at = 0
    while at < len(parts):
        read = _read(text, parts, at)
        if read is None:
            at += 1
            continue
        mention, at = _measured(text, parts, at, read)
        found.append(mention)
    return tuple(_ranged(text, found))


def _parts(text: str) -> Iterator[_Part]:
    taken = {n for date in dates(text) for n in range(date.start, date.end)}
    for match in _PART.finditer(text):
        if match.start() in taken or match.end() - 1 in taken:
            continue
        kind = match.lastgroup or ""
        if kind == "only":
            yield _Part("digits", "0", *match.span(), _VULGAR[match.group()])
        elif match["digits"]:
            yield from _figures(match)
        else:
            yield _Part(kind, match.group(), *match.span())


def _figures(match: re.Match[str]) -> Iterator[_Part]:
    """Yield figures as one number, or one by one where commas only list them: "1,2,3"."""
    figures, start = match["digits"], match.start()
    extra = _VULGAR[match["fraction"]] if match["fraction"] else Fraction(0)
    if "," not in figures or _GROUPED.fullmatch(figures) or re.fullmatch(r"\d+,\d{1,2}", figures):
        yield _Part("digits", figures, start, match.end(), extra)
        return
    for piece in re.finditer(r"[^,]+", figures):
        yield _Part("digits", piece.group(), start + piece.start(), start + piece.end())


def _amount(figures: str) -> Fraction | None:
    if _GROUPED.fullmatch(figures):
        figures = re.sub(r"[,\u00a0\u202f]", "", figures)
    elif re.fullmatch(r"\d+,\d{1,2}", figures):
        figures = figures.replace(",", ".")
    try:
        return Fraction(figures[:60])
    except ValueError:  # 1.2.3
        return None


def _read(text: str, parts: Sequence[_Part], at: int) -> _Read | None:
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
        return _Read(frozenset({Fraction(MULTIPLES[word])}), at + 1, unit="times")
    if word in SETS:
        return _Read(frozenset({Fraction(SETS[word])}), at + 1, loose=word not in GROUPS, article=word not in GROUPS)
    if word in ("half", "halves", "halved", "halving"):
        return _read_half(text, parts, at)
    return _read_words(text, parts, at)


def _read_figures(text: str, parts: Sequence[_Part], at: int) -> _Read | None:
    part = parts[at]
    before = text[max(part.start - 2, 0) : part.start]
    if _glued(text, part.start):
        return None
    following = parts[at + 1] if at + 1 < len(parts) else None
    suffix = following.text if following and following.kind == "letters" and following.start == part.end else ""
    suffix = "" if suffix == "s" else suffix
    amount = _amount(part.text)
    if amount is None:
        return _Read(frozenset({Fraction(0)}), at + 1, unit=f"={part.text}")
    amount += part.fraction
    if before.endswith("/") or (following and following.kind == "digits" and text[part.end : following.start] == "/"):
        return _read_ratio(text, parts, at, amount)
    if suffix.lower() in ("st", "nd", "rd", "th"):
        return _Read(frozenset({amount}), at + 2, unit="rank")
    if suffix in SHORT_SCALES:
        scale = SHORT_SCALES[suffix]
        money = _currency_before(text, part.start)
        amounts = {amount * scale} | ({amount} if suffix in ("m", "M", "k") and not money else set())
        return _Read(frozenset(amounts), at + 2, scale=scale)
    if suffix and suffix not in UNITS and suffix not in ("C", "F", "KM", "KG", "MW", "GW"):
        return _Read(frozenset({amount}), at + 2, unit=f"={suffix.lower()}")
    total, after, scale = _scaled(text, parts, at + 1, amount, bool(_currency_before(text, part.start)))
    listed = scale == 1 and (_listed(text, part) or _ANNOUNCED.match(text, parts[after - 1].end) is not None)
    return _fraction_of(text, parts, _Read(frozenset({total}), after, scale, loose=listed))


def _glued(text: str, start: int) -> bool:
    """Whether figures are part of a name: "G7", "F-16", "COVID-19"."""
    if start and text[start - 1].isalpha():
        return True
    return bool(re.search(r"[^\W\d_]*[A-Z][^\W\d_]*[-‐‑]$", text[max(start - 20, 0) : start]))


def _read_ratio(text: str, parts: Sequence[_Part], at: int, amount: Fraction) -> _Read | None:
    following = parts[at + 1] if at + 1 < len(parts) else None
    if following and following.kind == "digits" and text[parts[at].end : following.start] == "/":
        below = _amount(following.text)
        if below and amount < below <= 100:
            return _Read(frozenset({100 * amount / below}), at + 2, unit="percent")
    return _Read(frozenset({amount}), at + 1)


def _scaled(text: str, parts: Sequence[_Part], at: int, amount: Fraction, money: bool) -> tuple[Fraction, int, int]:
    """Return an amount times the scale words after it ("million"), the part after them and the last scale."""
    scale = 1
    while at < len(parts) and _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        part = parts[at]
        factor = SCALES.get(part.word) or (
            SHORT_SCALES.get(part.text) if money or part.text in ("bn", "tn", "mn") else None
        )
        if factor is None:
            break
        amount, scale, at = amount * factor, factor, at + 1
    return amount, at, scale


def _side_by_side(text: str, parts: Sequence[_Part], at: int, most: int = 3) -> list[str]:
    """Return the words of the parts from `at` on, as far as only a space or a hyphen stands before each."""
    words: list[str] = []
    while at < len(parts) and len(words) < most and at and _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        words.append(parts[at].word)
        at += 1
    return words


def _read_article(text: str, parts: Sequence[_Part], at: int) -> _Read | None:
    following = _side_by_side(text, parts, at + 1)
    if following:
        word = following[0]
        if word in SCALES:
            return _read_words(text, parts, at + 1, 1)
        if word in FRACTIONS and following[1:2] == ["of"]:
            return _Read(frozenset({Fraction(100, FRACTIONS[word])}), at + 2, unit="percent")
        return _Read(frozenset({Fraction(1)}), at + 1, loose=True, article=True)
    return None


def _read_vague(text: str, parts: Sequence[_Part], at: int) -> _Read:
    size = VAGUE.get(parts[at].word) or SCALES[parts[at].word]  # "several hundred"
    while at + 2 < len(parts) and text[parts[at].end : parts[at + 2].start] == " of " and parts[at + 2].word in VAGUE:
        at += 2
        size *= VAGUE[parts[at].word]
    return _Read(frozenset({Fraction(size)}), at + 1, unit="vague")


def _read_half(text: str, parts: Sequence[_Part], at: int) -> _Read:
    half = Fraction(1, 2)
    following = _side_by_side(text, parts, at + 1)
    if len(following) > 1 and following[0] in ARTICLES:
        word = following[1]
        if word in SCALES:
            return _Read(frozenset({half * SCALES[word]}), at + 3, SCALES[word])
        if word in UNITS:
            return _Read(frozenset({half}), at + 2)
    return _Read(frozenset({Fraction(50)}), at + 1, unit="percent")


def _read_words(text: str, parts: Sequence[_Part], at: int, current: int = 0) -> _Read | None:
    total, scale, start, seen = 0, 1, at, current > 0
    while at < len(parts):
        word = parts[at].word
        if at > start and not _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
            break
        if word == "and" and (current >= 100 or total) and at + 1 < len(parts) and parts[at + 1].word in NUMBERS:
            at += 1
            continue
        if word in ORDINALS and (current == 0 or _fits(current, ORDINALS[word])) and not (word == "second" and seen):
            if seen and (word in FRACTIONS and not 20 <= current % 100 < 100):
                break
            rank = Fraction(total + current + ORDINALS[word])
            return _Read(frozenset({rank}), at + 1, unit="rank", loose=_adverb(parts, start, at))
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
    read = _Read(frozenset({Fraction(total + current)}), at, scale, loose=loose)
    return _fraction_of(text, parts, read)


def _fits(current: int, small: int) -> bool:
    """Whether "twenty" goes on with "five", "hundred" with "six"."""
    tens = current % 100
    return (tens == 0 and small < 100 and (current >= 100 or current == 0)) or (
        tens >= 20 and tens % 10 == 0 and small < 10
    )


def _fraction_of(text: str, parts: Sequence[_Part], read: _Read) -> _Read:
    """Return "two thirds" as a share, "two and a half" as 2.5, anything else as it is."""
    at = read.next
    if at >= len(parts) or read.scale != 1 or len(read.amounts) != 1:
        return read
    (amount,) = read.amounts
    word = parts[at].word
    singular = word[:-1] if word.endswith("s") else word
    shared = (word != singular) == (amount != 1) or text[parts[at].start - 1] == "-"
    if shared and singular in FRACTIONS and _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        return _Read(frozenset({100 * amount / FRACTIONS[singular]}), at + 1, unit="percent")
    if _side_by_side(text, parts, at) in (["and", "a", "half"], ["and", "one", "half"]):
        total, after, scale = _scaled(text, parts, at + 3, amount + Fraction(1, 2), False)
        return _Read(frozenset({total}), after, scale)
    return read


def _adverb(parts: Sequence[_Part], start: int, at: int) -> bool:
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


def _pronoun(text: str, parts: Sequence[_Part], at: int) -> bool:
    before = parts[at - 2].word if at >= 2 and _JOIN.fullmatch(text, parts[at - 2].end, parts[at - 1].start) else ""
    after = parts[at] if at < len(parts) and _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start) else None
    return (
        before in NO_COUNT
        or after is None
        or after.kind != "letters"
        or after.word in FUNCTION_WORDS
        or bool(NO_COUNT.intersection(_side_by_side(text, parts, at)))
    )


def _listed(text: str, part: _Part) -> bool:
    """Whether a number only counts the items of a list, or cites."""
    before = text[max(part.start - 8, 0) : part.start]
    if _LISTED.search(before) and (part.start < 8 or "\n" in before) and _LIST_MARK.match(text, part.end):
        return True
    return before.endswith("[") and bool(_CITED.match(text, part.end))


def _currency_before(text: str, start: int) -> tuple[str, int] | None:
    before = text[max(start - 6, 0) : start]
    if found := _SIGN_BEFORE.search(before):
        who = (found["who"] or "").lower()
        return f"${SIGNS[found['sign']]}:{_WHOSE.get(who, who)}", start - len(before) + found.start()
    if found := _CODE_BEFORE.search(before):
        return f"${CURRENCIES[found['code'].lower().strip('.')]}", start - len(before) + found.start()
    return None


_WHOSE = {"a": "australia", "au": "australia", "c": "canada", "ca": "canada", "can": "canada", "s": "singapore"}
_WHOSE |= {"hk": "hong_kong", "nz": "new_zealand", "nt": "taiwan", "r": "brazil"}


def _measured(text: str, parts: Sequence[_Part], at: int, read: _Read) -> tuple[Number, int]:
    """Return the number with the unit or currency that it is of, and the part after it."""
    start, end, after = parts[at].start, parts[read.next - 1].end, read.next
    amounts, unit = read.amounts, read.unit
    before = _currency_before(text, start) if parts[at].kind == "digits" else None
    if before and unit in ("", "rank"):
        unit, start = before
    elif unit == "" and (sign := _SIGN_AFTER.match(text, end)):
        unit, end = f"${SIGNS[sign['sign']]}:", sign.end()
    elif unit == "":
        unit, factor, after = _unit(text, parts, after, read.article)
        if unit in _MEASURES and amounts == {1} and _side_by_side(text, parts, after) == ["and", "a", "half"]:
            amounts, after = frozenset({Fraction(3, 2)}), after + 3
        end = parts[after - 1].end
        amounts = frozenset(amount * factor for amount in amounts)
    if parts[at].kind == "digits" and (minus := _MINUS_BEFORE.search(text[max(start - 7, 0) : start])):
        amounts = frozenset({-amount for amount in amounts})
        start -= len(minus.group())
    nouns = tuple(plain(part.text) for part in parts[after : after + 3])
    bare = after >= len(parts) or not _JOIN.fullmatch(text, end, parts[after].start)
    bare = bare or parts[after].kind != "letters" or parts[after].word in FUNCTION_WORDS
    return Number(start, end, amounts, unit, bare, nouns, read.scale, read.loose, read.article and unit == ""), after


def _unit(text: str, parts: Sequence[_Part], at: int, article: bool) -> tuple[str, Fraction, int]:
    """Return the unit at part `at`, what one of it is in the unit of its kind, and the part after it."""
    none = ("", Fraction(1), at)
    if at >= len(parts) or not _JOIN.fullmatch(text, parts[at - 1].end, parts[at].start):
        return none
    part = parts[at]
    word = part.word
    following, then = (*_side_by_side(text, parts, at + 1, 2), "", "")[:2]
    if part.text == "%" or word in ("percent", "pct", "pc"):
        points = following in ("point", "points")
        return "points" if points else "percent", Fraction(1), at + 1 + points
    if word == "per" and following == "cent":
        return "percent", Fraction(1), at + 2
    if word == "percentage" and following in ("point", "points"):
        return "points", Fraction(1), at + 2
    if part.text == "°" or part.text in ("C", "F"):
        more = part.text == "°" and following in ("c", "f")
        scale = following if more else part.text.strip("°").lower()
        return f"degree:{scale}", Fraction(1), at + 1 + more
    if word in CURRENCIES and not article:
        return f"${CURRENCIES[word]}", Fraction(1), at + 1
    if following in CURRENCIES and not article and (whose := FORMS.get((plain(part.text),))):
        return f"${CURRENCIES[following].split(':')[0]}:{whose}", Fraction(1), at + 2
    if word in _SQUARE and following in UNITS:
        unit, factor = UNITS[following]
        return f"{word} {unit}", factor, at + 2
    if word in UNITS and (len(word) > 1 or part.text == word):
        unit, factor = UNITS[word]
        if unit == "degree:" and following in ("celsius", "centigrade", "fahrenheit", "c", "f"):
            return f"degree:{following[0]}", factor, at + 2
        if following == "old":
            return "age", Fraction(1), at + 2
        if (following, then) == ("of", "age"):
            return "age", Fraction(1), at + 3
        return unit, factor, at + 1
    return none


def _ranged(text: str, found: list[Number]) -> list[Number]:
    """Return the numbers with the unit and scale that the last of a range says for both: "10 to 20 million dollars"."""
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        if one.loose or other.loose or other.start - one.end > 10 or not _RANGE.fullmatch(text, one.end, other.start):
            continue
        small = one.scale == 1 and max(one.amounts, default=0) < 1000
        if small and other.scale > 1 and (one.unit in ("", other.unit) or (one.money and other.unit == "")):
            one = replace(one, amounts=one.amounts | {amount * other.scale for amount in one.amounts})
        if one.unit == "" and one.bare and other.unit not in ("", "rank", "times", "vague"):
            factor = _factor(text, other)
            one = replace(one, unit=other.unit, amounts=frozenset(amount * factor for amount in one.amounts))
        if one.money and other.unit == "" and not re.search("and|or", text[one.end : other.start]):
            found[n + 1] = replace(other, unit=one.unit)
        found[n] = one
    return found


def _factor(text: str, number: Number) -> Fraction:
    """Return how much one of the unit that `number` is written in is, in the unit of its kind."""
    last = re.search(r"[^\W\d_]+$", text[number.start : number.end])
    return UNITS.get(last.group().lower(), ("", Fraction(1)))[1] if last and number.unit in _MEASURES else Fraction(1)
