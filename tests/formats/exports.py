"""Exports of databases, crawlers, feeds and spreadsheets of the set."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from html import escape
from typing import Any

from expect import expect, write
from stories import BANK, CHESS, FERRY, MUSEUM, QUAKE, STRIKE, TRAM, TRAWLER, VACCINE, WATER, Story

NEXIS = (
    (TRAWLER, "Storvik Post", "November 8, 2024 Friday", "2024-11-08"),
    (TRAM, "Vesk Courier", "March 5, 2025 Wednesday 10:02 AM GMT", "2025-03-05"),
    (BANK, "Nordmark Financial (Online)", "October 6, 2025", "2025-10-06"),
)
NEXIS_NEVER = ("Load-Date", "LOAD-DATE", "End of Document", "Length:", "LENGTH:", "Copyright")


def nexis_lines(story: Story, outlet: str, day: str) -> list[str]:
    """Return an article as Nexis Uni writes it."""
    return [
        story.title,
        "",
        outlet,
        "",
        day,
        "",
        f"Copyright 2025 {outlet} All Rights Reserved",
        "",
        "Section: NEWS; Pg. 4",
        "Length: 112 words",
        f"Byline: {story.author}",
        "Body",
        "",
        *"\n\n".join(story.paragraphs).split("\n"),
        "",
        "Classification",
        "",
        "Language: ENGLISH",
        "",
        "Publication-Type: Newspaper",
        "",
        "Subject: SHIPPING (90%); ACCIDENTS (78%)",
        "",
        "Load-Date: November 30, 2025",
        "",
        "",
        "End of Document",
        "",
        "",
    ]


def make() -> None:
    """Write the exports."""
    write("export-nexis-uni.txt", "\r\n".join(line for row in NEXIS for line in nexis_lines(*row[:3])))
    for story, outlet, _, day in NEXIS:
        expect("export-nexis-uni.txt", story.title, day, outlet, story.paragraphs, NEXIS_NEVER)

    old = ""
    rows = (
        (FERRY, "The Selm Gazette", "May 9, 2023 Tuesday", "2023-05-09"),
        (WATER, "Amel Valley News", "14 May 2025", "2025-05-14"),
    )
    for n, (s, outlet, said, day) in enumerate(rows, 1):
        old += (
            f"\n{n} of 2 DOCUMENTS\n\n\n{outlet:^70}\n\n{said:^70}\n\n{s.title}\n\nBYLINE: {s.author}\n\n"
            f"SECTION: NEWS; Pg. 2\n\nLENGTH: 98 words\n\n\n{s.text}\n\nLOAD-DATE: May 20, 2025\n\n"
            f"LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n{'Copyright 2025 ' + outlet:^70}\n\n"
        )
        expect("export-nexis-old.txt", s.title, day, outlet, s.paragraphs, NEXIS_NEVER)
    write("export-nexis-old.txt", old)

    factiva = ""
    rows = (
        (QUAKE, "Karsia Herald", "2 September 2024", "2024-09-02"),
        (CHESS, "Halden Tribune", "19 August 2024", "2024-08-19"),
    )
    for n, (s, outlet, said, day) in enumerate(rows, 1):
        factiva += (
            f"SE   News\nHD   {s.title}\nBY   By {s.author}\nWC   104 words\nPD   {said}\nSN   {outlet}\n"
            f"SC   KARH\nPG   3\nLA   English\nCY   © 2024 {outlet}\nLP   \n{s.paragraphs[0]}\n\nTD   \n"
            + "\n\n".join(s.paragraphs[1:])
            + f"\n\nNS   gdis : Disasters\nRE   karsia : Karsia\nAN   Document KARH00002024090{n}ek920001x\n\n\n"
        )
        expect("export-factiva.txt", s.title, day, outlet, s.paragraphs, ("KARH", "gdis"))
    write("export-factiva.txt", factiva)

    plain = ""
    rows = (
        (STRIKE, "Port Bulletin", "2 December 2024", "2024-12-02"),
        (MUSEUM, "Orle Daily", "17 June 2024", "2024-06-17"),
    )
    for n, (s, outlet, said, day) in enumerate(rows, 1):
        plain += (
            f"{s.title}\nBy {s.author}\n101 words\n{said}\n{outlet}\nPRTB\n12\nEnglish\n© 2024 {outlet}. All rights reserved.\n\n"
            f"{s.text}\n\nDocument PRTB00002024120{n}ekc20002y\n\n"
        )
        expect("export-factiva-display.txt", s.title, day, outlet, s.paragraphs, ("Document PRTB", "101 words"))
    write("export-factiva-display.txt", plain)

    def crawled(s: Story, day: str, domain: str) -> dict[str, Any]:
        return {
            "authors": [s.author],
            "date_download": "2025-11-30 10:11:12",
            "date_modify": None,
            "date_publish": day,
            "description": s.paragraphs[0],
            "filename": "x.html",
            "image_url": None,
            "language": "en",
            "localpath": None,
            "maintext": "\n".join(s.paragraphs),
            "source_domain": domain,
            "title": s.title,
            "title_page": None,
            "title_rss": None,
            "url": f"https://{domain}/{abs(len(s.text))}",
        }

    pair = [
        (TRAWLER, "2024-11-08 05:40:00", "storvikpost.example"),
        (STRIKE, "2024-12-02 09:00:00", "portbulletin.example"),
    ]
    write("export-news-please.json", json.dumps([crawled(*row) for row in pair], indent=1))
    write("export-cc-news.jsonl", "".join(json.dumps(crawled(*row)) + "\n" for row in pair))
    for s, day, domain in pair:
        for name in ("export-news-please.json", "export-cc-news.jsonl"):
            expect(name, s.title, day[:10], domain, s.paragraphs)

    s = TRAM
    write(
        "export-newspaper.json",
        json.dumps(
            {
                "url": "https://www.veskcourier.example/2025/tram",
                "source_url": "https://www.veskcourier.example",
                "title": s.title,
                "authors": [s.author],
                "publish_date": "2025-03-04T00:00:00",
                "text": s.text,
                "top_image": "",
                "keywords": ["tram"],
                "summary": s.paragraphs[0],
            }
        ),
    )
    expect(
        "export-newspaper.json",
        s.title,
        "2025-03-04",
        ("veskcourier.example", "www.veskcourier.example", "https://www.veskcourier.example"),
        s.paragraphs,
    )

    articles = []
    for s, said, day, outlet in (
        (VACCINE, "2024-04-11T08:00:00Z", "2024-04-11", "Castellane Science"),
        (WATER, "2025-05-15T00:02:00Z", "2025-05-15", "Amel Valley News"),
    ):
        articles.append(
            {
                "source": {"id": None, "name": outlet},
                "author": s.author,
                "title": s.title,
                "description": s.paragraphs[0],
                "url": f"https://a.example/{len(s.text)}",
                "publishedAt": said,
                "content": s.text,
            }
        )
        expect("export-api.json", s.title, day, outlet, s.paragraphs)
        expect("export-api.ndjson", s.title, day, outlet, s.paragraphs)
    write("export-api.json", json.dumps({"status": "ok", "totalResults": 2, "articles": articles}))
    write("export-api.ndjson", "".join(json.dumps(a) + "\n" for a in articles))

    def table(rows: list[list[str]], delimiter: str) -> str:
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        return file.getvalue()

    write(
        "table-commas.csv",
        table(
            [
                ["Headline", "Publication", "Date", "Body", "URL"],
                [FERRY.title, "Selm Gazette", "2023-05-09", FERRY.text, "https://selm.example/1"],
                [CHESS.title, "Halden Tribune", "19 Aug 2024", CHESS.text, "https://halden.example/2"],
            ],
            ",",
        ),
    )
    expect("table-commas.csv", FERRY.title, "2023-05-09", "Selm Gazette", FERRY.paragraphs)
    expect("table-commas.csv", CHESS.title, "2024-08-19", "Halden Tribune", CHESS.paragraphs)
    write(
        "table-tabs.tsv",
        table(
            [
                ["title", "text", "pub_date", "source"],
                [QUAKE.title, " ".join(QUAKE.paragraphs), "1725253800", "Karsia Herald"],
                [BANK.title, " ".join(BANK.paragraphs), "1759728600", "Nordmark Financial"],
            ],
            "\t",
        ),
    )
    expect("table-tabs.tsv", QUAKE.title, "2024-09-02", "Karsia Herald", QUAKE.paragraphs)
    expect("table-tabs.tsv", BANK.title, "2025-10-06", "Nordmark Financial", BANK.paragraphs)
    write(
        "table-semicolons.csv",
        table(
            [
                ["Titel", "Article Text", "Published Date", "Newspaper"],
                [MUSEUM.title, MUSEUM.text, "17.06.2024", "Orle Daily"],
                [STRIKE.title, STRIKE.text, "02.12.2024", "Port Bulletin"],
            ],
            ";",
        ),
        "windows-1252",
    )
    expect("table-semicolons.csv", (MUSEUM.title, "*"), "2024-06-17", "Orle Daily", MUSEUM.paragraphs)
    expect("table-semicolons.csv", (STRIKE.title, "*"), None, "Port Bulletin", STRIKE.paragraphs)

    body = "".join(f"<p>{escape(line)}</p>" for line in VACCINE.paragraphs)
    write(
        "feed-rss.xml",
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><title>Castellane Science</title><link>https://science.example</link><description>News</description>"
        f"<item><title>{VACCINE.title}</title><link>https://science.example/v</link><guid>v-1</guid>"
        f"<pubDate>Thu, 11 Apr 2024 08:00:00 GMT</pubDate><description>Short.</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        f"<item><title>{CHESS.title}</title><link>https://science.example/c</link>"
        f"<pubDate>Mon, 19 Aug 2024 18:00:00 +0200</pubDate><description>{escape(' '.join(CHESS.paragraphs))}</description></item>"
        "</channel></rss>",
    )
    expect("feed-rss.xml", VACCINE.title, "2024-04-11", "Castellane Science", VACCINE.paragraphs)
    expect("feed-rss.xml", CHESS.title, "2024-08-19", "Castellane Science", CHESS.paragraphs)
    write(
        "feed-atom.atom",
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Orle Daily</title>'
        f"<id>urn:x</id><updated>2025-01-01T00:00:00Z</updated><entry><title>{MUSEUM.title}</title><id>urn:m</id>"
        '<link href="https://orledaily.example/m"/><published>2024-06-17T06:00:00+02:00</published>'
        '<updated>2024-07-01T00:00:00Z</updated><content type="html">'
        + escape("".join(f"<p>{escape(line, quote=False)}</p>" for line in MUSEUM.paragraphs))
        + "</content></entry></feed>",
    )
    expect("feed-atom.atom", MUSEUM.title, "2024-06-17", "Orle Daily", MUSEUM.paragraphs)

    def record(kind: str, url: str, mime: str, content: bytes) -> bytes:
        http = (
            b"HTTP/1.1 200 OK\r\nContent-Type: " + mime.encode() + b"\r\n\r\n" + content
            if kind == "response"
            else content
        )
        return (
            (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-11-30T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:0000-{abs(len(url))}>\r\nContent-Type: application/http; msgtype={kind}\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            ).encode()
            + http
            + b"\r\n\r\n"
        )

    def html(s: Story, day: str, outlet: str) -> bytes:
        lines = "".join(f"<p>{escape(line, quote=False)}</p>" for line in s.paragraphs)
        return (
            f'<html lang="en"><head><meta charset="utf-8"><title>{s.title}</title><meta property="og:site_name" content="{outlet}">'
            f'<meta property="article:published_time" content="{day}T06:00:00Z"></head><body><nav><a href="/">Home</a></nav>'
            f"<article><h1>{s.title}</h1>{lines}</article></body></html>"
        ).encode()

    crawl = [
        record("warcinfo", "x", "", b"software: crawler\r\n"),
        record("response", "https://storvikpost.example/robots.txt", "text/plain", b"User-agent: *\nDisallow: /x\n"),
        record(
            "response",
            "https://storvikpost.example/trawler",
            "text/html; charset=utf-8",
            html(TRAWLER, "2024-11-08", "Storvik Post"),
        ),
        record("response", "https://storvikpost.example/a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        record("response", "https://veskcourier.example/tram", "text/html", html(TRAM, "2025-03-04", "Vesk Courier")),
    ]
    write("crawl.warc", b"".join(crawl))
    write("crawl-packed.warc.gz", b"".join(gzip.compress(part, mtime=0) for part in crawl))
    for name in ("crawl.warc", "crawl-packed.warc.gz"):
        expect(name, TRAWLER.title, "2024-11-08", "Storvik Post", TRAWLER.paragraphs)
        expect(name, TRAM.title, "2025-03-04", "Vesk Courier", TRAM.paragraphs)

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("press/quake.html", html(QUAKE, "2024-09-02", "Karsia Herald")),
            ("press/bank.txt", f"{BANK.title}\n6 October 2025\n\n{BANK.text}\n".encode()),
            ("press/photo.jpg", b"\xff\xd8\xff"),
            ("__MACOSX/press/._bank.txt", b"\0\5\26\7"),
            ("press/.DS_Store", b"\0\0\0\1"),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content)
    write("bundle.zip", packed.getvalue())
    expect("bundle.zip", BANK.title, "2025-10-06", "", BANK.paragraphs)
    expect("bundle.zip", QUAKE.title, "2024-09-02", "Karsia Herald", QUAKE.paragraphs)

    def cues(s: Story, mark: str) -> list[tuple[str, str]]:
        words = " ".join(s.paragraphs).split()
        parts = [" ".join(words[i : i + 9]) for i in range(0, len(words), 9)]
        return [(f"00:00:{n:02}{mark}000 --> 00:00:{n + 1:02}{mark}000", part) for n, part in enumerate(parts)]

    write(
        "talk.vtt",
        "WEBVTT\n\nNOTE made by a machine\n\n"
        + "\n\n".join(f"{time}\n<v Maren Tolle>{text}</v>" for time, text in cues(TRAWLER, "."))
        + "\n",
    )
    expect("talk.vtt", "*", None, "", TRAWLER.paragraphs, ("-->", "made by a machine", "<v"))
    write(
        "talk.srt",
        "\r\n\r\n".join(f"{n}\r\n{time}\r\n<i>{text}</i>" for n, (time, text) in enumerate(cues(WATER, ","), 1))
        + "\r\n",
    )
    expect("talk.srt", "*", None, "", WATER.paragraphs, ("-->", "<i>"))
