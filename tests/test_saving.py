"""A file is whole or not there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xl_fact.errors import InputError, TargetLocked
from xl_fact.saving import replace_file, save_atomically


def test_a_save_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "report.xlsx"
    save_atomically(target, b"old")
    save_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert [p.name for p in target.parent.iterdir()] == ["report.xlsx"]


def test_a_file_held_elsewhere_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"last month")
    (tmp_path / "report (2).xlsx").write_bytes(b"another")
    real = os.replace

    def held(source: str, to: Path) -> None:
        if Path(to) == target:
            raise PermissionError(13, "in use")
        real(source, to)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(TargetLocked) as told:
        save_atomically(target, b"this month")
    assert target.read_bytes() == b"last month"
    assert (tmp_path / "report (3).xlsx").read_bytes() == b"this month"
    assert "report (3).xlsx" in told.value.zh
    assert "report (3).xlsx" in told.value.en
    assert told.value.exit_code == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe lies in a folder there")
@pytest.mark.parametrize(("save", "error"), [(save_atomically, InputError), (replace_file, OSError)])
def test_a_pipe_or_a_device_is_never_replaced(
    tmp_path: Path, save: Callable[[Path, bytes], None], error: type[Exception]
) -> None:
    """A pipe stands for the devices: those only root can make, and root can replace."""
    target = tmp_path / "report.xlsx"
    os.mkfifo(target)
    with pytest.raises(error) as told:
        save(target, b"this month")
    assert target.is_fifo()
    assert [p.name for p in tmp_path.iterdir()] == ["report.xlsx"]
    if isinstance(told.value, InputError):
        assert "那里是设备或管道，不是文件" in told.value.zh
        assert "a device or a pipe is there, not a file" in told.value.en


def test_a_save_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"last month")

    def full(handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"写不进去（磁盘已满）；原来的文件没有动，请清出空间再运行一次"):
        save_atomically(target, b"this month")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("report.xlsx", b"last month")]


def test_what_a_save_that_was_cut_off_left_is_swept_away(tmp_path: Path) -> None:
    """An hour later; the temporary file of a save that may still be running stays."""
    target = tmp_path / "r[1].xlsx"
    stale, fresh, other = (
        tmp_path / f".{name}.tmp" for name in ("r[1].xlsx.old", "r[1].xlsx.new", "q.xlsx.old")
    )
    for path in (stale, fresh, other):
        path.write_bytes(b"half")
    for path in (stale, other):
        os.utime(path, (0, 0))
    save_atomically(target, b"whole")
    assert {p.name for p in tmp_path.iterdir()} == {target.name, fresh.name, other.name}


def test_a_file_may_be_written_elsewhere_first_and_what_is_left_there_is_swept(tmp_path: Path) -> None:
    """Excel opens whatever lies in its folder of add-ins, so that nothing may lie there half-written."""
    target = tmp_path / "XLSTART" / "add-in.xlam"
    stale = tmp_path / ".add-in.xlam.old.tmp"
    stale.write_bytes(b"half")
    os.utime(stale, (0, 0))
    replace_file(target, b"whole", tmp_path)
    assert target.read_bytes() == b"whole"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["XLSTART", "add-in.xlam"]
