"""What Microsoft's validator lets pass, and Excel would repair, refuse or show as #NAME?.

The schema knows what a part may look like, not whether the parts agree: a table against its heading cells, a
shared string against the list, a function against the prefix that the file format wants of it.

In a shell: ``python -m oracles.lint report.xlsx`` prints what it finds.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl.formula import Tokenizer
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
VALUE = f"{MAIN}v"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_ROW, MAX_COLUMN, MAX_TEXT, MAX_FORMULA, MAX_NOTE = 1_048_576, 16_384, 32_767, 8_192, 255
READS_AS_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)
NAME = re.compile(r"[^\W\d][\w.\\?]*|[_\\][\w.\\?]*")
BAD_IN_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$")
OPTIONAL_IN_BRACKETS = re.compile(r"\[_xl[op][pm]\.")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Functions newer than the file format: Excel stores them with this prefix and shows #NAME? without it.
PREFIX = dict.fromkeys(
    """
    ARRAYTOTEXT BYCOL BYROW CHISQ.DIST CHOOSECOLS CHOOSEROWS CONCAT COVARIANCE.P COVARIANCE.S DAYS DROP
    EXPAND F.DIST FORECAST.LINEAR FORMULATEXT GROUPBY HSTACK IFNA IFS ISOMITTED ISOWEEKNUM LAMBDA LET
    MAKEARRAY MAP MAXIFS MINIFS MODE.SNGL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE
    PERCENTILE.EXC PERCENTILE.INC PIVOTBY QUARTILE.EXC QUARTILE.INC RANDARRAY RANK.AVG RANK.EQ REDUCE
    REGEXEXTRACT REGEXREPLACE REGEXTEST SCAN SEQUENCE SHEET SHEETS SORTBY STDEV.P STDEV.S SWITCH T.DIST
    T.INV T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE
    VALUETOTEXT VAR.P VAR.S VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR
    """.split(),
    "_xlfn.",
)
PREFIX |= dict.fromkeys(("FILTER", "SORT"), "_xlfn._xlws.")


class Fault(NamedTuple):
    """Where in the workbook, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Package:
    """The parts of a workbook file that are XML, parsed; those that cannot be are in `broken`."""

    names: list[str]
    parts: dict[str, ElementTree.Element] = field(default_factory=dict)
    broken: list[Fault] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Package:
        """Take the package apart."""
        with zipfile.ZipFile(path) as archive:
            package = cls(archive.namelist())
            for name in package.names:
                if name.endswith((".xml", ".rels")):
                    try:
                        package.parts[name] = ElementTree.fromstring(archive.read(name))
                    except ElementTree.ParseError as error:
                        package.broken.append(Fault(name, f"not well-formed XML: {error}"))
        return package

    def relations(self, part: str) -> dict[str, str]:
        """Relation id → the part it points to; links out of the file are left out."""
        folder, name = posixpath.split(part)
        root = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            relation.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, relation.get("Target", ""))
            )[1:]
            for relation in (root if root is not None else [])
            if relation.get("TargetMode") != "External"
        }

    @cached_property
    def shared_strings(self) -> list[str]:
        """The texts that cells refer to by number."""
        root = self.parts.get("xl/sharedStrings.xml")
        return [] if root is None else [text_of(item) for item in root.iter(f"{MAIN}si")]

    def count_of(self, part: str, path: str) -> int:
        """How many elements a part holds at a path, such as ``dxfs/dxf``."""
        root = self.parts.get(part)
        return 0 if root is None else len(root.findall("/".join(MAIN + step for step in path.split("/"))))

    @cached_property
    def workbook(self) -> ElementTree.Element:
        """The workbook part."""
        return self.parts["xl/workbook.xml"]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Title → part of each sheet."""
        relations = self.relations("xl/workbook.xml")
        return {
            sheet.get("name", ""): relations.get(sheet.get(RELATION, ""), "")
            for sheet in self.workbook.iter(f"{MAIN}sheet")
        }

    @cached_property
    def worksheets(self) -> dict[str, ElementTree.Element]:
        """Title → content of each sheet that is there."""
        return {title: self.parts[part] for title, part in self.sheets.items() if part in self.parts}


def text_of(element: ElementTree.Element) -> str:
    """The text of a shared or inline string, without its phonetic reading."""
    return "".join(
        part.text or "" for run in element if run.tag != f"{MAIN}rPh" for part in run.iter(f"{MAIN}t")
    )


def in_formula(formula: str, where: str) -> Iterator[Fault]:
    """Faults of one formula as stored, without ``=``."""
    if formula.startswith("="):
        yield Fault(where, "a stored formula does not begin with =")
    if len(formula) > MAX_FORMULA:
        yield Fault(where, f"a formula of {len(formula)} characters, {MAX_FORMULA} is the limit")
    if OPTIONAL_IN_BRACKETS.search(formula):
        yield Fault(where, "an optional LAMBDA parameter is stored as _xlop.name, without brackets")
    try:
        items = Tokenizer(f"={formula.removeprefix('=')}").items
    except Exception as error:
        yield Fault(where, f"not a formula: {error}")
        return
    if sum((item.subtype == "OPEN") - (item.subtype == "CLOSE") for item in items):
        yield Fault(where, f"brackets don't match in ={formula[:60]}")
    for item in items:
        name = item.value[:-1].upper()
        if item.type == "FUNC" and item.subtype == "OPEN" and name in PREFIX:
            yield Fault(where, f"{name} is stored as {PREFIX[name]}{name}; Excel shows #NAME?")
        if item.type == "OPERAND" and item.subtype == "ERROR" and item.value == "#REF!":
            yield Fault(where, "refers to a cell that is gone (#REF!)")


def in_names(package: Package) -> Iterator[Fault]:
    """Faults of the defined names."""
    seen: set[tuple[str, str | None]] = set()
    for defined in package.workbook.iter(f"{MAIN}definedName"):
        name, where = defined.get("name", ""), f"name {defined.get('name')}"
        key = (name.lower(), defined.get("localSheetId"))
        if key in seen:
            yield Fault(where, "defined twice")
        seen.add(key)
        if not name.startswith("_xlnm.") and (READS_AS_CELL.fullmatch(name) or not NAME.fullmatch(name)):
            yield Fault(where, "reads as a cell, or has a character that a name can't have")
        if len(defined.get("comment", "")) > MAX_NOTE:
            yield Fault(where, f"the comment has more than {MAX_NOTE} characters; Excel refuses the file")
        yield from in_formula(defined.text or "", where)


def in_titles(package: Package) -> Iterator[Fault]:
    """Faults of the sheets' titles."""
    for title, part in package.sheets.items():
        if not 0 < len(title) <= 31 or BAD_IN_SHEET_TITLE.search(title) or title.lower() == "history":
            yield Fault(title, "not a title that Excel gives a sheet")
        if part not in package.parts:
            yield Fault(title, f"its part {part or '?'} is missing")
    titles = [sheet.get("name", "").lower() for sheet in package.workbook.iter(f"{MAIN}sheet")]
    yield from (
        Fault(title, "two sheets of this title") for title, times in Counter(titles).items() if times > 1
    )


def in_cells(
    package: Package, title: str, sheet: ElementTree.Element, texts: dict[str, str]
) -> Iterator[Fault]:
    """Faults of rows and cells; the text of each text cell is noted in `texts`."""
    styles = max(package.count_of("xl/styles.xml", "cellXfs/xf"), 1)
    last_row = 0
    for row in sheet.iter(f"{MAIN}row"):
        number = row.get("r", str(last_row + 1))
        if not number.isdecimal() or not last_row < int(number) <= MAX_ROW:
            yield Fault(title, f"row {number} is out of order or out of the sheet")
            continue
        last_row, last_column = int(number), 0
        for cell in row.iter(f"{MAIN}c"):
            address = cell.get("r") or f"{get_column_letter(last_column + 1)}{last_row}"
            letters = address.rstrip("0123456789")
            column = column_index_from_string(letters)
            if address[len(letters) :] != number or not last_column < column <= MAX_COLUMN:
                yield Fault(f"{title}!{address}", "is out of order")
            last_column = column
            if int(cell.get("s", 0)) >= styles:
                yield Fault(f"{title}!{address}", f"style {cell.get('s')} does not exist")
            if cell.get("cm") and "xl/metadata.xml" not in package.names:
                yield Fault(f"{title}!{address}", "marked as spilling, without xl/metadata.xml")
            if not holds_a_number(cell):
                yield from in_value(package, cell, f"{title}!{address}", texts)


def holds_a_number(cell: ElementTree.Element) -> bool:
    """Whether a cell is a plain finite number, as nearly all are."""
    return (
        len(cell) == 1
        and cell.get("t", "n") == "n"
        and cell[0].tag == VALUE
        and is_number(cell[0].text or "")
    )


def in_value(
    package: Package, cell: ElementTree.Element, where: str, texts: dict[str, str]
) -> Iterator[Fault]:
    """Faults of what one cell holds."""
    formula, value, kind = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v"), cell.get("t", "n")
    text = None
    if formula is not None and formula.text:
        yield from in_formula(formula.text, where)
    if kind == "s":
        index = int(value or -1)
        if not 0 <= index < len(package.shared_strings):
            yield Fault(where, f"shared string {index} does not exist")
        else:
            text = package.shared_strings[index]
    elif kind == "inlineStr":
        text = "".join(text_of(inline) for inline in cell.iter(f"{MAIN}is"))
    elif kind == "str":
        text = value
    elif kind == "n" and value is not None and not is_number(value) and (value or formula is None):
        yield Fault(where, f"the number is {value!r}")
    if text is not None:
        texts[where.rpartition("!")[2]] = text
        if len(text) > MAX_TEXT:
            yield Fault(where, f"text of {len(text)} characters, {MAX_TEXT} is the limit")
        if CONTROL.search(text):
            yield Fault(where, "a control character in the text")


def is_number(text: str) -> bool:
    """Whether a cell's value is a finite number."""
    return bool(NUMBER.fullmatch(text))


def in_ranges(package: Package, title: str, sheet: ElementTree.Element) -> Iterator[Fault]:
    """Faults of merged cells, drop-down lists and conditional formats."""
    merged = [range_boundaries(merge.get("ref", "")) for merge in sheet.iter(f"{MAIN}mergeCell")]
    for one, other in combinations(merged, 2):
        if one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]:
            yield Fault(title, f"merged cells overlap: {one} and {other}")
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        listed = rule.findtext(f"{MAIN}formula1") or ""
        if listed.startswith('"') and len(listed) - 2 > MAX_NOTE:
            yield Fault(
                f"{title}!{rule.get('sqref')}", f"a drop-down list of more than {MAX_NOTE} characters"
            )
    formats = package.count_of("xl/styles.xml", "dxfs/dxf")
    for rule in sheet.iter(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", -1)) >= formats:
            yield Fault(title, f"a conditional format uses dxf {rule.get('dxfId')}, which does not exist")
        for formula in rule.iter(f"{MAIN}formula"):
            yield from in_formula(formula.text or "", f"{title}, conditional format")


def in_tables(package: Package, texts: dict[str, dict[str, str]]) -> Iterator[Fault]:
    """Faults of the tables, against their heading cells and each other."""
    ids: list[str] = []
    tables: list[str] = []
    names = {name.get("name", "").lower() for name in package.workbook.iter(f"{MAIN}definedName")}
    for title, sheet in package.worksheets.items():
        relations = package.relations(package.sheets[title])
        for reference in sheet.iter(f"{MAIN}tablePart"):
            table = package.parts.get(relations.get(reference.get(RELATION, ""), ""))
            if table is None:
                yield Fault(title, "the part of a table is missing")
                continue
            name = table.get("displayName", "")
            ids.append(table.get("id", ""))
            tables.append(name.lower())
            yield from in_table(table, f"{title}, table {name}", texts[title])
            if READS_AS_CELL.fullmatch(name) or not NAME.fullmatch(name):
                yield Fault(title, f"table {name}: not a name that Excel gives a table")
    for number, times in Counter(ids).items():
        if times > 1 or number == "0":
            yield Fault("tables", f"the id {number} is used twice, or is 0")
    for name, times in Counter(tables).items():
        if times > 1 or name in names:
            yield Fault("tables", f"the name {name} is used twice")


def in_table(table: ElementTree.Element, where: str, texts: dict[str, str]) -> Iterator[Fault]:
    """Faults of one table."""
    left, top, right, bottom = range_boundaries(table.get("ref", ""))
    columns = [column.get("name", "") for column in table.iter(f"{MAIN}tableColumn")]
    if len({column.lower() for column in columns}) != len(columns):
        yield Fault(where, "two columns of one name")
    if len(columns) != right - left + 1:
        yield Fault(where, f"{len(columns)} columns over {table.get('ref')}")
    if table.get("headerRowCount") != "0":
        if bottom <= top:
            yield Fault(where, "no row below the heading")
        for column, name in enumerate(columns, left):
            heading = texts.get(f"{get_column_letter(column)}{top}")
            if heading != unescaped(name):
                yield Fault(where, f"column {name!r}, but the heading cell says {heading!r}")
    filtered = table.find(f"{MAIN}autoFilter")
    if (
        filtered is not None
        and filtered.get("ref") != table.get("ref")
        and table.get("totalsRowCount", "0") == "0"
    ):
        yield Fault(where, f"its filter covers {filtered.get('ref')}")


def unescaped(name: str) -> str:
    """A table column's name as its cell shows it: ``_x000a_`` is a line break."""
    return re.sub(r"_x([0-9a-fA-F]{4})_", lambda code: chr(int(code[1], 16)), name)


def in_charts(package: Package) -> Iterator[Fault]:
    """Faults of the charts: references to sheets that are not there, series without saved values."""
    titles = {title.lower() for title in package.sheets}
    for part, root in package.parts.items():
        if not root.tag.startswith(CHART):
            continue
        for reference in (*root.iter(f"{CHART}numRef"), *root.iter(f"{CHART}strRef")):
            formula = reference.findtext(f"{CHART}f") or ""
            sheet = formula.rpartition("!")[0].strip("'").replace("''", "'").lower()
            if "#REF!" in formula or ("!" in formula and sheet not in titles and "[" not in sheet):
                yield Fault(part, f"draws {formula}, which is not there")


def in_relations(package: Package) -> Iterator[Fault]:
    """Relations to parts that are not in the file, parts that are in it twice."""
    for name in package.names:
        folder, _, base = name.rpartition("_rels/")
        if name.endswith(".rels"):
            for target in package.relations(folder + base.removesuffix(".rels")).values():
                if target not in package.names and not target.startswith("NULL"):
                    yield Fault(name, f"points to {target}, which is not in the file")
    yield from (
        Fault(name, "in the file twice") for name, times in Counter(package.names).items() if times > 1
    )


def faults(path: Path) -> list[Fault]:
    """What is wrong with the workbook; empty when nothing was found."""
    package = Package.read(path)
    found = list(package.broken)
    if "xl/workbook.xml" not in package.parts:
        return [*found, Fault(path.name, "no workbook in the file")]
    found += [*in_titles(package), *in_names(package), *in_relations(package), *in_charts(package)]
    texts: dict[str, dict[str, str]] = {}
    for title, sheet in package.worksheets.items():
        texts[title] = {}
        found += in_cells(package, title, sheet, texts[title])
        found += in_ranges(package, title, sheet)
    return found + list(in_tables(package, texts))


if __name__ == "__main__":
    everything = [f"{name}: {fault}" for name in sys.argv[1:] for fault in faults(Path(name))]
    print("\n".join(everything) or "clean")
    sys.exit(bool(everything))
