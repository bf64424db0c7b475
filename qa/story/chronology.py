"""A timeline as text for other programs: Markdown or CSV."""

from __future__ import annotations

import csv
import io

from qa.kept.bibliography import escape
from qa.story.timeline import Event, Timeline


def markdown(timeline: Timeline) -> str:
    """Return a list of the events, each with its quote and its article, the undated ones under a line of their own."""
    lines = [_item(event) for event in timeline.events]
    if timeline.undated:
        lines += ["", "Undated:", "", *(_item(event) for event in timeline.undated)]
    return "\n".join(lines)


def as_csv(timeline: Timeline) -> str:
    """Return a row for each event, under a row of names."""
    names = (
        "n", "cited_text", "document_title", "outlet", "published", "url", "source", "line", "article_id",
        "start_char_index", "end_char_index",
    )  # fmt: skip
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(["date", "granularity", "said", "resolved_against", *names])
    for event in (*timeline.events, *timeline.undated):
        told = event.date
        when = [told.value, told.granularity, told.said, told.resolved_against] if told else [None] * 4
        rows.writerow([*when, *(getattr(event.citation, name) for name in names)])
    return file.getvalue().removesuffix("\n")


def _item(event: Event) -> str:
    one = event.citation
    quote = escape(" ".join(one.cited_text.split()))
    told = ", ".join(filter(None, (escape(one.document_title), one.outlet and escape(one.outlet))))
    return f"- {f'**{event.when}** ' if event.date else ''}“{quote}” ({told})"
