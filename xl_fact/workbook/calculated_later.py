"""A workbook whose formulas a spreadsheet program works out anew when it opens it."""

from __future__ import annotations

from typing import Final

from xl_fact.workbook.package import TYPES, Package, relations_of
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.xml import Element, attributes, child, each, new, put_attributes, remove

_BEFORE: Final = ("sheets", "functionGroups", "externalReferences", "definedNames")
"""What may stand right before the element that says how a workbook is calculated."""


def calculate_on_opening(package: Package, plan: Plan) -> None:
    """Have everything worked out when the workbook is opened."""
    with package.edit(plan.workbook) as root:
        told = child(root, "calcPr")
        if told is None:
            told = put_behind(root, "calcPr", _BEFORE)
        if told.get("fullCalcOnLoad") not in ("1", "true"):
            put_attributes(told, {"fullCalcOnLoad": "1"} | attributes(told) | {"fullCalcOnLoad": "1"})


def put_behind(root: Element, name: str, before: tuple[str, ...]) -> Element:
    """A new element of a part, behind the last of those that come before it."""
    one = new(root, name)
    earlier = list(root.iterchildren(*(f"{{*}}{one}" for one in before)))
    if earlier:
        earlier[-1].addnext(one)
    else:
        root.insert(0, one)
    return one


def forget_chain(package: Package, plan: Plan) -> None:
    """Take the calculation chain out: a stale one is a repair prompt, none is fine."""
    for chain in package.related(plan.workbook, "calcChain"):
        package.drop(chain)
        with package.edit(TYPES) as types:
            for one in list(each(types, "Override")):
                if one.get("PartName", "").casefold() == f"/{chain}".casefold():
                    remove(one)
        with package.edit(relations_of(plan.workbook)) as relations:
            for one in list(each(relations, "Relationship")):
                if one.get("Type", "").endswith("/calcChain"):
                    remove(one)
