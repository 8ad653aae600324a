"""Files held against each other: two exports of other kinds with the same sums, to the cent, are one sum told twice.

What a format yields to is known. Of others nobody can say whether the figures are one spend by two breakdowns, so
both count, and it is said: neither file passes as read once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xl_fact.exports.columns import MEASURES
from xl_fact.exports.proofs.overlap import digits_of
from xl_fact.exports.proofs.record import Check, Reason

if TYPE_CHECKING:
    import pandas as pd

MONEY: Final = tuple(key for key, m in MEASURES.items() if m.unit == "money" and m.additive)
"""The measures whose sums are compared."""

COUNTED: Final = frozenset(role for m in MEASURES.values() for tier in m.truth for role in tier)
"""The roles that anything is summed from."""

BY: Final = ("platform", "shop", "format", "role", "currency")
"""What a file's sums are told apart by, besides the kind of its rows and their month."""

_SURELY: Final = 6
_TOGETHER: Final = 4
"""So many digits must agree: of some sums, or where all sums agree, and there are two or more."""


@dataclass(frozen=True)
class Told:
    """What the rows of one kind in one file sum to, in one month.

    Attributes
    ----------
    file : int
        The file's place, in the order in which the files were saved.
    kind : object
        What tells kinds of rows apart: their layout.
    """

    file: int
    kind: Any
    platform: str
    format: str
    role: str
    currency: str
    month: str
    shops: frozenset[str]
    sums: Mapping[str, float]


def in_question(kinds: Sequence[Mapping[Any, Iterable[str]]]) -> set[tuple[int, Any]]:
    """The kinds of rows, of which file, that those of another kind in another file may tell of again.

    Parameters
    ----------
    kinds : sequence of mapping
        For each file, its kinds and the roles of each.
    """
    by_role: dict[str, set[tuple[int, Any]]] = {}
    for file, mine in enumerate(kinds):
        for kind, roles in mine.items():
            for role in COUNTED.intersection(roles):
                by_role.setdefault(role, set()).add((file, kind))
    found: set[tuple[int, Any]] = set()
    for each in by_role.values():
        if len({kind for _, kind in each}) > 1 and len({file for file, _ in each}) > 1:
            found |= each
    return found


def told_of(summed: pd.DataFrame) -> list[Told]:
    """What files tell, from a table of their sums by ``file``, ``kind``, ``month`` and `BY`."""
    found = []
    measures = [key for key in MONEY if key in summed]
    by = ["file", "kind", "platform", "format", "role", "currency", "month"]
    for key, rows in summed.groupby(by, sort=True, dropna=False):
        file, kind, platform, format, role, currency, month = key
        sums = {m: float(rows[m].sum()) for m in measures if rows[m].notna().any()}
        shops = frozenset(rows["shop"])
        sums = {m: figure for m, figure in sums.items() if abs(figure) >= 0.005}
        found.append(Told(int(file), kind, platform, format, role, currency, month, shops, sums))
    return found


def alike(told: Sequence[Told]) -> list[tuple[Told, Told, tuple[str, ...]]]:
    """Pairs of the same sums, the file saved first before the other, and the measures."""
    equal: dict[tuple[Any, ...], list[int]] = {}
    for n, each in enumerate(told):
        for key, figure in each.sums.items():
            where = (each.role, each.platform, each.month, key, round(figure * 100))
            equal.setdefault(where, []).append(n)
    pairs = sorted({pair for some in equal.values() for pair in itertools.combinations(some, 2)})
    found = []
    for one, other in ((told[n], told[m]) for n, m in pairs):
        apart = "" not in one.shops | other.shops and not one.shops & other.shops
        apart |= "" not in (one.currency, other.currency) and one.currency != other.currency
        if one.file == other.file or one.kind == other.kind or apart:
            continue
        if measures := _same(one.sums, other.sums):
            older, newer = sorted((one, other), key=lambda each: each.file)
            found.append((older, newer, measures))
    return found


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> tuple[str, ...]:
    """The measures whose sums are the same, where that is no chance."""
    common = [key for key in one if key in other]
    same = [key for key in common if abs(one[key] - other[key]) < 0.006]
    digits = sum(digits_of(cents / 100) for cents in {round(one[key] * 100) for key in same})
    together = len(same) == len(common) > 1 and digits >= _TOGETHER
    return tuple(same) if together or digits >= _SURELY else ()


def checks(
    told: Sequence[Told],
    names: Sequence[str],
    formats: Mapping[str, Reason],
    counts: Callable[[Told, str], bool],
) -> list[tuple[int, int, Check]]:
    """What is said of files that tell the same sums, both of which count.

    Parameters
    ----------
    told : sequence of Told
        What the files tell.
    names : sequence of str
        The files' names, by their places.
    formats : mapping
        The name of each format.
    counts : callable
        Whether a measure is summed from what a file tells.

    Returns
    -------
    list of (int, int, Check)
        The places of both files, the one saved last at the end, and what is said of it.
    """
    found = []
    for older, newer, measures in alike(told):
        both = tuple(key for key in measures if counts(older, key) and counts(newer, key))
        if not both:
            continue
        zh = "、".join(f"{MEASURES[key].zh} {older.sums[key]:,.2f}" for key in both)
        en = ", ".join(f"{MEASURES[key].en} {older.sums[key]:,.2f}" for key in both)
        when = ("", "") if not older.month else (f"{older.month} ", f" of {older.month}")
        (here, here_en), (there, there_en) = (formats.get(o.format, ("", "")) for o in (newer, older))
        what = (
            f"{names[newer.file]}（{here}）与 {names[older.file]}（{there}）的 {when[0]}合计一分不差（{zh}），"
            "像是同一笔按两种维度导出的，两份都计入了",
            f"{names[newer.file]} ({here_en}) and {names[older.file]} ({there_en}) have the same sums{when[1]} to the "
            f"cent ({en}), as if one sum by two breakdowns; both were counted",
        )
        cause = ("是同一笔就只留一份", "if it is one sum, keep only one of them")
        figure = older.sums[both[0]]
        check = Check("key", what, "fail", "", figure, 2 * figure, cause=cause, measures=both)
        found.append((older.file, newer.file, check))
    return found
