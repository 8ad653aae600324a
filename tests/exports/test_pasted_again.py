"""Rows pasted again into a table without a key, in whatever order: counted once, or said, never doubled in silence."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from lookalikes import Rows, delimited, workbook

from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Source

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)


def hosts(count: int = 30) -> Rows:
    """Two shifts a day, of figures that are no round numbers."""
    some = random.Random(5)
    rows: Rows = [["日期", "班次", "主播姓名", "主播直播时长", "直播间GMV"]]
    for n in range(count):
        for shift in ("早班", "晚班"):
            minutes = some.randrange(2, 6)
            rows.append([f"2026-06-{n % 30 + 1:02}", shift, "甲", minutes, some.randrange(2000, 9000)])
    return rows


def shifts(count: int = 40) -> Rows:
    """The same with spend, decimals and days without a year."""
    some = random.Random(6)
    rows: Rows = [["日期", "班次", "主播", "直播时长(小时)", "直播GMV", "消耗", "订单数"]]
    for n in range(count):
        gmv = some.uniform(500, 9000)
        rows.append(
            [f"6月{n % 30 + 1}日", "", "乙", some.randrange(1, 9), f"{gmv:.2f}", f"{gmv / 3:.2f}", 40 + n]
        )
    return rows


def read(path: Path, rows: Rows) -> tuple[float, Source]:
    write = delimited(path, rows) if path.suffix == ".csv" else workbook(path, {"班表": rows})
    reading = read_exports(write, period=JUNE)
    return float(reading.facts["gmv_platform"].sum()), reading.sources[0]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("make", [hosts, shifts])
def test_a_whole_table_pasted_again_counts_once(make: object, ending: str, tmp_path: Path) -> None:
    rows: Rows = make()  # type: ignore[operator]
    path = tmp_path / f"主播数据_202606.{ending}"
    want, source = read(path, rows)
    assert source.proof.passed
    again = rows[1:]
    random.Random(7).shuffle(again)
    found, source = read(path, [*rows, *again])
    assert found == pytest.approx(want)
    (check,) = (c for c in source.proof.checks if c.kind == "key")
    assert (check.verdict, check.count) == ("note", len(rows) - 1)
    assert "只算一次" in check.what[0]


def test_a_part_pasted_again_is_no_pass_and_names_the_first_pair(tmp_path: Path) -> None:
    rows = hosts()
    want, _ = read(tmp_path / "主播数据_202606.csv", rows)
    found, source = read(tmp_path / "主播数据_202606.csv", [*rows, *rows[11:21]])
    assert found > want
    (check,) = source.proof.failed
    assert (check.kind, check.count, check.rows) == ("key", 10, (12, 62))


def test_two_like_rows_of_round_figures_may_be_real(tmp_path: Path) -> None:
    rows = [[*row[:3], 4, 3000] for row in hosts()]
    rows[0] = hosts()[0]
    want, _ = read(tmp_path / "主播数据_202606.csv", rows)
    found, source = read(tmp_path / "主播数据_202606.csv", [*rows, rows[3]])
    assert found == want + 3000
    assert source.proof.passed
    assert [c.verdict for c in source.proof.checks if c.kind == "key"] == ["note"]


def test_beside_a_total_of_all_rows_nothing_is_taken_out_but_said(tmp_path: Path) -> None:
    """A total of every row may be a formula over what was pasted too: nobody can say."""
    rows = hosts()
    whole = [*rows, *rows[1:]]
    total = sum(int(str(row[4])) for row in whole[1:])
    found, source = read(tmp_path / "主播数据_202606.csv", [*whole, ["合计", "", "", "", total]])
    assert found == total
    assert not source.proof.passed
