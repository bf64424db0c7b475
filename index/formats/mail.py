"""Mails: single ones (.eml) and boxes of them (.mbox). The sender is the outlet, the subject the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO

from index.draft import Bad, Draft
from index.encoding import decode
from index.errors import ArticleError
from index.formats.html import declared_charset, plain_text
from index.formats.text import read_bytes

LINE = 1 << 20
"""Bytes of a line of a box that are read at once."""


def read_mail(file: BinaryIO, max_chars: int) -> Iterator[Draft]:
    """Read one mail."""
    yield _article(read_bytes(file, 4 * max_chars))


def read_box(file: BinaryIO, max_chars: int) -> Iterator[Draft | Bad]:
    """Read each mail of a box: one begins with a line `From …` after a blank line."""
    mail: list[bytes] = []
    size, number, blank = 0, 0, True
    while True:
        line = file.readline(LINE)
        if not line or (blank and line.startswith(b"From ")):
            if mail:
                number += 1
                try:
                    yield _article(b"".join(mail), number)
                except ArticleError as error:
                    yield Bad(f"Mail {number:,}: {error}")
            if not line:
                return
            mail, size = [], 0
        elif size < 16 * max_chars + LINE:
            mail.append(re.sub(rb"^>(>*From )", rb"\1", line))
            size += len(line)
        blank = line in (b"\n", b"\r\n")


def _article(content: bytes, number: int | None = None) -> Draft:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if not message.keys():
        raise ArticleError("It is no mail: it has no head with From, Subject and Date.")
    name, address = parseaddr(_field(message, "From") or "")
    identity = _field(message, "Message-ID")
    text, notice = _text(message)
    return Draft(
        text,
        title=_field(message, "Subject"),
        published=_field(message, "Date"),
        outlet=name or address or None,
        key=None if number is None else identity or str(number),
        notices=(notice,) if notice else (),
    )


def _field(message: EmailMessage, name: str) -> str | None:
    """Return a field of a mail's head on one line; what is malformed raises in many ways, and is not given."""
    try:
        return " ".join(str(message.get(name, "")).split()) or None
    except Exception:
        return None


def _text(message: EmailMessage) -> tuple[str, str | None]:
    """Return a mail's text, plain where it has it, and what is to be said of it."""
    part = message.get_body(("plain", "html"))
    if part is None:
        raise ArticleError("It has no text, only what is attached to it.")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    html = part.get_content_type() == "text/html"
    charset = part.get_content_charset() or (declared_charset(content) if html else None)
    decoded = decode(content, charset)
    return (plain_text(decoded.text) if html else decoded.text.replace("\r\n", "\n")), decoded.notice
