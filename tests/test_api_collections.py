"""Collections: sets of articles apart, over HTTP and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api_served import problem, serving_engine, until

from index.errors import UsageError
from index.folder import collection, collections
from qa.cli import main
from qa.engine import Engine

FERRY = {"id": "ferry", "text": "The ferry Aurora reached Tallinn on Monday.\n\nIt carried 312 passengers."}
ASKED = {"question": "How many passengers did the ferry carry?"}
SPORTS = "/v1/collections/sports"


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server with nothing indexed."""
    with serving_engine(engine, data_dir=tmp_path / ".qa") as client:
        yield client


@pytest.mark.slow
def test_a_collection_is_made_by_what_is_first_sent_to_it_and_stays_apart(client: httpx.Client) -> None:
    """Asked, listed, streamed, removed as the default one is; neither knows the articles of the other."""
    for method, path in (("GET", "/articles"), ("POST", "/query"), ("DELETE", "/articles/ferry")):
        missing = client.request(method, SPORTS + path, json=ASKED if method == "POST" else None)
        assert "no collection 'sports'" in problem(missing, 404, "not-found")["detail"]
    sent = client.post(f"{SPORTS}/articles", json=FERRY)
    assert (sent.status_code, sent.headers["location"]) == (201, f"{SPORTS}/articles/ferry")
    assert client.get(sent.headers["location"]).json()["text"] == FERRY["text"]
    assert client.post(f"{SPORTS}/query", json=ASKED).json()["answer"] == "312"
    assert "event: done" in client.post(f"{SPORTS}/query", json=ASKED | {"stream": True}).text
    assert client.post("/v1/query", json=ASKED).json()["reason"] == "empty_index"
    assert client.post("/v1/collections/default/query", json=ASKED).json()["reason"] == "empty_index"
    assert client.get("/v1/collections").json()["collections"] == [
        {"name": "default", "articles": 0, "passages": 0},
        {"name": "sports", "articles": 1, "passages": 1},
    ]
    chat = {"messages": [{"role": "user", "content": ASKED["question"]}]}
    message = client.post(f"{SPORTS}/chat/completions", json=chat).json()["choices"][0]["message"]
    assert client.get(message["annotations"][0]["url_citation"]["url"]).json()["text"] == FERRY["text"]
    assert client.delete(f"{SPORTS}/articles/ferry").status_code == 204
    assert client.post(f"{SPORTS}/query", json=ASKED).json()["reason"] == "empty_index"


@pytest.mark.slow
def test_a_job_belongs_to_its_collection(client: httpx.Client) -> None:
    """It is found there alone."""
    job = client.post(f"{SPORTS}/articles", json=[FERRY])
    location = job.headers["location"]
    assert (job.json()["collection"], location) == ("sports", f"{SPORTS}/jobs/{job.json()['job']}")
    problem(client.get(location.replace("collections/sports/", "")), 404, "not-found")
    until(lambda: client.get(location).json()["state"] == "done")
    assert client.get(f"{SPORTS}/articles").json()["articles"][0]["id"] == "ferry"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "A", "a b", "-a", "a" * 64, "ä"])
def test_a_name_that_leads_elsewhere_is_no_name_of_a_collection(name: str, tmp_path: Path) -> None:
    """Whatever it is, it stays in the data folder."""
    with pytest.raises(UsageError, match="is no name of a collection"):
        collection(tmp_path, name)


def test_a_bad_name_over_http_is_refused(client: httpx.Client, tmp_path: Path) -> None:
    """And nothing is made."""
    problem(client.post("/v1/collections/Sports/articles", json=FERRY), 422, "invalid")
    problem(client.post("/v1/collections/sports/articles", json={"text": 1}), 422, "invalid")
    problem(client.get("/v1/collections/sports/articles"), 404, "not-found")
    assert collections(tmp_path / ".qa") == ["default"]


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
def test_in_the_terminal_a_collection_is_named_by_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before or behind the command."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.txt").write_text(FERRY["text"])
    assert main(["index", "--collection", "sports", "ferry.txt"]) == 0
    assert main(["--collection", "sports", "ask", "--json", ASKED["question"]]) == 0
    assert '"answer": "312"' in capsys.readouterr().out
    assert main(["ask", "--json", ASKED["question"]]) == 3
    assert main(["ask", "--collection", "../x", "Who?"]) == 2
    assert collections(tmp_path / ".qa") == ["default", "sports"]
