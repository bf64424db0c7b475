"""Examples for the OpenAPI document. Those of requests work as they stand, with the sample articles indexed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api.stream import event
from qa.write.models import Listed

QUESTIONS = {
    "A question": {"question": "When did the offensive start?"},
    "A follow-up": {
        "question": "Who led it?",
        "history": [{"question": "When did the offensive start?", "answer": "November 27"}],
    },
    "Held to some articles": {
        "question": "When did the offensive start?",
        "filters": {"sources": ["seeds"], "since": "2024-11-01", "until": "2024-12-31"},
        "as_of": "2024-12-02",
        "model": "reader",
        "stream": False,
    },
    "As events": {"question": "When did the offensive start?", "stream": True},
}

SEARCHES = {
    "Words": {"question": "offensive on Aleppo", "k": 3},
    "Held to some articles": {"question": "offensive on Aleppo", "filters": {"sources": ["seeds"]}},
}

ARTICLES = {
    "A text alone": {"text": "The ferry Aurora reached Tallinn on Monday.\n\nIt carried 312 passengers."},
    "All that is known": {
        "id": "ferry-2",
        "title": "Ferry delayed",
        "url": "https://news.example/ferry-2",
        "published": "2024-12-03T08:30:00+02:00",
        "outlet": "Example News",
        "text": "The ferry Aurora was held in Tallinn on Tuesday. Captain Liisa Tamm blamed the ice.",
    },
}

_ARTICLE = {
    "id": "ferry-2",
    "source": "api:ferry-2",
    "title": "Ferry delayed",
    "published": "2024-12-03T08:30:00+02:00",
    "url": "https://news.example/ferry-2",
    "outlet": "Example News",
    "passages": 1,
    "characters": 82,
}

_CITATION = {
    "n": 1,
    "cited_text": "The ferry Aurora reached Tallinn on Monday.",
    "start_char_index": 0,
    "end_char_index": 43,
    "marks": [[36, 42]],
    "article_id": "5c1d4e0b7a92f386",
    "document_title": "The ferry Aurora reached Tallinn on Monday.",
    "source": "news/ferry.txt",
    "line": 1,
    "url": None,
    "published": None,
}

_COMMON: dict[str, Any] = {
    "understood_as": None,
    "alternatives": [],
    "unsupported": [],
    "undated_left_out": 0,
    "written": None,
    "provenance": {"model": "reader-minilm-l6", "model_digest": "sha256:…", "index": "3@9c0f4b7e21d8", "why": None},
    "timings_ms": {"retrieve": 6.1, "read": 48.0, "first_token": 0.0, "write": 0.0, "check": 0.0, "total": 55.2},
}

_ANSWERS = {
    "Answered": {
        "question": "When did the ferry reach Tallinn?",
        "status": "answered",
        "answer": "Monday",
        "sentences": [{"start": 0, "end": 6, "citations": [1]}],
        "confidence": 0.97,
        "citations": [_CITATION],
        "nearest": [],
        "reason": None,
        "message": None,
        **_COMMON,
    },
    "Abstained": {
        "question": "When did the ferry leave Helsinki?",
        "status": "abstained",
        "answer": None,
        "sentences": [],
        "confidence": None,
        "citations": [],
        "nearest": [{**_CITATION, "marks": []}],
        "reason": "not_found",
        "message": "I found no passage that answers this.",
        **_COMMON,
    },
}

_FOUND = {
    **{name: value for name, value in _CITATION.items() if name != "marks"},
    "dense": 0.61,
    "lexical": 4.2,
    "score": 1.8,
}

_WRITTEN = {
    **_ANSWERS["Answered"],
    "answer": "The ferry Aurora reached Tallinn on Monday.",
    "sentences": [{"start": 0, "end": 43, "citations": [1]}],
    "confidence": None,
    "unsupported": [{"text": "It was two hours late.", "why": "no quote gives “two”"}],
    "written": {"prompt_tokens": 391, "tokens": 21, "finished": "stop", "passages": 1, "passages_left_out": 0},
    "provenance": {
        "model": "ollama/llama3.2",
        "model_digest": "sha256:…",
        "index": "3@9c0f4b7e21d8",
        "why": "auto: llama3.2 is the only chat model at 127.0.0.1:11434",
    },
    "timings_ms": {
        "retrieve": 6.1, "read": 0.0, "first_token": 812.0, "write": 1904.5, "check": 9.3, "total": 2733.0,
    },
}  # fmt: skip

STREAM = {
    "Written by a language model": "".join(
        event(name, content).decode()
        for name, content in (
            ("retrieved", {"passages": [_FOUND]}),
            ("sentence", {"text": _WRITTEN["answer"], "citations": [_CITATION], "why": None}),
            ("sentence", {**_WRITTEN["unsupported"][0], "citations": []}),
            ("answer", _WRITTEN),
            ("done", {}),
        )
    )
}

RESPONSES: dict[tuple[str, str], dict[str, Any]] = {
    ("query", "200"): _ANSWERS,
    ("search", "200"): {
        "Found": {"question": "ferry Tallinn", "passages": [_FOUND], "undated_left_out": 0},
    },
    ("models", "200"): {
        "With Ollama": {
            "models": [
                asdict(Listed("reader", ("answer",), 23_041_040, None, "22.6M", "int8")),
                asdict(Listed("ollama/llama3.2", ("answer",), 2_019_393_189, 131_072, "3.2B", "Q4_K_M")),
            ],
            "default": {
                "model": "ollama/llama3.2",
                "why": "auto: llama3.2 is the only chat model at 127.0.0.1:11434",
            },
        },
    },
    ("list_articles", "200"): {"The only page": {"articles": [_ARTICLE], "next": None}},
    ("get_article", "200"): {"An article": {"article": _ARTICLE, "text": ARTICLES["All that is known"]["text"]}},
    ("put_article", "201"): {"New": {"result": "new", "article": _ARTICLE}},
    ("put_article", "200"): {
        "Changed": {"result": "changed", "article": _ARTICLE},
        "Unchanged": {"result": "unchanged", "article": _ARTICLE},
    },
    ("healthz", "200"): {"Running": {"status": "ok"}},
    ("readyz", "200"): {"Ready": {"articles": 2, "passages": 12, "index": 3, "status": "ready"}},
}
"""By the name of the endpoint's function and the status."""


def named(values: dict[str, Any]) -> dict[str, Any]:
    """Return examples in OpenAPI's shape."""
    return {name: {"value": value} for name, value in values.items()}
