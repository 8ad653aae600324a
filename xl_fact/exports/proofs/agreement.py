"""Sheets of one file held against each other: two breakdowns of the same sales have one sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.exports.columns import DIMENSIONS, MEASURES, ROLES
from xl_fact.exports.formats.format import Agreement, Format
from xl_fact.exports.proofs.record import Check
from xl_fact.exports.tables.blocks import Columns

_ROUNDED: Final = 0.005
"""By so much each row may have been rounded."""

Group = tuple[str, ...]
Sums = dict[Group, NDArray[np.float64]]


class Agreements:
    """What the sheets of one file sum to, in the groups in which its formats say that two of them agree.

    The last number of each group is how many rows it has.
    """

    def __init__(self) -> None:
        self.seen: dict[str, dict[tuple[Agreement, str], Sums]] = {}

    def see(self, format: Format, sheet: str, count: int, columns: Columns) -> None:
        """Add some facts of a sheet."""
        for agreement in format.agree:
            present = [key for key in agreement.measures if key in columns]
            roles = _texts(columns.get("role", ""), count)
            if not present or not set(roles) & set(agreement.roles):
                continue
            keys = [_keys(columns.get(key, ""), count) for key in agreement.by]
            missing = np.full(count, np.nan)
            values = np.column_stack(
                [*(columns.get(key, missing) for key in agreement.measures), np.ones(count)]
            )
            for role in (role for role in agreement.roles if role in roles):
                sums = self.seen.setdefault(sheet, {}).setdefault((agreement, role), {})
                rows = [n for n, each in enumerate(roles) if each == role]
                _add(sums, [tuple(key[n] for key in keys) for n in rows], values[rows])

    def forget(self, sheet: str) -> None:
        """Forget what was seen of a sheet: it is read anew."""
        self.seen.pop(sheet, None)

    def checks(self) -> Iterator[Check]:
        """One check for each measure that both sides tell of."""
        sides: dict[Agreement, dict[str, dict[str, Sums]]] = {}
        for sheet, found in self.seen.items():
            for (agreement, role), sums in found.items():
                sides.setdefault(agreement, {}).setdefault(role, {})[sheet] = sums
        for agreement, roles in sides.items():
            if len(roles) == 2:
                yield from _compared(agreement, roles)


def _compared(agreement: Agreement, roles: dict[str, dict[str, Sums]]) -> Iterator[Check]:
    """The checks of one agreement."""
    left, right = (_whole(roles[role].values()) for role in agreement.roles)
    names = ["、".join(f"“{sheet}”" for sheet in roles[role]) for role in agreement.roles]
    plain = [", ".join(f"'{sheet}'" for sheet in roles[role]) for role in agreement.roles]
    about = [ROLES[role] for role in agreement.roles]
    none = np.array([*[np.nan] * len(agreement.measures), 0.0])
    rounded = {
        g: _ROUNDED * float(left.get(g, none)[-1] + right.get(g, none)[-1]) + 1e-3 for g in {**left, **right}
    }
    for place, key in enumerate(agreement.measures):
        groups = {g: (left.get(g, none)[place], right.get(g, none)[place]) for g in {**left, **right}}
        told = {g: pair for g, pair in groups.items() if not np.isnan(pair).all()}
        if not told or any(np.isnan([pair[side] for pair in told.values()]).all() for side in (0, 1)):
            continue  # one side has no such column
        differing = {
            g: pair for g, pair in told.items() if abs(np.subtract(*np.nan_to_num(pair))) > rounded[g]
        }
        zh = f"{names[0]}（{about[0][0]}）之和 = {names[1]}（{about[1][0]}）之和：{MEASURES[key].zh}"
        en = f"{plain[0]} ({about[0][1]}) = {plain[1]} ({about[1][1]}): {MEASURES[key].en}"
        totals = [float(np.nansum([pair[side] for pair in told.values()])) for side in (1, 0)]
        if not differing:
            yield Check("sum", (zh, en), "pass", "", totals[0], totals[1], measures=(key,))
            continue
        first = min(differing)
        by = "、".join(f"{DIMENSIONS[d].zh} {word}" for d, word in zip(agreement.by, first, strict=True))
        within = ", ".join(f"{DIMENSIONS[d].en} {word}" for d, word in zip(agreement.by, first, strict=True))
        one, other = (float(np.nan_to_num(value)) for value in differing[first])
        yield Check(
            "sum",
            (
                f"{zh}，{len(told)} 组里有 {len(differing)} 组不同；先在 {by}：{one:,.2f} 与 {other:,.2f}",
                f"{en}; {len(differing)} of {len(told)} groups differ, first {within}: {one:,.2f} and {other:,.2f}",
            ),
            "fail",
            "",
            totals[0],
            totals[1],
            len(differing),
            (),
            ("两张表里有一张的行缺失、重复或被改", "one of the sheets has rows missing, repeated or changed"),
            (key,),
        )


def _whole(sheets: Iterable[Sums]) -> Sums:
    """The sums of several sheets together."""
    together: Sums = {}
    for sums in sheets:
        for group, values in sums.items():
            together[group] = _added(together[group], values) if group in together else values
    return together


def _add(sums: Sums, groups: Sequence[Group], values: NDArray[np.float64]) -> None:
    """Add rows of measures to the sums of their groups, one after the other."""
    place = {group: n for n, group in enumerate(dict.fromkeys(groups))}
    whole = np.full((len(place), values.shape[1]), np.nan)
    for group, n in place.items():
        if group in sums:
            whole[n] = sums[group]
    where, told = np.array([place[group] for group in groups]), ~np.isnan(values)
    for column, figures, known in zip(whole.T, values.T, told.T, strict=True):
        rows = where[known]
        column[rows[np.isnan(column[rows])]] = 0.0
        np.add.at(column, rows, figures[known])
    sums |= dict(zip(place, whole, strict=True))


def _added(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Two rows of measures added; what only one of them says counts."""
    both: NDArray[np.float64] = np.where(np.isnan(one), other, np.where(np.isnan(other), one, one + other))
    return both


def _texts(column: Any, count: int) -> list[str]:
    """A column of texts, one for each row."""
    if isinstance(column, str):
        return [column] * count
    return [str(text) for text in (column if isinstance(column, list) else column.to_pylist())]


def _keys(column: Any, count: int) -> list[str]:
    """A column by which rows are grouped: texts, or days."""
    if isinstance(column, np.ndarray):
        days: list[str] = np.datetime_as_string(column, unit="D").tolist()
        return days
    return _texts(column, count)
