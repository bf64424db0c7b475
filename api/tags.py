"""The endpoints of tags: names that people give articles, by which questions can be held to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import Field
from starlette.responses import Response

from api import bodies
from api.dependencies import EngineDep, JsonDep
from api.examples import named
from api.problems import NOT_FOUND, fails
from api.results import reply
from api.strict import StrictRoute
from index.errors import NotFoundError, UsageError
from index.filters import LONGEST_TAG
from index.tags import Tags

router = APIRouter(tags=["articles"], route_class=StrictRoute)


class TagBody(bodies.Body):
    """A tag and the articles that get it."""

    tag: str = Field(min_length=1, max_length=LONGEST_TAG, description="The tag, whatever its case.")
    article_ids: list[str] = Field(
        min_length=1, description="The articles.", json_schema_extra=bodies.limited("max_article_ids")
    )
    off: bool | None = Field(None, description="Whether it is taken off instead.")


@dataclass(frozen=True)
class Tagged:
    """A tag.

    Attributes:
        tag: its name, in small letters.
        articles: how many articles have it.
    """

    tag: str
    articles: int


@dataclass(frozen=True)
class TagList:
    """Every tag that an article has.

    Attributes:
        tags: in their order.
    """

    tags: tuple[Tagged, ...]


TAGGED = {"A tag": {"tag": "shipping", "article_ids": ["ferry-2"]}}


@router.get("/tags", response_model=TagList, response_description="The tags")
def list_tags(engine: EngineDep) -> Response:
    """List the tags."""
    return reply(_listed(Tags(engine.folder.path)))


@router.post("/tags", dependencies=[JsonDep], response_model=TagList, response_description="The tags as they are now")
@fails(NOT_FOUND)
def tag_articles(body: Annotated[TagBody, Body(openapi_examples=named(TAGGED))], engine: EngineDep) -> Response:
    """Give articles a tag, or take it off; either way it is done when this returns."""
    most = engine.settings.max_article_ids
    if len(body.article_ids) > most:
        raise UsageError(f"article_ids has {len(body.article_ids):,} ids; at most {most:,} are taken. Send fewer.")
    with engine.folder.reading() as store:
        for article in body.article_ids:
            if store is None:
                raise NotFoundError(f"There is no article {article!r}: nothing is indexed yet.")
            store.article(article)
    tags = Tags(engine.folder.path)
    (tags.remove if body.off else tags.add)(body.tag, body.article_ids)
    return reply(_listed(tags))


def _listed(tags: Tags) -> TagList:
    return TagList(tuple(Tagged(*one) for one in tags.counts().items()))
