"""A recognised table → facts: columns by meaning, numbers and days read, rows that don't count set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import channels, numbers
from xl_fact.exports import dates
from xl_fact.exports.facts import DIMENSIONS, MEASURES
from xl_fact.exports.format import Column, Condition
from xl_fact.exports.headings import CURRENCIES, normal
from xl_fact.exports.recognise import Match

Reason: TypeAlias = tuple[str, str]
"""A line for people in Chinese and English."""

BLANK: Final = ("空行", "blank rows")
TOTAL: Final = ("合计行", "total rows")
DEFINITION: Final = ("说明行", "rows of definitions")
UNDATED: Final = ("没有日期的行", "rows without a date")
BAD_DATE: Final = ("日期读不出的行", "rows whose date cannot be read")

_TOTALS: Final = {
    "合计",
    "总计",
    "小计",
    "汇总",
    "全部",
    "整体",
    "总和",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "summary",
    "all",
}
_ID_LOST: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")
_MARKS: Final = tuple(sorted(CURRENCIES, key=len, reverse=True))


@dataclass
class Extraction:
    """The facts of one table, gathered chunk by chunk.

    Parameters
    ----------
    match : Match
        The table's format, sheet and heading row.
    range_as : {"low", "middle", "high"}
        What a range like "7.5w~10w" stands for.
    year : int, optional
        The year of dates that have none.
    """

    match: Match
    range_as: numbers.RangeAs = "middle"
    year: int | None = None
    read: int = 0
    used: int = 0
    aside: Counter[Reason] = field(default_factory=Counter)
    unreadable: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    lost_ids: Counter[str] = field(default_factory=Counter)
    currency: str = ""
    parts: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {
            column.key: (column, place)
            for column in self.match.layout.columns
            if (place := self.match.index_of(column)) is not None
        }
        self.parted = [
            (part, [(c, place) for c in part.take if (place := self.match.index_of(c)) is not None])
            for part in self.match.layout.parts
        ]
        self.currency = self.match.currency()

    def add(self, rows: Sequence[Sequence[Any]], first_row: int) -> None:
        """Take in some rows; `first_row` is the number of the first one in the file, from 1."""
        width = len(self.match.header.names)
        if any(len(row) < width for row in rows):
            rows = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows]
        if not rows:
            return
        cells = list(zip(*(row[:width] for row in rows), strict=True))
        count = len(rows)
        self.read += count
        row_numbers = np.arange(first_row, first_row + count)
        taken = np.ones(count, dtype=np.bool_)
        taken &= ~self._set_aside(BLANK, taken & self._blank(cells, count))
        taken &= ~self._set_aside(TOTAL, taken & self._totals(cells, count))
        for condition in self.match.layout.aside:
            met = self._meets(condition, cells)
            taken &= ~self._set_aside(
                (condition.zh, condition.en), taken & (~met if condition.negate else met)
            )
        values, unreadable = self._measures(cells)
        days, bad_days = self._days(cells, count)
        by = self.places.get("date", self.places.get("start"))
        dated = by is not None and not (by[0].dates == "md" and self.year is None)
        if first_row <= self.match.header.row + 2:
            taken[:1] &= ~self._set_aside(
                DEFINITION, taken[:1] & self._definition(values, bad_days, unreadable)[:1]
            )
        if dated:
            taken &= ~self._set_aside(BAD_DATE, taken & bad_days)
            taken &= ~self._set_aside(UNDATED, taken & np.isnat(days["date"]))
        for key, mask in unreadable.items():
            self._note_unreadable(key, mask & taken, cells, first_row)
        self._note_currency(cells)
        part: dict[str, Any] = {key: value[taken] for key, value in values.items()}
        part |= {key: value[taken] for key, value in days.items()}
        keep = np.flatnonzero(taken).tolist()
        part |= {key: [column[n] for n in keep] for key, column in self._texts(cells).items()}
        part["role"] = [role for role, ok in zip(self._roles(cells, count), taken, strict=True) if ok]
        part["row"] = row_numbers[taken]
        self.parts.append((len(keep), part))
        self.used += len(keep)
        self._add_parts(cells, taken, part)

    def _add_parts(
        self, cells: list[tuple[Any, ...]], taken: NDArray[np.bool_], whole: dict[str, Any]
    ) -> None:
        """The further facts that each row yields: its dimensions, other constants, a few measures."""
        count = int(taken.sum())
        for part, columns in self.parted:
            if not columns:
                continue
            more = {key: value for key, value in whole.items() if key not in MEASURES}
            more |= {key: [value] * count for key, value in part.constant.items()}
            if part.role:
                more["role"] = [part.role] * count
            for column, place in columns:
                number, _ = numbers.parse_many(cells[place], self.range_as)
                more[column.key] = number[taken] * column.scale
            self.parts.append((count, more))

    def _set_aside(self, reason: Reason, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Count rows set aside for a reason; gives the mask back."""
        if mask.any():
            self.aside[reason] += int(mask.sum())
        return mask

    @staticmethod
    def _blank(cells: list[tuple[Any, ...]], count: int) -> NDArray[np.bool_]:
        """Rows without anything."""
        blank = np.ones(count, dtype=np.bool_)
        for column in cells:
            if not blank.any():
                break
            blank &= np.fromiter(
                (cell is None or (isinstance(cell, str) and not cell.strip()) for cell in column),
                np.bool_,
                count,
            )
        return blank

    def _totals(self, cells: list[tuple[Any, ...]], count: int) -> NDArray[np.bool_]:
        """Rows whose first column or date says "total"."""
        place = self.places["date"][1] if "date" in self.places else 0
        mask = np.zeros(count, dtype=np.bool_)
        for column in {0, place}:
            words = {
                cell
                for cell in set(cells[column])
                if isinstance(cell, str) and len(cell) < 20 and normal(cell) in _TOTALS
            }
            if words and not self._tested(column):
                mask |= np.fromiter((cell in words for cell in cells[column]), np.bool_, count)
        return mask

    def _tested(self, place: int) -> bool:
        """Whether the format itself says what to do with the words of a column."""
        name = self.match.header.names[place]
        layout = self.match.layout
        return any(
            normal(c.column) == name for group in (layout.aside, layout.roles, layout.cases) for c in group
        )

    def _meets(self, condition: Condition, cells: list[tuple[Any, ...]]) -> NDArray[np.bool_]:
        """Rows whose cell in the condition's column is one of its words."""
        column = cells[self.match.header.names.index(normal(condition.column))]
        words = {normal(word) for word in condition.words}
        met = {cell for cell in set(column) if normal(str(cell)) in words}
        mask = np.fromiter((cell in met for cell in column), np.bool_, len(column))
        return mask if condition.unless is None else mask & ~self._meets(condition.unless, cells)

    def _measures(
        self, cells: list[tuple[Any, ...]]
    ) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.bool_]]]:
        """The measures' numbers, and where they can't be read."""
        values: dict[str, NDArray[np.float64]] = {}
        unreadable: dict[str, NDArray[np.bool_]] = {}
        for key, (column, place) in self.places.items():
            if key in MEASURES:
                values[key], unreadable[key] = self._number(column, place, cells)
        for case in self.match.layout.cases:
            met = self._meets(case, cells)
            for column in case.take:
                place = self.match.header.names.index(column.names[0])
                number, bad = self._number(column, place, cells)
                before = values.get(column.key, np.full(len(met), np.nan))
                values[column.key] = np.where(met, number, before)
                unreadable[column.key] = unreadable.get(column.key, np.zeros(len(met), dtype=np.bool_)) | (
                    bad & met
                )
        return values, unreadable

    def _number(
        self, column: Column, place: int, cells: list[tuple[Any, ...]]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """One measure: read, scaled, added up from several columns or weighted by another, as its format says."""
        number, bad = numbers.parse_many(cells[place], self.range_as)
        if MEASURES[column.key].unit == "minutes" and bad.any():
            number, bad = dates.minutes_of(cells[place], number, bad, column.scale)
        if column.sum:
            for name in column.names:
                if (
                    name in self.match.header.names
                    and (other := self.match.header.names.index(name)) != place
                ):
                    more, wrong = numbers.parse_many(cells[other], self.range_as)
                    number = np.where(np.isnan(number), more, number + np.nan_to_num(more))
                    bad = bad | wrong
        if column.scale != 1:
            number = number * column.scale
        if column.sign:
            number = np.abs(number) * column.sign
        if column.times:
            weight = normal(column.times)
            if weight not in self.match.header.names:
                return np.full(len(number), np.nan), np.zeros(len(number), dtype=np.bool_)
            number = (
                number * numbers.parse_many(cells[self.match.header.names.index(weight)], self.range_as)[0]
            )
        return number, bad

    def _days(
        self, cells: list[tuple[Any, ...]], count: int
    ) -> tuple[dict[str, NDArray[np.datetime64]], NDArray[np.bool_]]:
        """The days and times; `date` is the day of `start` where there is no date."""
        days: dict[str, NDArray[np.datetime64]] = {}
        bad = np.zeros(count, dtype=np.bool_)
        for key, (column, place) in self.places.items():
            if key in DIMENSIONS and DIMENSIONS[key].kind != "text":
                moments, wrong = dates.parse_many(cells[place], column.dates, self.year)
                days[key] = (
                    moments if key == "start" else moments.astype("datetime64[D]").astype("datetime64[s]")
                )
                bad |= wrong
        if "date" not in days and "start" in days:
            days["date"] = days["start"].astype("datetime64[D]").astype("datetime64[s]")
        return days, bad

    def _definition(
        self,
        values: dict[str, NDArray[np.float64]],
        bad_days: NDArray[np.bool_],
        unreadable: dict[str, NDArray[np.bool_]],
    ) -> NDArray[np.bool_]:
        """Rows that explain the headings: words, and not one number or day."""
        if not unreadable:
            return np.zeros(len(bad_days), dtype=np.bool_)
        words: NDArray[np.bool_] = np.logical_or.reduce(list(unreadable.values()))
        empty: NDArray[np.bool_] = np.logical_and.reduce([np.isnan(value) for value in values.values()])
        return words & empty & bad_days if {"date", "start"} & set(self.places) else words & empty

    def _note_unreadable(
        self, key: str, mask: NDArray[np.bool_], cells: list[tuple[Any, ...]], first_row: int
    ) -> None:
        """Remember how many cells of a column could not be read, and the first of them."""
        if not mask.any():
            return
        place = next(
            (place for other, (_, place) in self.places.items() if other == key),
            None,
        )
        if place is None:
            case = next(c for case in self.match.layout.cases for c in case.take if c.key == key)
            place = self.match.header.names.index(case.names[0])
        heading = self.match.header.texts[place]
        n = int(np.argmax(mask))
        count, row, text = self.unreadable.get(heading, (0, first_row + n, str(cells[place][n])[:40]))
        self.unreadable[heading] = (count + int(mask.sum()), row, text)

    def _note_currency(self, cells: list[tuple[Any, ...]]) -> None:
        """The currency written beside the first figure that has one."""
        if self.currency:
            return
        for key, (_, place) in self.places.items():
            if key in MEASURES and MEASURES[key].unit == "money" and place < len(cells):
                for cell in cells[place][:50]:
                    if isinstance(cell, str) and any(not c.isdigit() for c in cell):
                        text = normal(cell)
                        for mark in _MARKS:
                            if text.startswith(mark) or text.endswith(mark):
                                self.currency = CURRENCIES[mark]
                                return

    def _texts(self, cells: list[tuple[Any, ...]]) -> dict[str, list[str]]:
        """The text dimensions, cleaned; identifiers that Excel has rewritten are counted and left out."""
        texts = {}
        for key, (_, place) in self.places.items():
            if key in DIMENSIONS and DIMENSIONS[key].kind == "text":
                known: dict[Any, str] = {}
                words = self.match.layout.values.get(key, {})
                column = cells[place]
                for cell in set(column):
                    text = self._text(cell, key)
                    known[cell] = words.get(normal(text), text)
                texts[key] = [known[cell] for cell in column]
        return texts

    def _text(self, cell: Any, key: str) -> str:
        """One text cell; "" when missing or when an identifier is no longer what it was."""
        if isinstance(cell, float):
            if key.endswith("_id") and abs(cell) >= 1e15:
                self.lost_ids[key] += 1
                return ""
            return str(int(cell)) if cell.is_integer() else repr(cell)
        text = "" if cell is None else str(cell).strip(" \t\r\n'\ufeff\u200b\u3000")
        if key.endswith("_id") and _ID_LOST.fullmatch(text):
            self.lost_ids[key] += 1
            return ""
        return "" if numbers.is_missing(text) else text

    def _roles(self, cells: list[tuple[Any, ...]], count: int) -> list[str]:
        """Each row's role."""
        roles = [self.match.layout.role] * count
        for condition in self.match.layout.roles:
            for n in np.flatnonzero(self._meets(condition, cells)).tolist():
                roles[n] = condition.role
        return roles

    def columns(self, said: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """How many facts there are, and their columns by key; `said` are constants told by the file's name."""
        total = sum(count for count, _ in self.parts)
        keys = dict.fromkeys(key for _, part in self.parts for key in part)
        merged: dict[str, Any] = {}
        for key in keys:
            merged[key] = _joined(key, [(count, part.get(key)) for count, part in self.parts])
        layout, format = self.match.layout, self.match.format
        for key, value in {**layout.constant, **said}.items():
            told = merged.get(key)
            merged[key] = value if told is None else [x or value for x in told]
        merged |= {"platform": merged.get("platform", format.platform), "format": format.key}
        if "currency" not in merged:
            merged["currency"] = self.currency or format.currency
        if total and "channel" not in merged:
            merged["channel"] = classified(merged, total)
        return total, merged


def _joined(key: str, pieces: list[tuple[int, Any]]) -> Any:
    """One column from its pieces; a piece that isn't there is missing."""
    if key in MEASURES:
        return np.concatenate([np.full(count, np.nan) if piece is None else piece for count, piece in pieces])
    if isinstance(next(piece for _, piece in pieces if piece is not None), list):
        return [text for count, piece in pieces for text in ([""] * count if piece is None else piece)]
    return np.concatenate([piece for _, piece in pieces])


def classified(columns: dict[str, Any], count: int, head: float = channels.HEAD_FOLLOWERS) -> list[str]:
    """The position of each row, told by owner, carrier, level and followers.

    Parameters
    ----------
    columns : mapping
        The columns of a fact table, or the table itself.
    count : int
        How many rows.
    head : float
        Followers from which a creator is a head KOL.

    Returns
    -------
    list of str
        "F", "A", "T", "S" or "?".
    """

    def column(key: str, default: Any) -> list[Any]:
        value = columns.get(key, default)
        return [value] * count if isinstance(value, str | float) else list(value)

    known: dict[tuple[Any, ...], str] = {}
    letters = []
    for key in zip(
        column("owner", ""),
        column("carrier", ""),
        column("level", ""),
        column("followers", float("nan")),
        strict=True,
    ):
        letter = known.get(key)
        if letter is None:
            owner, carrier, level, followers = key
            letter = known[key] = (
                "" if carrier == "全部" else channels.classify(owner, carrier, level, followers, head)
            )
        letters.append(letter)
    return letters


def column_note(column: Column) -> Reason:
    """The note for an optional column that isn't there."""
    zh, en = (
        (MEASURES[column.key].zh, MEASURES[column.key].en)
        if column.key in MEASURES
        else (column.key, column.key)
    )
    return f"没有列“{column.headings[0]}”，{zh}按缺失处理", f"no column '{column.headings[0]}': {en} is n/a"
