"""A recognised table → facts: columns by meaning, numbers and days read, rows that don't count set aside."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.core import channels, numbers
from xl_fact.exports import dates, units
from xl_fact.exports.columns import DIMENSIONS, MEASURES, TAKEN_OFF
from xl_fact.exports.formats.format import Column, Condition
from xl_fact.exports.formats.headings import CURRENCIES, currency_of, normal, split, unit
from xl_fact.exports.formats.recognise import Match
from xl_fact.exports.formats.synonyms import HOME
from xl_fact.exports.proofs.keys import Keys
from xl_fact.exports.proofs.overlap import Overlaps
from xl_fact.exports.proofs.record import Check, Proof, Reason
from xl_fact.exports.proofs.vocabulary import (
    Vocabulary,
    alike,
    is_average,
    is_compared,
    is_subtotal,
    is_summary,
    is_total,
)
from xl_fact.exports.proofs.witness import Witness
from xl_fact.exports.shown import SHARED, Seen, money_of
from xl_fact.exports.shown import alike as alike_currency
from xl_fact.exports.tables.blocks import Block, joined
from xl_fact.exports.tables.cells import ArrowCells, Cells, CodedCells, FloatCells, distinct
from xl_fact.texts import on_one_line

BLANK: Final = ("空行", "blank rows")
TOTAL: Final = ("合计行", "total rows")
AVERAGE: Final = ("平均行", "rows of averages")
COMPARED: Final = ("对照行", "rows of comparison")
DEFINITION: Final = ("说明行", "rows of definitions")
UNDATED: Final = ("没有日期的行", "rows without a date")
UNEVEN: Final = ("列数与表头不符的行", "rows with more or fewer cells than the headings")
BAD_DATE: Final = ("日期读不出的行", "rows whose date cannot be read")
STRANGE: Final = ("状态不认识的行", "rows of an unknown status")
SUMMED: Final = ("已按天列出的合计行", "totals of what stands day by day")
NAMELESS: Final = ("没有名目的行", "rows that name nothing")
UNKNOWN_WORD: Final = ("用词不认识的行", "rows of an unknown word")
REPEATED: Final = ("重复的行", "rows that stand there twice")

UNKNOWN: Final = channels.UNKNOWN
"""The carrier of a row whose word for it is not known."""

WHOLE: Final = "全部"
"""The carrier of a row that sums all of them, whatever its word."""

_LONGEST_DAY: Final = 30

_GROUPS: Final = 1_000
"""A column of more words than this names things, not groups of them."""

_REFUNDS: Final = "refund"
"""How the measures of money that was given back begin: they count by their size."""

_NOTES: Final = 20
"""So many notes of some rows are read."""

_NAMED: Final = 3
"""How many rows of a kind are named."""

_NOTE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\s:：*]")
_ID_LOST: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")
_GLUED: Final = re.compile(r'="([^"]*)"')
_FIGURE: Final = re.compile(
    r"[\d\s.,，．％%+\-—~～/()（）￥¥$€£wWkKmM一二三四五六七八九十百千万亿零〇两约近超多余几元块角分个次]{1,20}"
)
_LONG_NUMBER: Final = re.compile(r"\d{7,}")
_MARKS: Final = tuple(sorted(CURRENCIES, key=len, reverse=True))

_REMEMBERED: Final = 20_000
"""So many texts of a column are remembered with what became of them."""


class Cleaned:
    """The texts of one column as facts have them.

    Parameters
    ----------
    key : str
        The dimension.
    words : mapping
        A word of the export, in the normal form of headings → ours.
    closed : Vocabulary, optional
        The words that are known, where the column holds no others.
    find : str
        The part of a text that counts, as a pattern.
    """

    def __init__(self, key: str, words: Mapping[str, str], closed: Vocabulary | None, find: str):
        self.key, self.words, self.closed, self.find = key, words, closed, find
        self.known: dict[str, str] = {}
        self.strange: dict[str, None] = {}

    @property
    def digits(self) -> bool:
        """Whether a text of digits alone may become another."""
        return bool(self.words or self.closed or self.find)

    def __call__(self, cell: Any) -> str:
        """One cell."""
        if type(cell) is not str:
            return self._of(cell)
        text = self.known.get(cell)
        if text is None:
            text = self._of(cell)
            if len(self.known) < _REMEMBERED:
                self.known[cell] = text
        return text

    def _of(self, cell: Any) -> str:
        text = "" if self.key.endswith("_id") and _is_lost(cell) else _text(cell)
        if self.find and (found := re.search(self.find, text)):
            text = found[1]
        if self.closed is not None and self.closed.is_unknown(cell):
            return UNKNOWN if self.key == "carrier" else ""
        if self.key == "carrier" and is_total(text):
            return WHOLE
        text = self.words.get(normal(text), text) if self.words else text
        if self.key == "currency":
            return currency_of(text) or self._unknown(text)
        return text

    def _unknown(self, text: str) -> str:
        """A word in a column of currencies that is none."""
        if text:
            self.strange.setdefault(text)
        return ""


@dataclass
class Extraction:
    """The facts of one table: rows go in some at a time, blocks of facts come out.

    Parameters
    ----------
    match : Match
        The table's format, sheet and heading row.
    range_as : {"low", "middle", "high"}
        What a range like "7.5w~10w" stands for.
    year : Years, optional
        The year of dates that have none, column by column.
    file, sheet : str
        The names of the file and of the table.
    keys : Keys
        The rows of the same layout seen so far in the file.
    said : (float, str)
        The unit of its amounts of money and their currency, as a line above the table says them.
    overlaps : Overlaps, optional
        Told of every row that counts, to find sheets that tell of the same.
    units_beneath : bool
        Whether the row beneath the headings says their units.
    units_beside : (int, str), optional
        The place of a column that says in which unit each row's amounts are, and what it says.
    noted : (float, str)
        The unit and the currency that a note among the rows says.
    unclear : float
        A unit that one speaks of, of which it isn't clear whether it is that of the amounts.
    netted : mapping
        The refunds that count with their sign, as the table's total row sums them, and the sign of a refund.
    seen : Seen
        What the number formats of its figures say.
    summed : mapping
        Row → first and last of the rows that its own formula sums.
    """

    match: Match
    range_as: numbers.RangeAs = "middle"
    year: dates.Years | None = None
    file: str = ""
    sheet: str = ""
    keys: Keys = field(default_factory=Keys)
    said: tuple[float, str] = (1.0, "")
    overlaps: Overlaps | None = None
    read: int = 0
    used: int = 0
    aside: Counter[Reason] = field(default_factory=Counter)
    unreadable: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    lost_ids: Counter[str] = field(default_factory=Counter)
    uneven: list[int] = field(default_factory=list)
    bad_date: tuple[str, int, str] | None = None
    currency: str = ""
    priced: bool = False
    waiting: list[Block] = field(default_factory=list)
    strange: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    wholes: list[tuple[list[tuple[str, ...]], dict[str, Any]]] = field(default_factory=list)
    told: set[tuple[str, ...]] = field(default_factory=set)
    signs: dict[str, int] = field(default_factory=dict)
    currencies: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    spans: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    single: set[dt.date | None] = field(default_factory=set)
    marked: set[int] = field(default_factory=set)
    figures: dict[int, tuple[int, str]] = field(default_factory=dict)
    bare: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    signed: dict[int, int] = field(default_factory=dict)
    minus: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    crossed: tuple[tuple[int, int, str], tuple[int, int, str]] | None = None
    units_beneath: bool = False
    units_beside: tuple[int, str] | None = None
    noted: units.Unit = units.PLAIN
    unclear: float = 1.0
    netted: Mapping[str, int] = field(default_factory=dict)
    seen: Seen = field(default_factory=lambda: Seen({}))
    summed: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    summing: dict[int, tuple[int, int]] = field(default_factory=dict)
    parts: set[int] = field(default_factory=set)
    said_currency: bool = False
    unsaid_currency: bool = False
    no_currencies: dict[str, None] = field(default_factory=dict)

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
        self.currency = self.match.currency() or self.said[1]
        self.priced = not any(MEASURES[key].unit == "money" for key in self.places if key in MEASURES)
        places = {key: place for key, (_, place) in self.places.items()}
        self.witness = Witness(self.match, self.file, self.sheet, places, self.keys, self.range_as)
        self.witness.never.add(UNEVEN)
        closed = {own.key: own for own, _, _ in self.witness.words if own.key}
        values = self.match.layout.values
        self.cleaned = {
            key: (Cleaned(key, values.get(key, {}), closed.get(key), column.find), place)
            for key, (column, place) in self.places.items()
            if key in DIMENSIONS and DIMENSIONS[key].kind == "text"
        }

    @cached_property
    def taking(self) -> dict[int, Column]:
        """Place → the column that takes its figures from there."""
        names = self.match.header.names
        columns = [c for c, _ in self.places.values() if c.key in MEASURES]
        columns += [c for _, some in self.parted for c, _ in some]
        columns += [c for case in self.match.layout.cases for c in case.take]
        found: dict[int, Column] = {}
        for column in columns:
            there = [names.index(name) for name in column.names if name in names]
            for place in there if column.sum else there[:1]:
                found.setdefault(place, column)
        return found

    def unit_at(self, place: int) -> float:
        """By what the figures of a column are to be multiplied, as its heading says, or a line above the table.

        A format that knows a heading by its unit, and multiplies itself, is not to be helped.
        """
        column, text = self.taking.get(place), self.match.header.texts[place]
        kind = MEASURES[column.key].unit if column else ""
        if kind == "minutes":
            return 1.0
        here = unit(text, kind in {"", "money"})
        if column is not None and column.scale != 1:
            name = self.match.header.names[place]
            own = next((h for h, n in zip(column.headings, column.names, strict=True) if n == name), "")
            return 1.0 if unit(own, kind == "money") != 1 or here == column.scale else here
        told = self.said[0] if kind == "money" and here == 1 and not split(text)[1] else here
        return told if column is None else self.seen.times(place, told, text, column.key, self.sheet)

    @property
    def money(self) -> dict[int, tuple[str, str]]:
        """Place → heading and measure of the columns of money."""
        return money_of({place: c.key for place, c in self.taking.items()}, self.match.header.texts)

    def _hear_currencies(self, cleaned: Cleaned, cells: Cells, taken: NDArray[np.bool_]) -> None:
        """Whether a column of currencies says one, leaves one out, and holds words that are none, in rows that count."""
        said = cells.where(lambda cell: cleaned(cell) != "") & taken
        self.said_currency |= bool(said.any())
        self.unsaid_currency |= bool((taken & ~said).any())
        for word in list(cleaned.strange)[:_NOTES]:
            there = cells.where(lambda cell, word=word: _text(cell) == word)  # type: ignore[misc]
            if (there & taken).any():
                self.no_currencies.setdefault(word)

    def _note_sums(self, rows: NDArray[np.int64]) -> None:
        """Of the rows that count, remember those that sum others, and of these which rows that count are summed."""
        self.summing |= {n: self.summed[n] for n in rows.tolist() if n in self.summed}
        for n, (first, last) in self.summed.items():
            if np.searchsorted(rows, last, side="right") > np.searchsorted(rows, first):
                self.parts.add(n)

    def counted_sums(self) -> list[Check]:
        """What is said of rows that their own formulas say to be the sum of other rows, and that count all the same."""
        known = () if self.witness.unmarked.found is None else self.witness.unmarked.found.rows
        rows = sorted((self.summing.keys() & self.parts) - set(known))
        if not rows:
            return []
        first, last = self.summing[rows[0]]
        what = (
            f"第 {rows[0]} 行的公式是第 {first}–{last} 行之和，却没有写明是合计行，已照普通行计入",
            f"row {rows[0]} is by its own formula the sum of rows {first} to {last}, and doesn't say that it is a total: counted",
        )
        cause = (
            "是合计就删去，或在名称里写上“合计”",
            "if it is one, delete it or write 'total' in its name",
        )
        count, keys = len(rows), tuple(self.witness.headings)
        return [
            Check(
                "total", what, "fail", self.sheet, 0.0, float(count), count, tuple(rows[:_NAMED]), cause, keys
            )
        ]

    def doubtful_currencies(self, heard: Collection[str], own: str = "") -> list[Check]:
        """What is said of a column of currencies that holds a word that is none, or another currency than the headings.

        Parameters
        ----------
        heard : collection of str
            The currencies that were read from it.
        own : str
            The currency that rows are in which say none, where it is known.
        """
        if "currency" not in self.places:
            return []
        heading = on_one_line(self.match.header.texts[self.places["currency"][1]])
        zh, en = (f"按 {own} 计", own) if own else ("按平台的货币计", "that of their platform")
        words = "、".join(f"“{on_one_line(word)}”" for word in list(self.no_currencies)[:_NAMED])
        other = sorted(
            {code for code in heard if code and not all(alike_currency(code, c) for c in self._codes)}
        )
        cause = (
            "请写成 人民币、USD 这样的名字，与列名里的货币一致",
            "write names such as CNY or USD, and the same currency as in the headings",
        )
        found = []
        if words:
            what = (
                f"列“{heading}”里的{words}不是货币，这些行{zh}",
                f"column '{heading}' holds {words}, which is no currency: these rows count in {en}",
            )
            found.append(what)
        if other:
            own = "、".join(sorted(self._codes))
            what = (
                f"列“{heading}”写着 {'、'.join(other)}，金额的列名写着 {own}；按“{heading}”计",
                f"column '{heading}' says {', '.join(other)}, the headings of the amounts {own}: it counts as the column says",
            )
            found.append(what)
        keys = tuple(key for _, key in self.money.values())
        checks = [Check("cells", what, "fail", self.sheet, cause=cause, measures=keys) for what in found]
        if self.said_currency and self.unsaid_currency and not words:
            blank = (
                f"列“{heading}”有的行没有写货币，{zh}",
                f"column '{heading}': some rows say no currency and count in {en}",
            )
            checks.append(Check("cells", blank, "note", self.sheet, measures=keys))
        return checks

    def hear_formats(self) -> None:
        """Take the currency that the number formats show, where every amount has it and nothing else says one."""
        code, whole = self.seen.currency({place: text for place, (text, _) in self.money.items()})
        own = self.match.format.currency
        if code and not self.currency and "currency" not in self.places and (whole or not own):
            self.currency = own if own and alike_currency(own, code) else code
            self.seen.learned = "" if self.currency == own else code

    @property
    def proof(self) -> Proof:
        """What the table says of itself, held against what was read: after the last row."""
        for (column, word), (rows, money) in self.strange.items():
            self.witness.unknown_status(column, word, rows, money)
        nothing = self.aside[BLANK] + self.aside[DEFINITION] + self.aside[REPEATED]
        return self.witness.proof(self.used, self.read - nothing)

    @property
    def wanted(self) -> list[int]:
        """The places of the columns that are looked at."""
        beside = [] if self.units_beside is None else [self.units_beside[0]]
        return sorted({*self.needed, *self.witness.wanted, *beside})

    @property
    def needed(self) -> list[int]:
        """Those of them that facts are made of; the others only prove them."""
        names = self.match.header.names
        places = {place for _, place in self.places.values()}
        places |= {place for _, columns in self.parted for _, place in columns}
        layout = self.match.layout
        headings = [normal(heading) for heading in (*layout.tested, *layout.asked)]
        headings += [name for c in self.match.layout.columns if c.sum for name in c.names]
        return sorted(places | {names.index(name) for name in headings if name in names})

    def add_columns(self, cells: Mapping[int, Cells], count: int, first_row: int) -> None:
        """Take in some rows, column by column."""
        self.read += count
        row_numbers = np.arange(first_row, first_row + count)
        taken = np.ones(count, dtype=np.bool_)
        taken &= ~self._set_aside(BLANK, taken & self._blank(cells, count))
        if self.units_beneath and first_row == self.match.header.row + 2:
            taken[:1] &= ~self._set_aside(DEFINITION, taken[:1].copy())
        if self.units_beside is not None:
            place, word = self.units_beside
            units.check_units(word, distinct(cells[place]), self.file, self.sheet, first_row)
        whole = self._whole(cells, count)
        sums, averages, parts, compared = self._summaries(cells, count)
        totals = self._set_aside(TOTAL, taken & sums & ~whole)
        taken &= ~totals
        taken &= ~self._set_aside(AVERAGE, taken & averages)
        taken &= ~self._set_aside(COMPARED, taken & compared)
        taken &= ~self._set_aside(DEFINITION, taken & self._repeats(cells, count))
        nameless, unnamed = self._nameless(cells, taken)
        unnamed |= parts
        taken &= ~self._set_aside(NAMELESS, nameless)
        self._hear_notes(cells, nameless)
        odd = taken & self._uneven(cells, count)
        self.uneven += (np.flatnonzero(odd)[: _NAMED - len(self.uneven)] + first_row).tolist()
        taken &= ~self._set_aside(UNEVEN, odd)
        values, unreadable = self._measures(cells)
        self.witness.unexplained(UNEVEN, odd, values, row_numbers)
        notes = self._set_aside(DEFINITION, self._notes(cells, values, taken))
        taken &= ~notes
        self._hear_notes(cells, notes)
        days, bad_days = self._days(cells, count)
        months, spans = self._periods(cells, taken)
        totals |= self._set_aside(TOTAL, months)
        taken &= ~months
        unnamed |= spans
        self._note_spans(cells, days, spans, taken, first_row)
        if first_row <= self.match.header.row + 2:
            defined = taken[:1] & self._definition(values, bad_days, unreadable)[:1]
            taken[:1] &= ~self._set_aside(DEFINITION, defined)
        unheard = self._set_aside(UNKNOWN_WORD, self.witness.deciding(cells, taken))
        taken &= ~unheard
        left_out = taken.copy()
        for condition in self.match.layout.aside:
            met = self._meets(condition, cells)
            taken &= ~self._set_aside(
                (condition.zh, condition.en), taken & (~met if condition.negate else met)
            )
        left_out &= ~taken
        by = self.places.get("date", self.places.get("start"))
        yearless = by is not None and by[0].dates == "md" and self.year is None
        if yearless and "date" in days:  # unless every day here has its year all the same
            assert by is not None
            told = taken & ~bad_days & ~cells[by[1]].where(_says_nothing, "figures")
            yearless = not told.any() or bool(np.isnat(days["date"][told]).any())
        dated = by is not None and not yearless
        among = taken | left_out | unheard
        unpaid, strange = self._unpaid(cells, values, taken)
        self.witness.unexplained(STRANGE, strange, values, row_numbers)
        left_out |= unpaid
        taken &= ~unpaid & ~strange
        if dated:
            dayless = taken & parts & np.isnat(days["date"])
            totals |= self._set_aside(TOTAL, dayless)
            taken &= ~dayless
            if (dayless := taken & bad_days).any():
                taken &= ~self._set_aside(DEFINITION, dayless & self._headings(cells, count))
            for reason, mask in ((BAD_DATE, bad_days), (UNDATED, np.isnat(days["date"]))):
                gone = self._set_aside(reason, taken & mask & ~whole)
                if reason is BAD_DATE and by is not None and self.bad_date is None and gone.any():
                    n = int(np.argmax(gone))
                    text = str(cells[by[1]].at(n)).strip()[:_LONGEST_DAY]
                    self.bad_date = (self.match.header.texts[by[1]], first_row + n, text)
                taken &= ~gone
                self.witness.unexplained(reason, gone, values, row_numbers)
        self.witness.unexplained(UNKNOWN_WORD, unheard, values, row_numbers)
        self.witness.hear(cells, values, unreadable, among, taken, row_numbers, self._meets)
        self.witness.turned(self.minus, values, taken, row_numbers)
        for key, mask in unreadable.items():
            self._note_unreadable(key, mask & taken, cells, first_row)
        self._note_currency(cells, taken, first_row)
        self._note_bare(cells, values, taken, first_row)
        texts = self._texts(cells, taken)
        part: dict[str, Any] = {key: value[taken] for key, value in values.items()}
        part |= {key: value[taken] for key, value in days.items()}
        part |= {key: _filtered(column, taken) for key, column in texts.items()}
        if self.match.layout.roles or self.parted:
            part["role"] = _filtered(self._roles(cells, count), taken)
        part["row"] = row_numbers[taken]
        if self.overlaps is not None:
            kept = int(taken.sum())
            self.overlaps.see(self.sheet, self.match.format, self.match.layout, part, kept)
        again = self.witness.again(part, cells, taken, _text, _filtered)
        if again.any():
            self._set_aside(REPEATED, again)
            part = {key: _filtered(value, ~again) for key, value in part.items()}
            taken[np.flatnonzero(taken)[again]] = False
        self.witness.sums(
            values,
            taken,
            left_out,
            totals,
            nameless,
            unnamed,
            whole,
            days.get("date"),
            row_numbers,
            cells,
            texts,
            self._meets,
        )
        if self.summed:
            self._note_sums(row_numbers[taken])
        if self.match.layout.whole:
            part, taken = self._hold(part, taken, whole)
        kept = int(taken.sum())
        self.waiting.append((kept, part))
        self.used += kept
        self._add_parts(cells, taken, part)

    def _headings(self, cells: Mapping[int, Cells], count: int) -> NDArray[np.bool_]:
        """Rows that say the headings again, and titles above them: one text and nothing else."""
        place = self.places.get("date", self.places.get("start"))
        if place is None:
            return np.zeros(count, dtype=np.bool_)
        heading = self.match.header.names[place[1]]
        again = cells[place[1]].where(lambda cell: isinstance(cell, str) and normal(cell) == heading)
        others = {other: column for other, column in cells.items() if other != place[1]}
        return again | (self._blank(others, count) if others else np.zeros(count, dtype=np.bool_))

    def _periods(
        self, cells: Mapping[int, Cells], taken: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Among rows of single days, those that tell of a month, which are its total, and those of several days."""
        none = np.zeros(len(taken), dtype=np.bool_)
        place = next((place for _, place in self._dating), None)
        if place is None or "until" in self.places or _are_numbers(cells[place]):
            return none, none
        months = taken & cells[place].where(dates.is_month, "figures")
        spans = taken & cells[place].where(dates.is_span, "figures")
        single = taken & ~months & ~spans & ~cells[place].where(_says_nothing, "figures")
        few = 2 * int((months | spans).sum()) < int(single.sum())
        return (months, spans) if few else (none, none)

    def _note_spans(
        self,
        cells: Mapping[int, Cells],
        days: Mapping[str, NDArray[np.datetime64]],
        spans: NDArray[np.bool_],
        taken: NDArray[np.bool_],
        first_row: int,
    ) -> None:
        """Remember the first and the last day of rows that tell of several, and the single days of a short table."""
        if "date" in days and len(self.single) < _REMEMBERED and self._dating:
            self.single.update(days["date"][taken & ~spans].astype("datetime64[D]").tolist())
        for n in np.flatnonzero(spans).tolist():
            place = self._dating[0][1]
            cell, year = cells[place].at(n), None if self.year is None else self.year.at(place)
            ends = [
                dates.parse_many([cell], form, year)[0][0].astype("datetime64[D]") for form in ("", "end")
            ]
            if not np.isnat(ends).any():
                self.spans[first_row + n] = ends[0].item(), ends[1].item()

    def _whole(self, cells: Mapping[int, Cells], count: int) -> NDArray[np.bool_]:
        """Rows that sum the days of one thing, and say so in place of a date."""
        if not self.match.layout.whole or "date" not in self.places:
            return np.zeros(count, dtype=np.bool_)
        return cells[self.places["date"][1]].where(is_total, "figures")

    def _hold(
        self, part: dict[str, Any], taken: NDArray[np.bool_], whole: NDArray[np.bool_]
    ) -> tuple[dict[str, Any], NDArray[np.bool_]]:
        """Keep the sums of several days back until it is known whether the days stand here too; the rest goes on."""
        texts = [_each(part.get(key, ""), int(taken.sum())) for key in self.match.layout.whole]
        keys = list(zip(*texts, strict=True))
        held = whole[taken]
        self.told.update(compress(keys, ~held))
        if not held.any():
            return part, taken
        names = list(compress(keys, held))
        self.wholes.append((names, {key: _filtered(column, held) for key, column in part.items()}))
        return {key: _filtered(column, ~held) for key, column in part.items()}, taken & ~whole

    def finish(self, dated: bool) -> None:
        """After the last row: of the sums of several days, those count whose days nobody tells.

        Parameters
        ----------
        dated : bool
            Whether the export states its period, which is theirs.
        """
        for keys, part in self.wholes:
            total = np.array(
                [all(not text or is_total(text) for text in key) for key in keys], dtype=np.bool_
            )
            alone = np.array([key not in self.told for key in keys], dtype=np.bool_) & ~total
            self._set_aside(TOTAL, total)
            self._set_aside(SUMMED, ~total & ~alone)
            if not dated:
                alone &= ~self._set_aside(UNDATED, alone)
            kept = int(alone.sum())
            self.waiting.append((kept, {key: _filtered(column, alone) for key, column in part.items()}))
            self.used += kept
        self.wholes = []
        since = min((int(part["row"].min()) for count, part in self.waiting if count), default=0)
        if gone := self.witness.unsaid(since):
            self._take_out(gone, TOTAL)
        again = self.witness.pasted(since) - gone
        if again:
            self._take_out(again, REPEATED)
        if more := self.witness.unmarked_among(gone | again, since):
            self._take_out(more, TOTAL)
        self.witness.spanning({row: span for row, span in self.spans.items() if row not in gone}, self.single)

    def _take_out(self, rows: set[int], reason: Reason) -> None:
        """Take rows that turned out to sum others, or to stand there again, back out of the facts."""
        waiting = self.waiting
        self.waiting = []
        for count, part in waiting:
            kept = ~np.isin(part["row"], list(rows))
            self.waiting.append(
                (int(kept.sum()), {key: _filtered(v, kept) for key, v in part.items()})
                if not kept.all()
                else (count, part)
            )
        self.used -= len(rows)
        self.aside[reason] += len(rows)

    def _unpaid(
        self, cells: Mapping[int, Cells], values: Mapping[str, NDArray[np.float64]], taken: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Orders that don't count, set aside: those never paid, and those of a status that nobody knows."""
        rule = self.match.layout.paid
        none = np.zeros(len(taken), dtype=np.bool_)
        if rule is None:
            return none, none
        names = self.match.header.names
        status = cells[names.index(normal(rule.column))]
        known = rule.words | rule.open
        strange = taken & status.where(lambda cell: _text(cell) != "" and normal(_text(cell)) not in known)
        for n in np.flatnonzero(strange).tolist():
            word = (rule.column, _text(status.at(n)))
            rows, money = self.strange.get(word, (0, 0.0))
            self.strange[word] = (rows + 1, money + self._worth(values, n))
        times = [names.index(normal(time)) for time in rule.time if normal(time) in names]
        if times:
            paid = ~np.logical_and.reduce([cells[place].where(lambda c: not _text(c)) for place in times])
        else:
            paid = status.where(lambda cell: normal(_text(cell)) in rule.words)
            paid |= self._met(rule.refunded, cells, none)
        paid |= self._met(rule.placed, cells, none)
        self._set_aside(STRANGE, strange)
        return self._set_aside(rule.reason, taken & ~strange & ~paid), strange

    def _met(
        self, condition: Condition | None, cells: Mapping[int, Cells], none: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Rows that meet a condition; none where its column isn't there."""
        there = condition is not None and normal(condition.column) in self.match.header.names
        return self._meets(condition, cells) if condition is not None and there else none

    @staticmethod
    def _worth(values: Mapping[str, NDArray[np.float64]], n: int) -> float:
        """The first money of a row: what it would have counted."""
        money = (values[key][n] for key in MEASURES if key in values and MEASURES[key].unit == "money")
        return float(next((figure for figure in money if figure == figure), 0.0))

    def _add_parts(self, cells: Mapping[int, Cells], taken: NDArray[np.bool_], whole: dict[str, Any]) -> None:
        """The further facts that each row yields: its dimensions, other constants, a few measures."""
        count = int(taken.sum())
        given: dict[str, Any] = {}
        for part, columns in self.parted:
            if not columns:
                continue
            more = {key: value for key, value in whole.items() if key not in MEASURES}
            more |= part.constant
            if part.role:
                more["role"] = part.role
            for column, place in columns:
                number = self._number(column, place, cells)[0][taken]
                if part.rest:
                    number = np.round(number - given.get(column.key, 0.0), 6)
                    number[number == 0] = np.nan
                given[column.key] = given.get(column.key, 0.0) + np.nan_to_num(number)
                more[column.key] = number
            self.waiting.append((count, more))

    def _set_aside(self, reason: Reason, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Count rows set aside for a reason; gives the mask back."""
        if mask.any():
            self.aside[reason] += int(mask.sum())
        return mask

    @staticmethod
    def _blank(cells: Mapping[int, Cells], count: int) -> NDArray[np.bool_]:
        """Rows without anything."""
        blank = np.ones(count, dtype=np.bool_)
        for column in cells.values():
            if not blank.any():
                break
            blank &= column.where(_is_blank, "figures")
        return blank

    def _uneven(self, cells: Mapping[int, Cells], count: int) -> NDArray[np.bool_]:
        """Rows of which a cell can't be told, because they are shorter or longer than the headings."""
        odd = np.zeros(count, dtype=np.bool_)
        for column in cells.values():
            if column.lost is not None:
                odd |= column.uneven
        return odd

    def _summaries(
        self, cells: Mapping[int, Cells], count: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Rows that say "total", "average" or the like where they should say what they are, those that may, and comparisons.

        What a row is stands in the first column, in its day, or in a name; a sum of some stands in any other column
        of words that does not say so of every row.
        """
        sums, averages, parts, compared = (np.zeros(count, dtype=np.bool_) for _ in range(4))
        days = {place for _, place in self._dating}
        telling = {0, *self._naming, *days}
        for place in (*telling, *(self.grouping - telling)):
            column = cells[place]
            if self._tested(place) or (place not in telling and len(distinct(column)) > _GROUPS):
                continue
            if not column.where(is_summary, "figures").any():
                continue
            total = column.where(is_total)
            if place not in telling:
                said = ~column.where(_says_nothing)
                if not (said & ~total).any():  # it says so of every row: what was asked for
                    continue
                if 2 * int(total.sum()) > int(said.sum()):  # most rows can't sum the others
                    parts |= total | column.where(is_subtotal)
                    continue
                parts |= column.where(is_subtotal)
                sums |= total
                continue
            sums |= total
            averages |= column.where(is_average)
            own = sums if place in days else parts  # no day is named so
            own |= column.where(is_subtotal)
            if place in days:
                compared |= column.where(is_compared)
        return sums, averages, parts, compared & ~sums

    def _repeats(self, cells: Mapping[int, Cells], count: int) -> NDArray[np.bool_]:
        """Rows that say the headings again: a column of figures holds its own heading."""
        place = next((place for key, (_, place) in self.places.items() if key in MEASURES), None)
        if place is None or _are_numbers(cells[place]):
            return np.zeros(count, dtype=np.bool_)
        heading = self.match.header.names[place]
        return cells[place].where(lambda cell: isinstance(cell, str) and normal(cell) == heading, "figures")

    def _notes(
        self, cells: Mapping[int, Cells], values: Mapping[str, NDArray[np.float64]], among: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Of some rows, those of one text or two and nothing else, no identifiers and no figures: what stands below a table."""
        found = np.zeros(len(among), dtype=np.bool_)
        empty = among.copy()
        for value in values.values():
            if not empty.any():
                return found
            empty &= np.isnan(value)
        if not empty.any():
            return found
        told = np.sum([~column.where(_is_blank, "figures") for column in cells.values()], axis=0)
        few = min(2, len(cells) // 3)
        for n in np.flatnonzero(empty & (told <= max(few, 1))).tolist():
            texts = [cell for column in cells.values() if not _is_blank(cell := column.at(n))]
            found[n] = all(isinstance(cell, str) and _is_note(cell.strip()) for cell in texts)
        return found

    def _hear_notes(self, cells: Mapping[int, Cells], notes: NDArray[np.bool_]) -> None:
        """The unit of amounts that rows say which are notes."""
        if self.noted == units.PLAIN and notes.any():
            some = np.flatnonzero(notes)[-_NOTES:].tolist()
            texts = [[column.at(n) for column in cells.values()] for n in some]
            self.noted = units.noted(texts)
            self.unclear = max(self.unclear, units.unclear(texts))

    @property
    def _naming(self) -> list[int]:
        """The places of the texts that say what a row is."""
        return [
            place
            for key, (column, place) in self.places.items()
            if key in DIMENSIONS
            and DIMENSIONS[key].kind == "text"
            and (column.required or key in {"carrier", "owner"})
        ]

    @cached_property
    def grouping(self) -> frozenset[int]:
        """The places of all texts that rows may be summed by, but for identifiers."""
        return frozenset(
            place
            for key, (_, place) in self.places.items()
            if key in DIMENSIONS
            and DIMENSIONS[key].kind == "text"
            and not key.endswith("_id")
            and key not in {"currency", "platform"}
        )

    @property
    def _dating(self) -> list[tuple[Column, int]]:
        """The column that says when, where there is one."""
        return [self.places[key] for key in ("date", "start") if key in self.places][:1]

    def _nameless(
        self, cells: Mapping[int, Cells], among: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Rows that say neither what they are nor when, in any column that every row must have; and those that may be such.

        A row with a dash in place of its name may be of a thing without one, and where no column names anything,
        nobody can say: both count, unless they turn out to sum all others.
        """
        told = [(key, c.required, place) for key, (c, place) in self.places.items() if key in DIMENSIONS]
        needed = [place for _, required, place in told if required]
        blank, dashed = among.copy(), among.copy()
        for place in needed or [place for _, _, place in told]:
            if not dashed.any():
                break
            dashed &= cells[place].where(_says_nothing, "figures")
            blank &= dashed
            if blank.any():
                blank &= cells[place].where(_is_blank, "figures")
        if not needed:
            return np.zeros(len(among), dtype=np.bool_), dashed
        if dashed.any():
            for _, place in self._dating:  # without a day it is no row either way
                blank |= dashed & cells[place].where(_says_nothing, "figures")
        return blank, dashed & ~blank

    def _tested(self, place: int) -> bool:
        """Whether the format itself says what to do with the words of a column."""
        name = self.match.header.names[place]
        layout = self.match.layout
        return any(
            normal(c.column) == name
            for group in (layout.aside, layout.roles, layout.cases, layout.totals)
            for c in group
        )

    def _meets(self, condition: Condition, cells: Mapping[int, Cells]) -> NDArray[np.bool_]:
        """Rows whose cell in the condition's column is one of its words."""
        column = cells[self.match.header.names.index(normal(condition.column))]
        words = alike(condition.words)
        mask = column.where(lambda cell: normal(str(cell)) in words)
        return mask if condition.unless is None else mask & ~self._meets(condition.unless, cells)

    def _measures(
        self, cells: Mapping[int, Cells]
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
        self, column: Column, place: int, cells: Mapping[int, Cells]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """One measure: read, scaled, added up from several columns or weighted by another, as its format says."""
        number, bad = cells[place].numbers(self.range_as)
        if MEASURES[column.key].unit == "minutes" and bad.any():
            number, bad = cells[place].minutes(number, bad, column.scale)
        if MEASURES[column.key].unit in {"money", "count"} and not _are_numbers(cells[place]):
            bad = bad | cells[place].where(_is_percent, "numbers")
            number = np.where(bad, np.nan, number)
        if column.sum:
            for name in column.names:
                if (
                    name in self.match.header.names
                    and (other := self.match.header.names.index(name)) != place
                ):
                    more, wrong = cells[other].numbers(self.range_as)
                    number = np.where(np.isnan(number), more, number + np.nan_to_num(more))
                    bad = bad | wrong
        if column.scale != 1:
            number = number * column.scale
        if column.sign:
            number = np.abs(number) * column.sign
        if column.key.startswith(_REFUNDS) and not column.sign:
            if column.key in self.netted:
                return number * self.netted[column.key], bad
            self.minus[column.key] = number < 0
            number = np.abs(number)
        elif (column.cost or column.key in TAKEN_OFF) and not column.sign:
            total = float(np.nansum(number))
            if total and column.key not in self.signs:
                less = total < 0 and (column.cost or not (number > 0).any())
                self.signs[column.key] = -1 if less else 1
            number = number * self.signs.get(column.key, 1)
        if column.times:
            weight = normal(column.times)
            if weight not in self.match.header.names:
                return np.full(len(number), np.nan), np.zeros(len(number), dtype=np.bool_)
            number = number * cells[self.match.header.names.index(weight)].numbers(self.range_as)[0]
        return number, bad

    def _days(
        self, cells: Mapping[int, Cells], count: int
    ) -> tuple[dict[str, NDArray[np.datetime64]], NDArray[np.bool_]]:
        """The days and times; `date` is the day of `start` where there is no date."""
        days: dict[str, NDArray[np.datetime64]] = {}
        bad = np.zeros(count, dtype=np.bool_)
        for key, (column, place) in self.places.items():
            if key in DIMENSIONS and DIMENSIONS[key].kind != "text":
                year = None if self.year is None else self.year.at(place)
                moments, wrong = cells[place].moments(column.dates, year)
                if column.otherwise and normal(column.otherwise) in self.match.header.names:
                    other = cells[self.match.header.names.index(normal(column.otherwise))]
                    blank = np.isnat(moments) & ~wrong
                    instead, also = other.moments(column.dates, year)
                    moments, wrong = np.where(blank, instead, moments), np.where(blank, also, wrong)
                exact = DIMENSIONS[key].kind == "time"
                days[key] = moments if exact else moments.astype("datetime64[D]").astype("datetime64[s]")
                if key in {"date", "start"} and column.dates != "loose":
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
        self, key: str, mask: NDArray[np.bool_], cells: Mapping[int, Cells], first_row: int
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
        count, row, text = self.unreadable.get(heading, (0, first_row + n, _quoted(str(cells[place].at(n)))))
        self.unreadable[heading] = (count + int(mask.sum()), row, text)

    def _note_currency(self, cells: Mapping[int, Cells], taken: NDArray[np.bool_], first_row: int) -> None:
        """The currency written beside the first figures; once there are figures without one, none is looked for.

        Every currency that is written beside a figure is remembered with the first cell in which it stands.
        """
        for place, column in self.taking.items():
            if MEASURES[column.key].unit != "money":
                continue
            if not _are_numbers(cells[place]):
                for currency, n in _currencies(cells[place], taken).items():
                    self.marked.add(place)
                    self.currencies.setdefault(
                        currency, (place, first_row + n, str(cells[place].at(n)).strip())
                    )
                    self._cross(currency, place, cells, taken, first_row)
            if self._foreign and place not in self.figures:
                found = taken & (np.nan_to_num(cells[place].numbers(self.range_as)[0]) != 0)
                if found.any():
                    n = int(np.argmax(found))
                    self.figures[place] = first_row + n, str(cells[place].at(n)).strip()
        if self.currency or self.priced:
            return
        for key, (_, place) in self.places.items():
            if key in MEASURES and MEASURES[key].unit == "money":
                for cell in map(cells[place].at, range(min(50, len(cells[place])))):
                    self.priced |= cell is not None and not (
                        isinstance(cell, str) and numbers.is_missing(cell)
                    )
                    if isinstance(cell, str) and (mark := _mark(cell)):
                        self.currency = CURRENCIES[mark]
                        return

    def _cross(
        self, code: str, place: int, cells: Mapping[int, Cells], taken: NDArray[np.bool_], first_row: int
    ) -> None:
        """Remember a figure beside which another currency is written than its row's column of currencies says."""
        if "currency" not in self.places or self.crossed is not None:
            return
        column = self.places["currency"][1]

        def differs(cell: Any) -> bool:
            told = self.cleaned["currency"][0](cell)
            return told not in {"", code} and not any({told, code} <= shared for shared in SHARED)

        def marked(cell: Any) -> bool:
            return isinstance(cell, str) and code in {_code(mark) for mark in _MARKED.findall(cell)}

        other = taken & cells[column].where(differs)
        if other.any() and (other := other & cells[place].where(marked)).any():
            n = int(np.argmax(other))
            texts = (str(cells[at].at(n)).strip() for at in (place, column))
            one, two = ((at, first_row + n, text) for at, text in zip((place, column), texts, strict=True))
            self.crossed = one, two

    def _note_bare(
        self,
        cells: Mapping[int, Cells],
        values: Mapping[str, NDArray[np.float64]],
        taken: NDArray[np.bool_],
        first_row: int,
    ) -> None:
        """Count the amounts of each column with a currency beside them and those without, and remember the first of these."""
        for key, (_, place) in self.places.items():
            if key not in values or MEASURES[key].unit != "money":
                continue
            found = taken & (np.nan_to_num(values[key]) != 0)
            if not _are_numbers(cells[place]) and place in self.marked:
                signed = found & cells[place].where(
                    lambda cell: isinstance(cell, str) and _MARKED.search(cell) is not None
                )
                self.signed[place] = self.signed.get(place, 0) + int(signed.sum())
                found &= ~signed
            if found.any():
                n = int(np.argmax(found))
                count, row, text = self.bare.get(
                    place,
                    (0, first_row + n, str(cells[place].at(n)).strip().removesuffix(".0")[:_LONGEST_DAY]),
                )
                self.bare[place] = count + int(found.sum()), row, text

    def _stray_sign(self, told: Mapping[str, tuple[int, int, str]]) -> dict[str, tuple[int, int, str]]:
        """An amount without a currency, where a sign stands beside few of its column: it is no proof of the others."""
        own = self.match.format.currency
        if not own or own in told or self.said[1]:
            return {}
        for place, row, _ in told.values():
            count, first, bare = self.bare.get(place, (0, 0, ""))
            if row > self.match.header.row + 1 and count > self.signed.get(place, 0):
                return {own: (place, first, f"{bare} ({own})")}
        return {}

    def _texts(self, cells: Mapping[int, Cells], taken: NDArray[np.bool_]) -> dict[str, Any]:
        """The text dimensions, cleaned; identifiers that Excel has rewritten are counted and left out."""
        texts = {}
        for key, (cleaned, place) in self.cleaned.items():
            texts[key] = cells[place].texts(cleaned, digits=cleaned.digits)
            if key == "currency":
                self._hear_currencies(cleaned, cells[place], taken)
            if key.endswith("_id"):
                self.lost_ids[key] += int((cells[place].where(_is_lost, "digits") & taken).sum())
        return texts

    def _roles(self, cells: Mapping[int, Cells], count: int) -> list[str]:
        """Each row's role."""
        roles = [self.match.layout.role] * count
        for condition in self.match.layout.roles:
            for n in np.flatnonzero(self._meets(condition, cells)).tolist():
                roles[n] = condition.role
        return roles

    @property
    def mixed(self) -> tuple[tuple[int, int, str], tuple[int, int, str]] | None:
        """Two figures of two currencies: the place, the row and the text of each; None where there are no two."""
        if self.said_currency or self.crossed is not None:
            return self.crossed
        told: dict[str, tuple[int, int, str]] = {}
        for place, column in self.taking.items():
            text = self.match.header.texts[place]
            if MEASURES[column.key].unit == "money" and (code := split(text)[1]):
                told.setdefault(code, (place, self.match.header.row + 1, text.strip()))
        told |= {code: cell for code, cell in self.currencies.items() if code not in told}
        told |= self._stray_sign(told) or self._unsaid_money(told)
        first = next(iter(told), "")
        for code, cell in told.items():
            if code != first and not any({first, code} <= shared for shared in SHARED):
                return told[first], cell
        return None

    @property
    def _foreign(self) -> bool:
        """Whether a heading or a figure so far is of another currency than the format's own."""
        own = self.match.format.currency
        return bool(own) and bool({*self._codes, *self.currencies} - {own})

    @cached_property
    def _codes(self) -> frozenset[str]:
        """The currencies of the headings of money."""
        texts = self.match.header.texts
        money = (place for place, column in self.taking.items() if MEASURES[column.key].unit == "money")
        return frozenset(code for place in money if (code := split(texts[place])[1]))

    def _unsaid_money(self, told: Mapping[str, tuple[int, int, str]]) -> dict[str, tuple[int, int, str]]:
        """The format's own currency, where a column of money says none and every one that does says another."""
        own = self.match.format.currency
        if not told or not own or own in told or self.said[1]:
            return {}
        for place, (row, text) in sorted(self.figures.items()):
            if place not in self.marked and not split(self.match.header.texts[place])[1]:
                return {own: (place, row, f"{text} ({own})")}
        return {}

    @property
    def ready(self) -> int:
        """How many facts can be taken out; none before the table's currency is known."""
        return sum(count for count, _ in self.waiting) if self.currency or self.priced else 0

    def taken(self, said: Mapping[str, str]) -> Block:
        """The facts that wait, with every constant told of them; `said` are those of the file's name."""
        total, merged = joined(self.waiting) if self.waiting else (0, {})
        self.waiting = []
        layout, format = self.match.layout, self.match.format
        for key, value in {**layout.constant, **said}.items():
            told = merged.get(key)
            merged[key] = value if told is None else _filled(told, value)
        merged.setdefault("role", layout.role)
        merged |= {"platform": merged.get("platform", format.platform), "format": format.key}
        if "currency" not in merged:
            merged["currency"] = self.currency or format.currency
        elif own := self.currency or (format.currency if said.get("platform", "") in {"", *HOME} else ""):
            merged["currency"] = _filled(merged["currency"], own)
        if total and "channel" not in merged:
            merged["channel"] = classified(merged, total)
        return total, merged


def _filtered(column: Any, mask: NDArray[np.bool_]) -> Any:
    """The texts that a mask keeps."""
    if isinstance(column, str) or mask.all():
        return column
    if isinstance(column, list):
        return list(compress(column, mask))
    if isinstance(column, np.ndarray):
        return column[mask]
    import pyarrow as pa

    return column.filter(pa.array(mask))


def _each(column: Any, count: int) -> list[str]:
    """The texts of a column, one for each row."""
    if isinstance(column, str):
        return [column] * count
    return column if isinstance(column, list) else column.to_pylist()


def _filled(column: Any, value: str) -> Any:
    """Texts, with `value` where there is none."""
    if isinstance(column, str):
        return column or value
    if isinstance(column, list):
        return [text or value for text in column]
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(column, ""), value, column)


_MARKED: Final = re.compile(
    r"us\$|hk\$|s\$|nt\$|r\$|[$€£₫đ฿₱¥￥元円]|rmb|cny|usd|vnd|idr|myr|thb|php|sgd|gbp|eur|jpy|mxn|brl|rp|rm|人民币",
    re.IGNORECASE,
)
_MORE_THAN_FIGURES: Final = re.compile(r"[^\d.,+\-\s%/'’\0—万亿wWkK]")


def _currencies(cells: Cells, taken: NDArray[np.bool_]) -> dict[str, int]:
    """The currencies written beside the figures of a column, and the first row of each among some.

    All texts are looked at as one: in most columns there is no mark at all.
    """
    words = distinct(cells)
    if _MORE_THAN_FIGURES.search("\0".join(words)) is None:
        return {}
    codes = {word: {_code(mark) for mark in _MARKED.findall(word)} for word in words}
    found = {}
    for code in sorted(set().union(*codes.values())):
        there = taken & cells.where(lambda cell, code=code: code in codes.get(cell, ()))  # type: ignore[misc]
        if there.any():
            found[code] = int(np.argmax(there))
    return found


def _code(mark: str) -> str:
    """The currency that a mark beside a figure means."""
    return CURRENCIES.get(normal(mark), mark.upper())


def _mark(text: str) -> str:
    """The currency's mark at one end of a figure's text."""
    if text[:1].isdigit() and text[-1:].isdigit():
        return ""
    text = normal(text)
    return next((mark for mark in _MARKS if text.startswith(mark) or text.endswith(mark)), "")


def _text(cell: Any) -> str:
    """One text cell; "" when missing."""
    if isinstance(cell, str) and cell.isdigit():
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    text = "" if cell is None else str(cell).strip(" \t\r\n'`\ufeff\u200b\u3000")
    if glued := _GLUED.fullmatch(text):
        text = glued[1].strip()
    return "" if numbers.is_missing(text) else text


def _are_numbers(cells: Cells) -> bool:
    """Whether it is known already that every cell is a number or blank."""
    return isinstance(cells, FloatCells) or (isinstance(cells, ArrowCells) and cells.plain is not None)


def _is_percent(cell: Any) -> bool:
    """Whether a cell is a rate, which is neither money nor a count."""
    return isinstance(cell, str) and cell.rstrip().endswith(("%", "％", "‰"))


def _is_lost(cell: Any) -> bool:
    """Whether an identifier is no longer what it was: a spreadsheet has made a number of it."""
    if isinstance(cell, float):
        return abs(cell) >= 1e15
    return isinstance(cell, str) and not cell.isdigit() and _ID_LOST.fullmatch(_text(cell)) is not None


def _is_note(text: str) -> bool:
    """Whether a text is words of people, and neither an identifier nor a figure.

    Examples
    --------
    >>> _is_note("注：以上数据仅供参考"), _is_note("* data may be delayed"), _is_note("6920000000001"), _is_note("1 234,50 元")
    (True, True, False, False)
    """
    return _NOTE.search(text) is not None and not _FIGURE.fullmatch(text)


def _quoted(text: str) -> str:
    """A cell that is no figure, for a message: as it stands when it looks like one, never words or a long number."""
    if not _FIGURE.fullmatch(text):
        return "…"
    return _LONG_NUMBER.sub("…", text)


def _says_nothing(cell: Any) -> bool:
    """Whether a cell is blank, or says that there is nothing."""
    return cell is None or (isinstance(cell, str) and numbers.is_missing(cell))


def _is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def classified(columns: dict[str, Any], count: int, head: float = channels.HEAD_FOLLOWERS) -> Any:
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
    str, list of str or Arrow array
        "F", "A", "T", "S" or "?"; one for all rows, or one for each, in Arrow where the columns are.
    """

    combined = np.zeros(count, dtype=np.int64)
    levels: list[list[Any]] = []
    for key, default in (("owner", ""), ("carrier", ""), ("level", ""), ("followers", np.nan)):
        value = columns.get(key, default)
        if isinstance(value, str | float):
            levels.append([value])
            continue
        coded = _coded(value)
        levels.append(coded.words)
        combined = combined * len(coded.words) + coded.places
    few = combined.max(initial=0) < 1 << 20  # then counting finds the kinds sooner than sorting
    kinds = np.flatnonzero(np.bincount(combined)) if few else np.unique(combined)
    letters = []
    for kind in kinds.tolist():
        found: list[Any] = []
        for words in reversed(levels):
            kind, place = divmod(kind, len(words)) if len(words) > 1 else (kind, 0)
            found.append(words[place])
        followers, level, carrier, owner = found
        if carrier in {WHOLE, UNKNOWN}:
            letters.append("" if carrier == WHOLE else UNKNOWN)
            continue
        letters.append(channels.classify(owner, carrier, level, followers, head))
    if len(letters) == 1:
        return letters[0]
    where = np.searchsorted(kinds, combined)
    if any(hasattr(columns.get(key), "dictionary_encode") for key in ("owner", "carrier", "level")):
        import pyarrow as pa

        return pa.array(letters, pa.large_string()).take(pa.array(where))
    return [letters[n] for n in where.tolist()]


def _coded(column: Any) -> CodedCells:
    """The distinct values of a column, and which of them each row has."""
    if not isinstance(column, list | np.ndarray) and hasattr(column, "dictionary_encode"):
        return ArrowCells(column).coded
    if not isinstance(column, list) and np.asarray(column).dtype.kind == "f":
        figures, places = np.unique(column, return_inverse=True)
        return CodedCells(figures.tolist(), places)
    place = {value: n for n, value in enumerate(dict.fromkeys(column))}
    return CodedCells(list(place), np.fromiter(map(place.__getitem__, column), np.int64, len(column)))


def column_note(column: Column) -> Reason:
    """The note for an optional column that isn't there."""
    zh, en = (
        (MEASURES[column.key].zh, MEASURES[column.key].en)
        if column.key in MEASURES
        else (column.key, column.key)
    )
    return f"没有列“{column.headings[0]}”，{zh}按缺失处理", f"no column '{column.headings[0]}': {en} is n/a"
