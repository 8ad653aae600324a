"""Whether the formulas of a written report come to the values and the words that stand in its cells, by another engine."""

from __future__ import annotations

from pathlib import Path

import ironcalc
import openpyxl
import pytest

from xl_fact.filling.write import write_report
from xl_fact.report.model import Report


def unlike(report: Report, folder: Path) -> list[tuple[object, ...]]:
    """The cells of which a second engine says something else: sheet, cell, what stands there, what it comes to."""
    path = write_report(report, folder / "r.xlsx").path
    book = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    book.evaluate()
    found, compared = list[tuple[object, ...]](), 0
    for number, sheet in enumerate(openpyxl.load_workbook(path, data_only=True)):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str | int | float) and not cell.is_date:
                    worked = book.get_cell_value(number, cell.row, cell.column)
                    told = cell.value if isinstance(cell.value, str) else pytest.approx(cell.value)
                    compared += 1
                    if cell.value != "" and worked != told:
                        found.append((sheet.title, cell.coordinate, cell.value, worked))
    assert compared > 1_000
    return found
