"""Mood: whether a sentence of an article asks, and so does not say that it is so.

Of 17,184 annotated answers of SQuAD, TyDi QA, MLQA, NewsQA and XQuAD 12 stand in a sentence that ends in a question
mark.
"""

from __future__ import annotations

_BEHIND = " \n\t\"'”’»)]*_"


def is_question(sentence: str) -> bool:
    """Whether a sentence ends in a question mark; what is said behind a quoted question makes it none."""
    return sentence.rstrip(_BEHIND).endswith("?")
