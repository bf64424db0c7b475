"""How sure the reader must be for its error to be small."""

from hypothesis import given
from hypothesis import strategies as st

from evals.lab.sureness import GRID, MOST, error_above, sure_from, table

TOLD = [(0.55, False), *[(0.65, True)] * 18, (0.65, False), (0.72, False), *[(0.8, True)] * 30, *[(0.97, True)] * 10]


def test_the_error_is_that_of_what_is_sure_enough() -> None:
    """One of forty-one from .7 on, two of sixty from .6 on."""
    assert error_above(TOLD, 0.7).value == 1 / 41
    assert error_above(TOLD, 0.6).value == 2 / 60
    assert error_above(TOLD, 0.99).value is None


def test_the_least_confidence_with_a_small_error_is_found() -> None:
    """Here it is small everywhere on the grid; one more error at the top and it is nowhere."""
    assert sure_from(TOLD) == 0.5
    assert sure_from([*TOLD, (0.96, False)]) is None
    assert sure_from([]) is None
    assert sure_from([(0.65, True)]) == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_from_there_on_it_is_small_everywhere(told: list[tuple[float, bool]]) -> None:
    """And something is so sure."""
    least = sure_from(told)
    if least is not None:
        errors = [error_above(told, one).value for one in GRID if one >= least]
        assert errors[0] is not None
        assert all(error is None or error <= MOST for error in errors)


def test_the_table_has_a_row_for_each_confidence() -> None:
    """And one that says from where on the error is small."""
    lines = list(table({"mine": TOLD, "none": []}))
    assert len(lines) == 2 + len(GRID) + 1
    assert lines[2] == "| 0.5 | 0.049 [0.017, 0.135] n=61 of 61 | not measured of 0 |"
    assert lines[-1] == "| at most 0.05 from | 0.5 | nowhere |"
