"""How kept answers look: the list of them, and what became of one. Values in, text out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.kept.answers import Kept
from qa.screen.show import meant
from qa.screen.terminal import Piece, Screen

if TYPE_CHECKING:  # they take long to import
    from qa.kept.verification import AnswerNow, QuoteNow, Verification

_STATES = {
    "same": "the same, at its place",
    "moved": "moved: word for word, elsewhere",
    "changed": "changed",
    "gone": "gone",
}


def history(screen: Screen, answers: Sequence[Kept]) -> str:
    """Return two lines for each answer: its id, when it was given and the question; what was answered."""
    return "\n".join(_listed(screen, kept) for kept in answers)


def _listed(screen: Screen, kept: Kept) -> str:
    head = f"{screen.paint(kept.id, 'place')}  {screen.paint(kept.asked[:16].replace('T', ' '), 'dim')}  "
    said = (
        f"{kept.text}{meant(kept.date)} " if kept.text else f"{kept.answer['reason']}: {kept.answer['message'] or ''} "
    )
    quotes = len(kept.citations)
    told = f"({quotes} quote{'' if quotes == 1 else 's'})" if quotes else ""
    pad = " " * 14
    lines = screen.block([Piece(kept.question.question, "bold")], head, pad)
    return f"{lines}\n{screen.block([Piece(said), Piece(told, 'dim')], pad)}"


def verification(screen: Screen, given: Verification) -> str:
    """Return what became of an answer: each quote, its difference, and what the question gives today."""
    head = screen.block([Piece(given.question, "bold")], f"{screen.paint(given.id, 'place')}  ")
    asked = screen.paint(f"asked {given.asked[:16].replace('T', ' ')} UTC", "dim")
    answer = [Piece(given.answer or "It was not answered.", "bold"), Piece(meant(given.answer_date), "dim")]
    blocks = [f"{head}\n{asked}", screen.block(answer)]
    blocks += [_quote(screen, quote) for quote in given.quotes]
    if given.today:
        blocks.append(_today(screen, given.today))
    return "\n\n".join([*blocks, screen.paint(_verdict(given))])


def _quote(screen: Screen, quote: QuoteNow) -> str:
    number = f"[{quote.n}]"
    style = "dim" if quote.state in ("same", "moved") else "bad"
    where = "" if quote.start_char_index is None else f" · {quote.article_id}, characters {quote.start_char_index} to "
    where += "" if quote.end_char_index is None else str(quote.end_char_index)
    pieces = [Piece(_STATES[quote.state], style), Piece(f" · {quote.document_title}{where}", "dim")]
    lines = [screen.block(pieces, f"{number} ")]
    bar = " " * len(number) + (" │ " if screen.styled else " > ")
    if quote.difference:
        marked = {"removed": ("[-", "-]", "bad"), "added": ("{+", "+}", "mark"), "same": ("", "", "plain")}
        parts = []
        for edit in quote.difference:
            left, right, style = marked[edit.op]
            # A screen without styles marks what was added by stars of its own.
            parts.append(Piece(f"{left}{edit.text}{right}", style if screen.styled else "plain"))
        lines.append(screen.block(parts, bar, bar))
    else:
        lines.append(screen.block([Piece(quote.cited_text)], bar, bar))
    return "\n".join(lines)


def _today(screen: Screen, today: AnswerNow) -> str:
    answer = today.answer and f"{today.answer}{meant(today.answer_date)}"
    said = "the same" if today.same else answer or today.message or "no answer"
    because = ["the index has changed"] * today.index_changed + ["another model answers"] * today.model_changed
    because += ["from other articles"] * today.sources_changed
    told = f" ({', '.join(because)})" if because else ""
    return screen.block([Piece(f"today: {said}", "plain" if today.same else "bad"), Piece(told, "dim")])


def _verdict(given: Verification) -> str:
    counts = Counter(quote.state for quote in given.quotes)
    told = ", ".join(f"{count} {state}" for state, count in counts.items()) or "no quotes"
    answers = "" if given.today is None else "; same answer today" if given.today.same else "; another answer today"
    return f"{'It holds' if given.holds else 'It no longer holds'}: {told}{answers}."
