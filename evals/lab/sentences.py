"""The checks on sentences of a language model: `python -m evals.lab.sentences`.

Each sentence of `evals/lab/sets/sentences` is checked as if a language model had written it, having read all passages
of the two articles and citing those that hold it: how many correct and how many wrong ones are taken out, by kind. A
wrong one that drops who said so, and is shown with that behind it, counts as taken out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.corpus import open_corpus
from evals.intervals import Figure, share
from index.catalogue import texts_in
from index.store import Store
from qa.check.support import Support
from qa.check.verifier import Verdict, Verifier
from qa.engine import Engine
from qa.llm.sentences import Draft
from qa.quotes import Quoter, display
from qa.search import Hit
from qa.settings import Settings

SETS = Path(__file__).resolve().parent / "sets"
FILE = SETS / "sentences" / "sentences.jsonl"
ARTICLES = SETS.parents[2] / "seeds"


@dataclass(frozen=True)
class Sample:
    """A sentence of the set.

    Attributes:
        id: unique.
        kind: what sort of sentence it is, or what was made wrong in it.
        question: what it answers.
        sentence: its text.
        supported: whether the articles support it.
        cites: file name, start and end of each place that a careful writer would cite.
    """

    id: str
    kind: str
    question: str
    sentence: str
    supported: bool
    cites: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Outcome:
    """A sentence, and what the checks made of it.

    Attributes:
        sample: the sentence.
        why: why it was taken out, or None where it stands.
        told: whether it stands with who said so, which it drops.
    """

    sample: Sample
    why: str | None
    told: bool = False

    @property
    def held(self) -> bool:
        """Whether it is taken out, or put right where dropping who said so is all that is wrong."""
        return self.why is not None or (self.told and self.sample.kind == "attribution")


def load(path: Path = FILE) -> list[Sample]:
    """Return the sentences of a file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    questions = {line["id"]: line["question"] for line in lines if line["supported"]}
    return [
        Sample(
            line["id"],
            line["kind"],
            questions[line.get("of", line["id"])],
            line["sentence"],
            line["supported"],
            tuple((Path(cite["source"]).name, cite["start"], cite["end"]) for cite in line["cites"]),
        )
        for line in lines
    ]


def outcomes(engine: Engine, samples: Sequence[Sample]) -> Iterator[Outcome]:
    """Yield what the checks make of each sentence, each alone."""
    support = Support(engine.embedder, engine.reader)
    with engine.folder.reading() as store:
        assert store is not None, "the articles are indexed"
        _, passages = store.count()
        hits = engine.search("offensive", k=passages)
        for sample in samples:
            verdict = _checked(store, support, hits, sample)
            yield Outcome(sample, verdict.why, verdict.aside is not None)


def _checked(store: Store, support: Support, hits: Sequence[Hit], sample: Sample) -> Verdict:
    cited = [n for n, hit in enumerate(hits, 1) if any(_holds(hit, *cite) for cite in sample.cites)]
    verifier = Verifier(Quoter(texts_in(store)), support, hits)
    return verifier.check(Draft(sample.sentence, tuple(cited)))


def _holds(hit: Hit, name: str, start: int, end: int) -> bool:
    same = Path(display(hit.article.source)).name == name
    return same and hit.passage.start < end and start < hit.passage.end


def groups(found: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes by what they are called: right and wrong ones, each kind of either, and two sums of kinds."""
    made: dict[str, list[Outcome]] = {}
    for supported, name in ((True, "correct"), (False, "wrong")):
        made[name] = group = [outcome for outcome in found if outcome.sample.supported is supported]
        for kind in sorted({outcome.sample.kind for outcome in group}):
            made[f"{name}: {kind}"] = [one for one in group if one.sample.kind == kind]
    values = ("date", "number", "name")
    made["wrong: date, number or name"] = [one for one in made["wrong"] if one.sample.kind in values]
    made["wrong: the rest"] = [one for one in made["wrong"] if one.sample.kind not in values]
    return made


def table(found: Sequence[Outcome]) -> list[str]:
    """Return the lines of a Markdown table: the share taken out of each kind, with 95 % intervals."""
    return ["| sentences | n | taken out |", "|---|---|---|", *(_row(*one) for one in groups(found).items())]


def share_taken_out(group: Sequence[Outcome]) -> Figure:
    """Return the share of sentences that were taken out, or put right."""
    return share([outcome.held for outcome in group])


def _row(name: str, group: Sequence[Outcome]) -> str:
    figure = share_taken_out(group)
    return f"| {name} | {figure.n} | {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] |"


def main() -> None:
    """Check the sentences and print the table; with --show, each that the checks get wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print each sentence that is judged wrongly")
    options = parser.parse_args()
    engine = open_corpus(Settings.load({"model": "reader", "reader": "small"}), ARTICLES, _log)
    try:
        found = list(outcomes(engine, load()))
    finally:
        engine.close()
    for outcome in found:
        if options.show and outcome.sample.supported == outcome.held:
            sys.stdout.write(f"{outcome.sample.id}: {outcome.sample.sentence} ({outcome.why})\n")
    sys.stdout.write("\n".join(table(found)) + "\n")


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
