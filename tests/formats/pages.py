"""Saved web pages of the set: each as another publishing system writes them."""

from __future__ import annotations

import json
from html import escape

from expect import expect, write
from stories import BANK, CHESS, FERRY, HAVEN, MUSEUM, QUAKE, STRIKE, TRAM, TRAWLER, VACCINE, WATER, Story

MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>'
FOOT = "<footer><p>© 1996–2026 All rights reserved. Imprint. Terms of use.</p></footer>"
NEVER = ("Imprint", "All rights reserved")


def paragraphs(story: Story, tag: str = "p") -> str:
    """Return the story's paragraphs as elements."""
    return "\n".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for line in story.paragraphs)


def page(head: str, body: str, lang: str = "en") -> str:
    """Return a whole page."""
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}</head>\n<body>{MENU}\n{body}\n{FOOT}</body></html>\n'


def make() -> None:
    """Write the pages."""
    s = TRAWLER
    write(
        "page-og.html",
        page(
            f'<meta charset="utf-8"><title>{s.title} | Storvik Post</title><meta property="og:title" content="{s.title}">'
            '<meta property="og:site_name" content="Storvik Post">'
            '<meta property="article:published_time" content="2024-11-08T06:40:00+01:00">',
            f"<article><h1>{s.title}</h1><p class='by'>By {s.author}</p>{paragraphs(s)}</article>",
        ),
    )
    expect("page-og.html", s.title, "2024-11-08", "Storvik Post", s.paragraphs, NEVER)

    s = TRAM
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": s.title,
        "datePublished": "2025-03-04T21:15:00Z",
        "dateModified": "2025-03-09T08:00:00Z",
        "publisher": {"@type": "Organization", "name": "Vesk Courier"},
        "author": [{"@type": "Person", "name": s.author}],
    }
    write(
        "page-jsonld.html",
        page(
            f'<meta charset="utf-8"><title>{s.title}</title><script type="application/ld+json">{json.dumps(data)}</script>',
            f'<main><h1>{s.title}</h1><div class="story-body">{paragraphs(s)}</div></main>',
        ),
    )
    expect("page-jsonld.html", s.title, "2025-03-04", "Vesk Courier", s.paragraphs, NEVER)

    s = STRIKE
    write(
        "page-visible-date.html",
        page(
            f"<meta charset='utf-8'><title>{s.title} - The Selm Gazette</title>",
            f"<div id='content'><h1>{s.title}</h1><p class='byline'>By {s.author} | Published: 3 Dec 2024</p>"
            f"{paragraphs(s)}</div>",
        ),
    )
    expect("page-visible-date.html", s.title, "2024-12-03", "The Selm Gazette", s.paragraphs, NEVER)

    s = MUSEUM
    write(
        "page-address.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta property='og:site_name' content='Orle Daily'>"
            "<link rel='canonical' href='https://orledaily.example/culture/2024/06/17/museum-puts-off-opening'>",
            f"<article><h1>{s.title}</h1>{paragraphs(s)}</article>",
        ),
    )
    expect("page-address.html", s.title, "2024-06-17", "Orle Daily", s.paragraphs, NEVER)

    s = FERRY
    write(
        "page-modified-only.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta property='og:site_name' content='Selm Gazette'>"
            "<meta property='article:modified_time' content='2025-02-01T10:00:00Z'>"
            "<meta name='last-modified' content='2025-02-01'>",
            f"<article><h1>{s.title}</h1>{paragraphs(s)}</article>",
        ),
    )
    expect("page-modified-only.html", s.title, None, "Selm Gazette", s.paragraphs, NEVER)

    s = BANK
    write(
        "page-both-dates.htm",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta property='og:site_name' content='Nordmark Financial'>"
            "<meta property='article:modified_time' content='2025-10-21T10:00:00Z'>"
            "<meta property='article:published_time' content='2025-10-06T05:30:00Z'>",
            f"<article><header><h1>{s.title}</h1><p>Updated 21 October 2025</p></header>{paragraphs(s)}</article>",
        ),
    )
    expect("page-both-dates.htm", s.title, "2025-10-06", "Nordmark Financial", s.paragraphs, NEVER)

    s = CHESS
    write(
        "page-microdata.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title>",
            "<div itemscope itemtype='https://schema.org/NewsArticle'>"
            f"<h1 itemprop='headline'>{s.title}</h1><span itemprop='publisher' itemscope><meta itemprop='name' "
            "content='Halden Tribune'></span><meta itemprop='datePublished' content='2024-08-19'>"
            f"<div itemprop='articleBody'>{paragraphs(s)}</div></div>",
        ),
    )
    expect("page-microdata.html", s.title, "2024-08-19", "Halden Tribune", s.paragraphs, NEVER)

    s = WATER
    write(
        "page-time.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta name='application-name' content='Amel Valley News'>",
            f"<article><header><h1>{s.title}</h1><time datetime='2025-05-14T17:02-07:00' pubdate>May 14, 2025 5:02 p.m. PT"
            f"</time></header>{paragraphs(s)}</article>",
        ),
    )
    expect("page-time.html", s.title, "2025-05-14", "Amel Valley News", s.paragraphs, NEVER)

    s = QUAKE
    write(
        "page-latin-declared.html",
        page(
            f"<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><title>{s.title}</title>"
            "<meta property='og:site_name' content='Karsia Herald'><meta name='date' content='2024-09-02'>",
            f"<article><h1>{s.title}</h1>{paragraphs(s)}<p>“We heard the mountain,” said Émile Said.</p></article>",
        ),
        "windows-1252",
    )
    expect(
        "page-latin-declared.html",
        s.title,
        "2024-09-02",
        "Karsia Herald",
        (*s.paragraphs, "“We heard the mountain,” said Émile Said."),
        NEVER,
    )

    s = CHESS
    write(
        "page-latin-silent.html",
        page(
            f"<title>{s.title}</title><meta property='og:site_name' content='Tolmin Week'>"
            "<meta name='pubdate' content='20240820'>",
            f"<article><h1>{s.title}</h1>{paragraphs(s)}</article>",
        ),
        "windows-1252",
    )
    expect("page-latin-silent.html", s.title, "2024-08-20", "Tolmin Week", s.paragraphs, NEVER)

    s = VACCINE
    write(
        "page-strict.xhtml",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xml:lang="en"><head><title>{s.title}</title><meta name="DC.date.issued" content="2024-04-11" />'
        '<meta name="DC.publisher" content="Castellane Science" /></head><body><div id="main">'
        f"<h1>{s.title}</h1>{paragraphs(s)}"
        "</div></body></html>\n",
    )
    expect("page-strict.xhtml", s.title, "2024-04-11", "Castellane Science", s.paragraphs)

    s = QUAKE
    write(
        "page-cluttered.html",
        page(
            f"<meta charset='utf-8'><title>{s.title} — Dren Observer</title>"
            "<meta property='og:site_name' content='Dren Observer'><meta name='parsely-pub-date' content='2024-09-03T04:00:00Z'>",
            "<div class='cookie-banner'><p>We and our 843 partners store cookies on your device. Accept all?</p></div>"
            f"<div class='layout'><article><h1>{s.title}</h1>"
            + paragraphs(Story("", "", s.paragraphs[:2]))
            + "<aside class='newsletter'><h3>Sign up to our newsletter</h3><p>Six stories every morning, for 2 crowns a week.</p>"
            "</aside>"
            + paragraphs(Story("", "", s.paragraphs[2:]))
            + "<section class='related'><h2>Read more</h2><ul><li><a href='/a'>Mud slide kills nine in Selm</a></li>"
            "<li><a href='/b'>Why houses of stone fall</a></li></ul></section></article></div>",
        ),
    )
    expect(
        "page-cluttered.html",
        s.title,
        "2024-09-03",
        "Dren Observer",
        s.paragraphs,
        (*NEVER, "843 partners", "Six stories every morning", "Mud slide kills"),
    )

    s = HAVEN
    write(
        "page-german.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta property='og:site_name' content='Amrunder Zeitung'>",
            f"<article><h1>{s.title}</h1><p class='date'>Freitag, 13. Dezember 2024</p>{paragraphs(s)}</article>",
            "de",
        ),
    )
    expect("page-german.html", s.title, "2024-12-13", "Amrunder Zeitung", s.paragraphs)

    s = WATER
    write(
        "page-two-days.html",
        page(
            f"<meta charset='utf-8'><title>{s.title}</title><meta property='og:site_name' content='Farm and Field'>",
            f"<article><h1>{s.title}</h1><p class='published'>Published 03/04/2025</p>{paragraphs(s)}</article>",
        ),
    )
    expect("page-two-days.html", s.title, None, "Farm and Field", s.paragraphs, NEVER)

    s = STRIKE
    write(
        "page-utf16.html",
        page(
            f"<title>{s.title}</title><meta property='og:site_name' content='Port Bulletin'>"
            "<meta itemprop='datePublished' content='2024-12-02T09:00'>",
            f"<article><h1>{s.title}</h1>{paragraphs(s)}</article>",
        ),
        "utf-16",
    )
    expect("page-utf16.html", s.title, "2024-12-02", "Port Bulletin", s.paragraphs, NEVER)
