"""The batch: a sheet of questions in, one row each out, however often it is killed."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qa_process import COMMAND, environment
from scripted import Scripted

from index.catalogue import texts
from index.errors import ModelError, PromptTooLongError, UsageError
from qa.batch.answers import COLUMNS, written
from qa.batch.journal import Journal
from qa.batch.run import run_batch
from qa.batch.sheet import Done, Sheet
from qa.cli import main
from qa.engine import Engine
from qa.llm.models import Models
from qa.llm.protocol import Message
from qa.settings import Settings

QUESTIONS = ("When did the offensive start?", "Who won the chess tournament?", "Who led the alliance?")


@pytest.fixture
def folder(engine: Engine) -> str:
    """The data folder with the sample articles; it is shared, so that no test writes to it."""
    return str(engine.settings.data_dir)


def table(text: str) -> list[dict[str, str]]:
    """Return the rows of a table that was written."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.usefixtures("loaded")
class TestBatch:
    """`qa batch`."""

    def test_each_row_comes_out_with_its_own_columns_and_its_answer(
        self, engine: Engine, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The quote is the slice of the article that its offsets say."""
        sheet = tmp_path / "asked.csv"
        sheet.write_text("desk;question;answer\n" + "".join(f"world;{question};?\n" for question in QUESTIONS))
        assert main(["batch", str(sheet), "--data-dir", folder]) == 0
        assert capsys.readouterr().out.startswith("2 answered · 1 abstained · ")
        rows = table((tmp_path / "asked.answers.csv").read_text(encoding="utf-8"))
        assert [row["question"] for row in rows] == [*QUESTIONS]
        assert {(row["desk"], row["given_answer"]) for row in rows} == {("world", "?")}
        assert [row["status"] for row in rows] == ["answered", "abstained", "answered"]
        assert rows[0]["answer"] == "November 27"
        for row in (rows[0], rows[2]):
            text = texts(engine.folder)(row["article_id"]) or ""
            assert text[int(row["start_char_index"]) : int(row["end_char_index"])] == row["cited_text"]
        assert not list(tmp_path.glob("*.part"))

    def test_lines_of_json_come_out_with_the_whole_answer_object(self, folder: str, tmp_path: Path) -> None:
        """And a follow-up leans on its history."""
        sheet, out = tmp_path / "asked.jsonl", tmp_path / "told.jsonl"
        turn = {"question": QUESTIONS[0], "answer": "November 27"}
        lines = [{"id": 7, "question": "Who started it?", "history": [turn]}, {"question": QUESTIONS[1]}]
        sheet.write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert main(["batch", str(sheet), "--out", str(out), "--data-dir", folder]) == 0
        told = [json.loads(line) for line in out.read_text().splitlines()]
        assert [one["given"] for one in told] == lines
        assert told[0]["answer"]["understood_as"] == "Who started the offensive?"
        assert told[1]["answer"]["status"] == "abstained"

    def test_a_row_that_cannot_be_asked_is_told_in_its_place(
        self, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The others are answered, and the command ends with 1."""
        sheet, out = tmp_path / "asked.jsonl", tmp_path / "told.csv"
        lines = ("{", '["a list"]', '{"question": " "}', '{"question": "Who?", "as_of": "soon"}', "{}")
        sheet.write_text(
            "\n".join([*lines, json.dumps({"question": QUESTIONS[0]}), json.dumps({"question": "W" * 5000})])
        )
        assert main(["batch", str(sheet), "--out", str(out), "--data-dir", folder]) == 1
        assert "6 not asked" in capsys.readouterr().out
        rows = table(out.read_text(encoding="utf-8"))
        assert [row["status"] for row in rows] == [*["error"] * 5, "answered", "error"]
        assert all(row["message"] for row in rows if row["status"] == "error")

    def test_filters_of_a_row_hold(self, folder: str, tmp_path: Path) -> None:
        """As its columns say them."""
        sheet = tmp_path / "asked.csv"
        sheet.write_text(f'question,outlets,since\n"{QUESTIONS[0]}",Nobody; Nowhere,\n"{QUESTIONS[0]}",,2024-01-01\n')
        assert main(["batch", str(sheet), "--data-dir", folder]) == 0
        rows = table((tmp_path / "asked.answers.csv").read_text(encoding="utf-8"))
        assert [row["status"] for row in rows] == ["abstained", "abstained"]
        assert "2 articles without a date were left out" in rows[1]["message"]

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("q.csv", "text\nWho?\n", "no column `question`"),
            ("q.csv", "question\n", "There is no question"),
            ("q.txt", "Who?\n", "neither a table nor JSON Lines"),
            ("q.csv", "question\n\0\0\x81\n", "cannot be read"),
        ],
    )
    def test_what_is_no_sheet_is_refused(
        self, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, why: str
    ) -> None:
        """With what to do, and nothing is made."""
        (tmp_path / name).write_text(content, encoding="latin-1")
        assert main(["batch", str(tmp_path / name), "--data-dir", folder]) == 2
        assert why in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == [name]


@given(st.text(max_size=20))
def test_no_cell_is_taken_for_a_formula_and_none_loses_anything(text: str) -> None:
    """What a spreadsheet would calculate stands behind an apostrophe; all else stands as it was given."""
    sheet = Sheet.read(json.dumps({"question": "Who?", "note": text}).encode(), "jsonl")
    head, line = written("csv", sheet, [Done(1, None, "No.")])
    (row,) = csv.reader(io.StringIO(line, newline=""))
    note = dict(zip(next(csv.reader([head])), row, strict=True))["note"]
    assert note in (text, f"'{text}")
    assert not note.startswith(("=", "@", "\t"))
    assert note[:1] not in "+-" or note == text == "" or note[1:2].isdecimal() or note[1:2] in ".,"


def test_a_journal_is_gone_on_with_where_its_last_line_is_torn(tmp_path: Path) -> None:
    """Whatever a kill left of it."""
    path = tmp_path / "out.part"
    with Journal(path, "key") as journal:
        journal.add(Done(1, None, "one"))
        journal.add(Done(2, None, "two"))
    whole = path.read_bytes()
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        with Journal(path, "key") as journal:
            kept = dict(journal.done)
            journal.add(Done(3, None, "three"))
        with Journal(path, "key") as journal:
            assert journal.done == kept | {3: Done(3, None, "three")}
    with Journal(path, "another") as journal:
        assert journal.done == {}


@pytest.mark.parametrize("content", ["notes of mine\n", '["a"]\n', '{"batch": "key"}\n\0\0\n', '{"n": 1}\n'])
def test_what_is_no_journal_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    """It is somebody's file, by chance of that name."""
    path = tmp_path / "out.part"
    path.write_text(content)
    for _ in range(2):  # its lock is let go
        with pytest.raises(UsageError, match="is no journal"):
            Journal(path, "key")
    assert path.read_text() == content


def test_the_questions_are_never_written_over(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By whatever name they are called."""
    sheet = tmp_path / "asked.csv"
    sheet.write_text("question\nWho?\n")
    assert main(["batch", str(sheet), "--out", str(tmp_path / "." / "asked.csv"), "--data-dir", folder]) == 2
    assert "holds the questions" in capsys.readouterr().err
    assert sheet.read_text() == "question\nWho?\n"


def test_a_batch_begins_anew_where_the_day_of_its_questions_is_another(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on where only the patience is."""
    sheet, out = tmp_path / "asked.jsonl", tmp_path / "told.jsonl"
    sheet.write_text('{"question": "Who?"}\n')
    (tmp_path / "told.jsonl.new").mkdir()  # so that the journal stays
    command = ["batch", str(sheet), "--out", str(out), "--data-dir", folder, "--model", "reader"]
    kept = []
    for name, value in (("QA_IDLE_TIMEOUT", "30"), ("QA_IDLE_TIMEOUT", "60"), ("QA_AS_OF", "2024-12-01")):
        monkeypatch.setenv(name, value)
        assert main(command) == 1
        kept.append((tmp_path / "told.jsonl.part").read_text())
    assert kept[0] == kept[1] != kept[2]


def test_two_runs_never_write_one_journal(tmp_path: Path) -> None:
    """The second is told so."""
    with Journal(tmp_path / "out.part", "key"), pytest.raises(UsageError, match="Another `qa batch`"):
        Journal(tmp_path / "out.part", "key")


def test_a_row_that_a_language_model_can_never_answer_ends_no_batch(engine: Engine, tmp_path: Path) -> None:
    """Else each further run would end at it too; what goes wrong with the whole batch ends it."""

    def reply(messages: Sequence[Message]) -> str | ModelError:
        asked = messages[-1].content
        return PromptTooLongError("It does not fit.") if "chess" in asked else "It started on November 27 [1]."

    def opened(settings: Settings) -> Engine:
        return Engine(settings, engine.embedder, engine.reader, Models(settings, Scripted(reply)), engine.support)

    sheet, out = tmp_path / "asked.jsonl", tmp_path / "told.jsonl"
    rows = [{"question": QUESTIONS[1]}, {"question": QUESTIONS[0], "model": "reader"}]
    sheet.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert run_batch(engine.settings, sheet, out, opened) == {"error": 1, "answered": 1}
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert "fit" in first["error"]
    assert second["answer"]["answer"] == "November 27"


@pytest.mark.process
def test_a_full_disk_ends_a_batch_with_what_to_do_and_no_answer_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "out.part"
    write = (
        "import resource, signal; from pathlib import Path; "
        "from qa.batch.journal import Journal; from qa.batch.sheet import Done\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        f"with Journal(Path({str(path)!r}), 'key') as journal:\n"
        "    for n in range(1, 100): journal.add(Done(n, {'answer': 'x' * 200}))"
    )
    ended = subprocess.run([sys.executable, "-c", write], capture_output=True, text=True, check=False)
    assert "StoreError" in (last := ended.stderr.splitlines()[-1])
    assert "See that the disk has room" in last
    with Journal(path, "key") as journal:
        assert [*journal.done] == [*range(1, len(journal.done) + 1)]
        assert len(journal.done) > 5


def killed_again_and_again(folder: str, place: Path, questions: int, kills: list[float]) -> None:
    """Kill a batch so many seconds after each first answer of a run, let it end, and hold what came out."""
    sheet, out = place / "asked.jsonl", place / "told.jsonl"
    asked = [{"id": n, "question": QUESTIONS[n % 3]} for n in range(questions)]
    sheet.write_text("".join(json.dumps(line) + "\n" for line in asked))
    part = place / "told.jsonl.part"
    command = [COMMAND, "batch", str(sheet), "--out", str(out), "--data-dir", folder, "--model", "reader"]
    kept: list[bytes] = []
    for seconds in kills:
        with subprocess.Popen(command, cwd=place, env=environment(), stderr=subprocess.DEVNULL) as running:
            while running.poll() is None and (not part.exists() or part.read_bytes().count(b"\n") <= len(kept) + 1):
                time.sleep(0.005)
            time.sleep(seconds)
            running.send_signal(signal.SIGKILL)
        if part.exists():
            now = part.read_bytes().splitlines(keepends=True)[1:]
            assert now[: len(kept)] == kept
            kept = [line for line in now if line.endswith(b"\n")]
    done = subprocess.run(command, cwd=place, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in out.read_text().splitlines()]
    assert [one["given"] for one in told] == asked
    assert [one["answer"]["question"] for one in told] == [one["question"] for one in asked]
    # What was answered before a kill is that very answer, times and all: it was not asked again.
    assert [one["answer"] for one in told[: len(kept)]] == [json.loads(line)["answer"] for line in kept]
    assert not part.exists()


@pytest.mark.process
@pytest.mark.kill
def test_a_batch_that_is_killed_goes_on_where_it_was(folder: str, tmp_path: Path) -> None:
    """And asks nothing twice."""
    killed_again_and_again(folder, tmp_path, 12, [0.0])


@pytest.mark.soak
@pytest.mark.kill
def test_200_questions_killed_at_5_moments_come_out_once_each(folder: str, tmp_path: Path, chance: Random) -> None:
    """At moments by chance."""
    killed_again_and_again(folder, tmp_path, 200, [chance.uniform(0, 1.5) for _ in range(5)])


def test_the_columns_of_a_table_stand_in_its_page() -> None:
    """Each of them."""
    page = (Path(__file__).parents[1] / "docs/commands.md").read_text(encoding="utf-8")
    for name in COLUMNS:
        assert f"`{name}`" in page, name
