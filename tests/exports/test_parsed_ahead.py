"""Sheets are parsed before they are asked for: what is read, and what is wrong with it, stays the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from xl_fact.errors import InputError
from xl_fact.exports.tables import read
from xl_fact.exports.tables.guard import Limits
from xl_fact.exports.tables.read import begun, opened

NAMES = ["日报", "明细", "汇总"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in NAMES:
        sheet = workbook.create_sheet(name)
        sheet.append(["日期", "成交金额", "备注"])
        for day in range(1, 3_001):
            sheet.append([f"2026-{1 + day % 12:02}-01", day * 1.25, f"{name}{day}"])
    workbook.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def spoilt(book: Path, part: str) -> Path:
    """The same with one sheet that ends in the middle of a tag."""
    path = book.with_name("spoilt.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if name.endswith(part) else data)
    return path


def cells_of(path: Path, wanted: list[str]) -> dict[str, list[list[object]]]:
    """Each sheet's columns."""
    found: dict[str, list[list[object]]] = {}
    with opened(path, Limits(), lambda names: [name for name in names if name in wanted]) as file:
        for table in file.tables:
            columns: list[list[object]] = [[], [], []]
            for count, cells in table.columns(1, 3, [0, 1, 2]):
                for place, column in cells.items():
                    columns[place] += [column.at(n) for n in range(count)]
            found[table.name] = columns
    return found


def test_a_workbook_begun_before_reads_as_one_that_was_not(book: Path) -> None:
    for wanted in (NAMES, NAMES[1:], NAMES[:1], NAMES[::2]):
        plain = cells_of(book, wanted)
        with begun(book, Limits()):
            assert cells_of(book, wanted) == plain
        assert list(plain) == wanted
        assert all(len(column) == 3_000 for sheet in plain.values() for column in sheet)


@pytest.mark.parametrize("early", [False, True])
def test_what_is_wrong_with_a_sheet_is_said_when_it_is_asked_for(book: Path, early: bool) -> None:
    path = spoilt(book, "sheet2.xml")

    def read_it(wanted: list[str]) -> list[str]:
        if early:
            with begun(path, Limits()):
                return list(cells_of(path, wanted))
        return list(cells_of(path, wanted))

    assert read_it(NAMES[::2]) == NAMES[::2], "nobody asked for the spoilt one"
    with pytest.raises(InputError, match="spoilt"):
        read_it(NAMES)


def test_what_nobody_opens_leaves_no_process(book: Path) -> None:
    with begun(book, Limits()):
        (child,) = read._begun.values()
        assert child.process.poll() is None
    assert child.process.returncode is not None
    assert not read._begun


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no zip", "日期,金额\n2026-06-01,3\n".encode()])
def test_what_cannot_be_begun_is_no_matter(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "it.xlsx"
    if content is not None:
        path.write_bytes(content)
    with begun(path, Limits()):
        assert not read._begun
