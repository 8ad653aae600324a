"""What LIVE sessions tell without saying whose they are: booked with the owner of the account that held them, where a list of
accounts says who that is."""

from __future__ import annotations

from typing import Final

from xl_fact.core.channels import UNKNOWN, classify
from xl_fact.engine.answers import Frame
from xl_fact.engine.rankings import owners
from xl_fact.engine.rows import Rows, small

LIVE: Final = "直播"
_CELL: Final = ["date", "until", "shop"]
"""By what sums of sessions are kept apart."""
_NEAR: Final = 1e-9
"""The part of a sum by which another may differ that is added in another order."""


def held(rows: Rows, measure: str) -> Frame:
    """What sessions that name no owner tell of a measure, by day, shop and the owner whom a list of accounts gives them.

    Returns
    -------
    DataFrame
        ``date``, ``until``, ``shop``, ``owner`` and the measure; nothing of accounts that no list puts with one owner.
    """
    import narwhals as nw

    of = rows.where((nw.col("role") == "sessions") & (nw.col("owner") == "") & ~nw.col("date").is_null())
    by, adding = [*_CELL, "account"], of.adding
    table = of.columns(*by, measure).with_columns(*adding.parts([measure]))
    found = small(table.group_by(*by).agg(*adding.sums([measure])))
    found[measure] = adding.value(found, measure)
    found["owner"] = found["account"].map(owners(rows, {*found["account"]}))
    found["until"] = found["until"].where(found["until"] > found["date"], found["date"])
    known = found[found["owner"].notna() & found[measure].notna()]
    return known.groupby([*_CELL, "owner"], observed=True)[measure].sum().reset_index()


def hosted(frame: Frame, told: Frame, column: str) -> Frame:
    """Sums by day, channel, owner and carrier with what sessions tell booked with those who held them.

    Parameters
    ----------
    frame : DataFrame
        As `MonthBooks.sums` gives it.
    told : DataFrame
        As `held` gives it, the measure last.
    column : str
        The column of the frame that is summed from the measure.

    Returns
    -------
    DataFrame
        The same sums; what is moved is taken off the row of nobody's LIVE. Where that holds less than the sessions tell, another
        export is what is summed, and nothing is moved.
    """
    import pandas as pd

    keys = [*_CELL, "channel", "owner", "carrier"]
    nobody = frame[(frame["channel"] == UNKNOWN) & (frame["owner"] == "") & (frame["carrier"] == LIVE)]
    if told.empty or nobody.empty or column not in frame:
        return frame
    told = told.rename(columns={told.columns[-1]: column})
    taken = told.groupby(_CELL, observed=True)[column].sum()
    cells = pd.MultiIndex.from_frame(nobody[_CELL])
    taken = taken.reindex(cells).fillna(0.0).set_axis(nobody.index)
    rest = nobody[column].fillna(0.0) - taken
    fits = (taken > 0) & (rest >= -_NEAR * taken)
    told = told[pd.MultiIndex.from_frame(told[_CELL]).isin(cells[fits.to_numpy()])]
    left, measures = frame.copy(), [name for name in frame if name not in keys]
    left.loc[fits.index[fits], column] = rest[fits].where(rest[fits] > _NEAR * taken[fits])
    left = left[left[measures].notna().any(axis=1)]
    letters = [classify(owner, LIVE) for owner in told["owner"]]
    both = pd.concat([left, told.assign(channel=letters, carrier=LIVE)], ignore_index=True)
    return both.groupby(keys, observed=True, sort=True)[measures].sum(min_count=1).reset_index()[[*frame]]
