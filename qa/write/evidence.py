"""Evidence: what a language model is given to read: the sentences that matter, not whole passages.

A sentence is worth what the embedded reader found in it, how near it is to the question, by its words and its
embedding, and how well its passage was found. Its neighbours are worth a share of that, since few sentences explain
themselves; the line that heads a list comes with each of its items. The worthiest are shown, as many as the tokens
allow, by article and in their order; what says the same again is shown once. All is text as the reading view shows it;
quotes are made later, from what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.article import ArticleRecord
from index.names import names_in
from index.sentences import Bounds, paragraph_spans, sentence_spans
from qa.read.items import items_of
from qa.read.spans import Value
from qa.search import Hit
from qa.text import alignment

SHARED = {False: 0.5, True: 0.8}
"""Share of a sentence's worth that its neighbours have; more for an open question, which wants more than a fact."""
FOUND = 1.0
WORDS = 0.7
NEAR = 1.0
RETRIEVED = 0.3
"""What counts how much: the reader's confidence, the question's words, nearness, the place of the passage."""
ALIKE = 0.9
"""Share of two sentences' words, of either, that both have where the one says what the other says."""
GAP = "…"

Near = Callable[[str, Sequence[str]], Sequence[float]]
"""Gives the nearness of texts to a question, -1 to 1."""


@dataclass(frozen=True)
class Excerpt:
    """What is shown of one article.

    Attributes:
        article: the article.
        text: its sentences that are shown, in their order.
        hits: the numbers, from 1, of the passages that they stand in.
        origin: number of the article's origin, where it is known.
    """

    article: ArticleRecord
    text: str
    hits: tuple[int, ...]
    origin: int | None = None


@dataclass
class _Sentence:
    """A sentence of a passage.

    Attributes:
        hit: the number of its passage, from 0.
        span: its place in the view of that.
        text: it.
        paragraph: the number of its paragraph there.
        head: the sentence that heads its list, or None.
        own: what it is worth by itself.
        worth: what it is worth with its neighbours.
    """

    hit: int
    span: Bounds
    text: str
    paragraph: int
    head: _Sentence | None = None
    own: float = 0.0
    worth: float = 0.0


def whole(hits: Sequence[Hit]) -> list[Excerpt]:
    """Return all of the passages, each by itself."""
    return [Excerpt(hit.article, hit.passage.view.text.strip(), (n,)) for n, hit in enumerate(hits, 1)]


def about(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the passages of articles that speak of something the question names; all where none does."""
    names = [name.casefold() for name in names_in(question)]
    told = {
        hit.article.id
        for hit in hits
        if any(name in f"{hit.article.title}\n{hit.passage.view.text}".casefold() for name in names)
    }
    return [hit for hit in hits if hit.article.id in told] or list(hits)


def gather(
    question: str,
    hits: Sequence[Hit],
    values: Sequence[Value],
    near: Near,
    cost: Callable[[ArticleRecord | str], int],
    most: int,
    wide: bool = False,
) -> list[Excerpt]:
    """Return the evidence for a question, the article with the worthiest sentence first; empty where nothing fits.

    Args:
        question: standalone.
        hits: the passages, best first.
        values: what the reader found in them.
        near: gives the nearness of sentences to the question.
        cost: gives the tokens that a text takes, or what is told of an article beside its text.
        most: tokens of all together.
        wide: whether the question is open, so that more of what is around a sentence is wanted.
    """
    sentences = [one for n, hit in enumerate(hits) for one in _sentences(n, hit)]
    _weigh(question, hits, values, near, sentences, SHARED[wide])
    shown, articles, left = list[_Sentence](), list[str](), most
    for one in sorted(sentences, key=lambda each: (-each.worth, each.hit, each.span)):
        wanted = [each for each in (one.head, one) if each and each not in shown]
        wanted = [each for each in wanted if not any(_alike(each, other) for other in shown)]
        article = hits[one.hit].article
        new = article.id not in articles
        takes = sum(cost(each.text) + 1 for each in wanted) + (cost(article) if new else 0)
        if wanted and takes <= left:
            left -= takes
            shown += wanted
            articles += [article.id] if new else []
    return [_excerpt(hits, [one for one in shown if hits[one.hit].article.id == id]) for id in articles]


def _sentences(n: int, hit: Hit) -> Iterator[_Sentence]:
    seen = hit.passage.view.text
    paragraphs, items = paragraph_spans(seen), items_of(seen)
    head: _Sentence | None = None
    for span in sentence_spans(seen):
        paragraph = next((m for m, (start, end) in enumerate(paragraphs) if start <= span[0] < end), 0)
        item = any(start <= span[0] < end for start, end in items)
        one = _Sentence(n, span, seen[slice(*span)], paragraph, head if item else None)
        if not item:
            head = one if one.text.endswith(":") else None
        yield one


def _weigh(
    question: str,
    hits: Sequence[Hit],
    values: Sequence[Value],
    near: Near,
    sentences: Sequence[_Sentence],
    shared: float,
) -> None:
    """Note what each sentence is worth."""
    asked = alignment.content(question)
    nearness = near(question, [one.text for one in sentences])
    scores = [hit.score for hit in hits]
    spread = max(scores, default=0.0) - min(scores, default=0.0)
    for one, close in zip(sentences, nearness, strict=True):
        place = (hits[one.hit].score - min(scores)) / spread if spread else 1.0
        found = max((value.confidence for value in values if _holds(one, hits[one.hit], value)), default=0.0)
        words = alignment.coverage(asked, alignment.stems([one.text]))
        one.own = FOUND * found + WORDS * words + NEAR * close + RETRIEVED * place
    for n, one in enumerate(sentences):
        around = [other.own for other in sentences[max(n - 1, 0) : n + 2] if other.hit == one.hit]
        one.worth = max(one.own, shared * max(around))


def _holds(one: _Sentence, hit: Hit, value: Value) -> bool:
    return any(
        span.hit.passage.id == hit.passage.id and one.span[0] <= span.seen[0] < one.span[1] for span in value.spans
    )


def _alike(one: _Sentence, other: _Sentence) -> bool:
    """Whether two sentences say the same, by their words."""
    a, b = (frozenset(word.stem for word in alignment.content(each.text)) for each in (one, other))
    return len(a & b) >= ALIKE * max(len(a), len(b))


def _excerpt(hits: Sequence[Hit], shown: Sequence[_Sentence]) -> Excerpt:
    """Return the sentences of one article in their order, with a sign where something is left out between them."""
    text, before = "", None
    placed = sorted(shown, key=lambda one: (hits[one.hit].passage.start, one.span))
    for one in placed:
        if before is not None:
            seen = hits[one.hit].passage.view.text
            same = before.hit == one.hit
            next_to = not seen[before.span[1] : one.span[0]].strip() if same else _adjoin(hits, before, one)
            joint = " " if same and before.paragraph == one.paragraph else "\n"
            text += joint if next_to else f" {GAP} "
        text += one.text
        before = one
    return Excerpt(hits[placed[0].hit].article, text, tuple(sorted({one.hit + 1 for one in placed})))


def _adjoin(hits: Sequence[Hit], one: _Sentence, other: _Sentence) -> bool:
    """Whether the last sentence of a passage and the first of the next one stand side by side."""
    before, after = hits[one.hit].passage, hits[other.hit].passage
    ends = not before.view.text[one.span[1] :].strip() and not after.view.text[: other.span[0]].strip()
    return ends and before.end == after.start
