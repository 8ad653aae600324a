"""A function goes over its columns in whole steps, not in one of Python's own for every row."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.returns import _shown

ROWS = 5_000


def column(*cells: Any) -> tuple[tuple[Any], ...]:
    return tuple((cells[row % len(cells)],) for row in range(ROWS))


def calls(work: Callable[[], Any]) -> int:
    """How many functions of Python's own are entered, or gone on with, during some work."""
    entered = 0

    def count(_frame: Any, event: str, _what: Any) -> None:
        nonlocal entered
        entered += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return entered


NUMBERS, NAMES = column(3_000.0, 5.0, 0.0), column("自播", "达人", "直播合计", "", "F")
DIRTY = column(3_000.0, None, "--", "1,234.5", "x")


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        pytest.param("GPM", [NUMBERS, NUMBERS], id="clean columns"),
        pytest.param("GPM", [DIRTY, NUMBERS], id="dirty columns"),
        pytest.param("FACT_SHARE", [NAMES, NUMBERS, NAMES], id="names, each many times"),
        pytest.param("FACT_COMPARE", [NAMES, *[NUMBERS] * 5], id="names beside five columns"),
    ],
)
def test_a_row_costs_no_call(name: str, cells: list[Any]) -> None:
    assert calls(lambda: FUNCTIONS[name].call_cells(*cells)) < ROWS / 2


def test_rows_are_not_searched_for_garbage_and_the_collector_goes_on_after() -> None:
    searched: list[str] = []

    def heard(phase: str, _what: dict[str, int]) -> None:
        searched.append(phase)

    gc.collect()
    gc.callbacks.append(heard)
    try:
        FUNCTIONS["GPM"].call_cells(NUMBERS, NUMBERS)
        during = len(searched)
        FUNCTIONS["GPM"].call_cells([[1], [2]], [[1], [2, 3]])
    finally:
        gc.callbacks.remove(heard)
    assert during <= 2  # one search, when the call is over
    assert gc.isenabled()


@given(st.one_of(st.floats(0, 1e12), st.integers(0, 10**12).map(lambda mills: mills / 1000)))
def test_money_is_shown_as_the_schoolbook_rounds(money: float) -> None:
    schoolbook = Decimal(repr(round(money, 6))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(_shown(money)) == schoolbook
    assert not _shown(money).endswith((".", ".0", ".00"))
