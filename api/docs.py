"""The page that documents the API: one file that loads nothing from anywhere but this server."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, RedirectResponse, Response

PAGE = Path(__file__).with_name("docs.html")
POLICY = "default-src 'none'; connect-src 'self'; img-src data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def root() -> Response:
    """Lead to the page."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def docs() -> Response:
    """Return the page; its policy keeps the browser from asking any other server."""
    return FileResponse(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})
