"""What stands: a span that was corrected or is denied answers nothing; the right value takes its place.

Held against each span that the reader considered, before they are put together into values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import ArticleRecord
from index.catalogue import TextOf
from index.corrections import Correction
from index.filters import Filters
from index.passage import Passage
from index.sentences import Bounds
from index.store import Store
from index.values import amount_of, topic_of, values
from index.words import DENIES, JOINTS, RETRACTED, words_in
from qa.read.denied import Withdrawn, is_denied, is_denied_beside, withdrawn
from qa.read.spans import Span
from qa.search import Hit
from qa.text.same import same, stands_in

_RETRACTS = re.compile(rf"\b(?:{DENIES}|{RETRACTED})\b", re.I)
LONGEST = 5
"""Words of a value at most; what is longer is a sentence."""
BESIDE_ERROR = 6.0
"""Logits that another value loses in a sentence that errs in what is asked."""
TIED = 0.5
"""Share of the words of a notice, and of its article's title, that what it corrects elsewhere holds at least."""


@dataclass(frozen=True)
class Notice:
    """A correction with its article.

    Attributes:
        correction: what it corrects.
        article: that it stands in.
        text: of the notice.
        passage: that holds the right value; None where the text does not, or may not answer.
    """

    correction: Correction
    article: ArticleRecord
    text: str
    passage: Passage | None

    def gives(self, value: str) -> bool:
        """Whether a value is the right one."""
        return self.correction.right is not None and same(self.correction.right, value)

    def covers(self, span: Span, question: str) -> bool:
        """Whether a span gives what was wrong, in the article of the notice or in one that it is tied to."""
        there = span.hit.article
        sentence, place = span.sentence
        if self.correction.kind == "story":
            return self._takes_back(span, question)
        said = _with_beside(sentence, place, self.correction.wrong or "")
        near = f"{question}\n{sentence}"
        around = f"{there.outlet or ''}\n{there.title}\n{span.hit.passage.view.text}"  # a notice may name the outlet
        return self.corrects(said, there.id, there.published, near, around)

    def corrects(self, said: str, article_id: str, published: str | None, near: str, around: str) -> bool:
        """Whether something that is said gives what was wrong, by an article or by what a model wrote from it.

        Args:
            said: a value, or a sentence.
            article_id: of the article.
            published: its date.
            near: what tells of what it is said: the question and its sentence.
            around: its title and what stands around it.
        """
        wrong, right = self.correction.wrong, self.correction.right
        if wrong is None or not _gives(said, wrong) or (right and _gives(said, right)):
            return False
        values = topic_of(f"{wrong} {right or ''}")
        topic = topic_of(self.text) - values
        if article_id == self.article.id:  # which may give the same number of something else
            return not topic or bool(topic & topic_of(near))
        if published and self.article.published and published[:10] > self.article.published[:10]:
            return False
        topic |= topic_of(self.article.title) - values
        return len(topic & topic_of(around)) >= TIED * len(topic)

    def stands_beside(self, span: Span, question: str) -> bool:
        """Whether a span is another value of the kind in the sentence that errs in what is asked."""
        wrong, there = self.correction.wrong, span.hit.article
        if wrong is None or there.id != self.article.id or self.gives(span.text):
            return False
        sentence, kinds = span.sentence[0], {one.kind for one in values(span.text, 0, len(span.text))}
        topic = topic_of(self.text) - topic_of(f"{wrong} {self.correction.right or ''}")
        return self.correction.kind in kinds and bool(topic & topic_of(question)) and stands_in(wrong, sentence)

    def _takes_back(self, span: Span, question: str) -> bool:
        """Whether a span answers what a story told that its outlet took back: there, or where it says so."""
        there, topic = span.hit.article, topic_of(self.text)
        if not topic or _RETRACTS.search(question):
            return False
        if there.id == self.article.id:
            asked = topic_of(question)
            return len(asked & topic) >= TIED * len(asked)
        if there.outlet != self.article.outlet or (there.published or "") > (self.article.published or "9"):
            return False
        return len(topic & topic_of(f"{there.title}\n{span.hit.passage.view.text}")) >= TIED * len(topic)


def _gives(said: str, value: str) -> bool:
    """Whether a value, or a sentence, gives another value in any form: "7 million", "7 million crowns"."""
    return (
        same(value, said)
        or stands_in(value, said)
        or (
            len(said.split()) > LONGEST
            and stands_in(amount_of(value), said)
            and set(words_in(value)) <= set(words_in(said))
        )
    )


def _with_beside(sentence: str, place: Bounds, wrong: str) -> str:
    """Return a span of a sentence, with a wrong value that stands just beside it where it names nothing itself.

    "The poet Ilsa Morn", "a field near Holm" give the wrong value, of which a reader may take but the beginning.
    """
    said, at = sentence[slice(*place)], sentence.find(wrong)
    if not wrong or at < 0 or values(said.lower(), 0, len(said)) or any(word[0].isupper() for word in said.split()[1:]):
        return said
    between = sentence[place[1] : at] if at >= place[1] else sentence[at + len(wrong) : place[0]]
    words = words_in(between.casefold())
    beside = len(words) <= 2 and JOINTS.issuperset(words)
    return f"{said} {wrong}" if beside else said


def notices(store: Store, hits: Sequence[Hit], filters: Filters, text_of: TextOf) -> list[Notice]:
    """Return the corrections that may bear on what the passages say.

    Those of their articles, and those of others that correct a value which one of the passages gives; where an article
    does not pass the filters, what it corrects is no answer, nor is what it says instead.
    """
    allowed = store.allowed(filters) if store.corrections else None
    found, here = list[Notice](), {hit.article.id: hit.article for hit in hits}
    seen = "\n".join(hit.passage.text for hit in hits)
    for article_id, told in store.corrections.items():
        near = [one for one in told if article_id in here or _met(one, seen)]
        if not near:
            continue
        article, text = here.get(article_id) or store.article(article_id), text_of(article_id) or ""
        passages = store.passages_of(article_id) if any(one.right_start >= 0 for one in near) else []
        for one in near:
            holding = (each for each in passages if each.start <= one.right_start and one.right_end <= each.end)
            may = one.right_start >= 0 and (allowed is None or article_id in allowed)
            found.append(Notice(one, article, text[one.start : one.end], next(holding, None) if may else None))
    return found


def _met(correction: Correction, told: str) -> bool:
    """Whether what a correction is of may stand in what is told: its number, or its words."""
    return correction.wrong is None or amount_of(correction.wrong) in told


@dataclass(frozen=True)
class Standing:
    """What spans are held against.

    Attributes:
        question: standalone.
        notices: the corrections that may bear on them.
        withdrawn: what articles say is not so.
    """

    question: str
    notices: Sequence[Notice]
    withdrawn: Sequence[Withdrawn]

    @classmethod
    def of(cls, question: str, hits: Sequence[Hit], notices: Sequence[Notice]) -> Standing:
        """Return what the spans of these passages are held against."""
        return cls(question, notices, withdrawn(question, hits))

    def held(self, spans: Sequence[Span]) -> list[Span]:
        """Return the spans, best first, the right value where the wrong one was found; what is denied fits nothing."""
        kept: list[Span] = []
        for span in spans:
            notice = next((one for one in self.notices if one.covers(span, self.question)), None)
            if notice:
                kept += [right] if (right := _right(span, notice)) else []
            else:
                beside = any(one.stands_beside(span, self.question) for one in self.notices)
                span = replace(span, fits=span.fits and not self._denied(span))
                kept.append(_less_sure(span) if beside else span)
        return sorted(kept, key=lambda span: -span.score)

    def _denied(self, span: Span) -> bool:
        sentence, place = span.sentence
        return (
            is_denied(self.question, sentence, place)
            or is_denied_beside(self.question, span.hit.passage.view.text, span.seen)
            or any(one.covers(self.question, span.hit, sentence, place) for one in self.withdrawn)
        )


def _less_sure(span: Span) -> Span:
    return replace(span, score=span.score - BESIDE_ERROR, margin=span.margin - BESIDE_ERROR)


def _right(span: Span, notice: Notice) -> Span | None:
    """Return the right value in place of a wrong one, as well found as that one was."""
    told, passage = notice.correction, notice.passage
    if passage is None or told.right is None:
        return None
    place = told.right_start - passage.start, told.right_end - passage.start
    shown = ((found.start(), found.end()) for found in re.finditer(re.escape(told.right), passage.view.text))
    seen = next((one for one in shown if passage.view.stored(*one) == place), None)
    if seen is None:  # the view shows it in other letters
        return None
    hit = replace(span.hit, passage=passage, article=notice.article)
    return replace(span, text=told.right, start=told.right_start, end=told.right_end, seen=seen, hit=hit, through=None)
