"""How answers and passages look: values in, text out. Nothing here prints, asks or reads a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.passage import Passage
from index.sentences import paragraph_spans, sentence_spans
from qa.answer import Answer, Citation
from qa.citation import shown
from qa.corpus import TextOf
from qa.events import Event, Read, Retrieved
from qa.found import Found
from qa.reading import Span
from qa.retriever import Hit
from qa.terminal import Piece, Screen, sliced

_REACH = 3_000
"""Characters before and after a quote in which its neighbouring sentences are looked for."""
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


def answer(screen: Screen, given: Answer, text_of: TextOf) -> str:
    """Return an answer with its quotes in their surroundings, or an abstention with the nearest passages."""
    blocks = []
    if given.understood_as:
        blocks.append(screen.block([Piece(f"understood as: {given.understood_as}", "dim")]))
    if given.answer is None:
        blocks += [screen.block([Piece(given.message or "I found no passage that answers this.", "bold")])]
        if given.nearest:
            blocks += [screen.paint("nearest passages", "dim"), *quotes(screen, given.nearest, text_of, sentences=0)]
        return "\n\n".join(blocks)
    head = screen.block([Piece(given.answer, "bold")])
    blocks += ["\n".join([head, screen.paint(standing(given), "dim")]), *quotes(screen, given.citations, text_of)]
    if given.alternatives:
        blocks.append(screen.paint("also found", "dim"))
    for other in given.alternatives:
        blocks.append(screen.block([Piece(other.answer, "bold"), Piece(_percent(", {}", other.confidence), "dim")]))
        blocks += quotes(screen, other.citations, text_of)
    if given.unsupported:
        blocks.append(screen.paint("taken out, for want of a quote", "dim"))
        blocks += [screen.block([Piece(gone.text), Piece(f" ({gone.why})", "dim")], "  ") for gone in given.unsupported]
    if given.message:
        blocks.append(screen.block([Piece(given.message, "dim")]))
    return "\n\n".join(blocks)


def quotes(screen: Screen, citations: Iterable[Citation], text_of: TextOf, sentences: int = 1) -> list[str]:
    """Return a block for each citation: the quote with its marks, what stands around it, and its place."""
    return [_quote(screen, citation, text_of(citation.article_id), sentences) for citation in citations]


def _quote(screen: Screen, citation: Citation, text: str | None, sentences: int) -> str:
    start, end = citation.start_char_index, citation.end_char_index
    # The index may have changed since the answer: a text that no longer holds the quote says nothing about it.
    known = text is not None and text[start:end] == citation.cited_text
    around = surroundings(text, start, end, sentences) if text is not None and known else Surroundings()
    number = f"[{citation.n}]"
    bar = "│" if screen.styled else ">"
    pad = " " * (len(number) + 1)
    lines = [screen.block([Piece(around.before, "dim")], pad + "  ")] if around.before else []
    lines.append(_paragraphs(screen, _marked(citation), f"{pad}{bar} "))
    if around.after:
        lines.append(screen.block([Piece(around.after, "dim")], pad + "  "))
    lines[0] = number + lines[0][len(number) :]
    return "\n".join([*lines, *_origin(screen, citation, pad)])


def _marked(citation: Citation) -> list[Piece]:
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
    more = [part for part in ((quoted.published or "")[:10], quoted.url) if part]
    place = screen.paint(where, "place") + screen.paint("".join(f" · {part}" for part in more), "dim")
    return [screen.block([Piece(quoted.document_title)], pad), pad + place]


def standing(given: Answer) -> str:
    """Return how firmly an answer stands: its confidence and where its quotes are from."""
    articles = len({citation.article_id for citation in given.citations})
    where = "in 1 article" if articles == 1 else f"in {articles} articles"
    return _percent("confidence {} · ", given.confidence) + f"quoted exactly · {where}"


def _percent(template: str, confidence: float | None) -> str:
    return "" if confidence is None else template.format(f"{confidence:.0%}".replace("%", " %"))


def next_step(given: Answer) -> str:
    """Return what one could type next."""
    if given.reason == "empty_index":
        return "Next: qa index PATH…  (your articles), or qa index --sample  (the two that come with it)"
    if given.answer is None:
        return 'Next: qa search "…"  shows passages alone; qa chat  asks on'
    return 'Next: qa chat  asks on; qa ask -v "…"  shows every span that was considered'


def details(screen: Screen, events: Iterable[Event]) -> str:
    """Return what `-v` adds: the passages that were read, the spans that were considered, and the times."""
    lines = []
    for event in events:
        if isinstance(event, Retrieved):
            lines += [screen.paint("   fused    dense  lexical  passage", "dim")]
            lines += [_retrieved(screen, hit) for hit in event.hits]
        elif isinstance(event, Read):
            lines += ["", screen.paint("confidence   margin    score  span", "dim")]
            lines += [_considered(screen, value.confidence, span) for value in event.values for span in value.spans]
        else:
            times = vars(event.answer.timings_ms).items()
            lines += ["", screen.paint(" · ".join(f"{stage} {spent:.1f} ms" for stage, spent in times), "dim")]
    return "\n".join(lines)


def passages(screen: Screen, given: Sequence[Found]) -> str:
    """Return the passages that a search found, each with its scores and its place."""
    return "\n\n".join(_passage(screen, one) for one in given)


def _passage(screen: Screen, one: Found) -> str:
    number = f"[{one.n}] "
    pad = " " * len(number)
    scores = f"fused {one.score:.2f} · dense {one.dense:.2f} · lexical {one.lexical:.2f}"
    lines = [number + screen.paint(scores, "dim"), _paragraphs(screen, [Piece(one.cited_text)], pad)]
    return "\n".join([*lines, *_origin(screen, one, pad)])


def _retrieved(screen: Screen, hit: Hit) -> str:
    return f"{hit.score:8.2f} {hit.dense:8.2f} {hit.lexical:8.2f}  {_spot(screen, hit, hit.passage)}"


def _considered(screen: Screen, confidence: float, span: Span) -> str:
    said = screen.paint(" ".join(span.text.split()))
    return f"{confidence:10.2f} {span.margin:8.2f} {span.score:8.2f}  {said}  {_spot(screen, span.hit, span)}"


def _spot(screen: Screen, hit: Hit, part: Passage | Span) -> str:
    return screen.paint(f"{shown(hit.article.source)}, characters {part.start} to {part.end}", "dim")


def article(screen: Screen, text: str, start: int, end: int) -> str:
    """Return an article's whole text, line by line, with `text[start:end]` marked."""
    pieces = [Piece(text[:start]), Piece(text[start:end], "mark"), Piece(text[end:])]
    return "\n".join(screen.block(sliced(pieces, *line.span())) for line in re.finditer(r".+|^$", text, re.M))
