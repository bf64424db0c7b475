"""Exports of press databases, Nexis (as Nexis Uni and LexisNexis write it) and Factiva: one text of several articles.

What stands around an article (section, length, subject codes, copyright) is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.dates import iso_published
from index.draft import Draft
from index.errors import ArticleError

NEXIS = re.compile(r"^(?:LENGTH|Length):[ \t]*\d[\d,.]* words[ \t]*\r?$", re.MULTILINE)
NEXIS_ENDS = re.compile(r"^[ \t]*(?:End of Document|(?:Document )?\d+ of \d+(?: DOCUMENTS)?)[ \t]*\r?$", re.MULTILINE)
NEXIS_TAIL = re.compile(
    r"^[ \t]*(?:Classification|(?:LOAD-DATE|Load-Date|LANGUAGE|Language|PUBLICATION-TYPE|Publication-Type|"
    r"SUBJECT|Subject|GRAPHIC|Graphic|DOCUMENT-TYPE|JOURNAL-CODE):.*|Copyright (?:©|\(c\)|\d{4}).*)\r?$",
    re.MULTILINE,
)
NEXIS_FIELD = re.compile(r"^[ \t]*([A-Z][A-Za-z-]+):[ \t]*(.*?)[ \t]*\r?$")
FACTIVA_ENDS = re.compile(r"^(?:AN[ \t]+)?Document [A-Za-z]{2,8}\w{10,30}[ \t]*\r?$", re.MULTILINE)
FACTIVA_FIELD = re.compile(
    r"^(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN)(?:[ \t]+|\r?$)"
)
FACTIVA_WORDS = re.compile(r"^[ \t]*\d[\d,.]* words[ \t]*\r?$", re.MULTILINE)
MOST_HEAD = 40
"""Lines that may stand before an article's text."""


def split_export(text: str, lines: bool = True) -> list[Draft]:
    """Return the articles of an export, or none where the text is no export that is known.

    Args:
        text: the whole text.
        lines: whether its lines are those of the file.
    """
    if NEXIS.search(text):
        drafts = list(_split(text, NEXIS_ENDS, _nexis))
    elif FACTIVA_ENDS.search(text):
        drafts = list(_split(text, FACTIVA_ENDS, _factiva))
    else:
        return []
    if len(drafts) > 1:
        drafts = [draft.known_as(str(number)) for number, draft in enumerate(drafts, 1)]
    return drafts if lines else [replace(draft, first_line=None) for draft in drafts]


def _split(text: str, ends: re.Pattern[str], read: Callable[[str, int], Draft | None]) -> Iterator[Draft]:
    start = 0
    for end in [*ends.finditer(text), None]:
        part = text[start : end.start() if end else len(text)]
        draft = read(part, text.count("\n", 0, start) + 1) if part.strip() else None
        if draft:
            yield draft
        start = end.end() if end else len(text)


def _nexis(part: str, line: int) -> Draft | None:
    length = NEXIS.search(part)
    if not length:
        return None
    fields, plain = _head(part[: length.start()])
    body = _after_fields(part, length.end(), fields)
    tail = NEXIS_TAIL.search(part, body)
    text = part[body : tail.start() if tail else len(part)]
    dates = [(n, day) for n, said in enumerate(plain) if (day := _day(said))]
    at = dates[0][0] if dates else None
    names = plain[:at]
    # Nexis Uni: title, outlet, date. LexisNexis: outlet, date, title.
    title = fields.get("headline") or (plain[at + 1] if at == 1 and len(plain) > 2 else names[0] if names else None)
    outlet = None if at is None else names[0] if at == 1 else names[-1] if len(names) > 1 else None
    if at is not None and fields.get("headline"):
        outlet = names[0] if names else None
    return _draft(part, body, text, line, title, dates[0][1] if dates else None, outlet)


def _head(head: str) -> tuple[dict[str, str], list[str]]:
    """Return the fields (`BYLINE: …`) and the other lines that stand before an article."""
    fields: dict[str, str] = {}
    plain: list[str] = []
    for said in [said.strip() for said in head.splitlines() if said.strip()][:MOST_HEAD]:
        found = NEXIS_FIELD.match(said)
        if found and found[1].casefold() in (
            "headline",
            "byline",
            "section",
            "dateline",
            "highlight",
            "length",
            "graphic",
        ):
            fields[found[1].casefold()] = found[2]
        elif not re.match(r"Copyright|All Rights Reserved", said, re.I):
            plain.append(said)
    return fields, plain


def _after_fields(part: str, start: int, fields: dict[str, str]) -> int:
    """Return where the text starts after its length, a few fields more and the line `Body`."""
    place = start
    for line in re.finditer(r".*\n?", part[start : start + 4000]):
        said = line[0].strip()
        found = NEXIS_FIELD.match(said)
        if found and found[1].casefold() in ("byline", "dateline", "highlight", "headline", "body", "section"):
            fields.setdefault(found[1].casefold(), found[2])
            place = (
                start + line.end() if found[1].casefold() != "body" else start + line.start() + line[0].index(":") + 1
            )
        elif said == "Body":
            place = start + line.end()
        elif said:
            break
    return place


def _factiva(part: str, line: int) -> Draft | None:
    if re.search(r"^HD\b", part, re.MULTILINE):
        return _factiva_tagged(part, line)
    words = FACTIVA_WORDS.search(part)
    if not words:
        return None
    before = [said.strip() for said in part[: words.start()].splitlines() if said.strip()]
    title = next((said for said in before if not re.match(r"By\b|SE\b", said)), None)
    body, published, outlet = words.end(), None, None
    for found in re.finditer(r"[ \t]*(\S.*)?\n", part[words.end() : words.end() + 2000]):
        said = (found[1] or "").strip()
        if published and outlet and not said:
            body = words.end() + found.end()
            break
        day = _day(said) if said else None
        published, outlet = (
            published or day,
            outlet or (said if published and said and not day and ":" not in said else None),
        )
    return _draft(part, body, part[body:], line, title, published, outlet)


def _factiva_tagged(part: str, line: int) -> Draft | None:
    fields: dict[str, str] = {}
    name, out, first = "", [], None
    for n, said in enumerate(part.splitlines(keepends=True)):
        found = FACTIVA_FIELD.match(said)
        if found:
            name, rest = found[1], said[found.end() :]
        else:
            rest = said
        if name in ("LP", "TD"):
            first = n if first is None else first
            # The sign itself is no text; its line stays, so that what follows is found on its own.
            out.append(rest if rest.endswith("\n") else rest + "\n")
        elif rest.strip():
            fields[name] = f"{fields.get(name, '')} {rest.strip()}".strip()
    text = "".join(out)
    if not text.strip():
        return None
    return Draft(
        text=text,
        title=fields.get("HD"),
        published=_day(fields.get("PD", "")),
        outlet=fields.get("SN"),
        first_line=line + (first or 0),
    )


def _draft(
    part: str, body: int, text: str, line: int, title: str | None, published: str | None, outlet: str | None
) -> Draft | None:
    blank = len(text) - len(text.lstrip())
    if not text.strip():
        return None
    return Draft(
        text=text.strip() + "\n",
        title=title,
        published=published,
        outlet=outlet,
        first_line=line + part.count("\n", 0, body + blank),
    )


def _day(said: str) -> str | None:
    """Return the date that a line is, or begins with where an edition follows."""
    for candidate in (said, re.sub(r"(\d{4}).*", r"\1", said)):
        try:
            return iso_published(candidate) if re.search(r"\d{4}", candidate) and len(candidate) < 60 else None
        except ArticleError:
            continue
    return None
