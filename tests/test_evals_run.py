"""Runs of question sets on a small corpus, with the real engine: what is asked, what is kept, how they end."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals.options import Options
from evals.run import evaluate
from index.errors import UsageError
from qa.settings import Settings

ARTICLES = {
    "flood": "The river Vesna rose on Monday. The bridge at Korst fell on March 3, 2021. Mayor Brandt led the repairs.",
    "fair": "The harvest fair of Korst drew 4,200 visitors. It was opened by the painter Jan Mole.",
}
BRIDGE = ARTICLES["flood"].index("March 3, 2021")
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "bridge",
        "kind": "date",
        "question": "When did the bridge at Korst fall?",
        "answerable": True,
        "answers": ["3 March 2021"],
        "docs": ["flood"],
        "gold": [{"article_id": "flood", "start": BRIDGE, "end": BRIDGE + 13}],
    },
    {
        "id": "visitors",
        "kind": "number",
        "question": "How many visitors did the harvest fair draw?",
        "answerable": True,
        "answers": ["4,200"],
        "docs": ["fair"],
    },
    {
        "id": "wrong-on-purpose",
        "kind": "person",
        "question": "Who opened the fair?",
        "answerable": True,
        "answers": ["Somebody Else"],
        "docs": ["fair"],
    },
    {"id": "hello", "kind": "none", "question": "hello", "answerable": False, "answers": [], "docs": ["flood"]},
)


class Run:
    """Runs of one set, and what they said."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=data_dir, min_confidence=0.0)
        self.said: list[str] = []
        self.logged: list[str] = []

    def __call__(self, **given: Any) -> int:
        """Run the set and return the exit status."""
        self.said.clear()
        self.logged.clear()
        options = Options(**({"sets": (str(self.folder),)} | given))
        return evaluate(self.settings, options, say=self.said.append, log=self.logged.append)

    def records(self, out: Path) -> list[dict[str, Any]]:
        """Return the records of the run in a folder."""
        return [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]

    def change(self, id: str, **given: Any) -> None:
        """Change fields of a question of the set."""
        write(self.folder, *(line | given if line["id"] == id else line for line in QUESTIONS))


def jsonl(articles: dict[str, str]) -> str:
    """Return the lines of articles."""
    return "".join(json.dumps({"id": id, "title": "News", "text": text}) + "\n" for id, text in articles.items())


def write(folder: Path, *lines: dict[str, Any]) -> None:
    """Write the set's questions."""
    (folder / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles, and beside them the data folder that all runs on them share, so that they are indexed once."""
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    path.write_text(jsonl(ARTICLES))
    return path


@pytest.fixture
def run(tmp_path: Path, articles: Path) -> Run:
    """The set, in a folder of its own."""
    write(tmp_path, *QUESTIONS)
    (tmp_path / "set.toml").write_text(f'articles = "{articles}"\n')
    return Run(tmp_path, articles.parent / ".qa")


@pytest.mark.slow
def test_two_runs_give_identical_answers(run: Run) -> None:
    """All but the times; the second finds the index of the first."""
    records = []
    for name in ("one", "two"):
        assert run(out=run.folder / name) == 0
        records.append(run.records(run.folder / name))
    for record in records[0] + records[1]:
        del record["timings_ms"], record["latency_ms"]
    assert records[0] == records[1]
    assert [record["judgement"]["passed"] for record in records[0]] == [True, True, False, True]
    assert records[0][0]["judgement"]["rank"] == 1
    assert not (run.settings.data_dir / "stores").exists()


def test_a_run_is_kept_in_the_data_folder_and_said(run: Run) -> None:
    """Each in a folder of its own, named at the end."""
    assert run() == 0
    assert run() == 0
    runs = list((run.settings.data_dir / "evals" / "runs").glob(f"{run.folder.name}-*"))
    assert len(runs) == 2
    assert str(max(runs, key=lambda path: path.stat().st_mtime_ns)) in run.logged[-1]
    assert run.said[0] == f"{run.folder.name}: 4 questions, documents open"


def test_the_status_is_that_of_the_gates(run: Run) -> None:
    """4 when one falls: the user's, or the set's own."""
    assert run(gates=("right>=0.6",)) == 0
    assert run(gates=("right>=0.6", "right>=0.7")) == 4
    with (run.folder / "set.toml").open("a") as file:
        file.write('[gates]\nright = ">=0.7"\n')
    assert run() == 4


def test_a_sets_own_gates_are_for_the_whole_set(run: Run) -> None:
    """On a part of it only those that the user gives count, and that every quote is intact."""
    with (run.folder / "set.toml").open("a") as file:
        file.write('[gates]\nright = ">=0.7"\n')
    assert run(text="opened") == 0
    assert run(text="opened", gates=("right>=0.7",)) == 4
    assert next(line for line in run.said if line.startswith("  gate")).startswith("  gate quote_integrity>=1 holds")


def test_part_of_a_set_can_be_run(run: Run) -> None:
    """By text of the id or the question, whatever its case, and by number."""
    for given, ids in (
        ({"text": "KORST"}, ["bridge"]),
        ({"text": "visitors"}, ["visitors"]),
        ({"limit": 2}, ["bridge", "visitors"]),
        ({"text": "fair", "limit": 1}, ["visitors"]),
    ):
        run(out=run.folder / "out", **given)
        assert [record["id"] for record in run.records(run.folder / "out")] == ids


def test_those_that_failed_last_time_can_be_run_again(run: Run) -> None:
    """A question that is not asked in between stays failed; one that is mended leaves."""
    out = run.folder / "out"
    run()
    run(limit=2)
    run(failed=True, out=out)
    assert [record["id"] for record in run.records(out)] == ["wrong-on-purpose"]
    run.change("wrong-on-purpose", answers=["Jan Mole", "the painter Jan Mole"])
    assert run(failed=True, out=out) == 0
    assert run(failed=True) == 0
    assert run.logged == [f"{run.folder.name}: nothing failed when it was last run."]


def test_a_baseline_is_compared_with_and_gated_on(run: Run) -> None:
    """What broke is named, and a gate on it ends with 4."""
    before = run.folder / "before"
    run(out=before)
    run.change("bridge", answers=["Monday"], gold=[])
    assert run(baseline=before) == 0
    assert "  broken: bridge" in run.said
    assert run(baseline=before, gates=("broken<=0",)) == 4


def test_given_documents_hold_a_question_to_them(run: Run) -> None:
    """The fair cannot be found in the flood."""
    run.change("visitors", docs=["flood"])
    out = run.folder / "out"
    run(documents="given", out=out)
    assert {quote["article_id"] for quote in run.records(out)[1]["citations"]} <= {"flood"}
    run(documents="open", out=out)
    assert {quote["article_id"] for quote in run.records(out)[1]["citations"]} == {"fair"}


def test_several_sets_go_into_one_folder_by_name(run: Run) -> None:
    """And are compared with the baseline by name."""
    (run.folder / "other.jsonl").write_text((run.folder / "questions.jsonl").read_text())
    sets = (str(run.folder), str(run.folder / "other.jsonl"))
    out = run.folder / "out"
    assert run(sets=sets, out=out) == 0
    assert {path.name for path in out.iterdir()} == {run.folder.name, f"{run.folder.name}-other"}
    assert run(sets=sets, baseline=out, gates=("broken<=0",)) == 0
    with pytest.raises(UsageError, match="same name"):
        run(sets=(str(run.folder), str(run.folder)))


def test_changed_articles_are_indexed_again(run: Run) -> None:
    """The cached index follows the file; what is gone from it is gone."""
    articles = run.folder / "changing.jsonl"
    out = run.folder / "out"
    found = []
    for text in (ARTICLES["fair"], ARTICLES["fair"].replace("4,200", "5,300")):
        articles.write_text(jsonl(ARTICLES | {"fair": text}))
        run(text="visitors", articles=articles, out=out)
        found.append(run.records(out)[0]["answer"])
    assert found == ["4,200", "5,300"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"docs": ["flod"]}, "no article has the id flod, named in docs"),
        ({"gold": [{"article_id": "flod", "start": 0, "end": 1}]}, "no article has the id 'flod', named in gold"),
        ({"gold": [{"article_id": "flood", "start": 0, "end": 9999}]}, "0 to 9999 is outside 'flood'"),
        ({"gold": [{"article_id": "flood", "start": 0, "end": 9}]}, "is 'The river', which is no accepted answer"),
        ({"gold": [{"source": "flood.txt", "start": 0, "end": 9}]}, "0 articles have the source 'flood.txt'"),
        ({"gold": [{"source": "articles.jsonl", "start": 0, "end": 9}]}, "2 articles have the source"),
        ({"question": "Why? " * 300}, "at most 1,000"),
    ],
)
def test_a_line_that_does_not_fit_the_articles_is_named_before_the_run(
    run: Run, given: dict[str, Any], said: str
) -> None:
    """By its file and line; nothing is asked and no run is written."""
    run.change("bridge", **given)
    with pytest.raises(UsageError) as error:
        run()
    assert str(error.value).startswith(f"{run.folder / 'questions.jsonl'}:1: ")
    assert said in str(error.value)
    assert not list((run.settings.data_dir / "evals" / "runs").glob(f"{run.folder.name}-*"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"gates": ("speed>=1",)}, "The gate 'speed>=1'"),
        ({"gates": ("broken<=0",)}, "needs a baseline"),
        ({"baseline": Path("nowhere")}, "nowhere is no run"),
        ({"text": "zebra"}, "No question of .* has 'zebra'"),
        ({"sets": ("nothing",)}, "No question set 'nothing'"),
        ({"articles": Path("nowhere.jsonl")}, r"nowhere\.jsonl"),
    ],
)
def test_what_cannot_be_run_is_refused(run: Run, given: dict[str, Any], said: str) -> None:
    """With what to do instead."""
    with pytest.raises(UsageError) as error:
        run(**given)
    assert re.search(said, str(error.value))


def test_gold_may_name_a_source_and_lists_their_items(tmp_path: Path) -> None:
    """A source is named by the end of its path; a gold span of a list may be one item of it."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "fair.txt").write_text(ARTICLES["fair"])
    at = ARTICLES["fair"].index("Jan Mole")
    gold = [{"source": "texts/fair.txt", "start": at, "end": at + 8}]
    line = {"id": "q", "question": "Who?", "answerable": True, "items": ["Jan Mole", "Eva"], "gold": gold}
    write(tmp_path, line)
    (tmp_path / "set.toml").write_text('name = "mine"\narticles = "texts"\n')
    run = Run(tmp_path, tmp_path / ".qa")
    assert run(out=tmp_path / "out") == 0
    assert run.said[0].startswith("mine: 1 question, ")


def test_a_question_without_documents_cannot_be_held_to_them(run: Run) -> None:
    """Its line is named."""
    run.change("bridge", docs=[])
    with pytest.raises(UsageError, match=r"questions\.jsonl:1: the question has no docs"):
        run(documents="given")


@pytest.mark.soak
def test_the_field_cases_hold_their_gates(tmp_path: Path) -> None:
    """Kinds of case that services of this sort are reported to get wrong, with the small reader."""
    said: list[str] = []
    settings = Settings(data_dir=tmp_path, model="reader")
    assert evaluate(settings, Options(sets=("field",)), say=said.append, log=said.append) == 0, "\n".join(said)
