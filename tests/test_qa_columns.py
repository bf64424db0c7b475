"""80 columns are enough for every screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from qa_person import Person
from test_qa_show import ABSTAINED, ANSWERED, WRITTEN, cite

from index.article import ArticleRecord
from index.catalogue import Summary
from index.indexer import IndexReport
from index.reading import Failure, Notice, Skipped
from index.repair import Repair
from index.report import Same, Taken
from index.store import Maker
from qa.answer import Alternative, Unsupported
from qa.engine import Engine
from qa.events import Answered, Proposed
from qa.found import Found
from qa.llm.models import Chosen, Listed
from qa.screen import listing, models, quotes, show
from qa.screen.chat import HELP
from qa.screen.details import details
from qa.screen.terminal import Screen, columns

SCREEN = Screen(width=80, styled=True)
LONG = "a-long-name-without-a-space-in-it-" * 8
WORDS = "It is a long story of a dam, a mayor and 新闻 that took many words to tell. " * 6
QUOTE = replace(
    cite("It broke on 3 May, at night.", "3 May"),
    document_title=WORDS,
    source=f"news/{LONG}.txt",
    url=f"https://example.org/{LONG}",
    published="2024-05-04",
    outlet=WORDS,
)
FOUND = Found(1, WORDS, 0, len(WORDS), "a1", WORDS, LONG, 1, f"https://example.org/{LONG}", "2024-05-04", 0.7, 12, 1)
RECORD = ArticleRecord("a1" * 8, LONG, WORDS, "2024-05-04", None, WORDS, 1, False, "0" * 64, 3, 400)
SUMMARY = Summary(
    data_dir=f"/home/{LONG}/.qa",
    articles=1_234_567,
    passages=12_345_678,
    first="2001-01-01",
    last="2024-12-31",
    undated=123_456,
    bytes=10**12,
    store=4,
    maker=Maker(LONG, "sha256:" + "0" * 64, 384, "paragraphs-sentences/2", (("words", 150),)),
    reader=LONG,
    listed=(RECORD,),
    dated={"metadata": 123_456, "head": 123_456, "dateline": 123_456, "address": 123_456, "updated": 1},
    languages={"en": 5, **dict.fromkeys("de fr es it pt nl sv da no fi".split(), 1234)},
)
REPORT = IndexReport(
    new=1_234_567,
    changed=1_234_567,
    unchanged=1_234_567,
    removed=1_234_567,
    passages=12_345_678,
    seconds=12_345.6,
    taken=[
        Taken(LONG, "a1", WORDS, None, None, WORDS, "en", "new"),
        Taken(LONG, "a2", WORDS, "2024-05-04", "head", None, "en", "new"),
    ],
    failed=[Failure(LONG, WORDS, 7)],
    skipped=[Skipped(LONG, WORDS)],
    notices=[Notice(LONG, WORDS)],
    renamed=[Same(LONG, WORDS)],
    copies=[Same(LONG, WORDS)],
    unpruned=[LONG],
)
MODELS = [Listed("reader", ("answer",), 1, None), Listed(f"ollama/{LONG}", ("answer", "embed"), 10**10, 131_072, "3B")]
LAID_OUT: dict[str, Callable[[], str]] = {
    "answer": lambda: show.answer(
        SCREEN,
        replace(
            ANSWERED,
            answer=WORDS,
            understood_as=WORDS,
            citations=(QUOTE,),
            alternatives=(Alternative(WORDS, 0.4, (QUOTE,)),),
            unsupported=(Unsupported(WORDS, WORDS),),
            message=WORDS,
        ),
        lambda _: None,
    ),
    "abstention": lambda: show.answer(
        SCREEN,
        replace(ABSTAINED, message=WORDS, nearest=(QUOTE,), guess=Alternative(WORDS, 0.2, (QUOTE,))),
        lambda _: None,
    ),
    "proposal": lambda: show.proposal(SCREEN, Proposed(WORDS, 0.5, (QUOTE,))),
    "sentences": lambda: show.sentences(SCREEN, [(WORDS, (1, 2)), (LONG, (3,))]),
    "passages": lambda: quotes.passages(SCREEN, [FOUND], scores=True),
    "article": lambda: quotes.article(SCREEN, f"{WORDS}\n{LONG}", 30, 500),
    "details": lambda: details(SCREEN, [Answered(WRITTEN)]),
    "next steps": lambda: "\n".join(
        show.next_step(replace(ABSTAINED, reason=reason))
        for reason in ("empty_index", "needs_language_model", "not_found")
    ),
    "help of the chat": lambda: HELP,
    "report": lambda: listing.report(SCREEN, REPORT),
    "summary": lambda: listing.summary(SCREEN, SUMMARY, WORDS),
    "problems": lambda: listing.problems(SCREEN, [WORDS, LONG]),
    "repair": lambda: listing.repair(
        SCREEN, Repair(problems=(WORDS,), sources={LONG: 3}, lost=(LONG,), unnamed=3, kept=LONG, articles=10**6)
    ),
    "models": lambda: models.listing(SCREEN, MODELS, Chosen(None, WORDS)),
}


def longest(printed: str) -> int:
    """Return the columns of the longest line that was printed, each redrawing of a line counted as one."""
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", printed)
    return max(columns(line) for line in re.split(r"[\r\n]+", plain))


@pytest.mark.parametrize("name", LAID_OUT)
def test_whatever_it_says_a_screen_keeps_to_80_columns(name: str) -> None:
    assert longest(LAID_OUT[name]()) <= 80


@pytest.mark.process
@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "."),
        ("ask", "-v", "When did the offensive start?"),
        ("ask", "--model", "ollama/" + LONG, "Who won?"),
        ("ask", "--since", LONG, "Who won?"),
        (LONG,),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_every_command_keeps_to_80_columns(engine: Engine, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Errors and progress too, in a terminal of 80 columns."""
    if arguments[0] == "index":
        (tmp_path / f"{LONG[:200]}.txt").write_text(WORDS)
    data = () if arguments[0] in ("index", LONG) else ("--data-dir", str(engine.settings.data_dir))
    with Person(tmp_path, *arguments, *data) as one:
        one.leaves()
        assert longest(one.seen) <= 80, one.seen
