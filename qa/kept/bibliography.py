"""The quotes of a kept answer as references: Markdown, BibTeX, CSL-JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal, get_args

from qa.answer import Citation
from qa.calendar.period import in_words
from qa.kept.answers import Kept

Style = Literal["markdown", "bibtex", "csl", "csv"]
STYLES: tuple[Style, ...] = get_args(Style)
MEDIA_TYPES: dict[Style, str] = {
    "markdown": "text/markdown",
    "bibtex": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
}
"""What each is over HTTP, in UTF-8."""

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_{}"},
    }
)
_UNLINKED = re.compile(r"[<>\s]")
"""What ends the address of a link, and stands in none."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")


def cite(kept: Kept, style: Style) -> str:
    """Return the references of an answer, without a newline at the end; "" where it has no quotes."""
    return _WRITERS[style](kept, kept.citations)


def _markdown(_: Kept, citations: Sequence[Citation]) -> str:
    lines = []
    for one in citations:
        title = escape(one.document_title)
        named = f"[{title}](<{_UNLINKED.sub('', one.url)}>)" if one.url else title
        told = ", ".join(
            filter(None, (one.outlet and escape(one.outlet), one.published and in_words(one.published[:10])))
        )
        quote = escape(" ".join(one.cited_text.split()))
        lines.append(f"{one.n}. {named}{f', {told}' if told else ''}: “{quote}”")
    return "\n".join(lines)


def _bibtex(kept: Kept, citations: Sequence[Citation]) -> str:
    return "\n\n".join(_entry(kept, one) for one in citations)


def _entry(kept: Kept, one: Citation) -> str:
    fields = {
        "title": f"{{{_tex(one.document_title)}}}",
        "journal": _tex(one.outlet or ""),
        "date": (one.published or "")[:10],
        "url": re.sub(r"[{}\s\\]", "", one.url or ""),
        "urldate": kept.asked[:10] if one.url else "",
        "note": _tex(f"“{' '.join(one.cited_text.split())}”"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{_key(kept, one)},", *lines, "}"])


def _csl(kept: Kept, citations: Sequence[Citation]) -> str:
    return json.dumps([_item(kept, one) for one in citations], ensure_ascii=False, indent=2)


def _item(kept: Kept, one: Citation) -> dict[str, Any]:
    told = {
        "id": _key(kept, one),
        "type": "article-newspaper",
        "title": one.document_title,
        "container-title": one.outlet,
        "issued": one.published and {"date-parts": [_parts(one.published)]},
        "URL": one.url,
        "accessed": {"date-parts": [_parts(kept.asked)]} if one.url else None,
        "note": one.cited_text,
    }
    return {name: value for name, value in told.items() if value}


def _csv(kept: Kept, citations: Sequence[Citation]) -> str:
    names = (
        "n", "cited_text", "document_title", "outlet", "published", "url", "source", "line", "article_id", "part",
        "start_char_index", "end_char_index",
    )  # fmt: skip
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(["answer_id", "asked", "question", "answer", *names])
    for one in citations:
        told = [kept.id, kept.asked, kept.question.question, kept.text]
        rows.writerow([*told, *(getattr(one, name) for name in names)])
    return file.getvalue().removesuffix("\n")


_WRITERS: dict[Style, Callable[[Kept, Sequence[Citation]], str]] = {
    "markdown": _markdown,
    "bibtex": _bibtex,
    "csl": _csl,
    "csv": _csv,
}


def _key(kept: Kept, one: Citation) -> str:
    return f"dateline-{kept.id}-{one.n}"


def escape(text: str) -> str:
    """Return a text as one line of Markdown that is no markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def _parts(iso: str) -> list[int]:
    day = date.fromisoformat(iso[:10])
    return [day.year, day.month, day.day]
