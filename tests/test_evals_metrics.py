"""The figures of a run, their intervals, and calibration, against values computed by hand."""

import random
from dataclasses import replace

import pytest
from evals_examples import answer, case, passage, quote, record, written
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import bins, brier_score, error_by_chance, expected_calibration_error
from evals.case import Gold, Point
from evals.intervals import mean, percentile, share
from evals.lines import Lines
from evals.metrics import METRICS, by_kind, figures
from evals.plots import coverage_curve
from qa.check.verifier import NOTHING_SAID, SAID_ALREADY

GOLD = ((36, 47),)
RECORDS = (
    record(
        case("When?", "November 27", id="right", gold=GOLD, kind="date"),
        answer("November 27", quote(0, 48), confidence=0.9),
        passage(0, 95),
    ),
    record(
        case("When?", "November 27", id="wrong", gold=GOLD, kind="date"),
        answer("Friday November 28", quote(48, 76), confidence=0.5),
        passage(48, 95),
        passage(0, 48),
        latency_ms=3,
    ),
    record(case("Where?", "Aleppo", id="abstained", gold=((59, 65),), kind="place"), answer(None)),
    record(case("Why?", answerable=False, id="fooled", kind="why"), answer("Aleppo", quote(48, 76), confidence=0.4)),
    record(case("How?", answerable=False, id="not-fooled", kind="why"), answer(None, nearest=(quote(0, 48),))),
)
PLACE = Gold("a", None, 48, 76)
SAID = written(
    ("They took Aleppo on Friday.", (1,)), citations=(quote(48, 76),), taken_out=("no quote gives it", SAID_ALREADY)
)
WRITTEN = (
    record(case("Where?", "Aleppo", id="written", gold=((59, 65),)), SAID),
    record(case("Why?", id="struck"), written(taken_out=("no quote supports it",), tokens=None)),
    record(
        case("How?", answerable=False, id="silent"), replace(written(taken_out=(NOTHING_SAID,)), reason="not_found")
    ),
    record(case("When?", "Friday", id="read"), answer("Friday", quote(48, 76))),
)


@pytest.mark.parametrize(
    ("measure", "value", "n"),
    [
        ("right", 1 / 3, 3),
        ("right_quoted", 1 / 3, 3),
        ("em", 1 / 3, 3),
        ("f1", (1 + 2 * 1 / 5 + 0) / 3, 3),
        ("contains", 1 / 3, 3),
        ("recall@1", 1 / 3, 3),
        ("recall@5", 2 / 3, 3),
        ("recall@10", 2 / 3, 3),
        ("mrr@10", (1 + 0.5) / 3, 3),
        ("citation_precision", 0.5, 2),
        ("citation_recall", 0.5, 2),
        ("quote_integrity", 1, 4),
        ("coverage", 0.6, 5),
        ("right_of_answered", 1 / 3, 3),
        ("abstention_precision", 0.5, 2),
        ("abstention_recall", 0.5, 2),
        ("false_answers", 0.5, 2),
        ("wrong_answers", 0.4, 5),
        ("as_wanted", 0.4, 5),
        ("calibration_error", (0.1 + 0.5 + 0.4) / 3, 3),
        ("brier", (0.01 + 0.25 + 0.16) / 3, 3),
        ("latency_p50_ms", 1, 5),
        ("latency_p95_ms", 2.6, 5),
        ("disputed", 0, 5),
    ],
)
def test_each_measure_counts_the_questions_that_it_is_for(measure: str, value: float, n: int) -> None:
    """Five questions: one right, one wrong, one abstention, one false answer, one true abstention."""
    figure = figures(RECORDS)[measure]
    assert figure.value == pytest.approx(value)
    assert figure.n == n


@pytest.mark.parametrize(
    ("measure", "value", "n"),
    [("support_rate", 1 / 3, 3), ("taken_out", 3 / 4, 4), ("tokens_per_second", 10, 2), ("first_token_ms", 500, 3)],
)
def test_measures_of_writing_are_over_what_was_written(measure: str, value: float, n: int) -> None:
    """One sentence of four stands, of the three that say something new; what the reader gives is no sentence."""
    figure = figures(WRITTEN)[measure]
    assert figure.value == pytest.approx(value)
    assert figure.n == n
    assert figures(RECORDS)[measure].value is None


@pytest.mark.parametrize(
    ("measure", "value", "n"), [("understood", 0.5, 2), ("points_covered", 0.25, 2), ("points_wrong", 0.25, 2)]
)
def test_measures_of_what_a_set_says_more_of(measure: str, value: float, n: int) -> None:
    """Two questions say what they must be understood as, two others which points their answer has."""
    means = (("the strike",),)
    led = replace(answer("Friday"), question="Who led it?", understood_as="Who led the strike?")
    lost = replace(led, understood_as=None)
    told = [
        record(case("Who led it?", id=one.question + str(n), means=means), one) for n, one in enumerate((led, lost))
    ]
    points = (
        Point("They took Aleppo.", (("Aleppo",),), ("Hama",), PLACE),
        Point("On Friday.", (("Friday",), ("on",)), (), PLACE),
    )
    told += [
        record(case("Why?", id=said, points=points), answer(said)) for said in ("They took Hama on Friday.", "No.")
    ]
    figure = figures([*told, record(case("Who?", id="plain"), led)])[measure]
    assert figure.value == pytest.approx(value)
    assert figure.n == n


@pytest.mark.parametrize(
    "measure",
    [
        "error_told",
        "error_cited",
        "correction_told",
        "dispute_shown",
        "false_disputes",
        "origins_told",
        "speaker_told",
    ],
)
def test_measures_of_what_is_told_besides_are_over_the_cases_that_expect_it(measure: str) -> None:
    """Two answers of which one meets what its case expects; a case that expects nothing does not count."""
    told = [{measure: True}, {measure: False}, {}, {}, {}]
    records = [
        replace(one, judgement=replace(one.judgement, told=each)) for one, each in zip(RECORDS, told, strict=True)
    ]
    figure = figures(records)[measure]
    assert (figure.value, figure.n) == (0.5, 2)


@pytest.mark.parametrize(
    ("measure", "judged"),
    [("refusal_kind", "refused"), ("refusal_helps", "helped"), ("dated", "dated"), ("row_right", "row_right")],
)
def test_measures_of_refusals_and_times_are_over_the_cases_that_say_them(measure: str, judged: str) -> None:
    """Two answers of which one is as its case says; of the others the cases say nothing."""
    held = [True, False, None, None, None]
    records = [
        replace(one, judgement=replace(one.judgement, **{judged: each}))
        for one, each in zip(RECORDS, held, strict=True)
    ]
    figure = figures(records)[measure]
    assert (figure.value, figure.n) == (0.5, 2)


@pytest.mark.parametrize(
    ("measure", "value", "n"), [("timeline_recall", 0.5, 4), ("timeline_precision", 2 / 3, 3), ("timeline_order", 1, 1)]
)
def test_measures_of_timelines_are_over_the_events_and_the_lines(measure: str, value: float, n: int) -> None:
    """One timeline, of four events two, in three lines."""
    one = replace(RECORDS[0], judgement=replace(RECORDS[0].judgement, lines=Lines(4, 2, 3, True)))
    figure = figures([one, *RECORDS[1:]])[measure]
    assert figure.value == pytest.approx(value)
    assert figure.n == n


def test_every_measure_is_tested_here() -> None:
    """The tables above name each measure there is."""
    tables = (
        test_each_measure_counts_the_questions_that_it_is_for.pytestmark[0].args[1],
        test_measures_of_writing_are_over_what_was_written.pytestmark[0].args[1],
        test_measures_of_what_a_set_says_more_of.pytestmark[0].args[1],
        test_measures_of_refusals_and_times_are_over_the_cases_that_say_them.pytestmark[0].args[1],
        test_measures_of_timelines_are_over_the_events_and_the_lines.pytestmark[0].args[1],
    )
    besides = test_measures_of_what_is_told_besides_are_over_the_cases_that_expect_it.pytestmark[0].args[1]
    assert {row[0] for table in tables for row in table} | set(besides) == set(METRICS)


def test_figures_come_by_kind() -> None:
    """Each kind by itself; what a kind has none of is not measured."""
    kinds = by_kind(RECORDS)
    assert list(kinds) == ["date", "place", "why"]
    assert kinds["date"]["right"].value == 0.5
    assert kinds["why"]["right"].value is None
    assert kinds["why"]["false_answers"].value == 0.5


def test_a_share_has_wilsons_interval() -> None:
    """8 of 10: 0.490 to 0.943."""
    figure = share([True] * 8 + [False] * 2)
    assert (figure.low, figure.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert str(figure) == "0.800 [0.490, 0.943] n=10"
    assert str(share([])) == "not measured"


def test_a_mean_has_the_same_interval_each_time() -> None:
    """The bootstrap starts from a fixed seed."""
    values = [random.Random(n).random() for n in range(50)]
    figure = mean(values)
    assert figure == mean(values)
    assert figure.low < figure.value < figure.high
    assert mean([]).value is None


def test_a_percentile_has_no_interval() -> None:
    """It lies between the values beside it."""
    assert percentile([1.0, 2.0, 3.0], 50).value == 2
    assert percentile([], 50).value is None


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_an_interval_holds_its_share(cases: list[bool]) -> None:
    """And stays between 0 and 1."""
    figure = share(cases)
    assert 0 <= figure.low <= figure.value <= figure.high <= 1


STATED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(STATED, st.randoms())
def test_calibration_does_not_depend_on_the_order(stated: list[tuple[float, bool]], order: random.Random) -> None:
    """Ties share a bin, so no order can favour a side."""
    shuffled = list(stated)
    order.shuffle(shuffled)
    errors = [expected_calibration_error(*map(list, zip(*pairs, strict=True))) for pairs in (stated, shuffled)]
    assert errors[0] == pytest.approx(errors[1])
    assert 0 <= errors[0] <= 1


@given(STATED)
def test_every_answer_is_in_one_bin(stated: list[tuple[float, bool]]) -> None:
    """At most ten bins, in rising order."""
    found = bins(*map(list, zip(*stated, strict=True)))
    assert sum(one.n for one in found) == len(stated)
    assert len(found) <= 10
    assert [one.confidence for one in found] == sorted(one.confidence for one in found)


def test_few_answers_show_a_calibration_error_by_chance_alone() -> None:
    stated = [n / 100 for n in range(100)]
    few, many = error_by_chance(stated), error_by_chance(stated * 20)
    assert few is not None
    assert many is not None
    assert few > 3 * many > 0
    assert error_by_chance([1.0, 0.0]) == 0
    assert error_by_chance([]) is None


def test_calibration_error_is_the_weighted_gap() -> None:
    """Always 0.8: right 6 of 10 is off by 0.2; sure and right is off by nothing."""
    assert expected_calibration_error([0.8] * 10, [True] * 6 + [False] * 4) == pytest.approx(0.2)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([], []) is None


def test_the_brier_score_is_the_squared_distance() -> None:
    """0.8 and wrong is 0.64."""
    assert brier_score([0.8, 1.0], [False, True]) == pytest.approx(0.32)
    assert brier_score([], []) is None


def test_the_coverage_curve_gives_the_surest_answers_first() -> None:
    """Coverage is over all questions; the wrong and the false answer lower it."""
    assert coverage_curve(RECORDS) == [(0.2, 1.0), (0.4, 0.5), (0.6, pytest.approx(1 / 3))]


def test_equal_confidences_are_one_step_of_the_curve() -> None:
    """Nothing tells them apart, so no curve may."""
    tied = [record(one.case, answer("November 27", confidence=0.5)) for one in RECORDS[:3]]
    assert coverage_curve(tied) == [(1.0, pytest.approx(2 / 3))]
