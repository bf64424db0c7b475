"""Furniture: lines of a page about the page, not of the article; they stay in the text and are left out of its view.

Invitations to subscribe, cookie notices, copyright, links to other stories with what they list, metadata above the
text, and the running heads and numbers of pages. By form alone: a line that speaks to the reader about the site, and
nothing that is quoted or reported. That a line repeats on other pages of an outlet tells little: of 100 such lines of
news (in three articles or more, not furniture by form), 64 were the article's own: headings, days in history, standing
background. Of whole sentences in five articles or more, still 19 of 52 were.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from index.lines import Line

LONGEST = 300
"""Characters of a line that may be furniture."""
HEAD = 12
"""Lines at the head of a text that may be metadata."""

_MORE = re.compile(
    r"(?:(?:read|see|watch|listen|hear|learn) (?:also|more|next|this|on)|also (?:read|see|on)|see also|"
    r"more (?:on this|from|stories|news|like this|coverage)|related(?: (?:\w+ )?(?:articles?|stories|story|topics?|"
    r"content|news|coverage|reading|links?))?|recommended(?: for you| stories| reading)?|"
    r"most (?:read|popular|viewed|shared)|trending(?: now)?|"
    r"don['’]t miss|you (?:may|might) (?:also )?(?:like|be interested)|up next|editors?['’]?s?['’]? (?:picks?|choice)|"
    r"in other news|top stories|latest (?:news|stories)|read the full story|keep reading|continue reading)"
    r"\b(?P<rest>[^.!?:|]{0,40}?)(?P<mark>[:|»›→]|$)",
    re.I,
)
_SITE = re.compile(
    r"\b(?:newsletters?|subscri\w+|cookies?|inbox|free (?:articles?|stories)|unlimited access|sign (?:up|in)|log in|"
    r"our (?:app|journalism|website|site|partners|privacy policy|terms)|social media|this (?:article|story|page)|"
    r"facebook|twitter|instagram|whatsapp|telegram|youtube|e-?mail|notifications?|comments?|membership|"
    r"ad(?:vert)?(?:isement)?s?)\b",
    re.I,
)
_SPEAKS = re.compile(
    r"(?:^|[.!?] )(?:subscribe|sign up|sign in|log in|join|follow|share|click|tap|download|register|get|support|enter|"
    r"accept|become|start|already|read|enjoy|try|help us|please|want|comment|listen|save|print|copy|send)\b|"
    r"\b(?:you|your|you['’]ve|we|our|us)\b",
    re.I,
)
_WHOLE = re.compile(
    r"(?:advertisements?|advert|sponsored(?: content)?|promoted|(?:listen|share|print|save|comments?|email|copy link)"
    r"(?: (?:this|to this) (?:article|story|page))?|accept(?: all)?(?: cookies)?|skip to (?:main )?content|"
    r"menu|home|search|loading\W*|.{0,40}\b\d+ min(?:ute)?s? read\b.{0,20}|reading time\b.{0,20}|"
    r"all rights reserved\W*)",
    re.I,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b(?! law|ed)).{0,200}|.{0,200}\ball rights reserved\W*", re.I)
_REPORTED = re.compile(r"[\"“”«»]|\b(?:said|says|told|according to)\b", re.I)
_META = re.compile(
    r"(?:title|headline|date|author|by|published|updated|modified|created|url|link|source|category|categories|section|"
    r"tags?|keywords|slug|image|outlet|publisher|id|lang(?:uage)?|layout|draft|reading time|word count|"
    r"copyright)\s*[:=]",
    re.I,
)
_PAGE = re.compile(r"(?:.{0,80}\W)?page \d{1,4}(?: of \d{1,4})?(?:\W.{0,60})?|-\s?\d{1,4}\s?-|\d{1,3}/\d{1,3}", re.I)
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[.!?][\"'”’)]*$")


def furniture(lines: Sequence[Line], tables: Container[int] = ()) -> dict[int, str]:
    """Return the lines of a text that are furniture, by their numbers, each with its kind: `page`, `meta` or `site`."""
    found = _metadata(lines) | _pages(lines, tables)
    listing = False
    for n, line in enumerate(lines):
        if n in found or n in tables:
            listing = False
            continue
        text = line.text[line.content - line.start :].strip("*_#[]() ")
        more = _MORE.match(text) if len(text) <= LONGEST else None
        if more and not _REPORTED.search(more["rest"]):
            found[n] = "site"
            listing = more.end() >= len(text)
        elif listing and line.follows and not _SENTENCE.search(line.text) and len(line.text) < 120:
            found[n] = "site"
        else:
            listing = False
            if _is_about_the_site(text):
                found[n] = "site"
    return found if len(found) < len(lines) else {}


def _is_about_the_site(plain: str) -> bool:
    if len(plain) > LONGEST or not plain:
        return False
    if _WHOLE.fullmatch(plain) or _COPYRIGHT.fullmatch(plain):
        return True
    return bool(_SITE.search(plain) and _SPEAKS.search(plain) and not _REPORTED.search(plain))


def _metadata(lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines `name: value` at the head of a text, where there are two or more."""
    found = [n for n, line in enumerate(lines[:HEAD]) if _META.match(line.text) or set(line.text) == {"-"}]
    run = [n for place, n in enumerate(found) if n == place]
    return dict.fromkeys(run, "meta") if sum(bool(_META.match(lines[n].text)) for n in run) > 1 else {}


def _pages(lines: Sequence[Line], tables: Container[int]) -> dict[int, str]:
    """Return the running heads and the numbers of pages, where pages are numbered."""
    found = {
        n for n, line in enumerate(lines) if n not in tables and _PAGE.fullmatch(line.text) and len(line.text) < 100
    }
    if not found:
        return {}
    near = {m for n in found for m in (n - 1, n + 1) if 0 <= m < len(lines) and m not in found and m not in tables}
    forms: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        if (n in near or n == 0) and len(line.text) < 60 and not _SENTENCE.search(line.text):
            forms.setdefault(_DIGITS.sub("0", line.text), []).append(n)
    found |= {n for places in forms.values() if len(places) > 1 for n in places}
    if lines[0].text and 1 in found and 0 not in found and len(lines[0].text) < 40 and lines[0].text.isupper():
        found.add(0)
    return dict.fromkeys(found, "page")
