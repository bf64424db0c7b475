"""Storing, listing, reading and removing articles over HTTP."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import problem, serving_engine, until

from index.article import Article
from index.indexer import index_paths, put_articles
from qa.engine import Engine

FERRY = "The ferry Aurora reached Tallinn on Monday.\n\nIt carried 312 passengers."
OPEN_FILES = Path("/proc/self/fd")
ASKED = {"question": "How many passengers did the ferry carry?"}


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server with nothing indexed."""
    with serving_engine(engine, data_dir=tmp_path / ".qa") as client:
        yield client


@pytest.fixture(scope="module")
def empty(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server to which nothing is ever indexed, and that takes short articles only."""
    folder = tmp_path_factory.mktemp("empty") / ".qa"
    with serving_engine(engine, data_dir=folder, max_article_chars=1_000) as client:
        yield client


def ask(client: httpx.Client) -> tuple[Any, Any]:
    """Return the answer and the reason of an abstention."""
    answer = client.post("/query", json=ASKED).json()
    return answer["answer"], answer["reason"]


@pytest.mark.slow
def test_an_article_can_be_asked_when_it_is_stored_and_not_when_it_is_removed(client: httpx.Client) -> None:
    """The whole life of an article: new, unchanged, changed, gone."""
    sent = {"id": "ferry", "text": FERRY, "title": "The ferry", "published": "December 2, 2024", "outlet": "News"}
    new = client.post("/articles", json=sent)
    assert (new.status_code, new.headers["location"]) == (201, "/articles/ferry")
    assert new.json() == {
        "result": "new",
        "article": {
            "id": "ferry",
            "source": "api:ferry",
            "title": "The ferry",
            "published": "2024-12-02",
            "url": None,
            "outlet": "News",
            "passages": 1,
            "characters": len(FERRY),
        },
    }
    assert ask(client) == ("312", None)
    assert client.get("/articles/ferry").json() == {"article": new.json()["article"], "text": FERRY}

    same = client.post("/articles", json=sent)
    assert (same.status_code, same.json()["result"]) == (200, "unchanged")

    changed = client.post("/articles", json={**sent, "text": FERRY.replace("312", "405")})
    assert (changed.status_code, changed.json()["result"]) == (200, "changed")
    assert ask(client) == ("405", None)
    assert client.get("/readyz").json()["articles"] == 1

    gone = client.delete("/articles/ferry")
    assert (gone.status_code, gone.content) == (204, b"")
    assert ask(client) == (None, "empty_index")
    for response in (client.get("/articles/ferry"), client.delete("/articles/ferry")):
        said = problem(response, 404, "not-found")["detail"]
        assert said == "There is no article 'ferry'. GET /v1/articles lists those that are stored."


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="this system does not list the open files of a process")
def test_a_removed_article_is_in_no_file_that_the_server_holds_open(client: httpx.Client, tmp_path: Path) -> None:
    """A file that was deleted stays on the disk for as long as it is open; Chroma closes its last a moment later."""
    client.post("/articles", json={"id": "ferry", "text": FERRY})
    ask(client)
    client.delete("/articles/ferry")

    def held() -> list[str]:
        files = [str(file.readlink()) for file in OPEN_FILES.iterdir() if file.is_symlink()]
        return [file for file in files if str(tmp_path) in file and "(deleted)" in file]

    until(lambda: not held())


@pytest.mark.slow
def test_articles_sent_at_once_are_stored_one_after_the_other(client: httpx.Client) -> None:
    """None of them is told that another is being written."""
    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda n: client.post("/articles", json={"id": str(n), "text": FERRY}), range(3)))
    assert [response.status_code for response in sent] == [201, 201, 201]
    assert [article["id"] for article in client.get("/articles").json()["articles"]] == ["0", "1", "2"]


@pytest.mark.slow
def test_without_an_id_the_url_or_the_text_identifies_an_article(client: httpx.Client) -> None:
    """The same URL with another text is another version; the same text alone is the same article."""
    first = client.post("/articles", json={"text": FERRY, "url": "https://news.example/1"}).json()
    second = client.post("/articles", json={"text": FERRY + " All slept.", "url": "https://news.example/1"}).json()
    assert (first["article"]["id"], second["result"]) == (second["article"]["id"], "changed")
    assert second["article"]["source"] == "https://news.example/1"
    alone = client.post("/articles", json={"text": FERRY}).json()
    again = client.post("/articles", json={"text": FERRY, "title": "Named now"}).json()
    assert (again["article"]["id"], again["result"]) == (alone["article"]["id"], "changed")
    assert alone["article"]["title"] == "The ferry Aurora reached Tallinn on Monday."


def test_an_id_that_another_source_has_is_refused(client: httpx.Client, engine: Engine, tmp_path: Path) -> None:
    """An id read from a file is not overwritten by one that was sent."""
    taken = Article("ferry", "/news/ferry.jsonl", "The ferry", FERRY)
    put_articles(tmp_path / ".qa", [taken], engine.embedder, engine.splitter)
    refused = client.post("/articles", json={"id": "ferry", "text": "Another ferry."})
    assert "ferry" in problem(refused, 409, "conflict")["detail"]
    assert client.get("/articles/ferry").json()["text"] == FERRY


@pytest.mark.slow
def test_any_id_can_be_reached(client: httpx.Client) -> None:
    """Ids with slashes, dots, percent signs and other letters are found at their Location."""
    for name in ("https://news.example/a?b=1+2#c", "a/../100%", "Ёж 1"):
        stored = client.post("/articles", json={"id": name, "text": FERRY})
        assert stored.status_code == 201
        location = stored.headers["location"]
        assert client.get(location).json()["article"]["id"] == name
        assert client.delete(location).status_code == 204


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "text: Field required"),
        ({"text": ""}, "text: "),
        ({"text": " \n "}, "holds no text"),
        ({"text": " \u200b\ufeff\u3164\u0301 \u2800"}, "holds no text"),
        ({"text": "a\0b"}, "NUL"),
        ({"text": FERRY, "published": "soon"}, "'soon' is no date of publication: write 2024-11-27"),
        ({"text": FERRY, "published": 20241202}, "published: Input should be a valid string"),
        ({"text": FERRY, "body": "x"}, "Unknown field: body. Known are: text, id"),
        ({"text": FERRY, "id": ""}, "id: "),
        ({"text": FERRY, "id": "a\nb"}, "id"),
        ({"text": FERRY, "id": "."}, "'.'"),
        ({"text": FERRY, "id": ".."}, "'..'"),
        ({"text": FERRY, "id": "x" * 501}, "at most 500 characters"),
        ({"text": FERRY, "title": "x" * 2_049}, "title: String should have at most 2048 characters"),
        ({"text": FERRY, "url": "x" * 2_049}, "url: String should have at most 2048 characters"),
        ({"text": FERRY, "outlet": "x" * 2_049}, "outlet: String should have at most 2048 characters"),
        ({"text": "x" * 1_001}, "1,001 characters; an article may have 1,000"),
    ],
)
def test_an_article_that_cannot_be_taken_is_refused_with_the_remedy(
    empty: httpx.Client, body: dict[str, Any], said: str
) -> None:
    """Nothing is stored of it."""
    assert said in problem(empty.post("/articles", json=body), 422, "invalid")["detail"]
    assert empty.get("/articles").json()["articles"] == []


def test_an_article_with_a_lone_surrogate_is_refused(empty: httpx.Client) -> None:
    """What is no text cannot be stored."""
    sent = empty.post("/articles", content=rb'{"text": "a \udc80"}', headers={"Content-Type": "application/json"})
    problem(sent, 422, "invalid")


def test_the_list_is_paged_by_cursor(client: httpx.Client, engine: Engine, tmp_path: Path) -> None:
    """The pages, one after the other, hold every article once, in the order of their ids."""
    articles = [Article(f"a{n}", f"api:a{n}", f"Title {n}", f"Text {n}.") for n in range(7)]
    put_articles(tmp_path / ".qa", articles, engine.embedder, engine.splitter)
    seen, cursor = [], None
    while True:
        page = client.get("/articles", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        assert len(page["articles"]) <= 3
        seen += [article["id"] for article in page["articles"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == [article.id for article in articles]
    assert client.get("/articles").json()["next"] is None
    assert client.get("/articles", params={"limit": 7}).json()["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=many", "limt=3"])
def test_a_page_that_cannot_be_given_is_refused(empty: httpx.Client, query: str) -> None:
    """Parameters are held to their bounds, and unknown ones are named."""
    problem(empty.get(f"/articles?{query}"), 422, "invalid")


def test_what_another_process_indexed_is_seen(client: httpx.Client, engine: Engine, tmp_path: Path) -> None:
    """The server answers from what was published last, without a restart."""
    assert ask(client) == (None, "empty_index")
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    index_paths(tmp_path / ".qa", [tmp_path / "ferry.txt"], engine.embedder, engine.splitter)
    assert ask(client) == ("312", None)


def test_sources_are_shown_relative_to_the_working_directory(
    client: httpx.Client, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in answers."""
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    index_paths(tmp_path / ".qa", [tmp_path / "ferry.txt"], engine.embedder, engine.splitter)
    monkeypatch.chdir(tmp_path)
    assert [article["source"] for article in client.get("/articles").json()["articles"]] == ["ferry.txt"]
    assert client.post("/search", json=ASKED).json()["passages"][0]["source"] == "ferry.txt"


@pytest.mark.slow
def test_a_writer_elsewhere_is_waited_for_by_the_client(client: httpx.Client, tmp_path: Path) -> None:
    """While another process writes, a write is a 503 that says when to come again, and questions are answered."""
    assert client.post("/articles", json={"text": FERRY, "id": "ferry"}).status_code == 201
    with (tmp_path / ".qa" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for response in (client.post("/articles", json={"text": "Another."}), client.delete("/articles/ferry")):
            problem(response, 503, "writing")
            assert int(response.headers["retry-after"]) > 0
        assert ask(client) == ("312", None)
    assert client.delete("/articles/ferry").status_code == 204
