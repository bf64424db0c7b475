"""Temporary folders: what a killed process leaves is swept, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from qa_process import environment

from index.temporary import Temporary, sweep

HOLDS = """
import time
from index.temporary import Temporary
held = Temporary()
print(held.name, flush=True)
time.sleep(600)
"""


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what a living one holds, nor a folder that only has such a name, nor what a link leads to."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made_by_hand = tmp_path / "dateline-notes"
    made_by_hand.mkdir()
    with Temporary() as held:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "dateline-link").symlink_to(tmp_path / "elsewhere")
        with subprocess.Popen(
            [sys.executable, "-c", HOLDS], env=environment(TMPDIR=str(tmp_path)), stdout=subprocess.PIPE, text=True
        ) as killed:
            assert killed.stdout
            left = Path(killed.stdout.readline().strip())
            (left / "0.json").write_text("[]")
            sweep()
            assert left.is_dir()
            killed.send_signal(signal.SIGKILL)
        sweep()
        assert {path.name for path in tmp_path.iterdir()} == {
            Path(held).name,
            "dateline-notes",
            "dateline-link",
            "elsewhere",
        }
    assert not Path(held).exists()
