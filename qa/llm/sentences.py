"""Drafting: what a language model writes, cut into sentences with the passages that each cites, as it comes.

A sentence is given out as soon as what follows shows that it has ended, so a citation behind its full stop still counts
for it. Markdown that a model puts around its sentences (bullets, headings, bold) is no part of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.sentences import sentence_spans

LONGEST = 2_000
"""Characters of a sentence; what is longer is no sentence, and is given out in parts that are not whole."""

_CITATION = re.compile(
    r"(?:\s+\b(?:in|from|per|see))?\s*\[\s*(?:passages?\s*)?(\d{1,3}(?:\s*(?:,|;|and|&|-|–)\s*\d{1,3})*)\s*\]", re.I
)
_OPEN_CITATION = re.compile(r"\s*\[[^\[\]]{0,40}$|\s+$")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LEAD = re.compile(
    r"^\s*(?:(?:[-*•+]|#{1,6}|>|\d{1,2}[.)])\s+)*"
    r"(?:(?:(?:final |the )?answer(?: to (?:this|the|your) question)?"
    r"(?:(?: is)?:| is (?:that |(?=(?:the |an? |at |on |in |about )?(?-i:[A-Z\d]))))|"
    r"(?:according to|based on|as (?:stated|reported|mentioned|described) in|in|from) (?:the )?(?:\w+ )?"
    r"(?:passages?|articles?|texts?)(?: \d+)?(?: provided| above)?,(?: it is (?:stated|reported) that)?|"
    r"(?:(?:the|this) )?(?:\w+ )?(?:passages?|articles?|texts?)(?: \d+)? (?:also |further )?"
    r"(?:says?|states?|reports?|mentions?|explains?|indicates?|notes?)(?: that|:))\s*)?",
    re.I,
)
_NUMBERED = r"(?:the )?passages? (?:number )?(?P<numbers>\d{1,3}(?:\s*(?:,|and|&)\s*\d{1,3})*)"
_FROM = re.compile(
    rf"[\s,]*(?:\(\s*(?:(?:see|from|in) )?{_NUMBERED}\s*\)|"
    r"\b(?:according to|based on|as \w+ (?:in|by)|(?:stated|reported|mentioned|described|found) in|from|in|per|see) "
    rf"{_NUMBERED.replace('numbers', 'more')}),?",
    re.I,
)
"""A citation in words: "according to passage 3"."""
_CUT_OPEN = re.compile(
    r"[\s,]*\b(?:according to|based on|as (?:stated|reported|mentioned|described|seen|noted) (?:in|by)|as per|per|see)"
    r"(?:\s+(?:the )?passages?)?\s*(?:,|(?=[.;:!?)]|$))",
    re.I,
)
"""What is left of "according to [3]" where the citation is cut out."""
_STATED = re.compile(
    r"^(?:this|that|it|these|(?:the|this) (?:information|answer|statement|fact|detail)s?) (?:is|are|was|were|can be)"
    r"(?: (?:\w+ )?(?:stated|found|mentioned|reported|given|described|provided|supported|confirmed|seen)"
    r"(?: (?:in|by)(?: the)?(?: (?:passages?|articles?|texts?))?)?)?\W*$|"
    r"^(?:this|that|it|(?:the|this) (?:information|statement)) (?:is|was) according to\b|"
    r"^(?:the|this) information (?:is|was|comes|came) from\b",
    re.I,
)
"""A sentence that only says where another one stands, or by whom; who said it is told with that one."""
_BOLD = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_ENDS = re.compile(r"[.!?…][\"'”’)\]*_]*$")


@dataclass(frozen=True)
class Draft:
    """A sentence as a language model wrote it.

    Attributes:
        text: without citations and markup.
        cited: the numbers of the passages that it cites, in order, each once; they need not exist.
        whole: whether it ended; False for one that was broken off.
    """

    text: str
    cited: tuple[int, ...] = ()
    whole: bool = True


class Drafting:
    """Takes pieces of text, gives out sentences."""

    def __init__(self) -> None:
        self._pending = ""

    @property
    def pending(self) -> str:
        """What came after the last sentence that was given out."""
        return self._pending

    def add(self, piece: str) -> Iterator[Draft]:
        """Yield the sentences that `piece` completes."""
        self._pending += visible(piece)
        while (end := self._end()) is not None:
            sentence, self._pending = self._pending[:end], self._pending[end:]
            yield from _drafts(sentence, whole=end < LONGEST)

    def rest(self, finished: bool = True) -> Iterator[Draft]:
        """Yield what is left at the end; the last sentence counts as whole where the model ended by itself."""
        sentence, self._pending = self._pending[:LONGEST], ""
        yield from _drafts(sentence, whole=finished or _ENDS.search(sentence.rstrip()) is not None)

    def _end(self) -> int | None:
        """Return where the first sentence of what is pending ends, its citations included, or None if it has not."""
        text = self._pending
        line = text.find("\n", len(text) - len(text.lstrip()))
        # Neither a citation behind the full stop nor the number of a list's item is a sentence.
        bare = _LEAD.sub(_blank, _CITATION.sub(_blank, text))
        spans = sentence_spans(bare[: line + 1] if line >= 0 else bare)
        if not spans:
            return None
        end = spans[0][1]
        while found := _CITATION.match(text, end):
            end = found.end()
        if line < 0 and (end == len(text.rstrip()) or _OPEN_CITATION.match(text, end)):
            return LONGEST if len(text) > LONGEST else None
        return min(end, LONGEST)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def visible(text: str) -> str:
    """Return `text` without control characters and those that nobody sees."""
    return _INVISIBLE.sub("", text)


def _drafts(raw: str, whole: bool) -> Iterator[Draft]:
    """Yield the sentence in `raw`, or nothing where no letter or digit is left of it."""
    plain = " ".join(_BOLD.sub(r"\2", raw).split())
    cited = [found[1] for found in _CITATION.finditer(plain)]
    cited += [found["numbers"] or found["more"] for found in _FROM.finditer(plain)]
    numbers = [number for each in cited for number in _numbers(each)]
    text = _LEAD.sub("", _FROM.sub("", _CITATION.sub("", plain)))
    text = re.sub(r"\s+([.,;:!?])", r"\1", _CUT_OPEN.sub("", text)).strip().lstrip(",;: ")
    if text != plain and plain[:1].isupper():
        text = text[:1].upper() + text[1:]
    if any(character.isalnum() for character in text) and not _STATED.match(text):
        yield Draft(text, tuple(dict.fromkeys(numbers)), whole)


def _numbers(cited: str) -> Iterator[int]:
    """Yield the numbers in "1, 3-5"."""
    for part in re.split(r"\s*(?:,|;|and|&)\s*", cited.lower()):
        ends = [int(end) for end in re.split(r"\s*[-–]\s*", part) if end]
        if len(ends) == 2 and 0 <= ends[1] - ends[0] < 20:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends
