"""What a page shows is what is printed, but for times, ports and a little of a confidence."""

from __future__ import annotations

import pytest
from shown import assert_shown

SHOWN = 'November 27\nconfidence 97 %\n…\n{"confidence": 0.91, "total": 0.12} of 127.0.0.1:8000 … end\nin 0.3 s\n'


@pytest.mark.parametrize(
    "printed",
    [
        SHOWN.replace("…\n", "").replace("…", "at the"),
        SHOWN.replace("97", "93").replace("…\n", "more\nand more\n").replace("0.91", "0.94").replace("0.3", "12.9"),
        SHOWN.replace("0.12", "7").replace("8000", "9"),
    ],
)
def test_what_is_printed_may_differ_in_time_port_and_a_little_in_confidence(printed: str) -> None:
    assert_shown(SHOWN, printed)


@pytest.mark.parametrize(
    ("was", "instead"),
    [
        ("November 27", "November 28"),
        ("97 %", "91 %"),
        ("0.91", "0.85"),
        ("0.91", "1"),
        ("end", "end of it"),
        ("of 127", "on 127"),
        ("in 0.3 s\n", ""),
    ],
)
def test_what_is_printed_may_not_differ_in_anything_else(was: str, instead: str) -> None:
    with pytest.raises(AssertionError):
        assert_shown(SHOWN, SHOWN.replace(was, instead))
