"""The imports keep to the design: packages in one direction, each outside framework in one place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"index": set(), "qa": {"index"}, "api": {"qa", "index"}, "evals": {"qa", "index"}}
"""Each package and which others of ours it may import."""
COMMAND_LINE = "qa/cli/"
"""The composition root: it may import `api` and `evals` too, inside its commands."""
PLACES = {
    "chromadb": "index/chroma.py",
    "chromadb_rust_bindings": "index/chroma.py",
    "ollama": "index/ollama.py",
    "llama_index": ("qa/llamaindex.py", "qa/llm/llamaindex.py"),
    "fastapi": "api/",
    "starlette": "api/",
}
"""Frameworks that only modules whose paths begin so may import."""
LAB = "evals/lab/"
"""What trains, fits and measures: not in the wheel, so nothing outside it may know it."""
AT_NEED = set(
    "chromadb ollama httpx trafilatura pypdfium2 yaml lxml docx odfdo feedparser warcio ftfy dateparser py3langid "
    "htmldate charset_normalizer prompt_toolkit uvicorn onnxruntime".split()
)
"""Packages slow to import: outside `evals` they are imported inside a function, where they are used."""
SERVED = "api/connections.py"
"""A class of uvicorn's; it is imported itself where it is used."""


@dataclass(frozen=True)
class Import:
    """One import: the path, the line, the whole name, whether it waits for a call, and whether types alone need it."""

    path: str
    line: int
    name: str
    at_need: bool
    for_types: bool = False

    @property
    def package(self) -> str:
        """The first part of the name."""
        return self.name.split(".")[0]

    def __str__(self) -> str:
        """Where it is, as an editor finds it."""
        return f"{self.path}:{self.line} imports {self.name}"


def imports_of(path: str) -> Iterator[Import]:
    """Yield the imports of one module of ours; those for type checkers alone count as at need."""

    def visit(node: ast.AST, at_need: bool, typing: bool = False) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(path, child.lineno, alias.name, at_need, typing) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno}: write the whole name, not a relative import"
                names = [child.module or ""] if "." in (child.module or "") else []
                names = names or [f"{child.module}.{alias.name}" for alias in child.names]
                yield from (Import(path, child.lineno, name, at_need, typing) for name in names)
            else:
                waits = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                types = typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
                yield from visit(child, at_need or waits or types, types)

    yield from visit(ast.parse((ROOT / path).read_text(encoding="utf-8")), False)


def started_by(path: str) -> Iterator[Import]:
    """Yield what one module of ours names behind "-m" in a list: a process of its own, an import in all but name."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        words = [getattr(word, "value", None) for word in node.elts] if isinstance(node, (ast.List, ast.Tuple)) else []
        for flag, name in pairwise(words):
            if flag == "-m":
                assert isinstance(name, str), f"{path}:{node.lineno}: write the module behind -m as it is"
                yield Import(path, node.lineno, name, at_need=True)


MODULES = sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    """All imports of ours."""
    return [found for path in MODULES for found in imports_of(path)]


@pytest.fixture(scope="module")
def starts() -> list[Import]:
    """All that is started with `python -m`."""
    return [found for path in MODULES for found in started_by(path)]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_in_one_direction(package: str, imports: list[Import]) -> None:
    """`index` knows none of ours, `qa` knows `index`, `api` and `evals` know both and not each other."""
    allowed = PACKAGES[package] | {package}
    ours = [found for found in imports if found.path.startswith(f"{package}/") and found.package in PACKAGES]
    assert ours
    wrong = [found for found in ours if found.package not in allowed and not found.path.startswith(COMMAND_LINE)]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_rooms_of_qa_import_in_one_direction(imports: list[Import]) -> None:
    """Who reads a folder or a file of `qa` has to know those before it alone: no two of them need each other."""
    needs = defaultdict[str, set[str]](set)
    for found in imports:
        of = found.path.removesuffix(".py").split("/")[1]
        if found.path.startswith("qa/") and found.package == "qa" and not found.for_types:
            needs[of].add(found.name.split(".")[1])
    assert needs["engine"] >= {"understand", "compose", "write"}
    TopologicalSorter({room: others - {room} for room, others in needs.items()}).prepare()  # raises where two do


def test_the_command_line_imports_the_others_inside_its_commands(imports: list[Import]) -> None:
    """So that `qa ask` waits for neither."""
    wrong = [found for found in imports if found.path.startswith(COMMAND_LINE) and found.package in ("api", "evals")]
    assert wrong, "the command line starts the server and the evaluation"
    assert not [str(found) for found in wrong if not found.at_need]


def test_nothing_outside_the_lab_knows_it(imports: list[Import], starts: list[Import]) -> None:
    """It is not in the wheel."""
    assert [found for found in imports if found.path.startswith(LAB) and found.name.startswith("evals.lab")]
    outside = [found for found in imports + starts if not found.path.startswith(LAB)]
    assert not [str(found) for found in outside if f"{found.name}.".startswith("evals.lab.")]


def test_a_package_starts_no_module_of_another_one(starts: list[Import]) -> None:
    """A process started with `python -m` is an arrow that no import shows; only the lab may draw one."""
    assert {found.package for found in starts} >= {"index"}, "a guard that sees nothing guards nothing"
    outside = [found for found in starts if found.package in PACKAGES and not found.path.startswith(LAB)]
    assert not [str(found) for found in outside if not found.path.startswith(f"{found.package}/")]


@pytest.mark.parametrize("framework", PLACES)
def test_each_framework_has_its_place(framework: str, imports: list[Import]) -> None:
    """Whoever replaces one changes one module."""
    place = PLACES[framework]
    assert not [str(found) for found in imports if found.package == framework and not found.path.startswith(place)]


def test_what_is_slow_to_import_is_imported_where_it_is_used(imports: list[Import]) -> None:
    """Start-up time is time that a person waits."""
    early = [found for found in imports if found.package in AT_NEED and not found.at_need]
    assert not [str(found) for found in early if not found.path.startswith(("evals/", SERVED))]
    assert not [str(found) for found in imports if found.name == "api.connections" and not found.at_need]


def test_the_walk_sees_imports_of_every_kind(imports: list[Import]) -> None:
    """A guard that sees nothing guards nothing."""
    packages = {found.package for found in imports}
    assert {"chromadb", "ollama", "llama_index", "fastapi", "numpy", "trafilatura", "pypdfium2", "yaml"} <= packages
    assert {found.path for found in imports if found.package == "chromadb"} == {PLACES["chromadb"]}
