"""An answer as chat front ends show it: text with numbered notes, and where each note stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from qa.answer import Answer, Citation
from qa.compose.frame import MESSAGES

NOTES = re.compile(r"\n\n(?:Also found: |\[1\] “).*", re.DOTALL)
NUMBER = re.compile(r" ?\[\d+\]")


@dataclass(frozen=True)
class UrlCitation:
    """What a note cites.

    Attributes:
        start_index: first code point of the note's number in the message.
        end_index: one past its last.
        title: the article's title.
        url: where it was published, or else where this server gives it.
    """

    start_index: int
    end_index: int
    title: str
    url: str


@dataclass(frozen=True)
class Annotation:
    """A note of a message.

    Attributes:
        url_citation: what it cites.
        type: always "url_citation".
    """

    url_citation: UrlCitation
    type: str = "url_citation"


def content(answer: Answer) -> str:
    """Return the message: the answer with the numbers of its quotes, other values that were found, then the quotes."""
    if answer.answer is None:
        guessed = f" A guess: {answer.guess.answer}." if answer.guess else ""
        return (answer.message or MESSAGES["not_found"]) + guessed
    done, text = 0, ""
    for sentence in answer.sentences:
        text += answer.answer[done : sentence.end] + numbers(sentence.citations)
        done = sentence.end
    blocks = [text + answer.answer[done:]]
    versions = [
        f"{value.answer} ({value.date.value if value.date else 'undated'})" + numbers(one.n for one in value.citations)
        for value in answer.values
    ]
    if versions:
        blocks.append(f"By time, newest first: {'; '.join(versions)}.")
    others = [other.answer + numbers([quoted.n for quoted in other.citations]) for other in answer.alternatives]
    if others:
        blocks.append(f"Also found: {'; '.join(others)}.")
    blocks += map(_note, _quotes(answer))
    return "\n\n".join([*blocks, answer.message] if answer.message else blocks)


def numbers(of: Iterable[int]) -> str:
    """Return the numbers of quotes as they stand behind what they carry."""
    return "".join(f" [{n}]" for n in of)


def annotated(answer: Answer, text: str, address: str) -> list[Annotation]:
    """Return where the numbers of quotes stand in a message, the notes at its end left out.

    Args:
        answer: of which the message was made.
        text: the message.
        address: of this server's articles.
    """
    quotes = {quoted.n: quoted for quoted in _quotes(answer)}
    body = text.partition("\n\n[1] “")[0]
    found = [(one.span(), quotes[int(one[1])]) for one in re.finditer(r"\[(\d+)\]", body) if int(one[1]) in quotes]
    return [
        Annotation(UrlCitation(*span, one.document_title, one.url or _address(one, address))) for span, one in found
    ]


def said(text: str) -> str:
    """Return what a message of an assistant answered, without notes; "" for an abstention."""
    if any(text.startswith(message) for message in MESSAGES.values()):
        return ""
    return NUMBER.sub("", NOTES.sub("", text)).strip()


def _address(quoted: Citation, articles: str) -> str:
    return f"{articles}/{quote(quoted.article_id, safe='')}"


def _quotes(answer: Answer) -> list[Citation]:
    return list(answer.quotes)


def _note(quoted: Citation) -> str:
    place = [quoted.document_title, quoted.outlet, (quoted.published or "")[:10], quoted.url]
    return f"[{quoted.n}] “{quoted.cited_text}” — {', '.join(part for part in place if part)}"
