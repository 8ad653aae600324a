"""The house template, drawn with openpyxl: styles, widths, tables, names, charts, print setup; no numbers.

Every table has its heading and a styled sample (all rows of a short one, one row of a long one); every
single value has its name. `fill` brings the values, here as into a person's own template.
"""

from __future__ import annotations

import datetime
import io
import re
from typing import Final
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

from xl_fact.drawing.sheet_drawing import SheetDrawing
from xl_fact.drawing.table_drawing import Drawn
from xl_fact.report.model import Report
from xl_fact.words import say
from xl_fact.workbook.package import Package

_CHART_NAME: Final = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" name="[^"]*")')
_NUMBERED: Final = re.compile(r"&#([0-9]{3,6});")
"""Chinese as lxml writes it; some previewers show it as it stands, so plain UTF-8 takes its place."""
_LABEL_FORMAT: Final = re.compile(rb'(<numFmt formatCode="[^"]*")\s*/>')
"""The number format of chart labels: LibreOffice takes the cells' own unless told otherwise."""


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
        out = io.BytesIO()
        self.book.save(out)
        return self._without_clock(out.getvalue())

    def _without_clock(self, data: bytes) -> bytes:
        """Fix the times and give each chart its alternative text."""
        package = Package(data)
        day = f"{datetime.date.fromisoformat(self.report.month + '-01').isoformat()}T00:00:00Z"
        core = package.read("docProps/core.xml").decode("utf-8")
        core = re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{day}", core)
        package.write("docProps/core.xml", core.encode("utf-8"))
        texts = [alts for alts in self.alts if alts]
        for number, alts in enumerate(texts, 1):
            name = f"xl/drawings/drawing{number}.xml"
            pieces = _CHART_NAME.split(package.read(name).decode("utf-8"))
            described = [
                piece + (f" descr={quoteattr(alts[n // 2])}" if n % 2 else "")
                for n, piece in enumerate(pieces)
            ]
            package.write(name, "".join(described).encode("utf-8"))
        for name in package.names:
            if name.startswith("xl/charts/chart"):
                package.write(name, _LABEL_FORMAT.sub(rb'\1 sourceLinked="0"/>', package.read(name)))
            if name.endswith(".xml") and b"&#" in (part := package.read(name)):
                package.write(
                    name, _NUMBERED.sub(lambda m: chr(int(m[1])), part.decode("utf-8")).encode("utf-8")
                )
        return package.to_bytes()
