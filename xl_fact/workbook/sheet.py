"""One sheet part, edited as text: what isn't touched keeps every byte.

Rows are found by a pattern and opened only when a cell in them changes; thousands of new rows are joined
column by column.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import repeat
from types import NoneType
from typing import Any, Final
from xml.sax.saxutils import escape

from xl_fact.workbook.references import NOWHERE, Area, Followed, letters, number_of
from xl_fact.workbook.sparklines import followed_sparklines
from xl_fact.workbook.written import Written

_DATA: Final = re.compile(r"<((?:\w+:)?)sheetData\s*(?:/>|>(.*?)</(?:\w+:)?sheetData>)", re.DOTALL)
_ROW: Final = re.compile(r"<(?:\w+:)?row((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL: Final = re.compile(r"<((?:\w+:)?)c((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_AT: Final = re.compile(r'\sr="([A-Z]+)?([0-9]+)"')
_STYLE: Final = re.compile(r'\ss="([0-9]+)"')
_TYPE: Final = re.compile(r'\st="(\w+)"')
_FORMULA: Final = re.compile(r"<(?:\w+:)?f((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE: Final = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_TEXT: Final = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_LIST: Final = re.compile(r'(\s(?:sq)?ref=")([^"]*)(")')
_LISTED: Final = re.compile(r"(<xm:sqref>)([^<]*)(</xm:sqref>)")
_WRITTEN: Final = re.compile(
    r"(<(?:\w+:)?(?:formula[12]?|f)(?:\s[^>]*)?>)([^<]*)(</(?:\w+:)?(?:formula[12]?|f)>)"
)
_BREAK: Final = re.compile(r'(<(?:\w+:)?brk\s[^>]*?\bid=")([0-9]+)(")')
_HOLDS: Final = re.compile(r"<(?:\w+:)?(?:f|v|is)\b(?!/>)")
_SPARKLINES: Final = re.compile(r"(<(?:\w+:)?sparkline>.*?</(?:\w+:)?sparkline>)", re.DOTALL)
_IS_FORMULA: Final = re.compile(r"<(?:\w+:)?f[\s/>]")
_SI: Final = re.compile(r'\ssi="([0-9]+)"')
_DIMENSION: Final = re.compile(r'(<(?:\w+:)?dimension\s+ref=")[^"]*(")')
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SERIAL_ZERO: Final = datetime.date(1899, 12, 30)
LONGEST_TEXT: Final = 32_767
_REPEATING: Final = frozenset((str, datetime.date, NoneType))
"""Kinds of values of which a column may hold few different ones."""


def has_formula(cell: str) -> bool:
    """Whether a cell's XML holds a formula; a font's family is none."""
    return _IS_FORMULA.search(cell) is not None


def mark_of(shared: Iterable[int]) -> re.Pattern[str] | None:
    """What finds the cells that hold one of some shared texts; None when there are none."""
    numbers = "|".join(map(str, shared))
    return re.compile(rf' t="s"[^>]*>\s*<(?:\w+:)?v>(?:{numbers})</') if numbers else None


def encoded(value: Any, formula: str | None = None) -> str:
    """What follows the style in a cell's tag, to the end of the cell."""
    f = f"<f>{escape(formula)}</f>" if formula is not None else ""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return f">{f}</c>" if f else "/>"
    if isinstance(value, str):
        text = _ILLEGAL.sub("", value)[:LONGEST_TEXT]
        if f:
            return f' t="str">{f}<v>{escape(text)}</v></c>'
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f' t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
    if isinstance(value, bool):
        return f' t="b">{f}<v>{int(value)}</v></c>'
    return f">{f}<v>{number_text(value)}</v></c>"


def encoded_all(values: Sequence[Any], style: str = "") -> list[str]:
    """`encoded` of many values without formulas, a style before each: a pass over the column, no more.

    Examples
    --------
    >>> encoded_all([1.0, 2.5, None, "甲"], ' s="7"')[1:3]
    [' s="7"><v>2.5</v></c>', ' s="7"/>']
    """
    kinds = set(map(type, values))
    exact = kinds in ({float}, {int}) and all(map(math.isfinite, values))
    if exact and min(values) > -1e15 and max(values) < 1e15:
        if kinds == {int}:
            return [f"{style}><v>{number}</v></c>" for number in values]
        if all(map(float.is_integer, values)):
            return [f"{style}><v>{number}</v></c>" for number in map(int, values)]
        return [f"{style}><v>{number!r}</v></c>".replace(".0<", "<") for number in values]
    if kinds <= _REPEATING and len(different := set(values)) <= len(values) // 2:
        known = {value: style + encoded(value) for value in different}
        return [known[value] for value in values]
    opening = f'{style} t="inlineStr"><is><t>'
    return [
        f"{opening}{v}</t></is></c>"
        if type(v) is str and v.isalnum() and len(v) <= LONGEST_TEXT
        else style + encoded(v)
        for v in values
    ]


def number_text(value: float | datetime.date) -> str:
    """A number, or a day as its number, as the file holds it: the shortest text that reads back the same."""
    if isinstance(value, datetime.date):
        return str((value - _SERIAL_ZERO).days)
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


@dataclass
class Row:
    """One row: its attributes but the number, and its cells, unopened until one changes."""

    attributes: str
    inner: str = ""
    number: int = 0
    """Where it stood when the part was read; 0 for a new row."""
    raw: str = ""
    _cells: dict[int, str] | None = None
    _opened: dict[int, str] | None = None

    @property
    def cells(self) -> dict[int, str]:
        """Each cell by the number of its column, as everything after its address."""
        if self._cells is None:
            self._cells = {}
            column = 0
            for found in _CELL.finditer(self.inner):
                at = _AT.search(found[2])
                column = number_of(at[1]) if at and at[1] else column + 1
                kept = _AT.sub("", found[2], count=1)
                self._cells[column] = f"{kept}/>" if found[3] is None else f"{kept}>{found[3]}</c>"
            self._opened = dict(self._cells)
        return self._cells

    def changed(self, number: int) -> bool:
        """Whether it differs from what was read."""
        return not self.raw or number != self.number or self._cells != self._opened

    def text(self, number: int) -> str:
        """The row as written."""
        if not self.changed(number):
            return self.raw
        inner = "".join(f'<c r="{letters(c)}{number}"{rest}' for c, rest in sorted(self.cells.items()))
        return f'<row r="{number}"{self.attributes}>{inner}</row>'

    def style(self, column: int) -> str:
        """The style attribute of a cell, or nothing."""
        found = _STYLE.search(self.cells.get(column, "").partition(">")[0])
        return found[0] if found else ""


@dataclass
class Sheet:
    """A sheet part, open for editing."""

    head: str
    tail: str
    rows: dict[int, Row]
    prefix: str = ""
    spliced: dict[int, str] = field(default_factory=dict)
    """Ready text of many rows, by the number of the first."""
    _ready: dict[int, dict[int, list[str]]] = field(default_factory=dict)
    """The cells of which it was made, by column."""
    formulas_changed: bool = False
    written: Written = field(default_factory=Written)
    """What was put into each cell, by row and column."""
    extent: int = 0
    reach: Area = NOWHERE
    """The block around all that was put in."""
    original: bytes = b""
    opened: tuple[str, str, int] = ("", "", 0)
    """What stood before and after the rows, and how many there were."""

    @classmethod
    def read(cls, part: bytes) -> Sheet:
        """Open a part."""
        text = part.decode("utf-8")
        data = _DATA.search(text)
        if data is None:
            raise ValueError("no sheetData")
        rows: dict[int, Row] = {}
        number = 0
        for found in _ROW.finditer(data[2] or ""):
            at = _AT.search(found[1])
            number = int(at[2]) if at else number + 1
            attributes = re.sub(r'\sspans="[^"]*"', "", _AT.sub("", found[1], count=1))
            rows[number] = Row(attributes, found[2] or "", number, found[0])
        head, tail = text[: data.start()], text[data.end() :]
        return cls(head, tail, rows, data[1], original=part, opened=(head, tail, len(rows)))

    # ---------------------------------------------------------------- cells
    def set(
        self, row: int, column: int, value: Any, formula: str | None = None, style: str | None = None
    ) -> None:
        """Write a cell, keeping its style unless another is given."""
        line = self.rows.setdefault(row, Row(""))
        was = line.cells.get(column, "")
        self.formulas_changed |= formula is not None or has_formula(was)
        line.cells[column] = (line.style(column) if style is None else style) + encoded(value, formula)
        self.note(row, column, [value])

    def note(self, first: int, column: int, values: Sequence[Any]) -> None:
        """Remember what was put into a column from a row on."""
        self.written.note(first, column, values)
        self.reach = self.reach.around(Area(column, first, column, first + len(values) - 1))

    def style(self, row: int, column: int) -> str:
        """The style attribute of a cell, or nothing."""
        if row in self.rows:
            return self.rows[row].style(column)
        for first, columns in self._ready.items():
            cells = columns.get(column, [])
            if first <= row < first + len(cells):
                found = _STYLE.search(cells[row - first].partition(">")[0])
                return found[0] if found else ""
        return ""

    def value(self, row: int, column: int, shared: Callable[[int], str]) -> Any:
        """What a cell holds: a number, a text or None."""
        if (row, column) in self.written:
            return self.written[row, column]
        cell = self.rows[row].cells.get(column) if row in self.rows else None
        if cell is None:
            return None
        attributes, _, inner = cell.partition(">")
        kind = _TYPE.search(attributes)
        if kind and kind[1] == "inlineStr":
            return unescape("".join(_TEXT.findall(inner)))
        held = _VALUE.search(inner)
        if held is None:
            return None
        if kind and kind[1] == "s":
            return shared(int(held[1]))
        return unescape(held[1]) if kind and kind[1] in ("str", "e") else float(held[1])

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell holds a value or formula."""
        return row in self.rows and _HOLDS.search(self.rows[row].cells.get(column, "")) is not None

    def occupied(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of a block that hold a value or formula, by row and column."""
        for number in sorted(self.rows):
            if area.top <= number <= area.bottom:
                for column, rest in sorted(self.rows[number].cells.items()):
                    if area.left <= column <= area.right and _HOLDS.search(rest):
                        yield number, column

    def splice(self, first: int, pattern: Row, columns: Sequence[tuple[int, list[str]]], count: int) -> None:
        """Put `count` rows from `first` on, given as ready cells column by column."""
        numbers = list(map(str, range(first, first + count)))
        pieces: list[Iterable[str]] = [repeat('<row r="', count), numbers]
        before = f'"{pattern.attributes}>'
        for column, cells in sorted(columns, key=lambda c: c[0]):
            opening = f'{before}<c r="{letters(column)}'
            pieces += [repeat(opening, count), numbers, repeat('"', count), cells]
            before = ""
        pieces.append(repeat(f"{before}</row>", count))
        self.spliced[first] = "".join(map("".join, zip(*pieces, strict=True)))
        self._ready[first] = dict(columns)
        for number in range(first, first + count):
            self.rows.pop(number, None)
        self.extent = max(self.extent, first + count - 1)

    # ---------------------------------------------------------------- moving
    def follow(self, name: str, followed: Followed) -> None:
        """Move rows, and let the sheet's own lists and formulas follow."""
        self._follow_shared(name, followed)
        if "sparkline>" in self.tail:
            self.tail = followed_sparklines(self.tail, name, followed, self.holds)
        if followed.concerns(name):
            moved: dict[int, Row] = {}
            for number, row in sorted(self.rows.items()):
                new = followed.row(name, number)
                if new not in moved or followed.row(name, number - 1) != new:
                    moved[new] = row
            self.rows = moved
        self.tail = "".join(
            piece if n % 2 else self._followed_tail(piece, name, followed)
            for n, piece in enumerate(_SPARKLINES.split(self.tail))
        )
        for row in self.rows.values():
            if "<f" in row.inner or (row._cells and any("<f" in c for c in row._cells.values())):
                for column, cell in row.cells.items():
                    row.cells[column] = self.followed_cell(cell, name, followed)

    def _followed_tail(self, text: str, name: str, followed: Followed) -> str:
        """What stands after the rows, but for the sparklines."""
        if followed.concerns(name):

            def listed(found: re.Match[str]) -> str:
                tag = text[text.rfind("<", 0, found.start()) :].partition(":")[2][:10]
                whole = text[text.rfind("<", 0, found.start()) + 1 :][:10]
                fixed = any(t.startswith(("mergeCell", "hyperlink")) for t in (tag, whole))
                return found[1] + followed.places(found[2], name, grows=not fixed) + found[3]

            text = _LIST.sub(listed, text)
            text = _LISTED.sub(lambda m: m[1] + followed.places(m[2], name) + m[3], text)
            text = _BREAK.sub(lambda m: f"{m[1]}{followed.row(name, int(m[2]))}{m[3]}", text)
        return _WRITTEN.sub(lambda m: m[1] + followed.formula_xml(m[2], name) + m[3], text)

    def followed_cell(self, cell: str, name: str, followed: Followed) -> str:
        """A cell with the references of its formula followed."""

        def follow(found: re.Match[str]) -> str:
            if found[2] is None:
                return found[0]
            new = followed.formula_xml(found[2], name)
            attributes = _LIST.sub(lambda m: m[1] + followed.places(m[2], name) + m[3], found[1])
            if new == found[2] and attributes == found[1]:
                return found[0]
            self.formulas_changed = True
            return f"<f{attributes}>{new}</f>"

        return _FORMULA.sub(follow, cell)

    # ---------------------------------------------------------------- shared formulas
    def shared_formulas(self) -> dict[str, dict[tuple[int, int], str]]:
        """Each group of cells that share one formula: the formula of every cell, the first the one written."""
        from openpyxl.formula.translate import Translator

        groups: dict[str, dict[tuple[int, int], str]] = {}
        masters: dict[str, tuple[str, str]] = {}
        for number, row in sorted(self.rows.items()):
            if 't="shared"' not in row.inner:
                continue
            for column, cell in sorted(row.cells.items()):
                found = _FORMULA.search(cell)
                if not found or 't="shared"' not in found[1] or not (si := _SI.search(found[1])):
                    continue
                if found[2]:
                    masters[si[1]] = ("=" + unescape(found[2]), f"{letters(column)}{number}")
                    groups[si[1]] = {(number, column): masters[si[1]][0][1:]}
                elif si[1] in masters:
                    text, origin = masters[si[1]]
                    moved = Translator(text, origin=origin).translate_formula(f"{letters(column)}{number}")
                    groups[si[1]][number, column] = moved[1:]
        return groups

    def write_apart(self, cells: dict[tuple[int, int], str]) -> None:
        """Give each cell of a shared formula its own."""
        for (number, column), text in cells.items():
            row = self.rows[number]
            plain = f"<f>{escape(text)}</f>"
            before, after = _FORMULA.split(row.cells[column], maxsplit=1)[:: _FORMULA.groups + 1]
            row.cells[column] = before + plain + after
        self.formulas_changed = True

    def write_shared_apart(self, area: Area) -> None:
        """Give the cells of every shared formula that reaches into a block their own."""
        for cells in self.shared_formulas().values():
            if any(area.meets(Area(c, r, c, r)) for r, c in cells):
                self.write_apart(cells)

    def _follow_shared(self, name: str, followed: Followed) -> None:
        for cells in self.shared_formulas().values():
            if any(followed.formula(text, name) != text for text in cells.values()):
                self.write_apart(cells)

    # ---------------------------------------------------------------- words
    def replace_texts(self, of: Callable[[str], str], shared: dict[int, str]) -> None:
        """Fill the ``{{ names }}`` of the sheet's texts.

        Parameters
        ----------
        of : callable
            Fills one text, which is XML.
        shared : dict
            The shared texts that hold a name, as the XML inside ``<si>``.
        """
        mark = mark_of(shared)
        for number, row in self.rows.items():
            if not ("{{" in row.inner or (mark and mark.search(row.inner))):
                continue
            for column, cell in list(row.cells.items()):
                attributes, _, inner = cell.partition(">")
                if 't="s"' in attributes and (held := _VALUE.search(inner)) and int(held[1]) in shared:
                    kept = attributes.replace(' t="s"', ' t="inlineStr"')
                    text = of(shared[int(held[1])])
                    row.cells[column] = f"{kept}><is>{text}</is></c>"
                elif "{{" in inner and not has_formula(inner):
                    text = of(inner)
                    row.cells[column] = f"{attributes}>{text}"
                else:
                    continue
                self.note(number, column, [unescape("".join(_TEXT.findall(text)))])
        if "{{" in self.tail:
            self.tail = of(self.tail)

    # ---------------------------------------------------------------- ink
    def to_bytes(self) -> bytes:
        """The part as a file has it."""
        rows = self.rows.items()
        same = (self.head, self.tail, len(self.rows)) == self.opened and not self.spliced
        if same and not any(row.changed(n) for n, row in rows):
            return self.original
        pieces = [(n, row.text(n)) for n, row in self.rows.items()]
        pieces += list(self.spliced.items())
        body = "".join(text for _, text in sorted(pieces))
        if self.prefix:
            body = re.sub(r"<(/?)(row|c|f|v|is|t)\b", rf"<\1{self.prefix}\2", body)
        head = _DIMENSION.sub(lambda m: f"{m[1]}{self._dimension()}{m[2]}", self.head)
        whole = f"{head}<{self.prefix}sheetData>{body}</{self.prefix}sheetData>{self.tail}"
        return whole.encode("utf-8")

    def _dimension(self) -> str:
        """The block of cells in use: what the part said, and what was written since."""
        found = _DIMENSION.search(self.head)
        area = Area.read(found[0].split('"')[1]) if found else Area(1, 1, 1, 1)
        used = area.around(self.reach)
        rows = [*self.rows, self.extent, self.reach.bottom]
        top = min([used.top, *(n for n in rows if n)])
        return str(Area(used.left, top, used.right, max([*rows, 1])))
