"""Text boxes and shapes that are linked to a cell: the text saved with them is what the cell now shows.

Excel reads the cell again when the workbook is opened; a previewer, a phone or LibreOffice shows what is saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from xl_fact.filling.places import Plan
from xl_fact.workbook.calculation.formulas import Book
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area

Show = Callable[[str, int, int], "str | None"]
"""What a cell shows, by sheet, row and column; None when it is as it was."""

_SHAPE: Final = re.compile(r'<((?:\w+:)?sp)\s[^>]*?\btextlink="([^"]+)"[^>]*>.*?</\1>', re.DOTALL)
_BODY: Final = re.compile(r"<(\w+:)?txBody>.*?</(?:\w+:)?txBody>", re.DOTALL)
_TEXT: Final = re.compile(r"<a:t(?:/>|>[^<]*</a:t>)")
_PARAGRAPH: Final = re.compile(r"<a:p>(?:<a:pPr\b[^>]*?(?:/>|>.*?</a:pPr>))?", re.DOTALL)


def refresh_linked_texts(package: Package, plan: Plan, show: Show) -> None:
    """Bring the saved text of every linked shape in line with its cell.

    Parameters
    ----------
    package : Package
        The workbook, filled.
    plan : Plan
        Of the workbook as it now is.
    show : callable
    """
    owners = drawings_of(package, plan)
    book: Book | None = None
    for name in package.names:
        if not re.search(r"/drawings/[^/]+\.xml$", name) or b"textlink=" not in package.read(name):
            continue
        book = book or Book.read(package, plan)
        sheet, known = owners.get(name, ""), book

        def shape(found: re.Match[str], sheet: str = sheet, book: Book = known) -> str:
            cell = _cell(unescape(found[2]), sheet, book)
            text = show(*cell) if cell else None
            return found[0] if text is None else _BODY.sub(lambda m: _with_text(m[0], text), found[0])

        package.write(name, _SHAPE.sub(shape, package.read(name).decode("utf-8")).encode("utf-8"))


def drawings_of(package: Package, plan: Plan) -> dict[str, str]:
    """The sheet of each drawing, also of those inside a chart, and of each control."""
    owners: dict[str, str] = {}
    for sheet, part in plan.sheets.items():
        for kind, target in package.relations(part).values():
            if kind in ("drawing", "ctrlProp"):
                owners[target] = sheet
            if kind == "drawing":
                for _, chart in package.relations(target).values():
                    for inner, drawing in package.relations(chart).values():
                        if inner == "chartUserShapes":
                            owners[drawing] = sheet
    return owners


def _cell(link: str, sheet: str, book: Book, deep: int = 0) -> tuple[str, int, int] | None:
    """The cell that a link means: an address, or a name for one."""
    before, bang, local = link.lstrip("=").rpartition("!")
    of = before[1:-1].replace("''", "'") if before.startswith("'") else before
    at = book.sheets.get(of.casefold()) if bang else sheet
    try:
        area = Area.read(local)
    except ValueError:
        meant = book.defined(local, at or sheet)
        return _cell(meant, sheet, book, deep + 1) if meant and deep < 5 else None
    return (at, area.top, area.left) if at else None


def _with_text(body: str, text: str) -> str:
    """The body of a shape with one text: in the look of its first run, the others left empty."""
    if _TEXT.search(body):
        new = iter([f"<a:t>{escape(text)}</a:t>"])
        return _TEXT.sub(lambda m: next(new, "<a:t/>"), body)
    run = f"<a:r><a:t>{escape(text)}</a:t></a:r>" if text else ""
    return _PARAGRAPH.sub(lambda m: m[0] + run, body, count=1)
