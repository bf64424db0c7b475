"""Commands on answers that were given: list them, check them again, cite them, what people said of them."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.cli import options
from qa.cli.exits import ABSTAINED, OK
from qa.screen.terminal import Screen, clean, json_text, say

if TYPE_CHECKING:
    from qa.kept.bibliography import Style


@click.command()
@click.option("-n", "count", type=click.IntRange(min=1), default=20, show_default=True, help="How many answers.")
@click.option("-k", "text", metavar="TEXT", default="", help="Only those whose question holds TEXT.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers, with their quotes, as a JSON list.")
@click.option("--forget", is_flag=True, help="Delete all answers that are kept, those over HTTP too.")
@options.data_dir
def history(count: int, text: str, as_json: bool, forget: bool) -> int:
    """List the answers that `ask` and `chat` gave, the newest first, with the ids that `verify` and `cite` take.

    Ends with 3 when none is kept.
    """
    from qa.kept.answers import Answers
    from qa.screen import kept as shown

    answers = Answers(options.settings().data_dir)
    if forget:
        say(f"{answers.forget(None):,} forgotten")
        return OK
    kept = answers.latest(count, text=text)
    if as_json:
        say(json_text([one.to_dict() for one in kept]))
    else:
        say(shown.history(Screen.of(sys.stdout), kept) or "No answer is kept: `qa ask` keeps each that it gives.")
    return OK if kept else ABSTAINED


@click.command()
@click.argument("answer", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@click.option("--quotes", "quotes_only", is_flag=True, help="Only look for its quotes; do not ask again.")
@options.data_dir
def verify(answer: str | None, as_json: bool, quotes_only: bool) -> int:
    """Check a kept answer, by default the last one.

    Its quotes are held to the articles as they are now, and its question is asked again: is the answer the same today?
    Ends with 3 when a quote was changed or is gone, or the answer is another one.
    """
    from qa.engine import Engine
    from qa.kept.answers import Answers
    from qa.kept.verification import verify as check
    from qa.screen import kept as shown

    settings = options.settings()
    kept = Answers(settings.data_dir).get(answer)
    with closing(Engine.open(settings)) as engine:
        today = None if quotes_only else engine.ask(kept.question)
        with engine.folder.reading() as store:
            found = check(kept, store, today)
    say(json_text(asdict(found)) if as_json else shown.verification(Screen.of(sys.stdout), found))
    return OK if found.holds and (found.today is None or found.today.same) else ABSTAINED


@click.command()
@click.argument("answer", required=False, metavar="[ID]")
@click.option(
    "--format", "style", type=click.Choice(("markdown", "bibtex", "csl", "csv")), default="markdown", show_default=True,
    help="How; csl is CSL-JSON, which reference managers read.",
)  # fmt: skip
@options.data_dir
def cite(answer: str | None, style: Style) -> int:
    """Print the quotes of a kept answer, by default the last one, as references.

    Ends with 3 when it has none.
    """
    from qa.kept.answers import Answers
    from qa.kept.bibliography import cite as write

    kept = Answers(options.settings().data_dir).get(answer)
    say(write(kept, style) if kept.citations else f"The answer {kept.id} has no quotes.", error=not kept.citations)
    return OK if kept.citations else ABSTAINED


@click.command()
@click.option("--as-set", "target", type=click.Path(path_type=Path), help="Make a question set of it in this folder.")
@options.data_dir
def feedback(target: Path | None) -> int:
    """Say how many answers people found right or wrong, as they told it over HTTP."""
    from index.folder import DataFolder
    from qa.kept.feedback import as_set, counts

    settings = options.settings()
    if target is None:
        told = counts(settings.data_dir)
        say(f"{told['right']:,} right · {told['wrong']:,} wrong")
        return OK
    with closing(DataFolder(settings.data_dir, None)) as folder:
        made = as_set(folder, target)
    left = f", {made.left_out:,} left out that do not say what is right" if made.left_out else ""
    say(f"{made.questions:,} questions{left}: qa eval {clean(str(target))}")
    return OK
