"""Verification: what is cited is what the store holds, and a language model's sentence is what its quotes say.

No second language model holds a sentence to the text, but checks do: every date, number, money amount and proper name
in it must occur in its quotes (`qa/facts.py`), its support score (`qa/support.py`) must reach the threshold, and the
quotes must not contradict it (`qa/conflict.py`). That is no proof: their measured error is in README.

The text of a quote is asked of the store anew, so that an error in making a quote cannot vouch for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from index.errors import NotFoundError
from index.sentences import Bounds, sentence_spans
from qa.answer import Citation
from qa.citation import Quoter
from qa.conflict import conflict
from qa.drafting import Draft
from qa.events import Checked
from qa.facts import Background, Fact, facts, given, missing
from qa.prompt import NOT_THERE
from qa.retriever import Hit
from qa.support import Support, fitted
from qa.values import key
from qa.wording import Wording

StoredText = Callable[[str], str]
"""Gives the stored text of an article by its id; raises NotFoundError where it is gone."""

WINDOW = 3
"""Sentences of a quote at most."""
SCORED = 4
"""Quotes whose support is scored, of those that words and values speak for."""

NOTHING_SAID = "it says that the passages do not answer"
"""Why a sentence was taken out that says only this; it is no failure of the checks."""
SAID_ALREADY = "it was said already"
"""Why a sentence was taken out that stands in the answer."""

_REFERS_BACK = re.compile(
    r"(?:and |but |so |yet |then )?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|both|however|"
    r"moreover|furthermore|additionally|in addition|therefore|thus|consequently|as a result|also|likewise|similarly|"
    r"meanwhile|afterwards?|later|instead|nevertheless|still|the (?:latter|former|same))\b",
    re.I,
)
_SAYS_NOT_THERE = re.compile(
    r"\b(?:passages?|articles?|texts?|sources?|information)\b.{0,40}\b(?:do(?:es)? not|don't|doesn't|did not|cannot|"
    r"is not|are not|no)\b.{0,30}\b(?:say|mention|answer|provide[d]?|contain|specif\w+|state[d]?|give|given|include|"
    r"available|information)\b",
    re.I,
)

_MARKUP = re.compile(r"[<>{}\\|`]|\]\(|\bhttps?:|\bwww\.", re.I)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_ADDRESSES = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)


def exact(citations: Iterable[Citation], text_of: StoredText) -> list[Citation]:
    """Return the citations that are exact slices of their articles, with all their marks inside, numbered anew from 1.

    Args:
        citations: to be checked.
        text_of: asked anew for each.
    """
    kept = [citation for citation in citations if is_exact(citation, text_of)]
    return [replace(citation, n=n) for n, citation in enumerate(kept, 1)]


def is_exact(citation: Citation, text_of: StoredText) -> bool:
    """Whether `article.text[start:end] == cited_text`, not empty, and every mark lies inside the quote."""
    try:
        text = text_of(citation.article_id)
    except NotFoundError:
        return False
    start, end = citation.start_char_index, citation.end_char_index
    inside = all(start <= first < last <= end for first, last in citation.marks)
    return 0 <= start < end <= len(text) and text[start:end] == citation.cited_text and inside


@dataclass(frozen=True)
class _Quote:
    """A run of whole sentences of an article that touches a passage."""

    hit: Hit
    start: int
    end: int
    text: str


class Verifier:
    """Holds the sentences of one answer to the passages that the model was shown; one thread at a time.

    Args:
        quoter: makes the citations.
        text_of: asked anew for each citation.
        support: scores whether quotes support a sentence.
        hits: the passages by number, from 1.
    """

    def __init__(self, quoter: Quoter, text_of: StoredText, support: Support, hits: Sequence[Hit]) -> None:
        self._quoter, self._text_of, self._support = quoter, text_of, support
        articles = {hit.article.id: hit.article for hit in hits}
        self._background = Background(
            [quoter.text(article) for article in articles],
            [article.title for article in articles.values()],
            len(articles),
            [article.published for article in articles.values() if article.published],
        )
        self._quotes = [self._windows(hit) for hit in hits]
        singles = [quote.text for quotes in self._quotes for quote in quotes]
        self._sentences = [text[start:end] for text in singles for start, end in sentence_spans(text)]
        self._sentences = list(dict.fromkeys(self._sentences))
        self._numbered: list[Citation] = []
        self._said: set[str] = set()
        self._gap = False
        self.scores: list[float] = []
        support.prepare(list(dict.fromkeys(quote.text for quotes in self._quotes for quote in quotes)))

    def check(self, draft: Draft) -> Checked:
        """Return the sentence with its quotes, or with why it was taken out."""
        why = self._refused(draft)
        quotes: tuple[_Quote, ...] = ()
        if why is None:
            cited = [quote for n in draft.cited if 1 <= n <= len(self._quotes) for quote in self._quotes[n - 1]]
            found, why = self._supporting(draft.text, cited)
            if not found and len(cited) < sum(
                map(len, self._quotes)
            ):  # a wrong or missing citation is no wrong sentence
                found, why = self._supporting(draft.text, [quote for quotes in self._quotes for quote in quotes])
            quotes = found
        citations = tuple(self._cited(draft.text, quotes)) if quotes else ()
        self._gap = not citations
        if not citations:
            return Checked(draft.text, (), why or "its quote is not in the store as it was read")
        self._said.add(key(draft.text))
        return Checked(draft.text, citations)

    def _refused(self, draft: Draft) -> str | None:
        """Return why a sentence is taken out whatever the passages say, or None."""
        if not draft.whole:
            return "it was broken off"
        if NOT_THERE.search(draft.text) or _SAYS_NOT_THERE.search(draft.text):
            return NOTHING_SAID
        if _MARKUP.search(draft.text):
            return "it holds markup or an address"
        if draft.text.endswith(("?", "!")) or _ADDRESSES.search(_QUOTED.sub("", draft.text)):
            return "it speaks to the reader and reports nothing"
        if key(draft.text) in self._said:
            return SAID_ALREADY
        if self._gap and _REFERS_BACK.match(draft.text):
            return "it refers to a sentence that was taken out"
        return None

    def _supporting(self, sentence: str, quotes: Sequence[_Quote]) -> tuple[tuple[_Quote, ...], str]:
        """Return the shortest of the quotes, or pairs of them, that support the sentence; none, and why, if none do."""
        if not quotes:
            return (), "no passage supports it"
        wording = Wording(sentence)
        lacking = {quote: missing(sentence, [quote.text], self._background) for quote in quotes}
        ranked = sorted(quotes, key=lambda quote: (len(lacking[quote]), -wording.covered(quote.text), len(quote.text)))
        whole: list[tuple[_Quote, ...]] = [(quote,) for quote in ranked if not lacking[quote]]
        if not whole:
            best = ranked[: 3 * SCORED]
            pairs = [pair for pair in combinations(best, 2) if not self._lacking(sentence, pair)]
            whole = sorted(pairs, key=lambda pair: sum(len(quote.text) for quote in pair))
        if not whole:
            values = ", ".join(f"“{fact.text}”" for fact in lacking[ranked[0]])
            return (), f"no quote gives {values}"
        scored = [
            (self._support.score(sentence, [quote.text for quote in one], self._background), one)
            for one in whole[:SCORED]
        ]
        score, threshold = max(score for score, _ in scored), fitted().threshold
        if score < threshold:
            return (), "no quote supports it"
        passing = sorted(
            ((sum(len(quote.text) for quote in one), one) for score, one in scored if score >= threshold),
            key=lambda pair: pair[0],
        )
        why = ""
        for _, one in passing:
            why = self._conflict(sentence, one) or ""
            if not why:
                self.scores.append(score)
                return one, ""
        return (), why

    def _conflict(self, sentence: str, quotes: Sequence[_Quote]) -> str | None:
        texts = [quote.text[start:end] for quote in quotes for start, end in sentence_spans(quote.text)]
        return conflict(sentence, texts, self._sentences, self._background)

    def _lacking(self, sentence: str, quotes: Sequence[_Quote]) -> list[Fact]:
        return missing(sentence, [quote.text for quote in quotes], self._background)

    def _cited(self, sentence: str, quotes: Sequence[_Quote]) -> list[Citation]:
        """Return the citations of the quotes, numbered on from those before; one given before keeps its number."""
        texts = [quote.text for quote in quotes]
        places = [place for fact in facts(sentence) for place in given(fact, texts, self._background)]
        made: list[Citation] = []
        for n, quote in enumerate(quotes):
            marks = sorted({(quote.start + start, quote.start + end) for at, start, end in places if at == n})
            citation = self._quoter.cite(
                len(self._numbered) + 1, quote.hit.article, quote.start, quote.end, _apart(marks)
            )
            before = next((one for one in self._numbered if _same_place(one, citation)), None)
            if not is_exact(citation, self._text_of):
                return []
            if before:
                both = _apart(sorted({*before.marks, *citation.marks}))
                citation = self._numbered[before.n - 1] = replace(before, marks=tuple(both))
            else:
                self._numbered.append(citation)
            made.append(citation)
        return made

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes of all sentences that stand, each with the marks of them all."""
        return tuple(self._numbered)

    def _windows(self, hit: Hit) -> list[_Quote]:
        passage, text = hit.passage, self._quoter.text(hit.article.id)
        inside: list[Bounds] = [
            (start, end)
            for start, end in self._quoter.sentence_spans(hit.article.id)
            if start < passage.end and end > passage.start
        ]
        runs = [inside[n : n + size] for size in range(1, WINDOW + 1) for n in range(len(inside) - size + 1)]
        return [_Quote(hit, run[0][0], run[-1][1], text[run[0][0] : run[-1][1]]) for run in runs]


def _apart(marks: Sequence[Bounds]) -> list[Bounds]:
    """Return the marks, sorted, those that overlap joined."""
    joined: list[Bounds] = []
    for start, end in marks:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _same_place(one: Citation, other: Citation) -> bool:
    return (one.article_id, one.start_char_index, one.end_char_index) == (
        other.article_id,
        other.start_char_index,
        other.end_char_index,
    )
