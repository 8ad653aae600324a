"""A workbook being looked over or edited: its parts, what stands where, its sheets once they are opened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from xl_fact.workbook.attachments import stands_in
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.references import Area
from xl_fact.workbook.sheet import Sheet, shared_in, words_of
from xl_fact.workbook.xml import Element, Malformed


class OpenWorkbook:
    """The parts of a workbook, and the sheets among them that are open.

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
        """A sheet, open for editing.

        Raises
        ------
        Malformed
            With the name of its part.
        """
        if name not in self.opened:
            part = self.plan.sheets[name]
            try:
                self.opened[name] = Sheet(self.package.read(part), part)
            except ValueError as wrong:
                raise Malformed(part) from wrong
        return self.opened[name]

    def may_hold(self, name: str, *words: bytes) -> bool:
        """Whether a sheet may hold one of some words, known without opening it."""
        return self.package.may_hold(self.plan.sheets[name], *words)

    def has_formulas(self, name: str) -> bool:
        """Whether a sheet may hold formulas, known without opening it."""
        return self.may_hold(name, b"<f", b":f")

    def has_words(self, name: str, shared: Iterable[int]) -> bool:
        """Whether a sheet may hold ``{{``, itself or in one of some shared texts, known without opening it."""
        wanted = {str(number).encode() for number in shared}
        if self.may_hold(name, b"{{") or not wanted:
            return self.may_hold(name, b"{{")
        if self.has_formulas(name) or self.may_hold(name, b"'s'"):
            return True
        shown = self.package.once(self.plan.sheets[name], shared_in)
        return shown is None or not wanted.isdisjoint(shown)

    def standing(self, sheet: str, area: Area) -> str | None:
        """What stands in a block: the address of the first cell, drawing or merged block."""
        return stands_in(self.package, self.plan.sheets[sheet], self.sheet(sheet), area)

    def shared_text(self, index: int) -> str:
        """One of the workbook's shared texts."""
        return words_of(self.shared[index])

    @cached_property
    def shared(self) -> list[Element]:
        """The workbook's shared texts."""
        part = next(iter(self.package.related(self.plan.workbook, "sharedStrings")), None)
        return list(self.package.root(part).iterchildren("{*}si")) if part else []

    def close(self) -> None:
        """Write the sheets that were opened, as far as they changed."""
        for name, sheet in self.opened.items():
            self.package.write(self.plan.sheets[name], sheet.to_bytes())
