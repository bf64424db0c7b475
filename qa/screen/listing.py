"""How the index looks: what a run did, what is indexed and with what. Values in, text out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from index.article import ArticleRecord
from index.catalogue import Summary
from index.files import Failure, Notice
from index.indexer import IndexReport
from index.repair import Repair
from qa.quotes import display
from qa.screen.terminal import Piece, Screen

if TYPE_CHECKING:
    from qa.doctor import Check

ORIGINS: dict[str, str] = {
    "metadata": "by their files",
    "given": "by --published",
    "text": "by a line of the text",
    "head": "by the head of a page",
    "dateline": "by a dateline",
    "address": "by their address",
    "updated": "by when they were updated",
}
"""Where dates of publication come from, in words."""

NO_ARTICLE = (
    "No article was found there. One is a file of text, Markdown, HTML, PDF, an office program, mail, a feed, a table, "
    "JSON or subtitles, or an archive of them."
)


def report(screen: Screen, done: IndexReport) -> str:
    """Return what an indexing run did: what it left out and why, then the counts."""
    lines = [_left_out(screen, "failed", _where(failure), failure.why, "bad") for failure in done.failed]
    lines += _grouped(screen, "skipped", ((display(skipped.source), skipped.why) for skipped in done.skipped))
    lines += _grouped(screen, "notice", ((_where(notice), notice.what) for notice in done.notices))
    for what, does, of in (
        ("renamed", "takes the place of", done.renamed),
        ("copy", "counts once, as it is the same as", done.copies),
    ):
        lines += [_left_out(screen, what, display(same.source), f"{does} {display(same.other)}", "dim") for same in of]
    for path in done.unpruned:
        lines.append(_left_out(screen, "not pruned", display(path), "something in it failed", "bad"))
    counts = {
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "failed": len(done.failed),
        "skipped": len(done.skipped),
    }
    if not done.taken and not done.failed:
        lines.append(screen.block([Piece(NO_ARTICLE)]))
    told = [f"{count:,} {name}" for name, count in counts.items() if count or name in ("new", "changed", "unchanged")]
    lines.append(screen.line(f"{' · '.join(told)} · {_count(done.passages, 'passage')} · {done.seconds:.1f} s"))
    return "\n".join([*lines, *_met(screen, done)])


def _met(screen: Screen, done: IndexReport) -> list[str]:
    """Return what matters next of the articles that were met: their dates and outlets."""
    origins = Counter(taken.published_from for taken in done.taken if taken.published_from)
    undated = [display(taken.source) for taken in done.taken if not taken.published]
    outlets = Counter(taken.outlet for taken in done.taken)
    unnamed = outlets.pop(None, 0)
    lines = []
    if origins:
        lines.append(screen.line(_dated(dict(origins.most_common())), first="dated     "))
    if undated:
        told = f"{len(undated):,}: {_some(dict.fromkeys(undated))}; --since and --until leave them out, "
        lines.append(screen.line(f"{told}--published DAY dates them", first="undated   "))
    if outlets:
        named = [f"{outlet} ({count:,})" for outlet, count in outlets.most_common()]
        without = f"; {unnamed:,} without" if unnamed else ""
        lines.append(screen.line(_some(named) + without, first="outlets   "))
    return lines


def _dated(origins: Mapping[str, int]) -> str:
    """Return how many articles are dated by what."""
    return ", ".join(f"{count:,} {ORIGINS.get(origin, origin)}" for origin, count in origins.items())


def _grouped(screen: Screen, what: str, told: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each thing that is told, with the names that it is told of."""
    names: dict[str, list[str]] = {}
    for name, why in told:
        names.setdefault(why, []).append(name)
    return [_left_out(screen, what, _some(of), why, "dim") for why, of in names.items()]


def _some(names: Iterable[str], most: int = 5) -> str:
    listed = list(names)
    return ", ".join(listed[:most]) + (f", … ({len(listed):,})" if len(listed) > most else "")


def problems(screen: Screen, found: Sequence[str]) -> str:
    """Return what is wrong with a store."""
    if not found:
        return "The store is whole."
    lines = [screen.block([Piece(problem)]) for problem in found]
    return "\n".join([*lines, "Run `qa repair`: it makes the store anew from what is whole."])


def repair(screen: Screen, done: Repair) -> str:
    """Return what a repair found, what it got from where, and what is lost."""
    if not done.problems:
        return "The store is whole: nothing was changed."
    lines = [screen.block([Piece(problem)], screen.paint("found  ", "bad")) for problem in done.problems]
    for file, count in done.sources.items():
        lines.append(
            screen.block([Piece(f"{_count(count, 'article')} from {display(file)}")], screen.paint("got  ", "dim"))
        )
    for article in done.lost:
        lines.append(screen.block([Piece(f"{article}: no whole text of it was found")], screen.paint("lost  ", "bad")))
    if done.unnamed:
        told = f"{_count(done.unnamed, 'article')} whose names are lost too"
        lines.append(screen.line(told, first=screen.paint("lost  ", "bad")))
    if done.kept:
        lines.append(
            screen.block(
                [Piece(f"What they were in was put aside in {display(done.kept)}: delete it when you do not need it.")],
                "",
            )
        )
    counts = f"{_count(done.articles, 'article')} · {_count(done.passages, 'passage')}, {done.embedded:,} embedded anew"
    return "\n".join([*lines, screen.line(f"{counts} · {done.seconds:.1f} s")])


def _left_out(screen: Screen, what: str, name: str, why: str, style: str) -> str:
    return screen.block([Piece(f"{name}: {why}")], screen.paint(f"{what}  ", style))


def _where(failure: Failure | Notice) -> str:
    source = display(failure.source)
    return source if failure.line is None else f"{source}:{failure.line}"


def articles(screen: Screen, records: Iterable[ArticleRecord], left: int = 0) -> str:
    """Return a line for each article, its id first, and how many are `left` out."""
    lines = [_article(screen, record) for record in records]
    if left:
        lines.append(screen.paint(f"and {left:,} more: `qa status --all` lists them", "dim"))
    return "\n".join(lines)


def _article(screen: Screen, record: ArticleRecord) -> str:
    start = f"{record.id}  {(record.published or 'undated')[:10]:10}  "
    return screen.block([Piece(f"{record.title} · "), Piece(display(record.source), "dim")], screen.paint(start))


def check(screen: Screen, given: Check) -> str:
    """Return what the doctor found of one thing, and under it what to do."""
    style = {"ok": "plain", "note": "dim", "problem": "bad"}[given.state]
    first = screen.paint(f"{given.state:8}", style) + f" {given.name:8} "
    lines = [screen.block([Piece(given.found)], first)]
    return "\n".join([*lines, screen.block([Piece(given.todo, "dim")], f"{'':18}→ ")] if given.todo else lines)


def indexed(given: Summary) -> str:
    """Return what is indexed in one line."""
    if not given.articles:
        return f"Nothing is indexed in {given.data_dir}: run `qa index PATH…`, or `qa index --sample`."
    span = f", published {given.first} to {given.last}" if given.first else ""
    undated = f" ({given.undated:,} undated)" if given.first and given.undated else ""
    return f"{_count(given.articles, 'article')}, {_count(given.passages, 'passage')}{span}{undated}"


def summary(screen: Screen, given: Summary, *more: str) -> str:
    """Return what is indexed, with what, and the articles that the summary lists."""
    lines = [screen.line(indexed(given), "bold"), *(screen.line(line) for line in more)]

    def told(name: str, what: str) -> None:
        lines.append(screen.line(what, first=f"{name:13}"))

    if given.dated:
        told("dated", _dated(given.dated))
    if foreign := {code: count for code, count in given.languages.items() if code != "en"}:
        counts = ", ".join(f"{code} {count:,}" for code, count in foreign.items())
        told("languages", f"{counts}: the models know English, expect little of these")
    told("data folder", f"{given.data_dir}, {given.bytes / 1e6:,.1f} MB")
    if given.maker is not None:
        settings = ", ".join(f"{name} {value}" for name, value in given.maker.settings)
        told("store", str(given.store))
        told("embedder", f"{given.maker.embedder}, {given.maker.dimension} dimensions, {given.maker.digest[:19]}…")
        told("splitter", f"{given.maker.splitter}, {settings}")
        told("reader", given.reader or "")
    if given.listed:
        lines += ["", articles(screen, given.listed, left=given.articles - len(given.listed))]
    return "\n".join(lines)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
