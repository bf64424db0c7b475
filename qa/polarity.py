"""What turns a sentence round or takes it back: negation, opposites, hedges, and words of saying.

Words are counted, nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.alignment import Word
from qa.wording import opposite

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|nowhere|without|cannot|unable|hardly|denie[sd]|deny|denying|"
    r"refus(?:e[sd]?|ing|al)|fail(?:s|ed|ing|ure)?|reject(?:s|ed|ing)?|unlikely|false|untrue|impossible|"
    r"rul(?:es?|ed|ing) out|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?|"
    r"far from|instead of|rather than)\b"
    r"|\w+n['’]t\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|would|possibly|perhaps|probably|likely|reportedly|allegedly|alleged|apparently|seem\w*|"
    r"appear\w*|suspect\w*|believed|thought|expected|plans?|planned|hopes?|hoped|wants?|wanted|if|unless|whether|unclear|"
    r"rumou?r\w*|unconfirmed)\b",
    re.I,
)
_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|told|tells?|telling|according to|reported(?:ly)?|reports?|announce\w*|claim(?:s|ed|ing)?|"
    r"alleg\w*|accus\w+|stat(?:es?|ed|ing|ement)|warn\w*|add(?:s|ed)|argu\w+|insist\w*|declar\w+|describ\w+|"
    r"den(?:y|ies|ied)|"
    r"suggest\w*|estimat\w+|believ\w+|acknowledg\w+|admit\w*|explain\w*|comment\w*|"
    r"wr(?:ote|ites?|itten)|call(?:s|ed) (?:for|it)|"
    r"quot\w+|not(?:es|ed|ing) that|confirm\w*|in (?:his|her|its|their) (?:words?|view|opinion)|think\w*|thought)\b",
    re.I,
)


@lru_cache(maxsize=2048)
def negations(text: str) -> int:
    """Return how many words of a text negate."""
    return len(_NEGATION.findall(text))


@lru_cache(maxsize=2048)
def hedges(text: str) -> int:
    """Return how many words of a text take it back in part: may, reportedly, if."""
    return len(_HEDGE.findall(text))


@lru_cache(maxsize=2048)
def sayings(text: str) -> int:
    """Return how many words of a text lay it into someone's mouth."""
    return len(_SAYING.findall(text))


def opposites(claim: Sequence[Word], text: Sequence[Word]) -> int:
    """Return how many of the claim's words are absent from the text while it holds an opposite."""
    there = {word.stem for word in text}
    return sum(word.stem not in there and any(opposite(word.stem, other) for other in there) for word in claim)
