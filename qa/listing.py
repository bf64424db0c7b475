"""How the index looks: what a run did, what is indexed and with what. Values in, text out."""

from __future__ import annotations

from collections.abc import Iterable

from index.article import ArticleRecord
from index.indexer import IndexReport
from qa.citation import shown
from qa.corpus import Summary
from qa.terminal import Piece, Screen


def report(screen: Screen, done: IndexReport) -> str:
    """Return what an indexing run did."""
    counts = {
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "failed": len(done.failed),
        "skipped": len(done.skipped),
    }
    told = [f"{count:,} {name}" for name, count in counts.items() if count or name in ("new", "changed", "unchanged")]
    lines = [" · ".join(told) + screen.paint(f" · {done.passages:,} passages · {done.seconds:.1f} s", "dim")]
    for failure in done.failed:
        where = failure.source if failure.line is None else f"{failure.source}:{failure.line}"
        lines.append(screen.block([Piece(f"{where}: {failure.why}")], screen.paint("failed  ", "bad")))
    if done.skipped:
        names = ", ".join(done.skipped[:5]) + (", …" if len(done.skipped) > 5 else "")
        lines.append(
            screen.block([Piece(f"{names} (no articles, by their names)", "dim")], screen.paint("skipped  ", "dim"))
        )
    return "\n".join(lines)


def articles(screen: Screen, records: Iterable[ArticleRecord], left: int = 0) -> str:
    """Return a line for each article, its id first, and how many are `left` out."""
    lines = [_article(screen, record) for record in records]
    return "\n".join([*lines, *([screen.paint(f"and {left:,} more", "dim")] if left else [])])


def _article(screen: Screen, record: ArticleRecord) -> str:
    title = " ".join(record.title.split())
    published = (record.published or "undated")[:10]
    start = f"{record.id}  {published:10}  "
    return screen.paint(start) + screen.paint(title) + screen.paint(f"  {shown(record.source)}", "dim")


def indexed(given: Summary) -> str:
    """Return what is indexed in one line."""
    if not given.articles:
        return f"Nothing is indexed in {given.data_dir}: run `qa index PATH…`, or `qa index --sample`."
    span = f", published {given.first} to {given.last}" if given.first else ""
    undated = f" ({given.undated:,} undated)" if given.first and given.undated else ""
    return f"{_count(given.articles, 'article')}, {_count(given.passages, 'passage')}{span}{undated}"


def summary(screen: Screen, given: Summary, *more: str) -> str:
    """Return what is indexed, with what, and the articles that the summary lists."""
    lines = [screen.paint(indexed(given), "bold"), *(screen.paint(line) for line in more)]
    lines.append(f"data folder  {screen.paint(given.data_dir)}, {given.bytes / 1e6:,.1f} MB")
    if given.maker is not None:
        settings = ", ".join(f"{name} {value}" for name, value in given.maker.settings)
        lines.append(f"store        {given.store}")
        digest = given.maker.digest[:19]
        lines.append(f"embedder     {given.maker.embedder}, {given.maker.dimension} dimensions, {digest}…")
        lines.append(f"splitter     {given.maker.splitter}, {settings}")
    if given.listed:
        lines += ["", articles(screen, given.listed, left=given.articles - len(given.listed))]
    return "\n".join(lines)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
