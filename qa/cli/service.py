"""Commands on the service: run it, its keys, its models, what is amiss, how good its answers are."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from index.errors import UsageError
from qa.cli import options
from qa.cli.exits import ERROR, OK
from qa.screen.terminal import Screen, clean, json_text, say

if TYPE_CHECKING:
    from api.keys import Keys
    from qa.llm.models import Chosen, Listed


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--allowed-host", "hosts", metavar="NAME", multiple=True, help="A name to be asked as; repeats.")
@click.option("--cors-origin", "origins", metavar="ORIGIN", multiple=True, help="A site whose pages may ask; repeats.")
@click.option("--insecure", is_flag=True, help="Let other machines in without keys.")
@click.option("--log-questions", is_flag=True, help="Put the questions into the log.")
@options.min_confidence
@options.model
@options.data_dir
def serve(
    host: str, port: int, hosts: tuple[str, ...], origins: tuple[str, ...], insecure: bool, log_questions: bool
) -> int:
    """Serve the same answers over HTTP, to this machine alone unless --host says otherwise."""
    from api import serving
    from api.access import Access
    from api.app import create_app

    settings = options.settings()
    serving.check(settings, host, insecure)
    access = Access((*hosts, host), origins, log_questions, serving.logger())
    serving.serve(create_app(settings, access=access), settings, host, port)
    return OK


@click.group()
@options.data_dir
def key() -> None:
    """Make, list and revoke the keys of those who may use `qa serve`, kept in QA_API_KEYS_FILE as digests."""


@key.command("new")
@click.argument("name")
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True, help="What it may.")
def new_key(name: str, scope: Literal["read", "write"]) -> int:
    """Make a key, and print it: it is shown this once."""
    say(_keys().create(name, scope))
    return OK


@key.command("list")
def list_keys() -> int:
    """List the keys by name, with what each may and when it was made."""
    keys = _keys().all()
    for one in keys:
        say(f"{one.name}  {one.scope}  {one.created}")
    if not keys:
        say("There are no keys: `qa key new NAME` makes one.")
    return OK


@key.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> int:
    """Take a key out; a server that runs refuses it at once."""
    _keys().revoke(name)
    say(f"{name} revoked")
    return OK


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def models(as_json: bool) -> int:
    """List the models that can answer or embed, and say which one `auto` takes."""
    from qa.llm.models import Models
    from qa.screen.models import listing

    async def ask() -> tuple[list[Listed], Chosen]:
        chooses = Models(options.settings())
        return await chooses.listed(), await chooses.choose("auto")

    listed, auto = asyncio.run(ask())
    if as_json:
        taken = {"model": auto.model.name if auto.model else "reader", "why": auto.why}
        say(json_text({"models": [asdict(model) for model in listed], "auto": taken}))
    else:
        say(listing(Screen.of(sys.stdout), listed, auto))
    return OK


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@options.model
@options.data_dir
def doctor(as_json: bool) -> int:
    """Look at the install, the models, the store, the disk, Ollama and a running server, and say what to do.

    Ends with 1 where something does not work.
    """
    from qa.doctor import checks
    from qa.screen import listing

    screen, found = Screen.of(sys.stdout), []
    for check in checks(options.settings()):
        found.append(check)
        if not as_json:
            say(listing.check(screen, check))
    if as_json:
        say(json_text([asdict(check) for check in found]))
    return ERROR if any(check.state == "problem" for check in found) else OK


@click.command("eval")
@click.argument("sets", nargs=-1, metavar="[SET]…")
@click.option("--articles", type=click.Path(path_type=Path), help="Where the articles are, instead of the set's own.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many questions of each set.")
@click.option("-k", "text", metavar="TEXT", help="Only questions whose id or question contains TEXT.")
@click.option("--failed", is_flag=True, help="Only questions that failed when they were last asked.")
@click.option("--gate", "gates", multiple=True, metavar="GATE", help="What must hold too, as em>=0.7; repeats.")
@click.option("--baseline", type=click.Path(path_type=Path), help="An earlier run: what broke since then.")
@click.option("--compare", metavar="MODEL|RUN", help="A model to ask too, or an earlier run: how far apart.")
@click.option("--calibrate", metavar="MODEL", help="Ask this language model, and fit the confidence that it states.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write the run to.")
@click.option(
    "--documents",
    type=click.Choice(["given", "open"]),
    default="open",
    show_default=True,
    help="Ask each question of the documents that it came with, or of all.",
)
@options.min_confidence
@options.model
@options.data_dir
def measure(sets: tuple[str, ...], **given: Any) -> int:
    """Run question sets, each a name or a path; by default the one on the sample articles.

    The embedded reader answers, unless --model names another: never auto, since figures must not depend on what runs.
    Ends with 4 when a gate falls.
    """
    from evals.options import Options
    from evals.run import evaluate

    return evaluate(
        options.settings(),
        Options(sets=sets or Options.sets, **given),
        say=lambda line: say(clean(line)),
        log=lambda line: say(clean(line), error=True),
    )


def _keys() -> Keys:
    """Return the keys of the file that is set."""
    from api.keys import Keys

    if not (path := options.settings().api_keys_file):
        raise UsageError("No file of keys is set: set QA_API_KEYS_FILE, or api_keys_file in dateline.toml.")
    return Keys(Path(path))
