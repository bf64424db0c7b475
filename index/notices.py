"""Notices: where an article says that something was wrong, by the form alone.

A notice is a paragraph with a label ("Correction:", "Editor's note:"), a bracket that says what it corrects, an article
whose title says that it is one, or the sentences of a paragraph that say of a report that it erred. What each corrects
is in `index/corrections.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.sentences import Bounds, paragraph_spans, sentence_spans
from index.words import BRACKET, ERRED, FOUND_WRONG, LABEL, NOT, NOTE, RETRACTED, SAID

LONGEST = 1_500
"""Characters of an article that is a correction as a whole, at most."""
MOST = 4
"""Sentences of a notice that nothing but its words shows, at most."""
_HINT = re.compile(
    r"orrect|CORRECT|[Cc]larif|CLARIF|ersion|EDITOR|ditor.s note|readers|record|rrat|rror|rrone|rong|[Mm]is|polog|"
    r"retract|withdr|ontrary|should have|as (?:we|some|other)|"
    r"(?:[Ww]e|[Tt]his \w+|[Oo]ur \w+) (?:originally|initially|first|previously|earlier|had)|"
    r"efil|ixes|edition|not so|not true|"
    r"our (?:earlier|previous)|[Rr]ight "
)
"""What at least stands in a paragraph with a notice: most have none of it, and are not looked at."""
BRACKETED = re.compile(rf"\((?:{BRACKET})\b[^)]*\)", re.I)
TITLED = re.compile(r"\W*(?:corrections?\b(?!ed)|clarifications?\b|apology\b|retraction\b|erratum\b)", re.I)
RETRACTS = re.compile(rf"\b(?:{RETRACTED})\b", re.I)
_LABEL = re.compile(rf"\W{{0,3}}(?:{LABEL}|(?P<note>{NOTE}))\b[^:.\n]{{0,30}}?(?P<mark>[:.—–-]|$)", re.I)
_ERRS = re.compile(rf"\b(?:{ERRED})\b", re.I)
_SAID = re.compile(rf"\b(?:{SAID})\b", re.I)
_WRONG = re.compile(rf"\b(?:{NOT}|wrong(?:ly)?|incorrect(?:ly)?|error)\b", re.I)
_FOUND_WRONG = re.compile(rf"\b(?:{FOUND_WRONG})\b", re.I)


def notice_spans(title: str, text: str) -> Iterator[Sequence[Bounds]]:
    """Yield the notices in order, each as the places of its sentences."""
    whole = TITLED.match(title) is not None and len(text) <= LONGEST
    if whole:
        yield sentence_spans(text)
    headed = False
    for start, end in paragraph_spans(text) if not whole and _HINT.search(text) else ():
        if not (headed or _HINT.search(text, start, end)):
            continue
        label = _LABEL.match(text, start, end)
        labelled = label is not None and (label["mark"] != "" or label.end() == end)
        if label and label["note"] and not any(one.search(text, start, end) for one in (_ERRS, _FOUND_WRONG, _WRONG)):
            continue  # it may be of anything
        if labelled and end - start > LONGEST:  # many notices in a row
            continue
        begins = label.end() if label and labelled else start
        spans: Sequence[Bounds] = [(begins + one, begins + other) for one, other in sentence_spans(text[begins:end])]
        if not (labelled or headed or BRACKETED.match(text, start, end)):
            spans = _erring(text, spans)
        headed = labelled and not spans  # a heading of its own
        if spans:
            yield spans


def _erring(text: str, spans: Sequence[Bounds]) -> Sequence[Bounds]:
    """Return the sentences of a paragraph from the first on that says of a report that it erred."""
    for n, span in enumerate(spans):
        if _ERRS.search(text, *span) or RETRACTS.search(text, *span):
            return spans[n : n + MOST]
        if _SAID.search(text, *span) and any(_FOUND_WRONG.search(text, *other) for other in spans[n : n + 2]):
            return spans[n : n + MOST]
    return []
