"""What becomes of files and folders: articles with exact text, and a reason for each that is not read."""

from __future__ import annotations

import gzip
import json
import logging
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, article_id
from index.dates import iso_published
from index.draft import Draft
from index.encoding import mend
from index.errors import ArticleError, UsageError
from index.reading import Failure, Given, Notice, Skipped, read_paths
from index.worker import Worker

TEXT = "The rebels began the offensive on November 27.\nIt took three days.\n"


NOTHING = Given()
WORKER = Worker()
"""One for all tests: what reads pages and PDFs takes a second to load."""


@pytest.fixture(autouse=True, scope="module")
def _worker() -> Iterator[None]:
    with WORKER:
        yield


def read(*paths: Path, given: Given = NOTHING, max_chars: int = 10_000) -> list[Article | Failure | Skipped]:
    """Return all that reading the paths yields but notices."""
    outcomes = read_paths(paths, given, max_chars, worker=WORKER)
    return [outcome for outcome in outcomes if not isinstance(outcome, Notice)]


def notices(*paths: Path) -> list[str]:
    """Return what is said of how the paths were read."""
    outcomes = read_paths(paths, NOTHING, 10_000, worker=WORKER)
    return [outcome.what for outcome in outcomes if isinstance(outcome, Notice)]


def article(path: Path, **options: Any) -> Article:
    """Return the one article in a file."""
    (found,) = read(path, **options)
    assert isinstance(found, Article), found
    return found


def failure(path: Path, **options: Any) -> Failure:
    """Return the one failure that a file gives."""
    (found,) = read(path, **options)
    assert isinstance(found, Failure), found
    return found


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(path: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    """Write a .jsonl or .jsonl.gz file."""
    encoded = [line if isinstance(line, (str, bytes)) else json.dumps(line) for line in lines]
    content = b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in encoded)
    return write(path, gzip.compress(content) if path.suffix == ".gz" else content)


def pdf(text: str, title: str = "Rebels take city") -> bytes:
    """Return a PDF of one page by hand, each line of `text` a line of it."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in text.splitlines())
    stream = f"BT /F1 12 Tf 72 720 Td {shown}ET"
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        f"<</Title ({title})>>",
    ]
    content, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    content += f"xref\n0 7\n0000000000 65535 f \n{table}trailer\n<</Size 7 /Root 1 0 R /Info 6 0 R>>\n"
    return f"{content}startxref\n{content.index('xref')}\n%%EOF\n".encode("latin-1")


PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}"><title>Rebels take city | The Herald</title>
<meta property="og:title" content="Rebels take city"><meta property="og:site_name" content="The Herald">
<meta property="article:published_time" content="2024-11-30T08:15:00+01:00">
<link rel="canonical" href="https://herald.example/rebels"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Rebels take city</h1>
<p>“The offensive” began on November 27, a spokesman for the rebels said, and it took them three days.</p>
<p>The army said that it had withdrawn to avoid losses, and that it would come back with more soldiers.</p>
</article><footer>All rights reserved, 2019</footer></body></html>"""


# Text


def test_a_text_file_is_the_article_character_for_character(tmp_path: Path) -> None:
    """Line ends and white space stay: offsets and lines point into the file."""
    text = "\r\n  Título: “año”\r\n\r\nZwei\u2028Drei\t\U0001f600 \r\n"
    found = article(write(tmp_path / "a.txt", text))
    assert found.text == text
    assert (found.first_line, found.one_line, found.published, found.url) == (1, False, None, None)
    assert found.title == "Título: “año”"


def test_the_source_is_the_real_path_and_gives_the_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a path is spelled, it is the same article."""
    write(tmp_path / "news" / "a.txt", TEXT)
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    source = str((tmp_path / "news" / "a.txt").resolve())
    for path in (Path("news/a.txt"), Path("news/../news/a.txt"), Path("link/a.txt"), tmp_path / "link" / "a.txt"):
        found = article(path)
        assert (found.source, found.id) == (source, article_id(source))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    """UTF-8 is read with and without its mark, UTF-16 with it."""
    assert article(write(tmp_path / "a.txt", TEXT.encode(encoding))).text == TEXT


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1251", "koi8-r", "gb18030", "shift_jis"])
def test_another_encoding_is_told_by_what_it_holds_and_said(tmp_path: Path, encoding: str) -> None:
    """What is guessed is never garbled unseen."""
    texts = {
        "windows-1252": "“It’s the café’s fault,” said José – for £5.\n",
        "gb18030": "北京新华社电，昨日上午国务院召开会议，讨论了关于经济发展的若干问题。\n",
        "shift_jis": "東京で昨日、首相は新しい経済対策について発表した。\n",
    }
    text = texts.get(encoding, "Движение поездов восстановлено после землетрясения, сообщило министерство.\n")
    path = write(tmp_path / "a.txt", text.encode(encoding))
    assert article(path).text == text
    said = next(notice for notice in notices(path) if "not UTF-8" in notice)
    assert (encoding if encoding != "shift_jis" else "cp932") in said


def test_what_is_in_no_encoding_fails_with_the_place_and_the_remedy(tmp_path: Path) -> None:
    """No text is made of what is none."""
    why = failure(write(tmp_path / "a.txt", "Line one\nA café\n".encode("latin-1") + b"\0\x81\x8d")).why
    assert "byte 0xe9 at byte 14, line 2" in why
    assert "iconv" in why


def test_text_that_was_garbled_before_is_mended_or_said(tmp_path: Path) -> None:
    """`â‚¬42` is never quoted as it stands without a word; lines stay where they are."""
    path = write(tmp_path / "a.txt", "It costs\nâ‚¬42 at the cafÃ©.\n“Good,” she said.\n")
    assert article(path).text == "It costs\n€42 at the café.\n“Good,” she said.\n"
    assert "garbled" in notices(path)[0]
    assert not notices(write(tmp_path / "b.txt", "The café” – “€42” – is Ærø’s, naïve and Ångström’s.\n"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no text"),
        (b" \n\t\r\n", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        (b"text\0text", "NUL"),
        ("UTF-16 without a mark".encode("utf-16-le"), "NUL"),
        (b"\xff\xfea", "UTF-8"),
    ],
)
def test_a_file_without_text_fails(tmp_path: Path, content: bytes, said: str) -> None:
    """Empty, blank and binary files are failures."""
    assert said in failure(write(tmp_path / "a.txt", content)).why


def test_an_article_over_the_limit_fails_with_both_numbers(tmp_path: Path) -> None:
    """The limit counts characters, not bytes; just as many are taken."""
    path = write(tmp_path / "a.txt", "é" * 1_000)
    assert article(path, max_chars=1_000)
    why = failure(path, max_chars=999).why
    assert "1,000" in why
    assert "999" in why


def test_a_file_far_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    """A sparse file of 100 GB fails at once."""
    path = write(tmp_path / "a.txt", "")
    os.truncate(path, 100 << 30)
    assert "too long" in failure(path).why


def test_a_source_that_is_no_unicode_is_refused() -> None:
    """Sources also come from requests."""
    with pytest.raises(ArticleError, match="source"):
        Draft(TEXT).article("\ud800", 100)


# Titles


def test_a_long_first_line_is_cut_after_a_word(tmp_path: Path) -> None:
    """The first line that is not blank stands in for the title."""
    title = article(write(tmp_path / "a.txt", "\n\n" + "several words " * 20)).title
    assert title.endswith("…")
    assert 60 < len(title) <= 80
    assert title.removesuffix("…").split()[-1] in ("several", "words")


def test_a_first_line_without_a_space_is_cut(tmp_path: Path) -> None:
    """Scripts without spaces get a title too."""
    assert article(write(tmp_path / "a.txt", "新聞" * 100)).title == "新聞" * 39 + "新…"


def test_a_title_of_its_own_is_put_on_one_line_and_bounded(tmp_path: Path) -> None:
    """A title is embedded with each passage, so it must leave room for it."""
    path = jsonl(tmp_path / "a.jsonl", {"id": "1", "title": " A\ntitle\t" + "of many words " * 50, "text": TEXT})
    title = article(path).title
    assert title.startswith("A title of many words")
    assert len(title) <= 150


def test_what_is_given_fills_what_the_file_lacks_and_no_more(tmp_path: Path) -> None:
    """--title, --published and --outlet do not override."""
    said = Given(title="Given", published="2020-01-01", outlet="Given Times")
    bare = article(write(tmp_path / "a.txt", TEXT), given=said)
    assert (bare.title, bare.published, bare.outlet) == ("Given", "2020-01-01", "Given Times")
    own = {"id": "1", "title": "Own", "published": "2024-11-27", "outlet": "Own Post", "text": TEXT}
    full = article(jsonl(tmp_path / "a.jsonl", own), given=said)
    assert (full.title, full.published, full.outlet) == ("Own", "2024-11-27", "Own Post")


def test_a_given_date_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """It would fail for every article, so it is said once."""
    with pytest.raises(UsageError, match=r"'yesterday'.*2024-11-27"):
        read_paths([write(tmp_path / "a.txt", TEXT)], Given(published="yesterday"), 100)


# Markdown


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markdown_begins_after_its_front_matter(tmp_path: Path, end: str) -> None:
    """The front matter says what is known of the article; the text is the rest of the file, from the line named."""
    front = ["---", "title: 'Rebels: the offensive'", "date: 2024-11-27", "url: https://a.example/1", "outlet: Post"]
    rest = f"{end}# Heading{end}{end}Some *text*.{end}"
    found = article(write(tmp_path / "a.md", end.join([*front, "tags: [a, b]", "---", rest])))
    assert found.text == rest
    assert found.first_line == 8
    assert (found.title, found.published) == ("Rebels: the offensive", "2024-11-27")
    assert (found.url, found.outlet) == ("https://a.example/1", "Post")


def test_a_title_is_taken_as_it_is_written(tmp_path: Path) -> None:
    """YAML reads 1984 as a number and No as false; a title is neither."""
    assert article(write(tmp_path / "a.md", "---\ntitle: 1984\n---\nText")).title == "1984"
    assert article(write(tmp_path / "b.md", "---\ntitle: No\n---\nText")).title == "No"


def test_an_empty_field_of_the_front_matter_is_not_given(tmp_path: Path) -> None:
    """`title:`, `title: null` and `title: ~` say nothing."""
    path = write(tmp_path / "a.md", "---\ntitle:\npublished: null\noutlet: ~\n---\nText")
    found = article(path, given=Given(title="Given"))
    assert (found.title, found.published, found.outlet) == ("Given", None, None)


def test_without_front_matter_the_heading_is_the_title(tmp_path: Path) -> None:
    """The heading stays in the text: it is in the file."""
    found = article(write(tmp_path / "a.md", "\n## Rebels take city ##\n\nText.\n"))
    assert found.title == "Rebels take city"
    assert found.text.startswith("\n## Rebels")
    assert found.first_line == 1


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nOnly a rule above.\n",
        "---\nText between rules.\n---\nMore.\n",
        "--- a\nb\n",
        "---\n" + "A chapter: of a book: between rules.\n" * 1_000 + "---\nMore.\n",
        "# " + " " * 500_000 + "x\n",
    ],
)
def test_a_rule_is_no_front_matter(tmp_path: Path, text: str) -> None:
    """Three hyphens also draw a line."""
    found = article(write(tmp_path / "a.md", text), max_chars=1_000_000)
    assert (found.text, found.first_line) == (text, 1)


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("title: a: b: c", "quote values"),
        ("title: [a, b]", "`title`"),
        ("published: 10/11/2024", "10/11/2024"),
        ("published: 2024-13-45", "2024-13-45"),
        ("a: &a [x]\nb: &b [*a,*a]\ntitle: [*b,*b]", "`title`"),
    ],
)
def test_bad_front_matter_costs_a_value_and_never_the_article(tmp_path: Path, front: str, said: str) -> None:
    """The value or the mistake is named, and what else it says is taken."""
    path = write(tmp_path / "a.md", f"---\n{front}\noutlet: Post\n---\nText")
    found = article(path)
    assert (found.text, found.outlet) == ("Text", "Post")
    assert any(said in notice for notice in notices(path))


def test_what_can_be_read_of_bad_front_matter_is(tmp_path: Path) -> None:
    """Line by line where it is no YAML."""
    front = 'title: Storm: two ships lost\nauthor: @ann\ndate: 2024-11-08\nurl: "https://a.example/1'
    found = article(write(tmp_path / "a.md", f"---\n{front}\n---\nText"))
    assert (found.title, found.published) == ("Storm: two ships lost", "2024-11-08")


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Ships lost"\ndate = 2024-11-08\n+++\n',
        "\n\n---\ntitle: Ships lost\ndate: 8 Nov. 2024\n---\n",
        "title: Ships lost\ndate: November 8, 2024 Friday\n\n",
        "---\ntitle: Ships lost\npublished: yes\ndate: 2024-11-08\n---\n",
    ],
)
def test_front_matter_has_many_forms(tmp_path: Path, front: str) -> None:
    """TOML, a blank line before it, no rules around it, a field that means something else."""
    found = article(write(tmp_path / "a.md", f"{front}The text."))
    assert (found.title, found.published, found.text) == ("Ships lost", "2024-11-08", "The text.")
    assert found.first_line == front.count("\n") + 1


# HTML


@pytest.mark.parametrize("name", ["a.html", "a.htm", "A.HTML"])
def test_html_gives_its_main_text_and_what_it_says_of_itself(tmp_path: Path, name: str) -> None:
    """Navigation and footers are not the article."""
    found = article(write(tmp_path / name, PAGE.format(charset="utf-8")))
    assert "“The offensive” began on November 27" in found.text
    assert "Sport" not in found.text
    assert "All rights reserved" not in found.text
    assert (found.title, found.published, found.outlet) == ("Rebels take city", "2024-11-30", "The Herald")
    assert found.url == "https://herald.example/rebels"
    assert found.first_line is None


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1"])
def test_html_is_read_in_the_encoding_that_it_declares(tmp_path: Path, charset: str) -> None:
    """Pages that declare Latin-1 hold windows-1252, as browsers know."""
    found = article(write(tmp_path / "a.html", PAGE.format(charset=charset).encode("windows-1252")))
    assert "“The offensive”" in found.text


def test_html_that_declares_a_wrong_encoding_is_told_by_what_it_holds_and_said(tmp_path: Path) -> None:
    """A wrong declaration is not followed into garbled text."""
    for charset in ("utf-8", "klingon", "rot13"):
        path = write(tmp_path / "a.html", PAGE.format(charset=charset).encode("windows-1252"))
        assert "“The offensive” began" in article(path).text
        assert "not UTF-8" in notices(path)[0]


def test_the_date_of_a_change_is_not_that_of_publication(tmp_path: Path) -> None:
    """A page may say only when it was changed."""
    page = PAGE.format(charset="utf-8").replace("published_time", "modified_time")
    assert article(write(tmp_path / "a.html", page)).published is None


@pytest.mark.parametrize("content", ["", "<html><body></body></html>", "<html><script>let a = 1</script></html>"])
def test_html_without_main_text_fails(tmp_path: Path, content: str) -> None:
    """It says what to do."""
    assert ".txt" in failure(write(tmp_path / "a.html", content)).why


# Datelines


@pytest.mark.parametrize(
    "line",
    [
        "OSLO, Jan. 9, 2025 (AP) —",
        "NEW YORK, January 9, 2025 (AP) —",
        "SALT LAKE CITY, Jan. 9, 2025 -",
        "HARBOR CITY, Neb., Jan. 9, 2025 (AP) —",
        "ST. PAUL, Minn. (AP), Jan. 9, 2025 —",
        "TEL AVIV, Israel, 9 January 2025 (Xinhua) --",
        "WINSTON-SALEM, N.C., Jan. 9, 2025 /PRNewswire/ --",
        "OSLO (Reuters), 9 January 2025 —",
    ],
)
@pytest.mark.parametrize("before", ["", "Who burned down a mill in the U.S.?\n\nBy Ann Lee\n\n"])
def test_a_dateline_dates_an_article(tmp_path: Path, before: str, line: str) -> None:
    read = article(
        write(tmp_path / "a.txt", f"{before}{line} A fire destroyed the old mill, and with it {'all ' * 20}.")
    )
    assert (read.published, read.published_from) == ("2025-01-09", "dateline")


@pytest.mark.parametrize(
    "text",
    [
        "A fire destroyed the old mill.\n\nOSLO, May 9, 1945 (AP) — so began the telegram that was found in it.",
        "In Harbor City, May 9, 1945 (a Wednesday) - the war had ended - the old mill burned down.",
        "HARBOR CITY (AP) — On May 9, 1945, a fire destroyed the old mill.",
    ],
)
def test_a_day_that_a_text_tells_of_is_no_dateline(tmp_path: Path, text: str) -> None:
    assert article(write(tmp_path / "a.txt", text)).published is None


# PDF


def test_a_pdf_gives_its_text_and_title(tmp_path: Path) -> None:
    """When the file was made is not when the article was published."""
    found = article(write(tmp_path / "a.pdf", pdf(TEXT)))
    assert found.text.split() == TEXT.split()
    assert (found.title, found.published, found.first_line) == ("Rebels take city", None, None)


def test_a_pdf_without_text_fails_with_the_remedy(tmp_path: Path) -> None:
    """Scanned pages need OCR."""
    assert "OCR" in failure(write(tmp_path / "a.pdf", pdf(""))).why


def test_a_pdf_with_a_password_fails_with_the_remedy(tmp_path: Path) -> None:
    """One that opens without a password is read."""
    from pypdf import PdfReader, PdfWriter

    plain = write(tmp_path / "plain.pdf", pdf(TEXT))
    for user_password in ("secret", ""):
        writer = PdfWriter(clone_from=PdfReader(plain))
        writer.encrypt(user_password, "owner", algorithm="RC4-128")
        writer.write(tmp_path / f"locked{user_password}.pdf")
    assert "password" in failure(tmp_path / "lockedsecret.pdf").why
    assert article(tmp_path / "locked.pdf").text.split() == TEXT.split()


def test_a_long_pdf_fails(tmp_path: Path) -> None:
    """The limit holds for what is extracted."""
    assert "50" in failure(write(tmp_path / "a.pdf", pdf(TEXT)), max_chars=50).why


# JSON Lines


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "A.JSONL.GZ"])
def test_each_line_is_an_article(tmp_path: Path, name: str) -> None:
    """With the number of its line; blank lines count and unknown fields are ignored."""
    one = {"id": "one", "title": "One", "url": "https://a.example", "published": "2024-11-27", "text": "a\r\nb"}
    two = {"id": 2, "text": "Second.\nText.", "outlet": "Post", "author": {"name": "x"}, "tags": []}
    path = tmp_path / name
    content = (json.dumps(one) + "\r\n\n" + json.dumps(two)).encode()
    write(path, gzip.compress(content) if name.lower().endswith(".gz") else content)
    first, second = read(path)
    source = str(path.resolve())
    assert first == Article(
        "one", source, "One", "a\r\nb", "2024-11-27", "https://a.example", None, 1, True, "metadata"
    )
    assert second == Article("2", source, "Second.", "Second.\nText.", None, None, "Post", 3, True, None)


def test_a_bad_line_fails_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    """One bad line harms nothing else."""
    lines = ["{", "[1]", '"x"', {"id": "1"}, {"id": "2", "text": 5}]
    lines += ['{"id": "4", "text": "\\ud800"}', b'{"id": "\xff"}']
    lines += [{"id": "5", "text": ""}, {"id": "a\nb", "text": "x"}]
    lines += ["[" * 100_000, '{"id": ' + "1" * 5_000 + ', "text": "x"}', {"id": True, "text": "x"}]
    outcomes = read(jsonl(tmp_path / "a.jsonl", {"id": "a", "text": "first"}, *lines, {"id": "z", "text": "last"}))
    assert isinstance(outcomes[0], Article)
    assert isinstance(outcomes[-1], Article)
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert [failed.line for failed in failures] == list(range(2, len(lines) + 2))
    said = ["JSON", "a list", "text", "`text`", "`text`", "surrogate", "UTF-8"]
    said += ["`text`", "id", "JSON", "JSON", "`id`"]
    for failed, words in zip(failures, said, strict=True):
        assert words in failed.why


@pytest.mark.parametrize(
    "field",
    [{"url": "u" * 3_000}, {"outlet": "o" * 3_000}, {"title": "\ud800"}, {"title": ["t"]}, {"published": "soon"}],
)
def test_a_field_that_cannot_be_taken_costs_that_field_and_never_the_article(
    tmp_path: Path, field: dict[str, Any]
) -> None:
    """What it was is said."""
    path = jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT, **field})
    assert article(path).text == TEXT
    assert any(next(iter(field)) in notice and "left out" in notice for notice in notices(path))


def test_an_id_twice_with_other_content_fails_and_with_the_same_is_read_once(tmp_path: Path) -> None:
    """The first stands."""
    line = {"id": "1", "text": "x"}
    outcomes = read(jsonl(tmp_path / "a.jsonl", line, line, {"id": "1", "text": "y"}, {"id": "2", "text": "z"}))
    assert [type(outcome) for outcome in outcomes] == [Article, Failure, Article]
    assert isinstance(outcomes[1], Failure)
    assert outcomes[1].line == 3
    assert "'1'" in outcomes[1].why


def test_a_line_over_the_limit_fails_and_the_next_is_read(tmp_path: Path) -> None:
    """Also where the line is longer than what is ever held in memory."""
    long, huge = {"id": "1", "text": "x" * 200}, {"id": "2", "text": "x" * 3_000_000}
    outcomes = read(jsonl(tmp_path / "a.jsonl.gz", long, huge, {"id": "3", "text": "x"}), max_chars=100)
    assert [getattr(outcome, "line", None) for outcome in outcomes[:2]] == [1, 2]
    assert isinstance(outcomes[2], Article)
    assert outcomes[2].first_line == 3


def test_a_file_of_the_wrong_kind_is_one_failure(tmp_path: Path) -> None:
    """A name can lie; a thousand failures would say no more than one."""
    line = '{"id": "1", "text": "x"}\n'
    assert ".jsonl.gz" in failure(write(tmp_path / "a.jsonl", gzip.compress(line.encode()))).why
    assert "iconv" in failure(write(tmp_path / "b.jsonl", line.encode("utf-16"))).why
    assert "cannot be read" in failure(write(tmp_path / "c.jsonl.gz", line)).why
    assert "empty" in failure(write(tmp_path / "d.jsonl", "\n")).why
    hopeless = read(write(tmp_path / "e.jsonl", "no JSON\n" * 10_000))
    assert len(hopeless) == 101
    assert isinstance(hopeless[-1], Failure)
    assert "None of its first 100 lines" in hopeless[-1].why


def test_a_compressed_file_that_breaks_off_gives_what_it_holds(tmp_path: Path) -> None:
    """What lies before the damage is read, and the damage is said."""
    whole = jsonl(tmp_path / "a.jsonl.gz", *({"id": str(n), "text": os.urandom(500).hex()} for n in range(100)))
    outcomes = read(write(tmp_path / "b.jsonl.gz", whole.read_bytes()[:-20_000]))
    assert len(outcomes) > 10
    assert all(isinstance(outcome, Article) for outcome in outcomes[:-1])
    assert isinstance(outcomes[-1], Failure)


def test_a_byte_order_mark_before_json_is_ignored(tmp_path: Path) -> None:
    """Windows programs write one."""
    assert article(write(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"id": "1", "text": "x"}')).id == "1"


@pytest.mark.slow
def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    """80 MB of articles in a small file pass through in little memory."""
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        for n in range(200):
            file.write(json.dumps({"id": str(n), "text": "word " * 80_000}) + "\n")
    tracemalloc.start()
    characters = sum(len(found.text) for found in read_paths([path], Given(), 10_000_000) if isinstance(found, Article))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert characters == 80_000_000
    assert peak < 20_000_000


# Files and folders


def test_folders_are_read_in_order_and_what_is_no_article_is_skipped(tmp_path: Path) -> None:
    """Hidden files, other formats and files about the folder are named, not read."""
    for name in (
        "b.txt",
        "a/z.txt",
        "a/b.md",
        "README.md",
        "LICENSE",
        "image.png",
        ".hidden.txt",
        ".git/x.txt",
        "c.docm",
    ):
        write(tmp_path / name, TEXT)
    outcomes = read(tmp_path)
    assert [Path(outcome.source).name for outcome in outcomes if isinstance(outcome, Article)] == [
        "b.md",
        "z.txt",
        "b.txt",
    ]
    skipped = [Path(outcome.source).name for outcome in outcomes if isinstance(outcome, Skipped)]
    assert sorted(skipped) == [".git", ".hidden.txt", "LICENSE", "README.md", "c.docm", "image.png"]
    said = {Path(outcome.source).name: outcome.why for outcome in outcomes if isinstance(outcome, Skipped)}
    assert "save it as .docx" in said["c.docm"]
    assert "OCR" in said["image.png"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    """Skipping is for what was not asked for."""
    assert article(write(tmp_path / "README.md", TEXT))
    assert article(write(tmp_path / ".hidden.txt", TEXT))


def test_a_file_of_another_format_that_is_named_fails_with_those_that_work(tmp_path: Path) -> None:
    """The other files are read."""
    outcomes = read(write(tmp_path / "a.doc", TEXT), write(tmp_path / "a.txt", TEXT))
    assert isinstance(outcomes[0], Failure)
    assert "save it as .docx" in outcomes[0].why
    assert ".html, .htm, .xhtml, .pdf," in outcomes[0].why
    assert isinstance(outcomes[1], Article)


@pytest.mark.parametrize("name", ["missing.txt", "a.txt/inside.txt", "nul\0.txt", "x" * 300])
def test_a_path_that_does_not_exist_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    """A typo stops the run, naming the path."""
    path = write(tmp_path / "a.txt", TEXT)
    with pytest.raises(UsageError, match="does not exist"):
        read_paths([path, tmp_path / name], Given(), 100)


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    """By its name, a link, its folder, or a link to its folder."""
    path = write(tmp_path / "news" / "a.txt", TEXT)
    (tmp_path / "link.txt").symlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path / "news")
    outcomes = read(path, path, tmp_path / "link.txt", tmp_path / "news", tmp_path / "folder")
    assert [type(outcome) for outcome in outcomes] == [Article]


def test_links_that_make_a_loop_or_lead_nowhere_stop_nothing(tmp_path: Path) -> None:
    """A broken link is a failure; a loop ends."""
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    outcomes = read(tmp_path)
    assert [Path(outcome.source).name for outcome in outcomes] == ["a.txt", "gone.txt", "self.txt"]
    assert [type(outcome) for outcome in outcomes] == [Article, Failure, Failure]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    """Opening one waits for ever."""
    os.mkfifo(tmp_path / "a.txt")
    assert isinstance(read(tmp_path)[0], Skipped)
    assert "regular" in failure(tmp_path / "a.txt").why


def test_a_file_that_becomes_a_pipe_or_a_link_meanwhile_is_not_waited_for(tmp_path: Path) -> None:
    """It was a file when the run began."""
    for name in ("a.txt", "b.jsonl.gz", "c.txt"):
        write(tmp_path / name, TEXT)
    reading = read_paths([tmp_path], Given(), 1_000)
    for name in ("a.txt", "b.jsonl.gz", "c.txt"):
        (tmp_path / name).unlink()
    os.mkfifo(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.jsonl.gz")
    (tmp_path / "c.txt").symlink_to("/dev/zero")
    assert [type(outcome) for outcome in reading] == [Failure] * 3


def test_a_link_is_followed_only_inside_the_folder_named(tmp_path: Path) -> None:
    """Unless that is asked for; a link that is named itself is read."""
    write(tmp_path / "secret.txt", TEXT)
    write(tmp_path / "elsewhere" / "b.txt", f"{TEXT} Sources.")
    write(tmp_path / "news" / "deep" / "a.txt", f"{TEXT} Inside.")
    for name, target in (("out.txt", "secret.txt"), ("folder", "elsewhere"), ("in.txt", "news/deep/a.txt")):
        (tmp_path / "news" / name).symlink_to(tmp_path / target)
    (tmp_path / "shortcut").symlink_to(tmp_path / "news")
    for named in ("news", "shortcut"):
        outcomes = read(tmp_path / named)
        left_out = [outcome.source for outcome in outcomes if isinstance(outcome, Skipped) and outcome.outside]
        assert left_out == [str(tmp_path / named / name) for name in ("folder", "out.txt")]
        assert [Path(found.source).name for found in outcomes if isinstance(found, Article)] == ["a.txt"]
    followed = read_paths([tmp_path / "news"], Given(), 1_000, follow_links=True)
    assert [Path(found.source).name for found in followed if isinstance(found, Article)] == [
        "a.txt", "b.txt", "secret.txt",
    ]  # fmt: skip
    assert isinstance(read(tmp_path / "news" / "out.txt")[0], Article)


def test_a_file_that_goes_away_meanwhile_is_a_failure(tmp_path: Path) -> None:
    """It was there when the run began."""
    path, other = write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.txt", TEXT)
    reading = read_paths([path, other], Given(), 1_000)
    path.unlink()
    assert [type(outcome) for outcome in reading] == [Failure, Article]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_or_folder_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    """The rest is read."""
    write(tmp_path / "a.txt", TEXT).chmod(0)
    write(tmp_path / "b" / "c.txt", TEXT).parent.chmod(0)
    write(tmp_path / "d.txt", TEXT)
    outcomes = read(tmp_path)
    (tmp_path / "b").chmod(0o700)
    assert [type(outcome) for outcome in outcomes] == [Failure, Failure, Article]


def test_a_name_that_is_no_unicode_is_a_failure(tmp_path: Path) -> None:
    """No store takes it as a source; the failure can be printed."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    try:
        write(path, TEXT)
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    failed = failure(path)
    assert failed.source.endswith("caf\\xe9.txt")
    failed.source.encode()


def test_the_bytes_done_grow_to_the_total(tmp_path: Path) -> None:
    """A progress bar can rely on them, failures and compressed files included."""
    jsonl(tmp_path / "a.jsonl.gz", *({"id": str(n), "text": os.urandom(2_000).hex()} for n in range(50)))
    write(tmp_path / "b.txt", TEXT)
    write(tmp_path / "c.txt", b"\xff")
    reading = read_paths([tmp_path], Given(), 10_000)
    assert reading.done == 0
    assert reading.total == sum(path.stat().st_size for path in tmp_path.iterdir())
    done = [reading.done for _ in reading]
    assert done == sorted(done)
    assert 0 < done[10] < done[40] < reading.total
    assert reading.done == reading.total


# What is never raised, and never printed


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["a.txt", "a.md", "a.jsonl", "a.jsonl.gz", "a.html"]), content=st.binary(max_size=300))
def test_no_content_raises(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever is in a file, it gives articles and failures."""
    for outcome in read(write(tmp_path / name, content)):
        assert isinstance(outcome, (Article, Failure))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.pdf", "a.html", "a.md", "a.jsonl.gz"]),
    place=st.floats(0, 1),
    width=st.integers(0, 50),
    junk=st.binary(max_size=50),
)
def test_no_damage_raises_or_prints(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, place: float, width: int, junk: bytes
) -> None:
    """A file with a part of it replaced by junk gives articles and failures, and nothing on the screen."""
    whole = {
        "a.pdf": pdf(TEXT),
        "a.html": PAGE.format(charset="utf-8").encode(),
        "a.md": b"---\ntitle: A\ndate: 2024-11-27\n---\nText.\n",
        "a.jsonl.gz": gzip.compress(b'{"id": "1", "text": "x"}\n{"id": "2", "text": "y"}\n'),
    }[name]
    start = int(place * len(whole))
    for outcome in read(write(tmp_path / name, whole[:start] + junk + whole[start + width :])):
        assert isinstance(outcome, (Article, Failure))
        assert not isinstance(outcome, Article) or outcome.text.encode()
    assert capfd.readouterr() == ("", "")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_what_a_text_file_holds_is_what_is_stored(tmp_path: Path, text: str) -> None:
    """Any text that is taken is taken whole."""
    for outcome in read(write(tmp_path / "a.txt", text)):
        assert isinstance(outcome, Failure) or outcome.source.endswith("a.txt")
        if isinstance(outcome, Article):
            assert outcome.text == mend(text.removeprefix("\ufeff")).text
            assert outcome.title.strip()


@settings(max_examples=100)
@given(text=st.text(st.sampled_from("Ââã€™šœžÃ©£ \nab¡Å"), max_size=60))
def test_mending_moves_no_line_and_is_said(text: str) -> None:
    """A quote's line in the file stays true, and no text is changed without a word."""
    mended = mend(text)
    assert mended.text.count("\n") == text.count("\n")
    assert mended.text == text or mended.notice


def test_parsers_are_loaded_only_for_their_files() -> None:
    """Reading text must not wait for what reads HTML and PDF."""
    script = (
        "import sys, index.reading; print([m for m in ('trafilatura', 'pypdf', 'yaml', 'lxml') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


# Dates


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-11-27", "2024-11-27"),
        (" 2024-11-27 ", "2024-11-27"),
        ("20241127", "2024-11-27"),
        (20241127, "2024-11-27"),
        ("2024/11/27", "2024-11-27"),
        ("2024-11-27T18:30:00Z", "2024-11-27T18:30:00+00:00"),
        ("2024-11-27T18:30:00.500Z", "2024-11-27T18:30:00.500000+00:00"),
        ("2024-11-27T18:30:00+0100", "2024-11-27T18:30:00+01:00"),
        ("2024-11-27 18:30:00", "2024-11-27T18:30:00+00:00"),
        ("2024-11-27 18:30:00 +0100", "2024-11-27T18:30:00+01:00"),
        ("2024-11-27 18:30:00 UTC", "2024-11-27T18:30:00+00:00"),
        ("Wed, 27 Nov 2024 18:30:00 GMT", "2024-11-27T18:30:00+00:00"),
        ("Wed, 27 Nov 2024 18:30:00 -0500", "2024-11-27T18:30:00-05:00"),
        ("November 27, 2024", "2024-11-27"),
        ("27 November 2024", "2024-11-27"),
        ("Nov. 27, 2024", "2024-11-27"),
        ("November 27, 2024 Wednesday", "2024-11-27"),
        ("November 27, 2024 Wednesday 10:02 AM GMT", "2024-11-27T10:02:00+00:00"),
        ("9:00 am ET, November 27, 2024", "2024-11-27T09:00:00-05:00"),
        ("Nov 27, 2024 | 6:40am XYZ", "2024-11-27"),
        ("27th of November 2024", "2024-11-27"),
        ("27-Nov-2024", "2024-11-27"),
        ("27/11/2024", "2024-11-27"),
        ("11/27/2024", "2024-11-27"),
        ("27.11.2024", "2024-11-27"),
        ("2024.11.27", "2024-11-27"),
        ("1732665600", "2024-11-27T00:00:00+00:00"),
        ("1732665600000", "2024-11-27T00:00:00+00:00"),
        ("Mittwoch, 27. November 2024", "2024-11-27"),
        ("27 de noviembre de 2024", "2024-11-27"),
        ("2024年11月27日", "2024-11-27"),
        (1732665600, "2024-11-27T00:00:00+00:00"),
        (1732665600000, "2024-11-27T00:00:00+00:00"),
    ],
)
def test_dates_as_news_data_has_them_are_read(value: object, iso: str) -> None:
    """One form comes out: a day, or a time with its zone."""
    assert iso_published(value) == iso


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2024",
        "2024-11",
        "10/11/2024",
        "10-11-2024",
        "8-Nov-24",
        "November 2024",
        "08.11.2024",
        "Nov 8",
        "November 31, 2024",
        "2024-02-30",
        2024,
        0,
        -1,
        True,
        1e300,
        float("nan"),
        float("inf"),
        [],
        {},
        "0001-01-01T00:00:00+23:59",
        "9" * 5_000,
        "2024-" + " " * 500_000 + "x",
    ],
)
def test_what_names_no_one_day_is_refused_with_the_form_to_write(value: object) -> None:
    """A year, a month, and what reads as two days are no date."""
    with pytest.raises(ArticleError, match="2024-11-27") as raised:
        iso_published(value)
    assert len(str(raised.value)) < 250


@settings(max_examples=300)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates().map(str), st.datetimes().map(str)))
def test_a_date_that_is_read_is_read_the_same_again(value: object) -> None:
    """Nothing but ArticleError is raised, and the result is settled."""
    try:
        iso = iso_published(value)
    except ArticleError:
        return
    assert iso_published(iso) == iso


@pytest.mark.slow
def test_logging_by_the_parsers_is_silent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A failure is said once, by us."""
    with caplog.at_level(logging.DEBUG):
        read(write(tmp_path / "a.pdf", b"%PDF-1.4 junk"), write(tmp_path / "a.html", "<html>"))
    assert not caplog.records


@pytest.mark.process
@pytest.mark.parametrize("zone", ["UTC+3", "EST5EDT,M3.2.0,M11.1.0", "Nowhere/Such"])
def test_the_zone_of_the_machine_has_no_say_in_a_date(zone: str) -> None:
    """Whatever way it is named."""
    dated = "from index.dates import iso_published; print(iso_published('11. Dezember 2024'))"
    done = subprocess.run(
        [sys.executable, "-c", dated], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "2024-12-11\n"
