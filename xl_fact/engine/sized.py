"""How large creators are: what exports tell of an account's followers and level holds from the day it is told of."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from xl_fact.engine.answers import Frame
from xl_fact.engine.rows import Rows, small

if TYPE_CHECKING:
    import pandas as pd

_WHOSE = ["account_id", "account"]


class Sized:
    """The followers and levels of partners' accounts at the end of a period.

    Parameters
    ----------
    rows : Rows
        Facts of whatever days.
    last : date, optional
        The last day of the period; None takes the last of all that is told.
    """

    def __init__(self, rows: Rows, last: datetime.date | None = None):
        self._rows, self._last = rows, last

    @property
    def told(self) -> bool:
        """Whether the size of any account is."""
        return not self._known.empty

    @cached_property
    def followers(self) -> Frame:
        """Account, its number, the day and its followers: of each the last told by the end, else the first told after it."""
        return self._held(self._known["followers"].notna())

    @cached_property
    def levels(self) -> Frame:
        """The same of the levels that exports name."""
        return self._held(self._known["level"] != "")

    @cached_property
    def later(self) -> tuple[datetime.date, ...]:
        """The days after the period of which sizes were taken, since none is told before."""
        if self._last is None:
            return ()
        days = {day.date() for held in (self.followers, self.levels) for day in held["date"] if day == day}
        return tuple(sorted(day for day in days if day > self._last))

    def _held(self, told: pd.Series) -> Frame:
        import pandas as pd

        rows = self._known[told.to_numpy()]
        end = pd.Timestamp.max if self._last is None else pd.Timestamp(self._last) + pd.Timedelta(days=1)
        before = rows["date"].isna() | (rows["date"] < end)
        held = rows[before].drop_duplicates(_WHOSE, keep="last")
        after = rows[~before].sort_values(["date", "followers"], ascending=[True, False], kind="stable")
        return pd.concat([held, after]).drop_duplicates(_WHOSE, keep="first")

    @cached_property
    def _known(self) -> Frame:
        """What is told of any day: of one day the most followers; without a day before all others."""
        import narwhals as nw

        sized = ~nw.col("followers").is_null() | (nw.col("level") != "")
        keys = ["date", *_WHOSE, "level"]
        table = self._rows.columns(*keys, "followers", where=[(nw.col("owner") == "合作") & sized])
        found = small(table.group_by(*keys).agg(nw.col("followers").max()))
        found = found.assign(date=found["date"].dt.normalize())
        order = ["date", "followers", "level", *_WHOSE]
        return found.sort_values(order, na_position="first", kind="stable", ignore_index=True)
