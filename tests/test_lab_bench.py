"""The benchmark on tiny sets of the shape of the shared ones: its rows, what it keeps, how it ends."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ollama_fakes import FakeOllama

from evals.calibration import is_fitted_on
from evals.lab.bench.__main__ import PARTS, bench
from evals.lab.bench.reading import LAYERS
from evals.lab.bench.row import Row
from evals.lab.figures import Kept, load
from evals.lab.gold import SCORES
from qa.shipped import READERS

pytestmark = pytest.mark.training

TEXT = "The bridge at Korst fell on Monday. Mayor Ilse Brandt led the repairs. The fair drew 4,200 visitors."
CONFIDENCE = "AUROC, by the confidence in the paragraph's passages, of the half that confidence is not fitted on"
ASKED = {
    "When did the bridge at Korst fall?": "Monday",
    "Who led the repairs?": "Ilse Brandt",
    "How many visitors did the fair draw?": "4,200",
}


def question(text: str, answer: str, n: int) -> dict[str, Any]:
    """Return a line of a shared set."""
    start = TEXT.index(answer)
    gold = [{"article_id": "korst", "start": start, "end": start + len(answer)}]
    common = {"id": f"q{n}", "question": text, "answers": [answer], "answerable": True, "docs": ["korst"]}
    return common | {"gold": gold}


@pytest.fixture(scope="module")
def evalsets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both shared sets, with one article and three questions each."""
    folder = tmp_path_factory.mktemp("evalsets")
    lines = [question(text, answer, n) for n, (text, answer) in enumerate(ASKED.items())]
    unanswerable = {"question": "Who sold it?", "answers": [], "answerable": False, "docs": ["korst"]}
    edited = [unanswerable | {"id": f"{line['id']}-edited"} for line in lines]
    for name in ("xquad-en", "realtimeqa-2022"):
        (folder / name).mkdir()
        write(folder / name / "questions.jsonl", lines)
        with gzip.open(folder / name / "articles.jsonl.gz", "wt") as file:
            file.write(json.dumps({"id": "korst", "title": "News", "text": TEXT}) + "\n")
    write(folder / "xquad-en" / "edited.jsonl", edited)
    return folder


def write(path: Path, lines: list[dict[str, Any]]) -> None:
    """Write lines of JSON."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def run(data_dir: Path, *arguments: str, **environment: str) -> Result:
    """Run the benchmark in a data folder, where the figures are kept too."""
    out = ("--out", str(data_dir / "figures.json"))
    return CliRunner().invoke(bench, [*arguments, *out], env={"QA_DATA_DIR": str(data_dir)} | environment)


def rows_of(data_dir: Path, part: str) -> dict[str, Kept]:
    """Return what was kept of a part, by name."""
    return {one.name: one for one in load(data_dir / "figures.json") if one.part == part}


def test_the_parts_on_the_shared_sets_print_and_keep_their_rows(evalsets: Path, tmp_path: Path) -> None:
    """Each part its own; those of other parts stay in the file."""
    parts = ("xquad", "realtimeqa", "calibration")
    told = run(tmp_path, *parts, "--evalsets", str(evalsets))
    assert told.exit_code in (0, 4), told.output
    names = {part: list(rows_of(tmp_path, part)) for part in parts}
    assert {"recall@1", "recall@10", "F1 end to end", "mean words a passage"} <= set(names["xquad"])
    assert {"recall@1, dense alone", "recall@10, lexical alone"} <= set(names["xquad"])
    assert {"given documents: em", "open corpus: contains", "open corpus: em, dense alone"} <= set(names["realtimeqa"])
    assert "realtimeqa-2022, open corpus: calibration error" in names["calibration"]
    rows, before = rows_of(tmp_path, "xquad"), rows_of(tmp_path, "calibration")
    assert rows["mean words a passage"].value == len(TEXT.split())
    first = rows["recall@1"]
    assert (first.value, first.sign, first.target, first.met, first.n) == (1.0, ">=", 0.88, True, 3)
    again = run(tmp_path, "xquad", "--limit", "1", "--evalsets", str(evalsets))
    assert "n=1" in again.output
    assert rows_of(tmp_path, "xquad")["recall@1"].n == 1
    assert rows_of(tmp_path, "calibration") == before


def test_the_reader_is_measured_by_its_margin_its_doubt_and_the_confidence(evalsets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "evalsets" / "xquad-en"
    shutil.copytree(evalsets / "xquad-en", folder)
    for name in ("questions.jsonl", "edited.jsonl"):  # q4 is of the half that confidence is not fitted on
        (folder / name).write_text((folder / name).read_text().replace('"q2', '"q4'))
    near = {"id": "aske", "title": "News", "text": "The bridge at Aske was painted by six men from the town of Lund."}
    with gzip.open(folder / "articles.jsonl.gz", "at") as file:
        file.write(json.dumps(near) + "\n")
    told = run(tmp_path, "reader", "--evalsets", str(folder.parent))
    assert told.exit_code in (0, 4), told.output
    rows = rows_of(tmp_path, "reader")
    assert (rows["gold paragraph: F1"].value or 0) > 0.9
    for name in (*(f"AUROC, the question against it edited, {score}" for score in SCORES), CONFIDENCE):
        assert rows[name].value == 1.0, name
    assert rows[CONFIDENCE].note == "n=1 and 1"


def test_the_speed_of_each_reader_is_held_against_each_of_its_networks() -> None:
    networks = {size: len(reader.networks) for size, reader in READERS.items()}
    assert {size: len(layers) for size, layers in LAYERS.items()} == networks


def test_indexing_is_held_against_the_same_batches(evalsets: Path, tmp_path: Path) -> None:
    """Both have seen the same passages."""
    told = run(tmp_path, "indexing", "--evalsets", str(evalsets))
    assert "1 articles, 1 passages" in told.output
    assert "1 passages, 1 calls" in told.output
    assert "indexing to tokenising and embedding" in told.output


def test_a_warm_server_is_timed_without_its_models(evalsets: Path, tmp_path: Path) -> None:
    """The models' share is less than the whole, and not nothing."""
    told = run(tmp_path, "warm", "--evalsets", str(evalsets))
    assert told.exit_code in (0, 4), told.output
    rows = {name: row.value or 0.0 for name, row in rows_of(tmp_path, "warm").items()}
    assert 0 < rows["milliseconds in the models, median"] < rows["milliseconds in all, median"]


def test_rubbish_and_the_checks_are_measured_without_a_server(tmp_path: Path) -> None:
    """The promises hold of rubbish; of the time it is said on how many answers it was measured."""
    told = run(tmp_path, "garbage", "checks", "--limit", "3")
    assert told.exit_code in (0, 4), told.output
    rows = rows_of(tmp_path, "garbage")
    assert rows["sentences with a value that their quotes lack"].met is True
    assert rows["quotes that are exact slices"].met is True
    assert rows["answers of which something stands"].note == "of 3"
    paced = next(iter(rows_of(tmp_path, "checks").values()))
    assert (paced.sign, paced.target, paced.note[:4]) == ("<", 50, "n=3,")


def test_without_a_server_its_part_is_skipped(tmp_path: Path) -> None:
    """In one line, which says how it could be measured; nothing is missed by it."""
    told = run(tmp_path, "ollama")
    assert told.exit_code == 0
    assert [line for line in told.output.splitlines() if line.startswith("ollama: skipped. ")]
    assert rows_of(tmp_path, "ollama") == {}


def test_a_language_model_is_held_to_its_targets(tmp_path: Path) -> None:
    """And asked the same questions as the reader; the run is kept, and whether each target is met is said."""
    words = ("The rebels began ", "their offensive on ", "November 27 [1].")
    with FakeOllama(models={"smollm2:135m": ("completion",)}, words=words) as server:
        told = run(tmp_path, "ollama", "--limit", "3", OLLAMA_HOST=server.host)
    assert told.exit_code in (0, 4), told.output
    rows = rows_of(tmp_path, "ollama")
    held = {name: row.target for name, row in rows.items() if row.target is not None}
    assert held == {
        "wrong answers given as true, of all questions": 0.05,
        "right": (rows["right, the reader alone"].value or 0.0) - 0.05,
        "quotes that are exact slices": 1,
        "sentences with a value that their quotes lack": 0,
    }
    assert rows["quotes that are exact slices"].met is True
    assert rows["sentences with a value that their quotes lack"].met is True
    assert len([*(tmp_path / "evals" / "runs").glob("seeds-*/compared/records.jsonl")]) == 1
    assert "against reader, 3 questions" in told.output


def test_time_expressions_are_held_against_annotated_ones(tmp_path: Path) -> None:
    """One that is vague has no value to reach; what is found where none is annotated counts against it."""
    folder = tmp_path / "evalsets" / "timex"
    folder.mkdir(parents=True)
    text = "It closed on Friday and again recently, in 1990."
    marked = [("Friday", "2024-11-29", "DATE"), ("recently", "PAST_REF", "DATE")]
    timex = [
        {"start": text.index(said), "end": text.index(said) + len(said), "text": said, "value": value, "type": kind}
        for said, value, kind in marked
    ]
    line = json.dumps({"id": "a", "published": "2024-12-02", "title": "T", "text": text, "timex": timex})
    for name in ("dev", "test"):
        (folder / f"{name}.jsonl").write_text(line + "\n")
    told = run(tmp_path, "timex", "--evalsets", str(folder.parent))
    assert told.exit_code == 4, told.output
    rows = rows_of(tmp_path, "timex")
    assert rows["test: value of an annotated expression"].value == 1.0
    assert rows["test: found and resolved, F1"].value == pytest.approx(2 / 3)


def test_squad2_is_scored_as_published_systems_are(evalsets: Path, tmp_path: Path) -> None:
    """Beside what they answered to the same questions; an answer where there is none counts nothing."""
    folder = tmp_path / "evalsets" / "squad2-dev"
    folder.mkdir(parents=True)
    shutil.copy(evalsets / "xquad-en" / "articles.jsonl.gz", folder)
    paragraph = {"paragraph": {"article_id": "korst", "start": 0, "end": len(TEXT)}}
    lines = [question(text, answer, n) | paragraph for n, (text, answer) in enumerate(ASKED.items())]
    lines += [{"id": "q9", "question": "Who sold it?", "answers": [], "answerable": False, **paragraph}]
    write(folder / "questions.jsonl", lines)
    half = {"q0": "Monday", "q1": "", "q2": "4,200", "q9": "Ilse Brandt"}
    (folder / "published.json").write_text(json.dumps({"Half (single model) (somebody)": half}))
    told = run(tmp_path, "squad2", "--evalsets", str(folder.parent))
    assert told.exit_code in (0, 4), told.output
    rows = rows_of(tmp_path, "squad2")
    assert rows["F1 of the answerable ones, never abstaining"].n == 3
    assert rows["F1 of Half, published"].value == 0.5
    ours = rows["F1 at the best threshold, by the margin"].value or 0.0
    assert ours > 0.9
    assert rows["F1 by the margin, less that of Half"].value == pytest.approx(ours - 0.5)


def test_a_case_of_which_no_file_could_be_read_has_failed(tmp_path: Path) -> None:
    """Also where an abstention is wanted; what stands under "also found" counts only where the set says so."""
    files = tmp_path / "evalsets" / "field" / "files"
    for name, text in {"one/a.txt": TEXT, "two/a.txt": "", "three/a.txt": TEXT}.items():
        (files / name).parent.mkdir(parents=True)
        (files / name).write_text(text)
    nobody = {"question": "Who sold the castle at Vire?", "answers": [], "answerable": False, "kind": "false"}
    asked = {"question": "Who led the repairs?", "answers": ["Ilse Brandt"], "answerable": True, "kind": "tl"}
    lines = [asked | {"folder": "files/one"}, nobody | {"folder": "files/two"}, asked | {"folder": "files/three"}]
    write(files.parent / "questions.jsonl", [{"id": f"f{n}", **line} for n, line in enumerate(lines)])
    told = run(tmp_path, "field", "--limit", "3", "--evalsets", str(files.parents[1]))
    assert told.exit_code in (0, 4), told.output
    rows = rows_of(tmp_path, "field")
    assert rows["outside: right, or abstained where none is"].value == pytest.approx(2 / 3)
    assert rows["own: as_wanted"].n == 3


def test_sentences_and_claims_are_held_to_the_text_by_the_small_reader(tmp_path: Path) -> None:
    """Whichever reads, since the support score goes by it: with another one nothing is measured twice."""
    folder = tmp_path / "evalsets" / "claims"
    folder.mkdir(parents=True)
    claims = {"Brandt led the repairs.": True, "The fair drew 9,000 visitors.": False}
    lines = [{"source": TEXT, "claim": claim, "supported": truth} for claim, truth in claims.items()]
    write(folder / "test.jsonl", [{"id": f"ab-test-{n}", **line} for n, line in enumerate(lines)])
    told = run(tmp_path, "sentences", "claims", "--limit", "2", "--evalsets", str(folder.parent))
    assert told.exit_code in (0, 4), told.output
    assert rows_of(tmp_path, "sentences")["correct"].n == 1
    rows = rows_of(tmp_path, "claims")
    assert rows["all, value rules: recall"].value == 1.0
    assert (rows["ab, all, as answers are held to: balanced accuracy"].value or 0) >= 0.5
    other = run(tmp_path, "sentences", "claims", "--limit", "2", QA_READER="large")
    assert other.output.count("skipped") == 2


def test_missing_sets_are_said(tmp_path: Path) -> None:
    """With the option that says where they are."""
    told = run(tmp_path, "xquad", "--evalsets", str(tmp_path / "nowhere"))
    assert told.exit_code == 1
    assert "nowhere/xquad-en. Give their folder with --evalsets" in told.output


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    """Naming those there are."""
    told = run(tmp_path, "everything")
    assert told.exit_code == 2
    assert all(part in told.output for part in PARTS)


def test_a_row_says_whether_its_target_is_met() -> None:
    """A figure without a target is only stated."""
    assert Row("x", 0.9, ">=", 0.9).met is True
    assert Row("x", 0.9, ">", 0.9).met is False
    assert Row("x", 0.9).met is None
    assert str(Row("x", 0.5, "<=", 0.2, "n=3")).split() == ["x", "0.500", "<=0.2", "MISSED", "n=3"]
    assert str(Row("x", 1234.5)).split() == ["x", "1,234"]


def test_an_edited_question_is_of_the_half_of_its_original() -> None:
    """Else what is reported would have been fitted on."""
    assert all(is_fitted_on(f"q{n}") == is_fitted_on(f"q{n}-edited") for n in range(50))
    assert {is_fitted_on(f"q{n}") for n in range(50)} == {True, False}
