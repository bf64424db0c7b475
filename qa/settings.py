"""Settings: one frozen object, built once and passed in.

Defaults, then `dateline.toml` in the working directory, then `QA_…` variables, then flags; the later wins. Ollama's own
`OLLAMA_HOST` is one of the variables.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import UsageError, redact
from qa.shipped import DEFAULT

NAMES = "reader (the embedded one), auto, ollama/NAME (`qa models` lists them), or openai/NAME"


@dataclass(frozen=True)
class ModelName:
    """A model's name, read.

    Attributes:
        kind: `reader`, `auto`, `ollama` or `openai`.
        model: what the server calls it; "" for the first two.
    """

    kind: str
    model: str = ""

    @classmethod
    def parse(cls, text: str) -> ModelName:
        """Return the name that `text` is; whether there is such a model is found when it is used.

        Raises:
            UsageError: it is none; the message says which names there are.
        """
        kind, slash, model = text.strip().partition("/")
        alone = kind in ("reader", "auto") and not slash
        served = kind in ("ollama", "openai") and model and model.isprintable() and " " not in model
        if not (alone or served):
            meant = f" Did you mean ollama/{text}?" if ":" in text and not slash and text.isprintable() else ""
            raise UsageError(f"The model {text!r} is not known: use {NAMES}.{meant}")
        return cls(kind, model)

    @classmethod
    def is_served(cls, text: str, kind: str) -> bool:
        """Return whether `text` names a model of a server of this kind."""
        try:
            named = cls.parse(text)
        except UsageError:
            return False
        return named.kind == kind

    def __str__(self) -> str:
        """The name as users write it."""
        return f"{self.kind}/{self.model}" if self.model else self.kind


FILE = "dateline.toml"
SECRET = ("openai_api_key",)
"""Settings whose values are never shown."""
LONGEST_WAIT_S = 3_600.0
MAY_BE_0 = ("threads", "llm_queue", "keep_answers", "serve_keep_answers", "second_look")
"""Whole numbers that may be 0; each other one is at least 1."""


@dataclass(frozen=True)
class Settings:
    """All that can be set. In `dateline.toml` by these names; in the environment as `variable` says.

    Attributes:
        data_dir: the data folder.
        model: what answers: `reader`, the embedded one; `ollama/NAME`; `openai/NAME`; or `auto`: `ollama_model` where
            the Ollama server has it, else its only chat model, else the reader.
        ollama_model: the chat model that `auto` takes.
        ollama_host: where Ollama listens, as OLLAMA_HOST says it; empty is 127.0.0.1:11434.
        openai_base_url: an OpenAI-compatible server, as http://127.0.0.1:8080/v1.
        openai_api_key: its key, where it wants one; never shown.
        num_ctx: tokens of prompt and answer together that a language model is given.
        answer_tokens: most tokens of an answer.
        connect_timeout: seconds to connect to a model's server.
        first_token_timeout: seconds until the first word of an answer at most, loading the model included; 0: as long
            as the model's server shows that it is at work.
        idle_timeout: seconds between two words of an answer, and until a server gives a sign of life.
        answer_timeout: seconds from the first word of an answer to its last.
        evidence_tokens: about how many tokens of articles a language model is shown for a fact; for an open question
            half as many more.
        second_look: 1: a language model is asked of each sentence that it wrote and that stands whether its quotes say
            it; 0: it is not.
        llm_concurrency: questions that a language model works on at once.
        llm_queue: questions that may wait for it; one more is refused.
        reader: which embedded reader: `large`, which is right more often, or `small`, which is quicker; by default the
            large one where it is installed.
        embedder: what embeds: `minilm`, the one that comes with Dateline, or `ollama/NAME`.
        min_confidence: an answer that states less confidence is withheld, 0 to 1; at 0 the reader gives its best span,
            even to a question that no span can answer (why, how, yes or no).
        chroma_url: a Chroma server; refused until it comes.
        passage_words: about how many words a passage holds at most.
        candidates: passages that each of the two searches brings.
        dense_weight: weight of the dense score against the lexical one, 0 to 1.
        read_passages: best passages that the reader reads.
        threads: of each model's session; 0 takes all cores.
        concurrency: questions that are worked on at once.
        as_of: the day on which questions are asked, YYYY-MM-DD, where they do not say; empty is today.
        keep_answers: answers that `qa ask` and `qa chat` keep in the data folder, the newest; 0 keeps none.
        serve_keep_answers: answers that `qa serve` keeps of each who asks, for them alone; 0 keeps none.
        max_question_chars: longest question, in characters.
        max_history_turns: most turns of history.
        max_turn_chars: longest question or answer of a turn, in characters.
        max_article_ids: most ids in `filters.article_ids`.
        max_sources: most sources in `filters.sources`.
        max_article_chars: longest article, in characters.
        max_body_bytes: largest HTTP request body; that of an article may have four bytes a character of it.
        max_upload_bytes: of the files or lines of one request to index.
        max_upload_files: of one request.
        api_keys_file: the keys of those who may use `qa serve`; without one, who reaches it may.
        key_requests_a_minute: of one key.
        key_questions_at_once: of one key.
        key_bytes_a_day: that one key may send and be sent, by the day of UTC.
    """

    data_dir: Path = Path(".qa")
    model: str = "auto"
    ollama_model: str = ""
    ollama_host: str = field(default="", repr=False)  # an address may hold a password
    openai_base_url: str = field(default="", repr=False)
    openai_api_key: str = field(default="", repr=False)
    num_ctx: int = 4_096
    answer_tokens: int = 512
    connect_timeout: float = 2.0
    first_token_timeout: float = 0.0
    idle_timeout: float = 30.0
    answer_timeout: float = 900.0
    evidence_tokens: int = 500
    second_look: int = 0
    llm_concurrency: int = 1
    llm_queue: int = 8
    reader: str = DEFAULT
    embedder: str = "minilm"
    min_confidence: float = 0.3
    chroma_url: str = ""
    passage_words: int = 150
    candidates: int = 50
    dense_weight: float = 0.5
    read_passages: int = 8
    threads: int = 0
    concurrency: int = 2
    as_of: str = ""
    keep_answers: int = 1_000
    serve_keep_answers: int = 0
    max_question_chars: int = 1_000
    max_history_turns: int = 20
    max_turn_chars: int = 2_000
    max_article_ids: int = 1_000
    max_sources: int = 1_000
    max_article_chars: int = 10_000_000
    max_body_bytes: int = 262_144
    max_upload_bytes: int = 100_000_000
    max_upload_files: int = 1_000
    api_keys_file: str = ""
    key_requests_a_minute: int = 600
    key_questions_at_once: int = 8
    key_bytes_a_day: int = 1_000_000_000

    def __post_init__(self) -> None:
        """Refuse what cannot work, naming the setting and what it may be."""
        if self.chroma_url:
            raise UsageError("QA_CHROMA_URL is not supported yet: unset it; the store is the folder QA_DATA_DIR.")
        ModelName.parse(self.model)
        if self.reader not in ("small", "large"):
            raise UsageError(f"The reader {self.reader!r} is not known: use small or large.")
        if self.embedder != "minilm" and not ModelName.is_served(self.embedder, "ollama"):
            raise UsageError(f"The embedder {self.embedder!r} is not known: use minilm or ollama/NAME.")
        if self.openai_base_url and not self.openai_base_url.startswith(("http://", "https://")):
            raise UsageError(
                f"openai_base_url is {redact(self.openai_base_url)!r}: give a URL, for example http://127.0.0.1:8080/v1."
            )
        if self.as_of:
            try:
                date.fromisoformat(self.as_of)
            except ValueError:
                raise UsageError(f"as_of is {self.as_of!r}: give a day as YYYY-MM-DD, as 2024-11-27.") from None
        for name in ("min_confidence", "dense_weight"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} is {getattr(self, name)}: give a number from 0 to 1.")
        for name in ("connect_timeout", "first_token_timeout", "idle_timeout", "answer_timeout"):
            waits, endless = getattr(self, name), name == "first_token_timeout"
            if not (0 < waits <= LONGEST_WAIT_S or (endless and waits == 0)):
                bounds = "0 for no limit, else" if endless else "more than 0,"
                raise UsageError(f"{name} is {waits}: give seconds, {bounds} at most {LONGEST_WAIT_S:g}.")
        for each in fields(self):
            value = getattr(self, each.name)
            least = 0 if each.name in MAY_BE_0 else 1
            if isinstance(each.default, int) and value < least:
                raise UsageError(f"{each.name} is {value}: give a whole number of at least {least}.")
        if self.second_look > 1:
            raise UsageError(f"second_look is {self.second_look}: give 1 for a second look, else 0.")
        if self.answer_tokens >= self.num_ctx:
            raise UsageError(
                f"answer_tokens is {self.answer_tokens}: give less than num_ctx, which is {self.num_ctx} for both the "
                "prompt and the answer."
            )
        if self.passage_words > 200:
            raise UsageError(f"passage_words is {self.passage_words}: give at most 200, the embedder takes 256 tokens.")

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] = os.environ,
        folder: Path | None = None,
    ) -> Settings:
        """Return the settings for a working directory (`folder`, by default the current one).

        Args:
            flags: what the command line gives; a None is not given.
            environ: where the `QA_…` variables are looked up.
            folder: where `dateline.toml` is looked for.

        Raises:
            UsageError: a setting is unknown, of the wrong type, or out of range; the message names it.
        """
        known = {each.name: type(each.default) for each in fields(cls)}
        variables = {variable(name): name for name in known}
        given: dict[str, tuple[str, Any]] = {}
        path = (folder or Path()) / FILE
        if path.is_file():
            import tomllib

            try:
                table = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise UsageError(f"{path} is not valid TOML: {error}.") from error
            given |= {name: (f"{name} in {path}", value) for name, value in table.items()}
        given |= {
            variables.get(name, name): (name, value)
            for name, value in environ.items()
            if value != "" and (name in variables or name.startswith("QA_"))
        }
        given |= {name: (name, value) for name, value in (flags or {}).items() if value is not None}
        unknown = sorted(where for name, (where, _) in given.items() if name not in known)
        if unknown:
            raise UsageError(f"Unknown setting: {', '.join(unknown)}. Known are: {', '.join(sorted(known))}.")
        return cls(
            **{name: _typed(where, value, known[name], name in SECRET) for name, (where, value) in given.items()}
        )


def variable(name: str) -> str:
    """Return the environment variable of a setting: `QA_` and its name in capitals; OLLAMA_HOST keeps its own."""
    return "OLLAMA_HOST" if name == "ollama_host" else f"QA_{name.upper()}"


def _typed(where: str, value: Any, kind: type, secret: bool) -> Any:
    make, taken, wanted = _KINDS[Path if issubclass(kind, Path) else kind]
    try:
        if isinstance(value, bool) or not isinstance(value, taken):
            raise ValueError
        return make(value)
    except (ValueError, OverflowError):
        raise UsageError(f"{where} is {'no text' if secret else repr(value)}: give {wanted}.") from None


_KINDS: dict[type, tuple[Callable[[Any], Any], tuple[type, ...], str]] = {
    int: (int, (int, str), "a whole number"),
    float: (float, (int, float, str), "a number"),
    str: (str, (str,), "text"),
    Path: (Path, (str, Path), "a path"),
}
