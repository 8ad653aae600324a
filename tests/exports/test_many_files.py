"""Many files: one parser reads the small workbooks, a bad one is lost alone, few files are compared with each other."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bad_files import biff
from lookalikes import Rows, delimited, workbook
from pandas.testing import assert_frame_equal
from test_exports_formats import LAYOUTS, headings_of, sheet_of, table

from xl_fact.exports import succession
from xl_fact.exports.reading import read_exports
from xl_fact.exports.tables import read
from xl_fact.store import folder, parts, stage
from xl_fact.store.records import Record
from xl_fact.store.store import import_exports

KINDS = {"compass_sessions-1", "qianchuan_live-1", "alliance_commissions-1", "tiktok_orders-1"}
EVERY = pytest.mark.parametrize(
    ("name", "layout"), [pytest.param(*one, id=one[0]) for one in LAYOUTS if one[0] in KINDS]
)
TRACE = ["file", "sheet", "row"]


def of_day(rows: Rows, n: int) -> Rows:
    """The same rows of another day and of other orders."""
    day = dt.date(2026, 6, 1) + dt.timedelta(days=n)
    iso = re.compile(r"2026-06-\d\d")
    dmy = re.compile(r"\d\d/06/2026")

    def cell(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        moved = dmy.sub(f"{day:%d/%m/%Y}", iso.sub(day.isoformat(), text))
        return f"{moved}-{n}" if text.startswith("文字") else moved

    return [rows[0], *([cell(text) for text in row] for row in rows[1:])]


@EVERY
@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_files_by_day_are_one_file_read_by_one_parser_and_never_compared(
    name: str, layout: Any, write: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []
    compared: list[Any] = []
    popen, add = subprocess.Popen, succession.Covering.add
    monkeypatch.setattr(read.subprocess, "Popen", lambda *a, **k: started.append(a) or popen(*a, **k))
    monkeypatch.setattr(succession.Covering, "add", lambda *a: compared.append(a) or add(*a))
    rows = table(layout, headings_of(layout), 2)
    days = [of_day(rows, n) for n in range(12)]
    sheet = sheet_of(layout)
    (tmp_path / "many").mkdir()
    for n, some in enumerate(days):
        path = tmp_path / "many" / f"{sheet}_{n:02}.{write}"
        workbook(path, {sheet: some}) if write == "xlsx" else delimited(path, some)
    many = read_exports(tmp_path / "many")
    assert len(started) == (write == "xlsx")
    assert not compared
    one = tmp_path / f"{sheet}.{write}"
    everything = [rows[0], *(row for some in days for row in some[1:])]
    workbook(one, {sheet: everything}) if write == "xlsx" else delimited(one, everything)
    assert_frame_equal(many.facts.drop(columns=TRACE), read_exports(one).facts.drop(columns=TRACE))


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_many_files_enter_the_store_at_once(
    write: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many files, so much work: one parser, each part and each record written once, one change of the store."""
    counts: Counter[str] = Counter()

    def counted(where: Any, name: str) -> None:
        before = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *a, **k: counts.update([name]) or before(*a, **k))

    counted(read.subprocess, "Popen")
    counted(parts, "Writer")
    counted(parts, "columns_of")
    counted(Record, "of")
    counted(folder, "replace_json")
    counted(stage, "write_hidden")
    layout = dict(LAYOUTS)["alliance_commissions-1"]
    rows, sheet, many = table(layout, headings_of(layout), 2), sheet_of(layout), tmp_path / "many"
    many.mkdir()
    files = 12
    for n in range(files):
        path = many / f"{sheet}_{n:02}.{write}"
        some = of_day(rows, n)
        workbook(path, {sheet: some}) if write == "xlsx" else delimited(path, some)
    assert len(import_exports(many, tmp_path / "facts", brand="甲").added) == files
    expected = {"Writer": files, "of": files, "write_hidden": files, "replace_json": 1}
    assert counts == expected | ({"Popen": 1} if write == "xlsx" else {})


@EVERY
def test_a_later_export_of_one_day_counts_and_the_others_stay(name: str, layout: Any, tmp_path: Path) -> None:
    rows = table(layout, headings_of(layout), 2)
    sheet = sheet_of(layout)
    for n in range(6):
        path = delimited(tmp_path / f"{sheet}_{n}.csv", of_day(rows, n))
        os.utime(path, (1_000_000 + n, 1_000_000 + n))
    before = read_exports(tmp_path)
    doubled = [[str(int(c) * 2) if c.isdigit() else c for c in row] for row in of_day(rows, 3)]
    os.utime(delimited(tmp_path / f"{sheet}_更正.csv", doubled), (2_000_000, 2_000_000))
    after = read_exports(tmp_path)
    assert len(after.facts) == len(before.facts)
    assert set(after.facts["file"]) == {f"{sheet}_{n}.csv" for n in (0, 1, 2, 4, 5)} | {f"{sheet}_更正.csv"}
    assert any(f"{sheet}_更正.csv 取代了 {sheet}_3.csv 的 " in zh for zh, _ in after.notes)


def test_a_workbook_that_kills_the_parser_is_lost_alone(tmp_path: Path) -> None:
    layout = dict(LAYOUTS)["compass_sessions-1"]
    rows = table(layout, headings_of(layout), 2)
    for n in range(4):
        workbook(tmp_path / f"{n}.xlsx", {sheet_of(layout): of_day(rows, n)})
    bomb = biff([["日期"]], "甲")
    end = bomb.index(b"\x04\x02")
    far = b"\x03\x02\x0e\x00" + b"\xff\xff" * 2 + bytes(10)
    (tmp_path / "1b.xls").write_bytes(bomb[:end] + far + bomb[end:])
    (tmp_path / "2b.xlsx").write_bytes((tmp_path / "2.xlsx").read_bytes()[:-300])
    reading = read_exports(tmp_path)
    assert {refusal.file for refusal in reading.refused} == {"1b.xls", "2b.xlsx"}
    assert set(reading.facts["file"]) == {f"{n}.xlsx" for n in range(4)}
    assert read._idle is None
