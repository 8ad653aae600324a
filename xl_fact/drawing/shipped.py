"""The house template as a file of its own: for people to restyle in a spreadsheet program and fill each month."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from xl_fact.report.contract import named
from xl_fact.report.specimen import specimen
from xl_fact.saving import save_ours, spare
from xl_fact.words import Lang, Words
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import MOVE_BELOW
from xl_fact.workbook.sealing import sealed
from xl_fact.workbook.xml import add, child, each, remove

TITLE: Final = Words("内容电商月报 模板", "Monthly report of content commerce, template")
SHIPPED: Final = "monthly_report.xlsx"


@cache
def house_template(lang: Lang = "zh") -> bytes:
    """The house template: every section, every name, no number.

    Parameters
    ----------
    lang : {"zh", "en"}

    Returns
    -------
    bytes
        The same at every call, on every machine.
    """
    from xl_fact.drawing.template import draw

    package = Package(draw(named(specimen(lang), specimen(lang, other=True))))
    with package.edit("docProps/core.xml") as core:
        for title in each(core, "title"):
            title.text = TITLE.text(lang)
    for name in package.of_kind("chart"):
        with package.edit(name) as chart:
            if next(each(chart, "bubbleChart"), None) is not None:  # next month's bubbles lie elsewhere
                for highest in list(each(chart, "max")):
                    remove(highest)
                for place in each(chart, "dLblPos"):
                    place.set("val", "r")
    with package.edit("xl/workbook.xml") as workbook:
        names = child(workbook, "definedNames")
        if names is not None:
            add(names, "definedName", "TRUE", name=MOVE_BELOW)
    return package.to_bytes()


def new_template(path: str | os.PathLike[str], lang: Lang = "zh", *, force: bool = False) -> Path:
    """Write the house template.

    Parameters
    ----------
    path : path
        The workbook to write; replaced as a whole or not at all.
    lang : {"zh", "en"}
    force : bool, optional
        Overwrite even what this package did not write, or what was changed since.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        When the path does not end in .xlsx, or something of a person's would be overwritten.
    TargetLocked
        When the workbook is open elsewhere.
    """
    target = Path(path)
    spare(target, ".xlsx", force=force)
    save_ours(target, sealed(house_template(lang)), force=force)
    return target


def shipped_template() -> bytes:
    """The copy of the Chinese house template that comes with the package."""
    inside = files("xl_fact") / "templates" / SHIPPED
    if inside.is_file():
        return inside.read_bytes()
    return (Path(__file__).resolve().parents[2] / "templates" / SHIPPED).read_bytes()
