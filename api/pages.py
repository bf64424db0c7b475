"""The pages for a browser: the one that asks, and the one that documents the API. Nothing is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

HERE = Path(__file__).parent
ASKS = (
    "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The policy of the page that asks: only what this server sends is run, shown or asked."""
DOCUMENTS = (
    "default-src 'none'; connect-src 'self'; img-src data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
)

Part = Literal["page.css", "page.js", "dom.js", "article.js", "answer.js", "talk.js", "articles.js", "report.js"]
"""What the page that asks is made of."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> Response:
    """Return the page that asks."""
    return _file("page/index.html", ASKS)


@router.get("/page/{name}")
async def part(name: Part) -> Response:
    """Return what the page that asks is made of."""
    return _file(f"page/{name}", ASKS)


@router.get("/docs")
async def docs() -> Response:
    """Return the page that documents the API."""
    return _file("docs.html", DOCUMENTS)


def _file(name: str, policy: str) -> Response:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(HERE / name, headers=headers)
