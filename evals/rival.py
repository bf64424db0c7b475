"""What a run is compared with: a model, which is asked the same questions, or an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.outcome import Outcomes, read_outcomes
from index.errors import UsageError
from qa.settings import ModelName


@dataclass(frozen=True)
class Rival:
    """What a run is compared with.

    Attributes:
        name: of the model, or of the folder of the run.
        outcomes: of the earlier run; None where a model is asked.
    """

    name: str
    outcomes: Outcomes | None = None

    @property
    def model(self) -> str | None:
        """The model that is asked; None where there is an earlier run."""
        return self.name if self.outcomes is None else None

    @classmethod
    def parse(cls, text: str | None, name: str = "") -> Rival | None:
        """Return what `text` names, None where it is None.

        Args:
            text: a model, or the folder of a run.
            name: of the set, where the folder holds the runs of several.

        Raises:
            UsageError: it is neither, or the model is `auto`.
        """
        if text is None:
            return None
        if Path(text).is_dir():
            folder = Path(text) / name
            return cls(str(folder), read_outcomes(folder))
        try:
            named = ModelName.parse(text)
        except UsageError as error:
            raise UsageError(f"There is nothing to compare with: {text!r} is no folder of a run. {error}") from error
        if named.kind == "auto":
            raise UsageError("auto is nothing to compare with, since it depends on what runs: name a model, as reader.")
        return cls(str(named))
