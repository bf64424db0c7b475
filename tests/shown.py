"""What a page shows of a command's output, held against what the command prints."""

from __future__ import annotations

import re

TOLERANCE = 0.05
"""By how much a confidence may differ: 8-bit networks give slightly other numbers on another kind of processor."""

TIMES = re.compile(r'(?m)\b\d+\.\d(?= s$)|(?<="retrieve": )[\d.]+|(?<="read": )[\d.]+|(?<="total": )[\d.]+')
PORT = re.compile(r"\b(127\.0\.0\.1):\d+")
HELD = re.compile(r'\b\d+(?= %)|(?<="confidence": )\d\.\d+')
"""Percentages and confidences."""


def assert_shown(shown: str, printed: str) -> None:
    """Compare line by line. `…` in what is shown stands for anything, and for any lines where it stands alone.

    Times and ports may be any, percentages and confidences differ by `TOLERANCE`; all else is the same.
    """
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else _pattern(line) + "\n" for line in _lines(shown))
    found = re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(printed)))
    both = f"shown is:\n{shown}\nprinted was:\n{printed}"
    assert found, both
    for told, number in zip(HELD.findall(shown), found.groups(), strict=True):
        most = TOLERANCE if "." in told else 100 * TOLERANCE
        assert abs(float(told) - float(number)) <= most + 1e-9, f"{told} is shown, {number} was printed; {both}"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in PORT.sub(r"\1:N", TIMES.sub("N", text)).splitlines()]


def _pattern(line: str) -> str:
    return r"(\d+(?:\.\d+)?)".join(".*?".join(map(re.escape, part.split("…"))) for part in HELD.split(line))
