"""What a function answers, cell by cell on a sheet: the sheet's own formulas, calculated by IronCalc, give that answer."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import ironcalc
import numpy as np
import pytest

from report import invented
from xl_fact.brand import Strengths
from xl_fact.core.bridges import gpm_bridge, gpm_mix
from xl_fact.core.strengths import RANKED, fact_fit
from xl_fact.report.formula import Expression, Spot
from xl_fact.report.model import Ledger, Table
from xl_fact.workbook.references import letters

SHEET = "Sheet1"


class Block:
    """A table and the figures it rests on in a block of rows, of many under each other; its givens are cells."""

    def __init__(self, table: Table, figures: list[str], top: int, name: str = ""):
        self.table, self.figures, self.top = table, figures, top
        self.name = name or table.key

    def _column(self, key: str) -> str:
        return letters(1 + [c.key for c in self.table.columns].index(key))

    def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
        assert table == self.name
        return SHEET, f"{self._column(column)}{self.top + (self.table.rows if row == -1 else row)}"

    def body(self, table: str, column: str) -> tuple[str, str]:
        letter = self._column(column)
        return SHEET, f"${letter}${self.top}:${letter}${self.top + self.table.rows - 1}"

    def figure(self, key: str) -> tuple[str, str]:
        return SHEET, f"{letters(20 + self.figures.index(key))}{self.top}"

    def enter(self, book: Any, columns: list[str], figures: dict[str, float]) -> None:
        """Type the figures, and the formulas of some columns and their totals."""
        for at, key in enumerate(self.figures):
            book.set_user_input(0, self.top, 20 + at, repr(figures[key]))
        for number, column in enumerate(self.table.columns, 1):
            if column.key not in columns:
                continue
            for row in range(self.table.rows):
                held = column.formula or self.table.given[column.key][row]
                text = held.text(Spot(self, SHEET, self.name, row)) if isinstance(held, Expression) else ""
                book.set_user_input(0, self.top + row, number, f"={text}" if text else repr(held))
            if isinstance(column.total, Expression):
                text = column.total.text(Spot(self, SHEET, self.name, -1))
                book.set_user_input(0, self.top + self.table.rows, number, f"={text}")

    def column(self, book: Any, key: str) -> list[float]:
        """What the engine found in a column; NaN for "—"."""
        number = 1 + [c.key for c in self.table.columns].index(key)
        shown = (book.get_formatted_cell_value(0, self.top + r, number) for r in range(self.table.rows))
        return [math.nan if each == "—" else float(each) for each in shown]


def cases() -> list[tuple[float, ...]]:
    """Content, brand, product, price, quality, match, floor: every corner with zeros, and 300 at random."""
    corners = [(*scores, 1.0, 1.0, 0.2) for scores in itertools.product((0.0, 8.0), repeat=4)]
    gates = [
        (8.0, 5.0, 6.0, 4.0, q, m, f)
        for q in (0.0, 0.5, 1.0)
        for m in (0.0, 0.5, 1.0)
        for f in (0.0, 0.2, 1.0)
    ]
    alone = [
        (*(9.0 * (i == j) for j in range(4)), q, m, 0.2)
        for i in range(4)
        for q in (0.0, 1.0)
        for m in (0.0, 1.0)
    ]
    rng = np.random.default_rng(9)
    parts = [0.0, 0.3, 0.75, 1.0]

    def score() -> float:
        return rng.choice([0.0, round(rng.uniform(0, 10), 1)], p=[0.2, 0.8])

    drawn = [
        (*(score() for _ in range(4)), *rng.choice(parts, 2), rng.choice([0.2, 0.5])) for _ in range(300)
    ]
    return [tuple(map(float, case)) for case in (*corners, *gates, *alone, *drawn)]


FIGURES = [f"strength_{key}" for key in ("content", "brand", "product", "price", "quality", "match", "floor")]


def test_fit_and_effort_in_the_cells_are_what_fact_fit_answers() -> None:
    """Also where all four are 0, or all points are F's: 0 %, not "—"."""
    table = invented.report().table("positions")
    book, blocks, given = ironcalc.create("book", "en", "UTC"), [], cases()
    assert len(given) > 350
    for number, case in enumerate(given):
        block = Block(table, FIGURES, 2 + number * 5)
        block.enter(book, ["fit", "points", "share", "effort"], dict(zip(FIGURES, case, strict=True)))
        blocks.append(block)
    book.evaluate()
    for block, (*scores, quality, match, floor) in zip(blocks, given, strict=True):
        answer = [row[1:3] for row in fact_fit(*scores, quality, match, floor=floor) if row[0] in RANKED]
        found = [block.column(book, "fit"), block.column(book, "effort")]
        assert np.transpose(found) == pytest.approx(np.array(answer, float)), (scores, quality, match, floor)


@pytest.mark.parametrize("case", cases()[:60:4])
def test_the_report_holds_what_fact_fit_answers(case: tuple[float, ...]) -> None:
    *strengths, floor = case
    if floor != 0.2:
        return
    made = invented.report(replace(invented.BRAND, strengths=Strengths(*strengths)))
    answer = {row[0]: row for row in fact_fit(*strengths)}
    for key, at in (("fit", 1), ("effort", 2)):
        assert list(made.values.column("positions", key)) == pytest.approx([answer[x][at] for x in RANKED])


def test_fit_with_quality_and_match_by_hand() -> None:
    """Content 8, brand 6, product 4, price 10; quality 0.5, so price counts 5; match 0.25.

    Fit: F (8 + 4) / 2 = 6; A (6 + 4 + 5) / 3 = 5; T 0.25 × 6 = 1.5.
    Points: F 8 + 2 = 10; A 3 + 2 + 5 = 10; T 0.25 × 3 = 0.75; together 20.75.
    """
    strengths = Strengths(8, 6, 4, 10, quality=0.5, match=0.25)
    made = invented.report(replace(invented.BRAND, strengths=strengths))
    assert list(made.values.column("positions", "fit")) == [6, 5, 1.5]
    assert list(made.values.column("positions", "points")) == [10, 10, 0.75]
    assert made.values.total("positions", "points") == 20.75
    efforts = list(made.values.column("positions", "effort"))
    assert efforts == pytest.approx([10 / 20.75, 10 / 20.75, 0.75 / 20.75])
    answer = np.array([row[1:3] for row in fact_fit(8, 6, 4, 10, 0.5, 0.25)[:3]], float)
    assert answer == pytest.approx(np.transpose([[6, 5, 1.5], efforts]))


def test_the_floor_by_hand() -> None:
    """Only price, 10: all of it A's. F gets its 20 %, A the other 80 %."""
    made = invented.report(replace(invented.BRAND, strengths=Strengths(0, 0, 0, 10)))
    assert list(made.values.column("positions", "share")) == [0, 1, 0]
    assert list(made.values.column("positions", "effort")) == pytest.approx([0.2, 0.8, 0])


def test_without_any_strength_all_effort_is_for_f() -> None:
    made = invented.report(replace(invented.BRAND, strengths=Strengths(0, 0, 0, 0)))
    assert list(made.values.column("positions", "effort")) == [1, 0, 0]


# -------------------------------------------------------------------- the bridge
def bridges() -> list[tuple[list[float], list[float]]]:
    """CTR, CVR, AOV before and after: some 0, some all but equal, the rest at random."""
    rng = np.random.default_rng(4)
    drawn = [
        ([rng.uniform(0.01, 0.1), rng.uniform(0.01, 0.2), rng.uniform(20, 200)],
         [rng.uniform(0.01, 0.1), rng.uniform(0.01, 0.2), rng.uniform(20, 200)]) for _ in range(80)
    ]  # fmt: skip
    zero = [([0.04, 0.1, 80.0], [0.05, 0.0, 60.0]), ([0.04, 0.0, 80.0], [0.05, 0.1, 60.0])]
    alike = [([0.04, 0.1, 80.0], [0.05, 0.08, 80.0 * (1 + gap)]) for gap in (0, 1e-15, 1e-9, 1e-4)]
    return [*drawn, *zero, *alike]


def test_the_effects_in_the_cells_are_what_gpm_bridge_answers() -> None:
    made = invented.report()
    factors, periods = made.table("factors"), made.table("periods")
    given = bridges()
    book = ironcalc.create("book", "en", "UTC")

    class Both(Block):
        def cell(self, table: str, column: str, row: int) -> tuple[str, str]:
            if table == "periods":
                assert column == "gpm"
                return SHEET, f"{letters(20 + row)}{self.top}"
            return super().cell(table, column, row)

    blocks = []
    for number, (before, after) in enumerate(given):
        pair = {"before": before, "after": after}
        table = replace(factors, given={**factors.given, **pair})
        block = Both(table, ["old", "new"], 2 + number * 5)
        gpms = {"old": math.prod(before) * 1000, "new": math.prod(after) * 1000}
        block.enter(book, ["before", "after", "effect"], gpms)
        blocks.append(block)
    book.evaluate()
    assert periods.rows == 2
    for block, (before, after) in zip(blocks, given, strict=True):
        answer = [row[3] for row in gpm_bridge(*before, *after)[1:4]]
        shown = block.column(book, "effect")
        if min(*before, *after) > 0:
            assert shown == pytest.approx(answer, abs=1e-6), (before, after)
        else:  # a month that sold nothing has no logarithm: the sheet says so, the function has the other method
            assert np.isnan(shown).all()


@pytest.mark.parametrize("seed", range(6))
def test_mix_and_rate_in_the_cells_are_what_gpm_mix_answers(seed: int) -> None:
    """Carriers that are absent in a period, and such as sell without any base."""
    rng = np.random.default_rng(seed)
    table = invented.report().table("mix")
    rows, keys = table.rows, ("gmv_before", "base_before", "gmv_after", "base_after")
    amounts = {key: (rng.uniform(0, 1e5, rows) * (rng.random(rows) > 0.3)).tolist() for key in keys}
    amounts["base_before"][0] = amounts["base_after"][0] = 1e5
    amounts["base_before"][1] = amounts["base_after"][1] = 0.0
    columns = tuple(replace(c, formula=None) if c.key in keys else c for c in table.columns)
    block = Block(replace(table, columns=columns, given={**table.given, **amounts}), [], 2)
    book = ironcalc.create("book", "en", "UTC")
    block.enter(book, [c.key for c in columns[2:]], {})
    book.evaluate()
    answer = gpm_mix(*(np.array(amounts[key]) for key in keys))
    found = [block.column(book, key) for key in ("mix", "rate", "effect")]
    assert np.transpose(found) == pytest.approx(np.array([row[-3:] for row in answer[1:-1]], float))
    ledger = Ledger()
    ledger.enter(block.table)
    ours = [ledger.column("mix", key) for key in ("mix", "rate", "effect")]
    assert np.transpose(ours) == pytest.approx(np.transpose(found))
