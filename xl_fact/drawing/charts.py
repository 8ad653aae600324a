"""Native charts, drawn with openpyxl and bound to tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from openpyxl.chart import BarChart, BubbleChart, LineChart, RadarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as Drawn
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from xl_fact.drawing import theme
from xl_fact.drawing.bubbles import Bubble, places
from xl_fact.drawing.theme import FAINT, FONT, INK, MUTED
from xl_fact.report.formula import Values
from xl_fact.report.kinds import FORMATS
from xl_fact.report.model import Chart, Series

Range = Callable[[str, str, int | None], str]
"""The pinned address of a column's body, or of one of its rows: by table, column and row."""
Headings = Callable[[str, tuple[str, ...], int | None], str]
"""The pinned address of some columns side by side: their headings, or one row of theirs."""


def draw(chart: Chart, where: Range, across: Headings, values: Values) -> Any:
    """The chart as openpyxl has it; the values only say how far its axes reach."""
    drawn = _KINDS[chart.kind](chart, where, across)
    if chart.kind == "bubble":
        across_to = drawn.x_axis.scaling.max = _reach(chart, chart.series[0].columns[0], values)
        up_to = drawn.y_axis.scaling.max = _reach(chart, chart.series[0].column, values)
        for one, place in zip(drawn.series, places(_bubbles(chart, values, across_to, up_to)), strict=True):
            one.dLbls.dLblPos = place
    drawn.title = _title(chart.title)
    drawn.graphical_properties = GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(solidFill=FAINT))
    drawn.roundedCorners = False
    drawn.display_blanks = "gap"
    return drawn


def _mix(chart: Chart, where: Range, across: Headings) -> Any:
    """Rows stacked to the whole: each bar one measure, each colour one position."""
    bars = BarChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "bar", "percentStacked", 100, 45
    for series in chart.series:
        one = _series(
            series,
            across(chart.table, series.columns, series.row),
            where(chart.table, chart.category, series.row),
        )
        one.cat = AxDataSource(strRef=StrRef(across(chart.table, series.columns, None)))
        one.dLbls = _labels("0%", theme.ON_HUE[series.hue])
        bars.series.append(one)
    _axes(bars, chart, grid=False)
    bars.y_axis.delete = True
    bars.x_axis.scaling.orientation = "maxMin"
    bars.legend = _legend("b")
    return bars


def _bubble(chart: Chart, where: Range, across: Headings) -> Any:
    """One bubble a position: across, up, and size."""
    bubbles = BubbleChart()
    bubbles.style, bubbles.bubbleScale, bubbles.sizeRepresents = None, 55, "area"
    bubbles.varyColors = None
    for series in chart.series:
        along, size = series.columns
        one = Drawn(
            idx=len(bubbles.series),
            order=len(bubbles.series),
            tx=SeriesLabel(strRef=StrRef(where(chart.table, chart.category, series.row))),
            spPr=GraphicalProperties(solidFill=theme.HUES[series.hue], ln=LineProperties(solidFill="FFFFFF")),
            xVal=AxDataSource(numRef=NumRef(where(chart.table, along, series.row))),
            yVal=NumDataSource(numRef=NumRef(where(chart.table, series.column, series.row))),
            bubbleSize=NumDataSource(numRef=NumRef(where(chart.table, size, series.row))),
            bubble3D=False,
            invertIfNegative=False,
        )
        one.dLbls = DataLabelList(
            showSerName=True,
            showVal=False,
            showLegendKey=False,
            showCatName=False,
            showPercent=False,
            showBubbleSize=False,
            dLblPos="t",
            txPr=_text(900, INK, bold=True),
        )
        bubbles.series.append(one)
    _axes(bubbles, chart, grid=True)
    bubbles.x_axis.scaling.min = bubbles.y_axis.scaling.min = 0
    bubbles.legend = None
    return bubbles


def _bubbles(chart: Chart, values: Values, across_to: float | None, up_to: float | None) -> list[Bubble]:
    """The bubbles as parts of the axes; one without figures is nowhere."""
    first = chart.series[0]
    along, size = first.columns
    columns = (along, first.column, size, chart.category)
    held = [values.column(chart.table, key) for key in columns]
    found = []
    for series in chart.series:
        x, y, amount, name = (column[series.row or 0] for column in held)
        found.append(Bubble(x / (across_to or 1.0), y / (up_to or 1.0), amount, name))
    return found


def _daily(chart: Chart, where: Range, across: Headings) -> Any:
    """Columns stacked by position, and a line on its own axis."""
    bars, line = BarChart(), LineChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "col", "stacked", 100, 40
    days = AxDataSource(numRef=NumRef(where(chart.table, chart.category, None)))
    for series in chart.series:
        one = _series(
            series, where(chart.table, series.column, None), across(chart.table, (series.column,), None)
        )
        one.cat = days
        one.idx = one.order = len(bars.series) + len(line.series)
        if series.line:
            one.spPr = GraphicalProperties(ln=LineProperties(solidFill=INK, w=22_225))
            one.smooth = False
            one.marker = Marker(symbol="none")
            one.invertIfNegative = None
            line.series.append(one)
        else:
            bars.series.append(one)
    _axes(bars, chart, grid=True)
    bars.x_axis.number_format, bars.x_axis.tickLblSkip, bars.x_axis.tickMarkSkip = "d", 3, 3
    bars.x_axis.title = None
    bars.y_axis.scaling.min = 0
    bars.legend = _legend("b")
    if line.series:
        _second_axis(line, chart)
        bars += line
    return bars


def _waterfall(chart: Chart, where: Range, across: Headings) -> Any:
    """Steps standing on invisible floors."""
    bars = BarChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "col", "stacked", 100, 40
    labels = AxDataSource(strRef=StrRef(where(chart.table, chart.category, None)))
    for series in chart.series:
        one = Drawn(
            tx=SeriesLabel(strRef=StrRef(across(chart.table, (series.column,), None))),
            val=NumDataSource(numRef=NumRef(where(chart.table, series.column, None))),
            cat=labels,
            invertIfNegative=False,
            order=0,
            idx=0,
        )
        if series.hue:
            one.spPr = GraphicalProperties(solidFill=theme.hue(series.hue, chart.palette))
            one.dLbls = _labels(*_STEP_LABELS[series.hue])
            if series.hue != "ink":  # a step may be thinner than its figure
                one.dLbls.spPr = GraphicalProperties(solidFill=theme.PAPER)
        else:
            one.spPr = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
        bars.series.append(one)
    _axes(bars, chart, grid=True)
    bars.y_axis.scaling.min = 0
    bars.legend = None
    return bars


_STEP_LABELS: Final = {
    "ink": ("#,##0.0;;;", theme.PAPER),
    "up": ("+#,##0.0;;;", INK),
    "down": ("\\-#,##0.0;;;", INK),
}
"""Format and colour of the figures on the steps of a waterfall; none where there is no step."""


def _lines(chart: Chart, where: Range, across: Headings) -> Any:
    """Lines over days."""
    lines: Any = LineChart()
    days = AxDataSource(numRef=NumRef(where(chart.table, chart.category, None)))
    for series in chart.series:
        look = LineProperties(solidFill=theme.hue(series.hue, chart.palette), w=25_400)
        if series.line:
            look.prstDash = "sysDash"
        one = Drawn(
            tx=SeriesLabel(strRef=StrRef(across(chart.table, (series.column,), None))),
            val=NumDataSource(numRef=NumRef(where(chart.table, series.column, None))),
            cat=days,
            spPr=GraphicalProperties(ln=look),
            marker=Marker(symbol="none"),
            smooth=False,
            order=0,
            idx=0,
        )
        lines.series.append(one)
    _axes(lines, chart, grid=True)
    lines.x_axis.number_format, lines.x_axis.tickLblSkip = "d", 3
    lines.y_axis.scaling.min = 0
    lines.legend = _legend("b")
    return lines


def _columns(chart: Chart, where: Range, across: Headings) -> Any:
    """Columns side by side, and lines on an axis of their own."""
    bars, line = BarChart(), LineChart()
    bars.type, bars.grouping, bars.gapWidth = "col", "clustered", 50
    labels = AxDataSource(strRef=StrRef(where(chart.table, chart.category, None)))
    for number, series in enumerate(chart.series):
        values = NumDataSource(numRef=NumRef(where(chart.table, series.column, None)))
        name = SeriesLabel(strRef=StrRef(across(chart.table, (series.column,), None)))
        color = theme.hue(series.hue, chart.palette)
        one = Drawn(tx=name, val=values, cat=labels, order=number, idx=number)
        if series.line:
            one.spPr = GraphicalProperties(ln=LineProperties(solidFill=color, w=22_225))
            one.marker, one.smooth = Marker(symbol="none"), False
            line.series.append(one)
        else:
            one.spPr, one.invertIfNegative = GraphicalProperties(solidFill=color), False
            bars.series.append(one)
    lines = list(line.series)
    _axes(bars, chart, grid=True)
    bars.y_axis.scaling.min = 0
    bars.legend = _legend("b")
    if lines:
        for offset, one in enumerate(lines):
            one.idx = one.order = len(bars.series) + offset
        _second_axis(line, chart)
        bars += line
    return bars


def _radar(chart: Chart, where: Range, across: Headings) -> Any:
    """A web from 0 to 10."""
    radar = RadarChart()
    radar.type = "filled"
    labels = AxDataSource(strRef=StrRef(where(chart.table, chart.category, None)))
    for series in chart.series:
        color = theme.hue(series.hue, chart.palette)
        one = Drawn(
            tx=SeriesLabel(strRef=StrRef(across(chart.table, (series.column,), None))),
            val=NumDataSource(numRef=NumRef(where(chart.table, series.column, None))),
            cat=labels,
            spPr=GraphicalProperties(ln=LineProperties(solidFill=color, w=25_400), noFill=True),
            order=0,
            idx=0,
        )
        radar.series.append(one)
    radar.type = "marker"
    _axes(radar, chart, grid=True)
    radar.y_axis.scaling.min, radar.y_axis.scaling.max, radar.y_axis.majorUnit = 0, 10, 2
    radar.x_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=FAINT)))
    radar.legend = None if len(chart.series) == 1 else _legend("b")
    return radar


def _second_axis(line: Any, chart: Chart) -> None:
    """An axis of its own, on the right."""
    axis = line.y_axis
    axis.axId, axis.crosses, axis.delete, axis.majorGridlines = 200, "max", False, None
    axis.number_format, axis.title = FORMATS[chart.kinds[1]], _axis_title(chart.axes[1])
    axis.txPr, axis.scaling.min = _text(800, MUTED), 0
    if chart.kinds[1] == "rate":
        axis.scaling.max = 1
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))


_KINDS: Final[dict[str, Callable[[Chart, Range, Headings], Any]]] = {
    "mix": _mix,
    "bubble": _bubble,
    "daily": _daily,
    "waterfall": _waterfall,
    "lines": _lines,
    "columns": _columns,
    "radar": _radar,
}


def _reach(chart: Chart, column: str, values: Values) -> float | None:
    """A round end of an axis with room for a bubble and its name; None leaves it to the program."""
    held = [float(v) for v in values.column(chart.table, column) if math.isfinite(v) and v > 0]
    if not held:
        return None
    wanted = max(held) * 1.25
    step = 10.0 ** math.floor(math.log10(wanted)) / 2
    return math.ceil(wanted / step) * step


def _series(series: Series, values: str, name: str) -> Any:
    return Drawn(
        tx=SeriesLabel(strRef=StrRef(name)),
        val=NumDataSource(numRef=NumRef(values)),
        spPr=GraphicalProperties(
            solidFill=theme.hue(series.hue), ln=LineProperties(solidFill="FFFFFF", w=6_350)
        ),
        invertIfNegative=False,
        order=0,
        idx=0,
    )


def _axes(drawn: Any, chart: Chart, *, grid: bool) -> None:
    across, up = chart.axes if chart.kind == "bubble" else ("", chart.axes[0])
    for number, one in enumerate(drawn.series):
        one.idx = one.order = number
    for axis, title, kind in (
        (drawn.x_axis, across, chart.kinds[1] if across else ""),
        (drawn.y_axis, up, chart.kinds[0]),
    ):
        axis.delete = False
        axis.title = _axis_title(title) if title else None
        axis.txPr = _text(800, MUTED)
        axis.majorTickMark = axis.minorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=FAINT))
        if kind:
            axis.number_format = FORMATS[kind]
    drawn.x_axis.majorGridlines = None
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=FAINT, w=6_350))
    if not grid:
        drawn.y_axis.majorGridlines = None


def _labels(number_format: str, color: str) -> DataLabelList:
    return DataLabelList(
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        numFmt=number_format,
        txPr=_text(900, color, bold=True),
    )


def _legend(position: str) -> Legend:
    legend = Legend()
    legend.position, legend.overlay, legend.txPr = position, False, _text(900, INK)
    return legend


def _title(text: str) -> Title:
    title = Title(tx=Text(rich=_rich(text, 1100, INK, bold=True)), overlay=False)
    title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.025))
    return title


def _axis_title(text: str) -> Title:
    return Title(tx=Text(rich=_rich(text, 800, MUTED, bold=False)), overlay=False)


def _rich(text: str, size: int, color: str, *, bold: bool) -> RichText:
    looks = _looks(size, color, bold=bold)
    run = RegularTextRun(rPr=looks, t=text)
    return RichText(
        bodyPr=RichTextProperties(), p=[Paragraph(pPr=ParagraphProperties(defRPr=looks), r=[run])]
    )


def _text(size: int, color: str, *, bold: bool = False) -> RichText:
    looks = ParagraphProperties(defRPr=_looks(size, color, bold=bold))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=looks, endParaRPr=CharacterProperties())])


def _looks(size: int, color: str, *, bold: bool) -> CharacterProperties:
    font = Font(typeface=FONT)
    return CharacterProperties(sz=size, b=bold, solidFill=color, latin=font, ea=font)
