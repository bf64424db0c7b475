"""How quotes and passages look, and where they stand. Values in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from index.sentences import paragraph_spans, sentence_spans
from qa.answer import Citation
from qa.screen.terminal import Piece, Screen, sliced
from qa.text.wording import Wording

if TYPE_CHECKING:  # they take long to import
    from index.catalogue import TextOf
    from qa.found import Found

_REACH = 3_000
"""Characters before and after a quote in which its neighbouring sentences are looked for."""
_TWO_LINES = 150
"""Characters of a quote beside an abstention."""
_INDENT = 6
"""Columns to the left of it: "[1] │ "."""
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
    before, after = (" ".join(some) for some in (_sentences(left)[-sentences:], _sentences(right)[:sentences]))
    most = _LONGEST_SENTENCE * sentences
    if len(before) > most:
        before = "…" + before[-most:].partition(" ")[2]
    if len(after) > most:
        after = after[:most].rpartition(" ")[0] + "…"
    return Surroundings(before, after)


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text; the mark before an item of a list or the line of a table is none."""
    return [one for start, end in sentence_spans(text) if any(map(str.isalnum, one := text[start:end]))]


def blocks(screen: Screen, citations: Iterable[Citation], text_of: TextOf, sentences: int = 1) -> list[str]:
    """Return a block for each citation: the quote with its marks, what stands around it, and its place."""
    return [_block(screen, citation, text_of(citation.article_id), sentences) for citation in citations]


def shortened(screen: Screen, citation: Citation, question: str) -> str:
    """Return a quote without what stands around it, at most two lines of it."""
    return _block(screen, _cut(screen, citation, question), None, 0)


def _cut(screen: Screen, citation: Citation, question: str) -> Citation:
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


def _block(screen: Screen, citation: Citation, text: str | None, sentences: int) -> str:
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


def place(quoted: Citation | Found) -> str:
    """Return the file and line in which something quoted stands."""
    return quoted.source if quoted.line is None else f"{quoted.source}:{quoted.line}"


def _origin(screen: Screen, quoted: Citation | Found, pad: str) -> list[str]:
    """Return the lines that say where something quoted stands: the article's title, then `file:line`."""
    more = [part for part in (quoted.outlet, (quoted.published or "")[:10], quoted.url) if part]
    where = [Piece(place(quoted), "place"), Piece("".join(f" · {part}" for part in more), "dim")]
    told = _sources(quoted) if isinstance(quoted, Citation) else []
    titled = [screen.line(quoted.document_title, first=pad), screen.block(where, pad)]
    return titled + [screen.block([Piece(line, "dim")], pad, pad) for line in told]


def _sources(quoted: Citation) -> list[str]:
    """Return the lines that say who said it, and which copies say the same."""
    lines = [f"according to {quoted.attribution.speaker}"] if quoted.attribution else []
    if quoted.copies:
        names = dict.fromkeys(copy.outlet or copy.source for copy in quoted.copies)
        lines.append(f"the same text in {', '.join(names)}")
    return lines


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


def article(screen: Screen, text: str, start: int, end: int) -> str:
    """Return an article's whole text, line by line, with `text[start:end]` marked."""
    pieces = [Piece(text[:start]), Piece(text[start:end], "mark"), Piece(text[end:])]
    return "\n".join(screen.block(sliced(pieces, *line.span())) for line in re.finditer(r".+|^$", text, re.M))
