"""Verification: a language model's sentence is what its quotes say.

No second language model holds a sentence to the text, but checks do: every date, number, money amount and proper name
in it must occur in its quotes (`qa/text/facts.py`), its support score (`qa/check/support.py`) must reach the
threshold, and the quotes must not contradict it (`qa/check/contradiction.py`). That is no proof: README has the error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.sentences import Bounds
from qa.answer import Citation
from qa.check.contradiction import conflict, speaker_left_out
from qa.check.embedded import sentences
from qa.check.support import Support, load_weights
from qa.check.windows import Quote
from qa.llm.sentences import Draft
from qa.quotes import Quoter
from qa.search import Hit
from qa.text.facts import Background, facts, locate, missing
from qa.text.same import key
from qa.understand.language import is_english

SCORED = 2
"""Choices of quotes that are tried; scoring one takes about 15 ms of two cores."""

BESIDE = "it does not answer what was asked"
"""Why a sentence was taken out that is true and beside the point."""
NOTHING_SAID = "it says that the passages do not answer"
"""Why a sentence was taken out that says only this; it is no failure of the checks."""
SAID_ALREADY = "it was said already"
"""Why a sentence was taken out that stands in the answer."""
GONE_BEFORE = "it refers to a sentence that was taken out"
"""Why a sentence was taken out that cannot be understood alone."""

_REFERS_BACK = re.compile(
    r"(?:and |but |so |yet |then )?(?:he|she|they|it|this|that|these|those|his|her|their|its|such|both|however|"
    r"moreover|furthermore|additionally|in addition|therefore|thus|consequently|as a result|also|likewise|similarly|"
    r"meanwhile|afterwards?|later|instead|nevertheless|still|the (?:latter|former|same))\b",
    re.I,
)

_NOT_THERE = re.compile(
    r"\bnot in the passages\b|"
    r"\b(?:passages?|articles?|texts?|sources?|information)\b.{0,40}\b(?:do(?:es)? not|don't|doesn't|did not|cannot|"
    r"is not|are not|no)\b.{0,30}\b(?:say|mention|answer|provide[d]?|contain|specif\w+|state[d]?|give|given|include|"
    r"available|information)\b",
    re.I,
)
_MARKUP = re.compile(r"[<>{}\\|`]|\]\(|\bhttps?:|\bwww\.", re.I)
_TASK = re.compile(
    r"\b(?:the|this|these|each|first|second|last) passages?\b(?! of\b)|\bpassage \d|\b(?:the|this|your) question\b"
    r"(?! (?:of|whether|who|how|is)\b)|\bthe answer (?:is|to)\b",
    re.I,
)
"""What speaks of what the model was given to do, not of the news."""
_ADDRESSES = re.compile(r"\b(?:[Yy]ou|[Yy]ours?|[Yy]ourself|I|[Mm]y|[Mm]e|[Mm]yself)\b(?![.'])")


def refers_back(sentence: str) -> bool:
    """Whether a sentence opens by referring to the one before it."""
    return _REFERS_BACK.match(sentence) is not None


@dataclass(frozen=True)
class _Shown:
    """The whole sentences of an article that a passage touches, as the verifier sees them: text[start:] of it."""

    hit: Hit
    start: int
    text: str


@dataclass(frozen=True)
class Aside:
    """What a sentence leaves out, with the quotes that say it."""

    text: str
    quotes: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the checks make of a sentence.

    Attributes:
        text: the sentence, without citation numbers.
        quotes: its quotes, not numbered yet; none where it was taken out.
        score: of support, 0 to 1; 0 where it was taken out.
        why: why it was taken out, or None where it stands.
        aside: what it leaves out and is told with it.
    """

    text: str
    quotes: tuple[Citation, ...] = ()
    score: float = 0.0
    why: str | None = None
    aside: Aside | None = None

    @property
    def told(self) -> str:
        """The sentence as it is told, what it leaves out in brackets before its full stop."""
        if self.aside is None:
            return self.text
        body = self.text.rstrip(".!?…")
        return f"{body} ({self.aside.text}){self.text[len(body) :]}"

    @property
    def all_quotes(self) -> tuple[Citation, ...]:
        """Its quotes, and those of what it leaves out."""
        return self.quotes + (self.aside.quotes if self.aside else ())


def is_left_behind(sentence: str, before: Sequence[Verdict]) -> bool:
    """Whether a sentence refers to the one before it, and that was taken out."""
    return bool(before) and before[-1].why is not None and refers_back(sentence)


class Verifier:
    """Holds sentences to the passages that were retrieved; one thread at a time.

    Args:
        quoter: makes the citations.
        support: chooses quotes and scores whether they support a sentence.
        hits: the passages that were retrieved, by number, from 1; those that the model was shown come first.
    """

    def __init__(self, quoter: Quoter, support: Support, hits: Sequence[Hit]) -> None:
        self._quoter, self._support = quoter, support
        articles = {hit.article.id: hit.article for hit in hits}
        self._background = Background(
            [quoter.text(article) for article in articles],
            [article.title for article in articles.values()],
            len(articles),
            [article.published for article in articles.values() if article.published],
        )
        self._shown = [self._whole(hit) for hit in hits]
        self._sentences = list(dict.fromkeys(one for shown in self._shown for one in sentences(shown.text)))
        support.prepare([shown.text for shown in self._shown])

    def check(self, draft: Draft, before: Sequence[Verdict] = ()) -> Verdict:
        """Return the sentence with its quotes, or with why it was taken out.

        Args:
            draft: as the model wrote it.
            before: what became of the sentences before it.
        """
        if why := self._refused(draft, before):
            return Verdict(draft.text, why=why)
        said, shown = self._of_outlet(draft.text)
        self._support.prepare([said])
        cited = [self._shown[n - 1] for n in draft.cited if 1 <= n <= len(self._shown)]
        verdict = self._supported(said, [one for one in cited if one in shown])
        # A wrong or missing citation does not make a sentence wrong: then all passages are looked through.
        verdict = verdict if verdict.why is None else self._supported(said, shown)
        return verdict if said == draft.text else replace(verdict, text=draft.text, aside=None)

    def _of_outlet(self, sentence: str) -> tuple[str, Sequence[_Shown]]:
        """Return a sentence without the outlet that it gives as its source, and what that wrote; else all passages."""
        for outlet in dict.fromkeys(one.hit.article.outlet for one in self._shown):
            source = rf",?\s*\baccording to (?:the )?{re.escape(outlet)}(?!\w),?" if outlet else "(?!)"
            if found := re.search(source, sentence, re.I):
                rest = f"{sentence[: found.start()]}{sentence[found.end() :]}".strip()
                return rest[:1].upper() + rest[1:], [one for one in self._shown if one.hit.article.outlet == outlet]
        return sentence, self._shown

    def _refused(self, draft: Draft, before: Sequence[Verdict]) -> str | None:
        """Return why a sentence is taken out whatever the passages say, or None."""
        if not draft.whole:
            return "it was broken off"
        if _NOT_THERE.search(draft.text):
            return NOTHING_SAID
        if _says_nothing(draft.text):
            return "it says nothing that can be checked"
        if _TASK.search(draft.text):
            return "it speaks of the passages or the question, not of the news"
        if _MARKUP.search(draft.text):
            return "it holds markup or an address"
        if not is_english(draft.text):
            return "it is not in English, and the checks know no other language"
        if draft.text.endswith(("?", "!")) or _ADDRESSES.search(re.sub(r"“[^”]*”|\"[^\"]*\"", "", draft.text)):
            return "it speaks to the reader and reports nothing"
        if any(one.why is None and key(one.text) == key(draft.text) for one in before):
            return SAID_ALREADY
        if is_left_behind(draft.text, before):
            return GONE_BEFORE
        return None

    def _supported(self, sentence: str, shown: Sequence[_Shown]) -> Verdict:
        """Return a sentence with the quotes from some passages that support it, or with why they do not."""
        texts = [one.text for one in shown]
        choices = self._support.choices(sentence, texts, self._background, SCORED)
        if not choices:
            return Verdict(sentence, why="no passage supports it")
        quoted = [[texts[quote.passage][quote.start : quote.end] for quote in choice] for choice in choices]
        lacking = [missing(sentence, quotes, self._background) for quotes in quoted]
        whole = [n for n, lacks in enumerate(lacking) if not lacks]
        if not whole:
            lacks = ", ".join(f"“{fact.text}”" for fact in min(lacking, key=len))
            return Verdict(sentence, why=f"no quote gives {lacks}")
        why = "no quote supports it"
        for n in whole:  # the nearest choice first, and the next one only where that does not do
            score = self._support.score(sentence, quoted[n], self._background)
            if score < load_weights().threshold:
                continue
            parts = [part for quote in quoted[n] for part in sentences(quote)]
            why = conflict(sentence, parts, self._sentences, self._background) or ""
            if not why and (made := self._cited(sentence, [shown[quote.passage] for quote in choices[n]], choices[n])):
                speaker = speaker_left_out(sentence, parts)
                return Verdict(sentence, tuple(made), score, aside=Aside(_by(speaker)) if speaker else None)
            why = why or "its quote is not in the store as it was read"
        return Verdict(sentence, why=why)

    def _cited(self, sentence: str, shown: Sequence[_Shown], quotes: Sequence[Quote]) -> list[Citation]:
        """Return the citations of quotes; none where one of them is not an exact slice of what is stored now."""
        texts = [one.text[quote.start : quote.end] for one, quote in zip(shown, quotes, strict=True)]
        places = [place for fact in facts(sentence) for place in locate(fact, texts, self._background)]
        made: list[Citation] = []
        for n, (one, quote) in enumerate(zip(shown, quotes, strict=True)):
            start, end = one.start + quote.start, one.start + quote.end
            marks = sorted({(start + first, start + last) for at, first, last in places if at == n})
            citation = self._quoter.cite(0, one.hit.article, start, end, marks)
            if not self._quoter.is_exact(citation):
                return []
            made.append(citation)
        return made

    def _whole(self, hit: Hit) -> _Shown:
        passage, text = hit.passage, self._quoter.text(hit.article.id)
        inside: list[Bounds] = [
            (start, end)
            for start, end in self._quoter.sentence_spans(hit.article.id)
            if start < passage.end and end > passage.start
        ]
        if not inside:
            return _Shown(hit, passage.start, "")
        return _Shown(hit, inside[0][0], text[inside[0][0] : inside[-1][1]])


def _by(speaker: str) -> str:
    """Return what a sentence leaves out that tells as a fact what its quotes say that somebody said."""
    return f"according to {speaker[0].lower() if speaker.startswith('The ') else speaker[0]}{speaker[1:]}"


def _says_nothing(text: str) -> bool:
    """Whether a text is no sentence and no value: three words at most with nothing to look up, or all capitals."""
    words = [word for word in text.split() if word[:1].isalnum()]
    values = [fact for fact in facts(text) if fact.kind != "name" or not text.isupper()]
    return len(words) > 1 and not values and (text.isupper() or len(words) <= 3)
