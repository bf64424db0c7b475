"""The run folder: what each of its files holds, and what the report shows."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evals_examples import TEXT, answer, case, passage, quote, record, written

from evals.comparison import compare, read_passed
from evals.gates import Gate
from evals.plots import coverage_plot, reliability_plot
from evals.record import Record
from evals.report import report, write_run
from evals.result import Result
from index.errors import UsageError
from qa.settings import Settings

GOLD = ((36, 47),)
EVIL = case("<script>alert(1)</script>?", "x", id="evil", kind="a<b")
RECORDS = (
    record(
        case("When did it start?", "November 27", id="start", gold=GOLD, kind="date"),
        answer("November 27", quote(0, 48, marks=((36, 47),)), confidence=0.9),
        passage(0, len(TEXT)),
    ),
    record(
        case("When did it end?", answerable=False, id="end", kind="opposite"),
        answer(None, nearest=(quote(48, 76),)),
    ),
    record(EVIL, answer("</b>", quote(0, 4, text="<i>&"), confidence=0.2)),
)


def result(*records: Record, gates: tuple[str, ...] = ("right>=0.5",), **given: object) -> Result:
    """Return the result of a run with these records."""
    parts = {"settings": Settings(), "of": len(records), "comparison": None, "started": "2026-01-01T00:00:00+00:00"}
    gated = tuple(map(Gate.parse, gates))
    return Result(name="mine", articles="/a", documents="open", records=records, gates=gated, **(parts | given))


class Page(HTMLParser):
    """The tags that a browser would find in a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_run_is_a_folder_with_three_files(tmp_path: Path) -> None:
    """The summary, the records, one answer object a line, and the report."""
    write_run(result(*RECORDS), tmp_path / "run")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"records.jsonl", "report.html", "summary.json"}
    lines = [json.loads(line) for line in (tmp_path / "run" / "records.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["start", "end", "evil"]
    given = json.loads(json.dumps(RECORDS[0].answer.to_dict()))
    given["answer_id"] = given.pop("id")  # a line has the id of its question
    assert lines[0] == lines[0] | given
    assert lines[0]["judgement"]["passed"] is True
    assert lines[1]["reason"] == "not_found"
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["questions"] == 3
    assert summary["figures"]["right"]["value"] == 0.5
    assert set(summary["figures"]["right"]) == {"value", "low", "high", "n"}
    assert summary["kinds"]["opposite"]["false_answers"]["value"] == 0
    assert summary["gates"] == [{"gate": "right>=0.5", "holds": True}]
    assert summary["provenance"]["model"] == "reader"
    assert summary["settings"]["data_dir"] == ".qa"


def test_no_secret_is_written_down(tmp_path: Path) -> None:
    """The key of a model's server least of all."""
    write_run(result(*RECORDS, settings=Settings(openai_api_key="sk-secret")), tmp_path)
    assert not [path.name for path in tmp_path.iterdir() if "sk-secret" in path.read_text()]


def test_the_report_shows_what_was_taken_out() -> None:
    """As text, with why; nothing of it where no language model wrote."""
    struck = record(case("When?", "x", id="struck"), written(taken_out=("no quote gives <b>",)))
    assert "<p>Taken out: It is so. (no quote gives &lt;b&gt;)" in report(result(struck))
    assert "Taken out" not in report(result(*RECORDS))


def test_the_report_needs_nothing_but_itself() -> None:
    """No link, no script, no image from elsewhere."""
    page = Page(report(result(*RECORDS)))
    assert not [tag for tag, given in page.tags if "src" in given or "href" in given]
    assert "http" not in report(result(*RECORDS)).split("<script>")[0]


def test_the_report_marks_the_answer_in_its_quote() -> None:
    """And nothing else."""
    assert re.findall("<mark>(.*?)</mark>", report(result(*RECORDS))) == ["November 27"]


def test_the_report_shows_text_as_text() -> None:
    """Markup in a question, a quote or a kind stays text."""
    text = report(result(*RECORDS))
    assert "&lt;script&gt;alert(1)" in text
    assert "&lt;i&gt;&amp;" in text
    assert [given["data-kind"] for tag, given in Page(text).tags if tag == "details"] == ["date", "opposite", "a<b"]
    assert sum(tag == "script" for tag, _ in Page(text).tags) == 1


def test_the_report_can_be_filtered() -> None:
    """By what passed, what was answered and the kind; the classes are those that the script looks for."""
    text = report(result(*RECORDS))
    classes = [(given["class"] or "").split() for tag, given in Page(text).tags if tag == "details"]
    assert classes == [["passed", "answered"], ["passed", "abstained"], ["failed", "answered"]]
    assert "<option>opposite</option>" in text


def test_both_plots_are_in_the_report() -> None:
    """Each a drawing of its own with its points."""
    text = report(result(*RECORDS))
    assert coverage_plot(RECORDS) in text
    assert reliability_plot(RECORDS) in text
    assert sum(tag == "svg" for tag, _ in Page(text).tags) == 2
    assert "n=1: stated 0.90, right 1.00" in reliability_plot(RECORDS)


def test_a_report_without_answers_is_still_one() -> None:
    """When all abstain there is nothing to plot."""
    assert "<polyline" in report(result(RECORDS[1]))


def test_a_gate_that_fell_is_shown() -> None:
    """In the report and in the lines."""
    fell = result(*RECORDS, gates=("right>=0.9", "em<=1"))
    assert fell.fallen == (Gate.parse("right>=0.9"),)
    assert "right&gt;=0.9 fell" in report(fell)
    assert "  gate right>=0.9 FELL: 0.500 [0.095, 0.905] n=2" in list(fell.lines())


def test_a_part_of_a_set_is_said_to_be_one() -> None:
    """Three of ten."""
    assert next(result(*RECORDS, of=10).lines()) == "mine: 3 of 10 questions, documents open"
    assert "3 of 10 questions" in report(result(*RECORDS, of=10))


def test_a_baseline_tells_what_broke_and_what_was_mended(tmp_path: Path) -> None:
    """Over the questions in both runs; each counts for a gate."""
    write_run(result(*RECORDS), tmp_path)
    before = read_passed(tmp_path)
    start, end, evil = RECORDS
    broken = record(start.case, answer(None))
    mended = record(evil.case, answer("x", quote(0, 4, text="x")))
    unknown = record(case("New?", answerable=False, id="new"), answer(None))
    changed = compare((broken, end, mended, unknown), tmp_path, before)
    assert (changed.both, changed.broken, changed.mended) == (3, ("start",), ("evil",))
    now = result(broken, end, mended, unknown, gates=("broken<=0", "mended>=1"), comparison=changed)
    assert now.fallen == (Gate.parse("broken<=0"),)
    assert {"  broken: start", "  mended: evil"} <= set(now.lines())
    assert 'class="failed abstained broken"' in report(now)
    assert now.to_dict()["baseline"]["broken"] == ("start",)


@pytest.mark.parametrize("written", [None, "no JSON", '{"id": 1}', "[]"])
def test_a_baseline_that_is_no_run_is_refused(tmp_path: Path, written: str | None) -> None:
    """Naming the file."""
    if written is not None:
        (tmp_path / "records.jsonl").write_text(written)
    with pytest.raises(UsageError, match=r"is no run: .*records\.jsonl cannot be read"):
        read_passed(tmp_path)
