"""One table being read, and everything that it says of itself: what to look at, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.core.numbers import RangeAs
from xl_fact.errors import InputError
from xl_fact.exports.columns import DIMENSIONS, MEASURES
from xl_fact.exports.formats.format import Condition, Layout
from xl_fact.exports.formats.formula import without
from xl_fact.exports.formats.headings import normal
from xl_fact.exports.formats.recognise import Match
from xl_fact.exports.proofs.bounds import Bounds
from xl_fact.exports.proofs.gaps import Gaps
from xl_fact.exports.proofs.keys import Keys, fingerprints, hashed
from xl_fact.exports.proofs.ratios import RatioTally, roughness, unexplained
from xl_fact.exports.proofs.record import Check, Proof, Reason
from xl_fact.exports.proofs.renumbered import Renumbered
from xl_fact.exports.proofs.totals import Grouped, Totals
from xl_fact.exports.proofs.twice import Twice
from xl_fact.exports.proofs.unmarked import Unmarked
from xl_fact.exports.proofs.vocabulary import Vocabulary, alike, closed, is_total
from xl_fact.exports.tables.cells import ArrowCells, Cells
from xl_fact.exports.tables.lost import ZERO
from xl_fact.texts import on_one_line

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SMALL_SHARE: Final = 0.01
"""The share of rows, and of money, that may be set aside without a reason of the format."""

_SAME: Final = -2
_ALL: Final = (1 << 64) - 1
_TIMES: Final = 20
_CHEAPEST: Final = 0.1
"""Refunds of so many times the sales, or orders of less money with parts of a cent, are of another unit."""
_SHORTEST: Final = 4
_LONGER: Final = 4
"""A heading of so many letters with so many more behind it may be the same under another name."""
_GROUPED: Final = 2
_WHOLE: Final = 1e-6
_PARTED: Final = frozenset({"conversions", "new_followers", "lost_followers"})
"""Counts that may be parts, where several ads share one, or below nothing."""
_TAKEN_BACK: Final = frozenset({"orders_net", "likes", "favourites", "carts", "shares"})
"""Counts that may be below nothing: what a day takes back of the days before."""
_GROWING: Final = frozenset(
    {"ads", "sales", "daily", "sessions", "works", "products", "posts", "creators", "cards"}
)
"""The roles in which nothing that is counted is taken back."""
"""More repeated headings than this are groups of columns under a heading of their own, not a mistake."""


def column_letter(place: int) -> str:
    """A column's letter, from its place counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass
class LostCells:
    """The cells of one column that hold no number although they should, by what is wrong with them."""

    heading: str
    counts: Counter[Reason] = field(default_factory=Counter)
    first: tuple[int, Reason] | None = None

    def add(self, why: Reason, mask: Mask, rows: NDArray[np.int64]) -> None:
        """Count some."""
        if not mask.any():
            return
        self.counts[why] += int(mask.sum())
        row = int(rows[int(np.argmax(mask))])
        if self.first is None or row < self.first[0]:
            self.first = row, why


ERROR: Final[Reason] = ("错误值（#REF! 之类）", "errors such as #REF!")
UNCACHED: Final[Reason] = ("公式没有存下结果", "formulas without a stored value")
ZEROS: Final[Reason] = ("公式存下的结果全是 0", "formulas whose stored values are all 0")
NO_FIGURE: Final[Reason] = ("读不出数字", "no figures")
FRACTION: Final[Reason] = ("不是整数", "have a fraction")
BELOW: Final[Reason] = ("是负数", "are negative")
BLANK_ORDER: Final[Reason] = ("订单没有金额", "an order without an amount")
EMPTIED: Final[Reason] = (
    "空着，而同一行的比率说明那里有数",
    "blank, while a ratio of their row says there was a figure",
)

BLANKED: Final[Reason] = (
    "空着，而同一行的其他数都在，同一账号、载体的其他行都有数",
    "blank, while their rows have other figures, and the other rows of the same account and carrier have theirs",
)


class Witness:
    """What one table says of itself.

    Parameters
    ----------
    match : Match
        The table's format and headings.
    file, sheet : str
        The file's name, and the table's.
    places : mapping
        Measure or dimension → its place in the table.
    keys : Keys
        The rows of the same layout seen so far in the file.
    range_as : {"low", "middle", "high"}
        What a range stands for.
    """

    def __init__(
        self,
        match: Match,
        file: str,
        sheet: str,
        places: Mapping[str, int],
        keys: Keys,
        range_as: RangeAs,
    ) -> None:
        self.match, self.file, self.sheet, self.keys, self.range_as = match, file, sheet, keys, range_as
        self.layout: Layout = match.layout
        self.places = dict(places)
        for case in self.layout.cases:
            self.places |= {c.key: self.place(c.names[0]) for c in case.take}
        self.headings = {
            key: on_one_line(match.header.texts[place])
            for key, place in self.places.items()
            if key in MEASURES
        }
        self.ratios: list[tuple[RatioTally, int | None]] = []
        self.settled: list[Check] = []
        self._plan_ratios()
        self.settled += self._renamed()
        self.totals = Totals()
        self.kept = self._kept()
        self.grouped = [(c, Grouped(c.by)) for c in self.layout.totals if self.place(c.column) >= 0]
        self.of_days = Grouped(self.layout.whole) if self.layout.whole and "date" in self.places else None
        self.weighted = {column.key for column in self.layout.columns if column.times}
        self.plain = not (self.layout.roles or self.layout.totals or self.layout.whole or self.layout.cases)
        self.words = self._vocabularies()
        self.lost: dict[str, LostCells] = {}
        self.zeros: dict[str, tuple[int, int]] = {}
        self.spent: dict[int, tuple[int, float, int]] = {}
        self.odd: dict[tuple[str, Reason], tuple[int, int, float]] = {}
        self.returned: dict[tuple[str, int], tuple[int, float, int]] = {}
        self.unspent, self.costed = [(0, 0), (0, 0)], 0
        self.counted = [
            key
            for key in self.headings
            if MEASURES[key].unit == "count" and key not in {*self.weighted, *_PARTED}
        ]
        self.repeated = self.keyed = 0
        self.first_repeats: list[int] = []
        self.key = self._key()
        self.twice = Twice()
        self.renumbered = Renumbered()
        self.bounds = Bounds()
        self.unmarked = Unmarked()
        self.gaps = Gaps(match.format.generic)
        self.dated = "date" in self.places and "order_id" not in self.places
        self.twins = self._twins()
        self.unexpected: Counter[Reason] = Counter()
        self.unexpected_rows: list[int] = []
        self.money_aside = self.money_used = 0.0
        self.main = self._main()
        self.never: set[Reason] = set()

    def place(self, heading: str) -> int:
        """Where a heading stands; -1 where it doesn't."""
        names = self.match.header.names
        name = heading if heading in names else normal(heading)
        return names.index(name) if name in names else -1

    def _heading(self, place: int) -> str:
        """A heading as it stands there, on one line."""
        return on_one_line(self.match.header.texts[place])

    def _main(self) -> str:
        """The measure by which money is weighed: the first required one in money, else any."""
        required = [c.key for c in self.layout.columns if c.required and c.key in self.headings]
        keys = [*required, *self.headings]
        money = [key for key in keys if MEASURES[key].unit == "money"]
        return (money or keys or [""])[0]

    def _plan_ratios(self) -> None:
        """Which ratios can be computed here; the others are settled at once."""
        for ratio in self.layout.ratios:
            at = next((p for name in ratio.names if (p := self.place(name)) >= 0), -1)
            if ratio.measure:
                if ratio.measure not in self.places:
                    continue
                heading = self.headings[ratio.measure]
            elif at < 0:
                continue
            else:
                heading = on_one_line(self.match.header.texts[at])
            if ratio.formula is None:
                self.settled.append(unexplained(ratio, heading, self.sheet))
                continue
            gone = [
                term
                for term in ratio.formula.terms
                if (term.key and term.key not in self.places) or (not term.key and self.place(term.name) < 0)
            ]
            absent = [MEASURES[t.key].zh if t.key else t.heading for t in gone if not t.optional]
            here = without(ratio.formula, gone)
            if absent or not here.over:
                self.settled.append(unexplained(ratio, heading, self.sheet, absent))
                continue
            places = {self.place(term.name) for term in here.terms if not term.key}
            stand = tuple(key for key in self.headings if self.places[key] in places)
            tally = RatioTally(replace(ratio, formula=here), heading, stand)
            self.ratios.append((tally, None if ratio.measure else at))

    def _renamed(self) -> list[Check]:
        """Measures that are not here although a heading much like theirs is, which nobody takes."""
        names, layout = self.match.header.names, self.layout
        free = [n for n, name in enumerate(names) if name and "#" not in name and name not in layout.known]
        found = []
        for column in layout.columns:
            if column.key not in MEASURES or self.match.index_of(column) is not None:
                continue
            near = next((n for n in free if any(_alike(names[n], own) for own in column.names)), None)
            if near is None:
                continue
            free.remove(near)
            heading, measure = self._heading(near), MEASURES[column.key]
            what = (
                f"没有“{column.headings[0]}”列，“{heading}”列（{column_letter(near)} 列）像是它，没有取；"
                f"{measure.zh}未知，不是 0",
                f"no column '{column.headings[0]}'; '{heading}' (column {column_letter(near)}) may be it and was not "
                f"taken: {measure.en} is unknown, not 0",
            )
            found.append(Check("heading", what, "note", self.sheet))
        return found

    def _vocabularies(self) -> list[tuple[Vocabulary, int, bool]]:
        """The columns whose words are closed, their places, and whether their words tell which rows count."""
        found = []
        deciding = {normal(c.column) for c in self.layout.aside}
        deciding |= {normal(c.unless.column) for c in self.layout.aside if c.unless}
        for key, words in closed(self.layout).items():
            place = self.places.get(key, -1) if key in DIMENSIONS else self.place(key)
            if place < 0:
                continue
            name = self.match.header.names[place]
            known = set(alike(words)) | set(self.layout.values.get(key, {}))
            known |= {normal(word) for word in self.layout.values.get(key, {}).values()}
            for condition in self._conditions():
                if normal(condition.column) == name:
                    known |= alike(condition.words)
            heading = on_one_line(self.match.header.texts[place])
            own = Vocabulary(key if key in DIMENSIONS else "", heading, frozenset(known))
            found.append((own, place, name in deciding))
        return found

    def _conditions(self) -> list[Condition]:
        layout = self.layout
        conditions = [*layout.aside, *layout.roles, *layout.cases, *layout.totals]
        return conditions + [c.unless for c in conditions if c.unless]

    def _key(self) -> list[tuple[str, int]]:
        """The columns of the key that are here: dimensions by their key, others by their place."""
        found = []
        required = {c.key for c in self.layout.columns if c.required}
        for name in self.layout.key:
            if name in DIMENSIONS:
                there = name in self.places or (name == "date" and "start" in self.places)
                if there:
                    found.append((name, -1))
                elif name in self.layout.stem or name in self.layout.constant:
                    found.append((name, _SAME))
                elif name in required:
                    return []
            elif (place := self.place(name)) >= 0:
                found.append(("", place))
            else:
                return []
        telling = [name for name, _ in found if name not in {"date", "until"}]
        found = [(name, at) for name, at in found if at != _SAME]
        return found if telling or not set(self.layout.key) - {"date", "until"} else []

    def _kept(self) -> list[tuple[Condition, set[tuple[Any, ...]], dict[tuple[Any, ...], tuple[int, float]]]]:
        """The conditions that keep one row of several: each key that a row is left out of must have one that is kept."""
        if not self.layout.key:
            return []
        return [(c, set(), {}) for c in self.layout.aside if c.negate and self.place(c.column) >= 0]

    def _twins(self) -> list[tuple[str, int, int]]:
        """Measures whose heading stands there again: heading, place, place of the other.

        Raises
        ------
        InputError
            When every heading that the layout needs stands there again: a second table beside the first.
        """
        names = self.match.header.names
        again = {name for name in names if "#" in name and name not in self.layout.known}
        repeated = {name.rpartition("#")[0] for name in again}
        needed = [
            place for c in self.layout.columns if c.required and (place := self.match.index_of(c)) is not None
        ]
        if len(needed) > 1 and all(names[place] in repeated for place in needed):
            place = min(needed)
            other = next(n for n, name in enumerate(names) if name.rpartition("#")[0] == names[place])
            heading, one, two = self._heading(place), column_letter(place), column_letter(other)
            raise InputError(
                f"{self.file} [{self.sheet}] 两张表并排：从 {one} 列和从 {two} 列起都有“{heading}”等列；请分成两张表或两个文件",
                f"{self.file} [{self.sheet}] two tables stand side by side: '{heading}' and the others begin at column "
                f"{one} and again at {two}; put them on two sheets or into two files",
            )
        if len(repeated) > _GROUPED:
            return []
        found = []
        measured = [place for key, place in self.places.items() if key in MEASURES]
        measured += [
            place
            for part in self.layout.parts
            for c in part.take
            if (place := self.match.index_of(c)) is not None
        ]
        for place in dict.fromkeys(measured):
            found += [
                (self._heading(place), place, other)
                for other, name in enumerate(names)
                if name in again and name.rpartition("#")[0] == names[place]
            ]
        return found

    @property
    def wanted(self) -> set[int]:
        """The further places that must be read."""
        places = {at for _, at in self.ratios if at is not None}
        for tally, _ in self.ratios:
            assert tally.ratio.formula is not None
            places |= {self.place(term.name) for term in tally.ratio.formula.terms if not term.key}
            if tally.ratio.unless is not None:
                places.add(self.place(tally.ratio.unless.column))
        places |= {place for _, place, _ in self.words}
        places |= {place for _, place in self.key}
        places |= {self.place(condition.column) for condition, _ in self.grouped}
        places |= {other for _, _, other in self.twins}
        return {place for place in places if place >= 0}

    def deciding(self, cells: Mapping[int, Cells], among: Mask) -> Mask:
        """Rows whose word in a column that tells which rows count is not known."""
        mask = np.zeros(len(among), dtype=np.bool_)
        for own, place, decides in self.words:
            if decides and own.key != "carrier":
                mask |= own.unknown(cells[place]) & among
        return mask

    def hear(
        self,
        cells: Mapping[int, Cells],
        values: Mapping[str, Floats],
        unreadable: Mapping[str, Mask],
        among: Mask,
        taken: Mask,
        rows: NDArray[np.int64],
        meets: Callable[[Condition, Mapping[int, Cells]], Mask],
    ) -> None:
        """Look at some rows: their ratios, their words, their lost cells, their repeated columns.

        `among` are the rows that are no totals and not blank, `taken` those that count.
        """
        self._compare_twins(cells, rows, taken)
        self._note_signs(values, taken, rows)
        self._note_counts(cells, values, taken, rows)
        if self.layout.role in _GROWING:
            self.bounds.see(values, taken, rows)
        self._note_unspent(cells, values, unreadable, taken, rows)
        self._compute(cells, values, among, rows, meets)
        money = values.get(self.main)
        for own, place, _ in self.words:
            if (mask := own.unknown(cells[place]) & among).any():
                own.note(mask, cells[place], money, rows)
        for key, heading in self.headings.items():
            column = cells.get(self.places[key])
            if column is None:
                continue
            lost = self.lost.get(key) or LostCells(heading)
            bad = unreadable.get(key)
            if bad is not None:
                lost.add(NO_FIGURE, bad & taken, rows)
                if key == self.main and self.layout.paid is not None and money is not None:
                    lost.add(
                        BLANK_ORDER,
                        np.isnan(money)
                        & ~bad
                        & (column.lost == 0 if column.lost is not None else True)
                        & taken,
                        rows,
                    )
            if column.lost is not None:
                lost.add(ERROR, column.errors & taken, rows)
                lost.add(UNCACHED, column.uncached & taken, rows)
                zero = (column.lost == ZERO) & taken
                if zero.any():
                    count, first = self.zeros.get(key, (0, int(rows[int(np.argmax(zero))])))
                    self.zeros[key] = count + int(zero.sum()), first
            if lost.counts:
                self.lost[key] = lost

    def _note_signs(self, values: Mapping[str, Floats], taken: Mask, rows: NDArray[np.int64]) -> None:
        """Count what is spent with one sign and with the other, and remember the first row with either."""
        if "cost" in values:
            for sign in (1, -1):
                mask = taken & (values["cost"] * sign > 0)
                if mask.any():
                    count, money, first = self.spent.get(sign, (0, 0.0, int(rows[int(np.argmax(mask))])))
                    self.spent[sign] = (
                        count + int(mask.sum()),
                        money + float(values["cost"][mask].sum()),
                        first,
                    )

    def _sign_checks(self) -> list[Check]:
        """What is said of ad spend that is positive in some rows and negative in others."""
        if len(self.spent) < len((1, -1)):
            return []
        (more, plus, at), (less, minus, first) = self.spent[1], self.spent[-1]
        heading = self.headings["cost"]
        what = (
            f"列“{heading}”有正有负：{more:,} 行共 {plus:,.2f}，{less:,} 行共 {minus:,.2f}，照原样相加了",
            f"column '{heading}' has both signs: {more:,} rows of {plus:,.2f}, {less:,} of {minus:,.2f}; added as they are",
        )
        cause = ("负数是花费就改成正数", "if what is negative was spent, make it positive")
        row = first if less <= more else at
        return [
            Check(
                "cells",
                what,
                "fail",
                self.sheet,
                count=min(more, less),
                rows=(row,),
                cause=cause,
                measures=("cost",),
            )
        ]

    def _note_counts(
        self, cells: Mapping[int, Cells], values: Mapping[str, Floats], taken: Mask, rows: NDArray[np.int64]
    ) -> None:
        """Remember counts that can be none: those with a fraction, and where things are sold, those below nothing."""
        for key in self.counted:
            value = values.get(key)
            if value is None or not len(value):
                continue
            over = np.abs(value - np.rint(value))
            if np.fmax.reduce(over) > _WHOLE:
                self._odd(
                    key, FRACTION, taken & (over > _WHOLE * np.maximum(1, np.abs(value))), cells, value, rows
                )
            if self.layout.role in _GROWING and key not in _TAKEN_BACK and np.fmin.reduce(value) < 0:
                self._odd(key, BELOW, taken & (value < 0), cells, value, rows)

    def _odd(
        self,
        key: str,
        why: Reason,
        mask: Mask,
        cells: Mapping[int, Cells],
        value: Floats,
        rows: NDArray[np.int64],
    ) -> None:
        """Remember cells of a count that can be none, but for those that are rounded."""
        place = self.places[key]
        if mask.any() and place in cells and (off := roughness(cells[place])) is not None:
            mask = mask & ~(off > 0)
        if mask.any():
            n = int(np.argmax(mask))
            count, row, figure = self.odd.get((key, why), (0, int(rows[n]), float(value[n])))
            self.odd[key, why] = count + int(mask.sum()), row, figure

    def _odd_checks(self) -> list[Check]:
        """What is said of counts that can be none."""
        checks = []
        for (key, why), (count, row, figure) in self.odd.items():
            cell, heading = f"{column_letter(self.places[key])}{row}", self.headings[key]
            what = (
                f"列“{heading}”是个数，却有 {count:,} 格{why[0]}（第一个在 {cell}：{figure:,.10g}），已照样计入",
                f"column '{heading}' counts things, yet {count:,} cells {why[1]} (the first in {cell}: {figure:,.10g}); "
                "counted as they are",
            )
            cause = (
                "多半是格子错了列，或那一列不是个数",
                "cells in the wrong column, or not a count at all?",
            )
            checks.append(
                Check("cells", what, "fail", self.sheet, 0.0, float(count), count, (row,), cause, (key,))
            )
        return checks

    def _note_unspent(
        self,
        cells: Mapping[int, Cells],
        values: Mapping[str, Floats],
        unreadable: Mapping[str, Mask],
        taken: Mask,
        rows: NDArray[np.int64],
    ) -> None:
        """Count the rows of ads, or of a book kept by hand, that sold something and say nothing of what was spent."""
        cost = values.get("cost")
        if cost is None or (self.layout.role != "ads" and not self.match.format.generic):
            return
        filled, blank = np.isfinite(cost), np.zeros(len(cost), dtype=np.bool_)
        self.costed += int((filled & taken).sum())
        if filled.all():
            return
        for key, value in values.items():
            if key == "orders" or key.startswith("gmv_"):
                blank |= np.nan_to_num(value) > 0
        blank &= taken & ~filled & ~unreadable.get("cost", np.zeros(len(cost), dtype=np.bool_))
        column = cells.get(self.places["cost"])
        if column is not None and column.lost is not None:
            blank &= column.lost == 0
        if not blank.any():
            return
        dashed = blank & ~column.where(_is_blank, "figures") if column is not None else ~blank & blank
        for which, mask in enumerate((blank & ~dashed, dashed)):
            if mask.any():
                count, first = self.unspent[which]
                self.unspent[which] = count + int(mask.sum()), first or int(rows[int(np.argmax(mask))])

    def _unspent_checks(self) -> list[Check]:
        """What is said of rows that sold something and say nothing of what was spent."""
        if not self.costed or "cost" in self.lost:
            return []
        checks = []
        words = (("空着", "are blank"), ("写着“-”之类", "hold a dash or the like"))
        for which, (count, row) in enumerate(self.unspent):
            if not count:
                continue
            heading, cell = self.headings["cost"], f"{column_letter(self.places['cost'])}{row}"
            zh, en = words[which]
            what = (
                f"列“{heading}”有 {count:,} 格{zh}（第一个在 {cell}），同一行却有成交，按没有花费计",
                f"column '{heading}': {count:,} cells {en} (the first in {cell}) although their rows have sales; taken "
                "as nothing spent",
            )
            cause = ("花了就补上，没花就填 0", "fill in what was spent, or 0")
            lost = not which and self.layout.role == "ads" and count <= self.costed
            checks.append(
                Check(
                    "cells", what, "fail" if lost else "note", self.sheet, 0.0, float(count), count, (row,), cause,
                    ("cost",) if lost else (),
                )
            )  # fmt: skip
        return checks

    def turned(
        self, minus: Mapping[str, Mask], values: Mapping[str, Floats], taken: Mask, rows: NDArray[np.int64]
    ) -> None:
        """Count the refunds that were written with a minus and those that weren't: both count by their size."""
        for key, less in minus.items():
            value = values.get(key)
            if value is None or len(value) != len(less):
                continue
            for sign, mask in ((-1, taken & less), (1, taken & ~less & (np.nan_to_num(value) > 0))):
                if mask.any():
                    count, money, row = self.returned.get(
                        (key, sign), (0, 0.0, int(rows[int(np.argmax(mask))]))
                    )
                    money += float(np.abs(value[mask]).sum())
                    self.returned[key, sign] = count + int(mask.sum()), money, row

    def netted(self) -> dict[str, int]:
        """Refunds written in two ways whose own total row is their net sum, and the sign that a refund has."""
        found = {}
        for key in {name for name, sign in self.returned if sign < 0 and (name, 1) in self.returned}:
            plus, minus = self.returned[key, 1][1], self.returned[key, -1][1]
            told = [total.figures[key] for total in self.totals.found if key in total.figures]
            if any(self.totals.meets(key, figure, abs(plus - minus)) for figure in told) and not any(
                self.totals.meets(key, figure, plus + minus) for figure in told
            ):
                found[key] = 1 if plus >= minus else -1
        return found

    def _returned_checks(self) -> list[Check]:
        """What is said of a column of refunds that are written in two ways."""
        checks = []
        for key in dict.fromkeys(key for key, _ in self.returned):
            if key not in self.headings or len({sign for name, sign in self.returned if name == key}) == 1:
                continue
            (more, plus, at), (less, minus, first) = self.returned[key, 1], self.returned[key, -1]
            heading = self.headings[key]
            what = (
                f"列“{heading}”有正有负：{more:,} 行共 {plus:,.2f}，{less:,} 行共 -{minus:,.2f}；都当作退款，按大小相加为 "
                f"{plus + minus:,.2f}（相抵是 {abs(plus - minus):,.2f}）",
                f"column '{heading}' has both signs: {more:,} rows of {plus:,.2f}, {less:,} of -{minus:,.2f}; all taken as "
                f"refunds, {plus + minus:,.2f} in all ({abs(plus - minus):,.2f} net)",
            )
            cause = (
                "哪些是冲回的退款，就把它们改成 0 或删去",
                "set to 0 what was no refund but one taken back",
            )
            row = first if less <= more else at
            checks.append(
                Check(
                    "cells",
                    what,
                    "fail",
                    self.sheet,
                    count=min(more, less),
                    rows=(row,),
                    cause=cause,
                    measures=(key,),
                )
            )
        return checks

    def _unit_checks(self) -> list[Check]:
        """What is said of sales that refunds exceed many times, or of hundredths of a cent for each order."""
        sums = self.totals.counted
        sold = {key: sums.get(key, 0.0) for key in self.headings if key.startswith("gmv_")}
        key = max(sold, key=lambda k: sold[k], default="")
        if not key or sold[key] <= 0:
            return []
        gmv = sold[key]
        back = max((sums.get(k, 0.0) for k in self.headings if k.startswith("refund_")), default=0.0)
        orders = sums.get("orders", 0.0)
        cents = abs(gmv * 100 - round(gmv * 100)) > 1e-3
        if back <= _TIMES * gmv and not (cents and orders and gmv / orders < _CHEAPEST):
            return []
        heading = self.headings[key]
        what = (
            f"列“{heading}”合计只有 {gmv:,.2f}，退款 {back:,.2f}、订单 {orders:,.0f}，金额像是以万元为单位",
            f"column '{heading}' sums to {gmv:,.2f} only, beside refunds of {back:,.2f} and {orders:,.0f} orders: "
            "in ten thousands?",
        )
        return [Check("cells", what, "fail", self.sheet, measures=tuple(sold))]

    def _compute(
        self,
        cells: Mapping[int, Cells],
        values: Mapping[str, Floats],
        among: Mask,
        rows: NDArray[np.int64],
        meets: Callable[[Condition, Mapping[int, Cells]], Mask],
    ) -> None:
        """The ratios of some rows."""
        figures: dict[str, Floats] = dict(values)
        off: dict[str, Floats | None] = {}
        for tally, at in self.ratios:
            formula = tally.ratio.formula
            assert formula is not None
            for term in formula.terms:
                place = self.places[term.key] if term.key else self.place(term.name)
                if term.name not in figures:
                    figures[term.name] = cells[place].numbers(self.range_as)[0]
                if term.name not in off:
                    off[term.name] = roughness(cells[place])
            which = among
            if tally.ratio.unless is not None and self.place(tally.ratio.unless.column) >= 0:
                which = among & ~meets(tally.ratio.unless, cells)
            own = None if at is None else cells[at]
            shown = figures[tally.ratio.measure] if own is None else self._shown(own)
            tally.add(figures, off, own, shown, which, rows)

    def _shown(self, cells: Cells) -> Floats:
        """A ratio as the file gives it; rates in per cent are few, however long a text is."""
        if isinstance(cells, ArrowCells) and len(cells) and str(cells.at(0)).endswith("%"):
            return cells.coded.numbers(self.range_as)[0]
        return cells.numbers(self.range_as)[0]

    def _compare_twins(self, cells: Mapping[int, Cells], rows: NDArray[np.int64], taken: Mask) -> None:
        """Stop at a measure that stands there twice with other figures."""
        for heading, place, other in self.twins:
            one, two = cells[place].numbers(self.range_as)[0], cells[other].numbers(self.range_as)[0]
            differ = taken & (one != two) & ~(np.isnan(one) & np.isnan(two))
            if differ.any():
                n = int(np.argmax(differ))
                row = int(rows[n])
                letters = column_letter(place), column_letter(other)
                raise InputError(
                    f"{self.file} [{self.sheet}] 列“{heading}”有两个（{letters[0]} 列和 {letters[1]} 列），数字不同"
                    f"（第 {row} 行 {one[n]:g} 与 {two[n]:g}），不知道以哪个为准；请删去一列",
                    f"{self.file} [{self.sheet}] column '{heading}' stands there twice (columns {letters[0]} and "
                    f"{letters[1]}) with other figures (row {row}: {one[n]:g} and {two[n]:g}): remove one of them",
                )

    def sums(
        self,
        values: Mapping[str, Floats],
        taken: Mask,
        left_out: Mask,
        totals: Mask,
        nameless: Mask,
        unnamed: Mask,
        whole: Mask,
        days: NDArray[np.datetime64] | None,
        rows: NDArray[np.int64],
        cells: Mapping[int, Cells],
        texts: Mapping[str, Any],
        meets: Callable[[Condition, Mapping[int, Cells]], Mask],
    ) -> None:
        """Add up some rows, and remember those that sum others, and the `unnamed` that may; `whole` sum the days of one thing."""
        if self.of_days is not None:
            named = (self._group(name, days, texts, taken) for name in self.layout.whole)
            things = list(zip(*named, strict=True))
            every = np.array([all(not t or is_total(t) for t in thing) for thing in things], dtype=np.bool_)
            self.of_days.add(values, things, taken & ~whole, taken & whole & ~every, rows)
            totals = totals | (taken & whole & every)
            taken = taken & ~whole
        if self.dated:
            self.gaps.see(cells, values, self.places, texts, taken, rows)
        summed = {key: value for key, value in values.items() if key not in self.weighted}
        rough = {
            key: off
            for key in summed
            if self.places[key] in cells and (off := roughness(cells[self.places[key]])) is not None
        }
        self.totals.add(
            summed, taken, left_out, totals, nameless, unnamed, days, rows, self.main * self.plain, rough
        )
        if self.plain and self.main:
            self.unmarked.see(summed, taken, days, texts, rows)
        for condition, kept, dropped in self.kept:
            met = meets(condition, cells)
            named = (self._group(name, days, texts, taken) for name in self.layout.key if name in DIMENSIONS)
            keys = list(zip(*named, strict=True))
            kept.update(compress(keys, taken & met))
            money = values.get(self.main, np.zeros(len(taken)))
            for n in np.flatnonzero(left_out & ~met).tolist():
                if keys[n] not in kept:
                    count, worth = dropped.get(keys[n], (int(rows[n]), 0.0))
                    dropped[keys[n]] = count, worth + abs(float(np.nan_to_num(money[n])))
        for condition, grouped in self.grouped:
            met = meets(condition, cells)
            groups = list(zip(*(self._group(name, days, texts, taken) for name in grouped.by), strict=True))
            if not grouped.by:
                groups = [()] * len(taken)
            grouped.add(values, groups, taken & ~met, taken & met, rows)
        if self.main in values:
            self.money_used += float(np.nansum(np.abs(values[self.main][taken])))

    def unsaid(self, since: int) -> set[int]:
        """After the last row: rows that sum all others without saying so; those before `since` can't be taken back."""
        return self.totals.unsaid(since, self.main)

    def unmarked_among(self, gone: set[int], since: int) -> set[int]:
        """After the last row, of which `gone` no longer count: sums that say so half; what nothing marks is named."""
        if self.totals.silent.doubtful is not None:
            return set()
        found = self.unmarked.settle(gone, self.main, apart="order_id" in self.places)
        if not found or min(found) < since or not found <= self.totals.silent.held.keys():
            return set()
        self.totals.take_out(found)
        self.unmarked.found = None
        return found

    def spanning(self, spans: Mapping[int, tuple[dt.date, dt.date]], single: set[dt.date | None]) -> None:
        """Remember the rows of several days that count although their days stand there one by one."""
        for row, (first, last) in spans.items():
            if not any(day is not None and first <= day <= last for day in single):
                continue
            what = (
                f"第 {row} 行说的是 {first} 至 {last}，其中有的日子另有一行，两处都计入了",
                f"row {row} tells of {first} to {last}, of which some days have a row of their own: both were counted",
            )
            cause = ("是合计就删去这一行", "if it is a total, delete it")
            keys = (self.main,) if self.main else ()
            self.settled.append(
                Check("total", what, "fail", self.sheet, 0.0, 1.0, 1, (row,), cause=cause, measures=keys)
            )

    def _group(
        self, name: str, days: NDArray[np.datetime64] | None, texts: Mapping[str, Any], taken: Mask
    ) -> Sequence[Any]:
        """What tells the groups of rows apart."""
        if name == "date":
            return (
                [None] * len(taken)
                if days is None
                else days.astype("datetime64[D]").astype(np.int64).tolist()
            )
        column = texts.get(name, "")
        if isinstance(column, str):
            return [column] * len(taken)
        return column if isinstance(column, list) else list(column.to_pylist())

    def unexplained(
        self, reason: Reason, mask: Mask, values: Mapping[str, Floats], rows: NDArray[np.int64]
    ) -> None:
        """Remember rows that were set aside without a reason of the format."""
        if not mask.any():
            return
        self.unexpected[reason] += int(mask.sum())
        self.unexpected_rows += rows[mask][: 5 - len(self.unexpected_rows)].tolist()
        if self.main in values:
            self.money_aside += float(np.nansum(np.abs(values[self.main][mask])))

    def unknown_status(self, heading: str, word: str, count: int, money: float) -> None:
        """Remember the orders of a status that the format doesn't know; they don't count."""
        what = (
            f"列“{heading}”有不认识的词：“{word}” {count:,} 行，合计 {money:,.2f}",
            f"column '{heading}' has words that are not known: '{word}' {count:,} rows, {money:,.2f} in all",
        )
        cause = (
            "这些行没有计入；认得的话，把词加进格式文件",
            "they were not counted; add the word to the format file",
        )
        measures = (self.main,) if self.main else ()
        self.settled.append(
            Check("words", what, "fail", self.sheet, 0.0, float(count), count, cause=cause, measures=measures)
        )

    def again(
        self,
        part: Mapping[str, Any],
        cells: Mapping[int, Cells],
        taken: Mask,
        clean: Callable[[Any], str],
        filtered: Callable[[Any, Mask], Any],
    ) -> Mask:
        """Which of the rows taken stand in the file already.

        Raises
        ------
        InputError
            A row has the key of an earlier one and other figures.
        """
        count = int(taken.sum())
        nothing = np.zeros(count, dtype=np.bool_)
        if count and "order_id" in part and "date" in part and self.renumbered.open:
            self._see_orders(part, count)
        if not self.key or not count:
            if count:
                self._see(part, count)
            return nothing
        columns = []
        blank = nothing
        for name, place in self.key:
            column = part[name] if name else filtered(cells[place].texts(clean), taken)
            if name.endswith("_id") and not isinstance(column, str):
                blank = self._lacking(name, column, blank)
            columns.append(column)
        if not any(not isinstance(column, str) for column in columns):
            self._see(part, count)
            return nothing
        if blank.any():
            self._see({key: filtered(value, blank) for key, value in part.items()}, int(blank.sum()))
        keys = hashed(columns, count) ^ self._besides(part, count)
        self.keyed += count - int(blank.sum())
        if self.layout.unique and self.keys.waits:
            self.keys.keep(keys[~blank] if blank.any() else keys)
            return nothing
        prints = fingerprints([part[key] for key in sorted(part) if key in MEASURES], count)
        rows = part["row"]
        some = np.flatnonzero(~blank)
        same, other, before = (
            self.keys.repeated(keys, prints, rows, self.sheet)
            if len(some) == count
            else self._some(keys, prints, rows, some)
        )
        if not self.layout.unique:
            same &= prints != 0
            self.keys.doubted |= bool(same.any()) and not self.keys.exact
        elif other.any():
            n = int(np.argmax(other))
            sheet, row = self.keys.where(int(before[n]))
            raise self._contradiction(sheet, row, int(rows[n]))
        if same.any():
            self.repeated += int(same.sum())
            self.first_repeats += rows[same][: 5 - len(self.first_repeats)].tolist()
        return same

    def _see(self, part: Mapping[str, Any], count: int) -> None:
        """Remember some rows of a table without a key, by all that was read of them."""
        figures = [part[key] for key in sorted(part) if key in MEASURES]
        texts = [part[key] for key in sorted(part) if key not in MEASURES and key != "row"]
        worth = part[self.main] if self.main in part and MEASURES[self.main].unit == "money" else None
        self.twice.see(hashed(texts, count), fingerprints(figures, count), part["row"], figures, worth)

    def _see_orders(self, part: Mapping[str, Any], count: int) -> None:
        """Remember some orders, by their day and figures; where rows are known to be alike, by all but their numbers."""
        figures = fingerprints([part[key] for key in sorted(part) if key in MEASURES], count)
        closely = ("shop", "product", "product_id") if self.keys.exact else ()
        things = [part["date"], *(part[key] for key in closely if key in part)]
        alike = hashed(things, count) ^ figures.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        orders = hashed([part["order_id"]], count) if self.keys.exact else alike
        self.renumbered.see(alike, orders, part["row"], part.get(self.main, np.zeros(count)))

    def _besides(self, part: Mapping[str, Any], count: int) -> NDArray[np.uint64]:
        """A number for what tells rows of one key apart all the same: their shop, and where the key isn't unique any text.

        Texts are looked at only once two rows are known to be alike without them: then the file is read again.
        What isn't said is 0, so that a sheet without the column is like one that leaves it blank.
        """
        every = self.keys.exact and not self.layout.unique
        names = {key for key in part if key in DIMENSIONS} if every else {"shop"}
        together = np.zeros(count, dtype=np.uint64)
        for name in sorted(names.intersection(part) - {name for name, _ in self.key}):
            column = part[name]
            if isinstance(column, str):
                continue
            there = ~(np.isnat(column) if isinstance(column, np.ndarray) else _blanks(column))
            if there.any():
                own = np.uint64(hash(name) & _ALL)
                together ^= np.where(there, hashed([column], count) * (own | np.uint64(1)), np.uint64(0))
        return together

    def _lacking(self, name: str, column: Any, before: Mask) -> Mask:
        """Rows that lack a member of the key: an identifier is blank, or one that a spreadsheet has rounded."""
        here = _blanks(column) | _rounded(column)
        if here.any() and not self.twice.lacking[0]:
            self.twice.lacking = DIMENSIONS[name].zh, DIMENSIONS[name].en
        return before | here

    def pasted(self, since: int) -> set[int]:
        """After the last row: rows that were pasted again, all of them; those before `since` can't be taken back.

        A total row of the file says what all rows sum to: then nothing is taken out.
        """
        again = self.twice.settle()
        self.renumbered.settle(closely=self.keys.exact)
        self.keys.doubted |= bool(self.renumbered.count) and not self.keys.exact
        alone = self.keyed <= 2 * self.repeated  # of the others, too, every row stands there again
        certain = self.twice.certain and alone and not self.totals.found
        self.twice.taken_out = certain and min(again) >= since
        return again if self.twice.taken_out else set()

    def _some(
        self, keys: NDArray[np.uint64], prints: Floats, rows: NDArray[np.int64], some: NDArray[np.intp]
    ) -> tuple[Mask, Mask, NDArray[np.int64]]:
        """The same where some rows have no identifier: they are like no other."""
        same, other = np.zeros(len(keys), dtype=np.bool_), np.zeros(len(keys), dtype=np.bool_)
        before = np.full(len(keys), -1, dtype=np.int64)
        same[some], other[some], before[some] = self.keys.repeated(
            keys[some], prints[some], rows[some], self.sheet
        )
        return same, other, before

    def _contradiction(self, sheet: str, row: int, now: int) -> InputError:
        """The error for two rows of one key with other figures."""
        names = [DIMENSIONS[name].zh if name else self.match.header.texts[at] for name, at in self.key]
        english = [DIMENSIONS[name].en if name else self.match.header.texts[at] for name, at in self.key]
        before = f"第 {row} 行" if sheet == self.sheet else f"[{sheet}] 第 {row} 行"
        earlier = f"row {row}" if sheet == self.sheet else f"[{sheet}] row {row}"
        return InputError(
            f"{self.file} [{self.sheet}] 第 {now} 行与{before}是同一条（{'、'.join(names)}相同），数字却不同，不知道以哪行为准；"
            "请删去其中一行（或一张表）再导入",
            f"{self.file} [{self.sheet}] row {now} tells of the same as {earlier} (the same {', '.join(english)}) "
            "with other figures: remove one of the two rows (or sheets)",
        )

    def proof(self, used: int, told: int) -> Proof:
        """Everything that was found.

        Parameters
        ----------
        used : int
            Rows that count.
        told : int
            Rows below the headings but for those that are blank, definitions, or there already.
        """
        checks = [*self.settled, *self._ratio_checks()]
        checks += self.totals.checks(self.sheet, self.headings)
        checks += self.unmarked.checks(self.sheet, self.headings, self.main)
        for _, grouped in self.grouped:
            checks += grouped.checks(self.sheet, self.headings)
        if self.of_days is not None:
            checks += self.of_days.checks(self.sheet, self.headings)
        checks += self._key_checks(used)
        checks += self.twice.checks(self.sheet, used, tuple(self.headings))
        if self.keys.exact:
            checks += self.renumbered.checks(self.sheet, used, tuple(self.headings))
        checks += self._cell_checks(used)
        checks += self._sign_checks()
        checks += self._unit_checks()
        checks += self.bounds.checks(self.sheet, self.headings)
        checks += [*self._odd_checks(), *self._unspent_checks(), *self._returned_checks()]
        for own, _, decides in self.words:
            checks += own.checks(self.sheet, counted=not decides or own.key == "carrier")
        checks += self._aside_checks(used, told)
        for heading, place, other in self.twins:
            letters = f"{column_letter(place)}、{column_letter(other)}"
            what = (
                f"列“{heading}”有两个（{letters}），数字相同，取一个",
                f"column '{heading}' stands there twice ({letters}) with equal figures: one is taken",
            )
            checks.append(Check("heading", what, "note", self.sheet))
        return Proof(tuple(checks))

    def _ratio_checks(self) -> list[Check]:
        failing = [t for t, _ in self.ratios if t.reproduced is False]
        fine = {name for t, _ in self.ratios if t.reproduced for name in self._names(t)}
        shared = [set(self._names(t)) for t in failing]
        common = (
            [name for name in self._names(failing[0]) if all(name in s for s in shared)] if failing else []
        )
        suspects = [name for name in common if name not in fine] or common
        names = [self.headings.get(name, name) for name in suspects]
        return [tally.check(self.sheet, names) for tally, _ in self.ratios if tally.shown]

    @staticmethod
    def _names(tally: RatioTally) -> list[str]:
        assert tally.ratio.formula is not None
        names = [term.name for term in tally.ratio.formula.terms]
        return names + ([tally.ratio.measure] if tally.ratio.measure else [])

    def _key_checks(self, used: int) -> list[Check]:
        if not self.key:
            return []
        names = "、".join(DIMENSIONS[n].zh if n else self.match.header.texts[at] for n, at in self.key)
        english = ", ".join(DIMENSIONS[n].en if n else self.match.header.texts[at] for n, at in self.key)
        if not self.repeated:
            what = f"按{names}没有重复的行", f"no row twice by {english}"
            return [Check("key", what, "pass", self.sheet, float(used), float(used))]
        what = (
            f"{self.repeated:,} 行与前面的行相同（{names}和数字都一样），只算一次",
            f"{self.repeated:,} rows equal earlier ones ({english} and figures): counted once",
        )
        return [
            Check(
                "key",
                what,
                "note",
                self.sheet,
                float(used),
                float(used + self.repeated),
                self.repeated,
                tuple(self.first_repeats),
            )
        ]

    def _cell_checks(self, used: int) -> list[Check]:
        for tally, _ in self.ratios:
            for name, missing in tally.missing.items():
                if name in MEASURES and name not in self.lost:
                    lost = LostCells(self.headings[name])
                    lost.counts[EMPTIED] = missing.count
                    lost.first = missing.first, EMPTIED
                    self.lost[name] = lost
        for key, (count, first) in self.zeros.items():
            if count >= used and key not in self.lost:
                lost = self.lost[key] = LostCells(self.headings[key])
                lost.counts[ZEROS], lost.first = count, (first, ZEROS)
        for key, (count, first) in self.gaps.found.items():
            if key in self.headings and key not in self.lost:
                lost = self.lost[key] = LostCells(self.headings[key])
                lost.counts[BLANKED], lost.first = count, (first, BLANKED)
        checks = []
        for key, lost in self.lost.items():
            zh = "、".join(f"{why[0]} {n:,} 格" for why, n in lost.counts.most_common())
            en = ", ".join(f"{n:,} cells: {why[1]}" for why, n in lost.counts.most_common())
            count = sum(lost.counts.values())
            assert lost.first is not None
            cell = f"{column_letter(self.places[key])}{lost.first[0]}"
            checks.append(
                Check(
                    "cells",
                    (
                        f"列“{lost.heading}”：{zh}（第一个在 {cell}），合计少了这些数",
                        f"column '{lost.heading}': {en} (the first in {cell}); they are missing from its sum",
                    ),
                    "fail",
                    self.sheet,
                    0.0,
                    float(count),
                    count,
                    (lost.first[0],),
                    measures=(key,),
                )
            )
        return checks

    def _aside_checks(self, used: int, told: int) -> list[Check]:
        checks = []
        if not used and told:
            what = (
                f"整张表 {told:,} 行都没有采用",
                f"the whole sheet of {told:,} rows was set aside",
            )
            checks.append(Check("sheet", what, "fail", self.sheet, float(told), 0.0, told))
        for condition, kept, dropped in self.kept:
            alone = {key: value for key, value in dropped.items() if key not in kept}
            if not alone:
                continue
            words = "、".join(sorted(condition.words))
            what = (
                f"{len(alone):,} 组行里没有“{words}”行，整组没有采用（合计 {sum(w for _, w in alone.values()):,.2f}）",
                f"{len(alone):,} groups have no '{words}' row: none of their rows counts "
                f"({sum(w for _, w in alone.values()):,.2f} in all)",
            )
            at = tuple(sorted(row for row, _ in alone.values())[:5])
            checks.append(Check("aside", what, "fail", self.sheet, 0.0, float(len(alone)), len(alone), at))
        count = sum(self.unexpected.values())
        if count:
            rows, money = (
                count / (count + used),
                self.money_aside / ((self.money_aside + self.money_used) or 1),
            )
            reasons = "、".join(f"{why[0]} {n:,}" for why, n in self.unexpected.most_common())
            english = ", ".join(f"{why[1]} {n:,}" for why, n in self.unexpected.most_common())
            cut = any(why in self.never for why in self.unexpected)
            verdict: Any = "fail" if cut or max(rows, money) > SMALL_SHARE else "note"
            what = (
                f"搁置 {rows:.1%} 的行、{money:.1%} 的金额：{reasons}",
                f"{rows:.1%} of the rows and {money:.1%} of the money set aside: {english}",
            )
            checks.append(
                Check(
                    "aside",
                    what,
                    verdict,
                    self.sheet,
                    0.0,
                    self.money_aside,
                    count,
                    tuple(self.unexpected_rows),
                    measures=(self.main,) if verdict == "fail" and self.main else (),
                )
            )
        return checks


def _alike(name: str, own: str) -> bool:
    """Whether one heading is the other with a few letters more.

    Examples
    --------
    >>> _alike("平台服务费新", "平台服务费"), _alike("商品曝光", "商品曝光次数"), _alike("商品曝光人数", "商品曝光次数")
    (True, True, False)
    """
    short, long = sorted((name, own), key=len)
    return len(short) >= _SHORTEST and long.startswith(short) and len(long) - len(short) <= _LONGER


def _is_rounded(text: str) -> bool:
    """Whether an identifier has no more than the fifteen digits that a spreadsheet keeps.

    Examples
    --------
    >>> _is_rounded("6920000000001230000"), _is_rounded("6920000000001234567")
    (True, False)
    """
    return len(text) > 15 and text.isdigit() and not text[15:].strip("0")


def _is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing, not even a dash."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _blanks(column: Any) -> Mask:
    """Which texts are blank."""
    if isinstance(column, list):
        if "" not in column:
            return np.zeros(len(column), dtype=np.bool_)
        return np.fromiter((not text for text in column), np.bool_, len(column))
    import pyarrow.compute as pc

    mask: Mask = pc.equal(column, "").to_numpy(zero_copy_only=False)
    return mask


def _rounded(column: Any) -> Mask:
    """Which texts are identifiers that have no more than the digits that a spreadsheet keeps."""
    if isinstance(column, list):
        return np.fromiter((t.endswith("000") and _is_rounded(t) for t in column), np.bool_, len(column))
    import pyarrow.compute as pc

    mask: Mask = pc.ends_with(column, "000").to_numpy(zero_copy_only=False).copy()
    for n in np.flatnonzero(mask).tolist():
        mask[n] = _is_rounded(column[n].as_py())
    return mask
