"""What the API sends besides answers: passages, articles, how the server is.

Each is a frozen dataclass; its docstring is what the OpenAPI document says of it (`openapi.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from starlette.responses import Response

from index.article import ArticleRecord
from qa.found import Found
from qa.llm.models import Listed
from qa.quotes import display


@dataclass(frozen=True)
class SearchResult:
    """The passages nearest to a question.

    Attributes:
        question: as asked.
        passages: best first; empty where nothing met the words and filters.
        undated_left_out: articles that a date filter left out because they have no date.
    """

    question: str
    passages: tuple[Found, ...]
    undated_left_out: int


@dataclass(frozen=True)
class ListedArticle:
    """An article without its text.

    Attributes:
        id: its identity, as in citations.
        source: its file, relative to the working directory where it lies under it, or the name given through the API.
        title: its title.
        published: when, ISO 8601, or null.
        url: where it was published, or null.
        outlet: who published it, or null.
        passages: how many passages it is stored in.
        characters: length of its text, in code points.
    """

    id: str
    source: str
    title: str
    published: str | None
    url: str | None
    outlet: str | None
    passages: int
    characters: int

    @classmethod
    def of(cls, record: ArticleRecord) -> ListedArticle:
        """Return what is shown of a stored article."""
        return cls(
            record.id, display(record.source), record.title, record.published, record.url, record.outlet,
            record.passages, record.characters,
        )  # fmt: skip


@dataclass(frozen=True)
class ArticlePage:
    """A page of the list of articles, in the order of their ids.

    Attributes:
        articles: those of this page.
        next: the cursor of the next page, or null on the last.
    """

    articles: tuple[ListedArticle, ...]
    next: str | None


@dataclass(frozen=True)
class Collection:
    """A collection.

    Attributes:
        name: as in `/v1/collections/{name}/…`.
        articles: how many articles are stored in it.
        passages: how many passages they are stored in.
    """

    name: str
    articles: int
    passages: int


@dataclass(frozen=True)
class CollectionList:
    """The collections.

    Attributes:
        collections: each, the default one first.
    """

    collections: tuple[Collection, ...]


@dataclass(frozen=True)
class WholeArticle:
    """An article with its text.

    Attributes:
        article: what is known of it.
        text: its whole text; citations count code points of it.
    """

    article: ListedArticle
    text: str


@dataclass(frozen=True)
class StoredArticle:
    """What became of an article that was sent.

    Attributes:
        result: whether it is new, replaced the version before, or was there already as it is.
        article: what is stored of it.
    """

    result: Literal["new", "changed", "unchanged"]
    article: ListedArticle


@dataclass(frozen=True)
class KeptAnswer:
    """An answer that was kept.

    Attributes:
        id: by which it is checked again and cited.
        asked: when, ISO 8601 in UTC.
        question: as asked.
        answer: its text, or null in an abstention.
    """

    id: str
    asked: str
    question: str
    answer: str | None


@dataclass(frozen=True)
class AnswerList:
    """The newest answers that were kept of one key.

    Attributes:
        answers: the newest first.
    """

    answers: tuple[KeptAnswer, ...]


@dataclass(frozen=True)
class Default:
    """What answers a question that names no model.

    Attributes:
        model: its name.
        why: why it is this one, or why it cannot be had; null where the server was started with it.
    """

    model: str
    why: str | None


@dataclass(frozen=True)
class OfferedModel:
    """A model as OpenAI's clients know one.

    Attributes:
        id: its name; `dateline` is the one that the server was started with.
        object: always "model".
        created: always 0.
        owned_by: always "dateline".
    """

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "dateline"


@dataclass(frozen=True)
class ModelList:
    """The models that can be named.

    Attributes:
        models: what comes with Dateline, the reader first, then what the Ollama server has.
        default: what answers a question that names none.
        data: those that answer, as OpenAI's clients list them.
        object: always "list".
    """

    models: tuple[Listed, ...]
    default: Default
    data: tuple[OfferedModel, ...]
    object: Literal["list"] = "list"


@dataclass(frozen=True)
class Health:
    """The server runs.

    Attributes:
        status: always "ok".
    """

    status: Literal["ok"] = "ok"


@dataclass(frozen=True)
class Readiness:
    """The server answers questions.

    Attributes:
        status: always "ready".
        articles: how many articles are stored; with 0, questions abstain with the reason `empty_index`.
        passages: how many passages they are stored in.
        index: number of the published store, or null while nothing is stored.
    """

    articles: int
    passages: int
    index: int | None
    status: Literal["ready"] = "ready"


def reply(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a dataclass or a dictionary as a response of JSON."""
    return Response(as_json(content), status, headers, "application/json")


def as_json(content: Any) -> str:
    """Return a dataclass or a dictionary as one line of JSON.

    A file name may hold bytes that are no UTF-8, as lone surrogates; JSON has escapes for these, UTF-8 has not.
    """
    data = content if isinstance(content, dict) else asdict(content)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode()
