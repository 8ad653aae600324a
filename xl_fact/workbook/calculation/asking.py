"""The values of formulas that aren't ours, worked out by IronCalc in a process of its own.

Only formulas that look, directly or through others, at something that was filled are worked out; they go to
IronCalc in small workbooks of values, whole columns cut at the last row in use, so that it stays quick. What
it can't do, or not in time, is left without a value and named: Excel works it out when the file is opened.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from xl_fact.workbook.calculation.formulas import FormulaCell, Reach, formulas_of, reach
from xl_fact.workbook.calculation.portions import Fresh, Key, Portions
from xl_fact.workbook.calculation.small_workbook import SmallWorkbook
from xl_fact.workbook.open_workbook import OpenWorkbook
from xl_fact.workbook.plan import Unresolved
from xl_fact.workbook.references import LAST_ROW, Area

SECONDS: Final = 10.0
"""How long the formulas of one workbook may take; the environment variable XL_FACT_FORMULA_SECONDS changes it."""
_SHOWN: Final = 5

Cells = Mapping[tuple[int, int], Any]


@dataclass
class Calculated:
    """New values by sheet, row and column (None takes one away), and what to tell."""

    values: dict[str, dict[tuple[int, int], Any]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def values_of(book: OpenWorkbook, filled: Mapping[str, Cells]) -> Calculated:
    """The values that formulas in a filled workbook should have.

    Parameters
    ----------
    book : OpenWorkbook
        Filled.
    filled : mapping
        By sheet, what was written, with its values: the changes everything else depends on.

    Returns
    -------
    Calculated
        Formulas that depend on nothing filled are not in it.
    """
    work = _Work(book, filled)
    concerned = work.concerned()
    return work.finished(concerned) if concerned else Calculated()


class _Work:
    """The formulas of one workbook."""

    def __init__(self, book: OpenWorkbook, filled: Mapping[str, Cells]):
        self.book, self.plan, self.filled = book, book.plan, filled
        self.formulas = [
            cell
            for name in self.plan.sheets
            if book.has_formulas(name)
            for cell in formulas_of(name, book.sheet(name))
            if cell.at not in filled.get(name, {})
        ]
        self.reaches: dict[Key, Reach | None] = {}
        self.small = SmallWorkbook(book, self.reach_of)

    def _end(self, sheet: str) -> int:
        """The number of the last row of a sheet."""
        return max(self.book.sheet(sheet).rows, default=1) if sheet in self.plan.sheets else LAST_ROW

    def reach_of(self, cell: FormulaCell) -> Reach | None:
        """What a formula looks at; None when it can't be understood."""
        key = (cell.sheet, *cell.at)
        if key not in self.reaches:
            try:
                self.reaches[key] = reach(cell.text, cell.sheet, cell.row, cell.column, self.plan, self._end)
            except (Unresolved, ValueError):
                self.reaches[key] = None
        return self.reaches[key]

    def concerned(self) -> list[FormulaCell]:
        """The formulas that depend on what was filled, or have no value at all."""
        fresh = Fresh(self.filled)
        found: list[FormulaCell] = []
        waiting = list(self.formulas)
        while waiting:
            left = []
            before = len(found)
            for cell in waiting:
                seen = self.reach_of(cell)
                if cell.cached is None or (seen and (seen.free or seen.placed or fresh.reached(seen))):
                    found.append(cell)
                    fresh.add(cell)
                else:
                    left.append(cell)
            if len(found) == before:
                break
            waiting = left
        return found

    def finished(self, concerned: list[FormulaCell]) -> Calculated:
        """Work them out, and compare with the values there are."""
        done = Calculated()
        usable = [c for c in concerned if (seen := self.reach_of(c)) and not seen.outside]
        answers: dict[Key, Any] = {}
        late: set[Key] = set()
        limit = float(os.environ.get("XL_FACT_FORMULA_SECONDS", SECONDS))
        if importlib.util.find_spec("ironcalc") is None:
            done.notes.append(
                (
                    f"模板里有 {len(concerned)} 个公式没有缓存值：没有安装 ironcalc（pip install ironcalc）；"
                    "用 Excel 打开时会自动计算",
                    f"{len(concerned)} formulas of the template have no saved value: ironcalc is not installed "
                    "(pip install ironcalc); Excel calculates them on opening",
                )
            )
        elif usable:
            portions = Portions(self.reach_of, self._asked, limit)
            portions.done(usable)
            answers, late = self._without_doubt(concerned, portions.answers), portions.late
        without: list[FormulaCell] = []
        waiting: list[FormulaCell] = []
        for cell in concerned:
            key = (cell.sheet, *cell.at)
            if key not in answers:
                (waiting if key in late else without).append(cell)
            for at, value in self._of(cell, answers).items():
                done.values.setdefault(cell.sheet, {})[at] = value
        if without and importlib.util.find_spec("ironcalc"):
            shown = _listed(without)
            done.notes.append(
                (
                    f"这些公式没有缓存值，用 Excel 打开时会自动计算：{shown[0]}",
                    f"these formulas have no saved value, Excel calculates them on opening: {shown[1]}",
                )
            )
        if waiting:
            shown = _listed(waiting)
            done.notes.append(
                (
                    f"{len(waiting)} 个公式没能在 {limit:g} 秒内算完，没有缓存值，用 Excel 打开时会自动计算"
                    f"（要等久一点：环境变量 XL_FACT_FORMULA_SECONDS）：{shown[0]}",
                    f"{len(waiting)} formulas could not be worked out within {limit:g} seconds and have no saved value, "
                    "Excel calculates them on opening (to wait longer: environment variable XL_FACT_FORMULA_SECONDS): "
                    f"{shown[1]}",
                )
            )
        return done

    def _of(self, cell: FormulaCell, answers: Mapping[Key, Any]) -> dict[tuple[int, int], Any]:
        """The new values of a formula's cells, where they differ from those there are."""
        if cell.spill is not None and cell.spill != Area.cell(*cell.at):
            sheet = self.book.sheet(cell.sheet)
            known = (at for at in cell.spill.cells() if sheet.cell(*at) is not None)
            return {at: answers.get((cell.sheet, *at)) for at in known}
        value = answers.get((cell.sheet, *cell.at))
        return {} if _same(cell, value) else {cell.at: value}

    # ---------------------------------------------------------------- asking
    def _asked(
        self, cells: list[FormulaCell], known: Mapping[Key, Any], seconds: float
    ) -> dict[Key, Any] | None:
        """Ask IronCalc about some formulas, given the answers to others."""
        order = list(self.plan.sheets)
        wanted = [(order.index(c.sheet), row, column) for c in cells for row, column in c.area.cells()]
        with tempfile.TemporaryDirectory(prefix="xl_fact_formulas_") as folder:
            small = Path(folder, "formulas.xlsx")
            small.write_bytes(self.small.to_bytes(cells, known))
            Path(folder, "wanted.json").write_text(json.dumps(wanted), "utf-8")
            command = [sys.executable, "-m", "xl_fact.workbook.calculation.calculator", folder]
            try:
                ran = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
            except subprocess.TimeoutExpired:
                raise TimeoutError from None
            if ran.returncode:
                return None
            answers = json.loads(Path(folder, "values.json").read_text("utf-8"))
        lambdas = {one.name.upper() for one in self.plan.names if "LAMBDA(" in one.text.upper()}
        unknown = {name.upper() for name in answers["unknown"]} - lambdas
        doubtful = {
            (cell.sheet, *cell.at)
            for cell in cells
            if (seen := self.reach_of(cell))
            and ({_bare(f) for f in seen.functions} & unknown or _may_hide(seen))
        }
        return {
            (order[sheet], row, column): value
            for sheet, row, column, known, value in answers["values"]
            if known and (order[sheet], row, column) not in doubtful
        }

    def _without_doubt(self, cells: list[FormulaCell], found: dict[Key, Any]) -> dict[Key, Any]:
        """Take out what rests on a formula that was not worked out."""
        missing = Fresh()
        for cell in cells:
            if (cell.sheet, *cell.at) not in found:
                missing.add(cell)
        again = bool(missing.cells)
        while again:
            again = False
            for cell in cells:
                key = (cell.sheet, *cell.at)
                seen = self.reach_of(cell)
                if key in found and missing.reached(seen):
                    del found[key]
                    missing.add(cell)
                    again = True
        return found


_CATCHERS: Final = frozenset(
    "IFERROR IFNA _XLFN.IFNA ISERROR ISERR ISNA ISNUMBER ISTEXT COUNT SUMIF AGGREGATE".split()
)


def _listed(cells: list[FormulaCell]) -> tuple[str, str]:
    """Where some formulas stand: the first few, and how many in all; Chinese and English."""
    shown = [cell.address for cell in cells[:_SHOWN]]
    if len(cells) <= _SHOWN:
        return "、".join(shown), ", ".join(shown)
    return (
        f"{'、'.join(shown)} 等 {len(cells)} 个",
        f"{', '.join(shown)} and others, {len(cells)} in all",
    )


def _may_hide(seen: Reach) -> bool:
    """Whether a formula would catch the error by which IronCalc says that it can't do something.

    What it can't do in functions it knows are arrays written out.
    """
    return "{" in seen.text and bool(seen.functions & _CATCHERS)


def _bare(function: str) -> str:
    return function.removeprefix("_XLFN.").removeprefix("_XLWS.")


def _same(cell: FormulaCell, value: Any) -> bool:
    """Whether the value beside a formula is the one it should have."""
    if value is None or cell.cached is None:
        return value is None and cell.cached is None
    if isinstance(value, bool):
        return cell.kind == "b" and cell.cached == str(int(value))
    if isinstance(value, str):
        return cell.kind in ("str", "e") and cell.cached == value
    try:
        held = float(cell.cached)
    except ValueError:
        return False
    return cell.kind == "" and abs(held - value) <= 1e-12 * max(abs(held), abs(value))
