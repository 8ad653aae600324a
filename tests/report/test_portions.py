"""Formulas in portions: one that takes for ever, or breaks the engine, costs the others nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from report import invented
from xl_fact.filling.write import write_report
from xl_fact.workbook.calculation import portions
from xl_fact.workbook.calculation.formulas import FormulaCell, Reach
from xl_fact.workbook.calculation.portions import Portions, in_order
from xl_fact.workbook.references import Area

FOR_EVER = (
    "=xf_gmv+SUM(_xlfn.MAP(_xlfn.SEQUENCE(1000),_xlfn.LAMBDA(_xlpm.x,"
    "SUM(_xlfn.MAP(_xlfn.SEQUENCE(100000),_xlfn.LAMBDA(_xlpm.y,_xlpm.x*_xlpm.y))))))"
)


@pytest.mark.slow
def test_what_can_be_worked_out_in_time_has_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XL_FACT_FORMULA_SECONDS", "1.5")
    path = tmp_path / "t.xlsx"
    texts = (FOR_EVER, "=xf_gmv+1", "=B1+1", "=B2*2", "=B3+B4", '=TEXT(xf_gmv,"0")&B4', "=SUM(B4,B2)")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("看板")
        book.define_name("xf_gmv", "=看板!$A$1")
        for row, text in enumerate(texts):
            sheet.write_formula(row, 1, text, None, 99)
    result = write_report(invented.report(), tmp_path / "out.xlsx", template=path)
    held = openpyxl.load_workbook(result.path, data_only=True)["看板"]
    assert [held.cell(row, 2).value for row in range(1, 8)] == [
        None, 56_001, None, 112_002, None, "56000112002", 168_003,
    ]  # fmt: skip
    (told,) = [(zh, en) for zh, en in result.notes if "秒" in zh]
    assert told[0].startswith("3 个公式没能在 1.5 秒内算完")
    assert told[1].startswith("3 formulas")
    assert all(at in told[0] for at in ("看板!B1", "看板!B3", "看板!B5"))


# -------------------------------------------------------------------- with an engine of our own
def cell(row: int) -> FormulaCell:
    return FormulaCell("表", row, 1, "", None)


def looks_at(*rows: int) -> Reach:
    return Reach(tuple(("表", Area(1, row, 1, row)) for row in rows), False, "")


def worked(
    seen: Mapping[int, Reach], engine: Callable[[int], Any], seconds: float = 60
) -> tuple[Portions, list[list[int]]]:
    """Portions of formulas down a column, and the rows that the engine was asked for each time."""
    asked: list[list[int]] = []

    def ask(cells: list[FormulaCell], known: Any, limit: float) -> Any:
        asked.append([c.row for c in cells])
        answers = {("表", c.row, 1): engine(c.row) for c in cells}
        return None if any(a is Ellipsis for a in answers.values()) else answers

    done = Portions(lambda c: seen[c.row], ask, seconds)
    done.done([cell(row) for row in seen])
    return done, asked


def test_a_formula_comes_after_those_it_looks_at() -> None:
    seen = {1: looks_at(2, 3), 2: looks_at(4), 3: looks_at(), 4: looks_at(9), 5: looks_at(1)}
    order = [c.row for c in in_order([cell(row) for row in seen], lambda c: seen[c.row])]
    assert all(order.index(a) < order.index(b) for a, b in ((4, 2), (2, 1), (3, 1), (1, 5)))


def test_light_formulas_come_before_heavy_ones_and_rings_last() -> None:
    heavy = Reach((("别表", Area(1, 1, 1, 1_000_000)),), False, "")
    seen = {1: heavy, 2: looks_at(3), 3: looks_at(2), 4: looks_at(1), 5: looks_at()}
    assert [c.row for c in in_order([cell(row) for row in seen], lambda c: seen[c.row])] == [5, 1, 4, 2, 3]


def test_what_takes_too_long_is_found_by_halving() -> None:
    def slow(row: int) -> int:
        if row == 11:
            raise TimeoutError
        return row

    seen = {row: looks_at() for row in range(1, 33)} | {40: looks_at(11), 41: looks_at(40), 42: looks_at(12)}
    done, asked = worked(seen, slow)
    assert {row for _, row, _ in done.late} == {11, 40, 41}
    assert {row for _, row, _ in done.answers} == set(seen) - {11, 40, 41}
    assert asked[-1] != [11]
    assert [11] in asked


def test_what_breaks_the_engine_is_not_said_to_be_late() -> None:
    done, _ = worked({1: looks_at(), 2: looks_at(), 3: looks_at(2)}, lambda row: ... if row == 2 else row)
    assert set(done.answers) == {("表", 1, 1)}
    assert not done.late


def test_formulas_for_which_there_is_no_time_left_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 7))
    monkeypatch.setattr(portions.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(portions, "START", 1)
    done, asked = worked({row: looks_at() for row in range(1, 9)}, lambda row: row, seconds=30)
    assert 1 <= len(asked) < 8
    assert len(done.late) == 8 - sum(map(len, asked))


def test_a_thousand_formulas_in_a_chain_are_put_in_order_quickly() -> None:
    seen = {row: looks_at(row - 1) for row in range(2, 1_002)}
    began = time.perf_counter()
    order = in_order([cell(row) for row in seen], lambda c: seen[c.row])
    assert [c.row for c in order] == list(seen)
    assert time.perf_counter() - began < 1
