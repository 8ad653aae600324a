"""Sheets are parsed before they are asked for: what is read, and what is wrong with it, stays the same."""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from xl_fact.errors import InputError
from xl_fact.exports.tables import parser, read
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


def test_what_was_packed_before_it_was_asked_for_is_what_stands_there(
    tmp_path: Path,
) -> None:
    """Sheets of one row, of headings alone, of fewer rows than are read first and of more than go at once."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lengths = {"空": 0, "表头": 1, "一行": 2, "短": 30, "四十": 41, "长": 2_000, "更长": 8_100}
    for name, rows in lengths.items():
        sheet = workbook.create_sheet(name)
        for row in range(rows):
            sheet.append(
                [f"{name}{row}" if row % 3 else row, row * 0.5, True if row % 7 else None][: 1 + row % 3]
            )
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    plain = cells_of(path, list(lengths))
    assert [len(columns[0]) for columns in plain.values()] == [max(0, rows - 1) for rows in lengths.values()]
    with begun(path, Limits()):
        time.sleep(1)  # all that fits is parsed and packed
        assert cells_of(path, list(lengths)) == plain


def test_the_parser_looks_the_file_over_and_what_it_would_refuse_is_decided_here(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    look = read.look_over

    def looked(path: Path, *rest: Any) -> Any:
        asked.append(path)
        return look(path, *rest)

    monkeypatch.setattr(read, "look_over", looked)
    with begun(book, Limits()):
        cells_of(book, NAMES)
    assert asked == ([] if sys.platform != "win32" else [book])
    wide = book.with_name("wide.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(wide, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(name, data.replace(b"</sheetData>", far) if name.endswith("sheet2.xml") else data)
    with begun(wide, Limits()):
        assert list(cells_of(wide, NAMES[::2])) == NAMES[::2], "nobody asked for the wide one"
    with begun(wide, Limits()), pytest.raises(InputError, match="1,048,576 行 × 16,384 列"):
        cells_of(wide, NAMES)


def test_formulas_without_a_value_are_found_by_the_parser_too(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["日期", "成交金额"], ["2026-06-01", "=1+1"], ["2026-06-02", 3]):
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    workbook.save(path)

    def codes() -> list[list[int] | None]:
        with opened(path, Limits()) as file:
            table = next(file.tables)
            ((_, cells),) = table.columns(1, 2, [0, 1])
            return [None if cells[place].lost is None else list(cells[place].lost) for place in (0, 1)]

    plain = codes()
    assert plain == [None, [1, 0]]
    with begun(path, Limits()):
        assert codes() == plain


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


class Tight:
    """Rows of which one is too many, the first time."""

    def __init__(self, rows: list[list[object]]):
        self.rows, self.times = rows, 0

    def __call__(self, name: str) -> parser.Sheet:
        self.times += 1
        return [["甲"], ["a"]], self._below(self.times), False, len(self.rows) + 2

    def _below(self, times: int) -> Iterator[Any]:
        for n, row in enumerate(self.rows):
            if n == 2 and times == 1:
                raise MemoryError
            yield row


def test_a_sheet_that_could_not_be_packed_is_parsed_anew_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = parser.Sheets("", ["日报"], 1_000)
    monkeypatch.setattr(sheets, "sheet", Tight([["b"], ["c"], ["d"]]))
    assert sheets.further()
    assert not sheets.further()
    assert not sheets.further()
    head, rows, *_ = sheets.take("日报")
    assert list(sheets.columns("日报", head, rows, 1, [0])) == [(4, {0: ("cells", ["a", "b", "c", "d"])})]


def test_a_sheet_whose_columns_do_not_fit_is_read_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = parser.Sheets("", ["日报"], 1_000)
    monkeypatch.setattr(sheets, "sheet", lambda _: ([["甲"], ["a"]], iter([["b"]]), False, 3))
    packed = parser.packed

    def too_large(column: tuple[Any, ...]) -> tuple[Any, ...]:
        raise MemoryError

    monkeypatch.setattr(parser, "packed", too_large)
    assert sheets.further()
    assert not sheets.further()
    monkeypatch.setattr(parser, "packed", packed)
    head, rows, *_ = sheets.take("日报")
    assert list(sheets.columns("日报", head, rows, 1, [0])) == [(2, {0: ("cells", ["a", "b"])})]


def test_what_the_parser_cannot_import_is_looked_over_by_whoever_asked(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(sys.path)
    assert parser.looked_over(str(book), asdict(Limits())) is not None
    monkeypatch.setitem(sys.modules, "xl_fact.exports.tables.guard", None)
    assert parser.looked_over(str(book), asdict(Limits())) is None
    assert sys.path == before
