"""README is true: its commands run, their output is as shown, its tables are those of the code."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import click
import pytest
from shown import assert_shown

from api.feedback import FeedbackBody
from evals.gates import AGAINST_BASELINE
from evals.metrics import METRICS
from index.formats.table import PACKED, READERS
from qa.answer import Answer, Citation, Reason, Written
from qa.cli import cli, main
from qa.question import Question
from qa.settings import Settings, variable

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))
}
CARDS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("index", "qa", "api", "evals", "seeds", "large")
    for path in (ROOT / folder).rglob("*.md")
)
BIN = Path(sys.executable).parent
READY_SECONDS = 60
LONGEST_README = 15_000
"""Bytes: a page that is read to its end."""


SHAPES = (Answer, Citation, Written)


class Block(NamedTuple):
    """A fenced block of a page: its page, the mark in the comment before it, its language, its lines.

    The mark says how the block is held: the commands of a console block without one are run on the indexed sample
    articles; those of `own` blocks one after the other in a folder with the page's files (`file PATH`).
    """

    page: str
    mark: str
    language: str
    text: str


BLOCKS = [
    Block(page, *found)
    for page, text in PAGES.items()
    for found in re.findall(r"(?:<!-- ([\w./ -]+) -->\n)?```(\w+)\n(.*?)```", text, flags=re.DOTALL)
]


class Command(NamedTuple):
    """A command of a console block and the output that its page shows for it."""

    line: str
    output: str


def commands(block: Block) -> list[Command]:
    parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)[1:]
    return [Command(line, output) for line, output in zip(parts[::2], parts[1::2], strict=True)]


def of_language(language: str, mark: str = "") -> list[Block]:
    return [block for block in BLOCKS if (block.language, block.mark) == (language, mark)]


CONSOLE = [command for block in of_language("console") for command in commands(block)]


def marked(mark: str) -> Block:
    (block,) = [block for block in BLOCKS if block.mark == mark]
    return block


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "QA_READER")}
    env["PATH"] = f"{BIN}{os.pathsep}{env['PATH']}"
    return subprocess.run(
        ["sh", "-e"], input=script, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )


class Done(NamedTuple):
    """How a command ended, and what it printed on stdout."""

    code: int
    printed: str


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str, Path], Done]:
    """Run a line in a folder: `qa` in this process, which has loaded what takes seconds; what needs a shell in one."""

    def run(line: str, folder: Path) -> Done:
        words = shlex.split(line)
        if words[0] != "qa" or "|" in words:
            done = shell(line, folder)
            return Done(done.returncode, done.stdout)
        monkeypatch.chdir(folder)
        monkeypatch.delenv("QA_READER", raising=False)
        capsys.readouterr()
        return Done(main(words[1:]), capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles, as the pages have the reader stand in; its index is what the commands make."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    done = shell("qa index seeds", folder)
    assert done.returncode == 0, done.stderr
    return folder


# What the pages tell the reader to type


def test_every_block_of_a_page_is_held_by_a_test() -> None:
    held = {
        ("make", "sh"), ("fresh", "sh"), ("curl", "sh"), ("ollama", "sh"), ("question", "json"), ("feedback", "json"),
        ("completion", "sh"),
        ("", "text"), ("client", "python"), ("", "python"), ("", "console"), ("own", "console"),
        ("server", "console"), ("stream", "console"),
    }  # fmt: skip
    assert {(block.mark, block.language) for block in BLOCKS if not block.mark.startswith("file ")} == held


@pytest.mark.parametrize("command", CONSOLE, ids=[command.line for command in CONSOLE])
def test_a_command_prints_what_its_page_shows(
    command: Command, workplace: Path, tmp_path: Path, type_in: Callable[[str, Path], Done]
) -> None:
    """Each command starts from the indexed sample; `qa index` itself from nothing."""
    folder = tmp_path if command.line.startswith("qa index") else workplace
    if folder is tmp_path:
        shutil.copytree(ROOT / "seeds", folder / "seeds")
    done = type_in(command.line, folder)
    assert done.code in (0, 3)
    assert_shown(command.output, done.printed)


@pytest.mark.parametrize("page", sorted({block.page for block in BLOCKS if block.mark == "own"}))
def test_the_commands_on_articles_of_ones_own_print_what_their_page_shows(
    page: str, tmp_path: Path, type_in: Callable[[str, Path], Done]
) -> None:
    blocks = [block for block in BLOCKS if block.page == page]
    for block in blocks:
        if block.mark.startswith("file "):
            file = tmp_path / block.mark.removeprefix("file ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
    for command in (command for block in blocks if block.mark == "own" for command in commands(block)):
        assert_shown(command.output, type_in(command.line, tmp_path).printed)


def test_the_commands_without_make_work_in_a_fresh_checkout(new_checkout: Callable[[], Path]) -> None:
    done = shell(marked("fresh").text, new_checkout())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nNovember 27\nconfidence " in done.stdout


def test_the_shell_completes_commands_and_options() -> None:
    done = subprocess.run(
        ["bash", "--norc", "-c", f'PATH="{BIN}:$PATH"\n{marked("completion").text}\ncomplete -p qa'],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "_qa_completion" in done.stdout
    asked = os.environ | {"_QA_COMPLETE": "bash_complete", "COMP_WORDS": "qa ask --out", "COMP_CWORD": "2"}
    shown = subprocess.run([BIN / "qa"], env=asked, capture_output=True, encoding="utf-8", check=False)
    assert shown.stdout.splitlines() == ["plain,--outlet"]


def test_the_make_commands_are_targets_of_the_makefile() -> None:
    for line in marked("make").text.splitlines():
        done = shell(f"make --dry-run --always-make {line.removeprefix('make ')}", ROOT)
        assert done.returncode == 0, done.stderr


def test_the_python_example_runs(workplace: Path) -> None:
    (example,) = [block.text for block in of_language("python")]
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", example],
        cwd=workplace, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("November 27\n")


@pytest.fixture(scope="module")
def server(workplace: Path) -> Iterator[tuple[str, str]]:
    """The server that README starts, on a free port: its address and what it printed first."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (start,) = commands(marked("server"))
    printed = workplace / "printed"
    with printed.open("w") as out:
        process = subprocess.Popen(
            [BIN / "qa", *start.line.split()[1:], "--port", str(port)],
            cwd=workplace,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process)
        yield address, printed.read_text()
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(READY_SECONDS * 10):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/readyz"):
                return
        except urllib.error.HTTPError as error:
            error.close()
        except urllib.error.URLError:
            pass
        time.sleep(0.1)
    pytest.fail("the server was not ready in time")


def test_the_server_prints_what_the_readme_shows(server: tuple[str, str]) -> None:
    address, printed = server
    (start,) = commands(marked("server"))
    assert_shown(start.output, printed.replace(address, "http://127.0.0.1:8000"))


def test_every_curl_line_works(server: tuple[str, str], workplace: Path) -> None:
    address, _ = server
    lines = re.split(r"\n(?=curl )", marked("curl").text.replace("http://127.0.0.1:8000", address))
    for line in lines:
        done = shell(line.replace("curl ", "curl --silent --show-error --fail-with-body ", 1), workplace)
        assert done.returncode == 0, line + done.stdout + done.stderr
        assert "DELETE" in line or json.loads(done.stdout)


def test_the_stream_is_as_its_page_shows(server: tuple[str, str], workplace: Path) -> None:
    address, _ = server
    (command,) = commands(marked("stream"))
    done = shell(command.line.replace("http://127.0.0.1:8000", address), workplace)
    assert done.returncode == 0, done.stderr
    assert_shown(command.output, done.stdout.rstrip())


def test_the_client_of_a_chat_front_end_is_answered(server: tuple[str, str], workplace: Path) -> None:
    address, _ = server
    done = subprocess.run(
        [sys.executable, "-c", marked("client").text.replace("http://127.0.0.1:8000", address)],
        cwd=workplace, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("November 27 [1]")


def test_the_lines_on_ollama_work(ollama: str, workplace: Path) -> None:
    """With a model that the server has, in place of the one that the page names."""
    pull, *lines = marked("ollama").text.replace("llama3.2", "smollm2:135m").splitlines()
    assert pull.startswith("ollama pull ")
    for line in lines:
        done = shell(f"export OLLAMA_HOST={ollama} QA_FIRST_TOKEN_TIMEOUT=600\n{line}", workplace)
        assert done.returncode in (0, 3), done.stderr


# What the pages promise


OFFLINE = """
import sys
def refuse(event, details):
    if event == "socket.connect" and (isinstance(details[1], str) or details[1][0] == "127.0.0.1"):
        return  # whether a server of this data folder, or an Ollama server of this machine, listens
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"):
        print("left the machine:", event, details, file=sys.stderr)
        sys.exit(99)
sys.addaudithook(refuse)
from qa.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("arguments", [("index", "seeds"), ("ask", "When did the offensive start?"), ("status",)])
def test_nothing_leaves_the_machine(arguments: tuple[str, ...], workplace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *arguments], cwd=workplace, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "left the machine" not in done.stderr


# What the pages tell about the code


def test_the_question_shape_is_the_one_that_is_taken() -> None:
    shape = json.loads(marked("question").text)
    assert set(shape) == {field.name for field in dataclasses.fields(Question)} | {"stream", "draft"}
    Question.parse(shape).check(Settings())


def test_the_feedback_shape_is_the_one_that_is_taken() -> None:
    FeedbackBody.model_validate_json(marked("feedback").text)


def test_the_settings_table_is_the_settings_with_their_defaults() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| `((?:QA|OLLAMA)_\w+)` \| (.*?) \|", PAGES["docs/settings.md"], flags=re.MULTILINE
    )
    settings = [
        (field.name, variable(field.name), f"`{field.default}`" if field.default != "" else "none")
        for field in dataclasses.fields(Settings)
    ]
    assert rows == settings


def test_every_command_stands_in_its_page_with_its_options_and_in_the_readme() -> None:
    page = PAGES["docs/commands.md"]
    rows = {row[1]: row[0] for row in re.findall(r"^(\| `qa (\w+).*)$", page, flags=re.MULTILINE)}
    assert set(rows) == set(cli.commands)
    assert set(re.findall(r"^\| `qa (\w+)", PAGES["README.md"], flags=re.MULTILINE)) == set(cli.commands)
    everywhere = set(re.findall(r"--[\w-]+", re.sub(r"^\| `qa .*$", "", page, flags=re.MULTILINE)))
    for name, command in cli.commands.items():
        parts = [command, *getattr(command, "commands", {}).values()]
        options = {one.opts[-1] for part in parts for one in part.params if isinstance(one, click.Option)}
        told = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", rows[name]))
        assert {option for option in told if len(option) > 2} <= options, name
        assert options <= told | everywhere, name


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("articles", READERS.keys() - PACKED.keys()),
        ("evaluation", (*METRICS, *AGAINST_BASELINE)),
        ("answer", (*get_args(Reason), *(field.name for shape in SHAPES for field in dataclasses.fields(shape)))),
    ],
)
def test_every_format_measure_reason_and_field_of_an_answer_stands_in_its_page(page: str, names: Iterable[str]) -> None:
    for name in names:
        assert f"`{name}`" in PAGES[f"docs/{page}.md"], name


def test_every_exit_code_stands_in_the_page_of_the_commands() -> None:
    assert re.findall(r"^\| (\d+) \|", PAGES["docs/commands.md"], flags=re.MULTILINE) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "130",
    ]


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= LONGEST_README
    for page in PAGES:
        assert page == "README.md" or f"]({page})" in PAGES["README.md"], page


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", *CARDS])
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "evals/lab/README.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for path in re.findall(r"`((?:index|qa|api|evals|tests)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    for folder, names in re.findall(r"`([\w/]+/)`: ((?:`\w+\.py`(?:, )?)+)", text):
        for name in re.findall(r"`(.+?)`", names):
            assert (ROOT / folder / name).exists(), folder + name
