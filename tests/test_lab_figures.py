"""The figures of the docs: none is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.lab.bench.row import Row
from evals.lab.figures import FILE, PAGE, keep, load, page
from index.errors import UsageError


def test_the_page_is_what_the_last_measurements_say() -> None:
    """`python -m evals.lab.figures` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page(load(FILE))


def test_a_part_replaces_its_own_figures_of_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    keep(path, "seeds", "The set.", "small", [Row("right", 0.5), Row("wrong", 0.25)])
    keep(path, "seeds", "The set.", "large", [Row("right", 0.75)])
    keep(path, "field", "Cases.", "small", [Row("right", 0.1)])
    keep(path, "seeds", "The set.", "small", [Row("right", 0.625)])
    kept = {(one.part, one.reader, one.name): one.value for one in load(path)}
    assert kept == {
        ("seeds", "small", "right"): 0.625,
        ("seeds", "large", "right"): 0.75,
        ("field", "small", "right"): 0.1,
    }


def test_a_table_shows_each_reader_its_target_and_what_was_missed(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    keep(path, "seeds", "The set.", "small", [Row("right", 0.5, ">=", 0.85, "", 0.4, 0.6, 94), Row("ms", 1234.5)])
    keep(path, "seeds", "The set.", "large", [Row("right", 0.875, ">=", 0.85, n=94), Row("ms", float("nan"))])
    lines = page(load(path)).splitlines()
    assert "## seeds" in lines
    assert "The set." in lines
    assert "| figure | small | large | target |" in lines
    assert "| right | 0.500 [0.400, 0.600] (n=94), missed | 0.875 (n=94) | at least 0.85 |" in lines
    assert "| ms | 1,234 | not measured |  |" in lines


def test_what_is_no_file_of_figures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text('[{"part": "seeds"}]', encoding="utf-8")
    with pytest.raises(UsageError, match="holds no figures"):
        load(path)
