"""The report as a value: every part has a noun, and all numbers are there before any ink.

Report
├── Section            one sheet: title, bands of parts from top to bottom
│   └── band           parts side by side
│       ├── Paragraph  a line of words, by name
│       ├── Cards      figures drawn large
│       ├── Listing    figures as label and value, one a line
│       ├── Table      rows and columns; computed columns carry their formula
│       └── Chart      bound to a table
├── Figure             a single value, by name
├── SourceFile         what was read, with its hash
└── LeftOut            what is not there, and why
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from xl_fact.exports.proofs.record import UNPROVED, Proof
from xl_fact.report.formula import DASH, Expression
from xl_fact.report.kinds import DIFFERENCES, NUMERIC
from xl_fact.words import NO_WORDS, Lang, Words

Cell = float | int | str | datetime.date | None


Better = Literal["more", "less", "neither"]
"""Whether more of something is better."""
MARKS: Final[Mapping[Better, str]] = {"more": "change", "less": "inverse", "neither": "neutral"}
"""The style by content of a change: its colours follow the direction, and one that is neither has none."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key : str
        Its name for formulas and templates.
    heading : Words
        With the unit.
    kind : str
        How its values are shown; a key of `FORMATS`.
    formula : Expression, optional
        What it is computed from; its values are given otherwise.
    total : Expression or str, optional
        What stands in the totals row.
    width : float, optional
        In characters; by heading and kind otherwise.
    hue : bool
        Whether its cells are channel letters, each on its hue.
    mark : str
        A style by content: "verdict", "check", "winner", "quadrant", "outcome", "change", "link", or none; the columns marked
        "heat" are shaded together, deeper for more.
    better : {"more", "less", "neither"}
        Whether more of it is better: the colours of a change follow it, and there are none where it is neither.
    spill : int
        How many columns to the right the texts of a table's last column may run into.
    """

    key: str
    heading: Words
    kind: str
    formula: Expression | None = None
    total: Expression | str | None = None
    width: float | None = None
    hue: bool = False
    mark: str = ""
    better: Better = "more"
    spill: int = 0


@dataclass(frozen=True)
class Table:
    """Rows and columns under one heading row.

    Attributes
    ----------
    key : str
        Named ``xf_<key>`` in a workbook.
    title : Words
        With the period or the unit where it matters.
    columns : tuple of Column
    given : mapping of str to sequence
        The values of the columns that are not computed. A value may be an `Expression`.
    count : int, optional
        How many rows, when every column is computed.
    row_kinds : tuple of str
        How the numbers of a row are shown, where rows differ; "" leaves it to the columns; "difference" is
        by column, signed, and a change of a rate is one too, in points.
    own_kinds : tuple of str
        The columns that keep their kind all the same.
    row_marks : tuple of str
        A style by content for the numbers of a row; "" for none.
    missing : str or None
        What stands for a value that is not there: "—" where people read, blank in data.
    note : Words, optional
        A line under the table.
    helper : bool
        Whether it is there for a chart only: it and what stands below it are not printed.
    rests : tuple of str
        The roles of the rows it is made of, where those are lists of their own; the month's sums otherwise.
    """

    key: str
    title: Words
    columns: tuple[Column, ...]
    given: Mapping[str, Sequence[Any]]
    missing: str | None = DASH
    note: Words | None = None
    count: int | None = None
    row_kinds: tuple[str, ...] = ()
    own_kinds: tuple[str, ...] = ()
    row_marks: tuple[str, ...] = ()
    helper: bool = False
    rests: tuple[str, ...] = ()

    def kind(self, column: Column, row: int) -> str:
        """How one cell is shown: as its column says, unless its row has a kind of its own."""
        own = self.row_kinds[row] if row < len(self.row_kinds) else ""
        if not own or column.key in self.own_kinds or column.kind in ("text", "words"):
            return column.kind
        if own == "difference" or (own == "change" and column.kind == "rate"):
            return DIFFERENCES[column.kind]
        return own

    @property
    def rows(self) -> int:
        """How many rows, without heading and totals."""
        return self.count if self.count is not None else len(next(iter(self.given.values())))

    @property
    def totalled(self) -> bool:
        """Whether it has a totals row."""
        return any(c.total is not None for c in self.columns)

    def column(self, key: str) -> Column:
        """A column by its key."""
        return next(c for c in self.columns if c.key == key)

    def has(self, key: str) -> bool:
        """Whether it has a column of that key."""
        return any(c.key == key for c in self.columns)


@dataclass(frozen=True)
class Figure:
    """A single value, named ``xf_<key>`` in a workbook.

    Attributes
    ----------
    given : float, str, date or None
        Its value, unless `formula` says what it is computed from.
    is_input : bool
        Whether people may type over it: blue on pale yellow.
    low, high : float, optional
        Bounds of an input.
    above : bool
        Whether an input is above its low and never equal to it.
    note : Words, optional
        What it means, in a few words.
    change : Figure, optional
        What stands under it on a card: how it moved.
    """

    key: str
    name: Words
    kind: str
    given: Cell = None
    formula: Expression | None = None
    is_input: bool = False
    low: float | None = None
    above: bool = False
    high: float | None = None
    note: Words | None = None
    mark: str = ""
    change: Figure | None = None

    @property
    def all(self) -> tuple[Figure, ...]:
        """Itself, and its change."""
        return (self, self.change) if self.change else (self,)


@dataclass(frozen=True)
class Paragraph:
    """A line of words: fixed, or a template of ``{{ names }}`` that are filled in."""

    text: str
    look: Literal["headline", "sentence", "note", "heading", "formula"] = "sentence"
    columns: int | None = None
    lines: int = 1


@dataclass(frozen=True)
class Cards:
    """Figures drawn large, side by side."""

    figures: tuple[Figure, ...]
    columns: int = 2


@dataclass(frozen=True)
class Listing:
    """Figures as label, value and note, one a line."""

    figures: tuple[Figure, ...]
    title: Words | None = None


@dataclass(frozen=True)
class Series:
    """One series of a chart.

    Attributes
    ----------
    column : str
        The column of the values (of a bubble: of y).
    row : int, optional
        A series along this row, over `columns`; down the column otherwise.
    columns : tuple of str
        The columns of a series along a row (first to last); of a bubble, x and size.
    hue : str
        Its colour.
    """

    column: str
    hue: str
    row: int | None = None
    columns: tuple[str, ...] = ()
    line: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart bound to a table.

    Attributes
    ----------
    kind : {"mix", "bubble", "daily", ...}
        What is drawn; `ink/charts` knows how.
    title : str
        Message, unit and period; may hold ``{{ names }}``.
    alt : str
        What a person who can't see it should know.
    """

    key: str
    kind: str
    title: str
    alt: str
    table: str
    series: tuple[Series, ...]
    category: str = ""
    columns: int = 5
    lines: int = 15
    axes: tuple[str, str] = ("", "")
    kinds: tuple[str, str] = ("money", "mille")
    palette: str = "cn"


@dataclass(frozen=True)
class Stack:
    """Parts one under the other, as one part of a band."""

    parts: tuple[Paragraph | Cards | Listing | Table | Chart, ...]


Part = Paragraph | Cards | Listing | Table | Chart


@dataclass(frozen=True)
class Section:
    """One sheet.

    Attributes
    ----------
    key : str
    title : Words
        The sheet's name.
    role : str
        The kind of sheet, which colours its tab: a key of `theme.TABS`.
    bands : tuple of tuples of parts
        From top to bottom; the parts of a band stand side by side.
    widths : float or None
        The width of every column; by the tables otherwise.
    purpose : Words
        The line under the title.
    gridlines : bool
    """

    key: str
    title: Words
    role: str
    bands: tuple[tuple[Part | Stack, ...], ...]
    purpose: Words = NO_WORDS
    width: float | None = None
    gridlines: bool = False

    @property
    def parts(self) -> Iterator[Part]:
        """All parts, from the top left."""
        for band in self.bands:
            for part in band:
                yield from part.parts if isinstance(part, Stack) else (part,)

    @property
    def tables(self) -> Iterator[Table]:
        """Its tables."""
        return (part for part in self.parts if isinstance(part, Table))

    @property
    def charts(self) -> Iterator[Chart]:
        """Its charts."""
        return (part for part in self.parts if isinstance(part, Chart))

    @property
    def figures(self) -> Iterator[Figure]:
        """Its single values."""
        for part in self.parts:
            if isinstance(part, Cards | Listing):
                for figure in part.figures:
                    yield from figure.all


@dataclass(frozen=True)
class SourceFile:
    """A file that was read."""

    name: str
    sha256: str
    format: str
    rows_read: int
    rows_used: int
    set_aside: tuple[tuple[Words, int], ...]
    first: datetime.date | None
    last: datetime.date | None
    proof: Proof = UNPROVED
    formats: tuple[str, ...] = ()
    shops: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class LeftOut:
    """A section or a column that is not there, why, and what would fill it."""

    name: Words
    reason: Words


@dataclass(frozen=True)
class Scope:
    """What the figures of a report are of: those of reports of one money, one GMV and one base may be compared.

    Attributes
    ----------
    unit : Words
        The currency, as headings name it.
    gmv : Words
        Which GMV.
    base : Words
        Which base GPM rests on.
    days, length : int
        How many days are told of, and how many there are.
    """

    unit: Words = NO_WORDS
    gmv: Words = NO_WORDS
    base: Words = NO_WORDS
    days: int = 0
    length: int = 0


@dataclass(frozen=True)
class Report:
    """A finished report: sections in order, every value known.

    Attributes
    ----------
    texts : mapping
        Every sentence by its name, as it now reads.
    sentences : mapping
        Those of them that follow what people may type, as expressions.
    """

    brand: str
    month: str
    lang: Lang
    palette: str
    sections: tuple[Section, ...]
    texts: Mapping[str, str]
    values: Ledger
    left_out: tuple[LeftOut, ...] = ()
    awaited: tuple[LeftOut, ...] = ()
    """What is there, says "—" and works as soon as an input of 说明 is typed: the input, and what waits for it."""
    passed: bool = True
    proved: float = 1.0
    """The share of the GMV that the exports themselves say again: by ratios, identities or totals that hold."""
    sentences: Mapping[str, Expression] = field(default_factory=dict)
    scope: Scope = Scope()

    @property
    def tables(self) -> Iterator[Table]:
        """All tables."""
        return (table for section in self.sections for table in section.tables)

    @property
    def figures(self) -> Iterator[Figure]:
        """All single values."""
        return (figure for section in self.sections for figure in section.figures)

    def table(self, key: str) -> Table:
        """A table by its key."""
        return next(t for t in self.tables if t.key == key)

    def section(self, key: str) -> Section:
        """A section by its key."""
        return next(s for s in self.sections if s.key == key)


@dataclass
class Ledger:
    """What every table and figure holds, computed when first asked for and then kept."""

    tables: dict[str, Table] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    _kept: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def enter(self, part: Table | Figure) -> None:
        """Take in a table or a figure."""
        if isinstance(part, Table):
            self.tables[part.key] = part
        else:
            self.figures[part.key] = part

    def column(self, table: str, column: str) -> Any:
        """The values of a column, without totals: an array of numbers, or a list of texts and dates."""
        place = ("column", table, column)
        if place not in self._kept:
            declared = self.tables[table].column(column)
            rows = self.tables[table].rows
            if declared.formula is not None:
                found = declared.formula.value(self, table)
                if not isinstance(found, np.ndarray | list):
                    found = [found] * rows
            else:
                given = self.tables[table].given[column]
                found = list(given)
                if any(issubclass(kind, Expression) for kind in set(map(type, given))):
                    found = [self.cell(table, column, row) for row in range(rows)]
            if declared.kind in NUMERIC and declared.kind != "date":
                found = np.asarray([math.nan if x is None else x for x in found], dtype=np.float64)
            self._kept[place] = found
        return self._kept[place]

    def rows(self, table: str) -> int:
        """How many rows a table has, without totals."""
        return self.tables[table].rows

    def cell(self, table: str, column: str, row: int) -> Any:
        """One value of a column, so that cells of one column may rest on each other."""
        declared = self.tables[table].column(column)
        if declared.formula is not None:
            return self.column(table, column)[row]
        place = ("cell", table, column, str(row))
        if place not in self._kept:
            given = self.tables[table].given[column][row]
            self._kept[place] = given.value(self) if isinstance(given, Expression) else given
        return self._kept[place]

    def total(self, table: str, column: str) -> Any:
        """The value in the totals row."""
        place = ("total", table, column)
        if place not in self._kept:
            total = self.tables[table].column(column).total
            self._kept[place] = total.value(self, table) if isinstance(total, Expression) else total
        return self._kept[place]

    def figure(self, key: str) -> Any:
        """A single value; NaN where a number is not there."""
        if ("figure", key) not in self._kept:
            figure = self.figures[key]
            found = figure.formula.value(self) if figure.formula is not None else figure.given
            if found is None and figure.kind in NUMERIC:
                found = math.nan
            self._kept["figure", key] = found.item() if isinstance(found, np.generic) else found
        return self._kept["figure", key]

    def groups(self, table: str, columns: tuple[str, ...]) -> tuple[dict[Any, int], Any]:
        """Each combination of values in some columns with its number, and the number of every row."""
        place = ("groups", table, *columns)
        if place not in self._kept:
            numbers: dict[Any, int] = {}
            rows = zip(*(self.column(table, c) for c in columns), strict=True)
            codes = [numbers.setdefault(row, len(numbers)) for row in rows]
            self._kept[place] = (numbers, np.array(codes, dtype=np.intp))
        found: tuple[dict[Any, int], Any] = self._kept[place]
        return found
