"""Figures that can't be what their column says: refunds of two signs, parts of a count, sales for which nothing was spent."""

from __future__ import annotations

from pathlib import Path

import pytest
from lookalikes import Rows, delimited, workbook
from test_fault_kinds import JUNE, READ, every, file_name, main_of, rows_of
from test_rows_beside import bare

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import Column, Layout
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.reading import read_exports
from xl_fact.exports.sources import Reading

CREATIVES = ["素材名称", "消耗", "展示量", "点击量", "成交订单", "GMV"]


def read(path: Path, rows: Rows) -> Reading:
    write = delimited if path.suffix == ".csv" else lambda p, r: workbook(p, {"Sheet1": r})
    return read_exports(write(path, rows), period=JUNE)


def cells(reading: Reading, word: str = "") -> list[Check]:
    """The checks on cells that say a word."""
    return [c for c in reading.sources[0].proof.checks if c.kind == "cells" and word in c.what[0]]


def plain(layout: Layout, rows: Rows, wanted: str) -> dict[int, Column]:
    """The columns of a layout that are there, whose key begins as wanted and whose figures count as they stand."""
    names = [normal(str(h)) for h in rows[0]]
    found = {}
    for c in layout.columns:
        if (
            c.key in MEASURES
            and c.key.startswith(wanted)
            and not (c.times or c.sum or c.sign or c.scale != 1)
        ):
            found |= {names.index(n): c for n in c.names[:1] if n in names}
    return found


# ------------------------------------------------------------------------------------------- refunds
REFUNDS = [
    one for one in READ if plain(one[1], bare(one[1]), "refund") and not (one[1].cases or one[1].aside)
]


@every(REFUNDS)
def test_refunds_of_two_signs_never_cancel_each_other(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    for place, column in plain(layout, rows, "refund").items():
        some = [list(row) for row in rows]
        for row, figure in zip(some[1:], (-30, 10, -7, 20), strict=True):
            row[place] = str(figure)
        reading = read(path, some)
        count = len(reading.facts)
        assert count
        assert float(reading.facts[column.key].sum()) == sum((30, 10, 7, 20)[:count])
        assert not reading.proved
        assert cells(reading, "有正有负")[0].rows == (2,)
        for row in some[1:]:
            row[place] = f"-{abs(int(row[place]))}"
        reading = read(path, some)
        assert float(reading.facts[column.key].sum()) == sum((30, 10, 7, 20)[:count])
        assert not cells(reading, "有正有负")


def test_refunds_of_two_signs_in_blocks_far_apart(tmp_path: Path) -> None:
    rows: Rows = [["日期", "消耗", "成交金额", "退款金额"]]
    rows += [
        [f"2026-06-{n % 30 + 1:02d}", 100 + n, 300 + n, "-2" if n < 45_000 else "3"] for n in range(90_000)
    ]
    reading = read(tmp_path / "日报_202606.csv", rows)
    assert float(reading.facts["refund_paid"].sum()) == 225_000
    assert cells(reading, "有正有负")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_refund_taken_back_is_taken_off_where_the_table_s_own_total_does(sign: int, tmp_path: Path) -> None:
    """100 - 20 + 30 = 110, as the total row says; with any other total, 150 and no pass."""
    rows: Rows = [["日期", "消耗", "成交金额", "退款金额"]]
    rows += [[f"2026-06-{n:02d}", n, 300, sign * figure] for n, figure in ((1, 100), (2, -20), (3, 30))]
    reading = read(tmp_path / "日报_202606.csv", [*rows, ["合计", 6, 900, sign * 110]])
    assert float(reading.facts["refund_paid"].sum()) == 110
    assert reading.proved
    assert not cells(reading, "有正有负")
    for total in (150, 120):
        reading = read(tmp_path / "日报_202606.csv", [*rows, ["合计", 6, 900, sign * total]])
        assert float(reading.facts["refund_paid"].sum()) == 150
        assert not reading.proved
        assert "相抵是 110.00" in cells(reading, "有正有负")[0].what[0]


# ------------------------------------------------------------------------------------------- counts
def counts(layout: Layout, rows: Rows) -> dict[int, Column]:
    some = plain(layout, rows, "")
    return {
        n: c
        for n, c in some.items()
        if MEASURES[c.key].unit == "count" and not c.key.endswith(("followers", "conversions"))
    }


COUNTS = [one for one in READ if counts(one[1], bare(one[1])) and not one[1].cases]


@every(COUNTS)
def test_a_count_with_a_fraction_is_named_and_no_pass(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    before = cells(read(path, rows), "是个数")
    assert not before
    place = next(iter(counts(layout, rows)))
    rows[1][place] = f"{float(str(rows[1][place])) + 0.25:.2f}"
    reading = read(path, rows)
    (check,) = cells(reading, "是个数")
    assert check.verdict == "fail"
    assert check.count == 1
    assert str(check.rows[0]) in check.what[0]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_orders_below_nothing_are_named(suffix: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "消耗", "成交金额", "成交订单数"],
        *([f"2026-06-{n:02d}", 100 * n, 300 * n, 3 * n] for n in range(1, 8)),
    ]
    rows[3][3] = -9
    reading = read(tmp_path / f"日报_202606.{suffix}", rows)
    (check,) = cells(reading, "是个数")
    assert not reading.proved
    assert "D4：-9" in check.what[0]


TAKEN_BACK = {"orders_net", "likes", "favourites", "carts", "shares"}
NETS = [one for one in COUNTS if any(c.key in TAKEN_BACK for c in counts(one[1], bare(one[1])).values())]


@every(NETS)
def test_counts_that_a_day_takes_back_may_be_below_nothing(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    places = [n for n, c in counts(layout, rows).items() if c.key in TAKEN_BACK]
    for place in places:
        rows[1][place] = "-1"
    assert not cells(read(path, rows), "是个数")
    rows[1][places[0]] = "1.25"
    assert cells(read(path, rows), "是个数")


def test_counts_in_thousands_and_of_followers_are_no_fault(tmp_path: Path) -> None:
    rows: Rows = [
        CREATIVES,
        ["甲", 1000.5, "6.00005万", "0.18万", 90, 2500],
        ["乙", 800, "5w~7.5w", 1500, 40, 1000],
    ]
    assert not cells(read(tmp_path / "千川素材_202606.csv", rows), "是个数")


# ------------------------------------------------------------------------------------------- spend
@pytest.mark.parametrize(
    ("nothing", "word", "verdict"), [("", "空着", "fail"), ("--", "写着", "note"), ("-", "写着", "note")]
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_ads_that_sold_for_a_blank_are_counted_and_no_pass(
    nothing: str, word: str, verdict: str, suffix: str, tmp_path: Path
) -> None:
    """A blank may have held a figure; a dash is what a platform writes for none."""
    rows: Rows = [
        CREATIVES,
        ["甲", 1000, 60000, 1800, 90, 2500],
        ["乙", nothing, 50000, 1500, 40, 1000],
        ["丙", 7, 9, 1, 0, 0],
    ]
    reading = read(tmp_path / f"千川素材_202606.{suffix}", rows)
    (check,) = cells(reading, word)
    assert (check.verdict, check.count, check.rows) == (verdict, 1, (3,))
    assert "B3" in check.what[0]
    assert reading.proved == (verdict == "note")
    rows[2][4] = rows[2][5] = 0
    assert not cells(read(tmp_path / f"千川素材_202606.{suffix}", rows), word)


def test_days_that_sold_for_a_blank_are_counted_in_a_book_kept_by_hand(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "消耗", "成交金额"],
        *([f"2026-06-{n:02d}", 100 * n if n % 3 else "--", 300 * n] for n in range(1, 8)),
    ]
    reading = read(tmp_path / "日报_202606.csv", rows)
    (check,) = cells(reading, "写着")
    assert (check.verdict, check.count, check.rows) == ("note", 2, (4,))
    assert reading.proved


# ------------------------------------------------------------------------------------------- currencies
CODED = [one for one in READ if any(c.key == "currency" for c in one[1].columns)]


@every(CODED)
def test_a_figure_s_currency_is_that_of_its_row(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = rows_of(layout), tmp_path / file_name(layout, "csv")
    names = [normal(str(h)) for h in rows[0]]
    at = next(names.index(n) for c in layout.columns if c.key == "currency" for n in c.names if n in names)
    place = names.index(normal(main_of(layout)[1]))
    if MEASURES[main_of(layout)[0]].unit != "money":
        pytest.skip("its main measure is no money")
    for row in rows[1:]:
        row[at] = "USD"
    figure = str(rows[2][place])
    rows[2][place] = f"${figure}"
    assert len(read(path, rows).facts)
    rows[2][place] = f"€{figure}"
    with pytest.raises(InputError, match=r"两种货币.*€.*USD"):
        read(path, rows)
