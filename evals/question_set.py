"""A question set: a folder with questions, where their articles are, and what must hold.

    questions.jsonl    one question a line (`evals.case`)
    articles.jsonl     the articles (or articles.jsonl.gz), unless set.toml says where they are
    set.toml           optional: `name`, `articles` (a path, relative to this file), and a table `[gates]`

Whatever is wrong with a set is a UsageError that names the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.case import Case, load_cases
from evals.gates import Gate
from index.errors import UsageError

SETS = Path(__file__).parent / "sets"
"""The sets that come with Dateline."""


@dataclass(frozen=True)
class QuestionSet:
    """A set, read: its name, its questions, the file or folder of its articles, and its own gates."""

    name: str
    cases: tuple[Case, ...]
    articles: Path
    gates: tuple[Gate, ...]


def load_set(name: str, articles: Path | None = None) -> QuestionSet:
    """Return the set `name`: one that comes with Dateline, else a path to a folder or to a `.jsonl` file in one.

    Args:
        name: of the set.
        articles: where its articles are, instead of where the set says.
    """
    path = SETS / name if (SETS / name / "questions.jsonl").is_file() else Path(name)
    questions = path if path.suffix == ".jsonl" else path / "questions.jsonl"
    if not questions.is_file():
        known = ", ".join(sorted(folder.parent.name for folder in SETS.glob("*/questions.jsonl")))
        raise UsageError(f"No question set {name!r}: {questions} is not a file. Give a folder, or one of: {known}.")
    folder = questions.resolve().parent
    told = _set_toml(folder / "set.toml")
    title = told.get("name", folder.name) + ("" if questions.stem == "questions" else f"-{questions.stem}")
    return QuestionSet(
        name=title,
        cases=load_cases(questions),
        articles=_articles(folder, articles.absolute() if articles else told.get("articles")),
        gates=told.get("gates", ()),
    )


def _set_toml(path: Path) -> dict[str, Any]:
    """Return what set.toml says, its gates parsed; nothing where there is none."""
    if not path.is_file():
        return {}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        shape = {"name": str, "articles": str, "gates": dict}
        for name, value in told.items():
            if not isinstance(value, shape.get(name, ())):
                raise UsageError(f"{name} = {value!r}: give name and articles as text, gates as a table.")
        gates = tuple(Gate.parse(f"{measure}{bound}") for measure, bound in told.get("gates", {}).items())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error
    return told | {"gates": gates}


def _articles(folder: Path, told: Path | str | None) -> Path:
    choices = [folder / told] if told else [folder / "articles.jsonl.gz", folder / "articles.jsonl"]
    for path in choices:
        if path.exists():
            return path.resolve()
    tried = " nor ".join(map(str, choices))
    raise UsageError(f"The articles of {folder} are missing: no {tried}. Name them in set.toml or with --articles.")
