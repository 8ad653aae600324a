"""Saving: the old file or the new one, whole, at every moment; and the same bytes for what isn't touched."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from xl_fact.errors import InputError, TargetLocked
from xl_fact.workbook.package import Package, save_atomically


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_untouched_parts_keep_their_compressed_bytes() -> None:
    data = zipped(kept=b"kept " * 500, changed=b"old")
    package = Package(data)
    package.write("changed", b"new")
    result = package.to_bytes()
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(result))
    assert after.testzip() is None
    assert after.namelist() == ["kept", "changed"]
    assert after.read("changed") == b"new"
    assert after.getinfo("kept").compress_size == before.getinfo("kept").compress_size
    assert package.touched == {"changed"}


def test_writing_the_same_is_no_change() -> None:
    package = Package(zipped(part=b"same"))
    package.write("part", b"same")
    assert not package.touched


def test_a_dropped_part_is_gone_and_a_new_one_is_there() -> None:
    package = Package(zipped(a=b"1", b=b"2"))
    package.drop("a")
    package.write("c", b"3")
    assert Package(package.to_bytes()).names == ["b", "c"]


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
