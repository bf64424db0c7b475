"""What `-v` adds to an answer: what was considered, the times, the tokens. Values in, text out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.answer import Written
from qa.events import Answered, Event, Read, Retrieved
from qa.screen.terminal import Piece, Screen
from qa.timings import Timings

if TYPE_CHECKING:  # they take long to import
    from index.passage import Passage
    from qa.read.spans import Span
    from qa.search import Hit


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
    told = [f"judged {written.judged} of the reader's sentences"] if written.judged else []
    if written.prompt_tokens is not None:
        told.append(f"prompt {written.prompt_tokens:,} tokens")
    if written.tokens is not None:
        rate = (
            f", {1000 * (written.tokens - 1) / spent.write:.1f} a second" if written.tokens > 1 and spent.write else ""
        )
        told.append(f"wrote {written.tokens:,} tokens{rate}")
    left = f", {written.passages_left_out} more than fit" if written.passages_left_out else ""
    return [*told, f"{written.passages} passages shown to it{left}"]


def _retrieved(screen: Screen, hit: Hit) -> str:
    numbers = f"{hit.score:8.2f} {hit.dense:8.2f} {hit.lexical:8.2f}  "
    return screen.block([_spot(hit, hit.passage)], numbers)


def _considered(screen: Screen, confidence: float, span: Span) -> str:
    numbers = f"{confidence:10.2f} {span.margin:8.2f} {span.doubt:8.2f} {span.score:8.2f}  "
    return screen.block([Piece(f"{span.text} · "), _spot(span.hit, span)], numbers)


def _spot(hit: Hit, part: Passage | Span) -> Piece:
    from qa.quotes import display

    return Piece(f"{display(hit.article.source)}, characters {part.start} to {part.end}", "dim")
