"""Responsiveness: whether a sentence that is true answers what was asked.

Of a question that a span can answer, it does where the embedded reader, reading the sentence or its quotes for this
question, finds a value of the kind that is asked for, and the sentence gives that value. Where it is asked who says
something, it must say most of that. Of an open question it must at least speak of what the question speaks of. That is
no proof: a sentence on the right thing may still miss the point.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import UsageError
from index.view import view
from qa.read.network import Reader
from qa.text import alignment
from qa.text.same import stands_in
from qa.text.wording import Wording
from qa.understand.kind import Asked

LEAST_MARGIN = -2.0
"""Of a value in the quotes, in logits; as of a span that gives its value on its own."""
GIVEN = 0.6
"""Share of a value's words, or of a claim's, by rarity, that a sentence has at least which gives it in its own form."""


class Responsive:
    """Holds sentences to a question. Safe to use from several threads.

    Args:
        question: standalone.
        asked: what it wants.
        reader: the embedded reader.
    """

    def __init__(self, question: str, asked: Asked, reader: Reader) -> None:
        self._question, self._asked, self._reader = question, asked, reader
        self._wording = Wording(question)

    def __call__(self, sentence: str, quotes: Sequence[str], around: Sequence[str], first: bool) -> bool:
        """Whether a sentence answers the question.

        Args:
            sentence: that its quotes support.
            quotes: as they are stored.
            around: they with what stands beside them: "the city" of a quote has its name there.
            first: whether no sentence before it stands; to an open question others may add what they like.
        """
        if self._asked.about == "outlets" and self._asked.claim:
            return Wording(self._asked.claim).covered(" ".join([sentence, *quotes])) >= GIVEN
        if self._asked.refusal:
            return not first or self._wording.covered(" ".join([sentence, *around])) > 0
        # A quote may say "it" of what the sentence names, so that the sentence is read for itself too.
        seen = [sentence, " ".join(view(quote).text for quote in quotes)]
        try:
            found = self._reader.read(self._question, seen)
        except UsageError:  # a question longer than the reader takes
            return True
        values = [
            text[span.start : span.end]
            for text, spans in zip(seen, found, strict=True)
            for span in spans
            if span.margin >= LEAST_MARGIN
        ]
        return any(self._is_given(value, sentence) for value in values)

    def _is_given(self, value: str, sentence: str) -> bool:
        """Whether a value can answer, is no echo of the question, and stands in the sentence."""
        if not self._asked.admits(value) or self._wording.echoes(value) == 1:
            return False
        words = alignment.content(value)
        return stands_in(value, sentence) or alignment.coverage(words, alignment.stems([sentence])) >= GIVEN
