"""Figures added where they lie come to the exact sum, in whatever order."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from xl_fact.engine.adding import Adding


@pytest.mark.parametrize(("decimals", "most"), [(0, 1e9), (2, 1e8), (4, 1e7)])
def test_the_sum_is_exact_in_any_order(decimals: int, most: float) -> None:
    made = np.random.default_rng(7)
    figures = np.round(made.uniform(-most / 10, most, 500), decimals)
    exact = float(sum(Decimal(f"{figure:.{decimals}f}") for figure in figures))
    adding = Adding(in_order=False)
    for _ in range(3):
        table = nw.from_native(pd.DataFrame({"cost": made.permutation(figures)})).lazy()
        summed = table.with_columns(*adding.parts(["cost"])).select(*adding.sums(["cost"]))
        assert adding.value(summed.collect().to_native(), "cost").tolist() == [exact]


def test_what_nobody_tells_is_no_sum() -> None:
    adding = Adding(in_order=False)
    table = nw.from_native(pd.DataFrame({"key": ["a", "b"], "cost": [np.nan, 0.0]}))
    table = table.with_columns(nw.when(~nw.col("cost").is_nan()).then(nw.col("cost")).alias("cost"))
    summed = (
        table.with_columns(*adding.parts(["cost"])).group_by("key").agg(*adding.sums(["cost"])).sort("key")
    )
    np.testing.assert_array_equal(adding.value(summed.to_native(), "cost"), [np.nan, 0.0])
