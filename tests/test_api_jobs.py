"""Indexing over HTTP as a job: lists, lines and files, how far it is, and what is never done with what was sent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import events, problem, serving_engine, until

from qa.engine import Engine

FERRY = "The ferry Aurora reached Tallinn on Monday.\n\nIt carried 312 passengers."
PAGE = "<html><head><title>Bridge</title></head><body><p>The mayor opened the bridge on 3 May.</p></body></html>"
LINES = {"Content-Type": "application/x-ndjson"}
ASKED = {"question": "How many passengers did the ferry carry?"}


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server with nothing indexed."""
    with serving_engine(engine, data_dir=tmp_path / ".qa", max_upload_files=5, max_upload_bytes=1_000_000) as client:
        yield client


def ended(client: httpx.Client, response: httpx.Response) -> dict[str, Any]:
    """Return the job that a response began, when it has ended."""
    assert (response.status_code, response.json()["state"]) == (202, "waiting"), response.text
    assert response.headers["location"] == f"/v1/jobs/{response.json()['job']}"
    told = events(client.get(f"{response.headers['location']}/events").text)
    assert {name for name, _ in told[:-1]} <= {"progress"}
    assert told[-1][0] == "ended"
    job: dict[str, Any] = client.get(response.headers["location"]).json()
    assert job == told[-1][1]
    return job


def ids(client: httpx.Client) -> list[str]:
    """Return the ids of what is stored."""
    return [article["id"] for article in client.get("/v1/articles").json()["articles"]]


@pytest.mark.slow
def test_a_list_is_indexed_as_a_job_and_known_as_one_sent_alone_is(client: httpx.Client) -> None:
    """By its id, or by its address: sent again alone or in lines, it is another version."""
    listed = [{"id": "ferry", "text": FERRY}, {"url": "https://news.example/1", "text": "The ice has gone."}]
    job = ended(client, client.post("/v1/articles", json=listed))
    assert (job["state"], job["new"], job["articles"], job["failures"], job["problem"]) == ("done", 2, 2, 0, None)
    assert (job["files"], job["bytes_read"]) == (1, job["bytes"])
    assert client.post("/v1/query", json=ASKED).json()["answer"] == "312"
    assert client.post("/v1/articles", json=listed[1]).json()["result"] == "unchanged"
    lines = "\n".join(json.dumps(one | {"text": one["text"] + " So it was."}) for one in listed)
    job = ended(client, client.post("/v1/articles", content=lines, headers=LINES))
    assert (job["new"], job["changed"]) == (0, 2)


def test_a_list_that_holds_what_is_no_article_is_refused_whole(client: httpx.Client) -> None:
    """The mistake is named by its place."""
    said = problem(client.post("/v1/articles", json=[{"text": "a"}, {"text": 1}]), 422, "invalid")
    assert "1.text: Input should be a valid string" in said["detail"]
    problem(client.post("/v1/articles", json=[]), 422, "invalid")
    assert ids(client) == []


@pytest.mark.slow
def test_files_of_every_format_are_indexed_and_what_cannot_be_read_is_told(client: httpx.Client) -> None:
    """An archive of them too; the same file again is the same article."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", "The harbour of Selm was closed on Tuesday.")
    files = [
        ("files", ("ferry.txt", FERRY.encode())),
        ("files", ("bridge.html", PAGE.encode())),
        ("files", ("more.zip", packed.getvalue())),
        ("files", ("photo.jpg", b"\xff\xd8")),
        ("files", ("broken.pdf", b"%PDF-1.7 broken")),
    ]
    job = ended(client, client.post("/v1/articles", files=files))
    assert (job["state"], job["new"], job["files"], job["failures"]) == ("done", 3, 5, 2)
    assert [failure["source"].partition("#")[0] for failure in job["failed"]] == ["photo.jpg", "upload:broken.pdf"]
    assert "run OCR" in job["failed"][0]["why"]
    answer = client.post("/v1/query", json=ASKED).json()
    assert (answer["answer"], answer["citations"][0]["source"].partition("#")[0]) == ("312", "upload:ferry.txt")
    assert ended(client, client.post("/v1/articles", files=files[:1]))["unchanged"] == 1


@pytest.mark.slow
def test_nothing_is_written_under_a_name_from_the_request(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name with folders in it leads nowhere, and what was written to be read is gone when it was."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    for name in ("../../evil.txt", "/tmp/evil.txt", "..\\evil.txt", "evil\n.txt"):
        assert ended(client, client.post("/v1/articles", files={"files": (name, FERRY.encode())}))["failures"] == 0
    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name]
    assert list(spool.iterdir()) == []
    assert len(ids(client)) == 2  # the one with a line break has another name


def test_what_is_sent_is_bounded(client: httpx.Client) -> None:
    """In its number of files, in bytes, in its kind."""
    many = [("files", (f"{n}.txt", b"x")) for n in range(6)]
    assert "Maximum number of files is 5" in problem(client.post("/v1/articles", files=many), 400, "bad-form")["detail"]
    for sent in ({"files": {"files": ("a.txt", b"x" * 1_000_001)}}, {"content": b"x" * 1_000_001, "headers": LINES}):
        assert "1,000,000 bytes" in problem(client.post("/v1/articles", **sent), 413, "too-large")["detail"]
    for headers in ({"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary=x"}):
        problem(client.post("/v1/articles", content=b"--y\r\n", headers=headers), 400, "bad-form")
    problem(client.post("/v1/articles", data={"files": "a"}), 415, "media-type")
    problem(client.post("/v1/articles", content=b"x", headers={"Content-Type": "application/pdf"}), 415, "media-type")


def test_what_the_disk_has_no_room_for_is_told_with_what_to_do(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no fault of who sends it, nor to be reported."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    told = problem(client.post("/v1/articles", files={"files": ("ferry.txt", FERRY.encode())}), 503, "store")
    assert "TMPDIR" in told["detail"]


def test_a_job_that_is_cancelled_stores_nothing(client: httpx.Client) -> None:
    """It ends at the next article; one that has ended stays as it is."""
    lines = "\n".join(json.dumps({"id": str(n), "text": f"{FERRY} It was number {n}."}) for n in range(2_000))
    began = client.post("/v1/articles", content=lines, headers=LINES)
    cancelled = client.delete(began.headers["location"])
    assert cancelled.json()["state"] in ("running", "cancelled")
    until(lambda: client.get(began.headers["location"]).json()["state"] == "cancelled")
    assert ids(client) == []
    assert client.delete(began.headers["location"]).json()["state"] == "cancelled"


def test_a_job_that_is_not_there_is_not_found(client: httpx.Client) -> None:
    """Nor are its events."""
    for path in ("/v1/jobs/none", "/v1/jobs/none/events"):
        assert "no job 'none'" in problem(client.get(path), 404, "not-found")["detail"]
    problem(client.delete("/v1/jobs/none"), 404, "not-found")


def test_the_list_of_articles_is_held_to_outlets_days_and_words(client: httpx.Client) -> None:
    """All that is given must fit; the pages stay whole."""
    listed = [
        {"id": "a", "text": FERRY, "outlet": "Selm Gazette", "published": "2024-12-01"},
        {"id": "b", "text": "The ferries rest.", "outlet": "Example News", "published": "2024-12-02"},
        {"id": "c", "text": "The ice has gone.", "outlet": "selm gazette", "title": "Ferry news"},
    ]
    ended(client, client.post("/v1/articles", json=listed))
    for query, wanted in (
        ("outlet=Selm%20Gazette", "ac"),
        ("outlet=example%20news&outlet=Selm%20Gazette", "abc"),
        ("since=2024-12-02", "b"),
        ("until=2024-12-01", "a"),
        ("text=ferry", "abc"),
        ("text=ferry%20passengers", "a"),
        ("text=ferry&outlet=x", ""),
        ("text=ferry&limit=1&cursor=a", "b"),
        ("text=%22%20OR%20(", ""),
    ):
        shown = client.get(f"/v1/articles?{query}").json()
        assert "".join(article["id"] for article in shown["articles"]) == wanted, query
    assert client.get("/v1/articles?text=ferry&limit=2").json()["next"] == "b"
    for query in ("since=soon", "since=2024-12-02&until=2024-12-01", "text="):
        problem(client.get(f"/v1/articles?{query}"), 422, "invalid")
