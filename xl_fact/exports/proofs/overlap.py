"""Sheets of one file that tell of the same days: a copy, a summary of the other, an older version, or another shop."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.format import Format, Layout
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.proofs.vocabulary import is_total

Mask = NDArray[np.bool_]
Group = tuple[Any, ...]

_NEAR: Final = 0.1
"""Figures of the same days that are so near each other, most of them, are two versions of one table."""

_MOST: Final = 5000
"""How many groups of a sheet are kept; one with more is no book kept by hand."""

_CERTAIN: Final = 5
_SURELY: Final = 10
"""So many digits must agree before sums are equal by no accident: of one layout, of two."""

_PARTS: Final = 2
_NO_PART: Final = re.compile(
    r"合计|总计|汇总|总表|备份|副本|作废|^旧$|旧(?:版|表|数据|稿|的)|[(（_\-]旧|(?:报|数据|表)旧$"
    r"|^(?:全店|全部|整体)(?:数据|店铺|日报)?$"
    r"|\b(?:total|summary|backup|copy)\b|^(?:all|old)$|\bold (?:version|data|sheet)|[(（_\-]old\b",
    re.I,
)
"""What names a sheet that is no part beside the others: their sum, or an older version."""
_NUMBERED: Final = re.compile(r"(.+?)\s*[(（]\d[)）]$")
"""What a program names a copy of a sheet: its name and a number."""

_TELLING: Final = (
    "platform",
    "shop",
    "account",
    "account_id",
    "product",
    "product_id",
    "carrier",
    "owner",
    "currency",
)
"""What tells rows of one day apart, besides the day."""


@dataclass
class Told:
    """What one sheet tells of: the sums of each day, and of each thing of a day."""

    name: str
    format: Format
    layout: Layout
    rows: int = 0
    days: dict[int, dict[str, float]] = field(default_factory=dict)
    things: dict[Group, dict[str, float]] = field(default_factory=dict)

    @property
    def sums(self) -> dict[str, float]:
        """The sums of all its rows."""
        total: dict[str, float] = {}
        for figures in self.days.values():
            for key, figure in figures.items():
                total[key] = total.get(key, 0.0) + figure
        return {key: figure for key, figure in total.items() if figure}

    def add(self, part: Mapping[str, Any], count: int) -> None:
        """Take in some rows."""
        self.rows += count
        days = part["date"].astype("datetime64[D]").astype(np.int64).tolist()
        texts = [_each(part[key], count) for key in _TELLING if key in part]
        groups = list(zip(days, *texts, strict=True))
        for key, values in part.items():
            if key in MEASURES and MEASURES[key].additive:
                for day, group, figure in zip(days, groups, values.tolist(), strict=True):
                    if figure == figure:
                        for sums in (self.days.setdefault(day, {}), self.things.setdefault(group, {})):
                            sums[key] = sums.get(key, 0.0) + figure


class Overlaps:
    """The sheets of one file, so far as they are books of days that another sheet may tell of again.

    Parameters
    ----------
    file : str
        The file's name.
    shipped : frozenset of str
        The keys of formats whose sheets are known to tell of different things.
    """

    def __init__(self, file: str, shipped: frozenset[str]) -> None:
        self.file, self.shipped = file, shipped
        self.sheets: dict[str, Told] = {}

    def see(self, name: str, format: Format, layout: Layout, part: Mapping[str, Any], count: int) -> None:
        """Look at some rows of a sheet."""
        plain = not (layout.roles or layout.cases or layout.parts or layout.whole or layout.totals)
        own = format.key not in self.shipped
        book = not layout.names and set(layout.key) <= {"date", "until"}
        if not count or "date" not in part or not plain or not (own or book):
            return
        told = self.sheets.setdefault(name, Told(name, format, layout))
        if len(told.things) <= _MOST and count <= _MOST:
            told.add(part, count)
        else:
            told.things.clear()
            told.rows = 0

    def forget(self, name: str) -> None:
        """Forget a sheet: it is read anew."""
        self.sheets.pop(name, None)

    def settle(self) -> tuple[dict[str, frozenset[str]], list[Check]]:
        """After the last sheet: which measures of which sheets another tells already, and what to say of it.

        Raises
        ------
        InputError
            Two sheets are versions of one table, and nobody knows which is right.
        """
        checks: list[Check] = []
        told = [t for t in self.sheets.values() if t.rows]
        for one in reversed(told):
            if again := _sum_of_all(one, [t for t in told if t is not one and _of_one_kind(one, t)]):
                return {one.name: again}, []
        for one, other in itertools.combinations(told, 2):
            if one.format is not other.format or one.layout.role != other.layout.role:
                continue
            if one.layout.constant != other.layout.constant:
                continue
            same = one.layout is other.layout
            if not same and one.format.key in self.shipped:
                continue
            less, more = sorted((other, one), key=lambda told: told.rows)
            if again := _sum_of(less, more, same):
                return {less.name: again}, []
            if same and (set(one.layout.key) <= {"date", "until"}):
                checks += self._versions(one, other, one.things, other.things)
            elif not same:
                self._versions(one, other, one.days, other.days)
        return {}, checks

    def _versions(
        self,
        one: Told,
        other: Told,
        mine: Mapping[Any, Mapping[str, float]],
        its: Mapping[Any, Mapping[str, float]],
    ) -> list[Check]:
        """What is said of two sheets of the same days that are not equal."""
        pairs = [
            (mine[group][key], its[group][key])
            for group in mine.keys() & its.keys()
            for key in mine[group].keys() & its[group].keys()
            if mine[group][key] or its[group][key]
        ]
        if not pairs:
            return []
        left, right = np.array(pairs).T
        off = np.abs(left - right) / np.maximum(np.abs(left), np.abs(right))
        if not off.any() and one.layout.key:
            return []  # rows that stand there twice count once
        if float(np.median(off)) <= _NEAR:
            raise InputError(
                f"{self.file}：表“{one.name}”和“{other.name}”说的是同样的日子，数字相近却不相同，像是同一张表的两个版本，不知道以哪张为准；"
                "请删去其中一张再导入（是两家店的就加一列店铺名称，或分成两个文件）",
                f"{self.file}: sheets '{one.name}' and '{other.name}' tell of the same days with figures that are near "
                "and not equal, like two versions of one table: remove one of them (of two shops, add a column "
                "'Shop name' or make two files)",
            )
        what = (
            f"表“{one.name}”和“{other.name}”说的是同样的日子，数字不同，两张都计入了",
            f"sheets '{one.name}' and '{other.name}' tell of the same days with other figures: both were added",
        )
        cause = ("若是同一件事，请删去一张", "if they tell of the same, remove one")
        names = ((one.name, other.name), (other.name, one.name))
        odd = [mine for mine, its in names if _is_no_part(mine, its)]
        if len(odd) == 1:  # the one is no part beside the other
            measures = tuple(one.sums.keys() & other.sums.keys())
            return [Check("sheet", what, "fail", odd[0], cause=cause, measures=tuple(sorted(measures)))]
        return [Check("sheet", what, "note", other.name, cause=cause)]


def _is_no_part(name: str, other: str) -> bool:
    """Whether a sheet is named as no part beside another.

    Examples
    --------
    >>> _is_no_part("日报(旧)", "日报"), _is_no_part("日报 (2)", "日报"), _is_no_part("全店", "直播")
    (True, True, True)
    >>> _is_no_part("怀旧款", "新款"), _is_no_part("店(2)", "店(1)"), _is_no_part("全部新客", "老客")
    (False, False, False)
    """
    numbered = _NUMBERED.fullmatch(name)
    return (
        is_total(name)
        or bool(_NO_PART.search(name))
        or (numbered is not None and numbered[1] == other.strip())
    )


def _of_one_kind(one: Told, other: Told) -> bool:
    """Whether two sheets have the same columns, and tell of the same kind of thing."""
    return one.layout is other.layout and one.layout.constant == other.layout.constant


def _sum_of_all(one: Told, others: Sequence[Told]) -> frozenset[str]:
    """The measures of a sheet that sum those of two or more others, day by day; none where that isn't certain."""
    if len(others) < _PARTS or not one.days:
        return frozenset()
    keys, digits = one.sums.keys(), 0
    if any(other.sums.keys() - keys for other in others):
        return frozenset()
    for day in {day for told in (one, *others) for day in told.days}:
        for key in keys:
            mine = one.days.get(day, {}).get(key, 0.0)
            theirs = [other.days.get(day, {}).get(key, 0.0) for other in others]
            if not _equal(mine, sum(theirs), len(theirs) + 1):
                return frozenset()
            digits += digits_of(mine) * (sum(figure != 0 for figure in theirs) > 1)
    return frozenset(keys) if digits >= _CERTAIN else frozenset()


def copied(name: str) -> tuple[str, str]:
    """Why a sheet, or some of its columns, don't count."""
    return (
        f"表“{name}”说的另一张表已经说了（它的数是那张表的合计或副本），只算一次",
        f"sheet '{name}' says again what another sheet says (its figures are a sum or a copy): counted once",
    )


def _sum_of(less: Told, more: Told, same: bool) -> frozenset[str]:
    """The measures of a sheet that are the sums of another's, day by day or in all; none where that isn't certain."""
    mine, its = less.sums, more.sums
    keys = mine.keys() & its.keys()
    days = less.days.keys() & more.days.keys()
    digits = 0
    for key in keys:
        if not _equal(mine[key], its[key], less.rows + more.rows):
            return frozenset()
        digits += digits_of(mine[key])
    if not keys or (same and mine.keys() != its.keys()):
        return frozenset()
    if same:
        alike = less.rows < more.rows or not less.layout.key
        alike = alike and _within(less, more)
        if alike and less.rows == more.rows:
            alike = _by_group(less.things, more.things, keys)
        return frozenset(keys) if alike and digits >= _CERTAIN else frozenset()
    if days != less.days.keys() or len(days) < 2 or not _by_group(less.days, more.days, keys):
        return frozenset()
    digits = sum(digits_of(figures.get(key, 0.0)) for figures in less.days.values() for key in keys)
    return frozenset(keys) if digits >= _SURELY else frozenset()


def _within(less: Told, more: Told) -> bool:
    """Whether a sheet's days lie in the months of another's."""
    months = {np.datetime64(day, "D").astype("datetime64[M]") for day in more.days}
    return all(np.datetime64(day, "D").astype("datetime64[M]") in months for day in less.days)


def _by_group(
    mine: Mapping[Any, Mapping[str, float]],
    its: Mapping[Any, Mapping[str, float]],
    keys: frozenset[str] | set[str],
) -> bool:
    """Whether each group of one is in the other with the same figures."""
    return all(
        group in its and all(_equal(mine[group].get(key, 0.0), its[group].get(key, 0.0), 2) for key in keys)
        for group in mine
    )


def _equal(one: float, other: float, rows: int) -> bool:
    """Whether two sums are the same but for rounding."""
    return bool(abs(one - other) <= 1e-9 * abs(one) + 0.006 * rows**0.5)


def digits_of(figure: float) -> int:
    """How many digits of a figure say something."""
    return len(f"{abs(figure):.4f}".replace(".", "").strip("0"))


def _each(column: Any, count: int) -> list[str]:
    """A text for each row."""
    if isinstance(column, str):
        return [column] * count
    return column if isinstance(column, list) else list(column.to_pylist())
