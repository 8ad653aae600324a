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


def xiaohongshu(last: int = 4) -> Rows:
    """Four orders without a product's id: 100, 200, 300, 400."""
    rows: Rows = [
        ["订单ID", "支付时间", "用户实付金额", "预估支出佣金", "规格ID", "规格名称", "订单状态"],
    ]
    return rows + [
        [f"P800{n}", f"2026-06-0{n} 10:00:00", 100 * n, 10 * n, "", "面霜 50g", "已签收"]
        for n in range(1, last + 1)
    ]


def wechat(last: int = 4) -> Rows:
    rows: Rows = [
        "订单号,商品名称,SKU编码(平台),订单下单时间,支付时间,订单状态,商品数量,商品实际价格(总共),商品已退款金额".split(
            ","
        ),
    ]
    times = [f"2026-06-0{n} 10:00:00" for n in range(1, last + 1)]
    return rows + [
        [f"37000{n}", "面霜", "", when, when, "已完成", 1, 100 * n, 0] for n, when in enumerate(times, 1)
    ]


def creatives(last: int = 4) -> Rows:
    """Product cards have no video."""
    rows: Rows = [["Campaign ID", "Creative type", "Video ID", "Cost", "Gross revenue", "Currency"]]
    return rows + [[f"180{n}", "Product card", "N/A", 5 * n, 100 * n, "USD"] for n in range(1, last + 1)]


def videos(last: int = 4) -> Rows:
    """Identifiers of which a spreadsheet has kept fifteen digits."""
    rows: Rows = [["Video ID", "Video Info", "Time", "VV", "Shoppable video attributed GMV ($)"]]
    return rows + [
        ["7600000000000000000", f"clip {n}", f"2026-06-0{n} 10:00", 1000 * n, 100 * n]
        for n in range(1, last + 1)
    ]


LACKING = [
    (xiaohongshu, "买手数据.xlsx", "gmv_paid", "商品ID"),
    (wechat, "微信小店订单.csv", "gmv_paid", "商品ID"),
    (creatives, "creative_data_2026-06-01_2026-06-30.xlsx", "cost", "内容ID"),
    (videos, "video_2026-06-01_2026-06-30.csv", "gmv_platform", "内容ID"),
]


@pytest.mark.parametrize(("make", "name", "measure", "lacks"), LACKING)
def test_a_row_that_stands_there_again_is_said_whatever_its_key_lacks(
    make: object, name: str, measure: str, lacks: str, tmp_path: Path
) -> None:
    """The second row again, 200 (cost 10): both count, named with their money, and the file doesn't pass."""
    rows: Rows = make()  # type: ignore[operator]
    write = delimited if name.endswith(".csv") else lambda path, rows: workbook(path, {"Sheet1": rows})
    right = read_exports(write(tmp_path / name, rows), period=JUNE)
    assert right.proved
    unit = 5 if measure == "cost" else 100
    assert right.facts[measure].sum() == 10 * unit
    again = read_exports(write(tmp_path / name, [*rows, rows[2]]), period=JUNE)
    assert not again.proved
    (check,) = again.sources[0].proof.failed
    assert f"1 行没有可用的{lacks}" in check.what[0]
    assert "（如第 6 行与第 3 行），共 " in check.what[0]
    assert measure in check.measures
    assert again.facts[measure].sum() == 12 * unit


@pytest.mark.parametrize(("make", "name", "measure", "lacks"), LACKING)
def test_a_whole_file_pasted_twice_is_no_sum_whatever_its_key_lacks(
    make: object, name: str, measure: str, lacks: str, tmp_path: Path
) -> None:
    """Five rows, 100 to 500 (cost 5 to 25), all of them again: counted once, and said."""
    rows: Rows = make(5)  # type: ignore[operator]
    write = delimited if name.endswith(".csv") else lambda path, rows: workbook(path, {"Sheet1": rows})
    twice = read_exports(write(tmp_path / name, [*rows, *rows[1:]]), period=JUNE)
    assert twice.facts[measure].sum() == 15 * (5 if measure == "cost" else 100)
    (check,) = (c for c in twice.sources[0].proof.checks if c.kind == "key" and c.verdict == "note")
    assert check.count == 5
    some = read_exports(write(tmp_path / name, [*rows, *rows[1:4]]), period=JUNE)
    assert not some.proved


@pytest.mark.parametrize(
    ("heads", "name"),
    [
        (["日期", "店铺名称", "消耗", "成交金额"], "日报_202606.xlsx"),
        (["date", "shop name", "spend", "gmv"], "daily_202606.csv"),
    ],
)
def test_rows_of_two_shops_with_equal_figures_are_two(heads: list[str], name: str, tmp_path: Path) -> None:
    """Three days, two shops, 10 and 30 each: 60 and 180."""
    rows: Rows = [heads]
    for day in ("2026-06-01", "2026-06-02", "2026-06-03"):
        rows += [[day, "甲店", 10, 30], [day, "乙店", 10, 30]]
    write = delimited if name.endswith(".csv") else lambda path, rows: workbook(path, {"Sheet1": rows})
    reading = read_exports(write(tmp_path / name, rows), period=JUNE)
    assert (reading.facts["cost"].sum(), reading.facts["gmv_platform"].sum()) == (60, 180)
    again = read_exports(write(tmp_path / name, [*rows, rows[1]]), period=JUNE)
    assert again.facts["gmv_platform"].sum() == 180
    assert any("1 行与前面的行相同" in c.what[0] for c in again.sources[0].proof.checks)


def test_one_order_number_in_two_shops_is_two_orders(tmp_path: Path) -> None:
    rows = [[*row, shop] for row, shop in zip(xiaohongshu(), ("店铺名称", *["甲店"] * 4), strict=True)]
    for row in rows[1:]:
        row[4] = "1"
    other = [[*row[:-1], "乙店"] for row in rows[1:3]]
    reading = read_exports(delimited(tmp_path / "买手数据.csv", [*rows, *other]), period=JUNE)
    assert reading.facts["gmv_paid"].sum() == 1000 + 100 + 200


def test_sheets_of_two_shops_with_equal_figures_are_two(tmp_path: Path) -> None:
    base: Rows = [[f"2026-06-0{n}", 100 * n, 300 * n + 7] for n in range(1, 8)]
    sheets = {
        shop: [["日期", "消耗", "成交金额", "店铺名称"], *([*row, shop] for row in base)]
        for shop in ("甲店", "乙店")
    }
    reading = read_exports(workbook(tmp_path / "日报_202606.xlsx", sheets), period=JUNE)
    assert reading.facts["cost"].sum() == 2 * 2800
    assert reading.facts["gmv_platform"].sum() == 2 * (8400 + 49)
