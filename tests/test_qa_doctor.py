"""`qa doctor`: what is amiss is found, and what to do is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from api_served import serving_engine

from qa.cli import main
from qa.engine import Engine
from qa.settings import Settings

Look = Callable[..., dict[str, dict[str, str]]]


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    """Run `qa doctor` and return what it found of each thing; it ends with 1 where it found a problem."""

    def run(data: Path) -> dict[str, dict[str, str]]:
        code = main(["doctor", "--json", "--data-dir", str(data)])
        found = json.loads(capsys.readouterr().out)
        assert code == any(check["state"] == "problem" for check in found)
        return {check["name"]: check for check in found}

    return run


@pytest.fixture
def data(engine: Engine, tmp_path: Path) -> Path:
    """A data folder with the sample articles of its own."""
    shutil.copytree(engine.settings.data_dir / "stores", tmp_path / ".qa/stores")
    (tmp_path / ".qa").chmod(0o700)
    return tmp_path / ".qa"


def test_a_whole_install_has_no_problem(look: Look, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could be better is a note, with what to do."""
    found = look(data)
    assert {check["state"] for check in found.values()} == {"ok", "note"}
    assert "2 articles, 11 passages" in found["store"]["found"]
    assert "2 articles have no date" in found["dates"]["found"]
    assert "start Ollama" in found["model"]["todo"]
    assert main(["doctor", "--data-dir", str(data)]) == 0
    assert "note     dates    2 articles have no date" in capsys.readouterr().out


def test_without_a_store_it_says_how_to_make_one(look: Look, tmp_path: Path) -> None:
    """And makes nothing."""
    assert look(tmp_path / ".qa")["store"]["todo"] == "qa index PATH…"
    assert not list(tmp_path.iterdir())


def test_damage_is_found_and_repair_is_named(look: Look, data: Path) -> None:
    """Every byte is looked at."""
    (file,) = data.glob("stores/*/lexical.sqlite3")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    store = look(data)["store"]
    assert store["state"] == "problem"
    assert "qa repair" in store["found"] + store["todo"]


def test_a_store_of_other_settings_is_found(look: Look, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a question would find it."""
    monkeypatch.setenv("QA_PASSAGE_WORDS", "100")
    assert "qa repair" in look(data)["store"]["found"]


def test_an_open_folder_and_a_running_server_are_told(look: Look, data: Path, engine: Engine) -> None:
    """Who may look in, and which process answers."""
    data.chmod(0o755)
    assert "chmod 700" in look(data)["privacy"]["todo"]
    with serving_engine(engine, **vars(Settings.load({"data_dir": data}))):
        assert "runs (process" in look(data)["server"]["found"]


def test_a_model_that_is_missing_is_named(look: Look, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install; a server that cannot be had is told too."""
    monkeypatch.setenv("QA_MODEL", "ollama/nothing")
    assert look(data)["model"]["state"] == "problem"
