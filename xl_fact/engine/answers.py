"""What the engine answers: small frames and records, with the GMV and the base that their figures have."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from xl_fact.engine.gmv import Gmv

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pd.DataFrame"
"""A table in memory: the facts that are asked, or a small answer."""


@dataclass(frozen=True)
class Coverage:
    """What a sum tells of: whose sales, which days, by which kind of export.

    Attributes
    ----------
    shops : frozenset of tuple of str
        Brand, platform and shop; a shop of "" is not said.
    days : frozenset of date
    roles : frozenset of str
        The roles of the exports that it was summed from.
    each : mapping
        The days that each of the shops tells of.
    daily : bool
        Whether the exports have a row for each day that they tell of: what they lack was not exported.
    """

    shops: frozenset[tuple[str, ...]] = frozenset()
    days: frozenset[datetime.date] = frozenset()
    roles: frozenset[str] = frozenset()
    each: Mapping[tuple[str, ...], frozenset[datetime.date]] = field(default_factory=dict)
    daily: bool = False


@dataclass(frozen=True)
class Ranking:
    """The first of many, by GMV: accounts, sessions, works.

    Attributes
    ----------
    gmv : Gmv
        Which GMV the column ``gmv`` is; ``refund``, where there is one, belongs to it.
    columns : mapping
        Name → a value for each that is shown; NaN where the exports don't say. What they never say has no column.
    count : int
        How many there are, shown or not.
    whole : float
        The GMV of all of them.
    base : str
        Which measure the column ``base`` is; "" without one.
    orders : str
        Which measure the column ``orders`` is; "" without one.
    parts : mapping
        Owner and carrier of those in it → their GMV, shown or not.
    role : str
        The role of the exports that list them; "" where it doesn't matter.
    days : frozenset of date
        The days of all of them, shown or not; empty where a list tells of no day.
    totals : mapping
        Name of a column → its sum over all of them, shown or not; empty where nobody asks.
        A fee that only other exports tell by name is a column ``…_named``: 0 of those whom they don't name.
    places : mapping
        Owner, channel and shop of those in it → their GMV and their refunds, shown or not; empty where nobody asks.
    told_in : mapping
        Name of a column → the shops whose rows tell it; empty where nobody asks.
    """

    gmv: Gmv
    columns: Mapping[str, list[Any]]
    count: int
    whole: float
    base: str = ""
    orders: str = ""
    parts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    role: str = ""
    days: frozenset[datetime.date] = frozenset()
    totals: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)
    told_in: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> list[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["gmv"])
