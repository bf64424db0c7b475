"""Composing: what was found or written, made into an answer whose quotes are exact, or into an abstention.

Pure functions of plain values; what a quote is held to is asked of the quoter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.answer import (
    Alternative,
    Answer,
    Citation,
    Corrected,
    DatedValue,
    Provenance,
    Reason,
    Sentence,
    Unsupported,
    Written,
)
from qa.check.verifier import GONE_BEFORE, NOTHING_SAID, Verdict, refers_back
from qa.origins import told_once
from qa.quotes import Quoter, number
from qa.read.reported import reported
from qa.read.same import stands_in
from qa.read.spans import AGREEING_MARGIN, Span, Value
from qa.read.standing import Notice
from qa.refusal import Told
from qa.search import Hit
from qa.timeline import Timeline
from qa.understand.kind import Asked
from qa.write.confidence import Curve, Signs
from qa.write.writing import BESIDE

NEAREST = 3
"""Passages that an abstention shows."""
ALTERNATIVES = 3
"""Other values that an answer shows at most."""
WEAKER = frozenset({"ollama/smollm2:135m"})
"""Models measured to be weaker than the embedded reader (docs/figures.md): what they write does not stand against a
value that it is sure enough of."""
WORTH_A_GUESS = 0.1
"""Least confidence of a value that an abstention shows as a guess."""
COMPARABLE = 0.3
"""An alternative has at least this share of the answer's confidence, which already tells how far it is behind."""
ENDS = ".!?…\"'”’)"
"""What a sentence ends with."""

SUPERSEDED = "Another value holds for the time that is asked about:"
"""Before the value that the reader found, where a language model wrote one of another time."""

MESSAGES: dict[Reason, str] = {
    "empty_index": "Nothing is indexed yet. Index articles first: qa index PATH",
    "nothing_retrieved": "I found no passage that answers this: no article passes the filters.",
    "not_found": "I found no passage that answers this.",
    "unsupported": "I found no passage that answers this: what was answered does not stand.",
    "needs_language_model": "No single quote can answer this: it needs a language model (see `qa models`).",
    "language": "I can read questions in English only. Ask it in English.",
    "not_a_question": 'That is no question. Ask for example: "When did the offensive start?"',
}


@dataclass(frozen=True)
class Frame:
    """What every answer to one question says, whatever the answer is.

    Attributes:
        question: as asked.
        understood_as: the standalone question.
        undated: articles that a date filter left out because they have no date.
        provenance: what answers.
        unsupported: what a language model wrote and the checks took out, told whoever answers in the end.
        written: what a language model was given and wrote, or None where none was asked.
    """

    question: str
    understood_as: str
    undated: int
    provenance: Provenance
    unsupported: tuple[Unsupported, ...] = ()
    written: Written | None = None


def abstention(
    frame: Frame, reason: Reason, told: Told, nearest: Sequence[Citation] = (), guess: Alternative | None = None
) -> Answer:
    """Return an abstention.

    Args:
        frame: of the question.
        reason: why it is one.
        told: the refusal, and the line that tells it in place of the reason's own.
        nearest: passages that come near in the shape of citations.
        guess: if there is one.
    """
    answer = _answer(frame, reason=reason, nearest=tuple(nearest))
    own = MESSAGES[reason]
    message = f"{told.message}{(answer.message or own)[len(own) :]}" if told.message else answer.message
    return replace(answer, message=message, guess=guess, refusal=told.refusal)


def guess(values: Sequence[Value], quoter: Quoter) -> Alternative | None:
    """Return the best value as a guess, with its quotes; None where it is no better than chance."""
    if not values or values[0].confidence < WORTH_A_GUESS:
        return None
    quotes = quoter.exact(quoter.sentences(_giving(values[0])))[:1]
    return Alternative(values[0].text, round(values[0].confidence, 3), tuple(quotes)) if quotes else None


def from_values(frame: Frame, values: Sequence[Value], quoter: Quoter, least: float) -> Answer | Reason:
    """Return the answer that the best value gives, or why there is none.

    Args:
        frame: of the question.
        values: what the reader found, surest first.
        quoter: makes the quotes.
        least: confidence that an answer must have, 0 to 1.
    """
    if not values or values[0].confidence < least:
        return "not_found"
    best, *others = values
    citations = quoter.exact(quoter.sentences(_giving(best)))
    if not citations:
        return "unsupported"
    side = next((one for one in values if any(best.spans == each.spans for each in (one, *one.rivals))), best)
    if side.rivals and (disputed := _disputed(side, quoter)):
        return _of_dispute(frame, best, disputed)
    dated = quoter.date_of(best.spans[0])
    if dated and dated.anchor:
        citations += quoter.exact([quoter.around(best.spans[0].hit.article, dated.anchor)])
        citations = [replace(citation, n=n) for n, citation in enumerate(citations, 1)]
    sentence = Sentence(0, len(best.text), tuple(citation.n for citation in citations))
    row = _row(best.versions, quoter, len(citations), DatedValue(best.text, best.time, tuple(citations)))
    comparable = [value for value in others if value.confidence >= COMPARABLE * best.confidence]
    alternatives = _alternatives(
        comparable, quoter, max(quote.n for one in row for quote in one.citations) if row else len(citations)
    )
    answer = _answer(frame, best.text, (sentence,), round(best.confidence, 3), tuple(citations), alternatives)
    return replace(answer, values=row, answer_date=dated.date if dated else None)


def _disputed(best: Value, quoter: Quoter, first: int = 0) -> tuple[Alternative, ...]:
    """Return the best value and its rivals with quotes, numbered on after `first`; empty where but one has any."""
    told, n = list[Alternative](), first
    for value in (best, *best.rivals):
        quotes = quoter.exact(quoter.sentences(_giving(value)))
        if quotes:
            numbered = tuple(replace(quote, n=n + m) for m, quote in enumerate(quotes, 1))
            told.append(Alternative(value.text, None, numbered))
            n += len(quotes)
    return tuple(told) if len(told) > 1 else ()


def _of_dispute(frame: Frame, best: Value, disputed: tuple[Alternative, ...]) -> Answer:
    """Return the answer that tells each of the values: "19 or 34"."""
    numbered, citations = number([one.citations for one in disputed])
    text, sentences = "", list[Sentence]()
    for one, quotes in zip(disputed, numbered, strict=True):
        text += " or " if text else ""
        sentences.append(Sentence(len(text), len(text) + len(one.answer), tuple(quote.n for quote in quotes)))
        text += one.answer
    told = tuple(replace(one, citations=quotes) for one, quotes in zip(disputed, numbered, strict=True))
    return replace(_answer(frame, text, tuple(sentences), round(best.confidence, 3), citations), disputed=told)


def from_record(frame: Frame, asked: Asked, hits: Sequence[Hit], quoter: Quoter) -> Answer | None:
    """Return what is known of an article itself, with its title for a quote, or who reports a claim; or None.

    The article is the one of the best passage, where a word of the question met it; where the question does not say
    which article it means, the only one.

    Args:
        frame: of the question.
        asked: what it wants to know of the article.
        hits: the passages, best first, at least one.
        quoter: makes the quote.
    """
    if asked.about in ("outlets", "speaker"):
        return _from_reported(frame, asked, hits, quoter)
    article = hits[0].article
    known = article.published if asked.about == "published" else article.outlet
    meant = hits[0].lexical > 0 if asked.topic else all(hit.article.id == article.id for hit in hits)
    if not known or not meant:
        return None
    day = date.fromisoformat(known[:10]) if asked.about == "published" else None
    text = f"{day.day} {day:%B} {day.year}" if day else known
    quote = quoter.cite(1, article, 0, len(article.title), [], title=True)
    return _answer(frame, text, (Sentence(0, len(text), (1,)),), None, (quote,))


def from_timeline(frame: Frame, timeline: Timeline) -> Answer | None:
    """Return a timeline as an answer, a line an event, each with its quote; None where it has no event."""
    text, sentences = "", list[Sentence]()
    events = (*timeline.events, *timeline.undated)
    for event in events:
        said = f"{event.when or 'undated'}: {' '.join(event.citation.cited_text.split())}"
        text += "\n" if text else ""
        sentences.append(Sentence(len(text), len(text) + len(said), (event.citation.n,)))
        text += said
    citations = tuple(event.citation for event in events)
    return _answer(frame, text, tuple(sentences), None, citations) if events else None


def _from_reported(frame: Frame, asked: Asked, hits: Sequence[Hit], quoter: Quoter) -> Answer | None:
    """Return the outlets that report a claim, or who says it by their accounts, each with its quote; or None."""
    told = list[tuple[str, Citation]]()
    for one in reported(asked.claim, hits) if asked.claim else ():
        name = one.attribution.speaker if one.attribution else None
        name = one.hit.article.outlet if asked.about == "outlets" else name
        quote = quoter.cite(1, one.hit.article, one.start, one.end, [])
        if name and quoter.is_exact(quote):
            told.append((name, replace(quote, attribution=one.attribution)))
    return _names(frame, told) if told else None


def speakers(frame: Frame, answer: Answer) -> Answer:
    """Return who says what was answered: those that its quotes name, else the outlets."""
    told = list[tuple[str, Citation]]()
    for quote in answer.citations:
        name = quote.attribution.speaker if quote.attribution else quote.outlet or quote.source
        told.append((name, replace(quote, marks=())))
    return _names(frame, told) if told else answer


def _names(frame: Frame, told: Sequence[tuple[str, Citation]]) -> Answer:
    """Return the answer of names, each with its quotes; one that repeats another one of its origin stands with that."""
    once = dict[str, Citation]()
    for quote in told_once([quote for _, quote in told]):
        once |= dict.fromkeys([quote.article_id, *(copy.article_id for copy in quote.copies)], quote)
    named: dict[str, list[Citation]] = {}
    for name, quote in told:
        named.setdefault(name, []).append(once[quote.article_id])
    numbered, citations = number(list(named.values()))
    text, sentences = "", list[Sentence]()
    for name, quotes in zip(named, numbered, strict=True):
        text += ", " if text else ""
        sentences.append(Sentence(len(text), len(text) + len(name), tuple(quote.n for quote in quotes)))
        text += name
    return _answer(frame, text, tuple(sentences), None, citations)


def together(parts: Sequence[tuple[str, Answer | Reason]]) -> Answer | Reason:
    """Return one answer of what the halves of a question came to; a half that is not answered is named.

    Args:
        parts: each half with its answer, or why it has none; at least one.
    """
    answers = [part for _, part in parts if isinstance(part, Answer)]
    if len(parts) == 1 or not answers:
        return parts[0][1]
    missing = [half for half, part in parts if not isinstance(part, Answer)]
    if missing:
        note = f"I found no answer to the other half: {missing[0]}"
        return replace(answers[0], message=" ".join(filter(None, (answers[0].message, note))))
    numbered, citations = number([answer.citations for answer in answers])
    text, sentences = "", list[Sentence]()
    for answer, quotes in zip(answers, numbered, strict=True):
        text += "; " if text else ""
        said = answer.answer or ""
        sentences.append(Sentence(len(text), len(text) + len(said), tuple(quote.n for quote in quotes)))
        text += said
    least = min(answer.confidence or 0.0 for answer in answers)
    return replace(
        answers[0],
        answer=text,
        sentences=tuple(sentences),
        confidence=least,
        citations=citations,
        alternatives=(),
        answer_date=None,
        values=(),
    )


def from_sentences(
    frame: Frame,
    sentences: Sequence[Verdict],
    values: Sequence[Value],
    quoter: Quoter,
    least: float,
    signs: Signs | None,
    curve: Curve | None,
) -> Answer | Reason:
    """Return the answer that the sentences make which stand, or why there is none.

    Args:
        frame: of the question.
        sentences: that a language model wrote, as `hold` leaves them.
        values: what the reader found; one that it is sure of and that the answer lacks is told as another one.
        quoter: makes the quotes of those.
        least: confidence that an answer must have where one is stated, 0 to 1.
        signs: what tells of the answer's being right; None where nothing stands.
        curve: of the language model, or None where it states no confidence.
    """
    standing = [one for one in sentences if one.why is None]
    if signs is None:
        return "not_found" if all(one.why in (NOTHING_SAID, BESIDE) for one in sentences) else "unsupported"
    confidence = round(curve.confidence(signs), 3) if curve else None
    if confidence is not None and confidence < least:
        return "not_found"
    numbered, citations = number([one.quotes for one in standing])
    text, spans = _joined(standing, numbered)
    others = [value for value in values if value.confidence >= least and not stands_in(value.text, text)]
    alternatives = _alternatives(others, quoter, len(citations))
    answer = _answer(frame, text, spans, confidence, citations, alternatives)
    best = next((value for value in values if value.rivals), None)
    if best and any(stands_in(one.text, text) for one in (best, *best.rivals)):
        return replace(answer, disputed=_disputed(best, quoter, max(quote.n for quote in answer.quotes)))
    versions = values[0].versions if values else ()
    if not any(stands_in(version.text, text) for version in versions):
        return answer
    first = len(citations) + sum(len(other.citations) for other in alternatives)
    meant = None if stands_in(values[0].text, text) else f"{SUPERSEDED} {values[0].text}."
    message = " ".join(filter(None, (answer.message, meant)))
    return replace(answer, values=_row(versions, quoter, first), message=message or None)


def with_sources(answer: Answer, notices: Sequence[Notice], quoter: Quoter) -> Answer:
    """Return an answer with how many origins it has, and with what it was before it was corrected.

    Args:
        answer: with its quotes.
        notices: corrections that may bear on it.
        quoter: makes the quotes.
    """
    known = {one.origin for one in answer.citations}
    answer = replace(answer, origins=len(known) if None not in known else None)
    quoted = {one.article_id for one in answer.citations} | {
        one.article_id for c in answer.citations for one in c.copies
    }
    for notice in notices:
        told = notice.correction
        if answer.answer and notice.article.id in quoted and told.right and stands_in(told.right, answer.answer):
            n = max(quote.n for quote in answer.quotes) + 1
            cited = quoter.cite(n, notice.article, told.start, told.end, [])
            same_place = (one for one in answer.citations if _covers(one, cited))
            if quoter.is_exact(cited):
                return replace(answer, corrected=Corrected(told.wrong, next(same_place, cited)))
    return answer


def _covers(one: Citation, other: Citation) -> bool:
    return (
        one.article_id == other.article_id
        and one.part == other.part
        and one.start_char_index <= other.start_char_index
        and other.end_char_index <= one.end_char_index
    )


def hold(sentences: Sequence[Verdict], quoter: Quoter) -> list[Verdict]:
    """Return the sentences, those taken out of which a quote no longer stands, or which refer back to one of them."""
    now, gone = list[Verdict](), False
    for one in sentences:
        if one.why is None:
            if not all(quoter.is_exact(quote) for quote in one.quotes):
                gone, one = True, Verdict(one.text, why="its article was changed or removed meanwhile")
            elif gone and refers_back(one.text):
                one = Verdict(one.text, why=GONE_BEFORE)
            else:
                gone = False
        now.append(one)
    return now


def without_errors(sentences: Sequence[Verdict], notices: Sequence[Notice]) -> list[Verdict]:
    """Return the sentences, those taken out that give as true what an article was corrected in."""
    return [_unless_corrected(one, notices) if one.why is None else one for one in sentences]


def _unless_corrected(one: Verdict, notices: Sequence[Notice]) -> Verdict:
    for notice in notices:
        for quote in one.quotes:
            around = f"{quote.document_title}\n{quote.cited_text}"
            near = f"{one.text}\n{quote.cited_text}"
            if notice.corrects(one.text, quote.article_id, quote.published, near, around):
                now = f"; it is {notice.correction.right}" if notice.correction.right else ""
                return Verdict(one.text, why=f"“{notice.correction.wrong}” was corrected{now}")
    return one


def overrule(sentences: Sequence[Verdict], values: Sequence[Value], least: float, model: str) -> list[Verdict]:
    """Return the sentences, all taken out where a weak model wrote them and the reader is sure of another value."""
    standing = [one for one in sentences if one.why is None]
    sure = values[0] if values and values[0].confidence >= least else None
    if sure is None or model not in WEAKER or any(stands_in(sure.text, one.text) for one in standing):
        return list(sentences)
    why = f"the embedded reader, which is surer than this model, finds “{sure.text}”"
    return [one if one.why is not None else Verdict(one.text, why=why) for one in sentences]


def unsupported(sentences: Sequence[Verdict]) -> tuple[Unsupported, ...]:
    """Return the sentences that were taken out, with why."""
    return tuple(Unsupported(one.text, one.why) for one in sentences if one.why is not None)


def signs_of(sentences: Sequence[Verdict], logprobs: Sequence[float], values: Sequence[Value]) -> Signs | None:
    """Return what tells of a written answer's being right; None where no sentence stands.

    Args:
        sentences: of the model, in order.
        logprobs: of its tokens.
        values: what the reader found, surest first.
    """
    standing = [one for one in sentences if one.why is None]
    if not standing:
        return None
    _, citations = number([one.quotes for one in standing])
    text, _ = _joined(standing, [one.quotes for one in standing])
    agreement = 0.0
    if values:
        agreement = values[0].confidence if stands_in(values[0].text, text) else -values[0].confidence
    scores = [one.score for one in standing]
    return Signs.of(logprobs, scores, len(standing), len(sentences) - len(standing), len(citations), agreement)


def _row(
    versions: Sequence[Value], quoter: Quoter, first: int, own: DatedValue | None = None
) -> tuple[DatedValue, ...]:
    """Return the versions of a value with their quotes, those of the answer's own as they are, others numbered on.

    Args:
        versions: newest first.
        quoter: makes the quotes.
        first: number of the last quote before them.
        own: the version that the answer gives, where it is one.
    """
    row = list[DatedValue]()
    for value in versions:
        if own and (value.text, value.time) == (own.answer, own.date):
            row.append(own)
        elif quotes := quoter.exact(quoter.sentences(_giving(value))):
            numbered = tuple(replace(quote, n=first + n) for n, quote in enumerate(quotes, 1))
            row.append(DatedValue(value.text, value.time, numbered))
            first += len(quotes)
    return tuple(row) if len(row) > 1 else ()


def _alternatives(values: Sequence[Value], quoter: Quoter, first: int) -> tuple[Alternative, ...]:
    """Return other values with their quotes, the quotes numbered on after `first`."""
    alternatives: list[Alternative] = []
    for value in values:
        quotes = quoter.exact(quoter.sentences(_giving(value)))
        if quotes and len(alternatives) < ALTERNATIVES:
            numbered = tuple(replace(quote, n=first + n) for n, quote in enumerate(quotes, 1))
            # What is calibrated is the confidence of the best value alone, so the others state none.
            alternatives.append(Alternative(value.text, None, numbered))
            first += len(quotes)
    return tuple(alternatives)


def _answer(
    frame: Frame,
    text: str | None = None,
    sentences: tuple[Sentence, ...] = (),
    confidence: float | None = None,
    citations: tuple[Citation, ...] = (),
    alternatives: tuple[Alternative, ...] = (),
    nearest: tuple[Citation, ...] = (),
    reason: Reason | None = None,
) -> Answer:
    return Answer(
        question=frame.question,
        understood_as=frame.understood_as if frame.understood_as.casefold() != frame.question.casefold() else None,
        status="abstained" if reason else "answered",
        answer=text,
        sentences=sentences,
        confidence=confidence,
        citations=citations,
        alternatives=alternatives,
        nearest=nearest,
        unsupported=frame.unsupported,
        reason=reason,
        message=" ".join(_notes(reason, frame)) or None,
        undated_left_out=frame.undated,
        written=frame.written,
        provenance=frame.provenance,
    )


def _joined(standing: Sequence[Verdict], quotes: Sequence[Sequence[Citation]]) -> tuple[str, tuple[Sentence, ...]]:
    """Return the sentences as one text, and the span of each in it with the numbers of its quotes."""
    sentences, text = [], ""
    for one, cited in zip(standing, quotes, strict=True):
        text += "" if not text else " " if text[-1] in ENDS else "\n"  # an item of a list has no full stop
        sentences.append(Sentence(len(text), len(text) + len(one.text), tuple(quote.n for quote in cited)))
        text += one.text
    return text, tuple(sentences)


def _notes(reason: Reason | None, frame: Frame) -> list[str]:
    """Return what to tell a person of an abstention and of what was left out."""
    undated, written = frame.undated, frame.written
    notes = [MESSAGES[reason]] if reason else []
    if reason == "unsupported" and frame.unsupported:
        notes = [f"{MESSAGES[reason][:-1]}: {frame.unsupported[0].why}."]
    if undated:
        articles = "1 article without a date was" if undated == 1 else f"{undated} articles without a date were"
        notes.append(f"{articles} left out by the date filter.")
    if written and written.passages_left_out:
        passages = written.passages + written.passages_left_out
        notes.append(f"The model was shown {written.passages} of {passages} passages: no more fits into its window.")
    if written and written.finished == "length":
        notes.append("The model was stopped at the longest answer; what it had not finished is left out.")
    return notes


def _giving(value: Value) -> list[Span]:
    """Return the spans that are quoted: the best one, and those that give the value on their own."""
    best, *others = value.spans
    return [best, *(span for span in others if span.margin > AGREEING_MARGIN)]
