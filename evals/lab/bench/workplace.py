"""Where the parts of the benchmark work: the shared sets, their engines, and what has been asked already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from evals.asking import RETRIEVED, Documents, ask_all, hold_to_documents
from evals.case import Case
from evals.corpus import open_corpus, place_gold
from evals.lab.bench.asked import Asked
from evals.lab.figures import describe_commit
from evals.measures import first_rank
from evals.outcome import Outcome
from evals.question_set import QuestionSet, load_set
from index.catalogue import all_records
from index.errors import UsageError
from qa.engine import Engine
from qa.settings import Settings


@dataclass(frozen=True)
class Workplace:
    """What the parts share.

    Attributes:
        settings: of the engines; indexes are kept under the data folder and used again.
        evalsets: the folder of the shared question sets.
        limit: at most so many questions (and articles to index), for trying; None measures all.
        log: takes lines on the progress.
    """

    settings: Settings
    evalsets: Path
    limit: int | None
    log: Callable[[str], None]
    _corpora: dict[str, Corpus] = field(default_factory=dict)

    def shared(self, name: str) -> Path:
        """Return the path of a shared set or file; UsageError where it is missing."""
        path = self.evalsets / name
        if not path.exists():
            raise UsageError(f"The shared evaluation sets are missing: no {path}. Give their folder with --evalsets.")
        return path

    def corpus(self, name: str) -> Corpus:
        """Return the shared set `name`, the same one each time; its articles are indexed when they are first needed."""
        if name not in self._corpora:
            self._corpora[name] = Corpus(self, load_set(str(self.shared(name))))
        return self._corpora[name]


@dataclass(frozen=True)
class Corpus:
    """A shared set and the engines over its articles."""

    workplace: Workplace
    chosen: QuestionSet
    _asked: dict[str, Asked] = field(default_factory=dict)

    @cached_property
    def engine(self) -> Engine:
        """The engine that answers every question by its best span, however unsure."""
        settings = replace(self.workplace.settings, min_confidence=0.0)
        return open_corpus(settings, self.chosen.articles, self.workplace.log)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The questions of the set."""
        return self.place_gold(self.chosen.cases)

    def place_gold(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """Return questions on the same articles, held against them."""
        return place_gold(cases[: self.workplace.limit], self.engine)

    def mean_words(self) -> float:
        """Return the mean words of a passage; passages tile the articles."""
        with self.engine.folder.reading() as store:
            assert store is not None, "open_corpus has indexed the articles"
            words = sum(len(store.text(record.id).split()) for record in all_records(store))
            return words / store.count()[1]

    def weighted(self, dense_weight: float) -> Engine:
        """Return the engine with another weight of the dense scores: 1 is dense alone, 0 lexical alone."""
        settings = replace(self.engine.settings, dense_weight=dense_weight)
        return Engine(settings, self.engine.embedder, self.engine.reader, folder=self.engine.folder.path)

    def ranks(self, cases: Sequence[Case], dense_weight: float) -> list[int | None]:
        """Return the rank of the first passage that answers each case, without reading any."""
        engine = self.weighted(dense_weight)
        found = (engine.search(case.question.question, case.question.filters, RETRIEVED) for case in cases)
        return [first_rank([hit.passage for hit in hits], case) for case, hits in zip(cases, found, strict=True)]

    def ask(
        self, cases: Sequence[Case], documents: Documents = "open", dense_weight: float | None = None
    ) -> list[Outcome]:
        """Return the outcomes of the cases, in order; what was asked before of this commit is not asked again."""
        place, settings = self.workplace, self.engine.settings
        weight = settings.dense_weight if dense_weight is None else dense_weight
        commit = describe_commit()
        name = f"{commit}-{self.chosen.name}-{settings.reader}-{documents}-{weight}"
        if name not in self._asked:
            folder = place.settings.data_dir / "evals" / "asked" / name
            self._asked[name] = Asked(folder, fresh=commit.endswith("dirty"))
        asked = self._asked[name]
        new = [hold_to_documents(case) if documents == "given" else case for case in asked.lacking(cases)]
        place.log(f"{self.chosen.name}: asking {len(new)} questions, {documents}, dense weight {weight}")
        asked.keep(ask_all(self.weighted(weight), new, place.log))
        return asked.of(cases)
