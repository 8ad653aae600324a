"""Colour says better or worse by the metric's own direction, on every sheet with a change: read off the written workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from xl_fact.brand import read_brand
from xl_fact.demo import MONTHS, write_demo
from xl_fact.exports.reading import read_exports
from xl_fact.filling.write import write_report
from xl_fact.report.build import build_report
from xl_fact.report.metrics import METRICS
from xl_fact.report.model import Report

BETTER = {
    "changes": dict.fromkeys("gmv base gpm orders aov roi net_roi result".split(), "more")
    | dict.fromkeys(("refund", "refund_rate"), "less")
    | {"cost": "neither"},
    "mix": dict.fromkeys(("mix", "rate", "effect"), "more"),
    "factors": dict.fromkeys(("change", "effect"), "more"),
    "steps": {"change": "more"},
    "actions": {"result": "more"},
    "campaigns": dict.fromkeys(("lift", "lift_rate", "dip", "net_lift"), "more"),
    "campaign_verdicts": {"campaign_gain": "more"},
    "positions": {"gap": "neither"},
    "maturity": {"growth": "more"},
}
"""Table → column: what more of it means to the shop. Spending more is neither good nor bad."""
CARDS = dict.fromkeys(("gmv", "profit", "roi", "gpm", "base", "net_roi", "aov"), "more") | {
    "refund_rate": "less",
    "cost": "neither",
}
COLOURS = {"cn": ("C0392B", "1E7B4F"), "west": ("1E7B4F", "C0392B"), "colorblind": ("1F5FA8", "B45309")}
"""Of each palette the ink of what is up and of what is down."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def reading(files: list[Path]) -> Any:
    return read_exports(files[:-1])


@pytest.fixture(params=["cn", "west", "colorblind"], scope="module")
def made(
    request: pytest.FixtureRequest, reading: Any, files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Report, Any]:
    palette = request.param
    brand = replace(read_brand(files[-1]), palette=palette)
    report = build_report(reading, brand, MONTHS[-1])
    path = write_report(report, tmp_path_factory.mktemp(palette) / "o.xlsx").path
    return palette, report, openpyxl.load_workbook(path)


def inks(sheet: Any, cell: str) -> tuple[str, str]:
    """The ink of a number above 0 and of one below in a cell, as its conditional formats say; "" for none."""
    column, row, *_ = range_boundaries(cell)
    found = {"up": "", "down": ""}
    for rules in sheet.conditional_formatting:
        for area in str(rules.sqref).split():
            left, top, right, bottom = range_boundaries(area)
            if not (left <= column <= right and top <= row <= bottom):
                continue
            for rule in rules.rules:
                text = rule.formula[0] if rule.formula else ""
                way = "up" if ">0" in text else "down" if "<0" in text else ""
                if (
                    way
                    and "ISNUMBER" in text
                    and rule.dxf.font is not None
                    and rule.dxf.font.color is not None
                ):
                    found[way] = rule.dxf.font.color.rgb[-6:]
    return found["up"], found["down"]


def wanted(palette: str, better: str) -> tuple[str, str]:
    up, down = COLOURS[palette]
    if better == "neither":
        return "", ""
    return (down, up) if better == "less" and palette != "cn" else (up, down)  # cn: red is up, whatever it is


def test_every_change_has_the_colour_of_its_direction(made: tuple[str, Report, Any]) -> None:
    palette, report, book = made
    seen = set()
    for section in report.sections:
        sheet = book[section.title.text("zh")]
        for table in section.tables:
            left, top, _, _ = range_boundaries(sheet.tables[f"xf_{table.key}"].ref)
            for number, column in enumerate(table.columns):
                rows = [n for n, mark in enumerate(table.row_marks) if mark == "change"] or [0]
                if not (column.mark == "change" or table.row_marks) or column.kind in ("text", "words"):
                    continue
                assert column.key in BETTER.get(table.key, {}), f"no direction of {table.key}.{column.key}"
                seen.add((table.key, column.key))
                for row in rows:
                    cell = f"{get_column_letter(left + number)}{top + 1 + row}"
                    found = inks(sheet, cell)
                    assert found == wanted(palette, BETTER[table.key][column.key]), (table.key, column.key)
    assert len(seen) > 15
    assert {table for table, _ in seen} >= {"changes", "mix", "factors", "actions", "campaigns", "positions"}


def test_every_card_has_the_colour_of_its_direction(made: tuple[str, Report, Any]) -> None:
    palette, report, book = made
    cards = [f.change for f in report.figures if f.change is not None and f.change.kind != "text"]
    assert len(cards) >= 5
    for change in cards:
        sheet, address = book.defined_names[f"xf_{change.key}"].attr_text.split("!")
        found = inks(book[sheet.strip("'")], address.replace("$", ""))
        assert found == wanted(palette, CARDS[change.key.removesuffix("_change")]), change.key


def test_signed_numbers_are_marked_or_of_no_direction(made: tuple[str, Report, Any]) -> None:
    """A column that is shown with its sign is a change: it has a direction above, too."""
    _, report, _ = made
    for table in report.tables:
        for column in table.columns:
            if column.kind in ("change", "points", "signed", "more"):
                assert column.key in BETTER.get(table.key, {}), (table.key, column.key)


def test_money_spent_is_neither_good_nor_bad() -> None:
    assert METRICS["cost"].better == METRICS["all_cost"].better == "neither"
    assert {key for key, m in METRICS.items() if m.better == "less"} >= {
        "refund",
        "refund_rate",
        "cpm",
        "commission",
    }
