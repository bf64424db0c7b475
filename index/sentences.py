"""Paragraphs and sentences of a text, as exact spans.

Rules only, for texts as news writes them: it knows the common English abbreviations, initials, decimal points, closing
quotes after the full stop and the full stops of Chinese and Japanese. It does not know every abbreviation of every
language; where it errs, a sentence is too short or too long, and its offsets are exact all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from index.words import MONTH, MONTHS, WEEKDAY, WEEKDAYS

Bounds = tuple[int, int]

KEPT = 10_000
"""Characters of a text at most whose sentences are remembered."""
WRAPPED_AT = 100
"""A text with blank lines and no line longer than this is hard-wrapped: a line break ends no paragraph there
where the next word had no room on the line."""

_BLANK = re.compile(r"(?>\r\n|[\n\r\v\f\x85\u2028\u2029])(?:[^\S\n\r]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029]))+")
_FIRST_WORD = re.compile(r"[^\S\n\r\v\f\x85\u2028\u2029]*(?P<word>\S+)")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CLOSING = "\"'”’»)\\]"
_END = re.compile(rf"(?:(?<![.!?…])[.!?…]++[{_CLOSING}]*+(?=\s))|(?:[。！？｡]+[{_CLOSING}」』）]*)")
_NEXT = re.compile(r"\s*[\"'“‘«(\[]*(?P<word>\w*)")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"'‘—–-]+$")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr hon rev gen col lt sgt capt cmdr maj adm gov sen rep pres amb messrs mt ft "
    "no nos vs etc cf al fig vol pp ed eds approx dept est inc ltd co corp bros assn univ ave blvd rd "
    "e.g i.e a.m p.m ph.d".split()
) | ({name[:3] for name in (*MONTHS, *WEEKDAYS)} - {"may"} | {"sept"})
_MAY_END = frozenset("etc inc ltd co corp al jr sr a.m p.m ph.d".split())
_OF_HOUR = re.compile(rf"{WEEKDAY}|{MONTH}|(?-i:[A-Z]{{2,4}})", re.I)
"""What goes on behind "8 p.m.": a day, or where the clock shows that."""
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z])+")


def paragraph_spans(text: str) -> list[Bounds]:
    """Return the spans of the paragraphs, without the white space around them."""
    longest = max(len(line) for line in _BREAK.split(text))
    wrapped = longest <= WRAPPED_AT and _BLANK.search(text.strip()) is not None
    spans, start, line = [], 0, 0
    for found in _BREAK.finditer(text):
        if not (wrapped and _wraps(text, line, found, longest)):
            spans.append((start, found.start()))
            start = found.end()
        line = found.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, span) for span in spans)
    return [span for span in trimmed if span[0] < span[1]]


def _wraps(text: str, line: int, found: re.Match[str], longest: int) -> bool:
    """Whether a break ends its line, which starts at `line`, only because the next word has no room on it."""
    word = _FIRST_WORD.match(text, found.end())
    return word is not None and line < found.start() and found.start() - line + 1 + len(word["word"]) > longest


def sentence_spans(text: str) -> list[Bounds]:
    """Return the spans of the sentences, in order, without the white space around them; none crosses a paragraph."""
    return list(_kept(text)) if len(text) <= KEPT else _spans(text)


@lru_cache(maxsize=256)
def _kept(text: str) -> tuple[Bounds, ...]:
    """Return the spans of a passage's sentences, which one question asks for again and again."""
    return tuple(_spans(text))


def _spans(text: str) -> list[Bounds]:
    return [span for paragraph in paragraph_spans(text) for span in _sentences(text, paragraph)]


def sentence_at(spans: list[Bounds], start: int, end: int) -> Bounds:
    """Return the span from the sentence that holds code point `start` to the one that holds `end - 1`."""
    starts = [span[0] for span in spans]
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, end - 1) - 1, 0)
    return min(spans[first][0], start), max(spans[last][1], end)


def _sentences(text: str, paragraph: Bounds) -> list[Bounds]:
    start, stop = paragraph
    spans = []
    for found in _END.finditer(text, start, stop):
        if found.end() < stop and _ends(text, start, stop, found):
            spans.append(_trim(text, (start, found.end())))
            start = found.end()
    spans.append(_trim(text, (start, stop)))
    return [span for span in spans if span[0] < span[1]]


def _ends(text: str, start: int, stop: int, found: re.Match[str]) -> bool:
    """Whether the mark that was found ends a sentence."""
    mark = found.group()
    if mark[0] in "。！？｡":
        return True
    following = _NEXT.match(text, found.end(), stop)
    opener = following["word"] if following else ""
    if opener[:1].islower():
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    word = _WORD_BEFORE.search(text, max(start, found.start() - 20), found.start())
    last = word.group().lower() if word else ""
    if word and _INITIALS.fullmatch(word.group()):
        return opener in _OPENERS
    if last in _MAY_END:
        return last not in ("a.m", "p.m") or not _OF_HOUR.fullmatch(opener)
    initial = len(last) == 1 and last.isalpha() and word is not None and word.group().isupper()
    return last not in _ABBREVIATIONS and not (initial and opener[:1].isupper())


_OPENERS = frozenset(
    "The A An In On At It He She They We But And This That These Those His Her Its Their For As If When While After "
    "Before However Meanwhile".split()
)


def _trim(text: str, span: Bounds) -> Bounds:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
