"""Growth: a real unfinished month, what can't be compared, and the laws of change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.function import Function
from xl_fact.core.growth import HEADING, mom, pace, share_change, yoy

money = st.floats(1, 1e8)


def test_a_real_month_after_21_of_31_days() -> None:
    """2,081,427.61 of 2.8 M: 74.34 % done, 67.74 % of the time, 71,857 a day to go, 3.07 M in sight."""
    done, time, gap, projected, needed = pace(2_081_427.61, 2_800_000, 21, 31)[1]
    assert done == pytest.approx(0.7434, abs=5e-5)
    assert time == pytest.approx(0.6774, abs=5e-5)
    assert gap == pytest.approx(0.0659, abs=5e-5)
    assert projected == pytest.approx(3.07e6, abs=5e3)
    assert needed == pytest.approx(71_857, abs=0.5)
    assert pytest.approx(99_116, abs=0.5) == 2_081_427.61 / 21


def test_the_last_day_needs_nothing_more_and_the_day_after_is_an_error() -> None:
    assert pace.call_cells(90.0, 100.0, 30.0, 30.0) == [
        list(HEADING),
        [0.9, 1, pytest.approx(-0.1), 90, None],
    ]
    assert pace.call_cells(90.0, 100.0, 31.0, 30.0)[1][4] == "#NUM!"


def test_a_target_already_reached_needs_nothing_a_day() -> None:
    assert pace(120, 100, 10, 30)[1][4] == 0


def test_before_the_first_day_nothing_is_projected() -> None:
    assert pace.call_cells(0.0, 100.0, 0.0, 30.0)[1] == [0, 0, 0, "#DIV/0!", pytest.approx(100 / 30)]


def test_without_a_target() -> None:
    assert pace.call_cells(50.0, 0.0, 10.0, 30.0)[1] == ["#DIV/0!", pytest.approx(1 / 3), "#DIV/0!", 150, 0]


@given(money, st.integers(1, 30))
def test_who_keeps_pace_meets_the_target_and_needs_todays_mean(target: float, day: int) -> None:
    done, time, gap, projected, needed = pace(target * day / 31, target, day, 31)[1]
    assert done == pytest.approx(time, rel=1e-9)
    assert gap == pytest.approx(0, abs=1e-9)
    assert projected == pytest.approx(target, rel=1e-9)
    assert needed == pytest.approx(target / 31, rel=1e-6)


@given(money, money, st.integers(1, 30))
def test_the_daily_need_leads_to_the_target(actual: float, target: float, day: int) -> None:
    needed = pace(actual, target, day, 31)[1][4]
    assert actual + needed * (31 - day) == pytest.approx(max(actual, target), rel=1e-9)


# ---------------------------------------------------------------- change
@pytest.mark.parametrize("change", [mom, yoy])
def test_change_by_hand(change: Function) -> None:
    assert change(88, 100) == pytest.approx(-0.12)
    assert change(150, 100) == 0.5
    assert change(-50, 100) == -1.5
    assert change.call_cells(5.0, 0.0) == [["#N/A"]]
    assert change.call_cells(5.0, None) == [[None]]
    assert change.call_cells(5.0, -1.0) == [["#N/A"]]
    assert change.call_cells(None, 100.0) == [[None]]
    assert change.call_cells(None, None) == [[None]]
    assert change.call_cells([[1.0], ["--"], [3.0]], 2.0) == [[-0.5], [None], [0.5]]
    assert math.isnan(change(5, 0))


@given(money, money, st.floats(0.01, 100))
def test_change_knows_no_currency_and_compounds(current: float, previous: float, rate: float) -> None:
    change = mom(current, previous)
    assert previous * (1 + change) == pytest.approx(current, rel=1e-9, abs=1e-12 * previous)
    assert mom(current * rate, previous * rate) == pytest.approx(change, rel=1e-9, abs=1e-12)
    back = mom(previous, current)
    assert (1 + change) * (1 + back) == pytest.approx(1, rel=1e-6)


def test_a_share_can_fall_while_its_amount_rises() -> None:
    assert share_change(600, 1_500, 500, 1_000) == pytest.approx(-0.1)
    assert mom(600, 500) == pytest.approx(0.2)


def test_shares_of_nothing_are_not_compared() -> None:
    assert share_change.call_cells(5.0, 10.0, 0.0, 0.0) == [["#N/A"]]
    assert share_change.call_cells(0.0, 0.0, 5.0, 10.0) == [["#N/A"]]
    assert share_change.call_cells(5.0, -10.0, 5.0, 10.0) == [["#N/A"]]
    assert share_change.call_cells(5.0, 10.0, 0.0, 10.0) == [[0.5]]


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=6))
def test_the_changes_of_all_shares_sum_to_nothing(parts: list[tuple[float, float]]) -> None:
    whole, before = (sum(column) + 1 for column in zip(*parts, strict=True))
    rest = [*parts, (1.0, 1.0)]
    total = sum(share_change(now, whole, then, before) for now, then in rest)
    assert total == pytest.approx(0, abs=1e-9)
