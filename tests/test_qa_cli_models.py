"""`qa models`, and commands that embed through a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ollama_fakes import FakeOllama

from qa.cli import main

MODELS = {"llama3.2:latest": ("completion", "tools"), "nomic": ("embedding",)}


def test_models_are_listed_with_what_auto_takes_and_what_to_type(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`auto` has 300 ms, which on a busy machine is not always enough: then it says so."""
    with FakeOllama(models=MODELS) as fake:
        monkeypatch.setenv("OLLAMA_HOST", fake.host)
        assert main(["models"]) == 0
    reader, minilm, llama, nomic, _, why, larger, choose, embed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in (reader, minilm, llama, nomic)] == [
        "reader",
        "minilm",
        "ollama/llama3.2",
        "ollama/nomic",
    ]
    assert "answer" in reader
    assert "23 MB" in reader
    assert "256 tokens" in minilm
    assert "answer, tools" in llama
    assert "2,048 tokens" in llama
    assert "embed" in nomic
    taken = llama if "only chat model" in why else reader
    assert [line for line in (reader, minilm, llama, nomic) if line.endswith("auto")] == [taken]
    assert fake.host in why
    assert "QA_READER=large" in larger
    assert "--model ollama/llama3.2, or QA_MODEL=ollama/llama3.2" in choose
    assert "QA_EMBEDDER=ollama/nomic" in embed


def test_models_are_listed_as_json(capsys: pytest.CaptureFixture[str], nobody: str) -> None:
    assert main(["models", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [model["name"] for model in listed["models"]] == ["reader", "minilm"]
    assert listed["models"][1]["can"] == ["embed"]
    assert listed["auto"]["model"] == "reader"
    assert nobody in listed["auto"]["why"]


def test_the_large_reader_is_listed_where_it_is_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    monkeypatch.setenv("QA_READER", "large")
    assert main(["models"]) == 0
    told = capsys.readouterr().out
    assert "133 MB" in told.splitlines()[0]
    assert "132M int8" in told.splitlines()[0]
    assert nobody in told
    assert "QA_READER" not in told


def test_without_a_server_it_says_how_to_get_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert "start Ollama and run `ollama pull " in capsys.readouterr().out


def test_a_server_that_is_not_well_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeOllama("hung", "all") as fake:
        monkeypatch.setenv("OLLAMA_HOST", fake.host)
        monkeypatch.setenv("QA_IDLE_TIMEOUT", "0.2")
        assert main(["models"]) == 1
    told = capsys.readouterr().err
    assert "did not answer within 0.2 s: it is busy, or hangs." in " ".join(told.split())
    assert "restart" not in told


@pytest.mark.slow
def test_an_index_is_made_through_the_embedder_of_the_settings_and_held_to_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = ["--data-dir", str(tmp_path / ".qa")]
    (tmp_path / "dam.txt").write_text("The dam broke.\n\nThe old dam at Torvik broke on 3 May.\n", encoding="utf-8")
    with FakeOllama(models=MODELS) as fake:
        monkeypatch.setenv("OLLAMA_HOST", fake.host)
        monkeypatch.setenv("QA_EMBEDDER", "ollama/nomic")
        assert main(["index", str(tmp_path / "dam.txt"), *data]) == 0
        assert main(["search", "dam", *data]) == 0
        assert main(["status", *data]) == 0
    assert "embedder     ollama/nomic, 2 dimensions" in capsys.readouterr().out
    assert main(["search", "dam", *data]) == 1
    assert "start it with `ollama serve`" in capsys.readouterr().err
    monkeypatch.delenv("QA_EMBEDDER")
    assert main(["search", "dam", *data]) == 1
    assert "embedder is ollama/nomic, not minilm" in capsys.readouterr().err
