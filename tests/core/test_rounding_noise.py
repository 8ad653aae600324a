"""A difference that is only rounding is nothing: no function divides by it, and none takes its sign."""

from __future__ import annotations

import pytest
from vectors import NOTHING

from xl_fact.core.catalogue import FUNCTIONS


@pytest.mark.parametrize("said", NOTHING)
def test_rounding_is_nothing(said: str) -> None:
    name, given, expected = NOTHING[said]
    assert FUNCTIONS[name].call_cells(*given) == [[expected]]


def test_a_fen_is_something() -> None:
    assert FUNCTIONS["CAMPAIGN_ROI"].call_cells(11_000, 1_000, 10, 10_000.01, 1_000)[0][0] == pytest.approx(
        1e5
    )
    assert FUNCTIONS["MARGINAL_ROI"].call_cells(1_000, 1e9, 1_001, 1e9 + 0.01)[0][0] == pytest.approx(
        100, 1e-4
    )
    assert FUNCTIONS["PACE"].call_cells(99.99, 100, 1, 2, "所需日均")[0][0] == pytest.approx(0.01)
