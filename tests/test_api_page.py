"""The page that asks, in a real browser: Debian's Chromium, driven by Playwright, where both are there.

With SCREENSHOTS=1 the pictures of the docs are made anew.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from api_served import serving_engine

from api.keys import Keys
from api.pages import Part
from qa.cli import main
from qa.engine import Engine
from qa.kept.feedback import Place, given

PARTS = ("/", *(f"/page/{name}" for name in get_args(Part)))
WAIT_MS = 60_000
START = "When did the offensive start?"
FORMATS = ("page-og.html", "office-release.docx", "paper-release.pdf", "mail-plain.eml")
"""Each holds one article."""


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


@pytest.fixture
def own(engine: Engine, tmp_path: Path) -> Iterator[httpx.Client]:
    """A server on two articles with dates and outlets, which may be written to."""
    articles = (
        (
            "ferry",
            "2024-12-03",
            "Example News",
            "The ferry Aurora was held in Tallinn on Tuesday. Captain Liisa Tamm blamed the ice.",
        ),
        (
            "dam",
            "2023-05-04",
            "Selm Gazette",
            "The old dam at Torvik broke on 3 May. Twelve people were hurt by the flood.",
        ),
    )
    with serving_engine(engine, data_dir=tmp_path / ".qa", model="reader") as client:
        for name, published, outlet, text in articles:
            body = {"id": name, "title": f"About the {name}", "published": published, "outlet": outlet, "text": text}
            assert client.post("/v1/articles", json=body).status_code == 201
        yield client


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open the page of a server; no script of it may fail."""
    errors: list[str] = []

    def go(client: httpx.Client, **how: Any) -> Any:
        page = browser.new_context(**how).new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(str(client.base_url))
        return page

    yield go
    assert not errors


def ask(page: Any, question: str) -> None:
    """Type a question, send it, and wait for its answer."""
    before = page.locator(".turn .body").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.locator(".turn .body").nth(before).wait_for()


@pytest.mark.soak
def test_a_person_asks_follows_up_and_opens_the_article_at_the_quote(
    client: httpx.Client, opened: Callable[..., Any]
) -> None:
    """The quote is marked in the running text; the talk is still there when the page is opened again."""
    page = opened(client)
    ask(page, START)
    assert page.inner_text(".turn .answer").startswith("November 27")
    ask(page, "Who started it?")
    assert "Who started the offensive?" in page.inner_text(".turn:nth-of-type(2)")
    page.click(".turn .quotes button")
    page.wait_for_selector("dialog[open] #quote")
    assert "November 27" in page.inner_text("#quote")
    page.keyboard.press("Escape")
    page.reload()
    assert page.locator("#earlier option").count() == 2
    page.select_option("#earlier", index=1)
    assert page.locator(".turn .body").count() == 2


@pytest.mark.soak
def test_what_was_understood_can_be_changed_and_taken_off(own: httpx.Client, opened: Callable[..., Any]) -> None:
    """The question is put back to be edited; a date or an outlet is taken off and the question asked again."""
    page = opened(own)
    page.wait_for_selector("#outlet option:nth-child(3)", state="attached")
    page.click("#filters summary")
    page.select_option("#outlet", "Selm Gazette")
    page.fill("#since", "2020-01-01")
    ask(page, "Who blamed the ice?")
    assert "I found no passage" in page.inner_text(".turn .answer")
    page.click(".turn .chips button:has-text('outlet')")
    page.locator(".turn .body").nth(1).wait_for()
    assert "Liisa Tamm" in page.inner_text(".turn:nth-of-type(2) .answer")
    assert page.locator(".turn:nth-of-type(2) .chips button").all_inner_texts() == ["since 2020-01-01 ✕"]
    ask(page, "Where was the ferry held?")
    ask(page, "When was it held?")
    page.click(".turn:nth-of-type(4) .chips button:has-text('understood as')")
    assert "ferry" in page.input_value("#question")


@pytest.mark.soak
def test_a_verdict_is_kept_and_the_right_words_are_marked_in_the_article(
    own: httpx.Client, opened: Callable[..., Any], tmp_path: Path
) -> None:
    """The words that are marked are those that are kept, by their code points."""
    page = opened(own)
    ask(page, "Who blamed the ice?")
    page.click(".verdicts button:has-text('Right')")
    page.wait_for_selector("text=Kept: right")
    page.click(".turn .quotes button")
    page.wait_for_selector("dialog[open] #quote")
    page.evaluate("""() => {
      const range = document.createRange(), text = document.getElementById("article-text");
      range.setStart(text.firstChild, 4);
      range.setEnd(text.firstChild, 16);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    page.wait_for_timeout(200)  # the browser tells of a marking a moment later
    page.click("#choose")
    page.wait_for_selector("text=Kept: wrong")
    first, second = given(tmp_path / ".qa")
    assert (first.verdict, first.answer) == ("right", "Captain Liisa Tamm")
    assert first.quote is not None
    assert (second.verdict, second.right_answer) == ("wrong", "ferry Aurora")
    assert second.quote == Place("ferry", 4, 16)


@pytest.mark.soak
def test_files_of_any_format_are_dropped_and_what_is_indexed_is_filtered(
    own: httpx.Client, opened: Callable[..., Any], tmp_path: Path
) -> None:
    """What cannot be read is told by its name."""
    page = opened(own)
    page.click("#show-articles")
    page.wait_for_selector("#list li:nth-child(2)")
    files = [Path(__file__).parent / "formats/files" / name for name in FORMATS]
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    page.set_input_files("#files", [*files, broken])
    page.wait_for_selector("#adding:has-text('added')")
    assert f"{len(files)} added · 1 failed" in page.inner_text("#adding")
    assert "broken.pdf" in page.inner_text("#failed")
    assert page.locator("#list li").count() == 2 + len(files)
    page.fill("#find", "flood")
    page.wait_for_selector("#count:has-text('1 article')")
    page.fill("#find", "")
    page.fill("#find-since", "2024-12-01")
    page.fill("#find-until", "2024-12-31")
    page.select_option("#find-outlet", "Example News")
    page.wait_for_selector("#count:has-text('1 article')")
    assert page.inner_text("#list").startswith("About the ferry")


@pytest.mark.soak
@pytest.mark.usefixtures("loaded")
def test_the_last_evaluation_is_shown(own: httpx.Client, opened: Callable[..., Any], tmp_path: Path) -> None:
    """Its figures as a table; before there is one, how to make it."""
    page = opened(own)
    page.click("#show-report")
    page.wait_for_selector("#run:has-text('qa eval')")
    assert main(["eval", "seeds", "--limit", "2", "--data-dir", str(tmp_path / ".qa")]) in (0, 4)
    page.click("#show-report")
    page.wait_for_selector("#figures tbody tr")
    assert page.inner_text("#run").startswith("seeds: 2 questions, answered by reader-")
    assert "right" in page.locator("#figures tbody th").all_inner_texts()


@pytest.mark.soak
def test_a_server_with_keys_is_given_one_by_the_person(
    engine: Engine, tmp_path: Path, opened: Callable[..., Any]
) -> None:
    """Once; a wrong one is asked for again."""
    keys = tmp_path / "keys.json"
    key = Keys(keys).create("desk", "read")
    with serving_engine(engine, data_dir=engine.settings.data_dir, api_keys_file=str(keys), model="reader") as client:
        page = opened(client)
        for typed in ("wrong", key):
            page.wait_for_selector("#wants-key[open]")
            page.fill("#key", typed)
            page.keyboard.press("Enter")
        page.wait_for_selector("#indexed:has-text('2 articles')")
        ask(page, START)
        assert page.inner_text(".turn .answer").startswith("November 27")


@pytest.mark.soak
def test_all_can_be_done_with_the_keyboard(client: httpx.Client, opened: Callable[..., Any]) -> None:
    """Ask, go to a quote, open its article, close it, and be where one was."""
    page = opened(client)
    page.keyboard.type(START)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .body")
    page.keyboard.press("Shift+Tab")
    for _ in range(30):
        focused = page.evaluate("document.activeElement.closest('.quotes') !== null")
        if focused:
            break
        page.keyboard.press("Shift+Tab")
    assert focused
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] #quote")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.quotes') !== null")


@pytest.mark.soak
def test_text_of_an_article_never_becomes_markup(engine: Engine, tmp_path: Path, opened: Callable[..., Any]) -> None:
    """Not in the answer, not in the article, not in the list."""
    with serving_engine(engine, data_dir=tmp_path) as client:
        text = "The mayor of Selm is <img src=x onerror=alert(1)> Ana Rist. She opened the bridge on 3 May 2024."
        sent = {"text": text, "title": "<b>Bridge</b>", "outlet": "<i>Selm</i>"}
        assert client.post("/v1/articles", json=sent).status_code == 201
        page = opened(client)
        ask(page, "When was the bridge opened?")
        page.click(".turn .quotes button.link")
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        page.click("#show-articles")
        page.wait_for_selector("#list li")
        assert page.locator("main img, dialog img, dialog b, main b, main i, option i").count() == 0


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken_seriously(
    client: httpx.Client, opened: Callable[..., Any], scheme: str
) -> None:
    """By axe-core, on a phone's width, on every part of the page and in an open article; nothing is wider than it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(client, viewport={"width": 390, "height": 800}, color_scheme=scheme, bypass_csp=True)

    def hold() -> None:
        broken = axe.run(page).response["violations"]
        serious = [one for one in broken if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    ask(page, START)
    ask(page, "Who started it?")
    if scheme == "dark":
        picture(page, "page-phone")
    for part in ("#show-articles", "#show-report", "#show-talk"):
        page.click(part)
        page.wait_for_load_state("networkidle")
        hold()
    page.click(".turn .quotes button")
    page.wait_for_selector("dialog[open] #quote")
    hold()


@pytest.mark.soak
def test_the_page_looks_as_its_picture_shows(client: httpx.Client, opened: Callable[..., Any]) -> None:
    """An answer with its quotes beside it."""
    page = opened(client, viewport={"width": 1100, "height": 760}, color_scheme="light")
    ask(page, START)
    body = page.locator(".turn .body").bounding_box()
    quotes = page.locator(".turn .quotes").bounding_box()
    assert quotes["x"] > body["x"] + 0.3 * body["width"]
    picture(page, "page")


def picture(page: Any, name: str) -> None:
    """Make a picture for the docs, where they are wanted."""
    if os.environ.get("SCREENSHOTS"):
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(__file__).parents[1] / f"docs/{name}.png")
