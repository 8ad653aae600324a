"""Which of the files that are named, or lie in a folder, are exports; and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lookalikes import delimited

from xl_fact.drawing.shipped import new_template
from xl_fact.errors import InputError
from xl_fact.exports.tables.files import files_of, passed_over

ROWS = [["date", "spend", "gmv"], ["2026-06-01", 1, 2]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    delimited(tmp_path / "日报.csv", ROWS)
    (tmp_path / "brand.toml").write_text('name = "甲"\n', "utf-8")
    new_template(tmp_path / "月报.xlsx")
    return tmp_path


def listed(folder: Path) -> list[Path]:
    """As a shell lists ``folder/*``."""
    return sorted(folder.iterdir())


@pytest.mark.parametrize("given", [listed, lambda folder: [folder]], ids=["each", "folder"])
def test_settings_and_our_own_workbooks_among_exports_are_no_exports(
    folder: Path, given: Callable[[Path], list[Path]]
) -> None:
    assert [file.name for file in files_of(given(folder))] == ["日报.csv"]
    assert [zh for zh, _ in passed_over(given(folder))] == [
        "月报.xlsx：xl_fact 自己写的工作簿，不是导出，没有读"
    ]


def test_alone_they_are_told_what_they_are(folder: Path) -> None:
    with pytest.raises(InputError, match=r"brand\.toml 是品牌的设置，不是导出"):
        files_of(folder / "brand.toml")
    assert files_of(folder / "月报.xlsx"), "and the reader says what it is"
    assert not passed_over(folder / "月报.xlsx")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("导出.zip", "压缩包，没有读；要用里面的导出就先解压"),
        ("导出.RAR", "压缩包，没有读"),
        ("直播明细.xlsx.crdownload", "没有下载完的文件，没有读；重新下载"),
    ],
)
def test_an_export_that_cannot_be_read_where_it_lies_is_not_passed_over_in_silence(
    folder: Path, name: str, said: str
) -> None:
    deep = folder / "六月"
    deep.mkdir()
    (deep / name).write_bytes(b"PK")
    (folder / ".DS_Store").write_bytes(b"")
    (folder / "~$日报.zip").write_bytes(b"")
    (folder / "图.png").write_bytes(b"")
    (_, (zh, _)) = passed_over(folder)
    assert zh.startswith(f"{name}：{said}")
