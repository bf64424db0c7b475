"""What GET /models tells: what can be named, and what answers where nothing is named."""

from __future__ import annotations

from api_listening import answering
from scripted import Scripted

from qa.engine import Engine


def test_without_a_server_there_is_what_comes_with_dateline(engine: Engine) -> None:
    """The reader first, and it answers; why is said."""
    with answering(engine, ollama_host="127.0.0.1:9") as client:
        told = client.get("/models").json()
    assert [(model["name"], model["can"]) for model in told["models"]] == [
        ("reader", ["answer"]),
        ("minilm", ["embed"]),
    ]
    assert told["default"]["model"] == "reader"
    assert "no Ollama server at 127.0.0.1:9" in told["default"]["why"]


def test_a_model_that_was_chosen_and_is_not_there_is_told_with_what_to_do(engine: Engine) -> None:
    with answering(engine, ollama_host="127.0.0.1:9", model="ollama/llama3.2") as client:
        default = client.get("/models").json()["default"]
    assert default["model"] == "ollama/llama3.2"
    assert "127.0.0.1:9" in default["why"]


def test_a_model_that_the_server_was_started_with_needs_no_why(engine: Engine) -> None:
    with answering(engine, Scripted([]), ollama_host="127.0.0.1:9") as client:
        assert client.get("/models").json()["default"] == {"model": "ollama/scripted", "why": None}
