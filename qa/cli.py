"""The command line, `qa`: the composition root. It alone imports `api` and `evals`, inside their commands.

Exit codes: 0 answered or gates hold, 1 error, 2 wrong usage, 3 abstained, 4 a gate fell, 130 interrupted.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from index.errors import UsageError
from qa.question import Question
from qa.screen import options
from qa.screen.exits import ABSTAINED, ERROR, OK, run
from qa.screen.terminal import Screen, clean, clean_json, say

if TYPE_CHECKING:
    from api.keys import Keys
    from index.splitter import Splitter
    from qa.kept.bibliography import Style
    from qa.settings import Settings
    from qa.write.models import Chosen, Listed

SAMPLE = Path(__file__).resolve().parent.parent / "seeds"
"""The sample articles: beside the packages, in a checkout as in an installed wheel."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `qa` and return its exit code."""
    return run(cli, arguments)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@options.data_dir
def cli() -> None:
    """Answer questions from news articles, each answer with its exact quotes.

    Exit codes: 0 answered or gates hold, 1 error, 2 wrong usage, 3 abstained, 4 a gate fell, 130 interrupted.
    """


@cli.command()
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
    from qa.screen.live import Live

    with closing(open_engine(options.settings(), verbose)) as engine:
        screen = Screen() if as_json else Screen.of(sys.stdout)
        if verbose:
            say(Screen.of(sys.stderr).line(where(engine), "dim"), error=True)
        shown = asyncio.run(Live(engine, screen, draft, alone=True).ask(question))
        say(_json(shown.answer.to_dict()) if as_json else shown.rest)
    if verbose:
        say("\n" + show.details(Screen.of(sys.stderr if as_json else sys.stdout), shown.events), error=as_json)
    if not as_json:
        told = filter(None, (show.weak(shown.answer), show.next_step(shown.answer)))
        say("\n" + "\n".join(Screen.of(sys.stderr).line(line, "dim") for line in told), error=True)
    return OK if shown.answer.status == "answered" else ABSTAINED


@cli.command()
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
    from qa.screen import show

    with closing(open_engine(options.settings())) as engine:
        if scores:
            say(Screen.of(sys.stderr).paint(where(engine), "dim"), error=True)
        passages = engine.found(question, given, count)
    if as_json:
        say(_json([asdict(passage) for passage in passages]))
    else:
        say(
            show.passages(Screen.of(sys.stdout), passages, scores)
            or "No passage was found: `qa status` says what is indexed."
        )
    return OK if passages else ABSTAINED


@cli.command()
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


@cli.command()
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
    from qa.screen import records
    from qa.story import chronology

    with closing(Engine.open(options.settings())) as engine:
        found = engine.timeline(question, count)
    events = found.events or found.undated
    if style == "json":
        say(_json(asdict(found)))
    elif style:
        say(chronology.as_csv(found) if style == "csv" else chronology.markdown(found))
    else:
        none = "No event with a date was found: `qa search` shows the passages."
        say(records.timeline(Screen.of(sys.stdout), found) if events else none)
    return OK if events else ABSTAINED


@cli.command()
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


@cli.command()
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
    from qa.screen import records

    answers = Answers(options.settings().data_dir)
    if forget:
        say(f"{answers.forget(None):,} forgotten")
        return OK
    kept = answers.latest(count, text=text)
    if as_json:
        say(_json([one.to_dict() for one in kept]))
    else:
        say(records.history(Screen.of(sys.stdout), kept) or "No answer is kept: `qa ask` keeps each that it gives.")
    return OK if kept else ABSTAINED


@cli.command()
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
    from qa.screen import records

    settings = options.settings()
    kept = Answers(settings.data_dir).get(answer)
    with closing(Engine.open(settings)) as engine:
        today = None if quotes_only else engine.ask(kept.question)
        with engine.folder.reading() as store:
            found = check(kept, store, today)
    say(_json(asdict(found)) if as_json else records.verification(Screen.of(sys.stdout), found))
    return OK if found.holds and (found.today is None or found.today.same) else ABSTAINED


@cli.command()
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


@cli.command()
@click.argument("paths", nargs=-1, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="Index the two articles that come with dateline.")
@click.option("--prune", is_flag=True, help="Remove articles whose source lies in PATH and is gone.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done, article by article, as JSON.")
@click.option("--follow-links", is_flag=True, help="Follow links in a folder that lead out of it.")
@click.option("--title", help="Title of articles that have none.")
@click.option("--published", metavar="DAY", help="Date of articles that have none (ISO 8601).")
@click.option("--outlet", help="Publisher of articles that name none.")
@options.data_dir
def index(
    paths: tuple[Path, ...], sample: bool, prune: bool, follow_links: bool, as_json: bool, **given: str | None
) -> int:
    """Index files and folders: text, web pages, PDF, office files, mails, feeds, tables, JSON, archives of them.

    What has not changed since the last run costs nothing. What cannot be read is reported, the rest is indexed, and
    the command ends with 1, as it does where there was nothing to read.
    """
    from index.indexer import index_paths
    from index.reading import Given
    from qa.screen import listing
    from qa.screen.progress import watching

    if not paths and not sample:
        raise click.UsageError("Give the files or folders to index, or --sample.")
    settings = options.settings()
    splitter = _splitter(settings)
    with watching() as watch:
        report = index_paths(
            settings.data_dir,
            [*paths, SAMPLE] if sample else paths,
            splitter.embedder,
            splitter,
            given=Given(**given),
            prune=prune,
            progress=watch,
            max_chars=settings.max_article_chars,
            follow_links=follow_links,
        )
    say(_json(report.to_dict()) if as_json else listing.report(Screen.of(sys.stdout), report))
    return ERROR if report.failed or not report.taken else OK


@cli.command()
@click.argument("name", required=False, metavar="[TAG]")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]…")
@click.option("--off", is_flag=True, help="Take the tag off.")
@options.data_dir
def tag(name: str | None, articles: tuple[str, ...], off: bool) -> int:
    """Give articles a tag, each named by id, by source path, or by a folder of sources; --tag TAG then filters by it.

    Without articles, list those that have the tag; without a tag, list the tags.
    """
    from index.catalogue import all_records, article_ids
    from index.filters import Filters, tag_name
    from index.folder import DataFolder
    from index.tags import Tags
    from qa.screen import listing

    settings = options.settings()
    tags = Tags(settings.data_dir)
    if name is None:
        for one, count in tags.counts().items():
            say(f"{count:,}  {clean(one)}")
        return OK
    with closing(DataFolder(settings.data_dir, None)) as folder:
        if articles:
            ids = article_ids(folder, articles)
            (tags.remove if off else tags.add)(name, ids)
            say(f"{len(ids):,} {'without' if off else 'with'} the tag {clean(tag_name(name))!r}")
        else:
            with folder.reading() as store:
                known = list(all_records(store, Filters(tags=(name,)))) if store else []
            say(
                listing.articles(Screen.of(sys.stdout), known)
                or "No article has this tag: `qa tag` lists those there are."
            )
    return OK


@cli.command()
@click.option("--as-set", "target", type=click.Path(path_type=Path), help="Make a question set of it in this folder.")
@options.data_dir
def feedback(target: Path | None) -> int:
    """Say how many answers people found right or wrong, as they told it over HTTP."""
    from index.folder import DataFolder
    from qa.feedback import as_set, counts

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


@cli.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@options.data_dir
def remove(articles: tuple[str, ...]) -> int:
    """Take articles out, named by id, by source path, or by a folder of sources; `qa status --all` lists them."""
    from index.catalogue import article_ids
    from index.folder import DataFolder
    from index.indexer import remove_articles

    settings = options.settings()
    with closing(DataFolder(settings.data_dir, None)) as folder:
        ids = article_ids(folder, articles)
    splitter = _splitter(settings)
    report = remove_articles(settings.data_dir, ids, splitter.embedder, splitter)
    say(f"{report.removed:,} removed")
    return OK


@cli.command()
@click.option("--check", "only_check", is_flag=True, help="Only say what is wrong; every byte is looked at.")
@options.data_dir
def repair(only_check: bool) -> int:
    """Make a damaged store, or one of other versions or settings, anew from every article that is whole in it.

    Says what came from where and what is lost; then, and where --check finds damage, it ends with 1.
    """
    from index import repair as repairing
    from qa.screen import listing
    from qa.screen.progress import watching

    settings = options.settings()
    if only_check:
        problems = repairing.check(settings.data_dir)
        say(listing.problems(Screen.of(sys.stdout), problems))
        return ERROR if problems else OK
    splitter = _splitter(settings)
    with watching() as watch:
        done = repairing.repair(settings.data_dir, splitter.embedder, splitter, watch)
    say(listing.repair(Screen.of(sys.stdout), done))
    return ERROR if done.kept else OK


@cli.command()
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; by default stdout.")
@options.data_dir
def export(out: Path | None) -> int:
    """Write every article as JSON Lines, one a line, which `qa index` takes back."""
    from index.catalogue import export_lines
    from index.disk import disk_errors, replace_file
    from index.folder import DataFolder

    with closing(DataFolder(options.settings().data_dir, None)) as folder:
        if out is None:
            for line in export_lines(folder):
                say(line)
        else:
            with disk_errors(out):
                replace_file(out, (f"{line}\n" for line in export_lines(folder)))
    return OK


@cli.command()
@click.option("--all", "whole", is_flag=True, help="List every article.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@options.data_dir
def status(whole: bool, as_json: bool) -> int:
    """Say what is indexed, and with what."""
    from index.catalogue import Summary
    from index.folder import DataFolder
    from qa.read.network import READERS
    from qa.screen import listing

    given = options.settings()
    with closing(DataFolder(given.data_dir, None)) as folder:
        summary = Summary.of(folder, READERS[given.reader].name, None if whole else 10)
    say(_json(summary.to_dict()) if as_json else listing.summary(Screen.of(sys.stdout), summary))
    return OK


@cli.command()
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
        say(_json([asdict(check) for check in found]))
    return ERROR if any(check.state == "problem" for check in found) else OK


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def models(as_json: bool) -> int:
    """List the models that can answer or embed, and say which one `auto` takes."""
    from qa.screen import listing
    from qa.write.models import Models

    async def ask() -> tuple[list[Listed], Chosen]:
        chooses = Models(options.settings())
        return await chooses.listed(), await chooses.choose("auto")

    listed, auto = asyncio.run(ask())
    if as_json:
        taken = {"model": auto.model.name if auto.model else "reader", "why": auto.why}
        say(_json({"models": [asdict(model) for model in listed], "auto": taken}))
    else:
        say(listing.models(Screen.of(sys.stdout), listed, auto))
    return OK


@cli.command()
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


@cli.group()
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


@cli.command("eval")
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


def _splitter(settings: Settings) -> Splitter:
    """Return the splitter with its embedder, as indexing needs them; it does without the reader."""
    from index.splitter import Splitter
    from qa.write.models import open_embedder

    return Splitter(open_embedder(settings), settings.passage_words)


def _json(value: Any) -> str:
    return clean_json(json.dumps(value, ensure_ascii=False, indent=2))
