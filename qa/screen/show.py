"""How answers and passages look: values in, text out. Nothing here prints, asks or reads a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from index.sentences import paragraph_spans, sentence_spans
from qa.answer import Alternative, Answer, CalendarDate, Citation, Copy, Corrected, DatedValue, Written
from qa.calendar.period import in_words
from qa.events import Answered, Event, Proposed, Read, Retrieved
from qa.origins import articles_of
from qa.screen.terminal import Piece, Screen, sliced
from qa.shipped import READERS
from qa.text.wording import Wording
from qa.timings import Timings

if TYPE_CHECKING:  # they take long to import
    from index.catalogue import TextOf
    from index.passage import Passage
    from qa.quotes import Found
    from qa.read.spans import Span
    from qa.search import Hit

_REACH = 3_000
"""Characters before and after a quote in which its neighbouring sentences are looked for."""
_TWO_LINES = 150
"""Characters of a quote beside an abstention."""
_INDENT = 6
"""Columns to the left of it: "[1] │ "."""
_MOST = 3
"""Quotes that an abstention shows at most."""
_WEAK = 0.5
"""Confidence of the small reader under which another model is named, which may know better."""
_ADVISED = ("nothing_retrieved", "outside_dates", "unknown_name", "false_premise")
"""Kinds of refusal whose advice is what one could type next."""
_LONGEST_SENTENCE = 300
"""Characters that neighbouring sentences may have on average; the quote itself is never shortened."""


class Surroundings(NamedTuple):
    """What stands before and after a quote."""

    before: str = ""
    after: str = ""


def surroundings(text: str, start: int, end: int, sentences: int = 1) -> Surroundings:
    """Return up to so many whole sentences on each side of `text[start:end]`, shortened on the far side where long."""
    if not sentences:
        return Surroundings()
    left, right = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
    before = " ".join(left[a:b] for a, b in sentence_spans(left)[-sentences:])
    after = " ".join(right[a:b] for a, b in sentence_spans(right)[:sentences])
    most = _LONGEST_SENTENCE * sentences
    if len(before) > most:
        before = "…" + before[-most:].partition(" ")[2]
    if len(after) > most:
        after = after[:most].rpartition(" ")[0] + "…"
    return Surroundings(before, after)


def answer(screen: Screen, given: Answer, text_of: TextOf, understood_as: bool = True) -> str:
    """Return an answer with its quotes in their surroundings, or an abstention with the nearest passages.

    Args:
        screen: what it is laid out for.
        given: the answer.
        text_of: gives the texts that quotes stand in.
        understood_as: whether it begins with how a follow-up was understood.
    """
    blocks = [understood(screen, given.understood_as)] if given.understood_as and understood_as else []
    if given.answer is None:
        blocks += [screen.line(given.message or "I found no passage that answers this.", "bold")]
        shown = [_shortened(screen, quote, given.question) for quote in quoted(given)]
        if given.refusal and given.refusal.contradicted_by:
            blocks.append(_quote(screen, shown.pop(0), None, 0))
        blocks += _taken_out(screen, given)
        guesses = len(given.guess.citations) if given.guess else 0
        if given.guess:
            guessed = f"a guess,{_percent(' {}', given.guess.confidence)}: "
            blocks.append(screen.block([Piece(guessed, "dim"), Piece(given.guess.answer)]))
            blocks += [_quote(screen, quote, None, 0) for quote in shown[:guesses]]
        if shown[guesses:]:
            blocks.append(screen.paint("nearest passages", "dim"))
            blocks += [_quote(screen, quote, None, 0) for quote in shown[guesses:]]
        return "\n\n".join(blocks)
    return "\n\n".join([*blocks, _said(screen, given) + "\n" + below(screen, given, text_of)])


def _said(screen: Screen, given: Answer) -> str:
    """Return the text of an answer, with the calendar date that it means where its words do not say it."""
    *lines, last = (given.answer or "").split("\n")
    blocks = [*([Piece(line, "bold")] for line in lines), [Piece(last, "bold"), Piece(meant(given.answer_date), "dim")]]
    return "\n".join(map(screen.block, blocks))


def meant(date: CalendarDate | None) -> str:
    """Return the day that a word as "Monday" means, to stand behind it: " (3 March 2025)"; else nothing."""
    return f" ({in_words(date.value)})" if date and date.resolved_against else ""


def row(given: Answer) -> str:
    """Return the values of what was asked by time, newest first: "19 (4 May, Gazette) · 17 (3 May) [2]"."""
    days = {value.date.value[:10] for value in given.values if value.date and value.date.value[0].isdigit()}
    years = {day[:4] for day in days}
    own = {quote.n for quote in given.citations}
    return " · ".join(
        f"{value.answer} ({_told(value, len(days) > 1, len(years) > 1)})"
        + "".join(f" [{quote.n}]" for quote in value.citations if quote.n not in own)
        for value in given.values
    )


def _told(value: DatedValue, with_day: bool, with_year: bool) -> str:
    """Return the time of a value, as far as it tells values apart, and who told it."""
    told: list[Citation | Copy] = [*value.citations, *(copy for quote in value.citations for copy in quote.copies)]
    outlets = list(dict.fromkeys(one.outlet for one in told if one.outlet))
    same = len(told) > 1 and len({quote.cited_text for quote in value.citations}) == 1
    who = [f"{len(outlets)} outlets" if len(outlets) > 1 else outlets[0]] if outlets else []
    return ", ".join([in_short(value.date, with_day, with_year), *who, *(["same text"] if same else [])])


def in_short(date: CalendarDate | None, with_day: bool = True, with_year: bool = True) -> str:
    """Return a date without the year, or an hour without its day, where these are the same for all."""
    if date is None:
        return "undated"
    told = in_words(date.value)
    clock = told.rpartition(", ")[2] if date.granularity == "time" and date.value[11:12].isdigit() else ""
    if clock and not with_day:
        return clock
    year = date.value[:4]
    return told if with_year or told == year else told.replace(f" {year}", "")


def quoted(given: Answer) -> list[Citation]:
    """Return every quote that is shown of an answer, or of an abstention, numbered as it is shown."""
    if given.answer is not None:
        return list(given.quotes)
    against = given.refusal.contradicted_by if given.refusal else None
    first = [*([against] if against else []), *(given.guess.citations if given.guess else ())]
    nearest = [quote for quote in given.nearest if not any(one.cited_text in quote.cited_text for one in first)]
    return [replace(quote, n=n) for n, quote in enumerate([*first, *nearest][:_MOST], 1)]


def understood(screen: Screen, question: str) -> str:
    """Return what says how a follow-up was understood."""
    return screen.line(f"understood as: {question}", "dim")


def proposal(screen: Screen, event: Proposed) -> str:
    """Return what the reader finds in one line, with the first place where it stands."""
    quote = event.citations[0]
    place = quote.source if quote.line is None else f"{quote.source}:{quote.line}"
    told = [Piece(event.answer), Piece(f"{_percent(' · {}', event.confidence)} · found by the reader · {place}", "dim")]
    return screen.block(told)


def sentences(screen: Screen, given: Iterable[tuple[str, Sequence[int]]]) -> str:
    """Return sentences as one paragraph, each with the numbers of its quotes; one more only adds to its end."""
    pieces: list[Piece] = []
    for text, numbers in given:
        pieces.append(Piece(f" {text}" if pieces else text, "bold"))
        pieces.append(Piece(f" {''.join(f'[{n}]' for n in numbers)}" if numbers else "", "dim"))
    return screen.block(pieces)


def below(screen: Screen, given: Answer, text_of: TextOf) -> str:
    """Return what stands below the text of an answer: how firmly it stands, its quotes, what else there is."""
    blocks = [screen.line(standing(given), "dim")]
    blocks += [screen.block([Piece(f"by time: {row(given)}", "dim")])] if given.values else []
    blocks += [screen.block([Piece(_disputed(given.disputed))])] if given.disputed else []
    blocks += quotes(screen, given.citations, text_of)
    if given.disputed:
        others = [quote for one in given.disputed for quote in one.citations]
        blocks += quotes(screen, [quote for quote in others if quote not in given.citations], text_of)
    if given.corrected:
        blocks.append(screen.line(_corrected(given.corrected), "dim"))
        if given.corrected.citation not in given.citations:
            blocks += quotes(screen, [given.corrected.citation], text_of)
    if given.alternatives:
        blocks.append(screen.paint("also found", "dim"))
    for other in given.alternatives:
        blocks.append(screen.block([Piece(other.answer, "bold"), Piece(_percent(", {}", other.confidence), "dim")]))
        blocks += quotes(screen, other.citations, text_of)
    blocks += _taken_out(screen, given)
    if given.message:
        blocks.append(screen.line(given.message, "dim"))
    return "\n\n".join(blocks)


def _taken_out(screen: Screen, given: Answer) -> list[str]:
    if not given.unsupported:
        return []
    told = [screen.block([Piece(gone.text), Piece(f" ({gone.why})", "dim")], "  ") for gone in given.unsupported]
    return ["\n".join([screen.paint("taken out", "dim"), *told])]


def quotes(screen: Screen, citations: Iterable[Citation], text_of: TextOf, sentences: int = 1) -> list[str]:
    """Return a block for each citation: the quote with its marks, what stands around it, and its place."""
    return [_quote(screen, citation, text_of(citation.article_id), sentences) for citation in citations]


def _shortened(screen: Screen, citation: Citation, question: str) -> Citation:
    """Return a quote cut to two lines, from the sentence on that has most of the question's words.

    What is marked stays; its offsets say no more where it stands.
    """
    text, wording = citation.cited_text, Wording(question)
    if len(text) <= _TWO_LINES and _lines(screen, text) <= 2:
        return citation
    offset = citation.start_char_index
    spans = sentence_spans(text)
    start = max(spans, key=lambda span: (wording.covered(text[slice(*span)]), -span[0]))[0]
    if citation.marks:
        start = max((span[0] for span in spans if span[0] <= citation.marks[0][0] - offset), default=0)
        if citation.marks[-1][1] - offset - start > _TWO_LINES:
            start = citation.marks[0][0] - offset
    end = len(text)
    while end - start > _TWO_LINES or _lines(screen, f"{text[start:end]}…") > 2:
        most = min(start + _TWO_LINES, end - 1)
        space = text.rfind(" ", start + 1, most)
        end = space if space > start else most  # not every script has spaces
    marks = [(a - start, b - start) for a, b in citation.marks if b - offset <= end]
    return replace(citation, cited_text=text[start:end] + ("…" if end < len(text) else ""), marks=tuple(marks))


def _lines(screen: Screen, text: str) -> int:
    """Return how many lines a text takes beside the bar of a quote."""
    return screen.line(text, first=" " * _INDENT).count("\n") + 1


def _quote(screen: Screen, citation: Citation, text: str | None, sentences: int) -> str:
    start, end = citation.start_char_index, citation.end_char_index
    # The index may have changed since the answer: a text that no longer holds the quote says nothing about it.
    known = text is not None and text[start:end] == citation.cited_text
    around = surroundings(text, start, end, sentences) if text is not None and known else Surroundings()
    number = f"[{citation.n}]"
    bar = "│" if screen.styled else ">"
    pad = " " * (len(number) + 1)
    lines = [screen.block([Piece(around.before, "dim")], pad + "  ")] if around.before else []
    indent = f"{pad}{bar} "
    pieces = marked(citation)
    lines.append(_paragraphs(screen, pieces, indent) if sentences else screen.block(pieces, indent, indent))
    if around.after:
        lines.append(screen.block([Piece(around.after, "dim")], pad + "  "))
    lines[0] = number + lines[0][len(number) :]
    return "\n".join([*lines, *_origin(screen, citation, pad)])


def marked(citation: Citation) -> list[Piece]:
    """Return the quote in pieces, the places of the answer marked."""
    offset, at, pieces = citation.start_char_index, 0, []
    for start, end in citation.marks:
        pieces += [Piece(citation.cited_text[at : start - offset])]
        pieces += [Piece(citation.cited_text[start - offset : end - offset], "mark")]
        at = end - offset
    return [piece for piece in (*pieces, Piece(citation.cited_text[at:])) if piece.text]


def _paragraphs(screen: Screen, pieces: Sequence[Piece], indent: str) -> str:
    text = "".join(piece.text for piece in pieces)
    return "\n".join(screen.block(sliced(pieces, *span), indent, indent) for span in paragraph_spans(text))


def _origin(screen: Screen, quoted: Citation | Found, pad: str) -> list[str]:
    """Return the lines that say where something quoted stands: the article's title, then `file:line`."""
    where = quoted.source if quoted.line is None else f"{quoted.source}:{quoted.line}"
    more = [part for part in (quoted.outlet, (quoted.published or "")[:10], quoted.url) if part]
    place = [Piece(where, "place"), Piece("".join(f" · {part}" for part in more), "dim")]
    told = _sources(quoted) if isinstance(quoted, Citation) else []
    titled = [screen.line(quoted.document_title, first=pad), screen.block(place, pad)]
    return titled + [screen.block([Piece(line, "dim")], pad, pad) for line in told]


def _sources(quoted: Citation) -> list[str]:
    """Return the lines that say who said it, and which copies say the same."""
    lines = [f"according to {quoted.attribution.speaker}"] if quoted.attribution else []
    if quoted.copies:
        names = dict.fromkeys(copy.outlet or copy.source for copy in quoted.copies)
        lines.append(f"the same text in {', '.join(names)}")
    return lines


def standing(given: Answer) -> str:
    """Return how firmly an answer stands: its confidence, what was checked, and where its quotes are from."""
    articles = articles_of(given.citations)
    where = "in 1 article" if articles == 1 else f"in {articles} articles"
    if given.origins is not None and given.origins < articles:
        where += ", 1 origin" if given.origins == 1 else f", {given.origins} origins"
    told = ["quoted exactly"]
    if given.written and is_written(given):
        told += [] if given.written.judged else ["values checked"]
        told += {None: [], True: ["reader and model agree"], False: ["the reader has another"]}[given.written.agrees]
    return _percent("confidence {} · ", given.confidence) + " · ".join([*told, where])


def _disputed(values: Sequence[Alternative]) -> str:
    """Return the values of a dispute in one line, each with who gives it and when."""
    told = []
    for one in values:
        first = one.citations[0]
        speaker = f"{first.attribution.speaker} in {_name(first)}" if first.attribution else _name(first)
        told.append(f"{one.answer} ({', '.join(filter(None, (speaker, (first.published or '')[:10])))})")
    return f"disputed: {' · '.join(told)}"


def _name(quoted: Citation) -> str:
    return quoted.outlet or quoted.source


def _corrected(told: Corrected) -> str:
    was = f"before that it was given as {told.was}" if told.was else "it was given otherwise before"
    return f"corrected: {was} [{told.citation.n}]"


def is_written(given: Answer) -> bool:
    """Return whether an answer is what a language model wrote; where one gave up, the embedded reader answered."""
    return given.written is not None and given.provenance.model not in (reader.name for reader in READERS.values())


def _percent(template: str, confidence: float | None) -> str:
    return "" if confidence is None else template.format(f"{confidence:.0%}".replace("%", " %"))


def next_step(given: Answer) -> str:
    """Return what one could type next."""
    if given.reason == "empty_index":
        return "Next: qa index PATH…  (your articles), or qa index --sample  (two of ours)"
    if given.reason == "needs_language_model" and (given.refusal is None or given.refusal.kind == given.reason):
        return "Next: qa models  says how to choose a language model"
    if given.refusal and given.refusal.kind in _ADVISED:
        return f"Next: {given.refusal.advice}"
    if given.answer is None:
        return 'Next: qa search "…"  shows passages alone; qa chat  asks on'
    return 'Next: qa chat  asks on; qa ask -v "…"  shows every span that was considered'


def details(screen: Screen, events: Iterable[Event]) -> str:
    """Return what `-v` adds: the passages that were read, the spans that were considered, the times and the tokens."""
    lines = []
    for event in events:
        if isinstance(event, Retrieved):
            lines += [screen.paint("   fused    dense  lexical  passage", "dim")]
            lines += [_retrieved(screen, hit) for hit in event.hits]
        elif isinstance(event, Read):
            lines += ["", screen.paint("confidence   margin    doubt    score  span", "dim")]
            lines += [_considered(screen, value.confidence, span) for value in event.values for span in value.spans]
        elif isinstance(event, Answered):
            lines += ["", screen.line(" · ".join(_times(event.answer.timings_ms)), "dim")]
            if event.answer.written is not None:
                lines.append(screen.line(" · ".join(_tokens(event.answer.written, event.answer.timings_ms)), "dim"))
    return "\n".join(lines)


def _times(spent: Timings) -> list[str]:
    return [f"{stage.replace('_', ' ')} {ms:.1f} ms" for stage, ms in vars(spent).items() if ms or stage == "total"]


def _tokens(written: Written, spent: Timings) -> list[str]:
    """Return what the language model was given and wrote; its rate leaves out the wait for the first token."""
    told = [f"judged {written.judged} of the reader's values"] if written.judged else []
    if written.prompt_tokens is not None:
        told.append(f"prompt {written.prompt_tokens:,} tokens")
    if written.tokens is not None:
        rate = (
            f", {1000 * (written.tokens - 1) / spent.write:.1f} a second" if written.tokens > 1 and spent.write else ""
        )
        told.append(f"wrote {written.tokens:,} tokens{rate}")
    left = f", {written.passages_left_out} more than fit" if written.passages_left_out else ""
    return [*told, f"{written.passages} passages shown to it{left}"]


def passages(screen: Screen, given: Sequence[Found], scores: bool = False) -> str:
    """Return the passages that a search found, each with its place and, where `scores` are wanted, its scores."""
    return "\n\n".join(_passage(screen, one, scores) for one in given)


def _passage(screen: Screen, one: Found, scores: bool) -> str:
    number = f"[{one.n}] "
    pad = " " * len(number)
    told = f"fused {one.score:.2f} · dense {one.dense:.2f} · lexical {one.lexical:.2f}"
    text = _paragraphs(screen, [Piece(one.cited_text)], pad)
    lines = [number + screen.paint(told, "dim"), text] if scores else [number + text[len(pad) :]]
    return "\n".join([*lines, *_origin(screen, one, pad)])


def weak(given: Answer) -> str:
    """Return what may know better than the small reader where it is not sure, or "" where it is."""
    small = given.provenance.model == READERS["small"].name
    unsure = given.reason == "not_found" or (given.confidence is not None and given.confidence < _WEAK)
    if not (small and unsure):
        return ""
    return "The large reader (QA_READER=large) or a language model (qa models) may know better."


def _retrieved(screen: Screen, hit: Hit) -> str:
    numbers = f"{hit.score:8.2f} {hit.dense:8.2f} {hit.lexical:8.2f}  "
    return screen.block([_spot(hit, hit.passage)], numbers)


def _considered(screen: Screen, confidence: float, span: Span) -> str:
    numbers = f"{confidence:10.2f} {span.margin:8.2f} {span.doubt:8.2f} {span.score:8.2f}  "
    return screen.block([Piece(f"{span.text} · "), _spot(span.hit, span)], numbers)


def _spot(hit: Hit, part: Passage | Span) -> Piece:
    from qa.quotes import display

    return Piece(f"{display(hit.article.source)}, characters {part.start} to {part.end}", "dim")


def article(screen: Screen, text: str, start: int, end: int) -> str:
    """Return an article's whole text, line by line, with `text[start:end]` marked."""
    pieces = [Piece(text[:start]), Piece(text[start:end], "mark"), Piece(text[end:])]
    return "\n".join(screen.block(sliced(pieces, *line.span())) for line in re.finditer(r".+|^$", text, re.M))
