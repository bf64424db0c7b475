"""Runs with a language model: what answers, what is compared, what is calibrated; with a scripted model."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from evals_examples import answer, case, record, written
from ollama_fakes import FakeOllama
from scripted import Scripted

from evals.calibration import is_fitted_on
from evals.curves import LEAST, fit_curve
from evals.options import Options
from evals.record import Record
from evals.run import evaluate
from index.errors import DatelineError, ModelError, UsageError
from qa.check.curve import Curve, Signs
from qa.cli import main
from qa.llm.protocol import Chunk, Message
from qa.settings import Settings
from qa.shipped import READERS

TEXT = "The bridge at Korst fell on March 3, 2021. Mayor Ilse Brandt led the repairs. The fair drew 4,200 visitors."
ASKED = {"bridge": ("When did the bridge fall?", "March 3, 2021"), "fair": ("How many visitors came?", "4,200")}
SAID = {
    "bridge": "The bridge at Korst fell on March 3, 2021 [1]. It was mended by 12 men [1].",
    "fair": "The fair drew 4,200 visitors [1].",
}
SURE, UNSURE = Signs(-0.1, -0.5, 0.9, 0.0, 1, 0.5), Signs(-1.5, -6.0, 0.6, 0.5, 1, -0.5)


def says(messages: Sequence[Message]) -> list[Chunk]:
    """Return the reply to the question at the end of the prompt, with log probabilities."""
    asked = messages[-1].content.rpartition("Question: ")[2].strip()
    id = next(id for id, (question, _) in ASKED.items() if question == asked)
    return [Chunk(word + " ", (-0.1,)) for word in SAID[id].split()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two questions on one article."""
    path = tmp_path_factory.mktemp("set")
    (path / "articles.jsonl").write_text(json.dumps({"id": "korst", "title": "News", "text": TEXT}) + "\n")
    lines = [
        {"id": id, "question": question, "answers": [accepted], "answerable": True}
        for id, (question, accepted) in ASKED.items()
    ]
    (path / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def run(folder: Path, llm: Scripted | None = None, *, model: str = "auto", **given: Any) -> tuple[int, list[str]]:
    """Run the set; return its status and what it said."""
    said: list[str] = []
    settings = Settings(data_dir=folder / ".qa", model=model, reader="small", min_confidence=0.05)
    options = Options(**({"sets": (str(folder),), "out": folder / "out"} | given))
    return evaluate(settings, options, say=said.append, log=lambda _: None, llm=llm), said


def records(folder: Path) -> list[dict[str, Any]]:
    """Return the records of the run in a folder."""
    return [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]


def test_auto_is_the_reader(folder: Path) -> None:
    """Whatever server runs; the settings that are kept say so."""
    status, said = run(folder)
    assert status == 0
    assert said[0].endswith("2 questions, documents open")
    assert {line["provenance"]["model"] for line in records(folder / "out")} == {"reader-minilm-l6"}
    assert json.loads((folder / "out" / "summary.json").read_text())["settings"]["model"] == "reader"


def test_a_language_model_is_measured_by_its_sentences(folder: Path) -> None:
    """Of three sentences one gives a number that no quote holds; both answers are right."""
    status, said = run(folder, Scripted(says))
    assert status == 0
    assert said[0].endswith("2 questions, documents open, ollama/scripted")
    kept = json.loads((folder / "out" / "summary.json").read_text())["figures"]
    assert (kept["right"]["value"], kept["wrong_answers"]["value"]) == (1, 0)
    assert (kept["taken_out"]["value"], kept["taken_out"]["n"]) == (pytest.approx(1 / 3), 3)
    assert kept["first_token_ms"]["n"] == 2
    assert records(folder / "out")[0]["confidence"] is None
    assert "12 men" in (folder / "out" / "report.html").read_text()


def test_a_model_is_compared_with_another_on_the_same_questions(folder: Path) -> None:
    """Which are asked of both; the run of the other lies in that of the first."""
    model = Scripted(says)
    _, said = run(folder, model, compare="reader")
    assert len(model.asked) == 2
    assert "  against reader, 2 questions: here - there = difference [95 % interval]" in said
    assert any(line.startswith("    right_quoted") and " n=2 p=" in line for line in said)
    assert any("a veto of the reader would strike" in line for line in said)
    kept = json.loads((folder / "out" / "summary.json").read_text())["compared"]
    assert (kept["other"], kept["both"]) == ("reader", 2)
    other = records(folder / "out" / "compared")
    assert [line["id"] for line in other] == list(ASKED)
    assert {line["provenance"]["model"] for line in other} == {"reader-minilm-l6"}
    assert "Against reader, 2 questions" in (folder / "out" / "report.html").read_text()


@pytest.mark.slow
def test_a_model_is_compared_with_an_earlier_run(folder: Path, tmp_path: Path) -> None:
    """Over the questions that are in both; nothing is asked again."""
    run(folder, out=tmp_path / "before", limit=1)
    model = Scripted(says)
    _, said = run(folder, model, compare=str(tmp_path / "before"))
    assert len(model.asked) == 2
    assert f"  against {tmp_path / 'before'}, 1 questions: here - there = difference [95 % interval]" in said
    assert "    left out, in one of them only: fair" in said


def test_several_sets_are_compared_with_their_runs_by_name(folder: Path, tmp_path: Path) -> None:
    """As they are with a baseline."""
    (folder / "again.jsonl").write_text((folder / "questions.jsonl").read_text())
    sets = (str(folder), str(folder / "again.jsonl"))
    run(folder, sets=sets, out=tmp_path)
    _, said = run(folder, sets=sets, out=tmp_path / "now", compare=str(tmp_path))
    assert sum(line.startswith("  against ") for line in said) == 2


def test_a_model_that_cannot_be_had_ends_the_run_before_the_first_question(folder: Path) -> None:
    """The one that is compared with too: its turn would come after hours."""
    model = Scripted(says)
    with pytest.raises(ModelError):
        run(folder, model, compare="ollama/small")
    assert not model.asked
    with pytest.raises(ModelError):
        run(folder, model="ollama/small")


@pytest.mark.parametrize("given", [{"calibrate": "reader"}, {"calibrate": "auto"}, {"calibrate": "gpt"}])
def test_only_a_language_model_is_calibrated(folder: Path, given: dict[str, str]) -> None:
    """The reader's confidence comes with it."""
    with pytest.raises(UsageError):
        run(folder, **given)


@pytest.mark.slow
def test_a_model_is_calibrated_from_the_command_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its curve is kept in the data folder; from then on it states a confidence."""
    ids = [*ids_of(LEAST, fit=True), *ids_of(2, fit=False)]
    lines = [
        {"id": id, "question": "When did the bridge fall?", "answers": [("March 3, 2021", "Monday")[n % 2]]}
        for n, id in enumerate(ids)
    ]
    (tmp_path / "articles.jsonl").write_text((folder / "articles.jsonl").read_text())
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(line | {"answerable": True}) + "\n" for line in lines))
    data_dir = folder / ".qa"
    given = ["eval", str(tmp_path), "--data-dir", str(data_dir), "--out", str(tmp_path / "out")]
    with FakeOllama(words=("The bridge at Korst ", "fell on ", "March 3, 2021 [1].")) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        assert main([*given, "--calibrate", "ollama/fake"]) == 0
        said = capsys.readouterr().out
        assert f"calibrated ollama/fake on {LEAST} answers to questions of {tmp_path.name}" in said
        assert "  on the other 2: right 0.500, stated 0.5" in said
        assert {line["confidence"] for line in records(tmp_path / "out")} == {None}
        assert main([*given, "--model", "ollama/fake", "--limit", "1", "--compare", str(tmp_path / "out")]) == 0
    assert records(tmp_path / "out")[0]["confidence"] == pytest.approx(0.5, abs=0.1)


def test_a_calibrated_model_states_its_confidence_and_abstains_by_it(folder: Path) -> None:
    """Until its weights are others; under min_confidence nothing is answered, as with the reader."""
    model = Scripted(says)
    weights = {"bias": 0.0, "mean_logprob": 0.0, "least_logprob": 0.0, "support": 0.0, "taken_out": -99.0}
    weights |= {"citations": 0.0, "reader": 0.0}
    Curve(model.name, model.digest, weights, "x", 10, READERS["small"].digest).save(folder / ".qa")
    run(folder, model)
    bridge, fair = records(folder / "out")
    assert (fair["confidence"], fair["status"]) == (0.5, "answered")
    assert (bridge["status"], bridge["reason"], bridge["answer"]) == ("abstained", "not_found", None)
    model.digest = "sha256:other"
    run(folder, model)
    assert [line["confidence"] for line in records(folder / "out")] == [None, None]


def ids_of(count: int, *, fit: bool) -> list[str]:
    """Return ids of questions of the half that is fitted on, or of the other one."""
    return list(islice((id for id in map(str, range(10_000)) if is_fitted_on(id) is fit), count))


def asked(right: int, wrong: int, *, fit: bool) -> list[Record]:
    """Return records of answers, the right ones sure, of the half that is fitted on or of the other one."""
    made = []
    for n, id in enumerate(ids_of(right + wrong, fit=fit)):
        said = written(("It began on November 27." if n < right else "It began on a Friday.", (1,)))
        made.append(replace(record(case("When?", "November 27", id=id), said), signs=SURE if n < right else UNSURE))
    return made


def test_a_curve_is_fitted_on_half_and_measured_on_the_other() -> None:
    """What is sure is right in both halves."""
    found = fit_curve([*asked(12, 12, fit=True), *asked(3, 4, fit=False)], ["mine"], "sha256:small")
    assert (found.curve.model, found.curve.digest, found.curve.answers) == ("ollama/small", "sha256:1", 24)
    assert found.curve.confidence(SURE) > 0.8 > 0.2 > found.curve.confidence(UNSURE)
    assert found.rights == (True,) * 3 + (False,) * 4
    assert list(found.lines())[1].startswith("  on the other 7: right 0.429, stated 0.4")


@pytest.mark.parametrize(("right", "wrong"), [(LEAST - 2, 1), (LEAST, 0), (0, LEAST)])
def test_too_few_answers_make_no_curve(right: int, wrong: int) -> None:
    """Nor do answers that are all right or all wrong, nor those that abstain."""
    abstained = [record(case("When?", "x", id=str(n)), answer(None)) for n in range(50)]
    with pytest.raises(DatelineError, match="cannot be calibrated"):
        fit_curve([*asked(right, wrong, fit=True), *abstained], ["mine"], "sha256:small")
