"""A file held against itself: what it says of itself is found, and no change of it goes unnoticed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from lookalikes import CREATIVE_ROWS, Rows, compass_sheets, delimited, transactions, workbook

from tools import reproduced
from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import formats
from xl_fact.exports.formats.formula import formula_of
from xl_fact.exports.proofs import keys
from xl_fact.exports.proofs.record import Check, Proof
from xl_fact.exports.proofs.totals import Totals
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Source
from xl_fact.exports.tables import text

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)


def read(path: Path) -> Source:
    (source,) = read_exports(path, period=JUNE).sources
    return source


def sums(path: Path, *keys: str) -> list[float]:
    facts = read_exports(path, period=JUNE).facts
    return [round(float(facts[key].sum()), 2) for key in keys]


def kinds(proof: Proof, verdict: str = "fail") -> set[str]:
    return {check.kind for check in proof.checks if check.verdict == verdict}


SESSIONS: Rows = [
    ["主播昵称", "主播抖音号", "直播开始时间", "直播时长(分钟)", "直播间用户支付金额", "直播间观看次数", "直播间成交订单数",
     "观看-成交率(次数)", "单小时用户支付金额", "投放消耗(店铺被投)"],
    ["甲", "a1", "2026-06-01 09:00:00", "60", "1200.5", "4000", "40", "0.01", "1200.5", "300"],
    ["甲", "a1", "2026-06-02 09:00:00", "120", "2400.3", "5000", "75", "0.015", "1200.15", "500"],
    ["乙", "b1", "2026-06-02 09:00:00", "30", "99.9", "700", "7", "0.01", "199.8", "20"],
]  # fmt: skip
TIKTOK: Rows = [
    ["Video ID", "Video Info", "Time", "VV", "Gross merchandise value (Video) ($)", "GPM ($)",
     "Shoppable video attributed GMV ($)"],
    ["7592144276021087543", "one", "2026/06/05", "303", "22.72", "74.98", "22.72"],
    ["7592144276021087544", "two", "2026/06/06", "20878", "350.86", "16.81", "400.1"],
    ["7592144276021087545", "three", "2026/06/07", "70612", "1248.35", "17.68", "1300"],
]  # fmt: skip
COMMISSIONS: Rows = [
    ["订单id", "商品id", "付款时间", "作者账号", "支付金额", "佣金率", "预估佣金支出", "流量来源", "商品数量"],
    ["6953547102608758621", "381", "2026-06-09 21:25:25", "甲", "169.00", "32.00%", "54.08", "视频", "1"],
    ["6953547102608758622", "381", "2026-06-10 21:25:25", "乙", "58.50", "20.00%", "11.70", "直播", "2"],
    ["6953547102608758623", "382", "2026-06-10 22:25:25", "乙", "13.33", "15.00%", "2.00", "商品卡", "1"],
]  # fmt: skip
LIVE_ADS: Rows = [
    ["抖音号名称", "日期", "整体消耗", "整体成交金额", "整体成交订单数", "整体支付ROI", "整体成交订单成本"],
    ["甲号", "2026-06-01", "1,000.00", "3,500.00", "50", "3.50", "20.00"],
    ["甲号", "2026-06-02", "2,000.00", "4,200.00", "64", "2.10", "31.25"],
    ["乙号", "2026-06-02", "300.00", "150.00", "3", "0.50", "100.00"],
]  # fmt: skip
BY_HAND: Rows = [
    ["日期", "消耗", "成交金额", "订单数", "ROI"],
    ["2026-06-01", "782.70", "3380.19", "30", "4.32"],
    ["2026-06-02", "565.44", "2763.94", "25", "4.89"],
    ["2026-06-03", "692.29", "3197.23", "31", "4.62"],
]
KINDS: dict[str, tuple[Rows, str, str, str]] = {
    "直播间明细": (SESSIONS, "直播间用户支付金额", "gmv_paid", "直播间成交订单数"),
    "tiktok_video": (TIKTOK, "Gross merchandise value (Video) ($)", "gmv_direct", "VV"),
    "佣金": (COMMISSIONS, "支付金额", "gmv_paid", "支付金额"),
    "直播分析": (LIVE_ADS, "整体消耗", "cost", "整体成交订单数"),
    "日报": (BY_HAND, "消耗", "cost", "成交金额"),
    "素材": (CREATIVE_ROWS, "GMV", "gmv_platform", "消耗"),
}
"""Whole kinds of exports: their rows, a measure of theirs, its key, and another that a ratio looks at."""

KINDS_OF_UNIQUE_ROWS = {"直播间明细", "tiktok_video", "佣金", "直播分析"}


def changed(rows: Rows, n: int, heading: str, cell: Any) -> Rows:
    place = rows[0].index(heading)
    return [[cell if m == n and p == place else c for p, c in enumerate(row)] for m, row in enumerate(rows)]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_kind_proves_itself_unharmed(kind: str, tmp_path: Path) -> None:
    proof = read(delimited(tmp_path / f"{kind}.csv", KINDS[kind][0])).proof
    assert proof.passed, proof.lines("en")
    assert proof.tally("ratio")[0] == proof.tally("ratio")[1] >= 1


def test_a_changed_figure_is_noticed_in_every_kind(kind: str, tmp_path: Path) -> None:
    rows, _, _, other = KINDS[kind]
    proof = read(delimited(tmp_path / f"{kind}.csv", changed(rows, 2, other, "8888"))).proof
    assert "ratio" in kinds(proof)
    assert {row for check in proof.failed for row in check.rows} == {3}


def test_a_measure_in_another_unit_is_named_in_every_kind(kind: str, tmp_path: Path) -> None:
    rows, heading, key, _ = KINDS[kind]
    for n in range(1, len(rows)):
        figure = float(str(rows[n][rows[0].index(heading)]).replace(",", "").replace("￥", ""))
        rows = changed(rows, n, heading, str(round(figure * 1000, 2)))
    proof = read(delimited(tmp_path / f"{kind}.csv", rows)).proof
    failed = [check for check in proof.failed if check.kind == "ratio"]
    assert failed
    assert all("1,000" in check.cause[1] for check in failed)
    assert key in proof.doubtful


def test_rows_pasted_twice_count_once_in_every_kind(kind: str, tmp_path: Path) -> None:
    rows, _, key, _ = KINDS[kind]
    once = sums(delimited(tmp_path / f"{kind}.csv", rows), key)
    twice = delimited(tmp_path / f"{kind}.csv", rows + rows[1:])
    assert sums(twice, key) == once
    source = read(twice)
    assert source.proof.passed
    (check,) = [check for check in source.proof.checks if check.kind == "key"]
    assert (check.verdict, check.count, check.rows[0]) == ("note", len(rows) - 1, len(rows) + 1)


def test_a_row_far_below_its_like_in_a_large_file(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, heading, key, _ = KINDS[kind]
    once = sums(delimited(tmp_path / f"{kind}.csv", rows), key)
    monkeypatch.setattr(keys, "_LARGE", 1)
    monkeypatch.setattr(text, "_ROWS_AT_ONCE", 1)
    assert sums(delimited(tmp_path / f"{kind}.csv", rows), key) == once
    twice = delimited(tmp_path / f"{kind}.csv", [*rows, rows[2]])
    assert sums(twice, key) == once
    (check,) = [check for check in read(twice).proof.checks if check.kind == "key"]
    assert (check.verdict, check.count, check.rows[0]) == ("note", 1, len(rows) + 1)
    if KINDS_OF_UNIQUE_ROWS & {kind}:
        with pytest.raises(InputError, match=f"第 {len(rows) + 1} 行与第 3 行是同一条"):
            read(delimited(tmp_path / f"{kind}.csv", [*rows, changed(rows, 2, heading, "77.7")[2]]))


@pytest.mark.parametrize("name", sorted(KINDS_OF_UNIQUE_ROWS))
def test_the_same_key_with_other_figures_stops_the_file_and_names_both_rows(
    name: str, tmp_path: Path
) -> None:
    rows, heading, _, _ = KINDS[name]
    other = changed(rows, 1, heading, "77.7")[1]
    with pytest.raises(InputError, match=r"第 5 行与第 2 行是同一条"):
        read_exports(delimited(tmp_path / f"{name}.csv", [*rows, other]), period=JUNE)


@pytest.mark.parametrize("name", ["日报", "素材"])
def test_what_a_name_alone_does_not_tell_apart_is_never_refused(name: str, tmp_path: Path) -> None:
    rows, heading, key, _ = KINDS[name]
    other = changed(rows, 1, heading, "77.7")[1]
    (before,) = sums(delimited(tmp_path / f"{name}.csv", rows), key)
    (after,) = sums(delimited(tmp_path / f"{name}2.csv", [*rows, other]), key)
    assert after == pytest.approx(before + 77.7)


@pytest.mark.parametrize("at", [1, None], ids=["first", "last"])
@pytest.mark.parametrize("word", ["合计", "Total", "整体", ""])
def test_the_own_total_is_kept_as_control(kind: str, word: str, at: int | None, tmp_path: Path) -> None:
    rows, heading, key, _ = KINDS[kind]
    figures = [float(str(row[rows[0].index(heading)]).replace(",", "").replace("￥", "")) for row in rows[1:]]
    for total, verdict in ((sum(figures), "pass"), (sum(figures) + 100, "fail")):
        row: list[Any] = [""] * len(rows[0])
        row[rows[0].index(heading)] = f"{total:.2f}"
        row[0] = word
        with_total = [*rows[:at], row, *rows[at:]] if at else [*rows, row]
        path = delimited(tmp_path / f"{kind}.csv", with_total)
        assert sums(path, key) == [round(sum(figures), 2)]
        if not word and kind in {"日报"}:
            continue  # a row without a day is no total of days, but is said
        (check,) = [check for check in read(path).proof.checks if check.kind == "total"]
        assert check.verdict == verdict, check


def test_the_carriers_of_a_day_must_sum_to_their_total(tmp_path: Path) -> None:
    rows = transactions((1, 2), 7)
    path = delimited(tmp_path / "自营成交.csv", rows)
    assert read(path).proof.totals == (2, 2)
    harmed = read(delimited(path, changed(rows, 5, "商品点击次数", "1")))
    assert harmed.proof.totals == (1, 2)
    assert "product_clicks" in harmed.proof.doubtful


@pytest.mark.parametrize("word", ["整体", "合计", "Total"])
def test_another_word_for_all_carriers_is_a_total_too(word: str, tmp_path: Path) -> None:
    rows = transactions((1, 2), 7)
    plain = read_exports(delimited(tmp_path / "自营成交.csv", rows)).facts
    other = [[word if cell == "全部" else cell for cell in row] for row in rows]
    facts = read_exports(delimited(tmp_path / "自营成交2.csv", other)).facts
    by = ["role", "channel", "carrier"]
    assert facts.groupby(by)["gmv_paid"].sum().equals(plain.groupby(by)["gmv_paid"].sum())


def test_an_unknown_carrier_belongs_nowhere_and_is_listed(tmp_path: Path) -> None:
    rows = [["货架" if cell == "商品卡" else cell for cell in row] for row in transactions((1, 2), 7)]
    path = delimited(tmp_path / "自营成交.csv", rows)
    facts = read_exports(path).facts
    assert set(facts.loc[facts["carrier"] == "?", "channel"]) == {"?"}
    assert set(facts["carrier"]) == {"全部", "直播", "短视频", "图文", "其他", "?"}
    (check,) = [check for check in read(path).proof.failed if check.kind == "words"]
    assert "货架" in check.what[0]
    assert check.count == 8


def test_a_group_without_the_row_that_is_kept_is_said(tmp_path: Path) -> None:
    rows = transactions((1, 2), 7)
    gone = [row for row in rows if not (row[0] == "20260601" and row[1] == "直播" and row[2] == "不限")]
    proof = read(delimited(tmp_path / "自营成交.csv", gone)).proof
    assert "aside" in kinds(proof)


def test_a_hidden_copy_is_left_out_and_a_hidden_sheet_of_its_own_is_no_pass(tmp_path: Path) -> None:
    import openpyxl

    sheets = compass_sheets((1, 2))
    path = workbook(tmp_path / "a.xlsx", sheets | {"自营成交 (2)": sheets["自营成交"]})
    before = sums(workbook(tmp_path / "b.xlsx", sheets), "gmv_paid")
    assert sums(path, "gmv_paid") == before
    book = openpyxl.load_workbook(path)
    book["自营成交 (2)"].sheet_state = "hidden"
    book.save(path)
    assert sums(path, "gmv_paid") == before
    assert read(path).proof.passed
    book["合作成交"].sheet_state = "veryHidden"
    book.save(path)
    assert "sheet" in kinds(read(path).proof)


def test_two_breakdowns_of_the_same_sales_have_one_sum(tmp_path: Path) -> None:
    sheets = compass_sheets((1, 2))
    checks = read(workbook(tmp_path / "a.xlsx", sheets)).proof.checks
    (passed,) = (c for c in checks if "载体构成" in c.what[0] and "用户支付" in c.what[0])
    assert (passed.kind, passed.verdict) == ("sum", "pass")
    assert passed.expected == pytest.approx(passed.found) == 27_027.0
    rows = changed(sheets["载体构成"], 1, "用户支付金额", 1.0)
    proof = read(workbook(tmp_path / "b.xlsx", sheets | {"载体构成": rows})).proof
    (failed,) = proof.failed
    assert "4 组里有 1 组不同；先在 日期 2026-06-02、自营/合作 自营" in failed.what[0]
    assert "gmv_paid" in proof.doubtful
    less = {name: rows for name, rows in sheets.items() if name != "载体构成"}
    assert read(workbook(tmp_path / "c.xlsx", less)).proof.passed, (
        "nothing is compared where one side is not there"
    )


def test_a_measure_that_stands_twice(tmp_path: Path) -> None:
    rows = [[*row, row[4]] for row in SESSIONS]
    proof = read(workbook(tmp_path / "直播间明细.xlsx", {"直播间明细": rows})).proof
    assert "heading" in kinds(proof, "note")
    rows = changed(rows, 2, "直播间用户支付金额", "1")
    with pytest.raises(InputError, match=r"有两个（E 列和 K 列）"):
        read(workbook(tmp_path / "直播间明细.xlsx", {"直播间明细": rows}))


def test_a_blank_cell_whose_ratio_says_otherwise_is_lost(tmp_path: Path) -> None:
    proof = read(delimited(tmp_path / "直播间明细.csv", changed(SESSIONS, 2, "直播间成交订单数", ""))).proof
    (check,) = [check for check in proof.failed if check.kind == "cells"]
    assert check.measures == ("orders",)
    assert "G3" in check.what[0]


def test_the_rate_of_a_column_may_be_in_per_cent(tmp_path: Path) -> None:
    rows = [list(row) for row in SESSIONS]
    for row, rate in zip(rows[1:], ("1", "1.5", "1"), strict=True):
        row[7] = rate
    proof = read(delimited(tmp_path / "直播间明细.csv", rows)).proof
    assert proof.passed, proof.lines("en")
    rows[2][7] = "1.6"
    assert not read(delimited(tmp_path / "直播间明细.csv", rows)).proof.passed


def test_the_proof_lies_beside_the_facts(tmp_path: Path) -> None:
    from xl_fact.store.store import import_exports, load

    path = delimited(tmp_path / "直播间明细.csv", changed(SESSIONS, 2, "直播间成交订单数", "9"))
    done = import_exports([path], tmp_path / "facts", brand="甲")
    assert not done.proved
    assert any("FAIL" in line for line in done.lines("en"))
    (source,) = load(tmp_path / "facts").sources
    assert source.proof == done.added[0].proof
    assert source.proof.failed


def test_no_shipped_format_ignores_a_ratio_without_a_word() -> None:
    for format in formats():
        for layout in format.layouts:
            told = {name for ratio in layout.ratios for name in ratio.names}
            assert {name for name, why in layout.ignored.items() if why == "ratio"} == told, format.key
            for ratio in layout.ratios:
                assert ratio.formula is not None or all(ratio.why), (format.key, ratio.headings)


def test_every_formula_looks_at_columns_of_its_sheet() -> None:
    for format in formats():
        for layout in format.layouts:
            measures = {column.key for column in layout.columns} | {
                c.key for x in layout.cases for c in x.take
            }
            for ratio in layout.ratios:
                for term in ratio.formula.terms if ratio.formula else ():
                    assert term.key in measures if term.key else term.name in layout.known, (
                        format.key,
                        ratio,
                    )


@pytest.mark.parametrize(
    "text", ["", "gmv_paid /", "gmv paid / plays", "/ plays", "gmv_paid * x", "'a' / 'b' * 10 %"]
)
def test_what_is_no_formula(text: str) -> None:
    with pytest.raises(ValueError, match="not a formula"):
        formula_of(text)


def test_a_check_keeps_its_record() -> None:
    check = Check("total", ("甲", "a"), "fail", "s", 3.0, 2.0, 1, (7,), ("因", "why"), ("cost",))
    assert Proof.of(Proof((check,)).data()) == Proof((check,))
    assert Totals().checks("s", {}) == []


def mutations(rows: Rows, layout: Any, also: Collection[str] = ()) -> list[tuple[int, int]]:
    """Every cell of a measure that a ratio, a sum or a total of its sheet looks at, or another sheet (`also`)."""
    headings = {h: c.key for c in layout.columns if c.key in MEASURES for h in c.headings}
    looked = {t.key for r in layout.ratios if r.formula for t in r.formula.terms} | {
        r.measure for r in layout.ratios
    }
    looked |= set(also)
    if layout.totals:
        looked |= {key for key in headings.values() if MEASURES[key].additive}
    places = [p for p, heading in enumerate(rows[0]) if headings.get(str(heading)) in looked]
    return [
        (n, p)
        for n, row in enumerate(rows)
        for p in places
        if n and isinstance(row[p], int | float) and row[p] == row[p] and row[p] > 0
    ]


def test_of_three_hundred_changed_cells_of_the_sample_nineteen_in_twenty_are_noticed(
    compass: Path, tmp_path: Path
) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(compass))
    names = ("成交概览", "自营成交", "合作成交", "载体构成")
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in names}
    (format,) = (f for f in formats() if f.key == "compass_transactions")
    rng = random.Random(20260601)
    noticed = 0
    for n in range(300):
        day = rng.choice(sorted({row[0] for row in sheets["自营成交"][1:]}))
        some = {
            name: [
                rows[0],
                *(
                    list(row)
                    for row in rows[1:]
                    if row[0] == day and (name == "载体构成" or row[2] == "不限")
                ),
            ]
            for name, rows in sheets.items()
        }
        name = names[n % len(names)]
        layout = next(x for x in format.layouts if name in x.names)
        row, place = rng.choice(mutations(some[name], layout, format.agree[0].measures))
        figure = some[name][row][place]
        other = rng.choice((figure + 1, figure * 10, figure * 1.1, figure / 100, figure * 1.03))
        other = round(other) if figure == int(figure) else round(other, 2)
        some[name][row][place] = other if other != figure else figure + 1
        noticed += not read(workbook(tmp_path / "一天.xlsx", some)).proof.passed
    assert noticed >= 285, noticed


def test_the_samples_prove_themselves(samples: Path) -> None:
    for path in sorted(samples.glob("*.*")):
        if (
            path.suffix in {".xlsx", ".csv"} and "gbk" not in path.name
        ):  # those are a sheet's first rows, cut in a day
            proof = read(path).proof
            assert proof.passed, proof.lines("en")


def test_the_table_of_what_is_reproduced_is_as_measured(samples: Path) -> None:
    kept = [line.split("\t", 1) for line in reproduced.TABLE.read_text("utf-8").splitlines()]
    assert [tuple(line) for line in kept] == reproduced.measured(samples), "python -m tools.reproduced ."


UNPAID: Rows = [
    ["Order ID", "Creator Username", "SKU ID", "Commission GMV", "Order settlement status", "Content Type", "Time Created",
     "Quantity", "Product Name"],
    ["586335413540324001", "demo_a", "1729384958402594001", "26058", "Unpaid by customer", "Video", "30/09/2026 16:53:20",
     "1", "x"],
]  # fmt: skip


def test_a_sheet_set_aside_whole_is_no_pass_whatever_the_reason(tmp_path: Path) -> None:
    source = read(delimited(tmp_path / "affiliate_orders_20260930.csv", UNPAID))
    (check,) = source.proof.failed
    assert check.kind == "sheet"
    assert "整张表 1 行都没有采用" in check.what[0]
    paid = [UNPAID[0], [*UNPAID[1][:4], "Settled", *UNPAID[1][5:]]]
    assert read(delimited(tmp_path / "affiliate_orders_20260929.csv", paid)).proof.passed


SETTLED: Rows = [
    ["结算时间", "订单号", "子订单号", "结算金额", "结算单类型", "收入合计", "支出合计", "平台服务费", "达人佣金", "渠道分成"],
    *(
        [f"2026-06-{n:02d} 10:00:00", f"69000000000000000{n}1", f"69000000000000000{n}1", f"{800 + 3 * n}.50", "正常结算",
         f"{1000 + 3 * n}.00", "-199.50", "-50.25", "-149.25", ""]
        for n in range(10, 22)
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cell", "key"),
    [
        ("达人佣金", "-0.0149", "commission"),
        ("平台服务费", "", "platform_fee"),
        ("结算金额", "80.05", "gmv_settled"),
        ("支出合计", "-19.95", "gmv_settled"),
    ],
)
def test_what_a_settlement_says_of_its_fees_is_held_against_them(
    heading: str, cell: str, key: str, tmp_path: Path
) -> None:
    path = tmp_path / "结算账单_202606.csv"
    proof = read(delimited(path, SETTLED)).proof
    assert proof.passed, proof.lines("zh")
    assert (proof.tally("sum"), proof.tally("ratio")) == ((1, 1), (1, 1))
    proof = read(delimited(path, changed(SETTLED, 4, heading, cell))).proof
    assert not proof.passed
    assert {row for check in proof.failed for row in check.rows} == {5}
    assert key in proof.doubtful
    without = [[c for c, h in zip(row, SETTLED[0], strict=True) if h != "渠道分成"] for row in SETTLED]
    assert read(delimited(path, without)).proof.passed


def test_sums_of_columns_that_nobody_filled_in_say_nothing(tmp_path: Path) -> None:
    rows = [list(row) for row in SETTLED]
    for row in rows[1:]:
        row[5] = row[6] = "0"
    proof = read(delimited(tmp_path / "结算账单_202606.csv", rows)).proof
    assert proof.passed, proof.lines("zh")
    assert {check.verdict for check in proof.checks if check.kind in {"sum", "ratio"}} == {"open"}


@pytest.mark.parametrize(
    ("name", "rows", "old", "new"),
    [
        ("结算账单_202606.csv", SETTLED, "平台服务费", "平台服务费(新)"),
        ("直播分析.csv", LIVE_ADS, "整体成交订单数", "整体成交订单数v2"),
        ("日报.csv", BY_HAND, "订单数", "订单数"),
    ],
)
def test_a_measure_under_another_heading_is_named(
    name: str, rows: Rows, old: str, new: str, tmp_path: Path
) -> None:
    rows = [[new if cell == old else cell for cell in row] for row in rows]
    checks = [c for c in read(delimited(tmp_path / name, rows)).proof.checks if c.kind == "heading"]
    assert [f"“{old}”" in c.what[0] and f"“{new}”" in c.what[0] for c in checks] == [True] * (old != new)
