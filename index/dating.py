"""When an article was published, where no field of its file says so: from what stands around its text, and its address.

In this order: a line that says "Published: 3 Dec 2024" or is a date ("Selm Gazette, 9 May 2023"), the head of a printed
page, a dateline ("SELM, May 9, 2023 (Newswire) -", its year perhaps from elsewhere), the address ("/2024/12/03/"), and
a line that says "Updated: …". Never the date of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from index.article import Origin
from index.dates import iso_published
from index.errors import ArticleError

HEAD, FOOT = 1500, 400
"""Characters at the beginning and the end of a text in which a line may date it."""
LINES = 8
"""Lines that are not blank, from the first, which may be a date."""
LONGEST = 140
"""Characters of such a line."""
EARLIEST = 1600
MONTH = r"[^\W\d_]{3,12}\.?"
DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}(?:st|nd|rd|th|\.)?[ -](?:of |de )?{MONTH},?[ -](?:de )?\d{{4}}"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{4}([-/.])\d\d?\1\d\d?|\d{1,2}([-/.])\d\d?\2\d{4}|\d{4}年\d\d?月\d\d?日)(?![\d/-])"
)
"""What may be a date that names a day; whether it does is for `iso_published`."""
SAYS = re.compile(
    r"(?:^|[|·•(.;–—-])[ \t]*(?:(?:first|originally|last)[ \t]+)?"
    r"(?:(published|posted|released?|issued|filed|dated?|publication date|date of publication|load-date)"
    r"|(updated|modified|last update|changed))\b(?:[ \t]+(?:on|at))?[ \t]*[:|]?[ \t]*",
    re.I | re.MULTILINE,
)
WEEKDAY = r"(?:[^\W\d_]{3,12}(?:day|tag|di)?\.?,?[ \t]+)?"
ALONE = re.compile(rf"(?:^|(?<!day)[,|·•–—-][ \t]*|[ \t]{{2,}}){WEEKDAY}$")
"""What stands before a date in a line that is one; the comma of "on Thursday, 6 June" ends nothing."""
AFTER = re.compile(
    r"[ \t]*(?:$|[|·•,–—/-]|[ \t]{2,}|at \d|\d{1,2}[:.]\d\d|[A-Z][a-z]+day\b|updated|published|modified)", re.I
)
"""What stands after it."""
CAPITALS = r"[^\W\d_a-z]"
AGENCY = r"[ ]?(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/)"
DATELINE = re.compile(
    rf"[ \t]*(?={CAPITALS}['’]?{CAPITALS}){CAPITALS}+\.?(?:[ '’-]{CAPITALS}+\.?){{0,2}}"
    rf"(?:,[ ]{CAPITALS}[^\d,()/\n]{{1,29}})?(?:,[ ]|[ ]\(|{AGENCY},?[ ])"
    rf"(?P<day>{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})(?P<year>,? \d{{4}})?\)?(?:{AGENCY})?[ ]?[-–—:]{{1,2}}[ ]"
)
"""A town of one to three words in capitals, its state or country perhaps, a day and a dash; an agency on either side of
the day."""
TOLD = re.compile(r"\w{3}\.[\"'”’)]*$")
"""What ends a line of a text that has begun to tell; a title may end in "?" or "U.S."."""
COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[ \t]*(?:©[ \t]*)?(?:[\w.]+[ \t]+){0,3}?((?:19|20)\d\d)\b(?!\s?[–-])", re.I
)
ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d?|[a-z]{3,9})[/-]?(\d\d?)(?=[/_.-]|$)", re.I)


@dataclass(frozen=True)
class Dated:
    """A date of publication, ISO 8601, and where it comes from."""

    published: str
    origin: Origin


def date_of(text: str, title: str | None = None, head: str = "", url: str | None = None) -> Dated | None:
    """Return when an article was published as far as its text, the head of its pages and its address tell.

    Args:
        text: its text.
        title: its title, or None where its first line stands in for it.
        head: what stands at the head and foot of its pages.
        url: its address.
    """
    for said, origin in _candidates(text, title, head, url or ""):
        try:
            published = iso_published(said)
        except ArticleError:
            continue
        if int(published[:4]) >= EARLIEST and date.fromisoformat(published[:10]) <= _tomorrow():
            return Dated(published, origin)
    return None


def dateline(text: str) -> re.Match[str] | None:
    """Return the dateline that a text, or its first paragraph, begins with; None where it has none."""
    place = 0
    for line in text[:HEAD].splitlines(keepends=True):
        if found := DATELINE.match(text, place, HEAD):
            return found
        if TOLD.search(line.rstrip()):
            return None
        place += len(line)
    return None


def in_dateline(text: str, place: int) -> bool:
    """Return whether a place of a text is in a dateline, with which any line may begin: some texts hold many."""
    found = DATELINE.match(text, text.rfind("\n", 0, place) + 1, place + LONGEST)
    return found is not None and place < found.end()


def _candidates(text: str, title: str | None, head: str, url: str) -> Iterator[tuple[str, Origin]]:
    start, end = text[:HEAD], text[max(HEAD, len(text) - FOOT) :]
    updated: list[str] = []
    for part in (start, end):
        for line in part.split("\n"):
            for found in SAYS.finditer(line) if len(line) <= LONGEST else ():
                rest = line[found.end() : found.end() + 60]
                day = DATE.search(rest)
                if day and day.start() < 30:
                    updated += [day[0]] if found[2] else []
                    if found[1]:
                        yield day[0], "text"
    lines = [line.strip() for line in start.split("\n") if line.strip()][:LINES]
    for n, line in enumerate(lines):
        if (day := DATE.search(line)) and _is_date(line, day, n == 0 if title is None else line == title):
            yield day[0], "text"
    for day in DATE.finditer(head):
        yield day[0], "head"
    if opening := dateline(text):
        year = opening["year"] or _year(text, url)
        if year:
            yield f"{opening['day']} {year.strip(', ')}", "dateline"
    for found in ADDRESS.finditer(url):
        yield (
            (f"{found[1]}-{found[2]}-{found[3]}" if found[2].isdigit() else f"{found[3]} {found[2]} {found[1]}"),
            "address",
        )
    for said in updated:
        yield said, "updated"


def _is_date(line: str, day: re.Match[str], is_title: bool) -> bool:
    """Whether a line is a date, with an outlet, a place or a name perhaps; a title that ends with one is not."""
    before, after = line[: day.start()], line[day.end() :]
    if len(line) > LONGEST or SAYS.search(before) or not AFTER.match(after) or not ALONE.search(before):
        return False
    return not is_title or not re.search(r"\w", re.sub(rf"{WEEKDAY}$", "", before) + after)


def _year(text: str, url: str) -> str | None:
    """Return the year that the copyright or the address of an article names."""
    for found in (COPYRIGHT.search(text[-FOOT:]), COPYRIGHT.search(text[:HEAD]), re.search(r"/((?:19|20)\d\d)/", url)):
        if found:
            return found[1]
    return None


def _tomorrow() -> date:
    return (datetime.now(UTC) + timedelta(days=1)).date()
