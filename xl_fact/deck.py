"""The month as five slides: the figures and sentences of the report's first page, with native charts (python-pptx).

1  what happened    the headline and the cards
2  who              shares of GMV, traffic and cost
3  why              ROI against GPM
4  when             the days
5  what to do       the actions, and whether to trust it
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, Final

from xl_fact.drawing import theme
from xl_fact.errors import InputError
from xl_fact.report.contract import texts_of, written
from xl_fact.report.kinds import number_format
from xl_fact.report.model import Cards, Chart, Report, Table
from xl_fact.span import span_of
from xl_fact.words import say
from xl_fact.workbook.package import Package
from xl_fact.workbook.sealing import sealed
from xl_fact.workbook.xml import each

_WIDE, _HIGH = 13.333, 7.5
_LEFT, _ROOM = 0.6, 12.13
_CARDS: Final = 8
_NAME: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_SMALL: Final = 12
"""Points of the smallest text: a slide is read from the back of a room."""


def deck(report: Report) -> bytes:
    """The slides of a report.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes
        A .pptx of five slides; the same report gives the same bytes.

    Raises
    ------
    InputError
        python-pptx is not installed.
    """
    return _Deck(report).done()


def needed() -> None:
    """Stop where python-pptx is not installed, with the line that installs it."""
    if find_spec("pptx") is None:
        raise InputError(
            "做幻灯片需要 python-pptx，没有装：pip install python-pptx",
            "slides need python-pptx, which is not installed: pip install python-pptx",
        )


class _Deck:
    """One deck being drawn."""

    def __init__(self, report: Report):
        needed()
        from pptx import Presentation
        from pptx.util import Inches

        self.report, self.lang, self.texts = report, report.lang, texts_of(report)
        self.file: Any = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(_WIDE), Inches(_HIGH)
        self.overview = report.section("overview")
        self.charts = {chart.key: chart for chart in self.overview.charts}

    def done(self) -> bytes:
        """Draw all of it."""
        self._what()
        self._who()
        self._why()
        self._when()
        self._next()
        core = self.file.core_properties
        core.author = core.last_modified_by = "xl_fact"
        core.title = f"{self.report.brand} {self.report.month}".strip()
        core.created = core.modified = datetime.datetime.combine(
            span_of(self.report.month).first, datetime.time()
        )
        out = io.BytesIO()
        self.file.save(out)
        return sealed(self._without_clock(out.getvalue()))

    # ---------------------------------------------------------------- slides
    def _what(self) -> None:
        slide = self._slide(self._told("headline"))
        figures = [f for part in self.overview.parts if isinstance(part, Cards) for f in part.figures]
        shown_large = [f for f in figures if f.change or f.key == "check_shown"] or figures
        for number, figure in enumerate(shown_large[:_CARDS]):
            left, top = _LEFT + number % 4 * 3.05, 2.3 + number // 4 * 2.1
            self._box(slide, left, top, 2.9, 1.85, theme.WASH)
            self._text(
                slide, self.texts[f"{figure.key}.name"], left + 0.1, top + 0.1, 2.7, 0.4, 13, theme.MUTED
            )
            kind = "mille" if figure.kind == "tenths" else figure.kind  # as the card shows it
            shown = written(self.report.values.figure(figure.key), kind)
            self._text(slide, shown, left + 0.1, top + 0.5, 2.7, 0.8, 28, theme.NAVY, bold=True)
            if figure.change:
                moved = self.texts[figure.change.key]
                self._text(slide, moved, left + 0.1, top + 1.05, 2.7, 0.35, _SMALL, theme.INK)
            note = self.texts[f"{figure.key}.note"]
            self._text(slide, note, left + 0.1, top + 1.4, 2.7, 0.4, _SMALL, theme.MUTED)

    def _who(self) -> None:
        chart = self.charts["mix"]
        slide = self._slide(self._worded(chart.title))
        table = self.report.table(chart.table)
        shares = chart.series[0].columns
        names = [table.column(key).heading.text(self.lang) for key in shares]
        rows = [
            (
                self._named(chart, series.row),
                [self._cell(table, key, series.row or 0) for key in shares],
                series.hue,
            )
            for series in chart.series
        ]
        self._chart(slide, "BAR_STACKED_100", names, rows, 1.55, 4.4, "0%")
        self._text(slide, self._told("who_sentence"), _LEFT, 6.1, _ROOM, 0.8, 16, theme.INK)

    def _why(self) -> None:
        from pptx.chart.data import BubbleChartData
        from pptx.enum.chart import XL_CHART_TYPE

        chart = self.charts.get("bubble")
        if chart is None:
            mix = self.charts["mix"]
            slide = self._slide(self._told("who_sentence"))
            table = self.report.table(mix.table)
            held = table.column("gpm" if table.has("gpm") else "share")
            rows = [(held.heading.text(self.lang), list(self._column(mix.table, held.key)), "ink")]
            names = [self._named(mix, series.row) for series in mix.series]
            self._chart(slide, "COLUMN_CLUSTERED", names, rows, 1.55, 4.4, number_format(held.kind))
        else:
            slide = self._slide(self._worded(chart.title))
            data = BubbleChartData(number_format="#,##0.0")
            for series in chart.series:
                x, size = (
                    self._cell(self.report.table(chart.table), key, series.row or 0) for key in series.columns
                )
                y = self._cell(self.report.table(chart.table), series.column, series.row or 0)
                point = data.add_series(self._named(chart, series.row))
                if x is not None and y is not None and size is not None:
                    point.add_data_point(x, y, size)
            drawn = self._placed(slide, XL_CHART_TYPE.BUBBLE, data, 1.55, 4.4)
            self._colored(drawn, [series.hue for series in chart.series])
            for axis, title in zip((drawn.category_axis, drawn.value_axis), chart.axes, strict=True):
                axis.axis_title.text_frame.text = title
                axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = self._points(_SMALL)
        self._text(slide, self._told("why_sentence"), _LEFT, 6.1, _ROOM, 0.9, 16, theme.INK)

    def _when(self) -> None:
        chart = self.charts["daily"]
        slide = self._slide(self._worded(chart.title))
        table = self.report.table(chart.table)
        days = [f"{day.month}/{day.day}" for day in self.report.values.column(chart.table, chart.category)]
        for line, kind, top, high in ((False, "COLUMN_STACKED", 1.5, 3.0), (True, "LINE", 4.45, 1.75)):
            rows = [
                (
                    table.column(one.column).heading.text(self.lang),
                    list(self._column(chart.table, one.column)),
                    one.hue,
                )
                for one in chart.series
                if one.line is line
            ]
            if rows:
                self._chart(slide, kind, days, rows, top, high, number_format(chart.kinds[line]))
        said = self.texts.get("cause_sentence") or self.texts.get("bridge_sentence", "")
        self._text(slide, said, _LEFT, 6.25, _ROOM, 0.9, 14, theme.INK)

    def _next(self) -> None:
        slide = self._slide(self._told("next_sentence") or self._told("who_sentence"))
        table = next((t for t in self.overview.tables if t.key == "actions"), None)
        if table is not None:
            self._rows(slide, table, 1.7)
        check = self.texts.get("check_shown", "")
        trust = say(self.lang, f"校验：{check}", f"Checks: {check}") if check else ""
        source = self.texts.get("source_line", "")
        self._text(
            slide, "\n".join(filter(None, (trust, source))), _LEFT, 6.3, _ROOM, 0.9, _SMALL, theme.MUTED
        )

    # ---------------------------------------------------------------- values
    def _told(self, name: str) -> str:
        return self.texts.get(name, "")

    def _worded(self, text: str) -> str:
        return _NAME.sub(lambda found: self.texts.get(found[1], "—"), text)

    def _named(self, chart: Chart, row: int | None) -> str:
        return str(self.report.values.column(chart.table, chart.category)[row or 0])

    def _cell(self, table: Table, column: str, row: int) -> float | None:
        return _known(self.report.values.cell(table.key, column, row))

    def _column(self, table: str, column: str) -> Iterator[float | None]:
        return (_known(value) for value in self.report.values.column(table, column))

    # ---------------------------------------------------------------- ink
    def _points(self, size: float) -> Any:
        from pptx.util import Pt

        return Pt(size)

    def _slide(self, title: str) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        holder = slide.shapes.title
        self._put(holder, _LEFT, 0.35, _ROOM, 1.1)
        holder.text_frame.word_wrap = True
        self._written(holder, title, 22 if len(title) < 70 else 18, theme.NAVY, bold=True)
        of = f"{self.report.brand} · {self.texts['period']}".strip(" ·")
        self._text(slide, of, _LEFT, 0.08, _ROOM, 0.3, _SMALL, theme.MUTED)
        return slide

    def _put(self, shape: Any, left: float, top: float, wide: float, high: float) -> None:
        from pptx.util import Inches

        shape.left, shape.top, shape.width, shape.height = map(Inches, (left, top, wide, high))

    def _box(self, slide: Any, left: float, top: float, wide: float, high: float, paper: str) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.util import Inches

        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, (left, top, wide, high)))
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor.from_string(paper)
        box.line.fill.background()
        box.shadow.inherit = False

    def _text(
        self,
        slide: Any,
        text: str,
        left: float,
        top: float,
        wide: float,
        high: float,
        size: float,
        ink: str,
        *,
        bold: bool = False,
    ) -> None:
        from pptx.util import Inches

        box = slide.shapes.add_textbox(*map(Inches, (left, top, wide, high)))
        box.text_frame.word_wrap = True
        self._written(box, text, size, ink, bold=bold)

    def _written(self, shape: Any, text: str, size: float, ink: str, *, bold: bool = False) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN

        frame = shape.text_frame
        frame.text = text
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            for run in paragraph.runs:
                font = run.font
                font.size, font.bold, font.name = self._points(size), bold, self._font
                font.color.rgb = RGBColor.from_string(ink)

    @property
    def _font(self) -> str:
        return say(self.lang, theme.FONT, theme.FONT_EN)

    def _chart(
        self,
        slide: Any,
        kind: str,
        names: Sequence[str],
        rows: Sequence[tuple[str, Sequence[float | None], str]],
        top: float,
        high: float,
        form: str,
    ) -> None:
        """A native chart: each row a series of its hue, the names along the axis."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE

        data = CategoryChartData(number_format=form)
        data.categories = names
        for name, values, _ in rows:
            data.add_series(name, values)
        drawn = self._placed(slide, getattr(XL_CHART_TYPE, kind), data, top, high)
        self._colored(drawn, [hue for _, _, hue in rows])
        plot = drawn.plots[0]
        if kind == "BAR_STACKED_100":
            from pptx.dml.color import RGBColor

            plot.has_data_labels, plot.gap_width = True, 45
            drawn.category_axis.reverse_order = True
            drawn.value_axis.visible = False
            drawn.value_axis.has_major_gridlines = False
            for series, (_, _, hue) in zip(plot.series, rows, strict=True):
                labels = series.data_labels
                labels.show_value, labels.number_format, labels.number_format_is_linked = True, form, False
                labels.font.size = self._points(14)
                labels.font.color.rgb = RGBColor.from_string(theme.ON_HUE.get(hue, theme.PAPER))
            return
        drawn.value_axis.tick_labels.number_format, drawn.value_axis.tick_labels.number_format_is_linked = (
            form,
            False,
        )
        if kind == "LINE":
            for series in plot.series:
                series.smooth = False
                series.marker.style = XL_MARKER_STYLE.NONE
        else:
            plot.gap_width = 40

    def _placed(self, slide: Any, kind: Any, data: Any, top: float, high: float) -> Any:
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_LEGEND_POSITION
        from pptx.util import Inches

        drawn = slide.shapes.add_chart(kind, *map(Inches, (_LEFT, top, _ROOM, high)), data).chart
        drawn.font.size, drawn.font.name = self._points(_SMALL), self._font
        drawn.has_title = False
        lines = drawn.value_axis.major_gridlines.format.line
        lines.color.rgb = RGBColor.from_string(theme.FAINT)
        drawn.value_axis.format.line.fill.background()
        drawn.has_legend = True
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        return drawn

    def _colored(self, drawn: Any, hues: Sequence[str]) -> None:
        from pptx.dml.color import RGBColor

        for series, hue in zip(drawn.plots[0].series, hues, strict=True):
            color = RGBColor.from_string(theme.hue(hue, self.report.palette))
            if type(series).__name__ == "LineSeries":
                series.format.line.color.rgb, series.format.line.width = color, self._points(2.25)
            else:
                series.format.fill.solid()
                series.format.fill.fore_color.rgb = color

    def _rows(self, slide: Any, table: Table, top: float) -> None:
        """A native table: the headings and every row as people write them."""
        from pptx.dml.color import RGBColor
        from pptx.util import Inches

        columns = list(table.columns)
        values = [list(self.report.values.column(table.key, c.key)) for c in columns]
        wide = [1.5 if c.kind not in ("text", "words") else 1.6 for c in columns]
        wide[-1] = _ROOM - sum(wide[:-1])
        shape = slide.shapes.add_table(
            len(values[0]) + 1, len(columns), *map(Inches, (_LEFT, top, _ROOM, 0.45 * (len(values[0]) + 1)))
        )
        for at, (column, width) in enumerate(zip(columns, wide, strict=True)):
            shape.table.columns[at].width = Inches(width)
            texts = [
                column.heading.text(self.lang),
                *(written(v, table.kind(column, n)) for n, v in enumerate(values[at])),
            ]
            for row, text in enumerate(texts):
                cell = shape.table.cell(row, at)
                cell.fill.solid()
                paper = theme.NAVY if row == 0 else theme.WASH
                cell.fill.fore_color.rgb = RGBColor.from_string(paper)
                self._written(cell, text, 13, theme.PAPER if row == 0 else theme.INK, bold=row == 0)

    def _without_clock(self, data: bytes) -> bytes:
        """Fix the times within the workbooks that the charts carry along."""
        package = Package(data)
        day = f"{span_of(self.report.month).first}T00:00:00Z"
        for name in package.names:
            if name.endswith(".xlsx"):
                inside = Package(package.read(name))
                with inside.edit("docProps/core.xml") as core:
                    for moment in each(core, "created", "modified"):
                        moment.text = day
                package.write(name, inside.to_bytes())
        return package.to_bytes()


def _known(value: Any) -> float | None:
    """A number as a chart takes it; None where there is none."""
    if isinstance(value, str) or value is None:
        return None
    return float(value) if math.isfinite(value) else None
