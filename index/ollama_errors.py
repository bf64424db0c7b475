"""What an Ollama server refuses, in words that say what to do."""

from __future__ import annotations

import textwrap

from index.errors import ModelBusyError, ModelError, ModelMissingError, ModelServerError, PromptTooLongError, redact

NO_MEMORY = ("more system memory", "out of memory", "unable to allocate")
"""What servers say where a model is too large for the machine."""


def refused(server: str, status: int, text: str, model: str) -> ModelError:
    """Return the error for what a server refused.

    Args:
        server: as errors name it.
        status: of the response, or -1 where it came in the middle of one.
        text: what the server said.
        model: which model was asked, or "" where none was.
    """
    text = textwrap.shorten(redact(text), 300, placeholder="…")
    if "exceeds the context length" in text or "exceeds maximum context length" in text:
        return PromptTooLongError(
            f"The text given to {model} is longer than it takes, and nothing was cut: ask a shorter question, or "
            "raise QA_NUM_CTX."
        )
    if any(words in text for words in NO_MEMORY):
        return ModelServerError(
            f"{server} has too little memory for {model}: take a smaller model, lower QA_NUM_CTX, or stop another "
            "model with `ollama stop`.",
            text,
        )
    if "does not support chat" in text or "does not support generate" in text:
        return ModelMissingError(f"{model} only embeds: name a chat model, as `qa models` lists them.")
    if "does not support embed" in text:
        return ModelMissingError(f"{model} does not embed: name an embedding model, as `qa models` lists them.")
    if status == 404 and model:
        return ModelMissingError(f"{server} does not have {model!r}: run `ollama pull {model}`.")
    if status in (404, 405):
        return is_another(server, str(status))
    if status == 503:
        return ModelBusyError(f"{server} has too many requests: ask again in a moment.")
    code = f" {status}" if status > 0 else ""
    return ModelServerError(f"{server} answered with an error{code}: ask again; its log says more.", text)


def is_another(server: str, why: str) -> ModelServerError:
    """Return the error for an answer that is not Ollama's."""
    return ModelServerError(
        f"{server} answered what Ollama would not ({why}): is it Ollama that listens there? Name the right address "
        "in OLLAMA_HOST."
    )
