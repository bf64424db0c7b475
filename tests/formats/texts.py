"""Plain text and Markdown files of the set: as people paste, wrap and head them."""

from __future__ import annotations

import gzip
import textwrap

from expect import expect, write
from stories import BANK, CHESS, FERRY, MUSEUM, QUAKE, RUSSIAN, STRIKE, TRAM, TRAWLER, VACCINE, WATER


def make() -> None:
    """Write the texts."""
    s = TRAWLER
    write("text-third-line.txt", f"{s.title}\nBy {s.author}\nPublished: 3 Dec 2024\n\n{s.text}\n")
    expect("text-third-line.txt", s.title, "2024-12-03", "", s.paragraphs)

    s = FERRY
    write(
        "text-dateline-year-elsewhere.txt",
        f"{s.title}\n\nSELM, May 9 (Newswire) - {s.text}\n\n(c) 2023 Newswire. All rights reserved.\n",
    )
    expect("text-dateline-year-elsewhere.txt", s.title, "2023-05-09", ("Newswire", ""), s.paragraphs)

    s = QUAKE
    write("text-dateline.txt", f"DREN, Karsia, Sept. 2, 2024 (Newswire) — {s.text}\n")
    expect(
        "text-dateline.txt",
        ("DREN, Karsia, Sept. 2, 2024 (Newswire) — An earthquake of magnitude 6.1 killed…", "*"),
        "2024-09-02",
        ("Newswire", ""),
        s.paragraphs,
    )

    s = BANK
    write(
        "text-windows.txt",
        f"{s.title}\r\n6 October 2025\r\n\r\n{s.text}\r\n".replace("\n\n", "\r\n\r\n"),
        "windows-1252",
    )
    expect("text-windows.txt", s.title, "2025-10-06", "", s.paragraphs)

    s = BANK
    whole = f"{s.title}\n\n{s.text}\n\nPublished October 7, 2025\n".encode()
    # As programs do it that read UTF-8 as windows-1252: a byte that has no meaning there stays a control character.
    garbled = "".join(bytes([b]).decode("windows-1252", "ignore") or chr(b) for b in whole)
    write("text-mojibake.txt", garbled)
    expect("text-mojibake.txt", s.title, "2025-10-07", "", s.paragraphs)

    s = STRIKE
    write("text-utf16.txt", f"{s.title}\nUpdated 9:00 am ET, December 2, 2024\n\n{s.text}\n", "utf-16")
    expect("text-utf16.txt", s.title, "2024-12-02", "", s.paragraphs)

    s = TRAM
    write(
        "text-headed.txt", f"Title: {s.title}\nDate: 2025-03-05\nSource: Vesk Courier\nAuthor: {s.author}\n\n{s.text}\n"
    )
    expect("text-headed.txt", s.title, "2025-03-05", "Vesk Courier", s.paragraphs)

    s = CHESS
    write("text-undated.txt", f"{s.title}\r\n\r\n{s.text}\r\n".replace("\n\n", "\r\n\r\n"))
    expect("text-undated.txt", s.title, None, "", s.paragraphs)

    s = VACCINE
    write(
        "text-updated.txt",
        f"{s.title}\nUpdated: 14 March 2025, 10:12 GMT. First published: 12 March 2025\n\n{s.text}\n",
    )
    expect("text-updated.txt", s.title, "2025-03-12", "", s.paragraphs)

    s = RUSSIAN
    write("text-cyrillic.txt", f"{s.title}\n\n{s.text}\n", "windows-1251")
    expect("text-cyrillic.txt", s.title, None, "", s.paragraphs)

    s = MUSEUM
    wrapped = "\n\n".join(textwrap.fill(line, 64) for line in s.paragraphs)
    write("text-wrapped.txt", f"{s.title.upper()}\n\nOrle Daily, Monday, 17 June 2024\n\n{wrapped}\n")
    expect("text-wrapped.txt", s.title.upper(), "2024-06-17", ("Orle Daily", ""), s.paragraphs)

    s = WATER
    write("text-packed.txt.gz", gzip.compress(f"{s.title}\nPosted on May 14, 2025\n\n{s.text}\n".encode(), mtime=0))
    expect("text-packed.txt.gz", s.title, "2025-05-14", "", s.paragraphs)

    s = TRAWLER
    write(
        "mark-colon.md", f"---\ntitle: Storm: two ships lost\ndate: 2024-11-08\noutlet: Storvik Post\n---\n\n{s.text}\n"
    )
    expect("mark-colon.md", "Storm: two ships lost", "2024-11-08", "Storvik Post", s.paragraphs)

    s = TRAM
    write(
        "mark-toml.md",
        f'+++\ntitle = "{s.title}"\ndate = 2025-03-04T21:15:00Z\npublisher = "Vesk Courier"\n+++\n{s.text}\n',
    )
    expect("mark-toml.md", s.title, "2025-03-04", "Vesk Courier", s.paragraphs, ("+++",))

    s = FERRY
    write(
        "mark-blank-before.markdown",
        f'\n---\ntitle: "{s.title}"\npublished: May 9, 2023\nsource: Selm Gazette\n---\n{s.text}\n',
    )
    expect("mark-blank-before.markdown", s.title, "2023-05-09", "Selm Gazette", s.paragraphs, ("published:",))

    s = QUAKE
    write(
        "mark-yes.md",
        f"---\ntitle: {s.title}\npublished: yes\ndate: Mon, 02 Sep 2024 07:10:00 +0200\ntags:\n  - quake\n---\n"
        f"# {s.title}\n\n{s.text}\n",
    )
    expect("mark-yes.md", s.title, "2024-09-02", "", s.paragraphs, ("published: yes",))

    s = BANK
    write("mark-two-days.md", f"---\ntitle: '{s.title}'\ndate: 08/11/2024\nsite: Nordmark Financial\n---\n{s.text}\n")
    expect("mark-two-days.md", s.title, None, "Nordmark Financial", s.paragraphs, ("08/11",))

    s = STRIKE
    write(
        "mark-headed.md", f"title: {s.title}\ndate: 2024-12-02\nurl: https://portbulletin.example/dockers\n\n{s.text}\n"
    )
    expect("mark-headed.md", s.title, "2024-12-02", ("", "portbulletin.example"), s.paragraphs, ("date: 2024",))
