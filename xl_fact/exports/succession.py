"""Which facts a newer export replaces: pure, on two tables.

What "the same" is, a layout's `replaces` says: the same day, session, order, content; of one platform and shop.
Time is compared as the span from `date` to `until`: a newer export replaces what lies within the days it tells of.
An older row that lies only partly within them (a fortnight exported after the month) can be neither kept nor dropped
without counting something twice or losing it, so it is reported and the caller refuses the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_fact.errors import InputError
from xl_fact.words import Lang, say

if TYPE_CHECKING:
    import pandas as pd

TIME: Final = ("date", "until")


def needed(keys: Sequence[str]) -> list[str]:
    """The columns that `replaced` looks at."""
    return list(dict.fromkeys(("role", "platform", "shop", *keys, *TIME)))


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

    named = not any((told["shop"] == "").any() for told in (old, new))
    scope = [key for key in needed(keys) if key not in TIME and (named or key != "shop")]
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


@dataclass(frozen=True)
class Replacement:
    """Rows of an older file that a newer one replaced; `left` are those of the same days that it doesn't tell of."""

    old: str
    new: str
    rows: int
    first: dt.date | None
    last: dt.date | None
    left: int = 0

    def line(self, lang: Lang) -> str:
        """In words."""
        days = str(self.first) if self.first == self.last else f"{self.first} ~ {self.last}"
        line = say(
            lang,
            f"{self.new} 取代了 {self.old} 的 {self.rows:,} 行"
            + (f"（{days}）" if self.first else "")
            + "，以新的为准",
            f"{self.new} replaces {self.rows:,} rows of {self.old}" + (f" ({days})" if self.first else ""),
        )
        if not self.left:
            return line
        return line + say(
            lang,
            f"；同一时段另有 {self.left:,} 行新文件没有提到，仍保留",
            f"; {self.left:,} rows of the same days that it does not tell of are kept",
        )


class Covering:
    """What a newer file tells anew of an older one, gathered part by part.

    Parameters
    ----------
    old, new : str
        Names of the files.
    keys : mapping
        The layouts that both have, and what each `replaces`.
    asked : str, optional
        The file that arrives, of which an error speaks; the newer by default.
    """

    def __init__(self, old: str, new: str, keys: Mapping[Any, Sequence[str]], asked: str = ""):
        self.old, self.new, self.keys, self.asked = old, new, keys, asked or new
        self.rows = self.left = 0
        self._days: list[Any] = []

    @property
    def needed(self) -> list[str]:
        """The columns that `add` looks at."""
        return list(dict.fromkeys(key for keys in self.keys.values() for key in needed(keys)))

    def add(
        self,
        old: pd.DataFrame,
        theirs: NDArray[Any],
        new: pd.DataFrame,
        mine: NDArray[Any],
        there: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.bool_]:
        """Look at a part of the older file beside what the newer one says of its days.

        Parameters
        ----------
        old, new : DataFrame
            Facts, with the columns of `needed`.
        theirs, mine : array
            Which layout each older and each newer fact comes from.
        there : bool array, optional
            The older facts that still count; all by default.

        Returns
        -------
        bool array
            The older facts that are replaced.

        Raises
        ------
        InputError
            An older fact lies only partly within the newer days: it can be neither kept nor dropped.
        """
        still = (
            np.isin(theirs, list(self.keys)) if there is None else np.isin(theirs, list(self.keys)) & there
        )
        gone = np.zeros(len(old), dtype=np.bool_)
        for layout, keys in self.keys.items():
            at = np.flatnonzero((theirs == layout) & still)
            out, torn = replaced(old.iloc[at], new[mine == layout], keys)
            if torn.any():
                raise self._torn(old.iloc[at[torn]])
            gone[at[out]] = True
        if gone.any():
            self.rows += int(gone.sum())
            self._days += [old.loc[gone, "date"].min(), old.loc[gone, "until"].max()]
        within = (old["date"] <= new["until"].max()) & (old["until"] >= new["date"].min())
        self.left += int((within.to_numpy() & still & ~gone).sum())
        return gone

    def done(self) -> Replacement | None:
        """What to say of it; None when nothing is replaced."""
        if not self.rows:
            return None
        days = [day.date() for day in self._days if day == day]
        first, last = (min(days), max(days)) if days else (None, None)
        return Replacement(self.old, self.new, self.rows, first, last, self.left)

    def _torn(self, rows: pd.DataFrame) -> InputError:
        """The error for a file that would replace a part of rows that can't be divided."""
        first, last = rows["date"].iloc[0].date(), rows["until"].iloc[0].date()
        new, old = self.asked, self.old if self.asked == self.new else self.new
        return InputError(
            f"{new}：与 {old} 部分重叠，而旧的一行合计 {first} ~ {last}，不能按天拆开；请导出覆盖这整段的文件，或按天导出",
            f"{new}: overlaps a part of {old}, where one row sums {first} to {last} and cannot be divided; "
            "export the whole of that period, or by day",
        )
