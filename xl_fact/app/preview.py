"""A finished report as plain data for a page: the workbook's own model, every value as its cell shows it.

Nothing is computed here: what stands in a cell is written by the cell's number format, what stands in a sentence is
the sentence.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from xl_fact.drawing import svg
from xl_fact.report.contract import SIGN, texts_of
from xl_fact.report.kinds import FORMATS, NUMERIC
from xl_fact.report.model import (
    MARKS,
    Cards,
    Chart,
    Column,
    Figure,
    Listing,
    Paragraph,
    Report,
    Section,
    Stack,
    Table,
)
from xl_fact.report.verdicts import ADVICE, CHECKED, OUTCOMES, QUADRANTS, VERDICTS
from xl_fact.words import Words
from xl_fact.workbook.displayed import displayed

ROWS: Final = 120
"""How many rows of a list are shown; the workbook has them all."""
_UNSEEN: Final = ("data", "workings")
"""Sheets that nobody reads on a page: what figures rest on."""
_JUDGED: Final = {**VERDICTS, **ADVICE}


def shown(report: Report) -> dict[str, Any]:
    """What a page shows of a report.

    Parameters
    ----------
    report : Report

    Returns
    -------
    dict
        JSON: brand, period, language, palette, whether it passed, what it leaves out, and its sections: a key, a
        title, a purpose and bands of parts, each a dict with its `part`.
    """
    page = _Page(report, texts_of(report))
    return {
        "brand": report.brand,
        "month": report.month,
        "period": report.texts["period"],
        "lang": report.lang,
        "palette": report.palette,
        "passed": report.passed,
        "proved": report.proved,
        "headline": report.texts.get("headline", ""),
        "left_out": [[list(one.name), list(one.reason)] for one in report.left_out],
        "sections": [page.section(one) for one in report.sections if one.key not in _UNSEEN],
    }


@dataclass(frozen=True)
class _Page:
    """A report on its way to a page."""

    report: Report
    texts: dict[str, str]

    def section(self, section: Section) -> dict[str, Any]:
        """A sheet."""
        bands = [list(self._parts(band)) for band in section.bands]
        return {
            "key": section.key,
            "title": self._said(section.title),
            "purpose": self._said(section.purpose),
            "bands": [band for band in bands if band],
        }

    def _parts(self, band: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
        for part in band:
            for one in part.parts if isinstance(part, Stack) else (part,):
                told = self._part(one)
                if told is not None:
                    yield told

    def _part(self, part: Any) -> dict[str, Any] | None:
        match part:
            case Paragraph():
                text = self._worded(part.text)
                return {"part": "words", "look": part.look, "text": text} if text.strip() else None
            case Cards():
                return {"part": "cards", "figures": [self._figure(one) for one in part.figures]}
            case Listing():
                title = self._said(part.title) if part.title else ""
                figures = [self._figure(one) for one in part.figures]
                return {"part": "listing", "title": title, "figures": figures}
            case Table():
                return None if part.helper else self._table(part)
            case Chart():
                return self._chart(part)
        raise TypeError(f"no part of a report: {part}")

    def _chart(self, chart: Chart) -> dict[str, Any]:
        table = self.report.values.tables[chart.table]
        picture = svg.draw(chart, table, self.report.values, self._worded, self.report.lang)
        return {"part": "chart", "key": chart.key, "title": self._worded(chart.title), "svg": picture}

    def _figure(self, figure: Figure) -> dict[str, Any]:
        value = self.report.values.figure(figure.key)
        change = figure.change
        return {
            "key": figure.key,
            "name": self.texts[f"{figure.key}.name"],
            "value": _text(value, figure.kind, "—"),
            "note": self.texts[f"{figure.key}.note"],
            "look": self._look(figure.mark, value),
            "change": self.texts[change.key] if change else "",
            "moved": self._look(change.mark, self.report.values.figure(change.key)) if change else "",
        }

    def _table(self, table: Table) -> dict[str, Any]:
        values, columns = self.report.values, table.columns
        held = [values.column(table.key, column.key) for column in columns]
        missing = table.missing or ""
        rows = []
        for row in range(min(table.rows, ROWS)):
            mark = table.row_marks[row] if row < len(table.row_marks) else ""
            cells = []
            for column, values_of in zip(columns, held, strict=True):
                own = column.mark or (mark if column.kind in NUMERIC else "")
                cells.append(self._cell(column, values_of[row], table.kind(column, row), own, missing))
            rows.append(cells)
        totals = []
        if table.totalled:
            for column in columns:
                value = values.total(table.key, column.key)
                totals.append(
                    [_text(value, column.kind, missing) if value is not None else "", _side(column)]
                )
        return {
            "part": "table",
            "key": table.key,
            "title": self.texts[f"{table.key}.title"],
            "headings": [[self._said(column.heading), _side(column)] for column in columns],
            "rows": rows,
            "totals": totals,
            "note": self.texts[f"{table.key}.note"],
            "more": max(0, table.rows - ROWS),
        }

    def _cell(self, column: Column, value: Any, kind: str, mark: str, missing: str) -> list[str]:
        text, look = _text(value, kind, missing), self._look(_turned(mark, column), value)
        if column.hue and text:
            look = f"hue hue-{text[0]}" if text[0] in "FACTS" else "hue hue-none"
        return [text, " ".join(filter(None, (_side(column), look)))]

    def _look(self, mark: str, value: Any) -> str:
        """A style by content, as the workbook has it."""
        if mark in ("change", "inverse"):
            if not isinstance(value, int | float) or not math.isfinite(value) or value == 0:
                return ""
            # where red is up it is so whatever it is; elsewhere more of what is no good is not green
            turned = mark == "inverse" and self.report.palette != "cn"
            return "up" if bool(value > 0) != turned else "down"
        words = str(value)
        match mark:
            case "check":
                return next((key for key, said in CHECKED.items() if words in said), "")
            case "verdict":
                return next((f"verdict-{key}" for key, said in _JUDGED.items() if words in said), "")
            case "quadrant":
                found = next((key for key, said in QUADRANTS.items() if words in said), "")
                return {"sells": "pass", "seen": "fail"}.get(found, "")
            case "outcome":
                found = next((key for key, said in OUTCOMES.items() if words in said), "")
                return {"paid": "pass", "lost": "fail"}.get(found, "")
            case "winner":
                return "winner" if len(words) > 1 else ""
        return ""

    def _said(self, words: Words) -> str:
        return self._worded(words.text(self.report.lang))

    def _worded(self, text: str) -> str:
        return SIGN.sub(lambda found: self.texts.get(found[1], "—"), text)


def _turned(mark: str, column: Column) -> str:
    return MARKS[column.better] if mark == "change" else mark


def _side(column: Column) -> str:
    if column.kind in NUMERIC and column.kind != "date":
        return "number"
    return "mark" if column.mark and column.kind == "text" else "words" if column.kind == "words" else ""


def _text(value: Any, kind: str, missing: str) -> str:
    """A value as its cell shows it."""
    if value is None:
        return missing
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    number = float(value)
    return displayed(number, FORMATS[kind]) if math.isfinite(number) else missing
