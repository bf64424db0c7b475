"""Verdicts: which of the sentences that a language model wrote still stand when the answer is made."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Unsupported
from qa.check.verifier import GONE_BEFORE, Verdict, refers_back
from qa.quotes import Quoter
from qa.read.spans import Value
from qa.read.standing import Notice
from qa.text.same import stands_in

WEAKER = frozenset({"ollama/smollm2:135m"})
"""Models measured to be weaker than the embedded reader (docs/figures.md): what they write does not stand against a
value that it is sure enough of."""


def hold(sentences: Sequence[Verdict], quoter: Quoter) -> list[Verdict]:
    """Return the sentences, those taken out of which a quote no longer stands, or which refer back to one of them."""
    now, gone = list[Verdict](), False
    for one in sentences:
        if one.why is None:
            if not all(quoter.is_exact(quote) for quote in one.all_quotes):
                gone, one = True, Verdict(one.text, why="its article was changed or removed meanwhile")
            elif gone and refers_back(one.text):
                one = Verdict(one.text, why=GONE_BEFORE)
            else:
                gone = False
        now.append(one)
    return now


def without_errors(sentences: Sequence[Verdict], notices: Sequence[Notice]) -> list[Verdict]:
    """Return the sentences, those taken out that give as true what an article was corrected in."""
    return [_unless_corrected(one, notices) if one.why is None else one for one in sentences]


def _unless_corrected(one: Verdict, notices: Sequence[Notice]) -> Verdict:
    for notice in notices:
        for quote in one.quotes:
            around = f"{quote.document_title}\n{quote.cited_text}"
            near = f"{one.text}\n{quote.cited_text}"
            if notice.corrects(one.text, quote.article_id, quote.published, near, around):
                now = f"; it is {notice.correction.right}" if notice.correction.right else ""
                return Verdict(one.text, why=f"“{notice.correction.wrong}” was corrected{now}")
    return one


def overrule(sentences: Sequence[Verdict], values: Sequence[Value], least: float, model: str) -> list[Verdict]:
    """Return the sentences, all taken out where a weak model wrote them and the reader is sure of another value."""
    standing = [one for one in sentences if one.why is None]
    sure = values[0] if values and values[0].confidence >= least else None
    if sure is None or model not in WEAKER or any(stands_in(sure.text, one.text) for one in standing):
        return list(sentences)
    why = f"the embedded reader, which is surer than this model, finds “{sure.text}”"
    return [one if one.why is not None else Verdict(one.text, why=why) for one in sentences]


def unsupported(sentences: Sequence[Verdict]) -> tuple[Unsupported, ...]:
    """Return the sentences that were taken out, with why."""
    return tuple(Unsupported(one.text, one.why) for one in sentences if one.why is not None)
