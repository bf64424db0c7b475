"""How well time expressions are found and given their value: news that people annotated with TIMEX3.

A mention counts as found where it overlaps an annotated one; as right where its value is the same besides. Of the
annotated ones those count that are a date or a time with a whole value on the calendar: "recently" has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from evals.intervals import share
from evals.lab.bench.row import Row, row
from evals.lab.bench.workplace import Workplace
from qa.calendar.mentions import mentions

ON_CALENDAR = re.compile(r"\d{2,4}(?:[-T]|$)")
WEEK = re.compile(r"W(\d)(?!\d)")


def timex(place: Workplace) -> Iterator[Row]:
    """Time expressions of news and their values: TimeBank and AQUAINT as TempEval-3 cleaned them, `test` held out."""
    for name, target in (("dev", None), ("test", 0.82)):
        lines = place.shared(f"timex/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        given, found = list[bool](), list[bool]()
        for line in lines[: place.limit]:
            article = json.loads(line)
            told = mentions(article["text"], date.fromisoformat(article["published"][:10]))
            real = [(one["start"], one["end"], _value(one)) for one in article["timex"]]
            at = {one: [gold for gold in real if one.start < gold[1] and gold[0] < one.end] for one in told}
            found += [any(value == one.value for _, _, value in at[one]) for one in told]
            given += [
                any(one.value == gold[2] and gold in at[one] for one in told) for gold in real if gold[2] is not None
            ]
        yield row(f"{name}: value of an annotated expression", share(given), target)
        right = sum(given)
        f1 = 2 * right / (len(given) + right + found.count(False)) if given else 0.0
        yield Row(f"{name}: found and resolved, F1", f1, ">=" if target else None, 0.7 if target else None)


def _value(annotated: dict[str, str]) -> str | None:
    """Return the value of an annotated expression as we write it; None where it has none on the calendar."""
    value = WEEK.sub(r"W0\1", annotated["value"])
    on_calendar = ON_CALENDAR.match(value) and "X" not in value and annotated["type"] in ("DATE", "TIME")
    return value if on_calendar else None
