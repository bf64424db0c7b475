"""The page that asks, in a real browser: Debian's Chromium, driven by Playwright, where both are there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from api_served import serving_engine

from qa.engine import Engine

PARTS = ("/", "/page/page.css", "/page/page.js")
WAIT_MS = 60_000


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[httpx.Client]:
    """A server on the sample articles."""
    with serving_engine(engine, data_dir=engine.settings.data_dir) as client:
        yield client


@pytest.mark.parametrize("path", PARTS)
def test_the_page_is_whole_and_asks_nobody_else(client: httpx.Client, path: str) -> None:
    """It loads what this server sends, runs only its own script, and sits in no other site's frame."""
    sent = client.get(path)
    assert sent.status_code == 200
    policy = sent.headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert not re.findall(
        r"(?:https?:)?//[a-z0-9]|@import|url\(|innerHTML|insertAdjacentHTML", sent.text.replace("// ", "")
    )


def test_nothing_but_the_parts_of_the_page_is_sent(client: httpx.Client) -> None:
    """No path leads out of its folder."""
    for path in ("/page/index.html", "/page/..%2Fapp.py", "/page/nothing.js"):
        assert client.get(path).status_code in (404, 422)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, headless."""
    chromium = shutil.which("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    if chromium is None:
        pytest.skip("there is no chromium on PATH")
    with playwright.sync_playwright() as running:
        chrome = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield chrome
        chrome.close()


@pytest.mark.soak
def test_a_person_asks_follows_up_and_opens_the_article_at_the_quote(client: httpx.Client, browser: Any) -> None:
    """The quote is marked in the running text; the talk is still there when the page is opened again."""
    page = browser.new_page()
    page.set_default_timeout(WAIT_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(str(client.base_url))
    page.fill("#question", "When did the offensive start?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .quotes mark")
    assert page.inner_text(".turn .answer").startswith("November 27")
    page.fill("#question", "Who started it?")
    page.click("#send")
    page.wait_for_selector(".turn:nth-of-type(2) .body")
    assert "Who started the offensive?" in page.inner_text(".turn:nth-of-type(2)")
    page.click(".turn .quotes button")
    page.wait_for_selector("dialog[open] #quote")
    assert "November 27" in page.inner_text("#quote")
    page.keyboard.press("Escape")
    page.reload()
    assert page.locator("#earlier option").count() == 2
    assert not errors


@pytest.mark.soak
def test_text_of_an_article_never_becomes_markup(engine: Engine, tmp_path: Any, browser: Any) -> None:
    """Not in the answer, not in the article."""
    with serving_engine(engine, data_dir=tmp_path) as client:
        text = "The mayor of Selm is <img src=x onerror=alert(1)> Ana Rist. She opened the bridge on 3 May 2024."
        assert client.post("/articles", json={"text": text, "title": "<b>Bridge</b>"}).status_code == 201
        page = browser.new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(str(client.base_url))
        page.fill("#question", "When was the bridge opened?")
        page.click("#send")
        page.click(".turn .body button.link >> nth=0")
        page.wait_for_selector("dialog[open]")
        assert page.locator("main img, dialog img, dialog b, main b").count() == 0


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken_seriously(client: httpx.Client, browser: Any, scheme: str) -> None:
    """By axe-core, on a phone's width, on both parts of the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page.set_default_timeout(WAIT_MS)
    page.goto(str(client.base_url))
    page.fill("#question", "When did the offensive start?")
    page.click("#send")
    page.wait_for_selector(".turn .quotes mark")
    for part in ("#show-articles", "#show-talk"):
        page.click(part)
        broken = axe.run(page).response["violations"]
        serious = [one for one in broken if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
