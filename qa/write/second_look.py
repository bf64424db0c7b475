"""A second look: the model that wrote is asked of a sentence that stands whether its quotes say it.

Of one that says yes or no it always is, of the others where that is wanted.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import replace

from index.errors import ModelError
from qa.check.verifier import BESIDE, GONE_BEFORE, Verdict, is_left_behind
from qa.events import Waits
from qa.llm.protocol import Judge
from qa.write import prompt
from qa.write.writing import Generation

DOUBTED = "the model itself does not find it in its quotes"
"""Why a sentence is taken out that the model says no to."""
LEAST = 0.55
"""How likely "yes" must be. Of what all checks keep of 60 claims of `dev` and 60 sentences on the sample articles, 60
right ones and 34 wrong ones, 2 right and 13 wrong ones have less (qwen2.5-coder:1.5b)."""

_VERDICT = re.compile(r"\W*(?:yes|no)\b(?!-\w)(?=\W*[,.:;!–—-])", re.I)
"""A sentence that says yes or no: the one word that the other checks cannot hold to its quotes."""


async def look_again(model: Judge, came: Generation, every: bool) -> AsyncGenerator[Waits | Generation]:
    """Yield what is waited for before each look, and at last what is left of a generation.

    Args:
        model: that wrote it.
        came: what was written and checked; what failed, or where the server does not tell how likely a word is, stays
            as it is.
        every: whether it is asked of each sentence that stands, or only of one that says yes or no.
    """
    looked = list[Verdict]()
    try:
        for one in came.sentences:
            why = one.why or (GONE_BEFORE if is_left_behind(one.text, looked) else None)
            if why is None and any(gone.why == DOUBTED and _VERDICT.match(gone.text) for gone in looked):
                why = BESIDE  # what only went on from the yes
            if why is None and not came.failure and (every or _VERDICT.match(one.text)):
                messages = prompt.looking_again([quote.cited_text for quote in one.quotes], one.text)
                yield Waits.of(await model.wait(messages))
                says, _ = await model.says_yes(messages)
                why = DOUBTED if says is not None and says < LEAST else None
            looked.append(one if why == one.why else Verdict(one.text, why=why))
    except ModelError as error:
        yield replace(came, failure=error)
        return
    yield replace(came, sentences=tuple(looked))
