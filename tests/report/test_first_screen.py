"""The first screen of 概览: what happened, why, what to do, whether to trust it, seen without scrolling.

A laptop of 1366 × 768 at 100 % shows, under Excel's ribbon, about 1,300 pixels of columns and 25 rows of 20 pixels.
A column of width w takes 7 w + 5 pixels, a row of h points 4/3 h.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from report import invented
from xl_fact.brand import Targets
from xl_fact.filling.write import write_report
from xl_fact.report.contract import texts_of
from xl_fact.report.model import Report
from xl_fact.words import Lang

WIDE, HIGH = 1300, 500


class Screen:
    """What of a sheet is seen."""

    def __init__(self, sheet: Any):
        self.sheet = sheet
        across = [
            7 * sheet.column_dimensions[get_column_letter(n)].width + 5
            for n in range(1, sheet.max_column + 1)
        ]
        down = [
            (sheet.row_dimensions[n].height or sheet.sheet_format.defaultRowHeight) * 4 / 3
            for n in range(1, sheet.max_row + 1)
        ]
        self.rights = [sum(across[: n + 1]) for n in range(len(across))]
        self.bottoms = [sum(down[: n + 1]) for n in range(len(down))]

    def shows(self, row: int, column: int) -> bool:
        return self.bottoms[row - 1] <= HIGH and self.rights[column - 1] <= WIDE

    def texts(self, shown: Any) -> list[str]:
        return [
            str(cell.value)
            for row in shown.iter_rows()
            for cell in row
            if cell.value is not None and self.shows(cell.row, cell.column)
        ]


def opened(report: Report, path: Path) -> tuple[Any, Screen]:
    book = openpyxl.load_workbook(write_report(report, path).path)
    sheet = book.worksheets[0]
    assert sheet.sheet_view.zoomScale == 100
    return book, Screen(sheet)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_four_questions_are_answered_on_the_first_screen(lang: Lang, tmp_path: Path) -> None:
    report = invented.report(lang=lang)
    book, screen = opened(report, tmp_path / "r.xlsx")
    shown = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True).worksheets[0]
    told, known = screen.texts(shown), texts_of(report)
    assert {known["headline"], known["bridge_sentence"]} <= set(told)
    for key in ("gmv", "profit", "roi", "gpm", "refund_rate", "check_shown"):
        (place,) = book.defined_names[f"xf_{key}"].destinations
        cell = screen.sheet[place[1].replace("$", "")]
        assert screen.shows(cell.row, cell.column + 1), key
        if key != "check_shown":
            (under,) = book.defined_names[f"xf_{key}_change"].destinations
            assert screen.sheet[under[1].replace("$", "")].row == cell.row + 1
    _, top, right, bottom = range_boundaries(screen.sheet.tables["xf_actions"].ref)
    assert screen.shows(bottom, right + report.table("actions").columns[-1].spill)
    assert bottom - top >= 2
    assert {"amount", "result"} <= {column.key for column in report.table("actions").columns}


def test_every_card_says_how_it_moved_or_why_it_does_not(tmp_path: Path) -> None:
    report = invented.report()
    texts = texts_of(report)
    cards = [figure for figure in report.section("overview").figures if figure.change]
    assert len(cards) == 9
    for figure in cards:
        assert texts[f"{figure.key}_change"].startswith("环比 —（"), figure.key


@pytest.mark.parametrize(
    ("factor", "zh", "en"),
    [
        (1.0, "GMV 5.6万元", "GMV CNY 56,000"),
        (22.72 / 56_000, "GMV 22.72元", "GMV CNY 22.72"),
        (0.1, "GMV 5,600元", "GMV CNY 5,600"),
        (1_000.0, "GMV 5,600.0万元", "GMV CNY 56.00M"),
    ],
)
def test_the_headline_tells_a_sum_in_a_unit_of_its_size(factor: float, zh: str, en: str) -> None:
    facts = invented.frame()
    facts["gmv_paid"] *= factor
    for lang, wanted in (("zh", zh), ("en", en)):
        made = invented.report(replace(invented.BRAND, targets=Targets()), lang, facts)
        assert wanted in made.texts["headline"]
        kind = next(f.kind for s in made.sections for f in s.figures if f.key == "gmv")
        assert (kind in ("wan", "million")) == (wanted.rstrip("元")[-1] in "万M")
