"""How a file writes its figures and its days, decided for each column from all its cells, never cell by cell.

``1.234`` and ``01/02/2026`` can mean two things. While a table is read the usual way, what its columns tell of
their dialect is gathered; where it turns out another one, the file is read anew; where nothing tells, the
person is asked.

========================================  ==============================================================
``12.5``  ``1,234,567``  ``1,234.50``       a decimal point
``12,5``  ``1.234.567``  ``1.234,50``       a decimal comma
``2.616``  ``12.500``                       either: what the column's other cells say, else the other columns;
                                          a count has no fraction; a currency without cents has none
``2,616``                                 thousands, unless the file has decimal commas elsewhere
``25/12/2026``                            day first, and so the whole column
``01/02/2026``                            what the column's other cells say, else the period that the file states
``6/1/26``                                the same, and whether the year comes first
========================================  ==============================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.dates import Day, Shortened, shortened
from xl_fact.exports.extraction import Extraction
from xl_fact.exports.proofs.vocabulary import is_summary
from xl_fact.exports.sources import Period
from xl_fact.exports.tables.cells import (
    ArrowCells,
    Cells,
    CodedCells,
    DatedCells,
    FloatCells,
    PythonCells,
    ScaledCells,
    since_1904,
)
from xl_fact.exports.tables.table import Table

Decimal: TypeAlias = Literal["", "point", "comma"]
"""What a person says of the decimal sign; "" where the file is to tell."""

_NO_CENTS: Final = frozenset({"VND", "IDR", "JPY", "KRW"})
_SHAPE: Final = re.compile(
    r"[^\d.,:]{0,5}(?P<run>\d[\d.,]*(?:[\s\u00a0\u202f\u2009'’]\d{3}[\d.,]*)*)(?P<after>[^\d.,:]{0,5})"
)
_RUN: Final = re.compile(r"\d[\d.,]*")
_COMMA: Final = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?")
_YEAR_FIRST: Final = re.compile(r"[\s'`\ufeff]*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FEW: Final = 2
_REAL: Final = 400
"""So many real days of a column are remembered."""
_UNITS: Final = re.compile(r"[万萬亿億百千wkmb%‰]|tr|tỷ|rb|jt", re.IGNORECASE)
_UNCENTED: Final = re.compile(r"₫|đ|vnd|rp|idr|円|jpy|₩|krw", re.IGNORECASE)
_LETTERED: Final = re.compile(r"[\s']*\d{1,2}[-/.\s]+[a-z]{3}|[\s']*[a-z]{3}[a-z]*[-/.\s]+\d", re.IGNORECASE)
_SHORT: Final = re.compile(r"[\s'`\ufeff]*\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_WITHIN: Final = 366
_APART: Final = 3 * _WITHIN
"""Days that one table may tell of, and that none does where they can also be read as so many."""
_YEAR_LAST: Final = re.compile(r"[\s'`\ufeff]*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")


class Anew(Exception):
    """The file is to be read again, now that its dialect is known."""


@dataclass
class Signs:
    """What the cells of one column of figures tell of their decimal sign.

    Attributes
    ----------
    point, comma : bool
        Whether a cell can only be meant with a decimal point, or with a decimal comma.
    either : (int, str) or None
        The row and text of the first cell that may be meant with a point or with thousands after a point.
    grouped : bool
        Whether a cell looks like thousands after one comma.
    broken : bool
        Whether one of the cells that may be either has a fraction if the sign is a point.
    """

    point: bool = False
    comma: bool = False
    either: tuple[int, str] | None = None
    grouped: bool = False
    broken: bool = False

    def see(self, text: str) -> bool:
        """Look at one text; whether it may mean two things."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            return False
        run = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", shape["run"]).rstrip(".,")
        comma, dot = run.count(","), run.count(".")
        if comma and dot:
            last = max(run.rfind(","), run.rfind("."))
            self.point, self.comma = self.point or run[last] == ".", self.comma or run[last] == ","
        elif comma > 1 or dot > 1:
            self.point, self.comma = self.point or comma > 1, self.comma or dot > 1
        elif comma or dot:
            whole, _, rest = run.replace(",", ".").partition(".")
            thousands = len(rest) == 3 and len(whole) <= 3 and whole[0] != "0"
            if not thousands or _UNITS.search(shape["after"]):
                self.point, self.comma = self.point or bool(dot), self.comma or bool(comma)
            elif dot and _UNCENTED.search(text):
                self.comma = True
            elif dot:
                self.broken |= rest != "000"
                return True
            else:
                self.grouped = True
        return False

    @property
    def settled(self) -> bool:
        """Whether a decimal point was seen."""
        return self.point


@dataclass
class Days:
    """What the cells of one column of days tell when the year comes last, or has two figures."""

    found: set[tuple[int, int, int]] = field(default_factory=set)
    short: set[Shortened] = field(default_factory=set)
    first: tuple[int, str] | None = None
    real: dict[dt.date, int] = field(default_factory=dict)
    """The days that a spreadsheet holds as days, and the first row of each."""

    def swapped(self, period: Period | None) -> tuple[int, dt.date] | None:
        """A day of which a spreadsheet has taken the day for the month, and its row: 01/06/2026 is the 6th of January.

        Where days are written 13/06/2026, a spreadsheet set to another order takes those up to the 12th for days
        with the month first, and leaves the others as texts. Of a period up to the 12th it leaves none.
        """
        some = self.found | {short.figures for short in self.short}
        months = {other if one > 12 else one for one, other, _ in some if max(one, other) > 12}
        if not months and len(self.real) > _FEW and period is not None:
            first, last = period
            months = {first.month} if (first.year, first.month) == (last.year, last.month) else set()
        wrong = [day for day in self.real if day.month not in months]
        if not months or not wrong or any(day.day not in months for day in self.real):
            return None
        return self.real[wrong[0]], wrong[0]

    def order(self, period: Period | None) -> str:
        """Which comes first, "dmy", "mdy" or "ymd"; "" where it can't be told."""
        if self.short:
            return self._order_of_short(period)
        day_first = any(first > 12 for first, _, _ in self.found)
        month_first = any(other > 12 for _, other, _ in self.found)
        if day_first or month_first:
            return "" if day_first and month_first else "dmy" if day_first else "mdy"
        if all(first == other for first, other, _ in self.found):
            return "dmy"
        if period is None:
            return ""
        inside = {
            order: all(period[0] <= day <= period[1] for day in self._days(order)) for order in ("dmy", "mdy")
        }
        fitting = [order for order, fits in inside.items() if fits]
        return fitting[0] if len(fitting) == 1 else ""

    def _order_of_short(self, period: Period | None) -> str:
        """The order of days whose year has two figures: the only one in which each is a day, and one of the period."""
        days: dict[str, set[dt.date]] = {}
        for order in ("dmy", "mdy", "ymd"):
            if order == "ymd" and self.found:
                continue
            told = {short.day(order) for short in self.short}
            if None in told or (self.found and self._impossible(order)):
                continue
            days[order] = {day for day in told if day is not None}
            days[order] |= set(self._days(order)) if self.found else set()
        if period is not None and len(days) > 1:
            inside = {
                order: some
                for order, some in days.items()
                if period[0] <= min(some) and max(some) <= period[1]
            }
            days = inside or days
        spans = {order: (max(some) - min(some)).days for order, some in days.items()}
        if min(spans.values(), default=0) <= _WITHIN:
            days = {order: some for order, some in days.items() if spans[order] <= _APART}
        alike = len(set(map(frozenset, days.values()))) == 1
        return next(iter(days)) if alike else ""

    def _impossible(self, order: str) -> bool:
        """Whether a day whose year comes last is none in an order."""
        return any((one if order == "mdy" else other) > 12 for one, other, _ in self.found)

    def _days(self, order: str) -> Iterable[dt.date]:
        for first, other, year in self.found:
            day, month = (first, other) if order == "dmy" else (other, first)
            yield dt.date(year, month, min(day, 28) if month == 2 else min(day, 30))


@dataclass
class Dialect:
    """What is known of a file's columns before it is read: what the person said, and what a first reading told.

    Parameters
    ----------
    decimal : {"", "point", "comma"}
        The decimal sign of every column, where the person says it.
    timezone : str
        The zone of the shop, such as "Asia/Shanghai", to whose day a time with an offset goes; by platform and
        currency when left out.
    """

    decimal: Decimal = ""
    timezone: str = ""
    commas: set[tuple[str, int]] = field(default_factory=set)
    orders: dict[tuple[str, int], str] = field(default_factory=dict)
    compared: bool = False
    """Whether a row is known to stand twice, so that every row must be compared with those before it."""
    turns: dict[tuple[str, int], tuple[Day, Day]] = field(default_factory=dict)
    """The columns of days without a year that go on across New Year, and the first and the last day of each."""
    again: dict[str, frozenset[str]] = field(default_factory=dict)
    """The measures of a sheet that another sheet tells already."""
    units: dict[str, tuple[float, str]] = field(default_factory=dict)
    """The unit of a sheet's amounts and their currency, as a note below its rows says them."""
    stale: bool = False
    """Whether a sheet told something since the reading began, so that the file is to be read again."""
    netted: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """The refunds of a sheet whose own total row takes those back that were taken back, and the sign of a refund."""


class TableDialect:
    """One table being read: its cells go through, and what they tell of their dialect is kept.

    Parameters
    ----------
    dialect : Dialect
        What is known of the file.
    extraction : Extraction
        What is wanted of the table.
    table : Table
        The table.
    period : (date, date), optional
        The period that the file states.
    """

    def __init__(self, dialect: Dialect, extraction: Extraction, table: Table, period: Period | None):
        self.dialect, self.sheet, self.period = dialect, table.name, period
        self.match, self.years = extraction.match, extraction.year
        dated = {
            place: column
            for key, (column, place) in extraction.places.items()
            if key in DIMENSIONS and DIMENSIONS[key].kind != "text"
        }
        texts = {place for key, (_, place) in extraction.places.items() if key in DIMENSIONS}
        self.units = {place: MEASURES[column.key].unit for place, column in extraction.taking.items()}
        self.signs = {place: Signs() for place in extraction.wanted if place not in texts}
        self.times = {place: times for place in self.signs if (times := extraction.unit_at(place)) != 1}
        self.proving = set(extraction.wanted) - set(extraction.needed)
        self.days = {place: Days() for place, column in dated.items() if column.dates in {"", "md"}}
        self.dated = set(dated)
        self.counting = {place for place, column in dated.items() if column.key in {"date", "start"}}
        self.merged = {place: table.merged[place] for place in texts if place in table.merged}
        self.since_1904 = table.since_1904
        self.above: dict[int, Any] = {}
        self.naming = extraction.grouping if "order_id" not in extraction.places else frozenset()
        self.carried: list[int] = []
        self.currency = extraction.currency or extraction.match.format.currency
        self.zone = dialect.timezone or dates_zone(extraction.match.format.platform, self.currency)

    def heard(self, cells: Mapping[int, Cells], row: int) -> dict[int, Cells]:
        """Some rows, the first of which is `row`, as they are meant."""
        out = {place: self._filled(place, column, row) for place, column in cells.items()}
        for place in self.counting & out.keys():
            out[place] = self._carried(place, out, row)
        if self.since_1904:
            out |= {place: since_1904(out[place]) for place in self.dated & out.keys()}
        cells = dict(out)
        for place, signs in self.signs.items():
            column = cells.get(place)
            if column is None or isinstance(column, FloatCells):
                continue
            if not self.dialect.decimal:
                _look(column, signs, row)
            if self.dialect.decimal == "comma" or (self.sheet, place) in self.dialect.commas:
                out[place] = with_points(column)
        for place, times in self.times.items():
            if place in out:
                out[place] = ScaledCells(out[place], times)
        for place in self.dated:
            column = cells.get(place)
            if column is None or isinstance(column, FloatCells):
                continue
            if place in self.days:
                _look_at_days(column, self.days[place], row)
            out[place] = DatedCells(column, self.dialect.orders.get((self.sheet, place), ""), self.zone)
        return out

    def _filled(self, place: int, column: Cells, row: int) -> Cells:
        """A column of words or days, in which every cell of those merged downwards holds what the first one does."""
        first, last = row - 1, row - 1 + len(column)
        merged = [
            (top, bottom) for top, bottom in self.merged.get(place, ()) if top < last and bottom >= first
        ]
        if not merged:
            return column
        values = [column.at(n) for n in range(len(column))]
        for top, bottom in merged:
            if top >= first:
                self.above[place] = values[top - first]
            for n in range(max(top, first), min(bottom + 1, last)):
                values[n - first] = self.above.get(place, "")
        filled = PythonCells(values)
        filled.lost = column.lost
        return filled

    def _carried(self, place: int, cells: Mapping[int, Cells], row: int) -> Cells:
        """A column of days in which each stands once, beside the first of its shops: the others of that day have it too.

        A row without a day is such a row where it names something that no other row of its day does, and where most
        days have as many rows: nobody could tell it from a sum otherwise.
        """
        column = cells[place]
        if isinstance(column, FloatCells) or not (blank := column.where(_is_blank)).any():
            return column
        for other in sorted(self.naming & cells.keys() - {place}):
            named = ~cells[other].where(_is_blank) & ~cells[other].where(is_summary)
            heads, further = named & ~blank & ~column.where(is_summary), named & blank
            follows = np.concatenate([[row > 2 and place in self.above], (heads | further)[:-1]])
            if not further.any() or (further & ~follows).any():
                continue
            day = np.cumsum(heads)
            sizes = np.bincount(day[heads | further])[1:]
            pairs = {
                (int(day[n]), str(cells[other].at(n)).strip())
                for n in np.flatnonzero(heads | further).tolist()
            }
            if (
                not len(sizes)
                or np.bincount(sizes).argmax() < _FEW
                or len(pairs) < int((heads | further).sum())
            ):
                continue
            values = [column.at(n) for n in range(len(column))]
            for n in range(len(values)):
                if heads[n]:
                    self.above[place] = values[n]
                elif further[n]:
                    values[n] = self.above[place]
            self.carried += (np.flatnonzero(further) + row).tolist()
            filled = PythonCells(values)
            filled.lost = column.lost
            return filled
        return column

    def settle(self, file: str) -> None:
        """After the last row.

        Raises
        ------
        Anew
            A column is written otherwise than it was read; what is known now stands in the dialect.
        InputError
            Nothing tells how a column is meant.
        """
        commas = {
            (self.sheet, place)
            for place, signs in self.signs.items()
            if (signs.either or signs.grouped) and self._decided(place, signs, file) == "comma"
        }
        orders = {
            (self.sheet, place): self._order(place, days, file)
            for place, days in self.days.items()
            if (days.found or days.short or days.real) and (self.sheet, place) not in self.dialect.orders
        }
        orders = {place: order for place, order in orders.items() if order}
        new = commas - self.dialect.commas
        turns = {
            (self.sheet, place): days for place, days in (self.years.turns if self.years else {}).items()
        }
        if new or orders or turns:
            self.dialect.commas |= new
            self.dialect.turns |= turns
            self.dialect.orders |= orders
            raise Anew

    def _decided(self, place: int, signs: Signs, file: str) -> Decimal:
        """What the decimal sign of a column is that holds cells of two meanings."""
        if signs.point != signs.comma:
            return "point" if signs.point else "comma"
        point = signs.point or any(other.point for other in self.signs.values())
        comma = signs.comma or any(other.comma for other in self.signs.values())
        whole = self.units.get(place) == "count" and signs.broken
        if not point and not comma:
            point = any(s.grouped and self.units.get(p) == "count" for p, s in self.signs.items())
            comma = any(s.broken and self.units.get(p) == "count" for p, s in self.signs.items())
            if not point and not comma:
                comma = self.currency in _NO_CENTS
                point = not comma and signs.either is None
        if point != comma and not (whole and point):
            return "point" if point else "comma"
        if signs.either is None or place in self.proving:
            return "point"
        row, text = signs.either
        heading = self.match.header.texts[place]
        raise InputError(
            f"{file} [{self.sheet}] 第 {row} 行 列“{heading}”：“{text}”的点分不清是小数点还是千分位；"
            "请用 --decimal point（点是小数点）或 --decimal comma（逗号是小数点，点是千分位）说明",
            f"{file} [{self.sheet}] row {row}, column '{heading}': is the point in '{text}' a decimal sign or thousands? "
            "Say --decimal point, or --decimal comma where the comma is the decimal sign",
        )

    def _order(self, place: int, days: Days, file: str) -> str:
        """The order of a column whose days have their year last."""
        if (spoilt := days.swapped(self.period if place in self.counting else None)) is not None:
            row, day = spoilt
            heading, word = self.match.header.texts[place], days.first[1] if days.first else "01/06/2026"
            raise InputError(
                f"{file} [{self.sheet}] 列“{heading}”的日期被表格软件改坏了：原来是“{word}”这样写的，"
                f"有的成了日期而日月对调（第 {row} 行 {day}）；请用没有在表格软件里打开并保存过的原文件",
                f"{file} [{self.sheet}] column '{heading}': a spreadsheet has spoilt its days: written as in '{word}', "
                f"some became days with day and month swapped (row {row}: {day}); use the file as it was downloaded",
            )
        order = days.order(self.period)
        if order or days.first is None:
            return order
        row, text = days.first
        heading = self.match.header.texts[place]
        which = (
            ("年、月、日", "which is the year, the month, the day")
            if days.short
            else ("日和月", "day first or month first")
        )
        raise InputError(
            f"{file} [{self.sheet}] 第 {row} 行 列“{heading}”：“{text}”分不清{which[0]}哪个在前；"
            "请在文件名里写上期间（如 20260601-20260630），或用 --month 给出月份",
            f"{file} [{self.sheet}] row {row}, column '{heading}': {which[1]} in '{text}'? Put the period "
            "into the file's name (such as 20260601-20260630), or name it with --month",
        )


def _is_blank(cell: Any) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def _words(column: Cells) -> list[str]:
    """The distinct texts of a column in which there is a comma or a point."""
    if isinstance(column, ArrowCells):
        return [word for word in column.coded.words if word and ("." in word or "," in word)]
    cells: Iterable[Any] = column.words if isinstance(column, CodedCells) else ()
    if isinstance(column, PythonCells):
        cells = dict.fromkeys(column.cells)
    return [cell for cell in cells if type(cell) is str and ("." in cell or "," in cell)]


def _look(column: Cells, signs: Signs, row: int) -> None:
    """Let a column's signs see its texts."""
    if isinstance(column, ArrowCells):
        import pyarrow.compute as pc

        points = column.plain is not None  # then there is no comma
        if signs.settled and points:
            return
        marks = (".",) if points else (",",) if signs.settled else (",", ".")
        if not any(pc.any(pc.match_substring(column.column, mark)).as_py() for mark in marks):
            return
        if not signs.settled:
            for text in column.column.slice(0, 500).to_pylist():
                signs.see(text)
                if signs.settled and points:
                    return
    words = _words(column)
    plain = all("," not in text and text.count(".") < 2 for text in words)
    for text in words:
        if plain and signs.settled:  # no other can mean anything else
            return
        if signs.see(text) and signs.either is None:
            at = column.where(lambda cell, text=text: cell == text)  # type: ignore[misc]
            signs.either = (row + int(np.argmax(at)), text.strip())


def _look_at_days(column: Cells, days: Days, row: int) -> None:
    """Let a column's days see its texts whose year comes last."""
    if isinstance(column, ArrowCells):
        first = next((text for text in column.column.slice(0, 50).to_pylist() if text), "")
        if not (_YEAR_LAST.match(first) or _SHORT.match(first) or _LETTERED.match(first)):
            return
        words: Iterable[Any] = column.coded.words
    else:
        words = (
            column.words
            if isinstance(column, CodedCells)
            else column.cells
            if isinstance(column, PythonCells)
            else ()
        )
        distinct = dict.fromkeys(words)
        words = [word for word in distinct if type(word) is str]
        also = days.found or days.short or any(_YEAR_LAST.match(word) or _SHORT.match(word) for word in words)
        for cell in distinct if len(days.real) < _REAL else ():
            day = _real_day(cell, bool(also))
            if day is not None and day not in days.real:
                at = column.where(lambda other, cell=cell: other == cell)  # type: ignore[misc]
                days.real[day] = row + int(np.argmax(at))
    for word in words:
        if found := _YEAR_LAST.match(word):
            one, other, year = int(found[1]), int(found[2]), int(found[3])
            if not (min(one, other) >= 1 and max(one, other) <= 31 and min(one, other) <= 12):
                continue
            days.found.add((one, other, year))
        elif (_SHORT.match(word) or _LETTERED.match(word)) and (short := shortened(word)):
            if not any(short.day(order) for order in short.orders):
                continue
            days.short.add(replace(short, rest=""))
        else:
            continue
        if days.first is None:
            at = column.where(lambda cell, word=word: cell == word)  # type: ignore[misc]
            days.first = (row + int(np.argmax(at)), word.strip())


def _real_day(cell: Any, texts: bool) -> dt.date | None:
    """The day of a cell that a spreadsheet holds as one, or has written with the year first; None where it is none."""
    if isinstance(cell, dt.date):
        return cell.date() if isinstance(cell, dt.datetime) else cell
    if texts and type(cell) is str and (told := _YEAR_FIRST.match(cell)):
        year, month, day = map(int, told.groups())
        return dt.date(year, month, day) if 1 <= month <= 12 and 1 <= day <= 28 else None
    return None


def with_points(column: Cells) -> Cells:
    """A column of decimal commas with decimal points."""
    if isinstance(column, ArrowCells):
        out: Cells = CodedCells([pointed(word) for word in column.coded.words], column.coded.places)
    elif isinstance(column, CodedCells):
        out = CodedCells([pointed(word) for word in column.words], column.places)
    elif isinstance(column, PythonCells):
        known = {cell: pointed(cell) for cell in set(column.cells) if type(cell) is str}
        out = PythonCells([known[cell] if type(cell) is str else cell for cell in column.cells])
    else:
        return column
    out.lost = column.lost
    return out


def pointed(cell: Any) -> Any:
    """A text in which the comma is the decimal sign, with a point.

    Examples
    --------
    >>> pointed("1.234,50"), pointed("23 500,25"), pointed("2.616"), pointed("12.50"), pointed("--")
    ('1234.50', '23 500.25', '2616', '12.50', '--')
    """
    if not isinstance(cell, str):
        return cell

    def point(run: re.Match[str]) -> str:
        return run[0].replace(".", "").replace(",", ".") if _COMMA.fullmatch(run[0]) else run[0]

    return _RUN.sub(point, cell)


_ZONES: Final = {
    "CNY": "Asia/Shanghai",
    "VND": "Asia/Ho_Chi_Minh",
    "THB": "Asia/Bangkok",
    "IDR": "Asia/Jakarta",
    "MYR": "Asia/Kuala_Lumpur",
    "PHP": "Asia/Manila",
    "SGD": "Asia/Singapore",
    "JPY": "Asia/Tokyo",
    "GBP": "Europe/London",
    "USD": "America/Los_Angeles",
    "MXN": "America/Mexico_City",
    "BRL": "America/Sao_Paulo",
}


def dates_zone(platform: str, currency: str) -> str:
    """The zone of a platform's shops, where it is not said: TikTok's by their currency, all others in Beijing.

    Examples
    --------
    >>> dates_zone("douyin", "CNY"), dates_zone("tiktok", "VND"), dates_zone("tiktok", "")
    ('Asia/Shanghai', 'Asia/Ho_Chi_Minh', '')
    """
    return _ZONES.get(currency, "") if platform == "tiktok" else "Asia/Shanghai"
