"""Remarks in a conversation that are not questions to the articles: what was that from, and what else is there.

Rules for English only, and for the whole line: "where is that from?" is a remark, "where is that factory?" is not.
"""

from __future__ import annotations

import re
from typing import Literal

_SOURCE = re.compile(
    r"(?:(?:and|but|ok|okay|so|wait|hm+)[, ]+)?(?:"
    r"(?:are|r) (?:you|u) (?:really |quite |absolutely )?(?:sure|certain)(?: (?:about|of) (?:that|this|it))?"
    r"|how (?:sure|certain) are you|how do you know(?: (?:that|this|it))?|really|says who|who says(?: (?:so|that))?"
    r"|is (?:that|this|it) (?:really )?(?:right|true|correct|so)"
    r"|(?:the |your |what(?:'s| is| are| was| were) (?:the |your )?)?(?:sources?|quotes?|citations?|evidence|proof)"
    r"|(?:show|give)(?: me)? (?:the |your )?(?:sources?|quotes?|citations?|evidence|proof)|prove (?:it|that)"
    r"|where (?:is|was|does|did) (?:that|this|it|you) (?:from|written|say so|say that|find (?:that|this|it)"
    r"|read (?:that|this|it)|get (?:that|this|it)(?: from)?|come from)|citation needed)"
)
_MORE = re.compile(
    r"(?:(?:please|ok|okay|and)[, ]+)?(?:(?:can|could) you )?(?:(?:tell|show|give) (?:me )?(?:some )?)?"
    r"more(?: (?:about|on) (?:it|that|this)| details?| please)?|go on|continue|(?:anything|what) else|details"
)


def remark(line: str) -> Literal["source", "more"] | None:
    """Return whether a line asks for the last answer's source, for more passages, or for neither."""
    said = " ".join(line.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).rstrip("?!. ")
    if _SOURCE.fullmatch(said):
        return "source"
    return "more" if _MORE.fullmatch(said) else None
