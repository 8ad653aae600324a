"""The one number parser: every way of writing a figure that the field uses, and what is no figure."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_fact.core.numbers import MISSING, is_missing, parse, parse_many

WRITTEN = {
    "1.2万": 12_000,
    "346.95万": 3_469_500,
    "3.4亿": 340_000_000,
    "1.2亿元": 120_000_000,
    "2萬": 20_000,
    "3千": 3_000,
    "10.81 万": 108_100,
    "500w": 5_000_000,
    "５００ｗ": 5_000_000,
    "1.5K": 1_500,
    "2M": 2_000_000,
    "3B": 3e9,
    "1,8Tr ₫": 1_800_000,
    "2 tỷ": 2e9,
    "12 rb": 12_000,
    "525300+": 525_300,
    "130以上": 130,
    "￥1,234.50": 1234.5,
    "¥-5": -5,
    "-¥5": -5,
    "$6,438.91": 6438.91,
    "US$1,000": 1000,
    "RM 12.50": 12.5,
    "1,234.50元": 1234.5,
    "(123)": -123,
    "($1,234.50)": -1234.5,
    "（１２３）": -123,
    "12.5%": 0.125,
    "0.8%": 0.008,
    "５％": 0.05,
    "5‰": 0.005,
    "９８７": 987,
    "１，２３４": 1234,
    "+5": 5,
    "−5": -5,
    "1e3": 1000,
    ".5": 0.5,
    "7.": 7,
    "9.467.316": 9_467_316,
    "1.234,50": 1234.5,
    "1.234.567,89": 1_234_567.89,
    "₫100.000": 100_000,
    "Rp12.500": 12_500,
    "1,234": 1234,
    "1,8": 1.8,
    "0,125": 0.125,
    "1234,567": 1234.567,
    "1.234": 1.234,
    "\t42\t": 42,
    "'42": 42,
    "3万人": 30_000,
}


@pytest.mark.parametrize(("text", "value"), WRITTEN.items())
def test_each_way_of_writing_is_read(text: str, value: float) -> None:
    assert parse(text) == value


RANGES = {
    "7.5w~10w": (75_000, 100_000),
    "2.5万~5万": (25_000, 50_000),
    "2.5~5万": (25_000, 50_000),
    "6000~1万": (6_000, 10_000),
    "6000~7500": (6_000, 7_500),
    "10%~15%": (0.10, 0.15),
    "10~15%": (0.10, 0.15),
    "100-250": (100, 250),
    "100～250": (100, 250),
    "100K₫-500K₫": (100_000, 500_000),
    "1千至2千": (1_000, 2_000),
}


@pytest.mark.parametrize(("text", "bounds"), RANGES.items())
def test_a_range_is_its_low_middle_or_high(text: str, bounds: tuple[float, float]) -> None:
    low, high = bounds
    assert parse(text, "low") == low
    assert parse(text, "high") == high
    assert parse(text) == pytest.approx((low + high) / 2, rel=1e-15)


@pytest.mark.parametrize("text", [*sorted(MISSING), "NULL", "None", "N/A", " -- ", "　", "－－"])
def test_missing_is_not_zero(text: str) -> None:
    assert math.isnan(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01",
        "2026/06/01",
        "06-01",
        "2026-12",
        "2026.06.01",
        "1m28s",
        "10:30",
        "第一名",
        "abc",
        "%",
        "万",
        "¥",
        "1,23,4",
        "1.2.3",
        "1,234.5.6",
        "--5",
        "(5",
        "5)",
        "1_000",
        "inf",
        "1e999",
        "10~5",
        "5万万",
        "=1+1",
    ],
)
def test_what_is_no_number_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|date|range|thousands") as caught:
        parse(text)
    assert repr(text) in str(caught.value)


def test_missing_markers() -> None:
    assert is_missing("—")
    assert is_missing("\ufeffNull ")
    assert not is_missing("0")
    assert not is_missing("万")


def test_a_column_of_everything() -> None:
    when = dt.datetime(2026, 6, 1)
    cells = [
        "1.2万",
        5,
        2.5,
        None,
        "--",
        "第一名",
        True,
        when,
        Decimal("1.5"),
        np.float64(3),
        np.int64(4),
        "1.2万",
    ]
    values, unreadable = parse_many(cells)
    nan = math.nan
    np.testing.assert_array_equal(values, [12000, 5, 2.5, nan, nan, nan, nan, nan, 1.5, 3, 4, 12000])
    assert np.flatnonzero(unreadable).tolist() == [5, 6, 7]


def test_columns_of_one_kind() -> None:
    values, unreadable = parse_many(np.array([1, 2]))
    assert values.dtype == np.float64
    assert values.tolist() == [1, 2]
    assert not unreadable.any()
    assert parse_many([])[0].shape == (0,)
    assert parse_many((x for x in ("10%~20%",)), "high")[0].tolist() == [0.2]
    assert parse_many([True, 1, 1.0])[1].tolist() == [True, False, False]


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_what_python_writes_is_read_back(value: float) -> None:
    assert parse(repr(value)) == value


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_thousands_and_currency_change_nothing(value: Decimal) -> None:
    assert parse(f"¥{value:,.2f}") == parse(f"{value:,.2f}元") == parse(f"{value:.2f}") == float(value)


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_range_lies_between_its_bounds(a: int, b: int) -> None:
    text = f"{min(a, b)}~{max(a, b)}"
    assert parse(text, "low") <= parse(text) <= parse(text, "high")


@given(st.text(max_size=12))
def test_any_text_is_a_number_missing_or_refused(text: str) -> None:
    try:
        value = parse(text)
    except ValueError:
        return
    assert math.isnan(value) == is_missing(text) or is_missing(text.replace("－", "-"))
    assert not math.isinf(value)


@given(st.lists(st.one_of(st.text(max_size=6), st.floats(), st.none(), st.sampled_from(list(WRITTEN)))))
def test_a_column_is_its_cells(cells: list[object]) -> None:
    values, unreadable = parse_many(cells)
    for cell, value, bad in zip(cells, values, unreadable, strict=True):
        try:
            expected = (
                math.nan if cell is None else parse(cell) if isinstance(cell, str) else float(str(cell))
            )
        except ValueError:
            assert bad
            assert math.isnan(value)
        else:
            assert not bad
            np.testing.assert_equal(value, expected)
