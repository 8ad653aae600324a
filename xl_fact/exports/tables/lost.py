"""Cells in which something stands and no value can be had: errors, formulas that nobody calculated, rows cut short.

The parsers give "" for all of them, as for a blank cell; the bytes of the sheet tell them apart.
"""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Codes: TypeAlias = "NDArray[np.uint8]"
"""For each cell of a column its code: 0 where nothing was lost, else the place of its word in `WORDS`."""

UNCACHED: Final = 1
EMPTY: Final = 2
ZERO: Final = 3
SHORT: Final = 4
LONG: Final = 5
ERROR: Final = 6

ERRORS: Final = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
)
"""How errors are written; the code of the first is `ERROR`, and so on."""

WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("", ""),
    ("公式没有算出的值", "a formula without a calculated value"),
    ("公式的结果是空文本", "a formula whose result is an empty text"),
    ("公式的值存的是 0", "a formula whose stored value is 0"),
    ("这一行比表头短", "the row is shorter than its headings"),
    ("这一行比表头长", "the row is longer than its headings"),
    *((error, error) for error in ERRORS),
)
"""What each code says, in Chinese and English. `ZERO` is a number too, and only odd where a whole column has it."""

_ERROR: Final = re.compile(
    rb"<(?:\w+:)?c(?=[^>]*?\st=[\"']e[\"'])(\s[^>]*)>(?:(?<=/>)|(.*?)</(?:\w+:)?c>)", re.DOTALL
)
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*)?)>\s*<(?:\w+:)?f(?=[\s>/])(.*?)</(?:\w+:)?c>", re.DOTALL
)
_PLACE: Final = re.compile(rb"""\sr=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_TYPE: Final = re.compile(rb"""\st=["'](\w+)["']""")
_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_PREFIXED: Final = re.compile(rb"""xmlns:\w+=["'][^"']*spreadsheetml/(?:2006/)?main["']""")
_SUM: Final = re.compile(
    rb">\s*\+?(?:SUM|SUBTOTAL)\((?:\d{1,3},)?\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})\)\s*<"
)
_SUMS: Final = 1000
"""So many rows that sum others are remembered."""
_HEAD: Final = 1 << 16
_HELD: Final = 4 << 20


Packed: TypeAlias = tuple[bytes, bytes, bytes, dict[int, list[tuple[int, int]]], dict[int, tuple[int, int]]]
"""The lost cells of a sheet as they travel between processes: rows, columns, codes, what is merged, which rows are sums."""


class LostCells:
    """The cells of one sheet that hold no value though they are not blank, found while its bytes go by.

    Parameters
    ----------
    found : Packed, optional
        Those that another process found.
    """

    def __init__(self, found: Packed = (b"", b"", b"", {}, {})) -> None:
        rows, columns, codes, self.merged = *found[:3], dict(found[3])
        self._rows, self._columns, self._codes = array("I", rows), array("H", columns), array("B", codes)
        self._held = b""
        self._marks: tuple[bytes, ...] = ()
        self._by_column: dict[int, tuple[NDArray[np.intp], Codes]] | None = None
        """Column → first and last row, counted from 0, of cells merged downwards, of which only the first has a value."""
        self.summed = dict(found[4])
        """Row → first and last row, counted from 1, of those that its own formula sums."""

    def packed(self) -> Packed:
        """What was found, as plain values."""
        return self._rows.tobytes(), self._columns.tobytes(), self._codes.tobytes(), self.merged, self.summed

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes of the sheet."""
        piece = self._held + chunk
        cut = piece.rfind(b"<row")
        cut = max(cut, piece.rfind(b":row ", max(cut, 0)))
        if cut <= 0 and len(piece) < _HELD:
            self._held = piece
            return
        cut = cut if cut > 0 else len(piece)
        body, self._held = piece[:cut], piece[cut:]
        self._look(body)

    def done(self) -> None:
        """The sheet has gone by."""
        self._look(self._held)
        for first, top, _, bottom in _MERGED.findall(self._held):
            if int(bottom) > int(top):
                self.merged.setdefault(_column(first), []).append((int(top) - 1, int(bottom) - 1))
        self._held = b""

    def _look(self, body: bytes) -> None:
        if b't="e"' in body or (b"'" in body and b"t='e'" in body):
            for attributes, inner in _ERROR.findall(body):
                self._add(attributes, _error_code(inner))
        if not self._marks:  # the elements of a sheet have a prefix, or none: its head says which
            self._marks = (b":f", b"<f") if _PREFIXED.search(body[:_HEAD]) else (b"<f",)
        if any(mark in body for mark in self._marks):
            for attributes, inner in _FORMULA.findall(body):
                if code := _formula_code(attributes, inner):
                    self._add(attributes, code)
                if b"SUM(" in inner or b"SUBTOTAL(" in inner:
                    self._note_sum(attributes, inner)

    def _note_sum(self, attributes: bytes, inner: bytes) -> None:
        """Remember a row in which a cell sums the rows above or below it in its own column."""
        found, place = _SUM.search(inner), _PLACE.search(attributes)
        if found is None or place is None or not found[1] == found[3] == place[1]:
            return
        first, last, own = int(found[2]), int(found[4]), int(place[2])
        if first < last and not first <= own <= last and len(self.summed) < _SUMS:
            self.summed.setdefault(own, (first, last))

    def _add(self, attributes: bytes, code: int) -> None:
        place = _PLACE.search(attributes)
        if place is None:
            return
        self._rows.append(int(place[2]) - 1)
        self._columns.append(min(_column(place[1]), 0xFFFF))
        self._codes.append(code)

    def codes(self, place: int, first: int, count: int) -> Codes | None:
        """The codes of some cells of a column, by the sheet's own rows; None where every one has its value."""
        import numpy as np

        if self._by_column is None:
            rows = np.frombuffer(self._rows, np.uint32).astype(np.intp)
            columns = np.frombuffer(self._columns, np.uint16)
            codes = np.frombuffer(self._codes, np.uint8)
            self._by_column = {
                int(column): (rows[columns == column], codes[columns == column])
                for column in np.unique(columns).tolist()
            }
        if place not in self._by_column:
            return None
        rows, codes = self._by_column[place]
        there = (rows >= first) & (rows < first + count)
        if not there.any():
            return None
        found = np.zeros(count, dtype=np.uint8)
        found[rows[there] - first] = codes[there]
        return found


def _column(letters: bytes) -> int:
    """The place of a column: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _error_code(inner: bytes) -> int:
    """The code of an error cell."""
    value = _VALUE.search(inner)
    word = value[1].decode("utf-8", "replace").strip().upper() if value else ""
    return ERROR + (ERRORS.index(word) if word in ERRORS else ERRORS.index("#VALUE!"))


def _formula_code(attributes: bytes, inner: bytes) -> int:
    """The code of a formula's cell; 0 when its value is there."""
    kind = _TYPE.search(attributes)
    if kind is not None and kind[1] == b"e":
        return 0
    value = _VALUE.search(inner)
    text = value[1].strip() if value else b""
    if text:
        return ZERO if text in {b"0", b"0.0"} and (kind is None or kind[1] == b"n") else 0
    return EMPTY if kind is not None and kind[1] == b"str" else UNCACHED
