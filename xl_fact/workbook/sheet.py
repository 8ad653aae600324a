"""One sheet part, open for editing: rows by their numbers, cells by their columns.

Thousands of new rows are never made into elements: they are joined column by column and put into the part as text
when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from functools import cached_property
from itertools import repeat
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from xl_fact.workbook.cell_text import encoded
from xl_fact.workbook.references import AREA, LAST_ROW, NOWHERE, Area, Followed, address_of, cell_at, letters
from xl_fact.workbook.row import Row, has_formula, holds, put_value
from xl_fact.workbook.sparklines import follow_sparklines
from xl_fact.workbook.written import Written
from xl_fact.workbook.xml import (
    Element,
    beside,
    child,
    each,
    local,
    parsed,
    put_text,
    remove,
    reworded,
    serialised,
    text_of,
)

_PLACE: Final = "xl_fact-rows"
"""The instruction that stands for rows that are ready as text, unless a part holds this word itself."""
_FIXED: Final = ("mergeCell", "hyperlink")
"""Lists of cells that don't grow with a table."""
_FORMULAS: Final = ("formula", "formula1", "formula2", "f")


class Sheet:
    """A sheet part, open for editing.

    Parameters
    ----------
    part : bytes
    name : str
        What people are told where something is wrong in it.

    Raises
    ------
    ValueError
        When it is none, or a row does not stand behind the one before.
    """

    def __init__(self, part: bytes, name: str = ""):
        self.source = part
        self.root = parsed(part)
        data = child(self.root, "sheetData")
        if data is None:
            raise ValueError("no sheetData")
        self.data = data
        self.rows: dict[int, Row] = {}
        last = 0
        for element in data.iterchildren("{*}row"):
            number = int(element.get("r") or last + 1)
            if not last < number <= LAST_ROW:
                raise ValueError(f"row {number}")
            self.rows[number] = Row(element, name)
            last = number
        self._read = [row.element for row in self.rows.values()]
        self._spliced: dict[int, list[tuple[int, list[str]]]] = {}
        """The ready cells of many rows by column, by the number of the first row."""
        self._texts: dict[int, str] = {}
        self._touched = self._followed = False
        self.formulas_changed = False
        self.written = Written()
        """What was put into each cell, by row and column."""
        self.reach = NOWHERE
        """The block around all that was put in."""
        self.extent = 0

    @property
    def outside(self) -> Iterator[Element]:
        """What stands behind the rows."""
        return self.data.itersiblings("*")

    # ---------------------------------------------------------------- cells
    def row(self, number: int, like: Row | None = None) -> Row:
        """A row; a new one that looks like another when there is none."""
        if number not in self.rows:
            attributes = like.attributes if like is not None else ""
            self.rows[number] = Row(self._elements(f'<row r="{number}"{attributes}/>')[0])
        return self.rows[number]

    def cell(self, row: int, column: int) -> Element | None:
        """A cell, if it is there."""
        return self.rows[row].cells.get(column) if row in self.rows else None

    def set(
        self, row: int, column: int, value: Any, formula: str | None = None, style: str | None = None
    ) -> None:
        """Write a cell, keeping its style unless another is given."""
        line = self.row(row)
        self.formulas_changed |= formula is not None or has_formula(line.cells.get(column))
        line.put(column, (line.style(column) if style is None else style) + encoded(value, formula))
        self.note(row, column, [value])

    def note(self, first: int, column: int, values: Sequence[Any]) -> None:
        """Remember what was put into a column from a row on."""
        self.written.note(first, column, values)
        self.reach = self.reach.around(Area(column, first, column, first + len(values) - 1))

    def put_value(self, row: int, column: int, value: Any) -> None:
        """Put a value beside the formula of a cell; None takes it away.

        Raises
        ------
        LookupError
            When there is no such cell.
        """
        cell = self.cell(row, column)
        if cell is None:
            raise LookupError(f"no cell {address_of(row, column)}")
        put_value(cell, value)
        self._touched = True

    def style(self, row: int, column: int) -> str:
        """The style attribute of a cell as it is written, or nothing."""
        if row in self.rows:
            return self.rows[row].style(column)
        for first, columns in self._spliced.items():
            cells = dict(columns).get(column, [])
            if first <= row < first + len(cells):
                head = cells[row - first].partition(">")[0].removesuffix("/")
                return head.partition(" cm=")[0].partition(" t=")[0]
        return ""

    def value(self, row: int, column: int, shared: Callable[[int], str]) -> Any:
        """What a cell holds: a number, a text or None."""
        if (row, column) in self.written:
            return self.written[row, column]
        cell = self.cell(row, column)
        if cell is None:
            return None
        kind = cell.get("t")
        if kind == "inlineStr":
            return words_of(child(cell, "is"))
        text = text_of(child(cell, "v"))
        if not text:
            return None
        if kind == "s":
            return shared(int(text))
        return text if kind in ("str", "e") else float(text)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell holds a value or formula."""
        return holds(self.cell(row, column))

    def occupied(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of a block that hold a value or formula, by row and column."""
        for number in sorted(self.rows):
            if area.top <= number <= area.bottom:
                for column, cell in sorted(self.rows[number].cells.items()):
                    if area.left <= column <= area.right and holds(cell):
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
        self._texts[first] = "".join(map("".join, zip(*pieces, strict=True)))
        self._spliced[first] = list(columns)
        for number in range(first, first + count):
            self.rows.pop(number, None)
        self.extent = max(self.extent, first + count - 1)

    # ---------------------------------------------------------------- moving
    def follow(self, name: str, followed: Followed) -> None:
        """Move rows, and let the sheet's own lists and formulas follow."""
        self._followed = True
        for cells in self.shared_formulas().values():
            if any(followed.formula(text, name) != text for text in cells.values()):
                self.write_apart(cells)
        follow_sparklines(self.outside, name, followed, self.holds)
        for element in self.outside:
            for one in element.iter("*"):
                if followed.concerns(name):
                    self._follow_lists(one, name, followed)
                if local(one) in _FORMULAS and not in_sparklines(one) and child(one, "f") is None:
                    put_text(one, followed.formula(text_of(one), name))
        for formula in each(self.data, "f"):
            self.formulas_changed |= follow_formula(formula, name, followed)
        if followed.concerns(name):
            moved: dict[int, Row] = {}
            for number, row in sorted(self.rows.items()):
                new = followed.row(name, number)
                if new not in moved or followed.row(name, number - 1) != new:
                    moved[new] = row
            self.rows = moved

    def _follow_lists(self, one: Element, name: str, followed: Followed) -> None:
        for key in ("ref", "sqref"):
            if (text := one.get(key)) is not None:
                one.set(key, followed.places(text, name, grows=local(one) not in _FIXED))
        if local(one) == "sqref" and not in_sparklines(one):
            put_text(one, followed.places(text_of(one), name))
        if local(one) == "brk":
            one.set("id", str(followed.row(name, int(one.get("id", "0")))))

    # ---------------------------------------------------------------- shared formulas
    def shared_formulas(self) -> dict[str, dict[tuple[int, int], str]]:
        """Each group of cells that share one formula: the formula of every cell, the first the one written."""
        from openpyxl.formula.translate import Translator

        groups: dict[str, dict[tuple[int, int], str]] = {}
        masters: dict[str, Translator] = {}
        for at, formula in self.formulas():
            group = formula.get("si")
            if formula.get("t") != "shared" or group is None:
                continue
            if text := text_of(formula):
                masters[group] = Translator("=" + text, origin=address_of(*at))
                groups[group] = {at: text}
            elif group in masters:
                groups[group][at] = masters[group].translate_formula(address_of(*at))[1:]
        return groups

    def formulas(self) -> Iterator[tuple[tuple[int, int], Element]]:
        """Every formula with the row and column where it stands."""
        for formula in each(self.data, "f"):
            cell = formula.getparent()
            if cell is not None and cell.get("r") is None:
                self._address()
            if cell is not None:
                yield cell_at(cell.get("r", "")), formula

    def _address(self) -> None:
        """Write into each row and cell where it stands: a file need not say so."""
        for number, row in self.rows.items():
            row.number(number)

    def write_apart(self, cells: dict[tuple[int, int], str]) -> None:
        """Give each cell of a shared formula its own."""
        for at, text in cells.items():
            cell = self.cell(*at)
            formula = child(cell, "f") if cell is not None else None
            if formula is not None:
                formula.attrib.clear()
                put_text(formula, text)
        self.formulas_changed = self._touched = True

    def write_shared_apart(self, area: Area) -> None:
        """Give the cells of every shared formula that reaches into a block their own."""
        for cells in self.shared_formulas().values():
            if any(area.meets(Area.cell(*at)) for at in cells):
                self.write_apart(cells)

    # ---------------------------------------------------------------- words
    def texts(self, shared: dict[int, Element]) -> Iterator[tuple[int, int, Element]]:
        """The cells whose own text, or whose shared one, holds ``{{``; also formulas."""
        for number, row in self.rows.items():
            for column, cell in row.cells.items():
                if cell.get("t") == "s":
                    text = text_of(child(cell, "v"))
                    if text and int(text) in shared:
                        yield number, column, cell
                elif any("{{" in text_of(one) for one in cell.iterchildren("{*}f", "{*}v", "{*}is")):
                    yield number, column, cell

    def replace_texts(self, of: Callable[[str], str], shared: dict[int, Element]) -> None:
        """Fill the ``{{ names }}`` of the sheet's texts, but not of those that were put in.

        Parameters
        ----------
        of : callable
            Fills one text.
        shared : dict
            The shared texts that hold a name.
        """
        for number, column, cell in list(self.texts(shared)):
            if has_formula(cell) or (number, column) in self.written:
                continue
            if cell.get("t") == "s":
                text = deepcopy(shared[int(text_of(child(cell, "v")))])
                text.tag = beside(cell, "is")
                del cell[:]
                cell.set("t", "inlineStr")
                cell.append(text)
            reworded(cell, of)
            self._touched = True
            self.note(number, column, [words_of(child(cell, "is", "v"))])
        for element in self.outside:
            self._touched |= reworded(element, of)

    # ---------------------------------------------------------------- ink
    def to_bytes(self) -> bytes:
        """The part as a file has it."""
        if not self._has_changed():
            return self.source
        dimension = child(self.root, "dimension")
        if dimension is not None:
            dimension.set("ref", self._dimension(dimension.get("ref", "A1")))
        self._settle()
        pieces = []
        rest = serialised(self.root, self.source)
        for first, text in sorted(self._texts.items()):
            before, _, rest = rest.partition(f"<?{self._place} {first}?>".encode())
            pieces += [before, text.encode("utf-8")]
        return b"".join([*pieces, rest])

    @cached_property
    def _place(self) -> str:
        """A word that the part doesn't hold, in whatever encoding."""
        held = self.source.replace(b"\0", b"")
        place = _PLACE
        while place.encode() in held:
            place += "-"
        return place

    def _has_changed(self) -> bool:
        rows = self.rows.items()
        if self._touched or self._spliced or any(row.changed for _, row in rows):
            return True
        if not self._followed:
            return False
        moved = any(row.element.get("r", str(number)) != str(number) for number, row in rows)
        texts = (serialised(root, self.source) for root in (self.root, parsed(self.source)))
        return moved or len(self.rows) != len(self._read) or next(texts) != next(texts)

    def _settle(self) -> None:
        """Put every row where it belongs, and write the numbers of those that moved."""
        kept = {row.element for row in self.rows.values()}
        for element in self._read:
            if element not in kept:
                remove(element)
        last: Element | None = None
        for number in sorted([*self.rows, *self._texts]):
            if number in self._texts:
                placed = self._spliced_elements(number)
            else:
                row = self.rows[number]
                if row.changed or row.element.get("r") != str(number):
                    row.number(number)
                placed = [row.element]
            for element in placed:
                if element.getparent() is not self.data and last is None:
                    self.data.insert(0, element)
                elif element.getparent() is not self.data and last is not None:
                    last.addnext(element)
                last = element

    def _spliced_elements(self, first: int) -> list[Element]:
        """What stands for ready rows: an instruction; where the part has a prefix of its own, the rows."""
        if self.data.prefix is None:
            return [etree.ProcessingInstruction(self._place, str(first))]
        return self._elements(self._texts.pop(first))

    def _elements(self, text: str) -> list[Element]:
        """Some elements written without a prefix, in the namespace of the part."""
        namespace = etree.QName(self.data).namespace
        names: dict[str | None, str] = {**self.data.nsmap, None: namespace or ""}
        declared = "".join(
            f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(uri)}" for prefix, uri in names.items() if uri
        )
        return list(parsed(f"<rows{declared}>{text}</rows>".encode()))

    def _dimension(self, before: str) -> str:
        """The block of cells in use: what the part said, and what was written since."""
        used = (Area.read(before) if AREA.fullmatch(before) else Area(1, 1, 1, 1)).around(self.reach)
        rows = [*self.rows, self.extent, self.reach.bottom]
        top = min([used.top, *(n for n in rows if n)])
        return str(Area(used.left, top, used.right, max([*rows, 1])))


def follow_formula(formula: Element, name: str, followed: Followed) -> bool:
    """Let a cell's formula follow, a what-if table's also to its input cells; whether it changed."""
    text = text_of(formula)
    changed = bool(text) and put_text(formula, followed.formula(text, name))
    for key in ("r1", "r2"):
        if (cell := formula.get(key)) is not None:
            new = followed.places(cell, name, grows=False)
            changed |= new != cell
            formula.set(key, new)
    if (reach := formula.get("ref")) is not None:
        new = followed.places(reach, name)
        changed |= new != reach
        formula.set("ref", new)
    return changed


def in_sparklines(element: Element) -> bool:
    """Whether something belongs to a sparkline."""
    return next(element.iterancestors("{*}sparkline"), None) is not None


def words_of(text: Element | None) -> str:
    """What a rich text says: its runs, without the hints how to read them."""
    if text is None or not len(text):
        return text_of(text)
    runs = [one for one in each(text, "t") if next(one.iterancestors("{*}rPh"), None) is None]
    return "".join(map(text_of, runs))


def shared_in(part: bytes) -> frozenset[bytes] | None:
    """The numbers of the shared texts that a sheet part shows, if it is literal and holds no formula.

    None where they are only known by reading it.
    """
    pieces = part.split(b't="s"')
    if part.count(b'"s"') != len(pieces) - 1:
        return None
    ends = {piece[: piece.find(b"</")] for piece in pieces[1:]}
    return frozenset(end.rpartition(b">")[2].strip().lstrip(b"+0") or b"0" for end in ends)
