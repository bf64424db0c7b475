"""The command line: what each command prints where, and how it ends."""

from __future__ import annotations

import fcntl
import io
import json
import re
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

import pytest
from qa_process import COMMAND, environment, qa

from index.article import article_id
from index.embedder import MiniLM
from index.indexer import Progress
from qa.cli import main
from qa.engine import Engine
from qa.screen import progress
from qa.shipped import READERS

QUESTION = "When did the offensive start?"


pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def any_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """How sure the reader is of an answer is not the command line's affair: it gives the best it has."""
    monkeypatch.setenv("QA_MIN_CONFIDENCE", "0")


@pytest.fixture
def folder(engine: Engine) -> str:
    """The data folder with the sample articles; it is shared, so that no test writes to it."""
    return str(engine.settings.data_dir)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with two small articles."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "dam.txt").write_text("The dam broke.\n\nThe old dam at Torvik broke on 3 May. Twelve people drowned.\n")
    (news / "bear.txt").write_text("A bear was seen.\n\nA brown bear was seen near Molde on Tuesday.\n")
    return news


class TestAsk:
    """`qa ask`."""

    @pytest.mark.process
    def test_the_answer_is_on_stdout_and_the_next_step_on_stderr(self, folder: str, tmp_path: Path) -> None:
        """Without styles in a pipe, with the place of the quote as file:line."""
        done = qa("ask", QUESTION, "--data-dir", folder, cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith("November 27\nconfidence ")
        assert "**November 27**" in done.stdout
        assert re.search(r"000_867d6c7f69fd9340\.txt:7$", done.stdout, re.M)
        *_, following = done.stderr.splitlines()
        assert following.startswith("Next: qa chat")
        assert "\x1b" not in done.stdout + done.stderr

    def test_what_auto_chose_is_told_where_it_is_news(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: str
    ) -> None:
        """The reader answers as no server is there: no news, but where a model of one was set."""
        assert main(["ask", QUESTION, "--data-dir", folder]) == 0
        assert "auto" not in capsys.readouterr().err
        monkeypatch.setenv("QA_OLLAMA_MODEL", "qwen3:4b")
        assert main(["ask", QUESTION, "--data-dir", folder]) == 0
        assert "auto: no Ollama server" in capsys.readouterr().err

    @pytest.mark.parametrize("stdin", [f"{QUESTION}\n", f"\n  {QUESTION}  "])
    def test_the_question_can_come_from_stdin(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: str, stdin: str
    ) -> None:
        """With - in its place."""
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        assert main(["ask", "-", "--data-dir", folder]) == 0
        assert capsys.readouterr().out.startswith("November 27\n")

    def test_unquoted_words_are_a_question(self, capsys: pytest.CaptureFixture[str], folder: str) -> None:
        """Options may stand before, between and after them."""
        assert main(["--data-dir", folder, "ask", *QUESTION.split(), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["question"] == QUESTION

    @pytest.mark.parametrize("question", ["-v", "--help", '$(date) `id` "x" \\ $HOME %s \'', "-- or what?"])
    def test_any_question_comes_through_untouched(
        self, capsys: pytest.CaptureFixture[str], folder: str, question: str
    ) -> None:
        """After --, even one that looks like an option."""
        main(["ask", "--json", "--data-dir", folder, "--", question])
        assert json.loads(capsys.readouterr().out)["question"] == question

    def test_json_is_the_answer_object_alone(self, capsys: pytest.CaptureFixture[str], folder: str) -> None:
        """With -v too, whose details go to stderr then."""
        main(["ask", "--json", "-v", QUESTION, "--data-dir", folder])
        shown = capsys.readouterr()
        answer = json.loads(shown.out)
        assert answer["status"] == "answered"
        assert answer["answer"] == "November 27"
        (quote, *_) = answer["citations"]
        assert quote["cited_text"][quote["marks"][0][0] - quote["start_char_index"] :].startswith("November 27")
        assert "confidence   margin" in shown.err

    def test_verbose_shows_every_span_with_its_scores_and_the_times(
        self, capsys: pytest.CaptureFixture[str], folder: str
    ) -> None:
        """After the answer."""
        main(["ask", "-v", QUESTION, "--data-dir", folder])
        shown = capsys.readouterr().out
        assert re.search(r"^ +\d\.\d\d +-?\d+\.\d\d +-?\d+\.\d\d +-?\d+\.\d\d  November 27 ", shown, re.M)
        assert re.search(r"retrieve \d+\.\d ms · read \d+\.\d ms · total \d+\.\d ms", shown)

    def test_an_abstention_ends_with_3_and_shows_the_nearest_passages(
        self, capsys: pytest.CaptureFixture[str], folder: str
    ) -> None:
        """It is no error: nothing but the next step is on stderr."""
        assert main(["ask", QUESTION, "--min-confidence", "1", "--model", "reader", "--data-dir", folder]) == 3
        shown = capsys.readouterr()
        guess = r"I found no passage that answers this\.\n\na guess, \d+ %: November 27\n\n\[1\] > "
        assert re.match(guess, shown.out)
        assert "\n\nnearest passages\n\n[" in shown.out
        assert "Next: " in shown.err

    def test_with_nothing_indexed_it_says_what_to_do(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """And leaves no data folder behind."""
        monkeypatch.chdir(tmp_path)
        assert main(["ask", QUESTION]) == 3
        assert "qa index PATH" in capsys.readouterr().out
        assert not list(tmp_path.iterdir())

    def test_filters_hold(self, capsys: pytest.CaptureFixture[str], folder: str, seeds_folder: Path) -> None:
        """By source, by article, by date, each of which can leave nothing."""
        other = seeds_folder / "003_73ac3ad962848e5c.txt"
        for given in (["--source", str(other)], ["--article", article_id(str(other))]):
            main(["ask", "--json", QUESTION, *given, "--data-dir", folder])
            answer = json.loads(capsys.readouterr().out)
            quotes = answer["citations"] + answer["nearest"]
            assert quotes
            assert {quote["article_id"] for quote in quotes} == {article_id(str(other))}
        assert main(["ask", QUESTION, "--since", "2024-01-01", "--until", "2024-12-31", "--data-dir", folder]) == 3
        assert "2 articles without a date were left out" in capsys.readouterr().out

    def test_min_confidence_sets_where_it_abstains(self, folder: str) -> None:
        """1 abstains on all but certainty."""
        assert main(["ask", QUESTION, "--min-confidence", "1", "--data-dir", folder]) == 3
        assert main(["ask", QUESTION, "--min-confidence", "0", "--data-dir", folder]) == 0

    @pytest.mark.process
    def test_it_imports_nothing_that_it_does_not_need(self, folder: str, tmp_path: Path) -> None:
        """A person waits for it: what takes long to import stays out."""
        code = (
            "import sys; from qa.cli import main; main(sys.argv[1:]); "
            "heavy = {'chromadb', 'llama_index', 'fastapi', 'uvicorn', 'prompt_toolkit', 'trafilatura', 'pypdf'}; "
            "sys.stderr.write(f'heavy={sorted(heavy & set(sys.modules))}')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "ask", QUESTION, "--data-dir", folder],
            cwd=tmp_path, capture_output=True, text=True, env=environment(), check=True,
        )  # fmt: skip
        assert done.stderr.endswith("heavy=[]")


class TestWrongUsage:
    """What ends with 2: the command cannot be done as it was given."""

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["ask"], "Give a question"),
            (["ask", "  "], "Give a question"),
            (["ask", "-"], "Give a question"),
            (["ask", "--since", "yesterday", QUESTION], "YYYY-MM-DD"),
            (["ask", "--since", "2024-02-01", "--until", "2024-01-01", QUESTION], "after until"),
            (["ask", "--min-confidence", "7", QUESTION], "from 0 to 1"),
            (["ask", "--model", "gpt-4", QUESTION], "ollama/NAME"),
            (["ask", "x" * 1_001], "at most 1,000"),
            (["ask", "--nonsense", QUESTION], "No such option"),
            (["search"], "Give a question"),
            (["search", "-k", "0", "dam"], "-k"),
            (["index"], "--sample"),
            (["index", "no/such/file.txt"], "no/such/file.txt"),
            (["index", "--sample", "--published", "soon"], "soon"),
            (["remove"], "ARTICLE"),
            (["serve", "--port", "99999"], "--port"),
            (["nonsense"], "No such command"),
            (["eval", "no-such-set"], "no-such-set"),
        ],
        ids=lambda given: " ".join(given)[:40] if isinstance(given, list) else "",
    )
    def test_it_says_what_is_wrong_in_few_words(
        self,
        arguments: list[str],
        says: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """On stderr, naming the input; nothing on stdout."""
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.stdin", io.StringIO(" \n"))
        assert main(arguments) == 2
        shown = capsys.readouterr()
        assert says in shown.err
        assert not shown.out

    @pytest.mark.process
    def test_a_wrong_setting_in_the_environment_is_named(self, tmp_path: Path) -> None:
        """By its variable."""
        done = qa("ask", QUESTION, cwd=tmp_path, QA_MIN_CONFIDENCE="high")
        assert (done.returncode, done.stderr) == (2, "error: QA_MIN_CONFIDENCE is 'high': give a number.\n")

    @pytest.mark.process
    def test_a_question_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        """In the arguments as on stdin."""
        for done in (qa("ask", b"caf\xe9?", cwd=tmp_path), qa("ask", "-", cwd=tmp_path, stdin=b"caf\xe9?")):
            assert done.returncode == 2
            assert "not valid UTF-8" in done.stderr


class TestSearch:
    """`qa search`."""

    def test_passages_are_shown_with_their_three_scores(self, capsys: pytest.CaptureFixture[str], folder: str) -> None:
        """As many as asked for, the best first."""
        assert main(["search", QUESTION, "-v", "-k", "2", "--data-dir", folder]) == 0
        shown = capsys.readouterr().out
        assert len(re.findall(r"^\[\d\] fused -?\d+\.\d\d · dense -?\d\.\d\d · lexical \d+\.\d\d$", shown, re.M)) == 2

    def test_json_has_exact_slices(self, capsys: pytest.CaptureFixture[str], engine: Engine, folder: str) -> None:
        """Each passage is a slice of its article, and its line is where it begins."""
        main(["search", QUESTION, "--json", "--data-dir", folder])
        passages = json.loads(capsys.readouterr().out)
        with engine.folder.reading() as store:
            assert store is not None
            for one in passages:
                text = store.text(one["article_id"])
                assert text[one["start_char_index"] : one["end_char_index"]] == one["cited_text"]
                line = Path(one["source"]).read_text().split("\n")[one["line"] - 1]
                assert one["cited_text"].strip().split("\n")[0] in line

    def test_nothing_found_ends_with_3(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """As an abstention does."""
        assert main(["search", "dam", "--data-dir", str(tmp_path / "none")]) == 3
        assert "qa status" in capsys.readouterr().out


class TestIndex:
    """`qa index`, `qa remove` and `qa status`."""

    @pytest.mark.slow
    def test_from_nothing_to_an_answer_and_back(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, news: Path, tmp_path: Path
    ) -> None:
        """Index, ask, index again, change, remove by path, prune, status."""
        monkeypatch.chdir(tmp_path)
        question = ["ask", "When did the dam at Torvik break?"]

        def out(*arguments: str) -> str:
            main(arguments)
            return capsys.readouterr().out

        assert out("index", "news").startswith("2 new · 0 changed · 0 unchanged")
        answer = out(*question)
        assert answer.startswith("3 May\n")
        assert "    news/dam.txt:3\n" in answer

        (news / "dam.txt").write_text("The dam broke.\n\nThe old dam at Torvik broke on 4 May.\n")
        assert "0 new · 1 changed · 1 unchanged" in out("index", "news")
        assert out(*question).startswith("4 May\n")

        assert out("remove", "news/dam.txt") == "1 removed\n"
        assert "4 May" not in out(*question)

        (news / "bear.txt").unlink()
        (news / "dam.txt").unlink()
        assert "1 removed" in out("index", "news", "--prune")
        assert "Nothing is indexed" in out("status")

    def test_what_fails_is_told_and_the_rest_is_indexed(
        self, capsys: pytest.CaptureFixture[str], news: Path, tmp_path: Path
    ) -> None:
        """With 1 at the end, and the reason for each failure."""
        (news / "broken.pdf").write_bytes(b"no pdf")
        (news / "lines.jsonl").write_text('{"id": "x", "text": "A tram stopped in Lund on 5 June."}\n{"id": 1\n')
        data = ["--data-dir", str(tmp_path / "data")]
        assert main(["index", str(news), *data]) == 1
        shown = capsys.readouterr().out
        assert "\n3 new · 0 changed · 0 unchanged · 2 failed · " in shown
        assert re.search(r"^failed  .*news/broken\.pdf: .+", shown, re.M)
        assert re.search(r"^failed  .*news/lines\.jsonl:2: .+", shown, re.M)
        assert main(["ask", "When did the dam at Torvik break?", *data]) == 0

    def test_the_sample_articles_come_with_it(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """From any folder, with no path."""
        assert main(["index", "--sample", "--data-dir", str(tmp_path / "data")]) == 0
        assert "\n2 new · 0 changed" in capsys.readouterr().out

    def test_what_an_article_lacks_can_be_given(
        self, capsys: pytest.CaptureFixture[str], news: Path, tmp_path: Path
    ) -> None:
        """Title and date show in quotes, and the date can be filtered by."""
        data = ["--data-dir", str(tmp_path / "data")]
        assert main(["index", str(news / "dam.txt"), "--title", "Flood", "--published", "2024-05-04", *data]) == 0
        assert main(["ask", "When did the dam at Torvik break?", "--since", "2024-05-01", *data]) == 0
        shown = capsys.readouterr().out
        assert re.search(r"^    Flood\n    .*dam\.txt:3 · 2024-05-04$", shown, re.M)

    def test_status_says_what_is_indexed_and_with_what(self, capsys: pytest.CaptureFixture[str], folder: str) -> None:
        """For people and as JSON."""
        assert main(["status", "--data-dir", folder]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith("2 articles, ")
        for part in (folder, "minilm", "384 dimensions", "reader-minilm-l6", "003_73ac3ad962848e5c.txt"):
            assert part in shown
        assert main(["status", "--json", "--data-dir", folder]) == 0
        status = json.loads(capsys.readouterr().out)
        assert status["articles"] == 2
        assert status["maker"]["dimension"] == MiniLM.dimension
        assert len(status["listed"]) == 2

    def test_status_names_the_reader_that_is_set(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: str
    ) -> None:
        monkeypatch.setenv("QA_READER", "large")
        assert main(["status", "--data-dir", folder]) == 0
        assert READERS["large"].name in capsys.readouterr().out

    def test_removing_what_is_not_there_is_an_error(self, capsys: pytest.CaptureFixture[str], folder: str) -> None:
        """In one line that says where to look, and nothing is removed."""
        assert main(["remove", "no-such-article", "--data-dir", folder]) == 1
        error = capsys.readouterr().err
        assert error.startswith("error: No article has the id or the source 'no-such-article'")
        assert error.count("\n") == 1

    def test_an_empty_name_names_nothing(
        self, monkeypatch: pytest.MonkeyPatch, folder: str, seeds_folder: Path
    ) -> None:
        """Not the working directory, with all the articles in it."""
        monkeypatch.chdir(seeds_folder)
        assert main(["remove", "", "--data-dir", folder]) == 1

    def test_progress_is_a_line_now_and_then_outside_a_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On stderr, with the rate and the time left."""
        monkeypatch.setattr(progress, "LINE_EVERY", 0.0)
        with progress.watching() as watch:
            watch(Progress(done=0, total=None, articles=0, passages=0))
            watch(Progress(done=25, total=100, articles=1_500, passages=4_000))
        shown = capsys.readouterr()
        assert not shown.out
        assert re.search(
            r"^indexing: 25%, 1,500 articles, 4,000 passages, [\d,]+/s, \d:\d\d:\d\d left$", shown.err, re.M
        )


class TestServe:
    """`qa serve`."""

    @pytest.mark.process
    def test_it_says_where_it_answers_and_ends_with_ctrl_c(self, folder: str, tmp_path: Path) -> None:
        """Its address, a curl line that works, and what is indexed; 130 when interrupted."""
        with subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--data-dir", folder],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        ) as server:  # fmt: skip
            try:
                assert server.stdout is not None
                address, curl, indexed = (server.stdout.readline() for _ in range(3))
                assert re.match(r"Dateline answers at http://127\.0\.0\.1:\d+ ", address)
                assert indexed.startswith("2 articles, ")
                _wait_until_ready(re.findall(r"http://127\.0\.0\.1:\d+", curl)[0])
                done = subprocess.run(curl, shell=True, capture_output=True, text=True, check=True)
                assert json.loads(done.stdout)["answer"] == "November 27"
                server.send_signal(signal.SIGINT)
                out, error = server.communicate(timeout=60)
            finally:
                server.kill()
        assert server.returncode == 130
        assert "Traceback" not in error
        assert not out

    @pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
    def test_an_address_that_cannot_be_had_is_a_clear_error(
        self, capsys: pytest.CaptureFixture[str], folder: str, host: str
    ) -> None:
        """A port that is taken, a host that is not there: one line, before anything is loaded."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            assert main(["serve", "--host", host, "--port", port, "--insecure", "--data-dir", folder]) == 1
        error = capsys.readouterr().err
        assert re.fullmatch(rf"error: Cannot listen on {re.escape(host)} port {port}: .*--port.*\n", error)


class TestEndings:
    """How a process ends when something is in its way."""

    @pytest.mark.process
    def test_a_reader_that_goes_away_is_no_error(self, folder: str, tmp_path: Path) -> None:
        """`qa … | head -1` ends as it would have ended, without a trace."""
        script = f'"{COMMAND}" status --data-dir "{folder}" | true; echo ${{PIPESTATUS[0]}}'
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment(), check=True
        )
        assert done.stdout == "0\n"
        assert "Broken" not in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.process
    def test_a_full_disk_is_one_line(self, folder: str, tmp_path: Path) -> None:
        """What cannot be written is said on stderr."""
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [COMMAND, "status", "--data-dir", folder],
                cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False,
            )  # fmt: skip
        assert done.returncode == 1
        assert re.fullmatch(r"error: .*No space left.*\n", done.stderr)

    @pytest.mark.process
    def test_a_stream_that_is_closed_is_no_error(self, folder: str, tmp_path: Path) -> None:
        """As a job may have it that is run by a timer."""
        for closed in (">&-", "2>&-"):
            script = f'"{COMMAND}" status --data-dir "{folder}" {closed}'
            subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment(), check=True)

    @pytest.mark.process
    def test_ctrl_c_while_it_waits_for_a_question_ends_with_130(self, tmp_path: Path) -> None:
        """Without a trace."""
        with subprocess.Popen(
            [COMMAND, "ask", "-"],
            cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        ) as process:  # fmt: skip
            assert process.stdin is not None
            process.stdin.write("When did")
            process.stdin.flush()
            _wait_until_read(process.stdin)
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=60)
        assert process.returncode == 130
        assert error.strip() == "interrupted"

    def test_escape_sequences_of_an_article_reach_no_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Not from its text, its title or its file's name, in no command; JSON has them escaped."""
        evil = "\x1b]0;owned\x07\x9b2J\u202e"
        lines = {"id": "e", "title": f"Dam {evil}", "text": f"The dam at Torvik {evil} broke on 3 May.", "url": evil}
        (tmp_path / f"x{evil}.jsonl").write_text(json.dumps(lines) + "\n{}\n")
        monkeypatch.chdir(tmp_path)
        script = "When did the dam at Torvik break?\nsource?\nmore\n/article 1\n/sources\n/\x1b[2J\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(script.encode())))
        for command in (
            ["index", "."],
            ["ask", "-v", "When did the dam at Torvik break?"],
            ["ask", "--json", "When did the dam at Torvik break?"],
            ["search", "dam"],
            ["status"],
            ["status", "--json"],
            ["chat"],
            ["remove", evil],
        ):
            assert main(command) in (0, 1)
            shown = capsys.readouterr()
            assert not set(shown.out + shown.err) & set("\x1b\x07\x9b\u202e"), command

    @pytest.mark.process
    def test_an_own_folder_of_the_same_name_is_not_imported(self, folder: str, tmp_path: Path) -> None:
        """A working directory with its own `index`, `qa` and `seeds` is nothing special."""
        for name in ("index", "qa", "api", "evals", "seeds"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the wrong one')")
        assert qa("status", "--data-dir", folder, cwd=tmp_path).returncode == 0

    def test_a_bug_is_one_line_that_asks_for_a_report(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It says where, for who mends it."""

        def broken(*_: object) -> None:
            raise KeyError("x")

        monkeypatch.setattr(Engine, "open", broken)
        assert main(["ask", QUESTION]) == 1
        assert re.fullmatch(r"error: KeyError at test_qa_cli\.py:\d+: 'x'\. .*report it\.\n", capsys.readouterr().err)


def _wait_until_read(pipe: IO[str]) -> None:
    """Wait until what was written to a pipe has been read at its other end."""
    while int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder):
        time.sleep(0.02)


def _wait_until_ready(url: str) -> None:
    """Wait until a server has loaded what it answers with."""
    for _ in range(600):
        try:
            if urllib.request.urlopen(f"{url}/readyz", timeout=30).status == 200:
                return
        except urllib.error.HTTPError as error:
            error.close()
        time.sleep(0.1)
