"""Commands that ask: a question, a search, a conversation, a timeline, a file of questions."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from qa.cli import options
from qa.cli.exits import ABSTAINED, ERROR, OK
from qa.question import Question
from qa.screen.terminal import Screen, clean, json_text, say


@click.command()
@click.argument("words", nargs=-1, metavar="QUESTION")
@click.option("-v", "--verbose", is_flag=True, help="Add every span that was considered, its scores, and the times.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer object alone.")
@options.draft
@options.filtered
@options.as_of
@options.min_confidence
@options.model
@options.data_dir
def ask(words: tuple[str, ...], verbose: bool, as_json: bool, draft: bool, **filters: Any) -> int:
    """Answer a question (quoted, or as plain words, or - for stdin) and show its quotes.

    Ends with 3 when no passage answers it.
    """
    question = Question(options.question(words), filters=options.filters(**filters))

    from qa.remote.client import open_engine, where
    from qa.screen import show
    from qa.screen.details import details
    from qa.screen.live import Live

    with closing(open_engine(options.settings(), verbose)) as engine:
        screen = Screen() if as_json else Screen.of(sys.stdout)
        if verbose:
            say(Screen.of(sys.stderr).line(where(engine), "dim"), error=True)
        shown = asyncio.run(Live(engine, screen, draft, alone=True).ask(question))
        say(json_text(shown.answer.to_dict()) if as_json else shown.rest)
    if verbose:
        say("\n" + details(Screen.of(sys.stderr if as_json else sys.stdout), shown.events), error=as_json)
    if not as_json:
        told = filter(None, (show.weak(shown.answer), show.next_step(shown.answer)))
        say("\n" + "\n".join(Screen.of(sys.stderr).line(line, "dim") for line in told), error=True)
    return OK if shown.answer.status == "answered" else ABSTAINED


@click.command()
@click.argument("words", nargs=-1, metavar="WORDS")
@click.option("-k", "count", type=click.IntRange(min=1), default=5, show_default=True, help="How many passages.")
@click.option("-v", "scores", is_flag=True, help="Show the dense, lexical and fused score of each.")
@click.option("--json", "as_json", is_flag=True, help="Print the passages as a JSON list.")
@options.filtered
@options.data_dir
def search(words: tuple[str, ...], count: int, scores: bool, as_json: bool, **filters: Any) -> int:
    """Show the passages nearest to a question.

    Ends with 3 when there is none.
    """
    question, given = options.question(words), options.filters(**filters)

    from qa.remote.client import open_engine, where
    from qa.screen import quotes

    with closing(open_engine(options.settings())) as engine:
        if scores:
            say(Screen.of(sys.stderr).paint(where(engine), "dim"), error=True)
        passages = engine.found(question, given, count)
    if as_json:
        say(json_text([asdict(passage) for passage in passages]))
    else:
        say(
            quotes.passages(Screen.of(sys.stdout), passages, scores)
            or "No passage was found: `qa status` says what is indexed."
        )
    return OK if passages else ABSTAINED


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="Say whether a running `qa serve` is asked.")
@options.draft
@options.filtered
@options.as_of
@options.min_confidence
@options.model
@options.data_dir
def chat(verbose: bool, draft: bool, **filters: Any) -> int:
    """Ask question after question; follow-ups lean on what came before. /help says what else there is."""
    given = options.filters(**filters)

    from qa.remote.client import open_engine, where
    from qa.screen.chat import converse

    with closing(open_engine(options.settings())) as engine:
        if verbose:
            say(Screen.of(sys.stderr).paint(where(engine), "dim"), error=True)
        converse(engine, given, draft)
    return OK


@click.command()
@click.argument("words", nargs=-1, metavar="TOPIC")
@click.option("-k", "count", type=click.IntRange(min=1), default=20, show_default=True, help="Of how many passages.")
@click.option("--format", "style", type=click.Choice(("markdown", "csv", "json")), help="Print it for other programs.")
@options.filtered
@options.data_dir
def timeline(words: tuple[str, ...], count: int, style: str | None, **filters: Any) -> int:
    """Show what happened, in order: the dated events of the passages nearest to a topic, each with its exact quote.

    TOPIC is what it is about ("the ferry fire"), or "what happened between 3 and 9 March in the ferry fire". Ends with
    3 when no event is found.
    """
    question = Question(options.question(words), filters=options.filters(**filters))

    from qa.engine import Engine
    from qa.screen import timeline as shown
    from qa.story import chronology

    with closing(Engine.open(options.settings())) as engine:
        found = engine.timeline(question, count)
    events = found.events or found.undated
    if style == "json":
        say(json_text(asdict(found)))
    elif style:
        say(chronology.as_csv(found) if style == "csv" else chronology.markdown(found))
    else:
        none = "No event with a date was found: `qa search` shows the passages."
        say(shown.timeline(Screen.of(sys.stdout), found) if events else none)
    return OK if events else ABSTAINED


@click.command()
@click.argument("questions", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="The file to make; by default QUESTIONS with .answers.")
@options.min_confidence
@options.model
@options.data_dir
def batch(questions: Path, out: Path | None) -> int:
    """Answer a file of questions: a table (.csv, .tsv) with a column `question`, or JSON Lines (.jsonl).

    Each row comes out with its answer. Ended before it is through, by whatever, the same command goes on where it was.
    Ends with 1 where a row could not be asked.
    """
    from qa.batch.run import run_batch
    from qa.engine import Engine
    from qa.screen.progress import counting

    out = out or questions.with_name(f"{questions.stem}.answers{questions.suffix}")
    with counting("asking") as watch:
        ended = run_batch(options.settings(), questions, out, Engine.open, watch)
    told = [f"{ended[status]:,} {status}" for status in ("answered", "abstained") if ended[status]]
    told += [f"{ended['error']:,} not asked"] if ended["error"] else []
    say(f"{' · '.join(told)} · {clean(str(out))}")
    return ERROR if ended["error"] else OK
