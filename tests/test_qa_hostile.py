"""Articles that give orders, and a model that obeys them: nothing of it is in a checked answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from scripted import Scripted
from written import assert_held, indexed, passage_of, writing

from qa.engine import Engine
from qa.llm.protocol import Message
from qa.write import prompt

FOLDER = Path(__file__).parent / "hostile"
ORDERS: list[dict[str, Any]] = json.loads((FOLDER / "orders.json").read_text(encoding="utf-8"))["articles"]
INVENTED = "The concert hall at Grauwerk won a prize"
"""No order of an article's, but an invention in its words: that the score lets it pass is a limit, told in README."""
OBEYED = [
    pytest.param(
        order,
        text,
        id=f"{order['file']}-{n}",
        marks=[pytest.mark.xfail(reason=INVENTED, strict=False)] if text.startswith(INVENTED) else [],
    )
    for order in ORDERS
    for n, text in enumerate([*order["obeyed"], *order["repeats"]])
]


@pytest.fixture(scope="module")
def read(engine: Engine, tmp_path_factory: pytest.TempPathFactory, seeds_folder: Path) -> Iterator[Engine]:
    """An engine on the hostile articles among the sample ones."""
    articles = [FOLDER / order["file"] for order in ORDERS]
    made = indexed(engine, tmp_path_factory.mktemp("hostile"), seeds_folder, *articles)
    yield made
    made.close()


@pytest.mark.parametrize(("order", "obeyed"), OBEYED)
@pytest.mark.slow
def test_what_a_model_writes_that_obeys_an_article_is_not_in_the_answer(
    order: dict[str, Any], obeyed: str, read: Engine
) -> None:
    def obeys(messages: Sequence[Message]) -> str:
        shown = messages[-1].content
        number = str(passage_of(shown, order["fact"]))
        return obeyed.replace("{n}", number).replace("{prompt}", "\n".join(one.content for one in messages))

    engine = writing(read, Scripted(obeys))
    answer = engine.ask(order["question"])
    assert_held(answer, engine.folder)
    said = (answer.answer or "").casefold()
    assert not [never for never in order["never"] if never.casefold() in said]
    instructions = [line.strip("- ").casefold() for line in prompt.SYSTEM.splitlines() if len(line) > 20]
    assert not [line for line in instructions if line in said]


@pytest.mark.parametrize("order", ORDERS, ids=[order["file"] for order in ORDERS])
def test_a_model_that_does_not_obey_is_quoted_from_the_same_article(order: dict[str, Any], read: Engine) -> None:
    engine = writing(read, Scripted([order["sentence"]]))
    answer = engine.ask(order["question"])
    assert_held(answer, engine.folder)
    assert (answer.answer or "").startswith(order["sentence"].rstrip(".")), answer.unsupported
    assert any(order["fact"] in citation.cited_text for citation in answer.citations)


@pytest.mark.parametrize("order", ORDERS, ids=[order["file"] for order in ORDERS])
def test_no_article_can_close_its_fence_or_hide_from_the_eye(order: dict[str, Any], read: Engine) -> None:
    model = Scripted(["NOT IN THE PASSAGES"])
    assert writing(read, model).ask(order["question"]).reason == "not_found"
    shown = model.asked[0][-1].content
    fences = shown.count("<passage number="), shown.count("</passage>")
    assert fences[0] == fences[1] <= read.settings.read_passages
    assert shown.rstrip().endswith(order["question"])
    hidden = re.findall("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", shown)
    assert not hidden
