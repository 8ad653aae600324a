"""Sums among the rows of a day or of a table: in the words of any column they are totals, without a word they are named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from lookalikes import Rows, delimited, workbook
from test_fault_kinds import READ, every, file_name
from test_rows_beside import bare, telling
from test_silent_sums import FREE, NAMED, figures, summed, table_of

from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
DAYS = [f"2026-06-{day:02d}" for day in (1, 2, 3)]


def read(path: Path, rows: Rows) -> Reading:
    write = delimited if path.suffix == ".csv" else lambda p, r: workbook(p, {"Sheet1": r})
    return read_exports(write(path, rows), period=JUNE)


def sums(reading: Reading, *keys: str) -> tuple[float, ...]:
    return tuple(round(float(reading.facts[key].sum()), 2) for key in keys)


def of_two_shops(heading: str, word: str, *, first: bool = False) -> Rows:
    """A hand-kept book of two shops and, each day, the sum of both: 90 spent and 240 sold in all."""
    rows: Rows = [["日期", heading, "消耗", "成交金额"]]
    for day in DAYS:
        both, total = [[day, "甲店", 10, 30], [day, "乙店", 20, 50]], [day, word, 30, 80]
        rows += [total, *both] if first else [*both, total]
    return rows


# ------------------------------------------------------------------------------------------- in words
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("word", ["小计", "合计", "全店", "全部", "两店合计", "Total"])
def test_the_sum_of_each_day_is_a_total_whatever_column_says_so(
    word: str, suffix: str, tmp_path: Path
) -> None:
    for first in (False, True):
        found = read(tmp_path / f"日报_202606.{suffix}", of_two_shops("店铺名称", word, first=first))
        assert sums(found, "cost", "gmv_platform") == (90, 240)
        assert found.proved
        assert found.sources[0].proof.totals == (3, 3)


def test_a_shift_s_whole_day_is_one_only_where_it_is_the_sum(tmp_path: Path) -> None:
    head = ["日期", "班次", "直播间GMV", "主播直播时长", "消耗"]
    rows: Rows = [head]
    for day in DAYS:
        rows += [[day, "早班", 300, 4, 100], [day, "晚班", 500, 4, 100], [day, "全天", 800, 8, 200]]
    found = read(tmp_path / "主播数据_202606.xlsx", rows)
    assert sums(found, "cost", "gmv_platform", "live_minutes") == (600, 2400, 1440)
    assert found.proved
    lone = [
        head,
        [DAYS[0], "早班", 300, 4, 100],
        [DAYS[0], "晚班", 500, 4, 100],
        [DAYS[1], "全天", 777, 9, 150],
    ]
    found = read(tmp_path / "主播数据_202606.xlsx", lone)
    assert sums(found, "cost", "gmv_platform") == (350, 1577)
    assert found.proved


@pytest.mark.parametrize("word", ["合计", "全部", "全店"])
def test_a_word_that_every_row_has_is_no_total(word: str, tmp_path: Path) -> None:
    rows = [
        row if n == 0 else [row[0], word, *row[2:]] for n, row in enumerate(of_two_shops("店铺名称", "丙店"))
    ]
    rows = [rows[0], *rows[1::3]]
    assert sums(read(tmp_path / "日报_202606.csv", rows), "cost", "gmv_platform") == (30, 90)


def test_a_total_in_another_column_that_is_not_the_sum_is_no_pass(tmp_path: Path) -> None:
    rows = of_two_shops("店铺名称", "小计")
    rows[3] = [DAYS[0], "小计", 35, 80]
    found = read(tmp_path / "日报_202606.csv", rows)
    assert sums(found, "cost", "gmv_platform") == (90, 240)
    assert not found.proved


def test_a_word_that_most_rows_have_is_no_total(tmp_path: Path) -> None:
    """Hosts' shifts: 全部 in 19 of 20."""
    rows: Rows = [["日期", "主播姓名", "班次", "主播直播时长", "直播间GMV"]]
    rows += [[DAYS[0], f"主播{n}", "全部" if n else "早班", 4, 1000 + n] for n in range(20)]
    found = read(tmp_path / "主播数据_202606.csv", rows)
    assert sums(found, "gmv_platform") == (20_190,)
    assert found.proved


WORDS = [
    "全部素材",
    "所有素材",
    "共2个素材",
    "全部汇总",
    "全账户",
    "累计值",
    "合计/Total",
    "全部计划",
    "全部作品",
    "All creators",
]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("word", WORDS)
def test_totals_in_further_words_are_no_creatives(word: str, first: bool, tmp_path: Path) -> None:
    rows: Rows = [
        ["素材名称", "消耗", "展示量", "点击量", "成交订单", "GMV", "支付ROI"],
        ["素材A", 1000, 60000, 1800, 90, 2500, 2.5],
        ["素材B", 800, 50000, 1500, 40, 1000, 1.25],
    ]
    rows.insert(1 if first else 3, [word, 1800, 110000, 3300, 130, 3500, 1.94])
    found = read(tmp_path / "千川素材_202606.csv", rows)
    assert sums(found, "cost", "gmv_platform", "orders") == (1800, 3500, 130)
    assert found.proved


@pytest.mark.parametrize("word", ["本月累计", "全月", "Σ", "月度总数", "Month to date", "MTD"])
def test_a_month_s_total_below_its_days_may_be_called_anything(word: str, tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "成交金额"], *([day, 100, 300 + n] for n, day in enumerate(DAYS))]
    found = read(tmp_path / "日报_202606.csv", [*rows, [word, 300, 903]])
    assert sums(found, "cost", "gmv_platform") == (300, 903)
    assert found.proved
    assert not read(tmp_path / "日报_202606.csv", [*rows, [word, 300, 930]]).proved


@pytest.mark.parametrize("word", ["上月同期", "环比", "目标", "完成率", "去年同期：", "Target"])
def test_comparisons_below_the_days_are_no_days_and_no_fault(word: str, tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "成交金额"], *([day, 100, 300 + n] for n, day in enumerate(DAYS))]
    found = read(tmp_path / "日报_202606.csv", [*rows, [word, "250", "800"]])
    assert sums(found, "cost", "gmv_platform") == (300, 903)
    assert found.proved


# ------------------------------------------------------------------------------------------- without a word
@pytest.mark.parametrize(("heading", "word"), [("账户", "两户合并"), ("店铺", "甲乙"), ("店铺名称", "")])
def test_the_sum_of_each_day_without_a_word_is_named(heading: str, word: str, tmp_path: Path) -> None:
    for first in (False, True):
        found = read(tmp_path / "日报_202606.xlsx", of_two_shops(heading, word, first=first))
        assert not found.proved
        (check,) = (check for check in found.sources[0].proof.failed if check.kind == "total")
        assert check.rows == ((2, 5, 8) if first else (4, 7, 10))
        assert "90.00" in check.what[0]


@pytest.mark.parametrize(("day", "place"), [("2026-06-30", 31), ("2026-06-01", 1)])
def test_a_month_s_sum_on_one_of_its_days_is_named(day: str, place: int, tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "成交金额", "成交订单数"]]
    rows += [[f"2026-06-{n:02d}", 10, 30, 1] for n in range(1, 31)]
    rows.insert(place, [day, 300, 900, 30])
    found = read(tmp_path / "日报_202606.xlsx", rows)
    (check,) = (check for check in found.sources[0].proof.failed if check.kind == "total")
    assert check.rows == (place + 1,)
    assert "300.00" in check.what[0]


@every(NAMED)
def test_a_round_sum_of_a_few_rows_is_named(name: str, layout: Layout, tmp_path: Path) -> None:
    """Two rows and their sum, of round figures, under a name like any other."""
    rows = bare(layout)[:3]
    measures = figures(layout, rows)
    for n, place in enumerate(measures):
        rows[1][place], rows[2][place] = str(100 + 10 * n), str(200 + 30 * n)
    total = summed(layout, rows, rows[1:])
    free = {normal(h) for c in layout.columns if c.key in FREE for h in c.headings}
    for place in telling(layout, rows):
        total[place] = "甲+乙" if normal(str(rows[0][place])) in free else str(rows[1][place])
    if len({row[place] for row in rows[1:] for place in telling(layout, rows)}) < 2:
        pytest.skip("nothing tells its rows apart")
    found = read_exports(delimited(tmp_path / file_name(layout, "csv"), [*rows, total]), period=JUNE)
    assert found.sources[0].proof.failed


@every(READ)
def test_rows_that_are_no_sums_pass_as_before(name: str, layout: Layout, tmp_path: Path) -> None:
    rows = table_of(layout)
    found = read_exports(delimited(tmp_path / file_name(layout, "csv"), rows), period=JUNE)
    told = [check for check in found.sources[0].proof.failed if check.kind == "total"]
    assert not told


THREE = [
    (
        "日报_202606.csv",
        ["日期", "商品名称", "消耗", "GMV", "订单数"],
        [30, 300, 3],
        [10, 100, 1],
        [20, 200, 2],
    ),
    ("日报_202606.csv", ["日期", "商品名称", "消耗", "GMV", "订单数"], [0, 297, 3], [0, 99, 1], [0, 198, 2]),
    (
        "千川素材_20260601-20260630.csv",
        ["素材名称", "消耗", "GMV", "成交订单"],
        [300, 900, 9],
        [100, 300, 3],
        [200, 600, 6],
    ),
    (
        "千川全域_20260601-20260630.csv",
        ["推广类型", "整体消耗", "整体成交金额"],
        [300, 900],
        [100, 300],
        [200, 600],
    ),
]


@pytest.mark.parametrize(("file", "head", "one", "two", "three"), THREE)
def test_three_rows_in_one_proportion_pass(
    file: str, head: list[str], one: list[int], two: list[int], three: list[int], tmp_path: Path
) -> None:
    names = ["直播", "商品", "短视频"]
    rows: Rows = [head]
    for name, figures_of in zip(names, (one, two, three), strict=True):
        rows.append([*([DAYS[0]] if head[0] == "日期" else []), name, *figures_of])
    found = read(tmp_path / file, rows)
    assert not [check for check in found.sources[0].proof.failed if check.kind == "total"]


def test_carriers_of_one_proportion_on_every_day_pass(tmp_path: Path) -> None:
    rows: Rows = [["日期", "载体", "消耗", "GMV", "订单数"]]
    for n in range(1, 6):
        rows += [
            [f"2026-06-{n:02d}", carrier, 0, 100 * share * n, share * n]
            for carrier, share in (("直播", 3), ("短视频", 1), ("商品卡", 2))
        ]
    found = read(tmp_path / "日报_202606.csv", rows)
    assert sums(found, "gmv_platform", "orders") == (9000, 90)
    assert found.proved


def test_a_second_row_of_a_day_of_small_figures_passes(tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "GMV", "订单数"], [DAYS[0], 1, 10, 1], [DAYS[1], 2, 20, 1]]
    found = read(tmp_path / "日报_202606.csv", [*rows, [DAYS[2], 3, 30, 1], [DAYS[2], 6, 60, 3]])
    assert not [check for check in found.sources[0].proof.failed if "没有写明的合计行" in check.what[0]]


def test_days_that_happen_to_add_up_are_days(tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "成交金额"], [DAYS[0], 100, 300], [DAYS[1], 200, 600], [DAYS[2], 300, 900]]
    found = read(tmp_path / "日报_202606.csv", rows)
    assert sums(found, "cost", "gmv_platform") == (600, 1800)
    assert found.proved


# ------------------------------------------------------------------------------------------- days once for several rows
SHOPS: Rows = [
    ["日期", "店铺名称", "消耗", "成交金额"],
    *(
        [day if shop == "甲店" else "", shop, *figures]
        for day in DAYS
        for shop, figures in (("甲店", (10, 30)), ("乙店", (20, 70)))
    ),
]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_day_written_once_is_that_of_the_shops_below(suffix: str, tmp_path: Path) -> None:
    found = read(tmp_path / f"日报_202606.{suffix}", SHOPS)
    assert sums(found, "cost", "gmv_platform") == (90, 300)
    assert found.facts.groupby("date")["cost"].sum().tolist() == [30, 30, 30]
    assert any("按上面一行的日期计" in note[0] for note in found.sources[0].notes)
    total = [*SHOPS, ["", "合计", 90, 300]]
    assert sums(read(tmp_path / f"日报_202606.{suffix}", total), "cost", "gmv_platform") == (90, 300)


def test_sums_of_shops_below_their_days_are_no_days(tmp_path: Path) -> None:
    """Each shop once more without a day: the rows sum what stands above, and the last day has no more rows than others."""
    rows: Rows = [SHOPS[0], *([day, "甲店", 10 + n, 30] for n, day in enumerate(DAYS))]
    found = read(tmp_path / "日报_202606.csv", [*rows, ["", "甲店", 33, 90]])
    assert sums(found, "cost", "gmv_platform") == (33, 90)
    assert not any("按上面一行的日期计" in note[0] for note in found.sources[0].notes)
