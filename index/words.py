"""The words of a question that the lexical search looks for."""

from __future__ import annotations

import re

MOST = 64
"""Words of a question that are looked for."""


def words_of(question: str) -> list[str]:
    """Return the question's words, each once, as queries of FTS5 that nothing in them can escape from.

    Stop words are left out, unless there is nothing else.
    """
    words = list(dict.fromkeys(word.casefold() for word in re.findall(r"[^\W_]+", question)))
    telling = [word for word in words if word not in STOP_WORDS]
    return [f'"{word}"' for word in (telling or words)[:MOST]]


STOP_WORDS = frozenset(
    """
    a about after again all also although am an and another any anyone anything are aren as at away
    be because been before being between both but by came can cannot come could couldn
    d did didn do does doesn doing don done down during each either else ever every
    for from further gave get gets getting give given go goes going got
    had hadn has hasn have haven having he her here hers herself him himself his how however
    i if in instead into is isn it its itself just let like ll
    m made make makes many may me might mine more most much must my myself
    neither no nor not now of off often on once one only onto or other others our ours ourselves out over own
    please put quite rather re really s said same say says shall shan she should shouldn since so some someone
    something still such t take taken tell than that the their theirs them themselves then there these they this those
    though through thus to together too took toward towards under until up upon us use used using
    ve very was wasn we went were weren what whatever when whenever where wherever whether which while who whoever whom
    whose why will with within without won would wouldn yet you your yours yourself yourselves
    """.split()
)
"""English words that say nothing of what a text is about."""
