"""The house template, drawn with openpyxl: styles, widths, tables, names, charts, print setup; no numbers.

Every table has its heading and a styled sample (all rows of a short one, one row of a long one); every
single value has its name. `fill` brings the values, here as into a person's own template.
"""

from __future__ import annotations

import io
from copy import copy

from openpyxl import Workbook

from xl_fact.drawing import theme
from xl_fact.drawing.ink import remember_looks
from xl_fact.drawing.sheet_drawing import SheetDrawing
from xl_fact.drawing.table_drawing import Drawn
from xl_fact.report.model import Report
from xl_fact.span import span_of
from xl_fact.words import say
from xl_fact.workbook import xml
from xl_fact.workbook.package import Package


def draw(report: Report) -> bytes:
    """The template for the sections of a report.

    Parameters
    ----------
    report : Report
        Its shape is drawn, none of its numbers.

    Returns
    -------
    bytes
        An .xlsx file without dates of its own: the same report gives the same bytes.
    """
    return _Template(report).done()


class _Template:
    """One template being drawn."""

    def __init__(self, report: Report):
        self.report, self.lang = report, report.lang
        self.book = Workbook()
        remember_looks(self.book)
        self.alts: list[list[str]] = []

    def done(self) -> bytes:
        """Draw all of it."""
        self.book.remove(self.book.worksheets[0])
        sheets = [self.book.create_sheet(s.title.text(self.lang)) for s in self.report.sections]
        tables = Drawn()
        drawn = [
            SheetDrawing(self.book, sheet, section, self.report, tables)
            for section, sheet in zip(self.report.sections, sheets, strict=True)
        ]
        for each in drawn:
            each.cells()
        self.alts = [each.charts() for each in drawn]
        self.book.active = 0
        properties = self.book.properties
        properties.creator = properties.lastModifiedBy = "xl_fact"
        properties.title = f"{self.report.brand} {self.report.month}".strip()
        properties.subject = say(self.lang, "内容电商月报", "Monthly report of content commerce")
        self._in_its_font()
        out = io.BytesIO()
        self.book.save(out)
        return self._without_clock(out.getvalue())

    @property
    def _font(self) -> str:
        """The font of the language."""
        return say(self.lang, theme.FONT, theme.FONT_EN)

    def _in_its_font(self) -> None:
        """English text in an English font, wherever the house's would stand."""
        fonts = self.book._fonts  # type: ignore[attr-defined]  # openpyxl offers no other way to all of them
        for at, font in enumerate(fonts):
            if font.name == theme.FONT:
                renamed = copy(font)
                renamed.name = self._font
                fonts[at] = renamed

    def _without_clock(self, data: bytes) -> bytes:
        """Fix the times, give each chart its alternative text, and write Chinese as it is: some previewers show
        letters by their numbers as they stand. LibreOffice takes the cells' own format for labels unless told otherwise.
        """
        package = Package(data)
        day = f"{span_of(self.report.month).first}T00:00:00Z"
        with package.edit("docProps/core.xml") as core:
            for moment in xml.each(core, "created", "modified"):
                moment.text = day
        for number, alts in enumerate([alts for alts in self.alts if alts], 1):
            with package.edit(f"xl/drawings/drawing{number}.xml") as drawing:
                for shape, alt in zip(xml.each(drawing, "cNvPr"), alts, strict=True):
                    shape.set("descr", alt)
        for name in package.of_kind("chart"):
            with package.edit(name) as chart:
                for form in xml.each(chart, "numFmt"):
                    if "sourceLinked" not in form.attrib:
                        form.set("sourceLinked", "0")
                for font in xml.each(chart, "latin"):
                    font.set("typeface", self._font)
        for name in package.names:
            if name.endswith(".xml") and b"&#" in (part := package.read(name)):
                package.write(name, xml.serialised(xml.parsed(part), part))
        return package.to_bytes()
