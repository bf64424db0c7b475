"""Office files of the set, made with python-docx, odfdo and by hand."""

from __future__ import annotations

import datetime
import io

import docx
import odfdo
from expect import FILES, expect, write
from exports import NEXIS, NEXIS_NEVER, nexis_lines
from stories import BANK, CHESS, FERRY, MUSEUM, QUAKE, VACCINE, WATER


def rtf(lines: list[str], info: str = "") -> bytes:
    """Return an RTF file of these paragraphs."""

    def escaped(line: str) -> str:
        out = ""
        for c in line:
            if c in "\\{}":
                out += "\\" + c
            elif ord(c) < 128:
                out += c
            elif c in "“”’–":
                out += {"“": "\\ldblquote ", "”": "\\rdblquote ", "’": "\\rquote ", "–": "\\endash "}[c]
            else:
                out += f"\\u{ord(c)}?"
        return out

    body = "\\par\n".join(escaped(line) for line in lines)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}{\\colortbl;\\red0\\green0\\blue0;}"
        + info
        + "\\f0\\fs24 "
        + body
        + "\\par}"
    ).encode("ascii")


def make() -> None:
    """Write the office files."""
    document = docx.Document()
    document.core_properties.title = VACCINE.title
    document.core_properties.author = VACCINE.author
    document.core_properties.created = datetime.datetime(2019, 1, 2, 3, 4, tzinfo=datetime.UTC)
    document.add_heading(VACCINE.title, 0)
    document.add_paragraph("Castellane, 11 April 2024")
    for line in VACCINE.paragraphs[:2]:
        document.add_paragraph(line)
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Group", "Fell ill", "Vaccine", "9 of 4,100"), strict=True
    ):
        cell.text = text
    for line in VACCINE.paragraphs[2:]:
        document.add_paragraph(line)
    document.save(str(FILES / "office-table.docx"))
    expect(
        "office-table.docx",
        VACCINE.title,
        "2024-04-11",
        "",
        (*VACCINE.paragraphs[:2], "9 of 4,100", *VACCINE.paragraphs[2:]),
    )

    document = docx.Document()
    document.core_properties.title = "Microsoft Word - Draft7_final(2).docx"
    document.sections[0].header.paragraphs[0].text = "CONFIDENTIAL until release"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 1"
    document.add_paragraph("PRESS RELEASE")
    document.add_heading(MUSEUM.title, 1)
    document.add_paragraph("Date: 17 June 2024")
    for line in MUSEUM.paragraphs:
        document.add_paragraph(line)
    document.save(str(FILES / "office-release.docx"))
    expect(
        "office-release.docx", (MUSEUM.title, "PRESS RELEASE"), "2024-06-17", "", MUSEUM.paragraphs, ("Page 1 of 1",)
    )

    document = docx.Document()
    for story, outlet, said, day in NEXIS[:2]:
        for line in nexis_lines(story, outlet, said):
            document.add_paragraph(line)
        expect("office-nexis.docx", story.title, day, outlet, story.paragraphs, NEXIS_NEVER)
    document.save(str(FILES / "office-nexis.docx"))

    text = odfdo.Document("text")
    text.body.clear()
    text.body.append(odfdo.Header(1, CHESS.title))
    text.body.append(odfdo.Paragraph(f"By {CHESS.author}, Halden Tribune, August 19, 2024"))
    for line in CHESS.paragraphs:
        text.body.append(odfdo.Paragraph(line))
    saved = io.BytesIO()
    text.save(saved)
    write("office-open.odt", saved.getvalue())
    expect("office-open.odt", CHESS.title, "2024-08-19", ("Halden Tribune", ""), CHESS.paragraphs)

    write(
        "office-rich.rtf",
        rtf(
            [FERRY.title, "May 9, 2023", *FERRY.paragraphs],
            "{\\info{\\title " + FERRY.title + "}{\\author E. Brun}{\\creatim\\yr2026\\mo1\\dy1}}",
        ),
    )
    expect("office-rich.rtf", FERRY.title, "2023-05-09", "", FERRY.paragraphs, ("Times New Roman",))

    lines: list[str] = []
    for s, outlet, said, day in (
        (QUAKE, "Karsia Herald", "2 September 2024", "2024-09-02"),
        (WATER, "Amel Valley News", "15 May 2025", "2025-05-15"),
    ):
        lines += [
            f"HD {s.title}",
            f"BY By {s.author}",
            "WC 99 words",
            f"PD {said}",
            f"SN {outlet}",
            "SC AMEL",
            "LA English",
            f"CY © 2025 {outlet}",
            "LP",
            s.paragraphs[0],
            "",
            "TD",
            *s.paragraphs[1:],
            "",
            "NS gpol : Politics",
            f"AN Document AMEL000020250515el5f0000{len(s.title)}",
            "",
        ]
        expect("office-factiva.rtf", s.title, day, outlet, s.paragraphs, ("AMEL0000", "gpol"))
    write("office-factiva.rtf", rtf(lines))

    document = docx.Document()
    for line in (BANK.title, "By Tess Ohm", "Nordmark Financial | 6 Oct. 2025", *BANK.paragraphs):
        document.add_paragraph(line)
    document.save(str(FILES / "office-pasted.docx"))
    expect("office-pasted.docx", BANK.title, "2025-10-06", ("Nordmark Financial", ""), BANK.paragraphs)
