"""The facts as few rows: what no question keeps apart is added up once, in the engine where they lie.

Added up are the rows that share everything by which sums are asked and truth is told, so that of a month some
thousands remain, however many there were. They have the columns of the fact table, and mean the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xl_fact.engine import doubtful
from xl_fact.engine.answers import Frame
from xl_fact.engine.gmv import GMVS
from xl_fact.engine.rows import Rows, flag, is_text, small
from xl_fact.exports.columns import MEASURES

if TYPE_CHECKING:
    import narwhals as nw

KEPT: Final = tuple("brand platform shop format role currency date until owner carrier channel level".split())
"""The dimensions that are kept."""

_TOLD: Final = tuple(
    dict.fromkeys(m for gmv in GMVS.values() if len(gmv.orders) > 1 for m in (gmv.measure, *gmv.orders))
)
"""Measures of which rows that tell and rows that don't are kept apart: which orders count depends on it."""

_AT_ONCE: Final = 30
"""How many measures are summed at once; pandas warns of frames of a hundred columns."""


def condensed(rows: Rows, measures: Sequence[str], heads: Collection[float]) -> Frame:
    """Facts added up; the few that are here stay as they are.

    Parameters
    ----------
    rows : Rows
        The facts.
    measures : sequence of str
        What is summed; of what nobody is told the column is empty.
    heads : collection of float
        The numbers of followers that matter, if any do.

    Returns
    -------
    DataFrame
        `KEPT`, ``followers`` (as far as `heads` tell them apart), the measures, and ``rows``: how many they were.
    """
    import narwhals as nw
    import numpy as np
    import pandas as pd

    if rows.here:
        return small(rows.columns(*KEPT, "followers", *measures)).assign(rows=1)
    told, adding, same = rows.told(measures), rows.adding, _same(rows, KEPT)
    keys = [key for key in KEPT if key not in same]
    apart = {"followers": _band(heads), "told": _pattern(told)}
    groups = {key: group for key, group in apart.items() if group is not None}
    by = [*keys, *groups]
    pieces = []
    for n in range(0, max(1, len(told)), _AT_ONCE):
        some = told[n : n + _AT_ONCE]
        table = rows.columns(*keys, *(["followers"] if heads else []), *some, *_TOLD)
        made = [*(group.alias(key) for key, group in groups.items()), *adding.parts(some)]
        table = table.with_columns(*made) if made else table
        summed = table.group_by(*by).agg(nw.len().alias("rows"), *adding.sums(some))
        found = small(summed, by)
        pieces.append(found if not n else found.drop(columns=[*by, "rows"]))
    found = pd.concat(pieces, axis=1)
    columns, nothing = _texts(found, KEPT, same), pd.Series(np.full(len(found), np.nan))
    columns["followers"] = nothing
    if heads:
        steps = np.array([np.nan, -1.0, min(heads) / 2, *sorted(heads)])
        columns["followers"] = pd.Series(steps[found["followers"].to_numpy(dtype=np.int64)])
    sums = {m: adding.value(found, m) for m in measures if m in told}
    if not rows.clean:
        doubtful.of_sums(sums, {m: adding.told(found, m) for m in sums})
    columns |= {m: pd.Series(sums[m]) if m in sums else nothing for m in measures}
    return pd.DataFrame({**columns, "rows": found["rows"].astype("int64")})


def alike(rows: Rows, keys: Sequence[str], condition: nw.Expr) -> Frame:
    """Some columns of some rows, in an order that is always the same; in ``rows`` how many each stands for.

    Of many rows those that share their texts, their days and what they tell of are added up; of what can't be added
    (followers) the most stands for all of them.
    """
    import narwhals as nw
    import numpy as np
    import pandas as pd

    if rows.here:
        return small(rows.columns(*keys, where=[condition]), keys).assign(rows=1)
    measures = [key for key in keys if key in MEASURES and key in rows.kinds]
    sums = [key for key in measures if MEASURES[key].additive]
    most = [key for key in measures if not MEASURES[key].additive]
    same = _same(rows, keys)
    by = [*(key for key in keys if key not in MEASURES and key not in same), "told"]
    adding, bits = rows.adding, [flag(~nw.col(m).is_null(), 2**n) for n, m in enumerate(sums)]
    told = nw.sum_horizontal(*bits) if bits else nw.lit(0)
    found = rows.columns(*by[:-1], *measures, where=[condition])
    table = found.with_columns(told.cast(nw.Int64).alias("told"), *adding.parts(sums))
    largest = [nw.col(key).max() for key in most]
    added = small(table.group_by(*by).agg(nw.len().alias("rows"), *largest, *adding.sums(sums)), by)
    columns = _texts(added, [key for key in keys if key not in MEASURES or key in most], same)
    columns |= {key: adding.value(added, key) for key in sums}
    columns |= {key: np.full(len(added), np.nan) for key in keys if key not in columns}
    return pd.DataFrame({**columns, "rows": added["rows"].astype("int64")})


def _same(rows: Rows, keys: Iterable[str]) -> dict[str, str]:
    """The texts that are the same in every row."""
    return {key: word for key in keys if is_text(key) and (word := rows.only(key)) is not None}


def _texts(found: Frame, keys: Iterable[str], same: Mapping[str, str]) -> dict[str, Any]:
    """Columns of a small answer; those that say the same in every row were not asked for."""
    import pandas as pd

    rows = len(found)
    return {key: pd.Series([same[key]] * rows, dtype="str") if key in same else found[key] for key in keys}


def _band(heads: Collection[float]) -> nw.Expr | None:
    """Between which of the numbers that matter the followers lie, 0 where nobody says; None where none matters."""
    import narwhals as nw

    if not heads:
        return None
    followers = nw.col("followers")
    band: nw.Expr = nw.lit(1)
    for n, least in enumerate([0.0, *sorted(heads)], 2):
        reached = followers >= least if least else followers > 0
        band = nw.when(reached).then(nw.lit(n)).otherwise(band)
    return nw.when(followers.is_null()).then(nw.lit(0)).otherwise(band).cast(nw.Int64)


def _pattern(told: Sequence[str]) -> nw.Expr | None:
    """Which of `_TOLD` a row tells, as a number; None where no row tells two of them."""
    import narwhals as nw

    some = [measure for measure in _TOLD if measure in told]
    if len(some) < 2:
        return None
    return nw.sum_horizontal(*(flag(~nw.col(measure).is_null(), 2**n) for n, measure in enumerate(some)))
