"""A unit of money that stands in no heading and above no table: in a row beneath, a column, a note below, a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook
from test_fault_kinds import every, file_name
from test_rows_beside import bare
from test_units import JUNE, PAID, changed, money_of, same, sums

from xl_fact.errors import InputError
from xl_fact.exports import reading
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.reading import read_exports

HEAD = ["日期", "消耗", "成交金额", "成交订单数"]
BOOK: Rows = [HEAD, *([f"2026-06-{n:02d}", n, 3 * n, 3 * n] for n in range(1, 8))]
"""28 spent, 84 sold, 84 orders: in 万元 280,000 and 840,000."""


def told(path: Path, rows: Rows, sheet: str = "Sheet1") -> tuple[float, float, float]:
    facts = read_exports(workbook(path, {sheet: rows}), period=JUNE).facts
    return float(facts["cost"].sum()), float(facts["gmv_platform"].sum()), float(facts["orders"].sum())


def beneath(rows: Rows, money: list[int], word: str) -> Rows:
    """Rows with a row of units beneath their headings."""
    return [rows[0], [word if n in money else "" for n in range(len(rows[0]))], *rows[1:]]


@every(PAID)
def test_a_row_of_units_beneath_the_headings_counts(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    money, want = money_of(layout, rows), sums(delimited(path, rows))
    for word, part in (("万元", 1e-4), ("(千元)", 1e-3), ("单位：百万元", 1e-6), ("元", 1.0)):
        written = changed(rows, money, str, lambda c: f"{float(c) * part:.8f}")  # noqa: B023
        assert same(path, beneath(written, money, word), want), word


@every(PAID)
def test_a_note_below_the_rows_counts_for_money_alone(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    money, want = money_of(layout, rows), sums(delimited(path, rows))
    written = changed(rows, money, str, lambda c: f"{float(c) / 1e4:.8f}")
    blank = [""] * len(rows[0])
    assert same(path, [*written, blank, ["注：金额单位为万元", *blank[1:]]], want)
    assert same(path, [*rows, ["注：金额单位为元", *blank[1:]]], want)


def test_a_note_far_below_a_long_table_counts(tmp_path: Path) -> None:
    rows = [
        HEAD,
        *([f"2026-06-{n % 30 + 1:02d}", n, 2 * n, n] for n in range(1, 101)),
        ["注：金额单位：千元"],
    ]
    facts = read_exports(delimited(tmp_path / "日报_202606.csv", rows), period=JUNE).facts
    assert float(facts["cost"].sum()) == 5_050_000
    assert float(facts["orders"].sum()) == 5050


@pytest.mark.parametrize(("word", "times"), [("万元", 1e4), ("千元", 1e3), ("元", 1.0), ("件", 1.0)])
def test_a_column_of_units_counts_for_money_alone(word: str, times: float, tmp_path: Path) -> None:
    rows = [[*row, "单位" if n == 0 else word] for n, row in enumerate(BOOK)]
    assert told(tmp_path / "日报_202606.xlsx", rows) == (28 * times, 84 * times, 84)


@pytest.mark.parametrize("count", [7, 70])
def test_a_column_of_two_units_is_refused(count: int, tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "单位"]]
    rows += [
        [f"2026-06-{n % 30 + 1:02d}", n, 3 * n, n, "万元" if n < count else "元"] for n in range(1, count + 1)
    ]
    with pytest.raises(InputError, match="“万元”也有“元”"):
        read_exports(workbook(tmp_path / "日报_202606.xlsx", {"Sheet1": rows}), period=JUNE)


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("元", "RMB", 1),
        ("¥", "元", 1),
        ("万元", "万", 1e4),
        ("万", "万元", 1e4),
        ("元", "（元）", 1),
        ("CNY", "元", 1),
    ],
)
def test_one_unit_spelt_in_two_ways_is_one(one: str, other: str, times: float, tmp_path: Path) -> None:
    rows = [[*row, "单位" if n == 0 else one if n < 4 else other] for n, row in enumerate(BOOK)]
    assert told(tmp_path / "日报_202606.xlsx", rows) == (28 * times, 84 * times, 84)


@pytest.mark.parametrize(("one", "other"), [("元", "$"), ("千元", "万"), ("万元", "亿元"), ("元", "美元")])
def test_two_units_in_a_column_are_refused(one: str, other: str, tmp_path: Path) -> None:
    rows = [[*row, "单位" if n == 0 else one if n < 4 else other] for n, row in enumerate(BOOK)]
    with pytest.raises(InputError, match="单位"):
        told(tmp_path / "日报_202606.xlsx", rows)


@pytest.mark.parametrize(
    ("sheet", "file", "times"),
    [
        ("日报(万元)", "日报_202606.xlsx", 1e4),
        ("日报（单位：千元）", "日报_202606.xlsx", 1e3),
        ("Sheet1", "日报_202606_单位万元.xlsx", 1e4),
        ("Sheet1", "日报_202606_万元.xlsx", 1e4),
        ("Sheet1", "日报_202606_预算100万元.xlsx", 1.0),
        ("万元户", "日报_202606.xlsx", 1.0),
    ],
)
def test_a_name_that_says_the_unit_counts_and_is_said(
    sheet: str, file: str, times: float, tmp_path: Path
) -> None:
    assert told(tmp_path / file, BOOK, sheet) == (28 * times, 84 * times, 84)
    notes = " ".join(note[0] for note in read_exports(tmp_path / file, period=JUNE).sources[0].notes)
    assert ("金额已乘" in notes) == (times != 1)


def test_what_a_heading_says_is_nearer_than_a_name_or_a_note(tmp_path: Path) -> None:
    rows = [["日期", "消耗(元)", "成交金额(元)", "成交订单数"], *BOOK[1:], [], ["注：金额单位为万元"]]
    assert told(tmp_path / "日报_202606_单位万元.xlsx", rows) == (28, 84, 84)


def test_days_of_words_that_are_no_units_are_rows(tmp_path: Path) -> None:
    """Figures below the headings are no row of units, nor is a row of words."""
    rows = [HEAD, ["说明", "花费", "GMV", "订单"], *BOOK[1:]]
    assert told(tmp_path / "日报_202606.xlsx", rows)[:2] == (28, 84)


YUAN: Rows = [
    ["日期", "消耗", "成交金额", "成交订单数"],
    ["2026-06-01", 1200.5, 5600, 56],
    ["2026-06-02", 1300.1, 4800.2, 47],
]
"""2,500.60 spent, 10,400.20 sold, 103 orders, in yuan."""


@pytest.mark.parametrize(
    "note",
    [
        ["注：目标单位为万元，其余为元"],
        ["备注：品牌预算单位：万元"],
        ["备注", "大盘数据单位为亿元"],
        ["说明：大盘单位：亿元"],
        ["千川余额单位为千元"],
        ["目标 单位：万元"],
    ],
)
def test_a_note_of_the_unit_of_something_else_multiplies_nothing(note: list[str], tmp_path: Path) -> None:
    below = [*note, *[""] * (4 - len(note))]
    assert told(tmp_path / "日报_202606.xlsx", [*YUAN, below]) == pytest.approx((2500.6, 10_400.2, 103))
    assert read_exports(tmp_path / "日报_202606.xlsx", period=JUNE).proved or len(note) > 1
    long = [[f"2026-06-{n % 30 + 1:02d}", n, 10 * n, 1] for n in range(1, 61)]  # beyond what is read first
    assert told(tmp_path / "日报_202606.xlsx", [YUAN[0], *long, below]) == (1830, 18_300, 60)


@pytest.mark.parametrize("note", ["销售额单位：万元", "金额单位为万元，其余为元"])
def test_a_note_of_a_unit_that_may_be_the_table_s_is_no_pass(note: str, tmp_path: Path) -> None:
    found = read_exports(
        workbook(tmp_path / "日报_202606.xlsx", {"1": [*BOOK, [note, "", "", ""]]}), period=JUNE
    )
    assert float(found.facts["cost"].sum()) == 28
    assert not found.proved


@pytest.mark.parametrize(
    "note", ["制表：小王 单位：万元", "注：金额单位为万元", "数据截至6月30日，单位：万元"]
)
def test_a_note_of_the_unit_of_the_table_multiplies_its_money(note: str, tmp_path: Path) -> None:
    assert told(tmp_path / "日报_202606.xlsx", [*BOOK, [note, "", "", ""]]) == (280_000, 840_000, 84)


@pytest.mark.parametrize(
    ("sheet", "file"),
    [
        ("Sheet1", "抖音_6月(万元)目标.xlsx"),
        ("Sheet1", "抖音日报_KPI单位(万元).xlsx"),
        ("目标(万元)", "抖音日报_202606.xlsx"),
        ("Sheet1", "抖音日报-百元.xlsx"),
        ("Sheet1", "抖音日报-百元机型.xlsx"),
    ],
)
def test_a_name_of_the_unit_of_something_else_multiplies_nothing(
    sheet: str, file: str, tmp_path: Path
) -> None:
    assert told(tmp_path / file, YUAN, sheet) == pytest.approx((2500.6, 10_400.2, 103))


@pytest.mark.parametrize(
    ("sheet", "file", "note"),
    [
        ("Sheet1", "抖音日报_亿元.xlsx", ""),
        ("Sheet1", "抖音日报_202606(万元).xlsx", ""),
        ("日报(万元)", "抖音日报_202606.xlsx", ""),
        ("Sheet1", "抖音日报_202606.xlsx", "注：金额单位为万元"),
    ],
)
def test_a_unit_that_the_orders_contradict_is_no_pass(
    sheet: str, file: str, note: str, tmp_path: Path
) -> None:
    rows = [*YUAN, [note, "", "", ""]] if note else YUAN
    found = read_exports(workbook(tmp_path / file, {sheet: rows}), period=JUNE)
    assert not found.proved
    assert "gmv_platform" in found.sources[0].proof.doubtful


def test_a_name_that_nothing_can_bear_out_is_no_pass(tmp_path: Path) -> None:
    rows = [row[:3] for row in YUAN]
    found = read_exports(workbook(tmp_path / "抖音日报_202606(万元).xlsx", {"Sheet1": rows}), period=JUNE)
    assert not found.proved
    assert "没有能核对的列" in " ".join(found.sources[0].proof.lines("zh"))
    (tmp_path / "抖音日报_202606(万元).xlsx").unlink()
    named = [["日期", "消耗(元)", "成交金额(元)"], *rows[1:]]
    assert read_exports(workbook(tmp_path / "抖音_202606(万元).xlsx", {"Sheet1": named}), period=JUNE).proved
    assert read_exports(workbook(tmp_path / "抖音日报_202606.xlsx", {"Sheet1": rows}), period=JUNE).proved


def test_notes_far_below_on_many_sheets_are_heard_in_one_further_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten sheets of 50 days each: 50 spent and 100 sold a sheet, in 万元."""
    sheets = {
        f"{year}年": [
            HEAD,
            *([f"{year}-{1 + n // 25:02d}-{1 + n % 25:02d}", 1, 2, 2] for n in range(50)),
            ["单位：万元", "", "", ""],
        ]
        for year in range(2010, 2020)
    }
    times = []
    once = reading._read_file

    def counted(*given: Any) -> Any:
        times.append(1)
        return once(*given)

    monkeypatch.setattr(reading, "_read_file", counted)
    facts = read_exports(workbook(tmp_path / "抖音日报.xlsx", sheets)).facts
    assert float(facts["cost"].sum()) == 10 * 50 * 10_000
    assert len(times) == 2
