"""Native charts, drawn with openpyxl and bound to tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
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
from xl_fact.drawing.ink import SMALLEST
from xl_fact.drawing.theme import FAINT, FONT, INK, MUTED
from xl_fact.report.formula import Values
from xl_fact.report.kinds import FORMATS
from xl_fact.report.model import Chart, Series

Range = Callable[[str, str, int | None], str]
"""The pinned address of a column's body, or of one of its rows: by table, column and row."""
Headings = Callable[[str, tuple[str, ...], int | None], str]
"""The pinned address of some columns side by side: their headings, or one row of theirs."""

_POINTS: Final = round(SMALLEST * 100)
"""Size of the text of charts, in hundredths of a point."""
_THIN, _THICK, _HAIR = 22_225, 25_400, 6_350
"""Widths of lines, in English metric units."""


def draw(chart: Chart, where: Range, across: Headings, values: Values, titled: str | None = None) -> Any:
    """The chart as openpyxl has it; the values only say how far its axes reach.

    A title that follows what people type is the text of the cell `titled`.
    """
    drawn = _KINDS[chart.kind](_Bound(chart, where, across))
    if chart.kind == "bubble":
        across_to = drawn.x_axis.scaling.max = reach(chart, chart.series[0].columns[0], values)
        up_to = drawn.y_axis.scaling.max = reach(chart, chart.series[0].column, values)
        for one, place in zip(drawn.series, places(bubbles_of(chart, values, across_to, up_to)), strict=True):
            one.dLbls.dLblPos = place
    if chart.kind == "waterfall":
        drawn.y_axis.scaling.min = ground(chart, values)
    drawn.title = _title(chart.title, titled)
    drawn.graphical_properties = GraphicalProperties(
        solidFill=theme.PAPER, ln=LineProperties(solidFill=FAINT)
    )
    drawn.roundedCorners = False
    drawn.display_blanks = "gap"
    return drawn


@dataclass(frozen=True)
class _Bound:
    """A chart, and where its table stands."""

    chart: Chart
    where: Range
    across: Headings

    def texts(self, row: int | None = None) -> StrRef:
        """What stands along the axis; in one row, the name of that row."""
        return StrRef(self.where(self.chart.table, self.chart.category, row))

    def days(self) -> AxDataSource:
        """What stands along the axis, as dates."""
        return AxDataSource(numRef=NumRef(self.where(self.chart.table, self.chart.category, None)))

    def headings(self, columns: tuple[str, ...]) -> StrRef:
        """The headings of some columns side by side."""
        return StrRef(self.across(self.chart.table, columns, None))

    def numbers(self, column: str, row: int | None) -> NumRef:
        """A column, or one row of it."""
        return NumRef(self.where(self.chart.table, column, row))

    def color(self, series: Series) -> str:
        """Its hue in the report's palette."""
        return theme.hue(series.hue, self.chart.palette)

    def column(self, series: Series, along: AxDataSource, **more: Any) -> Any:
        """A series: a column under its heading."""
        return Drawn(
            tx=SeriesLabel(strRef=self.headings((series.column,))),
            val=NumDataSource(numRef=self.numbers(series.column, None)),
            cat=along,
            order=0,
            idx=0,
            **more,
        )

    def line(self, series: Series, along: AxDataSource, look: LineProperties) -> Any:
        """A series as a line without markers."""
        spPr = GraphicalProperties(ln=look)  # noqa: N806
        return self.column(series, along, spPr=spPr, marker=Marker(symbol="none"), smooth=False)


def _bars(direction: str, grouping: str, gap: int) -> Any:
    """Bars or columns; those that are stacked lie over each other."""
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.gapWidth = direction, grouping, gap
    if grouping != "clustered":
        bars.overlap = 100
    return bars


def _mix(b: _Bound) -> Any:
    """Rows stacked to the whole: each bar one measure, each colour one position."""
    bars = _bars("bar", "percentStacked", 45)
    for series in b.chart.series:
        one = Drawn(
            tx=SeriesLabel(strRef=b.texts(series.row)),
            val=NumDataSource(numRef=NumRef(b.across(b.chart.table, series.columns, series.row))),
            cat=AxDataSource(strRef=b.headings(series.columns)),
            spPr=_part(series),
            invertIfNegative=False,
        )
        one.dLbls = _labels("0%", theme.ON_HUE[series.hue])
        bars.series.append(one)
    _axes(bars, b.chart, legend=True)
    bars.y_axis.majorGridlines = None
    bars.y_axis.delete = True
    bars.x_axis.scaling.orientation = "maxMin"
    return bars


def _bubble(b: _Bound) -> Any:
    """One bubble a position: across, up, and size."""
    bubbles = BubbleChart()
    bubbles.style, bubbles.bubbleScale, bubbles.sizeRepresents = None, 55, "area"
    bubbles.varyColors = None
    for series in b.chart.series:
        along, size = series.columns
        one = Drawn(
            tx=SeriesLabel(strRef=b.texts(series.row)),
            spPr=GraphicalProperties(
                solidFill=theme.HUES[series.hue], ln=LineProperties(solidFill=theme.PAPER)
            ),
            xVal=AxDataSource(numRef=b.numbers(along, series.row)),
            yVal=NumDataSource(numRef=b.numbers(series.column, series.row)),
            bubbleSize=NumDataSource(numRef=b.numbers(size, series.row)),
            bubble3D=False,
            invertIfNegative=False,
        )
        one.dLbls = _told(
            showSerName=True, showBubbleSize=False, dLblPos="t", txPr=_text(_POINTS, INK, bold=True)
        )
        bubbles.series.append(one)
    _axes(bubbles, b.chart, least=0)
    bubbles.x_axis.scaling.min = 0
    return bubbles


def bubbles_of(chart: Chart, values: Values, across_to: float | None, up_to: float | None) -> list[Bubble]:
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


def _daily(b: _Bound) -> Any:
    """Columns stacked by position, and a line on its own axis."""
    bars, line, days = _bars("col", "stacked", 40), LineChart(), b.days()
    for series in b.chart.series:
        if series.line:
            line.series.append(b.line(series, days, LineProperties(solidFill=INK, w=_THIN)))
        else:
            bars.series.append(b.column(series, days, spPr=_part(series), invertIfNegative=False))
    _axes(bars, b.chart, least=0, legend=True)
    bars.x_axis.number_format, bars.x_axis.tickLblSkip, bars.x_axis.tickMarkSkip = "d", 3, 3
    return _with(bars, line, b.chart)


def _waterfall(b: _Bound) -> Any:
    """Steps standing on invisible floors."""
    bars, labels = _bars("col", "stacked", 40), AxDataSource(strRef=b.texts())
    for series in b.chart.series:
        one = b.column(series, labels, invertIfNegative=False)
        if series.hue:
            one.spPr = GraphicalProperties(solidFill=b.color(series))
            one.dLbls = _labels(*_STEP_LABELS[series.hue])
            if series.hue != "ink":  # a step may be thinner than its figure
                one.dLbls.spPr = GraphicalProperties(solidFill=theme.PAPER)
        else:
            one.spPr = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
        bars.series.append(one)
    _axes(bars, b.chart, least=0)
    return bars


_STEP_LABELS: Final = {
    "ink": ("#,##0.0;;;", theme.PAPER),
    "up": ("+#,##0.0;;;", INK),
    "down": ("\\-#,##0.0;;;", INK),
}
"""Format and colour of the figures on the steps of a waterfall; none where there is no step."""


def _lines(b: _Bound) -> Any:
    """Lines over days."""
    lines: Any = LineChart()
    days = b.days()
    for series in b.chart.series:
        look = LineProperties(solidFill=b.color(series), w=_THICK)
        if series.line:
            look.prstDash = "sysDash"
        lines.series.append(b.line(series, days, look))
    _axes(lines, b.chart, least=0, legend=True)
    lines.x_axis.number_format, lines.x_axis.tickLblSkip = "d", 3
    return lines


def _columns(b: _Bound) -> Any:
    """Columns side by side, and lines on an axis of their own."""
    bars, line, labels = _bars("col", "clustered", 50), LineChart(), AxDataSource(strRef=b.texts())
    for series in b.chart.series:
        color = b.color(series)
        if series.line:
            line.series.append(b.line(series, labels, LineProperties(solidFill=color, w=_THIN)))
        else:
            look = GraphicalProperties(solidFill=color)
            bars.series.append(b.column(series, labels, spPr=look, invertIfNegative=False))
    _axes(bars, b.chart, least=0, legend=True)
    return _with(bars, line, b.chart)


def _radar(b: _Bound) -> Any:
    """A web from 0 to 10."""
    radar, labels = RadarChart(), AxDataSource(strRef=b.texts())
    for series in b.chart.series:
        look = GraphicalProperties(ln=LineProperties(solidFill=b.color(series), w=_THICK), noFill=True)
        radar.series.append(b.column(series, labels, spPr=look))
    radar.type = "marker"
    _axes(radar, b.chart, least=0, legend=len(b.chart.series) > 1)
    radar.y_axis.scaling.max, radar.y_axis.majorUnit = 10, 2
    radar.x_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=FAINT)))
    return radar


def _with(bars: Any, line: Any, chart: Chart) -> Any:
    """Columns, and lines on an axis of their own on the right when there are any."""
    if not line.series:
        return bars
    for number, one in enumerate(line.series, len(bars.series)):
        one.idx = one.order = number
    axis = line.y_axis
    axis.axId, axis.crosses, axis.delete, axis.majorGridlines = 200, "max", False, None
    axis.number_format, axis.title = FORMATS[chart.kinds[1]], _axis_title(chart.axes[1])
    axis.txPr, axis.scaling.min = _text(_POINTS, MUTED), 0
    if chart.kinds[1] == "rate":
        axis.scaling.max = 1
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    bars += line
    return bars


_KINDS: Final[dict[str, Callable[[_Bound], Any]]] = {
    "mix": _mix,
    "bubble": _bubble,
    "daily": _daily,
    "waterfall": _waterfall,
    "lines": _lines,
    "columns": _columns,
    "radar": _radar,
}


def reach(chart: Chart, column: str, values: Values) -> float | None:
    """A round end of an axis with room for a bubble and its name; None leaves it to the program."""
    held = [float(v) for v in values.column(chart.table, column) if math.isfinite(v) and v > 0]
    if not held:
        return None
    wanted = max(held) * 1.25
    step = 10.0 ** math.floor(math.log10(wanted)) / 2
    return math.ceil(wanted / step) * step


def ground(chart: Chart, values: Values) -> float:
    """Where the upright axis of a waterfall begins: near its steps, so that they are seen."""
    ends = [float(v) for v in values.column(chart.table, "end") if math.isfinite(v)]
    if not ends or min(ends) <= 0:
        return 0.0
    span = max(max(ends) - min(ends), 0.002 * max(ends))
    step = 10.0 ** math.floor(math.log10(span))
    return max(0.0, math.floor((min(ends) - span / 2) / step) * step)


def _part(series: Series) -> GraphicalProperties:
    """A part of a stack: its hue, set off from the next."""
    return GraphicalProperties(
        solidFill=theme.hue(series.hue), ln=LineProperties(solidFill=theme.PAPER, w=_HAIR)
    )


def _axes(drawn: Any, chart: Chart, *, least: float | None = None, legend: bool = False) -> None:
    """Number the series; axes, their titles and grid, where the upright one begins, and the legend below."""
    across, up = chart.axes if chart.kind == "bubble" else ("", chart.axes[0])
    for number, one in enumerate(drawn.series):
        one.idx = one.order = number
    for axis, title, kind in (
        (drawn.x_axis, across, chart.kinds[1] if across else ""),
        (drawn.y_axis, up, chart.kinds[0]),
    ):
        axis.delete = False
        axis.title = _axis_title(title) if title else None
        axis.txPr = _text(_POINTS, MUTED)
        axis.majorTickMark = axis.minorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=FAINT))
        if kind:
            axis.number_format = FORMATS[kind]
    drawn.x_axis.majorGridlines = None
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=FAINT, w=_HAIR))
    drawn.y_axis.scaling.min = least
    drawn.legend = _legend("b") if legend else None


def _labels(number_format: str, color: str) -> DataLabelList:
    """The figures on the parts of a stack."""
    return _told(showVal=True, numFmt=number_format, txPr=_text(_POINTS, color, bold=True))


def _told(**more: Any) -> DataLabelList:
    """Labels that tell only what is asked for."""
    silent = dict.fromkeys(("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent"), False)
    return DataLabelList(**silent | more)


def _legend(position: str) -> Legend:
    legend = Legend()
    legend.position, legend.overlay, legend.txPr = position, False, _text(_POINTS, INK)
    return legend


def _title(text: str, cell: str | None) -> Title:
    if cell is None:
        title = Title(tx=Text(rich=_rich(text, 1100, INK, bold=True)), overlay=False)
    else:
        looks = _text(1100, INK, bold=True)
        title = Title(tx=Text(strRef=StrRef(f=cell)), txPr=looks, overlay=False)
    title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.025))
    return title


def _axis_title(text: str) -> Title:
    return Title(tx=Text(rich=_rich(text, _POINTS, MUTED, bold=False)), overlay=False)


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
