"""What is written in place of a file: the old text or the new one, whatever is there and whatever goes wrong."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.disk import replace_file


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """As /dev/stdout and /dev/null are."""
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reading = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reading.start()
    replace_file(pipe, ["one\n", "two\n"])
    reading.join()
    assert read == ["one\ntwo\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    replace_file(tmp_path / "link", ["new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_what_fails_in_the_middle_leaves_the_old_text_and_nothing_else(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "new"
        raise OSError("no space left")

    (tmp_path / "file").write_text("old")
    with pytest.raises(OSError, match="no space"):
        replace_file(tmp_path / "file", lines())
    assert (tmp_path / "file").read_text() == "old"
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]
