"""The options that several commands share, and what becomes of them: settings and filters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from index.errors import UsageError
from index.filters import Filters
from qa.question import Question
from qa.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def _setting(*names: str, **attributes: Any) -> Callable[[Command], Command]:
    """Return an option whose value goes to the settings instead of the command."""

    def remember(context: click.Context, option: click.Parameter, value: Any) -> None:
        given = context.ensure_object(dict)
        if value is not None and option.name:
            given[option.name] = value

    return click.option(*names, expose_value=False, callback=remember, **attributes)


_folder = _setting(
    "--data-dir", type=click.Path(path_type=Path), help="The data folder (QA_DATA_DIR; .qa in the working directory)."
)
_collection = _setting(
    "--collection", metavar="NAME", help="Another set of articles, apart from the data folder's own."
)
model = _setting(
    "--model", metavar="NAME", help="What answers: reader, ollama/NAME, openai/NAME or auto; `qa models` lists them."
)
min_confidence = _setting("--min-confidence", type=float, help="Abstain under this confidence, 0 to 1.")
as_of = _setting("--as-of", metavar="DAY", help="The day of asking (YYYY-MM-DD); what was told later does not count.")
draft = click.option(
    "--draft", is_flag=True, help="In a terminal, show what a language model writes before it is checked, dimmed."
)


def data_dir(command: Command) -> Command:
    """Give a command the options that say which articles it is about."""
    return _folder(_collection(command))


def settings() -> Settings:
    """Return the settings of the running command: the file, the environment, then its flags."""
    given = dict(click.get_current_context().ensure_object(dict))
    name = given.pop("collection", None)
    loaded = Settings.load(given)
    if name is None:
        return loaded

    from index.folder import collection

    return replace(loaded, data_dir=collection(loaded.data_dir, name))


def filtered(command: Command) -> Command:
    """Give a command the options that hold it to some articles; it takes them as `**given` to `filters`."""
    for option in (
        click.option("--until", metavar="DAY", help="Only articles published on this day or earlier (YYYY-MM-DD)."),
        click.option("--since", metavar="DAY", help="Only articles published on this day or later (YYYY-MM-DD)."),
        click.option("--article", "article_ids", metavar="ID", multiple=True, help="Only this article; repeats."),
        click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only articles with this tag; repeats."),
        click.option("--outlet", "outlets", metavar="NAME", multiple=True, help="Only this publisher; repeats."),
        click.option("--source", "sources", metavar="PATH", multiple=True, help="Only this file or folder; repeats."),
    ):
        command = option(command)
    return command


def filters(**given: Any) -> Filters:
    """Return the filters of a command that is `filtered`."""
    return Question.parse({"question": "", "filters": given}).filters


def question(words: Sequence[str]) -> str:
    """Return the question in a command's arguments, or on stdin where they are `-`."""
    try:
        text = sys.stdin.read() if list(words) == ["-"] else " ".join(words)
        text.encode()
    except UnicodeError:
        raise UsageError("The question is not valid UTF-8: check the encoding of your terminal or file.") from None
    if not text.strip():
        raise click.UsageError("Give a question, or - to read it from stdin.")
    return text.strip()
