"""Charts of a report as pictures a page holds: the same bindings, hues and reaches as the native ones.

Every picture has a title and the words of the chart for whoever can't see it; a mark that is pointed at says its
figure. Styles are attributes only, so that a strict page shows them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from xl_fact.drawing import theme
from xl_fact.drawing.bubbles import places
from xl_fact.drawing.charts import bubbles_of, ground, reach
from xl_fact.report.formula import Values
from xl_fact.report.kinds import FORMATS, NUMERIC
from xl_fact.report.model import Chart, Series, Table
from xl_fact.texts import shown_length
from xl_fact.workbook.displayed import displayed

_HALF, _WHOLE = 640.0, 1180.0
"""Width of a picture beside another, and of one that has the page to itself."""
_COLUMNS: Final = 8
"""From how many columns of the sheet on a chart has the page to itself."""
_HIGH: Final = 300.0
_SMALL: Final = 12
_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 52.0, 12.0, 44.0
_LARGEST: Final = 34.0
"""Radius of the largest bubble."""

Worded = Callable[[str], str]
"""A text with its ``{{ names }}`` filled in."""


def draw(chart: Chart, table: Table, values: Values, worded: Worded, lang: str) -> str:
    """A chart as SVG.

    Parameters
    ----------
    chart : Chart
    table : Table
        The one that it is bound to.
    values : Values
        What the table holds.
    worded : callable
        Fills in the names in a text.
    lang : str
        The language of headings.
    """
    picture = _Picture(chart, table, values, worded, lang)
    _KINDS[chart.kind](picture)
    return picture.done()


class _Picture:
    """One picture being drawn."""

    def __init__(self, chart: Chart, table: Table, values: Values, worded: Worded, lang: str):
        self.chart, self.table, self.values, self.worded, self.lang = chart, table, values, worded, lang
        self.parts: list[str] = []
        self.high = _HIGH
        self.wide = _WHOLE if chart.columns > _COLUMNS else _HALF

    # ---------------------------------------------------------------- what it shows
    def column(self, key: str) -> list[Any]:
        """The values of a column."""
        return list(self.values.column(self.chart.table, key))

    def cell(self, key: str, row: int | None) -> float:
        """One number; NaN where there is none."""
        held = self.column(key)[row or 0]
        return float(held) if isinstance(held, int | float) or hasattr(held, "item") else math.nan

    def name(self, series: Series) -> str:
        """What a series is called: its row or its column."""
        if series.row is not None:
            return str(self.column(self.chart.category)[series.row])
        return self.table.column(series.column).heading.text(self.lang)

    def color(self, series: Series) -> str:
        """Its hue in the report's palette; a line of no hue is ink."""
        if series.line and series.hue == "?":
            return theme.INK
        return theme.hue(series.hue, self.chart.palette)

    def shown(self, value: float, key: str) -> str:
        """A figure as the table shows it."""
        return displayed(value, FORMATS[self.table.column(key).kind])

    # ---------------------------------------------------------------- ink
    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        color: str = theme.MUTED,
        at: str = "middle",
        bold: bool = False,
        turned: bool = False,
        size: int = _SMALL,
    ) -> None:
        """Words at a place."""
        weight = ' font-weight="600"' if bold else ""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="#{color}" font-size="{size}" text-anchor="{at}"{weight}{turn}>'
            f"{escape(words)}</text>"
        )

    def box(self, x: float, y: float, wide: float, high: float, color: str, told: str = "") -> None:
        """A rectangle that says a figure."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, wide):.1f}" height="{max(0.0, high):.1f}" '
            f'fill="#{color}" stroke="#{theme.PAPER}" stroke-width="0.5">{_said(told)}</rect>'
        )

    def line(
        self, points: Sequence[tuple[float, float]], color: str, wide: float, dashed: bool = False
    ) -> None:
        """A line through places, broken where one is missing."""
        path, pen = [], "M"
        for x, y in points:
            if math.isfinite(y):
                path.append(f"{pen}{x:.1f} {y:.1f}")
                pen = "L"
            else:
                pen = "M"
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<path d="{" ".join(path)}" fill="none" stroke="#{color}" stroke-width="{wide}" '
            f'stroke-linejoin="round"{dash}/>'
        )

    def legend(self, series: Sequence[Series]) -> None:
        """Names with their colours, below."""
        wide = [shown_length(self.name(one)) * 6.6 + 34 for one in series]
        rows: list[list[int]] = [[]]
        for n, each in enumerate(wide):
            if rows[-1] and sum(wide[m] for m in rows[-1]) + each > self.wide - 16:
                rows.append([])
            rows[-1].append(n)
        for depth, row in enumerate(rows):
            x, y = (self.wide - sum(wide[n] for n in row)) / 2, self.high + 6 + depth * 18
            for n in row:
                if series[n].line:
                    self.line([(x, y - 4), (x + 16, y - 4)], self.color(series[n]), 2.2)
                else:
                    self.box(x + 2, y - 10, 12, 12, self.color(series[n]))
                self.text(x + 21, y, self.name(series[n]), color=theme.INK, at="start")
                x += wide[n]
        self.high += 18 * len(rows)

    def done(self) -> str:
        """The picture."""
        chart, key = self.chart, self.chart.key
        title, alt = escape(self.worded(chart.title)), escape(self.worded(chart.alt))
        look = "chart whole" if self.wide == _WHOLE else "chart"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.wide:.0f} {self.high + 4:.0f}" role="img" '
            f'class="{look}" aria-labelledby="{key}-title {key}-alt"><title id="{key}-title">{title}</title>'
            f'<desc id="{key}-alt">{alt}</desc>{"".join(self.parts)}</svg>'
        )


# -------------------------------------------------------------------- axes
def _ticks(low: float, high: float) -> list[float]:
    """Four to six round places from `low` to `high` or beyond."""
    span = (high - low) or 1.0
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough * 0.999)
    first = math.floor(low / step + 1e-9) * step
    count = math.ceil((high - first) / step - 1e-9)
    return [first + step * n for n in range(count + 1)]


def _short(value: float, kind: str, lang: str) -> str:
    """A round figure at an axis, in few letters."""
    if kind in ("rate", "fine"):
        return f"{value:.0%}"
    ten_thousand = theme.LARGE[lang]
    if abs(value) >= ten_thousand[0]:
        return f"{value / ten_thousand[0]:,.6g}{ten_thousand[1]}"
    return f"{value:,.6g}"


def _upright(picture: _Picture, *, stacked: bool) -> None:
    """Columns, stacked or side by side, and lines on an axis of their own where there are both."""
    chart, held = picture.chart, {}
    for one in chart.series:
        held[one.column] = [float(v) if v is not None else math.nan for v in picture.column(one.column)]
    along = picture.table.column(chart.category).kind
    labels = [
        displayed(float(v), FORMATS["count"]) if along in NUMERIC and along != "date" else v
        for v in picture.column(chart.category)
    ]
    bars = [one for one in chart.series if not one.line and chart.kind != "lines"]
    lines = [one for one in chart.series if one not in bars]
    left, right = _LEFT, picture.wide - (_RIGHT if bars and lines else 16)
    top, bottom = _TOP + 14, _HIGH - _BOTTOM
    whole = _extent(bars, held, len(labels), stacked=stacked) if bars else _most(lines, held)
    low = ground(chart, picture.values) if chart.kind == "waterfall" else min(0.0, whole[0])
    ticks = _ticks(low, whole[1])

    def up(value: float, scale: Sequence[float]) -> float:
        return bottom - (value - scale[0]) / ((scale[-1] - scale[0]) or 1) * (bottom - top)

    for tick in ticks:
        y = up(tick, ticks)
        picture.line([(left, y), (right, y)], theme.FAINT, 1)
        picture.text(left - 6, y + 4, _short(tick, chart.kinds[0], picture.lang), at="end")
    if chart.axes[0]:
        picture.text(left - 50, 14, picture.worded(chart.axes[0]), at="start")
    room = (right - left) / max(1, len(labels))
    _along(picture, labels, left, room, bottom)
    for row, label in enumerate(labels):
        base, slot = [0.0, 0.0], room * 0.72 / (1 if stacked else max(1, len(bars)))
        for place, one in enumerate(bars):
            value = held[one.column][row]
            if not math.isfinite(value) or value == 0:
                continue
            side = int(value < 0)
            start = base[side] if stacked else 0.0
            base[side] = start + value
            if not one.hue:
                continue
            ends = sorted(max(top, min(bottom, up(v, ticks))) for v in (start, start + value))
            x = left + room * row + room * 0.14 + (0 if stacked else slot * place)
            told = f"{_day(label)} {picture.name(one)} {picture.shown(value, one.column)}"
            picture.box(x, ends[0], slot, ends[1] - ends[0], picture.color(one), told)
            if chart.kind == "waterfall":
                sign = {"up": "+", "down": "-"}.get(one.hue, "")
                shown = sign + picture.shown(value, one.column)
                picture.text(x + slot / 2, ends[0] - 4, shown, color=theme.INK, bold=True)
    scale = _ticks(0.0, _most(lines, held)[1]) if bars and lines else ticks
    if bars and lines:
        for tick in scale:
            y = up(tick, scale)
            picture.text(right + 6, y + 4, _short(tick, chart.kinds[1], picture.lang), at="start")
        if chart.axes[1]:
            picture.text(picture.wide - 4, 14, picture.worded(chart.axes[1]), at="end")
    for one in lines:
        points = [(left + room * (n + 0.5), up(v, scale)) for n, v in enumerate(held[one.column])]
        picture.line(points, picture.color(one), 2.0, dashed=chart.kind == "lines" and one.line)
        for (x, y), value, label in zip(points, held[one.column], labels, strict=True):
            if math.isfinite(value):
                told = f"{_day(label)} {picture.name(one)} {picture.shown(value, one.column)}"
                picture.parts.append(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="#{picture.color(one)}">{_said(told)}</circle>'
                )
    picture.legend([one for one in chart.series if one.hue])


def _extent(
    bars: Sequence[Series], held: dict[str, list[float]], rows: int, *, stacked: bool
) -> tuple[float, float]:
    """How far columns reach, down and up."""
    low = high = 0.0
    for row in range(rows):
        values = [v for one in bars if math.isfinite(v := held[one.column][row])]
        if stacked:
            low = min(low, sum(v for v in values if v < 0))
            high = max(high, sum(v for v in values if v > 0))
        else:
            low, high = min([low, *values]), max([high, *values])
    return low, high or 1.0


def _most(lines: Sequence[Series], held: dict[str, list[float]]) -> tuple[float, float]:
    values = [v for one in lines for v in held[one.column] if math.isfinite(v)]
    return min(values, default=0.0), max(values, default=1.0) or 1.0


def _along(picture: _Picture, labels: Sequence[Any], left: float, room: float, bottom: float) -> None:
    """What stands below the axis: as many labels as there is room for."""
    longest = max((shown_length(_day(label)) for label in labels), default=1) * 6.8 + 8
    every = max(1, math.ceil(longest / room))
    for row, label in enumerate(labels):
        if row % every == 0:
            picture.text(left + room * (row + 0.5), bottom + 17, _day(label))


def _day(label: Any) -> str:
    return f"{label.month}/{label.day}" if isinstance(label, datetime.date) else str(label or "")


def _said(told: str) -> str:
    return f"<title>{escape(told)}</title>" if told else ""


# -------------------------------------------------------------------- kinds
def _mix(picture: _Picture) -> None:
    """Rows stacked to the whole: each bar one measure, each colour one position."""
    chart, columns = picture.chart, picture.chart.series[0].columns
    headings = [picture.table.column(key).heading.text(picture.lang) for key in columns]
    left = min(190.0, max(shown_length(h) for h in headings) * 6.8 + 18)
    right, top = picture.wide - 16, _TOP + 8
    room = (_HIGH - _BOTTOM - top) / len(columns)
    for row, (key, heading) in enumerate(zip(columns, headings, strict=True)):
        middle = top + room * (row + 0.5)
        picture.text(left - 8, middle + 4, heading, color=theme.INK, at="end")
        values = [picture.cell(key, series.row) for series in chart.series]
        whole, x = sum(v for v in values if math.isfinite(v)) or 1.0, left
        for series, value in zip(chart.series, values, strict=True):
            if not math.isfinite(value) or value <= 0:
                continue
            wide = value / whole * (right - left)
            told = f"{picture.name(series)} {heading} {picture.shown(value, key)}"
            picture.box(x, middle - room * 0.32, wide, room * 0.64, picture.color(series), told)
            if wide > 38:
                ink = theme.ON_HUE[series.hue]
                picture.text(x + wide / 2, middle + 4, f"{value:.0%}", color=ink, bold=True)
            x += wide
    picture.legend(chart.series)


def _bubble(picture: _Picture) -> None:
    """One bubble a position: across, up, and size."""
    chart, values = picture.chart, picture.values
    first = chart.series[0]
    far, tall = reach(chart, first.columns[0], values) or 1.0, reach(chart, first.column, values) or 1.0
    left, right, top, bottom = _LEFT, picture.wide - 20, _TOP + 14, _HIGH - _BOTTOM + 4
    across, up = _ticks(0.0, far), _ticks(0.0, tall)
    far, tall = max(far, across[-1]), max(tall, up[-1])
    for tick in up:
        y = bottom - tick / tall * (bottom - top)
        picture.line([(left, y), (right, y)], theme.FAINT, 1)
        picture.text(left - 6, y + 4, _short(tick, "score", picture.lang), at="end")
    for tick in across:
        picture.text(left + tick / far * (right - left), bottom + 17, _short(tick, "score", picture.lang))
    picture.text(left - 50, 14, picture.worded(chart.axes[1]), at="start")
    picture.text((left + right) / 2, bottom + 36, picture.worded(chart.axes[0]))
    drawn = bubbles_of(chart, values, far, tall)
    largest = max((b.size for b in drawn if b.size > 0), default=1.0)
    circles = []
    for series, bubble, place in zip(chart.series, drawn, places(drawn), strict=True):
        if not math.isfinite(bubble.x + bubble.y) or not bubble.size > 0:
            continue
        x, y = left + bubble.x * (right - left), bottom - bubble.y * (bottom - top)
        circles.append((math.sqrt(bubble.size / largest) * _LARGEST, x, y, series, bubble, place))
    for radius, x, y, series, bubble, _ in sorted(circles, key=lambda c: -c[0]):
        keys = (*series.columns[:1], series.column, *series.columns[1:])
        figures = [
            f"{picture.table.column(k).heading.text(picture.lang)} {picture.shown(picture.cell(k, series.row), k)}"
            for k in keys
        ]
        told = " · ".join([bubble.name, *figures])
        picture.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#{picture.color(series)}" '
            f'fill-opacity="0.9" stroke="#{theme.PAPER}">{_said(told)}</circle>'
        )
    for radius, x, y, _, bubble, place in circles:
        dx, dy, at = {
            "t": (0.0, -radius - 6, "middle"),
            "b": (0.0, radius + 16, "middle"),
            "r": (radius + 6, 4.0, "start"),
            "l": (-radius - 6, 4.0, "end"),
        }[place]
        picture.text(x + dx, y + dy, bubble.name, color=theme.INK, at=at, bold=True)
    picture.high = _HIGH + 8


def _radar(picture: _Picture) -> None:
    """A web from 0 to 10."""
    chart, labels = picture.chart, picture.column(picture.chart.category)
    x0, y0, far = picture.wide / 2, (_HIGH - 26) / 2 + 8, (_HIGH - 90) / 2

    def at(row: int, value: float) -> tuple[float, float]:
        angle = math.tau * row / len(labels) - math.pi / 2
        return x0 + math.cos(angle) * value / 10 * far, y0 + math.sin(angle) * value / 10 * far

    for ring in (2, 4, 6, 8, 10):
        picture.line([at(n % len(labels), ring) for n in range(len(labels) + 1)], theme.FAINT, 1)
    for row, label in enumerate(labels):
        x, y = at(row, 11.4)
        side = "middle" if abs(x - x0) < 12 else "start" if x > x0 else "end"
        picture.text(x, y + 4, str(label), color=theme.INK, at=side)
    for series in chart.series:
        held = [float(v) if v is not None else math.nan for v in picture.column(series.column)]
        picture.line([at(n, held[n]) for n in [*range(len(held)), 0]], picture.color(series), 2.2)
    if len(chart.series) > 1:
        picture.legend(chart.series)


_KINDS: Final[dict[str, Callable[[_Picture], None]]] = {
    "mix": _mix,
    "bubble": _bubble,
    "daily": lambda picture: _upright(picture, stacked=True),
    "waterfall": lambda picture: _upright(picture, stacked=True),
    "lines": lambda picture: _upright(picture, stacked=True),
    "columns": lambda picture: _upright(picture, stacked=False),
    "radar": _radar,
}
