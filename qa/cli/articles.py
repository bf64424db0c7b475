"""Commands on the articles: index, tag, remove, repair and export them, and what there is."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.cli import options
from qa.cli.exits import ERROR, OK
from qa.screen.terminal import Screen, clean, json_text, say

if TYPE_CHECKING:
    from index.splitter import Splitter
    from qa.settings import Settings

SAMPLE = Path(__file__).resolve().parents[2] / "seeds"
"""The sample articles: beside the packages, in a checkout as in an installed wheel."""


@click.command()
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
    say(json_text(report.to_dict()) if as_json else listing.report(Screen.of(sys.stdout), report))
    return ERROR if report.failed or not report.taken else OK


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
@click.option("--all", "whole", is_flag=True, help="List every article.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@options.data_dir
def status(whole: bool, as_json: bool) -> int:
    """Say what is indexed, and with what."""
    from index.catalogue import Summary
    from index.folder import DataFolder
    from qa.screen import listing
    from qa.shipped import READERS

    given = options.settings()
    with closing(DataFolder(given.data_dir, None)) as folder:
        summary = Summary.of(folder, READERS[given.reader].name, None if whole else 10)
    say(json_text(summary.to_dict()) if as_json else listing.summary(Screen.of(sys.stdout), summary))
    return OK


def _splitter(settings: Settings) -> Splitter:
    """Return the splitter with its embedder, as indexing needs them; it does without the reader."""
    from index.splitter import Splitter
    from qa.llm.models import open_embedder

    return Splitter(open_embedder(settings), settings.passage_words)
