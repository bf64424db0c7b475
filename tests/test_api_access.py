"""Who may ask the server: keys, scopes, limits, names, other sites; what the log and the metrics tell."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from api_served import problem, serving_engine

from api.access import Access
from api.keys import Keys
from api.limits import Limits
from api.problems import ProblemError
from api.serving import logger
from index.errors import NotFoundError, UsageError
from qa.cli import main
from qa.engine import Engine
from qa.settings import Settings

ASKED = {"question": "How many passengers did the ferry carry?"}
FERRY = {"id": "ferry", "text": "The ferry Aurora reached Tallinn on Monday.\n\nIt carried 312 passengers."}
SITE = "https://desk.example"


class Served:
    """A server with keys: its client, what its log told, and a key of each scope."""

    def __init__(self, client: httpx.Client, lines: list[Any], keys: Keys) -> None:
        self.client, self.lines, self.keys = client, lines, keys
        self.reads = {"Authorization": f"Bearer {keys.create('reader', 'read')}"}
        self.writes = {"Authorization": f"Bearer {keys.create('desk', 'write')}"}


@pytest.fixture
def served(engine: Engine, tmp_path: Path) -> Iterator[Served]:
    """A server with keys, nothing indexed."""
    lines: list[Any] = []
    access = Access(hosts=("news.example",), origins=(SITE,), log=lines.append)
    file = tmp_path / "keys.json"
    with serving_engine(engine, access=access, data_dir=tmp_path / ".qa", api_keys_file=str(file)) as client:
        yield Served(client, lines, Keys(file))


def test_a_key_is_needed_for_all_but_the_pages_and_health(served: Served) -> None:
    """Without one nothing is told of the articles; the page that asks loads, and asks for the key."""
    for path in ("/", "/docs", "/openapi.json", "/healthz", "/v1/readyz"):
        assert served.client.get(path).status_code == 200
    for given in ({}, {"Authorization": "Bearer qa_wrong"}, {"Authorization": "Basic cWE6eA=="}):
        for path in ("/articles", "/v1/articles/x", "/metrics", "/v1/models", "/nowhere"):
            refused = served.client.get(path, headers=given)
            problem(refused, 401, "key")
            assert refused.headers["www-authenticate"] == "Bearer"
        problem(served.client.post("/v1/query", json=ASKED, headers=given), 401, "key")
    assert served.client.get("/metrics", headers=served.reads).status_code == 200


def test_a_key_that_may_read_asks_and_changes_nothing(served: Served) -> None:
    """One that may write does both."""
    problem(served.client.post("/v1/articles", json=FERRY, headers=served.reads), 403, "scope")
    assert served.client.post("/v1/articles", json=FERRY, headers=served.writes).status_code == 201
    assert served.client.post("/v1/query", json=ASKED, headers=served.reads).json()["answer"] == "312"
    problem(served.client.delete("/v1/articles/ferry", headers=served.reads), 403, "scope")
    assert served.client.delete("/v1/articles/ferry", headers=served.writes).status_code == 204


def test_a_key_that_is_revoked_or_new_is_known_at_once(served: Served) -> None:
    """The server is not started again."""
    served.keys.revoke("reader")
    problem(served.client.get("/articles", headers=served.reads), 401, "key")
    later = {"Authorization": f"bearer {served.keys.create('later', 'read')}"}
    assert served.client.get("/articles", headers=later).status_code == 200


def test_keys_are_kept_as_digests(tmp_path: Path) -> None:
    """The file is its owner's, and holds nothing that lets anybody in."""
    keys = Keys(tmp_path / "of" / "keys.json")
    made = keys.create("desk", "write")
    text = (tmp_path / "of" / "keys.json").read_text()
    assert made not in text
    assert made.removeprefix("qa_") not in text
    assert (tmp_path / "of" / "keys.json").stat().st_mode & 0o077 == 0
    assert keys.find(made) == keys.all()[0]
    assert keys.find(made[:-1]) is None
    with pytest.raises(UsageError, match="There is a key named 'desk'"):
        keys.create("desk", "read")
    with pytest.raises(UsageError, match="is no name of a key"):
        keys.create("a b", "read")
    with pytest.raises(NotFoundError, match="There is no key named 'x'"):
        keys.revoke("x")
    (tmp_path / "of" / "keys.json").write_text("{}")
    with pytest.raises(UsageError, match="cannot be read as a file of keys"):
        Keys(tmp_path / "of" / "keys.json").all()


def test_the_limits_of_a_key_say_when_to_come_again() -> None:
    """Requests refill evenly, questions end, and a day is one of UTC."""
    now = [86_400.0 * 3]
    settings = Settings(key_requests_a_minute=3, key_questions_at_once=1, key_bytes_a_day=100)
    limits = Limits(settings, lambda: now[0])

    def refused(asks: bool = False) -> tuple[int | None, str]:
        with pytest.raises(ProblemError) as raised, limits.request(asks):
            pass
        return raised.value.kind.retry_after, raised.value.detail

    with limits.request(True):
        assert refused(True) == (1, "This key may have 1 questions at once. Try again in 1 s.")
        with limits.request(False):
            pass
    with limits.request(True):
        pass
    assert refused() == (20, "This key may have 3 requests a minute. Try again in 20 s.")
    now[0] += 20
    limits.count(100)
    assert refused() == (86_380, "This key may have 100 bytes a day (UTC). Try again in 86380 s.")
    now[0] += 86_380
    with limits.request(True):
        pass


def test_a_clock_that_is_set_back_locks_no_key_out() -> None:
    now = [86_400.0 * 3]
    limits = Limits(Settings(key_requests_a_minute=60), lambda: now[0])
    for seconds in (0, -3600, 0):
        now[0] += seconds
        with limits.request(False):
            pass


def test_keys_that_are_made_at_once_all_let_in(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: Keys(tmp_path / "keys.json").create(f"key{n}", "read"), range(12)))
    names = [key.name for one in made if (key := Keys(tmp_path / "keys.json").find(one))]
    assert names == [f"key{n}" for n in range(12)]


def test_nobody_is_let_in_while_the_keys_cannot_be_read(served: Served, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("rubbish")
    told = problem(served.client.get("/v1/articles", headers=served.reads), 503, "failed")
    assert "keys.json" not in told["detail"]


def test_a_limit_over_http_is_a_429_with_retry_after(engine: Engine, tmp_path: Path) -> None:
    """Each key has its own."""
    keys = Keys(tmp_path / "keys.json")
    one, other = ({"Authorization": f"Bearer {keys.create(name, 'read')}"} for name in ("one", "other"))
    few = {"api_keys_file": str(tmp_path / "keys.json"), "key_requests_a_minute": 2}
    with serving_engine(engine, data_dir=tmp_path / ".qa", **few) as client:
        assert [client.get("/articles", headers=one).status_code for _ in range(2)] == [200, 200]
        over = client.get("/articles", headers=one)
        problem(over, 429, "limit")
        assert 1 <= int(over.headers["retry-after"]) <= 30
        assert client.get("/articles", headers=other).status_code == 200


def test_the_server_is_asked_by_its_own_names_and_those_it_was_given(served: Served) -> None:
    """Whatever key comes along."""
    for host, status in (("news.example", 200), ("NEWS.example:443", 200), ("evil.example", 421), ("8.8.8.8", 421)):
        assert served.client.get("/v1/articles", headers=served.reads | {"Host": host}).status_code == status


def test_the_page_of_another_site_is_refused_unless_it_was_named(served: Served) -> None:
    """A browser says where a page came from; one that was named is told that it may read the answer."""
    for origin in ("https://evil.example", "null", "http://["):
        problem(served.client.post("/v1/query", json=ASKED, headers=served.reads | {"Origin": origin}), 403, "origin")
    own = str(served.client.base_url).rstrip("/")
    assert served.client.get("/v1/articles", headers=served.reads | {"Origin": own}).status_code == 200
    allowed = served.client.post("/v1/query", json=ASKED, headers=served.reads | {"Origin": SITE})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SITE)
    before = {
        "Origin": SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    assert served.client.options("/v1/query", headers=before).status_code == 200


def test_another_port_of_this_machine_is_another_site(engine: Engine, tmp_path: Path) -> None:
    """Also where the address that is listened on is that of loopback."""
    with serving_engine(engine, access=Access(hosts=("127.0.0.1",)), data_dir=tmp_path / ".qa") as client:
        sent = client.post("/articles", files={"files": ("a.txt", b"A")}, headers={"Origin": "http://127.0.0.1:9"})
        problem(sent, 403, "origin")


def test_cors_is_off_unless_it_is_set(engine: Engine, tmp_path: Path) -> None:
    """No page of another site gets an answer, nor leave to ask."""
    with serving_engine(engine, data_dir=tmp_path / ".qa") as client:
        for method in ("GET", "OPTIONS"):
            sent = client.request(method, "/articles", headers={"Origin": SITE, "Access-Control-Request-Method": "GET"})
            problem(sent, 403, "origin")
            assert "access-control-allow-origin" not in sent.headers


def test_each_request_is_one_line_without_what_was_asked(served: Served) -> None:
    """A write is told as one, with whose key it was and what became of it; the response has the id of the line."""
    served.lines.clear()
    served.client.post("/v1/articles", json=FERRY, headers=served.writes | {"X-Request-Id": "from-the-proxy"})
    served.client.get("/v1/articles?limit=1", headers=served.reads)
    asked = served.client.post("/v1/query", json=ASKED, headers=served.reads)
    served.client.delete("/v1/articles/ferry")
    written, listed, queried, refused = served.lines
    told = [written[name] for name in ("event", "id", "key", "article", "result", "status")]
    assert told == ["write", "from-the-proxy", "desk", "ferry", "new", 201]
    assert (listed["event"], listed["path"], listed["key"], listed["client"]) == (
        "request", "/v1/articles", "reader", "127.0.0.1",
    )  # fmt: skip
    assert queried["id"] == asked.headers["x-request-id"]
    assert (refused["event"], refused["status"], refused.get("key")) == ("write", 401, None)
    assert "passengers" not in json.dumps(served.lines)


def test_a_log_that_nobody_reads_any_more_ends_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    gone = os.fdopen(write, "w")
    monkeypatch.setattr("sys.stderr", gone)
    logger()({"event": "request"})
    with pytest.raises(BrokenPipeError):
        gone.close()


def test_the_log_tells_questions_where_it_is_to(engine: Engine, tmp_path: Path) -> None:
    """Plain, streamed and searched for."""
    lines: list[Any] = []
    with serving_engine(
        engine, access=Access(log_questions=True, log=lines.append), data_dir=tmp_path / ".qa"
    ) as client:
        client.post("/v1/query", json=ASKED)
        client.post("/v1/query", json=ASKED | {"stream": True})
        client.post("/v1/search", json=ASKED)
    told = [line["question"] for line in lines if line["path"] != "/readyz"]
    assert told == [ASKED["question"]] * 3


def test_the_metrics_count_requests_answers_and_what_is_stored(engine: Engine) -> None:
    """As Prometheus reads them; an address that is not there makes no figure of its own."""
    with serving_engine(engine, data_dir=engine.settings.data_dir) as client:
        client.post("/v1/query", json={"question": "When did the offensive start?"})
        client.post("/query", json={"question": "Why did the offensive start?", "stream": True})
        for path in ("/nowhere", "/v1/nothing", "/articles/none"):
            client.get(path)
        sent = client.get("/metrics")
        assert sent.headers["content-type"].startswith("text/plain")
        figures = dict(re.findall(r"^([^#\s]+) (\S+)$", sent.text, flags=re.MULTILINE))
    assert figures['dateline_requests_total{endpoint="/query",method="POST",status="200"}'] == "2.0"
    assert figures['dateline_requests_total{endpoint="other",method="GET",status="404"}'] == "2.0"
    assert figures['dateline_requests_total{endpoint="/articles/{article_id:path}",method="GET",status="404"}'] == "1.0"
    assert figures['dateline_answers_total{status="answered"}'] == "1.0"
    assert figures['dateline_abstentions_total{reason="needs_language_model"}'] == "1.0"
    assert figures['dateline_stage_seconds_count{stage="read"}'] == "1.0"
    assert figures['dateline_line_depth{line="questions"}'] == "0.0"
    assert figures['dateline_index_size{what="articles"}'] == "2.0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--host", "0.0.0.0"], "Other machines can reach 0.0.0.0, and there are no keys"),
        (["key", "new", "desk"], "No file of keys is set"),
    ],
)
def test_no_public_address_without_keys(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless it is said that this is meant; and a key needs a file to be kept in."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_keys_are_made_listed_and_revoked_in_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server is not begun with a file without keys: nobody could use it."""
    file = tmp_path / "keys.json"
    monkeypatch.setenv("QA_API_KEYS_FILE", str(file))
    assert main(["serve", "--host", "0.0.0.0"]) == 2
    assert "There is no key in" in capsys.readouterr().err
    assert main(["key", "new", "desk", "--scope", "write"]) == 0
    found = Keys(file).find(capsys.readouterr().out.strip())
    assert found
    assert (found.name, found.scope) == ("desk", "write")
    assert main(["key", "list"]) == 0
    assert capsys.readouterr().out.startswith("desk  write  20")
    assert main(["key", "revoke", "desk"]) == 0
    assert Keys(file).all() == ()
    capsys.readouterr()
    assert main(["key", "list"]) == 0
    assert capsys.readouterr().out == "There are no keys: `qa key new NAME` makes one.\n"


METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")
BEFORE = ("", "/v1", "/v1/collections/default", "/v1/collections/sports", "//", "/v1/v1", "/%76%31")
BODIES: tuple[dict[str, Any], ...] = (
    {"json": FERRY},
    {"json": [FERRY]},
    {"content": json.dumps(FERRY), "headers": {"Content-Type": "application/x-ndjson"}},
    {"files": {"files": ("ferry.txt", b"The ferry Aurora reached Tallinn.")}},
    {"json": {"question": "Who?", "answer_id": "x", "verdict": "right"}},
    {},
)


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file below a folder, with its size and when it was written."""
    found = {str(path): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


@pytest.mark.parametrize("count", [300, pytest.param(5_000, marks=pytest.mark.soak)])
def test_who_may_not_write_writes_nothing_whatever_is_sent(
    engine: Engine, tmp_path: Path, chance: Random, count: int
) -> None:
    """Requests by chance over every route, without a key and with one that may read; no file is touched."""
    keys = Keys(tmp_path / "keys.json")
    reads, writes = ({"Authorization": f"Bearer {keys.create(scope, scope)}"} for scope in ("read", "write"))
    file, most = str(tmp_path / "keys.json"), 10**9
    data = tmp_path / ".qa"
    with serving_engine(engine, data_dir=data, api_keys_file=file, key_requests_a_minute=most) as client:
        paths = [*client.get("/openapi.json").json()["paths"]]
        assert client.post("/v1/articles", json=FERRY, headers=writes).status_code == 201
        assert client.post("/v1/query", json=ASKED, headers=reads).status_code == 200
        before = tree(tmp_path)
        for _ in range(count):
            path = re.sub(r"\{\w+\}", lambda _: chance.choice(["ferry", "x", "..%2F", "query"]), chance.choice(paths))
            path = chance.choice(BEFORE) + path.removeprefix("/v1")
            path += chance.choice(["", "", "/", "/query", "?scope=write", "%00"])
            body = dict(chance.choice(BODIES))
            given = chance.choice([{}, reads, {"Authorization": "Bearer x"}, {"X-HTTP-Method-Override": "GET"}])
            headers = body.pop("headers", {}) | given
            sent = client.request(chance.choice(METHODS), f"{client.base_url}{path}", headers=headers, **body)
            assert sent.status_code < 500, (path, sent.text)
        assert tree(tmp_path) == before
