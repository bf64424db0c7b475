"""What a user installs: the lock, the wheel, and what `make` does with them."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = ("index", "qa", "api", "evals")
BIN = Path(sys.executable).parent

FOR_TRAINING = {"onnx", "safetensors", "torch", "transformers"}
"""What only the dependency group `train` brings."""

MOST_BYTES = 95_000_000
"""Of a wheel; package indexes take 100 MiB."""

SAMPLE_QUESTION = "When did the offensive start?"


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command where uv is on PATH, as a user's shell would: without our own venv or settings."""
    path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    ours = ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "FLAGS", "QA_READER")
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(command, cwd=cwd, env=clean | path | env, capture_output=True, text=True, check=False)


def succeeds(*command: str | Path, cwd: Path, **env: str) -> str:
    done = run(*command, cwd=cwd, **env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(new_checkout: Callable[[], Path]) -> Path:
    return new_checkout()


# The lock


def test_the_lock_names_no_host_and_pins_every_package_with_hashes() -> None:
    lock = LOCK.read_text()
    assert "//" not in lock
    assert "--index" not in lock
    for requirement in re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE)):
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_the_lock_holds_every_dependency_that_the_project_names() -> None:
    # The reader is trained seldom, and what that needs weighs gigabytes: whoever trains it installs the group.
    # What only the long tests need, `make soak` installs.
    groups = [group for name, group in PROJECT["dependency-groups"].items() if name not in ("train", "soak")]
    named = [*PROJECT["project"]["dependencies"], *(requirement for group in groups for requirement in group)]
    locked = set(re.findall(r"^([\w.-]+)(?:\[.*\])?==", LOCK.read_text(), flags=re.MULTILINE))
    assert {re.split(r"[^\w.-]", requirement)[0] for requirement in named} <= locked


def test_the_project_depends_on_what_it_imports_and_on_nothing_else() -> None:
    named = {re.split(r"[^\w.-]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    provided = {
        name: [distribution.lower().replace("_", "-") for distribution in distributions]
        for name, distributions in importlib.metadata.packages_distributions().items()
    }
    own = {*PACKAGES, *sys.stdlib_module_names}
    imported = {
        # Several may provide parts of one package, as extras of LlamaIndex do.
        next((distribution for distribution in provided[name] if distribution in named), provided[name][0])
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for name in top_level_imports(path)
        if name not in own | FOR_TRAINING
    }
    # Starlette's types are FastAPI's own public ones and pydantic its documented models: they come with it.
    with_fastapi = {"starlette", "pydantic"}
    # Starlette reads forms with this one, and imports it itself.
    for_starlette = {"python-multipart"}
    assert imported - with_fastapi == named - for_starlette


def top_level_imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_the_version_is_written_in_one_place_for_each_package() -> None:
    version = PROJECT["project"]["version"]
    large = tomllib.loads((ROOT / "large/pyproject.toml").read_text())["project"]
    assert (large["version"], large["dependencies"]) == (version, [f"dateline=={version}"])
    assert importlib.metadata.version("dateline") == version
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [path for path in sources if f'"{version}"' in path.read_text()] == []


# The models


@pytest.mark.parametrize("folder", ["index/models/minilm", "qa/models/reader"])
def test_a_model_card_states_the_digests_of_the_files_beside_it(folder: str) -> None:
    card = (ROOT / folder / "MODEL_CARD.md").read_text()
    files = [path for path in (ROOT / folder).iterdir() if path.name in ("model.onnx", "tokenizer.json")]
    assert files
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert re.search(rf"`{re.escape(path.name)}` \| sha256 `{digest}`", card), path


# The wheels


class Wheels(NamedTuple):
    """The two packages."""

    dateline: Path
    large: Path


@pytest.fixture(scope="module")
def wheels(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    out = tmp_path_factory.mktemp("dist")
    building = ("uv", "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", out)
    for folder in (".", "large"):
        succeeds(*building, folder, cwd=checkout)
    return Wheels(*sorted(out.glob("*.whl")))


def test_the_wheels_are_well_under_what_package_indexes_take(wheels: Wheels) -> None:
    assert [wheel.stat().st_size < MOST_BYTES for wheel in wheels] == [True, True]


def test_the_wheels_hold_all_that_is_needed_and_no_tests(wheels: Wheels) -> None:
    names, large = (set(zipfile.ZipFile(wheel).namelist()) for wheel in wheels)
    code = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "evals/lab/" not in str(path)]
    data = [
        *(ROOT / "index/models").glob("*/*"),
        *(ROOT / "qa/models/reader").iterdir(),
        *(ROOT / "qa/models/support").iterdir(),
        ROOT / "qa/check/curves.json",
        *(path for path in (ROOT / "evals/sets").rglob("*") if path.is_file()),
        *(ROOT / "seeds").iterdir(),
    ]
    assert {path.relative_to(ROOT).as_posix() for path in code + data} <= names
    assert not [name for name in names if name.startswith("evals/lab/")], "the lab is not in the product"
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {*PACKAGES, "seeds"}
    assert {name for name in large if ".dist-info" not in name} == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "qa/models/reader-large").iterdir()
    }
    for each in (names, large):
        assert {name.split("licenses/")[1] for name in each if "licenses/" in name} == {"LICENSE", "THIRD_PARTY.md"}


def test_what_others_made_is_named_with_its_licence() -> None:
    notices = (ROOT / "THIRD_PARTY.md").read_text()
    for card in [*ROOT.glob("index/models/*/MODEL_CARD.md"), *ROOT.glob("qa/models/reader*/MODEL_CARD.md")]:
        assert f"`{card.parent.relative_to(ROOT)}`" in notices
        assert "**Licence.** Apache-2.0" in card.read_text()
    assert "`seeds`" in notices


def test_installed_wheels_index_their_sample_and_answer_anywhere(wheels: Wheels, tmp_path: Path) -> None:
    venv, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    for decoy in ("index", "qa", "api"):
        (elsewhere / decoy).mkdir(parents=True)
        (elsewhere / decoy / "__init__.py").write_text("raise ImportError('the wrong package')\n")
    succeeds("uv", "venv", "--python", sys.executable, venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    succeeds("uv", "pip", "install", "--python", python, "--constraint", LOCK, wheels.dateline, cwd=tmp_path)

    succeeds(venv / "bin" / "qa", "index", "--sample", cwd=elsewhere)
    answer = json.loads(succeeds(venv / "bin" / "qa", "ask", "--json", SAMPLE_QUESTION, cwd=elsewhere))

    assert answer["status"] == "answered"
    assert "November 27" in answer["citations"][0]["cited_text"]
    assert Path(answer["citations"][0]["source"]).is_relative_to(venv.resolve())

    lacking = run(venv / "bin" / "qa", "ask", SAMPLE_QUESTION, cwd=elsewhere, QA_READER="large")
    assert (lacking.returncode, lacking.stdout) == (1, "")
    assert "The large reader is not there. Install dateline-large" in lacking.stderr
    succeeds("uv", "pip", "install", "--python", python, "--no-index", *wheels, cwd=tmp_path)
    large = json.loads(
        succeeds(venv / "bin" / "qa", "ask", "--json", SAMPLE_QUESTION, cwd=elsewhere, QA_READER="large")
    )
    assert large["answer"] == answer["answer"]
    assert large["provenance"]["model"] != answer["provenance"]["model"]

    missing = run(python, "-c", "import pytest", cwd=elsewhere)
    assert missing.returncode == 1, "what tests need came with the wheel"


# make


def test_make_ask_installs_indexes_and_answers_and_the_second_time_only_answers(checkout: Path) -> None:
    first = run("make", "ask", f"Q={SAMPLE_QUESTION}", cwd=checkout)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Making .venv" in first.stdout
    assert "Installing" in first.stdout
    assert "Indexing seeds/" in first.stdout
    assert "\nNovember 27\nconfidence " in first.stdout

    stores = sorted((checkout / ".qa/stores").iterdir())
    installed = (checkout / ".venv/installed").stat().st_mtime_ns
    second = run("make", "ask", cwd=checkout)
    assert second.returncode == 0, second.stdout + second.stderr
    assert f"Asking: {SAMPLE_QUESTION}" in second.stdout
    assert "Installing" not in second.stdout
    assert (checkout / ".venv/installed").stat().st_mtime_ns == installed
    assert sorted((checkout / ".qa/stores").iterdir()) == stores

    abstained = run("make", "ask", "Q=Who won the chess tournament?", cwd=checkout)
    assert abstained.returncode == 0
    assert "I found no passage" in abstained.stdout
    assert "make:" not in abstained.stderr


def test_an_interrupted_install_is_finished_by_the_next_run(checkout: Path) -> None:
    succeeds("make", ".venv/installed", cwd=checkout)
    (click,) = (checkout / ".venv").glob("lib/python3*/site-packages/click/core.py")
    click.unlink()
    (checkout / ".venv/installed").unlink()
    (checkout / ".venv/installing").touch()
    succeeds("make", ".venv/installed", cwd=checkout)
    assert click.exists()
    assert not (checkout / ".venv/installing").exists()


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A checkout that counts as installed, whose `qa` writes down its arguments and ends with $CODE."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    qa = tmp_path / ".venv/bin/qa"
    qa.parent.mkdir(parents=True)
    qa.write_text(
        f"#!{sys.executable}\nimport json, os, pathlib, sys\n"
        "pathlib.Path('argv.json').write_text(json.dumps(sys.argv[1:]))\n"
        "sys.exit(int(os.environ.get('CODE', 0)) if sys.argv[1] == 'ask' else 0)\n"
    )
    qa.chmod(0o755)
    (tmp_path / ".venv/installed").touch()
    return tmp_path


@pytest.mark.parametrize("given", ["argument", "environment"])
@pytest.mark.parametrize(
    "question",
    [
        "Who said \"enough\" and 'no more'?",
        "What costs $5, $$5, ${HOME} and $(HOME)?",
        "$(shell touch ran) $(error no)",
        "`touch ran`; touch ran & touch ran | cat > ran",
        "Was it 100 % or # 1, {a,b}, *, ?, [x], ~, !! and \\n \\",
        "two\nlines\tand a tab",
        "--help",
        "= 1, (a := b)",
        "Кто атаковал Алеппо?",
    ],
)
def test_make_ask_passes_any_question_through_untouched(fake: Path, question: str, given: str) -> None:
    if given == "argument":
        succeeds("make", "ask", f"Q={question}", cwd=fake)
    else:
        succeeds("make", "ask", cwd=fake, Q=question)
    assert json.loads((fake / "argv.json").read_text()) == ["ask", "--model", "reader", "--", question]
    assert not (fake / "ran").exists()


def test_make_ask_asks_the_sample_question_without_one(fake: Path) -> None:
    succeeds("make", "ask", cwd=fake)
    assert json.loads((fake / "argv.json").read_text()) == ["ask", "--model", "reader", "--", SAMPLE_QUESTION]


def test_make_ask_takes_an_abstention_for_success_and_shows_other_codes(fake: Path) -> None:
    assert run("make", "ask", cwd=fake, CODE="3").stderr == ""
    assert "Error 1" in run("make", "ask", cwd=fake, CODE="1").stderr
    assert "Error 130" in run("make", "ask", cwd=fake, CODE="130").stderr


@pytest.mark.parametrize("python", ["old", "missing"])
def test_make_says_which_python_is_needed(fake: Path, python: str) -> None:
    shutil.rmtree(fake / ".venv")
    old = fake / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run("make", "ask", f"PYTHON=./{python}", cwd=fake)
    assert done.returncode == 2
    assert f"needs Python 3.11 or newer, and ./{python} is not" in done.stderr


def test_make_says_what_to_install_where_venv_is_missing(fake: Path) -> None:
    shutil.rmtree(fake / ".venv")
    bare = fake / "bare"
    bare.write_text(f'#!/bin/sh\n[ "$1" = -m ] && exit 1\nexec {sys.executable} "$@"\n')
    bare.chmod(0o755)
    done = run("make", "ask", "PYTHON=./bare", cwd=fake)
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr
