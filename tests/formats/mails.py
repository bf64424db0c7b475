"""Mails of the set: newsletters and press releases as mail programs save them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from expect import expect, write
from stories import BANK, FERRY, QUAKE, STRIKE, TRAM, WATER, Story


def mail(story: Story, sender: str, date: str, subject: str | None = None) -> EmailMessage:
    """Return a mail without a body."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "desk@paper.example"
    message["Subject"] = subject or story.title
    message["Date"] = date
    message["Message-ID"] = f"<{len(story.text)}@example>"
    return message


def make() -> None:
    """Write the mails."""
    message = mail(FERRY, "Selm Line Press <press@selmline.example>", "Tue, 09 May 2023 07:12:00 +0200")
    message.set_content(FERRY.text, cte="quoted-printable")
    write("mail-plain.eml", bytes(message))
    expect("mail-plain.eml", FERRY.title, "2023-05-09", "Selm Line Press", FERRY.paragraphs, ("desk@paper",))

    message = mail(
        TRAM,
        "Vesk Courier Morning Briefing <news@veskcourier.example>",
        "5 Mar 2025 06:00:00 GMT",
        f"{TRAM.title} — “Züge” für Vesk",
    )
    message.set_content(TRAM.text, cte="base64")
    rows = "".join(f"<tr><td style='padding:8px'><p>{escape(line)}</p></td></tr>" for line in TRAM.paragraphs)
    message.add_alternative(
        f"<html><body><table>{rows}</table><img src='https://t.example/pixel'></body></html>", subtype="html"
    )
    message.add_attachment(b"%PDF-1.4 junk", maintype="application", subtype="pdf", filename="plan.pdf")
    write("mail-alternative.eml", bytes(message))
    expect(
        "mail-alternative.eml",
        f"{TRAM.title} — “Züge” für Vesk",
        "2025-03-05",
        "Vesk Courier Morning Briefing",
        TRAM.paragraphs,
    )

    message = mail(BANK, "Nordmark Financial <alerts@nordmark.example>", "Mon, 6 Oct 2025 05:31:00 +0000")
    body = "".join(f"<p>{escape(line)}</p>" for line in BANK.paragraphs)
    message.set_content(
        f"<html><head><style>p{{color:red}}</style></head><body><h1>{BANK.title}</h1>{body}</body></html>",
        subtype="html",
        charset="windows-1252",
        cte="base64",
    )
    write("mail-html.eml", bytes(message))
    expect("mail-html.eml", BANK.title, "2025-10-06", "Nordmark Financial", BANK.paragraphs, ("color:red",))

    box = b""
    for story, sender, date, day, outlet in (
        (
            QUAKE,
            "Karsia Herald <news@herald.example>",
            "Mon, 02 Sep 2024 05:00:00 -0400",
            "2024-09-02",
            "Karsia Herald",
        ),
        (
            STRIKE,
            "=?utf-8?q?Amrunder_Hafenbl=C3=A4tter?= <x@hafen.example>",
            "Mon, 2 Dec 2024 09:00 +0100",
            "2024-12-02",
            "Amrunder Hafenblätter",
        ),
        (
            WATER,
            "alerts@amelvalley.example",
            "Wed, 14 May 2025 17:02:00 -0700 (PDT)",
            "2025-05-14",
            ("alerts@amelvalley.example", "amelvalley.example"),
        ),
    ):
        head = f"From: {sender}\nSubject: {story.title}\nDate: {date}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        text = story.text.replace("\nFrom ", "\n>From ")
        box += f"From MAILER-DAEMON Mon Sep  2 05:00:00 2024\n{head}\n{text}\n\n".encode()
        expect("archive.mbox", story.title, day, outlet, story.paragraphs, ("MIME-Version",))
    write("archive.mbox", box)
