"""How the index looks: what a run did, what is indexed and with what. Values in, text out."""

from __future__ import annotations

from collections.abc import Iterable

from index.article import ArticleRecord
from index.indexer import IndexReport
from index.reading import Failure
from qa.citation import shown
from qa.corpus import Summary
from qa.terminal import Piece, Screen


def report(screen: Screen, done: IndexReport) -> str:
    """Return what an indexing run did: what it left out and why, then the counts."""
    lines = [_left_out(screen, "failed", _where(failure), failure.why, "bad") for failure in done.failed]
    if done.skipped:
        names = ", ".join(map(shown, done.skipped[:5])) + (", …" if len(done.skipped) > 5 else "")
        lines.append(_left_out(screen, "skipped", names, "no articles, by their names", "dim"))
    for path in done.unpruned:
        lines.append(_left_out(screen, "not pruned", shown(path), "something in it failed", "bad"))
    counts = {
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "failed": len(done.failed),
        "skipped": len(done.skipped),
    }
    told = [f"{count:,} {name}" for name, count in counts.items() if count or name in ("new", "changed", "unchanged")]
    return "\n".join([*lines, f"{' · '.join(told)} · {_count(done.passages, 'passage')} · {done.seconds:.1f} s"])


def _left_out(screen: Screen, what: str, name: str, why: str, style: str) -> str:
    return screen.block([Piece(f"{name}: {why}")], screen.paint(f"{what}  ", style))


def _where(failure: Failure) -> str:
    source = shown(failure.source)
    return source if failure.line is None else f"{source}:{failure.line}"


def articles(screen: Screen, records: Iterable[ArticleRecord], left: int = 0) -> str:
    """Return a line for each article, its id first, and how many are `left` out."""
    lines = [_article(screen, record) for record in records]
    return "\n".join([*lines, *([screen.paint(f"and {left:,} more", "dim")] if left else [])])


def _article(screen: Screen, record: ArticleRecord) -> str:
    start = f"{record.id}  {(record.published or 'undated')[:10]:10}  "
    return screen.block([Piece(f"{record.title} · "), Piece(shown(record.source), "dim")], screen.paint(start))


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
        lines.append(f"reader       {given.reader}")
    if given.listed:
        lines += ["", articles(screen, given.listed, left=given.articles - len(given.listed))]
    return "\n".join(lines)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
