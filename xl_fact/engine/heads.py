"""Head creators among partner sales that an export only sums by carrier: told apart by the breakdown by account.

Compass sums partner sales by carrier, and lists the same sales by account. Where both say the same of a carrier on every
day and in every figure, what the head creators' accounts sold is theirs (T) and the rest is the others' (A); no sum
changes. A carrier of which the accounts tell only a part (the impressions of product cards) stays whole, with A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from xl_fact.engine.answers import Frame
from xl_fact.engine.lists import of_one_export
from xl_fact.engine.sized import Sized
from xl_fact.engine.tiers import sizes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_PLACE: Final = ("date", "until", "shop", "carrier")
"""What sums of partner sales are kept apart by."""
_NEAR: Final = 1e-6
"""Two sums that differ by less, as a part of them or in their own unit, are the same."""
_UNALIKE: Final = ("slot_fee",)
"""What a breakdown by account needn't tell: where none does, it stays where it is booked."""


@dataclass(frozen=True)
class Heads:
    """Whose sales are a head creator's.

    Attributes
    ----------
    rows : DataFrame
        The partners' accounts of a month: their rows, whether each is a head's (``head``), and the measures.
    places : frozenset of (str, str)
        Shop and carrier in which the accounts tell all that the sums by carrier do.
    """

    rows: Frame
    places: frozenset[tuple[str, str]]

    def split(self, frame: Frame, columns: Mapping[str, Mapping[str, int]]) -> Frame:
        """Sums by day, channel, owner and carrier with the heads' part booked as T.

        Parameters
        ----------
        frame : DataFrame
            As `MonthBooks.sums` gives it.
        columns : mapping
            What it was asked for.

        Returns
        -------
        DataFrame
            The same sums; of each place the heads' part is a row of channel T, taken off the row of channel A.
        """
        import pandas as pd

        names = _told(frame, columns, self.rows)
        mine = self.rows[self.rows["head"] & _inside(self.rows, self.places)]
        sums = _sums(mine, {name: columns[name] for name in names})
        keys = list(_PLACE)
        there = frame[(frame["owner"] == "合作") & (frame["channel"] == "A")]
        sums = sums[sums.index.isin(pd.MultiIndex.from_frame(there[keys]))]
        if sums.empty:
            return frame
        at = there.set_index(keys).index.get_indexer(sums.index)
        rows = there.index[at]
        left = frame.copy()
        left.loc[rows, names] = np.round(frame.loc[rows, names].to_numpy() - sums[names].to_numpy(), 6)
        taken = frame.loc[rows].assign(channel="T")
        taken[[name for name in frame if name in columns]] = np.nan
        taken[names] = sums[names].to_numpy()
        both = pd.concat([left, taken], ignore_index=True)
        order = ["date", "until", "shop", "channel", "owner", "carrier"]
        return both.sort_values(order, ignore_index=True, kind="stable")

    def channel(self, account: str) -> str:
        """Of which channel an account's sales are, T or A; "" where they are of both."""
        return self._channels.get(account, "A")

    @cached_property
    def _channels(self) -> dict[str, str]:
        """The same of each account of a head's."""
        heads = self.rows["head"] & _inside(self.rows, self.places)
        each = heads.groupby(self.rows["account"])
        some, every = each.any(), each.all()
        return {str(name): "T" if every[name] else "" for name in some.index[some]}

    def tells(self, measure: str) -> bool:
        """Whether the accounts tell a measure at all: else nobody can say what of it is the heads'."""
        return measure in self.rows and bool(self.rows[measure].notna().any())

    def elsewhere(self, measure: str) -> dict[str, float]:
        """What head creators sold on carriers that are not told apart, by carrier."""
        rows = self.rows[self.rows["head"] & ~_inside(self.rows, self.places)]
        sums = rows.groupby("carrier")[measure].sum(min_count=1).dropna()
        return {str(carrier): float(amount) for carrier, amount in sums.items() if amount}


def heads(
    table: Frame,
    sized: Sized,
    frame: Frame,
    columns: Mapping[str, Mapping[str, int]],
    gmv: str,
    floor: float,
) -> Heads | None:
    """The head creators of a month's accounts, and where their part of the sales can be told.

    Parameters
    ----------
    table : DataFrame
        What the facts say of partners' accounts.
    sized : Sized
        How large creators are.
    frame : DataFrame
        The month's sums by day, channel, owner and carrier.
    columns : mapping
        Name → the measures that are added, each with its sign.
    gmv : str
        The measure that the GMV is.
    floor : float
        Followers from which a creator is a head.

    Returns
    -------
    Heads, optional
        None where no account is known to be a head's.
    """
    rows = table[(table["role"] == "accounts") & (table["channel"] == "A")]
    if rows.empty:
        return None
    rows = of_one_export(rows, gmv)
    head = sizes(sized, rows, {"head": floor}) == "head"
    if not head.any():
        return None
    rows = rows.assign(head=head, until=rows["until"].where(rows["until"] > rows["date"], rows["date"]))
    names = _told(frame, columns, rows)
    partners = frame[(frame["owner"] == "合作") & (frame["channel"] == "A")]
    whole = partners.groupby(list(_PLACE))[names].sum()
    listed = _sums(rows, {name: columns[name] for name in names}).reindex(whole.index).fillna(0.0)[names]
    apart = (whole - listed).abs() > np.maximum(_NEAR * whole.abs(), 0.005)
    wrong = apart.any(axis=1).groupby(["shop", "carrier"]).any()
    return Heads(rows, frozenset(wrong.index[~wrong.to_numpy()]))


def _told(frame: Frame, columns: Mapping[str, Mapping[str, int]], rows: Frame) -> list[str]:
    """The columns of sums that accounts tell, or would."""
    apart = {name for name in _UNALIKE if not rows[name].notna().any()}
    return [name for name in columns if name in frame and name not in apart and frame[name].notna().any()]


def _sums(rows: Frame, columns: Mapping[str, Mapping[str, int]]) -> Frame:
    """Sums by place, by the names of the columns."""
    measures = list(dict.fromkeys(m for terms in columns.values() for m in terms))
    sums = rows.groupby(list(_PLACE), sort=True)[measures].sum()
    return sums.assign(**{name: _added(sums, terms) for name, terms in columns.items()})[[*columns]]


def _added(sums: Frame, terms: Mapping[str, int]) -> pd.Series:
    total = sum(sign * sums[measure] for measure, sign in terms.items())
    return total


def _inside(rows: Frame, places: frozenset[tuple[str, str]]) -> NDArray[np.bool_]:
    """Which rows lie where the heads can be told apart."""
    return np.array(
        [place in places for place in zip(rows["shop"], rows["carrier"], strict=True)], dtype=bool
    )
