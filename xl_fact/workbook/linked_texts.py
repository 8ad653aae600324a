"""Text boxes and shapes that are linked to a cell: the text saved with them is what the cell now shows.

Excel reads the cell again when the workbook is opened; a previewer, a phone or LibreOffice shows what is saved.
"""

from __future__ import annotations

from collections.abc import Callable

from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.references import Area, parted
from xl_fact.workbook.xml import Element, add, child, each, new

Show = Callable[[str, int, int], "str | None"]
"""What a cell shows, by sheet, row and column; None when it is as it was."""
_DEEPEST = 5
"""How many names may stand for one another."""


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
    for name, sheet in drawings_of(package, plan).items():
        if not package.may_hold(name, b"textlink"):
            continue
        with package.edit(name) as root:
            for shape in each(root, "sp"):
                link, body = shape.get("textlink"), next(each(shape, "txBody"), None)
                cell = _cell(link, sheet, plan) if link and body is not None else None
                text = show(*cell) if cell else None
                if body is not None and text is not None:
                    _say(body, text)


def drawings_of(package: Package, plan: Plan) -> dict[str, str]:
    """The sheet of each drawing, also of those inside a chart, and of each control."""
    owners: dict[str, str] = {}
    for sheet, part in plan.sheets.items():
        owners |= dict.fromkeys(package.related(part, "drawing", "ctrlProp"), sheet)
        for drawing in package.related(part, "drawing"):
            for chart in package.related(drawing, "chart", "chartEx"):
                owners |= dict.fromkeys(package.related(chart, "chartUserShapes"), sheet)
    return owners


def _cell(link: str, sheet: str, plan: Plan, deep: int = 0) -> tuple[str, int, int] | None:
    """The cell that a link means: an address, or a name for one."""
    of, local = parted(link.lstrip("="))
    at = sheet if of is None else plan.sheet_called(of)
    try:
        area = Area.read(local)
    except ValueError:
        meant = plan.defined(local, at or sheet)
        return _cell(meant, sheet, plan, deep + 1) if meant and deep < _DEEPEST else None
    return (at, area.top, area.left) if at else None


def _say(body: Element, text: str) -> None:
    """Give the body of a shape one text: in the look of its first run, the others left empty."""
    texts = list(each(body, "t"))
    if not texts and text:
        paragraph = next(each(body, "p"), None)
        if paragraph is None:
            return
        run = new(paragraph, "r")
        texts = [add(run, "t")]
        look = child(paragraph, "pPr")
        if look is not None:
            look.addnext(run)
        else:
            paragraph.insert(0, run)
    for one, said in zip(texts, [text, *[None] * len(texts)], strict=False):
        del one[:]
        one.text = said
