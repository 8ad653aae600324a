"""Whether the tables of a template have room to grow, and what stands in their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xl_fact.workbook.plan import MOVE_BELOW, Plan, TablePlace
from xl_fact.workbook.references import LAST_COLUMN, LAST_ROW, Area, Growth

Standing = Callable[[str, Area], str | None]
"""The address of the first thing that stands in a block of a sheet; None when it is empty."""


@dataclass(frozen=True)
class Collision:
    """A table that would have to grow over something."""

    place: TablePlace
    at: str
    rows: int
    beside: str = ""
    """The table that stands beside it, when rows would have to move through that one."""

    @property
    def where(self) -> str:
        """Sheet and cell."""
        return f"{self.place.sheet}!{self.at}"

    @property
    def zh(self) -> str:
        """The line in Chinese."""
        if self.beside:
            return (
                f"{self.where}：表 {self.place.name} 要增减到 {self.rows} 行，下方内容须移动，可旁边有表 {self.beside}，"
                "移动会撕开它；请把两张表上下放，或清空下方"
            )
        return (
            f"{self.where}：表 {self.place.name}（{self.place.area}）会长到 {self.rows} 行，盖住这里的内容；"
            f"请把它移到旁边或别的工作表，或定义名称 {MOVE_BELOW} =TRUE，让下方整行下移"
        )

    @property
    def en(self) -> str:
        """The line in English."""
        if self.beside:
            return (
                f"{self.where}: table {self.place.name} becomes {self.rows} rows and what is below has to move, but "
                f"table {self.beside} stands beside it and would be torn; put one under the other, or clear the rows below"
            )
        return (
            f"{self.where}: table {self.place.name} ({self.place.area}) grows to {self.rows} rows, over what stands here; "
            f"move it aside or to another sheet, or define the name {MOVE_BELOW} =TRUE so that whole rows move down"
        )


class Room:
    """How every table that is filled changes size.

    Parameters
    ----------
    plan : Plan
    rows : mapping
        By the name of the table, how many rows it is to have.
    stands : callable
        What stands in a block.
    move : bool
        Whether rows below may move.
    """

    def __init__(self, plan: Plan, rows: Mapping[str, int], stands: Standing, *, move: bool):
        self.plan, self.stands, self.move = plan, stands, move
        self.growths: list[Growth] = []
        self.collisions: list[Collision] = []
        for name, count in rows.items():
            self._table(plan.tables[name], max(count, 1))

    def _table(self, place: TablePlace, count: int) -> None:
        a, body = place.area, place.body
        by = count - (body.bottom - body.top + 1)
        pushes = self.move and by != 0 and self._must_move(place, by)
        if pushes and by < 0:
            sides = (
                Area(1, body.bottom + by + 1, a.left - 1, body.bottom),
                Area(a.right + 1, body.bottom + by + 1, LAST_COLUMN, body.bottom),
            )
            pushes = not any(s.left <= s.right and self.stands(place.sheet, s) for s in sides)
        others = [
            other
            for other in self.plan.tables.values()
            if other is not place
            and other.sheet == place.sheet
            and other.area.meets(Area(1, body.top, LAST_COLUMN, body.bottom))
        ]
        if pushes and others and by < 0:
            pushes = False
        elif pushes and others:
            self.collisions.append(Collision(place, str(a), count, others[0].name))
        elif by > 0 and not pushes:
            met = self.stands(place.sheet, Area(a.left, a.bottom + 1, a.right, min(a.bottom + by, LAST_ROW)))
            if met is not None:
                self.collisions.append(Collision(place, met, count))
        self.growths.append(Growth(place.sheet, body, by, pushes, place.has_totals))

    def _must_move(self, place: TablePlace, by: int) -> bool:
        """Whether anything stands below that the new size would cover, or leave far away."""
        below = Area(1, place.area.bottom + 1, LAST_COLUMN, LAST_ROW)
        return self.stands(place.sheet, below) is not None
