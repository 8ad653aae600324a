"""In which unit and currency figures are: a heading says it, or a line above the table; two currencies never meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from lookalikes import Rows, delimited
from test_fault_kinds import READ, every, file_name
from test_rows_beside import bare

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import Layout
from xl_fact.exports.formats.headings import normal, split
from xl_fact.exports.reading import read_exports

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
UNITS = [("万元", 1e-4), ("千元", 1e-3), ("单位：百万元", 1e-6), ("元", 1.0), ("分", 100.0)]


def money_of(layout: Layout, rows: Rows) -> list[int]:
    """The columns of amounts of money whose heading says no currency."""
    columns = [*layout.columns, *(c for part in layout.parts for c in part.take)]
    columns += [c for case in layout.cases for c in case.take]
    names = {n for c in columns if c.key in MEASURES and MEASURES[c.key].unit == "money" for n in c.names}
    return [n for n, h in enumerate(rows[0]) if normal(str(h)) in names and not split(str(h))[1]]


PAID = [(name, layout) for name, layout in READ if money_of(layout, bare(layout))]


def changed(
    rows: Rows, places: list[int], heading: Callable[[str], str], figure: Callable[[str], str]
) -> Rows:
    """Rows with some columns written another way."""
    out = [list(row) for row in rows]
    for n, row in enumerate(out):
        for place in places:
            row[place] = (figure if n else heading)(str(row[place]))
    return out


def sums(path: Path) -> tuple[dict[str, float], bool]:
    """The sums of all measures of a file, and whether it passed."""
    reading = read_exports(path, period=JUNE)
    told = {key: float(reading.facts[key].sum()) for key in MEASURES if reading.facts[key].notna().any()}
    return told, reading.proved


def same(path: Path, rows: Rows, want: tuple[dict[str, float], bool]) -> bool:
    found, proved = sums(delimited(path, rows))
    return found == pytest.approx(want[0], rel=1e-9) and proved == want[1]


@every(PAID)
def test_a_unit_in_the_heading_of_money_counts(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    money, want = money_of(layout, rows), sums(delimited(path, rows))
    for word, part in UNITS:
        for some in (money, money[-1:]):
            written = changed(rows, some, lambda h: f"{h}（{word}）", lambda c: f"{float(c) * part:.8f}")  # noqa: B023
            assert same(path, written, want), word


@every(PAID)
def test_a_unit_above_the_table_counts_for_money_alone(name: str, layout: Layout, tmp_path: Path) -> None:
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    money, want = money_of(layout, rows), sums(delimited(path, rows))
    written = changed(rows, money, str, lambda c: f"{float(c) / 1e4:.8f}")
    blank = [""] * (len(rows[0]) - 1)
    assert same(path, [["2026年6月报表", *blank], ["单位：万元", *blank], *written], want)
    assert same(path, [["单位：元", *blank], *rows], want)


@every(PAID)
def test_two_currencies_in_a_file_are_refused(name: str, layout: Layout, tmp_path: Path) -> None:
    if any(column.key == "currency" for column in layout.columns):
        return
    rows, path = bare(layout), tmp_path / file_name(layout, "csv")
    money = money_of(layout, rows)
    marked = changed(rows, money[:1], str, lambda c: f"¥{c}")
    assert sums(delimited(path, marked))[0] == sums(delimited(path, rows))[0]
    marked[2][money[0]] = f"${rows[2][money[0]]}"
    with pytest.raises(InputError, match=r"两种货币：第 2 行.+第 3 行"):
        sums(delimited(path, marked))


def test_a_cell_that_says_its_unit_itself_is_not_multiplied_twice(tmp_path: Path) -> None:
    rows = [["日期", "成交金额（万元）", "消耗"], ["2026-06-01", "1.5", "10"], ["2026-06-02", "2万", "20"]]
    facts = read_exports(delimited(tmp_path / "日报.csv", rows)).facts
    assert facts["gmv_platform"].tolist() == [15_000.0, 20_000.0]
