"""Which facts a newer export replaces: pure, on two tables.

What "the same" is, a layout's `replaces` says: the same day, session, order, content. Time is compared as the
span from `date` to `until`: a newer export replaces what lies within the days it tells of. An older row that
lies only partly within them (a fortnight exported after the month) can be neither kept nor dropped
without counting something twice or losing it, so it is reported and the caller refuses the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

TIME: Final = ("date", "until")


def needed(keys: Sequence[str]) -> list[str]:
    """The columns that `replaced` looks at."""
    return list(dict.fromkeys(("role", *keys, *TIME)))


def replaced(
    old: pd.DataFrame, new: pd.DataFrame, keys: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The older rows that newer ones replace.

    Parameters
    ----------
    old, new : DataFrame
        Facts of one layout and brand, with the columns of `needed`.
    keys : sequence of str
        The layout's `replaces`.

    Returns
    -------
    replaced : bool array
        Old rows that lie within what the new ones tell of.
    torn : bool array
        Old rows that lie partly within it.
    """
    import pandas as pd

    scope = [key for key in needed(keys) if key not in TIME]
    unit = [*scope, *TIME]
    mine = new[unit].drop_duplicates()
    where = pd.MultiIndex.from_frame(old[unit])
    gone: NDArray[np.bool_] = where.isin(pd.MultiIndex.from_frame(mine))
    torn = np.zeros(len(old), dtype=np.bool_)
    left = np.flatnonzero(~gone)
    long_old = (old["until"] > old["date"]).to_numpy()[left]
    long_new = bool((mine["until"] > mine["date"]).any())
    if not long_new:
        left = left[long_old]
    if not len(left):
        return gone, torn
    theirs = old[unit].iloc[left].assign(place=left)
    both = theirs.merge(mine.rename(columns={"date": "from_", "until": "to_"}), on=scope)
    both = both[(both["from_"] <= both["until"]) & (both["date"] <= both["to_"])]
    if both.empty:
        return gone, torn
    shared = np.minimum(both["until"], both["to_"]) - np.maximum(both["date"], both["from_"])
    days = (shared.dt.days + 1).groupby(both["place"]).sum()
    places = days.index.to_numpy()
    whole = (old["until"] - old["date"]).dt.days.to_numpy()[places] + 1
    covered = days.to_numpy() >= whole
    gone[places[covered]] = True
    torn[places[~covered]] = True
    return gone, torn
