"""The measures of one answer. Each says the convention that it follows; `evals.metrics` puts them together.

An answer that is None is an abstention: it matches nothing. What a language model wrote (`Answer.written`) is sentences
around the answer, what the reader gives is the answer alone; so they are right in different ways.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from evals.case import Case, Gold
from evals.text import holds, words
from index.catalogue import TextOf
from index.passage import Passage
from qa.answer import Answer, Citation, Sentence

ENOUGH = 0.5
"""Share of an open question's points that a right answer has; it gets none wrong."""
EXTRA_WORDS = 5
"""Words that a right answer may have besides the accepted ones."""
ONE_VALUE = frozenset({"ft", "joined", "tab", "pdf", "tl"})
"""Kinds of case in which values stand side by side: a right answer has no figure besides the accepted one."""


def exact_match(answer: str | None, case: Case) -> bool:
    """Whether the answer equals an accepted one after normalisation (`evals.text.words`)."""
    return answer is not None and any(words(answer) == words(accepted) for accepted in case.answers)


def f1(answer: str | None, case: Case) -> float:
    """Return the F1 of the answer's normalised words against the accepted answer that it fits best (SQuAD)."""
    if answer is None:
        return 0.0
    given = words(answer)
    return max((overlap(given, words(accepted)) for accepted in case.answers), default=0.0)


def overlap(given: list[str], accepted: list[str]) -> float:
    """Return the F1 of two lists of words, by how often each word stands in both."""
    if not given or not accepted:
        return float(given == accepted)
    common = (Counter(given) & Counter(accepted)).total()
    return 2 * common / (len(given) + len(accepted))


def contains(answer: str | None, case: Case) -> bool:
    """Whether an accepted answer stands in the answer, as whole words after normalisation."""
    return answer is not None and _names_an_answer(words(answer), case)


def understood(answer: Answer, case: Case) -> bool | None:
    """Whether the standalone form of a follow-up holds what it must; None where the case does not say what that is."""
    asked = (answer.understood_as or answer.question).casefold()
    return all(any(form.casefold() in asked for form in forms) for forms in case.means) if case.means else None


def right(answer: Answer, case: Case) -> bool:
    """Whether the answer is right, as a span (`right_span`), as sentences (`right_written`), or by its points."""
    if case.points:
        return points_covered(answer.answer, case) >= ENOUGH and not points_wrong(answer.answer, case)
    wrote = answer.written and not answer.written.judged
    return right_written(answer, case) if wrote else right_span(answer.answer, case)


def points_covered(answer: str | None, case: Case) -> float:
    """Return the share of an open question's points that an answer has: of each of its words, one form."""
    said = (answer or "").casefold()
    held = [all(any(form.casefold() in said for form in forms) for forms in point.holds) for point in case.points]
    return sum(held) / len(held)


def points_wrong(answer: str | None, case: Case) -> float:
    """Return the share of an open question's points that an answer gets wrong, as far as the set foresees how."""
    said = (answer or "").casefold()
    wrong = [any(form.casefold() in said for form in point.contrary) for point in case.points]
    return sum(wrong) / len(wrong)


def right_written(answer: Answer, case: Case) -> bool:
    """Whether sentences are right: an accepted answer stands in one of them, or, for a list, every item in one.

    As whole words after normalisation. That a sentence says more is no fault here: whether its quotes carry the rest is
    what the checks look at.
    """
    said = [words(text) for _, text in _sentences(answer)]
    if any(_names_an_answer(sentence, case) for sentence in said):
        return True
    return bool(case.items) and all(any(_is_named(item, sentence) for sentence in said) for item in case.items)


def _sentences(answer: Answer) -> list[tuple[Sentence, str]]:
    text = answer.answer or ""
    return [(sentence, text[sentence.start : sentence.end]) for sentence in answer.sentences]


def right_span(answer: str | None, case: Case) -> bool:
    """Whether a span is right.

    It equals an accepted answer after normalisation, or contains one with at most 5 words more (and no figure more,
    where the case is of a kind in `ONE_VALUE`), or, for a list, names every item in one of its accepted forms.
    """
    if answer is None:
        return False
    given = words(answer)
    for accepted in map(words, case.answers):
        if given == accepted:
            return True
        if holds(given, accepted) and len(given) - len(accepted) <= EXTRA_WORDS:
            beside = _digits(given) - _digits(accepted)
            if not (beside and case.kind in ONE_VALUE):
                return True
    return _names_every_item(given, case)


def _digits(given: list[str]) -> int:
    return sum(character.isdigit() for word in given for character in word)


def _names_an_answer(given: list[str], case: Case) -> bool:
    return any(holds(given, words(accepted)) for accepted in case.answers)


def _names_every_item(given: list[str], case: Case) -> bool:
    return bool(case.items) and all(_is_named(item, given) for item in case.items)


def _is_named(item: Sequence[str], given: list[str]) -> bool:
    return any(holds(given, words(form)) for form in item)


def first_rank(passages: Sequence[Passage], case: Case) -> int | None:
    """Return the rank, from 1, of the first passage that holds the answer; None if none does.

    A passage holds it when a gold span lies in it whole; where no gold is known, when an accepted answer (or every
    item of a list) stands in it as whole words after normalisation.
    """
    for rank, passage in enumerate(passages, 1):
        if case.gold:
            found = any(_lies_in(gold, passage) for gold in case.gold)
        else:
            given = words(passage.text)
            found = _names_an_answer(given, case) or _names_every_item(given, case)
        if found:
            return rank
    return None


def _lies_in(gold: Gold, passage: Passage) -> bool:
    return gold.article_id == passage.article_id and passage.start <= gold.start and gold.end <= passage.end


def recall(rank: int | None, k: int) -> bool:
    """Whether the first passage that holds the answer is among the best `k`."""
    return rank is not None and rank <= k


def reciprocal_rank(rank: int | None, k: int) -> float:
    """Return 1 over the rank of the first passage that holds the answer, 0 beyond `k`."""
    return 1 / rank if rank is not None and rank <= k else 0.0


def citation_precision(answer: Answer, case: Case) -> float | None:
    """Return the share of the answer's quotes that overlap a gold span; None without quotes or gold."""
    if not answer.citations or not case.gold:
        return None
    hits = [any(_overlaps(citation, gold) for gold in case.gold) for citation in answer.citations]
    return sum(hits) / len(hits)


def citation_recall(answer: Answer, case: Case) -> float | None:
    """Return the share of the gold spans that a quote of the answer overlaps; None without an answer or gold."""
    if answer.status != "answered" or not case.gold:
        return None
    hits = [any(_overlaps(citation, gold) for citation in answer.citations) for gold in case.gold]
    return sum(hits) / len(hits)


def _overlaps(citation: Citation, gold: Gold) -> bool:
    same = citation.article_id == gold.article_id
    return same and citation.start_char_index < gold.end and gold.start < citation.end_char_index


def dated(answer: Answer, case: Case) -> bool | None:
    """Whether the answer has a date that the set accepts, or has none where it must not; None where it does not say."""
    if not case.dates:
        return None
    return (answer.answer_date.value if answer.answer_date else "") in case.dates


def row_right(answer: Answer, case: Case) -> bool | None:
    """Whether the answer's values are those of the set, newest first; None where the set does not say.

    Each is held against its accepted forms as whole words after normalisation, whichever says more: "25 people", "25".
    """
    if case.row is None:
        return None
    given = [words(value.answer) for value in answer.values]
    accepted = [[words(form) for form in forms] for forms in case.row]
    return len(given) == len(accepted) and all(
        any(holds(value, form) or holds(form, value) for form in forms)
        for value, forms in zip(given, accepted, strict=True)
    )


def quoted(answer: Answer, case: Case) -> bool:
    """Whether a quote of the answer carries it: overlaps a gold span, or without gold holds an accepted answer.

    Of what a language model wrote only the quotes count of the sentences that hold an accepted answer, or an item of
    a list.
    """
    carrying = _carrying(answer, case)
    if case.gold:
        return any(_overlaps(citation, gold) for citation in carrying for gold in case.gold)
    said = [words(citation.cited_text) for citation in carrying]
    return any(_names_an_answer(quote, case) or _names_every_item(quote, case) for quote in said)


def _carrying(answer: Answer, case: Case) -> list[Citation]:
    """Return the quotes that an answer stands on."""
    if not answer.written or answer.written.judged or case.points:
        return list(answer.citations)
    forms = [*map(words, case.answers), *(words(form) for item in case.items for form in item)]
    numbers = {
        number
        for sentence, text in _sentences(answer)
        if any(holds(words(text), form) for form in forms)
        for number in sentence.citations
    }
    return [citation for citation in answer.citations if citation.n in numbers]


def quotes(answer: Answer) -> list[Citation]:
    """Return every quote that the answer shows: its own, of its values and alternatives, the nearest passages."""
    guessed = answer.guess.citations if answer.guess else ()
    return [*answer.quotes, *guessed, *answer.nearest]


def intact_quotes(answer: Answer, text: TextOf) -> list[bool]:
    """Return, for each of `quotes`, whether it is that slice of its article's stored text, marks inside it.

    Args:
        answer: whose quotes are checked.
        text: returns the stored text of the article with an id.
    """
    return [
        (quote.document_title if quote.part == "title" else text(quote.article_id) or "")[
            quote.start_char_index : quote.end_char_index
        ]
        == quote.cited_text
        and all(quote.start_char_index <= start < end <= quote.end_char_index for start, end in quote.marks)
        for quote in quotes(answer)
    ]


def refused(answer: Answer, case: Case) -> bool | None:
    """Whether a question is refused with the kind that is wanted; None where the set wants none."""
    return None if case.refusal is None else answer.refusal is not None and answer.refusal.kind == case.refusal.kind


def helped(answer: Answer, case: Case) -> bool | None:
    """Whether the refusal is of the kind that is wanted and names all that it must, as text or as data."""
    if case.refusal is None:
        return None
    told = json.dumps(asdict(answer.refusal), ensure_ascii=False) if answer.refusal else ""
    return bool(refused(answer, case)) and all(text in told for text in case.refusal.says)
