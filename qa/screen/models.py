"""How models look: which can answer or embed, and which one `auto` takes. Values in, text out."""

from __future__ import annotations

from collections.abc import Sequence

from qa.check.curve import Curve
from qa.llm.models import Chosen, Listed
from qa.screen.terminal import Screen
from qa.shipped import READERS


def listing(screen: Screen, listed: Sequence[Listed], auto: Chosen) -> str:
    """Return a line for each model, then what `auto` takes and why, and what to type to choose one."""
    rows = [_model(model) for model in listed]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    taken = auto.model.name if auto.model else "reader"
    measured = {curve.model: curve.measured for curve in Curve.all_measured()}
    lines = []
    wide = screen.width is not None and sum(widths) + 2 * len(widths) + len("auto") > screen.width
    for row in rows:
        mark = "auto" if row[0] == taken else ""
        name, *facts = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        told = screen.paint("  ".join([*facts, mark]).rstrip())
        if wide:  # then each model takes a line and what is told of it the next one
            name = screen.line(row[0], "bold")
            told = screen.line(", ".join(filter(None, (*row[1:], mark))), first="\n  ", rest="  ")
        else:
            name = f"{screen.paint(name, 'bold')}  "
        lines.append(name + told)
        lines += [screen.line(measured[row[0]], "dim", first="  ", rest="  ")] if row[0] in measured else []
    lines += ["", *_choices(screen, listed, auto)]
    return "\n".join(lines)


def _choices(screen: Screen, listed: Sequence[Listed], auto: Chosen) -> list[str]:
    """Return what `auto` takes, and what to type to take another."""
    told = [auto.why or ""]
    if ("reader", READERS["large"].parameters) not in ((model.name, model.parameters) for model in listed):
        told.append("For an embedded reader that is right more often and takes longer: QA_READER=large.")
    served = [model for model in listed if model.name.startswith("ollama/")]
    writing = [model.name for model in served if "answer" in model.can]
    if writing:
        told.append(f"To choose one: --model {writing[0]}, or QA_MODEL={writing[0]}.")
    else:
        told.append("For one that writes answers: start Ollama and run `ollama pull llama3.2`.")
    embedding = [model.name for model in served if "embed" in model.can]
    if embedding:
        told.append(f"To embed with another: set QA_EMBEDDER={embedding[0]} and run `qa repair`.")
    return [screen.line(line) for line in told]


def _model(model: Listed) -> tuple[str, ...]:
    return (
        model.name,
        ", ".join(model.can),
        "" if model.size is None else f"{model.size / 1e6:,.0f} MB",
        "" if model.window is None else f"{model.window:,} tokens",
        f"{model.parameters} {model.quantisation}".strip(),
        f"sends to {model.remote}" if model.remote else "",
    )
