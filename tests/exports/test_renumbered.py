"""Orders pasted again under other numbers: said, whatever they are; equal orders alone are no copy."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import numpy as np
import pytest
from lookalikes import Rows, delimited, workbook

from xl_fact.exports.proofs.record import Check
from xl_fact.exports.proofs.renumbered import Renumbered
from xl_fact.exports.reading import read_exports

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
HEAD = "主订单编号|子订单编号|选购商品|商品数量|订单应付金额|订单提交时间|订单完成时间|订单状态|售后状态|发货时间".split(
    "|"
)


def orders(count: int, prices: list[float], seed: int = 1) -> Rows:
    """Orders of some prices over June, in the order of their days."""
    some = random.Random(seed)
    rows: Rows = []
    for n in range(count):
        day, number = f"2026-06-{n * 30 // count + 1:02d}", f"{6_900_000_000_000_000_000 + n * 7}\t"
        items = some.randint(1, 3)
        paid, done = f"{day} 10:{n % 60:02d}:00", f"{day} 12:00:00"
        paying = [f"{some.choice(prices) * items:.2f}", paid, done, "已完成", "-", f"{day} 11:00:00"]
        rows.append([number, number, f"商品{some.randint(1, 5)}", items, *paying])
    return rows


def renumbered(rows: Rows, by: int = 3) -> Rows:
    return [[f"{int(row[0]) + by}\t", f"{int(row[1]) + by}\t", *row[2:]] for row in rows]


def read(path: Path, rows: Rows) -> tuple[float, list[Check]]:
    """What was paid, and what is said of copies."""
    made = delimited(path, [HEAD, *rows]) if path.suffix == ".csv" else workbook(path, {"a": [HEAD, *rows]})
    reading = read_exports(made, period=JUNE)
    checks = [check for check in reading.sources[0].proof.checks if "除订单号外" in check.what[0]]
    return float(reading.facts["gmv_paid"].sum()), checks


DEAR = [n + 0.9 for n in range(10, 100)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("prices", [DEAR, [99.0, 19.9], [99.0]])
def test_a_month_pasted_again_under_other_numbers_is_said(
    prices: list[float], ending: str, tmp_path: Path
) -> None:
    rows, path = orders(120, prices), tmp_path / f"抖店订单_202606.{ending}"
    paid, checks = read(path, rows)
    assert checks == []
    twice, (check,) = read(path, [*rows, *renumbered(rows)])
    assert twice == pytest.approx(2 * paid)
    assert (check.verdict, check.count, check.rows) == ("fail", 120, (2, 122))
    assert f"第 122–241 行与第 2–121 行，共 120 行、{paid:,.2f}" in check.what[0]
    assert "gmv_paid" in check.measures
    _, (check,) = read(path, [*rows, *renumbered(rows), *renumbered(rows, 4)])
    assert check.count >= 120


def test_a_few_days_pasted_again_are_said_with_their_money(tmp_path: Path) -> None:
    rows = orders(200, DEAR)
    more = float(sum(float(row[4]) for row in rows[20:60]))
    _, (check,) = read(tmp_path / "抖店订单_202606.csv", [*rows, *renumbered(rows[20:60])])
    assert (check.count, check.rows) == (40, (22, 202))
    assert f"{more:,.2f}" in check.what[0]


@pytest.mark.parametrize("prices", [[99.0], [99.0, 19.9], [9.9, 19.9, 29.9, 39.9, 49.9], DEAR])
@pytest.mark.parametrize("seed", range(3))
def test_honest_orders_of_equal_prices_are_no_copy(prices: list[float], seed: int, tmp_path: Path) -> None:
    rows = orders(3000, prices, seed)
    assert read(tmp_path / "抖店订单_202606.csv", rows)[1] == []
    random.Random(seed).shuffle(rows)
    assert read(tmp_path / "抖店订单_202606.csv", rows)[1] == []


def test_one_order_of_many_things_given_twice_is_no_copy() -> None:
    rows, things = np.arange(60), np.tile(np.arange(30, dtype=np.uint64), 2)
    for orders, count in ((np.repeat([1, 2], 30), 0), (rows, 30)):
        told = Renumbered()
        told.see(things, orders.astype(np.uint64), rows, np.ones(60))
        told.settle()
        assert told.count == count


def test_of_a_long_table_some_kinds_of_rows_tell_enough() -> None:
    some = np.random.default_rng(5)
    things = some.integers(0, 1 << 62, 60_000).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for again, count in ((0, 0), (3000, 3000)):
        told, rows = Renumbered(), np.arange(60_000 + again)
        told.see(
            np.concatenate([things, things[100 : 100 + again]]),
            rows.astype(np.uint64),
            rows,
            np.ones(len(rows)),
        )
        told.settle(closely=False)
        assert told.count == count
