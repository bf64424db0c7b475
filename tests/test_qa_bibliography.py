"""References: each style holds each quote whole, whatever is in it."""

from __future__ import annotations

import csv
import io
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from qa.kept.answers import Kept
from qa.kept.bibliography import STYLES, cite
from qa.question import Question

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=60)


def kept(
    text: str = "Twelve drowned.", title: str = "Dam & flood", url: str | None = "https://news.example/dam"
) -> Kept:
    """Return a kept answer with one quote."""
    quote = {
        "n": 1, "cited_text": text, "start_char_index": 5, "end_char_index": 5 + len(text), "marks": [],
        "article_id": "dam", "document_title": title, "source": "dam.txt", "line": 3, "url": url,
        "published": "2025-05-04T08:00:00+00:00", "outlet": "Torvik Post", "part": "text", "published_from": "metadata",
    }  # fmt: skip
    answer = {"answer": "Twelve", "citations": [quote]}
    return Kept("0123456789ab", "", "2025-06-01T10:00:00+00:00", Question("How many?"), answer)


def test_markdown_links_the_article_and_quotes_it() -> None:
    """With outlet and day."""
    assert cite(kept(), "markdown") == (
        "1. [Dam & flood](<https://news.example/dam>), Torvik Post, 4 May 2025: “Twelve drowned.”"
    )


def test_bibtex_has_an_entry_for_each_quote() -> None:
    """Its special characters escaped."""
    assert cite(kept(), "bibtex") == (
        "@article{dateline-0123456789ab-1,\n  title = {{Dam \\& flood}},\n  journal = {Torvik Post},\n"
        "  date = {2025-05-04},\n  url = {https://news.example/dam},\n  urldate = {2025-06-01},\n"
        "  note = {“Twelve drowned.”},\n}"
    )


def test_csl_json_is_what_reference_managers_read() -> None:
    """Type, title, container, dates in parts."""
    (item,) = json.loads(cite(kept(), "csl"))
    assert item == {
        "id": "dateline-0123456789ab-1", "type": "article-newspaper", "title": "Dam & flood",
        "container-title": "Torvik Post", "issued": {"date-parts": [[2025, 5, 4]]}, "URL": "https://news.example/dam",
        "accessed": {"date-parts": [[2025, 6, 1]]}, "note": "Twelve drowned.",
    }  # fmt: skip


@given(TEXT, TEXT)
def test_csv_and_csl_give_every_quote_back_as_it_is(text: str, title: str) -> None:
    """Code point for code point."""
    (row,) = csv.DictReader(io.StringIO(cite(kept(text, title), "csv") + "\n", newline=""))
    assert (row["cited_text"], row["document_title"], row["answer"]) == (text, title, "Twelve")
    (item,) = json.loads(cite(kept(text, title), "csl"))
    assert (item["note"], item["title"]) == (text, title)


@given(TEXT, TEXT, TEXT)
def test_no_text_breaks_out_of_its_field(text: str, title: str, url: str) -> None:
    """BibTeX: every brace of it is escaped, and the rest balance; Markdown: one line, no markup of its own."""
    entry = cite(kept(text, title, url), "bibtex")
    plain = re.sub(r"\\[{}]|\\text\w+{}", "", entry)
    assert plain.count("{") == plain.count("}") == 2 + plain.count(" = {")
    (line,) = cite(kept(text, title, None), "markdown").splitlines()
    assert re.search(r"(?<!\\)[*_`<>\[\]#|]", line.replace("\\\\", "")) is None


def test_an_answer_without_quotes_has_no_references() -> None:
    """In the styles that are text: nothing; in CSV the headings alone."""
    bare = Kept("0123456789ab", "", "2025-06-01T10:00:00+00:00", Question("How?"), {"answer": None, "citations": []})
    assert [cite(bare, style) for style in STYLES if style != "csv"] == ["", "", "[]"]
    assert len(cite(bare, "csv").splitlines()) == 1
