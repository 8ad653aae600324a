"""The fact table, and the only way to sum it: its columns stand in `columns`.

One row says what one export says about one brand, day, carrier, account, content. Exports overlap (the same
sale stands in the shop's totals, in the account list and in the ads), so every row has a `role`, and every
measure names the roles it may be summed from, best first. `summed` never adds two roles that tell of the
same sale, and never adds people. Shops are added: each has its own best role.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xl_fact.errors import InputError
from xl_fact.exports.columns import COLUMNS, DIMENSIONS, MEASURES
from xl_fact.exports.truth import TELLERS, UNDATED, decided

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


_SHARED: Final = 50_000
"""From this many rows on, the columns that an export doesn't have share their memory; constant ones in blocks of it."""


def months(facts: pd.DataFrame) -> list[str]:
    """The months the facts tell of, as "2026-06", oldest first."""
    import numpy as np

    return [str(month) for month in np.unique(_months(facts)) if not np.isnat(month)]


def of_month(facts: pd.DataFrame, month: str) -> pd.DataFrame:
    """The facts of one month such as "2026-06", as `between`."""
    return between(facts, *days_of(month))


def days_of(month: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a month such as "2026-06"."""
    import numpy as np

    first = np.datetime64(month, "M")
    last = (first + 1).astype("datetime64[D]") - 1
    return first.astype("datetime64[D]").item(), last.item()


def between(facts: pd.DataFrame, first: datetime.date, last: datetime.date) -> pd.DataFrame:
    """The facts of some days, and those without any date; a sum of days in and out of them is not theirs.

    A row belongs to its first day; a session across midnight belongs to the day it began.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    first, last : date
        Both included.

    Returns
    -------
    DataFrame
    """
    import numpy as np

    told, until = (facts[key].to_numpy().astype("datetime64[D]") for key in ("date", "until"))
    inside = (told >= np.datetime64(first)) & (told <= np.datetime64(last))
    inside &= np.isnat(until) | (until <= np.datetime64(last))
    inside |= np.isnat(told)
    return facts if inside.all() else facts[inside]


def _months(facts: pd.DataFrame) -> NDArray[np.datetime64]:
    """The month of each row; NaT without a date."""
    told: NDArray[np.datetime64] = facts["date"].to_numpy().astype("datetime64[M]")
    return told


def truth(facts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows a measure may be summed from: for each brand, platform, shop and month, the best tier of roles there is.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    measure : str
        A key of `MEASURES`.

    Returns
    -------
    DataFrame
        A subset of `facts` in which no sale stands twice.
    """
    return facts[Scope(facts).counted(facts, measure)]


class Scope:
    """Which rows of a fact table each measure may be summed from: decided once for all of them.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    measures : iterable of str, optional
        Keys of `MEASURES` that will be asked for; another is decided when it is.
    """

    def __init__(self, facts: pd.DataFrame, measures: Iterable[str] = ()):
        import numpy as np

        months, month = np.unique(_months(facts), return_inverse=True)  # those without a date are the last
        month = np.where(np.isnat(months)[month], UNDATED, month) if len(months) else month
        keys = facts[[key for key in TELLERS if key != "month"]].assign(month=month)[list(TELLERS)]
        self._teller = keys.groupby(list(TELLERS), observed=True, sort=False).ngroup().to_numpy()
        _, first = np.unique(self._teller, return_index=True)
        self._tellers = tuple(keys.iloc[first].itertuples(index=False, name=None))
        self._counts: dict[str, NDArray[np.bool_]] = {}
        self._decide(facts, list(measures))

    def counted(self, facts: pd.DataFrame, measure: str) -> NDArray[np.bool_]:
        """Which rows a measure may be summed from."""
        if measure not in self._counts:
            self._decide(facts, [measure])
        told: NDArray[np.bool_] = facts[measure].notna().to_numpy() & self._counts[measure][self._teller]
        return told

    def _decide(self, facts: pd.DataFrame, measures: list[str]) -> None:
        """Of each measure, which tellers count."""
        import numpy as np

        count = len(self._tellers)
        rows = {m: np.bincount(self._teller, facts[m].notna().to_numpy(), count) > 0 for m in measures}
        told = tuple((m, tuple(each.tolist())) for m, each in rows.items() if each.any())
        found = decided(self._tellers, told)
        self._counts |= {m: np.array(found.get(m, (False,) * count), dtype=np.bool_) for m in measures}


def summed(
    facts: pd.DataFrame,
    measures: Sequence[str],
    by: Sequence[str] = (),
    role: str | None = None,
    scope: Scope | None = None,
) -> pd.DataFrame:
    """Sums of measures by dimensions, each measure from its source of truth.

    Parameters
    ----------
    facts : DataFrame
        The fact table, or a part of it.
    measures : sequence of str
        Keys of `MEASURES` that may be added.
    by : sequence of str
        Dimensions; none gives one row.
    role : str, optional
        Sum the rows of this role instead of the source of truth: "accounts" when `by` names accounts,
        "control" to check the platform's own totals.
    scope : Scope, optional
        That of these facts, where it is known.

    Returns
    -------
    DataFrame
        One row for each group, indexed by `by`; NaN where no export says anything (missing is not 0).

    Raises
    ------
    InputError
        A measure counts people, who can't be added up.
    """
    import pandas as pd

    for measure in measures:
        if not MEASURES[measure].additive:
            name = MEASURES[measure]
            raise InputError(
                f"“{name.zh}”是人数，不能相加；请用平台的合计行",
                f"'{name.en}' counts people and can't be added up",
            )
    sums = {}
    scope = (scope or Scope(facts, measures)) if role is None else None
    for measure in measures:
        rows = facts[facts["role"] == role if scope is None else scope.counted(facts, measure)]
        if by:
            sums[measure] = rows.groupby(list(by), sort=True)[measure].sum(min_count=1)
        else:
            sums[measure] = pd.Series([rows[measure].sum(min_count=1)])
    return pd.DataFrame(sums, columns=list(measures)).rename_axis(list(by) or None)


def total(facts: pd.DataFrame, measure: str, role: str | None = None) -> float:
    """One measure summed over all of the facts, from its source of truth."""
    return float(summed(facts, [measure], role=role)[measure].iloc[0])


def reconciliation(facts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """What every export says of a measure, and which of it counts: the same sale told twice is shown, not added.

    Parameters
    ----------
    facts : DataFrame
        The fact table.
    measure : str
        A key of `MEASURES` that may be added.

    Returns
    -------
    DataFrame
        One row for each month, role and format: month, role, format, total, counted (the part of it that
        `summed` adds).
    """
    told = facts[facts[measure].notna()]
    month = told["date"].dt.strftime("%Y-%m").fillna("")
    counted = told[measure].where(told.index.isin(truth(facts, measure).index))
    table = told.assign(month=month, total=told[measure], counted=counted)
    keys = ["month", "role", "format"]
    return table.groupby(keys, sort=True)[["total", "counted"]].sum().reset_index()


def frame(columns: Mapping[str, Any], rows: int) -> pd.DataFrame:
    """A fact table from the columns there are; the others are "" or NaN.

    Parameters
    ----------
    columns : mapping
        Key → array or list of `rows` values, or one value for all rows.
    rows : int
        How many rows.

    Returns
    -------
    DataFrame
        With the columns of `COLUMNS`, in order.
    """
    import numpy as np
    import pandas as pd

    nothing = np.full(rows, np.nan)
    nothing.flags.writeable = False  # shared by the columns that aren't there
    days = np.full(rows, np.datetime64("NaT", "s"), dtype="datetime64[s]")
    full: dict[str, Any] = {}
    for key in COLUMNS:
        value = columns.get(key)
        if key in MEASURES:
            full[key] = nothing if value is None else value
        elif key == "row":
            full[key] = np.zeros(rows, dtype=np.int64) if value is None else value
        elif key in DIMENSIONS and DIMENSIONS[key].kind != "text":
            full[key] = days if value is None else np.asarray(value, dtype="datetime64[s]")
        else:
            full[key] = texts("" if value is None else value, rows)
    if rows < _SHARED:
        return pd.DataFrame(full)
    return pd.DataFrame({key: pd.Series(value, copy=False) for key, value in full.items()}, copy=False)


def texts(value: Any, rows: int) -> pd.Series:
    """A column of texts: one for all rows, a list, or an Arrow array."""
    import pandas as pd

    if isinstance(value, list):
        return pd.Series(value, dtype="str")
    if not isinstance(value, str):
        return pd.Series(pd.array(value, dtype="str"))
    import pyarrow as pa

    block = pa.repeat(pa.scalar(value, pa.large_string()), min(rows, _SHARED))  # all blocks share its memory
    blocks = [block] * (rows // _SHARED) + [block[: rows % _SHARED]]
    return pd.Series(pd.array(pa.chunked_array(blocks, pa.large_string()), dtype="str"))
