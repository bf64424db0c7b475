"""Two runs on the same questions: their differences, how sure these are, and what a veto would do."""

import json
from dataclasses import replace
from math import comb
from pathlib import Path

import pytest
from evals_examples import answer, case, quote, record, written
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison import Veto, pair
from evals.difference import Difference, mcnemar, of_median, of_ratio, of_share
from evals.outcome import Rival, outcomes, read_outcomes
from evals.record import Record
from evals.report import write_run
from evals.result import Result
from index.errors import UsageError
from qa.answer import Answer
from qa.settings import Settings

GOLD = ((36, 47),)
WHEN = quote(0, 48)


def asked(id: str, given: Answer, *, answerable: bool = True) -> Record:
    """Return the record of the question when it started."""
    accepted = ("November 27",) if answerable else ()
    return record(case("When?", *accepted, id=id, gold=GOLD if answerable else (), answerable=answerable), given)


def sentence(text: str) -> Answer:
    """Return one sentence of a language model with its quote."""
    return written((text, (1,)), citations=(WHEN,))


READER = (
    asked("both", answer("November 27", WHEN, confidence=0.9)),
    asked("reader", answer("November 27", WHEN, confidence=0.8)),
    asked("model", answer("Friday", quote(48, 76), confidence=0.6)),
    asked("neither", answer(None)),
    asked("no-answer", answer(None), answerable=False),
)
MODEL = (
    asked("both", sentence("It began on November 27.")),
    asked("reader", sentence("It began on a Friday.")),
    asked("model", sentence("The rebels began on 27 November.")),
    asked("neither", written(taken_out=("no quote supports it",))),
    asked("no-answer", sentence("It was so."), answerable=False),
)


def differences(here: tuple[Record, ...], there: tuple[Record, ...]) -> dict[str, Difference]:
    """Return the differences of two runs by name."""
    return {one.name: one for one in pair(outcomes(here), outcomes(there), "reader").differences}


def test_shares_are_told_with_the_questions_that_make_the_difference() -> None:
    """Each side right on a question that the other misses: no difference."""
    found = differences(MODEL, READER)
    right = found["right"]
    assert (right.here, right.there, right.difference, right.n) == (0.5, 0.5, 0, 4)
    assert (right.only_here, right.only_there, right.p) == (1, 1, 1)
    wrong = found["wrong_answers"]
    assert (wrong.here, wrong.there, wrong.n) == (0.4, 0.2, 5)
    assert (wrong.only_here, wrong.only_there) == (2, 1)
    assert (found["false_answers"].here, found["false_answers"].there, found["false_answers"].n) == (1, 0, 1)
    assert (found["coverage"].here, found["coverage"].there) == (0.8, 0.6)


def test_what_only_one_side_has_is_told_alone() -> None:
    """The reader writes no sentences; its side is not measured, and nothing is invented."""
    rate = differences(MODEL, READER)["support_rate"]
    assert (rate.here, rate.there, rate.difference, rate.low) == (0.8, None, None, None)
    assert str(rate) == "0.800 here, not measured there"
    assert differences(MODEL, READER)["tokens_per_second"].here == 10
    assert "support_rate" not in differences(READER, READER)


def test_two_models_are_compared_by_their_sentences_too() -> None:
    """Of the questions on which both wrote: here every sentence, there one of two."""
    other = tuple(replace(one, judgement=replace(one.judgement, written=2, claims=2, stand=1)) for one in MODEL)
    rate = differences(MODEL, other)["support_rate"]
    assert (rate.here, rate.there, rate.n) == (0.8, 0.5, 5)


def test_a_veto_is_counted_by_what_it_would_strike() -> None:
    """Where both answer and the reader's value is not in the sentences: one right answer, one wrong one."""
    assert pair(outcomes(MODEL), outcomes(READER), "reader").veto == Veto(n=3, right=1, wrong=1)
    assert pair(outcomes(READER), outcomes(MODEL), "x").veto is None
    assert pair(outcomes(MODEL), outcomes(MODEL), "x").veto is None


def test_questions_in_one_run_only_are_left_out_and_named() -> None:
    """Whichever run lacks them."""
    found = pair(outcomes(MODEL[1:]), outcomes(READER[:-1]), "reader")
    assert found.both == 3
    assert set(found.left_out) == {"both", "no-answer"}
    assert any("left out, in one of them only: no-answer, both" in line for line in found.lines())
    many = pair(outcomes(tuple(asked(str(n), answer(None)) for n in range(12))), {}, "reader")
    assert len(many.left_out) == 12
    assert list(many.lines())[-1].endswith(" 8, 9 and 2 more")


@pytest.mark.parametrize(
    ("here", "there", "p"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (8, 2, 0.109375), (3, 3, 1.0)]
)
def test_mcnemar_is_exact(here: int, there: int, p: float) -> None:
    """Twice the tail of a fair coin: 8 of 10 is 2 (1 + 10 + 45) / 1024."""
    assert mcnemar(here, there) == mcnemar(there, here) == p


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_a_probability(here: int, there: int) -> None:
    """However many questions."""
    assert 0 <= mcnemar(here, there) <= 1


def test_the_bootstrap_draws_questions_with_both_their_outcomes() -> None:
    """A difference that is the same on every question has no width, however far the questions are apart."""
    pairs = [((float(n), 1.0), (n - 0.5, 1.0)) for n in range(30)]
    for found in (of_ratio("x", pairs), of_median("x", pairs)):
        assert found.difference == pytest.approx(0.5)
        assert (found.low, found.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_the_bootstrap_agrees_with_what_can_be_computed() -> None:
    """Of 40 questions 10 are right here only: the interval is that of a share of 10 in 40, within a question."""
    found = of_share("x", [(n < 10, False) for n in range(40)])
    below = [k for k in range(41) if sum(comb(40, i) * 0.25**i * 0.75 ** (40 - i) for i in range(k + 1)) < 0.025]
    assert found.low == pytest.approx((below[-1] + 1) / 40, abs=1 / 40)
    assert found == of_share("x", [(n < 10, False) for n in range(40)])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.none() | st.booleans(), st.none() | st.booleans()), max_size=20))
def test_swapping_the_sides_swaps_the_difference(pairs: list[tuple[bool | None, bool | None]]) -> None:
    """Questions that one side is not measured on do not count."""
    one, other = of_share("x", pairs), of_share("x", [(there, here) for here, there in pairs])
    assert one.n == other.n == sum(None not in pair for pair in pairs)
    if one.n:
        assert one.difference == pytest.approx(-(other.difference or 0.0))
        assert one.low <= one.difference <= one.high
        assert one.low == pytest.approx(-(other.high or 0.0), abs=0.2)


def test_an_earlier_run_is_compared_as_the_same_records_are(tmp_path: Path) -> None:
    """Reading records.jsonl gives what the records gave."""
    write_run(Result("x", "/a", "open", Settings(), "2026-01-01T00:00:00+00:00", 5, MODEL, ()), tmp_path)
    assert read_outcomes(tmp_path) == outcomes(MODEL)
    rival = Rival.parse(str(tmp_path))
    assert (rival.name, rival.model, rival.outcomes) == (str(tmp_path), None, outcomes(MODEL))


def test_a_run_of_before_language_models_can_be_compared_with(tmp_path: Path) -> None:
    """Its records have none of the fields that came with them."""
    line = READER[0].to_dict()
    del line["written"]
    for name in ("written", "claims", "stand", "wrong", "tokens_per_second", "first_token_ms"):
        del line["judgement"][name]
    (tmp_path / "records.jsonl").write_text(json.dumps(line))
    assert read_outcomes(tmp_path) == outcomes(READER[:1])


@pytest.mark.parametrize("written", [None, "no JSON", '{"id": 1}', "[]", "3"])
def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, written: str | None) -> None:
    """Naming the file."""
    if written is not None:
        (tmp_path / "records.jsonl").write_text(written)
    with pytest.raises(UsageError, match=r"is no run: .*records\.jsonl cannot be read"):
        Rival.parse(str(tmp_path))


def test_a_rival_is_a_model_or_a_run() -> None:
    """Anything else is refused, and auto too, since it depends on what runs."""
    assert Rival.parse(None) is None
    assert Rival.parse("reader") == Rival("reader")
    assert Rival.parse("ollama/small") == Rival("ollama/small")
    with pytest.raises(UsageError, match=r"'gpt' is no folder of a run\. The model 'gpt' is not known"):
        Rival.parse("gpt")
    with pytest.raises(UsageError, match="auto is nothing to compare with"):
        Rival.parse("auto")
