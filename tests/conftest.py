"""What several tests share: the models, loaded once, and an engine on the sample articles."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import hypothesis
import pytest
from ollama_server import RealOllama

from index.embedder import MiniLM
from index.indexer import index_paths
from qa.engine import Engine
from qa.llm.models import Models
from qa.read.network import RawSpan, Reader
from qa.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
THREADS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 0
"""Of each model: where tests run in several processes, the other cores are for the others."""
MARKERS = {
    "ollama": "ollama",
    "new_checkout": "install",
    **dict.fromkeys(("workplace", "type_in", "person"), "process"),
}
"""What a test is marked as that asks for such a fixture."""
STARTED = time.monotonic()
NOWHERE = "127.0.0.1:9"
"""Where no Ollama server listens, so that what `auto` chooses is the reader."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a long run can be told."""
    parser.addoption("--minutes", type=float, metavar="N", help="begin no test after N minutes, in an order by chance")
    parser.addoption("--seed", type=int, metavar="N", help="what chance starts from, as a test that failed printed it")


def pytest_configure() -> None:
    """A developer's own settings and Ollama server change nothing here, nor does how busy the machine is."""
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    for name in [name for name in os.environ if name.startswith("QA_")]:
        del os.environ[name]
    os.environ["OLLAMA_HOST"] = NOWHERE
    os.environ["QA_THREADS"] = str(THREADS)
    os.environ["QA_READER"] = "small"  # the quicker one; the pages are tried with the one that they show


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests for what they use; where there is no time for all, run others each time."""
    for item in items:
        for fixture, marker in MARKERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    if config.option.minutes is not None:
        Random(config.option.seed).shuffle(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin no test once the minutes are over."""
    minutes = item.config.option.minutes
    if minutes is not None and time.monotonic() > STARTED + 60 * minutes:
        pytest.skip(f"the {minutes:g} minutes are over")


@pytest.fixture
def chance(pytestconfig: pytest.Config) -> Random:
    """What a test draws by chance comes from here; where it fails, the seed is shown that draws the same again."""
    seed = pytestconfig.option.seed
    if seed is None:
        seed = secrets.randbelow(2**32)
    print(f"Drawn by chance: FLAGS='--seed {seed}' draws the same.")  # noqa: T201
    return Random(seed)


@pytest.fixture(scope="session")
def seeds_folder() -> Path:
    """The two sample articles."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """The real embedder, loaded once."""
    return MiniLM(THREADS)


class RememberingReader(Reader):
    """The real reader, which reads no passage twice for the same question: many tests ask the same ones."""

    def __init__(self) -> None:
        super().__init__(THREADS)
        self._read: dict[tuple[str, str], list[RawSpan]] = {}

    def read(self, question: str, passages: Sequence[str], *, closely: bool = True) -> list[list[RawSpan]]:
        """Return what the reader finds."""
        new = [passage for passage in dict.fromkeys(passages) if (question, passage) not in self._read]
        found = super().read(question, new, closely=closely)
        self._read |= {(question, passage): spans for passage, spans in zip(new, found, strict=True)}
        return [[*self._read[question, passage]] for passage in passages]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, seeds_folder: Path, embedder: MiniLM) -> Iterator[Engine]:
    """The whole engine on the sample articles. It is shared: a test that writes makes its own data folder."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("engine") / ".qa", threads=THREADS)
    engine = Engine(settings, embedder, RememberingReader())
    report = index_paths(settings.data_dir, [seeds_folder], engine.embedder, engine.splitter)
    assert not report.failed
    yield engine
    engine.close()


@pytest.fixture
def loaded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """`qa`, run in this process, does not load again the models that are loaded."""
    load, usual = Engine.open, engine.settings

    def reuse(settings: Settings, llm: object | None = None) -> Engine:
        if (settings.embedder, settings.reader) != (usual.embedder, usual.reader):
            return load(settings, llm)
        return Engine(settings, engine.embedder, engine.reader, Models(settings, llm), engine.support)

    monkeypatch.setattr(Engine, "open", reuse)


@pytest.fixture(scope="session")
def nobody() -> str:
    """An address where no Ollama server listens."""
    return NOWHERE


@pytest.fixture(scope="session")
def ollama() -> Iterator[str]:
    """The address of a real Ollama server with `smollm2:135m` and `all-minilm`; it is shared."""
    with RealOllama() as server:
        yield server.host


@pytest.fixture(scope="session")
def new_checkout(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make a copy of the source tree, without anything that was made in it."""

    def copy() -> Path:
        made = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
        return shutil.copytree(ROOT, tmp_path_factory.mktemp("fresh") / "dateline", ignore=made)

    return copy
