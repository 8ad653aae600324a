"""The snowball: hand values of the article's pair, its closed form, and a fit that finds what was planted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xl_fact.core import student
from xl_fact.core.catalogue import FUNCTIONS
from xl_fact.core.snowball import (
    HEADING,
    dou_lift,
    dou_yield,
    rolled,
    snowball,
    snowball_fit,
    snowball_rate,
)

A = {"plays": 20_000.0, "gpm": 150.0, "cost": 10_000.0}
B = {"plays": 3_000_000.0, "gpm": 100_000 / 3_000, "cost": 20_000.0}

plays = st.floats(1, 1e9)
below_one = st.floats(0, 0.95)


def cumulative_roi(effort: dict[str, float], slope: float, periods: int) -> float:
    table = snowball(effort["plays"], effort["gpm"], 100, periods, 0.5, slope)
    return float(table[-1][4]) / effort["cost"]


# ---------------------------------------------------------------- hand values
@pytest.mark.parametrize(
    ("slope", "rate_a", "rate_b", "roi_a", "roi_b"),
    [(0, 0.5, 0.5, 0.60, 10.0), (1, 0.75, 1 / 6, 1.16, 6.0), (2, 1.125, 1 / 18, 7.46, 5.29)],
)
def test_the_articles_pair_over_twelve_periods(
    slope: float, rate_a: float, rate_b: float, roi_a: float, roi_b: float
) -> None:
    assert snowball_rate(A["gpm"], 100, 0.5, slope) == pytest.approx(rate_a, rel=1e-12)
    assert snowball_rate(B["gpm"], 100, 0.5, slope) == pytest.approx(rate_b, rel=1e-12)
    assert cumulative_roi(A, slope, 12) == pytest.approx(roi_a, abs=0.005)
    assert cumulative_roi(B, slope, 12) == pytest.approx(roi_b, abs=0.005)


@pytest.mark.parametrize(("periods", "crossing"), [(12, 1.87), (24, 1.65), (1000, 1.57)])
def test_the_first_effort_wins_only_above_a_slope_that_the_horizon_sets(
    periods: int, crossing: float
) -> None:
    assert cumulative_roi(A, crossing - 0.01, periods) < cumulative_roi(B, crossing - 0.01, periods)
    assert cumulative_roi(A, crossing + 0.01, periods) > cumulative_roi(B, crossing + 0.01, periods)


def test_the_ball_rolls_by_itself_from_the_slope_on_at_which_r_is_one() -> None:
    slope = math.log(1 / 0.5) / math.log(150 / 100)
    assert slope == pytest.approx(1.71, abs=0.005)
    assert snowball_rate(150, 100, 0.5, slope) == pytest.approx(1, rel=1e-12)


def test_a_push_period_by_period() -> None:
    assert snowball(1_000, 200, 100, 4, 0.25, 1) == [
        list(HEADING),
        [1, 1_000, 0, 200, 200],
        [2, 500, 500, 100, 300],
        [3, 250, 250, 50, 350],
        [4, 125, 125, 25, 375],
    ]


def test_a_column_pushes_every_period_and_a_blank_pushes_nothing() -> None:
    table = snowball([1_000, None, 600], 100, 100, 4, 0.5)
    assert [row[1] for row in table[1:]] == [1_000, 500, 850, 425]
    assert [row[2] for row in table[1:]] == [0, 500, 250, 425]


def test_more_pushes_than_periods_are_not_rolled() -> None:
    assert snowball([1_000, 1_000, 9_999], 100, 100, 2) == snowball([1_000, 1_000], 100, 100, 2)


def test_the_audience_slows_the_ball_down() -> None:
    table = snowball(1_000, 100, 100, 3, 0.5, 1, 1, 4_000)
    assert [row[1] for row in table[1:]] == [1_000, 500 * 0.75, 375 * 0.5 * (1 - 1_375 / 4_000)]


# ---------------------------------------------------------------- errors
def test_level_ground_needs_no_gpm() -> None:
    assert snowball_rate.call_cells(0.0, 0.0, 0.4, 0.0, 0.5) == [[0.2]]


def test_rate_errors() -> None:
    assert snowball_rate.call_cells(150.0, 0.0) == [["#DIV/0!"]]
    assert snowball_rate.call_cells(-1.0, 100.0) == [["#NUM!"]]
    assert snowball_rate.call_cells(0.0, 100.0) == [[0.0]]
    assert snowball_rate.call_cells(0.0, 100.0, 0.5, -1.0) == [["#DIV/0!"]]
    assert snowball_rate.call_cells(None, None) == [[None]]


def test_one_bad_row_spoils_one_row() -> None:
    assert snowball_rate.call_cells([[150.0], ["x"], [50.0]], 100.0) == [[0.75], ["#VALUE!"], [0.25]]


def test_a_benchmark_of_zero_leaves_the_push_and_spoils_the_rest() -> None:
    first, second = snowball.call_cells(1_000.0, 100.0, 0.0, 2.0)[1:]
    assert first == [1, 1_000, 0, 100, 100]
    assert second == [2, "#DIV/0!", "#DIV/0!", "#DIV/0!", "#DIV/0!"]


def test_growth_beyond_all_numbers_says_so() -> None:
    table = snowball.call_cells(1e6, 1e6, 1.0, 1000.0, 1.0, 1.0)
    assert table[1][1] == 1e6
    assert table[-1] == [1000, "#NUM!", "#NUM!", "#NUM!", "#NUM!"]


@pytest.mark.parametrize("periods", [0.0, 1001.0])
def test_periods_out_of_bounds(periods: float) -> None:
    assert snowball.call_cells(1_000.0, 100.0, 100.0, periods) == [["#NUM!"]]


# ---------------------------------------------------------------- laws
@given(plays, below_one, st.floats(0.1, 1e4))
def test_one_push_tends_to_its_closed_form(push: float, rate: float, gpm: float) -> None:
    table = snowball(push, gpm, gpm, 1000, rate)
    total = sum(row[1] for row in table[1:])
    assert total == pytest.approx(push / (1 - rate), rel=1e-9)
    assert sum(row[2] for row in table[1:]) == pytest.approx(total * rate, rel=1e-9, abs=1e-9)
    assert table[-1][4] == pytest.approx(total * gpm / 1000, rel=1e-9)


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0, 1), st.floats(-3, 3), st.floats(0.01, 100))
def test_only_gpm_against_its_benchmark_counts(
    gpm: float, benchmark: float, base_rate: float, slope: float, scale: float
) -> None:
    rate = snowball_rate(gpm, benchmark, base_rate, slope)
    assert snowball_rate(gpm * scale, benchmark * scale, base_rate, slope) == pytest.approx(rate, rel=1e-9)


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0, 1), st.floats(0, 1), st.floats(-3, 3))
def test_r_scales_with_base_rate_and_friction(
    gpm: float, benchmark: float, base_rate: float, friction: float, slope: float
) -> None:
    whole = snowball_rate(gpm, benchmark, 1, slope)
    scaled = snowball_rate(gpm, benchmark, base_rate, slope, friction)
    assert scaled == pytest.approx(whole * base_rate * friction, rel=1e-9)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.floats(0, 2), st.floats(0.1, 100))
def test_plays_are_linear_in_the_push(pushes: list[float], rate: float, scale: float) -> None:
    once, _ = rolled(np.array(pushes), rate, 10)
    scaled, _ = rolled(np.array(pushes) * scale, rate, 10)
    alone = sum(rolled(np.array([0.0] * i + [push]), rate, 10)[0] for i, push in enumerate(pushes))
    assert scaled == pytest.approx(once * scale, rel=1e-9)
    assert alone == pytest.approx(once, rel=1e-9)


@given(plays, st.floats(0, 3), st.floats(1, 1e9), st.integers(1, 40))
def test_an_audience_only_takes_away_and_a_spent_one_stops_the_ball(
    push: float, rate: float, audience: float, periods: int
) -> None:
    free, _ = rolled(np.array([push]), rate, periods)
    limited, natural = rolled(np.array([push]), rate, periods, audience)
    assert (limited <= free * (1 + 1e-12)).all()
    spent = np.cumsum(limited)[:-1] >= audience
    assert (natural[1:][spent] == 0).all()


# ---------------------------------------------------------------- the fit
def planted(periods: int, base_rate: float, slope: float, noise: float, seed: int) -> tuple[Any, Any, Any]:
    """A history rolled with known parameters, GPM moving around a benchmark of 100."""
    random = np.random.default_rng(seed)
    gpm = 100 * np.exp(random.normal(0, 0.3, periods))
    paid = random.uniform(5_000, 15_000, periods)
    natural = np.zeros(periods)
    for t in range(1, periods):
        rate = base_rate * (gpm[t - 1] / 100) ** slope
        natural[t] = rate * (paid[t - 1] + natural[t - 1]) * math.exp(random.normal(0, noise))
    return paid, natural, gpm


def test_the_fit_finds_what_was_planted_under_noise() -> None:
    base, slope, pooled = snowball_fit(*planted(60, 0.55, 0.8, 0.05, seed=7), 100)[1:]
    assert base[1] == pytest.approx(0.55, abs=0.01)
    assert slope[1] == pytest.approx(0.8, abs=0.05)
    assert base[2] < base[1] < base[3]
    assert slope[2] < slope[1] < slope[3]
    assert pooled[2] < pooled[1] < pooled[3]


def test_ninety_five_of_a_hundred_intervals_hold_the_truth() -> None:
    held = np.zeros(2)
    for seed in range(200):
        base, slope, _ = snowball_fit(*planted(30, 0.55, 0.8, 0.05, seed), 100)[1:]
        held += [base[2] <= 0.55 <= base[3], slope[2] <= 0.8 <= slope[3]]
    assert (held >= 0.9 * 200).all(), held
    assert (held <= 0.99 * 200).all(), held


@given(st.floats(0.05, 0.95), st.floats(-1, 1.5), st.integers(8, 30), st.integers(0, 10_000))
def test_without_noise_the_fit_is_exact(base_rate: float, slope: float, periods: int, seed: int) -> None:
    history = planted(periods, base_rate, slope, 0, seed)
    assume(np.log(history[2][:-1]).std(ddof=1) >= 0.05)
    base, slope_row, _ = snowball_fit(*history, 100)[1:]
    assert base[1] == pytest.approx(base_rate, rel=1e-6)
    assert slope_row[1] == pytest.approx(slope, abs=1e-6)


def test_the_interval_is_that_of_the_textbook() -> None:
    """Against numpy's own least squares and the published t of 2.571 for five degrees of freedom."""
    paid, natural, gpm = planted(8, 0.55, 0.8, 0.05, seed=3)
    x, y = np.log(gpm[:-1] / 100), np.log(natural[1:] / (paid + natural)[:-1])
    (slope, level), covariance = np.polyfit(x, y, 1, cov=True)
    base, slope_row, _ = snowball_fit(paid, natural, gpm, 100)[1:]
    assert slope_row[1] == pytest.approx(slope, rel=1e-9)
    assert base[1] == pytest.approx(math.exp(level), rel=1e-9)
    assert slope_row[3] - slope_row[1] == pytest.approx(2.5706 * covariance[0, 0] ** 0.5, rel=1e-4)
    assert math.log(base[3] / base[1]) == pytest.approx(2.5706 * covariance[1, 1] ** 0.5, rel=1e-4)


def test_seven_periods_give_r_alone_and_say_why() -> None:
    paid, natural, gpm = planted(8, 0.55, 0.8, 0.05, seed=1)
    eight = snowball_fit(paid, natural, gpm, 100)
    seven = snowball_fit(paid[:7], natural[:7], gpm[:7], 100)
    assert isinstance(eight[2][1], float)
    for row in seven[1:3]:
        assert row[1:4] == [None, None, None]
        assert "8 期" in row[4]
    assert seven[3][1] == pytest.approx(natural[1:7].sum() / (paid + natural)[:6].sum())


def test_a_gpm_that_hardly_moves_gives_r_alone_and_says_why() -> None:
    paid, natural, _ = planted(20, 0.55, 0.8, 0.05, seed=1)
    table = snowball_fit(paid, natural, np.where(np.arange(20) % 2, 100.0, 101.0), 100)
    assert table[1][1:4] == table[2][1:4] == [None, None, None]
    assert "GPM 几乎不变" in table[2][4]
    assert isinstance(table[3][1], float)


def test_without_a_benchmark_there_is_r_alone() -> None:
    table = snowball_fit(*planted(20, 0.55, 0.8, 0.05, seed=1), 0)
    assert table[1][1:4] == table[2][1:4] == [None, None, None]
    assert "基准必须大于 0" in table[1][4]
    assert isinstance(table[3][1], float)


def test_certainty_is_not_on_offer() -> None:
    columns = [[[float(x)] for x in column] for column in planted(9, 0.55, 0.8, 0.05, seed=1)]
    assert snowball_fit.call_cells(*columns, 100.0, 1.0) == [["#NUM!"]]


def test_a_base_rate_beyond_all_numbers_says_so() -> None:
    columns = [[[float(x)] for x in column] for column in planted(9, 0.55, -3, 0.05, seed=1)]
    assert snowball_fit.call_cells(*columns, 1e-300)[1][1:4] == ["#NUM!"] * 3


def test_the_slope_is_never_called_a_cause() -> None:
    table = snowball_fit(*planted(20, 0.55, 0.8, 0.05, seed=1), 100)
    assert "不是因果" in table[2][4]


def test_an_unknown_period_drops_the_pairs_it_belongs_to() -> None:
    paid, natural, gpm = planted(20, 0.55, 0.8, 0.05, seed=1)
    natural[9] = np.nan
    assert "17 对" in snowball_fit(paid, natural, gpm, 100)[3][4]


def test_a_history_without_plays_has_no_r() -> None:
    assert snowball_fit.call_cells(*[[[0.0]] * 3] * 2, [[100.0]] * 3, 100.0)[3][1] == "#N/A"


@pytest.mark.parametrize(
    ("freedom", "table"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_t_against_the_published_table(freedom: int, table: float) -> None:
    assert student.quantile(0.95, freedom) == pytest.approx(table, abs=5e-4)


@given(st.floats(0.01, 0.999), st.integers(1, 2000))
def test_t_and_its_quantile_undo_each_other(confidence: float, freedom: int) -> None:
    assert student.inside(student.quantile(confidence, freedom), freedom) == pytest.approx(confidence)


# ---------------------------------------------------------------- DOU+
@pytest.mark.parametrize(("yielded", "rate"), [(5_000, 0), (7_000, 0.286), (7_500, 1 / 3), (8_000, 0.375)])
def test_dou_reading_of_the_article(yielded: float, rate: float) -> None:
    """花100块钱带来5000以上甚至7000-8000的浏览量."""
    row = dou_lift(100, yielded)[1]
    assert row[2] == pytest.approx(rate, abs=0.0005)
    assert row[1] == yielded - 5_000


@pytest.mark.parametrize(
    ("yielded", "grade"),
    [(4_999, "未达 below"), (5_000, "达标 reached"), (6_999, "达标 reached"), (7_000, "带动 lifted")],
)
def test_dou_grades(yielded: float, grade: str) -> None:
    assert dou_lift(100, yielded)[1][3] == grade


def test_the_two_heuristics_of_the_article_pull_apart() -> None:
    """By GPM the first effort wins; by plays per 100 yuan it fails and the second passes."""
    assert dou_lift.call_cells(A["cost"], A["plays"])[1] == [200, -480_000, "#N/A", "未达 below"]
    assert dou_lift.call_cells(B["cost"], B["plays"])[1][::3] == [15_000, "带动 lifted"]


def test_dou_without_cost() -> None:
    assert dou_yield.call_cells(0.0, 5_000.0) == [["#DIV/0!"]]
    assert dou_lift.call_cells(0.0, 5_000.0)[1] == ["#DIV/0!", 5_000, "#DIV/0!", "#DIV/0!"]


def test_a_slope_needs_a_benchmark() -> None:
    for slope in (1.0, -1.0):
        assert FUNCTIONS["SNOWBALL_RATE"].call_cells(100.0, 0.0, 0.5, slope) == [["#DIV/0!"]]
    assert FUNCTIONS["SNOWBALL_RATE"].call_cells(100.0, 0.0, 0.5, 0.0) == [[0.5]]


GAPPED = [46_200, 46_201, 46_202, 46_206, 46_231]
"""Three days, then 4 and 25 days without any."""


def test_periods_with_others_missing_between_them_are_no_neighbours() -> None:
    paid, natural, gpm = [1_000, 0, 0, 0, 0], [0, 500, 250, 700, 900], [100] * 5
    plain = snowball_fit(paid[:3], natural[:3], gpm[:3], 100)[3]
    gapped = snowball_fit(paid, natural, gpm, 100, 0.95, GAPPED)[3]
    assert gapped[:4] == plain[:4]
    assert gapped[4] == "2 对相邻期，自然播放之和 ÷ 上期播放之和；2 对中间缺期未用；已按日期排序"
    turned = snowball_fit(paid[::-1], natural[::-1], gpm, 100, 0.95, GAPPED[::-1])[3]
    assert turned == gapped


def test_months_of_unlike_length_are_neighbours() -> None:
    months = [46_023, 46_054, 46_082, 46_113]  # 31, 28 and 31 days
    assert snowball_fit([1_000, 0, 0, 0], [0, 500, 250, 125], [100] * 4, 100, 0.95, months)[3][1] == 0.5


@pytest.mark.parametrize("days", [[1, 1, 2], [2, 1, 1], ["2026-06-01", "2026-06-01", None]])
def test_a_day_twice_or_blank_is_refused(days: list[object]) -> None:
    rows = [[[x] for x in column] for column in ([1_000, 0, 0], [0, 500, 250], [100, 100, 100])]
    assert FUNCTIONS["SNOWBALL_FIT"].call_cells(*rows, 100, None, [[d] for d in days]) == [["#VALUE!"]]
