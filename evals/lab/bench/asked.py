"""What was asked already, kept line by line, so that a long part which was stopped goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.case import Case
from evals.outcome import Outcome, outcomes, read_outcomes
from evals.record import Record


class Asked:
    """The outcomes of questions that were asked in one way.

    Args:
        folder: where they are kept, as the records of a run; only for the commit, the reader and the way of asking that
            its name says. What stands there is gone on with.
        fresh: whether to begin anew, since the code may have changed.
    """

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "records.jsonl"
        whole = b"" if fresh or not self._file.exists() else self._file.read_bytes()
        self._file.write_bytes(whole[: whole.rfind(b"\n") + 1])  # without a line that a kill cut off
        self._outcomes = dict(read_outcomes(folder))

    def lacking(self, cases: Sequence[Case]) -> list[Case]:
        """Return the cases that were not asked yet."""
        return [case for case in cases if case.id not in self._outcomes]

    def keep(self, records: Iterator[Record]) -> None:
        """Keep records as they come."""
        with self._file.open("a", encoding="utf-8") as file:
            for record in records:
                self._outcomes |= outcomes([record])
                file.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")
                file.flush()

    def of(self, cases: Sequence[Case]) -> list[Outcome]:
        """Return the outcomes of cases that were asked, in order."""
        return [self._outcomes[case.id] for case in cases]
