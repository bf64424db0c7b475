"""Settings: defaults, then dateline.toml, then QA_ variables, then flags."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from index.errors import UsageError
from qa.settings import FILE, Settings, variable
from qa.shipped import READERS


def load(folder: Path, toml: str = "", environ: dict[str, str] | None = None, **flags: Any) -> Settings:
    (folder / FILE).write_text(toml, encoding="utf-8")
    return Settings.load(flags, environ or {}, folder)


def test_nothing_given_is_the_defaults(tmp_path: Path) -> None:
    assert Settings.load(None, {}, tmp_path) == Settings() == load(tmp_path)


def test_the_later_wins(tmp_path: Path) -> None:
    toml, environ = "min_confidence = 0.1", {"QA_MIN_CONFIDENCE": "0.2"}
    assert load(tmp_path, toml).min_confidence == 0.1
    assert load(tmp_path, toml, environ).min_confidence == 0.2
    assert load(tmp_path, toml, environ, min_confidence=0.3).min_confidence == 0.3


def test_each_source_fills_what_the_later_leaves_open(tmp_path: Path) -> None:
    settings = load(tmp_path, "candidates = 7\nthreads = 1", {"QA_THREADS": "2", "QA_DATA_DIR": ""}, data_dir=None)
    assert (settings.candidates, settings.threads, settings.data_dir) == (7, 2, Path(".qa"))


def test_what_is_not_ours_in_the_environment_is_left_alone(tmp_path: Path) -> None:
    assert load(tmp_path, "", {"PATH": "/bin", "OLLAMA_MODELS": "x", "qa_threads": "9"}) == Settings()


def test_the_address_of_ollama_keeps_its_own_name(tmp_path: Path) -> None:
    toml, environ = 'ollama_host = "one"', {"OLLAMA_HOST": "two"}
    assert load(tmp_path, toml).ollama_host == "one"
    assert load(tmp_path, toml, environ).ollama_host == "two"
    with pytest.raises(UsageError, match="Unknown setting: QA_OLLAMA_HOST"):
        load(tmp_path, "", {"QA_OLLAMA_HOST": "three"})


@pytest.mark.parametrize("name", ["reader", "auto", "ollama/llama3.2", "ollama/hf.co/a/b:Q4", "openai/meta/llama"])
def test_a_model_may_be_named_before_it_is_there(name: str, tmp_path: Path) -> None:
    assert load(tmp_path, "", {"QA_MODEL": name}).model == name


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_that_ships_can_be_chosen(reader: str, tmp_path: Path) -> None:
    assert load(tmp_path, f'reader = "{reader}"').reader == reader


def test_another_reader_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The reader 'huge' is not known: use small or large"):
        load(tmp_path, "", {"QA_READER": "huge"})


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, "", {"QA_OPENAI_API_KEY": "sesame"})
    assert settings.openai_api_key == "sesame"
    assert "sesame" not in repr(settings)
    with pytest.raises(UsageError) as error:
        load(tmp_path, "openai_api_key = 4711")
    assert "openai_api_key" in str(error.value)
    assert "4711" not in str(error.value)


def test_a_zero_is_a_value(tmp_path: Path) -> None:
    assert load(tmp_path, "", {"QA_MIN_CONFIDENCE": "0"}).min_confidence == 0
    assert load(tmp_path, "min_confidence = 1").min_confidence == 1


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_every_setting_can_be_given_in_every_place(field: Any, tmp_path: Path) -> None:
    value = {"data_dir": "elsewhere"}.get(field.name, field.default)
    written = f'"{value}"' if isinstance(value, str) else value
    for settings in (
        load(tmp_path, f"{field.name} = {written}"),
        load(tmp_path, "", {variable(field.name): str(value)}),
        load(tmp_path, **{field.name: value}),
    ):
        assert str(getattr(settings, field.name)) == str(value)
        assert type(getattr(settings, field.name)) is type(field.default)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_confidence", "1.5"),
        ("min_confidence", "-0.1"),
        ("min_confidence", "nan"),
        ("min_confidence", "much"),
        ("dense_weight", "2"),
        ("passage_words", "0"),
        ("passage_words", "201"),
        ("passage_words", "1.5"),
        ("candidates", "-1"),
        ("read_passages", "0"),
        ("concurrency", "0"),
        ("threads", "-1"),
        ("max_question_chars", "0"),
        ("max_history_turns", "x"),
        ("max_turn_chars", "0"),
        ("max_article_ids", "0"),
        ("max_article_chars", "0"),
        ("max_body_bytes", "0"),
        ("model", "gpt-4"),
        ("model", "ollama/"),
        ("embedder", "other"),
        ("embedder", "reader"),
        ("embedder", "openai/x"),
        ("openai_base_url", "127.0.0.1:8000"),
        ("num_ctx", "0"),
        ("num_ctx", "512"),
        ("answer_tokens", "4096"),
        ("connect_timeout", "0"),
        ("first_token_timeout", "nan"),
        ("idle_timeout", "inf"),
        ("idle_timeout", "3601"),
        ("llm_concurrency", "0"),
        ("llm_queue", "-1"),
        ("chroma_url", "http://localhost:8000"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_setting(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"(?i){name}|The {name} "):
        load(tmp_path, "", {f"QA_{name.upper()}": value})


@pytest.mark.parametrize(
    "toml",
    "threads = true|threads = 1.5|threads = [1]|threads = inf|min_confidence = 'x'|data_dir = 3|model = 1|"
    f"dense_weight = {{a = 1}}|min_confidence = 1{'0' * 400}".split("|"),
    ids=lambda toml: toml[:20],
)
def test_a_value_of_another_type_in_the_file_is_refused_with_its_place(toml: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        load(tmp_path, toml)
    assert toml.split()[0] in str(error.value)
    assert str(tmp_path / FILE) in str(error.value)


def test_an_unknown_setting_is_refused_with_its_place_and_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"min_confidance in .*{FILE}.*, .*min_confidence"):
        load(tmp_path, "min_confidance = 0.5")
    with pytest.raises(UsageError, match=r"QA_MIN_CONFIDANCE\. Known are: .*min_confidence"):
        load(tmp_path, "", {"QA_MIN_CONFIDANCE": "0.5"})


def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"{FILE} is not valid TOML"):
        load(tmp_path, "threads =")
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=rf"{FILE} is not valid TOML"):
        Settings.load(None, {}, tmp_path)


def test_a_chroma_server_is_refused_saying_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="QA_CHROMA_URL is not supported yet"):
        load(tmp_path, "", {"QA_CHROMA_URL": "http://localhost:8000"})


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().threads = 3  # type: ignore[misc]
