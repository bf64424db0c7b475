"""Measures reading on the set: text whole, title, date and outlet, each a share of the files.

python tests/formats/measure.py [-v] [NAME…]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.article import Article
from index.reading import Given, read_paths
from index.worker import Worker

HERE = Path(__file__).resolve().parent
MEASURES = ("text", "title", "date", "outlet")


def judge(expected: dict[str, Any], found: Article) -> dict[str, bool]:
    """Return which of the measures hold for one article.

    The text is whole where its paragraphs stand in it in their order, white space aside, and nothing that is not of it.
    """
    text, place = " ".join(found.text.split()), 0
    for paragraph in expected["text"]:
        place = text.find(" ".join(paragraph.split()), place) if place >= 0 else place
    return {
        "text": place >= 0 and not any(never in text for never in expected["never"]),
        "title": found.title in expected["title"] or "*" in expected["title"],
        "date": (found.published or "")[:10] == (expected["published"] or ""),
        "outlet": (found.outlet or "") in (expected["outlet"] or [""]),
    }


def judge_file(line: dict[str, Any], worker: Worker) -> dict[str, bool]:
    """Return which of the measures hold for every article of a file, no more articles and no fewer."""
    outcomes = read_paths([HERE / "files" / line["file"]], Given(), 1_000_000, worker=worker)
    found = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    if len(found) != len(line["articles"]):
        return dict.fromkeys(MEASURES, False)
    each = [judge(*pair) for pair in zip(line["articles"], found, strict=True)]
    return {name: all(one[name] for one in each) for name in MEASURES}


def measure(names: Sequence[str] = ()) -> dict[str, dict[str, bool]]:
    """Return what holds for each file of the set whose name holds one of `names`, or for all."""
    lines = [json.loads(line) for line in (HERE / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if not names or any(name in line["file"] for name in names)]
    with Worker() as worker:
        return {line["file"]: judge_file(line, worker) for line in wanted}


def main(arguments: Sequence[str]) -> None:
    """Print the shares, and with -v the files that fail."""
    held = measure([name for name in arguments if name != "-v"])
    for name in MEASURES:
        missed = [file for file, one in held.items() if not one[name]]
        print(f"{name:7} {1 - len(missed) / len(held):.3f}", *(missed if "-v" in arguments else ()))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
