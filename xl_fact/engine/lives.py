"""The shop's own LIVE sessions by who held them, the hour they began, the weekday: sums over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_fact.engine.answers import Frame, Ranking
from xl_fact.engine.gmv import Gmv, choices
from xl_fact.engine.lists import of_one_export, told

if TYPE_CHECKING:
    import pandas as pd

_SUMS: Final = {"minutes": "live_minutes", "views": "live_views", "orders": "orders", "cost": "cost"}
_ALIKE: Final = 0.999_999
"""The part of a rate above which another is the same: sums of one thing in two orders differ by less."""


class Lives:
    """The shop's own LIVE sessions of which the exports tell.

    Parameters
    ----------
    rows : DataFrame
        Facts of the role "sessions", without those of partners.
    gmv : Gmv
        The GMV wanted; a list that doesn't tell it is summed by one of `choices`.
    """

    def __init__(self, rows: Frame, gmv: Gmv):
        shown = next((g for g in choices(gmv.key) if told(rows, g.measure)), None)
        self.gmv = shown or gmv
        self.rows = (
            of_one_export(rows[rows[shown.measure].notna()], shown.measure) if shown else rows.iloc[:0]
        )

    def __len__(self) -> int:
        return len(self.rows)

    def by(self, key: str) -> Ranking | None:
        """By "account", "source" (the shift), "hour" (in which it began) or "weekday" (0 is Monday); None where nobody says.

        Returns
        -------
        Ranking
            The key, ``sessions``, ``gmv``, and of ``minutes``, ``views``, ``orders``, ``cost`` those told; a sum of which one
            session says nothing is NaN. Largest GMV first; hours and weekdays in their order.
        """
        keys = self._keys(key)
        known = keys.notna() & (keys != "")
        rows, keys = self.rows[known], keys[known]
        if rows.empty:
            return None
        group = rows.groupby(keys, sort=True)
        sums = group[self.gmv.measure].sum().to_frame("gmv")
        sums["sessions"] = group.size()
        for name, measure in _SUMS.items():
            if told(rows, measure):
                sums[name] = group[measure].sum().where(group[measure].count() == sums["sessions"])
        if key in ("account", "source"):
            sums = sums.sort_values("gmv", ascending=False, kind="stable")
        columns: dict[str, list[Any]] = {key: sums.index.tolist()}
        columns |= {name: sums[name].astype(float).tolist() for name in sums}
        return Ranking(self.gmv, columns, len(rows), float(sums["gmv"].sum()))

    def leads(self, key: str, least: int) -> tuple[Any, Any] | None:
        """Of those with at least so many sessions, who sells most per hour and who least, whichever day is left out.

        Returns
        -------
        tuple or None
            The first, and the last or None where several sell as little; None where one day decides who it is, several
            sell most, or there is nobody to compare with.
        """
        keys = self._keys(key)
        rows = self.rows.assign(of=keys)[keys.notna() & (keys != "") & (self.rows["live_minutes"] > 0)]
        rows = rows[rows.groupby("of")["of"].transform("size") >= least]
        if rows["of"].nunique() < 2:
            return None
        gmv, minutes = (
            rows.pivot_table(index="of", columns="date", values=each, aggfunc="sum", fill_value=0.0)
            for each in (self.gmv.measure, "live_minutes")
        )
        without = [each.rsub(each.sum(axis=1), axis=0) for each in (gmv, minutes)]
        rate = without[0] / without[1].where(without[1] > 0)
        first, last = set(rate.idxmax()), set(rate.idxmin())
        whole = gmv.sum(axis=1) / minutes.sum(axis=1)
        if int((whole >= whole.max() * _ALIKE).sum()) > 1 or bool(rate.isna().any(axis=None)):
            return None
        if int((whole * _ALIKE <= whole.min()).sum()) > 1:
            last = {None}
        return (first.pop(), last.pop()) if len(first) == len(last) == 1 else None

    def per_hour(self, slot: int) -> dict[tuple[int, int], float]:
        """GMV per hour on air of the sessions that began on a weekday in a slot of so many hours.

        Parameters
        ----------
        slot : int
            Hours of a slot.

        Returns
        -------
        dict
            (Weekday, number of the slot) → GMV per hour; without those of which nobody tells how long they were.
        """
        rows = self.rows[self.rows["start"].notna() & (self.rows["live_minutes"] > 0)]
        group = rows.groupby([rows["start"].dt.day_of_week, rows["start"].dt.hour // slot])
        rate = group[self.gmv.measure].sum() / group["live_minutes"].sum() * 60
        return {(int(day), int(part)): float(each) for (day, part), each in rate.items()}

    def _keys(self, key: str) -> pd.Series:
        if key == "hour":
            return self.rows["start"].dt.hour
        if key == "weekday":
            return self.rows["start"].where(self.rows["start"].notna(), self.rows["date"]).dt.day_of_week
        return self.rows[key]
