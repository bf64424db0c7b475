"""The result of a run: its records and all that is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from evals.comparison import Comparison, Paired
from evals.gates import Gate
from evals.intervals import Figure
from evals.metrics import by_kind, figures
from evals.record import Record
from qa.settings import SECRET, Settings


@dataclass(frozen=True)
class Result:
    """One set, run once.

    Attributes:
        name: of the set.
        articles: where its articles are.
        documents: `given` or `open`.
        settings: of the engine.
        started: when, ISO 8601 in UTC.
        of: how many questions the set has; more than `records` when only a part was run.
        records: one for each question asked, in the set's order.
        gates: what must hold.
        comparison: with the baseline, if one was given.
        paired: with another model or an earlier run, if one was given.
        rival: the run of that other model.
    """

    name: str
    articles: str
    documents: str
    settings: Settings
    started: str
    of: int
    records: tuple[Record, ...]
    gates: tuple[Gate, ...]
    comparison: Comparison | None = None
    paired: Paired | None = None
    rival: Result | None = None

    @property
    def model(self) -> str:
        """The name of what answered."""
        return self.records[0].answer.provenance.model

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every measure over all records, and the counts against the baseline."""
        return figures(self.records) | (self.comparison.figures() if self.comparison else {})

    @cached_property
    def kinds(self) -> dict[str, dict[str, Figure]]:
        """Every measure of each kind of question."""
        return by_kind(self.records)

    @cached_property
    def fallen(self) -> tuple[Gate, ...]:
        """The gates that do not hold."""
        return tuple(gate for gate in self.gates if not gate.holds(self.figures))

    def to_dict(self) -> dict[str, Any]:
        """Return what `summary.json` holds."""
        return {
            "set": self.name,
            "articles": self.articles,
            "documents": self.documents,
            "started": self.started,
            "questions": len(self.records),
            "questions_of_the_set": self.of,
            "provenance": asdict(self.records[0].answer.provenance),
            "settings": {name: _plain(value) for name, value in asdict(self.settings).items() if name not in SECRET},
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "kinds": {
                kind: {name: asdict(figure) for name, figure in of_kind.items() if figure.n}
                for kind, of_kind in self.kinds.items()
            },
            "gates": [{"gate": str(gate), "holds": gate not in self.fallen} for gate in self.gates],
            "baseline": asdict(self.comparison) if self.comparison else None,
            "compared": asdict(self.paired) if self.paired else None,
        }

    def lines(self) -> Iterator[str]:
        """Yield the result for people, line by line."""
        part = f" of {self.of}" if self.of > len(self.records) else ""
        model = f", {self.model}" if any(record.answer.written for record in self.records) else ""
        questions = "question" if self.of == 1 else "questions"
        yield f"{self.name}: {len(self.records)}{part} {questions}, documents {self.documents}{model}"
        yield from (f"  {name:<22}{figure}" for name, figure in self.figures.items() if figure.n)
        for kind, of_kind in self.kinds.items():
            told = [f"{name} {of_kind[name]}" for name in ("right_quoted", "false_answers") if of_kind[name].n]
            yield f"  {kind:<22}{', '.join(told)}"
        if self.comparison:
            yield from (f"  broken: {id}" for id in self.comparison.broken)
            yield from (f"  mended: {id}" for id in self.comparison.mended)
        if self.paired:
            yield from self.paired.lines()
        for gate in self.gates:
            state = "FELL" if gate in self.fallen else "holds"
            yield f"  gate {gate} {state}: {self.figures[gate.measure]}"


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool)) else str(value)
