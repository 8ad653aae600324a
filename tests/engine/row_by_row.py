"""The rows that a measure may be summed from, worked out row by row in numpy: what `exports.truth` must come to.

This is how the package did it before it asked engines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xl_fact.exports.columns import MEASURES, SELLING
from xl_fact.exports.formats.format import formats

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RowByRow:
    """Whom and which month each row of a fact table tells of, as numbers."""

    def __init__(self, facts: pd.DataFrame):
        self.role, self.roles = pd.factorize(facts["role"])
        self.format, self.formats = pd.factorize(facts["format"])
        self.shop, shops = pd.factorize(facts["shop"])
        brand, _ = pd.factorize(facts["brand"])
        platform, platforms = pd.factorize(facts["platform"])
        self.whose = brand * max(1, len(platforms)) + platform
        month = facts["date"].to_numpy().astype("datetime64[M]")
        self.undated = np.isnat(month)
        months, place = np.unique(month, return_inverse=True)  # those without a date are a month of their own
        self.month = self.whose * max(1, len(months)) + place
        self.several = len(shops) > 1
        if self.several:  # of a shop that no export of sales names, nobody knows which of the others it is
            selling = np.isin(self.role, [n for n, role in enumerate(self.roles) if role in SELLING])
            known = np.isin(np.arange(len(shops)), self.shop[selling]) & (np.asarray(shops) != "")
            self.named = known[self.shop]
            self.shop = self.shop + 1

    def counted(self, facts: pd.DataFrame, measure: str) -> NDArray[np.bool_]:
        """Which rows a measure may be summed from."""
        tiers = {role: n for n, tier in enumerate(MEASURES[measure].truth) for role in tier}
        none = len(MEASURES[measure].truth)
        rank = np.array([tiers.get(role, none) for role in self.roles], dtype=np.int64)[self.role]
        told: NDArray[np.bool_] = facts[measure].notna().to_numpy() & (rank < none)
        if not told.any():
            return told
        month, whose = self._of_shops(told)
        self._yield(told, month)
        best = _least(month, rank, told, none)
        if self.undated.any():  # a row without a date may tell of any month
            best = np.minimum(best, _least(whose, rank, told & self.undated, none))
            best = np.where(self.undated, _least(whose, rank, told, none), best)
        counts: NDArray[np.bool_] = told & (rank == best)
        return counts

    def _of_shops(self, told: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Whom each row tells of, with and without its month: each shop by itself where all of them are named.

        What doesn't say its shop may be of any, or of all of them: then the best there is counts for all together.
        """
        if not self.several:
            return self.month, self.whose
        among = self.whose if self.undated.any() else self.month
        mixed = np.unique(among[told & ~self.named])
        shop = np.where(self.named & ~np.isin(among, mixed), self.shop, 0)
        many = int(self.shop.max()) + 1
        return self.month * many + shop, self.whose * many + shop

    def _yield(self, told: NDArray[np.bool_], month: NDArray[np.int64]) -> None:
        """Leave out the rows of formats that yield to another format's of the same brand, platform, shop and month."""
        known = list(self.formats)
        if len(known) < 2:
            return
        for format in formats():
            better = [known.index(key) for key in format.yields_to if key in known]
            if format.key in known and better:
                months = np.unique(month[told & np.isin(self.format, better)])
                told &= (self.format != known.index(format.key)) | ~np.isin(month, months)


def _least(
    group: NDArray[np.int64], rank: NDArray[np.int64], told: NDArray[np.bool_], none: int
) -> NDArray[np.int64]:
    """For each row, the least rank told of in its group."""
    least = np.full(int(group.max()) + 1, none, dtype=np.int64)
    np.minimum.at(least, group[told], rank[told])
    found: NDArray[np.int64] = least[group]
    return found
