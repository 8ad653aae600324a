"""Targets that can't be written: held open, read-only, on a full disk. The old file stays, and what happened is said."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xl_fact.cli import app
from xl_fact.demo import write_demo
from xl_fact.errors import InputError, TargetLocked, reason_of
from xl_fact.saving import save_atomically, save_ours

LAST_MONTH = b"last month's workbook"
BOUNDED = """
import resource, signal, sys
from xl_fact.__main__ import main
import numpy, openpyxl, pandas, pyarrow.parquet
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
main()
"""
"""The command with a disk on which no file can be longer than the first argument says."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(tmp_path_factory.mktemp("demo"))


def content(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


# -------------------------------------------------------------------- full disk
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no bound on the size of files there")
@pytest.mark.parametrize(
    ("room", "lang", "words"),
    [
        (60_000, "zh", "report DEMO --month 2026-06 --force --out FOLDER/月报.xlsx"),
        (60_000, "en", "report --facts FOLDER/facts --month 2026-05 --force --out FOLDER/月报.xlsx"),
        (500, "zh", "import DEMO --brand 示例品牌 --facts FOLDER/facts"),
        (20_000, "en", "import DEMO --brand 示例品牌 --facts FOLDER/facts"),
        (20_000, "zh", "import DEMO --brand 新 --facts FOLDER/new/facts"),
        (20_000, "zh", "template new --force FOLDER/月报.xlsx"),
        (20_000, "en", "functions --force --workbook FOLDER/月报.xlsx"),
    ],
)
def test_a_disk_without_room(demo: list[Path], tmp_path: Path, room: int, lang: str, words: str) -> None:
    may, june = demo[:2]
    assert run("import", may, "--brand", "示例品牌", "--facts", tmp_path / "facts")[0] == 0
    (tmp_path / "月报.xlsx").write_bytes(LAST_MONTH)
    before = content(tmp_path)
    meant = [word.replace("FOLDER", str(tmp_path)).replace("DEMO", str(june)) for word in words.split()]
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(room), *meant, "--lang", lang],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    if meant[0] in {"report", "import"}:  # the others fail among openpyxl's own temporary files
        assert ("facts" if meant[0] == "import" else "月报.xlsx") in line
    assert {"zh": "文件超过了允许的大小", "en": "the file is larger than is allowed"}[lang] in line
    assert {name for name in content(tmp_path).keys() ^ before.keys() if name != "new"} == set()
    assert all(content(tmp_path)[name] == before[name] for name in before)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_device_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "月报.xlsx"
    target.write_bytes(LAST_MONTH)
    real = tempfile.mkstemp

    def on_full_device(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:
        handle, name = real(suffix, prefix, dir)
        os.close(handle)
        return os.open("/dev/full", os.O_WRONLY), name

    monkeypatch.setattr(tempfile, "mkstemp", on_full_device)
    with pytest.raises(InputError) as told:
        save_atomically(target, b"this month" * 10_000)
    assert told.value.zh == f"{target}：写不进去（磁盘已满）；原来的文件没有动，请清出空间再运行一次"
    assert told.value.en == (
        f"{target}: cannot be written (the disk is full); what was there is as it was; make room and run it again"
    )
    assert content(tmp_path) == {"月报.xlsx": LAST_MONTH}


# -------------------------------------------------------------------- read-only folders
def read_only(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Let no file be made in some folders, as for a user who may not write there."""
    real = tempfile.mkstemp

    def denied(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:
        if Path(dir) in folders:
            raise PermissionError(errno.EACCES, "Permission denied", str(dir))
        return real(suffix, prefix, dir)

    monkeypatch.setattr(tempfile, "mkstemp", denied)


def test_a_read_only_folder_puts_the_result_elsewhere_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, mine = tmp_path / "shared", tmp_path / "mine"
    shared.mkdir()
    mine.mkdir()
    (shared / "月报.xlsx").write_bytes(LAST_MONTH)
    monkeypatch.chdir(mine)
    read_only(monkeypatch, shared)
    code, said = run("functions", "--force", "--workbook", shared / "月报.xlsx")
    assert code == 3
    other = mine / "月报 (2).xlsx"
    assert said == f"{shared} 写不进去（没有权限），月报.xlsx 没有动；结果另存为 {other}\n"
    assert other.read_bytes().startswith(b"PK")
    assert content(shared) == {"月报.xlsx": LAST_MONTH}
    code, said = run("functions", "--force", "--workbook", shared / "月报.xlsx", "--lang", "en")
    assert said.endswith(f"月报.xlsx was left alone; the result is in {mine / '月报 (3).xlsx'}\n")


def test_nowhere_to_write_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read_only(monkeypatch, tmp_path, Path(tempfile.gettempdir()))
    with pytest.raises(TargetLocked, match=r"没有权限），月报\.xlsx 没有动；请换一个位置"):
        save_atomically(tmp_path / "月报.xlsx", b"this month")
    assert content(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_really_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "shared").mkdir(mode=0o500)
    monkeypatch.chdir(tmp_path / "mine")
    with pytest.raises(TargetLocked, match="结果另存为"):
        save_atomically(tmp_path / "shared" / "月报.xlsx", b"this month")
    assert content(tmp_path / "mine") == {"月报 (2).xlsx": b"this month"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("folder.xlsx", "那里是一个文件夹"), ("file/月报.xlsx", "上级是一个文件，不是文件夹")],
)
def test_a_place_where_no_file_can_be(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    before = content(tmp_path)
    code, said = run("template", "new", tmp_path / name)
    assert (code, said) == (
        2,
        f"{tmp_path / name}：写不进去（{reason}）；原来的文件没有动，请换一个位置再运行一次\n",
    )
    assert content(tmp_path) == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EACCES, errno.EROFS, errno.ENAMETOOLONG])
def test_reasons_are_said_in_both_languages(number: int) -> None:
    zh, en = reason_of(OSError(number, os.strerror(number)))
    assert zh != en
    assert zh.isascii() is False
    assert reason_of(OSError("odd")) == ("odd", "odd")


# -------------------------------------------------------------------- a name of another kind
NAMED = {
    "report DEMO --month 2026-06 --out": ".xlsx",
    "report DEMO --month 2026-06 --pdf --out": ".xlsx",
    "report DEMO --month 2026-06 --pptx --out": ".xlsx",
    "brief DEMO --month 2026-06 --out": ".png",
    "template new": ".xlsx",
    "functions --workbook": ".xlsx",
}


@pytest.mark.parametrize("words", NAMED)
@pytest.mark.parametrize(
    "name", ["o.xlsm", "o.xls", "o.xlsb", "o.csv", "o.txt", "o.pdf", "o.pptx", "o", "六月.1"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_file_gets_the_name_of_another_kind(
    demo: list[Path], tmp_path: Path, words: str, name: str, lang: str
) -> None:
    meant = [str(demo[1]) if word == "DEMO" else word for word in words.split()]
    code, said = run(*meant, tmp_path / name, "--force", "--lang", lang)
    assert code == 2
    right = name + NAMED[words] if name.endswith(".1") else f"{Path(name).stem}{NAMED[words]}"
    assert said.count("\n") == 1
    assert right in said
    assert not list(tmp_path.iterdir())


def test_the_name_that_is_proposed_is_taken(tmp_path: Path) -> None:
    for name in ("o.xlsx", "O.XLSX", "六月.1.xlsx"):
        assert run("template", "new", tmp_path / name)[0] == 0
        assert (tmp_path / name).is_file()


def test_what_is_saved_says_itself_how_its_name_ends(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"o\.pdf"):
        save_ours(tmp_path / "o.xlsx", b"%PDF-1.7\n")
    save_ours(tmp_path / "brand.txt", b"name = 1\n")
