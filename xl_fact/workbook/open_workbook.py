"""A workbook being edited: its parts, what stands where, the sheets that were opened, the shared texts."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import Final

from xl_fact.filling.places import Plan
from xl_fact.workbook.package import Package
from xl_fact.workbook.references import Area
from xl_fact.workbook.room import standing
from xl_fact.workbook.sheet import Sheet

_SHARED: Final = re.compile(r"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_TEXT: Final = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)


class OpenWorkbook:
    """The parts of a workbook, and the sheets among them that are open for editing.

    Parameters
    ----------
    package : Package
    plan : Plan
        Of the workbook as it was opened.
    """

    def __init__(self, package: Package, plan: Plan):
        self.package, self.plan = package, plan
        self.opened: dict[str, Sheet] = {}

    def sheet(self, name: str) -> Sheet:
        """A sheet, open for editing."""
        if name not in self.opened:
            self.opened[name] = Sheet.read(self.package.read(self.plan.sheets[name]))
        return self.opened[name]

    def standing(self, sheet: str, area: Area) -> str | None:
        """What stands in a block: the address of the first cell, drawing or merged block."""
        return standing(self.package, self.plan.sheets[sheet], self.sheet(sheet), area)

    def shared_text(self, index: int) -> str:
        """One of the workbook's shared texts."""
        return unescape("".join(_TEXT.findall(self.shared[index])))

    @cached_property
    def shared(self) -> list[str]:
        """The workbook's shared texts, as XML."""
        part = next((p for k, p in self.relations() if k == "sharedStrings"), None)
        text = self.package.read(part).decode("utf-8") if part else ""
        return [m or "" for m in _SHARED.findall(text)]

    def relations(self) -> list[tuple[str, str]]:
        """Kind and part of each relation of the workbook part."""
        return list(self.package.relations(self.plan.workbook).values())
