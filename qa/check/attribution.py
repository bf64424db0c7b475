"""Attribution: whether a sentence states as a fact what its quote lays into somebody's mouth."""

from __future__ import annotations

import re

from qa.check import alignment
from qa.check.roles import clauses

_CLAIMS = (
    r"(?:said|says|say|told|tells|claim(?:s|ed)|states?|stated|reports?|reported|warn(?:s|ed)|alleg(?:es|ed)|argu(?:es|ed)|"
    r"insist(?:s|ed)|suggest(?:s|ed)|estimat(?:es|ed)|believ(?:es|ed)|admit(?:s|ted)|predict(?:s|ed)|maintain(?:s|ed)|"
    r"thinks?|thought|fears?|feared|assert(?:s|ed)|adds?|added|not(?:es|ed)|complain(?:s|ed)|acknowledg(?:es|ed)|"
    r"conced(?:es|ed))"
)
"""Verbs of which what follows is what somebody says, with or without "that"."""
_DOES = (
    r"(?:announc\w+|declar\w+|proclaim\w+|propos\w+|threaten\w*|accus\w+|blam\w+|condemn\w*|describ\w+|promis\w+|vow\w*|"
    r"highlight\w*|emphasi[sz]\w+|stress\w*|reiterat\w+|reaffirm\w*|express\w*|explain\w*|wrote|confirm\w*|den(?:y|ied|ies)|"
    r"rejected|dismissed|pledg\w+)"
)
"""Verbs that are an act of their own where no "that" follows: who declares an emergency makes it so."""
_HEARD = re.compile(
    rf"\b(?:{_CLAIMS}|{_DOES})\b|\baccording to\b|\b(?:reported|alleged|apparent)ly\b|\bciting\b|\bquot\w+|\bsaying\b|"
    r"\bin (?:his|her|its|their|the) (?:words?|view|opinion)\b|\bby (?:its|his|her|their) own account\b|"
    r"\b(?:report|claim|account|statement|estimate|warning|announcement|threat|proposal|opinion)s?\b|"
    r"\bcall(?:s|ed|ing)? (?:for|on)\b|\burg\w+|\bhop(?:es?|ed)\b|\bput the \w+|[“\"]",
    re.I,
)
"""What shows that a sentence tells what somebody says."""
_WHOLE = re.compile(
    r"\baccording to\b|"
    r",\s+(?:[\w’'.-]+\s+){0,6}?(?:said|says|reported|reports|added|told)\b(?!\s+(?:that|it|he|she|they)\b)",
    re.I,
)
"""What lays a whole sentence into somebody's mouth."""
_CLAUSE = re.compile(r"\b(?:reported|alleged|apparent)ly\b", re.I)
_THEN = re.compile(rf"\b(?:{_CLAIMS}(?:\s+(?:\w+\s+){{0,3}}?that\b|\s+)|{_DOES}\s+(?:\w+\s+){{0,2}}?that\b)", re.I)
_IN_SCOPE = 0.6
"""Share of the sentence's words found in a quote that must lie in what somebody said."""


def unattributed(claim: str, quote: str) -> bool:
    """Whether the quote reports what somebody said, and the claim states it as a fact."""
    if _HEARD.search(claim):
        return False
    if _WHOLE.search(quote):
        return True
    said = [clause for clause in clauses(quote) if _CLAUSE.search(clause)]
    if found := _THEN.search(quote):
        said.append(quote[found.end() :])
    there, within = alignment.stems([quote]), alignment.stems(said)
    held = [word.stem in within for word in alignment.content(claim) if word.stem in there]
    return bool(held) and sum(held) / len(held) >= _IN_SCOPE
