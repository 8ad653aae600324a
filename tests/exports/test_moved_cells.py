"""Cells or headings that moved by one column, where no ratio tells: figures of a row that can't stand to each other so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lookalikes import Rows, delimited, workbook

from xl_fact.exports.proofs.record import Check
from xl_fact.exports.reading import read_exports

AUGUST = dt.date(2026, 8, 1), dt.date(2026, 8, 31)
HEAD = (
    "主播昵称|主播抖音号|直播开始时间|直播结束时间|直播时长(分钟)|直播间曝光次数|直播间观看人数|直播间观看次数|直播间商品曝光次数"
    "|直播间商品点击次数|直播间成交订单数|直播间成交金额|直播间用户支付金额|直播间退款金额|投放消耗(店铺被投)"
).split("|")
ORDERS = HEAD.index("直播间成交订单数")
FILE = "直播明细_全部账号_20260801_20260831"


def sessions(count: int = 6) -> Rows:
    """Rooms of a few hours; the platform's GMV is 2 % above what was paid."""
    rows: Rows = []
    for n in range(1, count + 1):
        paid = round(3000.5 + 210.25 * n, 2)
        times = [f"2026/08/{n:02d} 09:00:00", f"2026/08/{n:02d} 12:00:00"]
        counts = [180, 50_000 + n, 9000 + n, 12_000 + n, 30_000 + n, 3000 + n, 60 + n]
        rows.append(
            ["甲旗舰店", "jia_01", *times, *counts, round(paid * 1.02, 2), paid, round(paid / 9, 2), 1000 + n]
        )
    return rows


def said(path: Path, rows: Rows) -> list[Check]:
    file = delimited(path, rows) if path.suffix == ".csv" else workbook(path, {"a": rows})
    (source,) = read_exports(file, period=AUGUST).sources
    return [check for check in source.proof.checks if check.verdict in {"fail", "note"}]


def right(row: list[Any]) -> list[Any]:
    """A row whose cells from the orders on stand one column further right."""
    return [*row[:ORDERS], "", *row[ORDERS:-1]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_or_headings_that_moved_are_loud(ending: str, tmp_path: Path) -> None:
    path, rows = tmp_path / f"{FILE}.{ending}", sessions()
    assert said(path, [HEAD, *rows]) == []
    (one,) = said(path, [HEAD, *rows[:3], right(rows[3]), *rows[4:]])
    assert (one.verdict, one.count, one.rows) == ("fail", 1, (5,))
    assert "（第 5 行 3,918.33 与 64）" in one.what[0]
    (every,) = said(path, [HEAD, *map(right, rows)])
    assert (every.verdict, every.count) == ("fail", 6)
    (headings,) = said(path, [[*HEAD[:ORDERS], *HEAD[ORDERS + 1 :], ""], *rows])
    assert headings.count == 6
    for check in (one, every, headings):
        assert {"gmv_paid", "gmv_platform", "refund_paid", "cost"} <= set(check.measures)


def test_counts_that_stand_in_each_others_column_are_loud(tmp_path: Path) -> None:
    names = list(HEAD)
    seen, clicked = HEAD.index("直播间商品曝光次数"), HEAD.index("直播间商品点击次数")
    names[seen], names[clicked] = names[clicked], names[seen]
    (check,) = said(tmp_path / f"{FILE}.csv", [names, *sessions()])
    assert (check.verdict, check.measures) == ("fail", ("product_clicks", "product_impressions"))
    rows = sessions()
    rows[2][seen] = 300
    (rare,) = said(tmp_path / f"{FILE}.csv", [HEAD, *rows])
    assert (rare.verdict, rare.count, rare.measures) == ("note", 1, ())


def test_what_exceeds_by_a_little_or_has_no_bound_is_no_news(tmp_path: Path) -> None:
    rows = sessions()
    paid, gmv = HEAD.index("直播间用户支付金额"), HEAD.index("直播间成交金额")
    rows[0][paid] = 2 * rows[0][gmv]
    rows[1][gmv] = 0
    rows[2][gmv] = ""
    rows[3][paid], rows[3][gmv] = 40, 0.01
    rows[4][HEAD.index("直播间商品曝光次数")] = 0
    assert said(tmp_path / f"{FILE}.csv", [HEAD, *rows]) == []
