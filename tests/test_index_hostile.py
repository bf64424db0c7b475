"""Files that would cost more than they are worth: each is given up and reported, and the rest is read."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleError
from index.files import Failure
from index.reading import Given, read_paths
from index.worker import Worker

pytestmark = pytest.mark.kill

TEXT = "The rebels began the offensive on November 27. It took three days, a spokesman for them said on Friday.\n"


def read(folder: Path, worker: Worker) -> tuple[list[str], dict[str, str]]:
    """Return the names of the files of which articles came, and why others failed."""
    outcomes = list(read_paths([folder], Given(), 10_000_000, worker=worker))
    taken = [Path(outcome.source).name for outcome in outcomes if isinstance(outcome, Article)]
    return taken, {Path(outcome.source).name: outcome.why for outcome in outcomes if isinstance(outcome, Failure)}


def slow_pdf(operators: int) -> bytes:
    """Return a PDF whose one page draws so many lines of text."""
    stream = b"BT /F1 12 Tf 72 720 Td " + b"(a) Tj 0 -1 Td " * operators + b"ET"
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    ]
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
        + (b"trailer\n<</Size 6 /Root 1 0 R>>\n%%EOF\n")
    )


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """The process is ended, whatever library it is in, and the next file gets a new one."""
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(b"\n" * (1 << 20))
    with Worker(seconds=1) as worker:
        for _ in range(2):
            with pytest.raises(ArticleError, match="took over 1 s"):
                list(worker.read(str(path), ".jsonl.gz", 1_000_000))


@pytest.mark.soak
def test_files_that_cost_much_keep_no_other_from_being_read(tmp_path: Path) -> None:
    """A page of two million entities, a PDF of a million and a half operators, blank lines without end."""
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{TEXT}</p><p>{TEXT}</p></article></body></html>")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"\n" * 15_000_000))
    (tmp_path / "c.pdf").write_bytes(slow_pdf(1_500_000))
    (tmp_path / "d.html").write_text("<html><body><p>" + "&eacute;" * 2_000_000 + "</p></body></html>")
    (tmp_path / "e.eml").write_text(f"From: A <a@b.example>\nSubject: S\n\n{TEXT}")
    with Worker(seconds=15) as worker:
        taken, failed = read(tmp_path, worker)
    assert {"a.html", "e.eml"} <= set(taken)
    assert {"b.jsonl.gz", "c.pdf", "d.html"} <= failed.keys() | set(taken)


def test_what_takes_too_much_memory_is_given_up_and_the_rest_is_read(tmp_path: Path) -> None:
    """A file of a few MB can ask for many times as much."""
    (tmp_path / "a.json").write_text("[" + "[]," * 11_000_000 + "[]]")
    (tmp_path / "b.json").write_text(f'{{"text": "{TEXT.strip()}"}}')
    with Worker(memory=600 << 20) as worker:
        taken, failed = read(tmp_path, worker)
    assert taken == ["b.json"]
    assert "memory" in failed["a.json"]


def test_a_bomb_is_given_up_after_its_first_part(tmp_path: Path) -> None:
    """Half a million bytes that unpack to half a gigabyte are not news."""
    part = b" " * (1 << 20)
    with gzip.open(tmp_path / "a.jsonl.gz", "wb", compresslevel=9) as file:
        for _ in range(500):
            file.write(part)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    with Worker() as worker:
        taken, failed = read(tmp_path, worker)
    assert taken == ["b.txt.gz"]
    assert "200 times its size" in failed["a.jsonl.gz"]


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.odt"])
def test_an_archive_that_is_a_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    """Its own list says how large it would become."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (100 << 20))
    (tmp_path / name).write_bytes(content.getvalue())
    (outcome,) = read_paths([tmp_path], Given(), 1_000_000)
    assert isinstance(outcome, Failure)
    assert "200 times its size" in outcome.why


def test_a_library_that_prints_does_not_answer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What the process says is read as data, line by line; a broken file says nothing else."""
    (tmp_path / "a.docx").write_bytes(b"PK\3\4 junk")
    (tmp_path / "b.warc").write_bytes(b"WARC/1.0\r\njunk")
    (tmp_path / "c.mbox").write_bytes(b"\xff\xfe\0\0")
    outcomes = list(read_paths([tmp_path], Given(), 1_000_000))
    assert all(isinstance(outcome, Failure) for outcome in outcomes)
    assert capfd.readouterr() == ("", "")
