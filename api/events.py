"""What a stream says: the events of the engine as HTTP sends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.stream import EventStream, event
from index.catalogue import texts
from qa.answer import Answer
from qa.engine import Engine
from qa.events import Answered, Checked, Drafted, GaveUp, Proposed, Read, Retrieved, Rewritten, Waits
from qa.found import Found, describe
from qa.question import Question


@dataclass(frozen=True)
class RetrievedPassages:
    """Event: the passages that are read, or shown to the language model.

    Attributes:
        passages: best first.
    """

    passages: tuple[Found, ...]


@dataclass(frozen=True)
class Done:
    """Event: the stream is whole. One that ends without it and without `error` was cut off."""


EVENTS: dict[str, type] = {
    "rewritten": Rewritten,
    "retrieved": RetrievedPassages,
    "found": Proposed,
    "waits": Waits,
    "draft": Drafted,
    "sentence": Checked,
    "gave_up": GaveUp,
    "answer": Answer,
    "done": Done,
}
"""Every event by its name, in their order; `error`, a problem, may come in place of any."""

STREAM: dict[str, Any] = {
    EventStream.media_type: {
        "itemSchema": {
            "type": "object",
            "required": ["event", "data"],
            "properties": {
                "event": {"type": "string", "enum": [*EVENTS, "error"]},
                "data": {"type": "string", "contentMediaType": "application/json"},
            },
            "description": "Each of the server-sent events; its data is an object, in JSON on one line. `rewritten` "
            "comes where a follow-up was understood as another question, `retrieved` where there are passages, `found` "
            "before a language model writes, `waits` where it says what it has to read, `draft` where it was asked "
            "for, `sentence` as soon as one is complete and checked, `gave_up` where the sentences so far count no "
            "more, as the model failed or what it wrote does not stand, then `answer`, the same object as without "
            "`stream`, and `done`. `error`, a problem, comes in "
            "place of all that is left. What is refused at once is no stream but a problem with its status. While "
            "nothing else is to be said, a comment every ten seconds says that the server is still at it.",
        },
        "x-events": [
            {"event": name, "schema": {"$ref": f"#/components/schemas/{schema}"}}
            for name, schema in (*((name, shape.__name__) for name, shape in EVENTS.items()), ("error", "Problem"))
        ],
    }
}
"""What the OpenAPI document says of a stream: one more content of the response that all went well."""


async def tell(
    engine: Engine, question: Question, draft: bool, keep: Callable[[Answer], object] = lambda _: None
) -> AsyncGenerator[bytes]:
    """Yield the events of a question.

    The sentence of the reader's answer is told as a language model's are, so that for every model the `sentence`
    events since `gave_up` that were not taken out are the sentences of the answer.

    Args:
        engine: answers.
        question: what is asked.
        draft: whether unchecked text is told too.
        keep: takes the answer, in a thread.
    """
    said = False
    async with aclosing(engine.events(question)) as events:
        async for one in events:
            match one:
                case Rewritten():
                    yield event("rewritten", one)
                case Retrieved():
                    passages = await asyncio.to_thread(describe, one.hits, cache(texts(engine.folder)))
                    yield event("retrieved", RetrievedPassages(tuple(passages)))
                case Proposed():
                    yield event("found", one)
                case Waits():
                    yield event("waits", one)
                case Drafted():
                    if draft:
                        yield event("draft", one)
                case Checked():
                    said = True
                    yield event("sentence", one)
                case GaveUp():
                    said = False
                    yield event("gave_up", one)
                case Answered():
                    for sentence in () if said else sentences(one.answer):
                        yield event("sentence", sentence)
                    await asyncio.to_thread(keep, one.answer)
                    yield event("answer", one.answer.to_dict())
                case Read():
                    pass  # a step on the way, told by the answer
    yield event("done", Done())


def sentences(answer: Answer) -> list[Checked]:
    """Return the sentences of an answer, each with its quotes; none of an abstention."""
    quotes = {quote.n: quote for quote in answer.citations}
    return [
        Checked((answer.answer or "")[one.start : one.end], tuple(quotes[n] for n in one.citations))
        for one in answer.sentences
    ]
