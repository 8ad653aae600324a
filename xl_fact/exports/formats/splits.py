"""Figures that a table gives as a whole and in parts: of who sells and how, each part in a column of its own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.formats.draft_column import DraftColumn
from xl_fact.exports.formats.synonyms import of_the_trade, scope_of

ROLES_SPLIT: Final = ("sales", "products", "accounts", "daily")
"""Tables whose figures may be split by who sells and how."""

_SHELF: Final = "商品卡"

Family = Sequence[tuple[DraftColumn, Mapping[str, str]]]
"""Columns of one figure, and of which owner and carrier each is."""


def added(parts: Sequence[DraftColumn], whole: DraftColumn, *, exactly: bool = False) -> bool:
    """Whether parts never exceed their whole and say something; or, exactly, give it in every row and in two at least."""
    total = np.sum([np.nan_to_num(part.values) for part in parts], axis=0)
    told = np.isfinite(whole.values) & ((total != 0) | (whole.values != 0))
    cent = 0.011 + 1e-9 * np.abs(whole.values[told])
    if exactly:
        each = np.all([np.nan_to_num(part.values) != 0 for part in parts], axis=0)[told]
        return int(each.sum()) > 1 and bool((np.abs(total - whole.values)[told] <= cent).all())
    return bool((total != 0).any()) and bool((total[told] - whole.values[told] <= cent).all())


def split_by_scope(columns: Sequence[DraftColumn], role: str) -> None:
    """Take columns that tell of owners and carriers what another tells of all as its parts, where they may be.

    Their values prove it: they never exceed their whole. Where they say nothing at all, those of another figure of the
    same file, split in the same way, speak for them.
    """
    if role not in ROLES_SPLIT or {"owner", "carrier"} & {column.key for column in columns}:
        return
    scoped = [(column, *scope_of(column.name)) for column in columns]
    _complete([scope for _, scope, _ in scoped])
    accepted: list[Mapping[str, str]] = []
    wholes = [
        c for c in columns if c.key in MEASURES and MEASURES[c.key].additive and not scope_of(c.name)[0]
    ]
    for whole in sorted(wholes, key=lambda column: (not column.key.startswith("gmv_"), column.place)):
        family = [
            (column, scope)
            for column, scope, base in scoped
            if scope
            and base == whole.name
            and column.kind in ("number", "zero")
            and (column.open or column.key == whole.key)
        ]
        chosen = _disjoint(family)
        silent = all(column.kind == "zero" for column, _ in chosen)
        proved = len(chosen) > 1 and added([column for column, _ in chosen], whole)
        alike = bool(chosen) and silent and all(scope in accepted for _, scope in chosen)
        if not proved and not alike:
            continue
        accepted += [scope for _, scope in chosen if scope not in accepted]
        for column, scope in chosen:
            column.key, column.part = whole.key, scope
            column.how = (f"“{whole.heading}”的一部分", f"a part of '{whole.heading}'")


def whole_of_carriers(columns: Sequence[DraftColumn], role: str) -> None:
    """Name the figure of an owner that its figures by carrier give in every row, where facts keep no parts of it."""
    if not role or role in ROLES_SPLIT:
        return
    scoped = [(column, *scope_of(column.name)) for column in columns if column.kind in ("number", "zero")]
    for whole, scope, base in scoped:
        meant = of_the_trade(base, role)
        if not whole.open or set(scope) != {"owner"} or len(meant) != 1 or meant[0] not in MEASURES:
            continue
        parts = [
            c
            for c, of, name in scoped
            if name == base and "carrier" in of and of.get("owner") == scope["owner"]
        ]
        if any(column.name == base or column.key == meant[0] for column in columns) or len(parts) < 2:
            continue
        if sum(part.kind == "number" for part in parts) > 1 and _gives(parts, whole):
            names = "、".join(part.heading for part in parts)
            whole.key, whole.how = meant[0], (f"等于 {names} 之和", f"the sum of {names}")
            for part in (part for part in parts if part.open):
                part.reason, part.how = (
                    "unused",
                    (f"“{whole.heading}”的一部分", f"a part of '{whole.heading}'"),
                )


def _gives(parts: Sequence[DraftColumn], whole: DraftColumn) -> bool:
    """Whether parts give their whole in every row, and in two at least."""
    total = np.sum([np.nan_to_num(part.values) for part in parts], axis=0)
    told = np.isfinite(whole.values) & (whole.values != 0)
    off = np.abs(total - np.nan_to_num(whole.values))
    return int(told.sum()) > 1 and bool((off <= 0.011 + 1e-9 * np.abs(total)).all())


def _complete(scopes: Sequence[dict[str, str]]) -> None:
    """Where figures are split by owner, the shelf that names none is the shop's own."""
    owned = [scope for scope in scopes if "owner" in scope]
    if not owned or any(scope.get("carrier") == _SHELF for scope in owned):
        return
    for scope in scopes:
        if scope == {"carrier": _SHELF}:
            scope["owner"] = "自营"


def _disjoint(family: Family) -> Family:
    """Of columns for owners and carriers those that have nothing in common; none where that can't be told.

    A column beside finer ones of the same gives way where they add up to it or it says nothing; else they do.
    """
    named: dict[tuple[tuple[str, str], ...], DraftColumn] = {}
    for column, scope in family:
        key = tuple(sorted(scope.items()))
        credited = "attributed" in column.name
        before = named.get(key)
        if before is not None and credited == ("attributed" in before.name):
            return []
        if before is None or credited:
            named[key] = column
    left = dict(named)
    for key, column in named.items():
        finer = [other for other in left if set(other) > set(key)]
        if not finer or key not in left:
            continue
        if column.kind == "zero" or added([named[other] for other in finer], column, exactly=True):
            del left[key]
        else:
            left = {other: c for other, c in left.items() if other not in finer}
    chosen = [(column, dict(scope)) for scope, column in left.items()]
    for (_, one), (_, other) in itertools.combinations(chosen, 2):
        if not any(one[dimension] != other[dimension] for dimension in set(one) & set(other)):
            return []
    return chosen
