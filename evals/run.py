"""The run: question sets asked one after the other, judged, and written down as a run folder for each.

`evaluate` is what `qa eval` calls. It asks nothing of the user's own index: the articles of a set are indexed apart,
under the data folder, and found there again by the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.settings import Settings

Documents = Literal["given", "open"]


@dataclass(frozen=True)
class Options:
    """What a run is asked to do; the flags of `qa eval`.

    Attributes:
        sets: each the name of a folder in `evals/sets`, or a path to a folder or a `.jsonl` file of questions.
        articles: where the articles are, instead of where the set says; None for the set's own.
        limit: at most so many questions of each set; None for all.
        text: only questions whose id or question contains this, without regard to case (`-k`); None for all.
        failed: only questions that failed when they were last asked.
        gates: what must hold besides the set's own gates, such as `em>=0.7`.
        baseline: the folder of an earlier run to compare with; with several sets, the folder that holds them by name.
        out: the folder to write the run to, or None for a new one in the data folder; several sets go into it by name.
        documents: `given` holds each question to the documents that it came with, `open` asks it of all articles.
    """

    sets: tuple[str, ...] = ("seeds",)
    articles: Path | None = None
    limit: int | None = None
    text: str | None = None
    failed: bool = False
    gates: tuple[str, ...] = ()
    baseline: Path | None = None
    out: Path | None = None
    documents: Documents = "open"


def evaluate(
    settings: Settings, options: Options, *, say: Callable[[str], None], log: Callable[[str], None]
) -> int:
    """Run the sets and return the exit status: 0 when every gate holds, 4 when one falls.

    Args:
        settings: of the engine that is measured; its data folder holds the runs and the indexes made for them.
        options: what to run.
        say: takes each line of the result (stdout).
        log: takes each line about the run on its way (stderr).

    Raises:
        UsageError: a set, a line of it (named as file:line), a gate or the baseline is not usable; before the run.
    """
    raise NotImplementedError
