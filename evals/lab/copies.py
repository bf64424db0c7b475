"""How well sketches tell copies: pairs made by editing, and pairs of different articles that came with one question.

    python -m evals.lab.copies ../shared/evalsets/realtimeqa-2022

Each sampled article is cut to its first half, its paragraphs are put in another order, its first one is replaced by
that of another article, 10, 20 or 30 % of its words are replaced, left out or followed by others, or all of it is done.
`COPY` in `index/sketch.py` was chosen on the even questions; told is what the odd ones give. Of their 10,809 pairs 202
are told as copies; read by hand, by title and by what they share, 68 of these are none.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from random import Random

from index.sketch import COPY, Sketch, containment, sketch
from index.view import view

SAMPLED = 200
SHORTEST = 80
"""Words of an article at least."""
SHOWN = 40
"""Pairs of different articles that are named, to be read by hand."""


def edits(texts: list[str], chance: Random) -> dict[str, Callable[[str], str]]:
    """Return what is done to a text to make a copy, by name; what is added comes from `texts`."""
    words = [word for text in texts for word in text.split()]

    def paragraphs(text: str) -> list[str]:
        found = [part for part in re.split(r"\n+", text) if part.strip()]
        if len(found) < 4:
            sentences = re.split(r"(?<=[.!?]) ", text)
            found = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
        return found

    def reordered(text: str) -> str:
        parts = paragraphs(text)
        return "\n".join(chance.sample(parts, len(parts)))

    def cut(text: str, share: float = 0.5) -> str:
        parts = paragraphs(text)
        return "\n".join(parts[: max(int(share * len(parts)), 1)])

    def led(text: str) -> str:
        return "\n".join([paragraphs(chance.choice(texts))[0], *paragraphs(text)[1:]])

    def changed(text: str, share: float) -> str:
        made: list[str] = []
        for word in text.split():
            how = chance.random() / share
            made += [word] if how > 1 else [chance.choice(words)] if how < 0.7 else [] if how < 0.85 else [word, "so"]
        return " ".join(made)

    return {
        "cut": cut,
        "reordered": reordered,
        "new lead": led,
        "10 % changed": lambda text: changed(text, 0.1),
        "20 % changed": lambda text: changed(text, 0.2),
        "30 % changed": lambda text: changed(text, 0.3),
        "all, 30 % changed": lambda text: changed(led(reordered(cut(text, 0.6))), 0.3),
    }


def main(folder: Path) -> None:
    """Print the recall of each edit, and the pairs of different articles that are told as copies."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = {one["id"]: one for one in map(json.loads, file)}
    with (folder / "questions.jsonl").open(encoding="utf-8") as file:
        questions = [json.loads(line) for line in file][1::2]
    chance = Random(11)
    ids = sorted({i for one in questions for i in one["docs"] if len(articles[i]["text"].split()) >= SHORTEST})
    sketches: dict[str, Sketch] = {i: sketch(view(articles[i]["text"]).text) for i in ids}
    sampled = chance.sample(ids, SAMPLED)
    for name, edit in edits([articles[i]["text"] for i in ids], chance).items():
        found = [containment(sketches[i], sketch(edit(articles[i]["text"]))) >= COPY for i in sampled]
        _say(f"{name:>18}: recall {sum(found) / len(found):.3f}")
    pairs = {pair for one in questions for pair in combinations(sorted(i for i in one["docs"] if i in sketches), 2)}
    told = sorted(
        ((share, pair) for pair in pairs if (share := containment(*(sketches[i] for i in pair))) >= COPY),
    )
    _say(f"{len(told)} of {len(pairs)} pairs of one question are told as copies: {len(told) / len(pairs):.4f}")
    for share, pair in told[:SHOWN]:
        _say(f"{share:.2f} " + " | ".join(f"{i} {articles[i]['title'][:60]}" for i in pair))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
