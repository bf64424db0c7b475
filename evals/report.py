"""The run folder: `summary.json`, `records.jsonl` and `report.html`, which needs nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from evals.difference import number
from evals.metrics import METRICS
from evals.page import PAGE
from evals.plots import coverage_plot, reliability_plot
from evals.record import Record
from evals.result import Result
from qa.answer import Answer, Citation

_BY_KIND = ("right", "right_quoted", "f1", "recall@1", "recall@10", "false_answers", "abstention_recall")


def write_run(result: Result, folder: Path) -> None:
    """Write the run into a folder, in place of one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = json.dumps(result.to_dict(), ensure_ascii=False, indent=2)
    (folder / "summary.json").write_text(summary + "\n", encoding="utf-8")
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for record in result.records:
            file.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")
    (folder / "report.html").write_text(report(result), encoding="utf-8")


def report(result: Result) -> str:
    """Return the report as one HTML page; text of articles and questions is escaped, never markup."""
    part = f" of {result.of}" if result.of > len(result.records) else ""
    return PAGE.format(
        title=escape(f"{result.name}: {len(result.records)}{part} questions"),
        about=escape(f"{result.model} · documents {result.documents} · {result.articles} · {result.started}"),
        gates="".join(_gates(result)),
        figures="".join(_figures(result)),
        paired="".join(_paired(result)),
        kinds="".join(_kinds(result)),
        coverage=coverage_plot(result.records),
        reliability=reliability_plot(result.records),
        options="".join(f"<option>{escape(kind)}</option>" for kind in result.kinds),
        records="".join(_record(record, _change(record, result)) for record in result.records),
    )


def _gates(result: Result) -> Iterator[str]:
    for gate in result.gates:
        state = "fell" if gate in result.fallen else "holds"
        yield f'<span class="gate {state}">{escape(str(gate))} {state}</span> '


def _figures(result: Result) -> Iterator[str]:
    for name, figure in result.figures.items():
        if figure.value is not None:
            interval = f"{figure.low:.3f} – {figure.high:.3f}" if figure.low is not None else ""
            about = METRICS[name].about if name in METRICS else ""
            head = f'<th title="{escape(about)}">{escape(name)}' if about else f"<th>{escape(name)}"
            yield f"<tr>{head}<td>{figure.value:.3f}<td>{interval}<td>{figure.n}"


def _paired(result: Result) -> Iterator[str]:
    if result.paired is None:
        return
    yield f"<h2>Against {escape(result.paired.other)}, {result.paired.both} questions</h2>"
    yield "<table><tr><th>measure<th>here<th>there<th>difference<th>95 % interval<th>n<th>p<th>only here / there"
    for one in result.paired.differences:
        interval = f"{number(one.low)} – {number(one.high)}" if one.low is not None else ""
        test = f"<td>{one.p:.3g}<td>{one.only_here} / {one.only_there}" if one.p is not None else "<td><td>"
        cells = "<td>".join("" if value is None else number(value) for value in (one.here, one.there, one.difference))
        yield f"<tr><th>{escape(one.name)}<td>{cells}<td>{interval}<td>{one.n or ''}{test}"
    yield "</table>"
    if result.paired.veto:
        yield f"<p>{escape(str(result.paired.veto).capitalize())}."
    if result.paired.left_out:
        yield f"<p>Left out, in one of them only: {escape(', '.join(result.paired.left_out))}."


def _kinds(result: Result) -> Iterator[str]:
    if result.kinds:
        yield f"<table><tr><th>kind<th>{'<th>'.join(_BY_KIND)}"
    for kind, figures in result.kinds.items():
        cells = (f'<td title="{figures[name]}">{_short(figures[name].value)}' for name in _BY_KIND)
        yield f"<tr><th>{escape(kind)}{''.join(cells)}"
    if result.kinds:
        yield "</table>"


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _change(record: Record, result: Result) -> str:
    if result.comparison and record.case.id in result.comparison.broken:
        return "broken"
    return "mended" if result.comparison and record.case.id in result.comparison.mended else ""


def _record(record: Record, change: str) -> str:
    case, answer = record.case, record.answer
    state = "passed" if record.judgement.passed else "failed"
    given = answer.answer if answer.answer is not None else f"abstained: {answer.reason}"
    stated = "" if answer.confidence is None else f"{answer.confidence:.2f}"
    accepted = " | ".join(case.answers or [item[0] for item in case.items]) if case.answerable else "no answer"
    return (
        f'<details class="{state} {answer.status} {change}" data-kind="{escape(case.kind or "")}">'
        f"<summary><b>{escape(case.question.question)}</b> <i>{escape(given)}</i> "
        f"<small>{stated} {escape(case.kind or '')} {change}</small></summary>"
        f"<p>Accepted: {escape(accepted)}<p>{_judgement(record)}"
        f"{_understood(record)}{_taken_out(answer)}{_quotes('Quotes', answer.citations)}{_alternatives(answer)}"
        f"{_quotes('Nearest', answer.nearest)}</details>\n"
    )


def _judgement(record: Record) -> str:
    judged = record.judgement
    rank = "not in the best 10" if judged.rank is None else f"rank {judged.rank}"
    passage = f" · passage {rank}" if record.case.answerable else ""
    quote = f" · quotes intact: {sum(judged.intact)} of {len(judged.intact)}"
    return escape(f"{record.case.id} · f1 {judged.f1:.2f} · quoted: {judged.quoted}{passage}{quote}")


def _understood(record: Record) -> str:
    turns = [f"<p>Before: {escape(turn.question)} – {escape(turn.answer)}" for turn in record.case.question.history]
    understood = record.answer.understood_as
    return "".join(turns) + (f"<p>Understood as: {escape(understood)}" if understood else "")


def _taken_out(answer: Answer) -> str:
    return "".join(f"<p>Taken out: {escape(gone.text)} ({escape(gone.why)})" for gone in answer.unsupported)


def _alternatives(answer: Answer) -> str:
    versions = [_quotes(f"By time: {value.answer}", value.citations) for value in answer.values]
    return "".join(
        [*versions, *(_quotes(f"Also found: {other.answer}", other.citations) for other in answer.alternatives)]
    )


def _quotes(heading: str, citations: Iterable[Citation]) -> str:
    shown = "".join(
        f"<blockquote>{_marked(quote)}<footer>{escape(quote.document_title)} · {escape(quote.source)}"
        f"{'' if quote.line is None else f':{quote.line}'} · {quote.start_char_index}–{quote.end_char_index}"
        f"</footer></blockquote>"
        for quote in citations
    )
    return f"<h4>{escape(heading)}</h4>{shown}" if shown else ""


def _marked(quote: Citation) -> str:
    """Return the quote with the answer's places marked."""
    pieces, at = [], quote.start_char_index
    for start, end in sorted(quote.marks):
        pieces.append(escape(_slice(quote, at, start)))
        pieces.append(f"<mark>{escape(_slice(quote, max(at, start), end))}</mark>")
        at = max(at, end)
    return "".join([*pieces, escape(_slice(quote, at, quote.end_char_index))])


def _slice(quote: Citation, start: int, end: int) -> str:
    return quote.cited_text[start - quote.start_char_index : end - quote.start_char_index]
