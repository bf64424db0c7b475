"""The measures of what a language model wrote for one answer: its sentences, and its pace.

Where it found no answer itself, where its answer was held back for want of confidence, and where it judged the reader's
values and wrote nothing, no sentence counts.
"""

from __future__ import annotations

from qa.answer import Answer
from qa.check.verifier import NOTHING_SAID, SAID_ALREADY


def sentences(answer: Answer) -> int:
    """Return how many sentences were written: those that stand and those that were taken out."""
    return stand(answer) + (len(answer.unsupported) if _counts(answer) else 0)


def claims(answer: Answer) -> int:
    """Return how many of the sentences say something new: all but repetitions and "the passages do not answer"."""
    idle = sum(gone.why in (NOTHING_SAID, SAID_ALREADY) for gone in answer.unsupported)
    return sentences(answer) - (idle if _counts(answer) else 0)


def stand(answer: Answer) -> int:
    """Return how many of the sentences stand."""
    return len(answer.sentences) if _counts(answer) else 0


def tokens_per_second(answer: Answer) -> float | None:
    """Return the tokens a second from the first to the last; None where the server does not tell how many."""
    seconds = answer.timings_ms.write / 1000
    return answer.written.tokens / seconds if answer.written and answer.written.tokens and seconds else None


def first_token_ms(answer: Answer) -> float | None:
    """Return the milliseconds from asking the model to its first token; None where none came."""
    return answer.timings_ms.first_token or None if answer.written else None


def _counts(answer: Answer) -> bool:
    return answer.written is not None and not answer.written.judged and answer.reason != "not_found"
