"""PDF files of the set, made with reportlab and fpdf2: columns, running heads, broken words and sentences."""

from __future__ import annotations

import datetime
import textwrap

from expect import FILES, expect
from fpdf import FPDF
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from stories import BANK, CHESS, FERRY, MUSEUM, QUAKE, STRIKE, TRAM, TRAWLER, VACCINE, WATER, Story

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=8)
HEAD = ParagraphStyle("head", fontName="Times-Bold", fontSize=20, leading=24, spaceAfter=12)
SMALL = ParagraphStyle("small", fontName="Times-Italic", fontSize=9, leading=12, spaceAfter=8)


def flow(
    name: str, story: list[Paragraph], columns: int, header: str, footer: str, title: str = "", height: float = 24 * cm
) -> None:
    """Write a PDF whose text flows through columns, with a running head and foot ({} is the page's number)."""

    def furniture(canvas: Canvas, doc: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2 * cm, A4[1] - 1.2 * cm, header.format(doc.page))
        canvas.drawCentredString(A4[0] / 2, 1 * cm, footer.format(doc.page))

    width = (A4[0] - 4 * cm - (columns - 1) * 0.6 * cm) / columns
    frames = [
        Frame(2 * cm + n * (width + 0.6 * cm), A4[1] - 2 * cm - height, width, height, 0, 0, 0, 0)
        for n in range(columns)
    ]
    doc = BaseDocTemplate(str(FILES / name), pagesize=A4, title=title, invariant=1)
    doc.addPageTemplates([PageTemplate("p", frames, onPage=furniture)])
    doc.build(story)


def paragraphs(story: Story, style: ParagraphStyle = BODY) -> list[Paragraph]:
    """Return the paragraphs of a story."""
    return [Paragraph(line.replace("&", "&amp;"), style) for line in story.paragraphs]


def make() -> None:
    """Write the PDF files."""
    long = Story(QUAKE.title, "", QUAKE.paragraphs + WATER.paragraphs + MUSEUM.paragraphs + FERRY.paragraphs)
    flow(
        "paper-two-columns.pdf",
        [Paragraph(long.title, HEAD), Paragraph("2 September 2024", SMALL), *paragraphs(long)],
        2,
        "KARSIA HERALD · Monday edition",
        "{}",
        height=10 * cm,
    )
    expect(
        "paper-two-columns.pdf",
        long.title,
        "2024-09-02",
        ("Karsia Herald", "KARSIA HERALD", ""),
        long.paragraphs,
        ("Monday edition",),
    )

    long = Story(STRIKE.title, "", STRIKE.paragraphs + TRAM.paragraphs + BANK.paragraphs)
    flow(
        "paper-one-column.pdf",
        [Paragraph(long.title, HEAD), *paragraphs(long)],
        1,
        "Port Bulletin, 2 December 2024, page {}",
        "www.portbulletin.example — {} of 4",
        title="Microsoft Word - strike_v3.docx",
        height=7 * cm,
    )
    expect(
        "paper-one-column.pdf",
        long.title,
        "2024-12-02",
        ("Port Bulletin", ""),
        long.paragraphs,
        ("www.portbulletin", "Port Bulletin, 2 December"),
    )

    long = Story(CHESS.title, "", CHESS.paragraphs + VACCINE.paragraphs + TRAWLER.paragraphs)
    flow(
        "paper-three-columns.pdf",
        [Paragraph(long.title, HEAD), *paragraphs(long)],
        3,
        "Halden Tribune   |   August 19, 2024   |   Sport",
        "- {} -",
        height=12 * cm,
    )
    expect("paper-three-columns.pdf", long.title, "2024-08-19", ("Halden Tribune", ""), long.paragraphs, ("|   Sport",))

    # A headline over both columns, and a photo's caption under it.
    canvas = Canvas(str(FILES / "paper-banner.pdf"), A4, invariant=1)
    canvas.setTitle("Layout 1")
    canvas.setFont("Times-Bold", 26)
    canvas.drawString(2 * cm, 27 * cm, "The Selm Gazette")
    canvas.setFont("Helvetica", 9)
    canvas.drawString(2 * cm, 26.3 * cm, "Tuesday, May 9, 2023")
    canvas.drawRightString(A4[0] - 2 * cm, 26.3 * cm, "No. 112 · 20 crowns")
    canvas.setFont("Times-Bold", 20)
    canvas.drawString(2 * cm, 25 * cm, FERRY.title)
    lines = [line for p in FERRY.paragraphs + MUSEUM.paragraphs for line in [*textwrap.wrap(p, 42), ""]]
    half = (len(lines) + 1) // 2
    for column, part in enumerate((lines[:half], lines[half:])):
        text = canvas.beginText((2 + column * 8.7) * cm, 23.8 * cm)
        text.setFont("Times-Roman", 11)
        text.setLeading(14)
        for line in part:
            text.textLine(line)
        canvas.drawText(text)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(2 * cm, 1 * cm, "3")
    canvas.save()
    expect(
        "paper-banner.pdf",
        (FERRY.title, "The Selm Gazette"),
        "2023-05-09",
        ("The Selm Gazette", ""),
        FERRY.paragraphs + MUSEUM.paragraphs,
    )

    # Ligatures and words broken at line ends.
    canvas = Canvas(str(FILES / "paper-broken-words.pdf"), A4, invariant=1)
    canvas.setTitle(WATER.title)
    text = canvas.beginText(2 * cm, 27 * cm)
    text.setFont("Times-Roman", 12)
    text.setLeading(15)
    text.textLine(WATER.title)
    text.textLine("")
    text.textLine("Amel Valley News, Wednesday 14 May 2025")
    text.textLine("")
    shown = [
        "Governor Tamsin Vale signed the water bill on Wednesday, having sent it back to the as-",
        "sembly three times.",
        "",
        "From next year farms along the Amel may take no more than 60% of what they took",
        "in 2015.",
        "",
        "The farmers' league called the law a sentence without a trial. The Green League said",
        "that it came ten years too late.",
        "",
        "A fund of 75 million crowns is to help farms that change to drip irri-",
        "gation.",
    ]
    for line in shown:
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    expect(
        "paper-broken-words.pdf",
        WATER.title,
        "2025-05-14",
        ("Amel Valley News", ""),
        (
            "Governor Tamsin Vale signed the water bill on Wednesday, having sent it back to the assembly three times.",
            "From next year farms along the Amel may take no more than 60% of what they took in 2015.",
            "The farmers' league called the law a sentence without a trial. The Green League said that it came ten years too late.",
            "A fund of 75 million crowns is to help farms that change to drip irrigation.",
        ),
    )

    # Another producer: a press release with a letterhead on each page.
    class Release(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", "B", 10)
            self.cell(0, 8, "University of Castellane - Press office", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Helvetica", "I", 8)
            self.cell(0, 8, f"Page {self.page_no()}/{{nb}}", align="C")

    long = Story(VACCINE.title, "", VACCINE.paragraphs + CHESS.paragraphs + STRIKE.paragraphs)
    paper = Release(format=(148, 105))
    paper.set_creation_date(datetime.datetime(2025, 11, 30, tzinfo=datetime.UTC))
    paper.set_title("untitled")
    paper.add_page()
    paper.set_font("Helvetica", "B", 14)
    paper.multi_cell(0, 8, long.title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Helvetica", "", 10)
    paper.multi_cell(0, 6, "Released: April 11, 2024", new_x="LMARGIN", new_y="NEXT")
    for line in long.paragraphs:
        paper.multi_cell(
            0, 5, line.replace("“", '"').replace("”", '"').replace("ê", "e"), new_x="LMARGIN", new_y="NEXT"
        )
        paper.ln(2)
    paper.output(str(FILES / "paper-release.pdf"))
    expect(
        "paper-release.pdf",
        long.title,
        "2024-04-11",
        ("University of Castellane", ""),
        tuple(line.replace("“", '"').replace("”", '"').replace("ê", "e") for line in long.paragraphs),
        ("Press office", "Page 2/"),
    )

    # A body with a box beside it, in the order in which a layout program wrote them: line by line across the page.
    canvas = Canvas(str(FILES / "paper-sidebar.pdf"), A4, invariant=1)
    canvas.setTitle("untitled")
    canvas.setFont("Helvetica", 9)
    canvas.drawString(2 * cm, 28 * cm, "Vesk Courier — 4 March 2025")
    canvas.drawRightString(A4[0] - 2 * cm, 28 * cm, "City 5")
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(2 * cm, 26.8 * cm, TRAM.title)
    body = [line for p in TRAM.paragraphs + TRAWLER.paragraphs for line in [*textwrap.wrap(p, 62), ""]]
    box = [line for p in ("Trams of Vesk in figures", *CHESS.paragraphs[:2]) for line in [*textwrap.wrap(p, 26), ""]]
    for n in range(max(len(body), len(box))):
        y = 25.6 * cm - n * 14
        if n < len(body):
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(2 * cm, y, body[n])
        if n < len(box):
            canvas.setFont("Helvetica", 9)
            canvas.drawString(14.5 * cm, y, box[n])
    canvas.save()
    expect("paper-sidebar.pdf", TRAM.title, "2025-03-04", ("Vesk Courier", ""), TRAM.paragraphs + TRAWLER.paragraphs)
